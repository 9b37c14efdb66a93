"""References to law places in the forms people write: "§ 82 Abs. 4 SGB III", "Paragraf 97 BetrVG", "§ 45 II
BBiG", "§§ 81, 82".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chains.question.place_scan import Place, PlaceGroup, absaetze_at, place_groups

_Span = tuple[int, int, str]  # start, end, document id
_FOREIGN = "?"  # a law that is named and not known here

# what may stand between a place and its law: "§ 7 des TzBfG", "§ 82 (SGB III)", "§ 82 a. F. SGB III"
_TO_LAW = re.compile(
    r"[\s,]*+(?:[an]\.\s?F\.\s*)?(?:\([^()]{0,20}\)\s*)?\(?(?:(?:des|der|dem|im|in|vom|von|nach|aus|zum|gemäß)\s+){0,2}"
)
_FROM_LAW = re.compile(
    r"\A[\s,:(]*+(?:(?:der|des|den|dem|die|und|im|in|siehe|nach)\s+){0,2}(?:absatz\s+\S+\s+\S+\s+)?$", re.I
)
_CHAINED = re.compile(
    r"\s*+(?:,|;|/|&|\+|u\.|und|oder|sowie|bzw\.?|i\.?\s?V\.?\s?m\.?|in\s+Verbindung\s+mit|bis|–|-)?\s*+",
    re.I,
)
# the name of a law that nobody told us: "GG", "StGB", "SGB VIII", "Grundgesetz"
_UNKNOWN = re.compile(
    r"SGB[\s-]{0,9}+[IVXL\d]{1,9}\b|(?![IVXL]{1,80}\b)[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{0,80}[A-ZÄÖÜ]\w*|[A-ZÄÖÜ]\w{1,80}(?:gesetz(?:e?s|buch(?:e?s)?)?|verordnung|ordnung)\b"
)
_NO_PLACE = re.compile(
    r"(?:\b(?:mit|ab|über|unter|bis|bei|als|um|für|mein|seit|von|noch|wir|sind|bin|ist|hat|haben|nur|etwa|circa|ca\.?))\s*$",
    re.I,
)
_TO_NAME = re.compile(r"(?:\s*+(?:,|und|oder|bis|–|-)\s*+\d{1,3}[a-z]?){0,9}\s+")  # "82 und 82a SGB III"
_TO_NAME_LETTERED = re.compile(rf"{_TO_NAME.pattern}(?:(?:des|im|vom)\s+)?")
_REACH = 60  # characters looked at between a place and a law


@dataclass(frozen=True, slots=True)
class Reference:
    """A place named in a question; `law` is a document id or "" when the question does not say it."""

    law: str
    paragraph: str
    absatz: str = ""
    article: bool = False  # said as "Art."
    foreign: bool = False  # of a law that is named and not known here

    @property
    def label(self) -> str:
        """The paragraph or article as sections bear it."""
        return f"{'Art.' if self.article else '§'} {self.paragraph}"

    @property
    def locator(self) -> str:
        """The place as sections bear it."""
        return f"{self.label} Abs. {self.absatz}" if self.absatz else self.label


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
        self._laws = {name.replace(" ", ""): law for name, law in reversed(pairs)}
        spelled = "|".join(re.escape(name).replace("\\ ", " ?") for name, _ in pairs)  # "SGBIII"
        self._pattern = (
            re.compile(rf"(?:(?<!\w)|(?<=\d)|(?<=\d[a-z]))(?:{spelled})(?:e?s)?(?!\w)")  # "§16iSGB II"
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
            name = match[0].replace(" ", "")
            law = (
                self._laws.get(name)
                or self._laws.get(name.removesuffix("s"))
                or self._laws.get(name.removesuffix("es"))
            )
            if law:
                found.append((match.start(), match.end(), law))
        return found


def find_references(text: str, laws: LawNames) -> list[Reference]:
    """All places named in a text, each with the law that stands beside it, else that of the place it is
    linked with, else the one named nearest after it, else before it, else none.
    """
    found: dict[Reference, None] = {}
    for group, law in _with_laws(text, laws.spans(text)):
        for place in group.places:
            known = law if law is not None else ""
            reference = Reference(known, place.paragraph, place.absatz, group.article, law is None)
            if replace(reference, absatz="") not in found:
                found[reference] = None
    return list(found)


def without_references(text: str, laws: LawNames) -> str:
    """The text without the places and laws it names: what is asked about them."""
    spans = laws.spans(text)
    cut = sorted([*((g.start, g.end) for g, _ in _with_laws(text, spans)), *((s, e) for s, e, _ in spans)])
    rest, at = [], 0
    for start, end in cut:
        rest.append(text[at : max(at, start)])
        at = max(at, end)
    return " ".join([*rest, text[at:]])


def _with_laws(text: str, spans: Sequence[_Span]) -> list[tuple[PlaceGroup, str | None]]:
    """Each group of places with the document id of its law, "" for none; None where the law it names is not
    known.
    """
    starts = [start for start, _, _ in spans]
    groups = place_groups(text, lambda start, end: _bare_place(text, (start, end), spans, starts))
    beside = _beside(text, groups, spans, starts)
    laws = _handed_on(text, groups, beside)
    nearest = (law or (_nearest(group.start, spans, starts)) for group, law in zip(groups, laws, strict=True))
    return [(group, None if law == _FOREIGN else law) for group, law in zip(groups, nearest, strict=True)]


def _beside(
    text: str, groups: Sequence[PlaceGroup], spans: Sequence[_Span], starts: Sequence[int]
) -> list[str]:
    """The law right behind each group, else right before it: an id, _FOREIGN if unknown, "" for none.
    A group's Absatz may stand behind the law: it joins the group, and so does the law's name.
    """
    used: set[int] = set()
    found: list[str] = []
    for group in groups:
        bridge = _TO_LAW.match(text, group.end)
        at = bridge.end() if bridge else group.end
        which = bisect_left(starts, at)
        before = bisect_left(starts, group.start) - 1
        if which < len(spans) and starts[which] == at:
            used.add(which)
            found.append(spans[which][2])
            _take_absatz(text, group, spans[which][1])
        elif foreign := _UNKNOWN.match(text, at):
            found.append(_FOREIGN)
            _take_absatz(text, group, foreign.end())
        elif before >= 0 and before not in used and _leads(text, spans[before][1], group.start):
            found.append(spans[before][2])
        else:
            found.append("")
    return found


def _take_absatz(text: str, group: PlaceGroup, end: int) -> None:
    """ "§ 82 SGB III Abs. 2": the Absatz stands behind the law's name."""
    group.end = end
    if group.places[-1].absatz:
        return
    absaetze, behind = absaetze_at(text, end)
    if absaetze:
        paragraph = group.places.pop().paragraph
        group.places += [Place(paragraph, absatz) for absatz in absaetze]
        group.end = behind


