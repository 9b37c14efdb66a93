"""What an extractive answer says first: the list item that fits the case, a condition evaluated, or the
sentence that answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chains.blocks.kinds import LeadQuote, TableRows
from chains.extract.table_rows import table_lead
from chains.injection import without_instructions
from chains.quantities.conditions import NumberCase, bounds_of, fits
from chains.quantities.figures import quantities_in
from chains.quantities.tables import without_tables
from knowledge.german.sentences import Statement, split_statements

LONGEST_LEAD = 420  # characters of a sentence that leads: about half of the 120 words that are visible
_GOES_ON = re.compile(r"(?:Sie|Er|Es|Diese[rs]?|Dies|(?:Ihr|Sein)(?:e[rnms]?)?)\b")
_PAIR = 260  # characters of two short sentences that lead together: about a third of what is visible
_SHORTLY = 230  # characters of what a further place adds, so that lead and two of them stay below 120 words
_DATIVE = {"Beschäftigte": "Beschäftigten", "Jahre": "Jahren", "Monate": "Monaten", "Tage": "Tagen"}
_ASKED_BACK = {
    "Beschäftigte": "Wie viele Beschäftigte hat der Betrieb?",
    "Jahre": "Wie alt ist die Person, oder um wie viele Jahre geht es?",
    "Stunden": "Um wie viele Stunden geht es?",
    "Monate": "Um wie viele Monate geht es?",
    "Euro": "Um welchen Betrag geht es?",
}


def lead_of(
    text: str, case: NumberCase, n: int, score: Callable[[Statement], float]
) -> LeadQuote | TableRows | None:
    """The lead of a section that is cited as [n], verbatim: a sentence, or rows of a table where they answer
    better; None where none is short enough.
    """
    spoken = without_instructions(text)
    prose = without_tables(spoken)
    if found := lead_for_case(prose, case, n):
        return found
    sentence = _best_sentence(prose, n, score)
    return _better(sentence, table_lead(spoken, "Im Kern", n, case, score), prose, score)


def _better(
    sentence: LeadQuote | None,
    table: tuple[TableRows, float] | None,
    prose: str,
    score: Callable[[Statement], float],
) -> LeadQuote | TableRows | None:
    if table is None or sentence is None:
        return sentence or (table[0] if table else None)
    return table[0] if table[1] >= max(map(score, split_statements(prose))) else sentence


def lead_for_case(text: str, case: NumberCase, n: int) -> LeadQuote | None:
    """The one list item whose condition fits the case's numbers, said before the whole rule; None if none or
    several fit.
    """
    for statement in split_statements(text):
        fitting = [item for item in statement.items if fits(item, case)]
        others = [item for item in statement.items if fits(item, case) is False]
        if len(fitting) == 1 and others:
            item = re.sub(r"^\s*(?:\d+[a-z]?\.|[a-z]\)|[-*–•])\s*", "", fitting[0]).rstrip(" ,;.")
            item = re.sub(r"(?<!\s)\s++(?:und|oder)$", "", item)
            tail = f" {statement.tail.rstrip('.')}" if statement.tail else ""
            return LeadQuote(
                f"Bei {case_in_words(case, statement.items)}", f"{item}{' …' if tail else ''}{tail}", n
            )
        clause = "" if statement.items else _fitting_clause(statement.lead, case)
        if clause:
            return LeadQuote(f"Bei {case_in_words(case, [clause])}", f"… {clause} …", n)
    return None


def _fitting_clause(sentence: str, case: NumberCase) -> str:
    """The one clause of a list in running text that fits ("mit zehn bis 249 Beschäftigten zu 50 Prozent"); ""
    if none or several do.
    """
    clauses = [
        c.strip(" .,") for c in re.split(r",\s++(?:und\s++)?|(?<!\s)\s++und\s++(?=für|mit|bei|ab)", sentence)
    ]
    judged = [
        (clause, fits(clause, case)) for clause in clauses if any(f.unit for f in quantities_in(clause))
    ]
    fitting = [clause for clause, holds in judged if holds]
    return (
        fitting[0]
        if len(fitting) == 1
        and any(holds is False for _, holds in judged)
        and len(quantities_in(fitting[0])) > 1
        else ""
    )


def case_in_words(case: NumberCase, items: Sequence[str]) -> str:
    """The numbers of a case that conditions speak of: "120 Beschäftigten, 52 Jahren"."""
    units = {bound.unit for item in items for bound in bounds_of(item) if case.number_for(bound) is not None}
    known = case.values | ({"Jahre": case.age} if case.age is not None and "Jahre" not in case.values else {})
    return ", ".join(
        f"{value:g} {_DATIVE.get(unit, unit)}".replace(".", ",")
        for unit, value in known.items()
        if unit in units
    )


def missing_fact(text: str, case: NumberCase) -> str:
    """The question to ask back where a rule's list turns on a number that the case does not tell; "" where
    nothing is missing.
    """
    for statement in split_statements(text):
        by_item = [
            {bound.unit for bound in bounds_of(item) if case.number_for(bound) is None}
            for item in statement.items
        ]
        for unit, question in _ASKED_BACK.items():
            if sum(unit in units for units in by_item) > 1:
                return question
    return ""


def _best_sentence(text: str, n: int, score: Callable[[Statement], float]) -> LeadQuote | None:
    said = best_sentence(text, score, LONGEST_LEAD)
    return LeadQuote("Im Kern", _with_next(text, said), n) if said else None


def _with_next(text: str, said: str) -> str:
    """A sentence with the one behind it that goes on about the same, where both are short: the next one ends
    what a rule begins with
    ("Sie beginnt mit der Probezeit. Sie darf höchstens vier Monate betragen.").
    """
    statements = split_statements(text)
    at = next((n for n, statement in enumerate(statements) if _plain(statement.text) == said), None)
    if at is None or at + 1 >= len(statements) or statements[at + 1].items:
        return said
    following = _plain(statements[at + 1].text)
    both = f"{said} {following}" if _GOES_ON.match(following) else said
    return both if len(both) <= _PAIR else said


def shortly(
    text: str, label: str, n: int, case: NumberCase, score: Callable[[Statement], float]
) -> LeadQuote | TableRows | None:
    """What a further place adds, in one short sentence or row; None where it has none that short."""
    spoken = without_instructions(text)
    prose = without_tables(spoken)
    said = best_sentence(prose, score, _SHORTLY)
    rows = table_lead(spoken, label, n, case, score)
    if rows is not None and len(rows[0].rows) > 1:
        rows = None
    return _better(LeadQuote(label, said, n) if said else None, rows, prose, score)


def best_sentence(text: str, score: Callable[[Statement], float], most: int) -> str:
    """The sentence that answers best and has at most so many characters, verbatim; of a list that is too long
    its lead with the item that answers best. "" if there is none.
    """
    for statement in sorted(split_statements(text), key=score, reverse=True):
        said = _plain(statement.text)
        if len(said) <= most and not statement.items:  # of a list the item that answers, without its number
            return said
        items = sorted(statement.items, key=lambda item: score(Statement(item)), reverse=True)
        for item in items:
            parts = [_plain(part) for part in (statement.lead, _bare(item), statement.tail) if part]
            part = " … ".join(parts)
            if len(part) <= most:
                return part
    return ""


def _plain(text: str) -> str:
    return re.sub(r"^\(\d+[a-z]?\)\s*", "", " ".join(text.split()))


def _bare(item: str) -> str:
    return re.sub(r"^\s*(?:\d+[a-z]?\.|[a-z]\)|[-*–•])\s*", "", item).rstrip(" ,;")
