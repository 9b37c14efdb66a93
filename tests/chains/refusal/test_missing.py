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
FUND = AddedDocument(
    id="lernfonds-weserbruch",
    form="page",
    title="Lernfonds Weserbruch",
    stand=date(2025, 3, 1),
    text=(
        "# Zuschuss\nBetrieb | Zuschuss in Prozent\n"
        "1 bis 9 Beschäftigte | 70\n10 bis 49 Beschäftigte | 50\n50 bis 249 Beschäftigte | 30\n"
        "# Ablauf\nHandys werden am Empfang der Beratungsstelle eingeschlossen.\n"
        "# Gebühr\nEin Antrag kostet 20 Euro.\n"
    ),
)


@pytest.fixture(scope="module")
def searcher(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("werkhof")
    data = Path(copytree(starter, folder / "data"))
    assert not sync(data, *write_documents(folder / "seiten", (PRICES, FUND)), model=embedding).failed
    opened = Searcher(settings_for(data), embedding, exact=True)
    yield opened
    opened.close()


def features_of(searcher: Searcher, question: str) -> dict[str, float]:
    analysis = searcher.analyse(question)
    found = searcher.look(analysis)
    signals = signals_of(analysis, found, searcher.state, searcher.nearest)
    assert signals.lead.document.id in {PRICES.id, FUND.id}
    return {
        name: getattr(signals.features, name)
        for name in (
            "rest",
            "gap",
            "other_year",
            "uncounted",
            "asked",
            "unsaid",
            "strange",
            "other_place",
            "unpriced",
            "outside",
            "other_name",
        )
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
        ("Was kostet der Staplerschein am Werkhof Auental?", "unpriced"),
        ("Wie viel Prozent zahlt der Lernfonds Weserbruch uns, wir sind 30 Beschäftigte?", "outside"),
        ("was kostet der staplerschein am werkhof auental", "other_name"),
        ("was kostet am werkhof ein zimmer", "other_name"),
        ("Wie lange dauert der Staplerschein am Werkhof Auental, zwei oder drei Tage?", "gap"),
        ("Zahlt der Werkhof Auental jemandem erst mal den Staplerschein?", "asked"),
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
        (
            "Was kostet die Beratung beim Lernfonds Weserbruch?",
            "unpriced",
            1,
        ),  # a "Beratungsstelle" has no price here
        (
            "Wie viel Prozent bekommt ein Betrieb mit 400 Beschäftigten vom Lernfonds Weserbruch?",
            "outside",
            1,
        ),
        ("was kostet der staplerschein am werkhof xantrup", "other_name", 1),
        ("Was zahlt der Werkhof Auental für eine Brille?", "asked", 1),
    ],
)
def test_what_is_not_there_is_missing(searcher: Searcher, question: str, name: str, least: float) -> None:
    assert features_of(searcher, question)[name] >= least


def test_a_compound_of_a_word_that_stands_there_is_not_quite_missing(searcher: Searcher) -> None:
    question = "Werden beim Lernfonds Weserbruch auch Diensthandys eingeschlossen?"
    assert 0 < features_of(searcher, question)["gap"] < 1


def test_a_verb_of_everyday_speech_counts_less_than_a_thing(searcher: Searcher) -> None:
    verb = features_of(searcher, "Wie viele Werkbänke kriegt der Werkhof Auental hin?")
    thing = features_of(searcher, "Wie viele Werkbänke hat der Werkhof Auental im Keller?")
    assert verb["gap"] < thing["gap"] / 2


def test_the_case_of_a_size_that_no_bracket_takes_in_is_refused(searcher: Searcher) -> None:
    asked = "Wie viel Prozent Zuschuss bekommt ein Betrieb mit {} Beschäftigten vom Lernfonds Weserbruch?"
    assert Assistant(searcher).ask(asked.format(400)).abstained
    assert not Assistant(searcher).ask(asked.format(120)).abstained


def test_what_is_said_in_other_words_is_nearer_than_what_is_not_said(searcher: Searcher) -> None:
    near, far = (
        _said(searcher, f"{asked} am Werkhof Auental?")
        for asked in ("Wie viel verlangt ihr für eine Übernachtung", "Wer kocht das Essen")
    )
    assert near > far


def _said(searcher: Searcher, question: str) -> float:
    analysis = searcher.analyse(question)
    return signals_of(analysis, searcher.look(analysis), searcher.state, searcher.nearest).features.said


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
