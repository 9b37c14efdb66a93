"""Off: no longer indexed, found or named; on again: all is as before, and nothing was embedded for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chains.retrieval.searcher import Searcher
from ingest.sync.switch import switch
from knowledge.errors import WbmError
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.store.library import Library
from knowledge.store.switches import SwitchScope
from settings import DEFAULT_EMBEDDING, Settings
from tests.catalogue_samples import termin
from tests.conftest import LAW, settings_for, sync
from tests.ingest.catalogues.test_sync import Catalogues

TEXT = "# Lotsenbonus\n\n## Höhe\nDer Lotsenbonus für Betriebe beträgt 640 Euro im Jahr.\n"


@pytest.fixture
def data(tmp_path: Path, embedding: E5Embeddings) -> Path:
    """The test law and a folder with two pages."""
    folder = tmp_path / "hefte"
    folder.mkdir()
    (folder / "lotsen.md").write_text(TEXT, encoding="utf-8")
    (folder / "pausen.md").write_text("# Pausen\n\n## Pausen\nNach 50 Minuten hilft eine Pause.\n")
    sync(tmp_path / "data", folder, LAW, model=embedding)
    return tmp_path / "data"


def _switch(data: Path, scope: SwitchScope, name: str, model: E5Embeddings, *, on: bool) -> bool:
    config = settings_for(data)
    with Library(config.library) as library:
        return switch(library, IndexPlace(config.indexes), model, DEFAULT_EMBEDDING, scope, name, on=on)


def _found(data: Path, model: E5Embeddings, question: str) -> set[str]:
    searcher = Searcher(settings_for(data), model)
    try:
        return {hit.passage.document.id for hit in searcher.search(question)}
    finally:
        searcher.close()


def _embeddings(data: Path) -> int:
    with Library(settings_for(data).library, read_only=True) as library:
        return int(library._db.execute("SELECT count(*) FROM embeddings").fetchone()[0])


def test_a_document_is_off_and_on_again(data: Path, embedding: E5Embeddings, tmp_path: Path) -> None:
    question = "Wie hoch ist der Lotsenbonus für Betriebe?"
    assert "lotsen" in _found(data, embedding, question)
    before = _embeddings(data)
    with Library(settings_for(data).library, read_only=True) as library:
        whole, print_before = set(library.embeddings.of_rules(DEFAULT_EMBEDDING)[0]), library.fingerprint
    assert _switch(data, SwitchScope.DOCUMENT, "lotsen", embedding, on=False)
    assert not _switch(data, SwitchScope.DOCUMENT, "lotsen", embedding, on=False)
    assert "lotsen" not in _found(data, embedding, question)
    with Library(settings_for(data).library, read_only=True) as library:
        assert library.fingerprint != print_before
        assert library.sections("lotsen")  # stored, with its history
        assert library.passages_at("lotsen", [s.locator for s in library.sections("lotsen")]) == []
    (tmp_path / "hefte" / "lotsen.md").write_text(TEXT.replace("640", "650"), encoding="utf-8")
    sync(data, tmp_path / "hefte", model=embedding)
    assert "lotsen" not in _found(data, embedding, question)  # what is read anew stays off
    (tmp_path / "hefte" / "lotsen.md").write_text(TEXT, encoding="utf-8")
    sync(data, tmp_path / "hefte", model=embedding)
    assert _switch(data, SwitchScope.DOCUMENT, "lotsen", embedding, on=True)
    assert "lotsen" in _found(data, embedding, question)
    with Library(settings_for(data).library, read_only=True) as library:
        assert (set(library.embeddings.of_rules(DEFAULT_EMBEDDING)[0]), library.fingerprint) == (
            whole,
            print_before,
        )
    assert _embeddings(data) == before + 1  # the other wording of one section


def test_a_source_is_off_with_all_its_documents(data: Path, embedding: E5Embeddings) -> None:
    assert _switch(data, SwitchScope.SOURCE, f"pfad:{LAW}", embedding, on=False)
    with Library(settings_for(data).library, read_only=True) as library:
        assert {document for document, *_ in library.section_places()} == {"lotsen", "pausen"}
        assert set(library.answered_heads()) == {"lotsen", "pausen"}
    assert "lernfg" not in _found(data, embedding, "Was steht in § 1 LernFG?")
    assert _switch(data, SwitchScope.SOURCE, f"pfad:{LAW}", embedding, on=True)
    assert "lernfg" in _found(data, embedding, "Was steht in § 1 LernFG?")


def test_what_was_off_while_the_embedding_changed_is_embedded(data: Path, embedding: E5Embeddings) -> None:
    _switch(data, SwitchScope.DOCUMENT, "lotsen", embedding, on=False)
    with Library(settings_for(data).library) as library, library.transaction():
        key = next(iter(library.embeddings.missing("", _hashes(library, "lotsen"))))
        library._db.execute("DELETE FROM embeddings WHERE hash = ?", (key,))
    assert _switch(data, SwitchScope.DOCUMENT, "lotsen", embedding, on=True)
    assert "lotsen" in _found(data, embedding, "Wie hoch ist der Lotsenbonus?")


def _hashes(library: Library, document_id: str) -> list[str]:
    rows = library._db.execute("SELECT embedding_hash FROM chunks WHERE document_id = ?", (document_id,))
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("scope", "name"), [(SwitchScope.DOCUMENT, "gibt-es-nicht"), (SwitchScope.SOURCE, "lotsen")]
)
def test_what_is_not_there_cannot_be_off(
    data: Path, embedding: E5Embeddings, scope: SwitchScope, name: str
) -> None:
    with pytest.raises(WbmError, match="gibt es nicht"):
        _switch(data, scope, name, embedding, on=False)


def test_courses_have_no_switch(tmp_path: Path, embedding: E5Embeddings) -> None:
    catalogues = Catalogues(tmp_path, embedding, Settings(data=tmp_path, _env_file=None))
    catalogues.write("ba", [termin(1, 1, start=date(2027, 6, 1))])
    catalogues.sync("ba")
    (course,) = catalogues.courses()
    for scope, name in ((SwitchScope.DOCUMENT, course), (SwitchScope.SOURCE, "ba")):
        with pytest.raises(WbmError, match="lassen sich nicht abschalten"):
            _switch(catalogues.config.data, scope, name, embedding, on=False)
