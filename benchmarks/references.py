"""How well written references to law places are read: ours beside the packages bundesrecht and gesetze.

    pip install bundesrecht gesetze     # not among the project's own dependencies
    python benchmarks/references.py

A form counts as read if paragraph and Absatz of every place come out; which law it is counts only for ours,
since the two packages know short forms alone. Prints one line a form that somebody missed, then the shares.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.question.analysis import law_names
from chains.question.references import find_references
from knowledge.editorial.glossary import DEFAULT_GLOSSARY, load_glossary

Place = tuple[str, str]  # paragraph, Absatz or ""
FORMS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("§ 82 Abs. 4 SGB III", (("82", "4"),)),
    ("§ 82 Absatz 4 Satz 1 SGB III", (("82", "4"),)),
    ("§82 SGB III Abs 2", (("82", "2"),)),
    ("§ 45 II BBiG", (("45", "2"),)),
    ("§ 45 II 1 BBiG", (("45", "2"),)),
    ("§45(2) BBiG", (("45", "2"),)),
    ("§ 45 (2) BBiG", (("45", "2"),)),
    ("Paragraf 97 Absatz 2 Betriebsverfassungsgesetz", (("97", "2"),)),
    ("Paragraph 97 BetrVG", (("97", ""),)),
    ("Betriebsverfassungsgesetz, Paragraf 97", (("97", ""),)),
    ("Paragraf zehn des Teilzeitgesetzes", (("10", ""),)),
    ("§§ 81, 82 SGB III", (("81", ""), ("82", ""))),
    ("§§ 81 und 82 SGB III", (("81", ""), ("82", ""))),
    ("§§ 83 bis 85 SGB III", (("83", ""), ("84", ""), ("85", ""))),
    ("§§ 83-85 SGB III", (("83", ""), ("84", ""), ("85", ""))),
    ("§ 96 i.V.m. § 97 BetrVG", (("96", ""), ("97", ""))),
    ("§ 10 TzBfG und § 96 Absatz 1a BetrVG", (("10", ""), ("96", "1a"))),
    ("Aufenthaltsgesetz Paragraf 16 d Absatz 1", (("16d", "1"),)),
    ("§ 16d Abs. 1 AufenthG", (("16d", "1"),)),
    ("82 Abs. 2 SGB III", (("82", "2"),)),
    ("SGB III § 82 Abs. 3", (("82", "3"),)),
    ("SGB 3 § 82a", (("82a", ""),)),
    ("Sozialgesetzbuch neun, Paragraf 164 Absatz 5", (("164", "5"),)),
    ("§ 2 Meister-BAföG", (("2", ""),)),
    ("§ 4 Abs. 1 S. 2 Nr. 3 FernUSG", (("4", "1"),)),
    ("§ 98 Abs. 3, 4 BetrVG", (("98", "3"), ("98", "4"))),
    ("§ 98 Absätze 3 bis 5 BetrVG", (("98", "3"), ("98", "4"), ("98", "5"))),
    ("§§ 82a bis 82c SGB III", (("82a", ""), ("82b", ""), ("82c", ""))),
    ("§ 82 Abs. 2 bei 120 Beschäftigten", (("82", "2"),)),
    ("Was regelt der § 87a SGB III?", (("87a", ""),)),
    ("was regelt § 6 abs. 3 bqfg", (("6", "3"),)),
    ("§ 16d I AufenthG", (("16d", "1"),)),
    ("Mindestlohngesetz Paragraf 22 zu Praktika", (("22", ""),)),
    ("HwO § 37 Abs. 2", (("37", "2"),)),
    ("gilt § 98 (3) BetrVG auch für kleine betriebe", (("98", "3"),)),
    ("Art. 4 FernUSG", (("4", ""),)),
    ("BAföG, Paragraf 10 Absatz 3", (("10", "3"),)),
    ("§ 15 BEEG Abs. 4", (("15", "4"),)),
    ("§ 164 V SGB IX", (("164", "5"),)),
)


def ours(text: str) -> set[Place]:
    """This project's reader."""
    return {(r.paragraph, r.absatz) for r in find_references(text, _NAMES)}


def bundesrecht(text: str) -> set[Place]:
    """bundesrecht.normalise: one written reference a place."""
    from bundesrecht import normalise

    found = set()
    for reference in normalise(text):
        match = re.search(r"§+\s*(\d+\w*)(?:\s+Abs\.\s*(\d+\w*))?", str(reference))
        if match:
            found.add((match[1], match[2] or ""))
    return found


def gesetze(text: str) -> set[Place]:
    """gesetze.extract and analyze."""
    from gesetze import analyze, extract

    parsed = [analyze(part) for part in extract(text) or ()]
    return {(str(p.get("norm", "")), str(p.get("absatz", "") or "")) for p in parsed}


_NAMES = law_names(load_glossary(DEFAULT_GLOSSARY), {})


def main() -> None:
    readers: dict[str, Callable[[str], set[Place]]] = {
        "eigene": ours,
        "bundesrecht": bundesrecht,
        "gesetze": gesetze,
    }
    right = dict.fromkeys(readers, 0)
    for text, places in FORMS:
        missed = []
        for name, read in readers.items():
            try:
                held = read(text) >= set(places)
            except Exception:  # noqa: BLE001 - a reader that trips over a form has not read it
                held = False
            right[name] += held
            missed += [] if held else [name]
        if missed:
            print(f"{text}: nicht gelesen von {', '.join(missed)}")
    print(" · ".join(f"{name}: {count} von {len(FORMS)}" for name, count in right.items()))


if __name__ == "__main__":
    main()
