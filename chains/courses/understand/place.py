"""Where a course is: towns, postcodes, regions; an ordinary word is a town only behind a word of place."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.sentence import TAKEN, WishSentence
from chains.courses.understand.wish import Wish
from knowledge.places.gazetteer import FOLDED, HOME, towns
from knowledge.places.regions import ordinary_words, region_pattern

_PLZ = re.compile(
    r"(?<![\w-])(?:(?:plz|postleitzahl|plz-bereich|plz-gebiet|postleitzahlgebiet"
    r"|postleitzahlbereich)\s?:?\s?)(?P<told>\d{1,5})(?![\d.,])\w*"
    r"|(?<![\w.,-])(?:d-)?(?P<whole>\d{5})(?![\w]|[.,]\d|\s?(?:€|euro|eur|stunden))",
    re.IGNORECASE,
)
_WORD = r"[A-Za-zÄÖÜäöüß][\w.ß-]*"
_BEFORE = re.compile(
    r"(?:\bin|\bob|\bbei|\bum|\bnahe|\baus|\bab|\braum|\bgroßraum|\bort:?|\bstandort:?|\brund um|\bnähe(?:"
    r" von)?|\bumgebung(?: von)?|\bnach|\bbis"
    r"|\bwohne(?:n|t)?(?: in)?|\bstadt|\bvon|\bzwischen|\bumland(?: von)?|\bgegend(?: um| von)?"
    r"|\brichtung|\bumkreis(?: von)?|\bkm(?: um)?"
    r"|\bregion|\binnerhalb von|\bstadtgebiet)\s$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\büber|\bzum thema|\bthema:?|\bzu|\bfür|\bgesund\w*|\bdas|\bbeim|\bdie|\bder|\beine[rn]?|\bund"
    r" trinken)\s$",
    re.IGNORECASE,
)
_CODE, _CODE_LENGTH = re.compile(r"(?<!\d)\d{5}\s$"), 7
_JOINED = re.compile(
    rf"{TAKEN}\s?(?:oder|und|/|,|bzw\.?)\s(?:(?:notfalls|sonst|zur not|alternativ|ersatzweise|auch)\s)?"
    r"(?:in\s|bei\s)?$",
    re.IGNORECASE,
)
_ADJECTIVE_HEADS = re.compile(
    r"\s(?:raum|umland|umgebung|gegend|norden|süden|westen|osten|innenstadt|großraum|nordstadt"
    r"|stadtgebiet|region)(?![\w-])",
    re.IGNORECASE,
)
_WORDS_OF_PLACE = re.compile(
    r"(?<![\w-])(?:im\s)?(?:raum|großraum|umkreis|umgebung|nähe|gegend|region|kreis)(?![\w-])", re.IGNORECASE
)
_NAME = re.compile(r"\b(?:[Hh]errn?|[Ff]rau|[Ff]amilie)\s(?:[A-ZÄÖÜ]\.\s|[A-ZÄÖÜ]\w+\s)?$")
_LARGE, _LARGE_ELSEWHERE = 10_000, 100_000  # inhabitants of a town that is known without a word of place
_LONGEST = 5  # words of a town's name


def read_postcodes(sentence: WishSentence, wish: Wish) -> None:
    """Take postcodes, before other numbers are read."""
    for match in sentence.matches(_PLZ):
        wish.plz.append(match["told"] or match["whole"])
        sentence.take(*match.span())


def read_places(sentence: WishSentence, wish: Wish) -> None:
    """Take regions and towns."""
    pattern, of_name = region_pattern()
    for match in sentence.matches(pattern):
        if _belongs_to_town(match, sentence):
            continue
        region = of_name[match[0].casefold()]
        if (no := sentence.denied(match.start())) is not None:
            sentence.take_unmet(no, match.end())
            continue
        if region not in wish.region:
            wish.region.append(region)
        sentence.take(*match.span())
    found: list[tuple[int, str]] = []
    for start, end, name in _mentions(sentence):
        if _NAME.search(sentence.ahead(start)):
            continue  # "Herr Bergheim"
        if sentence.is_free(start, end) and _is_meant(
            start, end, name, sentence, known=bool(found or wish.plz)
        ):
            no = start if sentence.refused(end) else sentence.denied(start)
            if no is not None:
                sentence.take_unmet(no, end)
                continue
            found.append((start, name))
            sentence.take(start, end)
    wish.place = list(dict.fromkeys(name for _, name in sorted(found)))
    sentence.takes(_WORDS_OF_PLACE)


def _belongs_to_town(region: re.Match[str], sentence: WishSentence) -> bool:
    """ "Halle (Westfalen)", "Halle Westfalen"."""
    before = sentence.ahead(region.start())
    word = before.rsplit(maxsplit=1)[-1].casefold() if before.strip() else ""
    return before.endswith("(") or f"{word} ({region[0].casefold()})" in towns()


def _mentions(sentence: WishSentence) -> list[tuple[int, int, str]]:
    """(start, end, name) of what may be a town: behind a word of place first, then longer names first."""
    words = list(re.finditer(_WORD, sentence.rest))
    found = []
    for i, word in enumerate(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            last = words[i + length - 1]
            end = last.end()
            text = sentence.rest[word.start() : end]
            if TAKEN in text or "," in text or ";" in text:
                continue
            if (name := _town(text, sentence.rest[end:])) is not None:
                shown, more = name
                found.append((word.start(), end + more, shown))
                break
    return sorted(found, key=lambda m: (sentence.behind_what(_BEFORE, m[0]) is None, m[0]))


_BRACKET = re.compile(r"\s?\((?P<which>[\w. ]+)\)")


def _town(text: str, behind: str) -> tuple[str, int] | None:
    """The shown name of a town and how many characters behind it belong to it; None if it is none."""
    name, key = text.rstrip("."), text.rstrip(".").casefold()
    bracket = _BRACKET.match(behind)
    if bracket and f"{key} ({bracket['which'].casefold()})" in towns():
        return f"{_shown(key)} ({bracket['which']})", bracket.end()
    if (whole := _town_alone(key)) is not None:
        return whole, 0
    if key.endswith("er") and key[:-2] in _adjectives() and _ADJECTIVE_HEADS.match(behind):
        return _adjectives()[key[:-2]], 0
    first = key.partition("-")[0]
    if "-" in key and _has_districts(first) and name.partition("-")[2][:1].isupper():
        return _shown(first), 0  # "Dortmund-Hörde"
    parts = name.split(" ")
    if len(parts) == 2 and parts[0].casefold() in towns() and parts[1].casefold() in _SIDES:  # noqa: PLR2004 - "Hagen Mitte"
        return _shown(parts[0].casefold()), 0
    return None


def _town_alone(key: str) -> str | None:
    """A town as it is called, or with what tells it from its namesakes ("Halle Westfalen")."""
    if key in towns():
        return _shown(key)
    named, _, which = key.rpartition(" ")
    if key in _halves():
        return _halves()[key]
    return f"{_shown(named)} ({which.capitalize()})" if f"{named} ({which})" in towns() else None


@cache
def _halves() -> dict[str, str]:
    """Towns of two names by either ("Rheda", "Rauxel")."""
    found: dict[str, str] = {}
    for key, same in towns().items():
        if (
            key.count("-") == 1
            and key.partition("-")[0] not in towns()
            and same[0].land == HOME
            and same[0].inhabitants >= _LARGE
        ):
            for half in key.split("-"):
                if len(half) >= _SHORTEST_HALF and half not in towns() and half not in ordinary_words():
                    found[half] = same[0].name
    return found


_SHORTEST_HALF = 5  # letters


def _has_districts(key: str) -> bool:
    """Whether a town is large enough for "Köln-Ehrenfeld" to mean a part of it."""
    return key in towns() and towns()[key][0].inhabitants >= _LARGE


# what follows a town in keywords: something understood, or what belongs to it
_GOES_ON = re.compile(rf"\s?(?:{TAKEN}|(?:unter|bis|ab|am|im|max\.?|maximal|höchstens)\s)", re.IGNORECASE)
_SIDES = frozenset("mitte nord süd ost west innenstadt zentrum".split())


def _shown(key: str) -> str:
    """The name as people write it ("Mülheim", not "Mülheim (Ruhr)")."""
    town = towns()[key][0]
    names = [town.name, *town.name.split("/")]
    same = next((n for n in names if n.casefold() == key), None)
    if same is None and key == town.name.casefold().translate(FOLDED):
        same = town.name
    return same or " ".join(part if part in _SMALL else part.capitalize() for part in key.split(" "))


_SMALL = frozenset("am an der im in bei vor ob".split())


@cache
def _adjectives() -> dict[str, str]:
    """Town's name for the stem of its adjective: "kölner", "dortmunder", "münsteraner" apart."""
    found: dict[str, str] = {}
    for key, same in towns().items():
        town = same[0]
        if " " not in key and (town.land == HOME or town.inhabitants >= _LARGE_ELSEWHERE):
            found.setdefault(key, town.name)
            if key.endswith("en"):
                found.setdefault(key[:-2] + "en", town.name)
                found.setdefault(key[:-2], town.name)
    return found


