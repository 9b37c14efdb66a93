"""Law places as people write them, read on from each sign: "§§ 16, 16 a bis 16 i", "§ 98 Abs. 3, 4
und 6", "Art. 12", "82 Abs. 2". Which law a place belongs to, chains/question/references.py says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chains.quantities.numerals import value_of
from knowledge.german.law_names import ROMAN_NUMBERS

# Patterns that go on from a place take as much white space as people type: more would be read over and over.
_SIGN = re.compile(
    r"(?P<many>§{2,}+|\bparagra[pf]h?en\b)|§|\$(?=\s?\d{1,3}(?![\d.,]\d))"
    r"|\b(?:paragra(?:f|ph)s?|paragr|parag|para|par)(?:\.|\b|(?=\d))"
    r"|(?P<article>\bart(?:ikel[ns]?|\.)?(?=\s?\d))",
    re.I,
)
_MONEY = re.compile(r"\s{0,9}+\d{1,12}+\s{0,9}+(?:US-?)?(?:Dollar|USD|pro|im\s+Monat|monatlich|je)\b", re.I)
_NUMBER = re.compile(
    r"\s{0,9}+(?P<number>\d{1,4})(?!\d)(?P<letter>[a-zA-HJ-UWYZ](?![A-Za-zäöüß.])|[a-z](?![a-zäöüß.]))?"
)
_NUMBER_WORD = re.compile(r"\s{1,9}+(?P<word>[a-zäöüß]{3,40})\b", re.I)
_LETTER = re.compile(r"[ \u00a0\u202f](?P<letter>[a-z])(?![\w'’]|\s?\.(?!\W*$)|\)|-\w)")
_ABBREVIATED = re.compile(r"[ \u00a0\u202f](?:[uovsm]\s*+\d|[a-z]\s?\.)")
_FOLLOWING = re.compile(r"\s?(?:(?P<all>ff)\.?(?!\w)|f\.(?=\s?\S))")
_NUMERAL = r"[IVX]{1,4}(?!\w)(?!\s?\.\s?[A-Za-z]\s?\.)"
_VALUE = rf"(?:\d{{1,2}}(?!\d)[a-z]?(?![a-zäöü])|{_NUMERAL})"
_ABSATZ = re.compile(
    rf"\s{{0,9}}+(?:[,–-]\s*+)?(?:(?i:abs(?:atz(?:es)?|ätzen?|\.)?)\s*+\(?(?:(?P<value>{_VALUE})|(?P<word>[a-zäöü]{{3,12}})\b)\)?"
    rf"|\((?P<bracket>\d{{1,2}}[a-z]?)\)|(?P<roman>{_NUMERAL}|(?:iii|ii|iv|viii|vii|vi|ix)(?!\w))"
    r"|(?P<ordinal>[a-zäöü]{5,12})\s+Absatz\b)"
)
_MARKED = re.compile(r"\s{0,9}+(?i:abs(?:atz|ätze|\.|\s?\d)|\(\d)")
_BEFORE = re.compile(
    r"(?:\b(?i:abs(?:atz|\.)?)\s*(?P<value>\d{1,2}[a-z]?)|\b(?P<ordinal>[a-zäöü]{5,12})\s+Absatz)"
    r"(?:\s+(?:des|von|vom|in|im|zu|aus|der))?\s*$"
)
_PART = (
    r"(?i:sätze|satz|s\.|nrn?\.?|nummern?|ziff(?:er|\.)?|buchst(?:aben?|\.)?|lit\.?|halbs(?:atz|\.)?|hs\.?|alt(?:ernative|\.)?"
    r"|var(?:iante|\.)?|unterabs(?:atz|\.)?)"
)
_PART_VALUE = r"(?:\d{1,2}[a-z]?|[a-z]{1,2})(?![\wäöü])"
_PARTS = re.compile(
    rf"(?:\s{{0,9}}+,?\s{{0,9}}+{_PART}\s*+{_PART_VALUE}\)?"
    rf"(?:\s*+(?:,|und|u\.|oder|bis|-|–|/)\s*+{_PART_VALUE}(?!\s*+(?i:abs|satz|nr)))*+)++"
)
_SENTENCE = re.compile(r"\s\d{1,2}(?!\d)(?=\s*+(?:$|[?.,;:)]|Nr|[A-ZÄÖÜ]))")  # "§ 45 II 1 BBiG"
_LINK = re.compile(
    r"\s{0,9}+(?:(?P<range>bis|–|-)|,|;|/|&|\+|u\.|und|oder|sowie|bzw\.?|beziehungsweise|i\.?\s?V\.?\s?m\.?"
    r"|in\s+Verbindung\s+mit)\s*+(?:(?:und|sowie|auch|mit|des|dem|der)\s+)?",
    re.I,
)
_OTHER_LETTER = re.compile(r"(?P<letter>[a-z])(?![\w.])")
# What may follow a number that goes on a list of places; "120 Beschäftigte" goes on none.
_GOES_ON = re.compile(
    r"\s{0,9}+(?:$|[?!;:)/]|,(?!\d)|\.(?!\s*+\d)(?!\s*+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))|[–-]\s"
    r"|abs|s\.|satz|nr|§|ff|bis\b|und\b|oder\b|sowie\b|(?:des|der|dem|im|in|vom|nach|gilt|gelten|regelt|regeln|sagt"
    r"|sagen|steht|stehen|ist|sind|zu|zur|zum|an)\b|SGB|(?-i:[A-ZÄÖÜ][A-Za-zäöü]*[A-ZÄÖÜ]))",
    re.I,
)
_BARE = re.compile(r"(?<![\w§.,$/–-])(?<!\d )\d{1,3}[a-z]?(?=\s+abs(?:\.|atz)?\s*\d)", re.I)
_UNSIGNED = re.compile(r"(?<![\w§.,$/–-])(?P<number>\d{1,3}[a-z]?)(?!\w)(?:(?<=\d)[ \u00a0][a-z](?=\s))?")
_FOLLOWED_BY = 3  # places that "ff." stands for
_LONGEST_RANGE = 20
_REACH = 40  # characters looked at before a sign


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph or article ("16i"), and its Absatz or ""."""

    paragraph: str
    absatz: str = ""


