"""What each threshold of the verification is worth: how many right sentences are objected to and how many
wrong ones pass, at the value it has and at those beside it.

    PYTHONPATH=. python benchmarks/verification_thresholds.py LIBRARY.sqlite [every]

Right and wrong sentences in other words than the passage: those of tests/chains/verification. In the
passage's words: every `every`th (8) sentence of five laws, and the same changed as benchmarks/verification.py
does.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.verification import _LONG, changed, claims_of, laws_of
from chains.answer import Citation
from chains.verification import evidence
from chains.verification.verify import verify
from knowledge.model.document import Passage, Status
from tests.chains.passages import cite
from tests.chains.verification import test_rule_shapes, test_verify

LAWS = {"afbg", "baf_g", "bbig_2005", "betrvg", "burlg"}
_CHECKS = "chains.verification.checks"
# where it stands, its name, and the values beside it
THRESHOLDS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    (f"{_CHECKS}.conditions", "_ALIKE", (0.4, 0.5, 0.7, 0.8)),
    (f"{_CHECKS}.offices:OtherOffice", "ALIKE", (0.4, 0.5, 0.7, 0.8)),
    (f"{_CHECKS}.limits", "_NEAR", (25, 35, 60, 90)),
    (f"{_CHECKS}.support:Unborne", "SHARE", (0.3, 0.4, 0.6, 0.7)),
    (f"{_CHECKS}.support:Unborne", "STATEMENT_SHARE", (0.2, 0.3, 0.5, 0.6)),
    (f"{_CHECKS}.support:Unborne", "CLAIM", (1, 2, 4, 6)),
    (f"{_CHECKS}.reversal", "_CLEAR", (0.4, 0.5, 0.7, 0.8)),
    (f"{_CHECKS}.reversal", "_STEMS", (2, 4, 5)),
    (f"{_CHECKS}.reversal", "_RIVAL", (0.05, 0.1, 0.2, 0.3)),
    (f"{_CHECKS}.reversal", "_FEWEST", (1, 3)),
    (f"{_CHECKS}.reversal", "_COPY", (0.7, 0.8, 0.9, 0.95)),
    (f"{_CHECKS}.reversal", "_SAME", (0.6, 0.7, 0.8, 0.9)),
    (f"{_CHECKS}.reversal", "_SHORT", (15, 20, 30, 40)),
    ("chains.verification.evidence", "_PREFIX", (4, 6, 7)),
    ("chains.verification.claim", "_SENTENCE_START", (1, 2, 4, 5)),
)

Said = tuple[str, Citation, str]  # sentence, what it cites, question


def in_other_words() -> tuple[list[Said], list[Said]]:
    """The sentences of the tests: right, wrong."""

    def cases(module: ModuleType, name: str) -> list[tuple[Any, ...]]:
        marks = getattr(module, name).pytestmark
        return [values for mark in marks if mark.name == "parametrize" for values in mark.args[1]]

    plain, shapes = test_verify, test_rule_shapes
    heading = {"locator": "§ 9 Abs. 1", "heading": "Lernförderung"}
    right = [(t, cite(p), q) for t, p, q in cases(plain, "test_what_the_passage_says_passes")]
    right += [
        (t, cite(p, **heading), q) for t, p, q in cases(shapes, "test_a_right_answer_in_other_words_passes")
    ]
    wrong = [
        (t, cite(p), q) for t, p, q, _ in cases(plain, "test_what_the_passage_does_not_say_is_a_problem")
    ]
    wrong += [(t, cite(p, **heading), q) for t, p, q in cases(shapes, "test_a_wrong_answer_does_not_pass")]
    return right, wrong


def of_laws(library: Path, every: int) -> tuple[list[Said], list[Said]]:
    """Sentences of laws as they stand, and changed."""
    claims: list[tuple[str, Citation]] = []
    for head, sections in laws_of(library, LAWS):
        for section in sections:
            if section.status is Status.IN_FORCE:
                citation = Citation(1, Passage("", section.text, section, head, 0), section.text)
                claims += [(claim, citation) for claim in claims_of(section)]
    chosen = claims[::every]
    return [(f"{claim} [1].", citation, "") for claim, citation in chosen], [
        (f"{wrong} [1].", citation, "")
        for claim, citation in chosen
        if len(claim) <= _LONG
        for _, wrong in changed(claim)
    ]


def errors(right: list[Said], wrong: list[Said]) -> tuple[int, int]:
    """Right sentences objected to, wrong ones passed."""
    alarms = sum(not verify(text, [citation], question).ok for text, citation, question in right)
    return alarms, sum(verify(text, [citation], question).ok for text, citation, question in wrong)


def settings_of(place: str, name: str, values: tuple[float, ...]) -> Iterator[tuple[str, float]]:
    """Set a threshold to each value, its own among them, and back; gives (mark, value) while it is set."""
    module, _, kind = place.partition(":")
    holder: Any = importlib.import_module(module)
    holder = getattr(holder, kind) if kind else holder
    own = getattr(holder, name)
    try:
        for value in sorted({*values, own}):
            setattr(holder, name, value)
            evidence._read.cache_clear()  # noqa: SLF001 - read anew with another threshold
            yield ("*" if value == own else " "), value
    finally:
        setattr(holder, name, own)
        evidence._read.cache_clear()  # noqa: SLF001


def main() -> None:
    library, every = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8
    words, laws = in_other_words(), of_laws(library, every)
    print(
        f"other words: {len(words[0])} right, {len(words[1])} wrong; laws: {len(laws[0])} right,"
        f" {len(laws[1])} wrong. Right objected to / wrong passed:"
    )
    for place, name, values in THRESHOLDS:
        print(f"{place.removeprefix('chains.verification.')} {name}")
        for mark, value in settings_of(place, name, values):
            said, written = errors(*words), errors(*laws)
            print(f" {mark} {value:<5g} other words {said[0]}/{said[1]}  laws {written[0]}/{written[1]}")


if __name__ == "__main__":
    main()
