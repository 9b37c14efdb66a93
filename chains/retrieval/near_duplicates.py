"""Near-duplicates among hits: the same text in a brochure and on a page would say one thing twice."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.german.words import terms
from knowledge.model.document import Hit

# Jaccard similarity of word pairs from which two texts say the same (Broder 1997, resemblance of shingles)
_ALIKE = 0.9
_PAIR = 2


def without_duplicates(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that repeat an earlier one; places of laws are kept, each is a
    Fundstelle of its own.
    """
    kept: list[Hit] = []
    seen: list[frozenset[tuple[str, ...]]] = []
    for hit in hits:
        pairs = _pairs(hit.passage.section.text)
        law = hit.passage.document.kind == "law"
        if not law and any(_resemblance(pairs, other) >= _ALIKE for other in seen):
            continue
        kept.append(hit)
        seen.append(pairs)
    return kept


def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    found = terms(text)
    return frozenset(tuple(found[i : i + _PAIR]) for i in range(max(1, len(found) - 1)))


def _resemblance(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0
