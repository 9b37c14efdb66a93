"""The derived indexes of one generation: built beside the old ones, checked, opened, rebuilt when unhealthy.

A generation's folder is named by the library's generation number, so committing the library is what switches over; a
folder without its seal is a half-written one and is never opened.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from knowledge.bridges import DEFAULT_BRIDGES, BridgeIndex, bridges_hash, load_bridges
from knowledge.errors import EmbeddingMismatch, IndexMissing, StorageFailed, SyncRunning
from knowledge.lexical_index import LexicalIndex
from knowledge.vector_index import ExactVectors, fill_chroma, open_chroma

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.library import Library
    from knowledge.model import Chunk

_SEAL = "sealed.json"
_SAMPLE = 200  # vectors that are probed in Chroma after each build; `wbm doctor` probes all


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the indexes lie and how Chroma is reached."""

    root: Path
    chroma_url: str = ""
    bridges: Path = DEFAULT_BRIDGES

    def folder(self, generation: int) -> Path:
        """Folder of one generation."""
        return self.root / f"{generation:08d}"

    def chroma_folder(self, generation: int) -> Path:
        """Chroma's folder of a sealed generation; its name is new with each build, since Chroma keeps clients by path."""
        return self.folder(generation) / str(self._seal(generation)["chroma"])

    def _seal(self, generation: int) -> dict[str, object]:
        seal: dict[str, object] = json.loads((self.folder(generation) / _SEAL).read_text())
        return seal

    def collection(self, generation: int) -> str:
        """Name of the generation's collection; a shared Chroma server holds several."""
        return f"wbm-{generation:08d}" if self.chroma_url else "wbm"

    def sealed(self, generation: int) -> bool:
        """Whether the generation was written to its end, with the bridges as they are now."""
        if not (self.folder(generation) / _SEAL).exists():
            return False
        return self._seal(generation).get("bridges") == bridges_hash(self.bridges)


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
        raise SyncRunning("Es läuft schon ein Abgleich. Bitte warten, bis er fertig ist, und den Befehl wiederholen.") from error
    except OSError as error:
        raise StorageFailed(f"{root}: Der Datenordner lässt sich nicht beschreiben ({error.strerror}). Bitte Rechte und Platz prüfen.") from error
    try:
        yield
    finally:
        lock.release()


def build_indexes(place: IndexPlace, generation: int, library: Library, embedding: Embeddings, model: str) -> None:
    """Build all indexes of the library's present content as that generation, probe them and seal the folder.

    Raises:
        StorageFailed: no space, no right, or Chroma does not give back what it was given.
    """
    folder = place.folder(generation)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _write(place, generation, library, embedding, model)
    except StorageFailed:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException as error:  # Chroma's bindings raise many kinds, a panic of theirs is no Exception
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise StorageFailed(f"{folder}: Der Index lässt sich nicht schreiben ({error}). Ist der Datenträger voll? Der bisherige Stand gilt weiter.") from error


def _write(place: IndexPlace, generation: int, library: Library, embedding: Embeddings, model: str) -> None:
    folder = place.folder(generation)
    chunks: list[Chunk] = list(library.chunks())
    ids, matrix = library.vectors(model)
    if ids != [chunk.id for chunk in chunks]:
        raise StorageFailed("Nicht jeder Abschnitt hat eine Einbettung. Bitte `wbm sync` wiederholen.")
    bridges = load_bridges(place.bridges)
    LexicalIndex.build(folder / "lexical", ids, ["\n".join((chunk.embedded_text, *bridges.phrases(chunk.document_id, chunk.locator))) for chunk in chunks])
    BridgeIndex.build(folder, bridges, chunks, library, embedding, model)
    ExactVectors.build(folder, ids, matrix)
    chroma_name = f"chroma-{secrets.token_hex(4)}"
    chroma = open_chroma(folder / chroma_name, embedding, url=place.chroma_url, collection=place.collection(generation))
    metadata = [{"source": chunk.document_id, "locator": chunk.locator} for chunk in chunks]
    fill_chroma(chroma, ids, matrix, metadata, [chunk.text for chunk in chunks])
    step = max(1, len(ids) // _SAMPLE)
    lost = [ids[i] for i in range(0, len(ids), step) if not _finds(chroma, ids[i], matrix[i])]
    if lost or chroma.count() != len(ids):
        raise StorageFailed(f"Der neue Index findet {len(lost)} von {len(ids)} Abschnitten nicht wieder.")
    seal = {"generation": generation, "embedding": model, "chunks": len(ids), "chroma": chroma_name, "bridges": bridges_hash(place.bridges)}
    (folder / _SEAL).write_text(json.dumps(seal))


def _finds(chroma: object, chunk_id: str, vector: np.ndarray) -> bool:
    """A vector finds its own chunk, or one of equal wording, at the top."""
    found = chroma.search(vector.tolist(), 3)  # type: ignore[attr-defined]
    return any(key == chunk_id for key, _ in found) or bool(found and found[0][1] > 1 - 1e-4)


def drop_old(place: IndexPlace, generation: int) -> None:
    """Remove all generations but this one and the one before, which a running chat may still read."""
    for folder in place.root.iterdir() if place.root.is_dir() else ():
        if folder.is_dir() and folder.name.isdigit() and int(folder.name) not in {generation, generation - 1}:
            shutil.rmtree(folder, ignore_errors=True)


def check_embedding(library: Library, model: str) -> None:
    """Refuse to search or extend an index with another embedding than it was built with.

    Raises:
        EmbeddingMismatch: with both names and the remedy.
    """
    if library.embedding not in {"", model}:
        raise EmbeddingMismatch(
            f"Der Index wurde mit der Einbettung „{library.embedding}“ gebaut, eingestellt ist „{model}“. "
            f"Entweder WBM_EMBEDDING={library.embedding} setzen oder mit `wbm sync --reembed` alles neu einbetten."
        )


def require_index(library: Library) -> int:
    """The generation to search in.

    Raises:
        IndexMissing: nothing was ever indexed.
    """
    generation = library.generation
    if generation == 0:
        raise IndexMissing("Es ist noch nichts eingelesen. Bitte zuerst `wbm sync` ausführen (oder `make chat`).")
    return generation
