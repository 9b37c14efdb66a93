"""Whether a claim clearly says the opposite of the passage it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from chains.quantities.figures import figures_in
from chains.verification.claim import CitedClaim
from chains.verification.evidence import Clause, Evidence, content, words_of

_DENYING = (
    r"nicht|nichts|niemand\w*|kein\w*|niemals|nie|weder|verzicht\w*|abgesehen|abzusehen|keinesfalls"
    r"|keineswegs|ohne|fehlt|fehlen|mangels|"
    r"ausgeschlossen|unzulässig|untersagt|verboten|entfällt|entfallen|befreit|(?:kosten"
    r"|gebühren)(?:los|frei)\w*"
)
_NEGATION = re.compile(rf"\b(?:{_DENYING})\b|(?<![\d,.])0\s*(?:%|Prozent|Euro)|\bnull\s+Prozent", re.I)
_NONE = re.compile(
    r"\bnicht\s+(?:nur|mehr\s+als|weniger\s+als|älter\s+als|länger\s+als|mindestens)\b"
    r"|\bniemand\s+(?:muss|braucht)\b"
    r"|\bals\s+ohne\b|\bohne\s+(?:Angabe|Grund|Gründe|Begründung|weiteres|Rücksicht)\b",
    re.I,
)
_LIMIT = re.compile(
    r"\b(?:nur|außer|ausgenommen|es\s+sei\s+denn|un[a-zäöü]{5,}|soweit|lediglich|erst)\b", re.I
)
_FORBIDS = re.compile(
    r"\b(?:ausgeschlossen|unzulässig|untersagt|verboten|nicht\s+(?:zulässig|möglich|erlaubt))\b", re.I
)
_ALLOWS = re.compile(r"(?<!nicht )\b(?:möglich|zulässig|erlaubt|gestattet)\b", re.I)
_CLAUSE = re.compile(r"[,;:–]\s|\s(?:und|oder|sofern|wenn|soweit|falls|aber|sondern|außer|weil|da)\s", re.I)
_ASIDE = re.compile(
    r",\s+(?:der|die|das|den|dem|deren|dessen|auch\s+wenn|selbst\s+wenn|obwohl)\b[^,.;]*", re.I
)
# measured with benchmarks/verification_thresholds.py on 81 right and 118 wrong sentences (28.11.2026)
# share of the claim's stems a part must hold: 0.5 objects to 2 right ones, 0.8 to 1; how many there must be
# (2 to 5 judge alike); how near another counts (0.1 objects to 1 right one)
_CLEAR, _STEMS, _RIVAL = 0.6, 3, 0.15
_FEWEST = 2  # stems, of which a short statement must hold all: with 3 two wrong ones pass

_COPY = 0.85  # share that claim and part must hold of each other: 0.8 objects to a right one
_WORD = re.compile(r"\w+")
# share of the claim's stems from which on a part says the same; words, since in longer ones a "nicht" may
# belong to a side clause (0.6 to 0.9 and 15 to 40 judge alike: the middle)
_SAME, _SHORT = 0.75, 25


class Reversal:
    """Objects to a claim that says "nicht" where its passage does not, or the other way round."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for a clear reversal (`flipped` says which are)."""
        return (
            ["Die Fundstelle sagt es umgekehrt (nicht, kein)"] if flipped(claim.text, claim.passages) else []
        )


def negations(text: str) -> int:
    """How often a text denies ("nicht", "kein", "ausgeschlossen", "0 Prozent"); "nicht mehr als" and "nicht
    nur" deny nothing.
    """
    return len(_NEGATION.findall(_NONE.sub(" ", text)))


