"""In which sense a figure is said: as a most or a least, before or after something, by the month or the year, of what, up or down.

A claim may hold the right figure and still turn its rule round: "mindestens 1.500 Euro" for "höchstens 1.500 Euro", "drei Monate nach
Beginn" for "vor Beginn", "bis zum" for "ab dem". Each is compared with every place where the cited passages say the same figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chains.evidence import Evidence
from chains.figures import MONTHS, NUMBER_WORDS, Figure, dates_in, figures_in

_WORD = "|".join(sorted((w for w in NUMBER_WORDS if w not in {"null", "ein"}), key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?|ein(?:e[mnrs]?)?|(?:{_WORD})(?:e[nrms]?)?)"
_UNIT = (
    r"(?:%|Prozentpunkte?n?|Prozent|Euro|EUR|€|(?:Lebens)?[Jj]ahr(?:e[ns]?|s)?|Monat(?:e?[ns]?|es)?|Wochen?|(?:Werk|Arbeits|Kalender)?[Tt]age?n?s?|"
    r"(?:Unterrichts|Zeit)?[Ss]tunden?|Beschäftigten?|Mitarbeit\w+|(?:Drittel|Viertel|Fünftel)\w?)"
)
_DATE = rf"\d{{1,2}}\.\s*(?:\d{{1,2}}\.\s*|(?:{'|'.join(MONTHS)})\s+)\d{{4}}"
_SAID = re.compile(rf"(?<![\w.,§])(?P<figure>{_DATE}|{_NUMBER}[\s-]*{_UNIT}(?![\w])|{_NUMBER}(?=\s+(?:und|bis|oder)\s+(?:\w+\s+){{0,2}}{_NUMBER}[\s-]*{_UNIT}))", re.I)
_MOST_BEFORE = re.compile(
    r"(?:\b(?:höchstens|maximal|längstens|spätestens|innerhalb|binnen|bis|unter|begrenzt\s+auf|nicht\s+(?:mehr|länger|älter)\s+als|(?<!nicht\s)(?:weniger|kürzer|jünger)\s+als)"
    r"|\b(?:vor)\s+dem)(?:\s+(?:zu[mr]?|von|nach|einschließlich|zum\s+Ablauf\s+des|eine[rms]?|jeweils|dem|auf))*\s*$",
    re.I,
)
_LEAST_BEFORE = re.compile(
    r"\b(?:mindestens|wenigstens|zumindest|ab|seit|vom|frühestens|über|erst|(?<!nicht\s)(?:mehr|länger|älter)\s+als|nicht\s+weniger\s+als|nach\s+dem|nach\s+mehr\s+als)"
    r"(?:\s+(?:de[mr]|nach|vollende\w+|jeweils))*\s*$",
    re.I,
)
_OR_MORE = re.compile(r"^\s*(?:oder\s+mehr|an\b|aufwärts)", re.I)
_BETWEEN = re.compile(r"\bzwischen\s*$", re.I)
_AFTER_BETWEEN = re.compile(rf"\bzwischen\s+{_NUMBER}\s*(?:{_UNIT})?\s+und\s*$", re.I)
_BORDER = re.compile(r"[,;:.]\s|\s(?:und|sowie)\s")
_SOON = re.compile(r"\b(?P<word>spätestens|frühestens)\s*$", re.I)
_WAIT = re.compile(r"\b(?:erst\s+)?nach\s*$", re.I)
_LIMITED = re.compile(
    r"\b(?:mindestens|wenigstens|zumindest|höchstens|maximal|längstens|bis|mehr|weniger|über|unter|ab|spätestens|frühestens|innerhalb|binnen|zwischen|länger|kürzer|nur|"
    r"begrenz\w*|Grenze|Obergrenze|(?:höchst|mindest)\w*|nicht|keine?\w*|Zeit|vollendet|alt|at\s+least|at\s+most|up\s+to|more|less|within)\b",
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
_OF = re.compile(r"^\s+(?:der|des|vom|von\s+den|aller|ihrer|seiner)\s+(?:[a-zäöüß]+\s+)?(?P<base>[A-ZÄÖÜ]\w{4})")
_UP = re.compile(r"\b(?:steig\w*|erhöh\w*|angehoben|anheb\w*|verläng\w*)", re.I)
_DOWN = re.compile(r"\b(?:sink\w*|verringer\w*|verminder\w*|minder\w*|reduzier\w*|gekürzt|kürz\w*|gesenkt|senk\w*|verkürz\w*|niedriger)", re.I)
_LIMITABLE = {"Euro", "Prozent", "Prozentpunkte", "Monate", "Wochen", "Tage", "Stunden", "Jahre"}
_NEEDS_UNIT = {"Euro", "Prozent", "Prozentpunkte", "Monate", "Wochen", "Tage", "Stunden"}
_NEAR = 45  # characters
_TURNED = "Grenze oder Richtung anders als in der Fundstelle"
_MOST, _LEAST, _AFTER_IT = "most", "least", "after"


@dataclass(frozen=True, slots=True)
class Said:
    """One place where a figure is said: its sense ("most", "least", "after" or ""), "vor" or "nach" behind it, its period, what it is a share of."""

    figure: Figure
    sense: str
    follows: str
    limited: bool  # any word near it that limits
    periods: frozenset[str]
    of: str
    of_later: frozenset[str]  # bases of the figures behind it in the same sentence, which it may share ("5 und 10 Prozent der Kosten")


def turned(claim: str, passages: Sequence[Evidence]) -> list[str]:
    """Problems in German: figures that the claim says in another sense than any cited passage."""
    said = [s for passage in passages for part in passage.parts for s in said_in(part.text)]
    problems = []
    for mine in said_in(claim):
        theirs = [s for s in said if s.figure == mine.figure]
        if theirs and _differs(mine, theirs, said):
            problems.append(f"{_TURNED}: {_spoken(mine.figure)}")
    if _changes_direction(claim, passages):
        problems.append(f"{_TURNED}: höher oder niedriger")
    if _lacks_unit(claim, passages):
        problems.append("Eine Zahl ohne ihre Einheit")
    return list(dict.fromkeys(problems))


def _differs(mine: Said, theirs: Sequence[Said], others: Sequence[Said]) -> bool:
    senses = {s.sense for s in theirs}
    opposite = {_MOST: {_LEAST}, _LEAST: {_MOST}, _AFTER_IT: {_MOST}}.get(mine.sense, set())
    dropped = not mine.sense and "" not in senses and mine.figure.unit in _LIMITABLE and not mine.limited
    order = bool(mine.follows) and all(s.follows and s.follows != mine.follows for s in theirs)
    period = bool(mine.periods) and all(s.periods and not s.periods & mine.periods for s in theirs)
    base = bool(mine.of) and all(mine.of not in {s.of, *s.of_later} for s in theirs) and any(s.of == mine.of and s.figure.unit in {"Anteil", "Prozent"} for s in others)
    return (bool(opposite) and senses <= opposite) or dropped or order or period or base


@lru_cache(maxsize=4096)
def said_in(text: str) -> tuple[Said, ...]:
    """Each place of a text where a figure with a unit, or a date, is said."""
    found = []
    flat = " ".join(text.split())
    matches = list(_SAID.finditer(flat))
    for number, match in enumerate(matches):
        figure = _figure(match["figure"], matches[number + 1 :])
        if figure is None:
            continue
        start = matches[number - 1].end() if number else 0
        before, after = flat[max(0, match.start() - 40) : match.start()], flat[match.end() : match.end() + 30]
        follows = _FOLLOWS.match(after)
        of = _OF.match(after)
        of_later = frozenset(m["base"].lower() for later in matches[number + 1 :] if (m := _OF.match(flat[later.end() : later.end() + 30])))
        around = f"{_BORDER.split(flat[start : match.start()])[-1]} | {_BORDER.split(flat[match.end() :], maxsplit=1)[0][:_NEAR]}"
        periods = frozenset(name for name, pattern in _PERIODS.items() if figure.unit == "Euro" and pattern.search(around))
        limited = bool(_LIMITED.search(f"{flat[max(0, match.start() - _NEAR) : match.start()]} | {after}"))
        order = follows["word"].lower() if follows else ""
        found.append(Said(figure, _sense(before, after, flat[: match.start()], order), order, limited, periods, of["base"].lower() if of else "", of_later))
    return tuple(found)


def _sense(before: str, after: str, whole_before: str, order: str) -> str:
    if order == "vor" and (soonest := _SOON.search(before)):  # at the latest three months before is at least three months before
        return _LEAST if soonest["word"].lower() == "spätestens" else _MOST
    if _MOST_BEFORE.search(before) or _AFTER_BETWEEN.search(whole_before):
        return _MOST
    if _LEAST_BEFORE.search(before) or _BETWEEN.search(before) or _OR_MORE.match(after):
        return _LEAST
    return _AFTER_IT if _WAIT.search(before) else ""


def _figure(written: str, later: Sequence[re.Match[str]]) -> Figure | None:
    """The figure that words say; a number without a unit of its own takes that of the number behind it ("zwischen 10 und 25 Prozent")."""
    days = dates_in(written)
    if days:
        return Figure(days[0].isoformat(), "Datum")
    found = [f for f in figures_in(written) if f.unit != "§"]
    if not found:
        return None
    figure = found[0]
    if not figure.unit and later:
        united = [f for f in figures_in(later[0]["figure"]) if f.unit]
        return Figure(figure.value, united[0].unit) if united else None
    return figure if figure.unit else None


def _changes_direction(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether a claim says that something rises by a figure which every part with it says falls, or the other way round."""
    for mine, other in ((_UP, _DOWN), (_DOWN, _UP)):
        if not mine.search(claim) or other.search(claim):
            continue
        for figure in figures_in(claim):
            saying = [part.text for passage in passages for part in passage.parts if figure in part.figures and figure.unit]
            if saying and all(other.search(text) and not mine.search(text) for text in saying):
                return True
    return False


def _lacks_unit(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether the last number of a claim has no unit, and every such number of the passages has one that matters."""
    bare = [f for f in figures_in(claim) if not f.unit]
    if len(bare) != 1 or any(f.unit in _NEEDS_UNIT for f in figures_in(claim)):
        return False
    same = {f.unit for passage in passages for f in passage.figures if f.value == bare[0].value and f.unit != "§"}
    return bool(same) and same <= _NEEDS_UNIT


def _spoken(figure: Figure) -> str:
    return figure.value if figure.unit == "Datum" else f"{figure.value.replace('.', ',')} {figure.unit}"
