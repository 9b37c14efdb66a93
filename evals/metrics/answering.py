"""Answer metrics of one question, without a paid judge. The evidence is read from the library, not from the
answer's own word.

Definitions after ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with
Citations"), with entailment replaced by what can be checked exactly in law texts: figures, §§
and content words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.blocks.kinds import Block, Calculation, LeadQuote, Programmes, Quote, TableRows
from chains.blocks.layout import CitedWords, LineRole, lines_of, plain_words, sentences_of
from chains.quantities.figures import Figure, figures_in
from chains.quantities.figures import unsupported as unsupported_figures
from chains.verification.claim import describe, told_by
from evals.facts import holds
from evals.metrics.plain_language import plainness
from evals.metrics.second_reading import second_reading
from evals.places import matches
from knowledge.german.sentences import split_sentences
from knowledge.german.words import terms

if TYPE_CHECKING:
    from evals.metrics.ranking import Scores
    from evals.outcome import SystemOutcome
    from evals.suite import Question

_GAP = "[…]"  # stands for what a quote leaves out
_CLAIM_TERMS = 3
_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class AnswerClaim:
    """A sentence that claims something, and the numbers it cites."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The scores of an answer, and in German what was found wanting."""

    scores: Scores
    findings: tuple[str, ...]
    disagreements: tuple[str, ...] = ()  # of the two readers of numbers


def assess(question: Question, outcome: SystemOutcome, evidence: Mapping[str, str]) -> Assessment:
    """All answer metrics of one question; `evidence`: place -> label, heading and text as they
    stand in the library.
    """
    answered = [] if outcome.abstained else claims_of(outcome.blocks)
    told = " ".join([question.question, *(t for r, t in question.turns if r == "user")])
    pairs, cited, unsupported, findings, disagreements = _support(answered, outcome, evidence, told)
    found = [holds(fact, outcome.answer) for fact in question.facts]
    wrong = [
        fact
        for fact in question.forbidden
        if not outcome.abstained and holds(fact, outcome.answer, strict=True)
    ]
    findings += [
        f"Fehlt: {fact.label}"
        for fact, held in zip(question.facts, found, strict=True)
        if not held and not outcome.abstained
    ]
    findings += [f"Darf nicht: {fact.label}" for fact in wrong]
    right = is_correct(question, outcome, all(found), bool(wrong), len(unsupported))
    scores: Scores = {
        "fact_recall": (0.0 if outcome.abstained else float(sum(found)), float(len(found))),
        "forbidden": (float(bool(wrong)), float(bool(question.forbidden))),
        "citation_precision": (float(sum(pairs)), float(len(pairs))),
        "citation_recall": (float(sum(cited)), float(len(cited))),
        "unsupported_figures": (float(len(unsupported)), 0.0 if outcome.abstained else 1.0),
        "readers_disagree": (float(len(disagreements)), 0.0 if outcome.abstained else 1.0),
        "refusal_precision": (float(outcome.abstained and question.unanswerable), float(outcome.abstained)),
        "refusal_recall": (float(outcome.abstained and question.unanswerable), float(question.unanswerable)),
        "wrongly_refused": (
            float(outcome.abstained and not question.unanswerable),
            float(not question.unanswerable),
        ),
        "misleading_lead": _misleading(question, outcome),
        "correct": (float(right), 1.0),
    }
    if not outcome.abstained:
        scores |= readability(prose_of(outcome.blocks))
    if outcome.abstained and not question.unanswerable:
        findings.insert(0, "Zu Unrecht verweigert")
    if question.unanswerable and not outcome.abstained:
        findings.insert(0, "Hätte nicht beantwortet werden dürfen")
    return Assessment(scores, tuple(findings), tuple(disagreements))


def _misleading(question: Question, outcome: SystemOutcome) -> tuple[float, float]:
    """Whether the words of the first place that are said before it have none of the required facts."""
    if outcome.abstained or not question.facts:
        return 0.0, 0.0
    first = next((b for b in outcome.blocks if isinstance(b, LeadQuote | TableRows) and b.n == 1), None)
    said = "" if first is None else "\n".join(plain_words(line.text) for line in lines_of(first))
    return float(first is not None and not any(holds(fact, said) for fact in question.facts)), 1.0


def is_correct(
    question: Question, outcome: SystemOutcome, facts: bool, wrong: bool, unsupported: int
) -> bool:
    """The one verdict a mentor cares for: refused where it must, else a right place cited, all facts said,
    nothing false.
    """
    if question.unanswerable or outcome.abstained:
        return question.unanswerable and outcome.abstained
    gold = question.gold.places if question.gold else ()
    right_place = any(
        matches(p, g, whole_paragraph=True) for c in outcome.citations for p in c.places for g in gold
    )
    return right_place and facts and not wrong and unsupported == 0


