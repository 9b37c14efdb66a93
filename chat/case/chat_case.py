"""The case a chat is about: set or cleared by a message, and whether an answer turns on it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from chains.case.conversation import written_case
from chains.case.facts import Case
from chains.case.views import case_numbers, words_of
from chains.quantities.conditions import bounds_of
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.answer import Answer

_CLEAR = re.compile(r"^\s*(?:den\s+)?Fall\s+(?:leeren|löschen|vergessen)\W*$|^\s*neuer\s+Fall\W*$", re.I)
_ASKS = re.compile(r"\?(?:\s|$)")  # a question mark that ends a sentence, not one within an address
_SET = re.compile(r"^\s*(?:neuer\s+)?Fall\s*:\s*(?P<case>.*)$", re.I | re.S)


def case_command(message: str, today: date) -> Case | None:
    """The case that a message sets ("Fall: 120 Beschäftigte, 52 Jahre") or clears ("Fall
    leeren"); None for a question, also for one that begins with its case ("Neuer Fall: 22 Leute, drei Tage.
    Wird das gefördert?").
    """
    if _CLEAR.match(message):
        return Case()
    found = _SET.match(message)
    return written_case(found["case"], today) if found and not _ASKS.search(found["case"]) else None


def matters_to(case: Case, answer: Answer) -> bool:
    """Whether a case plays a part in an answer: a rule that is cited turns on one of its numbers or speaks of
    one of its facts.
    """
    texts = [citation.passage.section.text for citation in answer.citations]
    words, numbers = [set(terms(said)) for said in words_of(case)], case_numbers(case)
    return any(numbers.number_for(bound) is not None for text in texts for bound in bounds_of(text)) or any(
        said and said <= set(terms(text)) for said in words for text in texts
    )