def _is_meant(start: int, end: int, name: str, sentence: WishSentence, *, known: bool) -> bool:
    """Whether a town is meant, and not the word that it also is."""
    written = sentence.rest[start:end]
    key = name.casefold()
    same = towns().get(key) or towns().get(key.partition(" (")[0]) or ()
    capital = written[:1].isupper() or sentence.is_written_small
    ordinary = key in ordinary_words()
    if _CODE.search(sentence.text[max(0, start - _CODE_LENGTH) : start]):
        return capital  # "58095 Hagen"
    if sentence.behind_what(_BEFORE, start):
        return capital and (not ordinary or any(t.land == HOME for t in same))
    if not capital or not same or sentence.behind_what(_ABOUT, start):
        return False
    if sentence.behind_what(_JOINED, start) and known:
        return True
    if ordinary:
        alone = _is_listed_with_town(end, sentence) or (not known and _stands_alone(start, end, sentence))
        return alone and any(t.land == HOME for t in same)
    least = _LARGE if same[0].land == HOME else _LARGE_ELSEWHERE
    return same[0].inhabitants >= least or "(" in name or _is_listed_with_town(end, sentence)


def _is_listed_with_town(end: int, sentence: WishSentence) -> bool:
    """ "Essen oder Bochum"."""
    behind = _OR_TOWN.match(sentence.rest, end)
    key = behind["town"].casefold() if behind else ""
    return key in towns() and key not in ordinary_words()


_OR_TOWN = re.compile(r"\s?(?:/|\soder\s|\sbzw\.?\s)\s?(?P<town>[A-Za-zÄÖÜäöüß-]{3,30})")


def _stands_alone(start: int, end: int, sentence: WishSentence) -> bool:
    """An ordinary word that can only be the town: at the end or between commas ("Schweißen, Essen")."""
    before, behind = sentence.ahead(start).rstrip(), sentence.text[end : end + 2].lstrip()
    if not before:
        return behind[:1] in {":", ","}
    if sentence.is_written_small:
        understood = before.endswith(TAKEN) or sentence.rest[:start].rstrip().endswith(TAKEN)
        goes_on = _GOES_ON.match(sentence.rest, end)
        return not behind or before.endswith(",") or bool(understood and goes_on)
    adjective = re.search(r"\b[a-zäöü]+e[snrm]?$", before)
    return (before.endswith((",", ";")) or not behind or behind[0] in ",;.?!") and not adjective
