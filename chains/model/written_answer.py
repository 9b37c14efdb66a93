"""The model's part in an answer: its own words where they verify, else the extractive answer with a notice
that says why.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.answer import Answer, Citation, Written, place_label, whole
from chains.blocks.free_text import paragraphs_of
from chains.blocks.kinds import Notice
from chains.blocks.layout import lines_of, numbers_of, plain_words
from chains.events import AnswerStep, Doing, Event, TextDelta
from chains.extract.plain_language import NOTHING_SIMPLE
from chains.extract.warnings import warnings_for
from chains.injection import instructs
from chains.model.client import ModelResting
from chains.model.writer import ModelAnswer, Task, Writer
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from datetime import date

    from chains.blocks.kinds import Blocks
    from chains.extract.registers import Register
    from chains.model.client import Deadline
    from chains.question.analysis import Analysis
    from knowledge.model.document import Hit

_FEWEST_WORDS, _NEAREST = 2, 2  # words of an answer; places of which it must cite one
_WORD = re.compile(r"[^\W\d_]{2,}")
_OFFERED = 5  # passages that the model may answer from
_INSTEAD = "Hier stehen stattdessen die Fundstellen im Wortlaut."


def answer_written(
    writer: Writer,
    analysis: Analysis,
    hits: Sequence[Hit],
    extractive: Answer,
    register: Register,
    day: date,
    deadline: Deadline,
) -> Generator[Event, None, Answer]:
    """The model's answer if it verifies, else the extractive one with a notice; words that verify are given
    out as they come.

    A hit that gives orders to a model is not offered to it: the false
    figure stands beside the order.
    """
    offered = [
        Citation(n, hit.passage, hit.passage.section.text)
        for n, hit in enumerate((h for h in hits if not gives_orders(h)), 1)
    ][:_OFFERED]
    if not offered:
        return extractive
    yield AnswerStep(Doing.WRITING)
    given: ModelAnswer | None = None
    said, numbers = "", {citation.n for citation in offered}
    try:
        for part in writer.stream(
            Task(analysis.text, offered, register, analysis.language, analysis.case), deadline
        ):
            if isinstance(part, str):
                said += part
                yield TextDelta(part, paragraphs_of(said, numbers))
            else:
                given = part
    except ModelFailed as error:
        became = Written.RESTING if isinstance(error, ModelResting) else Written.FAILED
        notice = Notice(f"{error} {_INSTEAD}")
        return replace(extractive.noting((*extractive.notices, notice)), written=became)
    yield AnswerStep(Doing.CHECKING)
    if given is None:
        return extractive
    if not given.text:
        reason = (
            "fand die Antwort nicht in den Fundstellen"
            if given.written is Written.REFUSED
            else "hat die Prüfung an den Fundstellen nicht bestanden"
        )
        return _instead(extractive, given, reason, given.written)
    blocks = paragraphs_of(given.text, numbers)
    if lacking := _lacking(blocks, offered):
        return _instead(extractive, given, lacking, Written.REPLACED)
    used = _cited(blocks, offered)
    old = set(warnings_for(extractive.citations, day))
    notices = (
        *(notice for notice in extractive.notices if notice not in old and notice != NOTHING_SIMPLE),
        *warnings_for(used, day),
    )
    return replace(
        extractive,
        blocks=whole(notices, blocks, extractive.asks),
        citations=used,
        mode="model",
        problems=(),
        verdict=given.verdict,
        prompts=given.prompts,
        written=given.written,
    )


def _instead(extractive: Answer, given: ModelAnswer, reason: str, became: Written) -> Answer:
    notice = Notice(f"Die Antwort des Sprachmodells {reason}. {_INSTEAD}")
    return replace(
        extractive.noting((*extractive.notices, notice)),
        problems=given.verdict.problems,
        prompts=given.prompts,
        written=became,
    )


def _cited(blocks: Blocks, offered: Sequence[Citation]) -> tuple[Citation, ...]:
    numbers = set(numbers_of(blocks))
    return tuple(citation for citation in offered if citation.n in numbers)


def _lacking(blocks: Blocks, offered: Sequence[Citation]) -> str:
    """What an answer lacks although each of its sentences verifies; "" if nothing: it says something, and
    rests on the places that come nearest.
    """
    said = " ".join(plain_words(line.text) for block in blocks for line in lines_of(block))
    if len(_WORD.findall(said)) < _FEWEST_WORDS:
        return "sagt nichts"
    best = _paragraph(offered[0])
    if not any(c.n <= _NEAREST or _paragraph(c) == best for c in _cited(blocks, offered)):
        return "stützt sich nicht auf die Fundstellen, die der Frage am nächsten kommen"
    return ""


def _paragraph(citation: Citation) -> tuple[str, str]:
    passage = citation.passage
    return passage.document.id, passage.section.locator.partition(" Abs. ")[0]


def gives_orders(hit: Hit) -> bool:
    """Whether a passage or its name tells a language model what to do."""
    return instructs(f"{place_label(hit.passage)}\n{hit.passage.section.heading}\n{hit.passage.section.text}")


def order_notices(hits: Sequence[Hit]) -> list[Notice]:
    """What to say of passages near the top that give orders to a language model."""
    return [
        Notice(
            f"{place_label(hit.passage)} enthält Anweisungen an ein Sprachmodell; daraus schreibt hier"
            " keines. Bitte die Quelle prüfen."
        )
        for hit in hits[:_OFFERED]
        if gives_orders(hit)
    ]
