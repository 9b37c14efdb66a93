"""What a question asks for that the document has not which would answer: asked of one that was added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from chains.assistant import Assistant
from chains.blocks.kinds import LeadQuote, Quote
from chains.extract.extractor import Extractor
from chains.refusal.features import signals_of
from chains.retrieval.searcher import Searcher
from evals.added.documents import AddedDocument, write_documents
from knowledge.index.embedding import E5Embeddings
from tests.conftest import settings_for, sync

PRICES = AddedDocument(
    id="preise-werkhof",
    form="page",
    title="Lehrgangspreise Werkhof Auental 2025",
    stand=date(2025, 3, 1),
    text=(
        "# Preise\nDer Staplerschein am Werkhof Auental kostet 280 Euro und dauert zwei Tage.\n"
        "# Plätze\nDer Werkhof hat 24 Werkbänke. Im Wohnheim kostet ein Zimmer 31 Euro je Nacht.\n"
        "# Anfahrt\nDer Werkhof liegt an der Aue neben dem Bahnhof.\n"
    ),
)


@pytest.fixture(scope="module")
def searcher(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("werkhof")
    data = Path(copytree(starter, folder / "data"))
    assert not sync(data, *write_documents(folder / "seiten", (PRICES,)), model=embedding).failed
    opened = Searcher(settings_for(data), embedding, exact=True)
    yield opened
    opened.close()


def features_of(searcher: Searcher, question: str) -> dict[str, float]:
    analysis = searcher.analyse(question)
    found = searcher.look(analysis)
    signals = signals_of(analysis, found, searcher.state)
    assert signals.lead.document.id == PRICES.id
    return {
        name: getattr(signals.features, name)
        for name in ("rest", "gap", "other_year", "uncounted", "asked", "unsaid", "strange", "other_place")
    }


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Was kostet der Staplerschein am Werkhof Auental?", "gap"),
        ("Was kostet der Staplerschein am Werkhof Auental 2025?", "other_year"),
        ("Wie viele Werkbänke hat der Werkhof Auental?", "uncounted"),
        ("Was kostet der Staplerschein am Werkhof Auental?", "asked"),
        ("Wie lange dauert der Staplerschein am Werkhof Auental?", "other_place"),
        ("Wie lange dauert der Staplerschein am Werkhof Auental?", "unsaid"),
        ("Wie viele Werkbänke hat der Werkhof Auental?", "unsaid"),
        ("Was kostet ein Wohnheimzimmer am Werkhof Auental?", "strange"),  # put together by its own words
        ("Was kostet ein Wohnheimzimmer am Werkhof Auental?", "gap"),
    ],
)
def test_what_is_there_is_not_missing(searcher: Searcher, question: str, name: str) -> None:
    assert features_of(searcher, question)[name] == 0


@pytest.mark.parametrize(
    ("question", "name", "least"),
    [
        ("Was kostet der Motorsägenkurs am Werkhof Auental?", "gap", 0.4),
        ("Was kostet die Kantine am Werkhof Auental?", "asked", 1),
        ("Was kostete der Staplerschein am Werkhof Auental 2019?", "other_year", 1),
        ("Was kostet der Staplerschein am Werkhof Auental im Jahr 2031?", "other_year", 1),
        ("Wie viele Parkplätze hat der Werkhof Auental?", "uncounted", 1),
        ("Was kostet der Staplerschein am Werkhof in Plettenberg?", "other_place", 1),
        ("Welche Kantine empfiehlt der Werkhof Auental?", "rest", 0.5),
        ("Wie heißt die Leiterin vom Werkhof Auental?", "asked", 1),
        ("Wer ist der Hausmeister vom Werkhof Auental?", "asked", 1),
        ("Wie lange dauert die Anfahrt zum Werkhof Auental?", "unsaid", 0.4),  # a time, but of another thing
    ],
)
def test_what_is_not_there_is_missing(searcher: Searcher, question: str, name: str, least: float) -> None:
    assert features_of(searcher, question)[name] >= least


def test_another_year_is_refused_with_the_day_the_document_stands_for(searcher: Searcher) -> None:
    answer = Assistant(searcher).ask("Was kostete der Staplerschein am Werkhof Auental 2019?")
    assert answer.abstained
    assert "Stand 01.03.2025" in answer.text


def test_a_year_that_is_only_told_is_not_asked_for(searcher: Searcher) -> None:
    said = "Ich habe 2019 ausgelernt. Was kostet der Staplerschein am Werkhof Auental?"
    assert not Assistant(searcher).ask(said).abstained


def test_a_question_like_one_for_courses_is_answered_from_the_list_of_prices(searcher: Searcher) -> None:
    answer = Assistant(searcher).ask("Was kostet der Lehrgang Staplerschein am Werkhof Auental?")
    assert answer.citations
    assert answer.citations[0].passage.document.id == PRICES.id


@pytest.mark.parametrize(
    ("question", "leads"),
    [("Wo liegt der Werkhof Auental?", True), ("Was kostet die Anfahrt zum Werkhof Auental?", False)],
)
def test_a_sentence_leads_only_where_it_answers(searcher: Searcher, question: str, leads: bool) -> None:
    lexical = searcher.state.lexical
    way = [hit for hit in searcher.search(question) if hit.passage.section.locator == "Anfahrt"]
    said = Extractor(lexical.compounds, lexical.rarity).extract(searcher.analyse(question), way).said
    assert any(isinstance(block, LeadQuote) for block in said) is leads
    assert any(isinstance(block, Quote) for block in said)
