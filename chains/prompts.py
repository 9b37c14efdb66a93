"""Prompts by name: Markdown files in prompts/, with a hash that is recorded with each answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.model import content_hash

_FOLDER = Path(__file__).resolve().parent.parent / "prompts"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text with {fields}, and the hash of its text."""

    name: str
    text: str

    @property
    def hash(self) -> str:
        """Changes with the wording."""
        return content_hash(self.text)

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
    """The prompt of that name; FileNotFoundError if there is none."""
    return Prompt(name, (_FOLDER / f"{name}.md").read_text(encoding="utf-8"))
