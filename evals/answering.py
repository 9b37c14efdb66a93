"""Answer metrics of one question, without a paid judge. The evidence is read from the library, not from the answer's own word.

Definitions after ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"), with
entailment replaced by what can be checked exactly in law texts: figures, §§ and content words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.figures import Figure, figures_in
from chains.verify import describe, told_by
from evals.facts import holds
from evals.places import matches
from evals.plain_language import plainness
from knowledge.german import terms
from knowledge.statements import split_sentences

if TYPE_CHECKING:
    from evals.outcome import Outcome
    from evals.ranking import Scores
    from evals.suite import Question

_MARK = re.compile(r"\[(\d+)\]")
_HEADLINE = re.compile(r"^\*\*[^*]+\*\*\s*(?:\[\d+\]\s*)*$")
_CLAIM_TERMS = 3
_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that claims something, and the numbers it cites."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The scores of an answer, and in German what was found wanting."""

    scores: Scores
    findings: tuple[str, ...]


def assess(question: Question, outcome: Outcome, evidence: Mapping[str, str]) -> Assessment:
    """All answer metrics of one question; `evidence`: place -> label, heading and text as they stand in the library."""
    answered = [] if outcome.abstained else claims_of(outcome.answer)
    pairs, cited, unsupported, findings = _support(answered, outcome, evidence, question.question + " " + " ".join(t for r, t in question.turns if r == "user"))
    found = [holds(fact, outcome.answer) for fact in question.facts]
    wrong = [fact for fact in question.forbidden if not outcome.abstained and holds(fact, outcome.answer, strict=True)]
    findings += [f"Fehlt: {fact.label}" for fact, held in zip(question.facts, found, strict=True) if not held and not outcome.abstained]
    findings += [f"Darf nicht: {fact.label}" for fact in wrong]
    right = is_correct(question, outcome, all(found), bool(wrong), len(unsupported))
    scores: Scores = {
        "fact_recall": (0.0 if outcome.abstained else float(sum(found)), float(len(found))),
        "forbidden": (float(bool(wrong)), float(bool(question.forbidden))),
        "citation_precision": (float(sum(pairs)), float(len(pairs))),
        "citation_recall": (float(sum(cited)), float(len(cited))),
        "unsupported_figures": (float(len(unsupported)), 0.0 if outcome.abstained else 1.0),
        "refusal_precision": (float(outcome.abstained and question.unanswerable), float(outcome.abstained)),
        "refusal_recall": (float(outcome.abstained and question.unanswerable), float(question.unanswerable)),
        "wrongly_refused": (float(outcome.abstained and not question.unanswerable), float(not question.unanswerable)),
        "correct": (float(right), 1.0),
    }
    if not outcome.abstained:
        scores |= readability(outcome.answer)
    if outcome.abstained and not question.unanswerable:
        findings.insert(0, "Zu Unrecht verweigert")
    if question.unanswerable and not outcome.abstained:
        findings.insert(0, "Hätte nicht beantwortet werden dürfen")
    return Assessment(scores, tuple(findings))


def is_correct(question: Question, outcome: Outcome, facts: bool, wrong: bool, unsupported: int) -> bool:
    """The one verdict a mentor cares for: refused where it must, else a right place cited, all facts said, nothing false."""
    if question.unanswerable or outcome.abstained:
        return question.unanswerable and outcome.abstained
    gold = question.gold.places if question.gold else ()
    right_place = any(matches(p, g, whole_paragraph=True) for c in outcome.citations for p in c.places for g in gold)
    return right_place and facts and not wrong and unsupported == 0


