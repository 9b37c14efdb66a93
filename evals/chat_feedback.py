"""Thumbs and comments from the chat, put into the review queue."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chains.answer import place_label
from chains.upload_hits import UPLOAD
from evals.inbox import Inbox, Offered
from evals.places import place

if TYPE_CHECKING:
    from chains.answer import Answer

_REMEMBERED = 2000  # answers that feedback may still come for
_OFFERED = 9  # places an editor can choose from with one key
_OWN_DOCUMENT = "(Die Antwort zitiert ein Dokument, das nur zum Chat gehörte.)"


class ChatFeedback:
    """Remembers the latest answers by turn and files what people think of them."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._answers: OrderedDict[str, tuple[Answer, tuple[tuple[str, str], ...]]] = OrderedDict()

    def remember(self, turn_id: str, answer: Answer, history: Sequence[tuple[str, str]]) -> None:
        """Keep an answer in memory until feedback comes or newer ones push it out."""
        self._answers[turn_id] = (answer, tuple(history))
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)

    def file(self, turn_id: str, *, helpful: bool, comment: str, stored: Answer | None = None) -> bool:
        """File feedback, for an answer no longer remembered with the one stored with its chat; whether there was one."""
        answer, history = self._answers.get(turn_id, (stored, ()))
        if answer is None:
            return False
        passages = [c.passage for c in answer.citations] + [h.passage for h in answer.hits]
        offered = {place(p.document.id, p.section.locator): place_label(p) for p in passages if p.document.kind != UPLOAD}
        own = any(c.passage.document.kind == UPLOAD for c in answer.citations)
        self._inbox.add(
            helpful=helpful, comment=comment, question=answer.question, history=history, answer=_OWN_DOCUMENT if own else answer.text, abstained=answer.abstained,
            offered=[Offered(place=where, label=label) for where, label in list(offered.items())[:_OFFERED]],
        )  # fmt: skip
        return True
