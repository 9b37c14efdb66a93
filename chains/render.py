"""Answers as Markdown for the chat. Source text is data: its Markdown and HTML are made inert."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from chains.answer import german_date
from chains.marked import MARK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from chains.answer import Answer

_LEAD = re.compile(r"(?P<how>\*\*(?:Bei [^*]+|Im Kern):\*\*) „(?P<what>.*)“ (?P<mark>\[\d+\])$")
_HEADLINE = re.compile(r"\*\*(?P<label>.+)\*\* (?P<mark>\[\d+\])$")
_KEPT = re.compile(r"\*\*(?=\S)(?P<bold>[^*\n]+?)(?<=\S)\*\*|\[(?P<n>\d{1,2})\]")
_LIST = re.compile(r"^(?P<indent> {0,6})(?P<mark>[-*•]|\d{1,2}[.)])\s+")
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|!~:])")  # the colon, since the page takes "Mitarbeiter:innen" for a directive
_OWN_END = re.compile(r" \[(\d{1,3})\]$")  # behind the last line of a quote; other numbers in brackets are the source's own


def inert(text: str) -> str:
    """Source text with its Markdown and HTML characters escaped, so that it is shown and never run."""
    return _ACTIVE.sub(r"\\\1", text.replace("&", "&amp;"))


def answer_markdown(answer: Answer) -> str:
    """The message in the chat: warnings first in a block of their own, then the text, then the numbered places.

    Each [n] of a place that is cited links to "#fundstelle-n"; the page opens the side panel for it (public/wbm.js).
    """
    cited = {c.n for c in answer.citations}
    parts = ["\n".join(_alert(answer.warnings, cited))] if answer.warnings else []
    parts.append(text_markdown(answer.text, cited) if answer.mode == "model" else _quoted(answer, cited))
    if answer.asks:
        parts.append(f"**Rückfrage:** {answer.asks}")
    if answer.citations:
        parts.append("**Fundstellen**\n\n" + "\n".join(f"- {mark_link(c.n)} {inert(c.label)} (Stand {german_date(c.passage.document.stand)})" for c in answer.citations))
    return "\n\n".join(parts)


def text_markdown(text: str, cited: Collection[int] = ()) -> str:
    """An answer's text, or a verified piece of it, as Markdown that does nothing: bold, lists, quotes and [n] stay, all else is shown
    as it is written. `cited`: places whose [n] becomes a link to the side panel."""
    return "\n".join(_line(line, cited) for line in text.splitlines())


def _line(line: str, cited: Collection[int]) -> str:
    if line.startswith("> ") or line == ">":
        return f"> {inert(line[2:])}  " if line[2:] else ">"
    if re.fullmatch(r"\s*[-=+]+\s*", line):  # would make a heading of the line above
        return f"\\{line.strip()}"
    listed = _LIST.match(line)
    if listed:
        mark = "-" if listed["mark"] in "-*•" else listed["mark"]
        return f"{listed['indent']}{mark} {_inline(line[listed.end() :], cited)}"
    return _inline(line, cited)


def _inline(text: str, cited: Collection[int]) -> str:
    parts, end = [], 0
    for match in _KEPT.finditer(text):
        n = match["n"]
        kept = (mark_link(n) if int(n) in cited else inert(match[0])) if n else f"**{inert(match['bold'])}**"
        parts += [inert(text[end : match.start()]), kept]
        end = match.end()
    return "".join([*parts, inert(text[end:])])


def mark_link(n: int | str) -> str:
    """A mark [n] that opens its place in the side panel."""
    return f"[\\[{n}\\]](#fundstelle-{n})"


def _linked(line: str, cited: set[int]) -> str:
    """Text of our own with its marks as links to the places that are cited."""
    return MARK.sub(lambda m: mark_link(m[1]) if int(m[1]) in cited else inert(m[0]), line)


def _inert_but_end(text: str, cited: set[int]) -> str:
    """Source text, inert, with our mark behind it as a link."""
    end = _OWN_END.search(text)
    if end is None or int(end[1]) not in cited:
        return inert(text)
    return f"{inert(text[: end.start()])} {mark_link(end[1])}"


def _alert(warnings: Sequence[str], cited: set[int]) -> Iterator[str]:
    """A quoted block that begins with the warning sign, by which the page's style sheet knows it."""
    yield "> ⚠️ **Bitte zuerst lesen**"
    for warning in warnings:
        yield ">"
        yield f"> {_inert_but_end(warning, cited)}"


def _quoted(answer: Answer, cited: set[int]) -> str:
    """Extractive text: what is quoted is escaped, our own bold and marks stay."""
    lines = []
    given = answer.text.splitlines()
    for line, following in pairwise([*given, ""]):
        said = _LEAD.match(line)
        headline = _HEADLINE.match(line)
        if line.startswith("> "):
            last = not following.startswith(">")
            lines += [f"> {_inert_but_end(line[2:], cited) if last else inert(line[2:])}  "]
        elif said:
            lines.append(f"{said['how']} „{inert(said['what'])}“ {_linked(said['mark'], cited)}")
        elif headline:
            lines.append(f"**{inert(headline['label'])}** {_linked(headline['mark'], cited)}")
        else:
            lines.append(_linked(line, cited))
    return "\n".join(lines)
