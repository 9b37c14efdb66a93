"""An explanation as an answer: its lines with their citations, then, last, the quoted places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from chains.answer import Answer, Citation, whole
from chains.blocks.kinds import (
    ApplicationPapers,
    Block,
    CalculatedAmount,
    Calculation,
    CitationMark,
    Conditions,
    Inline,
    InlineText,
    Lead,
    NextStep,
    Paragraph,
    ParagraphLine,
    Programmes,
    Reasons,
)
from chains.extract.extractor import quoted
from chains.funding.explanation.lines import Explanation, Line
from chains.funding.explanation.proof_places import passage_of, place_of

if TYPE_CHECKING:
    from chains.retrieval.searcher import Searcher
    from knowledge.model.document import Passage

Quote = Callable[["Passage"], str]
_MOST_PLACES = 5  # quoted places; further proofs are named in words


def answer_of(
    question: str,
    said: Explanation,
    searcher: Searcher,
    quote: Quote,
    *,
    quotes: bool = True,
    at_end: Callable[[list[Citation]], Iterable[Block]] = lambda _: (),
) -> Answer:
    """The answer: one plain sentence first, the quoted places last; without `quotes` only where it stands.
    `at_end`: what is to be said of the sources themselves.
    """
    passages = _passages(said, searcher)
    citations = _citations(passages.values(), quote)
    mark = _Marks(citations, passages)
    blocks: list[Block] = [Lead((InlineText(said.lead.text, bold=True), *mark(said.lead)))]
    if said.rows:
        blocks.append(Programmes(tuple(_marked(line, mark) for line in said.rows)))
    if said.details:
        lines = tuple(ParagraphLine(_marked(line, mark), bullet="-") for line in said.details)
        blocks.append(Paragraph(lines))
    if said.reasons:
        blocks.append(Reasons(tuple(_marked(line, mark) for line in said.reasons)))
    if said.calculation:
        blocks.append(Calculation(said.calculation, tuple(_amounts(said))))
    if said.conditions:
        blocks.append(Conditions(tuple(_marked(line, mark) for line in said.conditions)))
    if said.documents:
        blocks.append(ApplicationPapers(said.documents))
    if said.step:
        blocks.append(NextStep(_marked(said.step, mark)))
    if quotes:
        blocks += map(quoted, citations)
    elif citations:
        blocks.append(Paragraph((ParagraphLine(_where(citations)),)))
    blocks += at_end(citations)
    return Answer(question, whole((), blocks, said.ask), tuple(citations), decided=bool(said.about))


def _where(citations: Iterable[Citation]) -> Inline:
    """The places by name, for whom the law's own words help little."""
    parts: list[InlineText | CitationMark] = [InlineText("Die Regel steht in")]
    for number, citation in enumerate(citations):
        before = ", " if number else " "
        parts += [InlineText(f"{before}{citation.label} ", names_place=True), CitationMark(citation.n)]
    return (*parts, InlineText("."))


def _amounts(said: Explanation) -> Iterator[CalculatedAmount]:
    """The sums of the programme that is reckoned; bounds and sums under a condition are none."""
    for result in said.about[:1]:
        for name, value in result.amounts.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield CalculatedAmount(result.id, name, float(value))


def _marked(line: Line, mark: _Marks) -> Inline:
    return (InlineText(line.text), *mark(line))


class _Marks:
    """Behind a line: [n] of its places that are quoted, in words those that are not."""

    def __init__(self, citations: list[Citation], passages: Mapping[str, Passage | None]) -> None:
        self._numbers = {_key(c.passage): c.n for c in citations}
        self._passages = passages

    def __call__(self, line: Line) -> Inline:
        parts: list[InlineText | CitationMark] = []
        for proof in line.proofs:
            passage = self._passages.get(proof)
            n = self._numbers.get(_key(passage)) if passage else None
            parts.append(CitationMark(n) if n else InlineText(f"({proof})", names_place=True))
        return tuple(each for part in dict.fromkeys(parts) for each in (InlineText(" "), part))


def _passages(said: Explanation, searcher: Searcher) -> dict[str, Passage | None]:
    """The passage of each proof, in the order in which they are said; all that is said of one place decides
    which section of a factsheet proves it, so that a place has one number.
    """
    words: defaultdict[tuple[str, str, str] | None, list[str]] = defaultdict(list)
    for line in said.lines:
        for place in dict.fromkeys(map(place_of, line.proofs)):
            words[place].append(line.text)
    return {proof: passage_of(proof, searcher, " ".join(words[place_of(proof)])) for proof in said.proofs}


def _citations(passages: Iterable[Passage | None], quote: Quote) -> list[Citation]:
    found = {_key(passage): passage for passage in passages if passage}
    first = [*found.values()][:_MOST_PLACES]
    return [Citation(n, passage, quote(passage)) for n, passage in enumerate(first, start=1)]


def _key(passage: Passage) -> tuple[str, str]:
    return passage.document.id, passage.section.locator
