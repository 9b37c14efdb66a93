"""What of a message asks, and which guides it names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chains.quantities.lexicon import Lexicon
from chains.quantities.tokens import tokens_of
from chains.question.follow_up import asks_indirectly
from knowledge.editorial.guides import load_guides

_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
SHORT = 25  # words of a message that is looked at whole; of a longer one what asks
_LATEST = 512  # messages: a turn asks some twenty times for the guides of the same few
_A_QUESTION = 3  # words; shorter ones ("Und?") ask what stands before them


@cache
def _names() -> Lexicon:
    return Lexicon({name: guide.names for name, guide in load_guides().items() if guide.names})


def asking_part(message: str) -> str:
    """What of a message asks: its questions; without any all of a short one, the last sentences of a long
    one.
    """
    sentences = [sentence for sentence in _SENTENCES.split(message[-4_000:]) if sentence.strip()]
    asking = [sentence for sentence in sentences if sentence.rstrip().endswith("?")]
    if asking and any(len(sentence.split()) >= _A_QUESTION for sentence in asking):
        return " ".join(asking)
    if told := [sentence for sentence in sentences if asks_indirectly(sentence)]:
        return " ".join(told)
    return message if len(message.split()) <= SHORT else " ".join(sentences[-2:])


_A_SHORT_QUESTION = 9  # words of a question that may say little without the sentence before it


def asking_in_context(message: str) -> str:
    """The asking part, with the sentence before it where it is short ("Sein Chef gibt 2.000 Euro dazu. Was
    ändert das?").
    """
    asking = asking_part(message)
    if asking == message or len(asking.split()) >= _A_SHORT_QUESTION:
        return asking
    sentences = [sentence.strip() for sentence in _SENTENCES.split(message[-4_000:]) if sentence.strip()]
    before = next((n for n, sentence in enumerate(sentences) if asking.startswith(sentence)), 0)
    beside = sentences[before - 1] if before else sentences[1] if len(sentences) == 2 else ""  # noqa: PLR2004
    if not beside or len(beside.split()) > SHORT:
        return asking
    return f"{beside} {asking}" if before else f"{asking} {beside}"


@lru_cache(maxsize=_LATEST)
def guides_named(message: str) -> tuple[str, ...]:
    """The guides that a message names, those that its question names before others."""
    named = [*_guides_in(asking_part(message)), *_guides_in(message)]
    return tuple(dict.fromkeys(named))


def beside_names(text: str) -> str:
    """What of a text is not a guide's name ("Was wäre mit § 82?" -> "Was wäre mit ?")."""
    tokens = tokens_of(text[:4_000])
    spans = [(tokens[match.first].start, tokens[match.last].end) for match in _names().find(tokens)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _guides_in(text: str) -> list[str]:
    matches = _names().find(tokens_of(text[:4_000]))
    longest: dict[int, int] = {}
    for match in matches:
        longest[match.first] = max(longest.get(match.first, 0), match.last)
    return [match.name for match in matches if match.last == longest[match.first]]
