"""What an entry of a guide says for a case, with its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chains.funding.check import check_funding
from chains.funding.consultation.guide_facts import FIGURE, holds
from chains.funding.consultation.guides import Found
from chains.funding.decide import CaseCheck
from chains.funding.decision import Result
from chains.funding.explanation.applying import step_line
from chains.funding.explanation.lines import ABSCHLUSS, Explanation, Line
from chains.funding.explanation.one_programme import refused, short_conditions
from chains.funding.facts import read_facts
from chains.funding.programmes import parameter, rulebook
from chains.funding.results import ProgrammeResult
from chains.funding.values import UNKNOWN, Range
from chains.funding.words import in_words
from knowledge.editorial.guides import Guide, GuideEntry, Saying, load_guides

_MOST_DETAILS = 2
_SHORT_COURSE = 400  # hours; a preparation for the exam of an occupation takes longer, and is called so
_OF_GOAL = frozenset({"course.leads_to_degree", "course.goal", "afbg_goal"})
# who asks for these means a course to a degree
_OF_DEGREE = frozenset({ABSCHLUSS, "sgb3_87a_praemie", "sgb3_87a_weiterbildungsgeld"})


def assumed_for(programmes: Sequence[str], facts: Mapping[str, Any] | None = None) -> dict[str, bool | str]:
    """What is taken for granted; who asks for Aufstiegs-BAföG means a course that it is for. `facts`: the
    case as told, whose short course without a goal leads to no degree.
    """
    usual = dict(rulebook().usual)
    if any(name.startswith("afbg_") for name in programmes):
        return {**usual, "afbg_goal": True}
    told = facts or {}
    hours = told.get("course.hours", told.get("course.units"))
    short = isinstance(hours, int | float) and hours <= _SHORT_COURSE
    if short and not (_OF_GOAL & told.keys() or _OF_DEGREE & set(programmes)):
        usual["course.leads_to_degree"] = False
    return usual


def guide_answer(found: Found, facts: Mapping[str, Any], today: date) -> Explanation | None:
    """What an entry says for a case; None where a figure that it needs cannot be told."""
    entry, guide = found.entry, load_guides()[found.guide]
    book, facts = rulebook(), {**facts, **found.entry.supposes}
    entry = _of_case(entry, guide, facts, today)
    result = _result_of(entry, facts, today)
    if result is not None and result.result is Result.NO and not entry.even_if_no:
        return refused(result)
    told = read_facts(facts, book.facts)
    given = book.given(read_facts(assumed_for([entry.programme], facts), book.facts), told)
    check = CaseCheck(book, {**given, **told}, today)
    host = entry.programme or (guide.programmes[0] if guide.programmes else next(iter(book.programmes)))
    saying, text, figures = _said(entry.says, check, host, result)
    if saying is None:
        return None
    details = tuple(
        Line(line, detail.proof)
        for detail in entry.more
        if not detail.when or holds(check, detail.when, host)
        if (line := _filled(Saying(text=detail.text), check, host, result)[0])
    )[:_MOST_DETAILS]
    reckoned = result if result is not None and figures else None
    return Explanation(
        Line(text, saying.proof or entry.proof),
        details=details,
        calculation=_calculation(reckoned, figures) if reckoned else (),
        conditions=short_conditions(reckoned) if reckoned else (),
        documents=entry.documents,
        step=step_line(result) if result is not None and entry.next_step else None,
        ask=_asks(result if entry.next_step else reckoned),
        about=(result,) if result is not None else (),
    )


def _asks(result: ProgrammeResult | None) -> str:
    return result.ask if result is not None and result.result is Result.DEPENDS else ""


def _of_case(entry: GuideEntry, guide: Guide, facts: Mapping[str, Any], today: date) -> GuideEntry:
    """The entry with the programme that the first of its sentences which holds for the case is about."""
    if not any(saying.programme for saying in entry.says):
        return entry
    check = CaseCheck(rulebook(), read_facts(facts, rulebook().facts), today)
    host = entry.programme or guide.programmes[0]
    saying = next((s for s in entry.says if s.when and holds(check, s.when, host)), None)
    if saying is None or not saying.programme:
        return entry
    return entry.model_copy(update={"programme": saying.programme})


def _result_of(entry: GuideEntry, facts: Mapping[str, Any], today: date) -> ProgrammeResult | None:
    if not entry.programme:
        return None
    named = [entry.programme]
    return check_funding(facts, today, assume=assumed_for(named, facts), programmes=named).programmes[0]


def _said(
    says: tuple[Saying, ...], check: CaseCheck, host: str, result: ProgrammeResult | None
) -> tuple[Saying | None, str, list[str]]:
    """The first saying that holds and whose figures are all known, filled in, and those figures."""
    for saying in says:
        if saying.when and not holds(check, saying.when, host):
            continue
        text, figures = _filled(saying, check, host, result)
        if text:
            return saying, text, figures
    return None, "", []


def _filled(
    saying: Saying, check: CaseCheck, host: str, result: ProgrammeResult | None
) -> tuple[str, list[str]]:
    figures: list[str] = []

    def word(match: re.Match[str]) -> str:
        name = match.group(1)
        value = _value(name, check, host, result)
        if value is None or value is UNKNOWN or isinstance(value, Range):
            raise _Unknown
        shown = in_words(value, check.book.facts.get(name), "Euro" if "eur" in name.split("_") else "")
        if result is not None and name in result.amounts:
            figures.append(shown)
        return shown

    try:
        return FIGURE.sub(word, saying.text), figures
    except _Unknown:
        return "", []


class _Unknown(Exception):
    """A figure of a saying is not known."""


def _value(name: str, check: CaseCheck, host: str, result: ProgrammeResult | None) -> Any:
    programme = check.book.programmes[host]
    if result is not None and name in result.amounts:
        return _decimal(result.amounts[name])
    if name in programme.figures or name.removesuffix("_min").removesuffix("_max") in programme.figures:
        return None
    if name in programme.rule.parameters:
        return parameter(programme.rule.parameters[name], check.day)
    return check.look(name).value


def _decimal(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _calculation(result: ProgrammeResult, figures: list[str]) -> tuple[str, ...]:
    """The reckoning of the figures that are said."""
    return tuple(
        line
        for line in result.calculation
        if any(figure in line for figure in figures) and any(sign in line for sign in "×+−÷:=")
    )[:2]


def next_questions(guide: str) -> tuple[str, ...]:
    """What a mentor would ask next about a subject."""
    known: Guide | None = load_guides().get(guide)
    return known.next if known else ()
