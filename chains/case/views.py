"""The one case as others need it: its numbers for the conditions of a rule, its parts for people, JSON."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from chains.case.conversation import PART, written_case
from chains.case.facts import Case, Fact, FactOrigin, Party, chip, fact_table, plain
from chains.case.merge import merge
from chains.quantities.conditions import NumberCase
from knowledge.german.numbers import german_number

_IN_UNITS = {"firm_headcount": "Beschäftigte", "age": "Jahre"}  # said without their label
_FIRST = tuple(_IN_UNITS)
_PARTING = re.compile(r",(?!\d)|[;·\n]")
_FIRM = "Beschäftigte"


def case_numbers(case: Case) -> NumberCase:
    """What holds through a conversation of the numbers that rules turn on: the size of the firm, the age.
    Hours, years and sums belong to the question that told them.
    """
    firm, age = case.facts.get("firm_headcount"), case.facts.get("age")
    return NumberCase(
        {_FIRM: float(firm.value)} if firm is not None and isinstance(firm.value, int | float) else {},
        float(age.value) if age is not None and isinstance(age.value, int | float) else None,
    )


def parts_of(case: Case) -> tuple[str, ...]:
    """A case in its parts, as people say them: "120 Beschäftigte", "ohne Abschluss", "Dortmund"."""
    said = (_said(name, fact) for name, fact in _shown(case))
    told = dict.fromkeys(each for each in said if each not in case.remarks)  # a town may tell the Land, too
    return (*told, *map(party_text, case.parties), *case.remarks)


def party_text(party: Party) -> str:
    """One who is told apart: "2 Personen: 52 Jahre und ohne Abschluss", "Frau Thiel: 52 Jahre"."""
    heads = "1 Person" if party.heads == 1 else f"{german_number(party.heads)} Personen"
    told = " und ".join(_said(name, fact) for name, fact in _shown(Case(party.facts)))
    return f"{party.name or heads}: {told}" if told else party.name or heads


def edited_case(text: str, known: Case, today: datetime.date) -> Case:
    """A case after somebody changed its text: a part that stands there as before keeps its facts, the others
    are read.
    """
    parts = [part for part in (piece.strip(" .") for piece in PART.findall(text)) if part]
    kept = {name: fact for name, fact in _shown(known) if _said(name, fact) in parts}
    parties = {party_text(party): party for party in known.parties}
    said = {_said(name, fact) for name, fact in kept.items()} | set(known.remarks) | set(parties)
    kept |= (
        {name: fact for name, fact in known.facts.items() if not fact.words or _unsaid(name, fact)}
        if kept or not _shown(known)
        else {}
    )
    new = written_case(text, today, said)
    remarks = (*(remark for remark in known.remarks if remark in parts), *new.remarks)
    remarks = tuple(dict.fromkeys(remark for remark in remarks if remark not in parties))
    told = tuple(party for said, party in parties.items() if said in parts)
    return replace(merge(Case(kept), new.facts), remarks=remarks, parties=told)


def case_line(case: Case) -> str:
    """A case on one line: "120 Beschäftigte · 52 Jahre"; "" for none."""
    return " · ".join(parts_of(case))


def case_text(case: Case) -> str:
    """A case as somebody would write it down."""
    return ", ".join(parts_of(case))


def words_of(case: Case) -> tuple[str, ...]:
    """The words that its facts beside the numbers were read from, and its remarks: what a search may know."""
    told = [
        fact.words
        for name, fact in case.facts.items()
        if isinstance(fact.value, bool | str) and fact.words and not _unsaid(name, fact)
    ]
    return tuple(dict.fromkeys((*told, *case.remarks)))


def same_case(one: Case, other: Case) -> bool:
    """Whether two cases tell the same, whatever words told it."""
    return (one.values(), one.remarks, _told_of(one)) == (other.values(), other.remarks, _told_of(other))


def _told_of(case: Case) -> list[tuple[int, dict[str, object]]]:
    return [(party.heads, Case(party.facts).values()) for party in case.parties]


def facts_json(case: Case) -> list[dict[str, Any]]:
    """The public form (README, "JSON"): what was told, not what goes without saying."""
    return [
        {"id": name, "value": plain(fact.value), "words": fact.words, "turn": fact.turn}
        for name, fact in case.facts.items()
        if fact.source is FactOrigin.TOLD
    ]


def case_json(case: Case) -> dict[str, Any]:
    """As a session keeps it; `case_from_json` reads it."""
    return {
        "facts": _facts_as_kept(case.facts),
        "remarks": list(case.remarks),
        "parties": [
            {
                "heads": party.heads,
                "facts": _facts_as_kept(party.facts),
                "name": party.name,
                "keys": list(party.keys),
            }
            for party in case.parties
        ],
        "focus": list(case.focus),
    }


def _facts_as_kept(facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {
        name: asdict(fact) | {"value": plain(fact.value), "source": fact.source.value}
        for name, fact in facts.items()
    }


def case_from_json(data: Mapping[str, Any]) -> Case:
    """What `case_json` gave; raises KeyError, TypeError or ValueError for anything else."""
    parties = (
        Party(
            int(party["heads"]),
            _kept_facts(party["facts"]),
            str(party["name"]),
            tuple(map(str, party["keys"])),
        )
        for party in data.get("parties", ())
    )
    return Case(
        _kept_facts(data["facts"]),
        tuple(str(remark) for remark in data["remarks"]),
        tuple(parties),
        tuple(map(str, data.get("focus", ()))),
    )


def _kept_facts(data: Mapping[str, Any]) -> dict[str, Fact]:
    facts: dict[str, Fact] = _facts().validate_python(data)
    return {name: _typed(name, fact) for name, fact in facts.items() if name in fact_table()}


@cache
def _facts() -> TypeAdapter[Any]:
    return TypeAdapter(dict[str, Fact])


def _typed(name: str, fact: Fact) -> Fact:
    """A value as the reader gives it: JSON has neither dates nor tuples."""
    if fact_table()[name].type == "date" and isinstance(fact.value, str):
        return replace(fact, value=datetime.date.fromisoformat(fact.value))
    return fact


def _shown(case: Case) -> list[tuple[str, Fact]]:
    children_told = bool(case.facts.keys() & {"children", "children_ages"})  # so there are some
    found = [
        (name, fact)
        for name, fact in case.facts.items()
        if fact.words and not _unsaid(name, fact) and not (name == "has_child" and children_told)
    ]
    return sorted(found, key=lambda item: _FIRST.index(item[0]) if item[0] in _FIRST else len(_FIRST))


def _unsaid(name: str, fact: Fact) -> bool:
    """What goes without saying: somebody who is talked of with a firm works there."""
    return (name, fact.value) == ("status", "employed")


def _said(name: str, fact: Fact) -> str:
    kind = fact_table().get(name)
    if isinstance(fact.value, int | float) and not isinstance(fact.value, bool):
        if name in _IN_UNITS:
            return f"{german_number(fact.value)} {_IN_UNITS[name]}"
        return _one_part(chip(kind, fact.value)) if kind else _one_part(fact.words)
    if kind and isinstance(fact.value, datetime.date | tuple):
        return _one_part(chip(kind, fact.value))
    return _one_part(fact.words)


def _one_part(said: str) -> str:
    """Without what parts two parts of a case; a comma between digits stays."""
    return " ".join(_PARTING.sub(" +", said).split()).strip(" .")
