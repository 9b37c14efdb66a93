"""The Förder-Check on whole cases: results, figures, what is missing, what is asked, what is listed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chains.funding.check import check_funding
from chains.funding.explanation.as_text import details, figures, overview, result_in_words
from chains.funding.programmes import build, rulebook
from chains.funding.results import FundingCheck, ProgrammeResult
from knowledge.editorial.rules import ProgrammeRule, load_derived, load_facts, load_programmes
from knowledge.errors import RuleFault

TODAY = date(2026, 11, 28)
SHARE = "sgb3_82_lehrgangskosten"
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
    "firm_headcount": 300,
    "age": 30,
    "course.hours": 200,
    "course.fee": 4000,
    "disability": "none",
    "works_agreement": "none",
}


def _one(facts: dict[str, Any], programme: str = SHARE, **more: Any) -> ProgrammeResult:
    return check_funding(facts, TODAY, programmes=(programme,), **more).programmes[0]


def _listed(facts: dict[str, Any]) -> dict[str, str]:
    return {result.id: str(result.result) for result in check_funding(facts, TODAY).programmes}


def _without(*names: str, **other: Any) -> dict[str, Any]:
    return {name: value for name, value in FULL.items() if name not in names} | other


def test_the_share_of_a_full_case_with_its_reckoning_and_places() -> None:
    got = _one(FULL)
    assert got.result == "ermessen"
    assert {
        "employer_share_pct": 50,
        "employer_eur": 2000,
        "agency_eur_max": 2000,
    }.items() <= got.amounts.items()
    assert "4.000 Euro × 50 Prozent = 2.000 Euro" in got.calculation
    assert "SGB III § 82 Abs. 2 Satz 2 Nr. 1" in [because.proof for because in got.because]
    assert got.apply.where == "Agentur für Arbeit am Wohnsitz der Person"


def test_special_circumstances_that_nobody_told_are_said_and_their_figures_given() -> None:
    got = _one(_without("disability", "works_agreement"))
    assert got.amounts["employer_eur"] == 2000
    assert got.amounts["employer_eur_if"] == {
        "disability = severe": 0,
        "works_agreement = bv_weiterbildung | tv_weiterbildung": 1800,
    }
    assert (got.amounts["employer_eur_min"], got.amounts["employer_eur_max"]) == (0, 2000)
    assert "Die Person ist nicht schwerbehindert." in got.preconditions
    assert (
        "Es gibt keine Betriebsvereinbarung und keinen Tarifvertrag über Weiterbildung." in got.preconditions
    )
    assert {"disability", "works_agreement"} <= set(got.missing)


def test_an_open_size_leaves_the_figures_open() -> None:
    got = _one(_without("firm_headcount", firm_headcount_min=60))
    assert "employer_share_pct" not in got.amounts
    assert got.amounts["employer_share_pct_if"] == {"firm_headcount < 500": 50, "firm_headcount >= 500": 75}
    assert got.missing[0] == "firm_headcount"
    assert got.ask == rulebook().facts["firm_headcount"].question


def test_who_earns_a_degree_never_reads_a_share() -> None:
    helper = _without(
        "degree",
        "years_since_degree",
        degree="none",
        **{"course.leads_to_degree": True, "years_employed_total": 6},
    )
    got = _one(helper)
    assert (got.amounts["employer_share_pct"], got.amounts["employer_eur"]) == (0, 0)
    assert "SGB III § 81 Abs. 2 Satz 1" in [because.proof for because in got.because]
    open_years = _one({name: value for name, value in helper.items() if name != "years_employed_total"})
    assert "employer_share_pct" not in open_years.amounts
    assert open_years.amounts["employer_share_pct_min"] == 0
    assert _one(helper, "sgb3_81_2_abschluss").amounts["agency_eur"] == 4000
    assert SHARE in _one(helper, "sgb3_81_2_abschluss").excludes
    assert (
        _one(helper | {"in_working_time": True}, "sgb3_82_arbeitsentgelt").amounts["wage_subsidy_pct_max"]
        == 100
    )


def test_part_time_counts_by_weekly_hours() -> None:
    got = _one(_without("firm_headcount", staff_hours=[[60, 40], [40, 8]]))
    assert got.amounts["weighted_staff"] == 70
    assert "SGB III § 82 Abs. 6 Satz 3 Nr. 1" in [because.proof for because in got.because]


def test_an_assumed_fact_is_used_and_said() -> None:
    got = _one(_without("azav_massnahme"), assume={"azav_massnahme": True, "age": 60})
    assert got.result == "ermessen"
    assert "Die Maßnahme ist nach der AZAV zugelassen." in got.preconditions
    assert got.amounts["employer_eur"] == 2000  # what is told goes before what is assumed
    assert _one(_without("azav_massnahme")).missing[0] == "azav_massnahme"


def test_a_refusal_says_which_condition_and_no_figure() -> None:
    got = _one(_without("course.hours", "firm_headcount", **{"course.days": 3, "firm_headcount": 22}))
    assert got.result == "no"
    assert got.amounts == {}
    assert got.missing == got.preconditions == ()
    assert [because.proof for because in got.because] == ["SGB III § 82 Abs. 1 Satz 1 Nr. 4"]


def test_rules_run_out_by_date() -> None:
    goal: dict[str, Any] = {"course.goal": "grundkompetenzen"}
    assert _one(goal | {"course.start": "2026-12-31"}, "sgb3_131a_vergabe").result == "ermessen"
    assert _one(goal | {"course.start": "2027-01-01"}, "sgb3_131a_vergabe").result == "no"
    assert (
        _one({"short_time_work": True}, "sgb3_106a_kurzarbeit")
        .because[0]
        .text.startswith("Die Regel ist am 31. Juli 2024 ausgelaufen")
    )


def test_what_a_mentor_would_think_of_is_listed() -> None:
    assert len(_listed({"age": 52})) == 0
    assert set(_listed({"age": 29, "degree": "vocational", "afbg_goal": True})) == {
        "afbg_massnahmebeitrag",
        "afbg_unterhalt",
        "afbg_erlass",
    }
    assert _listed({"short_time_work": True, "firm_headcount": 40})["sgb3_106a_kurzarbeit"] == "no"
    assert _listed({"firm_headcount": 22, "course.days": 3}) == {SHARE: "no", "sgb3_82_arbeitsentgelt": "no"}
    assert _listed({"status": "self_employed", "course.hours": 200}) == {SHARE: "no"}
    assert all(len(_listed({name: value})) <= 8 for name, value in FULL.items())


def test_yes_and_open_stand_before_no() -> None:
    order = {"yes": 0, "ermessen": 0, "depends": 1, "no": 2}
    ranks = [order[result] for result in _listed(FULL | {"afbg_goal": True, "disability": "severe"}).values()]
    assert ranks == sorted(ranks)


def test_the_question_of_all_is_one_that_settles_much() -> None:
    found = check_funding({"firm_headcount": 120, "age": 47, "course.hours": 200}, TODAY)
    assert found.ask_fact in {name for result in found.programmes for name in result.missing}
    assert check_funding({"age": 30}, TODAY).ask_fact == "status"


def test_a_course_that_has_begun_is_warned_of() -> None:
    found: FundingCheck = check_funding(FULL | {"course.start": "2026-11-02"}, TODAY)
    assert found.warnings[0].startswith("Der Kurs hat schon begonnen.")


def test_the_text_for_people_says_result_euro_reason_and_next_step() -> None:
    got = _one(_without("age"))
    lines = "\n".join(details(got))
    assert result_in_words(got) == "Möglich (Ermessen)"
    assert "Antrag: die Person" in lines
    assert f"Frage: {rulebook().facts['age'].question}" in lines
    assert "Der Betrieb zahlt: 0 bis 2.000 Euro" in figures(got)
    assert overview(check_funding(FULL, TODAY))[0][1] == "Möglich (Ermessen)"


def _rule(**other: Any) -> ProgrammeRule:
    known = {rule.id: rule for rule in load_programmes()}["sgb3_87_kinderbetreuung"]
    return ProgrammeRule.model_validate(known.model_dump(by_alias=True) | other)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"relevant": "kinderzahl > 0"}, "kinderzahl"),
        ({"relevant": "course.fee >"}, "kein Ausdruck"),
        ({"relevant": 'applies("gibt_es_nicht")'}, "gibt_es_nicht"),
        ({"relevant": 'applies("sgb3_87_kinderbetreuung")'}, "warten aufeinander"),
    ],
)
def test_a_rule_that_cannot_work_is_named(changed: dict[str, Any], message: str) -> None:
    derived = load_derived()
    others = tuple(rule for rule in load_programmes() if rule.id != "sgb3_87_kinderbetreuung")
    with pytest.raises(RuleFault, match=message) as raised:
        build((*others, _rule(**changed)), load_facts(), derived.derived, derived.parameters)
    assert "sgb3_87_kinderbetreuung" in str(raised.value)


def test_unknown_programmes_are_refused() -> None:
    with pytest.raises(RuleFault, match="sgb3_99"):
        check_funding({}, TODAY, programmes=("sgb3_99",))


def test_conditions_of_another_programme_are_said_with_its_own_figures() -> None:
    told = {"afbg_goal": True, "single_parent": True, "children_ages": [9], "course.form": "full_time"}
    got = _one(told, "afbg_kinderbetreuung")
    assert "Der Kurs in Vollzeit ist in höchstens 36 Monaten fertig." in got.preconditions
