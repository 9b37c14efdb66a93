"""Several workers on one data folder, as real processes: one at a time, no round twice."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.sync.rounds import FileBook, Rounds
from knowledge.store.opening import open_library
from settings import ROOT
from tests.conftest import store_settings
from tests.postgres import Postgres

_WORKER = """
import sys, time
from pathlib import Path
from ingest.sync.repeat import repeat
from ingest.sync.rounds import DatabaseBook, FileBook, Rounds

data, name, takes, url = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4]

def run():
    with (data / "log").open("a") as log:
        log.write(f"{time.time()} begin {name}\\n")
        log.flush()
        time.sleep(takes)
        log.write(f"{time.time()} end {name}\\n")
    return True

rounds = Rounds(DatabaseBook(url) if url else FileBook(data), "quellen", 2.0)
repeat(lambda: min(rounds.take(run), 0.5), [], run)
"""


def worker(data: Path, name: str, takes: float, url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WORKER, str(data), name, str(takes), url], cwd=ROOT)


def lines(data: Path) -> list[tuple[float, str, str]]:
    log = data / "log"
    found = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    return [(float(when), what, name) for when, what, name in found]


def wait_until(data: Path, count: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while len(lines(data)) < count:
        assert time.monotonic() < end, lines(data)
        time.sleep(0.05)


@pytest.fixture(params=["", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database of a library that workers of several machines share; "" for a data folder."""
    if not request.param:
        return ""
    server: Postgres = request.getfixturevalue("postgres")
    found = server.new_database()
    open_library(store_settings(tmp_path / "any", found)).close()
    return found


@pytest.mark.slow
def test_two_workers_never_do_a_round_twice_and_one_takes_over(tmp_path: Path, url: str) -> None:
    workers = [worker(tmp_path, name, 0.4, url) for name in "ab"]
    try:
        wait_until(tmp_path, 10)
        seen = lines(tmp_path)[:10]
        assert [what for _, what, _ in seen] == ["begin", "end"] * 5  # never two at once
        begun = [when for when, what, _ in seen if what == "begin"]
        assert all(later - earlier >= 1.8 for earlier, later in pairwise(begun))
        at_it = lines(tmp_path)[-1][2]
        workers["ab".index(at_it)].kill()
        count = len(lines(tmp_path))
        wait_until(tmp_path, count + 4)
        assert {name for _, _, name in lines(tmp_path)[count + 2 :]} == {"b" if at_it == "a" else "a"}
    finally:
        for each in workers:
            each.kill()
            each.wait()


def test_a_round_that_failed_is_tried_again_and_another_request_is_another(tmp_path: Path) -> None:
    clock = [1000.0]
    rounds = Rounds(FileBook(tmp_path), "a", 100.0, lambda: clock[0])
    done: list[str] = []
    assert rounds.take(lambda: bool(done.append("a"))) == 100.0  # failed
    daily = Rounds(FileBook(tmp_path), "täglich", 86_400.0)
    assert daily.take(lambda: False) == 600.0  # a database was away: not only tomorrow
    assert rounds.take(lambda: not done.append("a")) == 100.0
    clock[0] += 60
    assert rounds.take(lambda: not done.append("a")) == 40.0
    other = Rounds(FileBook(tmp_path), "b", 100.0, lambda: clock[0])
    other.take(lambda: not done.append("b"))
    clock[0] += 38  # as good as due
    rounds.take(lambda: not done.append("a"))
    assert done == ["a", "a", "b", "a"]
    (next((tmp_path / "rounds").glob("*.json"))).write_text("kaputt")
    for each in (rounds, other):
        each.take(lambda: not done.append("x"))
    assert done.count("x") == 1
