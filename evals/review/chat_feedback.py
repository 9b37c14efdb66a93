"""Thumbs and comments from the chat, put into the review queue."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.answer import place_label
from chains.retrieval.uploads import UPLOAD
from evals.places import place
from evals.review.inbox import Inbox, OfferedPlace

if TYPE_CHECKING:
    from chains.answer import Answer

_REMEMBERED = 2000  # answers that feedback may still come for
_OFFERED = 9  # places an editor can choose from with one key
_OWN_DOCUMENT = "(Die Antwort zitiert ein Dokument, das nur zum Chat gehörte.)"


@dataclass(frozen=True, slots=True)
class _Told:
    """What an editor gets to see of an answer: a few kilobytes, where the answer with its
    passages has a hundred.
    """

    question: str
    history: tuple[tuple[str, str], ...]
    text: str
    abstained: bool
    offered: tuple[OfferedPlace, ...]


class ChatFeedback:
    """Remembers the latest answers by turn and files what people think of them."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._answers: OrderedDict[str, _Told] = OrderedDict()

    def remember(self, turn_id: str, answer: Answer, history: Sequence[tuple[str, str]]) -> None:
        """Keep what matters of an answer in memory until feedback comes or newer ones push it out."""
        self._answers[turn_id] = _told(answer, history)
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)

    def file(self, turn_id: str, *, helpful: bool, comment: str, stored: Answer | None = None) -> bool:
        """File feedback, for an answer no longer remembered with the one stored with its chat;
        whether there was one.
        """
        told = self._answers.get(turn_id) or (_told(stored, ()) if stored else None)
        if told is None:
            return False
        self._inbox.add(
            helpful=helpful,
            comment=comment,
            question=told.question,
            history=told.history,
            answer=told.text,
            abstained=told.abstained,
            offered=told.offered,
        )
        return True


def _told(answer: Answer, history: Sequence[tuple[str, str]]) -> _Told:
    passages = [c.passage for c in answer.citations] + [h.passage for h in answer.hits]
    offered = {
        place(p.document.id, p.section.locator): place_label(p) for p in passages if p.document.kind != UPLOAD
    }
    own = any(c.passage.document.kind == UPLOAD for c in answer.citations)
    choices = tuple(
        OfferedPlace(place=where, label=label) for where, label in list(offered.items())[:_OFFERED]
    )
    return _Told(
        answer.question, tuple(history), _OWN_DOCUMENT if own else answer.text, answer.abstained, choices
    )
