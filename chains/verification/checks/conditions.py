"""Conditions are not mixed up: a figure must come from the part of the rule whose condition fits the case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from chains.quantities.conditions import case_of
from chains.quantities.figures import Figure
from chains.quantities.intervals import NumberInterval, covers, intervals_of
from chains.quantities.tokens import tokens_of
from chains.quantities.units import number_word
from chains.verification.asker import Asker
from chains.verification.claim import CitedClaim, listed
from chains.verification.evidence import Clause, Evidence, cases_of, consequences, content, kind_of

_CLAUSE = re.compile(r"[,;]\s+")
_AND = re.compile(r"(?<!\s)\s++(?:und|sowie|aber)\s++")
_CASE_UNITS = {"Beschäftigte", "Jahre", "Stunden", "Tage", "Wochen", "Monate", "Euro"}
# a part without a condition counts if its statement holds at least this share of what the best
# one holds of the claim (benchmarks/verification_thresholds.py, 28.11.2026: 0.4 to 0.8 judge 199 sentences
# alike; the middle)
_ALIKE = 0.6
_DEPENDS = re.compile(
    r"\bje\s+nach|\babhäng|\brichtet\s+sich|\bhängt\b|\bgestaffelt|\bzwischen\b|\bdepend", re.I
)
_OTHER_CASE = "Gilt für einen anderen Fall"
_NO_CONDITION = "Gilt nur unter einer Bedingung, die nicht genannt ist"
Case = Mapping[str, NumberInterval]


class OtherCase:
    """Objects to figures that the passages say of another case only."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for all of them; what no passage says at all is another check's."""
        swapped = of_other_case(claim)
        return [f"{_OTHER_CASE}: {listed(swapped)}"] if swapped else []


class MissingCondition:
    """Objects to figures that hang on a number which neither claim nor question tells."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for all of them that no other check has."""
        bare = unconditioned(claim.text, claim.asker, claim.passages) - claim.unbacked
        if bare:
            bare -= of_other_case(claim)
        return [f"{_NO_CONDITION}: {listed(bare)}"] if bare else []


def of_other_case(claim: CitedClaim) -> set[Figure]:
    """Figures of a claim that its passages say, but of another case."""
    return condition_objections(claim.text, claim.asker, claim.passages) - claim.unbacked


def condition_objections(claim: str, asker: Asker, passages: Sequence[Evidence]) -> set[Figure]:
    """Figures that stand in the cited passages only for another case than the one the claim or
    the question tells.

    A claim that states a condition of its own ("Ab 500 Beschäftigten …") is held to it, else to the
    question's numbers. A case told as a number must meet the part's condition; a condition told as a range
    must lie within it, unless the question's number lies in the range: then the number decides.
    """
    asked = _asked(asker)
    parts = [(part, passage) for passage in passages for part in passage.cases]
    if not parts:
        return set()
    wrong: set[Figure] = set()
    for clause, case in _cases(claim, asked):
        for figure in consequences(clause):
            if (
                figure.unit
                and any(_says(part, figure) for part, _ in parts)
                and not _allowed(figure, claim, case, parts)
            ):
                wrong.add(figure)
    items = [part for passage in passages for part in passage.parts]
    return (
        wrong
        | _wrong_sibling(claim, asked, asker, items)
        | _wrong_sibling(claim, asked, asker, [part for part, _ in parts if part.is_case])
    )


def unconditioned(claim: str, asker: Asker, passages: Sequence[Evidence]) -> set[Figure]:
    """Figures that the passages give only in list items that each have a numeric condition, where neither
    claim nor question tells such a number.

    "Der Betrieb trägt 75 Prozent" from a list that goes by the size of the firm. A claim that says that it
    depends is right.
    """
    if _DEPENDS.search(claim):
        return set()
    known = set(_asked(asker)) | {unit for _, case in _cases(claim, {}) for unit in case}
    parts = [part for passage in passages for part in passage.cases]
    found = set()
    for figure in consequences(claim):
        saying = [part for part in parts if figure.unit and _says(part, figure)]
        if saying and all(
            _turns_on(part, parts) - known - {figure.unit} and not _turns_on(part, parts) & known
            for part in saying
        ):
            found.add(figure)
    return found


