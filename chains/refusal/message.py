"""What a refusal says: what is not here, what was looked for, what comes nearest and how to ask for it,
who may know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chains.answer import german_date, place_label
from chains.blocks.kinds import Block, LookedFor, NamedPlace, NearPlaces, NoAnswer, WhoKnows
from knowledge.german.words import STOP_WORDS

if TYPE_CHECKING:
    from datetime import date

    from chains.question.analysis import Analysis
    from knowledge.editorial.elsewhere import Matter
    from knowledge.index.phrases import NearestPhrase
    from knowledge.model.document import Hit, Passage

NOTHING = "Dazu steht nichts in meinen Quellen."
_SAID = 12  # words of what was looked for
_ASK = (
    "nach: bei Förderung die Agentur für Arbeit (Arbeitgeber-Service) oder das Jobcenter, bei Abschlüssen die"
    " zuständige Kammer, bei Landesprogrammen die Weiterbildungsberatung in Nordrhein-Westfalen"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A near place as a question that can be asked with a click: its label, and the question."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in German, who may know ("" for nobody in particular), the nearest places."""

    says: str
    ask: str = ""
    near: tuple[Proposal, ...] = ()

    def beside(self, hits: Sequence[Hit]) -> Refusal:
        """With these places as the nearest ones."""
        return replace(self, near=tuple(proposal_of(hit.passage) for hit in hits))


def proposal_of(passage: Passage) -> Proposal:
    """The question that shows a place."""
    document, section = passage.document, passage.section
    label = place_label(passage)
    if document.kind == "law":
        return Proposal(label, f"Was steht in {section.locator} {document.title}?")
    heading = section.heading or section.locator
    named = "" if heading in document.title else f" unter „{heading}“"
    return Proposal(label, f"Was steht in „{document.title}“{named}?")


def of_matter(matter: Matter) -> Refusal:
    """The refusal for a matter that stands elsewhere."""
    return Refusal(matter.says, matter.ask)


def not_indexed(missing: NearestPhrase, titles: Mapping[str, str]) -> Refusal:
    """The refusal that names the law which is not here."""
    if missing.document_id not in titles:
        return Refusal(NOTHING)
    law = titles[missing.document_id]
    return Refusal(f"Das regelt {law} {missing.locator}; dieses Gesetz ist hier nicht eingelesen.")


def of_another_year(passage: Passage) -> Refusal:
    """The refusal for a year of which the document does not speak that would answer else."""
    stand = passage.document.stand
    known = f" (Stand {stand:%d.%m.%Y})" if stand else ""
    return Refusal(
        f"Für das gefragte Jahr steht dazu nichts in meinen Quellen. „{passage.document.title}“{known}"
        " handelt davon, aber nicht in diesem Jahr."
    )


def nothing_then(day: date | None, oldest: date | None) -> Refusal:
    """The refusal where no indexed version held on the day that was asked for, or no source
    passed the filters.
    """
    if day is not None and oldest is not None and day < oldest:
        return Refusal(
            f"Für den {german_date(day)} ist keine Fassung eingelesen; die älteste hat den Stand"
            f" {german_date(oldest)}."
        )
    return Refusal(NOTHING)


def looked_for(analysis: Analysis, titles: Mapping[str, str]) -> tuple[str, ...]:
    """What was searched: the laws it named, its own words and the legal terms for them."""
    own = [
        word
        for word in re.findall(r"[^\W\d_][\w-]*", analysis.matter)
        if word.lower() not in STOP_WORDS and len(word) > 2  # noqa: PLR2004
    ]
    named = [titles[law] for law in analysis.laws if law in titles]
    return tuple(dict.fromkeys([*named, *own, *analysis.legal_terms]))[:_SAID]


def refusal_blocks(
    refusal: Refusal, gone: Sequence[tuple[str, str]], looked: tuple[str, ...] = ()
) -> tuple[Block, ...]:
    """What a refusal says: what is not here, what was looked for, the nearest places, whom to ask."""
    named = [f"{title} {locator}" for title, locator in gone]
    opening = f"{named[0]} ist weggefallen; daraus kann ich nicht antworten." if named else refusal.says
    said: list[Block] = [] if opening == NOTHING or named else [NoAnswer(NOTHING)]
    said.append(NoAnswer(opening))
    if looked:
        said.append(LookedFor(looked))
    if refusal.near:
        said.append(NearPlaces(tuple(NamedPlace(place.label) for place in refusal.near)))
    return (*said, WhoKnows(refusal.ask or _ASK))
