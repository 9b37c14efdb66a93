"""What is told of a topic by a single phrase, before the words are read one after another."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.words import phrases

# "Nachtdienst kein Problem"
_NO_MATTER = re.compile(
    r"(?<![\w-])(?-i:[A-ZÄÖÜ])[\w-]{2,40}\s(?:ist\s|wäre\s|sind\s)?(?:kein\s(?:problem|thema|hindernis)|egal|nebensache"
    r"|zweitrangig)(?![\w-])",
    re.IGNORECASE,
)
# "Ratenzahlung möglich?", "Parkplatz erwünscht": what else there should be
_ALSO_WANTED = re.compile(
    r"(?<![\w-])(?-i:(?P<what>[A-ZÄÖÜ][\w-]{2,40}))\s(?:möglich|vorhanden|erwünscht|erforderlich|inbegriffen|inklusive)(?![\w-])",
    re.IGNORECASE,
)
# "nicht in den Schulferien"
_NOT_THERE = re.compile(
    r"(?<![\w-])nicht\s(?:in|im|am|an|während|als)\s(?:(?:den|der|dem|die|einem|einer)\s)?(?-i:[A-ZÄÖÜ])[\w-]{2,30}",
    re.IGNORECASE,
)
# "nicht für Excel, sondern …"
_NOT_BUT = re.compile(
    r"(?<![\w-])nicht\s(?!nur\s)(?:(?:für|um|mit|zu|zum|zur|über|in|im)\s)?(?:die\s|den\s|das\s)?[\w-]{2,30}"
    r"(?=,?\ssondern(?![\w-]))",
    re.IGNORECASE,
)
# how a course is held
_IN_PLAIN_WORDS = re.compile(
    r"(?<![\w-])in\s(?:leichte|einfache)[mr]\s(?:deutsch|sprache)(?![\w-])", re.IGNORECASE
)
_EXCEPT = re.compile(
    r"(?<![\w-])außer(?:\s(?:in|im|an|am|den|der|dem|während|zu|bei)){0,3}\s[\w-]{2,30}", re.IGNORECASE
)
# "kein Interesse an Pflege"
_NO_INTEREST = re.compile(
    r"(?<![\w-])keine?[nr]?\s(?:interesse|lust|bedarf|bock)\s(?:an|auf|zu|zur|zum|für)\s(?:(?:der|dem|den|die)\s)?[\w-]{2,30}",
    re.IGNORECASE,
)
_LINKS = frozenset("der die das und".split())


def take_whole(sentence: WishSentence) -> list[str]:
    """Take what is refused or asked besides; the words of topics that are named whole ("Erste Hilfe")."""
    topic: list[str] = []
    for pattern in (_NO_MATTER, _NO_INTEREST, _EXCEPT, _NOT_THERE, _NOT_BUT, _IN_PLAIN_WORDS):
        for match in sentence.matches(pattern):
            sentence.take_unmet(*match.span())
    for match in sentence.matches(_ALSO_WANTED):
        if match["what"].lower() not in topic_words():
            sentence.take_unmet(*match.span())
    for match in sentence.matches(_aid_to()):
        topic += [*match["aid"].lower().split(), match["whom"].lower()]
        sentence.take(*match.span())
    for match in sentence.matches(phrases("named_topics")):
        topic += [word.lower() for word in re.findall(r"[\w-]+", match[0]) if word.lower() not in _LINKS]
        sentence.take(*match.span())
    return topic


@cache
def _aid_to() -> re.Pattern[str]:
    """ "Erste Hilfe am Kind"."""
    return re.compile(
        r"(?<![\w-])(?P<aid>erste hilfe|erste-hilfe)\s(?:am|beim|bei|an)\s(?:de[mn]\s)?"
        r"(?-i:(?P<whom>[A-ZÄÖÜ][\w-]{2,20}))",
        re.IGNORECASE,
    )
