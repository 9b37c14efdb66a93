"""Sentences of a source that talk to the assistant instead of its readers: kept in the quote that people see, but no evidence."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.statements import split_sentences

_TO_THE_ASSISTANT = re.compile(
    r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|überschreib\w*|ignore|disregard|forget|override|yok say|zignoruj|ігноруй\w*)\b.{0,60}"
    r"\b(?:regel\w*|anweisung\w*|vorgabe\w*|prompt\w*|instructions?|rules?|talimat\w*|polece\w*|інструкц\w*)"
    r"|\b(?:antworte|antworten sie|sage|sag|schreibe|wiederhole|answer|reply|say|respond)\b\s*"
    r"(?:nur|jetzt|immer|bitte|only|always|with|mit|:|wörtlich|ohne fundstellen|\d)"
    r"|\b(?:du bist|sie sind|you are)\s+(?:jetzt|ab jetzt|nun|now)\b|\bstell dir vor,? du bist\b|\bpretend (?:to be|you)\b|\bact as\b"
    r"|\bneue (?:regel|anweisung)\b|\bnew (?:rule|instruction)s?\b|\b(?:system|developer)-?prompt\b|\b(?:gib|zeige|verrate) (?:mir )?deine (?:anweisungen|regeln)\b"
    r"|\bende der (?:fundstellen|frage|quellen)\b|\bend of (?:sources|context|passages)\b"
    r"|^\s*(?:system|assistant|user|human|ai)\s*:|<\|[^|]*\|>|\[/?INST\]|[⟦⟧]"
    r"|\{\s*\"(?:tool|function|name|action)\"\s*:"
    r"|(?<![\w/])(?=[A-Za-z+/]*\d)(?=[^A-Z\s]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}(?![\w/])"
    r"|\b(?:talimat\w*|polece\w*)\b.{0,40}\b(?:yok say|zignoruj)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]")


@lru_cache(maxsize=1024)
def without_instructions(text: str) -> str:
    """The text without sentences that give the assistant orders, carry hidden characters or coded blobs; lines stay lines."""
    lines = []
    for line in text.splitlines():
        kept = [s for s in split_sentences(line) if not is_instruction(s)]
        if kept or not line.strip():
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(indent + " ".join(kept))
    return "\n".join(lines)


def is_instruction(sentence: str) -> bool:
    """Whether a sentence talks to the assistant."""
    return bool(_TO_THE_ASSISTANT.search(sentence) or _HIDDEN.search(sentence))
