"""What a source's crawl knows: one SQLite file a source with its pages, its frontier and the
robots.txt it met.

The HTTP cache is here and not in hishel, for three reasons: the validators, the body and the
frontier of a page must change in one transaction, so that a killed crawl neither repeats nor loses a page; a
304 must be seen as such, so that an unchanged page is not parsed again; and bodies are bounded after
decompression before anything is stored.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from ingest.crawl.frontier import FRONTIER_SCHEMA, Frontier
from ingest.crawl.urls import key_of, short_hash, slug_of
from knowledge.store.databases.sqlite import storage, transaction

_FAILS = "Der Zwischenspeicher der Quelle lässt sich nicht lesen oder schreiben"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS run (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS robots (origin TEXT PRIMARY KEY, text TEXT NOT NULL, fetched_at REAL NOT"
        " NULL)"
    ),
    """CREATE TABLE IF NOT EXISTS pages (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, slug TEXT NOT NULL UNIQUE,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL, media_type TEXT NOT NULL, charset TEXT NOT NULL, robots TEXT NOT NULL,
        body BLOB NOT NULL,
        fetched_at REAL NOT NULL, checked_at REAL NOT NULL, lastmod TEXT NOT NULL, reading TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS pages_text ON pages (json_extract(reading, '$.text_hash'))",
    *FRONTIER_SCHEMA,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a page's body gave, kept so that an unchanged page need not be read again.

    `fingerprint` names the readers and labels it was read with; `content_hash` is the document's ("" if there
    is none, with the `failure` that says why, or `noindex`); `text_hash` covers the wording alone, whatever
    the address; `links` are addresses as `web_url` writes them.
    """

    fingerprint: str
    content_hash: str = ""
    text_hash: str = ""
    title: str = ""
    sections: int = 0
    links: tuple[str, ...] = ()
    canonical: str = ""
    noindex: bool = False
    nofollow: bool = False
    failure: str = ""
    empty: bool = False  # a web page without words of its own: a list of links, a frame for scripts


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One fetched page; times in seconds since the epoch, `lastmod` as its sitemap gave it."""

    key: str
    url: str
    slug: str
    etag: str
    last_modified: str
    media_type: str
    charset: str
    robots: str
    fetched_at: float
    checked_at: float
    lastmod: str
    reading: Reading
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """A robots.txt as it was last fetched ("" if there was none)."""

    text: str
    fetched_at: float


_COLUMNS = (
    "key, url, slug, etag, last_modified, media_type, charset, robots, fetched_at, checked_at, lastmod,"
    " reading, number"
)


class PageStore:
    """Reads and writes one source's file.

    Raises (every method):
        StorageFailed: the disk is full or refuses; what was stored before is unharmed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with storage(self.path, _FAILS):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            for statement in _SCHEMA:
                self._db.execute(statement)
        self.frontier = Frontier(self._db)
        self._reserved: dict[str, str] = {}  # names of pages that are being read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; may be nested in itself only by mistake."""
        with transaction(self._db, self.path, _FAILS):
            yield

    # -- the run

    def run_value(self, key: str) -> str:
        """A remembered value of the present run; "" if there is none."""
        row = self._db.execute("SELECT value FROM run WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_run(self, **values: str) -> None:
        """Remember values of the present run."""
        with storage(self.path, _FAILS):
            self._db.executemany("INSERT OR REPLACE INTO run VALUES (?, ?)", list(values.items()))

    # -- robots.txt

    def robots(self, origin: str) -> RobotsCopy | None:
        """The kept copy."""
        row = self._db.execute("SELECT text, fetched_at FROM robots WHERE origin = ?", (origin,)).fetchone()
        return RobotsCopy(*row) if row else None

    def keep_robots(self, origin: str, text: str, at: float) -> None:
        """Keep a copy."""
        with storage(self.path, _FAILS):
            self._db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, text, at))

    # -- pages

    def page(self, key: str) -> StoredPage | None:
        """What is known of a page."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE key = ?", (key,)).fetchone()
        return _page(row) if row else None

    def validators(self, url: str) -> dict[str, str]:
        """Request headers that ask for an address only if it changed (RFC 9110 § 13.1)."""
        page = self.page(key_of(url))
        pairs = (("If-None-Match", page.etag), ("If-Modified-Since", page.last_modified)) if page else ()
        return {name: value for name, value in pairs if value}

    def pages(self) -> list[StoredPage]:
        """All pages, in the order of their first fetching; without bodies."""
        return [
            _page(row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM pages ORDER BY number").fetchall()
        ]

    def body(self, key: str) -> bytes:
        """The stored body."""
        row = self._db.execute("SELECT body FROM pages WHERE key = ?", (key,)).fetchone()
        return zlib.decompress(row[0]) if row else b""

    def body_of(self, slug: str) -> bytes:
        """The stored body of the page of that name; b"" if there is none."""
        row = self._db.execute("SELECT body FROM pages WHERE slug = ?", (slug,)).fetchone()
        return zlib.decompress(row[0]) if row else b""

    def same_text(self, text_hash: str) -> list[StoredPage]:
        """Pages of that wording, the longest known first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM pages WHERE json_extract(reading, '$.text_hash') = ? ORDER BY number",
            (text_hash,),
        ).fetchall()
        return [_page(row) for row in rows]

    def slug(self, key: str, home: str) -> str:
        """The page's name, the one it has or a new one that no other page bears."""
        row = self._db.execute("SELECT slug FROM pages WHERE key = ?", (key,)).fetchone()
        if row:
            return str(row[0])
        name = slug_of(key, home)
        if (
            self._db.execute("SELECT 1 FROM pages WHERE slug = ?", (name,)).fetchone()
            or self._reserved.setdefault(name, key) != key
        ):
            return f"{name}-{short_hash(key)}"
        return name

    def put(self, page: StoredPage, body: bytes) -> None:
        """Store a page that was fetched."""
        self._db.execute(
            "INSERT INTO pages (key, url, slug, etag, last_modified, media_type, charset, robots, body,"
            " fetched_at, checked_at, lastmod, reading) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (key)"
            " DO UPDATE SET url=excluded.url, etag=excluded.etag, last_modified=excluded.last_modified,"
            " media_type=excluded.media_type, charset=excluded.charset, robots=excluded.robots,"
            " body=excluded.body, fetched_at=excluded.fetched_at, checked_at=excluded.checked_at,"
            " lastmod=excluded.lastmod, reading=excluded.reading",
            (
                page.key,
                page.url,
                page.slug,
                page.etag,
                page.last_modified,
                page.media_type,
                page.charset,
                page.robots,
                zlib.compress(body, 3),
                page.fetched_at,
                page.checked_at,
                page.lastmod,
                _written(page.reading),
            ),
        )

    def touch(self, page: StoredPage) -> None:
        """The page was found unchanged, or was read anew from its stored body."""
        self._db.execute(
            "UPDATE pages SET checked_at = ?, lastmod = ?, reading = ? WHERE key = ?",
            (page.checked_at, page.lastmod, _written(page.reading), page.key),
        )

    def forget(self, key: str) -> None:
        """The page is gone."""
        self._db.execute("DELETE FROM pages WHERE key = ?", (key,))


def _written(reading: Reading) -> str:
    return json.dumps({name: getattr(reading, name) for name in Reading.__slots__}, ensure_ascii=False)


def _page(row: tuple[Any, ...]) -> StoredPage:
    values = json.loads(row[11])
    reading = replace(Reading(**values), links=tuple(values["links"]))
    fields = (*row[:11], reading, row[12])
    return StoredPage(*fields)