def _turns_on(part: Clause, parts: Sequence[Clause]) -> set[str]:
    """The units that decide between a list item and its siblings."""
    siblings = [other for other in parts if other.list == part.list and other.is_item and other is not part]
    differing = {
        u
        for u, own in part.intervals.items()
        if any(u in other.intervals and other.intervals[u] != own for other in siblings)
    }
    return differing & _CASE_UNITS if part.is_item else set()


def _asked(asker: Asker) -> dict[str, NumberInterval]:
    return {
        unit: NumberInterval(value, True, value, True)
        for unit, value in asker.numbers.items()
        if unit in _CASE_UNITS
    }


def _says(part: Clause, figure: Figure) -> bool:
    return figure in part.figures


def _allowed(figure: Figure, claim: str, case: Case, parts: Sequence[tuple[Clause, Evidence]]) -> bool:
    """Whether some part that says the figure fits the case, or has no condition and is about the same, more
    than a part with another such figure.
    """
    saying = [(part, passage, covers(part.intervals, case)) for part, passage in parts if _says(part, figure)]
    if any(fits for *_, fits in saying):
        return True
    rivals = [
        (part, passage)
        for part, passage in parts
        if not _says(part, figure) and any(kind_of(f.unit) == kind_of(figure.unit) for f in part.told)
    ]
    if any(
        covers({unit: i for unit, i in part.intervals.items() if unit != figure.unit}, case)
        for part, _ in rivals
    ):
        return False
    wanted, subject = content(claim), subject_of(claim)
    best = max(passage.statements[part.statement].share(wanted) for part, passage in parts)
    best_rival = (
        max((passage.statements[part.statement].share(subject) for part, passage in rivals), default=0.0)
        if subject
        else 0.0
    )
    for part, passage, fits in saying:
        statement = passage.statements[part.statement]
        if (
            fits is None
            and statement.share(wanted) >= _ALIKE * best
            and statement.share(subject) >= _ALIKE * best_rival
        ):
            return True
    return False


def _cases(claim: str, asked: Case) -> list[tuple[str, Case]]:
    """Each clause of a claim with the case it speaks of: its own condition, else that of the clause before
    (or after), else the question's.
    """
    clauses = cases_of(claim)
    if len(clauses) < 2:  # noqa: PLR2004
        clauses = [
            piece
            for clause in _CLAUSE.split(claim)
            for piece in (
                _AND.split(clause) if any(i.empty for i in intervals_of(clause).values()) else [clause]
            )
        ]
    own = [_own_case(clause) for clause in clauses]
    found: list[tuple[str, Case]] = []
    for number, clause in enumerate(clauses):
        nearest = next((case for case in [*reversed(own[: number + 1]), *own[number + 1 :]] if case), {})
        found.append(
            (
                clause,
                {
                    **asked,
                    **{unit: _decided(interval, asked.get(unit)) for unit, interval in nearest.items()},
                },
            )
        )
    return found


def _own_case(clause: str) -> Case:
    """The condition a clause states: as a range ("ab 500 Beschäftigten") or a staff number ("bei 600
    Beschäftigten").
    """
    ranges = {
        unit: interval
        for unit, interval in intervals_of(clause).items()
        if not interval.empty and unit != "Euro"
    }
    staff = case_of(clause).values.get("Beschäftigte")
    if staff is not None and "Beschäftigte" not in ranges:
        ranges["Beschäftigte"] = NumberInterval(staff, True, staff, True)
    return ranges


def _decided(told: NumberInterval, asked: NumberInterval | None) -> NumberInterval:
    return asked if asked is not None and told.holds(asked.low) else told


