"""The house: what import-linter does not see. Its contracts stand in pyproject.toml."""

from __future__ import annotations

import ast
import re
from collections import Counter

from settings import ROOT

PACKAGES = ("cli", "evals", "chat", "chains", "ingest", "knowledge")
MOST = 22  # modules of one folder; "about twenty"


def test_settings_import_nothing_of_ours() -> None:
    nodes = ast.walk(ast.parse((ROOT / "settings.py").read_text(encoding="utf-8")))
    imported = {str(n.module).split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
    assert not imported & {"app", *PACKAGES}


def test_no_folder_is_a_pile() -> None:
    folders = [f for p in PACKAGES for f in [ROOT / p, *(ROOT / p).rglob("*")] if f.is_dir()]
    assert {f.relative_to(ROOT): n for f in folders if (n := len(list(f.glob("*.py")))) > MOST} == {}


def test_a_class_name_exists_once() -> None:
    names = Counter(
        node.name
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_the_threat_model_names_tests_that_exist() -> None:
    named = re.findall(
        r"`(tests/[^`]+)`", (ROOT / "docs" / "bedrohungsmodell.md").read_text(encoding="utf-8")
    )
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
