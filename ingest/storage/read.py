"""A storage's files to documents: listed whole, fetched where they changed, kept where something fails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

from ingest.crawl.page_store import PageStore, Reading, StoredPage
from ingest.crawl.reading import Body, Readers, fingerprint_of, read_body
from ingest.crawl.scope import path_pattern
from ingest.crawl.session import Session
from ingest.files import LeftOut, said_of
from ingest.outcome import Outcome
from ingest.readable import KNOWN, TEMPORARY, endings_in_words, said_of_others, why_unread
from ingest.storage.connection import Connection, TimeUp
from ingest.storage.port import RemoteFile, Storage
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed, UnreadableSource
from knowledge.model.document import Document

_GIVE_UP = 5  # files in a row that could not be fetched


@dataclass(slots=True)
class Listing:
    """What a storage holds; `cut`: there is more of it than is allowed."""

    files: list[RemoteFile] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # of formats that nobody reads
    left_out: list[LeftOut] = field(default_factory=list)
    cut: bool = False


def read_storage(source: Source, session: Session) -> Iterator[Outcome]:
    """All documents of one storage.

    Raises:
        FetchFailed: the listing fails, so that nothing is known of any file.
    """
    with (
        PageStore(session.folder / f"{source.id}.sqlite") as store,
        Connection(source, session) as connection,
        connection.entered(Readers()) as readers,
    ):
        storage = _storage(source, connection, session)
        listing = list_files(source, storage)
        yield from _said(source, listing)
        yield from _Reading(source, store, storage, connection, readers).outcomes(listing)


def _storage(source: Source, connection: Connection, session: Session) -> Storage:
    login = session.logins.get(source.id)
    if source.kind == "s3":
        from ingest.storage.s3 import S3  # which takes half a second to load

        return S3(source, connection, login)
    from ingest.storage.webdav import WebDav

    return WebDav(source, connection, login)


def list_files(source: Source, storage: Storage) -> Listing:
    """What is to be read, as far as the entry's patterns and limits let it.

    Raises:
        FetchFailed: nobody answers, or not to this login.
    """
    listing, walk = Listing(), source.walk
    allow, deny = ([path_pattern(each) for each in patterns] for patterns in (walk.allow, walk.deny))
    for found in storage.files():
        if isinstance(found, LeftOut):
            listing.left_out.append(found)
            listing.cut |= "crawl.pages" in found.reason
            continue
        path = f"/{found.name}"
        if any(part.startswith(TEMPORARY) for part in found.name.split("/")):
            continue
        if any(each.match(path) for each in deny) or (allow and not any(each.match(path) for each in allow)):
            continue
        if PurePosixPath(found.name).suffix.lower() not in KNOWN:
            listing.others.append(found.name)
        elif len(listing.files) >= walk.pages:
            listing.cut = True
            break
        else:
            listing.files.append(found)
    return listing


def _said(source: Source, listing: Listing) -> Iterator[Outcome]:
    """What is not read, and why."""
    if not listing.files:
        yield Outcome(
            source.id,
            "",
            failure=(
                f"{source.location}: Hier liegt keine lesbare Datei; was früher gelesen wurde, bleibt."
                f" Gelesen werden: {endings_in_words()}."
            ),
        )
    for said in (said_of(listing.left_out), said_of_others(listing.others)):
        if said:
            yield Outcome(source.id, "", skipped=said)
    if listing.cut:
        said = (
            f"Die Grenze von {source.walk.pages} Dateien (crawl.pages) ist erreicht; weitere werden nicht"
            " gelesen, und was von früher da ist, bleibt."
        )
        yield Outcome(source.id, "", skipped=said, partial=True)


class _Reading:
    """One pass over what was listed."""

    def __init__(
        self, source: Source, store: PageStore, storage: Storage, connection: Connection, readers: Readers
    ) -> None:
        self._source, self._store, self._storage = source, store, storage
        self._connection, self._readers = connection, readers
        self._fingerprint = fingerprint_of(source)

    def outcomes(self, listing: Listing) -> Iterator[Outcome]:
        failed = 0  # in a row
        for file in listing.files:
            try:
                yield self._outcome(file)
                failed = 0
            except TimeUp as error:
                yield Outcome(self._source.id, "", failure=str(error))
                return
            except FetchFailed as error:
                failed += 1
                yield Outcome(self._source.id, self._id(file.name), failure=str(error))
            if failed >= _GIVE_UP:
                said = (
                    f"Quelle „{self._source.id}“: {_GIVE_UP} Dateien hintereinander ließen sich nicht holen;"
                    " der Rest wurde nicht versucht und bleibt, wie er war. Bitte später wiederholen."
                )
                yield Outcome(self._source.id, "", failure=said)
                return
        if listing.files and not listing.cut:
            self._forget({file.name for file in listing.files})

    def _forget(self, there: set[str]) -> None:
        """Drop the copies of what is no longer there; that it is missing takes its document out."""
        gone = [page.key for page in self._store.pages() if page.key not in there]
        with self._store.transaction():
            for key in gone:
                self._store.forget(key)

    def _outcome(self, file: RemoteFile) -> Outcome:
        if reason := why_unread(PurePosixPath(file.name).suffix, file.name):
            return Outcome(self._source.id, self._id(file.name), failure=reason)
        page = self._store.page(file.name)
        if page is None or not file.version or page.etag != file.version:
            return self._read(file, self._storage.fetch(file), fetched=True)
        if page.reading.fingerprint != self._fingerprint:
            return self._read(file, self._store.body(file.name), fetched=False)
        return self._of(file, page.reading)

    def _read(self, file: RemoteFile, data: bytes, *, fetched: bool) -> Outcome:
        body = self._body(file, data)
        read = self._connection.run(self._readers.read(body, self._source, self._fingerprint))
        now = time.time()
        page = StoredPage(
            file.name, file.url, file.name, file.version, "", "", "", "", now, now, "", read.reading
        )
        with self._store.transaction():
            if fetched:
                self._store.put(page, data)
            else:
                self._store.touch(page)
        outcome = self._of(file, read.reading)
        return replace(outcome, document=read.document, load=None) if read.document else outcome

    def _of(self, file: RemoteFile, reading: Reading) -> Outcome:
        """The outcome of a file that is in the store."""
        name = self._id(file.name)
        if reading.failure:
            return Outcome(self._source.id, name, failure=reading.failure)
        if reading.noindex:
            return Outcome(self._source.id, name, skipped=f"{file.name}: will nicht in Suchverzeichnisse.")
        return Outcome(
            self._source.id, name, content_hash=reading.content_hash, load=partial(self._load, file)
        )

    def _load(self, file: RemoteFile) -> Document:
        read = read_body(self._body(file, self._store.body(file.name)), self._source, self._fingerprint)
        if read.document is None:
            raise UnreadableSource(
                read.reading.failure or f"{file.url}: Der gespeicherte Inhalt lässt sich nicht mehr lesen."
            )
        return read.document

    def _body(self, file: RemoteFile, data: bytes) -> Body:
        # the name says what a file is; what a storage claims of it is mostly a guess by the name
        return Body(data, file.url, "", "", "", self._id(file.name))

    def _id(self, name: str) -> str:
        return f"{self._source.id}/{name}"