@dataclass(slots=True)
class PlaceGroup:
    """Places written in one go, and where in the text; `article`: said as "Art."."""

    start: int
    end: int
    article: bool
    places: list[Place] = field(default_factory=list)


def place_groups(
    text: str, bare: Callable[[int, int], bool] = lambda _start, _end: False
) -> list[PlaceGroup]:
    """All places of a text in order. `bare` says whether the number from start to end is a place though no
    sign and no Absatz says so ("82a SGB III").
    """
    groups: list[PlaceGroup] = []
    for start, end, sign in _openings(text, bare):
        if groups and start < groups[-1].end:
            continue
        reader = _Reader(text, end, bool(sign and sign["many"]), groups[-1].end if groups else 0)
        places = reader.read(start)
        if places:
            groups.append(PlaceGroup(start, reader.at, bool(sign and sign["article"]), places))
    return groups


def absaetze_at(text: str, at: int) -> tuple[list[str], int]:
    """The Absätze written from a position on, and where they end: behind the name of a law."""
    reader = _Reader(text, at, False, at)
    found = reader.absaetze()
    if found:
        reader.parts()
        reader.more_absaetze(found)
    return found, reader.at


def _openings(text: str, bare: Callable[[int, int], bool]) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    signs = [
        (m.start(), m.end(), m)
        for m in _SIGN.finditer(text)
        if not _MONEY.match(text, m.end()) or m[0] != "$"
    ]
    numbers = [
        (m.start(), m.start(), None)
        for m in _UNSIGNED.finditer(text)
        if _BARE.match(text, m.start()) or bare(m.start(), m.end()) or bare(m.start(), m.end("number"))
    ]
    return iter(sorted([*signs, *numbers], key=lambda opening: opening[0]))


