"""What people add: the documents are written as files that readers read, and the suites ask about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.added.documents import load_documents, write_documents
from evals.errors import SuiteError
from evals.places import document_of
from evals.suite import load_suite
from ingest.sources.read import read_path
from settings import ROOT


@pytest.mark.slow
def test_every_document_is_read_with_its_title(tmp_path: Path) -> None:
    documents = {document.id: document for document in load_documents()}
    assert len(documents) >= 90
    files = write_documents(tmp_path / "seiten")
    read = {o.document_id: o.document for o in read_path(tmp_path / "seiten", "pfad") if o.document_id}
    assert len(files) == len(read) == len(documents)
    for key, document in documents.items():
        found = read[key]
        assert found is not None, key
        assert sum(len(section.text) for section in found.sections) > len(document.text) / 2
        assert not any(struck in str(found.sections) for struck in ("~~", "400 Euro 550", "fünf drei"))
        if document.form not in {"text", "csv"}:  # which have no place for a title
            assert found.title == document.title


@pytest.mark.parametrize(
    ("name", "not_there"),
    [
        ("zusatz", 20),
        ("zusatz-blind", 20),
        ("zusatz-arten", 10),
        ("zusatz-nah", 35),
        ("zusatz-nah-frisch", 15),
        ("zusatz-probe", 20),
        ("zusatz-probe-zwei", 15),
        ("zusatz-probe-drei", 18),
        ("zusatz-probe-vier", 18),
        ("zusatz-probe-fuenf", 15),
        ("zusatz-probe-sechs", 20),
        ("zusatz-probe-sieben", 20),
    ],
)
def test_each_suite_asks_for_what_is_there_and_what_is_not(name: str, not_there: int) -> None:
    factsheets = (ROOT / "knowledge" / "texts_nrw").glob("*.md")
    known = {document.id for document in load_documents()} | {sheet.stem for sheet in factsheets}
    questions = load_suite(name)[0].questions
    assert sum(q.unanswerable for q in questions) >= not_there
    assert {document_of(p) for q in questions if q.gold for p in q.gold.places} <= known


def test_a_wrong_document_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "dokumente.yaml"
    file.write_text("documents:\n  - {id: a, form: brief, title: A, stand: 2026-01-01, text: A}\n")
    with pytest.raises(SuiteError, match="Zeile 2"):
        load_documents(file)
