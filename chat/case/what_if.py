"""What another case would change: each programme whose result or sums differ, before and after."""

from __future__ import annotations

from typing import Any

from chains.case.facts import Case
from chains.funding.explanation.as_text import result_in_words
from chains.funding.results import FundingCheck, ProgrammeResult
from chat.case.card import shown_amounts
from chat.case.form import kind_of, value_in_words


def changes(before: FundingCheck, after: FundingCheck) -> list[dict[str, Any]]:
    """A line each difference: the programme, what differs, what it was and what it is now."""
    old, new = ({result.id: result for result in check.programmes} for check in (before, after))
    found: list[dict[str, Any]] = []
    for name in dict.fromkeys((*new, *old)):
        title = (new.get(name) or old[name]).programme.rule.title
        found += [
            {"id": name, "title": title, "what": what, "before": was, "after": now}
            for what, was, now in _differences(old.get(name), new.get(name))
        ]
    return found


def changed_facts(before: Case, after: Case) -> list[dict[str, str]]:
    """The facts that differ, each with what it was and is."""
    names = [
        name
        for name in dict.fromkeys((*after, *before))
        if name not in before or name not in after or before[name].value != after[name].value
    ]
    return [
        {"id": name, "label": kind_of(name).label, "before": _said(before, name), "after": _said(after, name)}
        for name in names
    ]


def _said(case: Case, name: str) -> str:
    return value_in_words(kind_of(name), case[name].value) if name in case else "unbekannt"


def _differences(old: ProgrammeResult | None, new: ProgrammeResult | None) -> list[tuple[str, str, str]]:
    if old is None or new is None:
        absent = "kommt nicht in Betracht"
        return [
            ("Ergebnis", result_in_words(old) if old else absent, result_in_words(new) if new else absent)
        ]
    found = []
    if result_in_words(old) != result_in_words(new):
        found.append(("Ergebnis", result_in_words(old), result_in_words(new)))
    was, now = ({key: (label, said) for key, label, said in shown_amounts(each)} for each in (old, new))
    for key in dict.fromkeys((*now, *was)):
        label = (now.get(key) or was[key])[0]
        said = was.get(key, ("", "offen"))[1], now.get(key, ("", "offen"))[1]
        if said[0] != said[1]:
            found.append((label, *said))
    return found
