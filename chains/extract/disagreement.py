"""Sources that say different things of the same: found by figures that differ in sentences which are else
alike, and put side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.blocks.kinds import Block, DisagreeingPlace, Disagreement, LeadQuote, Quote, TableRows
from chains.extract.standing import is_demand, lands_of
from chains.quantities.figures import quantities_in
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.answer import Citation
    from knowledge.model.document import Hit, Passage

LOOKED_AT = 6  # best places that are compared
_MOST = 3  # sides that are shown
_LONGEST = 420  # characters of a side's sentence
# share of the question's words, by rarity, that a place and its title hold, and of the shorter sentence's
# words that the other one has too (`wbm eval run` on the law suites, zusatz and zusatz-arten, 2026-11-29)
_SAME_MATTER, _ALIKE = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class AnsweringWords:
    """What of a place answers: a sentence, or a row in words; `read`: the same with the units that a row's
    heads give it.
    """

    text: str
    read: str


@dataclass(frozen=True, slots=True)
class Side:
    """A place with what of it answers."""

    hit: Hit
    answering: AnsweringWords

    @property
    def said(self) -> str:
        """Word for word."""
        return self.answering.text

    @property
    def passage(self) -> Passage:
        """The place."""
        return self.hit.passage


def disagreeing(
    hits: Sequence[Hit],
    answering: Callable[[Passage], AnsweringWords | None],
    share: Callable[[str], float],
    names_subject: Callable[[str], bool],
    is_added: Callable[[Passage], bool],
) -> tuple[Side, ...]:
    """The places that say different things of what was asked, nearest to the law and newest first; () where
    none do. The first place is one of them: it is what would lead.

    `answering`: what of a place answers best; `share`: of the question's words that a text holds;
    `names_subject`: whether a text has the rarest noun of the question; `is_added`: whether somebody added
    the document. Two shipped sources, which editors keep beside each other, are not compared, and what is
    demanded or holds in different Länder is no other rule.
    """
    if not hits:
        return ()
    first = is_added(hits[0].passage)
    compared = [hits[0], *(hit for hit in hits[1:LOOKED_AT] if first or is_added(hit.passage))]
    if len(compared) == 1:
        return ()  # before any sentence is read for it
    sides = [Side(hit, said) for hit in compared if (said := answering(hit.passage))]
    sides = [side for side in sides if _is_comparable(side, share, names_subject)]
    if not sides or sides[0].hit is not hits[0]:
        return ()
    found = [sides[0]]
    for side in sides[1:]:
        new = side.passage.document.id not in {one.passage.document.id for one in found}
        if new and _differ(sides[0], side):
            found.append(side)
    return tuple(sorted(found[:_MOST], key=_order)) if len(found) > 1 else ()


def _is_comparable(side: Side, share: Callable[[str], float], names_subject: Callable[[str], bool]) -> bool:
    title = f"{side.passage.document.title} {side.passage.section.heading} {side.passage.section.locator}"
    return (
        len(side.said) <= _LONGEST
        and not is_demand(side.passage, side.said)
        and names_subject(f"{title} {side.said}")
        and share(f"{title} {side.said}") >= _SAME_MATTER
    )


def _differ(one: Side, other: Side) -> bool:
    """Whether two sentences are about the same and have no figure in common, but some of the same unit."""
    here, there = lands_of(one.passage), lands_of(other.passage)
    if here and there and not here & there:
        return False
    first, second = (_figures(side.answering.read) for side in (one, other))
    if first & second or not {unit for _, unit in first} & {unit for _, unit in second}:
        return False
    words, others = (_words(side.said) for side in (one, other))
    return bool(words and others) and len(words & others) >= _ALIKE * min(len(words), len(others))


def _figures(text: str) -> set[tuple[str, str]]:
    return {(figure.value, figure.unit) for figure in quantities_in(text) if figure.unit}


def _words(text: str) -> set[str]:
    units = {term for figure in quantities_in(text) for term in terms(figure.unit)}
    return {term for term in terms(text) if not any(c.isdigit() for c in term)} - units


def _order(side: Side) -> tuple[bool, int]:
    """A rule before what tells of it, then the newer one."""
    stand = side.passage.document.stand
    return side.passage.document.kind != "law", -(stand.toordinal() if stand else 0)


def led_with(said: Iterable[Block]) -> list[str]:
    """What the first places of an extract lead with, one a citation: the sides, else the first lead."""
    for block in said:
        if isinstance(block, Disagreement):
            return [place.said for place in block.places]
        if isinstance(block, LeadQuote):
            return [block.said]
        if isinstance(block, TableRows):
            return [" ".join(block.rows[0])]
        if isinstance(block, Quote):
            return [block.words]
    return []


def disagreement(sides: Sequence[Side], citations: Iterable[Citation]) -> Disagreement:
    """The block, each side with the number it is cited by."""
    return Disagreement(
        tuple(
            DisagreeingPlace(
                citation.label,
                side.said,
                citation.n,
                side.passage.document.stand,
                side.passage.document.kind == "law",
            )
            for side, citation in zip(sides, citations, strict=False)
        )
    )
