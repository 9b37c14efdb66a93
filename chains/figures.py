"""Figures in German text: numbers, percentages, amounts, durations, dates and §§, in digits or words, made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_UNITS = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_TENS = {"zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90}
_SPECIAL = {"eineinhalb": 1.5, "anderthalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5, "hundert": 100.0, "tausend": 1000.0, "hälfte": 0.5}
MONTHS = ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"]

_ORDINALS = tuple(f"{mark}{case}" for mark in ("te", "ste") for case in ("", "r", "n", "s", "m"))


def _number_words() -> dict[str, float]:
    table = {word: float(value) for value, word in enumerate(_UNITS)} | {word: float(value) for word, value in _TENS.items()} | _SPECIAL
    for tens, value in _TENS.items():
        table |= {f"{unit}und{tens}": float(value + number) for number, unit in enumerate(_UNITS[1:10], 1)}
    table |= {f"{unit}hundert": number * 100.0 for number, unit in enumerate(_UNITS[1:10], 1)}
    table |= {f"{unit}tausend": number * 1000.0 for number, unit in enumerate(_UNITS[1:10], 1)}
    return table


NUMBER_WORDS = _number_words()
_DIGITS = r"\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_DATE = re.compile(rf"\b(\d{{1,2}})\.\s*(?:(\d{{1,2}})\.\s*|({'|'.join(MONTHS)})\s+)(\d{{4}})\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?:§§?|Paragra(?:f|ph)en?|Art\.|Artikel)\s*(\d+[a-z]*)", re.IGNORECASE)
_REFERENCE_PART = re.compile(
    r"(?:Abs(?:\.|atz|ätze|ätzen)|S(?:\.|atz|ätze|ätzen)|Nr\.|Nummern?|Buchstabe)\s*\d+[a-z]*(?:\s*(?:,|und|bis|oder)\s*\d+[a-z]*)*", re.IGNORECASE
)
_UNIT = (
    r"(?P<unit>%(?:ige?\w*)?|Prozentpunkte?n?|Prozent(?:ig\w*)?|vom\s+Hundert|v\.\s?H\.|Euro|EUR|€|Jahr(?:e[ns]?|s)?|Monate?n?s?|Wochen?|"
    r"Tage?n?|"
    r"(?:Werk|Arbeits|Kalender)tage?n?|(?:Zeit|Unterrichts)?[Ss]tunden?|Minuten?|Kilometern?|km|(?:[Vv]oll\s?zeit)?[Bb]eschäftigten?|"
    r"Mitarbeiter\w*|Mitarbeitende\w*|Leuten?|Arbeitnehmer\w*|Personen|Köpfen?|Angestellten?|Lebensjahre?s?)?"
)
_ENDING = r"(?:e[rnsm]?|s?te[rnsm]?)?"
_WORDS = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
_TIMES = {"mio": 1e6, "million": 1e6, "mrd": 1e9, "milliarde": 1e9, "tsd": 1e3, "tausend": 1e3}
_FIGURE = re.compile(
    rf"(?<![\w§.,])(?P<number>{_DIGITS}|\b(?:(?:{_WORDS}){_ENDING}(?!\w)|[a-zäöüß]*(?:hundert|tausend)[a-zäöüß]*))\b\.?"
    rf"(?:\s*(?P<times>Mio|Million(?:en)?|Mrd|Milliarden?|Tsd|tausend)\b\.?)?\s*[-–]?\s*{_UNIT}(?!\w)",
    re.IGNORECASE,
)
_PERCENT_WORD = re.compile(r"\b(?P<number>[a-zäöüß]+?)-?prozentig\w*", re.IGNORECASE)

_PARTS = {"drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "neuntel": 9, "zehntel": 10, "hundertstel": 100}
_SMALL = "eineinhalb|anderthalb|zweieinhalb|dreieinhalb|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn"
_HALF = re.compile(r"\b(?:hälfte|hälftig\w*)\b", re.IGNORECASE)
_DOUBLE = re.compile(r"\b(?:doppelt\w*|verdoppel\w*)", re.IGNORECASE)
_TIMES_OVER = re.compile(rf"\b(?:(?P<word>{_SMALL})|(?P<digits>\d+(?:,\d+)?)-?)(?:fach|mal\s+so)\w*", re.IGNORECASE)  # never "einfach"
_FRACTION = re.compile(rf"\b(?P<top>ein(?:e[mns]?)?|{_SMALL}|\d{{1,2}})\s*(?P<part>{'|'.join(_PARTS)})(?!jahr|stund)\w*", re.IGNORECASE)
_SLASH = re.compile(r"(?<![\d/⁄.,])(?P<top>\d{1,2})\s?[/⁄]\s?(?P<bottom>\d{1,2})(?![\d/⁄])")
_VULGAR = re.compile("[¼½¾⅐-⅞]")
_PERIOD = re.compile(
    r"\b(?:ein(?:e[mnrs]?)?\s+(?:(?P<part>halbe[snmr]?|viertel|dreiviertel)\s+)?(?P<unit>jahr(?:es?)?|monat(?:s|es)?|woche|tag(?:es?)?)|(?P<half>halbjahr\w*)|(?P<quarter>vierteljahr(?:es?)?))\b"
    r"|\bhalbe[snmr]?\s+(?P<bare>jahr|monat)(?:e?s)?\b",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^\s*\d{1,2}[a-z]?\.\s|\(\d+[a-z]?\)|\[\d+\]", re.MULTILINE)
_HALF_OF, _QUARTER_OF = 0.5, 0.25

_UNIT_NAMES = (
    ("prozentpunkt", "Prozentpunkte"), ("%", "Prozent"), ("prozent", "Prozent"), ("vom", "Prozent"), ("v.", "Prozent"), ("euro", "Euro"),
    ("eur", "Euro"), ("€", "Euro"), ("lebensjahr", "Jahre"), ("jahr", "Jahre"), ("monat", "Monate"), ("woche", "Wochen"),
    ("werktag", "Tage"), ("arbeitstag", "Tage"), ("kalendertag", "Tage"), ("tag", "Tage"), ("unterrichtsstund", "Stunden"),
    ("zeitstund", "Stunden"), ("stund", "Stunden"), ("minut", "Minuten"), ("kilometer", "Kilometer"), ("km", "Kilometer"),
    ("beschäftigt", "Beschäftigte"), ("vollzeitbeschäftigt", "Beschäftigte"), ("mitarbeit", "Beschäftigte"), ("leute", "Beschäftigte"),
    ("arbeitnehmer", "Beschäftigte"), ("person", "Beschäftigte"), ("köpf", "Beschäftigte"), ("angestellt", "Beschäftigte"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A number with its unit ("" if none stands beside it); "Prozent", "Euro", "Jahre", "Beschäftigte", "Anteil", "§", "Datum" …

    Two figures are equal if they say the same: "die Hälfte" = 50 Prozent = 0,5; "zwölf Monate" = "ein Jahr" and "sechs Monate" =
    "ein halbes Jahr" (§ 189 BGB); "zwei Wochen" = "14 Tage". Not equal: 30 Tage and ein Monat (§ 188 BGB counts them apart),
    a third and 33 Prozent, Prozent and Prozentpunkte.
    """

    value: str
    unit: str

    @property
    def number(self) -> float:
        """The value as a number; NaN for a § or a date."""
        try:
            return float(self.value)
        except ValueError:
            return float("nan")

    @property
    def meaning(self) -> tuple[str, float | str]:
        """What is compared: the value in the one unit of its kind."""
        scaled = _SAME_KIND.get(self.unit)
        if self.unit == "" and 0 < self.number < 1:
            return "share", round(self.number, 6)
        return (scaled[0], round(self.number * scaled[1], 6)) if scaled else (self.unit, self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figure) and self.meaning == other.meaning

    def __hash__(self) -> int:
        return hash(self.meaning)


