"""How long what people write may be, and what becomes of what is longer."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.errors import QuestionTooLong
from knowledge.german.numbers import german_number

# characters: a whole page; the longest of 978 questions in evals/suites has 211 (28.11.2026). What is longer
# is a document
LONGEST_QUESTION = 4_000
# characters of an earlier answer: a model's has at most 6,000, an extractive one about 4,000
_LONGEST_SAID = 8_000
_TURNS = 12  # the chat remembers six questions with their answers


def require_short(question: str) -> None:
    """Refuse a question that is no question any more.

    Raises:
        QuestionTooLong: says how long it is and what to do.
    """
    if len(question) > LONGEST_QUESTION:
        raise QuestionTooLong(
            f"Die Frage hat {german_number(len(question))} Zeichen, möglich sind"
            f" {german_number(LONGEST_QUESTION)}. Bitte kürzer fragen; einen längeren Text im Chat als"
            " Dokument hinzufügen."
        )


def short_history(history: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The latest turns, what was said in each cut."""
    return [
        (role, text[: LONGEST_QUESTION if role == "user" else _LONGEST_SAID])
        for role, text in history[-_TURNS:]
    ]
