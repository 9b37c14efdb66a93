"""Which PDF stands behind a document: by its source alone, whatever kind that is, and none that the library
did not take in.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import yaml
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chat.web.originals import Originals, find_original
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from knowledge.editorial.sources import load_sources
from knowledge.store.library import Library
from settings import ROOT, Settings
from tests.ingest.crawl.test_crawl import Sync
from tests.ingest.paper import one_page
from tests.ingest.site import Site, page, source_of


def _put(config: Settings, source_id: str) -> None:
    """Read one source of the list into the library, without embedding anything."""
    source = next(s for s in load_sources(config.sources) if s.id == source_id)
    with Library(config.library) as library, library.transaction():
        for outcome in read_source(source, config.sources.parent, Session(config.data / "crawl")):
            if outcome.document:
                library.put(outcome.document, source_id, [])


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """A list with a folder of brochures and the course that the project brings along."""
    (tmp_path / "hefte").mkdir()
    (tmp_path / "hefte" / "heft.pdf").write_bytes(one_page())
    (tmp_path / "hefte" / "notiz.txt").write_text("Eine Notiz über Weiterbildung.", encoding="utf-8")
    (tmp_path / "geheim.pdf").write_bytes(one_page("Das hat niemand eingelesen."))
    shared = {"licence": "frei", "topics": ["x"], "region": "NRW", "max_age_days": 30}
    listed = [
        {"id": "hefte", "kind": "folder", "location": "hefte", **shared},
        {"id": "kurs", "kind": "modules", "location": str(ROOT / "knowledge" / "modules"), **shared},
    ]
    (tmp_path / "sources.yaml").write_text(yaml.safe_dump({"sources": listed}), encoding="utf-8")
    return Settings(data=tmp_path / "data", sources=tmp_path / "sources.yaml", _env_file=None)  # type: ignore[call-arg]


def test_a_file_of_a_listed_folder(config: Settings, tmp_path: Path) -> None:
    assert find_original(config, "heft") is None  # nothing is indexed yet
    _put(config, "hefte")
    found = find_original(config, "heft")
    assert found is not None
    assert (found.url, found.newer, found.content()[:5]) == ("/fundstellen/original/heft", False, b"%PDF-")
    assert find_original(config, "notiz") is None
    later = time.time() + 60
    os.utime(tmp_path / "hefte" / "heft.pdf", (later, later))
    changed = find_original(config, "heft")
    assert changed is not None
    assert changed.newer
    (tmp_path / "hefte" / "heft.pdf").write_text("<script>alert(1)</script>", encoding="utf-8")
    assert changed.content() == b""  # a file that is no PDF is not given out as one
    (tmp_path / "hefte" / "heft.pdf").unlink()
    assert find_original(config, "heft") is None


def test_a_module_s_handout(config: Settings) -> None:
    _put(config, "kurs")
    found = find_original(config, "kurs/1-rolle-und-tandem/tag-1-handout")
    assert found is not None
    assert found.content().startswith(b"%PDF-")
    assert find_original(config, "kurs/1-rolle-und-tandem/tag-1-folien") is None


def test_a_crawled_page_gives_what_was_fetched(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {"/": page("Amt", "Willkommen.", "/heft.pdf"), "/heft.pdf": one_page()}
    with Site(pages, types={"/heft.pdf": "application/pdf"}) as site:
        source = source_of(site)
        data = tmp_path / "data"
        data.mkdir()
        sync = Sync(data)
        sync(source)
    (name,) = sync.documents - {"amt/start"}
    (tmp_path / "sources.yaml").write_text(
        yaml.safe_dump({"sources": [source.model_dump(mode="json", exclude_none=True)]}), encoding="utf-8"
    )
    config = Settings(data=data, sources=tmp_path / "sources.yaml", _env_file=None)  # type: ignore[call-arg]
    found = find_original(config, name)
    assert found is not None
    assert found.content() == pages["/heft.pdf"]
    assert find_original(config, "amt/start") is None  # a web page is no PDF


def test_no_name_leads_out_of_the_library(config: Settings) -> None:
    _put(config, "hefte")
    client = TestClient(Starlette(routes=Originals(config, sign_in=False).routes()))
    assert client.get("/fundstellen/original/heft").headers["content-type"] == "application/pdf"
    for name in (
        "../geheim",
        "..%2Fgeheim",
        "geheim",
        "geheim.pdf",
        "hefte/heft.pdf",
        "%2Fetc%2Fpasswd",
        "....//geheim",
        "heft%00",
        "heft' OR '1'='1",
    ):
        answer = client.get(f"/fundstellen/original/{name}")
        assert answer.status_code == 404, name
        assert b"%PDF" not in answer.content
    closed = TestClient(Starlette(routes=Originals(config, sign_in=True).routes()))
    assert closed.get("/fundstellen/original/heft").status_code == 401  # nobody is signed in
