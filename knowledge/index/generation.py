"""The derived indexes of one generation: built beside the old ones, checked, opened, rebuilt when unhealthy.

A generation's folder is named by the library's generation number, so committing the library is
what switches over; a folder without its seal is a half-written one and is never opened. It holds two
partitions (knowledge/model/partition.py): the rules at its top, the courses in a folder of their own; what
did not change is linked or copied from the generation before.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from filelock import FileLock

from knowledge.editorial.phrases import PHRASES, load_phrases
from knowledge.errors import EmbeddingMismatch, GenerationPassed, IndexDamaged, IndexMissing, StorageFailed
from knowledge.index.courses import build_course_index
from knowledge.index.files import checksums, damaged_files
from knowledge.index.phrases import embed_phrases, phrase_places, phrases_hash
from knowledge.index.rules import Sources, build_rules
from knowledge.index.writer import writing

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.store.library import Library

_SEAL, _COURSES, _MENDING = "sealed.json", "courses", ".mending.lock"
_LAYOUT = 4  # of a generation's folder; one of another layout counts as unsealed and is built anew
_TRIES = 3  # generations that may pass while one is opened
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the indexes lie."""

    root: Path
    everyday: Path = PHRASES

    def folder(self, generation: int) -> Path:
        """Folder of one generation."""
        return self.root / f"{generation:08d}"

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

    def sealed(self, generation: int, mark: str | None = None) -> bool:
        """Whether the generation was written to its end, in the present layout, with the phrases as they are
        now and, where one is given, from the state of the library with that mark.
        """
        seal = self._seal(generation)
        return (
            bool(seal)
            and mark in {None, seal.get("mark", "")}
            and seal.get("phrases") == phrases_hash(self.everyday)
            and seal.get("layout") == _LAYOUT
        )

    def damaged(self, generation: int, *, courses: bool | None = None, whole: bool = False) -> list[str]:
        """Files of a sealed generation that are not what was sealed; `courses`: only those of the courses'
        partition, or only the others; `whole`: large ones are read to their end too.
        """
        expected = {
            place: sums
            for place, sums in self.checksums(generation).items()
            if courses in {None, place.startswith(f"{_COURSES}/")}
        }
        return damaged_files(self.folder(generation), expected, whole=whole)

    def checksums(self, generation: int) -> dict[str, list[int]]:
        """What was sealed of each file."""
        return self._seal(generation).get("files") or {}

    def before(self, generation: int, library: Library, model: str) -> int | None:
        """The latest earlier generation that a new one may take over from: it is whole, of this library and
        of this embedding.
        """
        marks = library.marks.all()
        earlier = (int(f.name) for f in self.root.iterdir() if f.name.isdigit())
        return next(
            (
                number
                for number in sorted(earlier, reverse=True)
                if library.vectors_since <= number < generation
                and self.sealed(number, marks.get(number, ""))
                and self._seal(number).get("embedding") == model
            ),
            None,
        )


def build_indexes(
    place: IndexPlace,
    generation: int,
    library: Library,
    embedding: Embeddings,
    model: str,
    *,
    fresh: bool = False,
) -> None:
    """Build all indexes of the library's present content as that generation and seal the folder.

    What did not change is taken over from the generation before (or, of an unsealed generation, from itself);
    `fresh` builds all anew.

    Raises:
        StorageFailed: no space, no right, or a chunk without a vector.
    """
    folder, aside = place.folder(generation), place.root / f"aside-{generation:08d}"
    try:
        place.root.mkdir(parents=True, exist_ok=True)
        earlier = None if fresh else place.before(generation, library, model)
        # damage would be linked on
        fresh = fresh or any(place.damaged(g) for g in (generation, earlier) if g is not None)
        before = None if fresh else earlier
        courses = None if fresh else _set_aside(place, generation, before, aside, library.vectors_since)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _write(place, generation, library, embedding, model, courses, before)
    except StorageFailed:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, Exception):
            raise
        raise StorageFailed(
            f"{folder}: Der Index lässt sich nicht schreiben ({error}). Ist der Datenträger voll? Der"
            " bisherige Stand gilt weiter."
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def mend(place: IndexPlace, generation: int, library: Library, embedding: Embeddings, model: str) -> None:
    """Build a generation that is missing or damaged here from the library, where the data folder may be
    written to; who comes while another does so waits for it.

    Raises:
        IndexDamaged: the data folder takes nothing; SyncRunning, StorageFailed: as in building;
        GenerationPassed: the library went on meanwhile.
    """
    if library.read_only:
        raise IndexDamaged(
            f"{place.folder(generation)}: Der Index fehlt oder ist beschädigt, und der Datenordner lässt sich"
            " nicht beschreiben. Bitte `wbm doctor` ausführen, wo er beschreibbar ist."
        )
    place.root.mkdir(parents=True, exist_ok=True)
    mark = library.marks.of(generation)
    with FileLock(place.root / _MENDING):
        if place.sealed(generation, mark) and not place.damaged(generation):
            return
        # of a library that another machine changes that is how each generation comes here
        _log.log(
            logging.INFO if library.shared else logging.WARNING,
            "Der Index %s fehlt oder ist beschädigt und wird aus der Bibliothek neu gebaut.",
            place.folder(generation),
        )
        with writing(library.path.parent):
            # what must be stored comes first: the library is then read as one state, however often
            # another machine changes it meanwhile
            everyday = load_phrases(place.everyday)
            embed_phrases(everyday, phrase_places(everyday, library), library, embedding, model)
            with library.snapshot():
                if library.generation != generation or library.marks.of(generation) != mark:
                    raise GenerationPassed(
                        "Die Bibliothek hat sich gerade geändert. Bitte die Frage noch einmal stellen."
                    )
                build_indexes(place, generation, library, embedding, model)
        drop_old(place, generation)


def _set_aside(
    place: IndexPlace, generation: int, before: int | None, aside: Path, since: int
) -> Path | None:
    """Where the courses' partition may be taken over from: the generation's own if it is there, else that of
    the one before.
    """
    shutil.rmtree(aside, ignore_errors=True)
    own = place.courses_folder(generation)
    if not own.is_dir():
        # of another embedding or with other phrases too: the courses compare what each of them says
        taken = generation - 1 if before is None else before
        return place.courses_folder(taken) if taken >= since else None
    own.rename(aside)
    return aside


def _write(
    place: IndexPlace,
    generation: int,
    library: Library,
    embedding: Embeddings,
    model: str,
    courses_before: Path | None,
    before: int | None,
) -> None:
    folder, everyday = place.folder(generation), load_phrases(place.everyday)
    taken = None if before is None else (place.folder(before), before)
    chunks = build_rules(folder, Sources(library, embedding, model, everyday), taken)
    courses = build_course_index(place.courses_folder(generation), library.courses, model, courses_before)
    linked = (None, {}) if before is None else (place.folder(before), place.checksums(before))
    seal = {
        "layout": _LAYOUT,
        "generation": generation,
        "mark": library.marks.of(generation),
        "embedding": model,
        "chunks": chunks,
        "courses": courses,
        "phrases": phrases_hash(place.everyday),
        "files": checksums(folder, *linked),
    }
    (folder / _SEAL).write_text(json.dumps(seal))


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


def current(library: Library, opened: Callable[[int], _T]) -> _T:
    """Open the present generation; where the library goes on meanwhile, the next.

    Raises:
        IndexMissing: nothing was ever indexed; as `opened` does.
    """
    for _ in range(_TRIES):
        with suppress(GenerationPassed):
            return opened(require_index(library))
    return opened(require_index(library))
