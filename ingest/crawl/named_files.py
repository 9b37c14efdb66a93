"""Fetches what an entry names itself (a law, a catalogue's file): guarded as a crawl is, and asked for only
if it changed.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus

from ingest.crawl.fetcher import Fetched, Fetcher
from ingest.crawl.pace import Pace
from ingest.crawl.page_store import PageStore, Reading, StoredPage
from ingest.crawl.robots import Robots
from ingest.crawl.session import Session
from ingest.crawl.urls import host_of, key_of, short_hash, web_url
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed, FetchRefused


def ask_named(source: Source, session: Session, store: PageStore, url: str) -> Fetched:
    """The answer for one address, 304 if the store has it unchanged; redirects stay on its host and those of
    crawl.hosts.

    Raises:
        FetchFailed: no connection, too large, too slow, out of time.
        FetchRefused: robots.txt, a redirect to another host, or an internal address that the
            source does not allow.
    """
    return asyncio.run(_ask(source, session, store, url))


def own_host_only(source: Source, url: str, target: str) -> None:
    """Refuse a redirect that leaves the address's host and those that the source allows.

    Raises:
        FetchRefused: with both addresses.
    """
    if host_of(web_url(target)) not in {host_of(web_url(url)), *source.walk.hosts}:
        raise FetchRefused(
            f"{url}: Die Weiterleitung führt zu einem fremden Host ({target}). Wenn das richtig ist, ihn bei"
            " der Quelle unter crawl.hosts eintragen."
        )


async def _ask(source: Source, session: Session, store: PageStore, url: str) -> Fetched:
    rules = session.rules_for(source)
    async with Fetcher(rules, Pace(session.clock, rules.delay, 1), session.traffic_of(source)) as fetcher:
        robots = Robots(fetcher, store, rules.token, rules.longest_wait)

        async def check(target: str) -> None:
            own_host_only(source, url, target)
            verdict = await robots.verdict(target)
            if not verdict.allowed:
                raise FetchRefused(f"{target}: {verdict.reason}")

        try:
            async with asyncio.timeout(max(0.0, session.ends_for(source) - time.monotonic())):
                return await fetcher.get(web_url(url), check=check, validators=store.validators)
        except TimeoutError as error:
            raise FetchFailed(f"{url}: Die Zeit (crawl.minutes oder WBM_SYNC_MINUTES) ist um.") from error


def body_of(store: PageStore, url: str, answer: Fetched) -> bytes:
    """The body that an answer stands for: its own, or for 304 the stored one."""
    return store.body(key_of(web_url(url))) if answer.status == HTTPStatus.NOT_MODIFIED else answer.body


def keep_named(store: PageStore, url: str, answer: Fetched, data: bytes, reading: Reading) -> None:
    """Remember an answer with what reading it gave."""
    now, key = time.time(), key_of(web_url(url))
    known = store.page(key)
    etag, modified = (
        (answer.etag, answer.last_modified)
        if answer.status == HTTPStatus.OK or known is None
        else (known.etag, known.last_modified)
    )
    with store.transaction():
        store.put(
            StoredPage(
                key, url, short_hash(key), etag, modified, answer.media_type, "", "", now, now, "", reading
            ),
            data,
        )
