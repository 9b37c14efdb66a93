from __future__ import annotations

import http.server
import io
import multiprocessing
import multiprocessing.queues
import os
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from chains.retrieval.searcher import Searcher
from cli.sync import _print_report
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.sources.read import read_path, read_source
from ingest.sync.plan import DocumentStatus
from knowledge.editorial.sources import Crawl, Source
from knowledge.index.embedding import E5Embeddings
from knowledge.store.library import Library
from tests.conftest import LAW, settings_for, sync


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "quellen"
    place.mkdir()
    shutil.copy(LAW, place)
    (place / "tipps.md").write_text(
        "# Tipps\n\n## Pausen\nNach 50 Minuten Lernen hilft eine Pause.\n\n## Ort\nEin ruhiger Raum hilft.\n"
    )
    return place


def test_a_second_sync_changes_nothing_and_embeds_nothing(
    folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    first = sync(tmp_path / "data", folder, model=embedding)
    second = sync(tmp_path / "data", folder, model=embedding)
    assert (first.count(DocumentStatus.NEW), first.embedded > 0) == (2, True)
    assert (second.count(DocumentStatus.UNCHANGED), second.embedded, second.generation) == (
        2,
        0,
        first.generation,
    )


def test_only_what_changed_is_embedded_and_the_old_words_are_kept(
    folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    data = tmp_path / "data"
    sync(data, folder, model=embedding)
    (folder / "tipps.md").write_text((folder / "tipps.md").read_text().replace("50 Minuten", "45 Minuten"))
    report = sync(data, folder, model=embedding)
    assert (report.count(DocumentStatus.CHANGED), report.embedded) == (1, 1)
    with Library(settings_for(data).library) as library:
        history = library._db.execute("SELECT locator, text FROM section_history").fetchall()
    assert history == [("Pausen", "Nach 50 Minuten Lernen hilft eine Pause.")]


def test_what_is_gone_at_the_source_leaves_the_index(
    folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    data = tmp_path / "data"
    sync(data, folder, model=embedding)
    (folder / "tipps.md").unlink()
    assert sync(data, folder, model=embedding).count(DocumentStatus.GONE) == 1
    searcher = Searcher(settings_for(data), embedding)
    assert {hit.passage.document.id for hit in searcher.search("Pause beim Lernen")} == {"lernfg"}


def test_a_file_that_breaks_keeps_its_earlier_state(
    folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    data = tmp_path / "data"
    sync(data, folder, model=embedding)
    (folder / "lernfg.xml").write_bytes(b"<dokumente>")
    report = sync(data, folder, model=embedding)
    assert (report.count(DocumentStatus.FAILED), report.count(DocumentStatus.GONE), report.failed) == (
        1,
        0,
        True,
    )
    assert (
        Searcher(settings_for(data), embedding).search("Lernurlaub Werkstatt")[0].passage.document.id
        == "lernfg"
    )


def test_a_running_search_sees_the_new_generation(
    folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    data = tmp_path / "data"
    sync(data, folder, model=embedding)
    searcher = Searcher(settings_for(data), embedding)
    assert searcher.search("Wann hilft eine Pause?")[0].passage.section.text.startswith("Nach 50")
    (folder / "tipps.md").write_text((folder / "tipps.md").read_text().replace("50 Minuten", "45 Minuten"))
    sync(data, folder, model=embedding)
    assert searcher.search("Wann hilft eine Pause?")[0].passage.section.text.startswith("Nach 45")


class _Laws(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("BJNR1.xml", b"0" * 5_000_000 if "bomb" in self.path else LAW.read_bytes())
        bodies = {
            "/lernfg/xml.zip": packed.getvalue(),
            "/bomb/xml.zip": packed.getvalue(),
            "/plain.xml": LAW.read_bytes(),
            "/broken.zip": packed.getvalue()[:200],
        }
        body = bodies.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Laws) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def _law_source(location: str) -> Source:
    walk = Crawl(private=True, delay=0)
    return Source(
        id="lernfg",
        kind="law",
        location=location,
        licence="frei",
        topics=("lernen",),
        region="Deutschland",
        max_age_days=10,
        crawl=walk,
    )


def _session(folder: Path, **rules: float) -> Session:
    return Session(folder / "crawl", FetchRules(**{"timeout": 5, "limit": 1_000_000, "attempts": 1, **rules}))  # type: ignore[arg-type]


def test_a_law_is_fetched_as_zip_and_labelled_by_its_entry(server: str, tmp_path: Path) -> None:
    outcome = next(read_source(_law_source(f"{server}/lernfg/xml.zip"), tmp_path, _session(tmp_path)))
    assert outcome.document is not None
    assert (outcome.document.id, outcome.document.max_age_days, outcome.document.topics) == (
        "lernfg",
        10,
        ("lernen",),
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [("/missing.zip", "404"), ("/bomb/xml.zip", "größer als"), ("/broken.zip", "beschädigt")],
)
def test_bad_answers_are_named_failures(server: str, path: str, said: str, tmp_path: Path) -> None:
    outcome = next(read_source(_law_source(f"{server}{path}"), tmp_path, _session(tmp_path)))
    assert outcome.document is None
    assert path in outcome.failure
    assert said in outcome.failure


def test_a_dead_server_is_a_failure_of_that_source_only(tmp_path: Path) -> None:
    outcome = next(
        read_source(_law_source("http://127.0.0.1:9/xml.zip"), tmp_path, _session(tmp_path, timeout=1))
    )
    assert outcome.document is None
    assert "Nicht erreichbar" in outcome.failure


def _failures_of(path: Path, results: multiprocessing.queues.Queue[list[str]]) -> None:
    if os.geteuid() == 0:  # root may read everything
        os.setuid(65534)
    results.put([outcome.failure for outcome in read_path(path, "ordner")])


def test_a_folder_without_permission_is_named_with_a_remedy() -> None:
    # outside pytest's folders, which are closed to the user that root steps down to
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        locked = Path(name) / "zu"
        locked.mkdir(mode=0o000)
        fork = multiprocessing.get_context("fork")
        results = fork.Queue()
        process = fork.Process(target=_failures_of, args=(locked, results))
        process.start()
        failures = results.get(timeout=20)
        process.join()
        locked.chmod(0o700)
    assert len(failures) == 1
    assert str(locked) in failures[0]
    assert "Rechte" in failures[0]


def test_what_a_reader_could_not_take_in_is_said(
    folder: Path, tmp_path: Path, embedding: E5Embeddings, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    book.active.append(["Kurs", "Preis"])  # type: ignore[union-attr]
    book.active.append(["Schweißen", "900 Euro"])  # type: ignore[union-attr]
    book.create_sheet("Intern").sheet_state = "hidden"
    book.save(folder / "preise.xlsx")
    report = sync(tmp_path / "data", folder, model=embedding)
    _print_report(report)
    assert "Hinweis zu preise: Tabelle „Intern“ ist ausgeblendet" in capsys.readouterr().err
    assert [step.document_id for step in report.steps if step.notes] == ["preise"]
    again = sync(tmp_path / "data", folder, model=embedding)
    assert again.count(DocumentStatus.UNCHANGED) == 3
    _print_report(again)
    assert "Hinweis" not in capsys.readouterr().err  # kept with the library, and not said again
