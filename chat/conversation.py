"""The turns of a conversation: a question in, an answer with its places out, while people can stop it or lose the line."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.context import context

from chains.condense import condense
from chains.events import Event
from chains.places_only import find_places, places_markdown
from chains.who_answers import Answering, who_answers
from chat import panel, session, session_state
from chat.answer_actions import OTHER_WAY, again_action, answer_actions, kept_with, message_of
from chat.answer_message import Asked, Draft, copied, whole
from chat.case import ChatCase, case_command
from chat.profiles import profile_named
from chat.reconnect import Turn, Turns
from chat.settings_panel import CASE, DAY, Choices, Offered, choices, described, widgets
from chat.streamed_reply import put_out, send_whole
from knowledge.errors import WbmError

if TYPE_CHECKING:
    from chainlit.types import ThreadDict
    from langchain_core.embeddings import Embeddings

    from chains.answer import Answer
    from chains.assistant import Assistant
    from chat.setup import Backend

_log = logging.getLogger("wbm.chat")
_HOW_TO_CHANGE = "ändern oder leeren: in den Einstellungen, oder „Fall: …“ und „Fall leeren“ als Nachricht"
_FAILED = "Das hat nicht geklappt. Bitte die Frage noch einmal stellen; bleibt der Fehler, hilft `wbm doctor`."
_RESTARTED = (
    "Der Assistent wurde neu gestartet und kennt dieses Gespräch nicht mehr; was oben steht, bleibt lesbar. War eine Antwort noch nicht fertig, bitte noch einmal fragen."
)
_UNANSWERED = "Diese Frage wurde nicht zu Ende beantwortet: Der Assistent wurde dabei unterbrochen."


@dataclass(slots=True)
class _Question:
    """One question as it goes to the assistant."""

    text: str
    history: session_state.History
    chosen: Choices
    case: ChatCase
    places_only: bool
    shown: frozenset[tuple[str, str]] = frozenset()  # places that need not be listed again


@dataclass(slots=True)
class Conversation:
    """All conversations of a server; what belongs to one lies in its Chainlit session."""

    backend: Backend
    open_assistant: Callable[[Embeddings], Assistant]
    open_embedding: Callable[[], Embeddings]
    remember: Callable[[str, Answer, Sequence[tuple[str, str]]], None]  # for feedback: turn, answer, history
    turns: Turns = field(default_factory=Turns)
    _opening: threading.Lock = field(default_factory=threading.Lock)
    _opened: tuple[Assistant, Embeddings] | None = None

    # -- what happens to a chat

    def warm_up(self) -> None:
        """Open index and embedding before the first question; a missing index is said again at each question."""
        try:
            assistant, _ = self._parts()
            assistant.searcher.search("Weiterbildung", 1)
        except WbmError as error:
            _log.warning("%s", error)

    async def start(self) -> None:
        """Begin a chat: its settings panel; a page that was open when the server was restarted is told so."""
        if context.session.thread_id_to_resume:
            await cl.Message(content=_RESTARTED).send()
        await self._show_settings()

    async def resume(self, thread: ThreadDict) -> None:
        """Go on with a stored chat: history, case, settings and the buttons under its answers are there again."""
        panel.restore(thread)
        steps = thread.get("steps") or []
        session_state.recall(steps)
        await self._show_settings()
        for step in steps:
            if kept := kept_with(step.get("metadata")):
                for action in answer_actions(*kept):
                    await action.send(for_id=step["id"])
        spoken = [step for step in steps if step["type"] in {"user_message", "assistant_message"}]
        if spoken and spoken[-1]["type"] == "user_message":
            note = cl.Message(content=_UNANSWERED)
            note.created_at = spoken[-1]["createdAt"]
            steps.append(note.to_dict())
            await again_action(spoken[-1]["output"]).send(for_id=note.id)

    async def change_settings(self, values: dict[str, Any]) -> None:
        """Take over what people chose in the panel; a value that cannot be taken is said and stays out of it."""
        chosen = self._chosen()
        if chosen.problem:
            context.session.chat_settings[DAY] = ""
            await cl.Message(content=chosen.problem).send()
        told = ChatCase.told(str(values.get(CASE) or ""))
        if told != session_state.case():
            await self._set_case(told)
        await self._show_settings()
        await session_state.keep_with_chat()

    # -- turns

    async def ask(self, message: cl.Message) -> None:
        """A turn that begins with a message: a case that is set, a document that is added, a question."""
        if (told := case_command(message.content)) is not None and not message.elements:
            await self._set_case(told)
            await self._show_settings()
            await session_state.keep_with_chat()
            return
        await self._turn(message.content, message)

    async def ask_again(self, action: cl.Action) -> None:
        """The question of an answer in another way: simpler, more, or once more where the answer was stopped."""
        kept = message_of(action)
        question = kept[1].question if kept else str(action.payload.get("question") or "")
        if not question:
            await cl.Message(content="Zu dieser Nachricht gibt es keine Frage mehr. Bitte noch einmal fragen.").send()
            return
        chosen = self._chosen()
        if action.name in OTHER_WAY:
            chosen = replace(chosen, register=OTHER_WAY[action.name])
        await self._aside(_Question(question, [], chosen, session_state.case(), kept[1].places_only if kept else profile_named(context.session.chat_profile).places_only))

    async def show_places(self, action: cl.Action) -> None:
        """The nearest places that an answer does not show."""
        if kept := message_of(action):
            answer, asked = kept
            shown = frozenset((c.passage.document.id, c.passage.section.locator) for c in answer.citations)
            await self._aside(_Question(asked.question, [], self._chosen(), session_state.case(), places_only=True, shown=shown))

    async def copy(self, action: cl.Action) -> None:
        """Hand an answer with its citations to the page, which puts it onto the clipboard (public/chat.js)."""
        if kept := message_of(action):
            await cl.send_window_message({"wbm": "kopieren", "text": copied(kept[0])})

    async def _aside(self, asked: _Question) -> None:
        """A turn that a button began: in a task of its own, which can be stopped without breaking off the page's request."""

        async def run() -> None:
            await context.emitter.task_start()
            try:
                async with cl.Step(name="on_message", type="run"):
                    await self._turn(asked.text, None, asked)
            finally:
                await context.emitter.task_end()

        await asyncio.wait([asyncio.create_task(run())])

    async def _turn(self, text: str, message: cl.Message | None, asked: _Question | None = None) -> None:
        """Whatever fails in a turn is said in the chat, which goes on."""
        if refused := await self.backend.refuse(context.session.id):
            await cl.Message(content=refused).send()
            return
        reply = cl.Message(content="")
        turn = Turn(_this_task(), reply)
        self.turns.begin(context.session, turn, context.current_run)
        try:
            assistant, embedding = await self._ready()
            documents = session.uploads(self.backend.settings, embedding)
            if message is not None and (taken := await session.take_documents(message, documents)):
                await cl.Message(content=taken).send()
            if text.strip():
                await self._answer(reply, asked or self._question(text), assistant, documents)
        except WbmError as error:
            await cl.Message(content=f"Das hat nicht geklappt. {error}").send()
        except Exception:  # noqa: BLE001 - whatever a question trips over, the chat goes on
            _log.exception("question failed")  # the trace, never the question: it may hold personal data
            await cl.Message(content=_FAILED).send()
        finally:
            self.turns.end(context.session, turn)

    def _question(self, text: str) -> _Question:
        case = session_state.case().with_question(text)
        return _Question(text, session_state.history(), self._chosen(), case, profile_named(context.session.chat_profile).places_only)

    async def _answer(self, reply: cl.Message, asked: _Question, assistant: Assistant, documents: Any) -> None:
        """Search and answer, put out as it comes; a stop keeps what is out and says so."""
        changed = asked.case != session_state.case()
        session_state.keep_case(asked.case)
        if changed:
            await self._show_settings()
        draft = Draft()
        try:
            texts = [*documents.texts, asked.case.text]
            answering = await asyncio.to_thread(
                who_answers, assistant, self.backend.settings, asked.text, asked.history, local_only=asked.chosen.local_only, documents=texts
            )
            draft.notices = tuple(said for said in (self.backend.history.trouble, answering.notice) if said)
            if asked.places_only:
                await self._list(reply, asked, assistant, draft)
            else:
                result = await put_out(reply, draft, self._events(answering, asked, documents))
                await asyncio.shield(asyncio.ensure_future(self._finish(reply, result, asked, answering, draft, changed=changed)))
        except asyncio.CancelledError:
            if not reply.created_at:  # else the answer was out in full
                reply.content, reply.actions = draft.stopped(), [again_action(asked.text)]
                await reply.send()
                session_state.remember(asked.text, draft.text)
                await session_state.keep_with_chat()

    def _events(self, answering: Answering, asked: _Question, documents: Any) -> Callable[[], Generator[Event, None, None]]:
        """The one call of the assistant."""

        def events() -> Generator[Event, None, None]:
            chosen = asked.chosen
            yield from answering.assistant.stream(
                asked.text, asked.history, register=chosen.register, filters=chosen.filters, case=asked.case.known, own=documents.hits if documents.names else None
            )

        return events

    async def _finish(self, reply: cl.Message, result: Answer, asked: _Question, answering: Answering, draft: Draft, *, changed: bool) -> None:
        """The whole message in the place of what was streamed, with its places, its buttons and what is kept with it."""
        aside = self._aside_lines(asked, result, changed=changed)
        reply.content = whole(result, notices=draft.notices, seen=answering.seen_markdown, aside=aside, first=not session_state.history())
        kept = Asked(_standalone(asked), asked.chosen.register)
        await send_whole(reply, result, kept)
        self.remember(reply.parent_id or reply.id, result, asked.history)  # the page rates the turn, not the message
        session_state.remember(asked.text, result.text)
        await session_state.keep_with_chat()

    async def _list(self, reply: cl.Message, asked: _Question, assistant: Assistant, draft: Draft) -> None:
        """The places without an answer."""
        found = await asyncio.to_thread(find_places, assistant.searcher, asked.text, asked.history, filters=asked.chosen.filters, without=asked.shown)
        title = "Weitere Fundstellen" if asked.shown else "Fundstellen"
        parts = [*(f"⚠️ {said}" for said in draft.notices), places_markdown(found, title), described(replace(asked.chosen, register=self._default), self._default)]
        reply.content = "\n\n".join(part for part in parts if part)
        await send_whole(reply, found, Asked(_standalone(asked), asked.chosen.register, places_only=True))
        self.remember(reply.parent_id or reply.id, found, asked.history)
        session_state.remember(asked.text, found.text)
        await session_state.keep_with_chat()

    def _aside_lines(self, asked: _Question, result: Answer, *, changed: bool) -> list[str]:
        lines = []
        if asked.case.line and (changed or asked.case.matters_to(result)):
            lines.append(f"**Fall:** {asked.case.line}" + (f" ({_HOW_TO_CHANGE})" if changed else ""))
        settings = described(asked.chosen, self._default)
        return [*lines, f"**Einstellungen:** {settings}"] if settings else lines

    # -- settings and case

    @property
    def _default(self) -> Any:
        return profile_named(context.session.chat_profile).register

    def _chosen(self) -> Choices:
        return choices(context.session.chat_settings, self._default, date.today())

    async def _set_case(self, told: ChatCase) -> None:
        session_state.keep_case(told)
        await cl.Message(content=f"**Fall:** {told.line}" if told.line else "Der Fall ist leer.").send()

    async def _show_settings(self) -> None:
        offered = Offered.of(self._opened[0].searcher.state.heads.values()) if self._opened else Offered()
        await cl.ChatSettings(widgets(self._chosen(), session_state.case(), offered)).send()

    async def _ready(self) -> tuple[Assistant, Embeddings]:
        return self._opened if self._opened is not None else await asyncio.to_thread(self._parts)

    def _parts(self) -> tuple[Assistant, Embeddings]:
        with self._opening:
            if self._opened is None:
                embedding = self.open_embedding()
                self._opened = (self.open_assistant(embedding), embedding)
            return self._opened


def _standalone(asked: _Question) -> str:
    return condense(asked.text, asked.history)


def _this_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine always runs in one
    return task
