"""The Förder-Check: a case in, every programme that it touches out, each with result, figures,
reasons and next step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from chains.case.facts import chip
from chains.funding.amounts import Money, figures_of
from chains.funding.ask import by_weight, most_decisive
from chains.funding.decide import CaseCheck
from chains.funding.decision import Decision, Reason, Result
from chains.funding.expression import Seen
from chains.funding.facts import read_facts
from chains.funding.programmes import Programme, Rulebook, leaves, parameter, rulebook
from chains.funding.reckoning import reckon
from chains.funding.results import Because, FundingCheck, Premise, ProgrammeResult, Step, amounts_as_named
from chains.funding.values import bounds
from chains.funding.words import all_known, fill
from knowledge.editorial.rules import Condition
from knowledge.errors import RuleFault

_FIRST_ASKED = ("status", "course.goal", "course.hours")  # of a case that touches no programme yet
_LAWS = ("SGB III", "SGB II", "SGB IX", "AFBG", "BBiG", "HwO")
_LATEST = 32  # cases that are kept: those of turns that are just running
_ORDER = {Result.YES: 0, Result.ERMESSEN: 0, Result.DEPENDS: 1, Result.NO: 2}


def check_funding(
    facts: Mapping[str, Any],
    today: date,
    *,
    assume: Mapping[str, Any] | None = None,
    programmes: Sequence[str] = (),
    book: Rulebook | None = None,
) -> FundingCheck:
    """Decide the programmes for a case.

    `facts`: fact id -> value as the contract has it (None: unknown); `assume`: what is taken as
    given and said as a precondition; `programmes`: ids, else those that the case touches.

    Raises:
        RuleFault: an id that no programme or no fact has; the message names it.
    """
    book = book or rulebook()
    told = read_facts(facts, book.facts)
    assumed = book.given(read_facts(assume or {}, book.facts), told)
    _known(book, programmes)
    checked = _checked(book, frozenset({**assumed, **told}.items()), frozenset(assumed), today)
    check = checked.check
    chosen = [book.programmes[name] for name in programmes] or [
        p for p in book.programmes.values() if check.is_relevant(p)
    ]
    decisions = [check.decide(programme.id) for programme in chosen]
    if not programmes:
        decisions.sort(key=lambda decision: (_ORDER[decision.result], _by_place(decision.programme)))
    results = tuple(checked.result(decision) for decision in decisions)
    fact = most_decisive(check, decisions) or next(
        (result.missing[0] for result in results if result.missing), None
    )
    if not results:
        fact = next((name for name in _FIRST_ASKED if name not in check.facts), None)
    return FundingCheck(
        {**assumed, **told},
        frozenset(assumed),
        results,
        fact,
        book.facts[fact].question if fact else "",
        _warnings(check),
    )


@dataclass(frozen=True, slots=True)
class _CheckedCase:
    """One case with what was found for it so far; `assumed`: the facts that are only taken as given."""

    check: CaseCheck
    assumed: frozenset[str]
    _results: dict[str, ProgrammeResult] = field(default_factory=dict)

    def result(self, decision: Decision) -> ProgrammeResult:
        """What a programme gives, reckoned once."""
        name = decision.programme.id
        if name not in self._results:
            self._results[name] = _result(self.check, decision, self.assumed)
        return self._results[name]


@lru_cache(maxsize=_LATEST)
def _checked(
    book: Rulebook, facts: frozenset[tuple[str, Any]], assumed: frozenset[str], today: date
) -> _CheckedCase:
    """The answer to a question, the chips, the form and the card of a turn ask for the same case."""
    return _CheckedCase(CaseCheck(book, dict(facts), today), assumed)


def _by_place(programme: Programme) -> tuple[int, int, list[tuple[int, str]]]:
    """Programmes as the laws have them: § 81 before § 82."""
    place = programme.rule.place
    law = next((number for number, name in enumerate(_LAWS) if place.startswith(f"{name} §")), len(_LAWS))
    return (
        law,
        -programme.rule.rank,
        [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", place)],
    )


def _known(book: Rulebook, programmes: Sequence[str]) -> None:
    if wrong := [name for name in programmes if name not in book.programmes]:
        raise RuleFault(
            f"Diese Programme gibt es nicht: {', '.join(wrong)}. Möglich sind: {', '.join(book.programmes)}."
        )


def _warnings(check: CaseCheck) -> tuple[str, ...]:
    start = check.facts.get("course.start")
    if isinstance(start, date) and start < check.today:
        return ("Der Kurs hat schon begonnen. Die meisten Leistungen müssen vor dem Beginn beantragt sein.",)
    return ()


def _result(check: CaseCheck, decision: Decision, assumed: frozenset[str]) -> ProgrammeResult:
    programme = decision.programme
    money = figures_of(check, decision)
    say = _speaker(check, programme, money)
    of_others: dict[str, Say] = {programme.id: say}

    def speak(reason: Reason) -> Say:
        other = reason.programme
        if other.id not in of_others:
            of_others[other.id] = _speaker(check, other, figures_of(check, check.decide(other.id)))
        return of_others[other.id]

    missing = by_weight(check, decision) or (money.open if decision.result is not Result.NO else ())
    ways = [Because(say(way.text), way.proof, met=True) for way in money.ways]
    ways += _figures(check, programme, money, say)
    reasons = [_because(reason, speak(reason)) for reason in decision.reasons]
    return ProgrammeResult(
        programme,
        decision.result,
        amounts_as_named(money),
        tuple(_calculation(check, programme, money)),
        tuple(dict.fromkeys([*reasons, *ways])),
        missing,
        check.book.facts[missing[0]].question if missing else "",
        tuple(_premises(check, decision, assumed, speak)) + _regularly(check, decision, money),
        _step(check, programme),
        tuple(exclusion.programme for exclusion in programme.rule.excludes),
    )


Say = Callable[[str], str]


def _lookup(check: CaseCheck, programme: Programme, money: Money) -> Callable[[str], Any]:
    def look(name: str) -> Any:
        if name in money.certain:
            return money.certain[name]
        if name in money.bounds:
            return money.bounds[name]
        if name in programme.figures:
            return None
        if name in programme.rule.parameters:
            return parameter(programme.rule.parameters[name], check.day)
        return check.look(name).value

    return look


def _speaker(check: CaseCheck, programme: Programme, money: Money) -> Say:
    look = _lookup(check, programme, money)
    units = {name: _unit(name) for name in (*money.certain, *money.bounds)}
    return lambda template: fill(template, look, check.book.facts, units)


def _unit(name: str) -> str:
    return "Euro" if "eur" in name.split("_") else ""


def _because(reason: Reason, say: Say) -> Because:
    rule = reason.condition
    template = {True: rule.met, False: rule.unmet, None: ""}[reason.met] or rule.text
    # what rests on another programme is explained by that programme's own reasons, which stand beside it
    explained = bool(rule.unmet) and not rule.holds.startswith("applies(")
    return Because(say(template), rule.proof, reason.met, usual=rule.usual, explained=explained)


def _calculation(check: CaseCheck, programme: Programme, money: Money) -> list[str]:
    """The reckoning of what is certain; of a figure that is a most by its name, that of its bound, where what
    is shown before it comes to it.
    """
    known = {key: Seen(value) for key, value in money.certain.items()}
    for key, figure in programme.figures.items():
        most = money.bounds[key].high if key.endswith("_max") and key in money.bounds else None
        if most is not None and key not in known:
            reckoned, _ = reckon(check, programme, figure, known)
            if bounds(reckoned.value)[1] == most:
                known[key] = Seen(most)
    money = replace(money, certain={key: seen.value for key, seen in known.items()})
    look, say = _lookup(check, programme, money), _speaker(check, programme, money)
    return [
        say(figure.rule.says)
        for key, figure in programme.figures.items()
        if key in known
        and figure.rule.says
        and all_known(figure.rule.says, look)
        and (figure.says_if is None or check.evaluate(figure.says_if, programme, known).value is True)
    ]


def _figures(check: CaseCheck, programme: Programme, money: Money, say: Say) -> list[Because]:
    """The figures that have a place of their own."""
    look = _lookup(check, programme, money)
    known = [
        figure.rule for key, figure in programme.figures.items() if key in money.certain and figure.rule.proof
    ]
    return [
        Because(
            say(rule.says) if rule.says and all_known(rule.says, look) else f"{rule.label}.",
            rule.proof,
            met=True,
            is_figure=True,
        )
        for rule in known
    ]


def _premises(
    check: CaseCheck, decision: Decision, assumed: frozenset[str], speak: Callable[[Reason], Say]
) -> list[Premise]:
    if decision.result is Result.NO:
        return []
    touched = _facts_used(check, decision.programme)
    leaves = {leaf.condition.text: leaf.condition for leaf in decision.reasons}
    given = [
        _said(check, decision.programme, name, leaves)
        or Premise(f"{chip(check.book.facts[name], check.facts[name])}.")
        for name in sorted(assumed & touched & check.book.facts.keys())
    ]
    presumed = [
        Premise(speak(reason)(reason.condition.text), reason.condition.proof) for reason in decision.presumed
    ]
    return [*dict.fromkeys(given), *presumed]


def _regularly(check: CaseCheck, decision: Decision, money: Money) -> tuple[Premise, ...]:
    """What the figures take not to be there."""
    if decision.result is Result.NO:
        return ()
    return tuple(Premise(check.book.facts[name].regular_says) for name in money.regular)


def _said(
    check: CaseCheck, programme: Programme, fact: str, reasons: Mapping[str, Condition]
) -> Premise | None:
    """The condition that an assumed fact meets, in the rule's own words."""
    for leaf in leaves(programme.conditions):
        behind = frozenset().union(*(check.book.facts_behind(name) for name in leaf.holds.names))
        if fact in behind and leaf.rule.text in reasons:
            return Premise(leaf.rule.text, leaf.rule.proof)
    return None


def _facts_used(check: CaseCheck, programme: Programme) -> frozenset[str]:
    names = frozenset().union(*(expression.names for expression in programme.expressions))
    return frozenset().union(*(check.book.facts_behind(name) for name in names))


def _step(check: CaseCheck, programme: Programme) -> Step:
    rule = programme.rule.apply
    for expression, where, proof in programme.offices:
        if check.evaluate(expression, programme).value is True:
            return Step(rule.who, where, rule.by_when, proof, rule.steps, rule.documents)
    return Step(rule.who, rule.where, rule.by_when, rule.proof, rule.steps, rule.documents, rule.where_proof)
