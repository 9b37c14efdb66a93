"""How a course is held and paid: form, time, weekday, voucher, and what is said with a single phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chains.courses.understand.paying import is_note, read_paying
from chains.courses.understand.sentence import TAKEN, WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import kinds, phrases, word_set

_FLAGS = ("voucher", "azav", "bildungsurlaub", "accessible", "lodging")
_MIXED = ("praesenz", "online")
_LANGUAGE = re.compile(
    r"(?<![\w-])(?:in\s)?(?P<named>{0})\sals\s(?:unterrichts|kurs)sprache(?![\w-])"
    r"|(?<![\w-])(?:auf|(?<![abc][12]\s)in)\s(?P<adjective>{0})(?![\w-])"
    r"|(?<![\w-])in\s(?P<inflected>{0})er\ssprache(?![\w-])"
    r"|(?<![\w-])(?P<speakers>{0})\ssprechende[nr]?(?![\w-])"
    r"|(?<![\w-])(?P<speaking>{0})sprachig\w*"
    r"|(?<![\w-])(?:unterrichts|kurs)sprache:?\s(?:(?:ist|sollte|soll|wäre)\s)?(?P<behind>{0})(?![\w-])".format(
        "|".join(sorted(word_set("languages")))
    ),
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?:lieber|besser|eher|angenehmer)\s(?:\w{1,20}\s){0,4}als\s(?:\w{1,8}\s)?$", re.IGNORECASE
)
_NEAR = 60  # characters
_CERTIFICATE_ALONE = re.compile(r"(?:(?<=, )|(?<= )|^)zertifikat(?=\s*(?:,|$))", re.IGNORECASE)
# "drei Tage, Hotel, …"
_ROOM_ALONE = re.compile(
    rf"(?<={TAKEN} )(?:im|in einem)\shotel(?![\w-])"
    r"|(?<=, )(?:hotel|unterkunft|übernachtung|unterbringung)(?=\s?(?:,|;|$|im\s|in\s|am\s))",
    re.IGNORECASE,
)
_IS_MADE = re.compile(
    r"\s(?:zu\s)?(?:gestalten|machen|bauen|planen|programmieren|entwickeln)(?![\w-])", re.IGNORECASE
)
# "bei der BG": who insures, and no voucher, for which the letters stand elsewhere
_INSURER = re.compile(
    r"(?<![\w-])(?:bei|von|durch)\s(?:der|die)\s(?:bg|bildungsgutschein)(?![\w-])", re.IGNORECASE
)
_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_FROM_TO_DAYS = re.compile(
    rf"(?<![\w-])(?:von\s)?(?P<first>{'|'.join(_DAYS)}|mo|di|mi|do|fr)s?\s?(?:bis|-|–)\s?(?P<last>{'|'.join(_DAYS)}|mo|di|mi|do|fr|sa|so)s?(?![\w-])",
    re.IGNORECASE,
)


def read_manner(sentence: WishSentence, wish: Wish) -> None:
    """Take flags, form, time, weekdays, sorting and the language of the course."""
    read_flags(sentence, wish)
    if any(_taken(sentence, phrases("mixed"), wish, "form")):
        wish.form = list(_MIXED)
    _read_form(sentence, wish)
    _read_time(sentence, wish)
    _read_language(sentence, wish)
    for value, pattern in kinds("sort"):
        if sentence.takes(pattern):
            wish.sort = wish.sort or value


def read_flags(sentence: WishSentence, wish: Wish) -> None:
    """Take who pays, and what is said with a single phrase."""
    read_paying(sentence, wish)
    if is_note(sentence) and sentence.takes(_CERTIFICATE_ALONE):
        wish.any_certificate = True
    for match in sentence.matches(_INSURER):
        sentence.take_unmet(*match.span())
    for flag in _FLAGS:
        if any(list(_taken(sentence, phrases(flag), wish, flag))):
            setattr(wish, flag, True)
    if sentence.takes(_ROOM_ALONE):
        wish.lodging = True


def _taken(sentence: WishSentence, pattern: re.Pattern[str], wish: Wish, key: str) -> Iterator[bool]:
    """Whether each mention is wanted (not denied); a denied one stays where it is."""
    for match in sentence.matches(pattern):
        if sentence.denied(match.start()) is None and not _IS_MADE.match(sentence.text, match.end()):
            if sentence.preferred(*match.span()):
                wish.soft.add(key)
            sentence.take(*match.span())
            yield True


def _read_form(sentence: WishSentence, wish: Wish) -> None:
    found: list[tuple[int, str, bool]] = []
    for value, pattern in kinds("form"):
        for match in sentence.matches(pattern):
            if sentence.needless(match.start()):
                sentence.take_unmet(*match.span())
                continue
            no = sentence.denied(match.start())
            if no is None and sentence.refused(match.end()):
                no = match.start()
            if no is None and _RATHER.search(sentence.text[max(0, match.start() - _NEAR) : match.start()]):
                sentence.take(*match.span())  # "lieber als online"
                continue
            found.append((match.start(), value, no is not None))
            if no is None and sentence.preferred(*match.span()):
                wish.soft.add("form")
            sentence.take(match.start() if no is None else no, match.end())
    if not found and not wish.form and _is_with_us(sentence, wish):
        wish.form.append("inhouse")
    for _, value, no in sorted(found):
        listed = wish.form_not if no else wish.form
        if value not in listed:
            listed.append(value)


def _is_with_us(sentence: WishSentence, wish: Wish) -> bool:
    """ "für 30 Leute, bei uns in Lage", "bei uns im Lager", and not "bei uns im Sauerland"."""
    return (wish.participants is not None and sentence.takes(_WITH_US)) or sentence.takes(_IN_OUR_ROOMS)


_IN_OUR_ROOMS = re.compile(
    r"(?<![\w-])bei\suns\s(?:im|in\sder|in\sunsere[rmn]|auf\s(?:dem|unserem))\s(?:(?-i:[A-ZÄÖÜ])\w{0,20})?"
    r"(?:büro|haus|saal|halle|werk|lager|hof|laden|geschäft|studio|markt|küche|heim|schule|station|filiale|labor"
    r"|kantine|firma|betrieb|praxis|zentrum|werkstatt|räume|räumen|(?<=\w)ei)(?![\w-])",
    re.IGNORECASE,
)
_WITH_US = re.compile(r"(?<![\w-])bei uns(?![\w-])", re.IGNORECASE)


def _read_time(sentence: WishSentence, wish: Wish) -> None:
    days = _read_span_of_days(sentence)
    hours = _read_hours(sentence)
    for key in ("time", "weekday"):
        found: list[tuple[int, str]] = []
        for value, pattern in kinds(key):
            for match in sentence.matches(pattern):
                no = sentence.denied(match.start())
                if no is None and (sentence.refused(match.end()) or sentence.needless(match.start())):
                    no = match.start()
                if no is not None:
                    sentence.take_unmet(no, match.end())
                else:
                    found.append((match.start(), value))
                    if sentence.preferred(*match.span()):
                        wish.soft.add(key)
                    sentence.take(*match.span())
        found += hours if key == "time" else days
        setattr(wish, key, list(dict.fromkeys(value for _, value in sorted(found))))


def _read_span_of_days(sentence: WishSentence) -> list[tuple[int, str]]:
    """ "Montag bis Donnerstag"; the whole week of work limits nothing."""
    found = []
    for match in sentence.matches(_FROM_TO_DAYS):
        first, last = (
            next(i for i, day in enumerate(_DAYS) if day.startswith(match[name].lower()))
            for name in ("first", "last")
        )
        if (first, last) != _WORKING_WEEK:
            found += [(match.start() + i, _DAYS[i]) for i in range(first, last + 1)]
        sentence.take(*match.span())
    return found


_WORKING_WEEK = (0, 4)  # Monday to Friday


def _read_hours(sentence: WishSentence) -> list[tuple[int, str]]:
    """ "von 8 bis 12 Uhr" is in the mornings, "ab 18 Uhr" in the evenings."""
    found = []
    for match in sentence.matches(_CLOCK):
        first, last = (int(match[name] or 0) for name in ("first", "last"))
        if match["until"] and not last:
            first, last = 0, first
        value = "abends" if first >= _EVENING else "vormittags" if 0 < last <= _NOON else ""
        if value:
            found.append((match.start(), value))
        else:
            sentence.unmet.append(match[0])
        sentence.take(*match.span())
    return found


_EVENING, _NOON = 17, 13  # o'clock: evenings from, mornings until
_CLOCK = re.compile(
    r"(?<![\w-])(?:(?:von|zwischen|ab|nach|(?P<until>bis|vor|spätestens))\s)?(?P<first>\d{1,2})(?:[:.]\d\d)?(?:\suhr)?(?:\s?(?:bis|-|–|und)\s?(?P<last>\d{1,2})(?:[:.]\d\d)?)?"
    r"\s?uhr(?![\w-])",
    re.IGNORECASE,
)


def _read_language(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_LANGUAGE):
        wish.language = next(text for text in match.groups() if text).lower()
        sentence.take(*match.span())
