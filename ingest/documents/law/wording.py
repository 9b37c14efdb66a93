"""Wording of gii-norm text: lists on lines of their own, CALS tables with tabs, nothing added
but white space.
"""

from __future__ import annotations

import re

from lxml import etree

_SPACES = re.compile(r"[ \t\r\n\xa0]+")
_APART = {"Footnotes", "fussnoten"}  # kept apart from the wording
_INDENT = "   "


def absaetze(text: etree._Element) -> list[str]:
    """The paragraphs of a norm's `text` element in order; each P is one, loose content between them too."""
    paragraphs: list[str] = []
    for block in text:
        if block.tag in _APART:
            continue
        paragraphs += _block_paragraphs(block)
    return [p for p in paragraphs if p]


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
        parts += [_render_element(child, depth), _SPACES.sub(" ", child.tail or "")]
    return "".join(parts)


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
    rows = [
        "\t".join(" ".join(_render(entry, 0).split()) for entry in row.iterfind("entry"))
        for row in table.iter("row")
    ]
    title = table.find("Title")
    return "\n".join(([_tidy(_render(title, 0))] if title is not None else []) + rows)


def _tidy(text: str) -> str:
    """Trims lines on the right and drops empty ones; indentation and tabs, which carry structure, stay."""
    lines = [line.rstrip(" \xa0") for line in text.split("\n")]
    kept = [line if line.startswith(_INDENT) else line.lstrip(" ") for line in lines]
    return "\n".join(line for line in kept if line.strip())