def _wrong_sibling(claim: str, case: Case, asker: Asker, parts: Sequence[Clause]) -> set[Figure]:
    """Figures whose own list item shares no word of its own with claim and question, while a sibling with
    another figure of that kind does.

    "Mit Kind beträgt es 60 Prozent" where one item says 67 Prozent for those with a child and another 60
    Prozent for the rest. A claim with several figures is read case by case.
    """
    denied = content(" ".join(_NEGATED.findall(f"{claim} {asker.question}")))
    asked = content(_NEGATED.sub(" ", asker.question)) - denied
    told = [clause for clause in cases_of(claim) if consequences(clause)]
    if len(told) < 2:  # noqa: PLR2004
        told = [
            clause for piece in _CLAUSE.split(claim) for clause in _AND.split(piece) if consequences(clause)
        ]
    wrong: set[Figure] = set()
    named = _item_words(parts)
    said: frozenset[str] = frozenset()
    for clause in told if len(told) > 1 else [claim]:
        own = content(_NEGATED.sub(" ", clause))
        goes_on = bool(named) and not own & named and not intervals_of(clause).keys() & _CASE_UNITS - {"Euro"}
        # a clause that names nothing of the items goes on with the one before
        said = said | own if goes_on else own
        wanted = said | asked
        for figure in consequences(clause):
            saying = [part for part in parts if _says(part, figure)]
            if (
                not saying
                or not all(part.is_item for part in saying)
                or any(covers(part.intervals, case) for part in saying)
            ):
                continue
            if _ELSE.search(clause) and any(_ELSE.search(part.text) for part in saying):
                continue
            siblings = [
                [other for other in parts if other.list == part.list and other.is_item] for part in saying
            ]
            if all(
                any(_prefers(wanted, other, part, figure) for other in others)
                for part, others in zip(saying, siblings, strict=True)
            ):
                wrong.add(figure)
    return wrong


def _item_words(parts: Sequence[Clause]) -> frozenset[str]:
    """The stems of list items, without numbers and what any rule says."""
    items = [part for part in parts if part.is_item and not part.is_case]
    return frozenset(stem for part in items for stem in part.words.stems - _number_stems(part.text)) - GENERAL


_NEGATED = re.compile(r"\b(?:ohne|nicht|kein\w*|außer|statt)\s+(?:\w+\s+){0,1}\w+", re.I)
_ELSE = re.compile(r"\b(?:sonst|andernfalls|ansonsten|übrige\w*|anderen?|danach|anschließend|später)\b", re.I)
_CIRCUMSTANCE = re.compile(
    r"\b(?i:bei|mit|für|nach|ab|in|im|vor|während|ohne|zwischen|unter|über|je|pro|beim|zur"
    r"|zum)\s+(?:[\w.]+\s+){0,4}?[A-ZÄÖÜ]\w+|\b(?i:wenn|falls|sofern|soweit)\b[^,;]*"
)


def _prefers(wanted: frozenset[str], other: Clause, own: Clause, figure: Figure) -> bool:
    """Whether a sibling with another figure of the same kind has words of the claim that the figure's own
    item lacks, and not the other way round.

    Of cases in one sentence only the words of their circumstances count: what is said of all of them stands
    in one of them.
    """
    if (
        other is own
        or _says(other, figure)
        or not any(kind_of(f.unit) == kind_of(figure.unit) for f in other.figures)
    ):
        return False
    theirs, ours = (
        (_circumstances(other), _circumstances(own)) if own.is_case else (other.words.stems, own.words.stems)
    )
    hers = {stem for stem in (theirs - own.words.stems) & wanted if not stem.isdigit()}
    return bool(hers) and not any(not stem.isdigit() for stem in (ours - other.words.stems) & wanted)


def _circumstances(part: Clause) -> frozenset[str]:
    said = " ".join(_CIRCUMSTANCE.findall(part.text))
    return content(said) - GENERAL - _number_stems(said)


def subject_of(claim: str) -> frozenset[str]:
    """The stems of what a claim is about: without numbers, units, and the verbs that any rule has."""
    return content(claim) - GENERAL - _number_stems(claim)


@lru_cache(maxsize=1024)
def _number_stems(text: str) -> frozenset[str]:
    """The stems of a text's numbers, in digits and in words."""
    words = " ".join(token.text for token in tokens_of(text) if number_word(token.key))
    return content(words) | {stem for stem in content(text) if any(c.isdigit() for c in stem)}


GENERAL = content(
    "je pro jedoch Prozent Prozentpunkte Euro Jahr Jahre Jahren Jahres Monat Monate Monaten Monats Woche"
    " Wochen Tag Tage Tagen Stunde Stunden monatlich jährlich Beschäftigte Beschäftigten Hälfte Drittel"
    " Viertel beträgt betragen liegt gibt bekommt bekommen erhält erhalten gezahlt zahlt zahlen mindestens"
    " höchstens maximal wenigstens spätestens frühestens mehr weniger"
)
