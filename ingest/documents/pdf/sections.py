"""Reads a PDF's bytes with pypdf into sections, one for each page and heading; runs in a process of its own
(ingest/documents/pdf/worker.py).

A section's locator is its page, "S. 14"; a further heading on the same page is told by name,
"S. 14, Antrag". Pages are counted as in the file, since that is where `#page=14` leads.
"""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ingest.documents.as_of import find_stand
from ingest.documents.blocks import Block, Heading, Locators
from ingest.documents.parts import under_headings
from ingest.documents.pdf.flow import Style, flow, folded, half_points, join_two
from ingest.documents.pdf.furniture import without_furniture
from ingest.documents.pdf.lines import TextLine, in_reading_order, rows_of
from ingest.documents.pdf.margin import apart_from_margin, catchwords
from ingest.documents.pdf.page_text import page_text
from ingest.documents.pdf.page_tree import walked_pages
from ingest.documents.titles import usable_title
from knowledge.errors import UnreadableSource

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 3000
_SHARE_OF_TIME = 0.85  # of the budget: then reading stops and what is left is said
_FEW_CHARS = 12  # a page with less is taken for one without text
_ODD = re.compile("[\ufffd\ue000-\uefff]")  # what stands for a glyph without a known letter
_ODD_SHARE = 0.2


