"""A claim under examination: one sentence of an answer, the passages it cites, and who asked what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from chains.answer import Citation
from chains.quantities.conditions import bounds_of
from chains.quantities.figures import Figure, figures_in, missing_from
from chains.quantities.quantity import DATE, SHARE, Writing
from chains.verification.asker import Asker, asker_of
from chains.verification.cited_sentences import CitedSentence
from chains.verification.evidence import Evidence, evidence_of, filler_free

# a case's numbers may be said again; shares, amounts and dates may not
_FROM_QUESTION = {"Beschäftigte", "Jahre", "Stunden"}
# words before a number that tell a case; and that make it a rule: the German of §§ 81 to 82 SGB III
_CASE_WORDS = re.compile(
    r"\b(?:bei|mit|für|von|hat|haben|sind|ist|im\s+Alter|Ihr\w*|ihr\w*|with|for|at)\s+(?:\S+\s+){0,3}$"
)
_ORDERS = re.compile(
    r"\b(?:muss|müssen|soll|sollen|darf|dürfen|mindestens|höchstens|beträgt|betragen|dauert"
    r"|dauern)\s+(?:\S+\s+){0,2}$",
    re.I,
)
# words before the number that begins a sentence ("Ihre 120 Beschäftigten …", "Die rund 120 …"): an article
# and one more; with 1 two right sentences of 81 are objected to (benchmarks/verification_thresholds.py,
# 28.11.2026)
_SENTENCE_START = 3


@dataclass(frozen=True)
class CitedClaim:
    """One sentence to be checked, with what it cites.

    `german`: whether its words can be compared with German ones; figures, names and conditions are checked
    all the same.
    """

    sentence: CitedSentence
    citations: Mapping[int, Citation]
    asker: Asker = field(default_factory=Asker)
    german: bool = True

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.text

    @property
    def missing_places(self) -> list[int]:
        """Numbers that it cites and nobody gave."""
        return [n for n in self.sentence.numbers if n not in self.citations]

    @cached_property
    def evidence(self) -> dict[int, Evidence]:
        """What it cites, read."""
        cited = {n: self.citations[n] for n in self.sentence.numbers if n in self.citations}
        return {n: evidence_of(citation) for n, citation in cited.items()}

    @cached_property
    def passages(self) -> list[Evidence]:
        """The same without their numbers."""
        return list(self.evidence.values())

    @cached_property
    def cited(self) -> list[Citation]:
        """The citations it cites."""
        return [self.citations[n] for n in self.evidence]

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """Its figures, in the units of German sources."""
        return frozenset(figures_in(self.text, Writing.GERMAN if self.german else Writing.FOREIGN))

    @cached_property
    def unbacked(self) -> set[Figure]:
        """Figures that none of its passages holds, the passages' own places included; the case may be said
        again, but not as a rule.
        """
        have = {figure for passage in self.passages for figure in passage.figures}
        places = {Figure(absatz, "") for passage in self.passages for absatz in passage.absaetze}
        told = told_by(self.asker)
        values = {figure.value for figure in told}
        return {
            figure
            for figure in missing_from(self.figures, have) - places
            if not (
                (figure in told or (figure.unit == "" and figure.value in values))
                and _says_the_case(self.text, figure)
            )
        }

    @property
    def repeats_a_passage(self) -> bool:
        """Whether it is a whole sentence of a passage, with the condition that this names or without a case
        that it could miss.
        """
        return any(passage.is_whole(self.text) for passage in self.passages) and bool(
            bounds_of(self.text) or not self.asker.numbers
        )


class Check(Protocol):
    """One kind of objection."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """What is wrong with a claim, in German; nothing where this check has nothing against it."""
        ...


def told_by(question: str | Asker) -> set[Figure]:
    """The asker's own numbers ("120 Beschäftigte", "17-jährig"), which an answer may say again; shares,
    amounts and dates are not among them.
    """
    asker = asker_of(question)
    case = {Figure(f"{value:g}", unit) for unit, value in asker.numbers.items()}
    return {f for f in figures_in(asker.question) | case if f.unit in _FROM_QUESTION}


def support(claim: str, passages: Sequence[Evidence], question: str | Asker = "") -> float:
    """Share of a claim's content words that the best supporting statement of the passages holds; the case's
    own numbers do not count.
    """
    case = {f"{value:g}" for value in asker_of(question).numbers.values()}
    wanted = filler_free(claim) - case
    return max(
        (statement.share(wanted) for passage in passages for statement in passage.statements), default=0.0
    )


def describe(figure: Figure) -> str:
    """A figure as people read it; a share in words ("drei Viertel") as the percentage it is."""
    if figure.unit == "§":
        return f"§ {figure.value}"
    if figure.unit == SHARE:
        return f"{figure.number * 100:.4g} Prozent".replace(".", ",")
    return f"{figure.value.replace('.', ',')} {figure.unit}".strip() if figure.unit != DATE else figure.value


def listed(figures: set[Figure]) -> str:
    """Figures in one line."""
    return ", ".join(sorted(describe(figure) for figure in figures))


def _says_the_case(claim: str, figure: Figure) -> bool:
    """Whether a number is said as the asker's case ("bei 120 Beschäftigten"), not as a bound or a duty ("mehr
    als 120", "muss 120 Stunden dauern").
    """
    if any(bound.value == figure.number for bound in bounds_of(claim)):
        return False
    before = re.split(rf"(?<!\d){re.escape(figure.value.replace('.', ','))}(?!\d)", claim, maxsplit=1)[0]
    if before == claim:  # in words
        return not _ORDERS.search(claim)
    return bool(_CASE_WORDS.search(before)) or (
        len(before.split()) < _SENTENCE_START and not _ORDERS.search(before)
    )
