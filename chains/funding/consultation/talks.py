"""Where talks stand after their latest message, kept for the latest of them: a turn reads its own message and
not the whole talk once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from chains.case.conversation import CaseSoFar
from chains.case.facts import Case
from chains.funding.consultation.asked import AskedTopic

_MOST = 400  # talks that are kept, of about 10 kB: of some 200 people at once two each
_TOLD = 24  # messages by which a talk is known again: twice what a chat remembers


@dataclass(frozen=True, slots=True)
class TalkStand:
    """A talk after some of its messages: the case as told, what was asked last, the messages of this case,
    the case before the last of them.
    """

    told: CaseSoFar = field(default_factory=CaseSoFar)
    asked: AskedTopic = field(default_factory=AskedTopic)
    earlier: tuple[str, ...] = ()
    was: Case = field(default_factory=Case)


@dataclass(frozen=True, slots=True)
class TalkMessage:
    """A message of a talk, known again by its words; `quoted`: the guide on what the answer before it quoted,
    "" for none, or where that answer is remembered no longer.
    """

    message: str
    quoted: str = field(default="", compare=False)


Reads = Callable[
    [TalkStand, int, TalkMessage], TalkStand
]  # the stand before, the next message and its number


@dataclass(frozen=True, slots=True)
class _Kept:
    """The latest messages that were read of a talk, and where it stands after them."""

    messages: tuple[TalkMessage, ...]
    stand: TalkStand

    def covers(self, told: Sequence[TalkMessage], *, by_id: bool) -> int:
        """How many of these messages it has read, so that what follows them goes on from its stand; 0 where
        they are of another talk. `by_id`: the talk is known, so that the oldest of what it had may be gone.
        """
        own = len(self.messages)
        counts = range(min(own, len(told)), 0, -1) if by_id else (own,) if own <= len(told) else ()
        return next((count for count in counts if self.messages[-count:] == tuple(told[:count])), 0)


class LatestTalks:
    """The stands of the latest talks; several threads may ask at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def after(
        self, messages: Sequence[TalkMessage], read: Reads, context: Hashable, talk: str = ""
    ) -> TalkStand:
        """The stand after all these messages. `read`: reads one more; `context`: what its reading hangs on
        besides the messages; `talk`: the talk's id, where there is one: then the messages may be its latest
        alone.
        """
        told = tuple(messages)
        if not told:
            return TalkStand()
        count, stand = self._known(told, context, talk)
        for number in range(count, len(told)):
            stand = read(stand, number, told[number])
        return stand

    def keep(
        self, messages: Sequence[TalkMessage], stand: TalkStand, context: Hashable, talk: str = ""
    ) -> None:
        """Note where a talk stands after these messages."""
        told, key = tuple(messages), _key(messages, context, talk)
        with self._lock:
            known = self._kept.get(key)
            before = known.covers(told, by_id=bool(talk)) if known is not None else 0
            gone = known.messages[:-before] if known is not None and before else ()
            self._kept[key] = _Kept((*gone, *told)[-_TOLD:] if talk else told, stand)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)

    def _known(self, told: tuple[TalkMessage, ...], context: Hashable, talk: str) -> tuple[int, TalkStand]:
        with self._lock:
            kept = self._kept.get(_key(told, context, talk))
        count = kept.covers(told, by_id=bool(talk)) if kept is not None else 0
        return (count, kept.stand) if kept is not None and count else (0, TalkStand())


def _key(messages: Sequence[TalkMessage], context: Hashable, talk: str) -> Hashable:
    """A talk without an id is known by how it begins."""
    return (talk, "" if talk else messages[0], context)
