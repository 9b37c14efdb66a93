"""Marks of list items as people see them ("1.", "b)", "iv)", "- "), and how deep an item is indented."""

from __future__ import annotations

INDENT = "   "  # one level, as in law texts (ingest/documents/law/wording.py)
BULLET = "-"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def list_mark(kind: str, number: int) -> str:
    """The mark of item `number` (from 1); `kind` as in HTML's `ol type`: "1", "a", "A", "i",
    "I", or "" for a bullet.
    """
    match kind:
        case "":
            return BULLET
        case "a" | "A":
            letters = _letters(number)
            return f"{letters if kind == 'a' else letters.upper()})"
        case "i" | "I":
            return f"{_roman(number)})" if kind == "i" else f"{_roman(number).upper()}."
        case _:
            return f"{number}."


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters or "a"


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * min(count, 20)
    return text
