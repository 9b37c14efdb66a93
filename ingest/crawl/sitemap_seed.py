"""Fills a frontier from a sitemap and the sitemaps it names, asked for only if they changed."""

from __future__ import annotations

from http import HTTPStatus
from time import time

from ingest.crawl.frontier import FrontierEntry
from ingest.crawl.page_store import Reading, StoredPage
from ingest.crawl.sitemap import Sitemap, parse_sitemap
from ingest.crawl.urls import key_of, short_hash, web_url
from ingest.crawl.visit import Visitor
from ingest.outcome import Outcome
from knowledge.errors import FetchFailed, UnreadableSource

_MOST_FILES = 200
_LEVELS = 3  # the protocol allows an index of urlsets; some sites nest once more


async def seed_from_sitemap(visitor: Visitor, limit: int) -> list[Outcome]:
    """Add every page of the source's sitemaps to the frontier; what fails is given back as failures that keep
    all documents.
    """
    failures: list[Outcome] = []
    waiting = [(url, 1) for url in visitor.scope.starts]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_FILES:
        url, level = waiting.pop(0)
        if key_of(url) in seen:
            continue
        seen.add(key_of(url))
        try:
            found = await _sitemap(visitor, url, limit)
        except UnreadableSource as error:
            visitor.incomplete = True
            failures.append(Outcome(visitor.source.id, "", failure=str(error)))
            continue
        if level < _LEVELS:
            waiting += [
                (inner, level + 1)
                for entry in found.sitemaps
                if (inner := web_url(entry.url, url)) and visitor.scope.of_host(inner)
            ]
        _add_pages(visitor, found, url)
    return failures


def _add_pages(visitor: Visitor, found: Sitemap, sitemap: str) -> None:
    with visitor.store.transaction():
        for entry in found.pages:
            url = web_url(entry.url, sitemap)
            if url and visitor.scope.holds(url):
                visitor.store.frontier.add(FrontierEntry(key_of(url), url, 0, key_of(sitemap), entry.lastmod))
            else:
                visitor.ledger.note(
                    "In der Sitemap, aber nicht erlaubt (Host oder Muster der Quelle)", entry.url[:200]
                )


async def _sitemap(visitor: Visitor, url: str, limit: int) -> Sitemap:
    answer = await visitor.fetcher.get(url, check=visitor.check, validators=visitor.store.validators)
    key = key_of(answer.url)
    if answer.status == HTTPStatus.NOT_MODIFIED and visitor.store.page(key):
        return parse_sitemap(visitor.store.body(key), url, limit)
    if answer.status != HTTPStatus.OK:
        raise FetchFailed(
            f"{url}: Die Sitemap ist nicht abrufbar ({answer.status}). Bitte die Adresse prüfen."
        )
    parsed = parse_sitemap(answer.body, url, limit)
    now = time()
    page = StoredPage(
        key,
        answer.url,
        f"sitemap:{short_hash(key)}",
        answer.etag,
        answer.last_modified,
        answer.media_type,
        "",
        "",
        now,
        now,
        "",
        Reading("sitemap"),
    )
    with visitor.store.transaction():
        visitor.store.put(page, answer.body)
    return parsed
