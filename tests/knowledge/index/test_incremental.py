"""A change of the library costs what changed, and leads to the index that a whole build would make."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chains.retrieval.searcher import Searcher
from ingest.outcome import Outcome
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from ingest.sync.switch import switch
from knowledge.editorial.phrases import load_phrases
from knowledge.index import exact
from knowledge.index.embedding import E5Embeddings
from knowledge.index.exact import ExactVectors, SegmentVectors
from knowledge.index.generation import IndexPlace
from knowledge.index.postings import Postings
from knowledge.index.rows import Rows, SegmentIds
from knowledge.index.rules import RuleIndex, Sources
from knowledge.index.segment import FIELDS, write_segment
from knowledge.index.word_index import WordIndex, best_rows
from knowledge.index.writer import library_to_write
from knowledge.model.document import Document, Section
from knowledge.store.opening import open_library
from knowledge.store.switches import SwitchScope
from settings import DEFAULT_EMBEDDING
from tests.conftest import store_settings

SECTIONS = 12


def document(number: int, edition: int = 0, sections: int = SECTIONS) -> Document:
    """A page of our own; `edition` changes the wording of one of its sections."""
    dice = random.Random(number)
    words = (
        "Antrag Betrieb Bildung Frist Kosten Kurs Lehre Lohn Pause Prüfung Schule Urlaub Vertrag Zeit".split()
    )
    texts = [" ".join(dice.choices(words, k=12)) for _ in range(sections)]
    if edition:
        texts[edition % sections] += f" Fassung {edition}"
    return Document(
        f"seite_{number}",
        "page",
        f"Seite {number}",
        tuple(Section(f"Abschnitt {n}", text) for n, text in enumerate(texts)),
    )


class Kept:
    """A data folder that documents are synced into one by one."""

    def __init__(self, data: Path, embedding: E5Embeddings, url: str = "") -> None:
        self.config, self.embedding = store_settings(data, url), embedding
        self.place = IndexPlace(self.config.indexes)
        data.mkdir(parents=True, exist_ok=True)

    def sync(self, *documents: Document, gone: str = "") -> int:
        outcomes = [Outcome("probe", d.id, d, partial=True) for d in documents]
        if gone:
            outcomes.append(Outcome("probe", gone, gone="Die Seite gibt es nicht mehr.", partial=True))
        with library_to_write(self.config) as library:
            plan = plan_sync(outcomes, library)
            return execute(plan, library, self.place, self.embedding, DEFAULT_EMBEDDING).generation

    def index(self, generation: int) -> RuleIndex:
        return RuleIndex.open(self.place.folder(generation))

    def files(self, generation: int) -> dict[int, int]:
        """Inode -> bytes of a generation's files."""
        found = [path.stat() for path in self.place.folder(generation).rglob("*") if path.is_file()]
        return {stat.st_ino: stat.st_size for stat in found}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    data = tmp_path_factory.mktemp("incremental") / "data"
    Kept(data, embedding).sync(*(document(number) for number in range(30)))
    return data


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, pytest.mark.thorough])])
def kept(request: pytest.FixtureRequest, first: Path, tmp_path: Path, embedding: E5Embeddings) -> Kept:
    """Once read into a file, and copied from it into a database."""
    data = Path(shutil.copytree(first, tmp_path / "data"))
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgresql" else ""
    found = Kept(data, embedding, url)
    if url:
        with open_library(store_settings(data, "")) as file, open_library(found.config) as database:
            file.copy_to(database)
        found.config.library.unlink()
    return found


def assert_like_a_whole_build(kept: Kept, generation: int, folder: Path) -> None:
    """The same chunks, vectors, words, counts and scores as one segment of all that the library has;
    compounds are split as they were.
    """
    index = kept.index(generation)
    with open_library(kept.config) as library:
        sources = Sources(library, kept.embedding, DEFAULT_EMBEDDING, load_phrases())
        entries = list(sources.entries())
    shutil.rmtree(folder, ignore_errors=True)
    write_segment(folder, entries, index.lexical.compounds)
    rows = Rows([SegmentIds(folder)])
    ids = rows.all_ids()
    assert sorted(index.rows.all_ids()) == sorted(ids)
    mine = index.rows.find(ids)
    assert np.array_equal(index.vectors.at(mine), np.load(folder / "vectors.npy"))
    for field in FIELDS:
        postings = Postings(folder / field)
        whole = WordIndex(rows, [postings], index.lexical.vocabulary, index.lexical.compounds)
        changed: WordIndex = getattr(index, field)
        for term in postings.terms:
            assert changed.frequency(term) == whole.frequency(term)
            assert np.array_equal(changed.holds(term, mine), whole.holds(term, np.arange(len(ids))))
            assert np.allclose(changed.scores({term: 1.5})[mine], whole.scores({term: 1.5}), rtol=1e-5)


