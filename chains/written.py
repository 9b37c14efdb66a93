"""The model's part in an answer: its own words where they verify, else the extractive answer with a notice that says why."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.answer import Answer, Citation, Written, place_label
from chains.chat_model import ModelAnswer, Task, Writer
from chains.events import Doing, Event, Piece, Step
from chains.injection import instructs
from chains.marked import MARK
from chains.model_client import ModelResting
from chains.simple import NOTHING_SIMPLE
from chains.warnings import warnings_for
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from datetime import date

    from chains.model_client import Deadline
    from chains.question import Analysis
    from chains.registers import Register
    from knowledge.model import Hit

_FEWEST_WORDS, _NEAREST = 2, 2  # words of an answer; places of which it must cite one
_WORD = re.compile(r"[^\W\d_]{2,}")
_OFFERED = 5  # passages that the model may answer from
_INSTEAD = "Hier stehen stattdessen die Fundstellen im Wortlaut."


def answer_written(
    writer: Writer, analysis: Analysis, hits: Sequence[Hit], extractive: Answer, register: Register, day: date, told: str, deadline: Deadline
) -> Generator[Event, None, Answer]:
    """The model's answer if it verifies, else the extractive one with a notice; words that verify are given out as they come.

    `told`: the case's numbers in words. A hit that gives orders to a model is not offered to it: the false figure stands beside the order.
    """
    offered = [Citation(n, hit.passage, hit.passage.section.text) for n, hit in enumerate((h for h in hits if not gives_orders(h)), 1)][:_OFFERED]
    if not offered:
        return extractive
    yield Step(Doing.WRITING)
    given: ModelAnswer | None = None
    try:
        for part in writer.stream(Task(analysis.text, offered, register, analysis.language, told), deadline):
            if isinstance(part, str):
                yield Piece(part)
            else:
                given = part
    except ModelFailed as error:
        became = Written.RESTING if isinstance(error, ModelResting) else Written.FAILED
        return replace(extractive, warnings=(*extractive.warnings, f"{error} {_INSTEAD}"), written=became)
    yield Step(Doing.CHECKING)
    if given is None:
        return extractive
    if not given.text:
        reason = "fand die Antwort nicht in den Fundstellen" if given.written is Written.REFUSED else "hat die Prüfung an den Fundstellen nicht bestanden"
        return _instead(extractive, given, reason, given.written)
    if lacking := _lacking(given.text, offered):
        return _instead(extractive, given, lacking, Written.REPLACED)
    used = _cited(given.text, offered)
    old = set(warnings_for(extractive.citations, day))
    warnings = (*(w for w in extractive.warnings if w not in old and w != NOTHING_SIMPLE), *warnings_for(used, day))
    text, verdict = given.text, given.verdict
    return replace(extractive, text=text, citations=used, mode="model", problems=(), verdict=verdict, prompts=given.prompts, written=given.written, warnings=warnings)


def _instead(extractive: Answer, given: ModelAnswer, reason: str, became: Written) -> Answer:
    notice = f"Die Antwort des Sprachmodells {reason}. {_INSTEAD}"
    return replace(extractive, warnings=(*extractive.warnings, notice), problems=given.verdict.problems, prompts=given.prompts, written=became)


def _cited(text: str, offered: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(c for c in offered if f"[{c.n}]" in text)


def _lacking(text: str, offered: Sequence[Citation]) -> str:
    """What an answer lacks although each of its sentences verifies; "" if nothing: it says something, and rests on the places that come nearest."""
    if len(_WORD.findall(MARK.sub(" ", text))) < _FEWEST_WORDS:
        return "sagt nichts"
    best = _paragraph(offered[0])
    if not any(c.n <= _NEAREST or _paragraph(c) == best for c in _cited(text, offered)):
        return "stützt sich nicht auf die Fundstellen, die der Frage am nächsten kommen"
    return ""


def _paragraph(citation: Citation) -> tuple[str, str]:
    passage = citation.passage
    return passage.document.id, passage.section.locator.partition(" Abs. ")[0]


def gives_orders(hit: Hit) -> bool:
    """Whether a passage or its name tells a language model what to do."""
    return instructs(f"{place_label(hit.passage)}\n{hit.passage.section.heading}\n{hit.passage.section.text}")


def order_notices(hits: Sequence[Hit]) -> list[str]:
    """What to say of passages near the top that give orders to a language model."""
    return [
        f"{place_label(hit.passage)} enthält Anweisungen an ein Sprachmodell; daraus schreibt hier keines. Bitte die Quelle prüfen."
        for hit in hits[:_OFFERED]
        if gives_orders(hit)
    ]
