from __future__ import annotations

from pathlib import Path

import pytest

from chains.model import prompts
from chains.model.prompts import Prompt, load_prompt
from settings import ROOT

# Whoever changes a prompt's wording raises its version and writes both here.
VERSIONS = {
    "antwort": (3, "af3db28702495115e06b70e944b097d4"),
    "bewertung": (1, "8eb14e8f40be9c5d65aa36a70474daef"),
    "frage": (1, "ee313344cf7238dd38f912a8a7f6801e"),
    "korrektur": (3, "1cb602e2ae25a7d265e8d24623f9af31"),
    "nachfrage": (3, "96f87668fed9f97652e1404fd30a2bc3"),
}


@pytest.mark.parametrize("name", sorted(p.stem for p in (ROOT / "prompts").glob("*.md")))
def test_a_changed_wording_has_a_new_version(name: str) -> None:
    prompt = load_prompt(name)
    assert VERSIONS[name] == (prompt.version, prompt.hash)
    assert not prompt.text.startswith("---")


def test_a_prompt_whose_front_matter_names_another_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "_FOLDER", tmp_path)
    (tmp_path / "b.md").write_text("---\nname: anders\nversion: 1\n---\nHallo")
    with pytest.raises(ValueError, match=r"b\.md: name is anders"):
        load_prompt("b")


def test_fields_are_filled_once() -> None:
    assert Prompt("p", "a {{x}} b {{y}}").fill(x="{{y}}", y="2") == "a {{y}} b 2"
