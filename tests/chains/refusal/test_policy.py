"""Refusing: each reason says what is not here and whom to ask; what is here is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from chains.assistant import Assistant
from chains.refusal.confidence import DEFAULT, load_confidence, save_confidence
from chains.refusal.features import AGAINST, FREE, Features
from chains.refusal.policy import Confidence
from chains.retrieval.searcher import Searcher
from evals.added.documents import AddedDocument, write_documents
from evals.runs.calibrate import fit, rows_of
from evals.suite import load_suite
from knowledge.index.embedding import E5Embeddings
from knowledge.store.library import Library
from settings import ROOT
from tests.conftest import settings_for, sync
from tests.evals.runs.test_run import SUITE


@pytest.mark.parametrize(
    ("question", "says", "ask"),
    [
        ("Telefonnummer der Agentur für Arbeit Dortmund?", "Telefonnummern, Adressen", "Servicetelefon"),
        ("Was steht im TVöD zur Weiterbildung?", "Einzelne Tarifverträge", "Gewerkschaft"),
        (
            "Wie hoch ist der Mindestlohn?",
            "Das regelt MiLoG § 1 Abs. 2; dieses Gesetz ist hier nicht eingelesen",
            "Agentur für Arbeit",
        ),
        ("Wie wird das Wetter morgen?", "Danach fragen Sie besser anderswo", "Agentur für Arbeit"),
        (
            "Wer gewann gestern das Tennisturnier in Wimbledon?",
            "Dazu steht nichts in meinen Quellen.",
            "Agentur für Arbeit",
        ),
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


@pytest.mark.parametrize(
    "question",
    [
        "Was ist ein WBM-Tandem?",
        "Wie kündige ich einen Fernkurs?",
        "Was kostet uns ein Lehrgang bei 30 Beschäftigten?",
    ],
)
def test_what_is_here_is_answered(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).abstained


def test_a_case_in_three_sentences_is_understood_by_one(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Wir bauen Getriebe in Hagen. Letztes Jahr lief es schlecht, jetzt wieder besser. Was ist ein"
        " Bildungsgutschein?"
    )
    assert not answer.abstained
    assert answer.citations[0].passage.document.id == "bildungsgutschein"


def test_the_calibration_belongs_to_its_index(starter: Path, tmp_path: Path, searcher: Searcher) -> None:
    found = fit(rows_of(searcher, load_suite(SUITE)[0].questions))
    assert found.answerable >= 3
    assert found.unanswerable == 2
    assert 0 <= found.wrongly_refused <= 1
    data = Path(copytree(starter, tmp_path / "data"))
    with Library(settings_for(data).library) as library:
        assert load_confidence(library) == DEFAULT
        save_confidence(library, found.model, {})
        assert load_confidence(library) == found.model
        with library.transaction():
            library.remove("bildungsgutschein")
        (data / "abstention.json").touch()
        assert load_confidence(library) == DEFAULT  # other content: the old model says nothing about it


@pytest.mark.parametrize("model", [replace(DEFAULT, added=None), DEFAULT.added])
@pytest.mark.parametrize("name", [field.name for field in fields(Features)])
def test_each_feature_speaks_for_what_it_means(name: str, model: Confidence) -> None:
    low, high = (replace(Features(*[0.4] * 6), **{name: value}) for value in (0.1, 0.9))
    if name not in FREE:
        assert (model.of(low) >= model.of(high)) if name in AGAINST else (model.of(low) <= model.of(high))


def test_every_feature_counts_and_no_other() -> None:
    assert DEFAULT.added is not None
    assert DEFAULT.weights.keys() | DEFAULT.added.weights.keys() == {f.name for f in fields(Features)}


def test_a_lead_without_phrases_has_a_model_of_its_own() -> None:
    added = Confidence(0.0, {"gap": -4.0}, 0.6)
    model = Confidence(0.0, {"phrase": 4.0}, 0.4, added)
    phrased, unphrased = Features(1, 0, 0, 0, 0, 0, gap=1), Features(0, 1, 0, 0, 0, 0, gap=1)
    assert (model.bar(phrased), model.bar(unphrased)) == (0.4, 0.6)
    assert model.of(unphrased) < 0.1
    assert model.of(phrased) > 0.9


def test_confidence_is_a_probability() -> None:
    model = Confidence(-5.0, {"phrase": 6.0, "told": -5.0}, 0.3)
    sure, unsure = Features(1, 0, 0, 0, 0, 0), Features(1, 0, 0, 0, 0, 0, told=1)
    assert 0 < model.of(unsure) < 0.5 < model.of(sure) < 1


PAGE = AddedDocument(
    id="bildungsscheck",
    form="page",
    title="Bildungsscheck: Zuschuss zum Kurs",
    stand=date(2026, 5, 4),
    text=(
        "# Höhe\nDer Bildungsscheck zahlt die Hälfte der Kursgebühr, höchstens 500 Euro.\n"
        "# Wer ihn bekommt\nEinen Bildungsscheck bekommen Beschäftigte mit höchstens 40.000 Euro Einkommen.\n"
    ),
)
ABOUT_IT = ("Wie viel zahlt der Bildungsscheck höchstens?", "Wer bekommt einen Bildungsscheck?")


@pytest.fixture(scope="module")
def with_the_page(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("page")
    data = Path(copytree(starter, folder / "data"))
    assert not sync(data, *write_documents(folder / "seiten", (PAGE,)), model=embedding).failed
    searcher = Searcher(settings_for(data), embedding, exact=True)
    yield Assistant(searcher)
    searcher.close()


@pytest.mark.parametrize("question", ABOUT_IT)
def test_a_matter_stands_elsewhere_until_a_document_treats_it(
    assistant: Assistant, with_the_page: Assistant, question: str
) -> None:
    before, after = assistant.ask(question), with_the_page.ask(question)
    assert before.abstained
    assert "Programme des Landes" in before.text
    assert not after.abstained
    assert after.citations[0].passage.document.id == PAGE.id


@pytest.mark.parametrize(
    "question",
    ["Was zahlt der Bildungsscheck in Brandenburg?", "Telefonnummer der Agentur für Arbeit Dortmund?"],
)
def test_what_the_page_does_not_say_stays_refused(with_the_page: Assistant, question: str) -> None:
    assert with_the_page.ask(question).abstained


@pytest.fixture(scope="module")
def with_the_land(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[Assistant]:
    data = Path(copytree(starter, tmp_path_factory.mktemp("land") / "data"))
    assert not sync(data, ROOT / "knowledge" / "texts_nrw", model=embedding).failed
    searcher = Searcher(settings_for(data), embedding, exact=True)
    yield Assistant(searcher)
    searcher.close()


@pytest.mark.parametrize(
    ("question", "abstained"),
    [
        ("Wie viele Tage Bildungsurlaub hat man in Hessen?", True),
        ("Wie viele Tage Bildungsurlaub gibt es in Rheinland-Pfalz?", True),
        ("Was zahlt der Bildungsscheck in Sachsen?", True),
        ("Wie viele Tage Bildungsurlaub hat man in NRW?", False),
        ("Ich wohne in Hessen und arbeite in Dortmund: Wie viele Tage Bildungsurlaub habe ich?", False),
    ],
)
def test_a_place_for_one_land_does_not_answer_for_another(
    with_the_land: Assistant, question: str, abstained: bool
) -> None:
    assert with_the_land.ask(question).abstained is abstained


def test_near_places_are_questions_that_are_answered(assistant: Assistant) -> None:
    refused = assistant.ask("Wer gewann gestern das Tennisturnier in Wimbledon?")
    assert 1 <= len(refused.proposals) <= 3
    for question in refused.proposals:
        assert not assistant.ask(question).abstained, question
