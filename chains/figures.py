"""Figures in German text: numbers, percentages, amounts, durations, dates and §§, in digits or words, made comparable."""

from __future__ import annotations

import re
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
_SPECIAL = {"eineinhalb": 1.5, "anderthalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5, "hundert": 100.0, "tausend": 1000.0}
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
    r"(?P<unit>%|Prozentpunkte?n?|Prozent|vom\s+Hundert|v\.\s?H\.|Euro|EUR|€|Jahren?|Jahres?|Monate?n?s?|Wochen?|"
    r"Tage?n?|"
    r"(?:Werk|Arbeits|Kalender)tage?n?|(?:Zeit|Unterrichts)?[Ss]tunden?|Minuten?|Kilometern?|km|(?:[Vv]oll\s?zeit)?[Bb]eschäftigten?|"
    r"Mitarbeiter\w*|Mitarbeitende\w*|Leuten?|Arbeitnehmer\w*|Personen|Köpfen?|Angestellten?|Lebensjahre?s?)?"
)
_ENDING = r"(?:e[rnsm]?|s?te[rnsm]?)?"
_FIGURE = re.compile(
    rf"(?<![\w§.,])(?P<number>{_DIGITS}|\b(?:{'|'.join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))}){_ENDING})\b\.?\s*[-–]?\s*{_UNIT}(?!\w)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:eineinhalb|anderthalb|zweieinhalb|zwei|drei|vier)(?:fach\w*|\s+drittel\w*)|\b(?:ein|einem|eines)\s+drittels?\b|\bdoppelte?[rnsm]?\b", re.IGNORECASE
)
_SHARES = (  # shares in words, as the percentages they are
    (re.compile(r"\bhälfte\b", re.IGNORECASE), "50 Prozent"),
    (re.compile(r"\b(?:drei\s?viertel[ns]?)\b(?!\s*(?:jahr|stunde))", re.IGNORECASE), "75 Prozent"),
    (re.compile(r"\b(?:ein(?:em|es)?\s+viertel[s]?)\b(?!\s*(?:jahr|stunde))", re.IGNORECASE), "25 Prozent"),
    (re.compile(r"\b(?:ein\s+)?halbe[sn]?\s+jahr(?:es)?\b|\bhalbjahr\b", re.IGNORECASE), "6 Monate"),
)
_ONE_YEAR = re.compile(r"\bein(?:em|es)?\s+jahr(?:es|e)?\b", re.IGNORECASE)
_MONTHS_A_YEAR = 12

_UNIT_NAMES = (
    ("prozentpunkt", "Prozentpunkte"), ("%", "Prozent"), ("prozent", "Prozent"), ("vom", "Prozent"), ("v.", "Prozent"), ("euro", "Euro"),
    ("eur", "Euro"), ("€", "Euro"), ("lebensjahr", "Jahre"), ("jahr", "Jahre"), ("monat", "Monate"), ("woche", "Wochen"),
    ("werktag", "Tage"), ("arbeitstag", "Tage"), ("kalendertag", "Tage"), ("tag", "Tage"), ("unterrichtsstund", "Stunden"),
    ("zeitstund", "Stunden"), ("stund", "Stunden"), ("minut", "Minuten"), ("kilometer", "Kilometer"), ("km", "Kilometer"),
    ("beschäftigt", "Beschäftigte"), ("vollzeitbeschäftigt", "Beschäftigte"), ("mitarbeit", "Beschäftigte"), ("leute", "Beschäftigte"),
    ("arbeitnehmer", "Beschäftigte"), ("person", "Beschäftigte"), ("köpf", "Beschäftigte"), ("angestellt", "Beschäftigte"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("" if none stands beside it); "Prozent", "Euro", "Jahre", "Beschäftigte", "§", "Datum" …"""

    value: str
    unit: str

    @property
    def number(self) -> float:
        """The value as a number; NaN for a § or a date."""
        try:
            return float(self.value)
        except ValueError:
            return float("nan")


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
    return None


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
    """Numbers with their units, in order; "ein" and list marks do not count, §§, Absätze and dates neither."""
    rest = _REFERENCE_PART.sub(" ", _PARAGRAPH.sub(" ", _DATE.sub(" ", text)))
    rest = re.sub(r"^\s*\d{1,2}[a-z]?\.\s", " ", rest, flags=re.MULTILINE)
    rest = re.sub(r"\(\d+[a-z]?\)|\[\d+\]", " ", rest)
    for pattern, share in _SHARES:
        rest = pattern.sub(share, rest)
    found = []
    for match in _FIGURE.finditer(rest):
        value = parse_number(match["number"])
        unit = unit_name(match["unit"] or "")
        indefinite = match["number"].lower().startswith("ein") and value == 1.0
        if value is not None and not (indefinite and not match["number"].isdigit()):
            found.append(Figure(f"{value:g}", unit))
    return found + [Figure(re.sub(r"(fach|drittel)\w*$", r" \1", m[0].lower()), "Anteil") for m in _FRACTION.finditer(rest)]


def figures_in(text: str) -> set[Figure]:
    """All that must be backed by a source: quantities, dates, §§."""
    quantities = set(quantities_in(text))
    return quantities | {Figure(d.isoformat(), "Datum") for d in dates_in(text)} | {Figure(p, "§") for p in paragraphs_in(text)}


def unsupported(claim: str, evidence: str) -> set[Figure]:
    """Figures of the claim that the evidence does not hold; a bare number is backed by the same number with any unit."""
    have = _held(evidence)
    values = {f.value for f in have if f.unit not in {"§", "Datum"}}
    return {f for f in figures_in(claim) if f not in have and not (f.unit == "" and f.value in values)}


@lru_cache(maxsize=512)
def _held(evidence: str) -> frozenset[Figure]:
    """All figures that a text backs: its own, "ein Jahr", and each duration in the other unit."""
    have = figures_in(evidence) | ({Figure("1", "Jahre")} if _ONE_YEAR.search(evidence) else set())
    return frozenset(have | {same for f in have for same in _equal(f)})


def _equal(figure: Figure) -> list[Figure]:
    """The same duration in the other unit: twelve months are a year."""
    if figure.unit == "Jahre" and figure.number.is_integer():
        return [Figure(f"{figure.number * _MONTHS_A_YEAR:g}", "Monate")]
    if figure.unit == "Monate" and figure.number % _MONTHS_A_YEAR == 0:
        return [Figure(f"{figure.number / _MONTHS_A_YEAR:g}", "Jahre")]
    return []
