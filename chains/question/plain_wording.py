"""What somebody typed as it would be written: the shorthand of offices spelled out, the e that spoken German
drops put back. Only the reading of what is asked uses it; facts keep the words they were read from.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chains.dialect import in_writing
from knowledge.editorial.shorthand import shorthand
from knowledge.german.dictionary import german_words

_LONGEST = 4_000  # characters that are looked at, as many as may be typed (chains/limits.py)
_WORD = re.compile(r"[^\W\d_]+")
_DROPPED = re.compile(r"\b[a-zäöüß]{2,20}[bcdfghjkmpqstvwxzß]n\b|\b[a-zäöüß]{2,20}(?:hl|hr|ll|rr)n\b")
_OF_US = re.compile(
    r"(?i)\bmir (?=(?:sind|ham|haben|müss\w*|woll\w*|soll\w*|krieg\w*|zahl\w*|brauch\w*|könn\w*)\b)"
    r"|(?<=\bsind )mir\b|(?<=\bham )mir\b|(?<=\bmüssen )mir\b|(?<=\bkriegen )mir\b|(?<=\bsollen )mir\b"
    r"|(?<=\bkönnen )mir\b|(?<=\bzahlen )mir\b|(?<=\bhaben )mir\b|(?<=\bwollen )mir\b"
)


@lru_cache(maxsize=1)
def _shorthand() -> tuple[re.Pattern[str], dict[str, str]]:
    words = shorthand().everywhere
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w§.])(?:{'|'.join(map(re.escape, longest_first))})(?![\w])")
    return pattern, words


def plain_wording(question: str) -> str:
    """The question spelled out: "AG-Anteil? müssn mir zahln" -> "Arbeitgeber-Anteil? müssen wir zahlen"."""
    head, tail = question[:_LONGEST], question[_LONGEST:]
    pattern, words = _shorthand()
    head = pattern.sub(lambda match: words[match[0]], head)
    written = in_writing(_WORD.findall(head))
    if written:
        head = _WORD.sub(lambda match: written.get(match[0], match[0]), head)
    head = _DROPPED.sub(lambda match: _with_e(match[0]), head)
    return _OF_US.sub(lambda match: "wir " if match[0].endswith(" ") else "wir", head) + tail


@lru_cache(maxsize=4096)
def _with_e(word: str) -> str:
    """ "zahln" -> "zahlen" where only the longer word is one."""
    longer = f"{word[:-1]}en"
    known = german_words()
    return longer if word not in known and longer in known else word