def claims_of(answer: str) -> list[Claim]:
    """Sentences that claim something: quoted blocks carry the marks of their block, headlines ("**§ 82** [1]") claim nothing."""
    claims: list[Claim] = []
    for block in _blocks(answer):
        quoted = block.startswith(">")
        text = re.sub(r"^>\s?", "", block, flags=re.MULTILINE) if quoted else block
        shared = tuple(dict.fromkeys(int(n) for n in _MARK.findall(text))) if quoted else None
        for sentence in _sentences(text):
            marks = shared if shared is not None else tuple(int(n) for n in _MARK.findall(sentence))
            bare = _MARK.sub("", sentence).strip(" *#>-„“")
            if len(terms(bare)) >= _CLAIM_TERMS or figures_in(bare):
                claims.append(Claim(bare, marks))
    return claims


def _blocks(answer: str) -> list[str]:
    """Runs of quoted lines as one block, each other line as its own."""
    blocks: list[str] = []
    for line in answer.splitlines():
        if not line.strip(" >") or line.strip(" >") == "[…]" or _HEADLINE.match(line.strip()):
            continue
        if line.startswith(">") and blocks and blocks[-1].startswith(">") and not _MARK.search(blocks[-1].splitlines()[-1]):
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    return blocks


def _sentences(text: str) -> list[str]:
    joined = re.sub(r"([.!?:])\s*((?:\[\d+\]\s*)+)", r" \2\1 ", text)
    return [s for line in joined.splitlines() if line.strip() for s in split_sentences(line)]


def _support(claims: Sequence[Claim], outcome: Outcome, evidence: Mapping[str, str], told: str) -> tuple[list[bool], list[bool], list[Figure], list[str]]:
    """For each (claim, citation) whether it is supported; for each claim whether it cites; unsupported figures; findings."""
    by_number = {c.n: c for c in outcome.citations}
    own = told_by(told)
    pairs: list[bool] = []
    cited: list[bool] = []
    unsupported: list[Figure] = []
    findings: list[str] = []
    for claim in claims:
        texts = ["\n".join(evidence.get(p, "") for p in by_number[n].places) if n in by_number else "" for n in claim.marks]
        missing = _unbacked(claim.text, "\n".join(texts)) - own
        cited.append(bool(claim.marks))
        unsupported += sorted(missing, key=lambda f: (f.unit, f.value))
        if missing:
            findings.append(f"Nicht belegt: {', '.join(sorted(describe(f) for f in missing))} in „{claim.text[:160]}“")
        for n, text in zip(claim.marks, texts, strict=True):
            held = not missing and support(claim.text, text) >= _SUPPORT
            pairs.append(held)
            if not held and not missing:
                findings.append(f"[{n}] trägt nicht: „{claim.text[:160]}“")
        if not claim.marks:
            findings.append(f"Ohne Fundstelle: „{claim.text[:160]}“")
    return pairs, cited, unsupported, findings


def _unbacked(claim: str, text: str) -> set[Figure]:
    """Figures of the claim that the text does not hold; a bare number is backed by that number with any unit."""
    have = figures_in(text)
    values = {f.value for f in have}
    return {f for f in figures_in(claim) if f not in have and not (f.unit == "" and f.value in values)}


def support(claim: str, text: str) -> float:
    """Share of the claim's content words (stems) that the text holds; 1.0 for a claim without any."""
    wanted, have = set(terms(claim)), set(terms(text))
    return 1.0 if not wanted else len(wanted & have) / len(wanted)


def readability(answer: str) -> Scores:
    """How easy an answer reads.

    Share of sentences in Einfache Sprache (evals.plain_language), length in words, Flesch reading ease in Amstad's German form
    (1978; higher is easier) and LIX (Björnsson 1968; lower is easier), both by textstat.
    """
    import textstat

    textstat.set_lang("de")
    prose = " ".join(_MARK.sub("", re.sub(r"[*>]", "", answer)).split())
    count = len(prose.split())
    if not count:
        return {}
    plain = plainness(answer)
    return {
        "plain": (float(plain.plain), float(plain.sentences)),
        "words": (float(count), 1.0),
        "flesch": (float(textstat.flesch_reading_ease(prose)), 1.0),
        "lix": (float(textstat.lix(prose)), 1.0),
    }
