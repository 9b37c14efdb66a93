"""A cited place as the side panel shows it: JSON that public/elements/Fundstelle.jsx draws. Text goes in as
text, never as markup.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.answer import german_date
from chains.extract.decisive import LineSegment, marked_lines, plain_lines
from chains.extract.warnings import run_out
from knowledge.model.document import Status

if TYPE_CHECKING:
    from chains.answer import Answer, Citation
    from knowledge.model.document import Section

_WEB = re.compile(r"https?://[^\s<>\"]+$")
_FACTSHEET_NAME = re.compile(r" \(Faktenblatt „[^„\n]*“\)$")
_INDENT = 3  # spaces of a list's level in a section's text


def short_label(citation: Citation) -> str:
    """What a mark shows when it is pointed at: "SGB III § 82 Abs. 2"; of a factsheet's section the law's
    place that it explains.
    """
    return _FACTSHEET_NAME.sub(" (Faktenblatt)", citation.label)


def place_props(citation: Citation, answer: Answer, today: date) -> dict[str, Any]:
    """All that is shown of a place without asking the library again, as it was quoted."""
    section, document = citation.passage.section, citation.passage.document
    return {
        "n": citation.n,
        "short": short_label(citation),
        "label": citation.label,
        "path": list(
            dict.fromkeys(
                filter(
                    None,
                    (document.long_title or document.title, *section.path, section.heading, section.locator),
                )
            )
        ),
        "stand": german_date(document.stand) + (f" ({document.stand_note})" if document.stand_note else ""),
        "notes": _validity(citation, today),
        "lines": [line_json(parts) for parts in marked_lines(citation, answer)],
        "footnotes": section.footnotes,
        "grounds": "; ".join(basis for basis in document.legal_basis if " § " not in basis),
        "licence": document.licence,
        "link": link_of(section, document.url),
    }


def section_json(section: Section) -> dict[str, Any]:
    """A neighbouring section, unmarked."""
    return {
        "label": section.locator,
        "heading": section.heading,
        "lines": [line_json(parts) for parts in plain_lines(section.text)],
    }


def line_json(parts: list[LineSegment]) -> dict[str, Any]:
    """One line: its depth in a list and its cells (one, or a table row's), each a list of [text, mark]."""
    cells: list[list[list[Any]]] = [[]]
    for part in parts:
        first, *more = part.text.split("\t")
        cells[-1].append([first, int(part.mark)])
        cells += [[[piece, int(part.mark)]] for piece in more]
    lead = cells[0][0][0] if cells[0] else ""
    return {
        "depth": (len(lead) - len(lead.lstrip(" "))) // _INDENT,
        "cells": [[piece for piece in cell if piece[0]] for cell in cells],
    }


def link_of(section: Section, document_url: str) -> str:
    """The web address of the exact place; "" if there is none that may be followed."""
    link = section.url or document_url
    return link if _WEB.match(link) else ""


def _validity(citation: Citation, today: date) -> list[dict[str, str]]:
    """What is to be known before the passage is relied on; `level` "gut" or "achtung"."""
    section, document = citation.passage.section, citation.passage.document
    notes = [
        f"Galt bis {german_date(end)}: Die Stelle nennt selbst dieses Ende, und es ist vorbei. Bitte prüfen,"
        " ob sie noch gilt."
        for end in run_out(citation.quote, today)
    ]
    if section.status is Status.REPEALED:
        notes.append("Diese Stelle ist aufgehoben.")
    if document.is_out_of_date(today):
        notes.append(
            f"Diese Quelle ist älter als vorgesehen ({document.max_age_days} Tage). Bitte die aktuelle"
            " Fassung prüfen."
        )
    if notes:
        return [{"level": "achtung", "text": note} for note in dict.fromkeys(notes)]
    if document.kind == "law":
        return [
            {
                "level": "gut",
                "text": f"In Kraft in der eingelesenen Fassung vom {german_date(document.stand)}.",
            }
        ]
    return []
