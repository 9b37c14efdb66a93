"""Verification: every claim carries an [n] that exists, and what it says stands in a cited passage, for the case it speaks of.

Checked without a model, sentence by sentence: figures, dates and §§ (in digits or words), institutions, the condition a
figure hangs on, negation, and the share of content words that the passage holds. After the idea of attribution in ALCE
(Gao et al. 2023), with entailment replaced by what can be checked exactly in rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chains.answer import Citation
from chains.applicability import misapplied
from chains.conditions import case_of
from chains.figures import Figure, figures_in, unsupported
from chains.injection import is_instruction, without_instructions
from chains.institutions import institutions_in
from chains.marks import MARK, marks_of
from knowledge.german import terms
from knowledge.statements import split_sentences, split_statements

_FROM_QUESTION = {"Beschäftigte", "Jahre", "Stunden"}  # a case's numbers may be said again; shares, amounts and dates may not
_CLAIM_TERMS = 3  # fewer content words make no claim ("Gern.", "Kurz gesagt:")
_SUPPORT = 0.5  # share of a sentence's content words that its cited passages must hold
_SAME_SENTENCE = 0.75  # support by one statement from which on claim and statement say the same, so that a "nicht" too much or too few counts
_PLAIN_STATEMENT = 25  # words; in longer ones a "nicht" may belong to a side clause
_NEGATION = re.compile(r"\b(?:nicht|kein(?:e[rnms]?|es)?|nie(?:mals)?|weder|ausgeschlossen|entfällt|ohne Anspruch)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence's verdict: the numbers it cites, how well its best passage backs it (0 to 1), and what is wrong with it."""

    text: str
    citations: tuple[int, ...]
    support: float
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on an answer; problems are German, for the repair prompt and the report."""

    sentences: tuple[Sentence, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """All that was found, in the order of the sentences."""
        return tuple(problem for sentence in self.sentences for problem in sentence.problems)

    @property
    def ok(self) -> bool:
        """Nothing to object to."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """The public form (README, "JSON")."""
        return {
            "ok": self.ok,
            "sentences": [{"text": s.text, "citations": list(s.citations), "support": round(s.support, 2), "problems": list(s.problems)} for s in self.sentences],
        }


def verify(text: str, citations: Sequence[Citation], question: str = "", *, german: bool = True) -> Verdict:
    """Check an answer, sentence by sentence, against the passages it cites; `question`: with its case's numbers."""
    return Verdict(tuple(verify_sentence(sentence, citations, question, german=german) for sentence in sentences_of(text)))


def verify_sentence(sentence: str, citations: Sequence[Citation], question: str = "", *, german: bool = True) -> Sentence:
    """Check one sentence with its marks; of a sentence that is not German only what does not depend on words."""
    by_number = {citation.n: citation for citation in citations}
    numbers = marks_of(sentence)
    bare = MARK.sub("", sentence).strip(" *#>-")
    missing = [f"Die Fundstelle [{n}] gibt es nicht: „{bare}“" for n in numbers if n not in by_number]
    if not numbers:
        claims = len(terms(bare)) >= _CLAIM_TERMS or bool(figures_in(bare)) or bool(institutions_in(bare))
        return Sentence(bare, (), 0.0 if claims else 1.0, (f"Ohne Fundstelle: „{bare}“",) if claims else ())
    cited = [by_number[n] for n in numbers if n in by_number]
    if not cited:
        return Sentence(bare, tuple(numbers), 0.0, tuple(missing))
    best = _best_support(bare, cited)
    return Sentence(bare, tuple(numbers), best, (*missing, *_objections(bare, cited, question, german)))


