"""Who answers a question, and what of it leaves the machine: the seam between those who ask and the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chains.locality import keep_question_here, remote_chat_model
from chains.privacy.masking import MaskingSession
from chains.privacy.private_model import PrivateModel

if TYPE_CHECKING:
    from chains.assistant import Assistant
    from chains.turn import History
    from settings import Settings

_KEPT_LOCAL = "Nur lokal: Das Sprachmodell wurde nicht gefragt; hier stehen die Fundstellen im Wortlaut."


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers one question. `seen`: the question as a model elsewhere gets it ("" if none does);
    `notice`: what to say before the answer.

    `sent`: all that went out so far, message by message as it was sent; it grows while the answer is written.
    """

    assistant: Assistant
    seen: str = ""
    notice: str = ""
    sent: list[str] = field(default_factory=list)


def who_answers(
    assistant: Assistant,
    settings: Settings,
    question: str,
    history: History = (),
    *,
    local_only: bool = False,
    documents: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Answering:
    """The assistant for one question: without a remote model where all is to stay here, else with one that
    sees placeholders for what people wrote.

    `documents`: the texts of what the person added to the chat, `files`: how these files are called; their
    names must not go out either.

    Raises:
        KeptLocal: all is to stay here, and the search would not.
    """
    if local_only:
        keep_question_here(settings)
    remote = remote_chat_model(settings)
    if not remote:
        return Answering(assistant)
    if local_only or settings.local_only:
        return Answering(assistant.with_model(lambda _: None), notice=_KEPT_LOCAL)
    session = session_of(question, history, documents, files)
    sent: list[str] = []
    wrap: Callable[[Any], Any] = lambda model: PrivateModel(inner=model, masked=session, sent=sent)  # noqa: E731 - typed for with_model
    return Answering(assistant.with_model(wrap), seen=session.hide(question), sent=sent)


def session_of(
    question: str, history: History = (), documents: Sequence[str] = (), files: Sequence[str] = ()
) -> MaskingSession:
    """All that a conversation has told of people, oldest first, so that a placeholder keeps its number from
    turn to turn.

    Only what people wrote is searched for names: our own answers quote laws, in which a name is
    no person of this case.
    """
    session = MaskingSession()
    for role, text in history:
        if role == "user":
            session.learn(text)
    session.learn(question)
    for name in files:
        session.learn_file(name)
    for text in documents:
        session.learn(text)
    return session
