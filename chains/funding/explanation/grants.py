"""What the Aufstiegs-BAföG gives as a grant where fees and the exam piece's material are told together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from chains.funding.decision import Result
from chains.funding.explanation.lines import Explanation, Line, figure
from chains.funding.explanation.one_programme import one
from knowledge.german.numbers import german_number

if TYPE_CHECKING:
    from chains.funding.results import ProgrammeResult

FEES, MATERIAL = "afbg_massnahmebeitrag", "afbg_meisterstueck"
_GRANT = "grant_eur"


def grants(results: Sequence[ProgrammeResult], named: Sequence[str]) -> Explanation | None:
    """The grants to fees and material and their sum; None where not both were named and can be told."""
    by_id = {result.id: result for result in results if result.result is not Result.NO}
    if not {FEES, MATERIAL} <= set(named) or not {FEES, MATERIAL} <= by_id.keys():
        return None
    parts = [by_id[name].amounts.get(_GRANT) for name in (FEES, MATERIAL)]
    if not all(isinstance(part, int | float | Decimal) and part for part in parts):
        return None
    fees, material = (Decimal(str(part)) for part in parts)
    total = german_number(fees + material)
    text = (
        f"Aus dem Aufstiegs-BAföG gibt es voraussichtlich {total} Euro als Zuschuss: {figure(fees)} Euro zu"
        f" den Gebühren und {figure(material)} Euro zum Material."
    )
    proofs = tuple(by_id[name].programme.rule.amounts[_GRANT].proof for name in (FEES, MATERIAL))
    lead = Line(text, tuple(dict.fromkeys(proof for proof in proofs if proof)))
    reckoned = (f"{figure(fees)} Euro + {figure(material)} Euro = {total} Euro",)
    return replace(one(by_id[FEES], lead=lead), calculation=reckoned)
