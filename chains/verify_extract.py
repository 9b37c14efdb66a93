"""The verdict on an extractive answer: each quoted line stands in its section word for word, and what leads holds for the case."""

from __future__ import annotations

from collections.abc import Sequence

from chains.answer import Citation
from chains.verdict import Sentence, Verdict
from chains.verify import verify

_LEADS = ("**Bei ", "**Im Kern")


def verify_extract(text: str, citations: Sequence[Citation], question: str = "") -> Verdict:
    """One sentence a citation (its label), then the sentences that lead; a quote that is not verbatim is a problem."""
    quoted = tuple(_quoted(citation) for citation in citations)
    leads = "\n".join(line for line in text.splitlines() if line.startswith(_LEADS))
    return Verdict((*quoted, *(verify(leads, citations, question).sentences if leads else ())))


def _quoted(citation: Citation) -> Sentence:
    source = " ".join(citation.passage.section.text.split())
    lines = [" ".join(line.split()) for line in citation.quote.splitlines() if line != "[…]"]
    held = sum(line in source for line in lines) / len(lines) if lines else 0.0
    return Sentence(citation.label, (citation.n,), held, () if held == 1.0 else (f"Kein wörtliches Zitat: {citation.label}",))
