"""What is said about a question beside its answer: what was left out of it, how it was read, its language,
another Land.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chains.blocks.kinds import Notice
from chains.extract.standing import lands_of
from chains.question.language import GERMAN, foreign_notice

if TYPE_CHECKING:
    from chains.answer import Citation
    from chains.question.analysis import Analysis

NAMED = Notice(
    "In Ihrem Text stehen Namen. Danach suche ich nicht; bitte lassen Sie Namen und andere persönliche Daten"
    " weg."
)


def about_question(analysis: Analysis, citations: Sequence[Citation] = ()) -> list[Notice]:
    """What has to be said about the question itself: how it was read, its language, another Land."""
    said: list[str] = []
    if analysis.corrections:
        read = ", ".join(f"„{c.read}“ (statt „{c.typed}“)" for c in analysis.corrections)
        said.append(f"Gelesen als: {read}.")
    if analysis.language != GERMAN:
        said.append(foreign_notice(analysis.language))
    of_it = bool(citations) and analysis.land in lands_of(citations[0].passage)
    if analysis.land and not of_it:
        said.append(
            f"Es geht um {analysis.land}. Meine Quellen sind Bundesrecht und Nordrhein-Westfalen; was"
            " dieses Land selbst regelt, steht hier nicht."
        )
    return list(map(Notice, said))
