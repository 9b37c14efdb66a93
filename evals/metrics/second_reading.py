"""A second opinion on unsupported figures: where the answer's own reader of numbers and the evaluation's
independent one (evals/numbers.py) find different figures unbacked, one of them is blind.
"""

from __future__ import annotations

from collections.abc import Iterable

from chains.quantities.figures import Figure
from evals.numbers import EvidencedNumber, numbers_in, said_alike, unbacked

# kinds of numbers that an asker tells of a case and an answer may say again
_TOLD = frozenset({"Beschäftigte", "Monate", "Stunden"})
_SHOWN = 160  # characters of a claim in a finding


def second_reading(claim: str, source: str, told: str, missing: Iterable[Figure], reckoned: str = "") -> str:
    """What the two readers disagree on in a claim, in German; "" where both miss the same figures.

    `missing`: the figures that the first reader does not find in the source. `told`: the asker's words;
    `reckoned`: the calculations that the answer shows.
    """
    first = frozenset(_as_number(figure) for figure in missing)
    own = {number for number in numbers_in(told) if number.kind in _TOLD} | numbers_in(reckoned)
    second = unbacked(claim, source) - own
    only_first, only_second = first - second, second - first
    if not only_first and not only_second:
        return ""
    sides = (
        ("nur dem Prüfleser der Antwort fehlt", only_first),
        ("nur dem unabhängigen Leser fehlt", only_second),
    )
    said = "; ".join(f"{side} {said_alike(numbers)}" for side, numbers in sides if numbers)
    return f"Zahlenleser uneins: {said} in „{claim[:_SHOWN]}“"


def _as_number(figure: Figure) -> EvidencedNumber:
    """A figure in the terms of the independent reader."""
    if figure.unit in {"§", "Datum"}:
        return EvidencedNumber(figure.unit, figure.value)
    kind, value = figure.meaning
    named = {"share": "Anteil", "months": "Monate", "days": "Tage"}.get(kind, kind)
    return EvidencedNumber(named, round(float(value), 6))
