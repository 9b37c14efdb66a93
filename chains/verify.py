"""Verification: every claim carries an [n] that exists, and every figure of it stands in a cited passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chains.answer import Citation
from chains.conditions import case_of
from chains.figures import Figure, figures_in, unsupported
from knowledge.german import terms
from knowledge.statements import split_sentences

_MARK = re.compile(r"\[(\d+)\]")
_FROM_QUESTION = {"Beschäftigte", "Jahre", "Stunden"}  # a case's numbers may be said again; shares, amounts and dates may not
_CLAIM_TERMS = 3  # fewer content words make no claim ("Gern.", "Kurz gesagt:")
_SUPPORT = 0.5  # share of a sentence's content words that its cited passages must hold


@dataclass(frozen=True, slots=True)
class Verdict:
    """The problems found, in German, for the repair prompt and the report."""

    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing to object to."""
        return not self.problems


def verify(text: str, citations: Sequence[Citation], question: str = "") -> Verdict:
    """Check an answer, sentence by sentence, against the passages it cites."""
    by_number = {citation.n: citation for citation in citations}
    told = told_by(question)
    problems: list[str] = []
    for sentence in _sentences(text):
        numbers = [int(n) for n in _MARK.findall(sentence)]
        bare = _MARK.sub("", sentence).strip(" *#>-")
        missing = [n for n in numbers if n not in by_number]
        if missing:
            problems.append(f"Die Fundstelle [{missing[0]}] gibt es nicht: „{bare}“")
        if not numbers:
            if len(terms(bare)) >= _CLAIM_TERMS or figures_in(bare):
                problems.append(f"Ohne Fundstelle: „{bare}“")
            continue
        cited = [by_number[n] for n in numbers if n in by_number]
        wrong = unbacked(bare, cited) - told
        if wrong:
            problems.append(f"Nicht in der Fundstelle: {', '.join(sorted(describe(f) for f in wrong))} in „{bare}“")
        elif cited and support(bare, cited) < _SUPPORT:
            problems.append(f"Von der Fundstelle nicht getragen: „{bare}“")
    return Verdict(tuple(problems))


def told_by(question: str) -> set[Figure]:
    """The asker's own numbers ("120 Beschäftigte", "17-jährig"), which an answer may say again; shares, amounts and dates are not among them."""
    case = {Figure(f"{value:g}", unit) for unit, value in case_of(question).values.items()}
    return {f for f in figures_in(question) | case if f.unit in _FROM_QUESTION}


def unbacked(claim: str, citations: Sequence[Citation]) -> set[Figure]:
    """Figures of a claim that none of the cited places holds, their own locators included."""
    evidence = "\n".join(f"{c.label}\n{c.passage.section.heading}\n{c.passage.section.text}" for c in citations)
    locators = {Figure(absatz, "") for c in citations for absatz in re.findall(r"Abs\. (\w+)", c.label)}
    return unsupported(claim, evidence) - locators


def support(claim: str, citations: Sequence[Citation]) -> float:
    """Share of a claim's content words (stems) that its cited passages hold; 1.0 for a claim without any."""
    wanted = set(terms(claim))
    have = {term for c in citations for term in terms(f"{c.label} {c.passage.section.heading} {' '.join(c.passage.section.path)} {c.passage.section.text}")}
    prefixes = {term[:5] for term in have if len(term) > 5}  # noqa: PLR2004 - "Förderhöhe" is backed by "Förderung"
    return 1.0 if not wanted else sum(term in have or term[:5] in prefixes for term in wanted) / len(wanted)


def describe(figure: Figure) -> str:
    """A figure as people read it."""
    return f"§ {figure.value}" if figure.unit == "§" else f"{figure.value.replace('.', ',')} {figure.unit}".strip() if figure.unit != "Datum" else figure.value


def _sentences(text: str) -> list[str]:
    """Sentences and list items; a mark that follows the full stop belongs to the sentence before it."""
    joined = re.sub(r"([.!?:])\s*((?:\[\d+\]\s*)+)", r" \2\1 ", text)
    return [s for line in joined.splitlines() if line.strip() for s in split_sentences(line)]
