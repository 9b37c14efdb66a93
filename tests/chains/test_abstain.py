"""Refusing: each reason says what is not here and whom to ask; what is here is answered."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from chains.abstain import Confidence
from chains.assistant import Assistant
from chains.confidence import WITHOUT_LAWS, load_confidence, save_confidence
from chains.search import Searcher
from evals.calibrate import calibrate
from evals.suite import load_suite
from knowledge.library import Library
from tests.conftest import settings_for
from tests.evals.test_run import SUITE


@pytest.mark.parametrize(
    ("question", "says", "ask"),
    [
        ("Telefonnummer der Agentur für Arbeit Dortmund?", "Telefonnummern, Adressen", "Servicetelefon"),
        ("Was steht im TVöD zur Weiterbildung?", "Einzelne Tarifverträge", "Gewerkschaft"),
        ("Wie hoch ist der Mindestlohn?", "Das regelt MiLoG § 1 Abs. 2; dieses Gesetz ist hier nicht eingelesen", "Agentur für Arbeit"),
        ("Wie wird das Wetter morgen?", "Danach fragen Sie besser anderswo", "Agentur für Arbeit"),
        ("Wer gewann gestern das Tennisturnier in Wimbledon?", "Dazu steht nichts in meinen Quellen.", "Agentur für Arbeit"),
        ("Was steht in § 999 SGB III?", "Dazu steht nichts in meinen Quellen.", "Agentur für Arbeit"),
    ],
)
def test_a_refusal_says_why_and_whom_to_ask(assistant: Assistant, question: str, says: str, ask: str) -> None:
    answer = assistant.ask(question)
    assert answer.abstained
    assert answer.citations == ()
    assert answer.text.startswith("Dazu steht nichts in meinen Quellen.")
    assert says in answer.text
    assert ask in answer.text


@pytest.mark.parametrize("question", ["Was ist ein WBM-Tandem?", "Wie kündige ich einen Fernkurs?", "Was kostet uns ein Lehrgang bei 30 Beschäftigten?"])
def test_what_is_here_is_answered(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).abstained


def test_a_case_in_three_sentences_is_understood_by_one(assistant: Assistant) -> None:
    answer = assistant.ask("Wir bauen Getriebe in Hagen. Letztes Jahr lief es schlecht, jetzt wieder besser. Was ist ein Bildungsgutschein?")
    assert not answer.abstained
    assert answer.citations[0].passage.document.id == "bildungsgutschein"


def test_the_calibration_belongs_to_its_index(starter: Path, tmp_path: Path, searcher: Searcher) -> None:
    found = calibrate(searcher, load_suite(SUITE)[0].questions)
    assert (found.answerable, found.unanswerable) == (5, 2)
    assert 0 <= found.wrongly_refused <= 1
    data = Path(copytree(starter, tmp_path / "data"))
    with Library(settings_for(data).library) as library:
        assert load_confidence(library) == WITHOUT_LAWS
        save_confidence(library, found.model, {})
        assert load_confidence(library) == found.model
        with library.transaction():
            library.remove("bildungsgutschein")
        (data / "abstention.json").touch()
        assert load_confidence(library) == WITHOUT_LAWS  # other content: the old model says nothing about it


def test_confidence_rises_with_each_feature() -> None:
    from chains.abstain import Features

    model = Confidence(-5, 6, 4, 1, -8, -5, 0.3)
    low = model.of(Features(0.2, 0.2, 0.2))
    assert low < model.of(Features(0.8, 0.2, 0.2)) < model.of(Features(0.8, 0.8, 0.2)) < model.of(Features(0.8, 0.8, 0.8)) < 1
