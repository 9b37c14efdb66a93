"""In which sense a figure is said: as a most or a least, before or after something, by the month or the year,
of what, up or down.

A claim may hold the right figure and still turn its rule round: "mindestens 1.500 Euro" for "höchstens 1.500
Euro", "drei Monate nach Beginn" for "vor Beginn", "bis zum" for "ab dem". Each is compared with every place
where the cited passages say the same figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chains.quantities.figures import Figure, figure_of, figures_in
from chains.quantities.quantity import Quantity
from chains.quantities.scan import scan_source
from chains.verification.claim import CitedClaim, describe
from chains.verification.evidence import Evidence

_MOST_BEFORE = re.compile(
    r"(?:\b(?:höchstens|maximal|längstens|spätestens|innerhalb|binnen|bis|unter|begrenzt\s+auf"
    r"|nicht\s+(?:mehr|länger|älter)\s+als|(?<!nicht\s)(?:weniger|kürzer|jünger)\s+als)"
    r"|\b(?:vor)\s+dem)(?:\s+(?:zu[mr]?|von|nach|einschließlich|zum\s+Ablauf\s+des|eine[rms]?|jeweils"
    r"|dem|auf))*\s*$",
    re.I,
)
_LEAST_BEFORE = re.compile(
    r"\b(?:mindestens|wenigstens|zumindest|ab|seit|vom|frühestens|über|erst|(?<!nicht\s)(?:mehr"
    r"|länger|älter)\s+als|nicht\s+weniger\s+als|nach\s+dem|nach\s+mehr\s+als)"
    r"(?:\s+(?:de[mr]|nach|vollende\w+|jeweils))*\s*$",
    re.I,
)
_OR_MORE = re.compile(r"^\s*(?:oder\s+mehr|an\b|aufwärts)", re.I)
_BETWEEN = re.compile(r"\bzwischen\s*$", re.I)
_BORDER = re.compile(r"[,;:.]\s|\s(?:und|sowie)\s")
_SOON = re.compile(r"\b(?P<word>spätestens|frühestens)\s*$", re.I)
_WAIT = re.compile(r"\b(?:erst\s+)?nach\s*$", re.I)
_LIMITED = re.compile(
    r"\b(?=[^\W\d])(?:mindestens|wenigstens|zumindest|höchstens|maximal|längstens|bis|mehr|weniger"
    r"|über|unter|ab|spätestens|frühestens|innerhalb|binnen|zwischen|länger|kürzer|nur|"
    r"begrenz\w*|Grenze|Obergrenze|(?:höchst|mindest)\w*|nicht|keine?\w*|Zeit|vollendet|alt"
    r"|at\s+least|at\s+most|up\s+to|more|less|within)\b",
    re.I,
)
_FOLLOWS = re.compile(r"^\s+(?P<word>vor|nach)\s", re.I)
_PERIODS = {
    "Monat": re.compile(r"\bmonatlich\w*|\b(?:im|je|pro)\s+(?:Kalender)?monat\b", re.I),
    "Jahr": re.compile(r"\bjährlich\w*|\b(?:im|je|pro)\s+(?:Kalender|Urlaubs|Schul)?jahr\b", re.I),
    "Tag": re.compile(r"\btäglich\w*|\b(?:je|pro|am)\s+(?:Arbeits|Kalender)?tag\b", re.I),
    "Woche": re.compile(r"\bwöchentlich\w*|\b(?:in\s+der|je|pro)\s+(?:Kalender)?woche\b", re.I),
    "Stunde": re.compile(r"\b(?:je|pro)\s+(?:Unterrichts|Zeit)?stunde\b", re.I),
    "einmal": re.compile(r"\beinmalig\w*|\bpauschal\w*", re.I),
}
_OF = re.compile(
    r"^\s+(?:der|des|vom|von\s+den|aller|ihrer|seiner)\s+(?:[a-zäöüß]+\s+)?(?P<base>[A-ZÄÖÜ]\w{4})"
)
_UP = re.compile(r"\b(?:steig\w*|erhöh\w*|angehoben|anheb\w*|verläng\w*)", re.I)
_DOWN = re.compile(
    r"\b(?:sink\w*|verringer\w*|verminder\w*|minder\w*|reduzier\w*|gekürzt|kürz\w*|gesenkt|senk\w*"
    r"|verkürz\w*|niedriger)",
    re.I,
)
_LIMITABLE = {"Euro", "Prozent", "Prozentpunkte", "Monate", "Wochen", "Tage", "Stunden", "Jahre"}
_NEEDS_UNIT = {"Euro", "Prozent", "Prozentpunkte", "Monate", "Wochen", "Tage", "Stunden"}
# characters within which a word limits a figure (benchmarks/verification_thresholds.py, 28.11.2026: 25 to 90
# judge 199 sentences alike)
_NEAR = 45
_TURNED = "Grenze oder Richtung anders als in der Fundstelle"
_MOST, _LEAST, _AFTER_IT = "most", "least", "after"


@dataclass(frozen=True, slots=True)
class FigureSense:
    """One place where a figure is said: its sense ("most", "least", "after" or ""), "vor" or "nach" behind
    it, its period, what it is a share of.
    """

    figure: Figure
    sense: str
    follows: str
    limited: bool  # any word near it that limits
    periods: frozenset[str]
    of: str
    # bases of the figures behind it in the same sentence, which it may share ("5 und 10 Prozent der Kosten")
    of_later: frozenset[str]


class TurnedLimit:
    """Objects to figures that the claim says in another sense than every cited passage."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for each figure."""
        said = [s for passage in claim.passages for part in passage.parts for s in figure_senses(part.text)]
        problems = []
        for mine in figure_senses(claim.text):
            theirs = [s for s in said if s.figure == mine.figure]
            if theirs and _differs(mine, theirs, said):
                problems.append(f"{_TURNED}: {describe(mine.figure)}")
        return list(dict.fromkeys(problems))


