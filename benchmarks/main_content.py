"""Main content of web pages, our reader and trafilatura: `python benchmarks/main_content.py [--each]`.

On the pages of tests/data/pages, whose main content is marked (`data-kern`; taken away before reading).
Counted are runs of four words: precision = how much of what was read is main content, recall = how much of
the main content was read.
Headings count as text. Needs trafilatura (the dev extra).
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import trafilatura
from lxml import html

from ingest.documents.formats import parse_bytes
from ingest.documents.html.tree import plain_text

PAGES = Path(__file__).resolve().parent.parent / "tests" / "data" / "pages"
MARK = "data-kern"
RUN = 4


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Runs of words inside a line or cell; a shorter line is one run. Marks of lists are drawn,
    not written.
    """
    found: Counter[tuple[str, ...]] = Counter()
    for line in re.split(r"[\n\t|]", text):
        words = re.findall(r"[^\W_¹]+", re.sub(r"^\s*(?:[-–•*]|\d+\.)\s", "", line).casefold())
        found.update(tuple(words[i : i + RUN]) for i in range(max(len(words) - RUN + 1, 1 if words else 0)))
    return found


def marked(page: bytes) -> tuple[str, bytes]:
    """(main content, the page without the marks)."""
    tree = html.document_fromstring(page.decode())
    parts = [plain_text(element) for element in tree.iter() if element.get(MARK) is not None]
    return "\n".join(parts), page.replace(f" {MARK}".encode(), b"")


def ours(page: bytes) -> str:
    document = parse_bytes(page, name="seite.html", url="https://example.org/seite")
    headings = dict.fromkeys(
        name for section in document.sections for name in (*section.path, section.locator)
    )
    return "\n".join([*headings, document.stand_note, *(section.text for section in document.sections)])


def theirs(page: bytes, **options: bool) -> str:
    return (
        trafilatura.extract(
            page.decode(), include_comments=False, include_tables=True, deduplicate=False, **options
        )
        or ""
    )


WAYS: dict[str, Callable[[bytes], str]] = {
    "this reader": ours,
    "trafilatura": theirs,
    "trafilatura, favor_recall": lambda page: theirs(page, favor_recall=True),
    "trafilatura, favor_precision": lambda page: theirs(page, favor_precision=True),
}


def score(read: str, main: str) -> tuple[float, float]:
    have, want = runs(read), runs(main)
    both = (have & want).total()
    return both / have.total(), both / want.total()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", action="store_true", help="each page too")
    options = parser.parse_args()
    pages = {file.stem: marked(file.read_bytes()) for file in sorted(PAGES.glob("*.html"))}
    for way, read in WAYS.items():
        begun = time.perf_counter()
        texts = {name: read(page) for name, (_, page) in pages.items()}
        took = (time.perf_counter() - begun) / len(pages) * 1000
        scores = {name: score(texts[name], pages[name][0]) for name in pages}
        precision, recall = (mean(s[i] for s in scores.values()) for i in (0, 1))
        print(
            f"{way}: precision {precision:.3f}, recall {recall:.3f}, F1"
            f" {2 * precision * recall / (precision + recall):.3f}, {took:.1f} ms a page, {len(pages)} pages"
        )
        if options.each:
            for name, (p, r) in scores.items():
                print(f"    {name:22} precision {p:.2f} recall {r:.2f}")


if __name__ == "__main__":
    main()
