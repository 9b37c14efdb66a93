"""Everyday words that say the same, whatever a text is about (knowledge/same_words.yaml)."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import WordListError
from knowledge.german.words import stem

_FILE = Path(__file__).parents[1] / "same_words.yaml"


class _SameWords(BaseModel):
    """One line, one matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: tuple[tuple[str, ...], ...]


def words_for(term: str) -> frozenset[str]:
    """The stems of all words that say the same as one, itself among them; () where the file has none."""
    known = load_same_words()
    return known.get(term) or known.get(term.removesuffix("t"), frozenset())


@lru_cache(maxsize=512)
def with_infinitives(terms: frozenset[str]) -> frozenset[str]:
    """Terms with the infinitive's stem of what may be a verb's third person ("zahlt")."""
    return terms | {term[:-1] for term in terms if term.endswith("t")}


@cache
def load_same_words(path: Path = _FILE) -> dict[str, frozenset[str]]:
    """Stem of a word -> the stems of all words that say the same, itself among them.

    Raises:
        WordListError: with the line and what is wrong there.
    """
    groups = load_checked(path, _SameWords, "Die Liste der Wörter für dasselbe", WordListError)[0].groups
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        stems = frozenset(stem(word.lower()) for word in group)
        for one in stems:
            found[one] = found.get(one, frozenset()) | stems
    return found
