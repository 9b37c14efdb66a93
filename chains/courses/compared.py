"""Some of the courses that were found, side by side: "Vergleich mal die ersten beiden"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.blocks.course_kinds import CourseCard
from chains.blocks.kinds import Paragraph, ParagraphLine, words

_FEW = {"beiden": 2, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_FIRST = re.compile(rf"(?i)\b(?:die|den|der)\s(?:ersten\s)?(?P<many>{'|'.join(_FEW)})(?:\sersten)?\b")
_NUMBERS = re.compile(
    r"(?i)\b(?:kurse?|nummer|nr\.?|angebote?)?\s?(?P<one>[1-5])\.?\s(?:und|mit|oder)\s(?:kurs\s|nummer\s)?(?P<other>[1-5])\b"
)
_COMPARES = re.compile(
    r"(?i)\bvergleich\w*|\bgegenüberstell\w*|\bnebeneinander\b|\bunterschied\w*|\bunterscheid\w*"
)
_OF_COURSES = re.compile(r"(?i)\b(?:ersten?|kurse?n?|angebote?n?|nummer|nr)\b")


def to_compare(message: str) -> tuple[int, ...]:
    """Which of the courses found before are to be compared, from 0 on; () where none are."""
    if not _COMPARES.search(message):
        return ()
    if numbers := _NUMBERS.search(message):
        return int(numbers["one"]) - 1, int(numbers["other"]) - 1
    if not _OF_COURSES.search(message):
        return ()
    first = _FIRST.search(message)
    return tuple(range(_FEW[first["many"].lower()])) if first else (0, 1)


def compared(cards: Sequence[CourseCard]) -> Paragraph:
    """What differs between courses, a line each, and what is the same."""
    lines, same = [ParagraphLine(words("Im Vergleich:"))], []
    for label, said in _rows(cards):
        if len(set(said)) == 1:
            same += [f"{label} ({said[0]})"] if said[0] else []
        else:
            each = " · ".join(f"{i}. {value or 'nicht angegeben'}" for i, value in enumerate(said, 1))
            lines.append(ParagraphLine(words(f"{label}: {each}"), bullet="-"))
    if same:
        lines.append(ParagraphLine(words(f"Gleich: {', '.join(same)}"), bullet="-"))
    return Paragraph(tuple(lines))


def _rows(cards: Sequence[CourseCard]) -> tuple[tuple[str, list[str]], ...]:
    return (
        ("Termin", [card.dates[0] if card.dates else "" for card in cards]),
        ("Ort", [card.place for card in cards]),
        ("Zeit", [card.time for card in cards]),
        ("Form", [card.form for card in cards]),
        ("Dauer", [card.length for card in cards]),
        ("Preis", [card.price for card in cards]),
        ("Bildungsgutschein", [card.voucher for card in cards]),
    )
