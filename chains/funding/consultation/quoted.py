"""Which guide stands on what an answer quoted: the talk is about its subject then, though nobody named it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from chains.blocks.text_form import is_led_by_quote
from chains.funding.explanation.lines import Explanation, Line
from knowledge.editorial.guides import guide_proofs, load_guides
from knowledge.editorial.proof_places import proof_place

# the heading of a quoted place in an answer's text form: "**TzBfG § 9a Abs. 1** [1]"
_PLACE = re.compile(r"^\*\*([^*\n]{1,200})\*\* \[\d{1,2}\]\n>", re.MULTILINE)
_MOST_PLACES = 3  # of an answer, that are named again to who asks where it stands
_PARAGRAPH = re.compile(r"§ \d+[a-z]*")


def guides_quoted(history: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """For each message of a talk that was answered, the guide on what its answer quoted first; "" where it
    quoted none, or said what rules and guides tell.
    """
    asked = [n for n, (role, _) in enumerate(history) if role == "user"]
    return tuple(
        _guide_quoted("\n".join(text for _, text in history[begin + 1 : end]))
        for begin, end in pairwise((*asked, len(history)))
    )


def _guide_quoted(answer: str) -> str:
    places = [guide_of_place(label) for label in _PLACE.findall(answer)]
    if not places or not (is_led_by_quote(answer) or _PLACE.match(answer)):
        return ""
    guide, count = Counter(places).most_common(1)[0]  # the first of as many
    return guide if guide and count > len(places) / 2 else places[0]


def where_it_stands(history: Sequence[tuple[str, str]]) -> Explanation | None:
    """What to say to who asks where the last answer has it from; None where it quotes no place."""
    last = history[-1][1] if history and history[-1][0] != "user" else ""
    places = tuple(dict.fromkeys(_PLACE.findall(last)))[:_MOST_PLACES]
    return Explanation(Line(f"Das steht in: {'; '.join(places)}.", places)) if places else None


@cache
def guide_of_place(label: str) -> str:
    """The guide that rests most on a § ("TzBfG § 9a Abs. 1"), else the only one that rests on its law; ""
    where there is none.
    """
    place = proof_place(label)
    if place is None:
        return ""
    paragraph = _PARAGRAPH.match(place.locator)
    there = _guides_at().get((place.document, paragraph[0] if paragraph else place.locator))
    if there:
        (name, most), *others = there.most_common(2)
        return name if not others or others[0][1] < most else ""
    of_law = {name for (law, _), names in _guides_at().items() if law == place.document for name in names}
    return next(iter(of_law)) if len(of_law) == 1 else ""


@cache
def _guides_at() -> dict[tuple[str, str], Counter[str]]:
    """(law, §) -> how many places there each guide rests on."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for name, proofs in guide_proofs(load_guides()).items():
        for proof in proofs:
            place = proof_place(proof)
            paragraph = _PARAGRAPH.match(place.locator) if place is not None else None
            if place is not None:
                key = (place.document, paragraph[0] if paragraph else place.locator)
                found.setdefault(key, Counter())[name] += 1
    return found
