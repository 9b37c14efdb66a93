"""What a system gave for a question: hits, answer, citations, cost. Plain data, so that it can be cached and reported."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict


class Found(BaseModel):
    """One hit: the places it covers (a flattened chunk may cover several), how it is named, and the beginning of its words."""

    model_config = ConfigDict(frozen=True)

    places: tuple[str, ...]
    label: str
    text: str


class Cited(BaseModel):
    """One citation of an answer."""

    model_config = ConfigDict(frozen=True)

    n: int
    places: tuple[str, ...]  # one; a flattened chunk covers several
    label: str
    quote: str
    stand: str = ""
    url: str = ""


class Checked(BaseModel):
    """The chain's own verdict on one sentence: the numbers it cites, how well they back it (0 to 1), and what is wrong with it."""

    model_config = ConfigDict(frozen=True)

    text: str
    citations: tuple[int, ...]
    support: float
    problems: tuple[str, ...] = ()


class Outcome(BaseModel):
    """The result for one question; milliseconds and tokens are 0 where they do not apply."""

    model_config = ConfigDict(frozen=True)

    hits: tuple[Found, ...]
    answer: str
    citations: tuple[Cited, ...]
    abstained: bool
    mode: str
    warnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    verdict: tuple[Checked, ...] = ()
    asks: str = ""
    prompts: tuple[str, ...] = ()
    milliseconds: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0


class System(Protocol):
    """Something that answers questions: ours, a baseline, or a broken one in a test."""

    def answer(self, question: str, history: tuple[tuple[str, str], ...]) -> Outcome:
        """The outcome for one question."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...
