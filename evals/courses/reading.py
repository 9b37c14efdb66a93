"""Sentences and conversations with the filters that they say, against what is understood of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from chains.courses.conversation import wish_of_conversation
from chains.courses.understand.understand import understand
from chains.courses.understand.wish import Wish

TODAY = date(2026, 11, 28)  # of all sentences
FOLDER = Path(__file__).parent


def lots(kind: str) -> tuple[str, ...]:
    """Names of all lots of a kind ("counter"), the first one first."""
    found = (path.stem for path in FOLDER.glob("*.yaml"))
    return tuple(sorted(name for name in found if name == kind or name.startswith(f"{kind}_")))


@dataclass(slots=True)
class SuiteReading:
    """Counts of one suite. `right`: sentences with all filters right; `filters`: (key, "ok" | "wrong" |
    "missed" | "invented") -> number; `failures`: what went wrong, for people.
    """

    sentences: int = 0
    right: int = 0
    filters: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def share_right(self) -> float:
        """Sentences with all filters right, in [0, 1]."""
        return self.right / self.sentences if self.sentences else 0.0

    def share_of(self, key: str) -> float:
        """How many of a filter's mentions and inventions are right, in [0, 1]; 1 if it never occurs."""
        counts = {kind: number for (name, kind), number in self.filters.items() if name == key}
        return counts.get("ok", 0) / sum(counts.values()) if counts else 1.0

    @property
    def keys(self) -> list[str]:
        """All filters that occur."""
        return sorted({key for key, _ in self.filters})


def read_suite(name: str, folder: Path = FOLDER) -> SuiteReading:
    """All sentences ("q") and conversations ("turns") of a suite ("blind", "own", "fresh")."""
    reading = SuiteReading()
    for case in yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")):
        wish = _understood(case)
        said = " / ".join(case.get("turns") or [case["q"]])
        compare({**case, "q": said}, wish.filters(), wish.left_over, reading)
    return reading


def _understood(case: dict[str, Any]) -> Wish:
    """What is wished; nothing, if the last message of a conversation is taken for no course question."""
    if "turns" not in case:
        return understand(case["q"], TODAY)
    return wish_of_conversation(case["turns"], TODAY, {}) or Wish()


def compare(case: dict[str, Any], got: dict[str, Any], left_over: str, reading: SuiteReading) -> None:
    """Count what a sentence's filters are against what they should be."""
    wanted = {key: _plain(value) for key, value in case.get("f", {}).items()}
    found = {key: _plain(value) for key, value in got.items()}
    wrong = []
    for key in sorted({*wanted, *found}):
        kind = (
            "ok"
            if wanted.get(key) == found.get(key)
            else "missed"
            if key not in found
            else "invented"
            if key not in wanted
            else "wrong"
        )
        reading.filters[key, kind] += 1
        if kind != "ok":
            wrong.append(f"{key}: {wanted.get(key)} != {found.get(key)}")
    if missing := [word for word in case.get("left", []) if word not in left_over.lower()]:
        wrong.append(f"left_over: {missing} not in {left_over!r}")
    reading.sentences += 1
    reading.right += not wrong
    if wrong:
        reading.failures.append(
            f"{case['q']}\n    " + "\n    ".join(wrong) + (f"\n    ({left_over})" if left_over else "")
        )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return frozenset(str(v).lower() for v in value)
    return value.lower() if isinstance(value, str) else value
