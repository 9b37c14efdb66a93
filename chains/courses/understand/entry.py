"""What the person brings along: no degree, no school, a level of German, beginner or advanced."""

from __future__ import annotations

import re

from chains.courses.understand.clauses import is_person
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import phrases

_LEVEL = re.compile(r"(?<![\w-])[ABC][12](?![\w])(?!-\w*(?:kurs|niveau))", re.IGNORECASE)
_HAS_LEVEL = re.compile(
    r"(?:(?:wenig|etwas|geringen?|ein bisschen)\sdeutsch\w{0,12}|(?:mein|sein|ihr|dein"
    r"|unser)\w{0,2}\sdeutsch\w{0,12}\s?(?:ist|sind|reicht|liegt|steht)?"
    r"(?:\s(?:nicht|noch|so|sehr|ganz|gut|schlecht|okay|ok|wenig)){0,4}"
    r"|deutsch-?\s?(?:kenntnisse\w{0,2}|niveau)"
    r"|sprachkenntnisse\w{0,2}|sprachniveau|(?:kann|habe|hat|hab|haben|spricht|spreche"
    r"|sprechen)(?:\s(?:schon|nur|bereits|erst|gerade|leider)){0,3}"
    r"(?:\sdeutsch(?:\s(?:nur|erst|schon|bisher|gerade)){0,3})?|(?<!deutsch )(?<!englisch"
    r" )\bmit(?:\s(?:nur|deutsch)){0,3}|bei|erst|nur|derzeit|aktuell)"
    r"\s?,?\s?(?:auf|ist|von|:|ungefähr|etwa|circa|so|vielleicht|wohl)?\s?(?:dem\s)?(?:niveau|stand|level|stufe)?\s?$",
    re.IGNORECASE,
)
# "kann nur wenig Deutsch" is no wish to learn it
_AS_WORKER = re.compile(r"\s(?P<worker>[A-ZÄÖÜ]\w{2,30}(?:er|in|kraft|ist|ent)n?)(?![\w-]|\swerden)")
# "gelernter Maurer": what somebody is
_LEARNT = re.compile(
    r"(?<![\w-])(?<!für )(?:gelernte|ehemalige|frühere|examinierte|ausgebildete|studierte)[rn]?"
    r"\s[A-ZÄÖÜ][\w:*-]{2,30}(?![\w-])",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"(?P<who>[\w:*-]{3,30})\s\((?:deutsch\s|spricht\s|niveau\s){0,2}$", re.IGNORECASE)
