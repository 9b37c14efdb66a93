"""Reader for Markdown with YAML front matter (factsheets): one Section a heading, wording as written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from ingest.documents.raw import RawFile
from ingest.files import read_bytes
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Section

_HEADING = re.compile(r"^(#{1,6})\s++(?=\S)(.*[^\s#]|.)")
_PARAGRAPH = re.compile(r"§ (\d+[a-z]?)")
_FENCE = "---"


def read_markdown(path: Path) -> Document:
    """Read one Markdown file; the document's id is the file's stem.

    Raises:
        UnreadableSource: not readable, or for what `parse_markdown` refuses.
    """
    return parse_markdown(RawFile(read_bytes(path, str(path)), path.name, path.stem))


def parse_markdown(raw: RawFile) -> Document:
    """Read the bytes of one Markdown file.

    Raises:
        UnreadableSource: empty, not UTF-8, or front matter that is not a YAML mapping.
    """
    try:
        text = raw.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"{raw.name}: Die Datei ist nicht UTF-8-kodiert (Byte {error.start}). Bitte als UTF-8 speichern."
        ) from error
    if not text.strip():
        raise UnreadableSource(f"{raw.name}: Die Datei ist leer.")
    front, body = _front_matter(text, raw.name)
    sections = _sections(body)
    if not sections:
        raise UnreadableSource(f"{raw.name}: Die Datei hat keinen Text unter ihren Überschriften.")
    basis = _legal_basis(front.get("sources"))
    title = str(front.get("title") or _first_heading(body) or raw.document_id)
    return Document(
        id=raw.document_id,
        kind="factsheet",
        title=title,
        sections=tuple(replace(section, url=_law_link(section.locator, basis)) for section in sections),
        stand=_date(front.get("stand"), raw.name),
        region=str(front.get("region") or ""),
        topics=_strings(front.get("topics")),
        audience=_strings(front.get("audience")),
        legal_basis=basis,
    )


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
        front = yaml.safe_load("\n".join(lines[1:end])) or {}
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

    for line in body.splitlines():
        match = _HEADING.match(line)
        if match:
            close()
            depth = len(match[1])
            open_headings[:] = [h for h in open_headings if h[0] < depth] + [(depth, match[2])]
        else:
            lines.append(line)
    close()
    return sections


def _section(text: str, headings: list[tuple[int, str]], taken: set[str]) -> Section:
    name = headings[-1][1] if headings else "Anfang"
    number = 2
    locator = name
    while locator in taken:
        locator, number = f"{name} ({number})", number + 1
    return Section(locator=locator, text=text, path=tuple(h[1] for h in headings[:-1]))


def _first_heading(body: str) -> str:
    return next((m[2] for line in body.splitlines() if (m := _HEADING.match(line))), "")


def _strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


def _date(value: object, name: str) -> date | None:
    if value is None or isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UnreadableSource(
            f"{name}: „stand: {value}“ ist kein Datum. Bitte JJJJ-MM-TT schreiben."
        ) from error


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
