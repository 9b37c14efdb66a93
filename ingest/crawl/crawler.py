"""Crawls one source of kind web or sitemap: from its start addresses outward, within its limits, resuming a
stopped run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from ingest.crawl.fetcher import Fetcher
from ingest.crawl.frontier import FrontierEntry, VisitState
from ingest.crawl.ledger import Ledger
from ingest.crawl.pace import Pace
from ingest.crawl.page_store import PageStore
from ingest.crawl.reading import Readers, fingerprint_of
from ingest.crawl.robots import Robots
from ingest.crawl.scope import Scope
from ingest.crawl.session import Session
from ingest.crawl.sitemap_seed import seed_from_sitemap
from ingest.crawl.urls import key_of
from ingest.crawl.visit import Visitor
from ingest.outcome import Outcome
from knowledge.editorial.sources import Source
from knowledge.model.document import content_hash

_RESUMABLE = 86_400  # seconds after which a stopped run is begun anew instead of carried on
_GIVE_UP = 5  # refusals in a row
_EXTRA_READS = 2  # pages being read while the allowed number of requests runs
_LEFT_PER_PAGE = 4  # addresses that turn out to be no page, for each page that is allowed


def crawl(source: Source, session: Session) -> Iterator[Outcome]:
    """The outcomes of a source's pages as they come; the crawl rests while the caller works."""
    with PageStore(session.folder / f"{source.id}.sqlite") as store, asyncio.Runner() as runner:
        outcomes = _Crawl(source, session, store).outcomes()

        async def step() -> Outcome | None:
            return await anext(outcomes, None)

        async def close() -> None:
            await outcomes.aclose()  # type: ignore[attr-defined]

        try:
            while (outcome := runner.run(step())) is not None:
                yield outcome
        finally:
            runner.run(close())


