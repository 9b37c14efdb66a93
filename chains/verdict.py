"""The verdict of the verification: part of every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence's verdict: the numbers it cites, how well its best passage backs it (0 to 1), and what is
    wrong with it, in German.
    """

    text: str
    citations: tuple[int, ...]
    support: float
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on an answer, sentence by sentence; `general`: problems of the answer as a whole."""

    sentences: tuple[Sentence, ...] = ()
    general: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """All that was found, in German, for the repair prompt and the report; those of the sentences in
        their order.
        """
        return (*self.general, *(problem for sentence in self.sentences for problem in sentence.problems))

    @property
    def ok(self) -> bool:
        """Nothing to object to."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """The public form (README, "JSON")."""
        return {
            "ok": self.ok,
            "problems": list(self.problems),
            "sentences": [
                {
                    "text": s.text,
                    "citations": list(s.citations),
                    "support": round(s.support, 2),
                    "problems": list(s.problems),
                }
                for s in self.sentences
            ],
        }
