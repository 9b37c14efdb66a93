"""What a consultation that begins with a statement ("Ich berate eine Verkäuferin, 44.") is answered: what was
noted, what of firm, person and course is still to be told, and what may be asked.

Nothing is searched for it: who asks nothing is not told that nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chains.blocks.kinds import Lead, Paragraph, ParagraphLine, words
from chains.case.views import parts_of
from chains.funding.consultation.asked import SIZE
from chains.funding.consultation.guide_answers import next_questions
from chains.funding.consultation.own_words import has_own_matter
from chains.question.follow_up import asks_something
from knowledge.german.wording import listed

if TYPE_CHECKING:
    from chains.blocks.kinds import Blocks
    from chains.funding.consultation.asked import Consulting

# who speaks of oneself, of one's firm or of somebody who is advised, in a sentence of one's own
_OF_ONESELF = re.compile(
    r"(?i)\b(?:ich|wir|mein\w*|unser\w*|uns|mir|mich|kolleg\w+|mitarbeiter\w*|kund(?:e|in|en|innen)|klient\w*"
    r"|ratsuchende\w*)\b"
)
_A_SENTENCE = 4  # words
_A_CASE = 2  # facts
_SHOWN = 3  # questions
_PERSON = frozenset({"age", "degree", "years_since_degree"})
_MISSING = ((SIZE, "Betrieb (wie viele Beschäftigte)"), (_PERSON, "Person (Alter, Berufsabschluss)"))
_COURSE = "Kurs (Ziel, Stunden, Kosten)"


def opens(state: Consulting) -> bool:
    """Whether a message begins a consultation with a statement, from which nothing can be decided yet."""
    if state.earlier or asks_something(state.question):
        return False
    sentence = len(state.question.split()) >= _A_SENTENCE and bool(_OF_ONESELF.search(state.question))
    tells = bool(state.told.fresh)
    return sentence and (tells or not has_own_matter(state.question))


def remarks(state: Consulting) -> bool:
    """Whether a message in a case that is told states something in which nothing was read that counts."""
    short = len(state.question.split()) < _A_SENTENCE
    if short or not state.earlier or asks_something(state.question) or "?" in state.question:
        return False
    return len(state.told.facts) >= _A_CASE and not set(state.told.fresh)


def remarked(state: Consulting) -> Blocks:
    """What is said then: that it changes nothing as far as it was read, and what the case is."""
    lead = "Darin habe ich nichts gelesen, was an der Förderung etwas ändert."
    line = f"Notiert ist: {', '.join(parts_of(state.told.kept))}. Fragen Sie gern, was Sie wissen möchten."
    return (Lead(words(lead)), Paragraph((ParagraphLine(words(line)),)))


def opening(state: Consulting) -> Blocks:
    """What is said then."""
    told = parts_of(state.told.kept)
    noted = f"Notiert: {', '.join(told)}." if told else "Gern."
    missing = _missing(state.told.facts)
    ask = f"Was zur Förderung zählt, sind noch: {listed(missing)}." if missing else ""
    lines = [f"{ask} Oder fragen Sie gleich, worum es geht.".strip()]
    return (Lead(words(noted)), Paragraph(tuple(ParagraphLine(words(line)) for line in lines)))


def proposed(state: Consulting) -> tuple[str, ...]:
    """Questions that may be next."""
    subject = next(iter(state.asked.subjects), "beschaeftigte")
    return (next_questions(subject) or next_questions("beschaeftigte"))[:_SHOWN]


def _missing(facts: Mapping[str, Any]) -> list[str]:
    found = [said for names, said in _MISSING if not names & facts.keys()]
    return found if any(name.startswith("course.") for name in facts) else [*found, _COURSE]