def claims_of(blocks: Iterable[Block]) -> list[AnswerClaim]:
    """Sentences that claim something: a quote carries the number of its place, own words those that stand in
    them; the name above a quote claims nothing.
    """
    claims: list[AnswerClaim] = []
    for block in blocks:
        for sentence in _sentences(block):
            bare = sentence.text.strip(" *#>-„“")
            if len(terms(bare)) >= _CLAIM_TERMS or figures_in(bare):
                claims.append(AnswerClaim(bare, sentence.numbers))
    return claims


def _sentences(block: Block) -> Iterator[CitedWords]:
    if isinstance(block, LeadQuote):  # the name above says where it stands, and claims nothing
        yield from (CitedWords(sentence, (block.n,)) for sentence in split_sentences(block.said))
        return
    own = [line for line in lines_of(block) if line.role is LineRole.OWN]
    cited: tuple[int, ...] = (block.n,) if isinstance(block, LeadQuote | TableRows | Quote) else ()
    for line in own:
        sentences = sentences_of(line.text)
        if isinstance(block, Programmes):  # a row is one thing said, whatever number of sentences it has
            cited = tuple(dict.fromkeys(n for sentence in sentences for n in sentence.numbers))
        for sentence in sentences:
            yield CitedWords(sentence.text, sentence.numbers or cited)
    if isinstance(block, Quote):
        for said in (line for line in block.words.splitlines() if line.strip() and line.strip() != _GAP):
            yield from (CitedWords(sentence, cited) for sentence in split_sentences(said))


def prose_of(blocks: Iterable[Block]) -> str:
    """All that is said and quoted, line by line, without marks."""
    return "\n".join(plain_words(line.text) for block in blocks for line in lines_of(block))


def _reckoned(outcome: SystemOutcome) -> list[str]:
    """The calculations of an answer: what comes out of the rules is proven by worked cases (evals/cases), and
    shown with its reckoning; a quote cannot hold it.
    """
    return [line for block in outcome.blocks if isinstance(block, Calculation) for line in block.lines]


def _support(
    claims: Sequence[AnswerClaim], outcome: SystemOutcome, evidence: Mapping[str, str], told: str
) -> tuple[list[bool], list[bool], list[Figure], list[str], list[str]]:
    """For each (claim, citation) whether it is supported; for each claim whether it cites; unsupported
    figures; findings; where the two readers of numbers disagree.
    """
    by_number = {c.n: c for c in outcome.citations}
    reckoned = "\n".join(_reckoned(outcome))
    own = told_by(told) | figures_in(reckoned)
    pairs: list[bool] = []
    cited: list[bool] = []
    unsupported: list[Figure] = []
    findings: list[str] = []
    disagreements: list[str] = []
    for claim in claims:
        texts = [
            "\n".join(evidence.get(p, "") for p in by_number[n].places) if n in by_number else ""
            for n in claim.marks
        ]
        source = "\n".join(texts)
        missing = unsupported_figures(claim.text, source) - own
        if differing := second_reading(claim.text, source, told, missing, reckoned):
            disagreements.append(differing)
        cited.append(bool(claim.marks))
        unsupported += sorted(missing, key=lambda f: (f.unit, f.value))
        if missing:
            findings.append(
                f"Nicht belegt: {', '.join(sorted(describe(f) for f in missing))} in „{claim.text[:160]}“"
            )
        for n, text in zip(claim.marks, texts, strict=True):
            held = not missing and support(claim.text, text) >= _SUPPORT
            pairs.append(held)
            if not held and not missing:
                findings.append(f"[{n}] trägt nicht: „{claim.text[:160]}“")
        if not claim.marks:
            findings.append(f"Ohne Fundstelle: „{claim.text[:160]}“")
    return pairs, cited, unsupported, findings, disagreements


def support(claim: str, text: str) -> float:
    """Share of the claim's content words (stems) that the text holds; 1.0 for a claim without any."""
    wanted, have = set(terms(claim)), set(terms(text))
    return 1.0 if not wanted else len(wanted & have) / len(wanted)


def readability(prose: str) -> Scores:
    """How easy an answer's words read.

    Share of sentences in Einfache Sprache (evals.metrics.plain_language), length in words, Flesch reading
    ease in Amstad's German form (1978; higher is easier) and LIX (Björnsson 1968; lower is
    easier), both by textstat.
    """
    import textstat

    textstat.set_lang("de")
    plain = plainness(prose)
    prose = " ".join(prose.split())
    count = len(prose.split())
    if not count:
        return {}
    return {
        "plain": (float(plain.plain), float(plain.sentences)),
        "words": (float(count), 1.0),
        "flesch": (float(textstat.flesch_reading_ease(prose)), 1.0),
        "lix": (float(textstat.lix(prose)), 1.0),
    }
