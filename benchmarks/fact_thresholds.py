"""What each threshold of the reading of facts is worth: labelled sentences that are read wholly right, at the
value it has and at those beside it.

    PYTHONPATH=. python benchmarks/fact_thresholds.py

All collections evals/cases/facts*.yaml count together; the blind one adds to the sum alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from chains.case import vocabulary
from chains.quantities import bounds, labels, numerals, sense, units
from evals.fact_reading import CASES, LabelledSentence, score, sentences_of

THRESHOLDS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("chains.case.ages", "_YOUNGEST", (13, 14, 16, 18)),
    ("chains.case.ages", "_OLDEST", (66, 70, 80, 90)),
    ("chains.case.ages", "_CHILD", (15, 16, 18, 20)),
    ("chains.case.money", "_LEAST_BARE", (50, 75, 150, 200)),
    ("chains.case.staff.people", "FEW", (3, 4, 6, 8)),
    ("chains.case.words", "_FEW", (3, 4, 6, 8)),
    ("chains.case.words", "_BEFORE", (1, 2, 4, 5)),
    ("chains.case.words", "_AFTER", (1, 2, 4, 5)),
    ("chains.case.reader", "_SHORT", (5, 7, 11, 13)),
    ("chains.case.sheet", "_LABEL", (2, 3, 5, 6)),
    ("chains.quantities.lexicon", "_WIDEST", (3, 4, 5, 8, 10)),
    ("chains.quantities.lexicon", "_FUZZY_FROM", (4, 6, 7)),
    ("chains.quantities.lexicon", "_TWO_MISTAKES_FROM", (8, 9, 12, 14)),
    ("chains.quantities.lexicon", "_FUZZY_TO", (16, 20, 30)),
    ("chains.quantities.dates", "_TWO_DIGIT_PIVOT", (30, 40, 60)),
    ("chains.quantities.numerals", "_LONGEST_TOLD", (8, 12, 20)),
)


def settings_of(module: str, name: str, values: tuple[float, ...]) -> Iterator[tuple[str, float]]:
    """Set a threshold to each value, its own among them, and back; gives (mark, value) while it is set."""
    holder: Any = importlib.import_module(module)
    own = getattr(holder, name)
    try:
        for value in sorted({*values, own}):
            setattr(holder, name, value)
            _forget()
            yield ("*" if value == own else " "), value
    finally:
        setattr(holder, name, own)
        _forget()


def _forget() -> None:
    """Clear what was made with the value before: the vocabularies and what their words match."""
    for module in (bounds, labels, numerals, sense, units, vocabulary):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def main() -> None:
    sentences: list[LabelledSentence] = [
        sentence for path in sorted(CASES.glob("facts*.yaml")) for sentence in sentences_of(path)
    ]
    print(f"{len(sentences)} sentences; wholly right, facts missed, facts wrong:")
    for module, name, values in THRESHOLDS:
        print(f"{module.removeprefix('chains.')} {name}")
        for mark, value in settings_of(module, name, values):
            got = score(sentences)
            print(
                f" {mark} {value:<5g} {got.whole:4} whole {got.missed.total():3} missed"
                f" {got.wrong.total():3} wrong",
                flush=True,
            )


if __name__ == "__main__":
    main()
