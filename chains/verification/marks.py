"""The marks [n] of an answer put right: idle ones taken out, missing ones added where one passage clearly
bears the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.answer import Citation
from chains.quantities.figures import figures_in, missing_from
from chains.verification.asker import Asker, asker_of
from chains.verification.checks.support import bears
from chains.verification.cited_sentences import MARK, CitedSentence, cited_sentences, without_marks
from chains.verification.claim import CitedClaim
from chains.verification.evidence import evidence_of, filler_free
from chains.verification.verify import checked
from knowledge.german.sentences import split_sentences

_CLEARLY = 0.75  # support from which on a claim without a mark is given that of its passage


def without_idle_marks(text: str, citations: Sequence[Citation]) -> str:
    """The text without marks whose passage bears nothing of their sentence, where another mark of the
    sentence bears it with all its figures.
    """
    by_number = {citation.n: citation for citation in citations}
    for sentence in cited_sentences(text):
        known = {n: evidence_of(by_number[n]) for n in sentence.numbers if n in by_number}
        bearing = {n: passage for n, passage in known.items() if bears(sentence.text, passage)}
        idle = set(known) - set(bearing)
        if (
            idle
            and bearing
            and not missing_from(figures_in(sentence.text), {f for p in bearing.values() for f in p.figures})
        ):
            text = _without(text, sentence, idle)
    return text


def with_missing_marks(text: str, citations: Sequence[Citation], question: str | Asker = "") -> str:
    """The text with a mark behind each claim that has none, where one passage clearly bears all of it; what
    none bears stays without.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for raw in split_sentences(line):
            if (
                MARK.search(raw)
                or (raw.rstrip(" *").endswith(":") and not figures_in(raw))
                or not filler_free(without_marks(raw))
            ):
                continue
            best = _best_place(raw, citations, asker_of(question))
            if best:
                end = len(raw.rstrip(" .!:*"))
                lines[number] = lines[number].replace(raw, f"{raw[:end]} [{best}]{raw[end:]}", 1)
    return "\n".join(lines)


def _best_place(raw: str, citations: Sequence[Citation], asker: Asker) -> int:
    """The citation that clearly bears a sentence, the first of equals; 0 if none does."""
    held = []
    for citation in citations:
        sentence = CitedSentence(without_marks(raw), (citation.n,))
        verdict = checked(CitedClaim(sentence, {citation.n: citation}, asker))
        if not verdict.problems and verdict.support >= _CLEARLY:
            held.append((verdict.support, -citation.n))
    return -max(held)[1] if held else 0


def _without(text: str, sentence: CitedSentence, idle: set[int]) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for raw in split_sentences(line):
            if without_marks(raw) == sentence.text:
                lines[number] = lines[number].replace(
                    raw, re.sub(rf"\s*{MARK.pattern}", lambda m: "" if int(m[1]) in idle else m[0], raw), 1
                )
    return "\n".join(lines)
