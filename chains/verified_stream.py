"""Streaming that never shows an unverified word: a sentence is sent when it is complete and has been verified by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from chains.answer import Citation
from chains.marked import MARK
from chains.verify import verify
from knowledge.statements import split_sentences

_UNFINISHED = re.compile(r"(?:\[[^\]\n]*|\([^)\n]*|<[^>\n]*|&#?\w*|\*+|https?:\S*)\Z")  # what the next words may still change
_THINKING = re.compile(r"<think(?:ing)?>(?!.*</think)", re.S | re.I)


class VerifiedStream:
    """Takes a model's words as they come and gives out verified sentences.

    A sentence is complete when the next one has begun behind it, so that its [n] is whole. From the first sentence on that does not
    verify, nothing more is sent: the whole answer will be repaired or replaced. A sentence without a citation of its own (a lead-in)
    waits for the next one that has one.
    """

    def __init__(self, citations: Sequence[Citation], question: str, readable: Callable[[str], str], stop: str, *, german: bool = True) -> None:
        """`readable` makes what was written plain; `stop`: words that say there is no answer."""
        self._citations, self._question, self._readable, self._stop, self._german = citations, question, readable, stop, german
        self.raw = ""
        self.sent = ""
        self._failed = False

    def add(self, written: str) -> Iterator[str]:
        """Further words in, verified sentences out (none, one or several)."""
        self.raw += written
        if self._failed:
            return
        text = self._readable(_UNFINISHED.sub("", self.raw)) if not _THINKING.search(self.raw) else ""
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

    def _holds(self, text: str) -> bool:
        return verify(text, self._citations, self._question, german=self._german).ok

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


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each sentence."""
    position = 0
    for line in text.splitlines():
        for sentence in split_sentences(line):
            begin = text.index(sentence, position)
            position = begin + len(sentence)
            yield begin, position
