"""Follow-up questions made independent without a language model: the earlier question is carried along."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.german import terms

_FOLLOWS = re.compile(
    r"^\s*(?:und|aber|oder|auch|was\s+ist\s+mit|wie\s+ist\s+(?:es|das)|wie\s+sieht|gilt\s+das|gilt\s+dies|geht\s+das|und\s+wenn|bei|für|dann|wer|warum|wie\s+lange|wie\s+viel|wann)\b"
    r"|\b(?:das|dies|dafür|davon|damit|dazu|darüber|hierfür|dabei|dort|diese[rnms]?|solche[rnms]?|er|sie|es)\b",
    re.I,
)
_SHORT = 6  # content words; a longer question stands on its own


def condense(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question for retrieval: the new one first, so that its numbers win, then the last one it hangs on."""
    earlier = [text for role, text in history if role == "user"]
    if not earlier or len(terms(question)) > _SHORT or not (_FOLLOWS.search(question) or len(terms(question)) <= 2):  # noqa: PLR2004 - one or two words never ask a whole question
        return question
    base = next((text for text in reversed(earlier) if len(terms(text)) >= 3), earlier[-1])  # noqa: PLR2004
    return f"{question.strip()} {base.strip()}"
