"""A decided case for people: an overview, then each programme with why, the reckoning, what
must hold and the next step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chains.funding.decision import Result
from chains.funding.results import FundingCheck, ProgrammeResult
from chains.funding.words import in_words
from knowledge.editorial.rules import FactKind
from knowledge.german.numbers import german_number

_WORDS = {
    Result.YES: "Ja",
    Result.ERMESSEN: "Möglich (Ermessen)",
    Result.NO: "Nein",
    Result.DEPENDS: "Noch offen",
}
_LED_BY = (
    "employer_eur",
    "agency_eur",
    "agency_eur_max",
    "wage_subsidy_eur",
    "wage_subsidy_pct",
    "wage_subsidy_pct_max",
)
_MOST_FIGURES = 3  # in the overview; the rest stands below


def result_in_words(result: ProgrammeResult) -> str:
    """ "Ja, mit Anspruch", "Möglich (Ermessen)", "Nein", "Noch offen"."""
    has_claim = result.result is Result.YES and result.programme.rule.nature == "anspruch"
    return "Ja, mit Anspruch" if has_claim else _WORDS[result.result]


def figures(result: ProgrammeResult) -> list[str]:
    """The amounts with their labels: "Der Betrieb zahlt: 2.000 Euro"."""
    return [f"{label}: {said}" for _, label, said in named_amounts(result)]


def named_amounts(result: ProgrammeResult) -> list[tuple[str, str, str]]:
    """(key, label, the amount in words) of each amount, those that count most first."""
    return [
        (key, figure.rule.label, said)
        for key, figure in sorted(result.programme.figures.items(), key=_first_what_counts)
        if (said := _amount(key, result.amounts))
    ]


def _first_what_counts(item: tuple[str, Any]) -> int:
    return _LED_BY.index(item[0]) if item[0] in _LED_BY else len(_LED_BY)


def _amount(key: str, amounts: Mapping[str, Any]) -> str:
    unit = _unit(key)
    if key in amounts:
        return f"{_figure(amounts[key])} {unit}".strip()
    low, high = amounts.get(f"{key}_min"), amounts.get(f"{key}_max")
    if low is None and high is None:
        return ""
    if low is None or high is None:
        word, end = ("mindestens", low) if high is None else ("höchstens", high)
        return f"{word} {_figure(end)} {unit}".strip()
    return f"{_figure(low)} bis {_figure(high)} {unit}".strip()


def _unit(key: str) -> str:
    parts = key.split("_")
    units = {
        "eur": "Euro",
        "pct": "Prozent",
        "days": "Tage",
        "weeks": "Wochen",
        "months": "Monate",
        "years": "Jahre",
    }
    return next((units[part] for part in parts if part in units), "")


def _figure(value: Any) -> str:
    """A number, or what else a rule gives, in words."""
    return (
        german_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    )


def overview(found: FundingCheck) -> list[tuple[str, str, str]]:
    """Rows of (programme, result, the figures that count most)."""
    return [
        (each.programme.rule.title, result_in_words(each), "\n".join(figures(each)[:_MOST_FIGURES]))
        for each in found.programmes
    ]


def details(result: ProgrammeResult) -> Iterator[str]:
    """The lines below a programme's title."""
    for because in result.because:
        if not because.is_figure and because.text not in result.preconditions:
            yield f"{_mark(because.met)} {because.text} ({because.proof})"
    yield from (f"Betrag: {line}" for line in figures(result))
    yield from (f"Rechnung: {line}" for line in result.calculation)
    if result.result in (Result.YES, Result.ERMESSEN, Result.DEPENDS):
        yield from (f"Muss gelten: {line}" for line in result.preconditions)
        if result.result is Result.ERMESSEN and result.programme.rule.discretion:
            yield result.programme.rule.discretion
        if result.apply.where != "-":
            step = result.apply
            yield f"Antrag: {step.who}; {step.where}; {step.by_when} ({step.proof})"
    if result.ask:
        yield f"Frage: {result.ask}"


def _mark(met: bool | None) -> str:
    return {True: "Ja:", False: "Nein:", None: "Offen:"}[met]


def case_line(facts: Mapping[str, Any], kinds: Mapping[str, FactKind], assumed: frozenset[str]) -> str:
    """The case that was understood: "Alter: 47 Jahre; Berufsabschluss: ohne"."""
    told = {name: value for name, value in facts.items() if name not in assumed}
    return "; ".join(
        f"{_label(name, kinds)}: {in_words(value, kinds.get(name))}" for name, value in told.items()
    )


def _label(name: str, kinds: Mapping[str, FactKind]) -> str:
    if name in kinds:
        return kinds[name].label
    base, end = name[:-4], name[-3:]
    return f"{kinds[base].label} {'mindestens' if end == 'min' else 'höchstens'}" if base in kinds else name
