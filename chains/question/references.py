"""References to law places in the forms people write: "§ 82 Abs. 4 SGB III", "Paragraf 97 BetrVG", "§ 45 II
BBiG", "§§ 81, 82".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chains.quantities.numerals import value_of
from knowledge.german.law_names import ROMAN_NUMBERS

# "16d", and "16 d" as people write it
_NUMBER = r"\d+(?:[a-z]|\s[a-e](?=\s+(?:Abs|Satz|Nr|[A-ZÄÖÜ])|\s*$))?(?!\w)"
_LIST = rf"{_NUMBER}(?:\s*+(?:,|;|u\.|und|sowie|bis|i\.?\s?V\.?\s?m\.?|-|–)\s*+(?:§\s*+)?{_NUMBER})*"
_SIGN = re.compile(
    rf"(?:(?<!§)§++|\bParagra(?:f|ph)(?:en|s)?\b|\bArt(?:ikel\b|\.))\s*+(?P<numbers>{_LIST}|(?P<word>[a-zäöüß]{{3,40}})\b)",
    re.I,
)  # "Paragraf zehn"; whether a word is a number, _names_a_place says
_ABSATZ = re.compile(
    r"(?<!\s)\s*+(?:,\s*+)?(?:Abs(?:\.|atz|ätze|atzes)?\s*(?P<word>\d+[a-z]?)"
    r"|\((?P<bracket>\d+[a-z]?)\)|(?P<roman>[IVX]{1,4})(?=\s|$|[,.;?!]))",
    re.I,
)
# "Abs. 3, 4 und 5": further Absätze, not the number of what comes next ("und 120 Beschäftigte")
_MORE = re.compile(
    r"(?<!\s)(?:\s*+(?:,|und|u\.|bis|-|–)\s*+\d{1,2}[a-z]?(?!\d)){1,12}(?=\s*(?:$|[?.,;:)]|Satz|S\."
    r"|Nr|des\b|der\b|im\b|vom\b|SGB|[A-ZÄÖÜ][a-zäöü]*[A-ZÄÖÜ]))"
)
_AND = re.compile(r"(?<!\s)\s*+(?:,|;|u\.|und|sowie|i\.?\s?V\.?\s?m\.?)\s*+", re.I)
_TO = re.compile(r"(?<!\s)\s*+(?:bis|-|–)\s*+", re.I)
_BARE = re.compile(r"(?<![\w§.])(?P<numbers>\d{1,3}[a-z]?)\s+Abs(?:\.|atz)?\s*(?P<word>\d+[a-z]?)", re.I)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place named in a question; `law` is a document id or "" when the question does not say it."""

    law: str
    paragraph: str
    absatz: str = ""

    @property
    def locator(self) -> str:
        """The place as sections bear it."""
        return f"§ {self.paragraph} Abs. {self.absatz}" if self.absatz else f"§ {self.paragraph}"


def fold(text: str) -> str:
    """Lower case, umlauts and hyphens folded, length kept: how law names are compared."""
    low = text.lower().translate(str.maketrans("äöüß-‑", "aous  "))
    return re.sub(r"\s", " ", low)


class LawNames:
    """Finds the laws that a text names."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """`names`: document id -> names; longer names win over shorter ones inside them."""
        pairs = sorted(
            ((fold(name), law) for law, all_names in names.items() for name in all_names if name),
            key=lambda p: -len(p[0]),
        )
        self._laws = dict(reversed(pairs))
        self._pattern = (
            re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name, _ in pairs)})(?:e?s)?(?!\w)")
            if pairs
            else None
        )

    def without_names(self, text: str) -> str:
        """The text with the names of laws taken out: what is asked of the law, not which law."""
        if self._pattern is None:
            return text
        rest, end = [], 0
        for match in self._pattern.finditer(fold(text)):  # folding keeps the length, so places carry over
            rest.append(text[end : match.start()])
            end = match.end()
        return " ".join([*rest, text[end:]])

    def named(self, text: str) -> list[tuple[int, str]]:
        """(position, document id) of each law named, in order."""
        return [(start, law) for start, _, law in self.spans(text)]

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, document id) of each law named, in order."""
        if self._pattern is None:
            return []
        found = []
        for match in self._pattern.finditer(fold(text)):
            name = match[0]
            law = (
                self._laws.get(name)
                or self._laws.get(name.removesuffix("s"))
                or self._laws.get(name.removesuffix("es"))
            )
            if law:
                found.append((match.start(), match.end(), law))
        return found


