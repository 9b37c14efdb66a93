"""Euro, kilometres, lengths and numbers of people, from the one reader of quantities."""

from __future__ import annotations

import re
from typing import Final

from chains.courses.understand.clauses import is_person
from chains.courses.understand.number_words import ANY_NUMBER_WORD, counted
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish, WishRange
from chains.courses.understand.words import phrases
from chains.quantities.bounds import Bound
from chains.quantities.quantity import DATE, Quantity
from chains.quantities.sense import Sense

_LENGTHS: Final = {
    "Stunden": "hours",
    "Unterrichtsstunden": "hours",
    "Tage": "days",
    "Wochen": "weeks",
    "Monate": "months",
}
_AT_LEAST, _AT_MOST = frozenset({Bound.AT_LEAST, Bound.MORE}), frozenset({Bound.AT_MOST, Bound.LESS})
_MOST_BEFORE = re.compile(
    r"(?:nicht (?:teurer|länger|mehr|größer|weiter)(?: als| kosten als)?|höchstens?|maximal|max\.?|bis zu"
    r"|bis|unter|weniger als|budget"
    r"(?: von| liegt bei| ist)?|nichts? über|keine|innerhalb von"
    r"|in (?:höchstens|maximal|spätestens))\s(?:\w+ )?$",
    re.IGNORECASE,
)
_LEAST_BEFORE = re.compile(
    r"(?:nicht (?:weniger|kürzer|billiger)(?: als)?|über|mindestens|wenigstens|mehr als|länger als)\s$",
    re.IGNORECASE,
)
_MOST_AFTER = re.compile(
    r"\s?(?:maximal|höchstens|max\b|oder (?:weniger|kürzer|günstiger|billiger)|nicht überschreiten|nicht"
    r" übersteigen|(?:fehlen|frei ?nehmen|frei ?bekommen|weg ?sein)\b)",
    re.IGNORECASE,
)
# "mehr wie 150 Euro hab ich nicht"
_NO_MORE = re.compile(r"\b(?:mehr|länger|teurer)\s(?:als|wie)\s(?:die\s|so\s)?$", re.IGNORECASE)
_NOT_UNDER = re.compile(r"\bnichts?\s(?:unter|weniger\sals|kürzer\sals)\s$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:nicht|keine[nrs]?)\b", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r"[,.;:!?]")
_NEAR = 90  # characters behind a quantity in which it may be denied
_LEAST_AFTER = re.compile(r"\s?(?:oder (?:mehr|länger)|mindestens|aufwärts)", re.IGNORECASE)
# lengths that are no length of a course
_OTHER_LENGTH = re.compile(
    r"\s?(?:alt\b|berufserfahrung|erfahrung|fahr\w*|anfahrt|urlaub|frei\b|ferien|elternzeit|pause\b"
    r"|entfernt|arbeitslos|praxis|pro (?:woche|tag)"
    r"|die woche|am tag|täglich|wöchentlich"
    r"|in der woche|im monat)",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?:jede[nrs]?|alle|den ganzen)\s", re.IGNORECASE)  # "jeden Tag"
