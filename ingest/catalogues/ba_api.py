"""Client of the Weiterbildungssuche: pages through a query and splits it until no part has more results than
the API gives out.

Every request passes the crawler's guard (addresses, redirects, sizes, pace, other tries).
robots.txt is not asked: an interface that its owner publishes with a key for all callers is no page that a
crawler came upon.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import stamina

from ingest.catalogues.ba import offer_id
from ingest.crawl.fetcher import Fetched, Fetcher
from ingest.crawl.named_files import own_host_only
from ingest.crawl.pace import Pace
from knowledge.errors import FetchFailed, UnreadableSource
from knowledge.model.course_codes import FORMS

if TYPE_CHECKING:
    from ingest.catalogues.offer_store import OfferStore
    from ingest.crawl.session import Session
    from knowledge.editorial.catalogue import Catalogue
    from knowledge.editorial.sources import Source

RESULT_LIMIT = 10_000  # of one query over all pages; the API's totalElements stops there too
# "-" is supraregional
_STATES = (
    "BAW",
    "BAY",
    "BER",
    "BRA",
    "BRE",
    "HAM",
    "HES",
    "MBV",
    "NDS",
    "NRW",
    "RPF",
    "SAA",
    "SAC",
    "SAN",
    "SLH",
    "THÜ",
    "-",
)
_GIVE_UP = 3  # pages in a row that fail: the server is down, and asking on would be impolite

_T = TypeVar("_T")
Query = tuple[tuple[str, str], ...]


class _TimeUp(Exception):
    """The sync's time is over; what was fetched is kept."""


class _BrokenPage(Exception):
    """An answer that is cut off or of another shape; the next one may be whole."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One HAL page."""

    termine: list[Any]
    total: int
    pages: int


