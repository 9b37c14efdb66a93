"""From a proof ("SGB III § 82 Abs. 2 Satz 4 Nr. 1") to the indexed passage: the law's own Absatz, else the
factsheet that explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chains.quantities.figures import figures_in
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.retrieval.searcher import Searcher
    from knowledge.model.document import Passage

_PROOF = re.compile(r"^(?P<law>[^§]{2,40}) § (?P<paragraph>\d+[a-z]?)(?: Abs\. (?P<absatz>\d+[a-z]?))?")


def place_of(proof: str) -> tuple[str, str, str] | None:
    """(law, paragraph, Absatz or "") of a proof; None if it is no place of a law."""
    match = _PROOF.match(proof)
    return (match["law"], match["paragraph"], match["absatz"] or "") if match else None


def passage_of(proof: str, searcher: Searcher, said: str = "") -> Passage | None:
    """The passage that proves what is `said`; None where neither the law nor a factsheet about the place is
    indexed.
    """
    place = place_of(proof)
    if place is None:
        return None
    law, paragraph, absatz = place
    document = next(
        (key for key, head in searcher.state.heads.items() if head.kind == "law" and head.title == law), None
    )
    if document is not None:
        found = searcher.place(document, paragraph, absatz)
        return found[0] if found else None
    return max(
        _in_factsheets(law, paragraph, absatz, searcher),
        key=lambda passage: _shared(said, passage.section.text),
        default=None,
    )


def _in_factsheets(law: str, paragraph: str, absatz: str, searcher: Searcher) -> Iterator[Passage]:
    told = f"(§ {paragraph} Abs. {absatz} {law})" if absatz else f"(§ {paragraph} {law})"
    for key, head in searcher.state.heads.items():
        if head.kind != "factsheet" or not any(f"§ {paragraph}" in basis for basis in head.legal_basis):
            continue
        places = [
            section.locator for section in searcher.library.sections(key) if section.locator.endswith(told)
        ]
        yield from searcher.library.passages_at(key, places)


def _shared(said: str, text: str) -> tuple[int, int]:
    """How many figures and how many terms of what is said a section holds: a factsheet gives one Absatz
    several sections, its rule and its exceptions.
    """
    return len(figures_in(said) & figures_in(text)), len(set(terms(said)) & set(terms(text)))
