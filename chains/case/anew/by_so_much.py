"""What a message changes by so much: "der Träger hängt noch 10 Stunden dran", "40 Neue kommen dazu", "eine
Woche später". Read as the whole, it would be another case.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from chains.case.claims import Claim
from chains.case.facts import Case, Value
from chains.case.sheet import Sheet, Stretch
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity

_MORE = ("dazu", "hinzu", "dranhaeng", "draufleg", "mehr", "zusaetzlich", "laenger", "teurer", "obendrauf")
_SEPARATE = {"haengt": "dran", "haengen": "dran", "legt": "drauf", "kommt": "dazu", "kommen": "dazu"}
_LESS = ("weniger", "kuerzer", "billiger", "guenstiger", "wegfall", "wegfaellt", "rausfall")
_COME = ("neue", "eingestell", "einstell", "dazu", "hinzu", "mehr", "zusaetzlich", "weitere")
_GO = ("gehen", "geht", "ausscheid", "kuendig", "verlass", "entlass", "rente", "weniger", "weg")
# "übernehmen ein MVZ mit 40 Leuten", "eröffnen eine Filiale mit neun Leuten"
_TAKE_OVER = ("uebernehm", "uebernimm", "uebernomm", "kauf", "zukauf", "fusion", "eroeffn", "gruend")
_LATER = {"spaeter": 1, "frueher": -1}
_DAYS = {"Tage": 1, "Wochen": 7}
_MONTHS = {"Monate": 1, "Jahre": 12}
_FACTS = {  # unit -> what of a course is told in it
    "Stunden": ("course.hours", "course.units"),
    "Unterrichtsstunden": ("course.units", "course.hours"),
    "Tage": ("course.days",),
    "Wochen": ("course.weeks",),
    "Monate": ("course.months",),
    "Euro": ("course.fee",),
}
_CHANGED = frozenset(
    "course.hours course.units course.days course.weeks course.months course.fee firm_headcount".split()
)
_LONGEST = 20  # tokens of a message that only changes a figure; a longer one tells a case
_FULL_TIME = 35  # weekly hours from which a group of the staff is full-time in what people say
_LAST_DAY = 28  # that every month has


def changed_by(sheet: Sheet, claims: Sequence[Claim], known: Case) -> Iterator[Claim]:
    """The figures as they are after the change; nothing where a message changes none by so much. `claims`:
    what was read of it, so that a figure that has a role of its own ("gibt 500 Euro dazu") keeps it.
    """
    figures = [quantity for quantity in sheet.quantities if not quantity.date]
    quantity = figures[0] if len(figures) == 1 else None
    if quantity is None or quantity.period or len(sheet.tokens) > _LONGEST:
        return
    roles = {claim.fact for claim in claims if claim.first <= quantity.first <= claim.last}
    if roles - _CHANGED:
        return
    clause = sheet.clause_of[quantity.first]
    new = _start(sheet, quantity, known) or _figure(sheet, quantity, clause, known)
    if new is not None and new[0] == "firm_headcount" and "staff_hours" in known:
        new = _in_full_time(known, quantity, new[1])
    if new is not None:
        fact, value = new
        yield Claim(fact, value, quantity.first, quantity.last, 3.0, supposed=clause.hypothesis)


def _start(sheet: Sheet, quantity: Quantity, known: Case) -> tuple[str, Value] | None:
    """ "Wenn der Kurs eine Woche später anfängt": the start, moved."""
    by = _LATER.get(sheet.key(quantity.last + 1), 0)
    told = known["course.start"].value if "course.start" in known else None
    if not by or not isinstance(told, datetime.date) or quantity.value != int(quantity.value):
        return None
    number = by * int(quantity.value)
    if quantity.unit in _DAYS:
        return "course.start", told + datetime.timedelta(days=number * _DAYS[quantity.unit])
    if quantity.unit not in _MONTHS:
        return None
    years, month = divmod(told.month - 1 + number * _MONTHS[quantity.unit], 12)
    return "course.start", told.replace(year=told.year + years, month=month + 1, day=min(told.day, _LAST_DAY))


def _in_full_time(known: Case, quantity: Quantity, heads: object) -> tuple[str, Value] | None:
    """The staff's list with so many full-timers more or less, who are meant where no hours are told."""
    groups, before = known["staff_hours"].value, known["firm_headcount"].value
    full = [n for n, group in enumerate(groups) if isinstance(group, tuple) and group[1] >= _FULL_TIME]  # type: ignore[arg-type]
    if not isinstance(groups, tuple) or len(full) != 1:
        return None
    more = isinstance(heads, int | float) and isinstance(before, int | float) and heads > before
    told = groups[full[0]]
    anew = told[0] + quantity.number if more else told[0] - quantity.number  # type: ignore[index]
    return "staff_hours", (*groups[: full[0]], (anew, told[1]), *groups[full[0] + 1 :])  # type: ignore[index]


def _figure(sheet: Sheet, quantity: Quantity, clause: Stretch, known: Case) -> tuple[str, Value] | None:
    fact = next((name for name in _FACTS.get(quantity.unit, ()) if name in known), "")
    keys = [sheet.key(index) for index in range(clause.first, clause.last)]
    if fact == "course.fee":  # "1.000 Euro dazu" are somebody's share
        by = _sign([sheet.key(quantity.last + 1)], ("mehr", "teurer"), ("weniger", "billiger", "guenstiger"))
    elif fact:
        by = _sign(keys, _MORE, _LESS) or int(any(_SEPARATE.get(k) in keys for k in keys if k in _SEPARATE))
    elif quantity.unit in {"", "Personen"} and "firm_headcount" in known:
        fact, by = "firm_headcount", _of_staff(sheet, clause, keys)
    else:
        return None
    told = known[fact].value
    if not by or quantity.bound is not Bound.EXACTLY or not isinstance(told, int | float):
        return None
    value = told + by * quantity.number
    return (fact, value) if value > 0 else None


def _of_staff(sheet: Sheet, clause: Stretch, keys: list[str]) -> int:
    """Whether so many come to the staff or leave it; those who go to a course do neither."""
    of_course = any(sheet.has(cue, clause) for cue in ("course", "participants"))
    named = sheet.has("we", clause) or sheet.has("firm", clause) or sheet.has("person", clause)
    bare = len(sheet.tokens) <= _LONGEST // 2
    if not of_course and _taken_over(sheet, clause, keys):
        return 1
    return 0 if of_course or not (named or bare) else _sign(keys, _COME, _GO)


def _taken_over(sheet: Sheet, clause: Stretch, keys: list[str]) -> bool:
    """ "Wir übernehmen ein MVZ mit 40 Leuten": another firm, whose staff comes with it; of "unsere Azubis"
    nobody comes.
    """
    with_staff = any(
        sheet.key(q.first - 1) == "mit" and q.first > clause.first + 1
        for q in sheet.quantities
        if q.first in clause
    )
    return with_staff and any(key.startswith(_TAKE_OVER) for key in keys)


def _sign(keys: list[str], more: tuple[str, ...], less: tuple[str, ...]) -> int:
    """1 where the words say more, -1 where they say less, 0 where they say neither or both."""
    up = any(key.startswith(more) for key in keys)
    down = any(key.startswith(less) for key in keys)
    return int(up) - int(down)
