"""A text read as words, and how far a name goes on from one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chains.privacy.introductions import LEADING, PARTICLES, TITLES, WORD, Word
from chains.privacy.names import is_common, is_given, is_surname, may_be_surname, never_a_name


class NameText:
    """One text, read as words."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self.words: list[Word] = []
        self.shouted = text.isupper()
        end = 0
        for match in WORD.finditer(text):
            self.words.append(Word(match[0], match.start(), match.end(), text[end : match.start()]))
            end = match.end()
        small = [word.text for word in self.words[:200] if word.text.islower()]
        self.german = len(small) <= 3 or sum(map(is_common, small)) >= len(small) / 2  # noqa: PLR2004 - in another language small words look like names
        self.at = {word.start: index for index, word in enumerate(self.words)}

    def behind(self, matches: Iterable[re.Match[str]]) -> Iterator[int]:
        """The words that begin where a match ends."""
        return (self.at[match.end()] for match in matches if match.end() in self.at)

    def span(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """The place of these words, if there are any."""
        if end > first:
            yield self.words[first].start, self.words[end - 1].end

    def skipped(self, index: int, *, particles: frozenset[str] = LEADING) -> int:
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

    def joined(self, index: int, gaps: str = r"\.?-?[ \t]{1,3}") -> bool:
        """Whether a word is there, and nothing but such a gap between it and the word before."""
        return index < len(self.words) and bool(re.fullmatch(gaps, self.words[index].gap))

    def lower(self, word: Word, *, trusted: bool) -> bool:
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

    def onward(self, index: int, before: Word, longest: int = 4) -> int:
        """The further words of a name that has begun."""
        words, begun = self.words, index
        while index < len(words) and index - begun < longest and self.joined(index):
            word = words[index]
            if len(word.text) == 1 and word.text.isupper() and self.whole[word.end : word.end + 1] == ".":
                index += 1
                continue
            if word.text.lower() in PARTICLES - {"und", "zum", "zur"}:
                after = self.skipped(index, particles=PARTICLES - {"und", "zum", "zur"})
                if (
                    after < len(words)
                    and words[after].capitalised
                    and may_be_surname(words[after].name)
                    and self.joined(after)
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
            elif not self.lower(word, trusted=False) and not (
                is_given(before.name)
                and not never_a_name(word.name)
                and (is_surname(word.name) or not is_common(word.name))
            ):
                break
            before, index = word, index + 1
        return index

    def initial(self, index: int) -> int | None:
        """The end of "E. Mustermann" or "e. mustermann"."""
        words = self.words
        if self.whole[words[index].end : words[index].end + 1] == "." and self.joined(index + 1, r"\.\s?-?"):
            word = words[index + 1]
            if (
                len(word.text) > 2  # noqa: PLR2004
                and not never_a_name(word.text)
                and (is_surname(word.name) or not is_common(word.name))
            ):
                return index + 2
        return None

    def may_begin(self, word: Word) -> bool:
        """Whether a name may begin with a word, where one is expected."""
        if word.capitalised:
            return is_given(word.name) or may_be_surname(word.name, strictly=True)
        return self.lower(word, trusted=False)

    def followed(self, index: int) -> bool:
        """Whether a name in small letters is followed by another one, or ends what is said."""
        after = self.words[index + 1] if index + 1 < len(self.words) else None
        return (
            after is None
            or any(c in after.gap for c in ",.!?;\n")
            or self.lower(after, trusted=False)
            or after.text in {"und", "aus", "vom", "von"}
        )
