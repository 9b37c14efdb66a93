"""Whether what was told now changes what comes out ("Macht das einen Unterschied?", "Bleibt es dabei?")."""

from __future__ import annotations

import re
from dataclasses import replace

from chains.funding.explanation.lines import Explanation, Line
from knowledge.german.sentences import split_sentences

_CHANGES = re.compile(
    r"(?i)\b(?:ändert (?:das|sich|es|dies)|macht (?:das|es|dies)\b[^.?!]{0,40}\b(?:unterschied|was aus"
    r"|etwas aus)|spielt (?:das|es|dies)\b[^.?!]{0,30}\brolle"
    r"|ist (?:das|es|dies) (?:dann |da |dafür )?(?:wichtig|relevant|von bedeutung|entscheidend))\b"
)
_STAYS = re.compile(
    r"(?i)\b(?:bleibt (?:es|das|alles) (?:dann |trotzdem |jetzt )?(?:dabei|so|gleich)"
    r"|gilt (?:das|es) dann noch)\b"
)
_OPEN = re.compile(r"(?i)\b(?:was|wie|inwiefern|wie viel)\W+(?:\w+\W+)?ändert\b")  # asks what, not whether


def asks_for_change(question: str) -> bool:
    """Whether a question asks if what comes out is another now."""
    asked = [sentence for sentence in split_sentences(question) if sentence.rstrip().endswith("?")]
    return any((_CHANGES.search(s) or _STAYS.search(s)) and not _OPEN.search(s) for s in asked)


def told_as_change(now: Explanation, before: Explanation | None, question: str) -> Explanation:
    """What comes out now, with a yes or no to whether it is what came out before, for a question that
    `asks_for_change`.
    """
    if before is None:
        return now
    stays = bool(_STAYS.search(question))
    if now.lead.text != before.lead.text:
        first = "Nein, jetzt gilt: " if stays else "Ja, jetzt gilt: "
    elif _rows(now) == _rows(before):
        first = "Ja, es bleibt dabei: " if stays else "Nein, es bleibt dabei: "
    else:
        return _row_changed(now, before, stays=stays)
    return replace(now, lead=replace(now.lead, text=f"{first}{now.lead.text}"))


def _rows(said: Explanation) -> list[str]:
    return [row.text for row in said.rows]


def _row_changed(now: Explanation, before: Explanation, *, stays: bool) -> Explanation:
    """What leads is the same, and a row of it is another: that row leads, with what is new in it."""
    old = set(_rows(before))
    row = next((row for row in now.rows if row.text not in old), None)
    if row is None:
        return now
    name, _, told = row.text.partition(": ")
    before_it = (text.removeprefix(f"{name}: ") for text in old if text.startswith(f"{name}: "))
    known = {sentence for text in before_it for sentence in split_sentences(text)}
    new = [sentence for sentence in split_sentences(told) if sentence not in known]
    first = "Nein, jetzt gilt" if stays else "Ja, jetzt gilt"
    text = f"{first}: {name}: {' '.join(new) or told}"
    return replace(now, lead=Line(text, row.proofs), details=(now.lead, *now.details))
