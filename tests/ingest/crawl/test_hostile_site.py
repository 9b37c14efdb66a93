"""A site that does everything a site can do wrong, by malice or by mistake: nothing hangs, nothing is lost,
each is said.
"""

from __future__ import annotations

import socket
import struct
import time
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from ingest.crawl.crawler import crawl
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from tests.ingest.site import Handler, Site, Special, page, source_of

LIMIT = 300_000
HTML = {"Content-Type": "text/html; charset=utf-8"}
GOOD = [f"/gut/{name}" for name in "abcdefgh"]
sent: dict[str, int] = {}  # bytes that the endless answers got rid of


def redirect(target: str) -> Special:
    return lambda handler: handler.answer(302, b"", {"Location": target})


def raw(handler: Handler, *parts: bytes, pause: float = 0.0) -> None:
    """Write bytes as they are, then close."""
    handler.close_connection = True
    for part in parts:
        handler.wfile.write(part)
        handler.wfile.flush()
        if pause:
            time.sleep(pause)


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *lines, "", "")).encode()


def endless(name: str, start: bytes, block: bytes, pause: float = 0.0) -> Special:
    def answer(handler: Handler) -> None:
        raw(handler, start)
        sent[name] = 0
        while True:  # until the other side hangs up
            handler.wfile.write(block)
            sent[name] += len(block)
            time.sleep(pause)

    return answer


@cache
def bomb(encoding: str, rounds: int = 1) -> Special:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    for _ in range(rounds - 1):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = packer.compress(body) + packer.flush()
    return lambda handler: handler.answer(200, body, HTML | {"Content-Encoding": encoding})


def reset(handler: Handler) -> None:
    raw(handler, head("Content-Length: 5000"), b"<h1>Ab")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def calendar(handler: Handler) -> None:
    day = int(handler.path.rsplit("=", 1)[-1])
    body = page(
        f"Tag {day}",
        f"Keine Termine an Tag {day}.",
        *(f"/kalender?tag={day + step}" for step in range(1, 30)),
    )
    handler.answer(200, body.encode(), HTML)


def counting(handler: Handler) -> None:
    redirect(f"/endlos?n={int(handler.path.rsplit('=', 1)[-1]) + 1}")(handler)


def silent(handler: Handler) -> None:
    time.sleep(6)
    handler.close_connection = True


def faults(other: Site) -> dict[str, tuple[Special, str]]:
    """path -> (what the server does, what is said of it)."""
    answers: dict[str, tuple[Special, str]] = {
        "/schleife": (redirect("/schleife-2"), "im Kreis"),
        "/schleife-2": (redirect("/schleife"), "im Kreis"),
        "/gigabyte": (
            endless("/gigabyte", head("Content-Length: 1000000000"), bytes(65_536)),
            "1000000000 Bytes",
        ),
        "/gigabyte-ohne-laenge": (
            endless("/gigabyte-ohne-laenge", head("Connection: close"), bytes(65_536)),
            "größer als",
        ),
        "/bombe": (bomb("gzip"), "größer als"),
        "/bombe-doppelt": (bomb("gzip, gzip", 2), "packt die Antwort"),
        "/bombe-zstd": (bomb("zstd"), "packt die Antwort"),
        "/kaputt-gepackt": (
            lambda h: h.answer(200, b"kein gzip", HTML | {"Content-Encoding": "gzip"}),
            "beschädigt",
        ),
        "/tropft": (endless("/tropft", head("Connection: close"), b"<", 0.1), "zu langsam"),
        "/tropft-im-kopf": (endless("/tropft-im-kopf", b"HTTP/1.1 200 OK\r\nX-A: ", b"a", 0.1), "zu langsam"),
        "/stumm": (silent, "zu langsam"),
        "/abbruch": (reset, "abgebrochen"),
        "/zu-kurz": (lambda h: raw(h, head("Content-Length: 5000"), b"<h1>Kurz</h1>"), "bricht ab"),
        "/riesenkopf": (lambda h: raw(h, head(f"X-Riese: {'a' * 1_000_000}"), b"x"), "fehlerhaft"),
        "/kein-http": (lambda h: raw(h, b"\x00\x01\x02 hallo\r\n\r\n"), "fehlerhaft"),
        "/fehler": (lambda h: h.answer(500, b""), "500"),
        "/spaeter": (lambda h: h.answer(429, b"", {"Retry-After": "3600"}), "3600 Sekunden"),
        "/anmelden": (lambda h: h.answer(401, b""), "Anmeldung"),
        "/datei": (redirect("file:///etc/passwd"), "keine Webadresse"),
        "/gopher": (redirect("gopher://127.0.0.1:70/x"), "keine Webadresse"),
        "/nachbar": (redirect(f"{other.url}/geheim"), "erlaubten Hosts"),
        "/metadaten": (redirect("http://169.254.169.254/latest/meta-data/"), "erlaubten Hosts"),
        "/leer": (lambda h: h.answer(200, b"", HTML), "/leer"),
        "/kein-pdf": (
            lambda h: h.answer(200, b"%PDF-1.7 Rest fehlt", {"Content-Type": "application/pdf"}),
            "kein-pdf",
        ),
    }
    return answers


