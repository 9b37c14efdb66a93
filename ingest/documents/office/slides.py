"""Reader for PowerPoint (python-pptx): a slide is a section "Folie 7" with its title as heading; notes are a
section of their own.

Chosen over markitdown, which loses the nesting of bullets, automatic numbers and that a slide
is hidden: 7 of 10 things against 10 (benchmarks/office.py).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.documents.as_of import find_stand
from ingest.documents.blocks import Cell, table_text
from ingest.documents.list_marks import BULLET, INDENT, list_mark
from ingest.documents.office.package import check_package, damaged
from ingest.documents.office.properties import properties_of
from ingest.documents.pdf.sections import page_list
from ingest.documents.raw import RawFile
from ingest.documents.titles import usable_title
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Section

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_DEEPEST = 6  # groups in groups
_BAND = 20  # shapes whose tops differ by less than a twentieth of the slide stand side by side


def parse_pptx(raw: RawFile) -> Document:
    """Read the bytes of one presentation; slides without text and hidden slides are named in the notes.

    Raises:
        UnreadableSource: damaged, unsafe, or without text.
    """
    check_package(raw.data, raw.name)
    import pptx

    try:
        deck = pptx.Presentation(io.BytesIO(raw.data))
        sections, notes = _sections(deck, raw.url.partition("#")[0])
        properties = properties_of(raw.data)
    # python-pptx raises KeyError, ValueError, lxml's and its own errors on damaged parts
    except Exception as error:
        raise damaged(raw.name, error) from error
    if not sections:
        raise UnreadableSource(
            f"{raw.name}: Die Präsentation hat keinen Text. Bilder von Text werden nicht gelesen."
        )
    said = find_stand("\n".join(section.text for section in sections))
    changed = properties.changed
    stand = said or ((changed, "laut Datei zuletzt bearbeitet") if changed else None)
    return Document(
        id=raw.document_id,
        kind="slides",
        title=properties.title or usable_title(sections[0].heading) or raw.stem,
        sections=tuple(sections),
        stand=stand[0] if stand else None,
        stand_note=stand[1] if stand else "",
        url=raw.url,
        notes=tuple(notes),
    )


def _sections(deck: Presentation, url: str) -> tuple[list[Section], list[str]]:
    sections: list[Section] = []
    empty: list[int] = []
    hidden: list[int] = []
    for number, slide in enumerate(deck.slides, 1):
        heading = " ".join(
            (slide.shapes.title.text_frame.text if slide.shapes.title is not None else "").split()
        )
        text = "\n".join(filter(None, _shape_texts(slide, deck)))
        locator, address = f"Folie {number}", f"{url}#slide={number}" if url else ""
        if text or heading:
            sections.append(Section(locator, text or heading, heading, url=address))
        else:
            empty.append(number)
        spoken = (
            slide.notes_slide.notes_text_frame.text.strip()
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None
            else ""
        )
        if spoken:
            lines = "\n".join(" ".join(line.split()) for line in spoken.splitlines() if line.strip())
            sections.append(Section(f"{locator}, Notizen", lines, heading, url=address))
        if slide.element.get("show") == "0":
            hidden.append(number)
    notes = [f"Folie {page_list(empty)} ohne Text (nur Bild)."] if empty else []
    return sections, [
        *notes,
        *([f"Folie {page_list(hidden)} ist in der Präsentation ausgeblendet."] if hidden else []),
    ]


def _shape_texts(slide: Slide, deck: Presentation) -> Iterator[str]:
    """Texts of a slide's shapes without its title, from top to bottom, side by side from left to right."""
    title = slide.shapes.title
    band = max(int(deck.slide_height or 1) // _BAND, 1)
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    yield from (text for shape in _ordered(shapes, band) for text in _texts(shape, band, 0))


def _ordered(shapes: list[Any], band: int) -> list[Any]:
    return sorted(shapes, key=lambda s: ((s.top or 0) // band, s.left or 0))


def _texts(shape: Any, band: int, depth: int) -> Iterator[str]:
    from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

    if shape.is_placeholder and shape.placeholder_format.type in {
        PP_PLACEHOLDER.SLIDE_NUMBER,
        PP_PLACEHOLDER.DATE,
        PP_PLACEHOLDER.FOOTER,
        PP_PLACEHOLDER.HEADER,
    }:
        return
    if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        if depth < _DEEPEST:
            yield from (
                text
                for inner in _ordered(list(shape.shapes), band)
                for text in _texts(inner, band, depth + 1)
            )
    elif getattr(shape, "has_table", False):
        yield _table(shape.table)
    elif getattr(shape, "has_chart", False):
        yield _chart(shape.chart)
    elif shape.has_text_frame:
        listed = shape.is_placeholder and shape.placeholder_format.type in {
            PP_PLACEHOLDER.BODY,
            PP_PLACEHOLDER.OBJECT,
        }
        yield _paragraphs(shape.text_frame, listed=listed)
    else:
        yield _diagram(shape)


def _paragraphs(frame: Any, *, listed: bool) -> str:
    """Paragraphs of a text frame; bullets and numbers as the slide shows them, as far as the
    slide itself says so.
    """
    lines: list[str] = []
    counts: dict[int, int] = {}
    several = sum(1 for p in frame.paragraphs if p.text.strip()) > 1
    for paragraph in frame.paragraphs:
        words = _words(paragraph)
        if not words:
            continue
        level = paragraph.level
        properties = paragraph._p.find(f"{_A}pPr")  # noqa: SLF001 - bullets are not in python-pptx's interface
        numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
        bulleted = properties is not None and (
            properties.find(f"{_A}buChar") is not None or properties.find(f"{_A}buBlip") is not None
        )
        plain = properties is not None and properties.find(f"{_A}buNone") is not None
        counts = {key: count for key, count in counts.items() if key <= level}
        if numbered is not None:
            counts[level] = counts.get(level, int(numbered.get("startAt") or 1) - 1) + 1
            kind = str(numbered.get("type") or "arabicPeriod")
            first = "a" if kind.startswith("alphaLc") else "A" if kind.startswith("alphaUc") else "1"
            lines.append(f"{INDENT * level}{list_mark(first, counts[level])} {words}")
        elif bulleted or (listed and several and not plain):
            lines.append(f"{INDENT * level}{BULLET} {words}")
        else:
            lines.append(words)
    return "\n".join(lines)


def _words(paragraph: Any) -> str:
    """A paragraph without what is struck out."""
    runs = list(paragraph._p.iter(f"{_A}r"))  # noqa: SLF001 - as above
    kept = [run for run in runs if not _is_struck(run)]
    text = "".join(run.findtext(f"{_A}t") or "" for run in kept) if len(kept) < len(runs) else paragraph.text
    return " ".join(text.replace("\v", " ").split())


def _is_struck(run: Any) -> bool:
    own = run.find(f"{_A}rPr")
    return own is not None and own.get("strike", "noStrike") != "noStrike"


def _cell_text(frame: Any) -> str:
    return " ".join(filter(None, (_words(paragraph) for paragraph in frame.paragraphs)))


def _table(table: Any) -> str:
    rows = []
    for number, row in enumerate(table.rows):
        head = number == 0 and bool(table.first_row)
        rows.append(
            [
                Cell(_cell_text(c.text_frame), c.span_width, c.span_height, head)
                for c in row.cells
                if not c.is_spanned
            ]
        )
    return table_text(rows, 1 if table.first_row else 0)


def _chart(chart: Any) -> str:
    """A chart's figures as a table: categories by line, series by column."""
    title = chart.chart_title.text_frame.text if chart.has_title and chart.chart_title.has_text_frame else ""
    plot = next(iter(chart.plots), None)
    if plot is None:
        return title
    series = list(plot.series)
    rows = ["\t".join(["", *(s.name or "" for s in series)])]
    values = [list(s.values) for s in series]
    for number, category in enumerate(plot.categories):
        figures = (
            f"{v[number]:g}".replace(".", ",") if number < len(v) and v[number] is not None else ""
            for v in values
        )
        rows.append("\t".join([str(category), *figures]))
    return "\n".join(filter(None, (title, *rows)))


def _diagram(shape: Any) -> str:
    """The words of a SmartArt diagram, in the order of its data."""
    from lxml import etree

    link = next(shape.element.iter(_DIAGRAM), None)
    if link is None:
        return ""
    data = shape.part.related_part(link.get(_RELATION)).blob
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    words = ("".join(t.text or "" for t in p.iter(f"{_A}t")) for p in root.iter(f"{_A}p"))
    return "\n".join(f"{BULLET} {' '.join(line.split())}" for line in words if line.strip())
