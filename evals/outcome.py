"""What a system gave for a question: hits, answer, citations, cost. Plain data, so that it can
be cached and reported.
"""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, model_validator

from chains.blocks.free_text import paragraphs_of, stored_blocks
from chains.blocks.kinds import Blocks
from chains.blocks.text_form import text_of


class RankedPlace(BaseModel):
    """One hit: the places it covers (a flattened chunk may cover several), how it is named, and the beginning
    of its words.
    """

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
    """The chain's own verdict on one sentence: the numbers it cites, how well they back it (0 to 1), and what
    is wrong with it.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    citations: tuple[int, ...]
    support: float
    problems: tuple[str, ...] = ()


class SystemOutcome(BaseModel):
    """The result for one question; milliseconds and tokens are 0 where they do not apply."""

    model_config = ConfigDict(frozen=True)

    hits: tuple[RankedPlace, ...]
    blocks: Blocks = ()
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

    @model_validator(mode="before")
    @classmethod
    def _of_a_text(cls, data: Any) -> Any:
        """An answer that is only a text (a run kept from before blocks) is read once, here."""
        if not isinstance(data, dict) or "answer" not in data:
            return data
        cited = (c if isinstance(c, Cited) else Cited.model_validate(c) for c in data.get("citations", ()))
        read = paragraphs_of if data.get("mode") == "model" else stored_blocks
        rest = {key: value for key, value in data.items() if key != "answer"}
        return rest | {"blocks": read(data["answer"], {each.n for each in cited})}

    @property
    def answer(self) -> str:
        """What is said, as text."""
        return text_of(self.blocks)


class System(Protocol):
    """Something that answers questions: ours, a baseline, or a broken one in a test."""

    def answer(self, question: str, history: tuple[tuple[str, str], ...]) -> SystemOutcome:
        """The outcome for one question."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...
