"""knowledge/foreign_words.yaml: words of other languages in a wish, by the German ones."""

from __future__ import annotations

from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict, RootModel

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import WordListError
from settings import ROOT

_FILE = ROOT / "knowledge" / "foreign_words.yaml"


class ForeignLanguage(BaseModel):
    """Phrase, lower case -> German. `surely`: says that a message has the language in it; `beside`: only in
    such a message; `endings`: what may follow a name behind an apostrophe.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    surely: dict[str, str]
    beside: dict[str, str]
    endings: tuple[str, ...]

    @cached_property
    def words(self) -> dict[str, str]:
        """All phrases."""
        return self.beside | self.surely


class _Languages(RootModel[dict[str, ForeignLanguage]]):
    """Name of a language -> its words."""


@cache
def foreign_languages() -> tuple[ForeignLanguage, ...]:
    """The languages.

    Raises:
        WordListError: the list cannot be read, or a part of it is wrong.
    """
    found = load_checked(_FILE, _Languages, "Die Liste der fremden Wörter", WordListError)[0]
    return tuple(found.root.values())
