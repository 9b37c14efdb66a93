"""Reader for plain text: underlined, numbered or spaced-out headings are recognised, everything else is
wording as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.documents.as_of import find_stand
from ingest.documents.blocks import Block, Heading, sections_of
from ingest.documents.decode import decode
from ingest.documents.raw import RawFile
from ingest.documents.titles import usable_title
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document

_UNDERLINE = re.compile(r"^\s*([=\-~*#_])\1{2,}\s*$")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(\S.{1,90})$")
_PARAGRAPH = re.compile(r"^(?:§§?|Artikel|Art\.)\s*\d{1,3}[a-z]?\.?(?:\s+[A-ZÄÖÜ(„][^.;:]{2,80})?$")
_BARE_PARAGRAPH = re.compile(r"^(?:§§?|Artikel|Art\.)\s*\d{1,3}[a-z]?\.?$")
_NAME = re.compile(r"^[A-ZÄÖÜ][^.;:!?]{2,58}[^.;:!?,]$")  # of a paragraph, on the line below its sign
_SHORT = 60  # characters: a longer line that begins with a § may be a sentence
_HEADING_LIMIT = 100  # characters


def parse_text(raw: RawFile) -> Document:
    """Read the bytes of a text file.

    Raises:
        UnreadableSource: no text in it.
    """
    decoded = decode(raw.data, raw.charset)
    lines = (
        decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").expandtabs(4).split("\n")
    )
    parts = list(_parts(lines))
    sections = sections_of(parts, lambda _: raw.url)
    if not sections:
        raise UnreadableSource(f"{raw.name}: Die Datei hat keinen Text.")
    stand = find_stand(decoded.text)
    return Document(
        id=raw.document_id,
        kind="text",
        title=_title(parts) or raw.stem,
        sections=sections,
        stand=stand[0] if stand else None,
        stand_note=stand[1] if stand else "",
        url=raw.url,
        notes=(decoded.note,) if decoded.note else (),
    )


def _parts(lines: list[str]) -> Iterator[Heading | Block]:
    paragraph: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position].rstrip()
        following = lines[position + 1] if position + 1 < len(lines) else ""
        heading, used = _heading(line, following, alone=not paragraph and not following.strip())
        if heading or not line.strip():
            if paragraph:
                yield Block("\n".join(paragraph))
                paragraph = []
            if heading:
                yield heading
            position += used
            continue
        paragraph.append(line)
        position += 1
    if paragraph:
        yield Block("\n".join(paragraph))


def _heading(line: str, following: str, *, alone: bool) -> tuple[Heading | None, int]:
    """A heading and the lines it takes: underlined, or numbered, or in capitals, the last two only between
    empty lines.
    """
    text = line.strip()
    if not text or len(text) > _HEADING_LIMIT or _UNDERLINE.match(line):
        return None, 1
    underline = _UNDERLINE.match(following)
    if underline:
        return Heading(1 if underline[1] in "=#*" else 2, text), 2
    sign = _sign(text, following.strip(), alone=alone)
    if sign[0] or not alone or text.endswith((".", ",", ";", ":")):
        return sign
    numbered = _NUMBERED.match(text)
    if numbered:
        return Heading(1 + numbered[1].count(".") + 1, text), 1
    letters = [c for c in text if c.isalpha()]
    return (
        (Heading(2, text), 1)
        if len(letters) > 3 and all(c.isupper() or c == "ß" for c in letters)  # noqa: PLR2004
        else (None, 1)
    )


def _sign(text: str, following: str, *, alone: bool) -> tuple[Heading | None, int]:
    """ "§ 1", "§ 1 Zweck", or "§ 1" with its name on the next line."""
    if _BARE_PARAGRAPH.match(text) and _NAME.match(following):
        return Heading(2, f"{text} {following}"), 2
    heads_one = _PARAGRAPH.match(text) and (alone or not following or len(text) < _SHORT)
    return (Heading(2, text), 1) if heads_one else (None, 1)


def _title(parts: list[Heading | Block]) -> str:
    """The first heading if the file begins with one, or a first line that stands alone like one."""
    if not parts:
        return ""
    first = parts[0].text
    alone = (
        "\n" not in first
        and len(first) <= _HEADING_LIMIT
        and not first.rstrip().endswith((".", ":", ";", "!", "?"))
    )
    return usable_title(first) if isinstance(parts[0], Heading) or (alone and len(parts) > 1) else ""
