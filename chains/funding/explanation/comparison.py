"""Programmes beside each other: what each gives, how it stands with the case, who applies, what shuts out
what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chains.funding.decision import Result
from chains.funding.explanation.applying import step_line
from chains.funding.explanation.lines import Explanation, Line
from chains.funding.explanation.one_programme import proof_of, telling_sum, verdict
from chains.funding.results import ProgrammeResult
from knowledge.german.wording import capitalised, listed

_PLACE = re.compile(r" \([^()]*§[^()]*\)$")
_OPEN = "Welcher Weg passt, hängt vom Fall ab; im Vergleich: "


def compared(results: Sequence[ProgrammeResult], said: Explanation) -> Explanation:
    """An overview as a comparison. `said`: the overview of the same results, which leads where the case
    decides one of them.
    """
    decided = any(result.result is not Result.DEPENDS for result in results)
    lead = (
        said.lead
        if decided
        else Line(f"{_OPEN}{listed([_short(result) for result in results])}.", said.lead.proofs)
    )
    rows = tuple(_row(result, decided=decided) for result in results)
    details = tuple(dict.fromkeys((*_shut_out(results), *_applications(results))))
    return replace(said, lead=lead, rows=rows, details=details, step=None)


def _short(result: ProgrammeResult) -> str:
    """A programme's title without the place in the law."""
    return _PLACE.sub("", result.programme.rule.title)


def _row(result: ProgrammeResult, *, decided: bool) -> Line:
    rule = result.programme.rule
    stands = (rule.gist, verdict(result) if decided else "", telling_sum(result).strip())
    return Line(
        f"{rule.title}: {' '.join(capitalised(words) for words in stands if words)}",
        tuple(dict.fromkeys((rule.place, *proof_of(result)))),
    )


def _applications(results: Sequence[ProgrammeResult]) -> list[Line]:
    steps = [(_short(result), step_line(result)) for result in results]
    return [
        replace(step, text=f"Antrag, {title}: {step.text.removeprefix('Antrag: ')}")
        for title, step in steps
        if step is not None
    ]


def _shut_out(results: Sequence[ProgrammeResult]) -> list[Line]:
    names = {result.id for result in results}
    return [
        Line(exclusion.text, (exclusion.proof,))
        for result in results
        for exclusion in result.programme.rule.excludes
        if exclusion.programme in names
    ]
