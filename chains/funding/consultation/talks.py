"""Where talks stand after each of their messages, kept for the latest ones: a turn reads its own message and
not the whole talk once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from chains.case.conversation import CaseSoFar
from chains.funding.consultation.asked import AskedTopic

# stands that are kept: of some 200 people at once two each, of about 10 kB
_MOST = 400


@dataclass(frozen=True, slots=True)
class TalkStand:
    """A talk after some of its messages: the case as told, what was asked last, the messages of this case."""

    told: CaseSoFar = field(default_factory=CaseSoFar)
    asked: AskedTopic = field(default_factory=AskedTopic)
    earlier: tuple[str, ...] = ()


Reads = Callable[[TalkStand, int, str], TalkStand]  # the stand before, number and text of the next message


class LatestTalks:
    """The stands of the latest talks; several threads may ask at once."""

    def __init__(self) -> None:
        self._stands: OrderedDict[Hashable, TalkStand] = OrderedDict()
        self._lock = threading.Lock()

    def after(self, messages: Sequence[str], read: Reads, context: Hashable) -> TalkStand:
        """The stand after all these messages. `read`: reads one more; `context`: what its reading hangs on
        besides the messages.
        """
        told = tuple(messages)
        count, stand = self._longest(told, context)
        for number in range(count, len(told)):
            stand = read(stand, number, told[number])
            self._keep((told[: number + 1], context), stand)
        return stand

    def _longest(self, told: tuple[str, ...], context: Hashable) -> tuple[int, TalkStand]:
        with self._lock:
            for count in range(len(told), 0, -1):
                key = (told[:count], context)
                if key in self._stands:
                    self._stands.move_to_end(key)
                    return count, self._stands[key]
        return 0, TalkStand()

    def _keep(self, key: Hashable, stand: TalkStand) -> None:
        with self._lock:
            self._stands[key] = stand
            while len(self._stands) > _MOST:
                self._stands.popitem(last=False)
