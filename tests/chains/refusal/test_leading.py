"""Of what was found in added documents the place that answers comes first, not the one that sounds alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from chains.refusal.leading import led_by_answering
from chains.retrieval.searcher import Searcher
from evals.added.documents import AddedDocument, write_documents
from knowledge.index.embedding import E5Embeddings
from tests.conftest import settings_for, sync

ORDER = AddedDocument(
    id="ordnung-glocken",
    form="page",
    title="Ausbildungsordnung Glockenguss",
    stand=date(2025, 3, 1),
    text=(
        "# Prüfung\nDie schriftliche Prüfung im Glockenguss dauert 150 Minuten.\n"
        "# Nachweis\nDer Ausbildungsnachweis ist alle zwei Wochen vorzulegen.\n"
        "# Verkürzung\nBei Vorkenntnissen kann die Ausbildung um neun Monate verkürzt werden.\n"
    ),
)
COOKING = AddedDocument(
    id="kochkurse-elz",
    form="page",
    title="Kochkurse Elz",
    stand=date(2025, 3, 1),
    text="# Prüfung\nEine Prüfung gibt es nicht. Wer alle Abende da war, bekommt ein Zeugnis.\n",
)


@pytest.fixture(scope="module")
def searcher(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("glocken")
    data = Path(copytree(starter, folder / "data"))
    assert not sync(data, *write_documents(folder / "seiten", (ORDER, COOKING)), model=embedding).failed
    opened = Searcher(settings_for(data), embedding, exact=True)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("wie oft muss man im glockenguss das berichtsheft vorzeigen", "Nachweis"),
        ("Um wie viel kann die Ausbildung im Glockenguss verkürzt werden?", "Verkürzung"),
        ("Wie lange dauert die Prüfung im Glockenguss?", "Prüfung"),
    ],
)
def test_the_place_that_says_what_is_asked_comes_first(
    searcher: Searcher, question: str, heading: str
) -> None:
    analysis = searcher.analyse(question)
    found = searcher.look(analysis)
    own = [hit for hit in found.hits if hit.passage.document.id == ORDER.id]
    wrong_first = sorted(own, key=lambda hit: hit.passage.section.locator == heading)
    led = led_by_answering(analysis, replace(found, hits=tuple(wrong_first)), searcher.state)
    assert led.hits[0].passage.section.locator == heading
    assert len(led.hits) == len(wrong_first)


def test_the_document_that_has_what_is_named_comes_first(searcher: Searcher) -> None:
    analysis = searcher.analyse("Wie lange dauert die Prüfung im Glockenguss?")
    found = searcher.look(analysis)
    own = [hit for hit in found.hits if hit.passage.document.id == ORDER.id]
    others = searcher.look(searcher.analyse("Prüfung der Kochkurse Elz")).hits
    cooking = next(hit for hit in others if hit.passage.document.id == COOKING.id)
    led = led_by_answering(analysis, replace(found, hits=(cooking, *own)), searcher.state)
    assert led.hits[0].passage.document.id == ORDER.id
    assert led.hits[-1] == cooking