ODD: dict[str, Callable[[Handler], None]] = {  # odd, and still to be read
    "/falsche-kodierung": lambda h: h.answer(
        200,
        page("Käse", "Größe und Maß.").replace("utf-8", "iso-8859-1").encode("latin-1"),
        {"Content-Type": "text/html"},
    ),
    "/unbekannte-kodierung": lambda h: h.answer(
        200, page("Klingonisch", "Ein Text.").encode(), {"Content-Type": "text/html; charset=klingonisch"}
    ),
    "/kaputtes-html": lambda h: h.answer(
        200,
        b"<html><p>Offen <b>fett <table><tr><td>Zelle <h2>Titel</b><p>Noch ein Absatz, lang genug zum Lesen.",
        HTML,
    ),
    "/tief": lambda h: h.answer(
        200,
        (b"<div>" * 20_000) + b"<p>Ganz unten steht ein Satz, der lang genug ist, um gelesen zu werden.",
        HTML,
    ),
    "/zu-lang": lambda h: raw(
        h, head("Content-Length: 300"), page("Zu lang", "Mehr als angesagt.").encode() * 3
    ),
    "/kalender": calendar,
    "/endlos": counting,
}


@pytest.fixture
def rules() -> FetchRules:
    return FetchRules(timeout=2, deadline=3, limit=LIMIT, attempts=2, delay=0)


def _site(other: Site) -> Site:
    site = Site({"/robots.txt": "User-agent: *\nDisallow: /verboten\n"})
    bad = faults(other)
    site.specials = {path: special for path, (special, _) in bad.items()} | ODD
    site.pages["/"] = page(
        "Start", "Los.", *GOOD, *bad, *ODD, "/kalender?tag=1", "/endlos?n=1", "/verboten", "/bild.png"
    )
    site.pages |= {
        path: page(
            f"Gut {path}",
            f"Ein guter Text auf {path}.",
            "mailto:a@b.de",
            "javascript:alert(1)",
            "http://[kaputt",
        )
        for path in GOOD
    }
    site.pages["/verboten"] = page("Verboten", "Nicht lesen.")
    return site


@pytest.mark.slow
def test_nothing_hangs_nothing_is_lost_and_each_fault_is_said(tmp_path: Path, rules: FetchRules) -> None:
    with Site({"/geheim": page("Geheim", "Geheim.")}) as other, _site(other) as site:
        source = source_of(site, concurrency=8, same_pattern=15, depth=40, pages=300)
        begun = time.monotonic()
        outcomes = list(crawl(source, Session(tmp_path, rules)))
        assert time.monotonic() - begun < 60
        read = {outcome.document.url.removeprefix(site.url) for outcome in outcomes if outcome.document}
        assert read >= {"/", *GOOD, "/falsche-kodierung", "/unbekannte-kodierung", "/zu-lang"}
        assert len([path for path in read if path.startswith("/kalender")]) <= 16
        said = "\n".join(outcome.failure or outcome.skipped for outcome in outcomes)
        for path, (_, words) in faults(other).items():
            about = [
                o
                for o in outcomes
                if f"{path.removeprefix('/')}" in f"{o.document_id} {o.failure} {o.skipped}"
                and words in f"{o.failure} {o.skipped}"
            ]
            assert about, f"{path}: {words!r} is not said in\n{said}"
        assert "endlosen Seitenfolge" in said
        assert "robots.txt untersagt" in said
        assert "/verboten" not in site.paths()
        assert other.requests == []
        assert all(count < 20_000_000 for count in sent.values()), sent
        document = next(
            o.document for o in outcomes if o.document and o.document.url.endswith("/falsche-kodierung")
        )
        assert "Größe und Maß" in document.sections[0].text
        again = _ids(crawl(source, Session(tmp_path, rules)))
        assert again >= {outcome.document_id for outcome in outcomes if outcome.document}


def _ids(outcomes: object) -> set[str]:
    given: list[Outcome] = list(outcomes)  # type: ignore[call-overload]
    return {outcome.document_id for outcome in given if outcome.document or outcome.load}


@pytest.mark.parametrize(
    "path",
    [
        "/gigabyte-ohne-laenge",
        "/bombe",
        "/bombe-zstd",
        "/tropft",
        "/zu-kurz",
        "/riesenkopf",
        "/schleife",
        "/datei",
    ],
)
def test_a_single_fault_is_over_in_seconds(path: str, tmp_path: Path, rules: FetchRules) -> None:
    with Site() as other, _site(other) as site:
        begun = time.monotonic()
        outcomes = list(crawl(source_of(site, path=path), Session(tmp_path, rules)))
        assert time.monotonic() - begun < 15
        assert faults(other)[path][1] in "\n".join(outcome.failure for outcome in outcomes)
