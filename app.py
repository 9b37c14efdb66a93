"""The Chainlit app: messages in, answers and their citations out. No retrieval logic lives here."""

from __future__ import annotations

import asyncio
import logging
from functools import cache
from pathlib import Path
from typing import Any

import chainlit as cl
from chainlit.config import config as chainlit_config
from chainlit.server import app as server
from chainlit.types import Feedback, ThreadDict
from langchain_core.embeddings import Embeddings

from chains.answer import Answer
from chains.assistant import Assistant
from chains.chat_model import load_writer
from chains.render import answer_markdown
from chains.search import Searcher
from chains.who_answers import who_answers
from chat import panel, session
from chat.own_host import OnlyThisHost
from chat.privacy import LOCAL_SWITCH
from chat.quoted import answer_from_json, answer_json
from chat.setup import set_up
from evals.chat_feedback import ChatFeedback
from evals.errors import RunError
from evals.inbox import Inbox
from evals.run_folder import find_run
from knowledge.embedding import load_embedding
from knowledge.errors import WbmError
from settings import settings

_log = logging.getLogger("wbm.app")
_STREAM_PIECE = 60  # characters sent at once
_REMEMBERED_TURNS = 6

NOTICE = "Ich antworte nur aus meinen Quellen und zeige sie im Wortlaut. Das ist **keine Rechtsberatung**. Bitte keine Namen oder andere persönliche Daten eingeben."
STARTERS = {
    "Anteil an den Lehrgangskosten": "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?",
    "Abschluss nachholen": "Eine Kollegin hat keinen Berufsabschluss. Wer bezahlt ihr eine Weiterbildung zum Abschluss?",
    "Prüfung ohne Lehre": "Kann jemand mit langer Berufserfahrung ohne Lehre zur Abschlussprüfung?",
    "Aufstiegs-BAföG": "Wie viel vom Meisterkurs zahlt das Aufstiegs-BAföG?",
}


@cache
def _assistant() -> Assistant:
    """The one assistant of this server; opened at the first chat."""
    config = settings()
    return Assistant(Searcher(config, _embedding()), load_writer(config), hits=config.hits)


@cache
def _embedding() -> Embeddings:
    """The one embedding of this server."""
    return load_embedding(settings().embedding)


@cache
def _feedback() -> ChatFeedback:
    """Where thumbs and comments go: the review queue of the evaluation."""
    return ChatFeedback(Inbox(settings().data))


def _file_feedback(feedback: Feedback, stored: dict[str, Any] | None) -> None:
    answer = answer_from_json(stored["metadata"]["answer"]) if stored else None
    _feedback().file(feedback.forId, helpful=bool(feedback.value), comment=feedback.comment or "", stored=answer)


def _latest_report() -> Path | None:
    try:
        return find_run(settings().data / "evals" / "runs", "letzter") / "report.html"
    except RunError:
        return None


_backend = set_up(settings(), server, chainlit_config.run.host, on_feedback=_file_feedback, latest_report=_latest_report)
cl.data_layer(lambda: _backend.history)
cl.action_callback(session.TAKE)(session.take)
cl.action_callback(session.EXPORT)(session.export)
cl.action_callback(panel.LOOK_UP)(panel.look_up)


server.add_middleware(OnlyThisHost)


@cl.set_starters
async def starters(user: cl.User | None = None, language: str | None = None) -> list[cl.Starter]:  # noqa: ARG001 - Chainlit calls it with both
    """Questions to begin with."""
    return [cl.Starter(label=label, message=message) for label, message in STARTERS.items()]


@cl.on_app_startup
async def warm_up() -> None:
    """Open index and embedding before the first question; delete what is too old to be kept."""
    _backend.keep_tidy()
    try:
        await asyncio.to_thread(lambda: _assistant().searcher.search("Weiterbildung", 1))
    except WbmError as error:
        _log.warning("%s", error)


@cl.on_chat_start
async def start() -> None:
    """Begin a conversation."""
    cl.user_session.set("history", [])


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """Go on with a stored chat: its history speaks in follow-ups again, its citations open as they were quoted."""
    panel.restore(thread)
    cl.user_session.set("history", [(role, text) for role, text in cl.user_session.get("history") or []])


@cl.on_message
async def answer(message: cl.Message) -> None:
    """Answer one question; whatever fails is said in the chat, which goes on."""
    history: list[tuple[str, str]] = cl.user_session.get("history") or []
    reply = cl.Message(content="")
    if refused := await _backend.refuse(cl.user_session.get("id") or ""):
        await cl.Message(content=refused).send()
        return
    try:
        documents = session.uploads(settings(), await asyncio.to_thread(_embedding))
        if taken := await session.take_documents(message, documents):
            await cl.Message(content=taken).send()
        if not message.content.strip():
            return
        local = bool((cl.user_session.get("chat_settings") or {}).get(LOCAL_SWITCH))
        assistant = await asyncio.to_thread(_assistant)
        answering = await asyncio.to_thread(who_answers, assistant, settings(), message.content, history, local_only=local, documents=documents.texts)
        result: Answer = await asyncio.to_thread(answering.assistant.ask, message.content, history, own=documents.hits)
    except WbmError as error:
        await cl.Message(content=f"Das hat nicht geklappt. {error}").send()
        return
    except Exception:  # noqa: BLE001 - whatever a question trips over, the chat goes on
        _log.exception("question failed")  # the trace, never the question: it may hold personal data
        await cl.Message(content="Das hat nicht geklappt. Bitte die Frage noch einmal stellen; bleibt der Fehler, hilft `wbm doctor`.").send()
        return
    parts = [f"⚠️ {said}" for said in (_backend.history.trouble, answering.notice) if said]
    parts += [answer_markdown(result), answering.seen_markdown, "" if history else f"---\n{NOTICE}"]
    text = "\n\n".join(part for part in parts if part)
    reply.metadata = {"answer": answer_json(result)}
    reply.actions = [session.take_action()]
    for begin in range(0, len(text), _STREAM_PIECE):
        await reply.stream_token(text[begin : begin + _STREAM_PIECE])
    await reply.send()
    await panel.attach(reply, result)
    _feedback().remember(reply.parent_id or reply.id, result, history)  # the page rates the turn, not the message
    cl.user_session.set("history", [*history, ("user", message.content), ("assistant", result.text)][-2 * _REMEMBERED_TURNS :])
