"""Names behind something that introduces them: a title, a role, a greeting, a label, a signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chains.privacy.introductions import (
    ALONE,
    BORN_AS,
    CALLED,
    GREETED,
    LABEL,
    NOT_CALLED,
    ONLY_LAST_LINE,
    OTHERWISE,
    PUT_TOGETHER,
    ROLE,
    SAID_BY,
    SAID_TO_BE,
    SIGNED,
    TOLD,
    Word,
)
from chains.privacy.name_text import NameText
from chains.privacy.names import greeted_not, is_common, is_given, is_surname, may_be_surname, unknown


def introduced(text: NameText) -> Iterator[tuple[int, int]]:
    """Places (first and last character) of the names; they may overlap."""
    for index, word in enumerate(text.words):
        small = word.text.lower()
        if small in CALLED:
            yield from text.span(index + 1, _called(text, index + 1, small))
        elif ROLE.fullmatch(small):
            yield from text.span(index + 1, _behind_a_role(text, index + 1))
    readers: tuple[tuple[re.Pattern[str], Callable[[NameText, int], int]], ...] = (
        (TOLD, _told),
        (SAID_TO_BE, _said_to_be),
        (SAID_BY, _said_by),
        (ALONE, _alone),
        (BORN_AS, _born_as),
        (GREETED, _greeted),
    )
    for pattern, end_of in readers:
        for first in text.behind(pattern.finditer(text.whole)):
            yield from text.span(first, end_of(text, first))
    signed = (
        m for m in SIGNED.finditer(text.whole) if "\n" in m[0] or not ONLY_LAST_LINE.match(m[0].strip())
    )
    for first in text.behind(signed):
        yield from text.span(first, _signed(text, first))
    for first in text.behind(LABEL.finditer(text.whole)):
        yield from _list_of_names(text, first)


def _called(text: NameText, index: int, title: str) -> int:
    """Behind "Frau": at least one word is the name; further ones while they may be."""
    words = text.words
    if not text.joined(index, r"\.?[ \t]{1,3}\n?|\.|:[ ]?"):
        return 0
    first = text.skipped(index)
    if (
        first + 1 < len(words)
        and words[first].text.lower() in {"zu", "zum", "zur"}
        and words[first + 1].capitalised
        and not is_common(words[first + 1].text)
    ):
        first += 1
    if first >= len(words) or (
        first > index and not words[first].capitalised and not is_surname(words[first].name)
    ):
        return 0
    word = words[first]
    if len(word.text) == 1:  # "Herr K. Müller"
        return text.initial(first) or 0
    return text.onward(first + 1, word) if _bears_a_title(text, word, title) else 0


def _bears_a_title(text: NameText, word: Word, title: str) -> bool:
    if word.text.lower() in NOT_CALLED | CALLED:
        return False
    if not word.capitalised:
        return text.lower(word, trusted=True)
    return title not in OTHERWISE or not is_common(word.name) or is_surname(word.name) or is_given(word.name)


def _behind_a_role(text: NameText, index: int) -> int:
    if not text.joined(index, r",?[ \t]{1,3}|[ \t]{1,3}[„\"'(]"):
        return 0
    word = text.words[index]
    if len(word.text) == 1:
        return text.initial(index) or 0
    if word.text.lower() in NOT_CALLED or word.text.lower() in CALLED:
        return 0
    # "kollege schmidt": who else would be meant
    colleague = text.words[index - 1].text.lower() in {"kollege", "kollegin", "kollegen"}
    fits = (
        (is_given(word.name) or may_be_surname(word.name, strictly=True))
        if word.capitalised
        else text.lower(word, trusted=colleague and is_surname(word.name))
    )
    return text.onward(index + 1, word, 2) if fits else 0


def _told(text: NameText, index: int) -> int:
    first = text.skipped(index)
    if first >= len(text.words):
        return 0
    word = text.words[first]
    if word.text.lower() in NOT_CALLED | CALLED:
        return 0
    if len(word.text) == 1:
        return text.initial(first) or 0
    fits = (
        is_given(word.name) or may_be_surname(word.name, strictly=True)
        if word.capitalised
        else text.lower(word, trusted=False) or not is_common(word.name)
    )
    return text.onward(first + 1, word, 3) if fits else 0


def _said_to_be(text: NameText, index: int) -> int:
    word = text.words[index]
    if (
        word.capitalised
        and len(word.text) > 2  # noqa: PLR2004
        and unknown(word.name)
        and not re.search(r"(?:er|in|or|ist|ent|ant|eur|iker)$", word.text)
    ):
        return text.onward(index + 1, word, 3)
    if not is_given(word.name) or (
        not word.capitalised and is_common(word.name) and not text.followed(index)
    ):
        return 0
    return text.onward(index + 1, word, 3)


def _said_by(text: NameText, index: int) -> int:
    """A listed surname, though it be a word, too: "laut Schäfer"."""
    word = text.words[index]
    return index + 1 if word.capitalised and is_surname(word.name) else 0


def _alone(text: NameText, index: int) -> int:
    """A word that nothing but a name can be: no dictionary knows it, nor is it put together like a trade,
    a thing or an abbreviation.
    """
    word = text.words[index]
    fits = (
        word.capitalised
        and len(word.text) > 3  # noqa: PLR2004
        and not any(c.isupper() for c in word.text[1:])
        and unknown(word.name)
        and not PUT_TOGETHER.search(word.text)
    )
    return index + 1 if fits else 0


def _born_as(text: NameText, index: int) -> int:
    word = text.words[index]
    return (
        index + 1
        if word.capitalised
        and may_be_surname(word.name)
        and word.gap.strip(" .") == ""
        and word.text.lower() not in NOT_CALLED
        else 0
    )


def _list_of_names(text: NameText, index: int) -> Iterator[tuple[int, int]]:
    """Behind "Teilnehmer:" or "Name:": names in either order, with commas between them."""
    words, begun = text.words, index
    while index < len(words) and index - begun < 200:  # noqa: PLR2004 - a class has fewer
        index = text.skipped(index)
        word = words[index]
        small = word.text.lower()
        if small in CALLED or (small in {"und", "u"} and index > begun):
            index += 1
        else:
            fits = text.may_begin(word)
            if len(word.text) > 1 and (not fits or greeted_not(word.text)):
                return
            if len(word.text) > 1:
                yield word.start, word.end
            index += 1
        if index >= len(words) or not re.fullmatch(
            r"[ \t.]{1,3}|,[ \t]{0,2}|[ \t]?[;/&+][ \t]?", words[index].gap
        ):
            return


def _signed(text: NameText, index: int) -> int:
    words = text.words
    first = text.skipped(index)
    if first >= len(words) or words[first].gap.count("\n") > 3:  # noqa: PLR2004
        return 0
    word = words[first]
    small = word.text.lower()
    if small in CALLED or small in NOT_CALLED:
        return 0
    if len(word.text) == 1:
        return text.initial(first) or 0
    fits = text.may_begin(word)
    return text.onward(first + 1, word, 3) if fits else 0


def _greeted(text: NameText, index: int) -> int:
    word = text.words[index]
    if greeted_not(word.text) or word.text.lower() in CALLED or len(word.text) < 2:  # noqa: PLR2004
        return 0
    fits = (
        (is_given(word.name) or (is_surname(word.name) and not is_common(word.name)) or unknown(word.name))
        if word.capitalised
        else text.lower(word, trusted=False) or (is_given(word.name) and text.followed(index))
    )
    return text.onward(index + 1, word, 2) if fits else 0
