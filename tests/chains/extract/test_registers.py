"""Registers, filters and other languages: how an answer is said, and from which sources."""

from __future__ import annotations

import pytest

from chains.assistant import Assistant
from chains.extract.registers import Register, register_named
from chains.question.language import language_of
from chains.question.region import land_of
from chains.retrieval.filters import Filters
from chains.retrieval.near_duplicates import without_duplicates
from chains.retrieval.searcher import Searcher
from evals.metrics.plain_language import plainness
from ingest.documents.markdown import read_markdown
from settings import ROOT

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"


def test_short_says_one_place_and_long_says_more(assistant: Assistant) -> None:
    short, normal, long = (
        assistant.ask(QUESTION, register=register)
        for register in (Register.SHORT, Register.NORMAL, Register.LONG)
    )
    assert len(short.citations) == 1
    assert len(short.text) < len(normal.text) <= len(long.text)
    assert short.text.startswith("**Bei 120 Beschäftigten:**")


def test_simple_words_come_from_the_factsheet_and_name_the_place(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION, register=Register.SIMPLE)
    assert answer.citations[0].passage.section.locator == "Einfach gesagt"
    assert plainness(answer.text.split("\n\nDie Regel")[0]).share == 1.0
    assert answer.problems == ()


def test_what_has_no_simple_words_is_shown_as_it_stands_and_says_so(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Wie viele Tage Lernurlaub bei 30 Beschäftigten nach dem LernFG?", register=Register.SIMPLE
    )
    assert any("noch keinen Text in einfacher Sprache" in warning for warning in answer.warnings)
    assert answer.citations[0].passage.document.id == "lernfg"


@pytest.mark.parametrize("path", sorted((ROOT / "knowledge").glob("texts*/*.md")), ids=lambda p: p.stem)
def test_every_factsheet_has_a_simple_part_that_keeps_the_rules(path) -> None:  # type: ignore[no-untyped-def]
    simple = [s for s in read_markdown(path).sections if s.locator == "Einfach gesagt"]
    assert len(simple) == 1
    assert plainness(simple[0].text).findings == ()


def test_plainness_counts_what_it_can_check() -> None:
    hard = (
        "Sofern die Voraussetzungen, die das Gesetz nennt, erfüllt sind, könnte ggf. eine Förderung (vgl. §"
        " 82) durch die zuständige Agentur in Betracht kommen."
    )
    assert plainness("Sie zahlen nichts. Der Kurs ist kostenlos.").share == 1.0
    assert plainness(f"Sie zahlen nichts. {hard}").share == 0.5
    assert plainness(hard).share == 0.0
    assert "Konjunktiv" in plainness(hard).findings[0]
    assert plainness("").share == 1.0


@pytest.mark.parametrize(
    ("written", "register"),
    [
        ("Kurz", Register.SHORT),
        ("Ausfuehrlich", Register.LONG),
        ("Einfache Sprache", Register.SIMPLE),
        ("Für Trainer*innen", Register.TRAINER),
        ("laut", None),
    ],
)
def test_registers_by_the_names_people_use(written: str, register: Register | None) -> None:
    assert register_named(written) is register


def test_filters_leave_sources_out(searcher: Searcher) -> None:
    assert {
        h.passage.document.kind
        for h in searcher.search("Lernurlaub in der Werkstatt", 10, Filters(kinds=frozenset({"law"})))
    } == {"law"}
    assert {
        h.passage.document.kind
        for h in searcher.search("Lernurlaub in der Werkstatt", 10, Filters(kinds=frozenset({"factsheet"})))
    } == {"factsheet"}
    for_trainers = searcher.search("Lehrgangskosten im Betrieb", 10, Filters(audience="trainer"))
    assert all(
        "trainer" in h.passage.document.audience or not h.passage.document.audience for h in for_trainers
    )
    # federal rules hold there too
    assert searcher.search("Lehrgangskosten im Betrieb", 3, Filters(region="Bayern"))


def test_filters_that_leave_nothing_refuse(assistant: Assistant) -> None:
    assert assistant.ask(QUESTION, filters=Filters(kinds=frozenset({"course"}))).abstained


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who pays for my training if I have no degree?", "en"),
        ("Kto zapłaci za mój kurs?", "pl"),
        ("Kurs ücretini kim öder?", "tr"),
        ("Хто оплатить мій курс?", "uk"),
        ("Wer zahlt meinen Kurs?", "de"),
        ("elternzeit teilzeit mindestens stunden", "de"),
        ("§ 10 TzBfG", "de"),
        ("Aufstiegs-BAföG?", "de"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "question",
    [
        "Who can get a training voucher?",
        "Kto może dostać bon szkoleniowy na kurs zawodowy?",
        "Kurs ücretini kim öder?",
        "Хто оплатить мій курс підвищення кваліфікації?",
    ],
)
def test_other_languages_find_german_sources_and_are_answered_in_simple_german(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert not answer.abstained, answer.text
    assert answer.citations[0].passage.section.locator == "Einfach gesagt"
    assert any("die Antwort ist es auch" in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    ("question", "land"),
    [
        ("Gilt das in Bayern?", "Bayern"),
        ("Wir sitzen in Leipzig", "Sachsen"),
        ("Betrieb in Dortmund", ""),
        ("Umzug von Hannover nach Köln", ""),
        ("In Niedersachsen", "Niedersachsen"),
    ],
)
def test_another_land_is_noticed(question: str, land: str) -> None:
    assert land_of(question) == land


def test_another_land_is_said(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Unser Betrieb in Hannover hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir nach"
        " dem SGB III?"
    )
    assert any("Es geht um Niedersachsen" in warning for warning in answer.warnings)


def test_mistyped_words_are_read_and_said(assistant: Assistant) -> None:
    answer = assistant.ask("Wer bekommt einen Bildungsgutschien?")
    assert answer.citations[0].passage.document.id == "bildungsgutschein"
    assert any(
        "Bildungsgutschein" in warning and "Bildungsgutschien" in warning for warning in answer.warnings
    )
    assert not any(
        "Gelesen als" in warning
        for warning in assistant.ask("Wer bekommt einen Bildungsgutschein im Sommer?").warnings
    )


def test_the_same_words_twice_are_one_hit(searcher: Searcher) -> None:
    hits = searcher.search("Bildungsgutschein", 5)
    sheet = next(h for h in hits if h.passage.document.kind == "factsheet")
    assert len(without_duplicates([sheet, sheet])) == 1
    assert len(without_duplicates(hits)) == len(hits)
