"""The text form of an answer: for the command line, the public JSON, a letter, a chat model that reads the
conversation. Words quoted from a source are the lines that begin with `>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chains.blocks.kinds import Block, CitationMark, Inline
from chains.blocks.layout import LaidOutLine, LineRole, lines_of


@dataclass(frozen=True, slots=True)
class TextForm:
    """How lines are written: what stands around bold words and before quoted lines."""

    bold: str = ""
    quote: str = ""


PUBLIC = TextForm(bold="**", quote="> ")
TERMINAL = TextForm(quote="> ")
LETTER = TextForm()


def text_of(
    blocks: Iterable[Block],
    form: TextForm = PUBLIC,
    *,
    wanted: Callable[[LaidOutLine], bool] = lambda _: True,
) -> str:
    """Blocks as text, an empty line between two of them; `wanted` chooses among their lines."""
    written = ("\n".join(_line(line, form) for line in lines_of(block) if wanted(line)) for block in blocks)
    return "\n\n".join(text for text in written if text)


def _line(line: LaidOutLine, form: TextForm) -> str:
    said = inline_text(line.text, form)
    if line.role is LineRole.QUOTED:
        return f"{form.quote}{said}".rstrip() if not said else f"{form.quote}{said}"
    return f"{line.bullet} {said}" if line.bullet else said


_LEAD_QUOTE = re.compile(r"\*\*[^*\n]{1,200}:\*\* „")


def is_led_by_quote(text: str) -> bool:
    """Whether a text in the public form leads with words of a source: what `Answer.leads_with_quote` says of
    an answer, for who keeps the conversation as text alone (`wbm ask --stdin` with `history`).
    """
    return bool(_LEAD_QUOTE.match(text))


def inline_text(line: Inline, form: TextForm = LETTER) -> str:
    """One line as text, marks as [n]."""
    return "".join(
        f"[{part.n}]"
        if isinstance(part, CitationMark)
        else f"{form.bold}{part.text}{form.bold}"
        if part.bold
        else part.text
        for part in line
    )
