"""Numeric conditions in rules ("mindestens 50 und weniger als 500 Beschäftigte") evaluated for a case."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from chains.figures import NUMBER_WORDS, parse_number, quantities_in, unit_name

_THOUSANDS = r"\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?!\d)|\d+"
_NUM = rf"(?P<n>(?:{_THOUSANDS})(?:,\d+)?|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>[A-Za-zÄÖÜäöüß%]+)"
LOW, HIGH = "low", "high"
_BOUNDS = (
    (re.compile(rf"\b(?:mindestens|wenigstens|ab)\s+{_NUM}\b", re.I), LOW, True),
    (re.compile(rf"\b(?:mehr|größer|länger)\s+als\s+{_NUM}\b", re.I), LOW, False),
    (re.compile(rf"\büber\s+{_NUM}\b", re.I), LOW, False),
    (re.compile(rf"(?<!nicht )\b(?:weniger|kleiner|kürzer)\s+als\s+{_NUM}\b", re.I), HIGH, False),
    (re.compile(rf"\bunter\s+{_NUM}\b", re.I), HIGH, False),
    (re.compile(rf"\b(?:höchstens|nicht\s+(?:mehr|größer|länger)\s+als|maximal|bis\s+zu)\s+{_NUM}\b", re.I), HIGH, True),
    (re.compile(rf"\b{_NUM}\s+\w+\s+oder\s+mehr\b", re.I), LOW, True),
    (re.compile(rf"\b{_NUM}\s+oder\s+mehr\b", re.I), LOW, True),
)
_RANGE = re.compile(rf"\b(?:(?P<between>zwischen)\s+)?{_NUM}\s+(?(between)und|bis)\s+(?P<m>{_THOUSANDS})\b", re.I)
_FROM = re.compile(rf"\b{_NUM}\s+und\s+weniger\s+als\s+(?:{_THOUSANDS})\b", re.I)  # "mit 250 und weniger als 2.500 Beschäftigten"
_AGE = re.compile(r"\b(?P<n>\d{1,2})\.\s*Lebensjahr\s+(?P<how>noch\s+nicht\s+)?vollendet", re.I)
_HINT = re.compile(
    r"mindestens|wenigstens|\bab\b|mehr|über|weniger|unter|höchstens|maximal|\bbis\b|zwischen|größer|kleiner|länger|kürzer|Lebensjahr", re.I
)  # any bound has one
_STAFF = re.compile(r"Beschäftigt|Mitarbeit|Arbeitnehmer", re.I)
_BETWEEN = frozenset("und oder weniger als mehr mindestens höchstens nicht bis zu sozialversicherungspflichtig regelmäßig in der regel".split()) | set(NUMBER_WORDS)
_WINDOW = 60  # characters behind a bound in which its unit stands ("mindestens 50 und weniger als 500 Beschäftigte")


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a person or firm: unit name -> value (Beschäftigte, Jahre, Stunden, Euro); an age for the rules that ask for one; facts in words."""

    values: dict[str, float]
    age: float | None = None  # beside values["Jahre"], which may be any period
    facts: tuple[str, ...] = ()  # "ohne Abschluss", "Dortmund"

    def number_for(self, bound: Bound) -> float | None:
        """The number that a condition is about; None if the case does not tell it."""
        return self.values.get(bound.unit, self.age if bound.of_age else None)


def case_of(question: str) -> Case:
    """The first number of each unit in a question; "52 Jahre alt" and "52-Jährige" are years."""
    return Case(dict(_case_of(question)))


@lru_cache(maxsize=1024)
def _case_of(question: str) -> tuple[tuple[str, float], ...]:
    values: dict[str, float] = {}
    for figure in quantities_in(re.sub(r"(\d+)-?\s*[jJ]ährige?\w*", r"\1 Jahre", question)):
        if figure.unit and figure.unit not in {"Prozent", "Prozentpunkte", "Anteil"}:
            values.setdefault(figure.unit, figure.number)
    return tuple(values.items())


@dataclass(frozen=True, slots=True)
class Span:
    """A quantity as it stands in a text: "120 Beschäftigte" from `start` to `end`, its digits or words, its unit's name."""

    start: int
    end: int
    text: str
    number: str
    unit: str


_QUANTITY = re.compile(rf"(?<![\w§.,]){_NUM}(?:[-\s]*(?P<unit>[A-Za-zÄÖÜäöüß%€]+))?", re.I)


def quantity_spans(text: str) -> list[Span]:
    """Quantities with their places, in order; a number whose next word is no unit has unit "", "ein" alone is none."""
    found = []
    for match in _QUANTITY.finditer(text):
        unit = unit_name(match["unit"] or "") or ("Jahre" if (match["unit"] or "").lower().startswith("jährig") else "")
        if not unit and (not match["n"].isdigit() or re.match(r"\s*§|\s*Abs", text[match.end("n") :])):
            continue
        end = match.end() if unit else match.end("n")
        found.append(Span(match.start(), end, text[match.start() : end], match["n"], unit))
    return found


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a condition."""

    unit: str
    side: str
    value: float
    inclusive: bool
    of_age: bool = field(default=False, compare=False)  # of a person, as "Lebensjahr"

    def holds(self, number: float) -> bool:
        """Whether a number keeps within it."""
        if number == self.value:
            return self.inclusive
        return (number > self.value) == (self.side == LOW)


@lru_cache(maxsize=4096)
def bounds_of(text: str) -> tuple[Bound, ...]:
    """The numeric conditions a piece of text states."""
    if not _HINT.search(text):
        return ()
    found = _ranges(text)
    taken: list[tuple[int, int]] = []
    for pattern, side, inclusive in reversed(_BOUNDS):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            value = parse_number(match["n"])
            unit = unit_name(_word_after(match[0], match)) or _unit_after(text, match.end())
            if value is not None and unit:
                found.append(Bound(unit, side, value, inclusive))
    for match in _AGE.finditer(text):
        found.append(Bound("Jahre", HIGH, float(match["n"]), False, True) if match["how"] else Bound("Jahre", LOW, float(match["n"]), True, True))
    return tuple(found)


def _ranges(text: str) -> list[Bound]:
    """Both sides of "zehn bis 249 Beschäftigte", the lower one of "250 und weniger als 2.500 Beschäftigte"."""
    found: list[Bound] = []
    for match in _RANGE.finditer(text):
        unit = _unit_after(text, match.end())
        low, high = parse_number(match["n"]), parse_number(match["m"])
        if unit and low is not None and high is not None:
            found += [Bound(unit, LOW, low, True), Bound(unit, HIGH, high, True)]
    for match in _FROM.finditer(text):
        unit, low = _unit_after(text, match.end()), parse_number(match["n"])
        if unit and low is not None:
            found.append(Bound(unit, LOW, low, True))
    return found


def _word_after(_: str, match: re.Match[str]) -> str:
    rest = match[0][match.end("n") - match.start() :].split()
    return rest[0] if rest else ""


def _unit_after(text: str, start: int) -> str:
    """The first unit that stands shortly behind a number, past further bounds ("und weniger als 500 Beschäftigte")."""
    for word in re.findall(r"[A-Za-zÄÖÜäöüß%€]+", text[start : start + _WINDOW]):
        name = unit_name(word)
        if name:
            return name
        if word.lower() not in _BETWEEN:
            return ""
    return ""


def fits(text: str, case: Case) -> bool | None:
    """True if all conditions that the case has numbers for hold, False if one does not, None if none applies."""
    checked = [bound.holds(number) for bound in bounds_of(text) if (number := case.number_for(bound)) is not None]
    return all(checked) if checked else None
