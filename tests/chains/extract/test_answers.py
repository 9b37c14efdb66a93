"""What is said before a place is quoted answers; asked of documents that people add."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chains.blocks.kinds import LeadQuote, TableRows
from chains.extract.answers import answers
from chains.extract.extractor import Extractor
from chains.question.analysis import Analyst
from chains.question.asked import asked_of
from chains.question.references import LawNames
from chains.question.word_matching import WordMatcher
from knowledge.editorial.glossary import load_glossary
from knowledge.german.words import Compounds
from knowledge.model.document import Hit
from settings import ROOT
from tests.chains.passages import cite

ANALYST = Analyst(load_glossary(ROOT / "knowledge" / "glossary.yaml"), LawNames({}))
HOUSE = (
    "Ein Zimmer kostet 31 Euro je Nacht. Mit einem Kind kostet es 12 Euro mehr. Haustiere sind verboten, weil"
    " die Wände dünn sind. Die Küche ist bis 22 Uhr offen. Anmelden kann man sich im Büro."
)


def leads(question: str, said: str) -> bool:
    analysis = ANALYST.analyse(question)
    passage = cite(HOUSE, title="Wohnheim Auental", heading="Regeln", locator="Regeln").passage
    passage = replace(passage, document=replace(passage.document, kind="page", long_title=""))
    held = WordMatcher(analysis, Compounds(()), lambda _: 0.6)
    return answers(LeadQuote("Im Kern", said, 1), passage, asked_of(analysis, lambda _: 0.6), held)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Was kostet ein Zimmer im Wohnheim Auental?", "Ein Zimmer kostet 31 Euro je Nacht."),
        ("Warum sind Haustiere verboten?", "Haustiere sind verboten, weil die Wände dünn sind."),
        ("Kann man sich im Büro anmelden?", "Anmelden kann man sich im Büro."),
        ("Bis wann ist die Küche offen?", "Die Küche ist bis 22 Uhr offen."),
    ],
)
def test_what_answers_leads(question: str, said: str) -> None:
    assert leads(question, said)


@pytest.mark.parametrize(
    ("question", "said", "why"),
    [
        ("Was kostet ein Zimmer?", "Anmelden kann man sich im Büro.", "no sum"),
        ("Bis wann ist das Zimmer offen?", "Ein Zimmer kostet 31 Euro je Tag.", "no day or hour"),
        (
            "Was kostet ein Zimmer mit Kind?",
            "Ein Zimmer kostet 31 Euro je Nacht.",
            "another sentence has more",
        ),
        ("Was kostet ein Parkplatz?", "Ein Zimmer kostet 31 Euro je Nacht.", "another thing"),
        ("Warum sind Haustiere verboten?", "Haustiere sind verboten.", "no reason"),
        ("Kann man sich im Büro abmelden?", "Anmelden kann man sich im Büro.", "another deed"),
        ("Was ist das Wohnheim Auental?", "Die Küche ist bis 22 Uhr offen.", "the whole is asked for"),
        ("Wie alt sind die Regeln?", "Stand: 3. Mai 2026", "only how old the document is"),
    ],
)
def test_what_does_not_answer_does_not_lead(question: str, said: str, why: str) -> None:
    assert not leads(question, said), why


def test_rows_are_read_with_their_heads() -> None:
    analysis = ANALYST.analyse("Was kostet die Sauna?")
    passage = cite("Raum\tPreis in Euro\nSauna\t9", heading="Preise", locator="Preise").passage
    rows = TableRows("Im Kern", ("Raum", "Preis in Euro"), (("Sauna", "9"),), 1)
    held = WordMatcher(analysis, Compounds(()), lambda _: 0.6)
    assert answers(rows, passage, asked_of(analysis, lambda _: 0.6), held)


STUDY = (
    "Der Unterricht umfasst 80 Unterrichtsstunden. Dozentin ist Frau Ilgner. Die Prüfung findet im zweiten"
    " Halbjahr statt und dauert drei Stunden. Das Skript kostet 9 Euro."
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("wer unterrichtet statik", "Dozentin ist Frau Ilgner."),
        (
            "Wann ist die Prüfung in Statik?",
            "Die Prüfung findet im zweiten Halbjahr statt und dauert drei Stunden.",
        ),
    ],
)
def test_the_sentence_with_the_kind_of_answer_leads(question: str, said: str) -> None:
    analysis = ANALYST.analyse(question)
    passage = cite(STUDY, title="Module Auental", heading="Statik", locator="Statik").passage
    passage = replace(passage, document=replace(passage.document, kind="page", long_title=""))
    extractor = Extractor(Compounds(()), lambda _: 0.6, is_added=lambda _: True)
    extract = extractor.extract(analysis, [Hit(passage, 1.0)])
    assert [block.said for block in extract.said if isinstance(block, LeadQuote)] == [said]
