from __future__ import annotations

import pytest

from chains import prompts
from chains.prompts import Prompt, load_prompt
from knowledge.errors import SettingsError
from settings import ROOT

# Whoever changes a prompt's wording raises its version and writes both here.
VERSIONS = {
    "antwort": (2, "1c37d30640f852530797b8840b3e2186"),
    "bewertung": (1, "8eb14e8f40be9c5d65aa36a70474daef"),
    "frage": (1, "ee313344cf7238dd38f912a8a7f6801e"),
    "korrektur": (2, "1cb602e2ae25a7d265e8d24623f9af31"),
    "nachfrage": (2, "96f87668fed9f97652e1404fd30a2bc3"),
}


@pytest.mark.parametrize("name", sorted(p.stem for p in (ROOT / "prompts").glob("*.md")))
def test_a_changed_wording_has_a_new_version(name: str) -> None:
    prompt = load_prompt(name)
    assert VERSIONS[name] == (prompt.version, prompt.hash)
    assert not prompt.text.startswith("---")


def test_a_prompt_without_its_front_matter_says_so(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("prompts")
    monkeypatch.setattr(prompts, "_FOLDER", folder)
    for number, text in enumerate(("Hallo", "---\nname: anders\nversion: 1\n---\nHallo", "---\nname: b2\n---\nHallo", "---\nname: [\n---\nHallo")):
        (folder / f"b{number}.md").write_text(text)
        with pytest.raises(SettingsError, match=f"b{number}.md: .*version"):
            load_prompt(f"b{number}")


def test_fields_are_filled_once() -> None:
    assert Prompt("p", "a {{x}} b {{y}}").fill(x="{{y}}", y="2") == "a {{y}} b 2"
