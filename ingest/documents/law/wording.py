"""Wording of gii-norm text: lists on lines of their own, CALS tables with tabs; what is set small and is no
wording (numbers of sentences, footnotes below a star) stands apart.
"""

from __future__ import annotations

import re

from lxml import etree

from ingest.documents.blocks import RAISED, Cell, table_text

_SPACES = re.compile(r"[ \t\r\n\xa0]+")
_APART = {"Footnotes", "fussnoten"}  # kept apart from the wording
_INDENT = "   "
_MARK = r"(?:\*{1,4}|\+{1,3}|†)\)"  # of a footnote that hangs below the text
_STAR_NOTE = re.compile(rf"^\s*{_MARK}")
_RULE = re.compile(r"^\s*[-_–]{3,}\s*$")
_STAR_MARK = re.compile(rf"(?<=[\w.,“)])\s?{_MARK}")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.;:!?)“\"])\s*$")


def absaetze(text: etree._Element) -> list[str]:
    """The paragraphs of a norm's `text` element in order; each P is one, loose content between them too."""
    paragraphs: list[str] = []
    for block in text:
        if block.tag in _APART:
            continue
        paragraphs += _block_paragraphs(block)
    return [p for p in paragraphs if p]


def without_star_notes(paragraph: str) -> tuple[str, str]:
    """A paragraph and the footnotes that hang below it ("*) Gemäß Artikel 14 …"), their marks taken out."""
    lines = paragraph.split("\n")
    first = next((i for i, line in enumerate(lines) if _STAR_NOTE.match(line)), len(lines))
    kept = lines[:first]
    while kept and first < len(lines) and _RULE.match(kept[-1]):
        kept.pop()
    return _STAR_MARK.sub("", "\n".join(kept)), "\n".join(line.strip() for line in lines[first:])


def inline_text(element: etree._Element) -> str:
    """All text below an element on one level, line breaks as line ends."""
    return _tidy(_render(element, 0))


def _block_paragraphs(block: etree._Element) -> list[str]:
    """A Content's or TOC's children, each a paragraph; text that stands loose joins the one before it."""
    paragraphs = [_tidy(block.text or "")]
    for child in block:
        nested = child.tag in {"Content", "TOC"}
        paragraphs += _block_paragraphs(child) if nested else [_tidy(_render_element(child, 0))]
        if (child.tail or "").strip():
            paragraphs[-1] = f"{paragraphs[-1]}\n{_tidy(child.tail or '')}".strip("\n")
    return paragraphs


def _render(element: etree._Element, depth: int) -> str:
    parts = [_SPACES.sub(" ", element.text or "")]
    for child in element:
        small = child.tag == "SUP"
        parts += [
            _raised(child, "".join(parts)) if small else _render_element(child, depth),
            _SPACES.sub(" ", child.tail or ""),
        ]
    return "".join(parts)


def _raised(sup: etree._Element, before: str) -> str:
    """What a raised text is: the number of a sentence, which is no wording ("³Der maßgebende"), or a mark."""
    text = _SPACES.sub(" ", "".join(map(str, sup.itertext())))
    follows = (sup.tail or "").lstrip()[:1]
    counts = text.strip().isdecimal() and _SENTENCE_BEGINS.search(before[-20:])
    if sup.get("class") == "Rec" or (counts and (follows.isupper() or follows in "„(§")):
        return ""
    return text.translate(RAISED)


def _render_element(element: etree._Element, depth: int) -> str:
    match element.tag:
        case "BR":
            return "\n"
        case "DL":
            return _list(element, depth)
        case "table":
            return f"\n{_table(element)}\n"
        case "P" | "Title" | "Ident" | "kommentar" | "pre":
            return f"\n{_render(element, depth)}\n"
        case tag if tag in _APART:
            return ""
        case _:
            return _render(element, depth)


def _list(dl: etree._Element, depth: int) -> str:
    lines: list[str] = []
    for child in dl:
        if child.tag == "DT":
            lines.append(f"{_INDENT * depth}{_tidy(_render(child, depth))}")
        else:  # DD: its LAs are the item's text, a nested list goes one step deeper
            content = _tidy(
                "\n".join(_render(la, depth + 1) for la in child) if len(child) else (child.text or "")
            )
            lines[-1:] = [f"{lines[-1]} {content}" if lines else content]
    return "\n" + "\n".join(lines) + "\n"


def _table(table: etree._Element) -> str:
    title = table.find("Title")
    parts = [_tidy(_render(title, 0))] if title is not None else []
    return "\n".join([*parts, *(_group(group) for group in table.iterfind("tgroup"))])


def _group(group: etree._Element) -> str:
    """One CALS group of rows: what spans rows or columns is said in each."""
    names = [spec.get("colname", "") for spec in group.iterfind("colspec")]
    heads = group.findall("thead/row")
    rows = [*heads, *group.findall("tbody/row"), *group.findall("tfoot/row")]
    cells = [
        [_cell(entry, names, index < len(heads)) for entry in row.iterfind("entry")]
        for index, row in enumerate(rows)
    ]
    head, *lines = table_text(cells, len(heads) or None).split("\n")
    if lines and "\t" not in head and "\t" in lines[0]:
        head += "\t"  # its other cells are empty: still the table's head, which long tables repeat
    return "\n".join([head, *lines])


def _cell(entry: etree._Element, names: list[str], head: bool) -> Cell:
    first, last = entry.get("namest", ""), entry.get("nameend", "")
    columns = names.index(last) - names.index(first) + 1 if first in names and last in names else 1
    more = entry.get("morerows", "0")
    return Cell(_render(entry, 0), max(columns, 1), 1 + (int(more) if more.isdecimal() else 0), head)


def _tidy(text: str) -> str:
    """Trims lines on the right and drops empty ones; indentation and tabs, which carry structure, stay."""
    lines = [line.rstrip(" \xa0") for line in text.split("\n")]
    kept = [line if line.startswith(_INDENT) else line.lstrip(" ") for line in lines]
    return "\n".join(line for line in kept if line.strip())
