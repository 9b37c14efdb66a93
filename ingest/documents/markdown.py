"""Reader for Markdown with YAML front matter (factsheets): one Section a heading, wording as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ingest.documents.as_of import day_said, find_stand
from ingest.documents.blocks import OPENING, Block, Heading, sections_of
from ingest.documents.decode import decode
from ingest.documents.raw import RawFile
from ingest.documents.titles import usable_title
from ingest.files import read_bytes
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Section

_HEADING = re.compile(r"^(#{1,6})\s++(?=\S)(.*[^\s#]|.)")
_SETEXT = re.compile(r"^ {0,3}(=|-)\1{1,}\s*$")
_COMMENT = re.compile(r"<!--.*?-->|(?P<open><!--.*)", re.DOTALL)  # one without an end is text, read once
_STRUCK = re.compile(r"~~(?=\S)[^~\n]+~~|<(del|s|strike)>(?:(?!<\1>).)*?</\1>", re.IGNORECASE)
_FENCED = re.compile(r"(?m)^ {0,3}(?:```|~~~)[^\n]*\n?")
_PARAGRAPH = re.compile(r"§ (\d+[a-z]?)")
_FENCE = "---"


class _Front(yaml.SafeLoader):
    """Reads dates as they are written: "2019-31-31" is a Stand that cannot be read, not a broken file."""


_Front.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_markdown(path: Path) -> Document:
    """Read one Markdown file; the document's id is the file's stem.

    Raises:
        UnreadableSource: not readable, or for what `parse_markdown` refuses.
    """
    return parse_markdown(RawFile(read_bytes(path, str(path)), path.name, path.stem))


def parse_markdown(raw: RawFile) -> Document:
    """Read the bytes of one Markdown file.

    Raises:
        UnreadableSource: empty, or front matter that is not a YAML mapping.
    """
    decoded = decode(raw.data, raw.charset)
    text = decoded.text
    if not text.strip():
        raise UnreadableSource(f"{raw.name}: Die Datei ist leer.")
    front, body = _front_matter(text, raw.name)
    sections = _sections(body)
    if "sources" not in front:  # a factsheet is written with headings
        sections = [place for section in sections for place in _places(section, alone=len(sections) == 1)]
    if not sections:
        raise UnreadableSource(f"{raw.name}: Die Datei hat keinen Text unter ihren Überschriften.")
    basis = _legal_basis(front.get("sources"))
    title = str(front.get("title") or "").strip() or usable_title(_first_heading(body)) or raw.stem
    stand, stand_note, unread = _stand(front.get("stand"), body)
    named = _url(front.get("url"))
    url = named or raw.url
    return Document(
        id=raw.document_id,
        kind=_kind(front, named),
        title=title,
        sections=tuple(
            replace(section, url=_law_link(section.locator, basis) or url) for section in sections
        ),
        stand=stand,
        stand_note=stand_note,
        url=url,
        region=str(front.get("region") or ""),
        topics=_strings(front.get("topics")),
        audience=_strings(front.get("audience")),
        legal_basis=basis,
        notes=tuple(filter(None, (decoded.note, unread))),
    )


def _kind(front: dict[str, Any], url: str) -> str:
    """A page that names its sources or topics is a factsheet; any other is one of the web, or a text."""
    explains = not front.keys().isdisjoint({"sources", "topics"})
    return "factsheet" if explains else "page" if url else "text"


def _url(value: object) -> str:
    text = str(value or "").strip()
    return text if re.fullmatch(r"https?://[^\s<>\"']+", text, re.IGNORECASE) else ""


def _front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    lines = text.splitlines()
    if lines[0].strip() != _FENCE:
        return {}, text
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise UnreadableSource(
            f"{name}: Der Kopf (---) hat kein Ende. Bitte nach dem Kopf eine Zeile mit --- setzen."
        )
    try:
        front = yaml.load("\n".join(lines[1:end]), _Front) or {}  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise UnreadableSource(f"{name}: Der Kopf (---) ist kein gültiges YAML: {error}") from error
    if not isinstance(front, dict):
        raise UnreadableSource(f"{name}: Der Kopf (---) muss aus „schlüssel: wert“-Zeilen bestehen.")
    return front, "\n".join(lines[end + 1 :])


def _sections(body: str) -> list[Section]:
    sections: list[Section] = []
    open_headings: list[tuple[int, str]] = []
    lines: list[str] = []

    def close() -> None:
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if text.strip():
            sections.append(_section(text, open_headings, {s.locator for s in sections}))
        lines.clear()

    for heading, line in _lines(body):
        if heading:
            close()
            open_headings[:] = [h for h in open_headings if h[0] < heading] + [(heading, line)]
        else:
            lines.append(line)
    close()
    return sections


def _places(section: Section, *, alone: bool) -> list[Section]:
    """The places of a long section: its own marks, else its paragraphs."""
    blocks = [Block(block.strip("\n")) for block in re.split(r"\n\s*\n", section.text) if block.strip()]
    named = alone or section.locator == OPENING
    heading = [] if named else [Heading(1, section.locator), Heading(1, "")]
    found = sections_of([*heading, *blocks])
    if len(found) < 2:  # noqa: PLR2004 - it is one place
        return [section]
    above = section.path if section.locator == OPENING else (*section.path, section.locator)
    return [replace(place, path=(*above, *place.path), url=section.url) for place in found]


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """(level of a heading or 0, text) of each line, without what is struck out or a comment. A line above
    "====" or "----" is a heading, too, unless it stands in a paragraph.
    """
    plain = _FENCED.split(_COMMENT.sub(lambda comment: comment["open"] or "", body))
    for position, piece in enumerate(plain):
        if position % 2:  # code is wording as it is
            yield from ((0, line) for line in piece.splitlines())
            continue
        lines = [_STRUCK.sub("", line) for line in piece.splitlines()]
        at = 0
        while at < len(lines):
            line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
            match, underline = _HEADING.match(line), _SETEXT.match(after)
            alone = at == 0 or not lines[at - 1].strip()
            if match:
                yield len(match[1]), match[2]
            elif underline and alone and line.strip() and not line.startswith(("-", "*", ">", "|", " ")):
                yield (1 if underline[1] == "=" else 2), line.strip()
                at += 1
            else:
                yield 0, line
            at += 1


def _section(text: str, headings: list[tuple[int, str]], taken: set[str]) -> Section:
    name = headings[-1][1] if headings else "Anfang"
    number = 2
    locator = name
    while locator in taken:
        locator, number = f"{name} ({number})", number + 1
    return Section(locator=locator, text=text, path=tuple(h[1] for h in headings[:-1]))


def _first_heading(body: str) -> str:
    return next((line for heading, line in _lines(body) if heading), "")


def _strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


def _stand(value: object, body: str) -> tuple[date | None, str, str]:
    """(day, words, note) of the front matter's Stand; a year or a month is one, too. Where it has
    none, the text may tell it; what cannot be read is noted.
    """
    said = str(value).strip() if value is not None else ""
    day = day_said(said)
    if day:
        return day, "" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said) else f"Stand: {said}", ""
    note = f"„stand: {said}“ ist kein Datum; die Seite hat deshalb keinen Stand." if said else ""
    found = find_stand(body) or (None, "")
    return (*found, note)


def _law_link(locator: str, basis: tuple[str, ...]) -> str:
    """Web page of the § that a heading names ("… (§ 82 Abs. 2 SGB III)"), by the law the front matter gives
    for it; "" if none.
    """
    named = _PARAGRAPH.search(locator)
    law = next(
        (entry.split()[0] for entry in basis if named and re.search(rf"§ {named[1]}(?!\w)", entry)), ""
    )
    return f"https://www.gesetze-im-internet.de/{law}/__{named[1]}.html" if named and law else ""


def _legal_basis(value: object) -> tuple[str, ...]:
    """Front matter's sources as "sgb_3 § 82 Abs. 2", a URL or a title."""
    entries = value if isinstance(value, list) else []
    basis = []
    for entry in entries:
        if isinstance(entry, dict) and "law" in entry:
            basis.append(f"{entry['law']} {entry.get('ref', '')}".strip())
        elif isinstance(entry, dict):
            basis.append(str(entry.get("url") or entry.get("title") or ""))
        else:
            basis.append(str(entry))
    return tuple(filter(None, basis))
