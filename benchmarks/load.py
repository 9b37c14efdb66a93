"""Many people at the chat at once: each a real socket client that asks every few seconds, at a running server without a model.

    WBM_QUESTIONS_PER_MINUTE=1000 .venv/bin/wbm serve --port 8001 & echo $!
    .venv/bin/python -m benchmarks.load http://127.0.0.1:8001 --pid PID [--people 50] [--every 10] [--seconds 120]

Bars (2 cores): p95 of the whole answer at most 2 s, no error, at most 1.5 GB of memory. Ends with 1 where one is missed.
Without sign-in all people share this machine's address, hence the raised limit of questions.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import threading
import time
from pathlib import Path

from benchmarks.chat_clients import QUESTIONS, Client, Wait

P95_SECONDS, MEGABYTES = 2.0, 1500


def _megabytes(pid: int, field: str) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


class Person(threading.Thread):
    """Opens the page, then asks every `every` seconds until `end`; what goes wrong is kept, not raised."""

    def __init__(self, number: int, address: str, every: float, end: float) -> None:
        super().__init__(daemon=True)
        self._number, self._address, self._every, self._end = number, address, every, end
        self.waits: list[Wait] = []
        self.errors: list[str] = []

    def run(self) -> None:
        time.sleep(random.random() * self._every)
        client = Client(self._address)
        try:
            client.open()
            turn = self._number
            while time.monotonic() < self._end:
                begun = time.monotonic()
                self.waits.append(client.ask(QUESTIONS[turn % len(QUESTIONS)]))
                if client.failed:
                    self.errors.append(client.failed)
                turn += 1
                time.sleep(max(0.0, self._every - (time.monotonic() - begun)))
            client.close()
        except Exception as error:  # noqa: BLE001 - counted
            self.errors.append(f"{type(error).__name__}: {error}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--every", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    wanted = parser.parse_args()
    people = [Person(n, wanted.address, wanted.every, time.monotonic() + wanted.seconds) for n in range(wanted.people)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    waits, errors = [w for p in people for w in p.waits], [e for p in people for e in p.errors]
    now, peak = _megabytes(wanted.pid, "VmRSS"), _megabytes(wanted.pid, "VmHWM")
    whole, first = sorted(w.whole for w in waits), sorted(w.first_words for w in waits)
    p95 = whole[int(0.95 * (len(whole) - 1))]
    print(f"{wanted.people} Personen, alle {wanted.every:g} s eine Frage, {wanted.seconds:g} s: {len(waits)} Antworten, {len(errors)} Fehler")
    print(f"ganze Antwort: p50 {statistics.median(whole):.2f} s, p95 {p95:.2f} s, am längsten {whole[-1]:.2f} s")
    print(f"erste Wörter:  p50 {statistics.median(first):.2f} s, p95 {first[int(0.95 * (len(first) - 1))]:.2f} s")
    print(f"Speicher des Servers: {now:.0f} MB, höchstens {peak:.0f} MB; Last des Rechners {Path('/proc/loadavg').read_text().split()[0]}")
    for error in sorted(set(errors)):
        print(f"  {errors.count(error)} x {error[:160]}")
    return 0 if p95 <= P95_SECONDS and not errors and peak <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
