"""Reads fetched bodies in processes of their own, with a limit of time and memory: a page that hangs or kills
its reader costs only itself.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from ingest.crawl.page_store import Reading
from ingest.crawl.urls import web_url
from ingest.labelling import labelled
from knowledge.editorial.sources import Source
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, content_hash

if TYPE_CHECKING:
    from ingest.documents.html.page import PageFacts

_SECONDS = 60.0  # for one page or brochure
_MEMORY = 3 * 2**30  # bytes of address space of one reader
_READS_BEFORE_RENEWAL = 2000


@dataclass(frozen=True, slots=True)
class Body:
    """A fetched body with what its headers said of it."""

    data: bytes
    url: str
    media_type: str
    charset: str
    robots: str  # X-Robots-Tag, lower case
    document_id: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A body after reading: the labelled document, if there is one, and what is kept of it."""

    document: Document | None
    reading: Reading


def read_body(body: Body, source: Source, fingerprint: str) -> ReadPage:
    """Read one body; never raises for what the body holds."""
    from ingest.documents.formats import Format, identified, parse_bytes
    from ingest.documents.html.page import WebPage

    facts = Reading(
        fingerprint, noindex=_says(body.robots, "noindex"), nofollow=_says(body.robots, "nofollow")
    )
    given = {
        "name": body.url,
        "url": body.url,
        "media_type": body.media_type,
        "charset": body.charset,
        "document_id": body.document_id,
    }
    page: WebPage | None = None
    try:
        kind, raw = identified(body.data, **given)
        if kind is Format.HTML:
            page = WebPage(raw)
            facts = _with_facts(facts, page.facts, body.url)
        if facts.noindex:
            return ReadPage(None, facts)
        document = labelled(page.document() if page else parse_bytes(body.data, **given), source)
    except UnreadableSource as error:
        return ReadPage(
            None, replace(facts, failure=str(error), empty=page is not None and bool(facts.links))
        )
    except Exception as error:  # noqa: BLE001 - hostile input can make a reader raise anything: it is that page's failure, said with its kind, never the crawl's
        return ReadPage(
            None,
            replace(
                facts,
                failure=(
                    f"{body.url}: Der Inhalt lässt sich nicht lesen ({type(error).__name__}:"
                    f" {str(error)[:200]})."
                ),
            ),
        )
    words = content_hash(
        document.title, *(f"{section.locator}\x1f{section.text}" for section in document.sections)
    )
    return ReadPage(
        document,
        replace(
            facts,
            content_hash=document.content_hash,
            text_hash=words,
            title=document.title,
            sections=len(document.sections),
        ),
    )


def _with_facts(reading: Reading, found: PageFacts, url: str) -> Reading:
    links = tuple(filter(None, dict.fromkeys(web_url(link, url) for link in found.links)))
    return replace(
        reading,
        links=links,
        canonical=found.canonical,
        noindex=reading.noindex or found.noindex,
        nofollow=reading.nofollow or found.nofollow,
    )


def _says(header: str, rule: str) -> bool:
    """Whether X-Robots-Tag holds a rule for everybody; "name: rule" for another agent does not count."""
    words = {part.strip() for part in header.split(",")}
    return rule in words or "none" in words


@cache
def readers_fingerprint() -> str:
    """Changes with the code of the readers, so that a new reader reads stored pages anew."""
    code = sha256()
    for path in sorted((Path(__file__).parent.parent / "documents").rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()[:16]


def fingerprint_of(source: Source) -> str:
    """What a reading depends on besides the body: the readers, and the labels that the entry gives."""
    return content_hash(
        readers_fingerprint(),
        source.licence,
        source.region,
        *source.topics,
        "|",
        *source.audience,
        str(source.max_age_days),
    )


class Readers:
    """A pool of reading processes; use as an async context."""

    def __init__(self, processes: int = 2) -> None:
        self._processes = processes
        self._pool: ProcessPool | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(self._pool.join, 10)

    async def read(self, body: Body, source: Source, fingerprint: str) -> ReadPage:
        """Read one body; a reader that is too slow, too large or dies is that page's failure."""
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._processes,
                max_tasks=_READS_BEFORE_RENEWAL,
                initializer=_limit_memory,
                context=_processes(),
            )
        task = self._pool.schedule(read_body, args=[body, source, fingerprint], timeout=_SECONDS)
        try:
            return await asyncio.wrap_future(task)
        except TimeoutError:
            said = f"Das Lesen dauert länger als {_SECONDS:.0f} Sekunden und wurde abgebrochen"
        except ProcessExpired:
            said = "Der Inhalt hat das Leseprogramm zum Absturz gebracht"
        except MemoryError:
            said = "Der Inhalt braucht zum Lesen zu viel Speicher"
        return ReadPage(None, Reading(fingerprint, failure=f"{body.url}: {said}."))


def _processes() -> BaseContext:
    """Clean processes, not forks of one with threads; where there is a fork server, it imports the readers
    once for all.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "ingest.documents.formats", "ingest.documents.html.page"])
    return context


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # a system without this limit reads without it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
