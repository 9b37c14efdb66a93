"""One programme, whole: its result, why, what must hold besides, and the figure that people look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from chains.funding.decision import Result
from chains.funding.explanation.applying import step_line
from chains.funding.explanation.lines import ABSCHLUSS, LEHRGANG, WAGE, Explanation, Line, figure
from chains.funding.programmes import rulebook
from chains.funding.results import Because, FundingCheck, Premise, ProgrammeResult
from chains.quantities.figures import figures_in
from knowledge.german.numbers import german_number

# what fits into about 120 words, the visible part of an answer
_MOST_REASONS, _MOST_CONDITIONS = 2, 3
_WHOLE = 100  # percent
_NAMED = re.compile(r"\{[^{}]{1,60}\}")
_TELLING = (  # the figure that people look for first
    "total_eur",
    "grant_eur",
    "agency_eur",
    "qgeld_month_eur",
    "per_month_eur",
    "total_month_eur",
    "agency_eur_max",
    "per_month_eur_max",
    "remission_eur",
    "wage_subsidy_eur",
)


def one(result: ProgrammeResult, lead: Line | None = None) -> Explanation:
    """One programme, whole."""
    if lead is None and result.result is Result.NO:
        return refused(result)
    lead = lead or Line(f"{_headline(result)}{telling_sum(result)}", proof_of(result))
    return Explanation(
        lead,
        tuple(line for line in _reasons(result) if line.text not in lead.text),
        tuple(line for line in result.calculation if "× 0 Prozent" not in line and "− 0 Euro" not in line)[
            :_MOST_REASONS
        ],
        conditions=conditions_of(result.premises) if result.result is not Result.NO else (),
        step=step_line(result) if result.result is not Result.NO else None,
        ask=result.ask if result.missing and (result.result is Result.DEPENDS or "noch" in lead.text) else "",
        about=(result,),
    )


def _headline(result: ProgrammeResult) -> str:
    """A programme's name with its result; what is open is said as what it hangs on."""
    title = result.programme.rule.title
    if result.result is not Result.DEPENDS:
        return f"{title}: {verdict(result)}"
    passes = "die fehlende Angabe passt" if len(result.missing) == 1 else "die fehlenden Angaben passen"
    return f"{title}: möglich, wenn {passes}; noch offen: {_open_fact(result)}."


def refused(result: ProgrammeResult, check: FundingCheck | None = None) -> Explanation:
    """Why a programme is not granted: what failed first leads, what else failed stands below."""
    failed = what_failed(result)
    said = failed[0].text if failed else "Eine Bedingung ist nicht erfüllt."
    proofs = (failed[0].proof,) if failed and result.id == WAGE else proof_of(result)
    lead = Line(f"Das geht voraussichtlich nicht: {said}", proofs)
    reasons = [Line(because.text, (because.proof,)) for because in failed[1:_MOST_REASONS]]
    if check is not None and (note := _days_in_hours(said, check)):
        reasons.insert(0, Line(note))
    return Explanation(
        lead,
        tuple(reasons),
        result.calculation[:_MOST_REASONS],
        details=(Line(f"Geprüft ist: {result.programme.rule.title}.", (result.programme.rule.place,)),),
        about=(result,),
    )


def what_failed(result: ProgrammeResult) -> list[Because]:
    """The conditions that failed, those first that the rule has words for."""
    failed = [because for because in result.because if because.met is False]
    # another way that fails too, and that the rule has no words for, is no reason
    failed = [because for because in failed if because.explained] or failed
    return sorted(failed, key=lambda because: (_beside(because, result), not because.explained))


def _beside(because: Because, result: ProgrammeResult) -> bool:
    """Whether a condition is that of the other way to the wage's subsidy: a course to a degree."""
    return result.id == WAGE and because.proof.startswith("SGB III § 81 Abs. 2")


def claim(result: ProgrammeResult) -> Explanation:
    """Whether the law gives a claim or leaves it to the office."""
    rule = result.programme.rule
    if rule.nature == "anspruch":
        text = f"Ja, darauf besteht ein Anspruch, wenn die Bedingungen erfüllt sind: {rule.title}."
    else:
        text = f"Einen Anspruch gibt es nicht, die Stelle entscheidet nach Ermessen: {rule.title}."
    return Explanation(
        Line(text, (rule.place,)),
        tuple(_reasons(result)),
        conditions=short_conditions(result),
        step=step_line(result),
        about=(result,),
    )


def _days_in_hours(said: str, check: FundingCheck) -> str:
    """What days or weeks come to at most, where the hours of a course are too few."""
    days, weeks = check.facts.get("course.days"), check.facts.get("course.weeks")
    if "zu kurz" not in said or check.facts.get("course.hours") is not None:
        return ""
    for count, unit, hours in ((days, "Tage", 10), (weeks, "Wochen", 60)):
        if isinstance(count, Decimal):
            return (
                f"{german_number(count)} {unit} sind höchstens {german_number(count * hours)} Stunden"
                f" (mehr als"
                " zehn Stunden am Tag darf niemand arbeiten oder lernen)."
            )
    return ""


