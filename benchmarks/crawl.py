# ruff: noqa: E501 - texts that stay as they are
"""A crawl of a generated site: `python benchmarks/crawl.py [--pages 1000]`.

A server of its own process on 127.0.0.1 gives out pages of realistic size (navigation, cookie
banner, tables, lists, footer). Measured are pages a second for fetching, parsing and chunking (embedding
apart), the highest memory of this process with its readers, and what a second crawl of the unchanged site
asks for and would embed.
"""

from __future__ import annotations

import argparse
import http.server
import multiprocessing
import multiprocessing.connection
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from ingest.chunk import chunk_document
from ingest.crawl.crawler import crawl
from ingest.crawl.page_store import PageStore
from ingest.crawl.reading import Body, read_body
from ingest.crawl.session import Session
from ingest.sync.plan import DocumentStatus, Plan, plan_sync
from knowledge.editorial.sources import Crawl, Source
from knowledge.store.library import Library

WORDS = """Weiterbildung Förderung Betrieb Beschäftigte Antrag Lehrgang Kosten Zuschuss Agentur Beratung
Nachweis Prüfung Abschluss Umschulung Gutschein
Arbeitszeit Anspruch Voraussetzung Maßnahme Träger Zulassung Bescheid Frist Unterlagen Termin Qualifizierung
Teilnahme Dauer Höhe Region""".split()
FRAME = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title><link rel="canonical" href="/seite/{n}"></head><body>
<div id="cookie-banner" class="cookie-consent"><p>Wir verwenden Cookies.</p><button>Alle annehmen</button></div>
<header><nav><ul>{menu}</ul></nav></header><main><h1>{title}</h1><p>Stand: {day:02d}.10.2026</p>{body}</main>
<footer><ul>{menu}</ul><p>Impressum</p></footer></body></html>"""


def page(n: int, count: int) -> bytes:
    dice = random.Random(n)

    def sentence() -> str:
        return f"{' '.join(dice.choices(WORDS, k=dice.randint(8, 18)))}."

    def paragraph() -> str:
        return f"<p>{' '.join(sentence() for _ in range(dice.randint(2, 5)))}</p>"

    parts = []
    for part in range(dice.randint(3, 8)):
        parts.append(
            f"<h2>{dice.choice(WORDS)} {n}.{part}</h2>"
            + "".join(paragraph() for _ in range(dice.randint(1, 3)))
        )
        if part % 3 == 1:
            parts.append("<ul>" + "".join(f"<li>{sentence()}</li>" for _ in range(5)) + "</ul>")
        if part % 3 == 2:
            parts.append(
                "<table><tr><th>Was</th><th>Wie viel</th></tr>"
                + "".join(
                    f"<tr><td>{dice.choice(WORDS)}</td><td>{dice.randint(10, 9000)} Euro</td></tr>"
                    for _ in range(6)
                )
                + "</table>"
            )
    # a tree of twenty branches, so that all is near the start
    links = range(n * 20 + 1, min(count, n * 20 + 21))
    parts.append("<ul>" + "".join(f'<li><a href="/seite/{k}">Seite {k}</a></li>' for k in links) + "</ul>")
    menu = "".join(f'<li><a href="/seite/{k}">{WORDS[k]}</a></li>' for k in range(min(count, 25)))
    return FRAME.format(
        title=f"{dice.choice(WORDS)} und {dice.choice(WORDS)} {n}",
        n=n,
        menu=menu,
        day=1 + n % 28,
        body="".join(parts),
    ).encode()


def serve(count: int, told: multiprocessing.connection.Connection) -> None:
    """Serve until the connection asks for the tally ("tally") or the end."""
    pages = {f"/seite/{n}": page(n, count) for n in range(count)}
    tags = {path: f'"{sha256(body).hexdigest()[:12]}"' for path, body in pages.items()}
    tally: Counter[str] = Counter()

    class Pages(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = pages.get(self.path)
            same = body is not None and self.headers.get("If-None-Match") == tags[self.path]
            status = 404 if body is None else 304 if same else 200
            tally[f"{'conditional ' if 'If-None-Match' in self.headers else ''}{status}"] += 1
            self.send_response(status)
            if body is not None:
                self.send_header("ETag", tags[self.path])
            self.send_header("Content-Type", "text/html; charset=utf-8")
            content = body if body is not None and not same else b""
            if status != 304:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.send((server.server_port, sum(map(len, pages.values())) // max(1, len(pages))))
    while told.recv() == "tally":
        told.send(dict(tally))
        tally.clear()


class Memory:
    """The highest resident memory (bytes) of this process and its readers together, sampled; Linux only."""

    def __init__(self, without: int) -> None:
        self.highest = 0
        self._without = without
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(0.1):
            self.highest = max(
                self.highest,
                sum(_resident(pid) for pid in [os.getpid(), *_descendants(os.getpid(), self._without)]),
            )


def _descendants(pid: int, without: int) -> Iterable[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
        for child in children:
            if child != without:
                yield child
                yield from _descendants(child, without)


def _resident(pid: int) -> int:
    try:
        pss = next(
            line
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            if line.startswith("Pss:")
        )
    except (OSError, StopIteration):
        return 0
    return int(pss.split()[1]) * 1024


def crawl_once(source: Source, folder: Path, library: Library) -> tuple[Plan, int, float]:
    """(plan, chunks of what is new, seconds), the plan carried into the library without embedding."""
    begun = time.perf_counter()
    plan = plan_sync(crawl(source, Session(folder / "crawl")), library)
    chunks = {step.document_id: chunk_document(step.document) for step in plan.steps if step.document}
    seconds = time.perf_counter() - begun
    with library.transaction():
        for step in plan.steps:
            if step.document:
                library.put(step.document, step.source_id, chunks[step.document_id])
    return plan, sum(map(len, chunks.values())), seconds


def reading_rate(source: Source, folder: Path, count: int = 200) -> tuple[float, float]:
    """Pages a second of (wall, CPU) time that one process reads and chunks, from stored bodies, without
    network, storing or embedding.
    """
    with PageStore(folder / "crawl" / f"{source.id}.sqlite") as store:
        bodies = [
            Body(store.body(p.key), p.url, p.media_type, p.charset, "", f"{source.id}/{p.slug}")
            for p in store.pages()[: count + 1]
        ]
    read_body(bodies.pop(), source, "")  # imports
    begun, used = time.perf_counter(), time.process_time()
    for body in bodies:
        read = read_body(body, source, "")
        if read.document:
            chunk_document(read.document)
    return len(bodies) / (time.perf_counter() - begun), len(bodies) / (time.process_time() - used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    count = parser.parse_args().pages
    told, other = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(count, other), daemon=True)
    server.start()
    port, mean = told.recv()
    walk = Crawl(private=True, delay=0, pages=count + 10, depth=10, concurrency=4, same_pattern=count)
    source = Source(
        id="site",
        kind="web",
        location=f"http://127.0.0.1:{port}/seite/0",
        licence="frei",
        topics=("t",),
        region="NRW",
        max_age_days=30,
        crawl=walk,
    )
    with tempfile.TemporaryDirectory() as name, Library(Path(name) / "library.sqlite") as library:
        with Memory(server.pid or 0) as memory:
            plan, chunks, seconds = crawl_once(source, Path(name), library)
        told.send("tally")
        new = len(plan.having(DocumentStatus.NEW))
        print(
            f"first crawl: {new} pages of {mean / 1000:.1f} kB, {chunks} chunks, {seconds:.1f} s ="
            f" {new / seconds:.0f} pages/s; requests {told.recv()}"
        )
        wall, cpu = reading_rate(source, Path(name))
        print(
            f"reading and chunking alone, one process: {wall:.0f} pages/s, {cpu:.0f} a second of CPU time"
            " (what an idle core would do)"
        )
        print(f"highest memory (this process and its readers, Pss): {memory.highest / 1e6:.0f} MB")
        plan, chunks, seconds = crawl_once(source, Path(name), library)
        told.send("tally")
        unchanged = len(plan.having(DocumentStatus.UNCHANGED))
        print(
            f"second crawl: {unchanged} unchanged, {chunks} chunks to embed, {seconds:.1f} s; requests"
            f" {told.recv()}"
        )
    told.send("end")
    server.join(5)


if __name__ == "__main__":
    main()
