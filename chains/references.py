"""References to law places in the forms people write: "§ 82 Abs. 4 SGB III", "Paragraf 97 BetrVG", "§ 45 II BBiG", "§§ 81, 82"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chains.figures import NUMBER_WORDS
from knowledge.law_names import ROMAN_NUMBERS

_NUMBER = r"\d+(?:[a-z]|\s[a-e](?=\s+(?:Abs|Satz|Nr|[A-ZÄÖÜ])|\s*$))?(?!\w)"  # "16d", and "16 d" as people write it
_LIST = rf"{_NUMBER}(?:\s*(?:,|;|u\.|und|sowie|bis|i\.?\s?V\.?\s?m\.?|-|–)\s*(?:§\s*)?{_NUMBER})*"
_WORDS = "|".join(sorted((w for w, v in NUMBER_WORDS.items() if v == int(v) and v > 0), key=len, reverse=True))
_SIGN = re.compile(rf"(?:§+|\bParagra(?:f|ph)(?:en|s)?\b|\bArt(?:ikel\b|\.))\s*(?P<numbers>{_LIST}|(?:{_WORDS})\b)", re.I)
_ABSATZ = re.compile(
    r"\s*(?:,\s*)?(?:Abs(?:\.|atz|ätze|atzes)?\s*(?P<word>\d+[a-z]?)|\((?P<bracket>\d+[a-z]?)\)|(?P<roman>[IVX]{1,4})(?=\s|$|[,.;?!]))", re.I
)  # fmt: skip
_MORE = re.compile(  # "Abs. 3, 4 und 5": further Absätze, not the number of what comes next ("und 120 Beschäftigte")
    r"(?:\s*(?:,|und|u\.|bis|-|–)\s*\d{1,2}[a-z]?(?!\d))+(?=\s*(?:$|[?.,;:)]|Satz|S\.|Nr|des\b|der\b|im\b|vom\b|SGB|[A-ZÄÖÜ][a-zäöü]*[A-ZÄÖÜ]))"
)
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
        pairs = sorted(((fold(name), law) for law, all_names in names.items() for name in all_names if name), key=lambda p: -len(p[0]))
        self._laws = dict(reversed(pairs))
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name, _ in pairs)})(?:e?s)?(?!\w)") if pairs else None

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
            law = self._laws.get(name) or self._laws.get(name.removesuffix("s")) or self._laws.get(name.removesuffix("es"))
            if law:
                found.append((match.start(), match.end(), law))
        return found


def find_references(text: str, laws: LawNames) -> list[Reference]:
    """All places named in a text, each with the law named nearest after it, else the one before it, else none."""
    spans = laws.spans(text)
    named = [(start, law) for start, _, law in spans]
    found: list[Reference] = []
    for match in [*_SIGN.finditer(text), *_BARE.finditer(text)]:
        absatz = _ABSATZ.match(text, match.end()) or _behind_law(text, match.end(), spans)
        number = _absatz_number(absatz) if match.re is _SIGN else match["word"]
        more = _MORE.match(text, absatz.end() if absatz else match.end()) if number else None
        law = _law_for(match.start(), named)
        for paragraph in _expand(match["numbers"]):
            for one in _expand(f"{number}{more[0]}") if more else [number]:
                reference = Reference(law, paragraph, one)
                if reference not in found and Reference(law, paragraph) not in found:
                    found.append(reference)
    return found


def without_references(text: str, laws: LawNames) -> str:
    """The text without the places and laws it names: what is asked about them."""
    return _ABSATZ.sub(" ", _BARE.sub(" ", _SIGN.sub(" ", laws.without_names(text))))


def _behind_law(text: str, end: int, spans: list[tuple[int, int, str]]) -> re.Match[str] | None:
    """The Absatz that stands behind the law's name: "§ 82 SGB III Abs. 2"."""
    behind = next((stop for start, stop, _ in spans if 0 <= start - end <= 1), None)
    return _ABSATZ.match(text, behind) if behind is not None else None


def _absatz_number(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    if match["roman"]:
        return str(ROMAN_NUMBERS.get(match["roman"].upper(), ""))
    return (match["word"] or match["bracket"] or "").lower()


def _law_for(position: int, named: list[tuple[int, str]]) -> str:
    after = [law for start, law in named if start >= position]
    before = [law for start, law in named if start < position]
    return after[0] if after else before[-1] if before else ""


def _expand(numbers: str) -> list[str]:
    """ "81, 82a und 84 bis 86" -> 81, 82a, 84, 85, 86."""
    result: list[str] = []
    if numbers.lower() in NUMBER_WORDS:
        return [str(int(NUMBER_WORDS[numbers.lower()]))]
    for part in re.split(r"\s*(?:,|;|u\.|und|sowie|i\.?\s?V\.?\s?m\.?)\s*", numbers, flags=re.I):
        ends = [re.sub(r"(?<=\d)\s(?=[a-e]$)", "", e.strip(" §").lower()) for e in re.split(r"\s*(?:bis|-|–)\s*", part, flags=re.I)]
        if len(ends) == 2 and ends[0].isdigit() and ends[1].isdigit() and 0 < int(ends[1]) - int(ends[0]) <= 20:  # noqa: PLR2004 - a range to show, not a chapter
            result += [str(n) for n in range(int(ends[0]), int(ends[1]) + 1)]
        elif len(ends) == 2 and ends[0][:-1] == ends[1][:-1] and ends[0][-1].isalpha() and ends[0][-1] < ends[1][-1]:  # noqa: PLR2004 - "82a bis 82c"
            result += [f"{ends[0][:-1]}{chr(letter)}" for letter in range(ord(ends[0][-1]), ord(ends[1][-1]) + 1)]
        else:
            result += [e for e in ends if e]
    return result
