"""What a server holds in the long run: `python -m benchmarks.memory_growth ORDNER_MIT_GESETZEN`.

Makes a library of the laws and the starter knowledge, then asks 2,000 different questions of one assistant,
as the chat does, while twenty syncs of other processes change a section each. Memory after the first 200
questions is what the rest is compared with: at most 5 % more at the end. Ends with 1 where that is missed.
With --data an existing data folder is copied and used.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.distinct_questions import distinct_questions
from benchmarks.index_size import config_of, memory
from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    from chains.assistant import Assistant

FIRST, GROWTH, SYNCS = 200, 0.05, 20
_SHOWN = 200  # questions between two lines
_PLACES = 25  # that are shown with --trace


@dataclass(frozen=True, slots=True)
class Held:
    """MB of the process: its own, and of files that it shares with others."""

    own: float
    files: float
    opened: int  # files, mapped ones included

    @classmethod
    def now(cls) -> Held:
        gc.collect()
        found = memory()
        maps = {line.split(maxsplit=5)[5:][0] for line in _maps() if len(line.split(maxsplit=5)) > 5}
        files = sum("/index/" in name or "library" in name for name in maps)
        return cls(found["own_MB"], found["files_MB"], files + len(list(Path("/proc/self/fd").iterdir())))

    @property
    def all(self) -> float:
        return self.own + self.files

    def __str__(self) -> str:
        return f"{self.all:.0f} MB ({self.own:.0f} eigene, {self.files:.0f} Dateien), {self.opened} offen"


def _maps() -> list[str]:
    return Path("/proc/self/maps").read_text().splitlines()


def make_library(laws: Path, data: Path) -> None:
    for arguments in ([str(laws)], ["--kind", "factsheets", "--kind", "modules"]):
        command = [sys.executable, "-m", "cli", "sync", *arguments]
        environment = {"WBM_DATA": str(data), "PATH": "/usr/bin:/bin"}
        subprocess.run(command, env=environment, check=True, capture_output=True)


def change_a_section(data: Path, number: int) -> None:
    """In a process of its own, as a sync is."""
    command = [sys.executable, "-m", "benchmarks.index_size", str(data), "--step", "change"]
    command += ["--folder", str(data), "--chunks", str(number)]
    subprocess.run(command, check=True, capture_output=True)


def open_assistant(data: Path) -> Assistant:
    """As app.py does."""
    from chains.assistant import Assistant
    from chains.courses.answering import CourseAnswers
    from chains.courses.search import CourseSearcher
    from chains.retrieval.searcher import Searcher
    from knowledge.index.embedding import load_embedding

    config, embedding = config_of(data), load_embedding(DEFAULT_EMBEDDING)
    courses = CourseAnswers(CourseSearcher(config, embedding))
    assistant = Assistant(Searcher(config, embedding), hits=config.hits, courses=courses)
    assistant.warm_up()
    return assistant


def measure(data: Path, count: int, syncs: int, *, trace: bool) -> bool:
    """Whether memory stays as it is."""
    assistant = open_assistant(data)
    print(f"geöffnet: {Held.now()}", flush=True)
    every, settled, before = max(1, (count - FIRST) // max(1, syncs)), Held(0, 0, 0), None
    begun, synced = time.perf_counter(), 0
    for number, question in enumerate(distinct_questions(count), 1):
        assistant.ask(question)
        if number == FIRST:
            settled = Held.now()
            if trace:
                tracemalloc.start()
                before = tracemalloc.take_snapshot()
        if number > FIRST and synced < syncs and (number - FIRST) % every == 0:
            change_a_section(data, synced)
            synced += 1
        if number % _SHOWN == 0:
            print(f"{number} Fragen, {synced} Abgleiche: {Held.now()}", flush=True)
    end = Held.now()
    growth = end.all / settled.all - 1
    print(
        f"{count} verschiedene Fragen und {synced} Abgleiche in {time.perf_counter() - begun:.0f} s: nach"
        f" {FIRST} {settled}, am Ende {end}: {growth:+.1%}"
    )
    if before is not None:
        for line in tracemalloc.take_snapshot().compare_to(before, "lineno")[:_PLACES]:
            print(line)
    return growth <= GROWTH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("laws", type=Path, nargs="?")
    parser.add_argument("--data", type=Path, help="a data folder that is there; it is copied")
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--syncs", type=int, default=SYNCS)
    parser.add_argument("--trace", action="store_true", help="show which lines hold more than before")
    options = parser.parse_args()
    if not (options.laws or options.data):
        parser.error("laws or --data")
    with tempfile.TemporaryDirectory(prefix="wbm-growth-") as name:
        data = Path(name) / "data"
        if options.data:
            shutil.copytree(options.data, data)
        else:
            make_library(options.laws, data)
        return 0 if measure(data, options.questions, options.syncs, trace=options.trace) else 1


if __name__ == "__main__":
    sys.exit(main())
