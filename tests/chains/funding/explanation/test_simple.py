"""Results in Einfache Sprache: right figures, simple sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chains.funding.check import check_funding
from chains.funding.explanation.explain import explain
from chains.funding.explanation.lines import Explanation
from chains.funding.explanation.simple import in_simple_words, plain
from chains.funding.programmes import rulebook
from chains.funding.topics import Topic
from evals.funding.cases import load_cases
from evals.metrics.plain_language import plainness

TODAY = date(2026, 11, 29)
FIRM: dict[str, Any] = {
    "firm_headcount": 60,
    "age": 38,
    "degree": "vocational",
    "years_since_degree": 10,
    "course.hours": 200,
    "course.fee": 4000,
}


def _said(topic: Topic, **facts: Any) -> Explanation:
    said = explain(topic, check_funding(FIRM | facts, TODAY, assume=rulebook().usual))
    assert said is not None
    return in_simple_words(said)


@pytest.mark.parametrize(
    ("topic", "facts", "lead"),
    [
        (
            Topic.FIRM_COST,
            {},
            "Die Firma zahlt wahrscheinlich die Hälfte von den Kurskosten. Das sind 2.000 Euro.",
        ),
        (Topic.FIRM_COST, {"age": 52}, "Die Firma zahlt wahrscheinlich nichts für den Kurs."),
        (
            Topic.FIRM_COST,
            {"firm_headcount": 700},
            "Die Firma zahlt wahrscheinlich drei Viertel von den Kurskosten. Das sind 3.000 Euro.",
        ),
        (
            Topic.WAGE,
            {"firm_headcount": 20},
            "Die Firma kann bis zu 75 Prozent vom Lohn zurückbekommen. Das gilt für die Zeit im Kurs.",
        ),
        (
            Topic.FIRM_COST,
            {"course.hours": 40},
            "Das geht wahrscheinlich nicht. Der Kurs ist zu kurz. Nötig sind mehr als 120 Stunden.",
        ),
        (
            Topic.APPLY,
            {"degree": "none", "course.leads_to_degree": True},
            "Den Antrag stellt die Person. Der Antrag geht an: Agentur für Arbeit am Wohnsitz der Person."
            " Stellen Sie den Antrag, bevor der Kurs anfängt.",
        ),
    ],
)
def test_the_result_leads(topic: Topic, facts: dict[str, Any], lead: str) -> None:
    assert _said(topic, **facts).lead.text == lead


def test_neither_reckoning_nor_lists_are_said() -> None:
    said = _said(Topic.FIRM_COST)
    assert (said.calculation, said.rows, said.conditions) == ((), (), ())


def test_sentences_are_simple_as_an_independent_reader_sees_it() -> None:
    cases = [case for case in load_cases("cases") if case.case is not None][:60]
    texts = []
    for case in cases:
        check = check_funding(
            case.case or {}, case.today, assume=rulebook().usual, programmes=tuple(case.expect)
        )
        said = explain(Topic.OVERVIEW, check)
        simple = in_simple_words(said) if said is not None else None
        if simple is not None:
            texts += [simple.lead.text, *(line.text for line in (*simple.reasons, *simple.details))]
    seen = plainness("\n".join(texts))
    assert seen.sentences > 150
    assert seen.plain / seen.sentences > 0.85


def test_brackets_go_and_what_stands_behind_a_semicolon_is_a_sentence() -> None:
    assert plain("Zuschuss zum Arbeitsentgelt (§ 82 Abs. 3 SGB III); der Betrieb zahlt.") == (
        "Geld für den Lohn. Die Firma zahlt."
    )
