"""Reader for the law XML of gesetze-im-internet.de (gii-norm 1.01): one Section an Absatz, wording exact.

Format: http://www.gesetze-im-internet.de/dtd/1.01/gii-norm.dtd (never fetched; the parser knows
no DTD and no entities).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from lxml import etree

from ingest.documents.law.wording import absaetze, inline_text, without_star_notes
from ingest.documents.settled import settled
from ingest.files import read_bytes
from knowledge.errors import UnreadableSource
from knowledge.german.law_names import short_name
from knowledge.model.document import Document, Section, Status

_SITE = "https://www.gesetze-im-internet.de"
_ABSATZ = re.compile(r"\(\s*(\d+[a-z]*)\s*\)")
_REPEALED = re.compile(
    r"(?:[(\[]|(?<![\s(\[]))\s*+(weggefallen|aufgehoben|gegenstandslos)\s*+[)\]]?\.?", re.IGNORECASE
)
_RANGE_MARK = re.compile(r"^\(XXXX\)\s*")
# "(Artikel 1 des Gesetzes vom …)" after a book's title
_LAW_SOURCE = re.compile(r"(?<![\s-])[\s-]*+\(Artikel[^()]*+\)$")
_LISTED = re.compile(r"^\s*(?:\d{1,2}\.|[a-z]{1,2}\)|[-–•])\s")
_STAR = re.compile(r"(?:(?<!\s)\s+)?(?:\*{1,4}|\+{1,3}|†)\)?$")
_SINGLE = re.compile(r"^§\s*(\d+[a-z]*)$")


@dataclass(frozen=True, slots=True)
class _Heading:
    """One open heading; the length of its Gliederungskennzahl is its depth."""

    depth: int
    text: str


def read_law(path: Path) -> Document:
    """Read one gii-norm file; the document's id is the file's stem.

    Raises:
        UnreadableSource: not XML, truncated, with entity declarations, empty, or not a gii-norm file.
    """
    return parse_law(_load(path), document_id=path.stem, name=path.name)


def parse_law(data: bytes, *, document_id: str, name: str) -> Document:
    """Parse the bytes of a gii-norm file; `name` is what error messages call it."""
    root = _root(data, name)
    head = root.find("norm")
    if root.tag != "dokumente" or head is None:
        raise UnreadableSource(
            f"{name}: Das ist kein Gesetz im Format gii-norm (erwartet wird <dokumente> mit <norm>). "
            "Bitte die XML-Datei von gesetze-im-internet.de nehmen."
        )
    metadata = head.find("metadaten")
    jurabk = _field(metadata, "jurabk")
    base = f"{_SITE}/{document_id}"
    title = short_name(jurabk, _field(metadata, "amtabk"))
    return settled(
        Document(
            id=document_id,
            kind="law",
            title=title,
            long_title=_field(metadata, "kurzue") or _LAW_SOURCE.sub("", _field(metadata, "langue")) or title,
            sections=tuple(_unique(_with_announcement(_sections(root, base)))),
            stand=_builddate(root.get("builddate", "")),
            stand_note="; ".join(_field(s, "standkommentar") for s in head.iterfind("metadaten/standangabe")),
            url=f"{base}/",
            licence="amtliches Werk (§ 5 UrhG)",
            region="Deutschland",
        )
    )


def _load(path: Path) -> bytes:
    return read_bytes(path, str(path))


def _root(data: bytes, name: str) -> etree._Element:
    if not data.strip():
        raise UnreadableSource(f"{name}: Die Datei ist leer. Bitte neu herunterladen.")
    if b"<!ENTITY" in data:
        raise UnreadableSource(
            f"{name}: Die Datei deklariert XML-Entitäten und wird deshalb nicht gelesen (Schutz vor"
            " Angriffen)."
        )
    parser = etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(
            f"{name}: Kein gültiges XML ({error}). Die Datei ist beschädigt, abgeschnitten oder falsch"
            " kodiert; bitte neu herunterladen."
        ) from error


def _field(parent: etree._Element | None, tag: str) -> str:
    element = parent.find(tag) if parent is not None else None
    return " ".join(inline_text(element).split()) if element is not None else ""


def _builddate(stamp: str) -> date | None:
    try:
        return datetime.strptime(stamp[:8], "%Y%m%d").date()
    except ValueError:
        return None


def _sections(root: etree._Element, base: str) -> list[Section]:
    sections: list[Section] = []
    open_headings: list[_Heading] = []
    for norm in root.iterfind("norm"):
        metadata = norm.find("metadaten")
        unit = metadata.find("gliederungseinheit") if metadata is not None else None
        enbez = _RANGE_MARK.sub("", _field(metadata, "enbez"))
        if unit is not None and not enbez:
            depth = len(_field(unit, "gliederungskennzahl"))
            text = " ".join(filter(None, (_field(unit, "gliederungsbez"), _field(unit, "gliederungstitel"))))
            open_headings = [h for h in open_headings if h.depth < depth] + [_Heading(depth, text)]
        sections += _norm_sections(
            norm, enbez or (text if unit is not None else "Vorspann"), open_headings, base
        )
    return sections


def _with_announcement(sections: list[Section]) -> list[Section]:
    """An announcement has no § and no Anlage: its text stands where other laws have their preamble. It is the
    matter then, paragraph by paragraph.
    """
    if any(s.status is not Status.APPARATUS for s in sections):
        return sections
    found: list[Section] = []
    for section in sections:
        found += _paragraphs(section) if section.locator == "Vorspann" else [section]
    return found


def _paragraphs(preamble: Section) -> list[Section]:
    """The paragraphs of an announcement as places; a table or list belongs to the paragraph before it."""
    blocks: list[str] = []
    for line in preamble.text.split("\n"):
        if blocks and ("\t" in line or _LISTED.match(line) or blocks[-1].endswith(":")):
            blocks[-1] = f"{blocks[-1]}\n{line}"
        else:
            blocks.append(line)
    return [
        replace(
            preamble,
            locator=f"Absatz {number}",
            text=text,
            status=Status.IN_FORCE,
            footnotes=preamble.footnotes if number == 1 else "",
        )
        for number, text in enumerate(blocks, 1)
    ]


def _norm_sections(
    norm: etree._Element, designation: str, headings: list[_Heading], base: str
) -> list[Section]:
    content = norm.find("textdaten/text")
    if content is None:
        return []
    heading = _STAR.sub("", _field(norm.find("metadaten"), "titel"))
    groups = _grouped(absaetze(content))
    paragraphs = [text for _, text, _ in groups]
    body = " ".join(paragraphs).strip()
    repealed = bool(_REPEALED.fullmatch(heading)) or bool(_REPEALED.fullmatch(body))
    if not body and not repealed:
        return []
    place = Section(
        locator=_designation(designation),
        text="",
        heading=heading,
        path=tuple(h.text for h in headings),
        url=_web_address(designation, base),
        status=Status.REPEALED if repealed else _apparatus(designation),
    )
    sections = [
        replace(place, locator=_locator(place.locator, number), text=text, footnotes=notes)
        for number, text, notes in groups
    ]
    for index, section in enumerate(sections):
        if _REPEALED.fullmatch(_ABSATZ.sub("", section.text, count=1).strip()):
            sections[index] = replace(section, status=Status.REPEALED)
    notes = _footnotes(norm)
    if notes and sections:
        sections[0] = replace(sections[0], footnotes="\n".join(filter(None, (sections[0].footnotes, notes))))
    return sections


def _grouped(paragraphs: list[str]) -> list[tuple[str, str, str]]:
    """(Absatz number or "", text, footnotes): a paragraph without a number goes on with the one before."""
    groups: list[tuple[str, str, str]] = []
    for paragraph in paragraphs:
        text, notes = without_star_notes(paragraph)
        number = _ABSATZ.match(text)
        if number and number[1] not in {n for n, *_ in groups}:
            groups.append((number[1], text, notes))
        elif groups:
            groups[-1] = (
                groups[-1][0],
                "\n".join(filter(None, (groups[-1][1], text))),
                "\n".join(filter(None, (groups[-1][2], notes))),
            )
        elif text.strip():
            groups.append(("", text, notes))
    return groups or [("", "", "")]


def _designation(enbez: str) -> str:
    """The written form of a norm's designation: "§ 82a", "Art. 1", "Anlage 2"."""
    enbez = _STAR.sub("", enbez)
    return re.sub(r"^Art\.?\s+", "Art. ", re.sub(r"^(§§?)\s*", r"\1 ", enbez))