def to_settle(result: ProgrammeResult) -> tuple[Line, ...]:
    """The condition that an undecided result hangs on, beside what is taken for granted."""
    waits = [because for because in result.because if because.met is None and not because.is_figure]
    named = [because for because in waits if figures_in(because.text)] or waits
    return tuple(Line(f"Zu klären: {because.text}", (because.proof,)) for because in named[:1])


def short_conditions(result: ProgrammeResult) -> tuple[Line, ...]:
    """What must hold besides, as much as fits."""
    return conditions_of(result.premises)[: _MOST_CONDITIONS - 1]


def conditions_of(premises: Iterable[Premise]) -> tuple[Line, ...]:
    """What must hold besides; a figure in it needs its place, what has none is plain."""
    proofs = {each.text: each.proof for each in premises}
    lines = (Line(text, (proof,) if proof and figures_in(text) else ()) for text, proof in proofs.items())
    return tuple(lines)[:_MOST_CONDITIONS]


def proof_of(result: ProgrammeResult) -> tuple[str, ...]:
    """The places that a result rests on: of what failed, else of the rule and of what its sum follows."""
    if (failed := _failed(result)) is not None:
        return (failed.proof,)
    reckoned = result.id in {ABSCHLUSS, LEHRGANG, WAGE} and telling_sum(result)
    return tuple(dict.fromkeys((result.programme.rule.place, *(deciding(result) if reckoned else ()))))


def verdict(result: ProgrammeResult) -> str:
    """Yes, perhaps or no, in a few words."""
    match result.result:
        case Result.YES:
            return (
                "ein Anspruch besteht voraussichtlich."
                if result.programme.rule.nature == "anspruch"
                else "die Bedingungen sind erfüllt."
            )
        case Result.ERMESSEN:
            return "möglich, die Stelle entscheidet nach Ermessen."
        case Result.DEPENDS:
            return f"noch offen ({_open_fact(result)})."
    failed = _failed(result)
    return f"voraussichtlich nicht. {failed.text if failed else ''}".strip()


def _failed(result: ProgrammeResult) -> Because | None:
    """What made a programme fail: the first condition that says so in its own words."""
    failed = [because for because in result.because if because.met is False]
    return min(failed, key=lambda because: not because.explained, default=None)


def _open_fact(result: ProgrammeResult) -> str:
    kinds = rulebook().facts
    return (
        kinds[result.missing[0]].label
        if result.missing and result.missing[0] in kinds
        else "eine Angabe fehlt"
    )


def telling_sum(result: ProgrammeResult) -> str:
    """The figure that people look for first."""
    if result.result is Result.NO:
        return ""
    rule, amounts = result.programme.rule, result.amounts
    share = amounts.get("employer_share_pct")
    if share is not None and result.id in {ABSCHLUSS, LEHRGANG}:
        paid = amounts.get("employer_eur")
        return " Der Betrieb zahlt " + (
            "voraussichtlich nichts."
            if not share
            else f"{figure(share)} Prozent" + (f", {figure(paid)} Euro." if paid is not None else ".")
        )
    if result.id == WAGE and (most := amounts.get("wage_subsidy_pct_max")) is not None:
        return " Bis zum ganzen Lohn." if most == _WHOLE else f" Vom Lohn bis {figure(most)} Prozent."
    key = next((key for key in _TELLING if key in amounts and key in rule.amounts), None)
    return f" {rule.amounts[key].label}: {figure(amounts[key])} Euro." if key else ""


def _reasons(result: ProgrammeResult) -> Iterator[Line]:
    """What decided: what failed, else the ways the figures took and what the case itself met,
    not what was assumed.
    """
    failed = [because for because in result.because if because.met is False]
    assumed = set(result.preconditions)
    ways = _ways(result)
    told = [because for because in result.because if because.met is True and not because.is_figure]
    told = [because for because in told if because.text not in assumed and not because.usual]
    told.sort(key=lambda because: not _is_way(because, ways))
    for because in (failed or told)[:_MOST_REASONS]:
        yield Line(because.text, (because.proof,))


def deciding(result: ProgrammeResult) -> tuple[str, ...]:
    """The places of what made the figure: the way it was reckoned, else the rule's own."""
    ways = _ways(result)
    made = [because.proof for because in result.because if because.met is True and _is_way(because, ways)]
    return tuple(dict.fromkeys(made)) or (result.programme.rule.place,)


def _ways(result: ProgrammeResult) -> tuple[tuple[str, ...], ...]:
    """The sentences that say how a figure is reckoned, each as its parts between the values."""
    amounts = result.programme.rule.amounts.values()
    texts = (way.text for figure in amounts for way in figure.variations if way.text)
    return tuple(tuple(part for part in _NAMED.split(text) if part) for text in texts)


def _is_way(because: Because, ways: tuple[tuple[str, ...], ...]) -> bool:
    return not because.is_figure and any(all(part in because.text for part in way) for way in ways)
