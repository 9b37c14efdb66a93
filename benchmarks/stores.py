"""What the library costs in a SQLite file and in PostgreSQL: a first sync of a folder, a change of one
section, a replica's first index, what a search reads; each store in turn, so that one run gives the ratio.

    python -m benchmarks.stores FOLDER_OF_LAWS postgresql://…/EMPTY_DATABASE

The folder's files are copied; the database is filled and stays.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.index.embedding import load_embedding
from knowledge.index.generation import IndexPlace, mend
from knowledge.index.writer import library_to_write
from knowledge.store.opening import open_library
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_CHANGES, _OPENED = 3, 100
_PLACE = "Arbeitnehmerinnen und Arbeitnehmer können bei beruflicher Weiterbildung"  # in § 82 SGB III


def _sync(config: Settings, source: Path, embedding: Embeddings) -> None:
    outcomes = read_path(source, "gesetze")
    with library_to_write(config) as library:
        execute(
            plan_sync(outcomes, library), library, IndexPlace(config.indexes), embedding, config.embedding
        )


def _replica(config: Settings, folder: Path, embedding: Embeddings) -> None:
    """The index of a folder that has none, from the library."""
    with open_library(config) as library:
        library.path = folder / "library.sqlite"  # of a file too: only where the index comes to lie
        mend(IndexPlace(folder / "index"), library.generation, library, embedding, config.embedding)


def _passages(config: Settings) -> None:
    """What a search reads of the library: the passages of its candidates, many times."""
    with open_library(config, read_only=True) as library:
        ids = library.indexed.ids()
        for start in range(_OPENED):
            library.passages(ids[start : start + 300])


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    laws, url = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="wbm-stores-") as place:
        folder = Path(place)
        source = Path(shutil.copytree(laws, folder / "gesetze"))
        embedding = load_embedding(Settings(_env_file=None).embedding)
        configs = {
            name: Settings(data=folder / name, library_url=of, _env_file=None)
            for name, of in (("SQLite", ""), ("PostgreSQL", url))
        }
        seconds: dict[str, dict[str, list[float]]] = {}

        def note(what: str, name: str, work: Callable[[], None]) -> None:
            seconds.setdefault(what, {}).setdefault(name, []).append(_timed(work))
            print(f"{what}, {name}: {seconds[what][name][-1]:.2f} s", file=sys.stderr, flush=True)

        for name, config in configs.items():
            note("erster Abgleich", name, lambda c=config: _sync(c, source, embedding))  # type: ignore[misc]
        law = source / "sgb_3.xml"
        text = law.read_text(encoding="utf-8")
        for i in range(_CHANGES):
            law.write_text(text.replace(_PLACE, f"{_PLACE} {i}"), encoding="utf-8")
            for name, config in configs.items():
                note("ein Abschnitt geändert", name, lambda c=config: _sync(c, source, embedding))  # type: ignore[misc]
        for name, config in configs.items():
            note(
                "Index einer neuen Replik",
                name,
                lambda c=config, n=name: _replica(c, folder / f"r{n}", embedding),
            )  # type: ignore[misc]
            note(f"{_OPENED} mal 300 Fundstellen", name, lambda c=config: _passages(c))  # type: ignore[misc]
        for what, found in seconds.items():
            one, other = (statistics.median(found[name]) for name in configs)
            print(f"{what}: SQLite {one:.2f} s, PostgreSQL {other:.2f} s, Verhältnis {other / one:.2f}")


if __name__ == "__main__":
    main()
