"""What an extractive answer says first: the list item that fits the case, a condition evaluated, or the sentence that answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chains.conditions import Case, bounds_of, fits
from chains.figures import quantities_in
from chains.injection import without_instructions
from knowledge.statements import Statement, split_statements

_SHORT = 260  # characters: a section up to this length is its own lead
_LONGEST = 420  # characters of a sentence that leads; a longer one is no help
_FEWEST_STATEMENTS = 3  # sentences from which on the one that answers is worth saying first
_DATIVE = {"Beschäftigte": "Beschäftigten", "Jahre": "Jahren", "Monate": "Monaten", "Tage": "Tagen"}
_ASKED_BACK = {
    "Beschäftigte": "Wie viele Beschäftigte hat der Betrieb?",
    "Jahre": "Wie alt ist die Person, oder um wie viele Jahre geht es?",
    "Stunden": "Um wie viele Stunden geht es?",
    "Monate": "Um wie viele Monate geht es?",
    "Euro": "Um welchen Betrag geht es?",
}


def lead_of(text: str, case: Case, n: int, score: Callable[[Statement], float]) -> str:
    """The lead of a section that is cited as [n], verbatim, with a blank line behind it; "" where the section leads by itself."""
    spoken = without_instructions(text)
    return lead_for_case(spoken, case, n) or _best_sentence(spoken, n, score)


def lead_for_case(text: str, case: Case, n: int) -> str:
    """The one list item whose condition fits the case's numbers, said before the whole rule; "" if none or several fit."""
    for statement in split_statements(text):
        fitting = [item for item in statement.items if fits(item, case)]
        others = [item for item in statement.items if fits(item, case) is False]
        if len(fitting) == 1 and others:
            item = re.sub(r"^\s*(?:\d+[a-z]?\.|[a-z]\)|[-*–•])\s*", "", fitting[0]).rstrip(" ,;.")
            item = re.sub(r"\s+(?:und|oder)$", "", item)
            tail = f" {statement.tail.rstrip('.')}" if statement.tail else ""
            return f"**Bei {told(case, statement.items)}:** „{item}{' …' if tail else ''}{tail}“ [{n}]\n\n"
        clause = "" if statement.items else _fitting_clause(statement.lead, case)
        if clause:
            return f"**Bei {told(case, [clause])}:** „… {clause} …“ [{n}]\n\n"
    return ""


def _fitting_clause(sentence: str, case: Case) -> str:
    """The one clause of a list in running text that fits ("mit zehn bis 249 Beschäftigten zu 50 Prozent"); "" if none or several do."""
    clauses = [c.strip(" .,") for c in re.split(r",\s+(?:und\s+)?|\s+und\s+(?=für|mit|bei|ab)", sentence)]
    judged = [(clause, fits(clause, case)) for clause in clauses if any(f.unit for f in quantities_in(clause))]
    fitting = [clause for clause, holds in judged if holds]
    return fitting[0] if len(fitting) == 1 and any(holds is False for _, holds in judged) and len(quantities_in(fitting[0])) > 1 else ""


def told(case: Case, items: Sequence[str]) -> str:
    """The numbers of a case that conditions speak of: "120 Beschäftigten, 52 Jahren"."""
    units = {bound.unit for item in items for bound in bounds_of(item) if case.number_for(bound) is not None}
    known = case.values | ({"Jahre": case.age} if case.age is not None and "Jahre" not in case.values else {})
    return ", ".join(f"{value:g} {_DATIVE.get(unit, unit)}".replace(".", ",") for unit, value in known.items() if unit in units)


def missing_fact(text: str, case: Case) -> str:
    """The question to ask back where a rule's list turns on a number that the case does not tell; "" where nothing is missing."""
    for statement in split_statements(text):
        by_item = [{bound.unit for bound in bounds_of(item) if case.number_for(bound) is None} for item in statement.items]
        for unit, question in _ASKED_BACK.items():
            if sum(unit in units for units in by_item) > 1:
                return question
    return ""


def _best_sentence(text: str, n: int, score: Callable[[Statement], float]) -> str:
    statements = split_statements(text)
    if len(text) <= _SHORT or len(statements) < _FEWEST_STATEMENTS:
        return ""
    best = max(statements, key=score)
    said = re.sub(r"^\(\d+[a-z]?\)\s*", "", " ".join(best.text.split()))
    if best is statements[0] or best.items or len(said) > _LONGEST or score(best) <= 0:
        return ""
    return f"**Im Kern:** „{said}“ [{n}]\n\n"
