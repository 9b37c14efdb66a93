"""How long people wait for the first words of an answer, measured as a page does: over the
socket, at a warm server.

    .venv/bin/wbm serve --port 8001 &
    .venv/bin/python -m benchmarks.first_words http://127.0.0.1:8001 --questions 40

Bar: the median at most 300 ms (extractive).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from benchmarks.chat_clients import QUESTIONS, Client


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--questions", type=int, default=40)
    wanted = parser.parse_args()
    client = Client(wanted.address)
    client.open()
    client.ask(QUESTIONS[0])  # warm
    waits = []
    for n in range(wanted.questions):
        if n % 8 == 7:  # a chat of its own for every few questions, as people begin them
            client.close()
            client = Client(wanted.address)
            client.open()
        waits.append(client.ask(QUESTIONS[n % len(QUESTIONS)]).first_words * 1000)
        time.sleep(0.2)
    client.close()
    waits.sort()
    median, p95 = statistics.median(waits), waits[int(0.95 * (len(waits) - 1))]
    print(
        f"erste Wörter nach: Median {median:.0f} ms, p95 {p95:.0f} ms, am längsten {waits[-1]:.0f} ms"
        f" ({len(waits)} Fragen)"
    )
    return 0 if median <= 300 else 1


if __name__ == "__main__":
    sys.exit(main())
