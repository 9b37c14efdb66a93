"""Trainers' questions: module, seminar day, file, slide or page, and the learning goal behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chains.assistant import Assistant
from chains.extract.registers import Register
from chains.retrieval.filters import Filters
from chains.retrieval.searcher import Searcher
from chains.retrieval.seminar_places import wanted_of
from evals.places import matches
from ingest.modules.reader import read_modules
from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import writing
from knowledge.store.library import Library
from tests.conftest import LAW, settings_for
from tests.module_course import write_course

SHEET = """---
topics: [schrauben]
---
# Schrauben im Alltag

## Welche Schraube hält
Eine Schraube mit Torx hält besser als eine mit Schlitz.
"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Iterator[Assistant]:
    """The small course beside a factsheet on the same matter and the test law."""
    place = tmp_path_factory.mktemp("werkstatt")
    (place / "schrauben-im-alltag.md").write_text(SHEET, encoding="utf-8")
    outcomes = [
        *read_modules(write_course(place), "werk"),
        *read_path(place / "schrauben-im-alltag.md", "blatt"),
        *read_path(LAW, "gesetz"),
    ]
    config = settings_for(place / "data")
    with writing(config.data), Library(config.library) as library:
        assert not execute(
            plan_sync(outcomes, library), library, IndexPlace(config.indexes), embedding, config.embedding
        ).failed
    searcher = Searcher(config, embedding)
    yield Assistant(searcher)
    searcher.close()


def first(assistant: Assistant, question: str) -> tuple[str, str]:
    answer = assistant.ask(question)
    assert not answer.abstained, answer.text
    assert answer.problems == ()
    passage = answer.citations[0].passage
    return passage.document.id, passage.section.locator


@pytest.mark.parametrize(
    ("question", "document", "locator"),
    [
        ("Was ist das Lernziel von Seminartag 2?", "werk/schrauben/module", "Lernziele von Seminartag 2"),
        ("Welche Lernziele hat der dritte Seminartag?", "werk/nageln/module", "Lernziele von Seminartag 3"),
        ("Auf welcher Folie steht das Drehmoment?", "werk/schrauben/tag-1-folien", "Folie 3"),
        ("Was steht auf Folie 2 von Modul 1?", "werk/schrauben/tag-1-folien", "Folie 2"),
        ("Welche Übung machen wir an Seminartag 2?", "werk/schrauben/tag-2-leitfaden", "Übung: Blind drehen"),
        ("Wie läuft Seminartag 2 ab?", "werk/schrauben/tag-2-leitfaden", "Ablauf von Seminartag 2"),
        ("Auf welcher Seite im Handout steht die Schutzbrille?", "werk/nageln/tag-3-handout", "S. 2"),
    ],
)
def test_the_place_that_is_asked_for_comes_first(
    workshop: Assistant, question: str, document: str, locator: str
) -> None:
    assert first(workshop, question) == (document, locator)


def test_the_answer_names_module_file_slide_and_goal(workshop: Assistant) -> None:
    answer = workshop.ask("Auf welcher Folie geht es um die Profile der Schrauben?")
    head, goal, *quoted = answer.text.splitlines()
    assert (
        head == "**Modul 1 „Schrauben“, Folien zu Tag 1: Folie 2 „Profile der Schrauben“ (Seminartag 1, Datei"
        " tag-1-folien.pptx)** [1]"
    )
    # the goal of that day which comes nearest
    assert goal == "Lernziel: „Sie wählen das passende Profil.“ [2]"
    assert "> - Torx rutscht nicht ab" in "\n".join(quoted)
    assert answer.citations[1].label == "Modul 1 „Schrauben“, Modulblatt: Lernziele von Seminartag 1"
    assert answer.citations[0].to_json()["url"].startswith("werkkurs/schrauben/tag-1-folien.pptx")


@pytest.mark.parametrize(
    "question", ["Was ist das Lernziel von Seminartag 8?", "Was steht auf Folie 40 von Modul 1?"]
)
def test_a_place_that_the_course_does_not_have_is_said(workshop: Assistant, question: str) -> None:
    answer = workshop.ask(question)
    assert answer.abstained
    assert "gibt es in den eingelesenen Modulen nicht" in answer.text
    assert "Leitung der Qualifizierungsreihe" in answer.text


def test_a_slide_about_something_else_is_not_given_for_one(workshop: Assistant) -> None:
    answer = workshop.ask("Auf welcher Folie steht der Lernurlaub?")  # which stands in the law
    assert answer.abstained
    assert "steht nicht in den eingelesenen Modulen" in answer.text


def test_a_question_of_the_trade_is_answered_by_its_own_source_first(workshop: Assistant) -> None:
    assert first(workshop, "Welche Schraube hält besser, Torx oder Schlitz?")[0] == "schrauben-im-alltag"


def test_the_register_for_trainers_puts_the_course_before_the_other_sources(workshop: Assistant) -> None:
    answer = workshop.ask("Welche Schraube hält besser, Torx oder Schlitz?", register=Register.TRAINER)
    kinds = [citation.passage.document.kind for citation in answer.citations]
    assert kinds[0] == "module"
    assert "factsheet" in kinds
    assert "Lernziel:" in answer.text
    assert answer.problems == ()
    assert [f"[{c.n}]" in answer.text for c in answer.citations] == [True] * len(answer.citations)


def test_the_register_keeps_to_filters_and_does_without_a_course(workshop: Assistant) -> None:
    only_sheets = workshop.ask(
        "Welche Schraube hält besser, Torx oder Schlitz?",
        register=Register.TRAINER,
        filters=Filters(kinds=frozenset({"factsheet"})),
    )
    assert {c.passage.document.kind for c in only_sheets.citations} == {"factsheet"}


def test_material_for_trainers_alone_is_left_out_for_others(workshop: Assistant) -> None:
    hits = workshop.searcher.search("Torx", 10, Filters(audience="worker"))
    assert all(hit.passage.document.kind != "module" for hit in hits)


@pytest.mark.parametrize(
    ("question", "course", "numbers"),
    [
        ("Was passiert am fünften Seminartag?", True, {"day": {5}}),
        ("Folie 3 von Modul 2", True, {"slide": {3}, "module": {2}}),
        ("Worum geht es an den Seminartagen?", True, {}),
        ("Ab dem 3. Tag der Krankheit?", False, {}),
        ("Was steht in Teil 2 des Gesetzes?", False, {}),
        ("Zahlt die Agentur Modul 2 einer Teilqualifizierung?", False, {}),
    ],
)
def test_what_a_question_says_of_places(question: str, course: bool, numbers: dict[str, set[int]]) -> None:
    wanted = wanted_of(question)
    assert wanted.course is course
    assert {kind: set(found) for kind, found in wanted.numbers} == numbers


def test_a_slide_or_page_is_not_exchanged_for_another() -> None:
    assert not matches("kurs Folie 3", "kurs Folie 2", whole_paragraph=True)
    assert matches("kurs S. 2, Antrag", "kurs S. 2", whole_paragraph=True)
    assert not matches("kurs S. 2", "kurs S. 21", whole_paragraph=True)
    assert matches("blatt Kurz gesagt", "blatt Ausnahmen", whole_paragraph=True)


def test_a_module_of_somebody_else_is_none_of_the_course() -> None:
    assert not wanted_of("wie wird modul 2 der betrieblichen lernbegleitung geprüft").course
    assert wanted_of("Was lernt man in Modul 2 der Qualifizierungsreihe?").course
    assert wanted_of("Wer hat Modul 3 im letzten Jahr unterrichtet?").course
