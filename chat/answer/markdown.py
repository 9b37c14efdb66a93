"""Blocks as Markdown for the page. Whatever is said is data: Markdown and HTML in it are made inert.

Each mark of a place that is cited links to "#fundstelle-n"; the page opens the side panel for it. A block of
warnings is the one that begins with emphasis (`<em>`), which nothing else here writes: by it
public/page/answers.js knows it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from chains.answer import Answer, german_date
from chains.blocks.course_kinds import CourseList
from chains.blocks.kinds import (
    FOLDED,
    ApplicationPapers,
    AskBack,
    Block,
    Blocks,
    Calculation,
    CitationMark,
    Conditions,
    Disagreement,
    Inline,
    Lead,
    LeadQuote,
    NoAnswer,
    Notice,
    Paragraph,
    Programmes,
    Quote,
    Reasons,
    TableRows,
)
from chains.blocks.layout import LaidOutLine, LineRole, lines_of, plain_words

# the colon, since the page takes "Mitarbeiter:innen" for a directive
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|!~:])")
# what at the start of a line would make it an item of a list, or a heading of the line above
_UNDERLINE = re.compile(r"\A\s*+(?:[-=+]++\s*+\Z|[-+]\s)")
_NUMBERED = re.compile(r"^(\s*+\d{1,9})([.)])(?=\s|\Z)")
FOLD = "#wortlaut"  # where the link leads that unfolds
_VISIBLE, _LEAST, _MOST_QUOTES = 120, 40, 2  # words seen at once (issue 13), of a quote at least; quotes
# what is folded first where too much is said: the card says it as well
_LEAST_PRESSING = (Conditions, ApplicationPapers, Calculation)
_ANSWERS = (CourseList, Lead, LeadQuote, TableRows, Disagreement, Programmes, Reasons, Paragraph, NoAnswer)
_LINE = 180  # characters of the line that is shown of a place


def inert(text: str) -> str:
    """Source text with its Markdown and HTML characters escaped, so that it is shown and never run."""
    return _ACTIVE.sub(r"\\\1", text.replace("&", "&amp;"))


def answer_markdown(
    answer: Answer, aside: Iterable[str] = (), closing: str = "", *, folds: bool = True
) -> str:
    """The message in the chat: what is to be read first as a block, then what is said, the question back,
    what stands `aside` and the `closing` words; below a link that unfolds it, what is quoted and the list
    of places.

    `folds`: quotes are folded (else the list of places alone).
    """
    cited, beside = {citation.n for citation in answer.citations}, list(aside)
    answer = replace(answer, blocks=tuple(map(_without_cards, answer.blocks)))
    taken = sum(len(part.split()) for part in beside)
    shown, below = parted(answer.blocks, taken) if folds else (answer.blocks, ())
    folded = [blocks_markdown(below, cited), _places(answer)]
    parts = [
        blocks_markdown(shown, cited),
        *beside,
        closing,
        _fold(answer, below) if any(folded) else "",
        *folded,
    ]
    return "\n\n".join(part for part in parts if part)


def _without_cards(block: Block) -> Block:
    """A list of courses without its courses: they are shown as cards (chat/courses/cards.py)."""
    return replace(block, courses=()) if isinstance(block, CourseList) else block


def parted(blocks: Iterable[Block], taken: int = 0) -> tuple[Blocks, Blocks]:
    """(what is seen at once, what is folded below it): own words, of too many the least pressing folded;
    where they do not answer, at most two short quotes, a long one by its beginning.

    `taken`: words that are seen beside these.
    """
    blocks = tuple(blocks)
    own = [block for block in blocks if not isinstance(block, FOLDED)]
    quotes = [block for block in blocks if isinstance(block, Quote)]
    left = _VISIBLE - taken - sum(map(_words, own))
    if any(isinstance(block, _ANSWERS) for block in own) or not quotes:
        below: list[Block] = [block for block in blocks if isinstance(block, FOLDED)]
        for kind in _LEAST_PRESSING:
            moved = [block for block in own if isinstance(block, kind)] if left < 0 else []
            own = [block for block in own if block not in moved]
            left += sum(map(_words, moved))
            below = [*moved, *below]
        return tuple(own), tuple(below)
    return _with_quotes(blocks, quotes, left)


def _with_quotes(blocks: Blocks, quotes: list[Quote], left: int) -> tuple[Blocks, Blocks]:
    seen: dict[int, Quote] = {}
    for quote in quotes[:_MOST_QUOTES]:
        if seen and _words(quote) > left:
            break
        seen[id(quote)] = quote if _words(quote) <= left else _beginning(quote, left)
        left -= _words(seen[id(quote)])
    shown = (
        seen.get(id(block), block) for block in blocks if id(block) in seen or not isinstance(block, FOLDED)
    )
    below = (block for block in blocks if isinstance(block, FOLDED) and seen.get(id(block)) is not block)
    return tuple(shown), tuple(below)


def _beginning(quote: Quote, words: int) -> Quote:
    """A long quote's first lines, or the first words of one long line; it ends in „…“."""
    room = max(words - len(quote.heading.split()) - 3, _LEAST)  # two marks, the sign that more follows
    kept: list[str] = []
    for line in quote.words.split("\n"):
        if sum(len(each.split()) for each in (*kept, line)) > room:
            break
        kept.append(line)
    if not kept:
        kept = [" ".join(quote.words.split("\n")[0].split()[:room])]
    return replace(quote, words=f"{chr(10).join(kept).rstrip()} …")


