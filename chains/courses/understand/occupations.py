"""Words that name an occupation, by their endings and by our list."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.words import word_set
from knowledge.editorial.course_words import course_topic_words

OCCUPATION = re.compile(
    r"(?:mechaniker|mechatroniker|elektroniker|kauf(?:mann|frau|leute)|informatiker|(?:fach|hilfs|büro|schreib|service|pflege|reinigungs|betreuungs|lehr|küchen|verkaufs|aushilfs)kraft|helfer"
    r"|assistent|meister|techniker|fachwirt|betriebswirt"
    r"|bilanzbuchhalter|fachangestellte|gestellte[rn]?|erzieher|pfleger|tischler|schreiner|maler"
    r"|lackierer|bäcker|koch|köchin|friseur|schlosser|maurer|lagerist"
    r"|monteur|installateur|gärtner|florist|drucker|zeichner|laborant|chemikant|bauer|führer|fahrer"
    r"|pädagoge|therapeut|anlagenmechaniker|berater|ingenieur|dreher"
    r"|fräser|schweißer|verkäufer|dachdecker|zimmerer|optiker|akustiker|sanitäter|gestalter|designer"
    r"|logistiker|landwirt|winzer|leiter|lehrer|betreuer|trainer|fachmann|fachfrau)"
    r"(?:[:*_/]?-?in)?(?:nen)?$",
    re.IGNORECASE,
)
_AGENT = re.compile(r"(?:er|ist|ent|eur|ant|ator|ologe|oge)(?:[:*_/]?-?in)?$", re.IGNORECASE)
_FORMS = ("", "n", "en", "e", "s", "in", "innen")  # endings of a word of the list


def is_agent(name: str) -> bool:
    """Whether a word names somebody who does something ("Textilreinigerin"), and no thing ("Lager")."""
    key = name.lower()
    return bool(_AGENT.search(name)) and key not in topic_words() and key not in word_set("filler")


def is_trade(name: str) -> bool:
    """Whether a word of our list names who does something."""
    return bool(_AGENT.search(name)) and not name.endswith("mutter") and name.lower() in _listed()


@cache
def _listed() -> frozenset[str]:
    return frozenset(
        name + form for name in course_topic_words().occupations.lower().split() for form in _FORMS
    )


def is_occupation(word: str) -> bool:
    """Whether a word, in any case and number, names who works in an occupation."""
    return word.lower() in _listed() or OCCUPATION.search(word) is not None