_SAME_KIND = {"Prozent": ("share", 0.01), "Anteil": ("share", 1.0), "Jahre": ("months", 12.0), "Monate": ("months", 1.0), "Wochen": ("days", 7.0), "Tage": ("days", 1.0)}


def unit_name(written: str) -> str:
    """The one name of a written unit; "" for none."""
    low = written.lower()
    return next((name for start, name in _UNIT_NAMES if low.startswith(start)), "")


def parse_number(written: str) -> float | None:
    """The value of digits ("1.250,50") or of a number word ("fünfundvierzig"); None if it is neither."""
    low = written.lower().strip()
    if re.fullmatch(_DIGITS, low):
        return float(re.sub(r"[.\u00a0\u202f ]", "", low).replace(",", "."))
    for ending in ("", "er", "en", "es", "em", "e", *_ORDINALS):
        base = low.removesuffix(ending) if ending else low
        if base in NUMBER_WORDS:
            return NUMBER_WORDS[base]
    return _composed(low)


_BELOW_HUNDRED = "|".join(sorted((word for word, value in NUMBER_WORDS.items() if 0 < value < 100 and value == int(value)), key=len, reverse=True))  # noqa: PLR2004
_COMPOSED = re.compile(
    rf"(?:(?P<kh>{'|'.join(_UNITS[1:10])})?(?P<k100>hundert))?(?:und)?(?P<k>{_BELOW_HUNDRED})?(?P<k1000>tausend)"
    rf"(?:und)?(?:(?P<h1>{'|'.join(_UNITS[1:])})?(?P<h100>hundert))?(?:und)?(?P<rest1>{_BELOW_HUNDRED})?"
    rf"|(?P<h2>{'|'.join(sorted(_UNITS[1:], key=len, reverse=True))})?hundert(?:und)?(?P<rest2>{_BELOW_HUNDRED})?"
)


