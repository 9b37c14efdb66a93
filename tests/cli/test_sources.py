"""The editor's way through the command line: add, check, sync, look, remove; and a crawl that is killed."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.sync.repeat import seconds_of
from knowledge.errors import SettingsError
from knowledge.store.library import Library
from tests.cli.test_cli import wbm
from tests.ingest.site import Handler, Site, page

ENTRY = (
    "sources:\n  - id: blatt\n    kind: file\n    location: blatt.md\n    licence: MIT\n    topics:"
    " [pausen]\n    region: Deutschland\n    max_age_days: 30\n"
)


@pytest.fixture
def editor(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An empty data folder and a list with one small local source."""
    (tmp_path / "blatt.md").write_text("# Blatt\n\n## Pausen\nNach 50 Minuten hilft eine Pause.\n")
    (tmp_path / "sources.yaml").write_text(f"# Unsere Liste\n{ENTRY}")
    return environment | {
        "WBM_SOURCES": str(tmp_path / "sources.yaml"),
        "WBM_CRAWL_DELAY": "0",
        "WBM_FETCH_ATTEMPTS": "1",
    }


@pytest.mark.slow
def test_an_editor_adds_checks_reads_looks_and_removes(editor: dict[str, str], tmp_path: Path) -> None:
    with Site() as site:
        site.pages = {
            "/robots.txt": "User-agent: *\nDisallow: /intern\nSitemap: https://amt.example/sitemap.xml\n",
            "/hilfe/": page(
                "Hilfe &lt;b&gt;", "Der Lernscheck hilft bei Kursgebühren.", "/hilfe/scheck.html", "/intern/"
            ),
            "/hilfe/scheck.html": page("Scheck", "Der Lernscheck beträgt 700 Euro im Jahr."),
        }
        listed = tmp_path / "sources.yaml"
        refused = wbm("sources", "add", f"{site.url}/hilfe/", "--yes", environment=editor)
        assert (refused.returncode, "private: true" in refused.stderr) == (1, True)
        added = wbm(
            "sources",
            "add",
            f"{site.url}/hilfe/",
            "--private",
            "--id",
            "hilfe",
            "--topics",
            "scheck,geld",
            "--yes",
            environment=editor,
        )
        assert added.returncode == 0, added.stderr
        assert "robots.txt: erlaubt" in added.stdout
        assert "gelesen: Scheck" in added.stdout
        assert re.search(r"Umfang: mindestens 2 Adressen gefunden", added.stdout)
        assert listed.read_text().startswith(f"# Unsere Liste\n{ENTRY}")
        assert wbm("sources", "check", "hilfe", environment=editor).returncode == 0

        done = wbm("sync", environment=editor)
        assert done.returncode == 0, done.stderr
        report = Path(re.search(r"Bericht: (.*)", done.stdout)[1])  # type: ignore[index]
        html = report.read_text()
        assert "Hilfe &lt;b&gt;" in html
        assert "hilfe/hilfe/scheck" in html
        assert "<script" not in html

        site.specials["/hilfe/scheck.html"] = lambda handler: handler.answer(500, b"")
        failed = wbm("sync", "--source", "hilfe", environment=editor)
        assert (failed.returncode, "500" in failed.stderr) == (1, True)
        states = {
            row["source"]: row
            for row in json.loads(wbm("sources", "--json", environment=editor).stdout)["sources"]
        }
        hilfe = states["hilfe"]
        assert (hilfe["state"], hilfe["documents"], hilfe["age_days"], hilfe["requests"]["304"]) == (
            "Fehler",
            2,
            0,
            1,
        )
        assert hilfe["errors"][0]["document"] == "hilfe/hilfe/scheck"
        assert states["blatt"]["state"] == "aktuell"
        table = wbm("sources", environment=editor).stdout
        assert "Der Server antwortet mit 500" in table

        gone = wbm("sources", "remove", "hilfe", "--yes", environment=editor)
        assert gone.returncode == 0, gone.stderr
        assert listed.read_text().rstrip() == f"# Unsere Liste\n{ENTRY}".rstrip()
        with Library(Path(editor["WBM_DATA"]) / "library.sqlite") as library:
            assert not [name for name in library.document_states() if name.startswith("hilfe/")]


def test_each_wrong_word_has_its_answer(editor: dict[str, str]) -> None:
    assert "sources.yaml" in wbm("sources", "check", "unbekannt", environment=editor).stderr
    assert "keine Dauer" in wbm("sync", "--every", "oft", environment=editor).stderr
    nothing = wbm("sources", "add", "/gibt/es/nicht", "--yes", environment=editor)
    assert (nothing.returncode, "keine Webadresse" in nothing.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "seconds"), [("24h", 86_400), ("90m", 5400), ("1d12h", 129_600), ("45s", 45)]
)
def test_durations(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "24", "h", "1h 30", "5s", "-1h"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(SettingsError):
        seconds_of(text)


def _wait_for(told: Path, words: str, times: int = 1) -> None:
    for _ in range(600):
        if told.read_text().count(words) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(f"{words!r} not {times} times in {told.read_text()!r}")


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_watching_sync_sees_changes_and_ends_cleanly(
    editor: dict[str, str], tmp_path: Path, stop: signal.Signals
) -> None:
    told = tmp_path / "out.txt"
    with told.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "sync", "--watch"], env=editor, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(told, "Bericht:")
            time.sleep(1)
            (tmp_path / "blatt.md").write_text("# Blatt\n\n## Pausen\nNach 45 Minuten hilft eine Pause.\n")
            _wait_for(told, "Bericht:", 2)
            process.send_signal(stop)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()
    assert "Traceback" not in told.read_text()
    with Library(Path(editor["WBM_DATA"]) / "library.sqlite") as library:
        assert "45 Minuten" in library.sections("blatt")[0].text


@pytest.mark.slow
def test_a_repeated_sync_repeats(editor: dict[str, str], tmp_path: Path) -> None:
    told = tmp_path / "out.txt"
    with told.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "sync", "--every", "10s"],
            env=editor,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(told, "Bericht:", 2)
            process.terminate()
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


@pytest.mark.slow
def test_a_killed_crawl_carries_on_and_asks_for_no_page_twice(editor: dict[str, str], tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {f"/{n}": page(f"Seite {n}", f"Inhalt der Seite {n}.") for n in range(20)}

    def slow(handler: Handler) -> None:
        time.sleep(0.25)
        body = pages[handler.path]
        handler.answer(
            200,
            body if isinstance(body, bytes) else body.encode(),
            {"Content-Type": "text/html; charset=utf-8"},
        )

    with Site({"/": page("Start", "Los.", *pages)}) as site:
        site.specials = dict.fromkeys(pages, slow)
        (tmp_path / "sources.yaml").write_text(
            f"sources:\n  - id: amt\n    kind: web\n    location: {site.url}/\n    licence: frei\n    topics:"
            " []\n    region: NRW\n    max_age_days: 9\n    crawl: {private: true, delay: 0, concurrency:"
            " 1}\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "sync"],
            env=editor,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len(site.paths()) < 10:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = site.paths()
        under_way = before[-3:]
        site.requests.clear()
        done = wbm("sync", environment=editor)
        assert done.returncode == 0, done.stderr
        twice = set(before) & set(site.paths())
        assert twice <= set(under_way), twice
        assert set(before) | set(site.paths()) == {"/", *pages}
        with Library(Path(editor["WBM_DATA"]) / "library.sqlite") as library:
            assert sum(name.startswith("amt/") for name in library.document_states()) == 21
