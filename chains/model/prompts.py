"""Prompts by name: Markdown files in prompts/ with name and version in front; what made an
answer is recorded with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.model.document import content_hash

_FOLDER = Path(__file__).resolve().parent.parent.parent / "prompts"
_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text with {{fields}}, its version, and the hash of its text."""

    name: str
    text: str
    version: int = 1

    @property
    def hash(self) -> str:
        """Changes with the wording."""
        return content_hash(self.text)

    @property
    def used(self) -> str:
        """How an answer records it: "antwort v2 3f2a9c01"."""
        return f"{self.name} v{self.version} {self.hash[:8]}"

    def fill(self, **fields: str) -> str:
        """The text with its fields put in; what is put in is not read for fields again."""
        parts = self.text.split("{{")
        out = [parts[0]]
        for part in parts[1:]:
            name, _, rest = part.partition("}}")
            out += [fields[name.strip()], rest]
        return "".join(out)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of that name; FileNotFoundError if there is none, ValueError if its front
    matter names another.
    """
    text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    _, front, body = text.split(f"{_FENCE}\n", 2)
    facts = yaml.safe_load(front)
    if facts["name"] != name:
        raise ValueError(f"prompts/{name}.md: name is {facts['name']}")
    return Prompt(name, body, int(facts["version"]))
