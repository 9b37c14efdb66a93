"""The Förder-Check's result as what a mentor would say: one sentence first, then why, the reckoning, the next
step, one question.

Everything here is chosen and ordered as data; each line carries its places in the law, and marks are set by
who shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chains.funding.decision import Result
from chains.funding.explanation.applying import application, step_line
from chains.funding.explanation.comparison import compared
from chains.funding.explanation.counting import count
from chains.funding.explanation.grants import grants
from chains.funding.explanation.lines import ABSCHLUSS, LEHRGANG, WAGE, Explanation, Line
from chains.funding.explanation.one_programme import (
    claim,
    conditions_of,
    one,
    proof_of,
    refused,
    telling_sum,
    to_settle,
    verdict,
)
from chains.funding.explanation.paying import course_costs, first_of, of_costs, wage_subsidy
from chains.funding.results import FundingCheck, ProgrammeResult
from chains.funding.topics import OF_COSTS, Topic

_MOST_ROWS = 5  # what fits into about 120 words, the visible part of an answer


def explain(topic: Topic, check: FundingCheck, named: Sequence[str] = ()) -> Explanation | None:
    """What to say to a question on a topic; None where the case decides nothing that was asked."""
    if topic is Topic.COUNT and (counted := count(check)) is not None:
        return counted
    if topic is Topic.COUNT and not named:
        return None
    results = [result for result in check.programmes if not named or result.id in named] or list(
        check.programmes
    )
    if not results:
        return None
    if topic is Topic.DOCUMENTS and not any(result.apply.documents for result in _possible(results)):
        return None  # no rule lists them: the guide says what every application needs
    said = _narrow(topic, results, check, named) or _wide(topic, results, check, named)
    return replace(said, topic=topic)


def _narrow(
    topic: Topic, results: list[ProgrammeResult], check: FundingCheck, named: Sequence[str]
) -> Explanation | None:
    """What one programme answers: who pays the course, the wage, the grants to fees and material."""
    if topic in {Topic.AMOUNT, Topic.OVERVIEW} and (both := grants(results, named)) is not None:
        return both
    costs = of_costs(results)
    wage = first_of(results, WAGE)
    of_course = set(named) <= {ABSCHLUSS, LEHRGANG}
    if topic in OF_COSTS and costs and of_course:
        return course_costs(costs, check, topic)
    return wage_subsidy(wage) if topic is Topic.WAGE and wage else None


def _wide(
    topic: Topic, results: list[ProgrammeResult], check: FundingCheck, named: Sequence[str]
) -> Explanation:
    """What several programmes answer together."""
    possible = _possible(results)
    if topic is Topic.CLAIM:
        return claim(possible[0])
    if topic in {Topic.APPLY, Topic.DOCUMENTS}:
        return application(topic, possible, check)
    if named and len(possible) == 1 and topic is not Topic.COMPARE:
        return one(possible[0])
    if topic is Topic.COMPARE and len(named) > 1:
        return compared(results, _overview(results, check, "Im Vergleich"))
    return _overview(results, check, "Im Vergleich" if topic is Topic.COMPARE else "Für diesen Fall")


def _possible(results: Sequence[ProgrammeResult]) -> list[ProgrammeResult]:
    return [result for result in results if result.result is not Result.NO] or list(results[:1])


def _is_shut_out(result: ProgrammeResult) -> bool:
    """Whether a programme fails only because the Aufstiegs-BAföG goes before it, which then says more."""
    return any(
        because.met is False and because.proof.startswith("SGB III § 22 Abs. 1a")
        for because in result.because
    )


def _overview(results: Sequence[ProgrammeResult], check: FundingCheck, opening: str) -> Explanation:
    possible = [result for result in results if result.result in {Result.YES, Result.ERMESSEN}]
    undecided = [result for result in results if result.result is Result.DEPENDS]
    undecided.sort(key=lambda result: not _is_for(result, check))
    no = [result for result in results if result.result is Result.NO]
    names = [result.programme.rule.title for result in possible or undecided]
    if not names:
        return refused(min(no, key=_is_shut_out), check)
    if not possible and (shut := _shut(no, undecided)) is not None:
        rest = [Line(f"{r.programme.rule.title}: {verdict(r)}", proof_of(r)) for r in undecided]
        return replace(refused(shut, check), rows=tuple(rest[:_MOST_ROWS]), ask=check.ask)
    how = "kommt in Frage" if possible else "kommt in Frage, wenn die fehlenden Angaben passen"
    shown = [*possible, *undecided, *no][:_MOST_ROWS]
    rows = tuple(
        Line(f"{result.programme.rule.title}: {verdict(result)}{telling_sum(result)}", proof_of(result))
        for result in shown
    )
    conditions = conditions_of(premise for result in possible for premise in result.premises)
    first = (possible or undecided)[0]
    return Explanation(
        Line(f"{opening} {how}: {names[0]}.", (first.programme.rule.place,)),
        rows=rows,
        details=() if possible else to_settle(first),
        conditions=conditions,
        step=step_line(first),
        ask=check.ask,
        about=tuple(shown),
    )


def _is_for(result: ProgrammeResult, check: FundingCheck) -> bool:
    """Whether a programme is just for what the case tells ("afbg_goal"), and not for all who work."""
    if result.id == ABSCHLUSS:  # before what only comes with the way to a degree
        return check.facts.get("course.leads_to_degree") is True
    return check.facts.get(result.programme.rule.relevant) is True


def _shut(no: Sequence[ProgrammeResult], undecided: Sequence[ProgrammeResult]) -> ProgrammeResult | None:
    """§ 82, where it fails and nothing is open but what a course to a degree would change: that the course
    leads to one is what nobody said.
    """
    lehrgang = next((result for result in no if result.id == LEHRGANG), None)
    only = {ABSCHLUSS, WAGE, "sgb3_87a_praemie", "sgb3_85_fahrkosten"}
    if lehrgang is None or _is_shut_out(lehrgang) or not {result.id for result in undecided} <= only:
        return None
    return lehrgang
