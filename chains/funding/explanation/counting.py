"""How many heads a firm has for § 82, by its weekly hours (§ 82 Abs. 6 Satz 3 Nr. 1 SGB III)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chains.funding.explanation.lines import Explanation, Line
from chains.funding.functions import weigh
from chains.funding.results import FundingCheck
from knowledge.editorial.rules import load_derived
from knowledge.german.numbers import german_number


def count(check: FundingCheck) -> Explanation | None:
    """How many heads a firm has for § 82, by its weekly hours; None where nobody told any."""
    staff = check.facts.get("staff_hours")
    weights = load_derived().parameters["part_time_weights"]
    newest = weights[max(weights)].value
    counted = weigh(staff, newest) if staff is not None else None
    if not isinstance(staff, tuple) or not isinstance(counted, Decimal) or not isinstance(newest, tuple):
        return None
    parts = [_counted(heads, hours, newest) for heads, hours in staff]
    proofs = ("SGB III § 82 Abs. 6 Satz 3 Nr. 1",)
    lead = Line(f"Es zählen {_heads(counted)} Beschäftigte.", proofs)
    said = tuple(
        Line(f"bis {german_number(most)} Stunden in der Woche: {german_number(weight)}", proofs)
        for most, weight in newest
    )
    whole = f"{' + '.join(parts)} = {_heads(counted)}"
    return Explanation(
        lead,
        said,
        (whole,),
        conditions=(Line("Mehr Stunden zählen voll; gezählt wird das ganze Unternehmen, auch der Konzern."),),
    )


def _heads(counted: Decimal) -> str:
    """ "49,5": heads are no Euro, so that no zero stands at the end."""
    said = german_number(counted)
    return said.rstrip("0") if "," in said else said


def _counted(heads: Decimal, hours: Any, weights: tuple[tuple[Decimal, Decimal], ...]) -> str:
    weight = next(
        (weight for most, weight in weights if isinstance(hours, Decimal) and hours <= most), Decimal(1)
    )
    return f"{german_number(heads)} × {german_number(weight)}"
