"""Where names stand in a text: behind a title, a role, a greeting, a label or above a date, and
by lists of names.

The text is read once as words; what a word is taken for depends on how it is written, since people write
"frau müller" as well as "HERR KOWALSKI".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from chains.privacy.introductions import (
    ALONE,
    BORN_AS,
    CALLED,
    ENDINGS,
    GREETED,
    LABEL,
    LEADING,
    MOST,
    NOT_CALLED,
    ONLY_LAST_LINE,
    OTHERWISE,
    PARTICLES,
    PUT_TOGETHER,
    ROLE,
    SAID_BY,
    SAID_TO_BE,
    SIGNED,
    TAIL,
    TITLES,
    TOLD,
    WORD,
    Word,
)
from chains.privacy.names import (
    greeted_not,
    is_common,
    is_given,
    is_surname,
    may_be_surname,
    never_a_name,
    unknown,
)


def names_in(text: str) -> list[tuple[int, int]]:
    """The places of names, in order, without overlaps; the words between them that belong to nobody stay."""
    reader = _Reader(text)
    spans = sorted({*reader.introduced(), *reader.listed(), *reader.foreign()})
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _Reader:
    """One text, read as words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Word] = []
        self.shouted = text.isupper()
        end = 0
        for match in WORD.finditer(text):
            self.words.append(Word(match[0], match.start(), match.end(), text[end : match.start()]))
            end = match.end()
        small = [word.text for word in self.words[:200] if word.text.islower()]
        self.german = len(small) <= 3 or sum(map(is_common, small)) >= len(small) / 2  # noqa: PLR2004 - in another language small words look like names
        self._at = {word.start: index for index, word in enumerate(self.words)}

    # -- behind something that introduces a name

    def introduced(self) -> Iterator[tuple[int, int]]:
        for index, word in enumerate(self.words):
            small = word.text.lower()
            if small in CALLED:
                yield from self._span(index + 1, self._called(index + 1, small))
            elif ROLE.fullmatch(small):
                yield from self._span(index + 1, self._behind_a_role(index + 1))
        readers: tuple[tuple[re.Pattern[str], Callable[[int], int]], ...] = (
            (TOLD, self._told),
            (SAID_TO_BE, self._said_to_be),
            (SAID_BY, self._said_by),
            (ALONE, self._alone),
            (BORN_AS, self._born_as),
            (GREETED, self._greeted),
        )
        for pattern, read in readers:
            for first in self._behind(pattern.finditer(self.text)):
                yield from self._span(first, read(first))
        signed = (
            m for m in SIGNED.finditer(self.text) if "\n" in m[0] or not ONLY_LAST_LINE.match(m[0].strip())
        )
        for first in self._behind(signed):
            yield from self._span(first, self._signed(first))
        for first in self._behind(LABEL.finditer(self.text)):
            yield from self._list_of_names(first)

    def _behind(self, matches: Iterable[re.Match[str]]) -> Iterator[int]:
        """The words that begin where a match ends."""
        return (self._at[match.end()] for match in matches if match.end() in self._at)

    def _span(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        if end > first:
            yield self.words[first].start, self.words[end - 1].end

    def _skipped(self, index: int, *, particles: frozenset[str] = LEADING) -> int:
        """Behind titles and particles: "Dr. med. von der"."""
        words = self.words
        while (
            index < len(words)
            and words[index].text.lower() in TITLES
            and re.fullmatch(r"[.\s-]*", words[index].gap)
        ):
            index += 1
        while (
            index < len(words)
            and words[index].text.lower() in particles
            and re.fullmatch(r"[.\s-]*", words[index].gap)
            and index + 1 < len(words)
        ):
            index += 1
            particles = PARTICLES
        return index

    def _joined(self, index: int, gaps: str = r"\.?-?[ \t]{1,3}") -> bool:
        return index < len(self.words) and bool(re.fullmatch(gaps, self.words[index].gap))

    def _called(self, index: int, title: str) -> int:
        """Behind "Frau": at least one word is the name; further ones while they may be."""
        words = self.words
        if not self._joined(index, r"\.?[ \t]{1,3}\n?|\.|:[ ]?"):
            return 0
        first = self._skipped(index)
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
            return self._initial(first) or 0
        return self._onward(first + 1, word) if self._bears_a_title(word, title) else 0

    def _bears_a_title(self, word: Word, title: str) -> bool:
        if word.text.lower() in NOT_CALLED | CALLED:
            return False
        if not word.capitalised:
            return self._lower(word, trusted=True)
        return (
            title not in OTHERWISE or not is_common(word.name) or is_surname(word.name) or is_given(word.name)
        )

    def _lower(self, word: Word, *, trusted: bool) -> bool:
        """A name in small or large letters only. `trusted`: behind a title, where also a word of the
        dictionary may be one.
        """
        name = word.name
        if never_a_name(name) or len(name) < 3:  # noqa: PLR2004
            return False
        listed = is_given(name) or is_surname(name)
        stem = name[:-1] if name.endswith("s") and len(name) > 4 else name  # noqa: PLR2004
        listed = listed or is_given(stem) or is_surname(stem)
        return (
            listed and (trusted or not is_common(stem))
            if listed
            else trusted and not is_common(name) and not is_common(stem)
        )

    def _onward(self, index: int, before: Word, longest: int = 4) -> int:
        """The further words of a name that has begun."""
        words, begun = self.words, index
        while index < len(words) and index - begun < longest and self._joined(index):
            word = words[index]
            if len(word.text) == 1 and word.text.isupper() and self.text[word.end : word.end + 1] == ".":
                index += 1
                continue
            if word.text.lower() in PARTICLES - {"und", "zum", "zur"}:
                after = self._skipped(index, particles=PARTICLES - {"und", "zum", "zur"})
                if (
                    after < len(words)
                    and words[after].capitalised
                    and may_be_surname(words[after].name)
                    and self._joined(after)
                    and word.text.lower() not in {"der", "den", "dem", "zu"}
                ):
                    index = after + 1
                    continue
                break
            if "." in word.gap and len(words[index - 1].text) > 1:
                break
            if word.capitalised and before.text[0].isupper():
                if not may_be_surname(word.name):
                    break
            elif not self._lower(word, trusted=False) and not (
                is_given(before.name)
                and not never_a_name(word.name)
                and (is_surname(word.name) or not is_common(word.name))
            ):
                break
            before, index = word, index + 1
        return index

    def _initial(self, index: int) -> int | None:
        """The end of "E. Mustermann" or "e. mustermann"."""
        words = self.words
        if self.text[words[index].end : words[index].end + 1] == "." and self._joined(index + 1, r"\.\s?-?"):
            word = words[index + 1]
            if (
                len(word.text) > 2  # noqa: PLR2004
                and not never_a_name(word.text)
                and (is_surname(word.name) or not is_common(word.name))
            ):
                return index + 2
        return None

    def _behind_a_role(self, index: int) -> int:
        if not self._joined(index, r",?[ \t]{1,3}|[ \t]{1,3}[„\"'(]"):
            return 0
        word = self.words[index]
        if len(word.text) == 1:
            return self._initial(index) or 0
        if word.text.lower() in NOT_CALLED or word.text.lower() in CALLED:
            return 0
        # "kollege schmidt": who else would be meant
        colleague = self.words[index - 1].text.lower() in {"kollege", "kollegin", "kollegen"}
        fits = (
            (is_given(word.name) or may_be_surname(word.name, strictly=True))
            if word.capitalised
            else self._lower(word, trusted=colleague and is_surname(word.name))
        )
        return self._onward(index + 1, word, 2) if fits else 0

    def _told(self, index: int) -> int:
        first = self._skipped(index)
        if first >= len(self.words):
            return 0
        word = self.words[first]
        if word.text.lower() in NOT_CALLED | CALLED:
            return 0
        if len(word.text) == 1:
            return self._initial(first) or 0
        fits = (
            is_given(word.name) or may_be_surname(word.name, strictly=True)
            if word.capitalised
            else self._lower(word, trusted=False) or not is_common(word.name)
        )
        return self._onward(first + 1, word, 3) if fits else 0

    def _said_to_be(self, index: int) -> int:
        word = self.words[index]
        if (
            word.capitalised
            and len(word.text) > 2  # noqa: PLR2004
            and unknown(word.name)
            and not re.search(r"(?:er|in|or|ist|ent|ant|eur|iker)$", word.text)
        ):
            return self._onward(index + 1, word, 3)
        if not is_given(word.name) or (
            not word.capitalised and is_common(word.name) and not self._followed(index)
        ):
            return 0
        return self._onward(index + 1, word, 3)

    def _said_by(self, index: int) -> int:
        """A listed surname, though it be a word, too: "laut Schäfer"."""
        word = self.words[index]
        return index + 1 if word.capitalised and is_surname(word.name) else 0

    def _alone(self, index: int) -> int:
        """A word that nothing but a name can be: no dictionary knows it, nor is it put together like a trade,
        a thing or an abbreviation.
        """
        word = self.words[index]
        fits = (
            word.capitalised
            and len(word.text) > 3  # noqa: PLR2004
            and not any(c.isupper() for c in word.text[1:])
            and unknown(word.name)
            and not PUT_TOGETHER.search(word.text)
        )
        return index + 1 if fits else 0

    def _born_as(self, index: int) -> int:
        word = self.words[index]
        return (
            index + 1
            if word.capitalised
            and may_be_surname(word.name)
            and word.gap.strip(" .") == ""
            and word.text.lower() not in NOT_CALLED
            else 0
        )

    def _followed(self, index: int) -> bool:
        """Whether a name in small letters is followed by another one, or ends what is said."""
        after = self.words[index + 1] if index + 1 < len(self.words) else None
        return (
            after is None
            or any(c in after.gap for c in ",.!?;\n")
            or self._lower(after, trusted=False)
            or after.text in {"und", "aus", "vom", "von"}
        )

    def _list_of_names(self, index: int) -> Iterator[tuple[int, int]]:
        """Behind "Teilnehmer:" or "Name:": names in either order, with commas between them."""
        words, begun = self.words, index
        while index < len(words) and index - begun < 200:  # noqa: PLR2004 - a class has fewer
            index = self._skipped(index)
            word = words[index]
            small = word.text.lower()
            if small in CALLED or (small in {"und", "u"} and index > begun):
                index += 1
            else:
                fits = (
                    (is_given(word.name) or may_be_surname(word.name, strictly=True))
                    if word.capitalised
                    else self._lower(word, trusted=False)
                )
                if len(word.text) > 1 and (not fits or greeted_not(word.text)):
                    return
                if len(word.text) > 1:
                    yield word.start, word.end
                index += 1
            if index >= len(words) or not re.fullmatch(
                r"[ \t.]{1,3}|,[ \t]{0,2}|[ \t]?[;/&+][ \t]?", words[index].gap
            ):
                return

    def _signed(self, index: int) -> int:
        words = self.words
        first = self._skipped(index)
        if first >= len(words) or words[first].gap.count("\n") > 3:  # noqa: PLR2004
            return 0
        word = words[first]
        small = word.text.lower()
        if small in CALLED or small in NOT_CALLED:
            return 0
        if len(word.text) == 1:
            return self._initial(first) or 0
        fits = (
            (is_given(word.name) or may_be_surname(word.name, strictly=True))
            if word.capitalised
            else self._lower(word, trusted=False)
        )
        return self._onward(first + 1, word, 3) if fits else 0

    def _greeted(self, index: int) -> int:
        word = self.words[index]
        if greeted_not(word.text) or word.text.lower() in CALLED or len(word.text) < 2:  # noqa: PLR2004
            return 0
        fits = (
            (
                is_given(word.name)
                or (is_surname(word.name) and not is_common(word.name))
                or unknown(word.name)
            )
            if word.capitalised
            else self._lower(word, trusted=False) or (is_given(word.name) and self._followed(index))
        )
        return self._onward(index + 1, word, 2) if fits else 0

    # -- by lists

    def listed(self) -> Iterator[tuple[int, int]]:
        """From each given name on, as far as surnames follow; runs of words that nobody knows; surnames that
        mean nothing else.
        """
        words, index = self.words, 0
        while index < len(words):
            end = self._listed_end(index)
            if end and index and re.fullmatch(r",[ \t]?", words[index].gap) and is_given(words[index].name):
                before = words[index - 1]
                if (
                    before.capitalised
                    and (is_surname(before.name) or unknown(before.name))
                    and not TAIL.fullmatch(before.text)
                ):
                    yield before.start, before.end
            if end and not (
                end < len(words) and self._joined(end, r"[ \t]|-") and TAIL.fullmatch(words[end].text)
            ):
                yield words[index].start, words[end - 1].end
            index = end or index + 1

    def _listed_end(self, index: int) -> int:
        word = self.words[index]
        if len(word.text) == 1:
            capitals = (
                word.text.isupper() and index + 1 < len(self.words) and self.words[index + 1].capitalised
            )
            return (self._initial(index) or 0) if capitals and not re.search(r"[§.]\s?$", word.gap) else 0
        if word.text.isupper() and not self.shouted and len(word.text) < 5:  # noqa: PLR2004 - an abbreviation
            return 0
        name = word.name
        stem = name[:-1] if name.endswith("s") and len(name) > 3 else name  # noqa: PLR2004
        return (
            self._capitalised_end(index, name, stem)
            if word.capitalised
            else self._small_end(index, name, stem)
        )

    def _capitalised_end(self, index: int, name: str, stem: str) -> int:
        word = self.words[index]
        if is_given(name) or (is_given(stem) and not is_common(name)):
            return self._onward(index + 1, word, 4)
        if is_surname(stem) and not is_common(stem) and not is_common(name):
            return self._onward(index + 1, word, 2)
        if (of := re.fullmatch(r"(.{3,}?)s?sche[nrs]?", name)) and is_surname(of[1]):
            return index + 1
        return self._unknown_run(index)

    def _small_end(self, index: int, name: str, stem: str) -> int:
        if not self.german or len(name) <= 3:  # noqa: PLR2004
            return 0
        if is_given(name) or is_given(stem):
            end = self._onward(index + 1, self.words[index], 3)
            return end if not is_common(name) or end > index + 1 else 0
        return (
            index + 1
            if len(name) > 4 and is_surname(stem) and not is_common(stem) and not is_common(name)  # noqa: PLR2004
            else 0
        )

    def _unknown_run(self, index: int) -> int:
        words, end = self.words, index
        if (
            index
            and self._joined(index, r"[ \t]{1,3}")
            and words[index - 1].capitalised
            and not is_common(words[index - 1].text)
        ):
            return 0
        while (
            end < len(words)
            and end - index <= MOST
            and words[end].capitalised
            and (end == index or self._joined(end, r"[ \t]{1,3}"))
        ):
            end += 1
        run = words[index:end]
        return end if 1 < len(run) <= MOST and all(unknown(word.name) for word in run) else 0

    # -- in other letters

    def foreign(self) -> Iterator[tuple[int, int]]:
        """Words in other letters: among German ones each may be a name; in a text of such words, the listed
        and those of two or more capitals in a row.
        """
        other = [index for index, word in enumerate(self.words) if not word.latin]
        mostly = len(other) > len(self.words) / 2 and len(other) > 3  # noqa: PLR2004
        for index in other:
            word = self.words[index]
            cased = word.text[0].lower() != word.text[0].upper()
            alone = word.text[0].isupper() if cased else True
            near = any(
                0 <= i < len(self.words) and not self.words[i].latin and self.words[i].text[0].isupper()
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
