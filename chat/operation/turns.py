"""What became of a question, and how long its parts took: told to the figures, the log and the traces."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.answer import Answer

# parts of an answer, in their order: waiting in line, reading the case, searching, putting the answer
# together, the chat model's writing, bringing it onto the page; and all of it
WAIT, READ, RETRIEVE, COMPOSE, MODEL, RENDER, WHOLE = (
    "wait",
    "read",
    "retrieve",
    "compose",
    "model",
    "render",
    "whole",
)
STAGES = (WAIT, READ, RETRIEVE, COMPOSE, MODEL, RENDER, WHOLE)
# as chains/assistant.py calls what it measures, in milliseconds
_MEASURED = {"read": READ, "condense": READ, "retrieve": RETRIEVE, "compose": COMPOSE, "write": MODEL}


class TurnOutcome(StrEnum):
    """What became of a question."""

    EXTRACT = "extract"  # answered with the wording
    MODEL = "model"  # answered in the model's words
    PLACES = "places"  # places without an answer
    REFUSED = "refused"  # the sources do not say it
    DOCUMENT = "document"  # a document was added, and nothing asked
    STOPPED = "stopped"  # by the person
    EXHAUSTED = "exhausted"  # took too long
    LIMITED = "limited"  # too many questions of this person, or a session that has ended
    TURNED_AWAY = "turned_away"  # too many questions of all
    DISTURBED = "disturbed"  # nothing can be looked up
    FAILED = "failed"  # anything else went wrong


@dataclass(slots=True)
class ObservedTurn:
    """One question while it is answered; `private`: nothing of it may leave this machine."""

    outcome: TurnOutcome = TurnOutcome.FAILED
    private: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    began_at: int = field(default_factory=time.time_ns)

    def answered(self, answer: Answer) -> None:
        """Take over what became of it and what its answer measured."""
        self.outcome = (
            TurnOutcome.REFUSED
            if answer.abstained
            else TurnOutcome.MODEL
            if answer.mode == "model"
            else TurnOutcome.EXTRACT
        )
        for name, milliseconds in answer.timings_ms.items():
            if stage := _MEASURED.get(name):
                self.seconds[stage] = self.seconds.get(stage, 0.0) + milliseconds / 1000

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Measure a part of the turn."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun


Told = Callable[[ObservedTurn], None]


@dataclass(frozen=True, slots=True)
class Observer:
    """Tells of each question when it is over."""

    told: tuple[Told, ...] = ()

    @contextmanager
    def turn(self) -> Iterator[ObservedTurn]:
        """One question, from when it came in to when it is dealt with."""
        turn = ObservedTurn()
        try:
            with turn.timed(WHOLE):
                yield turn
        except asyncio.CancelledError:
            turn.outcome = TurnOutcome.STOPPED
            raise
        finally:
            for tell in self.told:
                _safely(tell, turn)


def logged(turn: ObservedTurn) -> None:
    """A line of the log for a question: what became of it and milliseconds by part."""
    if _log.isEnabledFor(logging.INFO):
        _log.info("question", extra=event(turn))


def event(turn: ObservedTurn) -> Mapping[str, object]:
    """A question as data."""
    return {
        "event": "question",
        "outcome": turn.outcome.value,
        "ms": {stage: round(taken * 1000, 1) for stage, taken in turn.seconds.items()},
    }


_log = logging.getLogger("wbm.turns")


def _safely(tell: Told, turn: ObservedTurn) -> None:
    try:
        tell(turn)
    except Exception:  # noqa: BLE001 - an answer does not depend on who counts it
        _log.exception("a question could not be counted")