def _words(block: Block) -> int:
    """Words as they are seen, its marks among them."""
    if isinstance(block, AskBack):
        return len(block.question.split()) + 1
    said = sum(len(plain_words(line.text).split()) for line in lines_of(block))
    return said + sum(isinstance(part, CitationMark) for line in lines_of(block) for part in line.text)


def _fold(answer: Answer, below: Blocks) -> str:
    """The link that unfolds what stands below it (public/page/folded.js)."""
    count = len(answer.citations)
    places = "1 Fundstelle" if count == 1 else f"{count} Fundstellen"
    return f"[{'Wortlaut und ' if below else ''}{places}]({FOLD})"


def _places(answer: Answer) -> str:
    if not answer.citations:
        return ""
    lines = "\n".join(
        f"- {mark_link(c.n)} {inert(c.label)} (Stand {german_date(c.passage.document.stand)})"
        for c in answer.citations
    )
    return f"**Fundstellen**\n\n{lines}"


def blocks_markdown(blocks: Iterable[Block], cited: Collection[int] = ()) -> str:
    """Blocks as Markdown that does nothing; `cited`: places whose [n] becomes a link to the side panel."""
    blocks = tuple(blocks)
    notices = [block for block in blocks if isinstance(block, Notice)]
    parts = ["\n".join(_warning(notices, cited))] if notices else []
    for block in blocks:
        if isinstance(block, AskBack):
            parts.append(f"**Rückfrage:** {inert(block.question)}")
        else:
            parts.append("\n".join(_line(line, cited) for line in lines_of(block)))
    return "\n\n".join(part for part in parts if part)


def places_markdown(found: Answer, title: str) -> str:
    """The list for the chat: the place, its Stand, its line; each [n] opens its place."""
    if not found.citations:
        return "Mit diesen Filtern gibt es dazu keine weitere Fundstelle."
    lines = [
        f"- {mark_link(c.n)} {inert(c.label)} (Stand {german_date(c.passage.document.stand)})  \n "
        f" „{inert(_first_of(c.quote))}“"
        for c in found.citations
    ]
    return f"**{title}**\n\n" + "\n".join(lines)


def seen_markdown(seen: str) -> str:
    """The line that says what a model elsewhere saw of a question; "" if nothing left the machine."""
    return f"**Das sieht das Sprachmodell:** {inert(seen)}" if seen else ""


def mark_link(n: int) -> str:
    """A mark [n] that opens its place in the side panel."""
    return f"[\\[{n}\\]](#fundstelle-{n})"


def _warning(notices: Iterable[Notice], cited: Collection[int]) -> Iterator[str]:
    yield "> *⚠️* **Bitte zuerst lesen**"
    for notice in notices:
        yield ">"
        yield f"> {inert(notice.text)}{f' {_mark(notice.n, cited)}' if notice.n else ''}"


def _line(line: LaidOutLine, cited: Collection[int]) -> str:
    said = _inline(line.text, cited)
    if line.role is LineRole.QUOTED:
        return f"> {said}  " if said else ">"
    if line.bullet:
        return f"{'-' if line.bullet in '-*•' else line.bullet} {said}"
    return _no_opening(said)


def _no_opening(said: str) -> str:
    """A line that begins no list and underlines nothing."""
    if _UNDERLINE.match(said):
        return f"\\{said.lstrip()}"
    return _NUMBERED.sub(r"\1\\\2", said)


def _inline(line: Inline, cited: Collection[int]) -> str:
    return "".join(
        _mark(part.n, cited)
        if isinstance(part, CitationMark)
        else _bold(part.text)
        if part.bold
        else inert(part.text)
        for part in line
    )


def _bold(text: str) -> str:
    """Bold words; a colon at their end cannot begin a directive."""
    return f"**{inert(text[:-1])}:**" if text.endswith(":") else f"**{inert(text)}**"


def _mark(n: int, cited: Collection[int]) -> str:
    return mark_link(n) if n in cited else inert(f"[{n}]")


def _first_of(quote: str) -> str:
    """The first lines of a quote as one, its list marks as dashes, cut between two words."""
    joined = " ".join(re.sub(r"\n[^\S\n]*+[-•*]\s++", " – ", re.sub(r"^\s*[-•*]\s+", "", quote)).split())
    if len(joined) <= _LINE:
        return joined
    return joined[:_LINE].rpartition(" ")[0] + " …"
