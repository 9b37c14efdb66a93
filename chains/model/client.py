"""Calls to the chat model with a hard time limit, retries and a circuit breaker, whichever
provider stands behind it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from queue import Empty, Queue
from typing import TYPE_CHECKING

from chains.model.breaker import CircuitBreaker, Tally
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from settings import Settings

Messages = Sequence[tuple[str, str]]  # (role "system", "user" or "assistant", text)
# characters that are read of one reply, a thought before the answer included; four times the longest answer
_LONGEST = 24_000
_WAIT = 0.3  # seconds before the first retry, doubled each time, with as much jitter
_TOO_LONG = "length"  # OpenAI's finish_reason for an answer that hit the token limit
_CUT = "Das Sprachmodell antwortet nicht zu Ende."
_BUSY = {408, 409, 425, 429}  # HTTP status below 500 that may pass by itself


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Seconds for all calls of one question together, retries of a call, failures in a row that open the
    breaker, seconds that it pauses then.
    """

    timeout: float = 30.0
    retries: int = 1
    failures: int = 3
    pause: float = 60.0

    @classmethod
    def of(cls, settings: Settings) -> CallLimits:
        """As the settings say."""
        return cls(
            settings.chat_model_timeout,
            settings.chat_model_retries,
            settings.chat_model_failures,
            settings.chat_model_pause,
        )


class ModelResting(ModelFailed):
    """The breaker is open: the model is not asked. A type of its own, since nothing was tried and nothing is
    worth a retry.
    """


class _Passing(ModelFailed):
    """A failure worth a retry."""


class Deadline:
    """The time that is left for one question."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._end = clock, clock() + seconds

    @property
    def left(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self._end - self._clock())

    def part(self, share: float) -> Deadline:
        """A deadline after a share of what is left."""
        return Deadline(self.left * share, self._clock)


class ModelClient:
    """A chat model that answers within its time or raises.

    Raises (text, pieces):
        ModelFailed: down, too slow, refused, or nothing written; ModelResting while the breaker is open.
    """

    def __init__(
        self, model: BaseChatModel, limits: CallLimits | None = None, breaker: CircuitBreaker | None = None
    ) -> None:
        self._model, self.limits = model, limits or CallLimits()
        self._breaker = breaker or CircuitBreaker(self.limits.failures, self.limits.pause)

    @property
    def calls(self) -> Tally:
        """What became of all calls so far."""
        return self._breaker.tally

    def deadline(self) -> Deadline:
        """The time for one question, starting now."""
        return Deadline(self.limits.timeout)

    def with_model(self, change: Callable[[BaseChatModel], BaseChatModel | None]) -> ModelClient | None:
        """The same limits and breaker around a changed model; None without one. What was learnt of the
        model's health stays.
        """
        changed = change(self._model)
        return ModelClient(changed, self.limits, self._breaker) if changed is not None else None

    def text(self, messages: Messages, deadline: Deadline) -> str:
        """The whole text; streamed all the same, since only a stream tells whether it was cut."""
        return "".join(self.pieces(messages, deadline)).strip()

    def pieces(self, messages: Messages, deadline: Deadline) -> Iterator[str]:
        """The text as it is written. A failure before the first piece is retried; one after it ends the text
        with ModelFailed.
        """
        return self._guarded(lambda: _streamed(self._model, messages), deadline)

    def _guarded(self, call: Callable[[], Iterator[str]], deadline: Deadline) -> Iterator[str]:
        if not self._breaker.allows():
            raise ModelResting(
                "Das Sprachmodell hat mehrmals nicht geantwortet und wird kurze Zeit nicht gefragt."
            )
        try:
            first, rest = self._begun(call, deadline)
            yield first
            yield from rest
        except GeneratorExit:
            self._breaker.succeeded()  # the caller has enough; the model did its part
            raise
        except ModelFailed:
            self._breaker.failed()
            raise
        self._breaker.succeeded()

    def _begun(self, call: Callable[[], Iterator[str]], deadline: Deadline) -> tuple[str, Iterator[str]]:
        """The first words and the rest; retried until the first words are there."""
        import stamina

        for attempt in stamina.retry_context(
            on=_Passing,
            attempts=self.limits.retries + 1,
            timeout=deadline.left or 0.001,
            wait_initial=_WAIT,
            wait_jitter=_WAIT,
        ):
            with attempt:
                written = _in_time(call, deadline)
                for piece in written:
                    if piece.strip():
                        return piece, written
                raise _Passing("Das Sprachmodell hat nichts geantwortet.")
        raise ModelFailed("Das Sprachmodell antwortet nicht.")  # unreachable: the last attempt raises


def _streamed(model: BaseChatModel, messages: Messages) -> Iterator[str]:
    """The words as they come, at most _LONGEST characters; a stream that ends without its finish_reason was
    cut, however politely the connection was closed.
    """
    reason = None
    left = _LONGEST
    for chunk in model.stream(list(messages)):
        reason = chunk.response_metadata.get("finish_reason") or reason
        text = str(chunk.text)[:left]
        left -= len(text)
        yield text
        if not left:
            return
    if reason == _TOO_LONG or (reason is None and _speaks_openai(model)):
        raise _Passing(_CUT)


def _speaks_openai(model: object) -> bool:
    """Whether a model, or the one that it wraps, streams by OpenAI's protocol, whose last piece names a
    finish_reason.
    """
    inner = getattr(model, "inner", None)
    return any(part.__module__.startswith("langchain_openai") for part in type(model).__mro__) or (
        inner is not None and _speaks_openai(inner)
    )


def _in_time(call: Callable[[], Iterator[str]], deadline: Deadline) -> Iterator[str]:
    """What a call writes, from a thread of its own: a provider's time-out bounds one read, not a server that
    drips a word a minute.
    """
    pieces: Queue[str | BaseException | None] = Queue()
    given_up = threading.Event()

    def work() -> None:
        try:
            for piece in call():
                if given_up.is_set():
                    return
                pieces.put(piece)
            pieces.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that waits
            pieces.put(error)

    threading.Thread(target=copy_context().run, args=(work,), daemon=True, name="wbm-model").start()
    try:
        while True:
            try:
                piece = pieces.get(timeout=deadline.left)
            except Empty:
                raise ModelFailed("Das Sprachmodell antwortet nicht in der eingestellten Zeit.") from None
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise _named(piece) from piece
            yield piece
    finally:
        given_up.set()


def _named(error: BaseException) -> ModelFailed:
    """Our own failure without the provider's words, which may repeat what was asked."""
    for cause in (error, error.__cause__):
        if isinstance(cause, ModelFailed):
            return cause
    status = getattr(error, "status_code", None)
    passing = not isinstance(status, int) or status >= 500 or status in _BUSY  # noqa: PLR2004 - HTTP
    return (_Passing if passing else ModelFailed)(
        f"Das Sprachmodell antwortet nicht ({type(error).__name__})."
    )
