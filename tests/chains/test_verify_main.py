"""Verification finds what a fluent answer gets wrong: figures, offices, conditions, negation, places; and lets right answers pass."""

from __future__ import annotations

import time

import pytest
from chains.marks import marks_of, normalised

from chains.answer import Citation
from chains.figures import Figure, figures_in, unsupported
from chains.institutions import institutions_in
from chains.verify import Verdict, verify
from knowledge.model import DocumentHead, Passage, Section

RULE = (
    "(2) Angemessen ist die Beteiligung, wenn der Betrieb\n"
    "1. mindestens 50 und weniger als 500 Beschäftigte hat und der Arbeitgeber 50 Prozent,\n"
    "2. 500 Beschäftigte oder mehr hat und der Arbeitgeber 75 Prozent\n"
    "der Lehrgangskosten trägt. Betriebe mit weniger als 50 Beschäftigten sollen nichts tragen. Der Antrag ist bei der Agentur für Arbeit zu stellen.\n"
    "Die Frist beträgt zwölf Monate. Die Kosten werden nicht erstattet, wenn der Lehrgang abgebrochen wird. Im ersten Jahr sinkt der Anteil um fünf Prozentpunkte."
)
HEAD = DocumentHead("testg", "law", "TestG", "Testgesetz", None, "", "", "", "", (), (), None, ())
CITED = [Citation(1, Passage("c1", RULE, Section("§ 7 Abs. 2", RULE, "Beteiligung an den Lehrgangskosten"), HEAD, 0), RULE)]
CASE = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"


def _check(answer: str, question: str = CASE) -> Verdict:
    return verify(answer, CITED, question)


@pytest.mark.parametrize(
    "answer",
    [
        "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1].",
        "Der Arbeitgeber trägt die Hälfte der Lehrgangskosten. [1]",
        "Bei 120 Beschäftigten trägt der Arbeitgeber fünfzig Prozent der Lehrgangskosten [1].",
        "Ab 500 Beschäftigten trägt der Arbeitgeber 75 Prozent der Lehrgangskosten [1].",
        "Bei mindestens 50 und weniger als 500 Beschäftigten sind es 50 Prozent, ab 500 Beschäftigten 75 Prozent der Lehrgangskosten [1].",
        "Der Antrag ist bei der Arbeitsagentur zu stellen [1].",
        "Die Frist beträgt ein Jahr [1].",
        "Die Frist beträgt 12 Monate [1].",
        "Im ersten Jahr sinkt der Anteil um 5 Prozentpunkte [1].",
        "Die Kosten werden nicht erstattet, wenn der Lehrgang abgebrochen wird [1].",
        "Das steht in § 7 Abs. 2 [1].",
    ],
)
def test_what_the_passage_says_for_the_case_passes(answer: str) -> None:
    verdict = _check(answer)
    assert verdict.ok, verdict.problems
    assert all(0 <= s.support <= 1 for s in verdict.sentences)


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        ("Der Betrieb trägt 80 Prozent der Lehrgangskosten [1].", "Nicht in der Fundstelle: 80 Prozent"),
        ("Der Betrieb trägt ein Viertel der Lehrgangskosten [1].", "Nicht in der Fundstelle: 25 Prozent"),
        ("Der Betrieb trägt 75 Prozent der Lehrgangskosten [1].", "Gilt für einen anderen Fall: 75 Prozent"),
        ("Der Betrieb trägt drei Viertel der Lehrgangskosten [1].", "Gilt für einen anderen Fall: 75 Prozent"),
        ("Ab 500 Beschäftigten trägt der Arbeitgeber 50 Prozent der Lehrgangskosten [1].", "Gilt für einen anderen Fall: 50 Prozent"),
        ("Bei mindestens 50 und weniger als 500 Beschäftigten sind es 75 Prozent, ab 500 Beschäftigten 50 Prozent der Lehrgangskosten [1].", "anderen Fall"),
        ("Die Frist beträgt 24 Monate [1].", "Nicht in der Fundstelle: 24 Monate"),
        ("Der Anteil sinkt um fünf Prozent [1].", "Nicht in der Fundstelle: 5 Prozent"),
        ("Der Antrag ist beim Jobcenter zu stellen [1].", "Diese Stelle nennt die Fundstelle nicht: Jobcenter"),
        ("Der Antrag ist bei der IHK zu stellen [1].", "Industrie- und Handelskammer"),
        ("Die Kosten werden erstattet, wenn der Lehrgang abgebrochen wird [1].", "sagt es umgekehrt"),
        ("Das steht in § 8 [1].", "Nicht in der Fundstelle: § 8"),
        ("Der Antrag ist bis zum 31. Mai 2027 zu stellen [1].", "Nicht in der Fundstelle: 2027-05-31"),
        ("Der Betrieb trägt 50 Prozent der Lehrgangskosten.", "Ohne Fundstelle"),
        ("Der Betrieb trägt 50 Prozent der Lehrgangskosten [4].", "Die Fundstelle [4] gibt es nicht"),
        ("Die Sonne scheint heute hell über Dortmund [1].", "nicht getragen"),
    ],
)
def test_what_it_does_not_say_is_found(answer: str, because: str) -> None:
    verdict = _check(answer)
    assert not verdict.ok
    assert because in " ".join(verdict.problems)
    assert verdict.to_json()["sentences"][0]["problems"]


def test_a_figure_that_hangs_on_a_condition_is_not_said_without_it() -> None:
    assert "Bedingung" in _check("Der Betrieb trägt 75 Prozent der Lehrgangskosten [1].", "Was zahlt der Betrieb?").problems[0]
    assert "Bedingung" in _check("Der Betrieb trägt 50 Prozent der Lehrgangskosten [1].", "Was zahlt der Betrieb?").problems[0]


def test_number_words_are_figures() -> None:
    assert Figure("5", "Prozentpunkte") in figures_in("um fünf Prozentpunkte")
    assert figures_in("das Eineinhalbfache") == figures_in("das eineinhalbfache") != set()
    assert Figure("75", "Prozent") in figures_in("drei Viertel der Kosten")
    assert unsupported("zwölf Monate", "ein Jahr") == set()
    assert unsupported("ein halbes Jahr", "sechs Monate") == set()
    assert unsupported("zwei Jahre", "24 Monate") == set()
    assert unsupported("zwei Jahre", "zwei Monate") != set()
    assert figures_in("in drei Vierteljahren") == {Figure("3", "")}


@pytest.mark.parametrize(
    ("written", "numbers"),
    [("so [1, 2].", [1, 2]), ("so 【3】", [3]), ("laut (1).", [1]), ("[Fundstelle 2]", [2]), ("[1-3]", [1, 2, 3]), ("§ 82 (2) SGB III [1]", [1]), ("im Jahr (2024)", [])],
)
def test_marks_in_every_form_that_models_write(written: str, numbers: list[int]) -> None:
    assert marks_of(normalised(written)) == numbers


def test_institutions_by_the_names_people_use() -> None:
    assert institutions_in("das Arbeitsamt") == institutions_in("die Bundesagentur") == {"Agentur für Arbeit"}
    assert institutions_in("die zuständige Behörde") == set()
    assert institutions_in("das Eisenbahnamt") == {"Eisenbahnamt"}


def test_it_is_fast() -> None:
    answer = " ".join(["Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."] * 5)
    _check(answer)
    begun = time.process_time()
    for _ in range(10):
        _check(answer)
    assert (time.process_time() - begun) / 10 < 0.05
