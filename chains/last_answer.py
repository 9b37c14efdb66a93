"""What the last answer of a conversation was, for the question that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.retrieval.places import Places, places_of

if TYPE_CHECKING:
    from chains.answer import Answer


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """`cited`: the law places that it cited; `quoted`: whether it led with words of a source, instead of
    telling what rules or guides say.
    """

    cited: Places = ()
    quoted: bool = False

    @classmethod
    def of(cls, answer: Answer) -> LastAnswer:
        """That of an answer which came to its end."""
        return cls(places_of(answer.citations), answer.leads_with_quote)
