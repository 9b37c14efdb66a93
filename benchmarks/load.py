"""Many people at the chat at once: each a real socket client with questions of its own, at a running server
without a model.

    WBM_DATA=/tmp/load .venv/bin/wbm users add last0000 --role mentor
    WBM_DATA=/tmp/load WBM_SIGN_IN=1 .venv/bin/wbm serve --port 8001 & echo $!
    WBM_DATA=/tmp/load .venv/bin/python -m benchmarks.load http://127.0.0.1:8001 --pid PID --sign-in
        [--people 200] [--every 10] [--seconds 120]
    WBM_DATA=/tmp/load .venv/bin/python -m benchmarks.load http://127.0.0.1:8001 --pid PID --sign-in --growth
        [--questions 2000]

The first asks as people do and measures waits: bars (2 cores) are no error, p95 of the whole
answer at most 2 s, at most 800 MB of memory. With --sign-in each person is an account (made by `wbm users
add` in the server's WBM_DATA) and signs in first. Where other processes share the machine, waits say little:
what an answer costs is the CPU time of the server.
The second asks as fast as answers come and measures memory: at most 5 % more after the last question than
after the first 200 (the server needs WBM_QUESTIONS_PER_MINUTE=1000). No question is asked twice. Ends with 1
where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.chat_clients import Client, Wait
from benchmarks.distinct_questions import distinct_questions

P95_SECONDS, MEGABYTES, GROWTH = 2.0, 800, 0.05
FIRST = 200  # questions after which memory is taken as settled
PASSWORD = "ein langer Satz nur für die Messung"  # noqa: S105 - of accounts in a folder of its own
SIGNING_IN = threading.Semaphore(4)


def _megabytes(pid: int, field: str) -> float:
    line = next(
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(field)
    )
    return int(line.split()[1]) / 1024


def _cpu_seconds(pid: int) -> float:
    """What the process has used of all cores so far."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def add_people(count: int) -> list[str]:
    """Accounts, as the command line makes them; those that are there stay."""
    from typer.testing import CliRunner

    from cli.main import app

    names = [f"last{number:04d}" for number in range(count)]
    for name in names:
        CliRunner().invoke(app, ["users", "add", name, "--role", "mentor"], input=f"{PASSWORD}\n{PASSWORD}\n")
    return names


class Questions:
    """Hands out each question once."""

    def __init__(self, count: int) -> None:
        self._left: Iterator[str] = iter(distinct_questions(count))
        self._lock = threading.Lock()
        self.asked = 0

    def next(self) -> str | None:
        with self._lock:
            question = next(self._left, None)
            self.asked += question is not None
            return question


class Person(threading.Thread):
    """Signs in with a name, opens the page, then asks every `every` seconds until `end`; what goes wrong is
    kept, not raised.
    """

    def __init__(
        self,
        address: str,
        name: str,
        questions: Questions,
        every: float,
        end: float,
        begin: threading.Barrier,
    ) -> None:
        super().__init__(daemon=True)
        self._address, self._name, self._questions, self._every, self._end, self._begin = (
            address,
            name,
            questions,
            every,
            end,
            begin,
        )
        self.waits: list[Wait] = []
        self.errors: list[str] = []

    def run(self) -> None:
        client = Client(self._address)
        try:
            if self._name:
                with SIGNING_IN:
                    client.sign_in(self._name, PASSWORD)
            self._begin.wait()
            time.sleep(random.random() * self._every)
            client.open()
            end = time.monotonic() + self._end
            while time.monotonic() < end and (question := self._questions.next()):
                begun = time.monotonic()
                self.waits.append(client.ask(question))
                if client.failed:
                    self.errors.append(client.failed)
                time.sleep(max(0.0, self._every - (time.monotonic() - begun)))
            client.close()
        except Exception as error:  # noqa: BLE001 - counted
            self._begin.abort()
            self.errors.append(f"{type(error).__name__}: {error}")


