"""The words that answers in Einfache Sprache use in the place of others (knowledge/simple_words.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import RuleFault

_FILE = Path(__file__).parents[1] / "simple_words.yaml"


class SimpleWords(BaseModel):
    """What is said -> what is said instead: whole sentences, and words within the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: dict[str, str]
    words: dict[str, str]


@cache
def load_simple_words(path: Path = _FILE) -> SimpleWords:
    """The file, checked.

    Raises:
        RuleFault: with the line and what is wrong there.
    """
    return load_checked(path, SimpleWords, "Die Liste der einfachen Wörter", RuleFault)[0]
