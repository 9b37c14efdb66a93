"""Putting foreign text into a prompt so that it stays data: fenced by a mark that it cannot know, look-alikes taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from chains.answer import Citation
from chains.injection import without_instructions
from knowledge.model import content_hash

_MARK = "⟦{}⟧"
_BRACKETS = re.compile(r"[⟦⟧]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")  # zero width, direction overrides, tag characters
_ROLE = re.compile(r"(?im)^(\s*)(system|assistant|user|human|ai|nutzer|assistent)\s*:")
_CONTROL = re.compile(r"<\|[^|<>]{0,40}\|>|\[/?INST\]|<</?SYS>>")


def fence_for(question: str, citations: Sequence[Citation]) -> str:
    """The mark for one prompt: the same for the same content, so that runs repeat; unknown to whoever wrote one part of it."""
    return _MARK.format(content_hash(question, *(c.passage.section.text for c in citations))[:12])


def as_data(text: str) -> str:
    """A text without what a model may take for structure: fences, invisible characters, role names at line starts, control tokens."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    plain = _CONTROL.sub(" ", _BRACKETS.sub("", plain))
    return _ROLE.sub(r"\1\2 -", plain)


def fenced_passages(citations: Sequence[Citation]) -> str:
    """The passages, numbered, as data; sentences in them that talk to the assistant are left out."""
    return "\n\n".join(f"[{c.n}] {c.label}\n{as_data(without_instructions(c.passage.section.text))}" for c in citations)
