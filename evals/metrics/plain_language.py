"""Einfache Sprache: which sentences keep the rules that can be checked by machine.

Rules after DIN 8581-1 (Einfache Sprache) and the guides of the Netzwerk Leichte Sprache: short sentences with
one thought, active voice, no subjunctive, no abbreviations, no very long words, no brackets. Meaning cannot
be checked this way; a text that passes is easy in form only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.german.sentences import split_sentences

_LONGEST_SENTENCE = 15  # words
# letters; "Weiterbildungskosten" may stand, "Weiterbildungsteilnehmende" is read in two steps
_LONGEST_WORD = 22
_SUBJUNCTIVE = re.compile(
    r"\b(?:würde[nt]?|könnte[nt]?|sollte[nt]?|müsste[nt]?|dürfte[nt]?|hätte[nt]?|wäre[nt]?|sei|seien)\b", re.I
)
_PASSIVE = re.compile(
    r"\A(?>.*?\b(?:wird|werden|wurde[nt]?|worden)\b)(?=.*\b(?:ge\w{2,}(?:t|en)|\w+iert|be\w{3,}(?:t"
    r"|en)|ver\w{3,}(?:t|en)|er\w{3,}(?:t|en))\b)",
    re.I,
)
_ABBREVIATION = re.compile(
    r"\b(?:z\.\s?B|d\.\s?h|u\.\s?a|ggf|bzw|usw|etc|ca|inkl|evtl|Abs|Nr|i\.\s?d\.\s?R)\."
)


def _words(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w*-]*", sentence)


_RULES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (f"mehr als {_LONGEST_SENTENCE} Wörter", lambda s: len(_words(s)) > _LONGEST_SENTENCE),
    (
        f"ein Wort mit mehr als {_LONGEST_WORD} Buchstaben",
        lambda s: any(len(part) > _LONGEST_WORD for word in _words(s) for part in word.split("-")),
    ),
    (
        "mehr als ein Nebensatz",
        lambda s: (
            len(re.findall(r",\s+(?:der|die|das|dass|weil|wenn|ob|damit|obwohl|sofern|soweit)\b", s)) > 1
        ),
    ),
    ("Konjunktiv", lambda s: bool(_SUBJUNCTIVE.search(s))),
    ("Passiv", lambda s: bool(_PASSIVE.search(s))),
    ("Abkürzung", lambda s: bool(_ABBREVIATION.search(s))),
    ("Klammer oder §", lambda s: bool(re.search(r"[()§]", s))),
)


@dataclass(frozen=True, slots=True)
class Plainness:
    """How many of a text's sentences keep all rules, and what the others break."""

    sentences: int
    plain: int
    findings: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of plain sentences; 1.0 for a text without any."""
        return self.plain / self.sentences if self.sentences else 1.0


def plainness(text: str) -> Plainness:
    """Check a German text sentence by sentence; list items count as sentences."""
    sentences = [s for line in text.splitlines() for s in split_sentences(line.strip(" -•–")) if _words(s)]
    broken = [(s, [name for name, breaks in _RULES if breaks(s)]) for s in sentences]
    findings = tuple(f"{', '.join(names)}: „{s}“" for s, names in broken if names)
    return Plainness(len(sentences), len(sentences) - len(findings), findings)
