"""Addresses that open a web page at a passage: `#:~:text=start,end` (WICG Scroll To Text Fragment)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urldefrag

from ingest.documents.html.tree import tidy

_FIRST_WORDS = 4
_MOST_WORDS = 12
_SHORT = 8  # words: a passage that short is named in full
# list marks are drawn by the browser and are no text
_MARK = re.compile(r"^\s*(?:-|–|•|\d{1,3}\.|[a-zA-Z]{1,2}\)|[ivxIVX]+[.)])\s+")

_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class PageWords:
    """The words of a whole page, navigation included, in which a browser will look for the passage."""

    def __init__(self, text: str) -> None:
        self._text = f" {_folded(text)} "

    def count(self, phrase: str, after: int = 0) -> int:
        """How often the words occur (never more than is needed to tell "once" from "several")."""
        wanted = _folded(phrase)
        first = self._text.find(wanted, after)
        return 0 if first < 0 else 1 if self._text.find(wanted, first + 1) < 0 else 2

    def as_written(self, phrase: str) -> str:
        """The words as the page has them: the raised digits of a passage are plain ones there."""
        plain = phrase.translate(_PLAIN)
        return plain if plain != phrase and not self.count(phrase) and self.count(plain) else phrase

    def find(self, phrase: str, after: int = 0) -> int:
        """Position of the first occurrence from `after` on; -1 if there is none."""
        return self._text.find(_folded(phrase), after)


def fragment_url(url: str, page: PageWords, lines: Sequence[str], heading: str = "", anchor: str = "") -> str:
    """The address of a passage given by its lines (list items, rows with tabs).

    With `anchor` (the id of its heading) a browser that does not find the words goes there. The
    start is the shortest run of the passage's first words that occurs once in the page; if there is none, the
    heading is named before it.
    """
    base = urldefrag(url).url
    if not base:
        return ""
    segments = [
        page.as_written(segment)
        for line in lines
        for part in _MARK.sub("", line).split("\t")
        if (segment := part.strip())
    ]
    directive = _directive(page, segments, heading)
    place = quote(anchor, safe="-._~!$&'*+,;=:@/?")
    return f"{base}#{place}:~:text={directive}" if directive else f"{base}#{place}" if place else base


def _directive(page: PageWords, segments: Sequence[str], heading: str) -> str:
    start, prefix = _start(page, segments, heading)
    if not start:
        return _encoded(heading) if len(heading.split()) <= _MOST_WORDS and page.count(heading) == 1 else ""
    before = f"{_encoded(prefix)}-," if prefix else ""
    if len(segments) == 1 and len(segments[0].split()) <= _SHORT:
        return before + _encoded(segments[0] if page.count(segments[0]) else start)
    end = _end(page, segments, start, page.find(f"{prefix} {start}") + len(_folded(prefix)))
    return f"{before}{_encoded(start)},{_encoded(end)}" if end else before + _encoded(start)


def _start(page: PageWords, segments: Sequence[str], heading: str) -> tuple[str, str]:
    """(first words, prefix): words that occur once; else the first words behind the heading; ("", "") if
    neither is on the page.

    A browser takes a prefix only where it stands directly before the words, and then finds nothing else.
    """
    if not segments:
        return "", ""
    runs = list(_runs(segments[0].split(), from_end=False))
    for run in runs:
        if page.count(run) == 1:
            return run, ""
    if heading and len(heading.split()) <= _MOST_WORDS:
        return next(((run, heading) for run in reversed(runs) if page.count(f"{heading} {run}")), ("", ""))
    return next((run for run in reversed(runs) if page.count(run)), ""), ""


def _end(page: PageWords, segments: Sequence[str], start: str, position: int) -> str:
    """The shortest run of last words that occurs nowhere between the start (at `position`) and
    the passage's end.
    """
    begin = position + len(_folded(start))
    last = segments[-1].split()
    if len(segments) == 1:
        last = last[len(start.split()) :]  # what the start names already cannot be its end
    target = page.find(" ".join(last), begin)
    for run in _runs(last, from_end=True) if last else ():
        found = page.find(run, begin)
        if found >= 0 and (target < 0 or found >= target):
            return run
    return ""


def _runs(words: Sequence[str], *, from_end: bool) -> Iterator[str]:
    for size in range(min(_FIRST_WORDS, len(words)), min(_MOST_WORDS, len(words)) + 1):
        yield " ".join(words[-size:] if from_end else words[:size])


def _folded(text: str) -> str:
    return tidy(text).casefold()


def _encoded(term: str) -> str:
    """Percent-encoded, the dash too: it and "," and "&" mean something in a directive."""
    return quote(term, safe="").replace("-", "%2D")
