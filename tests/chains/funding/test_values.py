"""Three-valued comparing and reckoning, expressions, functions, facts, words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chains.funding.expression import Expression, Seen, parse
from chains.funding.facts import read_facts
from chains.funding.functions import FUNCTIONS
from chains.funding.programmes import rulebook
from chains.funding.values import UNKNOWN, Range, compare, reckon
from chains.funding.words import fill, in_words
from cli.check_options import facts_of, value_of
from knowledge.errors import RuleFault
from knowledge.german.numbers import german_number

D = Decimal


def _value(text: str, **known: Any) -> Any:
    return _seen(parse(text), known).value


def _seen(expression: Expression, known: dict[str, Any]) -> Seen:
    def look(name: str) -> Seen:
        return Seen(known[name]) if name in known else Seen(UNKNOWN, frozenset({name}))

    return expression.evaluate(look, lambda _: Seen(UNKNOWN))


@pytest.mark.parametrize(
    ("left", "sign", "right", "wanted"),
    [
        (D(50), "<", D(50), False),
        (D(50), "<=", D(50), True),
        (Range(D(60), None), ">=", D(50), True),
        (Range(D(60), None), "<", D(500), UNKNOWN),
        (Range(None, D(30)), ">", D(120), False),
        (Range(D(1), D(3)), "==", D(4), False),
        (Range(D(1), D(3)), "!=", D(4), True),
        (Range(D(1), D(3)), "==", D(2), UNKNOWN),
        (UNKNOWN, "==", D(1), UNKNOWN),
    ],
)
def test_a_comparison_is_unknown_where_bounds_allow_both(
    left: Any, sign: str, right: Any, wanted: Any
) -> None:
    assert compare(left, sign, right) is wanted


def test_bounds_stay_bounds() -> None:
    assert reckon(Range(D(1), D(2)), "*", D(10)) == Range(D(10), D(20))
    assert reckon(D(10), "-", Range(D(1), None)) == Range(None, D(9))
    assert reckon(D(10), "/", D(0)) is UNKNOWN
    assert reckon(UNKNOWN, "+", D(1)) is UNKNOWN


def test_kleene_logic() -> None:
    assert _value("a and b", a=False) is False
    assert _value("a and b", a=True) is UNKNOWN
    assert _value("a or b", a=True) is True
    assert _value("not a") is UNKNOWN
    assert _seen(parse("a and b"), {"a": True}).open == frozenset({"b"})


def test_a_choice_on_something_open_is_known_only_if_both_ways_agree() -> None:
    assert _value("1 if a else 1") == 1
    assert _value("1 if a else 2") is UNKNOWN
    assert _value("50 <= n < 500", n=D(49)) is False
    assert _value('s in ["x", "y"]', s="y") is True


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "a.b.c()",
        "lambda: 1",
        "[x for x in a]",
        "a if",
        "open(a)",
        "applies(a)",
        "known(a=1)",
    ],
)
def test_rules_cannot_run_anything(text: str) -> None:
    with pytest.raises(RuleFault):
        parse(text)


def test_functions_never_guess() -> None:
    assert FUNCTIONS["min"](D(5), UNKNOWN) == Range(None, D(5))
    assert FUNCTIONS["max"](D(5), UNKNOWN) == Range(D(5), None)
    assert FUNCTIONS["first"](UNKNOWN, D(0)) == 0
    weights = ((D(10), D("0.25")), (D(20), D("0.5")), (D(30), D("0.75")))
    assert FUNCTIONS["weigh"](((D(60), D(40)), (D(40), D(8))), weights) == 70
    assert FUNCTIONS["weigh"](((D(4), None),), weights) == Range(D(1), D(4))
    assert FUNCTIONS["months_between"](date(2026, 3, 1), date(2026, 8, 31)) == 6
    assert FUNCTIONS["round_up"](D("9.5")) == 10
    assert FUNCTIONS["euro"](D("0.005")) == D("0.01")
    assert FUNCTIONS["cent_down"](D("0.005")) == 0


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("age", "47", "eine ganze Zahl"),
        ("age", 47.5, "eine ganze Zahl"),
        ("age", True, "eine ganze Zahl"),
        ("age", -1, "eine ganze Zahl"),
        ("course.fee", float("nan"), "einen Betrag in Euro"),
        ("course.fee", float("inf"), "einen Betrag in Euro"),
        ("course.fee", 10**30, "einen Betrag in Euro"),
        ("azav_traeger", "ja", "ja oder nein"),
        ("degree", "Lehre", "eines von none, vocational, academic"),
        ("course.start", "morgen", "ein Datum wie"),
        ("course.start", "0001-01-01", "ein Datum wie"),
        ("staff_hours", [3, 4], "eine Liste wie"),
        ("staff_hours", "60", "eine Liste wie"),
        ("children_ages", [None], "eine Liste wie"),
        ("course.goal", "x" * 500, "einen kurzen Text"),
    ],
)
def test_a_wrong_value_names_the_fact_and_what_is_expected(name: str, value: Any, expected: str) -> None:
    with pytest.raises(RuleFault, match=f"„{name}“.*erwartet {expected}"):
        read_facts({name: value}, rulebook().facts)


def test_facts_are_read_and_unknown_ones_refused() -> None:
    kinds = rulebook().facts
    assert read_facts({"age": None, "afbg_level": 1, "firm_headcount_min": 60}, kinds) == {
        "afbg_level": "1",
        "firm_headcount_min": 60,
    }
    assert read_facts({"staff_hours": [[60, 40], [4, None]]}, kinds) == {"staff_hours": ((60, 40), (4, None))}
    with pytest.raises(RuleFault, match="„alter“ gibt es nicht"):
        read_facts({"alter": 47}, kinds)
    with pytest.raises(RuleFault, match="größer als"):
        read_facts({"age_min": 50, "age_max": 40}, kinds)


def test_options_take_german_numbers_dates_and_labels() -> None:
    kinds = rulebook().facts
    assert facts_of(
        ["course.fee=9.800,50", "age=47", "azav_traeger=ja", "degree=ohne", "course.start=01.03.2027"], kinds
    ) == {
        "course.fee": 9800.5,
        "age": 47,
        "azav_traeger": True,
        "degree": "none",
        "course.start": "2027-03-01",
    }
    assert value_of("4000 Euro", kinds["course.fee"]) == 4000
    assert value_of("[[60, 40]]", kinds["staff_hours"]) == [[60, 40]]
    with pytest.raises(RuleFault, match="Merkmal=Wert"):
        facts_of(["age"], kinds)


def test_values_are_said_in_german() -> None:
    kinds = rulebook().facts
    assert [german_number(D(text)) for text in ("9800", "1234567.5", "0.25", "-1000")] == [
        "9.800",
        "1.234.567,50",
        "0,25",
        "-1.000",
    ]
    assert in_words(Range(D(60), None), kinds["firm_headcount"]) == "mindestens 60 Beschäftigte"
    assert in_words(Range(D(1), D(2)), None, "Euro") == "1 bis 2 Euro"
    assert in_words(UNKNOWN) == "noch offen"
    assert in_words("none", kinds["degree"]) == "ohne"
    assert (
        fill("{age}, {azav_traeger}", {"age": D(47), "azav_traeger": True}.__getitem__, kinds, {})
        == "47 Jahre, ja"
    )
