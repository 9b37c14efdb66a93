"""Putting foreign text into a prompt so that it stays data: between lines with a word that it cannot know,
look-alikes made harmless.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from chains.answer import Citation
from chains.injection import without_instructions
from knowledge.model.document import content_hash

_FENCE_LIKE = re.compile(
    r"={3,}|-{4,}|<{2,}|>{2,}|`{3,}|#{2,}|~{3,}|[⟦⟧]|<\|[^|>]{0,40}\|>|\[/?INST\]|<</?SYS>>", re.I
)
_MARK_LIKE = re.compile(r"[\[【［]\s*(\d{1,3})\s*[\]】］]")
_ROLE = re.compile(r"(?im)^([^\S\n]*+)(system|assistant|user|human|ai|nutzer|assistent)\s*+:")


def as_data(text: str) -> str:
    """A text without what a model may take for structure: invisible characters, fences, role names at line
    starts, our citation marks.
    """
    plain = "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co"}
    )
    return _ROLE.sub(r"\1\2 -", _MARK_LIKE.sub(r"(\1)", _FENCE_LIKE.sub(" ", plain)))


def token_for(*data: str) -> str:
    """Eight hex digits that no part of the data can know: they hash all of it, and so change when anyone
    writes them into it.
    """
    return content_hash(*data)[:8]


def offered_text(citation: Citation, longest: int) -> str:
    """What the model sees of a passage: its section, of one longer than `longest` characters the part that
    was found, without orders.
    """
    section = citation.passage.section
    text = section.text if len(section.text) <= longest else citation.passage.chunk_text
    return as_data(without_instructions(f"{section.heading}\n{text}" if section.heading else text))


def fenced(name: str, label: str, text: str, token: str) -> str:
    """One part of a prompt between its lines."""
    return f"=== {name} · {token} ===\n{label}\n{text}\n=== ENDE {name} · {token} ==="


def fenced_passages(citations: Sequence[Citation], token: str, longest: int) -> str:
    """The passages, numbered, each between its lines."""
    return "\n\n".join(
        fenced(f"FUNDSTELLE [{c.n}]", as_data(c.label), offered_text(c, longest), token) for c in citations
    )
