"""The numbers and bullets of Word lists as they are shown: numbering.xml (ECMA-376, 17.9)
counted along the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ingest.documents.list_marks import BULLET, list_mark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS = {
    "decimal": "1",
    "decimalZero": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "bullet": "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is written: format, pattern ("%1.%2)"), first number."""

    kind: str
    pattern: str
    start: int


class ListNumbers:
    """Gives each list paragraph its mark; keeps the counters of all lists of one document."""

    def __init__(self, numbering: Any | None) -> None:
        """`numbering` is the root of numbering.xml, or None."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read(numbering)

    def mark(self, list_id: str, level: int) -> str | None:
        """The mark of the next paragraph of a list at a level (from 0); None if the list has no
        visible mark.
        """
        levels = self._levels.get(list_id)
        if levels is None or level not in levels:
            return BULLET if list_id != "0" else None
        kind = levels[level].kind
        if kind == "none":
            return None
        counts = self._counts[self._abstract.get(list_id, list_id)]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if not _KINDS.get(kind, "1"):
            return BULLET
        return (
            re.sub(
                r"%(\d)", lambda m: self._number(levels, counts, int(m[1]) - 1), levels[level].pattern
            ).strip()
            or None
        )

    def _number(self, levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
        shown = levels.get(level)
        number = counts.get(level, shown.start if shown else 1)
        return list_mark(_KINDS.get(shown.kind, "1") if shown else "1", number).rstrip(".)")

    def _read(self, numbering: Any) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        for entry in numbering.iter(f"{_W}abstractNum"):
            abstract[entry.get(f"{_W}abstractNumId")] = {
                _integer(lvl.get(f"{_W}ilvl"), 0): _level(lvl) for lvl in entry.iter(f"{_W}lvl")
            }
        for entry in numbering.iter(f"{_W}num"):
            list_id, link = entry.get(f"{_W}numId"), entry.find(f"{_W}abstractNumId")
            base = link.get(f"{_W}val") if link is not None else ""
            self._levels[list_id] = dict(abstract.get(base, {}))
            overrides = list(entry.iter(f"{_W}lvlOverride"))
            # one that starts anew counts for itself
            self._abstract[list_id] = f"{base}/{list_id}" if overrides else base
            for override in overrides:
                level, start = _integer(override.get(f"{_W}ilvl"), 0), override.find(f"{_W}startOverride")
                known = self._levels[list_id].get(level)
                if known and start is not None:
                    self._levels[list_id][level] = _Level(
                        known.kind, known.pattern, _integer(start.get(f"{_W}val"), 1)
                    )


def _level(lvl: Any) -> _Level:
    def value(tag: str, otherwise: str) -> str:
        element = lvl.find(f"{_W}{tag}")
        return (element.get(f"{_W}val") or "") if element is not None else otherwise

    return _Level(value("numFmt", "decimal"), value("lvlText", "%1."), _integer(value("start", "1"), 1))


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() and len(text) < 7 else otherwise  # noqa: PLR2004 - absurd numbers count as none
