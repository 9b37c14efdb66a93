"""A staff list that is told anew in part: "die 12 mit 30 Stunden gehören nicht dazu", "vergessen: 6 mit 8
Stunden", "statt 14 sind es 16 mit 20 Stunden", "zwei Vollzeitkräfte mehr".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chains.case.claims import Claim
from chains.case.facts import Case
from chains.case.sheet import Sheet
from chains.case.staff.groups import hours_after
from chains.quantities.scan import Quantity

_FULL_TIME = 35  # weekly hours from which a group of the staff is full-time in what people say
_LONGEST = 40  # tokens of a message that corrects a list; a longer one tells a case
_HOURS_OF = {"Minijobber": (0.0, 12.0), "Teilzeitkräfte": (0.0, 35.0), "Vollzeitkräfte": (31.0, 60.0)}
_HEADS = frozenset({"", "Personen", *_HOURS_OF})
_OUT = frozenset(
    "raus weg rausnehmen weglassen abziehen streichen rausrechnen herausrechnen abzuziehen rausfallen"
    " wegfallen entfallen gestrichen".split()
)
_BELONG = frozenset({"gehoeren", "gehoert", "gehoerten"})
_NOT = frozenset({"nicht", "keine", "nich"})
_OURS = frozenset({"uns", "dazu", "dabei", "mit", "mitzaehlen", "mitrechnen", "zaehlen", "zaehlt"})
_MORE = frozenset(
    "vergessen dazu dazukommen fehlen fehlt fehlten noch zusaetzlich ausserdem plus hinzu weitere".split()
)
_BY = {"mehr": 1, "weniger": -1, "zusaetzlich": 1}

_Group = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """One group that a message speaks of: its heads, its weekly hours (None where it is a kind alone)."""

    heads: Quantity
    hours: float | int | None
    last: int

    def fits(self, group: _Group, *, heads: bool = True) -> bool:
        """Whether it is that group of the list; `heads`: with as many heads."""
        low, high = (
            (self.hours, self.hours)
            if self.hours is not None
            else _HOURS_OF.get(self.heads.unit, (0.0, 60.0))
        )
        return low <= _weekly(group) <= high and (not heads or group[0] == self.heads.number)


def list_anew(sheet: Sheet, known: Case) -> Claim | None:
    """The whole list as it is after a message that corrects a part of it; None where it does not."""
    groups = known["staff_hours"].value if "staff_hours" in known else ()
    if not isinstance(groups, tuple) or not groups or len(sheet.tokens) > _LONGEST:
        return None
    told = _told(sheet)
    before = [group for group in groups if isinstance(group, tuple)]
    anew = (
        _by_so_many(sheet, before)
        or _moved(sheet, before, told)
        or _instead(sheet, before, told)
        or _without(sheet, before, told)
        or _full_timers(sheet, before)
        or _with_more(sheet, before, told)
    )
    if anew is None:
        return None
    first = min((q.first for q in sheet.quantities), default=0)
    supposed = sheet.sentence_of[first].question and sheet.key(first - 2) == "ohne"  # "Und ohne die zwölf?"
    last = max(q.last for q in sheet.quantities)
    return Claim("staff_hours", tuple(anew), first, last, 3.0, supposed=supposed)


def _told(sheet: Sheet) -> list[_Told]:
    """The groups of a message: "6 mit 8 Stunden", "die 12 Minijobber"."""
    found: list[_Told] = []
    hours_taken: set[int] = set()
    for number, heads in enumerate(sheet.quantities):
        if heads.unit not in _HEADS or heads.first in hours_taken or heads.date:
            continue
        hours = hours_after(sheet, heads, sheet.quantities[number + 1 :], after_full_time=True)
        if hours is not None:
            hours_taken.add(hours.first)
            found.append(_Told(heads, hours.number, hours.last))
        elif heads.unit in _HOURS_OF or (sheet.key(heads.first - 1) == "die" and heads.unit == ""):
            found.append(_Told(heads, None, heads.last))  # "die zwölf"
    return found


def _by_so_many(sheet: Sheet, groups: Sequence[_Group]) -> list[_Group] | None:
    """ "zwei Vollzeitkräfte mehr als gesagt"."""
    for quantity in sheet.quantities:
        behind = [sheet.key(quantity.last + n) for n in (1, 2, 3)]
        by = next((_BY[key] for key in behind if key in _BY), 0)
        hours = _HOURS_OF.get(quantity.unit)
        fits = [n for n, group in enumerate(groups) if hours and hours[0] <= _weekly(group) <= hours[1]]
        if by and len(fits) == 1:
            at = fits[0]
            return _with_heads(groups, at, _heads(groups[at]) + by * quantity.number)
    return None


_GO_OVER = ("geh", "wechsel", "reduzier", "runter", "verkuerz", "kuerz", "senk")


def _moved(sheet: Sheet, groups: Sequence[_Group], told: Sequence[_Told]) -> list[_Group] | None:
    """ "drei der Vollzeitkräfte gehen auf 15 Stunden runter": they leave the one group for another."""
    full = [n for n, group in enumerate(groups) if _weekly(group) >= _FULL_TIME]
    parts = [one for one in told if one.hours is not None and float(one.hours) < _FULL_TIME]
    if len(parts) != 1 or len(full) != 1 or not any(key.startswith(_GO_OVER) for key in _keys(sheet)):
        return None
    moved, rest = parts[0], _heads(groups[full[0]]) - parts[0].heads.number
    of_them = any(key.startswith("vollzeit") for key in _keys(sheet))
    if not of_them or rest < 0:
        return None
    anew = _with_heads(groups, full[0], rest)
    same = [n for n, group in enumerate(anew) if moved.fits(group, heads=False)]
    if same:
        return _with_heads(anew, same[0], _heads(anew[same[0]]) + moved.heads.number)
    return [*anew, (moved.heads.number, moved.hours)]


def _instead(sheet: Sheet, groups: Sequence[_Group], told: Sequence[_Told]) -> list[_Group] | None:
    """ "statt 14 sind es 16 mit 20 Stunden", "18 statt 15", "nicht 9, sondern 11 mit 10 Stunden"."""
    old = next((q for q in sheet.quantities if sheet.key(q.first - 1) in {"statt", "nicht"}), None)
    said = sheet.key(old.first - 1) if old is not None else ""
    if old is None or (said == "nicht" and not any(token.key == "sondern" for token in sheet.tokens)):
        return None
    others = [
        q for q in sheet.quantities if q is not old and q.unit in _HEADS and q.first not in _hours(told)
    ]
    hours = next((one.hours for one in told if one.hours is not None), None)
    fits = [
        n
        for n, group in enumerate(groups)
        if group[0] == old.number and (hours is None or hours == _weekly(group))
    ]
    if len(others) != 1 or len(fits) != 1:
        return None
    return _with_heads(groups, fits[0], others[0].number)


def _hours(told: Sequence[_Told]) -> set[int]:
    return {one.last for one in told if one.hours is not None}


def _without(sheet: Sheet, groups: Sequence[_Group], told: Sequence[_Told]) -> list[_Group] | None:
    """ "die 12 mit 30 Stunden gehören zur Firma vom Bruder", "ohne die 6 mit 15 Stunden"."""
    gone: set[int] = set()
    for one in told:
        fits = [n for n, group in enumerate(groups) if one.fits(group)]
        if len(fits) != 1 or not _is_out(sheet, one):
            continue
        if (some := _some_of(sheet, one)) is not None:
            return _with_heads(groups, fits[0], _heads(groups[fits[0]]) - some)
        gone.add(fits[0])
    return [group for n, group in enumerate(groups) if n not in gone] if gone else None


def _some_of(sheet: Sheet, one: _Told) -> float | int | None:
    """ "von den 8 mit 30 Stunden sind 6 weg": how many of them."""
    if sheet.key(one.heads.first - 2) != "von":
        return None
    behind = (q for q in sheet.quantities if q.first > one.last and q.unit in _HEADS)
    return next((q.number for q in behind if q.value < one.heads.value), None)


def _is_out(sheet: Sheet, one: _Told) -> bool:
    before = {sheet.key(index) for index in range(max(one.heads.first - 2, 0), one.heads.first)}
    sentence = sheet.sentence_of[one.heads.first]
    behind = [sheet.key(index) for index in range(one.last + 1, sentence.last)]
    keys = set(behind)
    elsewhere = bool(keys & _BELONG) and not (_OURS & keys and not _NOT & keys) and "auch" not in keys
    denied = bool(_NOT & keys) and bool(_OURS & keys)
    return bool(before & {"ohne", "minus"}) or bool(keys & _OUT) or elsewhere or denied


def _full_timers(sheet: Sheet, groups: Sequence[_Group]) -> list[_Group] | None:
    """ "Vollzeit sind es doch 42"."""
    number = [q for q in sheet.quantities if q.unit in {"", "Personen"} and not q.date]
    full = [n for n, group in enumerate(groups) if _weekly(group) >= _FULL_TIME]
    says = any(token.key.startswith("vollzeit") for token in sheet.tokens)
    if len(sheet.quantities) != 1 or not number or len(full) != 1 or not says or _MORE & _keys(sheet):
        return None
    return _with_heads(groups, full[0], number[0].number)


def _with_more(sheet: Sheet, groups: Sequence[_Group], told: Sequence[_Told]) -> list[_Group] | None:
    """ "vergessen: 6 mit 8 Stunden", "dazu noch 5 mit 25"; a group with hours that are known already has its
    heads told anew, unless it comes on top.
    """
    parts = [one for one in told if one.hours is not None]
    if not parts or any(float(one.hours or 0) >= _FULL_TIME for one in parts):
        return None
    on_top = bool(_MORE & _keys(sheet)) or sheet.key(0) in {"und", "auch"}
    anew: list[_Group] = list(groups)
    for one in parts:
        same = [n for n, group in enumerate(anew) if one.fits(group, heads=False)]
        as_many = [n for n, group in enumerate(groups) if group[0] == one.heads.number and not same]
        if on_top and not (len(same) == 1 and sheet.key(0) in {"und", "auch"}):
            anew.append((one.heads.number, one.hours))
        elif len(same) == 1:
            anew = _with_heads(anew, same[0], one.heads.number)
        elif len(as_many) == 1 and _weekly(groups[as_many[0]]) < _FULL_TIME:
            anew[as_many[0]] = (one.heads.number, one.hours)
        else:
            anew.append((one.heads.number, one.hours))
    return anew


def _keys(sheet: Sheet) -> set[str]:
    return {token.key for token in sheet.tokens}


def _with_heads(groups: Sequence[_Group], at: int, heads: object) -> list[_Group]:
    return [*groups[:at], (heads, groups[at][1]), *groups[at + 1 :]]


def _heads(group: _Group) -> float | int:
    return group[0] if isinstance(group[0], int | float) else 0


def _weekly(group: _Group) -> float:
    return float(group[1]) if isinstance(group[1], int | float) else float("inf")


def hours_anew(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "und wenn die 12 Stunden machen?": the weekly hours of those who work less than full time."""
    if "staff_hours" not in known or told & {"staff_hours", "course.fee"}:
        return
    hours = [q for q in sheet.quantities if q.unit == "Stunden" and q.value <= _MOST_WEEKLY]
    groups = known["staff_hours"].value
    if len(hours) != 1 or not isinstance(groups, tuple) or sheet.has("course"):
        return
    short = [n for n, group in enumerate(groups) if isinstance(group, tuple) and _weekly(group) < _FULL_TIME]
    if not short:
        return
    heads = [
        q
        for q in sheet.quantities
        if q is not hours[0] and q.unit in {"", "Personen", "Minijobber", "Teilzeitkräfte"}
    ]
    chosen = next((n for n in short if heads and groups[n][0] == heads[0].number), short[-1])  # type: ignore[index]
    anew = (groups[chosen][0], hours[0].number)  # type: ignore[index]
    groups = (*groups[:chosen], anew, *groups[chosen + 1 :])
    yield Claim("staff_hours", groups, hours[0].first, hours[0].last, 3.0)


_MOST_WEEKLY = 48  # § 3 ArbZG: six days of eight hours
_NO_MORE = 9  # tokens of a message that corrects one group


def heads_anew(sheet: Sheet, known: Case) -> Iterator[Claim]:
    """ "es sind nur 16 Aushilfen", "doch 50 Vollzeitkräfte": the heads of the group with such hours."""
    groups = known["staff_hours"].value if "staff_hours" in known else ()
    told = sheet.quantities
    if not isinstance(groups, tuple) or len(told) != 1 or len(sheet.tokens) > _NO_MORE:
        return
    low, high = _HOURS_OF.get(told[0].unit, (1.0, 0.0))
    fits = [n for n, group in enumerate(groups) if low <= _weekly(group) <= high]  # type: ignore[arg-type]
    if len(fits) == 1:
        anew = tuple(_with_heads(groups, fits[0], told[0].number))  # type: ignore[arg-type]
        yield Claim("staff_hours", anew, told[0].first, told[0].last, 3.0)
