"""Whether words of a place answer, so that they may be said before the place is quoted: they have the
quantity that is asked for, the thing and whatever else the question names, and the reason or the deed where
it asks for one. What editors keep phrases for answers in words of its own, and is not asked this.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chains.blocks.kinds import TableRows
from knowledge.german.sentences import is_only_dated, split_statements
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.blocks.kinds import LeadQuote
    from chains.question.asked import AskedFor
    from chains.question.word_matching import WordMatcher
    from knowledge.model.document import Passage

_WHY = re.compile(r"\b(?:warum|wieso|weshalb|aus welchem grund)\b", re.IGNORECASE)
_BECAUSE = re.compile(
    r"\b(?:weil|denn|da|wegen|deshalb|deswegen|daher|nämlich|aufgrund|auf grund|damit|grund)\b", re.IGNORECASE
)
# "Muss man die Prämie beantragen?", "Wie lange ist sie gebunden?": what a question ends with, it is about
_LONG_WORD = 4  # letters
_BESIDE = frozenset(
    "wenn weil da bevor nachdem ohne als falls".split()
)  # begin a clause that only tells the case
_AUXILIARIES = frozenset(
    "werden wird wurde wurden haben hat sein ist kann können muss müssen darf dürfen".split()
)
_WHO = re.compile(r"^\W*(?:und |aber )?wer (\w{4,})", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:Frau|Herrn?|Dr\.|Prof\.)")
_BY_CASE = "Bei "  # as a lead begins that was chosen by the numbers of the case
# how much of what is asked for may be missing, how much more than in the whole place, and the share of the
# thing that must be there (`misleading_lead`, suites zusatz …, 2026-11-30)
_LACKS, _MORE, _THING = 0.35, 0.1, 0.75
_HALF = 0.5


def answers(lead: LeadQuote | TableRows, passage: Passage, asked: AskedFor, held: WordMatcher) -> bool:
    """Whether what would lead answers the question."""
    said = _text(lead)
    if is_only_dated(said) or not asked.is_answered_by(said, passage.section.heading):
        return False
    if lead.how.startswith(_BY_CASE):
        return True
    document, section = passage.document, passage.section
    name = held.words_of(f"{document.title} {document.long_title}")
    wanted = {term: weight for term, weight in asked.rare.items() if held.of(term, name) < 1}
    if not wanted:  # it asks for the document as a whole
        return asked.tells_kind and _is_only_one(asked, passage)
    called = f"{document.title} {document.long_title} {section.heading} {section.locator}"
    have = held.words_of(f"{called} {said}")
    lacking = asked.lacking(wanted, held, have, verbs=True)
    beside = asked.lacking(wanted, held, held.words_of(f"{called} {section.text}"), verbs=True)
    return (
        lacking <= min(_LACKS, beside + _MORE)
        and all(held.of(term, have) >= _THING for term in asked.thing)
        and _gives_what_it_must(asked, said, held, have)
    )


def _is_only_one(asked: AskedFor, passage: Passage) -> bool:
    """Whether no more than one statement of a place has what is asked for: of several sums any would do."""
    section = passage.section
    told = (asked.is_answered_by(each.text, section.heading) for each in split_statements(section.text))
    return sum(told) == 1


def _gives_what_it_must(asked: AskedFor, said: str, held: WordMatcher, have: frozenset[str]) -> bool:
    """Whether it has a reason where one is asked for, a person or their deed where it asks who, and what the
    question ends with.
    """
    if _WHY.search(asked.text) and not _BECAUSE.search(said):
        return False
    deeds = [_last_word(asked.text)]
    if (who := _WHO.search(asked.text)) and not _PERSON.search(said):
        deeds.append(who[1])
    return all(held.of(term, have) >= _HALF for deed in deeds for term in terms(deed) if term in asked.rare)


def _last_word(question: str) -> str:
    """The long word that a question ends with, before a clause that only tells the case; "" for none."""
    main, _, rest = question.rpartition(", ")
    said = main if rest.split(" ", 1)[0].lower() in _BESIDE and main else question
    words = said.rstrip("?!. ").split()
    while words and words[-1].lower() in _AUXILIARIES:
        words.pop()
    return words[-1] if words and len(words[-1]) >= _LONG_WORD else ""


def _text(lead: LeadQuote | TableRows) -> str:
    if isinstance(lead, TableRows):
        return "\n".join("\t".join(cells) for cells in (lead.heads, *lead.rows) if cells)
    return lead.said
