"""What a follow-up hangs on: the places that the conversation spoke of last. Rules that belong
together stand together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.privacy.names import given_names
from chains.privacy.people import names_in
from chains.question.follow_up import condense
from chains.retrieval.places import Places, paragraph_of
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import Searcher

_OPENING = 240  # characters of the last answer that say what it was about
_LOOKED_AT = 3
_BEFORE = 45  # characters before a name
# what stands before the name of a thing, not of a person
_OF_THING = re.compile(
    r"(?:\b(?:der|die|das|dem|den|des|beim|vom|zum|zur|im)|(?:verein|firma|agentur|jobcenter|spedition"
    r"|kammer|schule|akademie|kolleg|stiftung|klinik|betrieb|werk|institut|zentrum|haus|stadt|kreis|gemeinde"
    r"|innung|verband|fonds|dienst|bau)) $",
    re.IGNORECASE,
)
_NEIGHBOUR = 3  # §§ that far apart may rule one matter


def places_spoken_of(history: Sequence[tuple[str, str]], searcher: Searcher) -> Places:
    """Law places that the last answer names, and those that the question before it finds."""
    questions = [i for i, (role, _) in enumerate(history) if role == "user"]
    if not questions:
        return ()
    last = questions[-1]
    answer = " ".join(text for role, text in history[last + 1 :] if role != "user")
    asked = condense(history[last][1], history[:last])
    named = [(r.law, r.paragraph) for r in searcher.analyse(answer).references if r.law] if answer else []
    looked = replace(
        searcher.analyse(f"{asked} {answer[:_OPENING]}"), told=tuple(history[i][1] for i in questions)
    )
    hits = searcher.look(looked, _LOOKED_AT, by_sentence=False).hits
    found = [
        (h.passage.document.id, number) for h in hits if (number := paragraph_of(h.passage.section.locator))
    ]
    return tuple(dict.fromkeys([*named, *found]))


def analyse_turn(
    searcher: Searcher,
    question: str,
    history: Sequence[tuple[str, str]],
    standalone: str = "",
    cited: Places | None = None,
) -> Analysis:
    """A question in its conversation, analysed; `standalone`: the question as somebody else condensed it
    (default: by chains.question.follow_up); `cited`: what the last answer cited, which is not searched again.
    """
    whole = standalone or condense(question, history)
    follow_up = whole != question.strip()
    told = tuple(text for role, text in history if role == "user")
    return replace(
        searcher.analyse(whole),
        told=told,
        people=frozenset(term for text in (*told, whole) for term in _people_in(text)),
        follow_up=follow_up,
        context=(cited if cited is not None else places_spoken_of(history, searcher)) if follow_up else (),
    )


def _people_in(text: str) -> set[str]:
    """The terms of names that are introduced as such ("Frau Trautwein"); behind an article or a house stands
    the name of a thing ("der Förderkreis Trautwein", "Spedition Trautwein").
    """
    given = given_names()
    return {
        term
        for start, end in names_in(text)
        if not _OF_THING.search(text[max(0, start - _BEFORE) : start]) or given & set(text[start:end].split())
        for term in terms(text[start:end])
    }


def nearness(document_id: str, locator: str, places: Places) -> tuple[bool, bool]:
    """Whether a place stands in a law that was spoken of, and whether it is one of the §§
    spoken of or their neighbours.
    """
    laws = {law for law, _ in places}
    if document_id not in laws:
        return False, False
    number = _digits(paragraph_of(locator))
    return True, any(
        law == document_id and abs(_digits(paragraph) - number) <= _NEIGHBOUR
        for law, paragraph in places
        if _digits(paragraph) and number
    )


def _digits(paragraph: str) -> int:
    match = re.match(r"\d+", paragraph)
    return int(match[0]) if match else 0
