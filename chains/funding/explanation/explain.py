"""The Förder-Check's result as what a mentor would say: one sentence first, then why, the reckoning, the next
step, one question.

Everything here is chosen and ordered as data; each line carries its places in the law, and marks are set by
who shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from chains.funding.decision import Result
from chains.funding.functions import weigh
from chains.funding.programmes import rulebook
from chains.funding.results import Because, FundingCheck, Premise, ProgrammeResult
from chains.funding.topics import Topic
from chains.quantities.figures import figures_in
from knowledge.editorial.rules import load_derived
from knowledge.german.numbers import german_number

# what fits into about 120 words (issue: the visible part of an answer)
_MOST_REASONS, _MOST_CONDITIONS, _MOST_ROWS = 2, 3, 5
_MOST_OFFICES = 3
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
# whether § 81 Abs. 2 is about the course at all
_OF_DEGREE = "course.leads_to_degree"
ABSCHLUSS, LEHRGANG, WAGE = "sgb3_81_2_abschluss", "sgb3_82_lehrgangskosten", "sgb3_82_arbeitsentgelt"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, with the places that prove it."""

    text: str
    proofs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said of a case; `about`: the programmes that it rests on, `topic`: what it answers, where the
    rules say it.
    """

    lead: Line
    reasons: tuple[Line, ...] = ()
    calculation: tuple[str, ...] = ()
    rows: tuple[Line, ...] = ()
    details: tuple[Line, ...] = ()
    conditions: tuple[Line, ...] = ()
    step: Line | None = None
    documents: tuple[str, ...] = ()
    ask: str = ""
    about: tuple[ProgrammeResult, ...] = field(default=())
    topic: Topic | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that name places, in the order in which they are said."""
        first = (self.lead, *self.rows, *self.details, *self.reasons)
        return (*first, *((self.step,) if self.step else ()), *self.conditions)

    @property
    def proofs(self) -> tuple[str, ...]:
        """All places, in the order in which they are said."""
        return tuple(dict.fromkeys(proof for line in self.lines for proof in line.proofs))


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
    """What one programme answers: who pays the course, the wage."""
    costs = _of_costs(results)
    wage = _first(results, WAGE)
    of_course = set(named) <= {ABSCHLUSS, LEHRGANG}
    if topic in {Topic.FIRM_COST, Topic.PERSON_COST} and costs and of_course:
        return _costs(costs, check, of_person=topic is Topic.PERSON_COST)
    return _wage(wage) if topic is Topic.WAGE and wage else None


def _wide(
    topic: Topic, results: list[ProgrammeResult], check: FundingCheck, named: Sequence[str]
) -> Explanation:
    """What several programmes answer together."""
    possible = _possible(results)
    if topic is Topic.CLAIM:
        return _claim(possible[0])
    if topic in {Topic.APPLY, Topic.DOCUMENTS}:
        return _application(topic, possible, check)
    if named and len(possible) == 1 and topic is not Topic.COMPARE:
        return _one(possible[0])
    return _overview(results, check, "Im Vergleich" if topic is Topic.COMPARE else "Für diesen Fall")


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
    lead = Line(f"Es zählen {german_number(counted)} Beschäftigte.", proofs)
    said = tuple(
        Line(f"bis {german_number(most)} Stunden in der Woche: {german_number(weight)}", proofs)
        for most, weight in newest
    )
    whole = f"{' + '.join(parts)} = {german_number(counted)}"
    return Explanation(
        lead,
        said,
        (whole,),
        conditions=(Line("Mehr Stunden zählen voll; gezählt wird das ganze Unternehmen, auch der Konzern."),),
    )


def _counted(heads: Decimal, hours: Any, weights: tuple[tuple[Decimal, Decimal], ...]) -> str:
    weight = next(
        (weight for most, weight in weights if isinstance(hours, Decimal) and hours <= most), Decimal(1)
    )
    return f"{german_number(heads)} × {german_number(weight)}"


