"""A yes or no is said where the question takes one and is put straight, and only there."""

from __future__ import annotations

import pytest

from chains.funding.explanation.lines import Explanation, Line
from chains.funding.explanation.polarity import as_asked

YES = Explanation(Line("Ja: im kleinen Betrieb genügt eine Erklärung.", ("SGB III § 82a Abs. 2",)))


@pytest.mark.parametrize(
    "question",
    [
        "Scheidet Qualifizierungsgeld ohne Betriebsvereinbarung aus?",
        "Ist § 82 in der Kurzarbeit gesperrt?",
        "Fällt der Anteil dann weg?",
        "Ist das ausgeschlossen, wenn er schon gefördert wurde?",
        "Der Kurs hat schon angefangen. Ist das schlimm?",
        "Er hat auch einen Bachelor. Schadet das?",
        "Muss er nicht erst zur Beratung?",
        "Gibt es da keinen Zuschuss?",
        "Ist er dafür zu alt?",
        "Ist das ein Problem?",
    ],
)
def test_the_other_way_round(question: str) -> None:
    said = as_asked(YES, question)
    assert said.lead.text == "Im kleinen Betrieb genügt eine Erklärung."
    assert said.lead.proofs == YES.lead.proofs


@pytest.mark.parametrize(
    "question",
    [
        "Sie bekommt Arbeitslosengeld, noch 200 Tage.",
        "Wie viele Tage sind es dann?",
        "nein, 60",
        "Und der Rest?",
    ],
)
def test_a_question_of_something_else_or_none(question: str) -> None:
    assert as_asked(YES, question).lead.text == "Im kleinen Betrieb genügt eine Erklärung."


@pytest.mark.parametrize(
    "question",
    [
        "Reicht eine Erklärung?",
        "Das ist ausgeschlossen. Reicht eine Erklärung?",
        "und geht das auch ohne Betriebsrat?",
        "Wir sind neun Leute, reicht eine Erklärung?",
        "Ja, und muss er sich beraten lassen?",
    ],
)
def test_asked_straight(question: str) -> None:
    assert as_asked(YES, question) == YES


def test_a_sentence_without_it_stays() -> None:
    bare = Explanation(Line("Jahre zählen voll."))
    assert as_asked(bare, "Entfällt das?") == bare
