"""A check run: reads a few documents of a source into nothing, to see what a sync would bring before the
source is kept.
"""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from protego import Protego
from pydantic import ValidationError

from ingest.crawl.frontier import VisitState
from ingest.crawl.page_store import PageStore
from ingest.crawl.session import Session
from ingest.crawl.urls import origin_of, web_url
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from knowledge.editorial.checked_yaml import german
from knowledge.editorial.sources import Crawl, Source, is_law_name, is_web
from knowledge.errors import UnreadableSource, WbmError
from knowledge.model.document import Document

_PAGES = 5
_MINUTES = 2.0
_LAW_HOST = "www.gesetze-im-internet.de"
_LAW_LICENCE = "amtliches Werk (§ 5 UrhG)"
_WEB = {"web", "sitemap"}
_STORAGES = {"webdav", "s3"}
_DAV = re.compile(r"/(?:remote|public)\.php/(?:web)?dav(?:/|$)")  # where Nextcloud and ownCloud speak WebDAV


@dataclass(frozen=True, slots=True)
class RobotsFindings:
    """What an origin's robots.txt says to the start address; `delay` in seconds."""

    origin: str
    allowed: bool
    delay: float
    sitemaps: tuple[str, ...]


@dataclass(slots=True)
class CheckRun:
    """What a few documents of a source showed; `known` counts the addresses found so far, `mean_bytes` a
    page's size.
    """

    source: Source
    documents: list[Document] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    robots: RobotsFindings | None = None
    known: int = 0
    mean_bytes: int = 0

    @property
    def usable(self) -> bool:
        """Whether anything could be read."""
        return bool(self.documents)


def check_source(source: Source, base: Path, session: Session, pages: int = _PAGES) -> CheckRun:
    """Read a few documents of a source; nothing is stored."""
    result = CheckRun(source)
    with tempfile.TemporaryDirectory() as folder:
        # a catalogue is fetched whole before its first course is known
        ends = time.monotonic() + _MINUTES * 60
        own = replace(
            session, folder=Path(folder), ends=ends if session.ends is None else min(ends, session.ends)
        )
        short = _shortened(source, pages) if source.kind in _WEB else source
        for outcome in islice(read_source(short, base, own), pages * 4):
            _take(outcome, result)
            if source.kind not in _WEB and len(result.documents) >= pages:
                break
        if source.kind in _WEB:
            _look(result, Path(folder) / f"{source.id}.sqlite", own)
        result.known = max(result.known, len(result.documents))
        traffic = own.traffic.get(source.id)
        result.mean_bytes = traffic.body_bytes // max(1, traffic.requests["200"]) if traffic else 0
    return result


def _shortened(source: Source, pages: int) -> Source:
    walk = source.walk
    return source.model_copy(
        update={
            "crawl": walk.model_copy(
                update={
                    "pages": min(walk.pages, pages),
                    "depth": min(walk.depth, 1),
                    "minutes": min(walk.minutes, _MINUTES),
                }
            )
        }
    )


def _take(outcome: Outcome, result: CheckRun) -> None:
    document = outcome.document
    if document is None and outcome.load is not None:
        try:
            document = outcome.load()
        except UnreadableSource as error:
            result.failures.append(str(error))
            return
    if document is not None:
        result.documents.append(document)
    elif outcome.failure:
        result.failures.append(outcome.failure)
    elif outcome.skipped and "crawl.pages" not in outcome.skipped and not outcome.partial:
        result.skipped.append(outcome.skipped)


def _look(result: CheckRun, path: Path, session: Session) -> None:
    start = web_url(result.source.location)
    with PageStore(path) as store:
        result.known = store.frontier.count(VisitState.WAITING, VisitState.DONE, VisitState.FAILED)
        kept = store.robots(origin_of(start))
    if kept is not None:
        rules = Protego.parse(kept.text)
        token = session.rules.token
        result.robots = RobotsFindings(
            origin_of(start),
            rules.can_fetch(start, token),
            rules.crawl_delay(token) or 0.0,
            tuple(rules.sitemaps),
        )


