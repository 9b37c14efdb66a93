"""Links out of a source, circles, pipes, sockets, devices: named, left out, and never waited for."""

from __future__ import annotations

import os
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chat.web.originals import find_original
from ingest.catalogues.read import read_catalogue
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.files import files_below, read_bytes
from ingest.modules.reader import module_files, read_modules
from ingest.outcome import Outcome
from ingest.sources.read import document_files, read_path, read_source
from ingest.sync.plan import plan_sync
from ingest.sync.report import write_sync_report
from knowledge.editorial.sources import Source
from knowledge.errors import UnreadableSource
from knowledge.store.library import Library
from tests.conftest import settings_for

SECRET = "Das Gehalt der Geschäftsführung beträgt 4711 Euro."
MODULE = (
    'number: 1\ntitle: Probe\npart: "Teil 1"\nduration: 1 Tag\naudience: [trainer]\ndays:\n  - {day: 1,'
    " title: Anfang, goals: [Etwas lernen.]}\n"
)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "fremd"
    folder.mkdir()
    (folder / "gehalt.txt").write_text(SECRET)
    (folder / "gehalt.csv").write_text(f"Titel\n{SECRET}\n")
    return folder


@pytest.fixture
def root(tmp_path: Path, outside: Path) -> Path:
    """A folder of one good file and of everything that is none."""
    folder = tmp_path / "quelle"
    (folder / "unten").mkdir(parents=True)
    (folder / "gut.txt").write_text("Der Kurs dauert zwei Tage.")
    (folder / "gleich.txt").symlink_to(folder / "gut.txt")
    (folder / "hinaus.txt").symlink_to(outside / "gehalt.txt")
    (folder / "hinaus.csv").symlink_to(outside / "gehalt.csv")
    (folder / "relativ.txt").symlink_to("../fremd/gehalt.txt")
    (folder / "ordner").symlink_to(outside)
    (folder / "unten" / "oben").symlink_to(folder)
    (folder / "kreis.txt").symlink_to(folder / "kreis.txt")
    (folder / "leer.txt").symlink_to(folder / "fehlt.txt")
    (folder / "null.txt").symlink_to("/dev/null")
    (folder / "kern.txt").symlink_to("/proc/self/environ")
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "dose.txt"))
    return folder


def said(outcomes: list[Outcome]) -> str:
    return " ".join(outcome.failure + outcome.skipped for outcome in outcomes)


def texts(outcomes: list[Outcome]) -> str:
    return " ".join(
        section.text for outcome in outcomes if outcome.document for section in outcome.document.sections
    )


def session(tmp_path: Path) -> Session:
    return Session(tmp_path / "crawl", FetchRules("probe/1", 1, 1, 1000, 1, 0))


@pytest.mark.timeout(30)
def test_a_folder_gives_what_lies_in_it_and_names_what_does_not(root: Path) -> None:
    outcomes = list(read_path(root, "probe"))
    assert "zwei Tage" in texts(outcomes)
    assert "4711" not in texts(outcomes) + said(outcomes)
    assert {o.document_id for o in outcomes if o.document} == {"gut", "gleich"}
    left: list[object] = []
    list(files_below(root, left))  # type: ignore[arg-type]
    assert len(left) == 10
    for name, reason in {
        "hinaus.txt": "aus der Quelle hinaus",
        "pipe.txt": "Pipe",
        "dose.txt": "Socket",
        "ordner": "Ordner",
        "kern.txt": "hinaus",
    }.items():
        assert any(name in str(each) and reason in str(each) for each in left), name
    assert "Nicht gelesen: " in said(outcomes)
    assert " und 5 weitere" in said(outcomes)
    # as while a share is away: what was read before stays
    assert {o.document_id for o in outcomes if o.failure} == {"kreis", "leer"}
    # what the chat may open
    assert {name for name, file in document_files(root).items() if file.is_file()} == {"gut", "gleich"}


def test_the_report_of_a_sync_says_what_was_left_out(root: Path, tmp_path: Path) -> None:
    from ingest.sync.result import Report

    with Library(tmp_path / "data" / "library.sqlite") as library:
        plan = plan_sync(read_path(root, "probe"), library)
        page = write_sync_report(
            tmp_path / "berichte", datetime.now(UTC), Report(plan.steps, 0), [], [], [], []
        )
    assert "dose.txt (keine gewöhnliche Datei, sondern ein Socket)" in page.read_text()


def test_a_document_that_came_through_a_link_is_gone_with_the_next_sync(root: Path, tmp_path: Path) -> None:
    (root / "hinaus.txt").unlink()
    (root / "hinaus.txt").write_text(SECRET)
    with Library(tmp_path / "data" / "library.sqlite") as library:
        plan = plan_sync((o for o in read_path(root, "probe") if not o.failure), library)
        with library.transaction():
            for step in plan.steps:
                if step.document:
                    library.put(step.document, "probe", [])
        (root / "hinaus.txt").unlink()
        (root / "hinaus.txt").symlink_to(tmp_path / "fremd" / "gehalt.txt")
        again = plan_sync((o for o in read_path(root, "probe") if not o.failure), library)
    assert [step.document_id for step in again.steps if step.change.name == "GONE"] == ["hinaus"]


@pytest.mark.timeout(30)
def test_modules_and_catalogues_are_held_to_their_folder_too(
    root: Path, outside: Path, tmp_path: Path
) -> None:
    (root / "module.yaml").write_text(MODULE)
    outcomes = list(read_modules(root, "kurs"))
    assert "4711" not in texts(outcomes)
    assert "Nicht gelesen: " in said(outcomes)
    assert not any("hinaus" in name for name in module_files(root, "kurs"))
    catalogue = Source.model_validate(
        {
            "id": "liste",
            "kind": "catalogue",
            "location": str(root),
            "licence": "x",
            "topics": ["a"],
            "region": "x",
            "max_age_days": 1,
            "catalogue": {"format": "csv", "columns": {"title": "Titel"}},
        }
    )
    found = list(read_catalogue(catalogue, tmp_path, session(tmp_path)))
    assert "4711" not in texts(found)
    assert "Nicht gelesen: " in said(found)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", ["file", "folder", "law", "factsheets", "modules", "catalogue"])
