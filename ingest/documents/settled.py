"""The last step of every reader: one written form for all that a document says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from knowledge.german.unified import mended, unified
from knowledge.model.document import Document, Section


def settled(document: Document, *, torn: bool = False) -> Document:
    """The document in its one written form; `torn`: its text was set for print, which tears words apart."""

    def form(text: str) -> str:
        return mended(unified(text)) if torn else unified(text)

    return replace(
        document,
        title=form(document.title),
        long_title=form(document.long_title),
        stand_note=form(document.stand_note),
        sections=tuple(_section(section, form) for section in document.sections),
    )


def _section(section: Section, form: Callable[[str], str]) -> Section:
    return replace(
        section,
        locator=form(section.locator),
        text=form(section.text),
        heading=form(section.heading),
        path=tuple(form(name) for name in section.path),
        footnotes=form(section.footnotes),
    )
