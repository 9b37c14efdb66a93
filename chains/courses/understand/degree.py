"""Whether a course leads to a degree, and to which."""

from __future__ import annotations

import re

from chains.courses.understand.occupations import OCCUPATION, is_agent, is_occupation, is_trade
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish

_NOUN = r"(?:[A-ZÄÖÜ][\w*:/-]{1,40}|[a-zäöü][\w*:/-]{3,40})"
_NAMED = re.compile(
    rf"(?<![\w-])(?P<what>umschulung(?:en)?|ausbildung|lehre|(?:berufs)?abschluss(?:\snach(?:zu)?holen)?"
    rf"|externenprüfung|teilzeitausbildung|umschulen(?: lassen)?"
    rf"|umzuschulen|gesellenbrief|gesellenprüfung|facharbeiterbrief)\s(?:als|zum|zur|auf|im"
    rf" beruf)\s(?P<which>(?-i:[A-ZÄÖÜ])\w{{3,20}}e[nr]?\s(?=(?-i:[A-ZÄÖÜ])))?(?P<degree>{_NOUN})",
    re.IGNORECASE,
)
_BECOME = re.compile(
    r"(?:(?<![\w-])(?P<first>[A-ZÄÖÜ][\w*:/-]{3,40})\s(?:oder|und|bzw\.?)\s)?"
    r"(?P<degree>(?<![\w-])[A-ZÄÖÜa-zäöü][\w*:/-]{3,40})(?:\s(?:für|im|in der|in)\s[A-ZÄÖÜ][\w-]{2,30})?"
    r"(?:\smit\s(?:Berufs)?[aA]bschluss)?"
    r"\s(?P<become>(?:zu\s)?werden|nachholen)(?![\w-])"
)
# "Sprachmittlerin Arabisch werden"
_BECOME_OF_FIELD = re.compile(
    r"(?<![\w-])(?<!eine )(?<!ein )(?<!die )(?<!der )"
    r"(?P<degree>[A-ZÄÖÜ][\w*:/-]{3,40})\s[A-ZÄÖÜ][\w-]{2,30}\s(?P<become>(?:zu\s)?werden)(?![\w-])"
)
# "will zur Floristin umschulen", "zum Koch umgeschult werden"
_RETRAINED_TO = re.compile(
    r"(?<![\w-])(?:zum|zur)\s(?:(?-i:[a-zäöü])\w{3,20}e[nr]?\s)?(?P<degree>[A-ZÄÖÜ][\w*:/-]{2,40})"
    r"(?P<become>(?:\s(?:\w{2,12})){0,2}?\s(?:umschul\w{1,3}|umzuschulen|umgeschult(?:\swerden)?))(?![\w-])",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"(?P<degree>[A-ZÄÖÜ][\w*:/-]{{1,40}}?)(?:-|\s)umschulung(?:en)?(?![\w-])"
    rf"|(?:umschulung(?:en)?|(?:deutsche[nrs]?|richtige[nrs]?) abschluss):?\s(?P<behind>{_NOUN})",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?<![\w-])(?:umschulung\w*|umschulen|umzuschulen|berufsabschluss|berufsausbildung|facharbeiterbrief"
    r"|gesellenbrief|gesellenprüfung|kammerabschluss"
    r"|(?:einen|den|ihren|seinen|meinen|anerkannte[nm]|mit|zum|einem|richtigen"
    r"|staatlichen)\s(?:\w+\s)?(?:berufs)?abschluss"
    r"|abschluss\s(?:nach)?(?:zu)?holen|ausbildungsabschluss|ausbildung\snachholen|externenprüfung"
    r"|anerkannter\sabschluss|mit\sabschlussprüfung)(?![\w-])",
    re.IGNORECASE,
)
_RETRAINS = re.compile(r"umschul|umzuschul", re.IGNORECASE)
_WAYS_TO_DEGREE = re.compile(r"umschul|umzuschul|gesellenbrief|facharbeiterbrief", re.IGNORECASE)
_ANY_WORD = re.compile(r"(?<![\w-])[A-ZÄÖÜ][\w*:/-]{3,40}")
_ANY_SMALL = re.compile(r"(?<![\w-])[a-zäöü][\w*:/-]{3,40}")
_KEPT = re.compile(r"externenprüfung", re.IGNORECASE)  # is what the course is about as well
_TO_BECOME = re.compile(
    r"(?<![\w-])(?:weiterbildung|fortbildung|lehrgang|kurs|qualifizierung)\s(?:zum|zur)\s(?P<degree>[\w*:/-]{4,40})",
    re.IGNORECASE,
)
_EXAM = re.compile(r"prüfung$", re.IGNORECASE)
_PREPARES = re.compile(r"vorbereit", re.IGNORECASE)
_ADVANCED = re.compile(
    r"(?<![\w-])(?P<name>[\w-]{0,30}(?:meister|fachwirt|betriebswirt|techniker|bilanzbuchhalter|fachkaufmann"
    r"|fachkauffrau|fachpädagoge)(?:[:*_/]?-?in)?)(?=-? ?(?:\s|,|$|[.?!]|-))"
    r"(?-i:(?P<trade>\s[A-ZÄÖÜ][\w-]+))?",
    re.IGNORECASE,
)
_DIRECT = re.compile(r"(?:zum|zur|zu|geprüfte[rn]?|staatlich geprüfte[rn]?)\s$", re.IGNORECASE)
# "unsere Meisterin", "Recht für Handwerksmeister": who somebody is
_OWN = re.compile(r"\b(?:(?:unsere?|meine?|ihre?|seine?)|für(?:\s(?:die|alle))?)\s$", re.IGNORECASE)
_NOT_DEGREES = re.compile(
    r"haus|bürger|quartier|scrum|spreng|elektrotechn|informationstechn|veranstaltungstechn|platz|brand|hallen",
    re.IGNORECASE,
)


