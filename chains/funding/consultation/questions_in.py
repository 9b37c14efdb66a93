"""The questions that one message asks: "Muss er vorher zur Beratung, und bei welcher Agentur?"."""

from __future__ import annotations

import re

_ASKS = (
    r"w(?:er|as|ie|ann|o|em|en|ohin|obei|arum|ieso|elche[rnms]?|ie ?viel\w*)"
    r"|(?:bei|an|von|zu|ab|bis|mit|für|in) (?:wem|wen|wann|was|welche[rnms]?)"
)
_VERB = (
    r"(?:kann|können|könnte|muss|müssen|müsste|darf|dürfen|soll|sollen|zahlt|zahlen|gibt|bekomm\w*|krieg\w*|hat"
    r"|haben|ist|sind|wird|werden|gilt|gelten|geht|gehen|braucht|brauchen|übernimmt|trägt|zählt|reicht)"
)
# a question ends at its mark, or where behind "und" another begins
_PARTS = re.compile(rf"(?i)(?<=[?!])\s+|(?:,\s*)?\b(?:und|sowie)\b\s+(?=(?:{_ASKS}|{_VERB})\b)")
_LEAST = 3  # words; "wo und bis wann" is one question
_MOST = 3  # questions that are looked at


def questions_in(asking: str) -> tuple[str, ...]:
    """The questions of what a message asks, each by itself; only the whole where it is one."""
    if "?" not in asking:
        return (asking,)
    parts = [part.strip(" ,") for part in _PARTS.split(asking) if part and part.strip(" ,?!")]
    if len(parts) == 1 or any(len(part.split()) < _LEAST for part in parts):
        return (asking,)
    return tuple(part if part.endswith("?") else f"{part}?" for part in parts[:_MOST])
