"""The result of the Förder-Check as a card: JSON that public/elements/Foerdercheck.jsx draws. Text goes in as
text, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chains.answer import german_date
from chains.case.facts import Case
from chains.funding.check import check_funding
from chains.funding.decision import Result
from chains.funding.explanation.as_text import named_amounts, result_in_words
from chains.funding.programmes import rulebook
from chains.funding.results import FundingCheck, ProgrammeResult
from chat.case.form import field_json, kind_of

# amounts by who pays, in the order in which they count, and what stands before each in the narrow cell of a
# row (None: the rule's own label); what stands in none of them is told with the details alone
_FIRM: dict[str, str | None] = {"employer_eur": "", "employer_share_pct": ""}
_PERSON: dict[str, str | None] = {"person_eur": ""}
_OFFICE: dict[str, str | None] = {
    "agency_eur": "",
    "agency_eur_max": "höchstens",
    "wage_subsidy_eur": "Zuschuss zum Lohn:",
    "wage_subsidy_pct": "vom Lohn:",
    "wage_subsidy_eur_max": "Zuschuss zum Lohn höchstens",
    "wage_subsidy_pct_max": "vom Lohn höchstens",
    "massnahmebeitrag_eur": None,
    "grant_eur": None,
    "remission_eur": None,
    "qgeld_month_eur": None,
    "praemie_zwischen_eur": None,
    "praemie_abschluss_eur": None,
    "per_month_eur": "im Monat",
    "per_month_eur_max": "im Monat höchstens",
    "total_month_eur": "im Monat",
    "total_eur": "zusammen",
    "total_eur_max": "zusammen höchstens",
    "eur_max": None,
    "pct_max": "höchstens",
}
_MOST_IN_A_CELL = 3


@dataclass(slots=True)
class CardProofs:
    """The numbers of a card's proofs; `places`: proof -> (label, document, locator) where it is indexed.

    `cited`: (document, locator) -> number of the places that the answer above the card cites.
    """

    places: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    cited: Mapping[tuple[str, str], int] = field(default_factory=dict)
    _given: dict[tuple[str, str], int] = field(default_factory=dict)

    def mark(self, proof: str) -> dict[str, Any]:
        """What stands behind a line: the number and place of its proof; n 0 where it is not indexed."""
        found = self.places.get(proof)
        if found is None:
            return {"proof": proof, "n": 0}
        label, document, locator = found
        key = (document, locator)
        n = self.cited.get(key) or self._given.get(key)
        if n is None:
            n = max([0, *self.cited.values(), *self._given.values()]) + 1
            self._given[key] = n
        return {"proof": proof, "n": n, "label": label, "document": document, "locator": locator}


def check_case(case: Case, today: date) -> FundingCheck:
    """The Förder-Check of a conversation's case, with what goes without saying taken as given.

    Raises:
        RuleFault: a fact has a value that it cannot have.
    """
    return check_funding(case.values(), today, assume=rulebook().usual)


def proofs_of(check: FundingCheck) -> list[str]:
    """Every place that the card names, in its order."""
    found: dict[str, None] = {}
    for result in check.programmes:
        found |= dict.fromkeys(because.proof for because in result.because)
        found[result.apply.proof] = None
    return list(found)


def card_json(check: FundingCheck, proofs: CardProofs) -> dict[str, Any]:
    """All that the card shows of a decided case."""
    titles = {result.id: result.programme.rule.title for result in check.programmes}
    return {
        "rows": [_row(result, proofs, titles) for result in check.programmes],
        "counts": _counted(check),
        "ask": check.ask,
        "ask_field": field_json(check.ask_fact) if check.ask_fact else None,
        "warnings": list(check.warnings),
    }


def missing_facts(check: FundingCheck) -> list[str]:
    """What is still to be asked, the fact that decides most first."""
    found = dict.fromkeys([check.ask_fact] if check.ask_fact else [])
    for result in check.programmes:
        found |= dict.fromkeys(result.missing)
    return [name for name in found if name]


def shown_amounts(result: ProgrammeResult) -> list[tuple[str, str, str]]:
    """(key, label, the amount in words) of what is worth showing: no amounts of what is not funded, and no
    bound beside the same sum.
    """
    if result.result is Result.NO:
        return []
    amounts = named_amounts(result)
    sums = {key: said for key, _, said in amounts}

    def is_told(key: str, said: str) -> bool:
        base = sums.get(key.removesuffix("_max")) if key.endswith("_max") else None
        return base in {said, f"höchstens {said}"}

    return [(key, label, said) for key, label, said in amounts if not is_told(key, said)]


def cells(result: ProgrammeResult) -> dict[str, list[str]]:
    """What the firm, the office and the person pay or get, in words; nothing where nothing is funded."""
    amounts = {key: (label, said) for key, label, said in shown_amounts(result)}
    return {
        "firm": _cell(amounts, _FIRM, "employer_"),
        "office": _cell(amounts, _OFFICE),
        "person": _cell(amounts, _PERSON, "person_"),
    }


def _cell(
    amounts: Mapping[str, tuple[str, str]], before: Mapping[str, str | None], prefix: str = ""
) -> list[str]:
    keys = [*before, *(key for key in amounts if prefix and key.startswith(prefix) and key not in before)]
    found = []
    for key in keys:
        if key not in amounts:
            continue
        label, said = amounts[key]
        lead = before.get(key)
        lead = f"{label}:" if lead is None else lead
        found.append(said if said.startswith(lead) else f"{lead} {said}")
    return found[:_MOST_IN_A_CELL]


def _row(result: ProgrammeResult, proofs: CardProofs, titles: Mapping[str, str]) -> dict[str, Any]:
    rule, step = result.programme.rule, result.apply
    applies = step.where not in {"-", ""} and result.result is not Result.NO
    shown = result.result is not Result.NO
    return {
        "id": result.id,
        "title": rule.title,
        "result": str(result.result),
        "verdict": result_in_words(result),
        "cells": cells(result),
        "firm_eur": _sortable(result),
        "figures": [f"{label}: {said}" for _, label, said in shown_amounts(result)],
        "because": [
            {"text": because.text, "met": because.met, "mark": proofs.mark(because.proof)}
            for because in result.because
            if not because.is_figure and because.text not in result.preconditions
        ],
        "calculation": list(result.calculation) if shown else [],
        "preconditions": list(result.preconditions) if shown else [],
        "discretion": rule.discretion if result.result is Result.ERMESSEN else "",
        "ask": result.ask,
        "missing": [kind_of(name).label for name in result.missing],
        "apply": {
            "who": step.who,
            "where": step.where,
            "by_when": step.by_when,
            "steps": list(step.steps),
            "documents": list(step.documents),
            "mark": proofs.mark(step.proof),
        }
        if applies
        else None,
        "excludes": [titles[name] for name in result.excludes if name in titles],
        "valid": _valid(result),
        "checked": german_date(rule.checked),
    }


def _sortable(result: ProgrammeResult) -> float | None:
    value = result.amounts.get("employer_eur")
    return float(value) if isinstance(value, int | float) and result.result is not Result.NO else None


def _valid(result: ProgrammeResult) -> str:
    valid = result.programme.rule.valid
    since = f"seit {german_date(valid.since)}" if valid.since else ""
    until = f"bis {german_date(valid.until)}" if valid.until else ""
    return " ".join(part for part in (since, until) if part)


def _counted(check: FundingCheck) -> str:
    """ "1 möglich, 2 noch offen, 1 nein"."""
    results = [result.result for result in check.programmes]
    words: Iterable[tuple[int, str]] = (
        (results.count(Result.YES), "ja"),
        (results.count(Result.ERMESSEN), "möglich"),
        (results.count(Result.DEPENDS), "noch offen"),
        (results.count(Result.NO), "nein"),
    )
    return ", ".join(f"{count} {word}" for count, word in words if count)