def test_changes_lead_to_what_a_whole_build_makes(kept: Kept, tmp_path: Path) -> None:
    lineage = kept.index(1).lineage
    kept.sync(document(3, 1), document(100))
    kept.sync(gone="seite_7")
    with library_to_write(kept.config) as library:
        for on in (False, True):
            arguments = (library, kept.place, kept.embedding, DEFAULT_EMBEDDING)
            assert switch(*arguments, SwitchScope.DOCUMENT, "seite_4", on=on)
            assert_like_a_whole_build(kept, library.generation, tmp_path / "whole")
    generation = kept.sync(document(3, 2), document(5, 1))
    assert_like_a_whole_build(kept, generation, tmp_path / "whole")
    assert kept.index(generation).lineage == lineage  # no whole build was among them


def test_one_changed_section_is_all_that_is_written(kept: Kept) -> None:
    before = kept.files(1)
    after = kept.files(kept.sync(document(3, 1)))
    vectors = SECTIONS * 30 * 384 * 4
    assert sum(size for inode, size in after.items() if inode not in before) < vectors / 4
    assert len(kept.index(2).segments) == 2


def test_small_segments_are_joined(kept: Kept, tmp_path: Path) -> None:
    segments = []
    for edition in range(1, 14):
        generation = kept.sync(document(edition, edition))
        segments.append(len(kept.index(generation).segments))
    assert max(segments) <= 8
    assert min(segments[7:]) < 8
    assert_like_a_whole_build(kept, generation, tmp_path / "whole")


def test_compounds_are_learned_anew_when_much_came_in(kept: Kept) -> None:
    lineage = kept.index(1).lineage
    assert kept.index(kept.sync(*(document(200 + n) for n in range(2)))).lineage == lineage
    assert kept.index(kept.sync(*(document(300 + n) for n in range(8)))).lineage != lineage


def test_a_generation_is_read_whole_while_the_next_is_written(kept: Kept, embedding: E5Embeddings) -> None:
    searcher = Searcher(kept.config, embedding)
    old = searcher.state
    vector = embedding.embed_query("Seite 3 Abschnitt 1")
    found, words = old.dense.search(vector, 400), old.lexical.search({"fassung": 1.0}, 10)
    kept.sync(document(3, 1), gone="seite_9")
    assert (old.dense.search(vector, 400), old.lexical.search({"fassung": 1.0}, 10)) == (found, words)
    new = searcher.state
    assert (old.generation, new.generation) == (1, 2)
    assert len(new.lexical.search({"fassung": 1.0}, 10)) == 1
    name = next(iter(old.rules.segments))
    assert new.rules.segments[name] is old.rules.segments[name]  # not opened again
    assert new.everyday.matrix is old.everyday.matrix
    searcher.close()


def test_what_the_log_does_not_reach_is_compared(kept: Kept, tmp_path: Path) -> None:
    kept.sync(document(3, 1))
    with open_library(kept.config) as library, library.transaction():
        library._db.execute("DELETE FROM chunk_changes")
        library._db.execute("UPDATE meta SET value = '99' WHERE key = 'changes_from'")
        library._db.execute("DELETE FROM chunks WHERE document_id = 'seite_5'")
        library._db.execute("DELETE FROM chunk_changes")
    generation = kept.sync(document(6, 1))
    assert_like_a_whole_build(kept, generation, tmp_path / "whole")


def test_a_wedged_or_unfinished_chroma_is_filled_anew(kept: Kept, embedding: E5Embeddings) -> None:
    kept.config.vectors = "chroma"
    note = kept.config.indexes / "chroma.json"

    def folder_after(change: Document | None) -> str:
        """Of the Chroma that serves the present state, checked against the exact scan."""
        if change:
            kept.sync(change)
        searcher = Searcher(kept.config, embedding)
        state = searcher.state
        assert searcher.chroma is not None
        assert searcher.chroma.wait()
        assert searcher.chroma.serves(state.rules, state.generation)
        for question in ("Urlaub", "Seite 3 Abschnitt 1 Fassung"):
            vector = embedding.embed_query(question)
            in_chroma, exact = (way.search(vector, 20) for way in (state.dense, state.rules.vectors))
            assert np.allclose([s for _, s in in_chroma], [s for _, s in exact], atol=1e-4)
            assert min(state.rules.rows.find([key for key, _ in in_chroma])) >= 0
        searcher.close()
        return str(json.loads(note.read_text())["folder"])

    first = folder_after(None)
    assert folder_after(document(3, 1)) == folder_after(document(3, 2)) == first  # it lives on
    stored = json.loads(note.read_text())
    # the earlier wordings of both sections, for who still reads that generation
    assert len(stored["leaving"]) == 2
    note.write_text(json.dumps(stored | {"unfinished": True}))  # killed in the middle
    second = folder_after(None)
    assert second != first
    for path in (kept.config.indexes / second).rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x00" * 100)
    assert folder_after(document(3, 4)) not in {first, second}
    assert len(list(kept.config.indexes.glob("chroma-*"))) == 1