class _Crawl:
    """One run over one source."""

    def __init__(self, source: Source, session: Session, store: PageStore) -> None:
        self._source = source
        self._store = store
        self._rules = session.rules_for(source)
        self._pace = Pace(session.clock, self._rules.delay, source.walk.concurrency)
        self._traffic = session.traffic_of(source)
        self._ends = session.ends_for(source)
        self._scope = Scope(source)
        self._ledger = Ledger(source, store, self._scope)
        session.notes[source.id] = self._ledger.counts
        self._stopped = ""  # why the run ended before its frontier did
        self._rechecked = False

    async def outcomes(self) -> AsyncIterator[Outcome]:
        async with Fetcher(self._rules, self._pace, self._traffic) as fetcher, Readers() as readers:
            robots = Robots(fetcher, self._store, self._rules.token, self._rules.longest_wait)
            visitor = Visitor(
                self._source, self._scope, self._store, fetcher, robots, self._pace, readers, self._ledger
            )
            if self._begin():
                for outcome in self._stored():
                    yield outcome
            for outcome in await self._seed(visitor):
                yield outcome
            running: set[asyncio.Task[list[Outcome]]] = set()
            try:
                async for outcome in self._walk(visitor, running):
                    yield outcome
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
            for outcome in self._ledger.settle(complete=not (self._stopped or visitor.incomplete)):
                yield outcome
            if self._stopped or visitor.incomplete:
                yield Outcome(
                    self._source.id,
                    "",
                    skipped="Nicht alle Seiten wurden erreicht; was bisher eingelesen war, bleibt.",
                    partial=True,
                )

    def _begin(self) -> bool:
        """Open the run; whether it carries on a stopped one."""
        signature = content_hash(
            self._source.kind, self._source.location, self._source.walk.model_dump_json()
        )
        begun = float(self._store.run_value("begun") or 0)
        same = self._store.run_value("state") == "open" and self._store.run_value("signature") == signature
        resumed = same and time.time() - begun < _RESUMABLE
        with self._store.transaction():
            if resumed:
                self._store.frontier.retry_failed()
            else:
                self._store.frontier.clear()
                self._store.set_run(state="open", signature=signature, begun=str(time.time()))
        return resumed

    def _stored(self) -> Iterator[Outcome]:
        """What the run had fetched before it was stopped; pages that other readers are to read now are
        visited once more.
        """
        fingerprint = fingerprint_of(self._source)
        for key in self._store.frontier.keys(VisitState.DONE):
            page = self._store.page(key)
            if page is None or page.reading.fingerprint != fingerprint:
                with self._store.transaction():
                    self._store.frontier.mark(key, VisitState.WAITING)
                continue
            yield from self._ledger.give(page)

    async def _seed(self, visitor: Visitor) -> list[Outcome]:
        if self._source.kind == "sitemap":
            return await seed_from_sitemap(visitor, self._rules.limit)
        with self._store.transaction():
            for url in self._scope.starts:
                self._store.frontier.add(FrontierEntry(key_of(url), url, 0))
        return []

    async def _walk(
        self, visitor: Visitor, running: set[asyncio.Task[list[Outcome]]]
    ) -> AsyncIterator[Outcome]:
        under_way: dict[asyncio.Task[list[Outcome]], str] = {}
        while True:
            while (
                not self._stopped
                and len(running) < self._source.walk.concurrency + _EXTRA_READS
                and (entry := self._next(set(under_way.values()), visitor))
            ):
                task = asyncio.create_task(visitor.visit(entry))
                running.add(task)
                under_way[task] = entry.key
            if not running:
                break
            done, _ = await asyncio.wait(
                running, return_when=asyncio.FIRST_COMPLETED, timeout=max(0.0, self._ends - time.monotonic())
            )
            if not done:
                yield self._time_is_up()
                return
            for task in done:
                running.discard(task)
                del under_way[task]
                for outcome in task.result():
                    yield outcome
            if visitor.refusals >= _GIVE_UP and not self._stopped:
                self._stopped = (
                    f"{_GIVE_UP} Seiten hintereinander wurden abgewiesen; der Rest wurde nicht versucht."
                    " Bitte Netz und Server prüfen, später wiederholen."
                )
                yield Outcome(self._source.id, "", failure=f"Quelle „{self._source.id}“: {self._stopped}")
        if not self._stopped:
            self._store.set_run(state="closed")

    def _next(self, under_way: set[str], visitor: Visitor) -> FrontierEntry | None:
        """The address to visit now; None if there is none or a limit is reached."""
        frontier, pages = self._store.frontier, self._source.walk.pages
        entry = frontier.waiting(under_way)
        if entry is None:
            if not under_way and visitor.incomplete and not self._rechecked:
                self._recheck()
                return frontier.waiting(under_way)
            return None
        visited = frontier.count(VisitState.DONE, VisitState.FAILED) + len(under_way)
        if visited >= pages or frontier.count(VisitState.LEFT) >= pages * _LEFT_PER_PAGE:
            if not under_way:
                self._page_limit_reached()
            return None
        return entry

    def _recheck(self) -> None:
        """A page failed whose links nobody knows: pages that only it may name are asked for themselves."""
        self._rechecked = True
        with self._store.transaction():
            for page in self._ledger.unvisited():
                self._store.frontier.add(
                    FrontierEntry(page.key, page.url, self._source.walk.depth, page.key, page.lastmod)
                )

    def _page_limit_reached(self) -> None:
        waiting = self._store.frontier.count(VisitState.WAITING)
        self._stopped = "Seitengrenze"
        self._store.set_run(state="closed")
        self._ledger.note(
            f"Die Grenze von {self._source.walk.pages} Seiten (crawl.pages) ist erreicht; {waiting} bekannte"
            " Adressen wurden nicht besucht",
            self._source.location,
        )

    def _time_is_up(self) -> Outcome:
        waiting = self._store.frontier.count(VisitState.WAITING)
        self._stopped = "Zeitgrenze"
        said = (
            f"Die Zeit (crawl.minutes oder WBM_SYNC_MINUTES) ist um, {waiting} Adressen sind noch nicht"
            " besucht. Der nächste Abgleich macht dort weiter."
        )
        return Outcome(self._source.id, "", failure=f"Quelle „{self._source.id}“: {said}")
