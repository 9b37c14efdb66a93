"""Every starter gets a good answer from the starter knowledge: factsheets and seminar material, as `make
chat` indexes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chains.assistant import Assistant
from chains.courses.recognition import asks_for_courses
from chains.courses.understand.understand import understand
from chains.place_search import find_places
from chains.retrieval.searcher import Searcher
from chat.profiles import ADVICE, COURSES, PROFILES, SEMINAR, SOURCES, Profile, profile_named
from ingest.modules.reader import read_modules
from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import writing
from knowledge.store.library import Library
from settings import ROOT
from tests.conftest import settings_for

EXPECTED = {  # starter -> the first place, and words of the answer
    "Anteil an den Lehrgangskosten": (
        "SGB III § 82 Abs. 2",
        "Der Betrieb trägt 50 Prozent der Lehrgangskosten",
    ),
    "Abschluss nachholen": (
        "SGB III § 81 Abs. 2",
        "Die Agentur für Arbeit übernimmt die Weiterbildungskosten.",
    ),
    "Prüfung ohne Lehre": ("BBiG § 45 Abs. 2", "das Eineinhalbfache"),
    "Aufstiegs-BAföG": ("AFBG § 12 Abs. 1", "50 Prozent Zuschuss"),
    "Förderung nach Betriebsgröße": ("Modul 5 „Recht und Förderung“, Folien zu Tag 6: Folie 5", "Lernziel:"),
    "Übungen an Seminartag 3": ("Modul 3 „Moderation“, Leitfaden zu Tag 3: Übung", "Dauer: 100 Minuten."),
    "Lernziele von Modul 2": (
        "Modul 2 „Werkzeuge der Kommunikation“, Modulblatt: Lernziele",
        "Die Teilnehmenden hören aktiv zu",
    ),
    "Ablauf von Seminartag 6": (
        "Modul 5 „Recht und Förderung“, Leitfaden zu Tag 6: Ablauf von Seminartag 6",
        "Zeit",
    ),
    "Bildungsgutschein": ("SGB III § 81 Abs. 4", "Bildungsgutschein einlösen"),
    "Lehrgangskosten nach Betriebsgröße": ("SGB III § 82 Abs. 2", "Ausnahme für Ältere"),
    "Qualifizierungsgeld": ("SGB III § 82a Abs. 1", "Voraussetzungen bei der Person"),
    "Mitbestimmung bei Bildung": ("BetrVG § 98 Abs. 1", "BetrVG § 97 Abs. 1"),
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Iterator[Searcher]:
    config = settings_for(tmp_path_factory.mktemp("startwissen"))
    knowledge: Path = ROOT / "knowledge"
    outcomes = [
        *read_modules(knowledge / "modules", "qualifizierungsreihe"),
        *read_path(knowledge / "texts", "faktenblaetter"),
    ]
    with writing(config.data), Library(config.library) as library:
        assert not execute(
            plan_sync(outcomes, library), library, IndexPlace(config.indexes), embedding, config.embedding
        ).failed
    opened = Searcher(config, embedding)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("profile", "label", "question"),
    [(p, *starter) for p in PROFILES if not p.courses_first for starter in p.starters],
)
def test_every_starter_is_answered(searcher: Searcher, profile: Profile, label: str, question: str) -> None:
    answer = (
        find_places(searcher, question)
        if profile.places_only
        else Assistant(searcher).ask(question, register=profile.register)
    )
    place, words = EXPECTED[label]
    assert not answer.abstained
    assert answer.citations[0].label.startswith(place)
    assert words in answer.text
    assert not answer.warnings


def test_profiles_are_found_by_name() -> None:
    names = ("Kurse", "Seminar", "Kursfragen", "Quellen", "Beratung", "unbekannt", None)
    assert [profile_named(name) for name in names] == [
        COURSES,
        SEMINAR,
        SEMINAR,
        SOURCES,
        ADVICE,
        ADVICE,
        ADVICE,
    ]
    looked_up = [profile for profile in PROFILES if not profile.courses_first]
    assert {label for profile in looked_up for label, _ in profile.starters} == set(EXPECTED)


def test_the_starters_for_courses_are_course_questions() -> None:
    for _, question in COURSES.starters:
        assert asks_for_courses(question, date(2026, 11, 28), eager=True)
        assert "topic" in understand(question, date(2026, 11, 28)).filters()
