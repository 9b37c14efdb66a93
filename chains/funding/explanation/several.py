"""One answer for several: what each costs or brings, and where it can be added up, what all come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chains.funding.decision import Result
from chains.funding.explanation.explain import explain
from chains.funding.explanation.lines import WAGE, Explanation, Line, figure
from chains.funding.explanation.one_programme import deciding, proof_of, verdict, what_failed
from chains.funding.explanation.paying import first_of, of_costs
from chains.funding.results import FundingCheck, ProgrammeResult
from chains.funding.topics import OF_COSTS, Topic
from knowledge.german.numbers import german_number


@dataclass(frozen=True, slots=True)
class Part:
    """One of those whom the case tells apart: how it is called, how many they are, its own check; `apart`:
    what it pays is never added up with the others' (another firm, another way in which the case may turn
    out).
    """

    name: str
    heads: int
    check: FundingCheck
    apart: bool = False
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class _Cost:
    """What the firm pays for each of them; None where that is open."""

    part: Part
    result: ProgrammeResult
    paid: Decimal | None
    fee: Decimal | None
    line: Line
    short: str = ""  # "nichts", "1.500 Euro (50 Prozent)"; "" where it is no sum


def explain_several(topic: Topic, parts: Sequence[Part], named: Sequence[str] = ()) -> Explanation | None:
    """What to say to a question on several; None where nothing is decided for any of them."""
    if topic in OF_COSTS | {Topic.AMOUNT} and (said := _costs(parts)) is not None:
        return replace(said, topic=topic)
    if topic is Topic.WAGE and (said := _wages(parts)) is not None:
        return replace(said, topic=topic)
    each = [(part, explain(topic, part.check, named)) for part in parts]
    told = [(part, said) for part, said in each if said is not None]
    if not told:
        return None
    if len({said.lead.text for _, said in told}) == 1 and len(told) == len(parts):
        return told[0][1]
    rows = tuple(Line(f"{_called(part)}: {said.lead.text}", said.lead.proofs) for part, said in told)
    first = told[0][1]
    return Explanation(
        rows[0],
        rows=rows[1:],
        conditions=first.conditions,
        step=first.step,
        ask=next((said.ask for _, said in told if said.ask), ""),
        about=first.about,
        topic=topic,
    )


def who_of(parts: Sequence[Part], named: Sequence[str] = ()) -> Explanation | None:
    """Who of several may be funded ("Wer von den dreien kommt in Frage?"), and why not the others."""
    results = [(part, _first(part, named)) for part in parts]
    told = [(part, result) for part, result in results if result is not None]
    if len(told) < len(parts):
        return None
    fits = [_called(part) for part, result in told if result.result is not Result.NO]
    rows = tuple(Line(f"{_called(part)}: {_verdict(result)}", proof_of(result)) for part, result in told)
    who = f"In Frage kommt: {', '.join(fits)}." if fits else "Von ihnen kommt niemand in Frage."
    about = tuple(result for _, result in told)
    return Explanation(
        Line(who, proof_of(about[0])),
        rows=rows,
        ask=next((result.ask for result in about if result.result is Result.DEPENDS and result.ask), ""),
        about=about[:1],
        topic=Topic.OVERVIEW,
    )


def _first(part: Part, named: Sequence[str]) -> ProgrammeResult | None:
    """The programme that is asked about, else the first that may apply."""
    listed = [result for result in part.check.programmes if not named or result.id in named]
    return next((result for result in listed if result.result is not Result.NO), next(iter(listed), None))


def _verdict(result: ProgrammeResult) -> str:
    title = result.programme.rule.title
    if result.result is not Result.NO:
        return f"{title}, {verdict(result)}"
    why = "; ".join(because.text for because in what_failed(result)[:1])
    return f"nein. {why}" if why else "nein."


def _called(part: Part) -> str:
    told = part.supposed or part.heads == 1 or "Personen" in part.name
    many = "" if told else f" ({german_number(part.heads)} Personen)"
    return f"{part.name}{many}"


def _costs(parts: Sequence[Part]) -> Explanation | None:
    """What the firm, or each firm, pays for the course."""
    costs = [cost for part in parts if (cost := _cost(part)) is not None]
    if len(costs) < len(parts):
        return None
    lead = _together(costs)
    rows = tuple(cost.line for cost in costs)
    if lead is None and (either := _either(costs)) is not None:
        lead, rows = either, tuple(row for cost in costs for row in _more_of(cost))
    elif lead is None:
        lead, rows = rows[0], rows[1:]
    asks = (cost.result.ask for cost in costs if cost.paid is None and cost.result.ask)
    return Explanation(
        lead,
        rows=rows,
        calculation=_reckoning(costs),
        ask=next(asks, ""),
        about=tuple(cost.result for cost in costs[:1]),
    )


def _cost(part: Part) -> _Cost | None:
    result = of_costs(part.check.programmes)
    if result is None:
        return None
    fee = _figure(part.check.facts.get("course.fee"))
    each = "je " if part.heads > 1 else ""
    if result.result is Result.NO:
        why = "; ".join(because.text.rstrip(".") for because in what_failed(result)[:1])
        text = f"{_called(part)}: keine Förderung ({why})"
        paid = fee
        said = f"{text}; ohne sie {each}{german_number(fee)} Euro." if fee is not None else f"{text}."
        return _Cost(part, result, paid, fee, Line(said, proof_of(result)))
    share, amount = result.amounts.get("employer_share_pct"), result.amounts.get("employer_eur")
    if share is None:
        return _Cost(part, result, None, fee, Line(f"{_called(part)}: {_open(result)}", proof_of(result)))
    paid = Decimal(0) if not share else _figure(amount)
    if not share:
        short = "nichts"
    elif paid is None:
        short = f"{figure(share)} Prozent"
    else:
        short = f"{each}{german_number(paid)} Euro ({figure(share)} Prozent)"
    said = f"der Betrieb {'trägt' if share and paid is None else 'zahlt'} {short}"
    return _Cost(part, result, paid, fee, Line(f"{_called(part)}: {said}.", deciding(result)), short)


def _open(result: ProgrammeResult) -> str:
    low, high = result.amounts.get("employer_share_pct_min"), result.amounts.get("employer_share_pct_max")
    if low is None or high is None:
        return "noch offen, es fehlt eine Angabe."
    return f"der Betrieb trägt zwischen {figure(low)} und {figure(high)} Prozent; es fehlt noch eine Angabe."


def _wages(parts: Sequence[Part]) -> Explanation | None:
    """What one firm gets for the wages of all, where each is told."""
    results = [(part, first_of(part.check.programmes, WAGE)) for part in parts]
    sums = [
        (part, amount, result)
        for part, result in results
        if result is not None and (amount := _figure(result.amounts.get("wage_subsidy_eur"))) is not None
    ]
    if len(sums) < len(parts) or any(part.apart for part in parts):
        return None
    total = sum((amount * part.heads for part, amount, _ in sums), Decimal(0))
    proofs = tuple(dict.fromkeys(proof for _, _, result in sums for proof in deciding(result)))
    rows = tuple(
        Line(f"{_called(part)}: {german_number(amount)} Euro.", deciding(result))
        for part, amount, result in sums
    )
    terms = " + ".join(
        f"{german_number(part.heads)} × {german_number(amount)} Euro" for part, amount, _ in sums
    )
    lead = f"Als Zuschuss zum Lohn kann der Betrieb für alle zusammen {german_number(total)} Euro bekommen."
    return Explanation(
        Line(lead, proofs),
        rows=rows,
        calculation=(f"{terms} = {german_number(total)} Euro",),
        about=(sums[0][2],),
    )


def _together(costs: Sequence[_Cost]) -> Line | None:
    """What one firm pays for all."""
    if any(cost.part.apart for cost in costs) or any(cost.paid is None for cost in costs):
        return None
    total = sum((cost.paid * cost.part.heads for cost in costs if cost.paid is not None), Decimal(0))
    heads = sum(cost.part.heads for cost in costs)
    fees = [cost.fee * cost.part.heads for cost in costs if cost.fee is not None]
    whole = f" von den {german_number(sum(fees, Decimal(0)))} Euro" if len(fees) == len(costs) else ""
    paid = f"{german_number(total)} Euro" if total else "nichts"
    proofs = tuple(dict.fromkeys(proof for cost in costs for proof in cost.line.proofs))
    return Line(
        f"Für alle {german_number(heads)} zusammen zahlt der Betrieb voraussichtlich {paid}{whole}.", proofs
    )


def _either(costs: Sequence[_Cost]) -> Line | None:
    """What the firm pays in each of the ways in which the case may turn out, in one sentence."""
    if not all(cost.part.supposed and cost.short for cost in costs):
        return None
    first, *others = costs
    verb = "zahlt" if first.paid is not None else "trägt"
    rest = "".join(f", {cost.part.name[:1].lower()}{cost.part.name[1:]} {cost.short}" for cost in others)
    proofs = tuple(dict.fromkeys(proof for cost in costs for proof in cost.line.proofs))
    return Line(f"{first.part.name} {verb} der Betrieb voraussichtlich {first.short}{rest}.", proofs)


def _more_of(cost: _Cost) -> tuple[Line, ...]:
    """What all pay together, where several go."""
    heads = cost.part.heads
    if heads == 1 or not cost.paid:
        return ()
    total = german_number(cost.paid * heads)
    return (
        Line(f"{cost.part.name}: für alle {german_number(heads)} zusammen {total} Euro.", cost.line.proofs),
    )


def _times(heads: int, amount: Decimal) -> str:
    return f"{german_number(heads)} × {german_number(amount)} Euro"


def _reckoning(costs: Sequence[_Cost]) -> tuple[str, ...]:
    if any(cost.part.apart or cost.paid is None for cost in costs):
        return ()
    terms = [_times(cost.part.heads, cost.paid) for cost in costs if cost.paid is not None]
    total = sum((cost.paid * cost.part.heads for cost in costs if cost.paid is not None), Decimal(0))
    return (f"{' + '.join(terms)} = {german_number(total)} Euro",) if len(terms) > 1 else ()


def _figure(value: object) -> Decimal | None:
    return (
        Decimal(str(value))
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        else None
    )
