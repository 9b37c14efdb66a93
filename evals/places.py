"""Places as suites write them: "sgb_3 § 82 Abs. 2", "fahrkosten Kurz gesagt", or a document alone."""

from __future__ import annotations

import re

# a § of a law, a slide: not to be exchanged for another of its document
_BY_ITSELF = re.compile(r"^(?:§|Art\.|Anlage|Folie \d)")
_PAGE = re.compile(r"^S\. \d+")


def place(document_id: str, locator: str) -> str:
    """The place's written form."""
    return f"{document_id} {locator}"


def document_of(written: str) -> str:
    """The document's id."""
    return written.partition(" ")[0]


def paragraph_of(written: str) -> str:
    """The place without its Absatz; of a factsheet or another text in headings, the document."""
    document, _, locator = written.partition(" ")
    page = _PAGE.match(locator)
    if page:  # "S. 2, Antrag": a heading further down the page
        return f"{document} {page[0]}"
    return f"{document} {locator.partition(' Abs. ')[0]}" if _BY_ITSELF.match(locator) else document


def matches(written: str, gold: str, *, whole_paragraph: bool) -> bool:
    """Whether a place answers for a gold place: the same Absatz, or (`whole_paragraph`) any
    Absatz of the same §.
    """
    if " " not in gold:
        return document_of(written) == gold
    return paragraph_of(written) == paragraph_of(gold) if whole_paragraph else written == gold
