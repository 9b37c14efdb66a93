"""Questions beside the case: a consultation goes on, and one asks what the law of work says ("Darf er
sonntags arbeiten?"), or goes on from an answer that quoted it ("und in der Probezeit?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from chains.funding.consultation.asked import FOLLOWING, Consulting
from chains.funding.consultation.asking import asking_part, guides_named
from chains.funding.consultation.guides import PLAIN
from chains.funding.consultation.opening import opens
from chains.funding.consultation.own_words import has_own_matter
from chains.funding.topics import Topic, topic_of
from chains.question.follow_up import asks_something
from chains.question.intent import Intent
from knowledge.editorial.guides import load_guides

if TYPE_CHECKING:
    from chains.funding.consultation.meaning import Meant
    from knowledge.index.phrases import PhraseIndex, PhraseMatches
    from knowledge.model.document import Hit

# the laws of work, of which no programme is made; SGB IX holds two, and is else about work
_OF_WORK = frozenset(
    """agg arbgg arbschg arbzg beeg betrvg burlg jarbschg kschg milog muschg_2018 nachwg pflegezg sgb_9_2018
    tvg tzbfg wisszeitvg""".split()
)
# nearness to an everyday question on such a law from which a message asks it, and by how much more than
# anything that editors or rules answer. Of 965 turns (evals/dialogues, benchmarks/routing.yaml, 30.11.2026)
# that have a matter of their own, see benchmarks/routing.py
_NEAR, _BY_MORE = 0.55, 0.03
_SURELY, _BY_FAR = 0.7, 0.15  # the same where it asks the case anew, names a programme, or tells a case
_A_CASE, _SOME = 3, 1  # facts that make a whole case, and from which on there is one
# "Und wenn die Aushilfen 20 Stunden arbeiten?"
_OF_THE_CASE = frozenset({Intent.COMPARISON, Intent.WHAT_IF, Intent.CORRECTION})
_TURNS_ASIDE = re.compile(
    r"(?i)^\W*(?:(?:und|ach|ok\w*|gut|noch|nur|mal|ganz|kurz|eine)\W+)*(?:nebenfrage|nebenbei|zwischenfrage|apropos"
    r"|andere (?:sache|frage|baustelle)|(?:was|etwas) (?:ganz )?andere\w*|anderes thema|themenwechsel"
    r"|unabhängig davon|abgesehen davon)\b"
)
_ON_A_RULE = frozenset({"sgb_9_2018"})  # of these laws the places that a rule rests on are the programme's


def asks_of_work(state: Consulting, matches: PhraseMatches, meant: Meant, governed: frozenset[str]) -> bool:
    """Whether a message asks what a law of work says, whatever case is there. `matches`: how near its asking
    part comes to the everyday questions on laws; `governed`: §§ of them ("§ 185") that a rule rests on.
    """
    counts = state.asked.topic is Topic.COUNT and "staff_hours" in state.told.fresh
    if state.intent in _OF_THE_CASE or counts:
        return False
    found = state.asked.found
    near, others = _nearest(matches, governed)
    rival = max(meant.nearest, meant.topic[1], others)
    if _TURNS_ASIDE.search(state.question) and topic_of(asking_part(state.question)) is None:
        return (found is None or found.near < PLAIN) and not state.asked.programmes
    if not has_own_matter(state.question):
        return False
    again = state.asked.repeated or bool(state.asked.programmes)
    tells = again or len(set(state.told.fresh) - FOLLOWING) >= (_SOME if opens(state) else _A_CASE)
    least, more = (_SURELY, _BY_FAR) if tells else (_NEAR, _BY_MORE)
    return near >= least and near >= rival + more


def _nearest(matches: PhraseMatches, governed: frozenset[str]) -> tuple[float, float]:
    """(nearness of the nearest everyday question on the law of work, of any other)."""
    here, of_work = matches.index.here, _of_work(matches.index, governed)
    return (
        float(matches.whole[here & of_work].max(initial=0.0)),
        float(matches.whole[here & ~of_work].max(initial=0.0)),
    )


@lru_cache(maxsize=2)
def _of_work(index: PhraseIndex, governed: frozenset[str]) -> np.ndarray:
    """Which of the everyday questions are on the law of work: boolean, (n,)."""
    return np.asarray([_is_of_work(law, locator, governed) for law, locator in index.places], dtype=bool)


def _is_of_work(law: str, locator: str, governed: frozenset[str]) -> bool:
    return law in _OF_WORK and not (law in _ON_A_RULE and locator.partition(" Abs. ")[0] in governed)


def goes_on_from_law(state: Consulting) -> bool:
    """Whether a message after an answer that quoted the law hangs on that answer: it tells nothing, names no
    programme, asks in no words what is asked of a case that is there, and is plainly answered by no guide.
    """
    asked = state.asked
    if set(state.told.fresh) - FOLLOWING or asked.repeated:
        return False
    if asked.found is not None and asked.found.guide in (*guides_named(state.question), asked.quoted):
        return False  # it names the guide, or goes on with what was quoted of its matter
    if asked.programmes and not (asked.found and set(asked.programmes) <= {asked.found.entry.programme}):
        return False
    a_case = len(state.told.facts.keys() - FOLLOWING) >= _SOME
    if a_case and topic_of(asking_part(state.question)) is not None:
        return False
    if asked.found is None:
        return True
    # a guide of duties speaks of the same laws; one of money would turn the talk
    by_its_words = asked.found.worded and asked.found.entry.alone  # "Kriege ich Fahrgeld?"
    return bool(load_guides()[asked.found.guide].programmes) and asked.found.near < PLAIN and not by_its_words


def tells_to_law(state: Consulting) -> bool:
    """Whether a message after an answer that quoted the law only tells what may matter to it ("Der Betrieb
    hat 15 Leute."), in a talk in which nothing was asked of a case.
    """
    a_case = len(state.told.facts.keys() - FOLLOWING) >= _A_CASE
    of_case = state.asked.repeated or state.asked.programmes or a_case
    return bool(state.earlier) and not of_case and not asks_something(state.question)


def is_doubtful(state: Consulting) -> bool:
    """Whether a message with a matter of its own is one to the rules at most by a wide word or its meaning:
    the place that it leads to decides then.
    """
    asked = state.asked
    wide = topic_of(asking_part(state.question)) in {None, Topic.OVERVIEW}
    told = set(state.told.fresh) - FOLLOWING
    return (
        wide
        and not (asked.found or asked.repeated or asked.programmes or told)
        and has_own_matter(state.question)
    )


def leads_to_work(hits: Sequence[Hit], governed: frozenset[str]) -> bool:
    """Whether the best place that was found is one of the law of work."""
    if not hits:
        return False
    document, section = hits[0].passage.document.id, hits[0].passage.section
    return _is_of_work(document, section.locator, governed)
