"""Places of a long text without headings: its own marks (Tenor, Randnummer, "§ 3 Vergütung", "TOP 2", "1."),
else its paragraphs, so that a citation can point into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.documents.parts import Block, Heading, under_headings

_LONG_ALONE = 1500  # characters under no heading or the only one: half a page, two chunks
_LONG = 5000  # characters under one heading of several: more than two pages
_PARAGRAPH = 400  # characters that make a place of paragraphs: shorter ones are taken together
_LEAST = 3  # numbers in a row that make marks of them
_NAME_LIMIT = 90  # characters of a line that heads a part
_WRAPPED = 110  # characters: lines longer than that are paragraphs, not wrapped by hand

_NAMED = re.compile(
    r"^(?:(?:[IVX]{1,4}|[A-H]|\d{1,2})[.)]\s*)?(?:Tenor|Rubrum|Tatbestand|Sachverhalt|Entscheidungsgründe"
    r"|Gründe|Leitsätze|Leitsatz|Orientierungssatz|Kostenentscheidung|Rechtsmittelbelehrung|Präambel"
    r"|Vorbemerkung(?:en)?|Salvatorische Klausel|Unterschriften|Anwesend|Anwesende|Tagesordnung|Beschlüsse"
    r"|Beschluss|Verschiedenes"
    r"|(?:TOP|Tagesordnungspunkt|Punkt|Anlage|Abschnitt|Teil|Kapitel|Artikel|Art\.|Ziffer)\s*\d{1,3}[a-z]?\b"
    r"[^\n]{0,70})"
    r"\s*:?$",
    re.IGNORECASE,
)
_PARAGRAPH_SIGN = re.compile(r"^§§?\s*\d{1,3}[a-z]?\.?(?:\s+[^\n]{1,80})?$")
_MARGIN = re.compile(
    r"^(?:(?:Rn\.|Rz\.|Randnummer|Rdnr\.|Tz\.)\s*(\d{1,4})|\[(\d{1,4})\]|(\d{1,4}))(?:\s+(?=[\"„‚(\[A-ZÄÖÜ])|$)"
)
_NUMBER = re.compile(r"^(\d{1,2})[.)]\s+(?=\S)")
_ROMAN = re.compile(r"^([IVX]{1,5})\.\s+(?=\S)")
_ROMANS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split()


@dataclass(frozen=True, slots=True)
class _Mark:
    """A name that begins at a block, and how many characters of the block it is taken from."""

    name: str
    taken: int
    deep: bool = False  # below the parts that have a name


def with_own_places(parts: Iterable[Heading | Block]) -> list[Heading | Block]:
    """The parts, with a heading before each place of what is long and has none."""
    listed = list(parts)
    headings = sum(isinstance(part, Heading) for part in listed)
    result: list[Heading | Block] = []
    for heading, blocks in under_headings(listed):
        result += [heading] if heading else []
        alone = headings <= 1
        size = sum(len(block.text) for block in blocks)
        if size <= (_LONG_ALONE if alone else _LONG):
            result += blocks
            continue
        prefix = f"{heading.text}, " if heading and not alone else ""
        result += _divided(_by_line(blocks), heading.level + 1 if heading else 1, prefix)
    return result


def _by_line(blocks: Sequence[Block]) -> list[Block]:
    """A block whose lines are paragraphs, or of which lines begin with a mark, is several."""
    found: list[Block] = []
    for block in blocks:
        lines = block.text.split("\n")
        if len(lines) < 3 or "\t" in block.text or lines[0].lstrip().startswith("-"):  # noqa: PLR2004 - a list or a table
            found.append(block)
            continue
        whole = sorted(map(len, lines))[len(lines) // 2] > _WRAPPED
        pieces: list[list[str]] = []
        for line in lines:
            begins = whole or _heads_a_part(line.strip()) or _MARGIN.match(line) or _NUMBER.match(line)
            if begins or not pieces or (len(pieces[-1]) == 1 and _heads_a_part(pieces[-1][0].strip())):
                pieces.append([line])
            else:
                pieces[-1].append(line)
        found += [Block("\n".join(piece), block.note if not i else "") for i, piece in enumerate(pieces)]
    return found


def _heads_a_part(text: str) -> bool:
    return len(text) <= _NAME_LIMIT and bool(_NAMED.match(text) or _PARAGRAPH_SIGN.match(text))


def _divided(blocks: Sequence[Block], level: int, prefix: str) -> list[Heading | Block]:
    marks = _marks(blocks)
    if not marks:
        return _by_paragraph(blocks, level, prefix)
    result: list[Heading | Block] = []
    named = False
    for position, block in enumerate(blocks):
        mark = marks.get(position)
        if mark:
            named = named or not mark.deep
            result.append(Heading(level + (mark.deep and named), f"{prefix}{mark.name}"))
        rest = block.text[mark.taken :].strip() if mark else block.text
        if rest:
            result.append(replace(block, text=rest))
    return _long_ones_divided(result, level, prefix)


def _marks(blocks: Sequence[Block]) -> dict[int, _Mark]:
    """position -> the mark that begins there."""
    marks = {
        position: _Mark(block.text.strip().rstrip(":"), len(block.text))
        for position, block in enumerate(blocks)
        if _heads_a_part(block.text.strip())
    }
    for pattern, label in ((_MARGIN, "Rn. "), (_NUMBER, "Nr. "), (_ROMAN, "")):
        counted = _in_a_row(blocks, pattern, marks)
        if len(counted) >= _LEAST:
            return marks | {
                position: _Mark(f"{label}{number}" if label else f"{_ROMANS[number - 1]}.", taken, deep=True)
                for position, (number, taken) in counted.items()
            }
    return marks


def _in_a_row(
    blocks: Sequence[Block], pattern: re.Pattern[str], marks: dict[int, _Mark]
) -> dict[int, tuple[int, int]]:
    """position -> (number, length) of numbers that count on; below each named part they may begin anew."""
    found: dict[int, tuple[int, int]] = {}
    last = 0
    for position, block in enumerate(blocks):
        if position in marks:
            last = last if pattern is _MARGIN else 0
            continue
        match = pattern.match(block.text)
        said = next(filter(None, match.groups()), "") if match else ""
        number = int(said) if said.isdigit() else _ROMANS.index(said) + 1 if said in _ROMANS else 0
        if match and number and (number == last + 1 or (not found and pattern is _MARGIN)):
            found[position] = (number, match.end() if pattern is _MARGIN else 0)
            last = number
    return found


def _by_paragraph(blocks: Sequence[Block], level: int, prefix: str) -> list[Heading | Block]:
    result: list[Heading | Block] = []
    first = 0
    while first < len(blocks):
        last, size = first, len(blocks[first].text)
        while last + 1 < len(blocks) and (size < _PARAGRAPH or blocks[last].text.rstrip().endswith(":")):
            last += 1
            size += len(blocks[last].text)
        name = f"Absatz {first + 1}" if first == last else f"Absätze {first + 1}–{last + 1}"
        result += [Heading(level, f"{prefix}{name}"), *blocks[first : last + 1]]
        first = last + 1
    return result


def _long_ones_divided(parts: Sequence[Heading | Block], level: int, prefix: str) -> list[Heading | Block]:
    """What is long even between two marks, by paragraph."""
    result: list[Heading | Block] = []
    for heading, blocks in under_headings(parts):
        result += [heading] if heading else []
        if sum(len(block.text) for block in blocks) > _LONG and len(blocks) > 1:
            below = f"{heading.text}, " if heading else prefix
            result += _by_paragraph(blocks, heading.level + 1 if heading else level, below)
        else:
            result += blocks
    return result
