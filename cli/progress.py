"""How far a sync is: as a bar on stderr, and in a file for whoever started it (WBM_PROGRESS)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.terminal import console

_PAUSE = 0.2  # seconds between two notes in the file; a catalogue has thousands of courses


class ProgressFile:
    """One small JSON file that always holds the latest note, whole; without a path nothing is written."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._next = path, 0.0

    def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Note the phase ("reading", "embedding", "indexing") and how much of it is done; 0 for an unknown
        total. What cannot be written is no reason to stop.
        """
        last = bool(total) and done >= total
        if self._path is None or (time.monotonic() < self._next and not last):
            return
        self._next = time.monotonic() + _PAUSE
        draft = self._path.with_suffix(".neu")
        try:
            draft.write_text(json.dumps({"phase": phase, "done": done, "total": total}), encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            self._path = None


@contextmanager
def reading(told: Path | None, sources: int = 1) -> Iterator[Callable[[str, int], None]]:
    """Shows which source is being read; gives the function that is told of each document. In the file stands
    which of several `sources` it is, or which document of a single one.
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    file, begun = ProgressFile(told), set[str]()
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("Quellen lesen")

        def seen(source_id: str, count: int) -> None:
            bar.update(task, description=f"{source_id}: {count}")
            begun.add(source_id)
            file.tell("reading", *((len(begun), sources) if sources > 1 else (count, 0)))

        yield seen


@contextmanager
def embedding(told: Path | None) -> Iterator[Callable[[int, int], None]]:
    """Shows how many sections are embedded; gives the function that is told (done, total)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    file = ProgressFile(told)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True)) as bar:
        task = bar.add_task("Abschnitte einbetten", total=None, visible=False)

        def seen(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or 1, visible=total > 0)
            file.tell("indexing" if done >= total else "embedding", done, total)

        yield seen
