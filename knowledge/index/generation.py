"""The derived indexes of one generation: built beside the old ones, checked, opened, rebuilt when unhealthy.

A generation's folder is named by the library's generation number, so committing the library is
what switches over; a folder without its seal is a half-written one and is never opened. It holds two
partitions (knowledge/model/partition.py): the rules at its top, the courses in a folder of their own; what
did not change is linked or copied from the generation before.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from knowledge.editorial.phrases import PHRASES, load_phrases
from knowledge.errors import EmbeddingMismatch, IndexDamaged, IndexMissing, StorageFailed, SyncRunning
from knowledge.index.courses import build_course_index, link_folder
from knowledge.index.files import checksums, damaged_files
from knowledge.index.lexical import LexicalIndex
from knowledge.index.phrases import PhraseIndex, phrases_hash
from knowledge.index.vectors import ChromaVectors, ExactVectors, fill_chroma, open_chroma
from knowledge.model.document import content_hash

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.model.document import Chunk
    from knowledge.store.library import Library

LEXICAL, OWN_WORDS, HEADINGS = "lexical", "own_words", "headings"
_SEAL, _COURSES = "sealed.json", "courses"
_LAYOUT = 3  # of a generation's folder; one of another layout counts as unsealed and is built anew
_log = logging.getLogger(__name__)
_SAMPLE = 200  # vectors that are probed in Chroma after each build; `wbm doctor` probes all


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the indexes lie and how Chroma is reached."""

    root: Path
    chroma_url: str = ""
    everyday: Path = PHRASES

    def folder(self, generation: int) -> Path:
        """Folder of one generation."""
        return self.root / f"{generation:08d}"

    def chroma_folder(self, generation: int) -> Path:
        """Chroma's folder of a sealed generation; its name is new with each build, since Chroma
        keeps clients by path.
        """
        return self.folder(generation) / str(self._seal(generation).get("chroma") or "chroma")

    def _seal(self, generation: int) -> dict[str, Any]:
        """What was sealed; empty where there is no seal or none that can be read."""
        try:
            seal = json.loads((self.folder(generation) / _SEAL).read_text())
        except (OSError, ValueError):
            return {}
        return seal if isinstance(seal, dict) else {}

    def courses_folder(self, generation: int) -> Path:
        """Folder of the courses' partition of one generation."""
        return self.folder(generation) / _COURSES

    def collection(self, generation: int) -> str:
        """Name of the generation's collection; a shared Chroma server holds several, and one serves until its
        rules change.
        """
        if not self.chroma_url:
            return "wbm"
        return str(self._seal(generation).get("collection") or f"wbm-{generation:08d}")

    def sealed(self, generation: int) -> bool:
        """Whether the generation was written to its end, in the present layout and with the
        phrases as they are now.
        """
        seal = self._seal(generation)
        return (
            bool(seal)
            and seal.get("phrases") == phrases_hash(self.everyday)
            and seal.get("layout") == _LAYOUT
        )

    def damaged(self, generation: int, *, courses: bool | None = None) -> list[str]:
        """Files of a sealed generation that are not what was sealed; `courses`: only those of the courses'
        partition, or only the others.
        """
        # none in one that was built before checksums were kept
        sealed = self._seal(generation).get("files") or {}
        expected = {
            place: sums
            for place, sums in sealed.items()
            if courses in {None, place.startswith(f"{_COURSES}/")}
        }
        return damaged_files(self.folder(generation), expected)

    def holds(self, generation: int, rules: str, model: str) -> bool:
        """Whether a sealed generation was built of exactly these rules with this embedding."""
        if not self.sealed(generation):
            return False
        seal = self._seal(generation)
        return seal.get("rules") == rules and seal.get("embedding") == model


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the one writer's lock.

    Raises:
        SyncRunning: another process holds it.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".writer.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise SyncRunning(
            "Es läuft schon ein Abgleich. Bitte warten, bis er fertig ist, und den Befehl wiederholen."
        ) from error
    except OSError as error:
        raise StorageFailed(
            f"{root}: Der Datenordner lässt sich nicht beschreiben ({error.strerror}). Bitte Rechte und Platz"
            " prüfen."
        ) from error
    try:
        yield
    finally:
        lock.release()


