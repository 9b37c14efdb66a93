"""Consultations on the programmes of the Land, on the starter knowledge: they rest on factsheets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chains.assistant import Assistant
from chains.blocks.layout import OLD
from chains.extract.warnings import old_sources
from chains.retrieval.searcher import Searcher
from knowledge.index.embedding.e5 import E5Embeddings
from settings import ROOT
from tests.conftest import settings_for, sync

TODAY = date(2026, 11, 29)
BONN = (
    "Bin in Bonn, 32, verdiene 35.000 im Jahr, Kurs für 1.200 Euro – gibt es einen Bildungsscheck und was"
    " zahle ich?"
)
SHEET = "Faktenblatt „Bildungsscheck Nordrhein-Westfalen“"


@pytest.fixture(scope="module")
def of_land(
    starter: Path, embedding: E5Embeddings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """On the starter factsheets and those of the Land."""
    data = Path(shutil.copytree(starter, tmp_path_factory.mktemp("land") / "data"))
    assert not sync(data, ROOT / "knowledge" / "texts_nrw", model=embedding).failed
    opened = Searcher(settings_for(data), embedding)
    yield Assistant(opened)
    opened.close()


def _talk(assistant: Assistant, *turns: str) -> list[str]:
    history: list[tuple[str, str]] = []
    for turn in turns:
        answer = assistant.ask(turn, history, today=TODAY)
        assert answer.citations, turn
        history += [("user", turn), ("assistant", answer.text)]
    return [said for role, said in history if role == "assistant"]


def test_a_programme_of_the_land_is_decided_and_followed(of_land: Assistant) -> None:
    said = _talk(
        of_land, BONN, "und bei 2.000 Euro?", "und wer stellt den Antrag?", "geht das zusammen mit § 82?"
    )
    heads = [text.splitlines()[0] for text in said]
    assert "500 Euro" in heads[0]
    assert "700 Euro" in heads[0]
    assert "1.500 Euro" in heads[1]
    assert "ESF-Portal" in heads[2]
    assert heads[3].startswith("**Nein")
    assert all(SHEET in text for text in said)


def test_that_a_source_is_old_is_said_once(of_land: Assistant) -> None:
    citation = of_land.ask(BONN, today=TODAY).citations[0]
    document = replace(citation.passage.document, max_age_days=180)
    old = replace(citation, passage=replace(citation.passage, document=document))
    assert len(old_sources([old], TODAY)) == 1
    assert old_sources([old], TODAY, ["Etwas anderes."]) == old_sources([old], TODAY)
    assert old_sources([old], TODAY, [f"Ja.\n{OLD}{document.title} [1]"]) == ()


def test_a_waiting_time_and_a_part_time_week_are_reckoned(of_land: Assistant) -> None:
    first, then = _talk(
        of_land,
        "Arbeite seit 4 Monaten hier, 3-Tage-Woche, wie viele Tage Bildungsurlaub?",
        "Und wenn ich dann sieben Monate da bin, der Betrieb hat 85 Leute?",
    )
    assert first.startswith("**Noch keinen")
    assert "in 2 Monaten; dann sind es 3 Tage" in first
    assert "Es sind 3 Tage" in then.splitlines()[0]


def test_a_firm_s_consulting_is_reckoned_up_to_its_cap(of_land: Assistant) -> None:
    first, more = _talk(
        of_land,
        "Betrieb mit 30 Leuten, will Potentialberatung, 8 Tage je 1.000 Euro. Was bleibt am Betrieb hängen?",
        "Der Berater meint, er braucht 10 Tage.",
    )
    assert "4.800 Euro" in first.splitlines()[0]
    assert "6.800 Euro" in more.splitlines()[0]