def _of_costs(results: Sequence[ProgrammeResult]) -> ProgrammeResult | None:
    """What says who pays the course. While it is open whether § 81 Abs. 2 is about it at all, its share of 0
    does not lead where § 82 knows between which shares it lies.
    """
    first, other = _first(results, ABSCHLUSS, LEHRGANG), _first(results, LEHRGANG)
    is_open = first is not None and first.id == ABSCHLUSS and _OF_DEGREE in first.missing
    return other if is_open and other is not None and "employer_share_pct_max" in other.amounts else first


def _first(results: Sequence[ProgrammeResult], *ids: str) -> ProgrammeResult | None:
    """The first of the programmes that may apply, else the first that is listed at all."""
    listed = [result for name in ids for result in results if result.id == name]
    return next(
        (result for result in listed if result.result is not Result.NO), listed[-1] if listed else None
    )


def _not_excluded(results: Sequence[ProgrammeResult]) -> list[ProgrammeResult]:
    """Without what the first programme shuts out."""
    return [result for result in results if result.id not in results[0].excludes]


def _possible(results: Sequence[ProgrammeResult]) -> list[ProgrammeResult]:
    return [result for result in results if result.result is not Result.NO] or list(results[:1])


def _costs(result: ProgrammeResult, check: FundingCheck, *, of_person: bool = False) -> Explanation:
    """Who pays the course; `of_person`: what the person pays is asked for."""
    if result.result is Result.NO:
        return refused(result, check)
    share, paid, fee = (
        result.amounts.get("employer_share_pct"),
        result.amounts.get("employer_eur"),
        _fee(check),
    )
    if share is None:
        return _one(result, lead=_open_share(result))
    whole = f"von den {german_number(fee)} Euro" if fee is not None else "von den Lehrgangskosten"
    if not share:
        text = f"Der Betrieb zahlt voraussichtlich nichts {whole}."
    elif paid is None:
        text = f"Der Betrieb trägt voraussichtlich {_figure(share)} Prozent der Lehrgangskosten."
    else:
        text = f"Der Betrieb zahlt voraussichtlich {_figure(paid)} Euro {whole} ({_figure(share)} Prozent)."
    if of_person:
        text = f"Die Person selbst zahlt voraussichtlich nichts vom Kurs. {text}"
    return _one(result, lead=Line(text, _deciding(result)))


def _open_share(result: ProgrammeResult) -> Line:
    low, high = result.amounts.get("employer_share_pct_min"), result.amounts.get("employer_share_pct_max")
    if low is None or high is None:
        return Line(
            "Was der Betrieb zahlt, hängt von einer Angabe ab, die noch fehlt.",
            (result.programme.rule.place,),
        )
    text = (
        f"Der Betrieb trägt zwischen {_figure(low)} und {_figure(high)} Prozent der Lehrgangskosten; es fehlt"
        " noch eine Angabe."
    )
    return Line(text, (result.programme.rule.place,))


def _wage(result: ProgrammeResult) -> Explanation:
    if result.result is Result.NO:
        return refused(result)
    rate, most = result.amounts.get("wage_subsidy_pct"), result.amounts.get("wage_subsidy_pct_max")
    money = result.amounts.get("wage_subsidy_eur", result.amounts.get("wage_subsidy_eur_max"))
    if most is None:
        text = (
            "Ein Zuschuss zum Lohn ist möglich; wie hoch er ist, hängt von einer Angabe ab, die noch fehlt."
        )
    elif most == 100:  # noqa: PLR2004 - the whole wage
        text = "Der Betrieb kann bis zum ganzen Lohn für die ausfallende Zeit als Zuschuss bekommen."
    elif rate is not None and rate != most:
        text = (
            f"Der Betrieb kann {_figure(rate)} bis {_figure(most)} Prozent des Lohns für die ausfallende Zeit"
            " als Zuschuss bekommen."
        )
    else:
        text = (
            f"Der Betrieb kann {_figure(most)} Prozent des Lohns für die ausfallende Zeit als Zuschuss"
            " bekommen."
        )
    if money is not None:
        text = f"{text[:-1]}: {_figure(money)} Euro."
    return _one(result, lead=Line(text, _deciding(result)))


