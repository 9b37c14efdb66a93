"""Names in other letters than ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chains.privacy.introductions import ENDINGS
from chains.privacy.name_text import NameText
from chains.privacy.names import is_given, is_surname


def foreign(text: NameText) -> Iterator[tuple[int, int]]:
    """Words in other letters: among German ones each may be a name; in a text of such words, the listed
    and those of two or more capitals in a row.
    """
    other = [index for index, word in enumerate(text.words) if not word.latin]
    mostly = len(other) > len(text.words) / 2 and len(other) > 3  # noqa: PLR2004
    for index in other:
        word = text.words[index]
        cased = word.text[0].lower() != word.text[0].upper()
        alone = word.text[0].isupper() if cased else True
        near = any(
            0 <= i < len(text.words) and not text.words[i].latin and text.words[i].text[0].isupper()
            for i in (index - 1, index + 1)
        )
        listed = is_given(word.text) or is_surname(word.text)
        ending = bool(ENDINGS.search(word.text)) and index > 0 and not re.search(r"[.!?\n]", word.gap)
        if (
            (alone and not mostly)
            or (mostly and cased and alone and (listed or near or ending))
            or (mostly and not cased and listed)
        ):
            yield word.start, word.end
