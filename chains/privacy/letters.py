"""A letter that somebody pastes: the people named in it are no words to search for."""

from __future__ import annotations

import re

from chains.privacy.people import names_in

_LETTER = re.compile(
    r"(?i)\b(?:sehr geehrte|liebe[rs]? (?:frau|herr|kolleg)|mit freundlichen|freundliche grüße|viele"
    r" grüße|beste grüße"
    r"|herzliche grüße|liebe grüße|von:|an:|betreff:|gesendet:|mfg)\b"
)
_LONG = 60  # words of a message that is a text rather than a question


def without_names(text: str) -> tuple[str, bool]:
    """A letter or a long text without the names in it, and whether there were any; a question stays as it is,
    since a word of the field may look like a name.
    """
    if not (_LETTER.search(text) or len(text.split()) >= _LONG):
        return text, False
    spans = names_in(text)
    if not spans:
        return text, False
    parts, end = [], 0
    for start, stop in sorted(spans):
        parts.append(text[end:start])
        end = max(end, stop)
    return " ".join(" ".join([*parts, text[end:]]).split()), True
