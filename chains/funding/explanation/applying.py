"""Who applies, where and until when."""

from __future__ import annotations

from collections.abc import Sequence

from chains.funding.explanation.lines import Explanation, Line
from chains.funding.results import FundingCheck, ProgrammeResult, Step
from chains.funding.topics import Topic

_MOST_OFFICES = 3


def _not_excluded(results: Sequence[ProgrammeResult]) -> list[ProgrammeResult]:
    """Without what the first programme shuts out."""
    return [result for result in results if result.id not in results[0].excludes]


def application(topic: Topic, results: list[ProgrammeResult], check: FundingCheck) -> Explanation:
    """The application for these programmes, the first of them leading, or the documents it needs."""
    results = _not_excluded(results)
    if topic is Topic.DOCUMENTS:
        results = sorted(results, key=lambda result: not result.apply.documents)
    first = results[0]
    step = first.apply
    if topic is Topic.DOCUMENTS and step.documents:
        lead = Line(f"Zum Antrag gehören: {'; '.join(step.documents)}.", (step.proof,))
    else:
        office = (step.office_proof,) if step.office_proof else ()
        lead = Line(f"Den Antrag stellt {_where(step)}.", (step.proof, *office, *_before_start(first)))
    rows = tuple(
        Line(f"{other.programme.rule.title}: {_where(other.apply)}.", (other.apply.proof,))
        for other in results[1:_MOST_OFFICES]
        if other.apply.who not in {"-", ""} and (other.apply.who, other.apply.where) != (step.who, step.where)
    )
    documents = step.documents if topic is not Topic.DOCUMENTS else ()
    steps = tuple(Line(text) for text in step.steps)
    return Explanation(lead, steps, rows=rows, documents=documents, ask=check.ask, about=tuple(results))


def _before_start(result: ProgrammeResult) -> tuple[str, ...]:
    """The place of the rule that applications come first, where the benefit follows another's."""
    rule = result.programme.rule
    return (
        ("SGB III § 323 Abs. 1",)
        if rule.place.startswith("SGB III") and "§ 32" not in rule.apply.proof
        else ()
    )


def step_line(result: ProgrammeResult) -> Line | None:
    """The next step of one programme; None where nobody applies."""
    step = result.apply
    if step.who in {"-", ""} or step.where == "-":
        return None
    return Line(f"Antrag: {_where(step)}.", (step.proof,))


def _where(step: Step) -> str:
    """Who applies, where and until when, in words that need no inflection of the office."""
    labelled = (("", step.who), ("wo: ", step.where), ("wann: ", step.by_when))
    return "; ".join(f"{label}{part}" for label, part in labelled if part not in {"-", ""})
