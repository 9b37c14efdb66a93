"""Who answers a question, and what of it leaves the machine: the seam between those who ask and the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chains.assistant import Assistant
from chains.locality import remote_chat_model
from chains.masking import mask_all
from chains.private_model import PrivateModel
from chains.render import inert

if TYPE_CHECKING:
    from chains.turn import History
    from settings import Settings

_KEPT_LOCAL = "Nur lokal: Das Sprachmodell wurde nicht gefragt; hier stehen die Fundstellen im Wortlaut."


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers one question; `seen` is the question as a model elsewhere gets it ("" if none does), `notice` what to say before the answer."""

    assistant: Assistant
    seen: str = ""
    notice: str = ""

    @property
    def seen_markdown(self) -> str:
        """The line to show beside the answer; "" if nothing leaves the machine."""
        return f"**Das sieht das Sprachmodell:** {inert(self.seen)}" if self.seen else ""


def who_answers(assistant: Assistant, settings: Settings, question: str, history: History = (), *, local_only: bool = False, documents: Sequence[str] = ()) -> Answering:
    """The assistant for one question: without a remote model where all is to stay here, else with one that sees placeholders for what people wrote.

    `documents`: the texts of what the person added to the chat, since their names must not go out either.
    """
    remote = remote_chat_model(settings)
    if not remote:
        return Answering(assistant)
    if local_only or settings.local_only:
        return Answering(assistant.with_model(lambda _: None), notice=_KEPT_LOCAL)
    texts = [question, *(text for _, text in history), *documents]
    masked = mask_all(texts)
    wrap: Callable[[Any], Any] = lambda model: PrivateModel(inner=model, masked=masked)  # noqa: E731 - typed for with_model
    return Answering(assistant.with_model(wrap), seen=masked.hide(question))
