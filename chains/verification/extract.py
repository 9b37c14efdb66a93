"""The verdict on an extractive answer: each quoted line stands in its section word for word, and what leads
holds for the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chains.answer import Citation
from chains.blocks.kinds import Block, Disagreement, LeadQuote, TableRows
from chains.blocks.layout import LineRole, lines_of, numbers_of, sentences_of
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
    said = tuple(said)
    rows = [
        _row(block, cells, citations)
        for block in said
        if isinstance(block, TableRows)
        for cells in block.rows
    ]
    quoted = (*(_quoted(citation) for citation in citations), *rows)
    leads = [
        CitedSentence(sentence.text, sentence.numbers or numbers_of((block,)))
        for block in said
        if isinstance(block, LeadQuote | Disagreement)
        for line in lines_of(block)
        if line.role is LineRole.OWN
        for sentence in sentences_of(line.text)
    ]
    return Verdict((*quoted, *(verify_sentences(leads, citations, question).sentences if leads else ())))


def _row(block: TableRows, cells: Sequence[str], citations: Sequence[Citation]) -> Sentence:
    """A row stands so in its section, and so do its heads."""
    lines = [
        [cell.strip() for cell in line.split("\t")]
        for citation in citations
        if citation.n == block.n
        for line in citation.passage.section.text.splitlines()
    ]
    wanted = [row for row in (block.heads, cells) if row]
    held = sum(list(row) in lines for row in wanted) / len(wanted)
    said = "; ".join(cell for cell in cells if cell)
    return Sentence(said, (block.n,), held, () if held == 1.0 else (f"Keine Zeile der Tabelle: {said}",))


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