def _locator(designation: str, absatz: str) -> str:
    return f"{designation} Abs. {absatz}" if absatz else designation


def _web_address(enbez: str, base: str) -> str:
    single = _SINGLE.match(enbez)
    if single:
        return f"{base}/__{single[1]}.html"
    appendix = re.match(r"^Anlage(?:\s+(\w+))?$", enbez)
    if appendix:
        return f"{base}/anlage{f'_{appendix[1].lower()}' if appendix[1] else ''}.html"
    article = re.match(r"^Art\.?\s+(\d+[a-z]*)$", enbez)
    return f"{base}/art_{article[1]}.html" if article else f"{base}/"


def _apparatus(enbez: str) -> Status:
    return (
        Status.APPARATUS
        if enbez in {"Inhaltsübersicht", "Inhaltsverzeichnis", "Eingangsformel", "Vorspann"}
        else Status.IN_FORCE
    )


def _footnotes(norm: etree._Element) -> str:
    places = norm.findall("textdaten/fussnoten") + norm.findall("textdaten/text/Footnotes")
    return "\n".join(filter(None, (" ".join(inline_text(place).split()) for place in places)))


def _unique(sections: list[Section]) -> list[Section]:
    """Two norms can bear one designation ("Anlage" twice): the later ones are numbered, so a
    locator names one place.
    """
    seen: dict[str, int] = {}
    result: list[Section] = []
    for section in sections:
        seen[section.locator] = count = seen.get(section.locator, 0) + 1
        version = f" ({count}. Fassung)" if section.locator.startswith(("§", "Art.")) else f" ({count})"
        result.append(section if count == 1 else replace(section, locator=f"{section.locator}{version}"))
    return result
