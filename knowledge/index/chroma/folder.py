"""The vectors in a folder of Chroma's: one long-lived collection that follows the library through its change
log.

Derived data, never the truth. Who searches keeps it (a process with the lock), not who syncs: embedded Chroma
is not for two processes, and importing it takes a second. A note beside it says which state it has; while it
is written to it says so, since a kill during an upsert can wedge its index while `count()` looks healthy
(chroma-core/chroma #7678), so what was left unfinished is filled anew. After each writing it is judged by the
exact scan of the same vectors, and it serves only as long as it finds what that finds.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from filelock import FileLock, Timeout

from knowledge.index.dense import ANEW, BATCH, HNSW, DenseIndex, Served, is_sound, query, recall, upsert

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    from knowledge.index.rules import RuleIndex
    from knowledge.store.library import Library

_log = logging.getLogger(__name__)
_NOTE, _LOCK, _COLLECTION = "chroma.json", ".chroma.lock", "wbm"


@dataclass(frozen=True, slots=True)
class _Note:
    """What lies in Chroma: the state of a generation of that lineage of segments; nothing to be relied on
    while it is `unfinished`. `leaving`: chunks that a reader of the generation before may still want.
    """

    folder: str
    lineage: str = ""
    generation: int = 0
    unfinished: bool = True
    leaving: tuple[str, ...] = ()


class ChromaMirror:
    """Keeps a collection like the exact index and searches in it; one instance a process and data folder."""

    def __init__(self, root: Path, embedding: Embeddings) -> None:
        self._root, self._embedding = root, embedding
        self._lock = FileLock(root / _LOCK, timeout=0)
        self._store: Chroma | None = None
        self._note: _Note | None = None  # of what is open and finished
        self._work: threading.Thread | None = None
        self._ended = threading.Event()

    def serving(self, index: RuleIndex, generation: int, library: Library) -> DenseIndex:
        """The dense search of a generation: in Chroma from when that has its state, until then and
        whenever Chroma is away by the exact scan.
        """
        self._follow(index, generation, library)
        return Served(self, index, generation)

    def wait(self) -> bool:
        """Wait for work in the background; whether Chroma serves after it."""
        if self._work is not None:
            self._work.join()
        return self._note is not None

    def serves(self, index: RuleIndex, generation: int) -> bool:
        """Whether it has the state of that generation."""
        note = self._note
        return note is not None and (note.lineage, note.generation) == (index.lineage, generation)

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the k nearest, and of as many more as may be dead."""
        store, note = self._store, self._note
        if store is None or note is None:
            raise RuntimeError("Chroma is not open")
        return query(_collection(store), vector, k + len(note.leaving))

    def give_up(self, error: BaseException) -> None:
        """Serve no longer, and be filled anew by who comes next."""
        _log.warning(
            "Chroma antwortet nicht (%s: %s). Gesucht wird ohne Chroma, ebenso genau; beim nächsten Start"
            " wird es neu gefüllt.",
            type(error).__name__,
            error,
        )
        self._note = None
        with suppress(OSError):
            (self._root / _NOTE).unlink(missing_ok=True)

    def close(self) -> None:
        """Stop work in the background and give Chroma's files and the lock back."""
        self._ended.set()
        if self._work is not None:
            self._work.join()
        self._note = None
        self._shut()
        self._lock.release(force=True)

    def _follow(self, index: RuleIndex, generation: int, library: Library) -> None:
        """Begin to bring Chroma to a generation; nothing where another process keeps it."""
        if self._work is not None:
            self._work.join()
        if self.serves(index, generation):
            return
        note = self._read()
        if not self._locked():
            self._note = None  # another process keeps it
            return
        known = note is not None and not note.unfinished and note.lineage == index.lineage
        touched = library.changes.since(note.generation) if note and known else None
        if touched is not None and len(touched) > ANEW * len(index.rows):
            touched = None
        self._note = None
        self._work = threading.Thread(
            target=self._bring, args=(index, generation, note, touched), name="chroma", daemon=True
        )
        self._work.start()

    def _locked(self) -> bool:
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire()
        except (Timeout, OSError):
            return False
        return True

    def _read(self) -> _Note | None:
        try:
            stored = json.loads((self._root / _NOTE).read_text())
            return _Note(**(stored | {"leaving": tuple(stored["leaving"])}))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _write(self, note: _Note) -> None:
        part = self._root / f"{_NOTE}.part"
        part.write_text(json.dumps(asdict(note)))
        part.replace(self._root / _NOTE)

    def _bring(self, index: RuleIndex, generation: int, note: _Note | None, touched: set[str] | None) -> None:
        try:
            done: _Note | None = None
            if note is not None and touched is not None:
                done = self._changed(index, generation, note, touched)
            if done is None and not self._ended.is_set():
                done = self._filled(index, generation)
            if done is None:
                return
            self._write(done)
            self._note = done
        except BaseException as error:  # noqa: BLE001 - Chroma's bindings raise many kinds, a panic is no Exception
            self.give_up(error)

    def _changed(self, index: RuleIndex, generation: int, note: _Note, touched: set[str]) -> _Note | None:
        """Write and delete what was touched; None if Chroma is not to be relied on."""
        try:
            store = self._opened(note)
            if touched or note.leaving:
                self._write(replace(note, unfinished=True))
            ids = sorted(touched)
            rows = index.rows.find(ids)
            here = [key for key, row in zip(ids, rows, strict=True) if row >= 0]
            upsert(_collection(store), here, index.vectors.at(rows[rows >= 0]))
            left = sorted(set(note.leaving) - set(here))
            if left:
                _collection(store).delete(ids=left)
            leaving = tuple(key for key, row in zip(ids, rows, strict=True) if row < 0)
        except BaseException as error:  # noqa: BLE001 - as in `_bring`; the remedy is the same: fill anew
            _log.warning("Chroma folgt dem Stand nicht (%s) und wird neu gefüllt.", error)
            return None
        return (
            replace(note, generation=generation, unfinished=False, leaving=leaving)
            if _sound(store, index)
            else None
        )

    def _filled(self, index: RuleIndex, generation: int) -> _Note | None:
        """Fill a new collection; None if it does not find what the exact scan finds, or if the end came."""
        self._shut()
        for folder in self._root.glob("chroma-*"):
            shutil.rmtree(folder, ignore_errors=True)
        note = _Note(f"chroma-{secrets.token_hex(4)}", index.lineage, generation)
        self._write(note)
        store = self._opened(note)
        living = np.flatnonzero(index.rows.alive)
        for start in range(0, len(living), BATCH):
            if self._ended.is_set():
                return None
            rows = living[start : start + BATCH]
            upsert(_collection(store), index.rows.ids(rows), index.vectors.at(rows))
        return replace(note, unfinished=False) if _sound(store, index) else None

    def _opened(self, note: _Note) -> Chroma:
        if self._store is None:
            self._store = _open(self._root / note.folder, self._embedding)
        return self._store

    def _shut(self) -> None:
        """Close the client, so that its memory and its deleted files go."""
        store, self._store = self._store, None
        if store is not None:
            with suppress(Exception):
                store._client.close()  # noqa: SLF001 - LangChain's store has no end of its own


def _open(folder: Path, embedding: Embeddings) -> Chroma:
    """Open (or create) the collection in a folder. Telemetry is off."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma

    return Chroma(
        client=chromadb.PersistentClient(
            path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
        ),
        collection_name=_COLLECTION,
        embedding_function=embedding,
        collection_configuration=cast("Any", {"hnsw": HNSW}),
    )


def _collection(store: Chroma) -> Any:
    """Chroma's own: LangChain's store would embed a second time, and drops the ids' distances."""
    return store._collection  # noqa: SLF001


def _sound(store: Chroma, index: RuleIndex) -> bool:
    """Whether it finds what the exact scan finds."""
    share = recall(_collection(store), index)
    if not is_sound(share):
        _log.warning(
            "Chroma findet von den Nächsten nur %.1f %%. Gesucht wird ohne Chroma, ebenso genau.", 100 * share
        )
    return is_sound(share)
