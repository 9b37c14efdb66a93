"""Sections to chunks: one Absatz each, long ones cut between list items, table rows or sentences, never
across two locators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.german.sentences import is_only_dated, split_sentences
from knowledge.german.tokens import count_tokens
from knowledge.model.course import Course
from knowledge.model.course_text import OVERVIEW, search_context
from knowledge.model.document import Chunk, Document, Section, Status

CHUNK_TOKENS = 300  # of the text; with its context a chunk stays below the 512 tokens that E5 reads
_CONTEXT_TOKENS = 90
_NEAR = 0.8  # share of the budget
_STEM_CHARS = 160  # how much of a long list's opening words later parts carry as context


def chunk_document(document: Document, budget: int = CHUNK_TOKENS) -> list[Chunk]:
    """The chunks of all sections that may be answered from, in order; none of one that says only how old the
    document is, which `Document.stand` knows.
    """
    if document.course:
        return _course_chunks(document, document.course)
    return [
        chunk
        for section in document.sections
        if section.status is Status.IN_FORCE and not is_only_dated(section.text.strip())
        for chunk in chunk_section(document, section, budget)
    ]


def _course_chunks(document: Document, course: Course) -> list[Chunk]:
    """One chunk a section; only the overview is embedded, with the course's own words as context
    (knowledge/model/course_text.py).
    """
    overview = search_context(course)
    return [
        Chunk(
            document.id,
            s.locator,
            0,
            s.text,
            overview if s.locator == OVERVIEW else document.title,
            s.locator == OVERVIEW,
        )
        for s in document.sections
    ]


def chunk_section(document: Document, section: Section, budget: int = CHUNK_TOKENS) -> Iterator[Chunk]:
    """Cut one section; parts after the first carry the opening words of the Absatz in their context."""
    context = _context(document, section)
    for position, text in enumerate(_parts(section.text, budget)):
        stem = f"\n{section.text[:_STEM_CHARS].splitlines()[0]} …" if position else ""
        yield Chunk(document.id, section.locator, position, text, context + stem)


def _context(document: Document, section: Section) -> str:
    """Title, locator, heading, the law's full name, then its heading path from the nearest up,
    within a token budget.
    """
    # "S. 14, Antrag" names it already
    heading = "" if section.heading and section.heading in section.locator else section.heading
    context = f"{document.title} {section.locator} {heading}".strip()
    name = (document.long_title,) if document.long_title != document.title else ()
    for extra in (*name, *reversed(section.path)):
        longer = f"{context} · {extra}" if extra else context
        if count_tokens(longer) > _CONTEXT_TOKENS:
            break
        context = longer
    return context


def _parts(text: str, budget: int) -> Iterator[str]:
    """Cut between lines; a part that begins inside a table has the table's head again, or its
    rows could not be read.
    """
    if count_tokens(text) <= budget:
        yield text
        return
    part: list[str] = []
    used = 0
    for unit, head in _units(text, budget):
        size = count_tokens(unit)
        if part and used + size > budget:
            yield "".join(part).strip("\n ")
            part, used = [], 0
        if head and not part:
            part, used = [head], count_tokens(head)
        part.append(unit)
        used += size
    if part:
        yield "".join(part).strip("\n ")


def _units(text: str, budget: int) -> Iterator[tuple[str, str]]:
    """(piece that may stand apart, head of the table it is a row of): lines, then cells, sentences, runs of
    words where one is over the budget.
    """
    lines = text.splitlines(keepends=True)
    heads = _table_heads(lines, budget)
    for line, head in zip(lines, heads, strict=True):
        room = budget - count_tokens(head) if head else budget
        if count_tokens(line) <= room:
            yield line, head
            continue
        cells = line.split("\t")
        for number, cell in enumerate(cells):
            tab = "\t" if number + 1 < len(cells) else ""
            if count_tokens(cell) <= room:
                yield cell + tab, head
                continue
            for sentence in split_sentences(cell):
                for run in _word_runs(sentence, room) if count_tokens(sentence) > room else [f"{sentence} "]:
                    yield run, head
            yield tab or "\n", head


def _table_heads(lines: list[str], budget: int) -> list[str]:
    """For each line the first row of the table that it goes on with; "" for other lines and where the head
    would fill the chunk.
    """
    heads: list[str] = []
    head = ""
    for line in lines:
        row = "\t" in line
        heads.append(head if row else "")
        head = (head or line) if row else ""
    return [head if head and count_tokens(head) <= budget // 3 else "" for head in heads]


def _word_runs(sentence: str, budget: int) -> Iterable[str]:
    words = sentence.split(" ")
    run: list[str] = []
    roughly = 0  # the words counted one by one; the run is counted only where it comes near the budget
    for word in words:
        run.append(word)
        roughly += count_tokens(word)
        if roughly >= _NEAR * budget and count_tokens(" ".join(run)) >= budget:
            yield " ".join(run) + " "
            run, roughly = [], 0
    if run:
        yield " ".join(run) + " "