def build_indexes(
    place: IndexPlace,
    generation: int,
    library: Library,
    embedding: Embeddings,
    model: str,
    *,
    fresh: bool = False,
) -> None:
    """Build all indexes of the library's present content as that generation, probe them and seal the folder.

    What did not change is taken over from the generation before (or, of an unsealed generation, from itself);
    `fresh` builds all anew.

    Raises:
        StorageFailed: no space, no right, or Chroma does not give back what it was given.
    """
    folder, aside = place.folder(generation), place.root / f"aside-{generation:08d}"
    try:
        # damage would be linked on
        fresh = fresh or any(place.damaged(earlier) for earlier in (generation, generation - 1))
        courses = None if fresh else _set_aside(place, generation, aside)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _write(place, generation, library, embedding, model, courses, fresh=fresh)
    except StorageFailed:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException as error:  # Chroma's bindings raise many kinds, a panic of theirs is no Exception
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise StorageFailed(
            f"{folder}: Der Index lässt sich nicht schreiben ({error}). Ist der Datenträger voll? Der"
            " bisherige Stand gilt weiter."
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def mend(place: IndexPlace, generation: int, library: Library, embedding: Embeddings, model: str) -> None:
    """Build a generation that is missing or damaged from the library, where that may be written to.

    Raises:
        IndexDamaged: the data folder takes nothing; SyncRunning, StorageFailed: as in building.
    """
    if library.read_only:
        raise IndexDamaged(
            f"{place.folder(generation)}: Der Index fehlt oder ist beschädigt, und der Datenordner lässt sich"
            " nicht beschreiben. Bitte `wbm doctor` ausführen, wo er beschreibbar ist."
        )
    _log.warning(
        "Der Index %s fehlt oder ist beschädigt und wird aus der Bibliothek neu gebaut.",
        place.folder(generation),
    )
    with writing(library.path.parent):
        build_indexes(place, generation, library, embedding, model)


def _set_aside(place: IndexPlace, generation: int, aside: Path) -> Path:
    """Where the courses' partition may be taken over from: the generation's own if it is there, else that of
    the one before.
    """
    shutil.rmtree(aside, ignore_errors=True)
    own = place.courses_folder(generation)
    if not own.is_dir():
        return place.courses_folder(generation - 1)
    own.rename(aside)
    return aside


def _write(
    place: IndexPlace,
    generation: int,
    library: Library,
    embedding: Embeddings,
    model: str,
    courses_before: Path | None,
    *,
    fresh: bool,
) -> None:
    ids, matrix = library.vectors(model)
    rules, before = content_hash(*ids), generation - 1
    if (
        not fresh
        and place.holds(before, rules, model)
        and _take_over(place, before, generation, embedding, ids, matrix)
    ):
        chroma, collection = place.chroma_folder(before).name, place.collection(before)
    else:
        chroma, collection = (
            _write_rules(place, generation, library, embedding, model, ids, matrix),
            place.collection(generation),
        )
    courses = build_course_index(place.courses_folder(generation), library.courses, model, courses_before)
    seal = {
        "layout": _LAYOUT,
        "generation": generation,
        "embedding": model,
        "engines": library.engines(model),
        "chunks": len(ids),
        "rules": rules,
        "courses": courses,
        "chroma": chroma,
        "collection": collection,
        "phrases": phrases_hash(place.everyday),
        "files": checksums(place.folder(generation), leave_out={chroma}),
    }
    (place.folder(generation) / _SEAL).write_text(json.dumps(seal))


def _write_rules(
    place: IndexPlace,
    generation: int,
    library: Library,
    embedding: Embeddings,
    model: str,
    ids: list[str],
    matrix: np.ndarray,
) -> str:
    """Build the rules' partition from the library; returns the name of its Chroma folder."""
    folder = place.folder(generation)
    chunks: list[Chunk] = list(library.chunks())
    if ids != [chunk.id for chunk in chunks]:
        raise StorageFailed("Nicht jeder Abschnitt hat eine Einbettung. Bitte `wbm sync` wiederholen.")
    everyday = load_phrases(place.everyday)
    written = LexicalIndex.build(
        folder / LEXICAL,
        ids,
        [
            "\n".join((chunk.embedded_text, *everyday.phrases(chunk.document_id, chunk.locator)))
            for chunk in chunks
        ],
    )
    # the same without phrases: what a place says in its own words, whoever added it
    LexicalIndex.build(folder / OWN_WORDS, ids, [chunk.embedded_text for chunk in chunks], written.vocabulary)
    LexicalIndex.build(folder / HEADINGS, ids, [chunk.context for chunk in chunks], written.vocabulary)
    PhraseIndex.build(folder, everyday, chunks, library, embedding, model)
    ExactVectors.build(folder, ids, matrix)
    chroma_name = f"chroma-{secrets.token_hex(4)}"
    chroma = open_chroma(
        folder / chroma_name, embedding, url=place.chroma_url, collection=place.collection(generation)
    )
    metadata = [{"source": chunk.document_id, "locator": chunk.locator} for chunk in chunks]
    fill_chroma(chroma, ids, matrix, metadata, [chunk.text for chunk in chunks])
    lost = _lost(chroma, ids, matrix)
    if lost:
        raise StorageFailed(f"Der neue Index findet {lost} von {len(ids)} Abschnitten nicht wieder.")
    return chroma_name


def _take_over(
    place: IndexPlace, before: int, generation: int, embedding: Embeddings, ids: list[str], matrix: np.ndarray
) -> bool:
    """Take the rules' partition over from the generation before; False (and nothing left) if its copy does
    not find what it must.

    Chroma's files are copied, since an open store writes into them; all others are never
    written again and are linked.
    """
    old, new = place.folder(before), place.folder(generation)
    chroma = place.chroma_folder(before)
    try:
        link_folder(old, new, leave_out={chroma.name, _COURSES, _SEAL})
        if not place.chroma_url:
            shutil.copytree(chroma, new / chroma.name)
        store = open_chroma(
            new / chroma.name, embedding, url=place.chroma_url, collection=place.collection(before)
        )
        if not _lost(store, ids, matrix):
            return True
    except Exception:  # noqa: BLE001 - whatever a damaged store raises, the remedy is the same: build anew
        _log.warning("Der Chroma-Ordner %s ist beschädigt und wird neu aufgebaut.", chroma)
    shutil.rmtree(new)
    new.mkdir()
    return False


def _lost(chroma: ChromaVectors, ids: list[str], matrix: np.ndarray) -> int:
    """How many of a sample of chunks the store does not find; all of them if it holds another
    number than it should.
    """
    if chroma.count() != len(ids):
        return len(ids) or 1
    step = max(1, len(ids) // _SAMPLE)
    return sum(not _finds(chroma, ids[i], matrix[i]) for i in range(0, len(ids), step))


def _finds(chroma: ChromaVectors, chunk_id: str, vector: np.ndarray) -> bool:
    """A vector finds its own chunk, or one of equal wording, at the top."""
    found = chroma.search(vector.tolist(), 3)
    return any(key == chunk_id for key, _ in found) or bool(found and found[0][1] > 1 - 1e-4)


def drop_old(place: IndexPlace, generation: int) -> None:
    """Remove all generations but this one and the one before, which a running chat may still read."""
    for folder in place.root.iterdir() if place.root.is_dir() else ():
        stopped = folder.name.startswith("aside-")  # left by a build that was killed
        if folder.is_dir() and (
            stopped or (folder.name.isdigit() and int(folder.name) not in {generation, generation - 1})
        ):
            shutil.rmtree(folder, ignore_errors=True)


def check_embedding(library: Library, model: str) -> None:
    """Refuse to search or extend an index with another embedding than it was built with.

    Raises:
        EmbeddingMismatch: with both names and the remedy.
    """
    if library.embedding not in {"", model}:
        raise EmbeddingMismatch(
            f"Der Index wurde mit der Einbettung „{library.embedding}“ gebaut, eingestellt ist „{model}“."
            f" Entweder WBM_EMBEDDING={library.embedding} setzen oder mit `wbm sync --reembed` alles neu"
            " einbetten."
        )


def require_index(library: Library) -> int:
    """The generation to search in.

    Raises:
        IndexMissing: nothing was ever indexed.
    """
    generation = library.generation
    if generation == 0:
        raise IndexMissing()
    return generation
