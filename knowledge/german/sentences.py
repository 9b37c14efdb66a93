"""What a law text says, cut into statements: a sentence together with the list that belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_ABBREVIATIONS = (
    "Abs Art Aufl Az Bd Bek bzw ca Dr evtl f ff gem ggf Hs i.d.R i.S.d i.V.m inkl insb Kap lit max min Mio"
    " Mrd Nr Nrn o.g Prof Rn S s sog St Std Str Tel u.a u.U usw v vgl z.B Ziff zzgl Abschn Buchst Jan Feb Mrz"
    " Apr Jun Jul Aug Sep Okt Nov Dez"
).split()
_NO_END = re.compile(
    rf"(?:\b(?:{'|'.join(re.escape(a) for a in _ABBREVIATIONS)}|[A-Za-zÄÖÜ]|\d{{1,2}}"
    rf"|[a-z]\.\s?[a-zA-Z])\.|\b[IVX]+\.)$"
)
_ONLY_DATED = re.compile(r"\W{0,10}Stand\W{1,5}[\w. ]{4,20}")
_LONGEST_END = 12  # characters: "Abschn.", "XXXVIII."
_END = re.compile(r"(?<=[.!?])[\"“”»)]*(?P<gap>\s+)(?=[\"„»(§A-ZÄÖÜ0-9])")
ITEM = re.compile(r"^\s*(?:\d{1,2}[a-z]?\.|[a-z]{1,2}\)|[–•*-]|[ivx]+\))\s")


def is_only_dated(text: str) -> bool:
    """Whether a line or section says only how old its document is ("Stand: 1. März 2026")."""
    return _ONLY_DATED.fullmatch(text) is not None


def split_sentences(text: str) -> list[str]:
    """Sentences of running German text; "Abs. 2", "31. Juli", "z. B." do not end one."""
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _ends_open(text, start, match.start("gap")):
            continue
        if candidate := text[start : match.start("gap")].strip():
            sentences.append(candidate)
            start = match.end()
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences


def _ends_open(text: str, start: int, end: int) -> bool:
    """Whether what ends there ends with an abbreviation; only the last letters are looked at, however long
    the text before them.
    """
    return (
        end > start
        and text[end - 1] == "."
        and bool(_NO_END.search(text, max(start, end - _LONGEST_END), end))
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence with its list: `lead` before the items, `items` verbatim with their marks,
    `tail` after them.
    """

    lead: str
    items: tuple[str, ...] = ()
    tail: str = ""

    @property
    def text(self) -> str:
        """The statement's own words, each item on a line."""
        return "\n".join(part for part in (self.lead, *self.items, self.tail) if part)


@lru_cache(maxsize=512)
def split_statements(text: str) -> tuple[Statement, ...]:
    """Cut a section's text into statements; the sentence that goes on after a list stays with it."""
    statements: list[Statement] = []
    for block in _list_blocks(text):
        lead, items, tail = block
        before = split_sentences(lead)
        after = split_sentences(tail)
        if not items:
            statements += [Statement(sentence) for sentence in before]
            continue
        statements += [Statement(sentence) for sentence in before[:-1]]
        continues = bool(after) and bool(re.match(r"[a-zäöüß(]", after[0]))
        statements.append(
            Statement(before[-1] if before else "", tuple(items), after[0] if continues else "")
        )
        statements += [Statement(sentence) for sentence in after[1 if continues else 0 :]]
    return tuple(statements)


def _list_blocks(text: str) -> list[tuple[str, list[str], str]]:
    """(text before, items, text after up to the next list's opening sentence) in order."""
    lines = text.splitlines()
    blocks: list[tuple[str, list[str], str]] = []
    lead: list[str] = []
    items: list[str] = []
    tail: list[str] = []

    def close() -> None:
        if lead or items or tail:
            blocks.append(("\n".join(lead), list(items), "\n".join(tail)))
        lead.clear()
        items.clear()
        tail.clear()

    for line in lines:
        is_item = bool(ITEM.match(line)) or bool(items and not tail and line.startswith("   "))
        if is_item and tail:  # a further list: its opening sentence is the last one of the tail
            sentences = split_sentences("\n".join(tail))
            opening = (
                sentences.pop() if len(sentences) > 1 or not re.match(r"[a-zäöüß(]", sentences[0]) else ""
            )
            tail[:] = ["\n".join(sentences)] if sentences else []
            close()
            lead.append(opening)
            items.append(line)
        elif is_item:
            items.append(line)
        elif items:
            tail.append(line)
        else:
            lead.append(line)
    close()
    return blocks
