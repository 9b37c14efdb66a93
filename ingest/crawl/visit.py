"""One address of a crawl: asked for if need be, read if it changed, stored, its links noted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from time import time

import httpx

from ingest.crawl.fetcher import Busy, Fetched, Fetcher
from ingest.crawl.frontier import FrontierEntry, VisitState
from ingest.crawl.ledger import Ledger
from ingest.crawl.pace import Pace
from ingest.crawl.page_store import PageStore, Reading, StoredPage
from ingest.crawl.reading import Readers, ReadPage, fingerprint_of
from ingest.crawl.robots import Robots
from ingest.crawl.scope import Scope
from ingest.crawl.urls import host_of, key_of, pattern_of
from ingest.outcome import Outcome
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed, FetchRefused

# seconds for which an unchanged lastmod of a sitemap is believed without asking the page
_TRUST_LASTMOD = 30 * 86_400


class OutOfScope(FetchRefused):
    """A link or redirect that does not belong to the source: left out, and no failure."""


@dataclass(slots=True)
class Visitor:
    """Visits addresses of one source; several visits may run at once in one event loop."""

    source: Source
    scope: Scope
    store: PageStore
    fetcher: Fetcher
    robots: Robots
    pace: Pace
    readers: Readers
    ledger: Ledger
    incomplete: bool = False  # a page failed whose links nobody knows
    refusals: int = 0  # in a row: no connection, or sent away for longer than anybody waits

    async def check(self, url: str) -> None:
        """Refuse what is outside the source or forbidden by robots.txt.

        Raises:
            OutOfScope: with the reason.
        """
        if not self.scope.of_host(url):
            raise OutOfScope(
                f"{url}: {host_of(url)} gehört nicht zu den erlaubten Hosts der Quelle"
                f" ({', '.join(sorted(self.scope.hosts))}). Wenn doch, unter crawl.hosts eintragen."
            )
        verdict = await self.robots.verdict(url)
        if verdict.delay:
            self.pace.slow_down(host_of(url), verdict.delay)
        if not verdict.allowed:
            raise OutOfScope(f"{url}: {verdict.reason}")

    async def visit(self, entry: FrontierEntry) -> list[Outcome]:
        """What became of one address."""
        page = self.store.page(entry.key)
        if (
            page
            and entry.lastmod
            and entry.lastmod == page.lastmod
            and time() - page.checked_at < _TRUST_LASTMOD
        ):
            return await self._unchanged(entry, page)
        try:
            answer = await self.fetcher.get(entry.url, check=self.check, validators=self.store.validators)
        except FetchFailed as error:
            return self._failed(entry, page, error)
        self.refusals = 0
        arrived = self._arrived(entry, answer)
        return [] if arrived is None else await self._answered(arrived, answer)

    async def _answered(self, entry: FrontierEntry, answer: Fetched) -> list[Outcome]:
        page = self.store.page(entry.key)
        if answer.status == HTTPStatus.NOT_MODIFIED and page:
            return await self._unchanged(entry, page)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return self._gone(entry, page, answer.status)
        if answer.status != HTTPStatus.OK:
            said = {401: " (Anmeldung nötig)", 403: " (kein Zugriff)"}.get(answer.status, "")
            return self._failed(
                entry,
                page,
                FetchFailed(
                    f"{answer.url}: Der Server antwortet mit {answer.status}{said}. Bitte Adresse prüfen."
                ),
            )
        if answer.not_text:
            self._mark(entry, VisitState.LEFT)
            self.ledger.note("Kein Text (Bild, Film, Programm)", answer.url)
            return []
        return await self._fetched(entry, answer, page)

    def _arrived(self, entry: FrontierEntry, answer: Fetched) -> FrontierEntry | None:
        """The entry of the address that redirects led to; None if that one is visited on its
        own or not to be visited.
        """
        key = key_of(answer.url)
        if key == entry.key:
            return entry
        self._mark(entry, VisitState.LEFT)
        if not self.scope.holds(answer.url) and entry.parent:
            self.ledger.note(
                "Weiterleitung zu einer Adresse, die die Muster der Quelle ausschließen",
                f"{entry.url} → {answer.url}",
            )
            return None
        with self.store.transaction():
            new = self.store.frontier.add(replace(entry, key=key, url=answer.url))
        return (
            replace(entry, key=key, url=answer.url)
            if new or self.store.frontier.state(key) is VisitState.WAITING
            else None
        )

    async def _unchanged(self, entry: FrontierEntry, page: StoredPage) -> list[Outcome]:
        page = replace(page, checked_at=time(), lastmod=entry.lastmod)
        if page.reading.fingerprint == fingerprint_of(self.source):
            return self._keep(entry, page, None, None)
        return await self._read(entry, page, self.store.body(page.key), stored=True)

    async def _fetched(
        self, entry: FrontierEntry, answer: Fetched, known: StoredPage | None
    ) -> list[Outcome]:
        now = time()
        slug = self.store.slug(entry.key, self.scope.home)
        page = StoredPage(
            entry.key,
            answer.url,
            slug,
            answer.etag,
            answer.last_modified,
            answer.media_type,
            answer.charset,
            answer.robots,
            now,
            now,
            entry.lastmod,
            Reading(""),
        )
        if (
            known
            and known.reading.fingerprint == fingerprint_of(self.source)
            and _same_answer(known, page)
            and self.store.body(entry.key) == answer.body
        ):
            # a server without validators
            return self._keep(entry, replace(page, reading=known.reading), answer.body, None)
        return await self._read(entry, page, answer.body, stored=False)

    async def _read(
        self, entry: FrontierEntry, page: StoredPage, data: bytes, *, stored: bool
    ) -> list[Outcome]:
        read = await self.readers.read(
            self.ledger.body_of(page, data), self.source, fingerprint_of(self.source)
        )
        return self._keep(entry, replace(page, reading=read.reading), None if stored else data, read)

    def _keep(
        self, entry: FrontierEntry, page: StoredPage, body: bytes | None, read: ReadPage | None
    ) -> list[Outcome]:
        """Store page, state and links in one transaction, so that a stop neither repeats nor
        loses the page.
        """
        with self.store.transaction():
            if body is None:
                self.store.touch(page)
            else:
                self.store.put(page, body)
            self.store.frontier.mark(entry.key, VisitState.DONE)
            self._follow(entry, page)
        return self.ledger.give(page, read.document if read else None)

    def _follow(self, entry: FrontierEntry, page: StoredPage) -> None:
        canonical = self.ledger.canonical_of(page)
        if canonical:
            self.store.frontier.add(FrontierEntry(key_of(canonical), canonical, entry.depth, entry.key))
        if page.reading.nofollow or self.source.kind == "sitemap" or entry.depth >= self.source.walk.depth:
            return
        own_pattern = pattern_of(page.url)
        for url in page.reading.links:
            if self.store.frontier.knows(key := key_of(url)) or not self.scope.holds(url):
                continue
            pattern = pattern_of(url)
            if (
                pattern != own_pattern
                or not set("#?") & set(pattern)
                or self.store.frontier.admits(pattern, self.source.walk.same_pattern)
            ):
                self.store.frontier.add(FrontierEntry(key, url, entry.depth + 1, entry.key))

    def _failed(self, entry: FrontierEntry, page: StoredPage | None, error: FetchFailed) -> list[Outcome]:
        cause = error.__cause__
        away = isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout) or (
            isinstance(cause, Busy) and cause.wait is not None
        )
        self.refusals = self.refusals + 1 if away else 0
        refused = isinstance(error, OutOfScope)
        said = str(error) if entry.url in str(error) else f"{entry.url}: leitet weiter zu {error}"
        if refused and entry.parent and not (page and page.reading.content_hash):
            self._mark(entry, VisitState.LEFT)
            self.ledger.note("Nicht erlaubt (robots.txt oder fremder Host)", said)
            return []
        with self.store.transaction():
            self.store.frontier.mark(entry.key, VisitState.FAILED)
            if page:
                self._follow(entry, page)  # what it named when it could be read still belongs to the source
        self.incomplete |= page is None
        name = page.slug if page else self.store.slug(entry.key, self.scope.home)
        return [Outcome(self.source.id, f"{self.source.id}/{name}", failure=said, partial=not entry.parent)]

    def _gone(self, entry: FrontierEntry, page: StoredPage | None, status: int) -> list[Outcome]:
        said = f"Die Seite gibt es nicht mehr ({status})"
        if not entry.parent:
            return self._failed(
                entry,
                page,
                FetchFailed(
                    f"{entry.url}: Die Startadresse gibt es nicht ({status}). Bitte die Quelle prüfen."
                ),
            )
        with self.store.transaction():
            self.store.frontier.mark(entry.key, VisitState.LEFT)
            self.store.forget(entry.key)
        parent = self.store.page(entry.parent)
        self.ledger.note("Verweis ins Leere", f"{entry.url}{f' (auf {parent.url})' if parent else ''}")
        return (
            [Outcome(self.source.id, self.ledger.document_id(page), gone=f"{said}: {entry.url}")]
            if page
            else []
        )

    def _mark(self, entry: FrontierEntry, state: VisitState) -> None:
        with self.store.transaction():
            self.store.frontier.mark(entry.key, state)


def _same_answer(known: StoredPage, page: StoredPage) -> bool:
    return (known.media_type, known.charset, known.robots, known.url) == (
        page.media_type,
        page.charset,
        page.robots,
        page.url,
    )
