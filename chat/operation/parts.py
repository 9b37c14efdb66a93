"""Puts together what those who run a server look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chat.answer.turn_line import TurnLine
from chat.operation.logs import set_up_logs
from chat.operation.metrics import Metrics, Standing
from chat.operation.readiness import Readiness
from chat.operation.routes import AnswersOperators, MayMeasure
from chat.operation.traces import Traces, open_traces
from chat.operation.turns import ObservedTurn, Observer, logged
from knowledge.errors import IndexMissing

if TYPE_CHECKING:
    from fastapi import FastAPI

    from chains.assistant import Assistant
    from chat.database.connection import ChatDatabase
    from settings import Settings


@dataclass(slots=True)
class Operation:
    """The figures, the readiness, the line and the observer of one server."""

    settings: Settings
    metrics: Metrics
    readiness: Readiness
    observer: Observer
    line: TurnLine
    traces: Traces | None
    _open: Callable[[], Assistant] | None = field(default=None)

    @classmethod
    def of(cls, settings: Settings, database: ChatDatabase | None) -> Operation:
        """As it is set; `database` None where no chat is kept.

        Raises:
            SettingsError: a setting is wrong.
        """
        set_up_logs(settings)
        metrics, traces = Metrics(), open_traces(settings)

        def counted(turn: ObservedTurn) -> None:
            metrics.question(turn.outcome, turn.seconds)

        observer = Observer((counted, *((logged,) if settings.log_format == "json" else ()), *_some(traces)))
        line = TurnLine(settings.turns_at_once, settings.turns_waiting, metrics.line)
        made = cls(settings, metrics, Readiness(lambda: 0, database), observer, line, traces)
        made.readiness.open_index = made.generation
        return made

    def around(self, server: FastAPI) -> None:
        """Answer /healthz, /readyz and /metrics; to be added outside of sign-in and limits."""
        server.add_middleware(
            AnswersOperators, readiness=self.readiness, metrics=self.metrics, may=MayMeasure.of(self.settings)
        )

    def look_at(
        self, open_assistant: Callable[[], Assistant], opened: Callable[[], Assistant | None]
    ) -> None:
        """Where the assistant comes from: one that is opened if need be, and the one that is open now."""
        self._open = open_assistant
        self.metrics.look_at(lambda: _standing(opened()))

    def generation(self) -> int:
        """Open the index if need be; its generation. Raises WbmError: why it cannot be opened."""
        if self._open is None:
            raise IndexMissing()
        return self._open().searcher.state.generation


def _some(traces: Traces | None) -> tuple[Traces, ...]:
    return () if traces is None else (traces,)


def _standing(assistant: Assistant | None) -> Standing:
    if assistant is None:
        return Standing()
    searcher, calls = assistant.searcher, assistant.model_calls
    return Standing(
        searcher.opened_generation,
        searcher.embedding_queue,
        None if calls is None else {"worked": calls.worked, "failed": calls.failed, "rested": calls.rested},
    )
