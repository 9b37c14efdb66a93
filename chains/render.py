"""Answers as Markdown for the chat. Source text is data: its Markdown and HTML are made inert."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chains.answer import german_date
from chains.marks import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chains.answer import Answer

_LEAD = re.compile(r"(?P<how>\*\*(?:Bei [^*]+|Im Kern):\*\*) „(?P<what>.*)“ (?P<mark>\[\d+\])$")
_HEADLINE = re.compile(r"\*\*(?P<label>.+)\*\* (?P<mark>\[\d+\])$")
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
    parts.append(_written(answer.text, cited) if answer.mode == "model" else _quoted(answer, cited))
    if answer.asks:
        parts.append(f"**Rückfrage:** {answer.asks}")
    if answer.citations:
        parts.append("**Fundstellen**\n\n" + "\n".join(f"- {_link(c.n)} {inert(c.label)} (Stand {german_date(c.passage.document.stand)})" for c in answer.citations))
    return "\n\n".join(parts)


def _link(n: int | str) -> str:
    return f"[\\[{n}\\]](#fundstelle-{n})"


def _linked(line: str, cited: set[int]) -> str:
    """Text of our own with its marks as links to the places that are cited."""
    return MARK.sub(lambda m: _link(m[1]) if int(m[1]) in cited else inert(m[0]), line)


def _inert_but_end(text: str, cited: set[int]) -> str:
    """Source text, inert, with our mark behind it as a link."""
    end = _OWN_END.search(text)
    if end is None or int(end[1]) not in cited:
        return inert(text)
    return f"{inert(text[: end.start()])} {_link(end[1])}"


def _alert(warnings: Sequence[str], cited: set[int]) -> Iterator[str]:
    """A quoted block that begins with the warning sign, by which the page's style sheet knows it."""
    yield "> ⚠️ **Bitte zuerst lesen**"
    for warning in warnings:
        yield ">"
        yield f"> {_inert_but_end(warning, cited)}"


def _written(text: str, cited: set[int]) -> str:
    """A model's text with nothing alive in it but bold, lists and marks: no link, image, HTML or heading of its making."""
    lines = []
    for line in text.splitlines():
        item = re.match(r"\s*(?:[-*•]|\d{1,2}[.)])\s+", line)
        bullet = f"{item[0].replace('*', '-').replace('•', '-')}" if item else ""
        safe = inert(line[len(item[0]) if item else 0 :])
        safe = re.sub(r"\\\*\\\*(.+?)\\\*\\\*", r"**\1**", safe)
        lines.append(bullet + _linked(re.sub(r"\\\[(\d{1,3})\\\]", r"[\1]", safe), cited))
    return "\n".join(lines)


def _quoted(answer: Answer, cited: set[int]) -> str:
    """Extractive text: what is quoted is escaped, our own bold and marks stay."""
    lines = []
    given = answer.text.splitlines()
    for line, following in zip(given, [*given[1:], ""], strict=True):
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