def _composed(word: str) -> float | None:
    """The value of a number word made of hundreds and thousands ("zweihundertfünfzig", "eintausendzweihundert")."""
    match = _COMPOSED.fullmatch(word)
    if match is None:
        return None
    part = {name: NUMBER_WORDS.get(text or "", 0.0) for name, text in match.groupdict().items()}
    if not match["k1000"]:
        return (part["h2"] or 1.0) * 100 + part["rest2"]
    thousands = ((part["kh"] or 1.0) * 100 if match["k100"] else 0.0) + part["k"]
    return (thousands or 1.0) * 1000 + ((part["h1"] or 1.0) * 100 if match["h100"] else 0.0) + part["rest1"]


def dates_in(text: str) -> list[date]:
    """All full dates of a text, in order; impossible ones are left out."""
    found = []
    for day, month, name, year in _DATE.findall(text):
        try:
            found.append(date(int(year), int(month) if month else MONTHS.index(name.lower()) + 1, int(day)))
        except ValueError:
            continue
    return found


def paragraphs_in(text: str) -> list[str]:
    """Numbers of the §§ and articles named in a text."""
    return [m[1].lower() for m in _PARAGRAPH.finditer(text)]


def quantities_in(text: str) -> list[Figure]:
    """Numbers with their units, in order, then shares ("die Hälfte"); "ein" and list marks do not count, §§, Absätze and dates neither."""
    rest = _REFERENCE_PART.sub(" ", _PARAGRAPH.sub(" ", _DATE.sub(" ", text)))
    rest = _LIST_MARK.sub(" ", rest)
    shares, rest = _shares(rest)
    found = []
    for match in _FIGURE.finditer(rest):
        value = parse_number(match["number"])
        unit = unit_name(match["unit"] or "")
        indefinite = match["number"].lower().startswith("ein") and value == 1.0 and not match["times"]
        if value is not None and not (indefinite and not match["number"].isdigit()):
            times = next((factor for start, factor in _TIMES.items() if (match["times"] or "").lower().startswith(start)), 1.0)
            found.append(Figure(f"{value * times:.10g}", unit))
    return found + shares


