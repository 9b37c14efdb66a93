"""Several ways in which one message lets the case turn out: "Und bei 49 Leuten? Und bei 500?"."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from chains.case.facts import Case, Fact, Party
from chains.case.parties import mentions, of_party
from chains.case.reader import read_case
from chains.case.sheet import sheet_of
from chains.quantities.tokens import tokens_of
from knowledge.german.numbers import german_number

_PART = re.compile(
    r"[?;.!]{1,3}\s{1,3}|[?;.!]{1,3}$"
    r"|,?\s{1,3}(?:und|oder|bzw\.?)\s{1,3}(?=(?:wie |was |wenn |bei |mit |dann )|\d)"
)
_LONGEST = 12  # tokens of a part that only supposes a figure
_FEWEST, _MOST = 2, 4  # ways that one message tells
_TOLD_SO = {  # fact -> how a way is called by it
    "firm_headcount": "Bei {} Beschäftigten",
    "group_headcount": "Bei {} im Konzern",
    "age": "Mit {} Jahren",
    "course.fee": "Bei {} Euro",
    "course.hours": "Bei {} Stunden",
    "course.units": "Bei {} Unterrichtsstunden",
    "gdb": "Bei GdB {}",
}


def alternatives(message: str, today: datetime.date, known: Case, turn: int) -> tuple[Party, ...]:
    """The ways that a message supposes one after another, each with another figure of one fact; none where
    it tells anything else.
    """
    parts = [part for part in _PART.split(message) if part and part.strip()]
    if not known or not _FEWEST <= len(parts) <= _MOST:
        return ()
    if any(len(tokens_of(part)) > _LONGEST for part in parts):
        return ()
    whom = _whom(message, today, known)
    if whom is None:
        return ()
    name, before = whom
    told = []
    for part in parts:
        fact = _one_figure(_with_role(part, known), today, before, turn)
        if fact is None:
            return ()
        told.append(fact)
        before = before.with_facts({fact[0]: fact[1]})
    if len({fact for fact, _ in told}) > 1 or len({value.value for _, value in told}) < len(told):
        return ()
    heads = _heads(before)
    return tuple(
        Party(heads, {fact: value}, _label(fact, value.value, name), (), supposed=True)
        for fact, value in told
    )


def _whom(message: str, today: datetime.date, known: Case) -> tuple[str, Case] | None:
    """(name, case) of whom a message supposes something: of one who is named or in focus, or of all; None
    where that is not plain.
    """
    if not known.parties:
        return "", replace(known, focus=(), person=None)
    named = {party.name: party for _, party in mentions(sheet_of(message, today), known.parties)}
    told = list(named.values()) or [party for party in known.parties if party.name in known.focus]
    if len(told) != 1:
        return None
    return told[0].name, replace(of_party(known, told[0]), person=None)


def _heads(case: Case) -> int:
    told = case.facts.get("participants")
    return int(told.value) if told is not None and isinstance(told.value, int | float) else 1


def with_ways(known: Case, ways: tuple[Party, ...], message: str, today: datetime.date) -> Case:
    """The case in each of these ways, for whom the message is about."""
    whom = _whom(message, today, known)
    return replace(whom[1] if whom else known, parties=ways, focus=())


def with_focus(known: Case, message: str, today: datetime.date) -> Case:
    """The known case, and whom the talk is about after such a message."""
    whom = _whom(message, today, known)
    return replace(known, focus=(whom[0],)) if whom and whom[0] else known


def _with_role(part: str, known: Case) -> str:
    """A part with what they are in place of a name ("Und wenn der Betrieb 499 hätte")."""
    names = {key: "der Betrieb" if party.is_firm else "er" for party in known.parties for key in party.keys}
    said, end = [], 0
    for token in tokens_of(part):
        if token.key in names:
            said += [part[end : token.start], names[token.key]]
            end = token.end
    return "".join((*said, part[end:]))


def _one_figure(part: str, today: datetime.date, known: Case, turn: int) -> tuple[str, Fact] | None:
    """The one fact with a figure that a part tells, beside what follows from it."""
    reading = read_case(part, today, known, turn)
    told = {**reading.facts, **reading.supposed}
    figures = [name for name in told if name in _TOLD_SO]
    others = [name for name in told if name not in _TOLD_SO and name not in _FOLLOW]
    if len(figures) != 1 or others or reading.new_case:
        return None
    return figures[0], told[figures[0]]


_FOLLOW = frozenset({"disability", "status"})


def _label(fact: str, value: object, name: str) -> str:
    said = german_number(value) if isinstance(value, int | float) else str(value)
    label = _TOLD_SO[fact].format(said)
    return f"{name} {label[:1].lower()}{label[1:]}" if name else label