# who asks: no beginner in what is to be learnt
_CHANGED_CAREER = re.compile(
    r"(?<![\w-])als\s(?:quer|seiten)einsteiger\w{0,4}(?:\s(?:im|in\s(?:der|die|das|den|einem))\s(?-i:[A-ZÄÖÜ])[\w-]{1,30})?(?![\w-])",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(r"\smehr\b", re.IGNORECASE)  # "lange keine Schule mehr gesehen"
_BUT = re.compile(r",?\ssondern(?![\w-])", re.IGNORECASE)
_LITTLE = re.compile(
    r"(?<![\w-])(?:kann|spreche|spricht|verstehe|versteht)(?:\s(?:nur|noch|sehr|ein|so)){0,3}"
    r"\s(?:wenig|bisschen|etwas|kaum|schlecht|kein|gut|nicht gut)\s(?:deutsch|sprechen)(?![\w-]|\s[abc][12])",
    re.IGNORECASE,
)
_HAS = re.compile(r"\b(?:habe|hat|haben|hatte)(?:\s(?:schon|ein|das|bereits)){0,2}\s$", re.IGNORECASE)
# what somebody speaks: "kann ganz gut Deutsch (B2)"
_SPEAKS_GERMAN = re.compile(
    r"\b(?:kann|können|spreche|spricht|sprechen|beherrsch\w{0,3})\b[^.;:!?,]{0,40}\bdeutsch\s\($",
    re.IGNORECASE,
)
_COURSE_LEVEL = re.compile(
    r"\s?-?\s?(?:abschluss|zertifikat|prüfung|test|diplom|erreichen|machen|ablegen)", re.IGNORECASE
)
_AT_HAND = re.compile(
    r"\s?-?(?:niveau\s)?(?:ist\s)?(?:vorhanden|liegt vor|habe ich|kann ich|hat (?:sie|er))", re.IGNORECASE
)
_GERMAN = re.compile(r"\bdeutsch\s$", re.IGNORECASE)
_KNOWLEDGE = re.compile(r"\s?-?\s?(?:in\sdeutsch|niveau|kenntnisse\w*|deutsch\w*)(?![\w-])", re.IGNORECASE)


def read_entry(sentence: WishSentence, wish: Wish) -> None:
    """Take what is said about the person's way in."""
    entry = wish.entry
    for match in sentence.matches(phrases("no_school")):
        entry.no_school = entry.no_school or _NO_LONGER.match(sentence.text, match.end()) is None
        sentence.take(*match.span())
    for match in sentence.matches(_LEARNT):
        sentence.take_unmet(*match.span())
    for match in sentence.matches(phrases("no_degree")):
        if _BUT.match(sentence.text, match.end()):
            sentence.take_unmet(*match.span())  # "keine Ausbildung, sondern ein Kurs"
            continue
        entry.no_degree = True
        sentence.take(*match.span())
        if worker := _AS_WORKER.match(sentence.text, match.end()):
            sentence.take_unmet(*worker.span("worker"))  # "ungelernte Reinigungskraft"
    for match in sentence.matches(_CHANGED_CAREER):
        sentence.take_unmet(*match.span())
    if sentence.takes(phrases("beginner")) or _takes_denying(sentence):
        entry.level = "anfaenger"
    elif sentence.takes(phrases("advanced")):
        entry.level = "fortgeschritten"
    _read_levels(sentence, wish)


def _read_levels(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_LITTLE):
        sentence.take_unmet(*match.span())
    for match in sentence.matches(_LEVEL):
        if _belongs_to_person(match, sentence):
            wish.entry.german_level = match[0].upper()
            behind = _KNOWLEDGE.match(sentence.text, match.end())
            told = sentence.behind_what(_HAS_LEVEL, match.start(), left=False)
            start = told.start() if told and "deutsch" in told[0].lower() else match.start()
            if in_brackets := _IN_BRACKETS.search(sentence.ahead(match.start())):
                who = in_brackets.span("who")[
                    in_brackets["who"].lower() != "deutsch"
                ]  # German itself goes too
                start = match.start() - len(in_brackets[0]) + who - in_brackets.start()
            names = told is not None and "deutsch" not in told[0].lower()
            if (names or _AT_HAND.match(sentence.text, match.end())) and (
                german := _GERMAN.search(sentence.ahead(start))
            ):
                start -= len(german[0])  # "Deutsch B1 ist vorhanden"
            sentence.take(start, behind.end() if behind else match.end())


def read_told_level(sentence: WishSentence, wish: Wish) -> None:
    """Take a level where only the person is spoken of."""
    for match in sentence.matches(_LEVEL):
        if re.search(r"\bohne\s$", sentence.ahead(match.start()), re.IGNORECASE):
            continue
        wish.entry.german_level = wish.entry.german_level or match[0].upper()
        sentence.take(*match.span())


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
        return bool(_HAS.search(sentence.ahead(match.start())))
    if _AT_HAND.match(sentence.text[match.end() :]):
        return True
    if told := _IN_BRACKETS.search(sentence.ahead(match.start())):
        return (
            is_person(told["who"].lower())
            or is_occupation(told["who"])
            or _SPEAKS_GERMAN.search(sentence.ahead(match.start())) is not None
        )
    return bool(_HAS_LEVEL.search(sentence.ahead(match.start())))