class _Reader:
    """Reads on from one sign; `at` is where it stands, `free` where the group before it ended."""

    def __init__(self, text: str, at: int, many: bool, free: int) -> None:
        self._text, self.at, self._many, self._free = text, at, many, free

    def read(self, start: int) -> list[Place]:
        """The places from here on; none if no number follows."""
        paragraph = self._paragraph()
        if not paragraph:
            return []
        found = self._one(paragraph, self._absatz_before(start))
        while (link := _LINK.match(self._text, self.at)) and self._go_on(link, found):
            pass
        return found

    def absaetze(self) -> list[str]:
        """The Absatz that is written here, none or one."""
        match = _ABSATZ.match(self._text, self.at)
        number = _absatz_number(match) if match else ""
        if not match or not number:
            return []
        self.at = match.end()
        if match["roman"] and (sentence := _SENTENCE.match(self._text, self.at)):
            self.at = sentence.end()
        return [number]

    def parts(self) -> None:
        """Step over sentences, numbers and letters: they are no places of their own."""
        if match := _PARTS.match(self._text, self.at):
            self.at = match.end()

    def more_absaetze(self, found: list[str]) -> None:
        """Further Absätze of the same paragraph: "3, 4 und 6", "und Abs. 7", "I, II", "ff."."""
        if follows := _FOLLOWING.match(self._text, self.at):
            self.at = follows.end()
            found += _following(found[-1], bool(follows["all"]))
        while link := _LINK.match(self._text, self.at):
            number, end = self._further_absatz(link.end())
            if not number:
                return
            found += _between(found[-1], number) if link["range"] else [number]
            self.at = end
            self.parts()

    def _further_absatz(self, at: int) -> tuple[str, int]:
        marked = _ABSATZ.match(self._text, at)
        if marked and (number := _absatz_number(marked)):
            return number, marked.end()
        bare = re.compile(r"\d{1,2}(?!\d)[a-z]?(?![a-zäöü])").match(self._text, at)
        if not bare or self._is_paragraph(bare.end()) or not _GOES_ON.match(self._text, bare.end()):
            return "", at
        return bare[0].lower(), bare.end()

    def _is_paragraph(self, end: int) -> bool:
        """Whether a number behind an Absatz names the next paragraph: an Absatz of its own follows."""
        return bool(_MARKED.match(self._text, end))

    def _one(self, paragraph: str, before: str = "") -> list[Place]:
        """The places of one paragraph with the Absätze behind it; `before`: the Absatz said before it."""
        if follows := _FOLLOWING.match(self._text, self.at):
            self.at = follows.end()
            return [Place(p) for p in (paragraph, *_following(paragraph, bool(follows["all"])))]
        self.parts()
        numbers = self.absaetze()
        if not numbers:
            return [Place(paragraph, before)]
        self.parts()
        self.more_absaetze(numbers)
        return [Place(paragraph, number) for number in numbers]

    def _go_on(self, link: re.Match[str], found: list[Place]) -> bool:
        """Read what a link leads to, if it is a further place."""
        here, last = self.at, found[-1].paragraph
        sign = _SIGN.match(self._text, link.end())
        if sign and (not link["range"] or sign["article"]):
            return False  # a group of its own: its law may be another
        self.at = sign.end() if sign else link.end()
        paragraph = self._paragraph(strict=not sign)
        if not paragraph and last[-1:].isalpha() and (other := _OTHER_LETTER.match(self._text, self.at)):
            paragraph, self.at = last[:-1] + other["letter"], other.end()
        if not paragraph:
            self.at = here
            return False
        found += [Place(p) for p in _between(last, paragraph)[:-1]] if link["range"] else []
        found += self._one(paragraph)
        return True

    def _paragraph(self, *, strict: bool = False) -> str:
        """A number with its letter; `strict`: what follows must show that it goes on a list."""
        match = _NUMBER.match(self._text, self.at)
        if match is None:
            word = None if strict else _NUMBER_WORD.match(self._text, self.at)
            number = str(whole(word["word"]) or "") if word else ""
            end = word.end() if word else self.at
        else:
            number, end = match["number"] + (match["letter"] or "").lower(), match.end()
        letter = None if not number or number[-1].isalpha() else self._detached(end)
        if letter:
            number, end = number + letter["letter"], letter.end()
        if not number or (strict and not self._stands_in_a_list(end)):
            return ""
        self.at = end
        return number

    def _detached(self, end: int) -> re.Match[str] | None:
        """The letter of "§ 16 k"; "i. V. m.", "v. 2024" and "f." begin with none."""
        match = _LETTER.match(self._text, end)
        if match is None or (
            _ABBREVIATED.match(self._text, end) and self._text[match.end() :].strip(" .") != ""
        ):
            return None
        return match

    def _stands_in_a_list(self, end: int) -> bool:
        return bool(_GOES_ON.match(self._text, end)) or (
            self._many and not re.match(r"\s{1,9}+[A-ZÄÖÜ][a-zäöüß]+\b", self._text[end : end + _REACH])
        )

    def _absatz_before(self, start: int) -> str:
        """ "Absatz 2 des § 82": the Absatz that is said first."""
        match = _BEFORE.search(self._text[max(self._free, start - _REACH) : start])
        if match is None:
            return ""
        return (match["value"] or str(whole(match["ordinal"]) or "")).lower()


def whole(word: str) -> int:
    """The number that a word says; 0 for any other word, for an article, and for what is no whole number."""
    value = 0.0 if re.fullmatch(r"eine?[rnms]?", word, re.I) else value_of(word) or 0.0
    return int(value) if value == int(value) else 0


def _absatz_number(match: re.Match[str]) -> str:
    said = match["value"] or match["bracket"] or match["roman"] or ""
    if said:
        return said.lower() if said[0].isdigit() else str(ROMAN_NUMBERS.get(said.upper(), ""))
    return str(whole(match["word"] or match["ordinal"] or "") or "")


def _following(number: str, several: bool) -> list[str]:
    """ "81 f." is the next one, "81 ff." the next ones."""
    if not number.isdigit():
        return []
    return [str(int(number) + step) for step in range(1, _FOLLOWED_BY if several else 2)]


def _between(first: str, last: str) -> list[str]:
    """What lies behind `first` up to `last`: "83 bis 85", "16a bis 16i"; a wide range gives its end."""
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= _LONGEST_RANGE:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    if first[:-1] == last[:-1] and first[-1].isalpha() and last[-1].isalpha() and first[-1] < last[-1]:
        return [f"{first[:-1]}{chr(letter)}" for letter in range(ord(first[-1]) + 1, ord(last[-1]) + 1)]
    return [last]
