"""One answer for each way in which a case may turn out: below and above a limit of the firm's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chains.funding.explanation.explain import explain
from chains.funding.explanation.lines import Explanation, Line
from chains.funding.explanation.several import Part, explain_several
from chains.funding.topics import Topic


@dataclass(frozen=True, slots=True)
class CaseWay:
    """One way: how it is called ("" for the only one), and those whom the case tells apart."""

    name: str
    parts: tuple[Part, ...]


def explain_ways(topic: Topic, ways: Sequence[CaseWay], named: Sequence[str] = ()) -> Explanation | None:
    """What to say to a question; in each way where there are several; None where nothing is decided."""
    if len(ways) == 1:
        return _in_one(topic, ways[0], named)
    if all(len(way.parts) == 1 for way in ways):
        return explain_several(topic, [way.parts[0] for way in ways], named)
    told = [(way, said) for way in ways if (said := _in_one(topic, way, named)) is not None]
    if len(told) < len(ways):
        return None
    lines = [Line(f"{way.name}: {said.lead.text}", said.lead.proofs) for way, said in told]
    first = told[0][1]
    rows = tuple(row for line, (_, said) in zip(lines, told, strict=True) for row in (line, *said.rows))
    return replace(
        first, lead=lines[0], rows=rows[1:], reasons=(), calculation=_reckonings(told), topic=topic
    )


def _in_one(topic: Topic, way: CaseWay, named: Sequence[str]) -> Explanation | None:
    if len(way.parts) == 1:
        return explain(topic, way.parts[0].check, named)
    return explain_several(topic, way.parts, named)


def _reckonings(told: Sequence[tuple[CaseWay, Explanation]]) -> tuple[str, ...]:
    return tuple(f"{way.name}: {line}" for way, said in told for line in said.calculation)
