"""The Chainlit app: messages in, answers and their citations out. No retrieval logic lives here."""

from __future__ import annotations

import asyncio
import logging
from functools import cache

import chainlit as cl
from chainlit.server import app as server
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chains.answer import Answer
from chains.assistant import Assistant
from chains.chat_model import load_chat_model
from chains.langchain_seams import Turn, answer_chain
from chains.render import answer_markdown, passage_markdown
from chains.search import Searcher
from evals.chat_feedback import ChatFeedback
from evals.inbox import Inbox
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
    return Assistant(Searcher(config, load_embedding(config.embedding)), load_chat_model(config), hits=config.hits)


@cache
def _feedback() -> ChatFeedback:
    """Where thumbs and comments go: the review queue of the evaluation."""
    return ChatFeedback(Inbox(settings().data))


cl.data_layer(_feedback)


class _OnlyThisHost:
    """ASGI middleware: a Content-Security-Policy that keeps the page from asking any foreign host (Chainlit's page names two)."""

    policy = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = self.policy
            await send(message)

        await self._app(scope, receive, with_policy)


server.add_middleware(_OnlyThisHost)


@cl.set_starters
async def starters(user: cl.User | None = None, language: str | None = None) -> list[cl.Starter]:  # noqa: ARG001 - Chainlit calls it with both
    """Questions to begin with."""
    return [cl.Starter(label=label, message=message) for label, message in STARTERS.items()]


@cl.on_app_startup
async def warm_up() -> None:
    """Open index and embedding before the first question."""
    try:
        await asyncio.to_thread(lambda: _assistant().searcher.search("Weiterbildung", 1))
    except WbmError as error:
        _log.warning("%s", error)


@cl.on_chat_start
async def start() -> None:
    """Begin a conversation."""
    cl.user_session.set("history", [])


@cl.on_message
async def answer(message: cl.Message) -> None:
    """Answer one question; whatever fails is said in the chat, which goes on."""
    history: list[tuple[str, str]] = cl.user_session.get("history") or []
    reply = cl.Message(content="")
    try:
        chain = answer_chain(await asyncio.to_thread(_assistant))
        result: Answer = await asyncio.to_thread(chain.invoke, Turn(question=message.content, history=history))
    except WbmError as error:
        await cl.Message(content=f"Das hat nicht geklappt. {error}").send()
        return
    except Exception:  # noqa: BLE001 - whatever a question trips over, the chat goes on
        _log.exception("question failed")  # the trace, never the question: it may hold personal data
        await cl.Message(content="Das hat nicht geklappt. Bitte die Frage noch einmal stellen; bleibt der Fehler, hilft `wbm doctor`.").send()
        return
    reply.elements = [
        cl.Text(name=c.label, content=passage_markdown(c), display="side")  # type: ignore[misc]  # Chainlit's invariant list type
        for c in result.citations
    ]
    text = answer_markdown(result) if history else f"{answer_markdown(result)}\n\n---\n{NOTICE}"
    for begin in range(0, len(text), _STREAM_PIECE):
        await reply.stream_token(text[begin : begin + _STREAM_PIECE])
    await reply.send()
    _feedback().remember(reply.parent_id or reply.id, result, history)  # the page rates the turn, not the message
    await cl.ElementSidebar.set_elements([])  # Chainlit opens the panel by itself, all places in one; people open the one they want
    cl.user_session.set("history", [*history, ("user", message.content), ("assistant", result.text)][-2 * _REMEMBERED_TURNS :])
