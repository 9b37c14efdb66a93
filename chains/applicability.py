"""Whether a figure belongs to the case it is said for: "75 Prozent" stands in § 82, but not for 120 Beschäftigte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chains.conditions import Bound, Case, bounds_of, fits
from chains.figures import Figure, figures_in, unsupported
from knowledge.statements import split_statements

OTHER_CASE = "Gilt für einen anderen Fall"
NO_CONDITION = "Gilt nur unter einer Bedingung, die nicht genannt ist"


def misapplied(claim: str, texts: Sequence[str], case: Case, told: Iterable[Figure] = ()) -> dict[str, set[Figure]]:
    """Figures of a claim that its passages give for another case, or only under a condition that is not said; {} if all is well.

    A claim that states bounds itself ("ab 500 Beschäftigten 75 Prozent") is held to the list items with these bounds, clause by
    clause; else the case's numbers choose the items.
    """
    found: dict[str, set[Figure]] = {}
    for clause in _clauses(claim):
        figures = {f for f in figures_in(clause) if f.unit not in {"§", "Datum", ""}} - set(told) - _of_bounds(clause)
        if not figures:
            continue
        reason, allowed = _allowed(clause, texts, case)
        wrong = {f for f in figures if unsupported(_said(f), allowed)} if allowed is not None else set()
        if wrong:
            found.setdefault(reason, set()).update(wrong)
    return found


def _allowed(clause: str, texts: Sequence[str], case: Case) -> tuple[str, str | None]:
    """The reason to give, and the text that a clause's figures may come from; None if no list turns on a condition."""
    own = _key(bounds_of(clause))
    kept: list[str] = []
    turns = False
    reason = OTHER_CASE
    for statement in (s for text in texts for s in split_statements(text)):
        judged = [(item, _key(bounds_of(item)), fits(item, case)) for item in statement.items]
        conditional = [j for j in judged if j[1]]
        if len(conditional) < 2:  # noqa: PLR2004 - one item alone is no choice
            kept.append(statement.text)
            continue
        turns = True
        if own and any(own & bounds for _, bounds, _ in conditional):
            chosen = [item for item, bounds, _ in judged if own & bounds]
        elif any(holds is not None for *_, holds in conditional):
            chosen = [item for item, bounds, holds in judged if holds or not bounds]
        else:
            chosen = [item for item, bounds, _ in judged if not bounds]
            reason = NO_CONDITION
        kept += [statement.lead, *chosen, statement.tail]
    return reason, "\n".join(kept) if turns else None


def _clauses(claim: str) -> list[str]:
    """A sentence's parts, where each states a condition and a figure of its own; else the sentence."""
    parts = re.split(r"[,;]\s+(?:und\s+|sowie\s+)?|\s+(?:und|sowie)\s+(?=bei|ab|für|mit|in|Betriebe)", claim)
    return parts if len(parts) > 1 and all(bounds_of(p) and figures_in(p) for p in parts) else [claim]


def _key(bounds: Sequence[Bound]) -> set[tuple[str, str, float]]:
    return {(b.unit, b.side, b.value) for b in bounds}


def _of_bounds(clause: str) -> set[Figure]:
    return {Figure(f"{b.value:g}", b.unit) for b in bounds_of(clause)}


def _said(figure: Figure) -> str:
    return f"{figure.value.replace('.', ',')} {figure.unit}"