@pytest.mark.parametrize(
    "special",
    ["/dev/null", "/dev/zero", "/dev/urandom", "/proc/kmsg", "/proc/self/environ", "fifo", "socket"],
)
def test_a_special_file_as_a_source_is_named_and_never_waited_for(
    kind: str, special: str, tmp_path: Path
) -> None:
    place = Path(special)
    if special == "fifo":
        place = tmp_path / "pipe.xml"
        os.mkfifo(place)
    elif special == "socket":
        place = tmp_path / "dose.md"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(place))
    entry = {
        "id": "seltsam",
        "kind": kind,
        "location": str(place),
        "licence": "x",
        "topics": ["a"],
        "region": "x",
        "max_age_days": 1,
    }
    if kind == "catalogue":
        entry["catalogue"] = {"format": "openqcat"}
    begun = time.monotonic()
    outcomes = list(read_source(Source.model_validate(entry), tmp_path, session(tmp_path)))
    assert time.monotonic() - begun < 5
    assert not any(outcome.document for outcome in outcomes)
    assert any(outcome.failure for outcome in outcomes)


@pytest.mark.timeout(30)
def test_a_pipe_that_takes_a_files_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "eben-noch-datei.txt"
    os.mkfifo(pipe)
    monkeypatch.setattr("ingest.files.why_not", lambda *_: "")  # as it was when it was looked at
    with pytest.raises(UnreadableSource, match="keine gewöhnliche Datei"):
        read_bytes(pipe, "eben-noch-datei.txt")


def test_the_chat_opens_no_pdf_through_a_link_out(tmp_path: Path, own_starter: Path) -> None:
    folder = tmp_path / "hefte"
    folder.mkdir()
    (tmp_path / "geheim.pdf").write_bytes(b"%PDF-1.4 geheim")
    (folder / "heft.pdf").symlink_to(tmp_path / "geheim.pdf")
    config = settings_for(own_starter)
    with Library(config.library) as library, library.transaction():
        library._db.execute(
            "UPDATE documents SET id = 'heft', source_id = ? WHERE id = 'lernfg'", (f"pfad:{folder}",)
        )
    assert find_original(config, "heft") is None


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for place in ("bonn", "koeln/nord"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "index.html").write_text(f"<h1>Kurse</h1><p>Kurse in {place}.</p>")
    (tmp_path / "allein.txt").write_text("Ein Satz.")
    assert {o.document_id for o in read_path(tmp_path, "probe") if o.document} == {
        "bonn/index",
        "koeln/nord/index",
        "allein",
    }
    assert document_files(tmp_path)["bonn/index"] == tmp_path / "bonn" / "index.html"


def _synced(library: Library, path: Path, source: str, **known: dict[str, Path | None]) -> list[str]:
    plan = plan_sync(read_path(path, source), library, **known)
    with library.transaction():
        for step in plan.steps:
            if step.document:
                library.put(step.document, source, [])
    return [step.reason for step in plan.steps if step.change.name == "FAILED"]


def test_no_source_replaces_a_document_of_another(tmp_path: Path) -> None:
    for place, text in (("amt", "Die Gebühr beträgt 5 Euro."), ("eigenes", "Nur Notizen.")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "gebuehr.md").write_text(f"# Gebühr\n\n{text}")
    with Library(tmp_path / "data" / "library.sqlite") as library:
        assert _synced(library, tmp_path / "amt", "amt") == []
        reason = _synced(library, tmp_path / "eigenes", "eigenes")[0]
        assert "„gebuehr“" in reason
        assert "„amt“" in reason
        assert "„eigenes“" in reason
        assert library.sections("gebuehr")[0].text == "Die Gebühr beträgt 5 Euro."
        # what no list names any more is free
        assert _synced(library, tmp_path / "eigenes", "eigenes", listed={"eigenes": None}) == []
        both = plan_sync(
            [*read_path(tmp_path / "amt", "a"), *read_path(tmp_path / "eigenes", "b")],
            library,
            listed={"a": None, "b": None},
        )
        assert [step.change.name for step in both.steps] == ["CHANGED", "FAILED"]


def test_a_file_of_a_listed_source_given_by_hand_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "blatt.md").write_text("# Blatt\n\nEin Satz.")
    with Library(tmp_path / "data" / "library.sqlite") as library:
        assert _synced(library, tmp_path / "a", "a") == []
        (tmp_path / "a" / "blatt.md").write_text("# Blatt\n\nZwei Sätze. Hier.")
        by_hand = f"pfad:{tmp_path / 'a' / 'blatt.md'}"
        assert _synced(library, tmp_path / "a" / "blatt.md", by_hand, listed={"a": tmp_path / "a"}) == []


def test_a_file_and_its_folder_given_by_hand_are_one_source(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "blatt.md").write_text("# Blatt\n\nEin Satz.")
    with Library(tmp_path / "data" / "library.sqlite") as library:
        assert _synced(library, tmp_path / "a" / "blatt.md", f"pfad:{tmp_path / 'a' / 'blatt.md'}") == []
        (tmp_path / "a" / "blatt.md").write_text("# Blatt\n\nZwei Sätze. Hier.")
        assert _synced(library, tmp_path / "a", f"pfad:{tmp_path / 'a'}") == []
