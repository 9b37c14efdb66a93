"""Names that are known by lists, and runs of words that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chains.privacy.introductions import MOST, TAIL
from chains.privacy.name_text import NameText
from chains.privacy.names import is_common, is_given, is_surname, unknown


def listed(text: NameText) -> Iterator[tuple[int, int]]:
    """From each given name on, as far as surnames follow; runs of words that nobody knows; surnames that
    mean nothing else.
    """
    words, index = text.words, 0
    while index < len(words):
        end = _listed_end(text, index)
        if end and index and re.fullmatch(r",[ \t]?", words[index].gap) and is_given(words[index].name):
            before = words[index - 1]
            if (
                before.capitalised
                and (is_surname(before.name) or unknown(before.name))
                and not TAIL.fullmatch(before.text)
            ):
                yield before.start, before.end
        if end and not (
            end < len(words) and text.joined(end, r"[ \t]|-") and TAIL.fullmatch(words[end].text)
        ):
            yield words[index].start, words[end - 1].end
        index = end or index + 1


def _listed_end(text: NameText, index: int) -> int:
    word = text.words[index]
    if len(word.text) == 1:
        capitals = word.text.isupper() and index + 1 < len(text.words) and text.words[index + 1].capitalised
        return (text.initial(index) or 0) if capitals and not re.search(r"[§.]\s?$", word.gap) else 0
    if word.text.isupper() and not text.shouted and len(word.text) < 5:  # noqa: PLR2004 - an abbreviation
        return 0
    name = word.name
    stem = name[:-1] if name.endswith("s") and len(name) > 3 else name  # noqa: PLR2004
    return (
        _capitalised_end(text, index, name, stem) if word.capitalised else _small_end(text, index, name, stem)
    )


def _capitalised_end(text: NameText, index: int, name: str, stem: str) -> int:
    word = text.words[index]
    if is_given(name) or (is_given(stem) and not is_common(name)):
        return text.onward(index + 1, word, 4)
    if is_surname(stem) and not is_common(stem) and not is_common(name):
        return text.onward(index + 1, word, 2)
    if (of := re.fullmatch(r"\A(.{3,}?)s?sche[nrs]?", name)) and is_surname(of[1]):
        return index + 1
    return _unknown_run(text, index)


def _small_end(text: NameText, index: int, name: str, stem: str) -> int:
    if not text.german or len(name) <= 3:  # noqa: PLR2004
        return 0
    if is_given(name) or is_given(stem):
        end = text.onward(index + 1, text.words[index], 3)
        return end if not is_common(name) or end > index + 1 else 0
    return (
        index + 1
        if len(name) > 4 and is_surname(stem) and not is_common(stem) and not is_common(name)  # noqa: PLR2004
        else 0
    )


def _unknown_run(text: NameText, index: int) -> int:
    words, end = text.words, index
    if (
        index
        and text.joined(index, r"[ \t]{1,3}")
        and words[index - 1].capitalised
        and not is_common(words[index - 1].text)
    ):
        return 0
    while (
        end < len(words)
        and end - index <= MOST
        and words[end].capitalised
        and (end == index or text.joined(end, r"[ \t]{1,3}"))
    ):
        end += 1
    run = words[index:end]
    return end if 1 < len(run) <= MOST and all(unknown(word.name) for word in run) else 0
