"""No pattern of ours takes more than linear time, whatever the text: strings made of its own parts, and those
that break patterns in general.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from knowledge.german.alternatives import alternatives
from tests.linear.discovery import patterns
from tests.linear.pumping import pumps

PATTERNS = patterns()
_SIZE = 100_000  # characters
_FAST = 0.1  # seconds of CPU for so many
_SLACK = 2.5  # times that a busy machine with shared cores may take
_GROWTH = 2.6  # of twice the text, at most; quadratic is 4
_GIVE_UP = 1.5  # seconds after which a search is broken off


class _TooSlow(Exception):
    pass


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """`re` looks for signals while it searches, so that even a hopeless one ends."""

    def stop(*_: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """CPU time of finding all matches, which search, sub and split take too; the better of two where the
    first is suspicious.
    """
    best = _GIVE_UP
    for _ in range(3):
        begun = time.process_time()
        try:
            with _at_most(_GIVE_UP):
                for _match in pattern.finditer(text):
                    pass
        except _TooSlow:
            return _GIVE_UP
        best = min(best, time.process_time() - begun)
        if best < _FAST:
            break
    return best


def too_slow(pattern: re.Pattern[str]) -> str:
    """The beginning of a text that takes the pattern more than linear time, or too long; "" if none does."""
    for pump in pumps(pattern):
        quick = seconds(pattern, pump.text(_SIZE // 8))
        if quick < 0.0015:  # an eighth of the text in 1.5 ms: even squared, the whole takes no 0.1 s
            continue
        large = pump.text(_SIZE)
        took = seconds(pattern, large)
        if took > _FAST and (took > _SLACK * _FAST or took > 8 * quick * (_GROWTH / 2) ** 3):
            return f"{took:.2f} s ({took / quick:.1f} times an eighth) for {large[:60]!r} …"
    return ""


def test_patterns_are_found_wherever_they_are_kept() -> None:
    assert len(PATTERNS) > 300
    for place in (
        "chains.quantities.tokens._TOKEN",
        "chains.quantities.numerals._GERMAN",
        "chains.verification.checks.limits._PERIODS[Monat]",
        "knowledge.german.words._WORD",
        "chains.retrieval.seminar_places._ASKED[slide]",
    ):
        assert place in PATTERNS
    assert any(place.startswith("chains/extract/warnings.py:") for place in PATTERNS)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+(?:und|oder)$",
        r"(\d+)-?\s*jährig",
        r"(?:\w+\s*)+!",
        r"<think>(?!.*</think)",
        r"[\w-]+\.de\b",
        r"^\s*§",
    ],
)
def test_slow_patterns_are_recognised(pattern: str) -> None:
    assert too_slow(re.compile(pattern, re.M))


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("place", sorted(PATTERNS))
def test_a_pattern_takes_linear_time(place: str) -> None:
    assert not too_slow(PATTERNS[place])


def test_alternatives_find_what_joined_words_find() -> None:
    words = ["zwei", "zweiundzwanzig", "zwanzig", "zwölf", "ein", "eine", "a.b", "hundert"]
    joined = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    text = "zweiundzwanzig zwei zweiund zwölfzwanzig eine einer a.b aab hunderteins" * 3
    assert re.findall(alternatives(words), text) == joined.findall(text)