def _leads(text: str, end: int, start: int) -> bool:
    return 0 <= start - end <= _REACH and bool(_FROM_LAW.match(text[end:start]))


def _handed_on(text: str, groups: Sequence[PlaceGroup], beside: Sequence[str]) -> list[str]:
    """The law beside each group, else that of the next one it is linked with, else of the one before it."""
    joined = [_joined(text, one, other) for one, other in pairwise(groups)]
    laws = list(beside)
    for i in range(len(groups) - 2, -1, -1):
        laws[i] = laws[i] or (laws[i + 1] if joined[i] else "")
    for i in range(1, len(groups)):
        laws[i] = laws[i] or (laws[i - 1] if joined[i - 1] else "")
    return laws


def _joined(text: str, one: PlaceGroup, other: PlaceGroup) -> bool:
    return other.start - one.end <= _REACH and bool(_CHAINED.fullmatch(text[one.end : other.start]))


def _nearest(position: int, spans: Sequence[_Span], starts: Sequence[int]) -> str:
    after = bisect_left(starts, position)
    return spans[min(after, len(spans) - 1)][2] if spans else ""


def _bare_place(text: str, number: tuple[int, int], spans: Sequence[_Span], starts: Sequence[int]) -> bool:
    """Whether a number without a sign is a place: right before a law's name ("82a SGB III"), or with its
    letter right behind it ("SGB III 82a").
    """
    start, end = number
    lettered = text[end - 1].isalpha()
    bridge = (_TO_NAME_LETTERED if lettered else _TO_NAME).match(text, end)
    if bridge and (i := bisect_left(starts, bridge.end())) < len(spans) and starts[i] == bridge.end():
        return lettered or not _NO_PLACE.search(text[max(0, start - _REACH) : start])
    before = bisect_left(starts, start) - 1
    alone = (lettered and " " not in text[start:end]) or not text[end:].strip(" ?!.")
    return alone and before >= 0 and bool(re.fullmatch(r",?\s+", text[spans[before][1] : start]))
