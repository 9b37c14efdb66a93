"""Streaming that never shows an unverified word: a sentence is sent when it is complete and has
been verified by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from chains.answer import Citation
from chains.verdict import Sentence
from chains.verification.asker import Asker
from chains.verification.cited_sentences import MARK, CitedSentence
from chains.verification.verify import verify
from knowledge.german.sentences import split_sentences

_THOUGHT_BEGINS = re.compile(r"<think(?:ing)?>", re.I)
_ENTITY = re.compile(r"&#?\w*\Z")
_ADDRESS = re.compile(r"https?:")
_LOOKED_BACK = 200  # characters: the next sentence, which completes the one before, begins within so many
_BRACKETS = ("[]", "()", "<>")
_SENTENCE_ENDS = re.compile(r"[.!?:…\n\]]")
# share of what was written that must have come since the last look: a look costs what was written so far
_STEP = 0.02


class VerifiedStream:
    """Takes a model's words as they come and gives out verified sentences.

    A sentence is complete when the next one has begun behind it, so that its [n] is whole. From the first
    sentence on that does not verify, nothing more is sent: the whole answer will be repaired or replaced. A
    sentence without a citation of its own (a lead-in) waits for the next one that has one.
    """

    def __init__(
        self,
        citations: Sequence[Citation],
        question: str | Asker,
        readable: Callable[[str], str],
        stop: str,
        *,
        german: bool = True,
    ) -> None:
        """`readable` makes what was written plain; `stop`: words that say there is no answer."""
        self._citations, self._question, self._readable, self._stop, self._german = (
            citations,
            question,
            readable,
            stop,
            german,
        )
        self.raw = ""
        self.sent = ""
        self._looked, self._known = 0, dict[CitedSentence, Sentence]()
        self._failed = False

    def add(self, written: str) -> Iterator[str]:
        """Further words in, verified sentences out (none, one or several)."""
        self.raw += written
        if self._failed or not self._worth_a_look():
            return
        self._looked = len(self.raw)
        text = self._readable(self.raw[: finished(self.raw)]) if not thinking(self.raw) else ""
        if not text.startswith(self.sent):
            self._failed = True
            return
        complete = self._complete(text)
        fresh = complete[len(self.sent) :]
        if not fresh.strip():
            return
        if self._stop.lower() in complete.lower():
            self._failed = True
            return
        if not self._holds(complete):
            complete, self._failed = self._good_part(complete), True
        fresh = complete[len(self.sent) :]
        if fresh:
            self.sent = complete
            yield fresh

    def _worth_a_look(self) -> bool:
        """Whether a sentence may have become complete: one ended before what is being written now, and enough
        has come since the last look.
        """
        return len(self.raw) - self._looked >= _STEP * len(self.raw) and bool(
            _SENTENCE_ENDS.search(self.raw, max(0, self._looked - _LOOKED_BACK))
        )

    def _holds(self, text: str) -> bool:
        return verify(text, self._citations, self._question, german=self._german, known=self._known).ok

    @staticmethod
    def _complete(text: str) -> str:
        """The text up to the last cited sentence that something follows."""
        spans = list(_spans(text))[:-1]
        while spans and not MARK.search(text[spans[-1][0] : spans[-1][1]]):
            spans.pop()
        return text[: spans[-1][1]] if spans else ""

    def _good_part(self, complete: str) -> str:
        """The longest beginning, sentence by sentence, that verifies; at least what has been sent."""
        good = self.sent
        for _, end in _spans(complete):
            if end > len(good) and not self._holds(complete[:end]):
                break
            good = complete[:end] if end > len(good) else good
        return good


def finished(raw: str) -> int:
    """Where what the next words may still change begins: an open bracket, an entity, stars, an
    address at the end.
    """
    line = raw.rfind("\n") + 1
    opened = [raw.find(pair[0], max(line, raw.rfind(pair[1]) + 1)) for pair in _BRACKETS]
    entity = _ENTITY.match(raw, found) if (found := raw.rfind("&")) >= 0 else None
    word = max(raw.rfind(space) for space in " \n\t") + 1
    address = _ADDRESS.search(raw, word)
    ends = [place for place in opened if place >= 0] + [m.start() for m in (entity, address) if m]
    return min([*ends, len(raw.rstrip("*"))])


def thinking(raw: str) -> bool:
    """Whether a thought was begun and not ended."""
    begun = list(_THOUGHT_BEGINS.finditer(raw))
    return bool(begun) and "</think" not in raw[begun[-1].end() :].lower()


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each sentence."""
    position = 0
    for line in text.splitlines():
        for sentence in split_sentences(line):
            begin = text.index(sentence, position)
            position = begin + len(sentence)
            yield begin, position
