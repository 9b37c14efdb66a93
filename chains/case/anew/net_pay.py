"""The net pay by which Qualifizierungsgeld goes, told in a talk that is about it."""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.claims import Claim
from chains.case.facts import Case
from chains.case.sheet import Sheet

_OF_CHANGE = frozenset({"affected", "structural_change", "agreement", "net_target_month"})


def net_pay(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "2.600 netto" where it is about Qualifizierungsgeld, which goes by it (§ 82b Abs. 1 SGB III)."""
    if not _OF_CHANGE & set(known) or any(name.startswith("net_") for name in told):
        return
    words = {index for match in sheet.cue("net") for index in (match.first, match.last)}
    for quantity in sheet.quantities:
        beside = {quantity.first - 1, quantity.last + 1} & words
        if beside and quantity.unit in {"", "Euro"} and quantity.value >= _LEAST_PAY and not quantity.date:
            yield Claim("net_target_month", quantity.number, quantity.first, quantity.last, 3.0)
            return


_LEAST_PAY = 300  # Euro a month; below, a bare number beside "netto" is something else


def no_wage_left(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "In der Zeit arbeitet er gar nicht": none of the net pay that was told before is left."""
    if "net_target_month" in known and "net_actual_month" not in told:
        yield from none_left(sheet)


def none_left(sheet: Sheet) -> Iterator[Claim]:
    """ "… und in der Zeit arbeitet er gar nicht": nothing of the net pay, where that is said."""
    for match in sheet.cue("no_wage")[:1]:
        yield Claim("net_actual_month", 0, match.first, match.last)
