"""What rests on a place whose wording has changed: documents that explain it, everyday phrases kept at it,
questions it answers, funding rules that reckon with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.editorial.proof_places import name_in_proofs
from knowledge.editorial.proofs import absatz_of
from knowledge.store.changes import part_of

if TYPE_CHECKING:
    from knowledge.editorial.phrases import EverydayPhrases
    from knowledge.editorial.proofs import Proofs
    from knowledge.editorial.suites import GoldQuestion
    from knowledge.model.document import DocumentHead


@dataclass(frozen=True, slots=True)
class Consequences:
    """What people should look at again since a place ("sgb_3 § 82 Abs. 2") changed.

    `phrases`: places in phrases/<document>.yaml; `rules`: ids in knowledge/rules/.
    """

    place: str
    documents: tuple[DocumentHead, ...]
    phrases: tuple[str, ...]
    questions: tuple[GoldQuestion, ...]
    rules: tuple[str, ...] = ()


def consequences_of(
    places: Iterable[str],
    heads: Sequence[DocumentHead],
    everyday: EverydayPhrases,
    gold: Sequence[GoldQuestion],
    rules: Sequence[Proofs] = (),
) -> list[Consequences]:
    """For each place on which anything rests, what it is; in the order of the places.

    A whole § is touched by a change in one of its Absätze, and an Absatz by a change of the § that it is not
    told apart from.
    """
    found = []
    names = {head.id: name_in_proofs(head) for head in heads}
    for place in dict.fromkeys(places):
        document, _, locator = place.partition(" ")
        documents = tuple(
            head
            for head in heads
            if head.id != document and any(_touch(place, basis) for basis in head.legal_basis)
        )
        phrases = tuple(kept for kept in everyday.root.get(document, {}) if _touch(locator, kept))
        questions = tuple(
            question for question in gold if any(_touch(place, right) for right in question.places)
        )
        named = f"{names.get(document, document)} {locator}"
        resting = tuple(
            rule.rule
            for rule in rules
            if any(_touch(named, " ".join(absatz_of(proof))) for proof in rule.places)
        )
        if documents or phrases or questions or resting:
            found.append(Consequences(place, documents, phrases, questions, resting))
    return found


def _touch(changed: str, other: str) -> bool:
    return part_of(changed, other) or part_of(other, changed)
