"""What was read and what was left out is kept with the library, counted from its own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import DocumentStatus, plan_sync
from knowledge.editorial.overview import document_rows, left_out_in_words, read_in_words
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.model.document import Document, Section, Status
from knowledge.model.reading import DocumentReading, count_reading
from knowledge.store.library import Library
from settings import DEFAULT_EMBEDDING
from tests.ingest.paper import scan

HEAD, ROW = "Betrieb\tAnteil", "klein\t20 Prozent"


@pytest.mark.parametrize(
    ("texts", "tables"),
    [
        ((), 0),
        (("Ein Satz.",), 0),
        (("eine Zeile\tmit Tabulator",), 0),
        ((f"Davor\n{HEAD}\n{ROW}\nDanach",), 1),
        ((f"{HEAD}\n{ROW}\n\n{HEAD}\n{ROW}",), 2),
        ((f"{HEAD}\n{ROW}", f"{HEAD}\n{ROW}"), 1),  # goes on in the next section, with its header again
        ((f"{HEAD}\n{ROW}", "Ein Satz.", f"{HEAD}\n{ROW}"), 2),
        ((f"{HEAD}\n{ROW}", f"Kurs\tPreis\n{ROW}"), 2),
    ],
)
def test_tables_are_counted(texts: tuple[str, ...], tables: int) -> None:
    sections = [(str(n), text, Status.IN_FORCE) for n, text in enumerate(texts)]
    assert count_reading(sections).tables == tables


def test_pages_and_slides_are_counted_once() -> None:
    names = ("S. 1", "S. 1, Antrag", "S. 12", "Folie 3", "Folie 3, Notizen", "§ 1 Abs. 2")
    sections = [(name, "", Status.IN_FORCE) for name in names] + [("§ 2", "", Status.REPEALED)]
    reading = count_reading(sections, ("S. 4 nicht gelesen: Bild.",))
    assert reading == DocumentReading(7, 1, 2, 1, 0, ("S. 4 nicht gelesen: Bild.",))
    assert read_in_words(reading) == "7 Abschnitte, 2 Seiten, 1 Folie; 1 davon werden nur angezeigt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A brochure whose first page is a picture, and a file of no format that is read."""
    (tmp_path / "hefte").mkdir()
    (tmp_path / "hefte" / "heft.pdf").write_bytes(scan("Der Lotsenbonus beträgt 640 Euro im Jahr."))
    (tmp_path / "hefte" / "film.mp4").write_bytes(b"0")
    return tmp_path / "hefte"


@pytest.fixture
def read(tmp_path: Path, embedding: E5Embeddings) -> Callable[[Path], list[DocumentStatus]]:
    """Reads a folder into the library; what became of its documents."""

    def sync(folder: Path) -> list[DocumentStatus]:
        place = IndexPlace(tmp_path / "data" / "index")
        with Library(tmp_path / "data" / "library.sqlite") as library:
            plan = plan_sync(read_path(folder, "hefte"), library)
            execute(plan, library, place, embedding, DEFAULT_EMBEDDING)
        return [step.change for step in plan.steps if step.document_id]

    return sync


def test_what_was_left_out_survives_and_is_renewed(
    folder: Path, tmp_path: Path, read: Callable[[Path], list[DocumentStatus]]
) -> None:
    path = tmp_path / "data" / "library.sqlite"
    assert read(folder) == [DocumentStatus.NEW]
    with Library(path, read_only=True) as library:
        (row,) = document_rows(library)
    assert (row.reading.pages, row.on) == (1, True)
    assert "S. 1" in " ".join(left_out_in_words(row.reading))
    with Library(path) as library, library.transaction():
        library.readings.forget("heft")
    with Library(path, read_only=True) as library:
        assert document_rows(library)[0].reading.left_out is None
    assert read(folder) == [DocumentStatus.UNCHANGED]
    with Library(path, read_only=True) as library:
        assert document_rows(library)[0].reading == row.reading
    (folder / "heft.pdf").unlink()
    (folder / "neu.md").write_text("# Neu\n\n## Neu\nEin Satz.", encoding="utf-8")
    read(folder)
    with Library(path, read_only=True) as library:
        assert library.readings.notes() == {"neu": ()}


def test_a_library_from_before_is_read_as_it_is_and_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    document = Document("blatt", "factsheet", "Blatt", (Section("Anfang", "Ein Satz."),))
    with Library(path) as library:
        with library.transaction():
            library.put(document, "x", [])
        for table in ("document_notes", "source_left_out", "switched_off"):
            library._db.execute(f"DROP TABLE {table}")
    with Library(path, read_only=True) as library:
        (row,) = document_rows(library)
        assert (row.reading.left_out, row.on, library.readings.left_out()) == (None, True, {})
        assert list(library.answered_heads()) == ["blatt"]
    with Library(path) as library, library.transaction():
        library.readings.keep("blatt", ("S. 2 fehlt.",))
    with Library(path, read_only=True) as library:
        assert library.readings.notes() == {"blatt": ("S. 2 fehlt.",)}
