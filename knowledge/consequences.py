"""What rests on a place whose wording has changed: documents that explain it, everyday phrases kept at it, questions it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.changes import part_of

if TYPE_CHECKING:
    from knowledge.bridges import Bridges
    from knowledge.gold import GoldQuestion
    from knowledge.model import DocumentHead


@dataclass(frozen=True, slots=True)
class Consequences:
    """What people should look at again since a place ("sgb_3 § 82 Abs. 2") changed; `phrases`: places in bridges/<document>.yaml."""

    place: str
    documents: tuple[DocumentHead, ...]
    phrases: tuple[str, ...]
    questions: tuple[GoldQuestion, ...]


def consequences_of(places: Iterable[str], heads: Sequence[DocumentHead], bridges: Bridges, gold: Sequence[GoldQuestion]) -> list[Consequences]:
    """For each place on which anything rests, what it is; in the order of the places.

    A whole § is touched by a change in one of its Absätze, and an Absatz by a change of the § that it is not told apart from.
    """
    found = []
    for place in dict.fromkeys(places):
        document, _, locator = place.partition(" ")
        documents = tuple(head for head in heads if head.id != document and any(_touch(place, basis) for basis in head.legal_basis))
        phrases = tuple(kept for kept in bridges.root.get(document, {}) if _touch(locator, kept))
        questions = tuple(question for question in gold if any(_touch(place, right) for right in question.places))
        if documents or phrases or questions:
            found.append(Consequences(place, documents, phrases, questions))
    return found


def _touch(changed: str, other: str) -> bool:
    return part_of(changed, other) or part_of(other, changed)