class BaApi:
    """One polite client; use it as a context manager.

    Raises (fetching): FetchFailed, UnreadableSource; messages name address and page.
    """

    def __init__(self, source: Source, options: Catalogue, session: Session) -> None:
        parts = urlsplit(source.location)
        self._url = urlunsplit(parts._replace(query="", fragment=""))
        self._base: Query = tuple((dict(parse_qsl(parts.query)) | options.query).items())
        self._source, self._options = source, options
        self._rules, self._ends = session.rules_for(source), session.ends_for(source)
        self._runner = asyncio.Runner()
        self._failures_in_row = 0
        headers = {"X-API-Key": options.api_key, "Accept": "application/json"}
        self._fetcher = Fetcher(
            self._rules, Pace(session.clock, options.pause, 1), session.traffic_of(source), headers
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._fetcher.__aexit__(None, None, None))
        self._runner.close()

    def collect(self, store: OfferStore) -> Iterator[str]:
        """Put every date of the query into the store, going on after an earlier stop; yields a message for
        each thing that failed.
        """
        try:
            yield from self._collect(store)
        except _TimeUp:
            yield (
                f"{self._url}: Die Zeit (crawl.minutes oder WBM_SYNC_MINUTES) ist um, der Katalog ist noch"
                " nicht ganz geholt. Der nächste Abgleich macht dort weiter."
            )

    def _collect(self, store: OfferStore) -> Iterator[str]:
        open_queries = [self._base]
        while open_queries:
            query = open_queries.pop()
            first = yield from self._tried(partial(self._first, query, store))
            if first is None:
                if self._failures_in_row == _GIVE_UP:
                    return
                continue
            parts = self._split(query) if first.total >= RESULT_LIMIT else []
            if parts:
                open_queries += reversed(parts)
                continue
            if first.total >= RESULT_LIMIT:
                yield (
                    f"{self._address(query, 0)}: Dieser Teil hat mehr als {RESULT_LIMIT - 1} Ergebnisse und"
                    " lässt sich nicht weiter teilen; der Rest fehlt. Bitte in sources.yaml unter"
                    " catalogue.towns oder catalogue.words weiter teilen."
                )
            for number in range(max(1, first.pages)):  # also an empty part is noted as done
                broken = yield from self._tried(
                    partial(self._keep, query, number, store, first if number == 0 else None)
                )
                yield from broken or ()
                if self._failures_in_row == _GIVE_UP:
                    return

    def _tried(self, step: Callable[[], _T]) -> Generator[str, None, _T | None]:
        """The step's result; None, with a message, if it failed."""
        try:
            result = step()
        except (FetchFailed, UnreadableSource) as error:
            self._failures_in_row += 1
            yield str(error)
            if self._failures_in_row == _GIVE_UP:
                yield _given_up(self._url)
            return None
        self._failures_in_row = 0
        return result

    def _split(self, query: Query) -> list[Query]:
        """The query's parts along the first parameter it does not use yet: state, classification, then what
        each date has exactly one of, then towns and words.
        """
        used = {name for name, _ in query}
        options = self._options
        ways: list[tuple[str, list[tuple[tuple[str, str], ...]]]] = [
            ("re", [(("re", state),) for state in _STATES]),
            ("sys", [(("sys", kind),) for kind in ("C", "D")]),
            ("uz", [(("uz", time_),) for time_ in ("1", "2")]),
            ("uf", [(("uf", str(form)),) for form in FORMS]),
            ("bt", [(("bt", str(start)),) for start in range(6)]),
            ("orte", [(("orte", town), ("uk", options.radius)) for town in options.towns]),
            ("sw", [(("sw", word),) for word in options.words]),
        ]
        if "orte" in used:
            used.add("re")  # a query around a town is regional already
        return next(
            ([query + part for part in parts] for name, parts in ways if name not in used and parts), []
        )

    def _first(self, query: Query, store: OfferStore) -> _Page:
        """Page 0, or of an earlier run only its figures."""
        known = store.done(f"{urlencode(query)}#0")
        if known is not None:
            total, pages = json.loads(known)
            return _Page([], total, pages)
        page = self._fetch(query, 0)
        if page.total >= RESULT_LIMIT and self._split(query):
            store.note(f"{urlencode(query)}#0", json.dumps([page.total, page.pages]))
        return page

    def _keep(self, query: Query, number: int, store: OfferStore, page: _Page | None) -> list[str]:
        """Store one page's dates, fetched unless `page` is at hand; a message for each entry that is none."""
        step = f"{urlencode(query)}#{number}"
        if store.done(step) is not None:
            return []
        page = page or self._fetch(query, number)
        broken = []
        for position, termin in enumerate(page.termine, 1):
            try:
                offer, part = offer_id(termin)
            except ValueError as error:
                broken.append(
                    f"{self._address(query, number)}: Der {position}. Eintrag der Seite ist unlesbar"
                    f" ({error}); er wurde übergangen."
                )
            else:
                store.put(offer, part, termin)
        if not broken:
            store.note(step, json.dumps([page.total, page.pages]))
        return broken

    def _fetch(self, query: Query, number: int) -> _Page:
        address = self._address(query, number)
        again = stamina.RetryingCaller(
            attempts=self._rules.attempts,
            timeout=None,
            wait_initial=max(self._options.pause, 0.01),
            wait_jitter=self._options.pause,
        )
        try:
            return again(_BrokenPage, self._once, address)
        except _BrokenPage as error:
            raise FetchFailed(
                f"{address}: {error} Auch nach {self._rules.attempts} Versuchen; bitte später `wbm sync`"
                " wiederholen."
            ) from error

    def _once(self, address: str) -> _Page:
        answer = self._runner.run(self._in_time(address))
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            raise FetchFailed(
                f"{address}: Unter dieser Adresse gibt es die Schnittstelle nicht mehr ({answer.status})."
                " Bereits eingelesene Kurse bleiben mit ihrem Stand, bis ihr letzter Termin vorbei ist. Bitte"
                " den Eintrag in sources.yaml abschalten (enabled: false) oder eine andere Quelle eintragen."
            )
        if answer.status != HTTPStatus.OK:
            raise FetchFailed(
                f"{address}: Der Server antwortet mit {answer.status}. Bitte Adresse, catalogue.query und"
                " catalogue.api_key prüfen."
            )
        return parse_page(answer.body)

    async def _in_time(self, address: str) -> Fetched:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise _TimeUp
        try:
            async with asyncio.timeout(left):
                return await self._fetcher.get(address, check=self._check)
        except TimeoutError:
            raise _TimeUp from None

    async def _check(self, target: str) -> None:
        own_host_only(self._source, self._url, target)

    def _address(self, query: Query, number: int) -> str:
        asked = urlencode([*query, ("page", str(number)), ("size", str(self._options.page_size))])
        return f"{self._url}?{asked}"


def parse_page(data: bytes) -> _Page:
    """One page of the API or a saved one; an answer without results has no `_embedded`.

    Raises:
        _BrokenPage: cut off or of another shape.
    """
    try:
        found = json.loads(data)
        figures = found["page"]
        embedded = found.get("_embedded") or {}
        return _Page(
            list(embedded.get("termine") or []), int(figures["totalElements"]), int(figures["totalPages"])
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _BrokenPage(
            f"Die Antwort ist keine vollständige Seite der Weiterbildungssuche ({type(error).__name__}:"
            f" {error})."
        ) from error


def _given_up(url: str) -> str:
    return (
        f"{url}: {_GIVE_UP} Anfragen nacheinander sind gescheitert, der Abruf hält hier an. Beim nächsten"
        " `wbm sync` geht es an dieser Stelle weiter."
    )
