"""A small course of our own: two modules, three seminar days, a file of each format that the tool builds."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from settings import ROOT

BOLTS = """number: 1
title: Schrauben
part: "Teil 1: Grundlagen"
duration: 2 Seminartage
audience: [trainer]
stand: 2025-03-01
days:
  - day: 1
    title: Greifen
    goals: ["Die Teilnehmenden halten den Schraubendreher richtig.", "Sie wählen das passende Profil."]
  - day: 2
    title: Drehen
    goals: ["Sie drehen eine Schraube bis zum Anschlag."]
materials:
  - {file: tag-1-folien.pptx, title: Folien zu Tag 1, day: 1, legal_basis: ["lernfg § 1 Abs. 1"]}
  - {file: tag-2-leitfaden.docx, title: Leitfaden zu Tag 2, day: 2}
  - {file: merkblatt.md, title: Merkblatt}
ignore: [texte, "*.bak"]
"""
NAILS = """number: 2
title: Nageln
part: "Teil 2: Vertiefung"
duration: 1 Seminartag
audience: [mentor, trainer]
days:
  - {day: 3, title: Hämmern, goals: ["Sie treffen den Nagel."]}
materials:
  - {file: tag-3-handout.pdf, title: Handout zu Tag 3, day: 3}
ignore: [texte]
"""
TEXTS = {
    "schrauben/texte/tag-1-folien.md": (
        "# Schrauben\nSeminartag 1\n\n## Profile der Schrauben\n- Kreuzschlitz hält besser\n- Torx rutscht"
        " nicht ab\n\n## Drehmoment\n| Schraube | Kraft |\n| --- | --- |\n| klein | 2 Newtonmeter |\n| groß |"
        " 9 Newtonmeter |\n"
    ),
    "schrauben/texte/tag-2-leitfaden.md": (
        "# Leitfaden\n\n## Ablauf von Seminartag 2\n| Zeit | Was |\n| --- | --- |\n| 09:00 | Begrüßung |\n|"
        " 12:00 | Mittag |\n\n## Übung: Blind drehen\nDauer: 20 Minuten. Mit verbundenen Augen eine Schraube"
        " finden und eindrehen.\n"
    ),
    "nageln/texte/tag-3-handout.md": (
        "# Handout\n\n## Der richtige Hammer\n- Ein Lattenhammer wiegt 600 Gramm.\n\n---\n\n"
        "## Sicherheit\nBeim Hämmern tragen alle eine Schutzbrille.\n"
    ),
}


def tool() -> ModuleType:
    """tools/build_modules.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("build_modules", ROOT / "tools" / "build_modules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["build_modules"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


def write_course(place: Path) -> Path:
    """Write the course below a folder and build its files; returns the folder of the modules."""
    root = place / "werkkurs"
    for name, text in TEXTS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / "schrauben" / "module.yaml").write_text(BOLTS, encoding="utf-8")
    (root / "nageln" / "module.yaml").write_text(NAILS, encoding="utf-8")
    (root / "schrauben" / "merkblatt.md").write_text(
        "# Merkblatt\n\n## Aufbewahren\nSchrauben liegen nach Größe sortiert im Kasten.\n", encoding="utf-8"
    )
    (root / "schrauben" / "alt.bak").write_bytes(b"\x00\x01")
    (root / "nageln" / "~$tag-3-handout.docx").write_bytes(b"\x00")
    for file, data in tool().built(root).items():
        file.write_bytes(data)
    return root
