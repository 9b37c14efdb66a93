# ruff: noqa: E501 - texts that stay as they are
"""Reading of web pages: `python benchmarks/read_pages.py [--pages 1000] [--compare]`.

Generated pages of the size of an authority's (about 40 KB each: menus, cookie banner, script, 3 to 10
chapters with lists, tables and folded answers, footer) are read as a crawl reads them: facts for the crawler
(links, canonical), sections, chunks; without fetching and embedding. One process. Prints pages a second, the
share of each step and the highest memory.
With --compare also what other parsers take for the same pages.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable

from ingest.chunk import chunk_document
from ingest.crawl.reading import Body, ReadPage, read_body
from knowledge.editorial.sources import Source
from knowledge.model.document import Document

WORDS = """Weiterbildung Förderung Betrieb Beschäftigte Antrag Lehrgang Kosten Zuschuss Agentur Beratung
Nachweis Prüfung Abschluss Umschulung Gutschein
Arbeitszeit Anspruch Voraussetzung Maßnahme Träger Zulassung Bescheid Frist Unterlagen Termin Qualifizierung
Teilnahme Dauer Höhe Region und oder für mit
der die das ein eine wird werden kann können muss bei nach vor im am zum zur nicht auch nur mindestens
höchstens 12 50 120 400 2026""".split()
HEAD = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title} | Landesamt</title><link rel="canonical" href="/seite/{n}">
<meta name="robots" content="index,follow"><style>{style}</style><script>{script}</script></head><body class="page page--sidebar">
<div id="cookie" class="cookie-consent" role="dialog"><p>Wir verwenden Cookies und ähnliche Techniken.</p><button>Alle annehmen</button></div>
<header class="site-header"><nav aria-label="Hauptmenü">{menu}</nav></header><nav class="breadcrumb"><a href="/">Start</a> <a href="/a">Förderung</a></nav>
<main id="inhalt"><h1>{title}</h1><p>Stand: {day:02d}.10.2025</p>"""
FOOT = """<div class="share-bar"><a href="#">Teilen</a><a href="#">Drucken</a></div></main><aside class="sidebar"><h2>Mehr zum Thema</h2>{menu}</aside>
<footer>{menu}<p><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></p></footer><script>{script}</script></body></html>"""


def page(n: int) -> bytes:
    dice = random.Random(n)

    def sentence() -> str:
        words = [dice.choice(WORDS) for _ in range(dice.randint(8, 20))]
        return f"{' '.join(words).capitalize()}."

    def paragraph() -> str:
        return f'<p class="rte__text">{" ".join(sentence() for _ in range(dice.randint(2, 5)))}</p>'

    def menu(entries: int) -> str:
        links = (
            '<li class="menu__item"><a class="menu__link"'
            f' href="/seite/{dice.randrange(2000)}">{dice.choice(WORDS)} {k}</a></li>'
            for k in range(entries)
        )
        return f'<ul class="menu">{"".join(links)}</ul>'

    parts = []
    for chapter in range(dice.randint(3, 10)):
        parts.append(
            f'<section class="chapter"><h2 id="k{chapter}">{sentence()[:60]}</h2>'
            + "".join(paragraph() for _ in range(dice.randint(1, 4)))
        )
        if chapter % 4 == 1:
            parts.append("<ul>" + "".join(f"<li>{sentence()}</li>" for _ in range(6)) + "</ul>")
        if chapter % 4 == 2:
            rows = "".join(
                f"<tr><td>{dice.choice(WORDS)}</td><td>{dice.randint(1, 99)}"
                f" %</td><td>{dice.randint(10, 9000)} Euro</td></tr>"
                for _ in range(8)
            )
            parts.append(
                f"<table><thead><tr><th>Was</th><th>Anteil</th><th>Betrag</th></tr></thead><tbody>"
                f"{rows}</tbody></table>"
            )
        if chapter % 4 == 3:
            parts.append(
                "".join(
                    f"<details><summary>{sentence()[:50]}?</summary>{paragraph()}</details>" for _ in range(3)
                )
            )
        parts.append("</section>")
    script = "".join(f"var v{k}={{a:{k},b:'{k * 7}'}};" for k in range(250))
    head = HEAD.format(
        title=sentence()[:50],
        n=n,
        day=1 + n % 28,
        menu=menu(60),
        style=".menu__item{display:block}" * 120,
        script=script,
    )
    return (head + "".join(parts) + FOOT.format(menu=menu(25), script=script)).encode()


def timed(pages: list[bytes], read: Callable[[int, bytes], object]) -> float:
    """Milliseconds a page."""
    begun = time.process_time()
    for n, data in enumerate(pages):
        read(n, data)
    return (time.process_time() - begun) / len(pages) * 1000


def address(n: int) -> str:
    return f"https://amt.example/seite/{n}"


def compare(pages: list[bytes]) -> None:
    import trafilatura
    from bs4 import BeautifulSoup

    print(
        "BeautifulSoup with lxml, the tree alone:"
        f" {timed(pages, lambda _, data: BeautifulSoup(data, 'lxml')):.1f} ms a page"
    )
    print(
        "trafilatura, text of the main content:"
        f" {timed(pages, lambda _, data: trafilatura.extract(data.decode(), include_comments=False)):.1f} ms"
        " a page"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    pages = [page(n) for n in range(options.pages)]
    source = Source(
        id="amt",
        kind="web",
        location=address(0),
        licence="frei",
        topics=(),
        region="Nordrhein-Westfalen",
        max_age_days=30,
    )
    documents: list[Document] = []

    def read(n: int, data: bytes) -> ReadPage:
        return read_body(Body(data, address(n), "text/html", "utf-8", "", f"amt/{n}"), source, "")

    def keep(n: int, data: bytes) -> None:
        if document := read(n, data).document:
            documents.append(document)

    read(0, pages[0])
    reading = timed(pages, keep)
    chunks = 0
    begun = time.process_time()
    for document in documents:
        chunks += len(chunk_document(document))
    chunking = (time.process_time() - begun) / len(pages) * 1000
    whole = reading + chunking
    print(
        f"{len(pages)} pages, {sum(map(len, pages)) / len(pages) / 1000:.0f} KB each,"
        f" {sum(len(d.sections) for d in documents)} sections, {chunks} chunks"
    )
    print(
        f"{1000 / whole:.0f} pages/s in one process: facts and sections {reading:.1f} ms, chunks"
        f" {chunking:.1f} ms a page"
    )
    print(f"highest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if options.compare:
        compare(pages[:100])


if __name__ == "__main__":
    main()
