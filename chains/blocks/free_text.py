"""Free text read into blocks, once, where it comes in: what a chat model wrote and was verified, a text of
ours that is kept as one, an answer that a version before blocks stored.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby

from chains.blocks.kinds import (
    Block,
    Blocks,
    CitationMark,
    Inline,
    InlineText,
    Notice,
    Paragraph,
    ParagraphLine,
    Quote,
)

_PART = re.compile(r"\*\*(?=\S)(?P<bold>[^*\n]+?)(?<=\S)\*\*|\[(?P<n>\d{1,3})\]")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_BULLET = re.compile(r"^ {0,6}(?P<bullet>[-*•]|\d{1,2}[.)])\s+")
_QUOTED = re.compile(r"^>+ ?")
_HEADING = re.compile(r"^\*\*(?P<label>[^*\n]+)\*\* \[(?P<n>\d{1,3})\]$")
_END = re.compile(r" ?\[(?P<n>\d{1,3})\]$")


def paragraphs_of(text: str, numbers: Collection[int] = ()) -> Blocks:
    """A text as paragraphs, parted by its empty lines. `numbers`: the citations; other [n] stay words.

    Lines that begin with `>` are words like all others: nobody has held them against a source.
    """
    runs = groupby((_QUOTED.sub("", line) for line in text.splitlines()), key=lambda line: bool(line.strip()))
    return tuple(
        Paragraph(tuple(_paragraph_line(line, numbers) for line in lines)) for full, lines in runs if full
    )


def stored_blocks(text: str, numbers: Collection[int]) -> Blocks:
    """The public text form of an answer read back: lines that begin with `>` are what it quotes, a bold line
    above them names the place.
    """
    return tuple(_stored(text.splitlines(), numbers))


def stored_notice(text: str) -> Notice:
    """A notice of the public text form read back."""
    end = _END.search(text)
    return Notice(text[: end.start()], int(end["n"])) if end else Notice(text)


def inline_of(text: str, numbers: Collection[int] = ()) -> Inline:
    """A line's words, its **bold** and its marks."""
    parts: list[InlineText | CitationMark] = []
    end = 0
    for match in _PART.finditer(text):
        if match["n"] and int(match["n"]) not in numbers:
            continue
        parts += _words(text[end : match.start()])
        parts += [CitationMark(int(match["n"]))] if match["n"] else _bold(match["bold"], numbers)
        end = match.end()
    return (*parts, *_words(text[end:]))


def _words(text: str) -> list[InlineText | CitationMark]:
    return [InlineText(text)] if text else []


def _bold(text: str, numbers: Collection[int]) -> Iterator[InlineText | CitationMark]:
    """Bold words; a mark among them is a mark all the same."""
    end = 0
    for match in (*_NUMBER.finditer(text), None):
        if match is not None and int(match[1]) not in numbers:
            continue
        between = text[end : match.start() if match else None]
        bare = between.strip()
        lead = between[: len(between) - len(between.lstrip())] if bare else between
        yield from _words(lead)
        if bare:
            yield InlineText(bare, bold=True)
            yield from _words(between[len(lead) + len(bare) :])
        if match is not None:
            yield CitationMark(int(match[1]))
            end = match.end()


def _paragraph_line(line: str, numbers: Collection[int]) -> ParagraphLine:
    bullet = _BULLET.match(line)
    return ParagraphLine(
        inline_of(line[bullet.end() :] if bullet else line, numbers), bullet["bullet"] if bullet else ""
    )


def _stored(lines: list[str], numbers: Collection[int]) -> Iterator[Block]:
    own: list[str] = []
    for quoted, run in groupby(lines, key=lambda line: line.startswith(">")):
        if not quoted:
            own = list(run)
            continue
        heading = _HEADING.match(own[-1]) if own else None
        yield from paragraphs_of("\n".join(own[:-1] if heading else own), numbers)
        own = []
        said = [_QUOTED.sub("", line) for line in run]
        end = _END.search(said[-1])
        if end:
            said[-1] = said[-1][: end.start()]
        n = int((end or heading or {"n": 0})["n"])
        yield Quote(n, "\n".join(said), heading["label"] if heading else "")
    yield from paragraphs_of("\n".join(own), numbers)