def _objections(bare: str, cited: Sequence[Citation], question: str, german: bool) -> list[str]:
    found = [f"Das ist kein Satz einer Antwort: „{bare}“"] if is_instruction(bare) else []
    told = told_by(question)
    wrong = unbacked(bare, cited) - told
    if wrong:
        found.append(f"Nicht in der Fundstelle: {', '.join(sorted(describe(f) for f in wrong))} in „{bare}“")
    strangers = institutions_in(bare) - institutions_in(_evidence(cited))
    if strangers:
        found.append(f"Diese Stelle nennt die Fundstelle nicht: {', '.join(sorted(strangers))} in „{bare}“")
    if found:
        return found
    mixed = misapplied(bare, [without_instructions(c.passage.section.text) for c in cited], case_of(question), told)
    if mixed:
        return [f"{reason}: {', '.join(sorted(describe(f) for f in figures))} in „{bare}“" for reason, figures in mixed.items()]
    if german and support(bare, cited) < _SUPPORT:
        return [f"Von der Fundstelle nicht getragen: „{bare}“"]
    return [f"Die Fundstelle sagt es umgekehrt (nicht, kein): „{bare}“"] if german and _negation_turned(bare, cited) else []


def told_by(question: str) -> set[Figure]:
    """The asker's own numbers ("120 Beschäftigte", "17-jährig"), which an answer may say again; shares, amounts and dates are not among them."""
    case = {Figure(f"{value:g}", unit) for unit, value in case_of(question).values.items()}
    return {f for f in figures_in(question) | case if f.unit in _FROM_QUESTION}


def unbacked(claim: str, citations: Sequence[Citation]) -> set[Figure]:
    """Figures of a claim that none of the cited places holds, their own locators included."""
    locators = {Figure(absatz, "") for c in citations for absatz in re.findall(r"Abs\. (\w+)", c.label)}
    return unsupported(claim, _evidence(citations)) - locators


def support(claim: str, citations: Sequence[Citation]) -> float:
    """Share of a claim's content words (stems) that its cited passages hold; 1.0 for a claim without any."""
    held = [_terms_of(f"{c.label} {c.passage.section.heading} {' '.join(c.passage.section.path)} {without_instructions(c.passage.section.text)}") for c in citations]
    return _share(claim, frozenset().union(*held))


def describe(figure: Figure) -> str:
    """A figure as people read it; a share in words ("drei Viertel") as the percentage it is."""
    if figure.unit == "Anteil" and figure.number == figure.number:
        return f"{figure.number * 100:g} Prozent".replace(".", ",")
    return f"§ {figure.value}" if figure.unit == "§" else f"{figure.value.replace('.', ',')} {figure.unit}".strip() if figure.unit != "Datum" else figure.value


def sentences_of(text: str) -> list[str]:
    """Sentences and list items; a mark that follows the full stop belongs to the sentence before it."""
    joined = re.sub(r"([.!?:])\s*((?:\[\d+\]\s*)+)", r" \2\1 ", text)
    return [s for line in joined.splitlines() if line.strip() for s in split_sentences(line)]


def _evidence(citations: Sequence[Citation]) -> str:
    return "\n".join(f"{c.label}\n{c.passage.section.heading}\n{without_instructions(c.passage.section.text)}" for c in citations)


@lru_cache(maxsize=2048)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _share(claim: str, have: frozenset[str]) -> float:
    wanted = set(terms(claim))
    prefixes = {term[:5] for term in have if len(term) > 5}  # noqa: PLR2004 - "Förderhöhe" is backed by "Förderung"
    return 1.0 if not wanted else sum(term in have or term[:5] in prefixes for term in wanted) / len(wanted)


def _best_support(claim: str, citations: Sequence[Citation]) -> float:
    """Support by the one statement that backs the claim best."""
    return max((_share(claim, _terms_of(statement.text)) for c in citations for statement in split_statements(without_instructions(c.passage.section.text))), default=0.0)


def _negation_turned(claim: str, citations: Sequence[Citation]) -> bool:
    """Whether a short statement says the claim's words with a "nicht" more or less, and none says them as the claim does."""
    same = [
        statement.text
        for c in citations
        for statement in split_statements(without_instructions(c.passage.section.text))
        if not statement.items and len(statement.text.split()) <= _PLAIN_STATEMENT and _share(claim, _terms_of(statement.text)) >= _SAME_SENTENCE
    ]
    denies = bool(_NEGATION.search(claim))
    return bool(same) and all(bool(_NEGATION.search(text)) != denies for text in same)
