"""The vectors on a Chroma server that several libraries and machines may share.

A collection carries the id of its library, and its metadata say which generation it has; so whoever has that
generation open searches in it, and one of them, the keeper, brings it to the next. While the server is away,
slow, or has another state, the exact scan answers; it is looked for again every few seconds.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.errors import WbmError
from knowledge.index.chroma.address import why_away
from knowledge.index.dense import ANEW, HNSW, DenseIndex, Served, is_sound, query, recall, upsert

if TYPE_CHECKING:
    from knowledge.index.chroma.address import ChromaAddress
    from knowledge.index.chroma.keeper import Keeper
    from knowledge.index.rules import RuleIndex
    from knowledge.store.library import Library

_log = logging.getLogger(__name__)
PREFIX = "wbm-"
# seconds: until it looks whether the keeper is done, whether the server is back; that an end waits for it
_LOOK, _REST, _END = 2.0, 5.0, 15.0
_BATCH = 500  # vectors of one request: it has to be done in the time that a request may take
_LEAVING = 5_000  # chunks that may wait in a collection for their end; of more it is filled anew
_PATIENCE = 120.0  # seconds that `wait` waits


@dataclass(frozen=True, slots=True)
class Stored:
    """A collection, as its metadata say it. `leaving`: chunks that who reads the generation before may still
    want; `owner`: who may remove it (knowledge/index/chroma/keeper.py).
    """

    name: str
    library: str
    owner: str
    generation: int
    mark: str
    model: str
    ready: bool = False
    chunks: int = 0
    leaving: tuple[str, ...] = ()

    @classmethod
    def of(cls, collection: Any) -> Stored | None:
        """None for a collection that is none of ours."""
        said = dict(collection.metadata or {})
        if not collection.name.startswith(PREFIX) or "wbm" not in said:
            return None
        fields = json.loads(str(said["wbm"]))
        return cls(name=collection.name, **(fields | {"leaving": tuple(fields["leaving"])}))

    def metadata(self) -> dict[str, str]:
        """What is kept with the collection."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "name"}
        return {"wbm": json.dumps(fields | {"leaving": list(self.leaving)})}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A generation that is open in this process."""

    index: RuleIndex
    library: str
    generation: int
    mark: str
    model: str


class ServerMirror:
    """Searches in a server's collection and, as its keeper, brings that up to date (Mirror)."""

    def __init__(self, address: ChromaAddress, keeper: Keeper, open_library: Callable[[], Library]) -> None:
        self._address, self._keeper, self._open_library = address, keeper, open_library
        self._wanted: _Wanted | None = None
        self._serving: tuple[_Wanted, Any, Stored] | None = None
        self._client: Any = None
        self._told = False  # that the server is away, once each time
        self._ended, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="chroma", daemon=True)
        self._thread.start()

    def serving(self, index: RuleIndex, generation: int, library: Library) -> DenseIndex:
        """See Mirror."""
        self._wanted = _Wanted(index, library.id, generation, library.marks.of(generation), library.embedding)
        self._wake.set()
        return Served(self, index, generation)

    def serves(self, index: RuleIndex, generation: int) -> bool:
        """See Mirror."""
        now = self._serving
        return now is not None and now[0].index is index and now[0].generation == generation

    def wait(self) -> bool:
        """See Mirror; at most two minutes."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and not self._is_done():
            time.sleep(0.05)
        return self._is_done()

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """See Mirror."""
        if (now := self._serving) is None:
            raise RuntimeError("no collection is open")
        return query(now[1], vector, k + len(now[2].leaving))

    def give_up(self, error: BaseException) -> None:
        """See Mirror; the server is looked for again in a while."""
        self._serving = self._client = None
        if not self._told:
            self._told = True
            _log.warning(
                "Der Chroma-Server %s antwortet nicht (%s). Gesucht wird ohne ihn, ebenso genau, bis er"
                " wieder da ist.",
                self._address.name,
                why_away(error),
            )

    def close(self) -> None:
        """See Mirror."""
        self._ended.set()
        self._wake.set()
        self._thread.join(_END)
        self._serving = self._client = None
        self._keeper.close()

    def _is_done(self) -> bool:
        wanted = self._wanted
        return wanted is not None and self.serves(wanted.index, wanted.generation)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wake.clear()
            rest = _LOOK
            try:
                wanted = self._wanted
                if wanted is not None and not self._is_done():
                    self._attain(wanted)
            except BaseException as error:  # noqa: BLE001 - whatever the client raises, the exact scan answers
                self.give_up(error)
                rest = _REST
            self._wake.wait(rest)

    def _attain(self, wanted: _Wanted) -> None:
        """Search in the collection that has this generation, making it if that is this process's to do."""
        client = self._client = self._client or self._address.client()
        stored = collections_of(client, wanted.library)
        same = [each for each in stored if each.ready and each.mark == wanted.mark != ""]
        done = next((each for each in same if self._open(client, wanted, each)), None)
        if done is None and self._keeper.holds():
            done = self._brought(client, wanted, stored)
        if done is None:
            return
        if self._told:
            self._told = False
            _log.warning("Der Chroma-Server %s ist wieder da.", self._address.name)
        if self._keeper.holds():
            self._remove_others(client, wanted.library, done)

    def _open(self, client: Any, wanted: _Wanted, stored: Stored) -> bool:
        """Serve from a collection, if it holds what it says and finds what the exact scan finds."""
        collection = client.get_collection(stored.name, embedding_function=None)
        whole = collection.count() == stored.chunks and is_sound(recall(collection, wanted.index))
        if whole:
            self._serving = (wanted, collection, stored)
        else:
            _log.warning("Die Sammlung %s auf dem Chroma-Server ist nicht heil.", stored.name)
        return whole

    def _brought(self, client: Any, wanted: _Wanted, stored: list[Stored]) -> Stored | None:
        """As keeper: bring the latest collection to the generation, else fill a new one."""
        own = [each for each in stored if each.owner == self._keeper.owner]
        done = self._followed(client, wanted, own) or self._filled(client, wanted)
        return done if done and self._keeper.holds() and self._open(client, wanted, done) else None

    def _remove_others(self, client: Any, library: str, kept: Stored) -> None:
        for each in collections_of(client, library):
            if each.owner == self._keeper.owner and each.name != kept.name:
                client.delete_collection(each.name)
        if earlier := self._keeper.earlier():
            with suppress(Exception):
                client.delete_collection(earlier)
            self._keeper.forget_earlier()

    def _followed(self, client: Any, wanted: _Wanted, own: list[Stored]) -> Stored | None:
        """Write and delete what was touched since the collection's generation; None if that cannot be."""
        with self._open_library() as library:
            marks, since = library.marks.all(), library.vectors_since
            known = [
                each
                for each in own
                if each.ready
                and since <= each.generation < wanted.generation
                and each.model == wanted.model
                and marks.get(each.generation) == each.mark
            ]
            old = max(known, key=lambda each: each.generation, default=None)
            touched = library.changes.since(old.generation) if old else None
        index = wanted.index
        if old is None or touched is None or len(touched) > ANEW * len(index.rows):
            return None
        ids = sorted(touched)
        rows = index.rows.find(ids)
        here = [key for key, row in zip(ids, rows, strict=True) if row >= 0]
        leaving = tuple(key for key, row in zip(ids, rows, strict=True) if row < 0)
        if len(leaving) > _LEAVING:
            return None
        collection = client.get_collection(old.name, embedding_function=None)
        collection.modify(metadata=replace(old, ready=False).metadata())
        upsert(collection, here, index.vectors.at(rows[rows >= 0]), _BATCH)
        left = sorted(set(old.leaving) - set(here))
        for start in range(0, len(left), _BATCH):
            collection.delete(ids=left[start : start + _BATCH])
        return self._finished(
            collection,
            replace(old, generation=wanted.generation, mark=wanted.mark, owner=self._keeper.owner),
            leaving,
        )

    def _filled(self, client: Any, wanted: _Wanted) -> Stored | None:
        """Fill a new collection; None if the end came."""
        new = Stored(
            f"{PREFIX}{wanted.library}-{secrets.token_hex(4)}",
            wanted.library,
            self._keeper.owner,
            wanted.generation,
            wanted.mark,
            wanted.model,
        )
        collection = client.create_collection(
            new.name, configuration={"hnsw": HNSW}, metadata=new.metadata(), embedding_function=None
        )
        index = wanted.index
        living = np.flatnonzero(index.rows.alive)
        for start in range(0, len(living), _BATCH):
            if self._ended.is_set() or self._wanted is not wanted:
                with suppress(Exception):
                    client.delete_collection(new.name)
                return None
            rows = living[start : start + _BATCH]
            upsert(collection, index.rows.ids(rows), index.vectors.at(rows), _BATCH)
        return self._finished(collection, new, ())

    def _finished(self, collection: Any, stored: Stored, leaving: tuple[str, ...]) -> Stored:
        done = replace(stored, ready=True, chunks=collection.count(), leaving=leaving)
        collection.modify(metadata=done.metadata())
        return done


def collections_of(client: Any, library: str = "") -> list[Stored]:
    """Our collections on a server, of one library or of all."""
    found: list[Stored] = []
    while page := client.list_collections(limit=100, offset=len(found)):
        found += page
        if len(page) < 100:  # noqa: PLR2004 - the page above
            break
    ours = (Stored.of(collection) for collection in found)
    return [each for each in ours if each is not None and library in {"", each.library}]


def drop_collections(client: Any, library: str) -> int:
    """Remove all collections of a library that is gone; returns how many there were.

    Raises:
        WbmError: there are none.
    """
    gone = collections_of(client, library) if library else []
    if not gone:
        raise WbmError(f"Auf dem Chroma-Server liegt nichts von der Bibliothek „{library}“.")
    for each in gone:
        client.delete_collection(each.name)
    return len(gone)