def find_references(text: str, laws: LawNames) -> list[Reference]:
    """All places named in a text, each with the law named nearest after it, else the one before
    it, else none.
    """
    spans = laws.spans(text)
    starts = [start for start, _, _ in spans]
    found: dict[Reference, None] = {}
    signs = filter(_names_a_place, _SIGN.finditer(text))
    for match in [*signs, *_BARE.finditer(text)]:
        absatz = _ABSATZ.match(text, match.end()) or _behind_law(text, match.end(), spans, starts)
        number = _absatz_number(absatz) if match.re is _SIGN else match["word"]
        more = _MORE.match(text, absatz.end() if absatz else match.end()) if number else None
        law = _law_for(match.start(), spans, starts)
        for paragraph in _expand(match["numbers"]):
            for one in _expand(f"{number}{more[0]}") if more else [number]:
                reference = Reference(law, paragraph, one)
                if reference not in found and Reference(law, paragraph) not in found:
                    found[reference] = None
    return list(found)


def without_references(text: str, laws: LawNames) -> str:
    """The text without the places and laws it names: what is asked about them."""
    rest = _SIGN.sub(lambda match: " " if _names_a_place(match) else match[0], laws.without_names(text))
    return _ABSATZ.sub(" ", _BARE.sub(" ", rest))


def _names_a_place(match: re.Match[str]) -> bool:
    return match["word"] is None or bool(_whole(match["word"]))


def _whole(word: str) -> int:
    """The number that a word says; 0 for any other word, and for what is no whole number."""
    value = value_of(word) or 0.0
    return int(value) if value == int(value) else 0


def _behind_law(
    text: str, end: int, spans: Sequence[tuple[int, int, str]], starts: Sequence[int]
) -> re.Match[str] | None:
    """The Absatz that stands behind the law's name: "§ 82 SGB III Abs. 2"."""
    nearest = bisect_left(starts, end)
    return (
        _ABSATZ.match(text, spans[nearest][1])
        if nearest < len(starts) and starts[nearest] - end <= 1
        else None
    )


def _absatz_number(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    if match["roman"]:
        return str(ROMAN_NUMBERS.get(match["roman"].upper(), ""))
    return (match["word"] or match["bracket"] or "").lower()


def _law_for(position: int, spans: Sequence[tuple[int, int, str]], starts: Sequence[int]) -> str:
    after = bisect_left(starts, position)
    return spans[min(after, len(spans) - 1)][2] if spans else ""


def _expand(numbers: str) -> list[str]:
    """ "81, 82a und 84 bis 86" -> 81, 82a, 84, 85, 86."""
    result: list[str] = []
    if numbers.isalpha():
        return [str(_whole(numbers))]
    for part in _AND.split(numbers):
        ends = [re.sub(r"(?<=\d)\s(?=[a-e]$)", "", e.strip(" §").lower()) for e in _TO.split(part)]
        if (
            len(ends) == 2  # noqa: PLR2004 - "82a bis 82c"
            and ends[0].isdigit()
            and ends[1].isdigit()
            and 0 < int(ends[1]) - int(ends[0]) <= 20  # noqa: PLR2004 - "82a bis 82c"
        ):
            result += [str(n) for n in range(int(ends[0]), int(ends[1]) + 1)]
        elif (
            len(ends) == 2  # noqa: PLR2004 - "82a bis 82c"
            and ends[0][:-1] == ends[1][:-1]
            and ends[0][-1].isalpha()
            and ends[0][-1] < ends[1][-1]
        ):
            result += [
                f"{ends[0][:-1]}{chr(letter)}" for letter in range(ord(ends[0][-1]), ord(ends[1][-1]) + 1)
            ]
        else:
            result += [e for e in ends if e]
    return result
