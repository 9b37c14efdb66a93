"""A chat that fetches the laws of its list while it answers, from a site of the test's own; and one that
cannot reach it.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
import yaml

from ingest.crawl.laws import require_site
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from knowledge.editorial.due_laws import due_laws
from knowledge.editorial.sources import load_sources
from knowledge.errors import FetchFailed
from knowledge.store.library import Library
from knowledge.store.states import SourceState
from settings import Settings
from tests.chat.client import Visitor, serving
from tests.chat.conftest import wait_for
from tests.ingest.site import Handler, Site

NORM = "<norm doknr='{short}E{n}'><metadaten><jurabk>{short}</jurabk>{head}</metadaten>{text}</norm>"
TEXT = "<textdaten><text format='XML'><Content><P>{}</P></Content></text></textdaten>"
BONUS = "Der Pausenbonus beträgt in Mühlen mit weniger als 30 Beschäftigten 315 Euro im Jahr."


def law(short: str, title: str, sentence: str) -> bytes:
    """A law of one §, packed as on the real site."""
    norms = NORM.format(short=short, n=0, head=f"<langue>{title}</langue>", text="") + NORM.format(
        short=short,
        n=1,
        head="<enbez>§ 1</enbez><titel format='XML'>Bonus</titel>",
        text=TEXT.format(sentence),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("BJNR1.xml", f"<dokumente builddate='20260401' doknr='X'>{norms}</dokumente>")
    return out.getvalue()


def laws_of_a_site() -> dict[str, str | bytes]:
    return {
        "/pausfg/xml.zip": law("PausFG", "Gesetz über Pausen in Mühlen", BONUS),
        "/radfg/xml.zip": law("RadFG", "Gesetz über Räder", "Räder werden im Mai geölt."),
    }


@contextmanager
def waiting_site(go_on: Event) -> Iterator[Site]:
    """The site of the laws, whose second one comes when it may."""

    def wait(handler: Handler) -> None:
        go_on.wait(60)
        handler.answer(200, handler.site.pages["/radfg/xml.zip"])

    with Site(laws_of_a_site()) as site:
        site.specials["/radfg/xml.zip"] = wait
        yield site


def listed(folder: Path, *names: str) -> Path:
    """A list of laws by their names."""
    entries = [
        {
            "id": name,
            "kind": "law",
            "location": name,
            "licence": "frei",
            "topics": [],
            "region": "Deutschland",
            "max_age_days": 30,
            "crawl": {"private": True, "delay": 0},
        }
        for name in names
    ]
    (folder / "sources.yaml").write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")
    return folder / "sources.yaml"


def asked(address: str, question: str) -> str:
    visitor = Visitor(address)
    visitor.open()
    try:
        return json.dumps(visitor.ask(question), ensure_ascii=False)
    finally:
        visitor.close()


def state(address: str, path: str = "/gesetze/stand") -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{address}{path}", timeout=30).json()
    return found


@pytest.mark.slow
def test_the_chat_answers_while_the_laws_come_and_then_from_them(own_starter: Path, tmp_path: Path) -> None:
    go_on = Event()
    with waiting_site(go_on) as site:
        settings = {
            "WBM_FETCH_LAWS": "1",
            "WBM_LAW_SITE": site.url,
            "WBM_SOURCES": str(listed(tmp_path, "pausfg", "radfg")),
        }
        with serving(own_starter, **settings) as (address, _):
            wait_for(lambda: "1 von 2" in state(address)["said"], 60)
            assert state(address)["running"]
            assert "50 Prozent" in asked(address, "Was zahlt der Betrieb mit 120 Beschäftigten zum Lehrgang?")
            busy = httpx.post(
                f"{address}/quellen/lesen", json={"id": "pausfg"}, headers={"Origin": address}, timeout=30
            )
            assert (busy.status_code, "läuft schon" in busy.text) == (409, True)
            go_on.set()
            wait_for(lambda: not state(address)["running"], 60)
            assert "Die Gesetze sind da" in state(address)["said"]
            assert "315 Euro" in asked(address, "Wie hoch ist der Pausenbonus in Mühlen?")
        site.requests.clear()
        with serving(own_starter, **settings) as (address, _):
            assert "315 Euro" in asked(address, "Wie hoch ist der Pausenbonus in Mühlen?")
            assert state(address) == {"running": False, "said": ""}
        assert not site.requests  # asked for today


@pytest.mark.slow
def test_without_the_site_it_is_said_once_and_the_chat_goes_on(own_starter: Path, tmp_path: Path) -> None:
    with Site() as gone:
        pass
    settings = {"WBM_LAW_SITE": gone.url, "WBM_SOURCES": str(listed(tmp_path, "pausfg", "radfg"))}
    with serving(own_starter, **settings, WBM_FETCH_LAWS="1") as (address, _):
        wait_for(lambda: bool(state(address)["said"]), 60)
        said = state(address)["said"]
        assert not state(address)["running"]
        assert all(part in said for part in ("127.0.0.1", "make laws", "wbm sync ORDNER", "WBM_FETCH_LAWS=0"))
        assert "50 Prozent" in asked(address, "Was zahlt der Betrieb mit 120 Beschäftigten zum Lehrgang?")
        assert state(address, "/quellen/stand")["outcome"]["reasons"] == [said]
        log = next(own_starter.parent.glob("server-*.log")).read_text(encoding="utf-8")
        assert log.count("ließen sich nicht holen") == 1
    with serving(own_starter, **settings, WBM_FETCH_LAWS="1", WBM_LOCAL_ONLY="1") as (address, _):
        assert state(address) == {"running": False, "said": ""}


def test_a_law_is_due_that_is_missing_or_was_asked_for_yesterday(own_starter: Path, tmp_path: Path) -> None:
    config = Settings(data=own_starter, sources=listed(tmp_path, "lernfg", "pausfg", "radfg"), _env_file=None)
    now = datetime.now(UTC)
    sources = load_sources(config.sources)
    off = (*sources[:2], sources[2].model_copy(update={"enabled": False}))
    assert [s.id for s in due_laws(config, off, now)] == ["pausfg"]  # lernfg was read from a file
    with Library(config.library) as library, library.transaction():
        head = library.head("lernfg")
        assert head is not None
        library._db.execute("UPDATE documents SET source_id = 'lernfg' WHERE id = 'lernfg'")
        library.states.record(SourceState("lernfg", now.isoformat(), now.isoformat()))
    assert [s.id for s in due_laws(config, sources, now)] == ["pausfg", "radfg"]
    tomorrow = now + timedelta(hours=25)
    assert [s.id for s in due_laws(config, sources, tomorrow)] == ["lernfg", "pausfg", "radfg"]
    (tmp_path / "pausfg").write_text("<dokumente/>")  # a file of that name is no law of the site
    assert [s.id for s in due_laws(config, sources, now)] == ["radfg"]
    empty = config.model_copy(update={"data": tmp_path / "leer"})
    assert [s.id for s in due_laws(empty, sources, now)] == ["lernfg", "radfg"]


def test_a_site_is_there_when_anybody_answers(tmp_path: Path) -> None:
    source = load_sources(listed(tmp_path, "pausfg"))[0]
    with Site() as site:
        session = Session(tmp_path / "crawl", FetchRules(), law_site=site.url)
        require_site(source, session)
        assert [request.path for request in site.requests] == ["/robots.txt"]
    with pytest.raises(FetchFailed):
        require_site(source, replace(session))