def read_degree(sentence: WishSentence, wish: Wish) -> None:
    """Find a degree; the words of its name stay, since the course is about them."""
    for match in sentence.matches(_NAMED):
        wish.leads_to_degree = True
        wish.degree = wish.degree or match["degree"].lower()
        kept = _KEPT.match(match["what"]) or (
            _EXAM.search(match["what"]) and _PREPARES.search(sentence.text)  # the course is about it
        )
        begin = match.start("which") if match["which"] else match.start("degree")
        sentence.take(match.end("what") if kept else match.start(), begin)
    for pattern in (_RETRAINED_TO, _BECOME_OF_FIELD, _BECOME, _JOINED):
        for match in sentence.matches(pattern):
            _read_occupation(match, sentence, wish)
    for match in sentence.matches(_LEADS):
        wish.leads_to_degree = True
        if not _KEPT.match(match[0]):
            sentence.take(*match.span())
    if _WAYS_TO_DEGREE.search(sentence.text):
        wish.leads_to_degree = True  # in a word that was taken for something else ("Teilzeitumschulung")
        _read_any_occupation(sentence, wish)
    if not wish.degree:
        _read_advanced(sentence, wish)
    if wish.leads_to_degree and not wish.degree and (named := _TO_BECOME.search(sentence.text)):
        wish.degree = named["degree"].lower() if OCCUPATION.search(named["degree"]) else ""


def _read_occupation(match: re.Match[str], sentence: WishSentence, wish: Wish) -> None:
    groups = match.groupdict()
    name = groups.get("degree") or groups.get("behind") or ""
    if not (
        OCCUPATION.search(name)
        or ((_RETRAINS.search(match[0]) or groups.get("become")) and (is_agent(name) or is_trade(name)))
    ):
        return
    wish.leads_to_degree = True
    first = groups.get("first") or ""  # "Bäckerin oder Köchin werden"
    wish.degree = wish.degree or (first if is_occupation(first) else name).lower()
    if first:
        sentence.take(match.start("become"), match.end())
        return
    start = match.start("degree") if groups.get("degree") else match.start("behind")
    sentence.take(match.start(), start)
    sentence.take(match.start("become") if groups.get("become") else start + len(name), match.end())


def _read_any_occupation(sentence: WishSentence, wish: Wish) -> None:
    """Which occupation somebody is retrained for, wherever it stands."""
    named = [
        match
        for match in sentence.matches(_ANY_SMALL if sentence.is_written_small else _ANY_WORD)
        if OCCUPATION.search(match[0]) and not match[0].lower().startswith("helfer")
    ]
    way = _WAYS_TO_DEGREE.search(sentence.text)
    asked = [match for match in named if not sentence.is_without_topic(match.start())]
    behind = [match for match in asked if way and match.start() > way.start()]
    for match in (behind or asked or named)[:1]:
        wish.degree = wish.degree or match[0].lower()


def _read_advanced(sentence: WishSentence, wish: Wish) -> None:
    """Master craftsman, Fachwirt, Techniker: degrees by their name alone."""
    for match in sentence.matches(_ADVANCED):
        if _NOT_DEGREES.match(match["name"]) or sentence.behind_what(_OWN, match.start()):
            continue
        direct = sentence.behind_what(_DIRECT, match.start())
        wish.degree = (match["name"] + (match["trade"] or "" if direct else "")).lower().strip()
        return
