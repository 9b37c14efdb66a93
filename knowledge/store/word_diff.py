"""Two wordings word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\S+\s*")
_GAP = "… "


class Edit(StrEnum):
    """What a piece is; the value is its mark in JSON."""

    KEPT = "="
    DELETED = "-"
    INSERTED = "+"


@dataclass(frozen=True, slots=True)
class DiffRun:
    """A run of words of one kind, with the white space behind it."""

    edit: Edit
    text: str


def word_diff(before: str, after: str, context: int | None = None) -> list[DiffRun]:
    """The pieces from one wording to the other. `context`: of what stayed only so many words beside a change,
    the rest as "…".
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    same = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], autojunk=False)
    pieces: list[DiffRun] = []
    for operation, old_from, old_to, new_from, new_to in same.get_opcodes():
        if operation == "equal":
            pieces.append(DiffRun(Edit.KEPT, "".join(new[new_from:new_to])))
            continue
        pieces += [DiffRun(Edit.DELETED, "".join(old[old_from:old_to]))] if old_to > old_from else []
        pieces += [DiffRun(Edit.INSERTED, "".join(new[new_from:new_to]))] if new_to > new_from else []
    return (
        pieces
        if context is None
        else [_shortened(piece, context, i == 0, i == len(pieces) - 1) for i, piece in enumerate(pieces)]
    )


def _shortened(piece: DiffRun, context: int, first: bool, last: bool) -> DiffRun:
    words = _WORD.findall(piece.text)
    head, tail = (0 if first else context), (0 if last else context)
    if piece.edit is not Edit.KEPT or len(words) <= head + tail + 1:
        return piece
    return DiffRun(piece.edit, "".join(words[:head]) + _GAP + "".join(words[len(words) - tail :]))


def diff_in_brackets(pieces: list[DiffRun]) -> str:
    """As text that needs no colour: [-old-] {+new+}."""
    parts = []
    for piece in pieces:
        bare = piece.text.rstrip()
        space = piece.text[len(bare) :]
        parts.append(
            {Edit.KEPT: bare, Edit.DELETED: f"[-{bare}-]", Edit.INSERTED: f"{{+{bare}+}}"}[piece.edit]
            + (space or " " * (piece.edit is not Edit.KEPT))
        )
    return "".join(parts).rstrip()
