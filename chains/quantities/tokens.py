"""Text as tokens that keep their span; a word is compared by its key, which forgets case,
umlauts and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"


class Token(NamedTuple):  # made faster than a dataclass, and a text has hundreds
    """One word, number or sign of a text; `text[start:end]` is how it was written, `key` how it
    is compared.
    """

    text: str
    key: str
    start: int
    end: int
    kind: TokenKind


# Every alternative begins with a character class of its own and repeats single classes: no
# position is read twice.
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,](?=\d)\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)?)"
    r"|(?P<sign>\S|\t)"  # a tab parts the cells of a row, and so their numbers
)
_KINDS = {kind.value: kind for kind in TokenKind}  # by the pattern's groups
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "’": "'", "ʼ": "'"})


@lru_cache(maxsize=20_000)
def key_of(word: str) -> str:
    """How a word is compared: lower case, ä as ae, without accents ("Beşiktaş" as "besiktas")."""
    lower = unicodedata.normalize("NFC", word).lower().translate(_UMLAUTS)
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def tokens_of(text: str) -> list[Token]:
    """All tokens in order; linear in the length of the text."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = _KINDS[match.lastgroup or ""]
        raw = match[0]
        found.append(Token(raw, key_of(raw) if kind is TokenKind.WORD else raw, *match.span(), kind))
    return found


def text_at(tokens: Sequence[Token], index: int) -> str:
    """How a token is written; "" beyond the first and the last."""
    return tokens[index].text if 0 <= index < len(tokens) else ""


def key_at(tokens: Sequence[Token], index: int) -> str:
    """How a token is compared; "" beyond the first and the last."""
    return tokens[index].key if 0 <= index < len(tokens) else ""