class TurnedDirection:
    """Objects to "steigt um 5 Prozentpunkte" where every passage with the figure says that it falls."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One, however many figures there are."""
        return [f"{_TURNED}: höher oder niedriger"] if _changes_direction(claim.text, claim.passages) else []


class UnitLeftOut:
    """Objects to a number without a unit that has one in every passage, where it matters."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for a claim whose only number it is."""
        return ["Eine Zahl ohne ihre Einheit"] if _lacks_unit(claim.text, claim.passages) else []


def _differs(mine: FigureSense, theirs: Sequence[FigureSense], others: Sequence[FigureSense]) -> bool:
    senses = {s.sense for s in theirs}
    opposite = {_MOST: {_LEAST}, _LEAST: {_MOST}, _AFTER_IT: {_MOST}}.get(mine.sense, set())
    dropped = not mine.sense and "" not in senses and mine.figure.unit in _LIMITABLE and not mine.limited
    order = bool(mine.follows) and all(s.follows and s.follows != mine.follows for s in theirs)
    period = bool(mine.periods) and all(s.periods and not s.periods & mine.periods for s in theirs)
    base = (
        bool(mine.of)
        and all(mine.of not in {s.of, *s.of_later} for s in theirs)
        and any(s.of == mine.of and s.figure.unit in {"Anteil", "Prozent"} for s in others)
    )
    return (bool(opposite) and senses <= opposite) or dropped or order or period or base


@lru_cache(maxsize=1024)
def figure_senses(text: str) -> tuple[FigureSense, ...]:
    """Each place of a text where a figure with a unit, or a date, is said."""
    flat = " ".join(text.split())
    said = [
        (quantity, figure)
        for quantity in scan_source(flat).numbers
        if (figure := figure_of(quantity)) is not None and figure.unit
    ]
    places = [(quantity.start, _end(quantity)) for quantity, _ in said]
    return tuple(_said_at(flat, figure, places, number) for number, (_, figure) in enumerate(said))


def _end(quantity: Quantity) -> int:
    return quantity.number_end if quantity.shared else quantity.end


def _said_at(flat: str, figure: Figure, places: Sequence[tuple[int, int]], number: int) -> FigureSense:
    """How a figure is said at the place of that number."""
    start, end = places[number]
    last_end = places[number - 1][1] if number else 0
    before, after = flat[max(0, start - 40) : start], flat[end : end + 30]
    follows, of = _FOLLOWS.match(after), _OF.match(after)
    later = (_OF.match(flat[behind : behind + 30]) for _, behind in places[number + 1 :])
    around = f"{_BORDER.split(flat[last_end:start])[-1]} | {_BORDER.split(flat[end:], maxsplit=1)[0][:_NEAR]}"
    order = follows["word"].lower() if follows else ""
    return FigureSense(
        figure,
        _sense(before, after, _closes_between(flat, places, number), order),
        order,
        bool(_LIMITED.search(f"{flat[max(0, start - _NEAR) : start]} | {after}")),
        frozenset(n for n, pattern in _PERIODS.items() if figure.unit == "Euro" and pattern.search(around)),
        of["base"].lower() if of else "",
        frozenset(match["base"].lower() for match in later if match),
    )


def _closes_between(flat: str, places: Sequence[tuple[int, int]], number: int) -> bool:
    """Whether a figure is the upper end of "zwischen 10 und 25 Prozent"."""
    if not number:
        return False
    (first, behind), start = places[number - 1], places[number][0]
    return flat[behind:start].strip() == "und" and bool(_BETWEEN.search(flat[max(0, first - 12) : first]))


def _sense(before: str, after: str, closes_between: bool, order: str) -> str:
    # at the latest three months before is at least three months before
    if order == "vor" and (soonest := _SOON.search(before)):
        return _LEAST if soonest["word"].lower() == "spätestens" else _MOST
    if _MOST_BEFORE.search(before) or closes_between:
        return _MOST
    if _LEAST_BEFORE.search(before) or _BETWEEN.search(before) or _OR_MORE.match(after):
        return _LEAST
    return _AFTER_IT if _WAIT.search(before) else ""


def _changes_direction(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether a claim says that something rises by a figure which every part with it says
    falls, or the other way round.
    """
    for mine, other in ((_UP, _DOWN), (_DOWN, _UP)):
        if not mine.search(claim) or other.search(claim):
            continue
        for figure in figures_in(claim):
            saying = [
                part.text
                for passage in passages
                for part in passage.parts
                if figure in part.figures and figure.unit
            ]
            if saying and all(other.search(text) and not mine.search(text) for text in saying):
                return True
    return False


def _lacks_unit(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether the last number of a claim has no unit, and every such number of the passages has
    one that matters.
    """
    bare = [f for f in figures_in(claim) if not f.unit]
    if len(bare) != 1 or any(f.unit in _NEEDS_UNIT for f in figures_in(claim)):
        return False
    same = {
        f.unit for passage in passages for f in passage.figures if f.value == bare[0].value and f.unit != "§"
    }
    return bool(same) and same <= _NEEDS_UNIT
