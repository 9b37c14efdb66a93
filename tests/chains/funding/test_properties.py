"""What holds for every case, tried with made-up ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chains.funding.as_json import line
from chains.funding.check import check_funding
from chains.funding.decide import CaseCheck
from chains.funding.facts import read_facts
from chains.funding.programmes import rulebook
from knowledge.editorial.rules import FactKind
from knowledge.errors import RuleFault

BOOK = rulebook()
TODAY = date(2026, 11, 28)
NUMBERS = [0, 0.5, 1, 2, 3, 3.5, 4, 5, 10, 19, 20, 36, 37, 48, 49, 119, 120, 121, 200, 399, 400, 900, 2000]
EURO = [0, 1, 164.99, 165, 400, 1000, 4000, 9800.5, 20000, 50000]
# Facts that say the same thing as others in other words: told together they can contradict each other.
TWICE = {
    "gdb",
    "prior_82_months_ago",
    "prior_82a_months_ago",
    "loan_left",
    "course.goal",
    "degree_training_years_held",
    "weighted_staff",
    "staff_hours",
    "company_headcount",
    "group_headcount",
    "course.weeks",
    "course.days",
    "course.units",
    "terminated",
    "employment_end",
    "employer_pays_pct",
    "children",
    "children_ages",
    "own_weekly_hours",
    "course.form",
    "years_employed_total",
    "turns_45_during_course",
    "qgeld_received",
    "afbg_builds_on",
    "course.start",
    "course.leads_to_degree",
    "alg_claim",
    "alg_days_left",
    "firm_headcount",
    "degree_in_occupation",
}
# a least above its most is refused with a message (test_check.py), and no case
_BOUNDS = {"firm_headcount_min": st.integers(0, 500), "firm_headcount_max": st.integers(500, 2600)}
FAST = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def _value(kind: FactKind) -> st.SearchStrategy[Any]:
    pair = st.tuples(st.integers(0, 600), st.one_of(st.none(), st.integers(1, 48))).map(list)
    one: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "choice": st.sampled_from(sorted(kind.values) or ["etwas"]),
        "text": st.sampled_from(sorted(kind.values) or ["etwas"]),
        "integer": st.integers(0, 2600),
        "number": st.sampled_from(NUMBERS),
        "euro": st.sampled_from(EURO),
        "date": st.dates(date(2023, 1, 1), date(2029, 12, 31)).map(str),
        "list": st.lists(pair if kind.each == "pair" else st.integers(0, 20), max_size=4),
    }
    return one[kind.type]


def _facts(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(names), max_size=14, unique=True)
    return some.flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: _BOUNDS[name] if name in _BOUNDS else _value(BOOK.facts[name]) for name in chosen}
        )
    )


ANY = _facts(sorted(BOOK.facts))
ONCE = _facts(sorted(BOOK.facts.keys() - TWICE))


def _results(facts: dict[str, Any]) -> dict[str, str]:
    check = CaseCheck(BOOK, read_facts(facts, BOOK.facts), TODAY)
    return {name: str(check.decide(name).result) for name in BOOK.programmes}


@FAST
@given(ANY, ANY)
def test_more_facts_never_make_a_result_open_again(told: dict[str, Any], more: dict[str, Any]) -> None:
    before, after = _results(told), _results(more | told)
    assert [
        name
        for name in before
        if before[name] != "depends" and before[name] != "no" and after[name] == "depends"
    ] == []


@FAST
@given(ONCE, ONCE)
def test_a_refusal_stays_one_whatever_else_is_told(told: dict[str, Any], more: dict[str, Any]) -> None:
    before, after = _results(told), _results(more | told)
    assert [name for name in before if before[name] == "no" and after[name] != "no"] == []


@FAST
@given(ANY, st.randoms())
def test_the_order_of_facts_is_nothing(told: dict[str, Any], random: Any) -> None:
    shuffled = list(told.items())
    random.shuffle(shuffled)
    assert _results(told) == _results(dict(shuffled))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY)
def test_any_case_gives_a_line(told: dict[str, Any]) -> None:
    found = check_funding(told, TODAY)
    assert line(found).startswith('{"case":')
    for result in found.programmes:
        assert (result.result == "depends") <= bool(result.missing)
        assert (result.result == "no") <= bool(result.because)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers() | st.none() | st.text(), max_size=3),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from([*sorted(BOOK.facts), "firm_headcount_min", "age_max", "quatsch"]), JUNK, max_size=3
    )
)
def test_junk_is_refused_in_german_or_taken(told: dict[str, Any]) -> None:
    refusal = _refusal(told)
    assert not refusal or refusal.startswith("Das Merkmal „")


def _refusal(told: dict[str, Any]) -> str:
    try:
        read_facts(told, BOOK.facts)
    except RuleFault as fault:
        return str(fault)
    return ""


FULL: dict[str, Any] = {
    "status": "employed",
    "azav_traeger": True,
    "azav_massnahme": True,
    "beyond_short_adaptation": True,
    "degree": "vocational",
    "years_since_degree": 9,
    "prior_82_within_2y": False,
    "employer_legally_obliged": False,
    "afbg_goal": False,
    "applied_before_start": True,
    "course.hours": 200,
    "course.leads_to_degree": False,
    "in_working_time": True,
}


def _money(programme: str, **facts: Any) -> dict[str, Any]:
    return check_funding(FULL | facts, TODAY, programmes=(programme,)).programmes[0].amounts


@FAST
@given(
    st.tuples(st.integers(1, 1200), st.integers(1, 1200)).map(sorted),
    st.integers(18, 66),
    st.integers(1, 20000),
    st.sampled_from(["none", "disabled", "severe", "gleichgestellt"]),
    st.sampled_from(["none", "bv_weiterbildung", "tv_weiterbildung", "bv_arbeitszeit"]),
)
def test_a_smaller_firm_never_pays_more(
    sizes: list[int], age: int, fee: int, disability: str, agreement: str
) -> None:
    person = {
        "age": age,
        "course.fee": fee,
        "disability": disability,
        "works_agreement": agreement,
        "wage_training_time_incl_flat_share": fee,
    }
    small, large = (_money("sgb3_82_lehrgangskosten", firm_headcount=size, **person) for size in sizes)
    assert small["employer_eur"] <= large["employer_eur"] <= fee
    assert small["employer_eur"] + small["agency_eur_max"] == fee
    wages = [_money("sgb3_82_arbeitsentgelt", firm_headcount=size, **person) for size in sizes]
    assert fee >= wages[0]["wage_subsidy_eur_max"] >= wages[1]["wage_subsidy_eur_max"]


@FAST
@given(st.integers(0, 60000), st.integers(0, 5000), st.integers(0, 30000), st.integers(0, 31))
def test_no_amount_is_above_its_cap(fee: int, material: int, pays: int, days: int) -> None:
    goal = {
        "afbg_goal": True,
        "course.units": 800,
        "course.months": 24,
        "course.form": "part_time",
        "first_afbg": True,
        "prior_qualification_met": True,
        "degree": "vocational",
        "nationality": "german",
        "afbg_level": 2,
        "course.exam_fee": 0,
        "course.fee": fee,
        "employer_pays": pays,
        "masterpiece_material": material,
        "lodging_required": True,
        "lodging_days_per_month": days,
        "azav_traeger": True,
        "azav_massnahme": True,
        "status": "unemployed",
        "commute_public_transport_month": material,
    }
    ids = ("afbg_massnahmebeitrag", "afbg_meisterstueck", "sgb3_86_unterbringung", "sgb3_85_fahrkosten")
    got = {result.id: result.amounts for result in check_funding(goal, TODAY, programmes=ids).programmes}
    contribution = got["afbg_massnahmebeitrag"]
    assert contribution["massnahmebeitrag_eur"] <= 15000
    assert contribution["grant_eur"] + contribution["loan_eur"] == contribution["massnahmebeitrag_eur"]
    assert contribution["person_eur_total"] >= 0
    assert got["afbg_meisterstueck"].get("massnahmebeitrag_eur", 0) <= 2000
    assert got["sgb3_86_unterbringung"]["total_month_eur"] <= 588
    assert got["sgb3_85_fahrkosten"].get("per_month_eur", 0) <= 588