def _one(result: ProgrammeResult, lead: Line | None = None) -> Explanation:
    """One programme, whole."""
    if lead is None and result.result is Result.NO:
        return refused(result)
    lead = lead or Line(
        f"{result.programme.rule.title}: {_verdict(result)}{telling_sum(result)}", _proof_of(result)
    )
    return Explanation(
        lead,
        tuple(line for line in _reasons(result) if line.text not in lead.text),
        tuple(line for line in result.calculation if "× 0 Prozent" not in line and "− 0 Euro" not in line)[
            :_MOST_REASONS
        ],
        conditions=_conditions(result.premises) if result.result is not Result.NO else (),
        step=_step(result) if result.result is not Result.NO else None,
        ask=result.ask if result.missing and (result.result is Result.DEPENDS or "noch" in lead.text) else "",
        about=(result,),
    )


def refused(result: ProgrammeResult, check: FundingCheck | None = None) -> Explanation:
    """Why a programme is not granted: what failed first leads, what else failed stands below."""
    failed = [because for because in result.because if because.met is False]
    failed.sort(key=lambda because: not because.explained)
    said = failed[0].text if failed else "Eine Bedingung ist nicht erfüllt."
    lead = Line(f"Das geht voraussichtlich nicht: {said}", _proof_of(result))
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


def _claim(result: ProgrammeResult) -> Explanation:
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
        step=_step(result),
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


def short_conditions(result: ProgrammeResult) -> tuple[Line, ...]:
    """What must hold besides, as much as fits."""
    return _conditions(result.premises)[: _MOST_CONDITIONS - 1]


def _conditions(premises: Iterable[Premise]) -> tuple[Line, ...]:
    """What must hold besides; a figure in it needs its place, what has none is plain."""
    proofs = {each.text: each.proof for each in premises}
    lines = (Line(text, (proof,) if proof and figures_in(text) else ()) for text, proof in proofs.items())
    return tuple(lines)[:_MOST_CONDITIONS]


def _application(topic: Topic, results: list[ProgrammeResult], check: FundingCheck) -> Explanation:
    results = _not_excluded(results)
    if topic is Topic.DOCUMENTS:
        results = sorted(results, key=lambda result: not result.apply.documents)
    first = results[0]
    step = first.apply
    if topic is Topic.DOCUMENTS and step.documents:
        lead = Line(f"Zum Antrag gehören: {'; '.join(step.documents)}.", (step.proof,))
    else:
        where = ", ".join(part for part in (step.where, step.by_when) if part != "-")
        lead = Line(f"Den Antrag stellt {step.who}: {where}.", (step.proof, *_before_start(first)))
    rows = tuple(
        Line(
            f"{other.programme.rule.title}: {other.apply.who}, {other.apply.where}, {other.apply.by_when}.",
            (other.apply.proof,),
        )
        for other in results[1:_MOST_OFFICES]
        if other.apply.who not in {"-", ""} and (other.apply.who, other.apply.where) != (step.who, step.where)
    )
    documents = step.documents if topic is not Topic.DOCUMENTS else ()
    steps = tuple(Line(text) for text in step.steps)
    return Explanation(lead, steps, rows=rows, documents=documents, ask=check.ask, about=tuple(results))


def _is_shut_out(result: ProgrammeResult) -> bool:
    """Whether a programme fails only because the Aufstiegs-BAföG goes before it, which then says more."""
    return any(
        because.met is False and because.proof.startswith("SGB III § 22 Abs. 1a")
        for because in result.because
    )


def _before_start(result: ProgrammeResult) -> tuple[str, ...]:
    """The place of the rule that applications come first, where the benefit follows another's."""
    rule = result.programme.rule
    return (
        ("SGB III § 323 Abs. 1",)
        if rule.place.startswith("SGB III") and "§ 32" not in rule.apply.proof
        else ()
    )


