"""A handful of documents whose citations the browser tests open: a factsheet, one that has run out and holds
an attack, a brochure, a law.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from knowledge.index.embedding import E5Embeddings
from settings import ROOT
from tests.conftest import LAW, sync
from tests.ingest.paper import Brochure

ATTACK = (
    "<img src=x onerror=\"document.title='gehackt'\"> <script>document.title='gehackt'</script>"
    " [hier](javascript:document.title='gehackt') https://boese.example/x"
)
BONUS = f"""---
title: "Lernbonus"
stand: 2020-01-01
region: Nordrhein-Westfalen
topics: [lernbonus]
audience: [mentor]
---
# Lernbonus

## Höhe des Lernbonus
Der Lernbonus für Mitarbeiter:innen beträgt bis zum 31. Juli 2021 für Betriebe
- mit weniger als 50 Beschäftigten 40 Prozent,
- mit mindestens 50 Beschäftigten 20 Prozent
der Kosten. {ATTACK}
"""
COURSE = "Der Zuschuss zum Schweißkurs beträgt 450 Euro je Person. "
SHARE = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
BONUS_QUESTION = "Wie hoch ist der Lernbonus für Mitarbeiter:innen bei 60 Beschäftigten?"
COURSE_QUESTION = "Wie hoch ist der Zuschuss zum Schweißkurs?"


def write_sources(folder: Path) -> Path:
    """The files, in a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("lehrgangskosten-anteil-betrieb.md", "bildungsgutschein.md"):
        shutil.copy(ROOT / "knowledge" / "texts" / name, folder)
    (folder / "lernbonus.md").write_text(BONUS, encoding="utf-8")
    paper = Brochure()
    for number in range(1, 5):
        paper.add_page()
        paper.head(f"Kapitel {number}")
        paper.body(
            COURSE + "Der Antrag wird vor Beginn gestellt. " * 6
            if number == 3
            else "Ein Satz über Weiterbildung im Betrieb. " * 12
        )
    (folder / "leitfaden.pdf").write_bytes(paper.bytes())
    return folder


def read_sources(data: Path, folder: Path, embedding: E5Embeddings) -> None:
    """One sync of them, and of the tests' law."""
    assert not sync(data, folder, LAW, model=embedding).failed


def change_share(folder: Path) -> None:
    """The factsheet in a newer wording."""
    file = folder / "lehrgangskosten-anteil-betrieb.md"
    file.write_text(
        file.read_text(encoding="utf-8")
        .replace("50 Prozent der", "45 Prozent der")
        .replace("2024-12-31", "2026-01-31"),
        encoding="utf-8",
    )
