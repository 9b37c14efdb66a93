"""The evaluation's own reader of numbers: it shares no code with the reader whose answers it judges.

It reads a text word by word with tables of its own and knows less: no bounds, no ranges. What it knows it
normalises to one unit a kind, so that "zwölf Monate" and "ein Jahr" are one number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_ONES = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_TEENS = {
    "dreizehn": 13,
    "vierzehn": 14,
    "fünfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "achtzehn": 18,
    "neunzehn": 19,
}
_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
_SMALL = {word: number for number, word in enumerate(_ONES)} | _TEENS
_PARTS = {"drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "achtel": 8, "zehntel": 10, "zwölftel": 12}
_HALF_MORE = {"eineinhalb": 1.5, "anderthalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5}
_SCALES = {"tausend": 1e3, "tsd": 1e3, "mio": 1e6, "million": 1e6, "millionen": 1e6, "mrd": 1e9}
_MONTHS = (
    "januar februar märz april mai juni juli august september oktober november dezember".split()
)  # by their place

# (how a unit begins, what it counts, in how many of it); the first that fits counts
_UNITS: tuple[tuple[str, str, float], ...] = (
    ("prozentpunkt", "Prozentpunkte", 1.0),
    ("prozent", "Anteil", 0.01),
    ("%", "Anteil", 0.01),
    ("euro", "Euro", 1.0),
    ("eur", "Euro", 1.0),
    ("€", "Euro", 1.0),
    ("lebensjahr", "Monate", 12.0),
    ("jahr", "Monate", 12.0),
    ("jährig", "Monate", 12.0),
    ("monat", "Monate", 1.0),
    ("kalendermonat", "Monate", 1.0),
    ("wochenstund", "Stunden", 1.0),
    ("woche", "Tage", 7.0),
    ("kalenderwoche", "Tage", 7.0),
    ("werktag", "Tage", 1.0),
    ("arbeitstag", "Tage", 1.0),
    ("kalendertag", "Tage", 1.0),
    ("tag", "Tage", 1.0),
    ("unterrichtsstund", "Stunden", 1.0),
    ("zeitstund", "Stunden", 1.0),
    ("stund", "Stunden", 1.0),
    ("minut", "Minuten", 1.0),
    ("kilometer", "Kilometer", 1.0),
    ("km", "Kilometer", 1.0),
    ("vollzeitbeschäftigt", "Beschäftigte", 1.0),
    ("beschäftigt", "Beschäftigte", 1.0),
    ("mitarbeit", "Beschäftigte", 1.0),
    ("arbeitnehm", "Beschäftigte", 1.0),
    ("angestellt", "Beschäftigte", 1.0),
    ("person", "Beschäftigte", 1.0),
    ("leute", "Beschäftigte", 1.0),
    ("kolleg", "Beschäftigte", 1.0),
    ("köpf", "Beschäftigte", 1.0),
)
_NO_UNIT = frozenset(
    "tagung tagesordnung europa stundenplan monatlich personal personalrat jahrhundert".split()
)
_PLACE = frozenset("absatz abs satz s nummer nr buchstabe absätze absätzen sätze sätzen nummern".split())
_DIGITS = re.compile(r"(?:\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:,\d+)?")
_PIECE = re.compile(
    r"(?P<date>\d{1,2}\.\s?(?:\d{1,2}\.\s?|[A-Za-zä]+\s)\d{4}\b)"
    r"|(?P<section>(?:§§?|Art\.|Artikel|Paragra(?:f|ph)(?:en)?)\s?(?P<number>\d+[a-z]?)\b)"
    r"|(?P<slash>\b\d{1,2}/\d{1,2}\b(?!/))"
    r"|(?P<mark>\[\d+\]|\(\d+[a-z]?\)|(?m:^[^\S\n]{0,12}\d{1,2}[a-z]?\.)(?=\s))"
    r"|(?P<digits>(?<![\w.,])(?:\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:,\d+)?(?![\d]))"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[%€¼½¾⅓⅔⅛,;:.\n])"
)


@dataclass(frozen=True, slots=True)
class EvidencedNumber:
    """A number in the one unit of its kind: "Anteil" (0.5), "Monate", "Tage", "Euro", …, "" without a unit; a
    § or a date as it is written.
    """

    kind: str
    value: float | str

    @property
    def label(self) -> str:
        """As people read it."""
        if isinstance(self.value, str):
            return f"§ {self.value}" if self.kind == "§" else self.value
        if self.kind == "Anteil":
            return f"{self.value * 100:.4g} Prozent".replace(".", ",")
        return f"{self.value:.10g} {self.kind}".strip().replace(".", ",")


def numbers_in(text: str) -> frozenset[EvidencedNumber]:
    """All numbers, shares, dates and §§ of a German text; numbers of Absätze and list items are none."""
    pieces = [
        (match.lastgroup if match.lastgroup != "number" else "section", match)
        for match in _PIECE.finditer(text)
    ]
    found: set[EvidencedNumber] = set()
    for at, (kind, match) in enumerate(pieces):
        words = [m[0].lower() for _, m in pieces[at + 1 : at + 4]]
        before = [m[0].lower() for _, m in pieces[max(0, at - 2) : at]]
        number = _read(kind or "", match, words, before)
        if number is not None:
            found.add(number)
    return frozenset(found)


def number_of(value: float, unit: str) -> EvidencedNumber:
    """A number with the unit that a suite writes; a unit of another kind counts as it is written."""
    kind, times = _unit(unit.lower())
    return EvidencedNumber(kind or unit, round(value * times, 6))


def unbacked(claim: str, source: str) -> frozenset[EvidencedNumber]:
    """The numbers of a claim that its source does not say; one without a unit is backed by the same number
    with any unit.
    """
    have = numbers_in(source)
    plain = {_plain(number.value) for number in have} | values_in(source)
    return frozenset(
        number
        for number in numbers_in(claim)
        if number not in have and not (number.kind == "" and _plain(number.value) in plain)
    )


def said_alike(numbers: Iterable[EvidencedNumber]) -> str:
    """Numbers in one line."""
    return ", ".join(sorted(number.label for number in numbers))


def value_of_word(word: str) -> float | None:
    """What a German number word says: "zwölf", "zweihundertfünfzig", "eineinhalb"; None for other words."""
    low = word.lower()
    if low in _HALF_MORE:
        return _HALF_MORE[low]
    for scale, times in (("tausend", 1000.0), ("hundert", 100.0)):
        head, found, tail = low.partition(scale)
        if found:
            many = 1.0 if not head else value_of_word(head)
            rest = 0.0 if not tail else value_of_word(tail.removeprefix("und"))
            return None if many is None or rest is None else many * times + rest
    if low in _SMALL:
        return float(_SMALL[low])
    for ten, value in _TENS.items():
        if low == ten:
            return float(value)
        one = low.removesuffix(ten).removesuffix("und")
        if low.endswith(f"und{ten}") and one in _SMALL:
            return float(value + _SMALL[one])
    return None


def _read(kind: str, match: re.Match[str], words: list[str], before: list[str]) -> EvidencedNumber | None:
    if kind == "date":
        return _date(match[0])
    if kind == "section":
        return EvidencedNumber("§", match["number"].lower())
    if kind in {"slash", "sign"}:
        return _fraction(match[0])
    if kind == "digits":
        named = bool(before) and (before[-1] in _PLACE or (before[-1] == "." and before[0] in _PLACE))
        counted = re.split(r"\s", match[0], maxsplit=1)[1:] if named else [match[0]]  # "Satz 3 353 Euro"
        return _with_unit(_value(counted[0]), words) if counted else None
    hundredth = before[-1:] == ["vom"]  # "75 vom Hundert"
    return _from_word(match[0].lower(), words) if kind == "word" and not hundredth else None


def _fraction(written: str) -> EvidencedNumber | None:
    """ "3/4", "¾"; a sign that is none gives None."""
    if written in "¼½¾⅓⅔⅛":
        return EvidencedNumber("Anteil", round(unicodedata.numeric(written), 6))
    top, slash, bottom = written.partition("/")
    if not slash or not 0 < int(top) < int(bottom):
        return None
    return EvidencedNumber("Anteil", round(int(top) / int(bottom), 6))


def _from_word(word: str, words: list[str]) -> EvidencedNumber | None:
    following = words[0] if words else ""
    if word == "hälfte":
        return EvidencedNumber("Anteil", 0.5)
    part = next((p for p in _PARTS if following.startswith(p) and not following.startswith(f"{p}jahr")), None)
    one = word in {"ein", "eine", "einen", "einem", "eines", "einer"}
    value = 1.0 if one else value_of_word(word)
    if part is not None and value is not None:
        return EvidencedNumber("Anteil", round(value / _PARTS[part], 6))
    if one and following.startswith("halb") and len(words) > 1:
        number = _with_unit(0.5, words[1:])
        return number if number.kind in {"Monate", "Tage"} else None
    if value is None or (one and _unit(following)[0] not in {"Monate", "Tage"}):
        return None
    return _with_unit(value, words)


def _with_unit(value: float, words: list[str]) -> EvidencedNumber:
    rest = (
        [word for word in words if word not in {"."}]
        if words[:1] == ["."] and _unit(words[1] if len(words) > 1 else "")[0]
        else words
    )
    if rest and rest[0] in _SCALES:
        value, rest = value * _SCALES[rest[0]], rest[1:]
    if rest[:2] == ["vom", "hundert"]:
        return EvidencedNumber("Anteil", round(value * 0.01, 6))
    kind, times = _unit(rest[0] if rest else "")
    return EvidencedNumber(kind, round(value * times, 6))


def _unit(word: str) -> tuple[str, float]:
    if word in _NO_UNIT:
        return "", 1.0
    return next(((kind, times) for start, kind, times in _UNITS if word.startswith(start)), ("", 1.0))


def _value(written: str) -> float:
    return float(re.sub(r"[.\u00a0\u202f ]", "", written).replace(",", "."))


def _date(written: str) -> EvidencedNumber | None:
    day, month, year = re.findall(r"\d+|[A-Za-zä]+", written)
    name = month.lower()
    number = int(month) if month.isdigit() else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    return EvidencedNumber("Datum", f"{int(year)}-{number:02}-{int(day):02}") if number else None


def _plain(value: float | str) -> float:
    return value if isinstance(value, float) else float("nan")


def values_in(text: str) -> set[float]:
    """Each number of a text as it is written, whatever its unit."""
    digits = {_value(match[0]) for match in _DIGITS.finditer(text)}
    return digits | {
        value for word in re.findall(r"[^\W\d_]+", text) if (value := value_of_word(word)) is not None
    }