def flipped(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether a claim clearly says the opposite of what supports it best; a claim in the
    passage's own words never does.

    Clear are five cases. The claim copies the passage, or nearly does, but for a denial. A short statement
    says the claim's words with one denial more or less, and none says them as the claim does. The claim
    allows what the best supporting part forbids. The claim denies while nothing in that part denies or limits
    anything. The claim denies and limits nothing while the clause that holds its words best does, and no
    other clause holds them about as well without.
    """
    wanted = content(_NEGATION.sub(" ", claim))
    if len(wanted) < _FEWEST or any(passage.says(claim) for passage in passages):
        return False
    told = {figure for figure in figures_in(claim) if figure.unit not in {"", "Beschäftigte"}}
    all_parts = [part for passage in passages for part in passage.parts]
    if _copied_with_another_denial(claim, passages) or _near_copy(claim, wanted, all_parts):
        return True
    if len(wanted) < _STEMS:
        return _turned(claim, wanted, all_parts)
    parts = [
        (part.words.share(wanted), part.text)
        for part in [part for part in all_parts if told & part.figures] or all_parts
    ]
    best = max((share for share, _ in parts), default=0.0)
    near = [text for share, text in parts if share >= max(_CLEAR, best - _RIVAL)]
    if not near:
        return False
    allows_forbidden = (
        bool(_ALLOWS.search(claim))
        and any(_FORBIDS.search(text) for text in near)
        and not any(_ALLOWS.search(text) for text in near)
    )
    return (
        allows_forbidden
        or _turned(claim, wanted, all_parts)
        or (_denies_affirmed(claim, near) if negations(claim) else _affirms_denied(claim, wanted, near))
    )


def _copied_with_another_denial(claim: str, passages: Sequence[Evidence]) -> bool:
    """Whether the claim's words stand in a passage in their order, everywhere with other
    denials between them.
    """
    mine, my_denials = _words(claim)
    found = []
    for passage in passages:
        theirs, denials = _words(passage.line)
        for start in range(len(theirs) - len(mine) + 1):
            if theirs[start] == mine[0] and theirs[start : start + len(mine)] == mine:
                found += [sum(start < place < start + len(mine) for place in denials)]
    return bool(found) and len(my_denials) not in found


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words that deny nothing, and before which of them the text denies."""
    words: list[str] = []
    denials: list[int] = []
    for word in _WORD.findall(text.lower()):
        if _NEGATION.fullmatch(word):
            denials.append(len(words))
        else:
            words.append(word)
    return tuple(words), tuple(denials)


def _near_copy(claim: str, wanted: frozenset[str], parts: Sequence[Clause]) -> bool:
    near = [
        part
        for part in parts
        if part.words.share(wanted) >= _COPY
        and words_of(wanted).share(content(_NEGATION.sub(" ", part.text))) >= _COPY
    ]
    if len(wanted) < _STEMS or _LIMIT.search(claim):
        return False
    return bool(near) and all(negations(part.text) != negations(claim) for part in near)


def _turned(claim: str, wanted: frozenset[str], parts: Sequence[Clause]) -> bool:
    same = [
        part.text
        for part in parts
        if not part.is_item
        and len(part.text.split()) <= _SHORT
        and part.words.share(wanted) >= (_SAME if len(wanted) >= _STEMS else 1.0)
    ]
    if _LIMIT.search(claim) or any(_LIMIT.search(text) for text in same):
        return False
    return bool(same) and all(negations(text) % 2 != negations(claim) % 2 for text in same)


def _denies_affirmed(claim: str, near: Sequence[str]) -> bool:
    return negations(_ASIDE.sub(" ", claim)) % 2 == 1 and not any(
        negations(text) or _LIMIT.search(text) for text in near
    )


def _affirms_denied(claim: str, wanted: frozenset[str], near: Sequence[str]) -> bool:
    if _LIMIT.search(claim) or not all(negations(text) for text in near):
        return False
    clauses = [
        (words_of(content(clause)).share(wanted), negations(clause) % 2 == 1)
        for text in near
        for clause in _CLAUSE.split(text)
    ]
    top = max(share for share, _ in clauses)
    return top >= _CLEAR and all(negative for share, negative in clauses if share >= top - _RIVAL)
