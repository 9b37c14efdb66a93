"""What the person brings along: no degree, no school, a level of German, beginner or advanced."""

from __future__ import annotations

import re

from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import phrases

_LEVEL = re.compile(r"(?<![\w-])[ABC][12](?![\w])(?!-\w*(?:kurs|niveau))", re.IGNORECASE)
_HAS_LEVEL = re.compile(
    r"(?:(?:wenig|etwas|geringen?|ein bisschen)\s+deutsch\w*|(?:mein|sein|ihr|dein"
    r"|unser)\w*\s+deutsch\w*\s*(?:ist|sind|reicht|liegt|steht)?"
    r"|deutsch-?\s?(?:kenntnisse\w*|niveau)"
    r"|sprachkenntnisse\w*|sprachniveau|(?:kann|habe|hat|hab|haben|spricht|spreche"
    r"|sprechen)(?:\s+(?:schon|nur|bereits|erst|gerade|leider))*"
    r"(?:\s+deutsch(?:\s+(?:nur|erst|schon|bisher|gerade))*)?|(?<!deutsch )(?<!englisch"
    r" )\bmit(?:\s+(?:nur|deutsch))*|bei|erst|nur|derzeit|aktuell)"
    r"\s*,?\s*(?:auf|ist|von|:)?\s*(?:dem\s+)?(?:niveau|stand|level|stufe)?\s*$",
    re.IGNORECASE,
)
_COURSE_LEVEL = re.compile(
    r"\s*-?\s*(?:abschluss|zertifikat|prüfung|test|diplom|erreichen|machen|ablegen)", re.IGNORECASE
)
_AT_HAND = re.compile(
    r"\s*-?(?:niveau\s+)?(?:ist\s+)?(?:vorhanden|liegt vor|habe ich|kann ich|hat (?:sie|er))", re.IGNORECASE
)
_KNOWLEDGE = re.compile(r"\s*-?\s*(?:niveau|kenntnisse\w*|deutsch\w*)(?![\w-])", re.IGNORECASE)


def read_entry(sentence: WishSentence, wish: Wish) -> None:
    """Take what is said about the person's way in."""
    entry = wish.entry
    for match in sentence.matches(phrases("no_school")):
        entry.no_school = True
        sentence.take(*match.span())
    for match in sentence.matches(phrases("no_degree")):
        entry.no_degree = True
        sentence.take(*match.span())
    if sentence.takes(phrases("beginner")) or _takes_denying(sentence):
        entry.level = "anfaenger"
    elif sentence.takes(phrases("advanced")):
        entry.level = "fortgeschritten"
    for match in sentence.matches(_LEVEL):
        if _belongs_to_person(match, sentence):
            entry.german_level = match[0].upper()
            behind = _KNOWLEDGE.match(sentence.text, match.end())
            told = _HAS_LEVEL.search(sentence.text[: match.start()])
            start = told.start() if told and "deutsch" in told[0].lower() else match.start()
            sentence.take(start, behind.end() if behind else match.end())


def _takes_denying(sentence: WishSentence) -> bool:
    """ "ohne Vorkenntnisse": phrases that bring their own denial."""
    found = False
    for match in sentence.matches(phrases("beginner")):
        if match[0].lower().startswith(("ohne", "kein")):
            sentence.take(*match.span())
            found = True
    return found


def _belongs_to_person(match: re.Match[str], sentence: WishSentence) -> bool:
    """ "mein Deutsch ist A2" is the person, "Deutsch B2" the course."""
    if _COURSE_LEVEL.match(sentence.text[match.end() :]):
        return False
    if _AT_HAND.match(sentence.text[match.end() :]):
        return True
    return bool(_HAS_LEVEL.search(sentence.text[: match.start()]))
