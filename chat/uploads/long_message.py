"""A message that is too long for a question: its text becomes a document of the chat, its beginning may be
the question.
"""

from __future__ import annotations

import re

from chains.limits import LONGEST_QUESTION
from knowledge.german.numbers import german_number

_OPENING = 1_000  # characters of the beginning in which a question is looked for
# from the first letter on: one that stands later belongs to the text
_ASKED = re.compile(r"[^?]{0,600}+\?(?=\s|$)")
_TITLE = "Eingefügter Text"
TOO_LONG_A_CASE = (
    f"Ein Fall hat höchstens {german_number(LONGEST_QUESTION)} Zeichen. Bitte nur das Wichtige nennen; "
    "ein langer Text kann ohne „Fall:“ geschickt werden und wird ein Dokument."
)


def is_long(text: str) -> bool:
    """Whether it is longer than a question may be."""
    return len(text) > LONGEST_QUESTION


def asked_first(text: str) -> str:
    """The question that a long message begins with, "" if it begins with something else."""
    match = _ASKED.match(text[:_OPENING].lstrip())
    return " ".join(match[0].split()) if match else ""


def title_for(number: int) -> str:
    """What the text is called among the chat's documents."""
    return f"{_TITLE} {number}"


def received(title: str, length: int, question: str) -> str:
    """What to say of it; asks for the question where there is none."""
    said = (
        f"Die Nachricht hat {german_number(length)} Zeichen und ist jetzt ein Dokument dieses Chats"
        f" („{title}“). Es gilt nur für diesen Chat und wird nicht aufbewahrt."
    )
    return (
        f"{said} Ich beantworte die Frage vom Anfang."
        if question
        else f"{said} **Was möchten Sie dazu wissen?**"
    )