def propose(
    where: str,
    base: Path,
    *,
    kind: str = "",
    source_id: str = "",
    topics: tuple[str, ...] = (),
    region: str = "",
    licence: str = "",
    max_age_days: int = 0,
    walk: Crawl | None = None,
    catalogue: str = "",
) -> Source:
    """The entry for an address, a law's name, a file or a folder; what is not told is guessed from it.

    Raises:
        WbmError: nothing is there, or the kind does not fit.
    """
    location, guessed = _located(where, base)
    # courses that pages mark up are found by walking the site
    marked_up = catalogue == "schema.org" and guessed in _WEB and kind in {"", *_WEB}
    if marked_up:
        catalogue = ""
    chosen = kind or ("catalogue" if catalogue else guessed)
    fetched = chosen in _WEB | _STORAGES or chosen == "law" or (chosen == "catalogue" and is_web(location))
    law = chosen == "law"
    if chosen in _WEB and walk is None:
        walk = Crawl()
    if chosen == "web" and walk is not None and not walk.allow:
        walk = walk.model_copy(update={"allow": _own_part(location)})
    values = {
        "id": source_id or (location if law and is_law_name(location) else _id_of(location)),
        "kind": chosen,
        "location": location,
        "licence": licence or (_LAW_LICENCE if law else "nicht geklärt, nur Anzeige von Auszügen"),
        "topics": topics,
        "region": region or ("Deutschland" if law else "Nordrhein-Westfalen"),
        "max_age_days": max_age_days or (730 if law else 180),
        "crawl": (
            walk.model_dump(exclude_defaults=True)
            if walk is not None and fetched and walk != Crawl()
            else None
        ),
        "catalogue": {"format": catalogue} if catalogue else None,
        "format": "schema.org" if marked_up else "",
    }
    try:
        return Source.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {german(problem)}".removeprefix(": ")
            for problem in error.errors()
        )
        raise WbmError(f"Aus „{where}“ wird keine gültige Quelle: {wrong}") from error


def _located(where: str, base: Path) -> tuple[str, str]:
    """(location, kind) of what a person typed."""
    if is_web(where):
        parts = urlsplit(where)
        name = parts.path.strip("/").split("/")[0]
        if parts.hostname == _LAW_HOST and is_law_name(name):
            return name, "law"
        if _DAV.search(parts.path):
            return where, "webdav"
        return where, "sitemap" if re.search(r"sitemap[^/]{0,100}?\.xml(\.gz)?$", parts.path) else "web"
    path = Path(where).expanduser().resolve()
    if path.exists():
        inside = path.is_relative_to(base.resolve())
        kind = "folder" if path.is_dir() else "file"
        return str(path.relative_to(base.resolve())) if inside else str(path), kind
    if is_law_name(where):
        return where, "law"
    raise WbmError(
        f"„{where}“ ist keine Webadresse (https://…), kein Gesetz (sgb_3) und keine Datei und kein Ordner,"
        " den es gibt."
    )


def _own_part(location: str) -> tuple[str, ...]:
    """The pattern that keeps a crawl to the part of the site that was named."""
    path = urlsplit(location).path
    folder = (
        path if path.endswith("/") or "." not in path.rsplit("/", 1)[-1] else path.rsplit("/", 1)[0] + "/"
    )
    return (folder,) if folder.strip("/") else ()


def _id_of(location: str) -> str:
    parts = urlsplit(location)
    words = (
        f"{(parts.hostname or '').removeprefix('www.')} {parts.path}"
        if is_web(location)
        else Path(location).stem
    )
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    name = re.sub(
        r"[^a-z0-9]+", "-", re.sub(r"\.(html?|xml|gz|php)\b", "", words.lower().translate(table))
    ).strip("-")
    return name[:60].strip("-") or "quelle"
