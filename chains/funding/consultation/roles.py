"""Whom a question names, by what they are in the case: "Was zahlt die Bäckerei bei Frau Celik?" asks what the
firm pays for the person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chains.case.facts import Case
from chains.case.vocabulary import case_lexicon
from chains.quantities.tokens import key_of, tokens_of

FIRM, PERSON = "Betrieb", "Person"
_BEFORE = frozenset(
    """die der das dem den dä de et dat es im am beim zum zur unser unsere unserem unserer ihr ihre ein eine
    einem bei in fuer fuern von und jeweils""".split()
)
# cues of a firm that are no firm in a question about money, or are understood as they are
_AS_IT_IS = (
    "betrieb",
    "firma",
    "firmen",
    "unternehm",
    "arbeitgeber",
    "chef",
    "agentur",
    "employer",
    "company",
)
_TITLE = re.compile(r"(?i)\b(?:frau|herrn?|kolleg(?:e|in|en)|hr\.|fr\.)\s+(?=Person\b)")
_OF_MONEY = re.compile(
    r"(?i)zahl|kost|trag|trägt|bekomm|krieg|anteil|zuschuss|lohn|löhn|euro|€|prozent|hängen|hinleg|übernehm|summe"
)
_EURO = re.compile(r"(?i)(?<=\bin )€")


def in_roles(question: str, case: Case) -> str:
    """The question with those who are told apart, and the firm's own word, called by what they are."""
    said, end = [], 0
    names = {key: FIRM if party.is_firm else PERSON for party in case.parties for key in party.keys}
    sized = any(name.startswith(("firm_headcount", "staff_hours", "group_headcount")) for name in _told(case))
    of_firm = sized and _OF_MONEY.search(question) is not None
    tokens = tokens_of(question)
    before = ""
    for token in tokens:
        role = names.get(token.key) or (names.get(token.key[:-1]) if token.key.endswith("s") else None)
        if role is None and of_firm and before in _BEFORE and _is_firm(token.key):
            role = FIRM
        if role is not None:
            said += [question[end : token.start], role]
            end = token.end
        before = token.key
    plain = "".join((*said, question[end:]))
    return _EURO.sub("Euro", _TITLE.sub("", re.sub(rf"\b({FIRM}|{PERSON})(?: \1\b)+", r"\1", plain)))


def _told(case: Case) -> set[str]:
    return set(case.facts).union(*(party.facts for party in case.parties))


@lru_cache(maxsize=4096)
def _is_firm(key: str) -> bool:
    """Whether a word names a kind of firm ("bäckerei", "hotel", "gmbh")."""
    if key.startswith(_AS_IT_IS) or key != key_of(key):
        return False
    tokens = tokens_of(key)
    return len(tokens) == 1 and any(match.name == "cue:firm" for match in case_lexicon().find(tokens))