_AFTER = re.compile(r"\b(?:nach|alle|seit|vor)\s$", re.IGNORECASE)  # "nach drei Jahren"
_LASTING = re.compile(r"\slang\b", re.IGNORECASE)
_EACH_TIME = re.compile(
    r"(?:\bà|\bá|\bje|\bjeweils|\bpro)\s(?:ca\.?\s|etwa\s)?$", re.IGNORECASE
)  # "vier Termine à"
_HOURS = frozenset({"Stunden", "Unterrichtsstunden"})
_PART_TIME = re.compile(r"teilzeit,?\s?\(?$", re.IGNORECASE)  # "Teilzeit 20 Stunden": a week
_WITHOUT = re.compile(
    r"\b(?:ohne|nicht|keine)(?:\s(?:nochmal|noch|gleich|wieder|erst|mal)){0,3}\s$", re.IGNORECASE
)
_LONGEST_YEARS = 4  # of a course; what is longer is how long somebody worked
_AGE_FROM = 16  # years; no course takes as long
_MONTHS_A_YEAR = 12
_PEOPLE = re.compile(
    r"\s?(?:mitarbeit\w*|beschäftigte\w*|teilnehm\w*|personen|leute\w*|kolleg\w+|azubis?|auszubildende\w*"
    r"|tn\b|menschen|plätze\w*|köpfe)",
    re.IGNORECASE,
)
_DISTANCE_WORDS = re.compile(r"(?<![\w-])(?:im )?(?:umkreis|radius)(?: von)?(?![\w-])", re.IGNORECASE)
_BY_RATE = re.compile(r"\s?(?:im|pro|je|/)\s?(?:monat|stunde|tag|woche|einheit|termin)", re.IGNORECASE)
_ONE_DAY = re.compile(r"(?<![\w-])(?:ein-?)?tages-(?=\s)", re.IGNORECASE)
# "wir sind zu sechst"
_TOGETHER = re.compile(
    r"(?<![\w-])(?:wir\ssind\s|sind\s)?zu\s(?P<number>zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)(?![\w-])",
    re.IGNORECASE,
)
# "zwei- bis dreimal pro Woche": how often, and not how long
_OFTEN = re.compile(
    r"(?<![\w-])(?:\w{3,5}-?\s(?:bis|oder)\s)?(?:(?:ein|zwei|drei|vier|fünf|sechs|\d\s?-?)\s?mal|\d\s?[x×])\s"
    r"(?:pro|in der|die|jede|im)\s(?:woche|monat)(?![\w-])",
    re.IGNORECASE,
)
_ORDINALS = ("zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
_WORKERS = re.compile(
    r"(?:innen|führer|leiter|arbeiter|fahrer|helfer|monteure|kräfte|leute|lehrer|pfleger|verkäufer|mechaniker"
    r"|elektriker|schweißer|bauer|schlosser|fachkräfte|mitglieder)n?$"
)
_WITH_ME = re.compile(r"\b(?:mich|ich) und (?:\w{3,6} )?$", re.IGNORECASE)
_AND_ME = re.compile(r"(?:\s\w{3,20})?\sund ich\b", re.IGNORECASE)
# "insgesamt sind es sieben", "teilnehmen würden fünf"
_SO_MANY = re.compile(
    r"(?<![\w-])(?:sind es|wären es|wären wir|sind wir|wir wären|wir sind|es sind|es wären"
    r"|(?:teilnehmen|kommen) (?:würden|sollen|wollen|werden))"
    r"\s(?:(?:insgesamt|etwa|circa|ungefähr|jetzt|nun|doch|inzwischen|nur|also|dann|sogar)\s){0,3}"
    rf"(?P<number>\d{{1,3}}|{ANY_NUMBER_WORD})"
    r"(?=\s?(?:[.,;!?]|$|leute|personen|kolleg))",
    re.IGNORECASE,
)
_WORD_BRACKET = re.compile(r"(?P<word>[\w-]{3,40})\s\($")
_COUNTS = frozenset({"", "Stück"})
_TIMES = re.compile(r"\s?[x×](?=\s)")
_NEXT_WORD = re.compile(r"\s(?:(?:neue|junge|weitere|erfahrene)[nr]?\s)?(?P<word>[A-ZÄÖÜ]\w+)")
_LOWEST_BARE_PRICE = 50
_PLZ = re.compile(r"\d{5}")


def read_amounts(sentence: WishSentence, wish: Wish) -> None:
    """Take price, radius, length and number of people."""
    if sentence.takes(_ONE_DAY):
        wish.days.least = wish.days.most = 1
    if sentence.takes(phrases("free")):
        wish.price.most = 0
    read_together(sentence, wish)
    for match in sentence.matches(_OFTEN):
        sentence.take_unmet(*match.span())
    for quantity in sentence.quantities:
        if quantity.date is None and quantity.unit != DATE and sentence.is_free(quantity.start, quantity.end):
            _read(quantity, sentence, wish)
    sentence.takes(_DISTANCE_WORDS)


def read_people(sentence: WishSentence, wish: Wish) -> None:
    """Take how many people are told of."""
    for quantity in sentence.quantities:
        counted = quantity.unit == "Personen" or (
            quantity.unit in _COUNTS and _people_behind(quantity, sentence)
        )
        if counted and quantity.date is None:
            wish.participants = int(quantity.upper or quantity.value)


def read_together(sentence: WishSentence, wish: Wish) -> None:
    """Take how many people ask together."""
    for match in sentence.matches(_TOGETHER):
        wish.participants = 2 + _ORDINALS.index(match["number"].lower())
        sentence.take(*match.span())
    for match in sentence.matches(_SO_MANY):
        wish.participants = counted(match["number"])
        sentence.take(*match.span())


def _read(quantity: Quantity, sentence: WishSentence, wish: Wish) -> None:
    behind = sentence.text[quantity.end :]
    if (
        quantity.unit == "Personen"
        or _PEOPLE.match(sentence.text[quantity.number_end or quantity.end :])
        or _is_team(quantity, sentence)
        or (not quantity.unit and _is_in_brackets_of(quantity, sentence))
    ):
        wish.participants = int(quantity.upper or quantity.value) + _asks_too(quantity, sentence)
        people = _PEOPLE.match(sentence.text, quantity.number_end or quantity.end)
        sentence.take(quantity.start, max(quantity.end, people.end() if people else 0))
    elif quantity.unit == "Euro" and _BY_RATE.match(behind):
        sentence.take_unmet(quantity.start, quantity.end)  # by the month: not what a course costs
    elif quantity.unit == "Euro":
        _bound(quantity, sentence, wish.price, exact_is_most=True)
        sentence.take(quantity.start, quantity.end)
    elif quantity.unit == "Kilometer":
        wish.km = quantity.value
        sentence.take(quantity.start, quantity.end)
    elif quantity.unit in _LENGTHS or quantity.unit == "Jahre":
        _read_length(quantity, behind, sentence, wish)
    elif quantity.unit in _COUNTS and (people_end := _people_behind(quantity, sentence)):
        wish.participants = int(quantity.value) + _asks_too(quantity, sentence)
        sentence.take(quantity.start, people_end)
    elif not quantity.unit and _is_bare_price(quantity, sentence):
        _bound(quantity, sentence, wish.price, exact_is_most=True)
        sentence.take(quantity.start, quantity.end)


def _read_length(quantity: Quantity, behind: str, sentence: WishSentence, wish: Wish) -> None:
    years, ahead = quantity.unit == "Jahre", sentence.ahead(quantity.start)
    behind_tells = other = _OTHER_LENGTH.match(behind)
    other = other or _EACH.match(sentence.text, quantity.start) or _EACH_TIME.search(ahead)
    by_week = quantity.unit in _HOURS and _PART_TIME.search(ahead)
    denied = _WITHOUT.search(ahead) or (years and _AFTER.search(ahead))
    too_long = years and quantity.value > _LONGEST_YEARS
    lasts = quantity.sense is Sense.LENGTH or (not years and _LASTING.match(behind))  # "vier Wochen lang"
    if not lasts or quantity.period or other or by_week or denied or too_long:
        sentence.take_unmet(quantity.start, quantity.end + (behind_tells.end() if behind_tells else 0))
        return
    if years and quantity.value >= _AGE_FROM:
        return
    span: WishRange = getattr(wish, "months" if years else _LENGTHS[quantity.unit])
    _bound(quantity, sentence, span, exact_is_most=False, times=_MONTHS_A_YEAR if years else 1)
    sentence.take(quantity.start, quantity.end)


def _bound(
    quantity: Quantity, sentence: WishSentence, span: WishRange, *, exact_is_most: bool, times: int = 1
) -> None:
    """Set what a quantity limits. A price without a bound is what somebody can pay at most."""
    value, upper = quantity.value * times, quantity.upper
    side = _side(quantity, sentence)
    if upper is not None:
        span.least, span.most = value, upper * times
    elif side == "most":
        span.most = value
    elif side == "least":
        span.least = value
    elif exact_is_most:
        span.most = value
    else:
        span.least = span.most = value


def _side(quantity: Quantity, sentence: WishSentence) -> str:
    before, behind = sentence.ahead(quantity.start), sentence.text[quantity.end :]
    if _NOT_UNDER.search(before):
        return "least"
    if _NO_MORE.search(before) and _NOT.search(_CLAUSE_ENDS.split(behind[:_NEAR], maxsplit=1)[0]):
        return "most"
    if quantity.bound in _AT_MOST or _MOST_BEFORE.search(before) or _MOST_AFTER.match(behind):
        return "most"
    if quantity.bound in _AT_LEAST or _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(behind):
        return "least"
    return ""


def _is_bare_price(quantity: Quantity, sentence: WishSentence) -> bool:
    """ "bis 500", "unter 1000" without "Euro"."""
    bounded = quantity.bound in _AT_MOST or _MOST_BEFORE.search(sentence.ahead(quantity.start))
    written = sentence.text[quantity.start : quantity.end]
    return bool(bounded) and quantity.value >= _LOWEST_BARE_PRICE and not _PLZ.fullmatch(written)


def _people_behind(quantity: Quantity, sentence: WishSentence) -> int:
    """Where a number of people ends ("zwei Gesellinnen", "2x Schweißer"); 0 if it is none."""
    if quantity.value < 2 or quantity.upper is not None:  # noqa: PLR2004 - one person is who asks
        return 0
    if times := _TIMES.match(sentence.text, quantity.end):
        return times.end()
    behind = _NEXT_WORD.match(sentence.text, quantity.number_end or quantity.end)
    named = behind and (
        is_person(behind["word"].lower()) or _WORKERS.search(behind["word"]) or is_occupation(behind["word"])
    )
    return behind.end() if behind and named else 0


def _asks_too(quantity: Quantity, sentence: WishSentence) -> bool:
    """ "für mich und zwei Kolleginnen": who asks is one of them."""
    return bool(_WITH_ME.search(sentence.ahead(quantity.start)) or _AND_ME.match(sentence.text, quantity.end))


def _is_in_brackets_of(quantity: Quantity, sentence: WishSentence) -> bool:
    """ "Pflegekräfte (5)": how many there are; one person has an age."""
    if sentence.text[quantity.end : quantity.end + 1] != ")":
        return False
    before = _WORD_BRACKET.search(sentence.ahead(quantity.start))
    word = before["word"].lower() if before else ""
    several = quantity.value < _AGE_FROM and bool(_WORKERS.search(word))
    return several or word.endswith(("gremium", "team", "gruppe"))


def _is_team(quantity: Quantity, sentence: WishSentence) -> bool:
    return not quantity.unit and bool(
        re.search(
            r"(?:team|gruppe|belegschaft) (?:von|mit)\s$", sentence.ahead(quantity.start), re.IGNORECASE
        )
    )
