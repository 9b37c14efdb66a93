"""A figure that is told in place of one that is known: "74 Beschäftigte, nicht 47", "47 nicht 43", "nicht
4.600, sondern 4.900 Euro", "5.000 statt 4.900". Which fact it is, the figure says that no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.claims import Claim
from chains.case.facts import Case
from chains.case.sheet import Sheet
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity

_NOT = frozenset({"nicht", "nich", "keine", "kein", "statt", "anstatt"})
_BETWEEN = frozenset("sondern , . - – es sind sondern ist hat haben der die das er sie wir war waren".split())
_NEAR = 5  # tokens between the two figures
_OF_UNIT = {  # unit -> what the names of the facts that are told in it begin with
    "Euro": ("course.fee", "course.exam_fee", "income", "wage", "net_", "employer_pays", "gross_year"),
    "Personen": ("firm_", "group_", "company_", "betrieb_", "affected", "participants"),
    "Stunden": ("course.hours", "course.units", "own_weekly_hours"),
    "Unterrichtsstunden": ("course.units", "course.hours"),
    "Tage": ("course.days", "alg_days_left", "lodging_", "consulting_"),
    "Wochen": ("course.weeks",),
    "Monate": ("course.months", "months_", "prior_"),
    "Jahre": ("age", "years_", "degree_training", "course.degree_training"),
}


def in_place(sheet: Sheet, known: Case) -> Iterator[Claim]:
    """The known facts with the figures that take the place of theirs."""
    for denied in sheet.quantities:
        if sheet.key(denied.first - 1) not in _NOT or denied.date:
            continue
        told = _told_instead(sheet, denied)
        fact = _meant(known, denied, told) if told is not None else ""
        if told is not None and fact:
            yield Claim(fact, told.number, min(told.first, denied.first), max(told.last, denied.last), 4.0)


def _told_instead(sheet: Sheet, denied: Quantity) -> Quantity | None:
    """The figure that holds: before the one that does not ("47, nicht 43"), or behind it."""
    others = [q for q in sheet.quantities if q is not denied and not q.date and q.bound is Bound.EXACTLY]
    before = [q for q in others if 0 < denied.first - 1 - q.last <= _NEAR]
    behind = [q for q in others if 0 < q.first - denied.last <= _NEAR and _only_between(sheet, denied, q)]
    told = [*before[-1:], *behind[:1]]
    units = {q.unit for q in (*told[:1], denied)} - {""}
    return told[0] if told and len(units) <= 1 else None


def _only_between(sheet: Sheet, denied: Quantity, told: Quantity) -> bool:
    return all(sheet.key(index) in _BETWEEN for index in range(denied.last + 1, told.first))


def _meant(known: Case, denied: Quantity, told: Quantity) -> str:
    """The fact that has the value which does not hold; of several the one told last."""
    beginnings = _OF_UNIT.get(told.unit or denied.unit)
    options = [
        name
        for name, fact in known.facts.items()
        if fact.value == denied.number
        and not isinstance(fact.value, bool)
        and (beginnings is None or name.startswith(beginnings))
    ]
    return max(options, key=lambda name: known[name].turn, default="")