def figure_spans(text: str) -> list[tuple[int, int]]:
    """Where amounts, shares and dates stand in a text (start, end), in order, to be shown; §§, Absätze, list marks and numbers without a unit are none."""
    rest = text
    for other in (_PARAGRAPH, _REFERENCE_PART, _LIST_MARK):
        rest = other.sub(lambda m: " " * len(m[0]), rest)
    found = [match.span() for match in _DATE.finditer(rest)]
    for pattern in (_FIGURE, _FRACTION, _HALF, _PERCENT_WORD):
        for match in pattern.finditer(rest):
            said = match.groupdict()
            counts = parse_number(said["number"]) is not None and (bool(said.get("unit")) or pattern is _PERCENT_WORD) if "number" in said else True
            if counts and not any(start < match.end() and match.start() < end for start, end in found):
                found.append(match.span())
    return sorted(found)


def _shares(text: str) -> tuple[list[Figure], str]:
    """Shares and multiples said in words or as fractions, and the text without them."""
    found: list[Figure] = []

    def take(value: float | None, unit: str = "Anteil") -> str:
        if value is not None:
            found.append(Figure(f"{value:g}", unit))
        return " "

    def over(match: re.Match[str]) -> str:
        top, bottom = int(match["top"]), int(match["bottom"])
        return take(top / bottom) if top < bottom else match[0]

    text = _VULGAR.sub(lambda m: take(unicodedata.numeric(m[0])), text)
    text = _SLASH.sub(over, text)
    text = _FRACTION.sub(lambda m: take((parse_number(m["top"]) or 1.0) / _PARTS[m["part"].lower()]), text)
    text = _TIMES_OVER.sub(lambda m: take(parse_number(m["word"] or m["digits"])), text)
    text = _HALF.sub(lambda _: take(0.5), text)
    text = _DOUBLE.sub(lambda _: take(2.0), text)
    return found, _PERCENT_WORD.sub(lambda m: take(parse_number(m["number"]), "Prozent"), text)


def periods_in(text: str) -> list[Figure]:
    """Periods said with "ein" or "halb", which are no quantities elsewhere: "ein Jahr", "eines Monats", "ein halbes Jahr", "Halbjahr"."""
    found = []
    for match in _PERIOD.finditer(text):
        part = (match["part"] or "").lower()
        value = _HALF_OF if part.startswith("halb") or match["half"] or match["bare"] else 1.0
        value = _QUARTER_OF if match["quarter"] or part == "viertel" else 3 * _QUARTER_OF if part == "dreiviertel" else value
        found.append(Figure(f"{value:g}", unit_name(match["unit"] or match["bare"] or "jahr")))
    return found


def figures_in(text: str) -> set[Figure]:
    """All that must be backed by a source: quantities, periods, dates, §§."""
    return set(_figures_in(text))


@lru_cache(maxsize=1024)
def _figures_in(text: str) -> frozenset[Figure]:
    quantities = {*quantities_in(text), *periods_in(text)}
    return frozenset(quantities) | {Figure(d.isoformat(), "Datum") for d in dates_in(text)} | {Figure(p, "§") for p in paragraphs_in(text)}


def unsupported(claim: str, evidence: str) -> set[Figure]:
    """Figures of the claim that the evidence does not hold; a bare number is backed by the same number with any unit."""
    return missing_from(figures_in(claim), figures_in(evidence))


def missing_from(claimed: Iterable[Figure], have: Collection[Figure]) -> set[Figure]:
    """Figures that are not among the others; a bare number is backed by the same number with any unit."""
    values = {f.value for f in have if f.unit not in {"§", "Datum"}}
    return {f for f in claimed if f not in have and not (f.unit == "" and f.value in values)}
