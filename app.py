"""The Chainlit app: messages in, answers and their citations out. No retrieval logic lives here."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import chainlit as cl
from chainlit.config import config as chainlit_config
from chainlit.server import app as server
from chainlit.server import sio
from chainlit.types import Feedback, ThreadDict
from langchain_core.embeddings import Embeddings

from chains.assistant import Assistant
from chains.courses.answering import CourseAnswers
from chains.courses.search import CourseSearcher
from chains.model.writer import load_writer
from chains.retrieval.searcher import Searcher
from chat import session
from chat.answer import panel
from chat.answer.actions import AGAIN, COPY, MORE, PLACES, PROPOSED, SIMPLER
from chat.chainlit import reconnect
from chat.check.routes import CaseRoutes
from chat.conversation import Conversation
from chat.courses.page import CoursePage
from chat.history.quoted import answer_from_json
from chat.opened import OpenedAssistant
from chat.profiles import chat_profiles
from chat.setup import set_up
from chat.turn import Turns
from chat.web.own_host import OnlyThisHost
from evals.errors import RunError
from evals.review.chat_feedback import ChatFeedback
from evals.review.inbox import Inbox
from evals.runs.run_folder import find_run
from knowledge.index.embedding import load_embedding
from settings import settings

_THREADS = 16  # beside those of the turns, each of which keeps its own also while it waits for a slow model


@cache
def _feedback() -> ChatFeedback:
    """Where thumbs and comments go: the review queue of the evaluation."""
    return ChatFeedback(Inbox(settings().data))


def _open_assistant(embedding: Embeddings) -> Assistant:
    config = settings()
    courses = CourseAnswers(CourseSearcher(config, embedding))
    return Assistant(Searcher(config, embedding), load_writer(config), hits=config.hits, courses=courses)


def _file_feedback(feedback: Feedback, stored: dict[str, Any] | None) -> None:
    answer = answer_from_json(stored["metadata"]["answer"]) if stored else None
    _feedback().file(
        feedback.forId, helpful=bool(feedback.value), comment=feedback.comment or "", stored=answer
    )


def _latest_report() -> Path | None:
    try:
        return find_run(settings().data / "evals" / "runs", "letzter") / "report.html"
    except RunError:
        return None


_backend = set_up(
    settings(), server, chainlit_config.run.host, on_feedback=_file_feedback, latest_report=_latest_report
)
cl.data_layer(lambda: _backend.history)
_opened = OpenedAssistant(_open_assistant, lambda: load_embedding(settings().embedding))
_turns = Turns(_backend, _opened, _feedback().remember)
_conversation = Conversation(_turns)
_backend.operation.look_at(_opened.assistant, lambda: _opened.at_hand)
reconnect.install(sio, _turns.running)
_backend.edges.guard_socket(sio)
server.router.routes[:0] = CoursePage(_opened.courses, sign_in=_backend.sign_in is not None).routes()
server.router.routes[:0] = CaseRoutes(_opened.searcher).routes()
_backend.guard_sockets(sio)  # around all handlers, the edges' too
for name, callback in {
    session.TAKE: session.take,
    session.EXPORT: session.export,
    SIMPLER: _conversation.ask_again,
    MORE: _conversation.ask_again,
    AGAIN: _conversation.ask_again,
    PROPOSED: _conversation.ask_proposed,
    PLACES: _conversation.show_places,
    COPY: _conversation.copy,
    panel.LOOK_UP: panel.look_up,
}.items():
    cl.action_callback(name)(callback)


server.add_middleware(OnlyThisHost)


@cl.set_chat_profiles
async def profiles(user: cl.User | None = None, language: str | None = None) -> list[cl.ChatProfile]:  # noqa: ARG001 - Chainlit calls it with both
    """Beratung, Kurse, Seminar, Quellen."""
    return chat_profiles()


@cl.on_app_startup
async def warm_up() -> None:
    """Load what the first questions would wait for; delete what is too old to be kept."""
    asyncio.get_running_loop().set_default_executor(
        ThreadPoolExecutor(settings().turns_at_once + _THREADS, thread_name_prefix="wbm")
    )
    _backend.keep_tidy()
    await asyncio.to_thread(_opened.warm_up)
    _backend.laws.begin()


@cl.on_chat_start
async def start() -> None:
    """Begin a conversation."""
    await _conversation.start()


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """Go on with a stored chat."""
    await _conversation.resume(thread)


@cl.on_settings_update
async def change_settings(values: dict[str, Any]) -> None:
    """Take over what people chose in the settings panel."""
    await _conversation.change_settings(values)


@cl.on_message
async def ask(message: cl.Message) -> None:
    """Answer one question."""
    await _conversation.ask(message)