def _settled(pid: int, questions: Questions, people: list[Person]) -> float:
    """Megabytes once the first questions have been asked."""
    while questions.asked < FIRST and any(person.is_alive() for person in people):
        time.sleep(0.2)
    return _megabytes(pid, "VmRSS")


def main() -> int:
    wanted = _arguments()
    questions = Questions(wanted.questions)
    names = add_people(wanted.people) if wanted.sign_in else [""] * wanted.people
    every, seconds = (0.0, 24 * 3600.0) if wanted.growth else (wanted.every, wanted.seconds)
    begin = threading.Barrier(wanted.people)
    people = [Person(wanted.address, name, questions, every, seconds, begin) for name in names]
    before = _cpu_seconds(wanted.pid)
    for person in people:
        person.start()
    settled = _settled(wanted.pid, questions, people)
    for person in people:
        person.join()
    waits, errors = [w for p in people for w in p.waits], [e for p in people for e in p.errors]
    used = _cpu_seconds(wanted.pid) - before
    print(f"Rechenzeit des Servers: {used:.0f} s, {1000 * used / max(len(waits), 1):.0f} ms je Antwort")
    for error in sorted(set(errors)):
        print(f"  {errors.count(error)} x {error[:160]}")
    return (
        _report_growth(wanted.pid, settled, len(waits), errors)
        if wanted.growth
        else _report_waits(wanted, waits, errors)
    )


def _report_growth(pid: int, settled: float, answers: int, errors: list[str]) -> int:
    now = _megabytes(pid, "VmRSS")
    growth = now / settled - 1
    print(
        f"{answers} verschiedene Fragen, {len(errors)} Fehler: Speicher nach {FIRST} {settled:.0f} MB, am"
        f" Ende {now:.0f} MB ({growth:+.1%})"
    )
    return 0 if growth <= GROWTH and not errors else 1


def _report_waits(wanted: argparse.Namespace, waits: list[Wait], errors: list[str]) -> int:
    if not waits:
        print("Keine Antwort kam.")
        return 1
    now, peak = _megabytes(wanted.pid, "VmRSS"), _megabytes(wanted.pid, "VmHWM")
    whole, first = sorted(w.whole for w in waits), sorted(w.first_words for w in waits)
    p95 = whole[int(0.95 * (len(whole) - 1))]
    print(
        f"{wanted.people} Personen, alle {wanted.every:g} s eine Frage, {wanted.seconds:g} s: {len(waits)}"
        f" Antworten, {len(errors)} Fehler"
    )
    print(
        f"ganze Antwort: p50 {statistics.median(whole):.2f} s, p95 {p95:.2f} s, am längsten {whole[-1]:.2f} s"
    )
    print(
        f"erste Wörter:  p50 {statistics.median(first):.2f} s, p95"
        f" {first[int(0.95 * (len(first) - 1))]:.2f} s"
    )
    print(
        f"Speicher des Servers: {now:.0f} MB, höchstens {peak:.0f} MB; Last des Rechners"
        f" {Path('/proc/loadavg').read_text().split()[0]}"
    )
    return 0 if p95 <= P95_SECONDS and not errors and peak <= MEGABYTES else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--people", type=int, default=0, help="0: 200, or 8 with --growth")
    parser.add_argument("--every", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument(
        "--questions",
        type=int,
        default=0,
        help="how many there are at most; 0: as many as can be asked, or 2000 with --growth",
    )
    parser.add_argument(
        "--sign-in", action="store_true", help="as people with accounts, which are made in WBM_DATA"
    )
    parser.add_argument("--growth", action="store_true", help="measure memory instead of waits")
    wanted = parser.parse_args()
    wanted.people = wanted.people or (8 if wanted.growth else 200)
    wanted.questions = wanted.questions or (
        2000 if wanted.growth else int(wanted.people * (wanted.seconds / max(wanted.every, 0.1) + 2))
    )
    return wanted


if __name__ == "__main__":
    sys.exit(main())
