"""The verdict on an extractive answer: each quoted line stands in its section word for word, and what leads
holds for the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chains.answer import Citation
from chains.blocks.kinds import Block, LeadQuote
from chains.blocks.layout import lines_of, sentences_of
from chains.verdict import Sentence, Verdict
from chains.verification.asker import Asker
from chains.verification.cited_sentences import CitedSentence
from chains.verification.verify import verify_sentences


def verify_extract(
    said: Iterable[Block], citations: Sequence[Citation], question: str | Asker = ""
) -> Verdict:
    """One sentence a citation (its label), then the quoted sentences that lead; a quote that is not
    verbatim is a problem.
    """
    quoted = tuple(_quoted(citation) for citation in citations)
    leads = [
        CitedSentence(sentence.text, (block.n,))
        for block in said
        if isinstance(block, LeadQuote)
        for line in lines_of(block)
        for sentence in sentences_of(line.text)
    ]
    return Verdict((*quoted, *(verify_sentences(leads, citations, question).sentences if leads else ())))


def _quoted(citation: Citation) -> Sentence:
    source = " ".join(citation.passage.section.text.split())
    lines = [" ".join(line.split()) for line in citation.quote.splitlines() if line != "[…]"]
    held = sum(line in source for line in lines) / len(lines) if lines else 0.0
    return Sentence(
        citation.label,
        (citation.n,),
        held,
        () if held == 1.0 else (f"Kein wörtliches Zitat: {citation.label}",),
    )