def test_a_question_is_answered_while_chroma_is_elsewhere(kept: Kept, embedding: E5Embeddings) -> None:
    kept.config.vectors = "chroma"
    keeper, other = Searcher(kept.config, embedding), Searcher(kept.config, embedding)
    assert keeper.search("Urlaub")
    assert keeper.chroma is not None
    assert other.chroma is not None
    assert keeper.chroma.wait()
    assert [h.passage.chunk_id for h in other.search("Urlaub", 5)]
    assert not other.chroma.serves(other.state.rules, other.state.generation)
    keeper.close()
    other.close()


def test_a_word_may_stand_more_often_than_a_byte_counts(kept: Kept) -> None:
    long = replace(document(9), sections=(Section("Abschnitt 1", "Zeit " * 290),))
    generation = kept.sync(long)
    best = kept.index(generation).lexical.search({"zeit": 1.0}, 1)[0][0]
    with open_library(kept.config) as library:
        assert library.passages([best])[best].document.id == long.id


def test_what_did_not_change_is_not_opened_again(kept: Kept) -> None:
    before = kept.index(1)
    kept.sync(document(3, 1))
    after = RuleIndex.open(kept.place.folder(2), before)
    assert after.everyday is before.everyday
    assert [after.segments[name] is segment for name, segment in before.segments.items()] == [True]


def test_vectors_that_are_read_are_those_that_are_mapped(
    kept: Kept, embedding: E5Embeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.sync(document(3, 1))
    vectors, rows = kept.index(2).vectors, np.asarray([0, 5, 17, 200, 360])
    mapped, vector = vectors.at(rows), embedding.embed_query("Urlaub")
    found = vectors.search(vector, 10)
    monkeypatch.setattr(exact, "_MAPPED", 0)  # as of a large segment
    assert np.array_equal(vectors.at(rows), mapped)
    assert vectors.search(vector, 10) == found


@pytest.mark.parametrize("shared_from", [0, 100_000])
def test_the_scan_of_bytes_finds_what_the_floats_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_from: int
) -> None:
    monkeypatch.setattr(exact, "_SHARED_FROM", shared_from)
    chance = np.random.default_rng(8)
    drawn = chance.standard_normal((6_000, 64), dtype=np.float32)
    matrix = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    ids, segments = list[SegmentIds](), list[SegmentVectors]()
    for start, end in ((0, 100), (100, 2_500), (2_500, 2_501), (2_501, 6_000)):
        folder = tmp_path / str(start)
        folder.mkdir()
        SegmentIds.write(folder, chance.integers(0, 256, (end - start, 16), dtype=np.uint8))
        SegmentVectors.write(folder, end - start, [matrix[start:end]])
        ids.append(SegmentIds(folder))
        segments.append(SegmentVectors(folder))
    dead = chance.random(len(matrix)) < 0.1
    dead[100:2_500] = False
    rows = Rows(ids, dead)
    vectors = ExactVectors(rows, segments)
    for question in matrix[:20] + 0.5 * matrix[20:40]:
        cosines = np.where(dead, -2, np.vecdot(matrix, question))
        best = np.argsort(-cosines, kind="stable")[:300]
        found = vectors.search(question.tolist(), 300)
        assert [key for key, _ in found] == rows.ids(best)
        assert np.allclose([cosine for _, cosine in found], cosines[best], atol=1e-6)


def test_the_best_rows_are_those_of_a_whole_sort() -> None:
    chance = np.random.default_rng(9)
    for size, k in ((50, 7), (20_000, 300), (20_000, 1_300), (300, 300)):
        for scores in (chance.random(size), chance.integers(0, 9, size), np.zeros(size)):
            wanted = np.argsort(-scores.astype(np.float32), kind="stable")[:k]
            assert best_rows(scores.astype(np.float32), k).tolist() == wanted.tolist()
