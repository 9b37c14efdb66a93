"""The checks of a case: one for each of those whom it tells apart, in each way in which its firm's size may
turn out ("zwischen 45 und 60 Beschäftigte").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from chains.case.facts import Case, Fact, Party
from chains.case.parties import parts as parts_of_case
from chains.case.views import party_text
from chains.funding.check import check_funding
from chains.funding.consultation.guide_answers import assumed_for
from chains.funding.explanation.lines import LEHRGANG, WAGE
from chains.funding.explanation.several import Part
from chains.funding.explanation.ways import CaseWay
from chains.funding.topics import Topic

_OF_SIZE = frozenset({Topic.FIRM_COST, Topic.PERSON_COST, Topic.AGENCY_COST, Topic.AMOUNT, Topic.WAGE})
_WIDEST = 5_000  # heads between which a limit is looked for
_FIGURES = ("employer_share_pct", "wage_subsidy_pct", "wage_subsidy_pct_max")


def ways_of(topic: Topic, case: Case, named: Sequence[str], today: date) -> list[CaseWay]:
    """The ways in which a case may turn out, each with its checks; one where its size is told or asked for
    nothing.
    """
    parts = parts_of_case(case) or ((None, 1, case),)
    limits = _limits(parts, today) if topic in _OF_SIZE else []
    if not limits:
        return [CaseWay("", tuple(_checked(parts, named, today, supposed=False)))]
    low, high = _range(case)
    begins = [low, *limits]
    ways = []
    for number, begin in enumerate(begins):
        end = begins[number + 1] - 1 if number + 1 < len(begins) else high
        name = _name(begin, end, is_first=number == 0, is_last=end == high)
        size = {"firm_headcount": Fact(begin)}
        sized = [(party, heads, of_size(each, size)) for party, heads, each in parts]
        ways.append(CaseWay(name, tuple(_checked(sized, named, today, supposed=True, name=name))))
    return ways


def of_size(case: Case, size: dict[str, Fact]) -> Case:
    """The case with one size in place of its range."""
    return case.without(("firm_headcount_min", "firm_headcount_max")).with_facts(size)


def _checked(
    parts: Sequence[tuple[Party | None, int, Case]],
    named: Sequence[str],
    today: date,
    *,
    supposed: bool,
    name: str = "",
) -> Iterator[Part]:
    alone = len(parts) == 1
    for party, heads, case in parts:
        told = case.values()
        check = check_funding(told, today, assume=assumed_for(named, told), programmes=named)
        way = party is not None and party.supposed
        apart = way or (party is not None and party.is_firm)
        if supposed and alone:
            yield Part(name, _going(case), check, apart=True, supposed=True)
        else:
            yield Part(_called(party), heads, check, apart=apart, supposed=way)


def _going(case: Case) -> int:
    told = case.facts.get("participants")
    return int(told.value) if told is not None and isinstance(told.value, int | float) else 1


def _called(party: Party | None) -> str:
    """How an answer calls those whom the case tells apart."""
    if party is None:
        return "Die anderen"
    heads, _, told = party_text(party).partition(": ")
    return party.name or (f"{heads} ({told})" if told else heads)


def _range(case: Case) -> tuple[int, int]:
    """The least and the greatest size that was told; (0, 0) where it is no such range."""
    low, high = (case.facts.get(f"firm_headcount_{end}") for end in ("min", "max"))
    if low is None or high is None or not isinstance(low.value, int) or not isinstance(high.value, int):
        return 0, 0
    return (low.value, high.value) if low.value < high.value <= low.value + _WIDEST else (0, 0)


def _limits(parts: Sequence[tuple[Party | None, int, Case]], today: date) -> list[int]:
    """The sizes from which on something is paid otherwise: a larger firm never pays less, so that between two
    sizes that pay alike there is none.
    """
    limits: set[int] = set()
    for _, _, case in parts:
        low, high = _range(case)
        if low:
            limits |= set(_between(case, low, high, today, {}))
    return sorted(limits)


def _between(
    case: Case, low: int, high: int, today: date, seen: dict[int, tuple[object, ...]]
) -> Iterator[int]:
    def figures(size: int) -> tuple[object, ...]:
        if size not in seen:
            facts = of_size(case, {"firm_headcount": Fact(size)}).values()
            check = check_funding(facts, today, programmes=(LEHRGANG, WAGE))
            seen[size] = tuple(result.amounts.get(name) for result in check.programmes for name in _FIGURES)
        return seen[size]

    if figures(low) == figures(high):
        return
    if high - low == 1:
        yield high
        return
    middle = (low + high) // 2
    yield from _between(case, low, middle, today, seen)
    yield from _between(case, middle, high, today, seen)


def _name(begin: int, end: int, *, is_first: bool, is_last: bool) -> str:
    if is_first:
        return f"Bei weniger als {end + 1} Beschäftigten"
    return f"Ab {begin} Beschäftigten" if is_last else f"Bei {begin} bis {end} Beschäftigten"
