"""Follow-up questions made independent without a language model: what is new replaces its like, the rest is
carried along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.quantities.conditions import quantity_spans
from chains.question.references import fold
from knowledge.german.words import terms

_FOLLOWS = re.compile(
    r"^\s*(?:und|aber|oder|auch|was\s+ist\s+mit|wie\s+ist\s+(?:es|das)|wie\s+sieht|gilt\s+das"
    r"|gilt\s+dies|geht\s+das|und\s+wenn|bei|für|dann|wer|warum|wie\s+lange|wie\s+viel|wann)\b"
    r"|\b(?:das|dies|dafür|davon|damit|dazu|darüber|hierfür|dabei|dort|diese[rnms]?|solche[rnms]?|er"
    r"|sie|es)\b",
    re.I,
)
_CORRECTS = re.compile(
    r"^\s*(?:nein|nee|ne|falsch|stimmt nicht|sorry|quatsch|korrektur|moment|ach so|doch"
    r" nicht|stopp)\b[\s,.:;!–-]*"
    r"|^\s*(?:ich\s+)?(?:meinte?|habe mich (?:vertan|verschrieben|vertippt))\b[\s,.:;!–-]*|\bich"
    r" mein(?:e|te)\b|\bnicht\s+\S+,?\s+sondern\b|\bdoch\s+(?:nur|eher)\b",
    re.I,
)
# "Was ist ein Bildungsgutschein?"
_DEFINES = re.compile(
    r"^\s*[Ww]as\s+(?:ist|sind|heißt|bedeutet)\s+(?:eine?[nrms]?\s+)?[A-ZÄÖÜ][\w-]{4,}+\s*+\??\s*+$"
)
_SHORT = 6  # content words; a longer question stands on its own
_WHOLE = 3  # content words that make a question to hang others on


def condense(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question for retrieval, with what it takes from the conversation.

    A number replaces the earlier number of its unit ("und bei 600 Beschäftigten?"), a correction replaces
    what it corrects, anything else stands before the question it hangs on; a question that stands on its own
    is a new topic and stays as it is.
    """
    whole = ""
    for role, text in history:
        if role == "user":
            whole = _merged(whole, text)
    return _merged(whole, question)


def defines(question: str) -> bool:
    """Whether a question asks what a word means ("Was ist ein Bildungsgutschein?")."""
    return bool(_DEFINES.match(question))


_ASKS = re.compile(
    r"\?|\b(?:w(?:er|as|ie|o|ann|arum|ohin|oher|ozu|obei|omit|ieso|elche[rnms]?|em|en|ieviele?n?|eshalb)\b)"
    r"|^\W*(?:und |aber |dann |oder )*(?:muss|müssen|kann|können|könnte|darf|dürfen|soll|sollen|gibt'?s?"
    r"|bekomm\w*|kriegt?|zahlt|läuft|geht|gilt|gelten|zählt|zählen|braucht|brauchen|hat|haben|ist|sind|wird"
    r"|werden|rechne\w*|bitte|sag|nenn\w*|reicht)\b"
    # "bin gelernter Tischler, kann ich die Lehre kürzen": asked behind what is told
    r"|[,.;:] (?:und |aber |dann )?(?:kann|könnte|muss|müsste|darf|dürfte|soll|krieg|bekomm|bekomme|hab|habe)"
    r" (?:ich|man|wir)\b",
    re.IGNORECASE,
)


# "Sie fragt, ob ihr Zeugnis etwas wert ist.", "Der Chef will wissen, wer das zahlt."
_INDIRECT = re.compile(
    r"(?i)\b(?:frag(?:e|t|en|te|ten)|wissen|unsicher|unklar|überleg(?:t|en))\b[^.!?,]{0,30},\s*"
    r"(?:ob|wie|was|wer|wen|wem|wo|wann|warum|wieso|wohin|woher|welche\w*|bis wann|ab wann)\b"
)


def asks_indirectly(sentence: str) -> bool:
    """Whether a sentence tells what somebody asks."""
    return bool(_INDIRECT.search(sentence))


def asks_something(message: str) -> bool:
    """Whether a message asks or bids something, with or without a question mark."""
    return bool(_ASKS.search(message)) or asks_indirectly(message)


_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+(?=\S)")


def last_sentence(message: str) -> str:
    """What a message says last: where more than one thing is said, that is what is asked."""
    return _SENTENCE_ENDS.split(message.strip())[-1]


# "und die Bildungsprämie, gibt es die noch?" turns to another thing
_GOES_ON = re.compile(
    r"(?i)^\W*(?:und|aber|oder|auch)\s+(?:w(?:ie|enn|er|ann|o|as|arum|elche[rnms]?)|bis|ab|in|innerhalb|darf|dürfen"
    r"|muss|müssen|kann|können|gilt|gelten|soll|sollen|wird|werden|er|sie"
    r"|(?:(?:der|die) )?(?:kolleg\w+|person|mitarbeiter\w*|azubi\w*))\b"
)


def goes_on_from(question: str) -> bool:
    """Whether a question begins as one that goes on from what was said ("Und wie lange darf das dauern?")."""
    return bool(_GOES_ON.search(question))


def asking_sentences(message: str) -> str:
    """What a message asks, where it tells something besides: its sentences with a question mark; "" where it
    has none, or nothing but them.
    """
    sentences = _SENTENCE_ENDS.split(message.strip())
    asking = [sentence for sentence in sentences if sentence.endswith("?") and terms(sentence)]
    return " ".join(asking) if len(asking) < len(sentences) else ""


def corrects(question: str) -> bool:
    """Whether a message takes something back ("nein, 60", "sorry, das war …")."""
    return bool(_CORRECTS.search(question))


def _merged(base: str, question: str) -> str:
    question = question.strip()
    if not base or _DEFINES.match(question):
        return question
    corrects = bool(_CORRECTS.search(question))
    fresh = _CORRECTS.sub(" ", question).strip(" ,.;:!–-") if corrects else question
    if not corrects and not _hangs(question):
        return question
    replaced, used_up = _numbers_replaced(base, fresh)
    if used_up:
        return replaced
    if corrects and len(terms(fresh)) > _WHOLE:
        return fresh
    if len(terms(base)) < _WHOLE and len(terms(fresh)) >= _WHOLE:
        return fresh
    return f"{fresh} {replaced}"


def _hangs(question: str) -> bool:
    """Whether a message needs what was said before: it is short, and points there, has two words at most,
    which never ask a whole question, or only tells a figure ("Der Betrieb hat 15 Leute.").
    """
    if len(terms(question)) > _SHORT:
        return False
    tells = not asks_something(question) and bool(quantity_spans(question))
    return tells or bool(_FOLLOWS.search(question)) or len(terms(question)) <= 2  # noqa: PLR2004


def _numbers_replaced(base: str, question: str) -> tuple[str, bool]:
    """The base with the question's numbers in the place of its own ones of the same unit; whether the
    question held nothing else.
    """
    new = quantity_spans(question)
    rest = question
    changed = base
    for span in reversed(new):
        old = next((o for o in quantity_spans(changed) if o.unit == span.unit or not span.unit), None)
        if old is None:
            continue
        changed = (
            changed[: old.start]
            + (span.text if span.unit else span.number + old.text[len(old.number) :])
            + changed[old.end :]
        )
        rest = rest[: span.start] + rest[span.end :]
    left = [word for word in terms(fold(rest)) if word not in _EMPTY]
    return changed, changed != base and not left


_EMPTY = frozenset(
    terms("und bei wenn es sind wären hätten haben hätte statt dann wie ist was mit für nur eher doch")
)