@dataclass(slots=True)
class PdfContent:
    """What was read: sections as (page, locator, heading, path, text), and what could not be."""

    title: str = ""
    stand: str = ""  # ISO date or ""
    stand_note: str = ""
    sections: list[tuple[int, str, str, list[str], str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)  # pages that are pictures only
    pages: int = 0


def read_pdf(data: bytes, name: str, seconds: float) -> PdfContent:
    """Read; `seconds` is the time budget: pages beyond it are named in the notes.

    Raises:
        UnreadableSource: broken, without pages, or protected by a password.
    """
    begun = time.monotonic()
    reader = _opened(data, name)
    content = PdfContent(pages=len(reader.pages))
    pages: list[list[TextLine]] = []
    heights: list[float] = []
    rules: list[list[float]] = []
    garbled: list[int] = []
    broken: list[int] = []
    pictured: list[int] = []
    struck: list[int] = []
    for number in range(1, content.pages + 1):
        if number > MOST_PAGES or time.monotonic() - begun > seconds * _SHARE_OF_TIME:
            why = f"mehr als {MOST_PAGES} Seiten" if number > MOST_PAGES else "das Lesen dauert zu lange"
            content.notes.append(f"Ab S. {number} nicht gelesen: {why}.")
            break
        try:
            page = reader.pages[number - 1]
            seen = page_text(page, reader)
            rows, lines = rows_of(seen.pieces), seen.rules
            if seen.struck:
                struck.append(number)
            height = float(page.mediabox.width if page.rotation % 180 else page.mediabox.height)
            text = "".join(row.text for row in rows)
            if _has_picture(page):
                pictured.append(number)
            if text and len(_ODD.findall(text)) > _ODD_SHARE * len(text):
                garbled.append(number)
                rows = []
        except Exception:  # noqa: BLE001 - pypdf raises whatever a malformed object makes it stumble over; the page is reported, the others kept
            broken.append(number)
            rows, lines, height = [], [], 842.0
        pages.append(rows)
        rules.append(lines)
        heights.append(height)
    for numbers, why in (
        (broken, "beschädigt"),
        (garbled, "die Schrift lässt sich nicht in Text übersetzen"),
    ):
        content.notes += [f"S. {page_list(numbers)} nicht gelesen: {why}."] if numbers else []
    if struck:
        content.notes.append(f"S. {page_list(struck)}: Durchgestrichenes ausgelassen.")
    bare = without_furniture(pages, _shifted(pages, heights))
    content.scanned = [
        number
        for number in pictured
        if number not in garbled and sum(len(row.text) for row in bare[number - 1]) < _FEW_CHARS
    ]
    _fill(content, reader, bare, rules)
    _date(content, reader, pages)
    return content


def _opened(data: bytes, name: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableSource(
                f"{name}: Das PDF ist mit einem Kennwort geschützt. Bitte eine Fassung ohne Kennwort nehmen."
            )
        count = _counted(reader)
    except UnreadableSource:
        raise
    except DependencyError as error:
        raise UnreadableSource(
            f"{name}: Die Verschlüsselung des PDF wird nicht unterstützt ({error}). Bitte eine Fassung ohne"
            " Kennwort nehmen."
        ) from error
    except Exception as error:
        raise UnreadableSource(
            f"{name}: Das PDF ist beschädigt oder abgeschnitten ({type(error).__name__}: {error}). Bitte neu"
            " herunterladen."
        ) from error
    if not count:
        raise UnreadableSource(
            f"{name}: Das PDF ist beschädigt, es hat keine Seiten. Bitte neu herunterladen."
        )
    return reader


def _counted(reader: PdfReader) -> int:
    """The number of pages; a tree that points to itself is walked once."""
    from pypdf.errors import PdfReadError

    try:
        return len(reader.pages)
    except (PdfReadError, RecursionError):
        reader.flattened_pages = walked_pages(reader)
        if not reader.flattened_pages:
            raise
        return len(reader.pages)


def _has_picture(page: PageObject) -> bool:
    """Whether the page shows an image, itself or in a form: a page that only shows one is a scan."""

    def pictures(owner: Any, depth: int) -> bool:
        resources = owner.get("/Resources")
        objects = resources.get_object().get("/XObject") if resources is not None else None
        for entry in objects.get_object().values() if objects is not None else ():
            found = entry.get_object()
            if found.get("/Subtype") == "/Image" or (
                depth < 3 and found.get("/Subtype") == "/Form" and pictures(found, depth + 1)  # noqa: PLR2004
            ):
                return True
        return False

    contents = page.get_contents()
    return pictures(page, 0) or (
        contents is not None and b"BI" in contents.get_data() and b"ID" in contents.get_data()
    )


def _shifted(pages: Sequence[Sequence[TextLine]], heights: Sequence[float]) -> list[float]:
    """Page heights as the rows have them: pages turned by their writing count from zero downwards."""
    return [
        height if not rows or rows[0].y >= 0 else 0.0 for rows, height in zip(pages, heights, strict=True)
    ]


def _fill(
    content: PdfContent, reader: PdfReader, pages: Sequence[list[TextLine]], rules: Sequence[list[float]]
) -> None:
    style = _style(pages)
    outline = _outline(reader)
    flowed = [
        _page_flow(rows, style, outline.get(number, {}), rules[number - 1])
        for number, rows in enumerate(pages, 1)
    ]
    _close_words(flowed)
    locators = Locators()
    open_headings: list[Heading] = []
    first_heading = ""
    for number, parts in enumerate(flowed, 1):
        begun = False
        for heading, blocks in under_headings(parts):
            if heading:
                open_headings = [h for h in open_headings if h.level < heading.level] + [heading]
                first_heading = first_heading or (heading.text if number == 1 else "")
            text = "\n".join(block.text for block in blocks if block.text.strip())
            if not text:
                continue
            said = open_headings[-1].text if open_headings else ""
            name = f"S. {number}, {said}" if begun and said else f"S. {number}"
            content.sections.append(
                (number, locators.unique(name), said, [h.text for h in open_headings[:-1]], text)
            )
            begun = True
    info = reader.metadata
    named = usable_title(info.title) if info and isinstance(info.title, str) else ""
    content.title = named or usable_title(first_heading)


def _page_flow(
    rows: Sequence[TextLine], style: Style, outline: Mapping[str, int], rules: Sequence[float]
) -> list[Heading | Block]:
    text, margin = apart_from_margin(rows)
    parts = _joined(
        [part for region in in_reading_order(text) for part in flow(region, style, outline, rules)]
    )
    return [*parts, Block(catchwords(margin))] if margin else parts


def _joined(parts: Sequence[Heading | Block]) -> list[Heading | Block]:
    """A paragraph that goes on in the next column is one."""
    joined: list[Heading | Block] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Heading) and isinstance(last, Heading) and _one_heading(last, part):
            joined[-1] = Heading(last.level, join_two(last.text, part.text))
        elif isinstance(part, Block) and isinstance(last, Block) and _goes_on(last.text, part.text):
            joined[-1] = Block(join_two(last.text, part.text))
        else:
            joined.append(part)
    return joined


def _one_heading(first: Heading, second: Heading) -> bool:
    """Whether a heading is the second half of the one above it."""
    return first.level == second.level and (second.text[:1].islower() or not usable_title(first.text))


def _goes_on(before: str, after: str) -> bool:
    plain = "\n" not in after and "\t" not in before + after and not after.startswith(("- ", "• "))
    return plain and after[:1].islower() and not before.rstrip().endswith((".", ":", "!", "?", ";"))


def _close_words(flowed: Sequence[list[Heading | Block]]) -> None:
    """A word divided at the end of a page is completed there."""
    for here, following in pairwise(flowed):
        last = here[-1] if here else None
        first = following[0] if following else None
        if (
            isinstance(last, Block)
            and isinstance(first, Block)
            and last.text.endswith("-")
            and first.text[:1].islower()
        ):
            word, _, rest = first.text.partition(" ")
            if rest and word not in {"und", "oder", "bzw.", "sowie"}:
                here[-1] = Block(join_two(last.text, word))
                following[0] = Block(rest)


def _style(pages: Sequence[Sequence[TextLine]]) -> Style:
    sizes: Counter[float] = Counter()
    bold = plain = 0
    for rows in pages:
        for row in rows:
            sizes[half_points(row.size)] += len(row.text)
            bold, plain = (bold + len(row.text), plain) if row.bold else (bold, plain + len(row.text))
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    larger = sorted((size for size in sizes if size >= body * 1.13), reverse=True)
    return Style(
        body,
        {size: min(level, 5) for level, size in enumerate(larger, 1)},
        bold_heads=bold < 0.3 * (bold + plain),
    )


def _outline(reader: PdfReader) -> dict[int, dict[str, int]]:
    """page -> wording of the outline's entries for it -> level."""
    found: dict[int, dict[str, int]] = {}

    def walk(entries: Sequence[Any], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, level + 1)
                continue
            page = reader.get_destination_page_number(entry)
            title = folded(str(entry.title))
            if page is not None and page >= 0 and title:
                found.setdefault(page + 1, {}).setdefault(title, level)

    try:
        walk(reader.outline, 1)
    except Exception:  # noqa: BLE001 - a broken outline is none: font sizes tell the headings then
        return {}
    return found


def _date(content: PdfContent, reader: PdfReader, pages: Sequence[Sequence[TextLine]]) -> None:
    """The state that the first or last pages tell, else the file's own date."""
    near = [*pages[:3], *pages[3:][-2:]]
    said = find_stand("\n".join(row.text.replace("\t", " ") for rows in near for row in rows))
    if said:
        content.stand, content.stand_note = said[0].isoformat(), said[1]
        return
    try:
        info = reader.metadata
        made = (info.modification_date or info.creation_date) if info else None
    except Exception:  # noqa: BLE001 - dates in PDF files are written in every way
        made = None
    # one that was made a moment ago tells when it was fetched
    if made and made.year >= 1990 and made.date() < datetime.now().date():  # noqa: PLR2004
        content.stand, content.stand_note = made.date().isoformat(), "laut Datei zuletzt bearbeitet"


def page_list(numbers: Sequence[int]) -> str:
    """Page numbers with runs taken together: "3–5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