def _overview(results: Sequence[ProgrammeResult], check: FundingCheck, opening: str) -> Explanation:
    possible = [result for result in results if result.result in {Result.YES, Result.ERMESSEN}]
    undecided = [result for result in results if result.result is Result.DEPENDS]
    no = [result for result in results if result.result is Result.NO]
    names = [result.programme.rule.title for result in possible or undecided]
    if not names:
        return refused(min(no, key=_is_shut_out), check)
    if not possible and (shut := _shut(no, undecided)) is not None:
        rest = [Line(f"{r.programme.rule.title}: {_verdict(r)}", _proof_of(r)) for r in undecided]
        return replace(refused(shut, check), rows=tuple(rest[:_MOST_ROWS]), ask=check.ask)
    how = "kommt in Frage" if possible else "kommt in Frage, wenn die fehlenden Angaben passen"
    shown = [*possible, *undecided, *no][:_MOST_ROWS]
    rows = tuple(
        Line(f"{result.programme.rule.title}: {_verdict(result)}{telling_sum(result)}", _proof_of(result))
        for result in shown
    )
    conditions = _conditions(premise for result in possible for premise in result.premises)
    first = (possible or undecided)[0]
    return Explanation(
        Line(f"{opening} {how}: {names[0]}.", (first.programme.rule.place,)),
        rows=rows,
        conditions=conditions,
        step=_step(first),
        ask=check.ask,
        about=tuple(shown),
    )


def _shut(no: Sequence[ProgrammeResult], undecided: Sequence[ProgrammeResult]) -> ProgrammeResult | None:
    """§ 82, where it fails and nothing is open but what a course to a degree would change: that the course
    leads to one is what nobody said.
    """
    lehrgang = next((result for result in no if result.id == LEHRGANG), None)
    only = {ABSCHLUSS, WAGE, "sgb3_87a_praemie", "sgb3_85_fahrkosten"}
    if lehrgang is None or _is_shut_out(lehrgang) or not {result.id for result in undecided} <= only:
        return None
    return lehrgang


def _proof_of(result: ProgrammeResult) -> tuple[str, ...]:
    if (failed := _failed(result)) is not None:
        return (failed.proof,)
    reckoned = result.id in {ABSCHLUSS, LEHRGANG, WAGE} and telling_sum(result)
    return tuple(dict.fromkeys((result.programme.rule.place, *(_deciding(result) if reckoned else ()))))


def _verdict(result: ProgrammeResult) -> str:
    match result.result:
        case Result.YES:
            return (
                "ja, ein Anspruch besteht voraussichtlich."
                if result.programme.rule.nature == "anspruch"
                else "ja."
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
            else f"{_figure(share)} Prozent" + (f", {_figure(paid)} Euro." if paid is not None else ".")
        )
    if result.id == WAGE and (most := amounts.get("wage_subsidy_pct_max")) is not None:
        return " Bis zum ganzen Lohn." if most == _WHOLE else f" Vom Lohn bis {_figure(most)} Prozent."
    key = next((key for key in _TELLING if key in amounts and key in rule.amounts), None)
    return f" {rule.amounts[key].label}: {_figure(amounts[key])} Euro." if key else ""


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


def _deciding(result: ProgrammeResult) -> tuple[str, ...]:
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


def _step(result: ProgrammeResult) -> Line | None:
    step = result.apply
    if step.who in {"-", ""} or step.where == "-":
        return None
    said = ", ".join(part for part in (step.who, step.where, step.by_when) if part != "-")
    return Line(f"Antrag: {said}.", (step.proof,))


def _fee(check: FundingCheck) -> Decimal | None:
    fee = check.facts.get("course.fee")
    return Decimal(str(fee)) if isinstance(fee, int | float | Decimal) else None


def _figure(value: Any) -> str:
    return german_number(Decimal(str(value)))
