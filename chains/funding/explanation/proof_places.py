"""From a proof ("SGB III § 82 Abs. 2 Satz 4 Nr. 1", a factsheet's section) to the indexed passage: the place
itself, else, of a law that is not indexed, the factsheet that explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chains.quantities.figures import figures_in
from knowledge.editorial.proof_places import name_in_proofs, proof_place
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.funding.explanation.lines import Explanation
    from chains.retrieval.searcher import Searcher
    from knowledge.model.document import DocumentHead, Passage

_PARAGRAPH = re.compile(r"§ (?P<paragraph>\d+[a-z]*)(?: Abs\. (?P<absatz>\d+[a-z]*))?$")


def place_of(proof: str) -> tuple[str, str, str] | None:
    """(law, paragraph, Absatz or "") of a proof, or (factsheet, section, ""); None if it is no place."""
    place = proof_place(proof)
    if place is None:
        return None
    match = _PARAGRAPH.match(place.locator)
    if match is None:
        return place.document, place.locator, ""
    return place.document, match["paragraph"], match["absatz"] or ""


def passage_of(proof: str, searcher: Searcher, said: str = "") -> Passage | None:
    """The passage that proves what is `said`; None where neither the place nor a factsheet about it is
    indexed.
    """
    place = place_of(proof)
    if place is None:
        return None
    named, section, absatz = place
    heads = searcher.state.heads
    document = next((key for key, head in heads.items() if name_in_proofs(head) == named), None)
    if document is not None:
        found = (
            searcher.place(document, section, absatz)
            if heads[document].kind == "law"
            else searcher.library.passages_at(document, [section])
        )
        return found[0] if found else None
    return max(
        _in_factsheets(named, section, absatz, searcher),
        key=lambda passage: _shared(said, passage.section.text),
        default=None,
    )


def rests_on(said: Explanation, document: DocumentHead) -> bool:
    """Whether what is said has its proof in a document."""
    name = name_in_proofs(document)
    places = map(place_of, said.proofs)
    return any(place is not None and place[0] == name for place in places)


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
