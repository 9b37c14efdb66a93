"""The Weiterbildungssuche's client against a local server with the API's own manners: HAL pages, its limit,
nulls, 429, broken pages.
"""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.catalogues import ba_api
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from tests.catalogue_samples import page, termin
from tests.ingest.catalogues.test_formats import source
from tests.ingest.site import Site

LIMIT = 60  # the server's and, in these tests, the client's; the real one is 10,000
_STATES = ("NRW", "BAY", "-")


def _termine() -> list[dict[str, Any]]:
    """200 dates of 100 offers: 150 in NRW, of these 120 of kind C, 70 of those in part time."""
    made = []
    for i in range(200):
        state = "NRW" if i < 150 else _STATES[i % 2 + 1]
        kind, time = ("C" if i < 120 or i >= 150 else "D"), ("2" if i < 70 else "1")
        made.append(
            termin(
                i // 2,
                i,
                start=date(2027, 1, 1) + timedelta(days=i),
                unterrichtsform={"id": 101 + i % 5, "bezeichnung": "Seminar"},
            )
            | {"re": state, "sys": kind, "uz": time}
        )
    return made


class _Api(http.server.BaseHTTPRequestHandler):
    termine: list[dict[str, Any]]
    asked: list[dict[str, str]]
    stumbles: Counter[str]  # "status:page" -> how often still
    down: bool

    def do_GET(self) -> None:
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        type(self).asked.append(query)
        number, size = int(query["page"]), int(query["size"])
        found = [
            t
            for t in self.termine
            if all(t[k] == query[k] for k in ("re", "sys", "uz") if k in query)
            and query.get("uf", str(t["unterrichtsform"]["id"])) == str(t["unterrichtsform"]["id"])
        ]
        body = json.dumps(
            page(
                found[:LIMIT][number * size : (number + 1) * size],
                total=min(len(found), LIMIT),
                pages=-(-min(len(found), LIMIT) // size),
                number=number,
            )
        ).encode()
        for status, what in ((429, body), (503, body), (200, body[: len(body) // 2])):
            if self.stumbles[f"{status}:{number}"] > 0:
                self.stumbles[f"{status}:{number}"] -= 1
                self._answer(status, what)
                return
        self._answer(
            503 if self.down else 200 if self.headers["X-API-Key"] == "infosysbub-wbsuche" else 403, body
        )

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[_Api]]]:
    monkeypatch.setattr(ba_api, "RESULT_LIMIT", LIMIT)
    handler = type(
        "Handler", (_Api,), {"termine": _termine(), "asked": [], "stumbles": Counter(), "down": False}
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/bildungsangebot", handler
        running.shutdown()


def fetch(url: str, folder: Path, ends: float | None = None, **options: object) -> list[Outcome]:
    return list(
        read_source(
            source(url, format="ba", pause=0, page_size=20, **options),
            Path(),
            Session(folder, FetchRules(timeout=5), ends),
        )
    )


def dates_of(outcomes: list[Outcome]) -> int:
    return sum(len(o.document.course.dates) for o in outcomes if o.document and o.document.course)


def test_what_exceeds_the_limit_is_split_until_everything_is_there(
    api: tuple[str, type[_Api]], tmp_path: Path
) -> None:
    url, handler = api
    outcomes = fetch(url, tmp_path)
    assert [o.failure for o in outcomes if o.failure] == []
    assert (sum(o.document is not None for o in outcomes), dates_of(outcomes)) == (100, 200)
    used = {frozenset(q) - {"page", "size"} for q in handler.asked}
    assert frozenset({"re", "sys", "uz"}) in used
    assert frozenset({"re", "sys", "uz", "uf"}) in used
    pages = Counter((tuple(sorted(q.items()))) for q in handler.asked)
    assert max(pages.values()) == 1  # nothing is asked for twice


def test_the_entrys_own_query_is_kept_and_not_split_along(
    api: tuple[str, type[_Api]], tmp_path: Path
) -> None:
    url, handler = api
    assert dates_of(fetch(url, tmp_path, query={"re": "NRW"})) == 150
    assert {q["re"] for q in handler.asked} == {"NRW"}


def test_what_cannot_be_split_further_is_said(api: tuple[str, type[_Api]], tmp_path: Path) -> None:
    url, handler = api
    for entry in handler.termine:
        entry["unterrichtsform"] = {"id": 101, "bezeichnung": "Seminar"}
    outcomes = fetch(f"{url}?re=NRW&sys=C&uz=2&bt=1", tmp_path)
    assert dates_of(outcomes) == LIMIT
    assert ["lässt sich nicht weiter teilen" in o.failure for o in outcomes if o.failure] == [True]


def test_busy_servers_and_broken_pages_are_asked_again(api: tuple[str, type[_Api]], tmp_path: Path) -> None:
    url, handler = api
    handler.stumbles |= Counter({"429:1": 2, "503:0": 1, "200:2": 1})
    outcomes = fetch(f"{url}?re=NRW&sys=D", tmp_path)
    assert [o.failure for o in outcomes if o.failure] == []
    assert dates_of(outcomes) == 30


def test_a_page_that_stays_broken_is_named_and_fetched_alone_next_time(
    api: tuple[str, type[_Api]], tmp_path: Path
) -> None:
    url, handler = api
    handler.stumbles["200:1"] = 3
    first = fetch(f"{url}?re=NRW&sys=D", tmp_path)
    assert [
        "page=1" in o.failure and "keine vollständige Seite" in o.failure for o in first if o.failure
    ] == [True]
    assert dates_of(first) == 20
    handler.asked.clear()
    second = fetch(f"{url}?re=NRW&sys=D", tmp_path)
    assert [q["page"] for q in handler.asked] == ["1"]
    assert (dates_of(second), [o.failure for o in second if o.failure]) == (30, [])
    assert [p.name for p in tmp_path.iterdir()] == ["kurse.sqlite.gelesen"]  # complete: begins anew


@pytest.mark.slow
def test_a_stopped_fetch_goes_on_where_it_was(api: tuple[str, type[_Api]], tmp_path: Path) -> None:
    url, handler = api
    reading = read_source(
        source(url, format="ba", pause=0, page_size=20), Path(), Session(tmp_path, FetchRules(timeout=5))
    )
    original = handler.do_GET

    def stop_after_ten(self: _Api) -> None:
        handler.down = len(handler.asked) >= 10
        original(self)

    handler.do_GET = stop_after_ten  # type: ignore[method-assign]
    stopped = list(reading)
    assert any("hält hier an" in o.failure for o in stopped)
    handler.do_GET, handler.down = original, False  # type: ignore[method-assign]
    handler.asked.clear()
    rest = fetch(url, tmp_path)
    assert dates_of(rest) == 200
    assert [o.failure for o in rest if o.failure] == []
    whole = len(handler.asked)
    handler.asked.clear()
    fetch(url, tmp_path)
    assert whole == len(handler.asked) - 10  # the ten that were answered before the stop


def test_a_sync_out_of_time_keeps_what_was_fetched_and_says_so(
    api: tuple[str, type[_Api]], tmp_path: Path
) -> None:
    url, handler = api
    outcomes = fetch(url, tmp_path, ends=time.monotonic())
    assert ["WBM_SYNC_MINUTES" in o.failure for o in outcomes] == [True]
    assert handler.asked == []
    assert dates_of(fetch(url, tmp_path, ends=time.monotonic() + 600)) == 200


def test_a_refused_key_and_a_dead_server_are_failures_of_the_source(
    api: tuple[str, type[_Api]], tmp_path: Path
) -> None:
    url, _ = api
    refused = fetch(url, tmp_path, api_key="falsch")
    assert "403" in refused[0].failure
    dead = fetch("http://127.0.0.1:9/x", tmp_path)
    assert "Nicht erreichbar" in dead[0].failure
    assert dead[0].document_id == ""


def test_an_answer_over_the_size_limit_is_not_read(api: tuple[str, type[_Api]], tmp_path: Path) -> None:
    url, _ = api
    outcomes = list(
        read_source(
            source(f"{url}?re=NRW&sys=D", format="ba", pause=0),
            Path(),
            Session(tmp_path, FetchRules(timeout=5, limit=1000)),
        )
    )
    assert "WBM_FETCH_LIMIT" in outcomes[0].failure


def test_an_interface_that_is_no_longer_there_is_said_and_takes_nothing_away(tmp_path: Path) -> None:
    with Site({}) as site:
        outcomes = fetch(f"{site.url}/pc/v2/bildungsangebot", tmp_path)
    assert "gibt es die Schnittstelle nicht mehr (404)" in outcomes[0].failure
    assert {outcome.document_id for outcome in outcomes} == {""}  # so no stored course is taken for gone
