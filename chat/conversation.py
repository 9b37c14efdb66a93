"""The turns of a conversation: a question in, an answer with its places out, while people can
stop it or lose the line.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import chainlit as cl
from chainlit.context import context

from chains.blocks.text_form import text_of
from chains.budget import Budget
from chains.case.conversation import CaseSoFar, read_turn
from chains.case.reader import CaseReading
from chains.case.views import case_line, case_text, edited_case, same_case
from chains.events import Event
from chains.funding.consultation.asking import guides_named
from chains.limits import LONGEST_QUESTION
from chains.locality import keep_question_here
from chains.place_search import find_places
from chains.privacy.routing import Answering, who_answers
from chains.question.follow_up import condense
from chat import session, session_state
from chat.answer import panel, sent_out
from chat.answer.actions import (
    OTHER_WAY,
    again_action,
    answer_actions,
    kept_with,
    message_of,
    of_message,
    send_again,
)
from chat.answer.markdown import inert, places_markdown, seen_markdown
from chat.answer.message import Asked, Draft, copied, whole
from chat.answer.reply import put_out, send_whole
from chat.answer.reply import show as show_text
from chat.answer.turn_line import in_line
from chat.case.chat_case import case_command, matters_to
from chat.chainlit.reconnect import RunningTurn, RunningTurns
from chat.check import show
from chat.courses import cards
from chat.operation.turns import READ, RENDER, WAIT, TurnOutcome
from chat.profiles import profile_named
from chat.settings_panel import CASE, DAY, Choices, OfferedChoices, choices, described, widgets
from chat.uploads.long_message import TOO_LONG_A_CASE, is_long
from knowledge.errors import LibraryUnreachable, SearchDisturbed, TooManyQuestions, TurnExhausted, WbmError

if TYPE_CHECKING:
    from chainlit.types import ThreadDict
    from langchain_core.embeddings import Embeddings

    from chains.answer import Answer
    from chains.assistant import Assistant
    from chains.case.facts import Case
    from chains.courses.answering import CourseAnswers
    from chains.retrieval.places import Places
    from chains.retrieval.searcher import Searcher
    from chat.operation.turns import ObservedTurn
    from chat.setup import Backend

_T = TypeVar("_T")
_log = logging.getLogger("wbm.chat")
_LONGEST_PROPOSAL = 200  # characters; ours are shorter, and a payload comes from the page
_READERS = 2  # own documents that are read at once: each takes a core
_HOW_TO_CHANGE = "ändern oder leeren: über dem Eingabefeld"
_FAILED = (
    "Das hat nicht geklappt. Bitte die Frage noch einmal stellen; bleibt der Fehler, hilft `wbm doctor`."
)
_DISTURBED = (
    "Die Suche ist gerade gestört: Was ich nachschlage, ist beschädigt oder nicht lesbar. Bitte der Stelle"
    " Bescheid geben, die diesen Assistenten betreibt; `wbm doctor` sagt ihr, was zu tun ist."
)
_AWAY = (
    "Die Suche ist gerade gestört: Woraus ich antworte, ist im Moment nicht erreichbar. Es ist nichts"
    " verloren; bitte in einer Minute noch einmal fragen."
)
_RESTARTED = (
    "Der Assistent wurde neu gestartet und kennt dieses Gespräch nicht mehr; was oben steht, bleibt lesbar."
    " War eine Antwort noch nicht fertig, bitte noch einmal fragen."
)
_UNANSWERED = "Diese Frage wurde nicht zu Ende beantwortet: Der Assistent wurde dabei unterbrochen."


@dataclass(slots=True)
class _AskedQuestion:
    """One question as it goes to the assistant."""

    text: str
    history: session_state.History
    chosen: Choices
    case: CaseSoFar
    places_only: bool
    cited: Places | None = None  # by the last answer
    own_first: bool = False  # a document came with the very message
    shown: frozenset[tuple[str, str]] = frozenset()  # places that need not be listed again
    courses_first: bool = False
    again: bool = False  # an answer said in another way: its case is not what the conversation goes on with


@dataclass(slots=True)
class Conversation:
    """All conversations of a server; what belongs to one lies in its Chainlit session."""

    backend: Backend
    open_assistant: Callable[[Embeddings], Assistant]
    open_embedding: Callable[[], Embeddings]
    remember: Callable[[str, Answer, Sequence[tuple[str, str]]], None]  # for feedback: turn, answer, history
    turns: RunningTurns = field(default_factory=RunningTurns)
    _reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READERS))
    _opening: threading.Lock = field(default_factory=threading.Lock)
    _opened: tuple[Assistant, Embeddings] | None = None

    # -- what happens to a chat

    def warm_up(self) -> None:
        """Open index and embedding, and load all that a first question would, before there is one; a
        missing index is said again at each question.
        """
        try:
            assistant, _ = self._parts()
            assistant.warm_up()
        except WbmError as error:
            _log.warning("%s", error)

    async def start(self) -> None:
        """Begin a chat: its settings panel; a page that was open when the server was restarted is told so."""
        if context.session.thread_id_to_resume:
            await cl.Message(content=_RESTARTED).send()
        await self._show_settings()
        await show.show_case()

    async def resume(self, thread: ThreadDict) -> None:
        """Go on with a stored chat: history, case, settings and the buttons under its answers
        are there again.
        """
        panel.restore(thread)
        sent_out.restore(thread)
        show.restore(thread, await self.searcher())
        cards.restore(thread)
        steps = thread.get("steps") or []
        session_state.recall(steps)
        await self._show_settings()
        await show.show_case()
        for step in steps:
            if kept := kept_with(step.get("metadata")):
                await send_again(answer_actions(*kept), step["id"])
        spoken = [step for step in steps if step["type"] in {"user_message", "assistant_message"}]
        if spoken and spoken[-1]["type"] == "user_message":
            asked = spoken[-1]
            # the same at each resuming, so that the page has it once
            note = cl.Message(content=_UNANSWERED, id=str(uuid.uuid5(uuid.NAMESPACE_OID, asked["id"])))
            note.created_at = asked["createdAt"]
            steps.append(note.to_dict())
            await send_again([again_action(asked["output"])], note.id)

    async def change_settings(self, values: dict[str, Any]) -> None:
        """Take over what people chose in the panel; a value that cannot be taken is said and
        stays out of it.
        """
        chosen = self._chosen()
        if chosen.problem:
            context.session.chat_settings[DAY] = ""
            await cl.Message(content=inert(chosen.problem)).send()
        known = session_state.case()
        written = str(values.get(CASE) or "")[:LONGEST_QUESTION]
        if written != case_text(known):
            told = edited_case(written, known, date.today())
            if not same_case(told, known):
                await self._set_case(told)
        await self._show_settings()
        await session_state.keep_with_chat()

    # -- turns

    async def ask(self, message: cl.Message) -> None:
        """A turn that begins with a message: a case that is set, a document that is added, a question."""
        told = case_command(message.content[:LONGEST_QUESTION], date.today())
        if told is not None and is_long(message.content):
            await cl.Message(content=TOO_LONG_A_CASE).send()
            return
        if told is not None and not message.elements:
            await self._set_case(told)
            await self._show_settings()
            await session_state.keep_with_chat()
            return
        await self._turn(message.content, message)

    async def ask_again(self, action: cl.Action) -> None:
        """The question of an answer in another way: simpler, more, or once more where the
        answer was stopped.
        """
        kept = message_of(action)
        question = kept[1].question if kept else str(action.payload.get("question") or "")
        if not question:
            await cl.Message(
                content="Zu dieser Nachricht gibt es keine Frage mehr. Bitte noch einmal fragen."
            ).send()
            return
        chosen = self._chosen()
        if action.name in OTHER_WAY:
            chosen = replace(chosen, register=OTHER_WAY[action.name])
        await self._aside(
            _AskedQuestion(
                question,
                [],
                chosen,
                _known(kept[1].case if kept else None),
                kept[1].places_only if kept else profile_named(context.session.chat_profile).places_only,
                again=True,
            )
        )

    async def ask_proposed(self, action: cl.Action) -> None:
        """The question that a button under an answer proposes, asked as if it had been typed."""
        question = str(action.payload.get("question") or "")[:_LONGEST_PROPOSAL]
        if question:
            await cl.Message(content=question, type="user_message").send()
            await self._aside(self._question(question))

    async def show_places(self, action: cl.Action) -> None:
        """The nearest places that an answer does not show."""
        if kept := message_of(action):
            answer, asked = kept
            shown = frozenset((c.passage.document.id, c.passage.section.locator) for c in answer.citations)
            await self._aside(
                _AskedQuestion(asked.question, [], self._chosen(), _known(), places_only=True, shown=shown)
            )

    async def copy(self, action: cl.Action) -> None:
        """Hand an answer with its citations to the page, which puts it onto the clipboard
        (public/page/clipboard.js).
        """
        if kept := message_of(action):
            await cl.send_window_message({"wbm": "kopieren", "text": copied(kept[0])})

    async def _aside(self, asked: _AskedQuestion) -> None:
        """A turn that a button began: in a task of its own, which can be stopped without breaking off the
        page's request.
        """

        async def run() -> None:
            await context.emitter.task_start()
            try:
                async with cl.Step(name="on_message", type="run"):
                    await self._turn(asked.text, None, asked)
            finally:
                await context.emitter.task_end()

        await asyncio.wait([asyncio.create_task(run())])

    async def _turn(self, text: str, message: cl.Message | None, asked: _AskedQuestion | None = None) -> None:
        """Whatever fails in a turn is said in the chat, which goes on."""
        with self.backend.operation.observer.turn() as seen:
            seen.private = self._chosen().local_only
            if refused := await self.backend.refuse(context.session.id):
                seen.outcome = TurnOutcome.LIMITED
                await cl.Message(content=refused).send()
                return
            await self._admitted(text, message, asked, seen)

    async def _admitted(
        self, text: str, message: cl.Message | None, asked: _AskedQuestion | None, seen: ObservedTurn
    ) -> None:
        reply = cl.Message(content="")
        turn = RunningTurn(_this_task(), reply)
        self.turns.begin(context.session, turn, context.current_run)
        await context.emitter.task_start()  # again: a start may have said the end since
        try:
            if self._chosen().local_only:
                keep_question_here(self.backend.settings)
            assistant, embedding = await self._ready()
            documents = session.uploads(self.backend.settings, embedding)
            before = set(documents.names)
            if message is not None and (
                taken := await session.take_documents(message, documents, self._reading)
            ):
                await cl.Message(content=inert(taken)).send()  # names files
            if is_long(text):
                text, said = await session.take_text(
                    text, documents, Budget(2 * self.backend.settings.turn_seconds)
                )
                await cl.Message(content=said).send()
            if text.strip():
                with seen.timed(READ):
                    question = asked or self._question(text)
                fresh = bool(set(documents.names) - before)
                await self._in_line(reply, replace(question, own_first=fresh), assistant, documents, seen)
            else:
                seen.outcome = TurnOutcome.DOCUMENT
        except SearchDisturbed as error:
            seen.outcome = TurnOutcome.DISTURBED
            _log.error("%s", error)  # with the place and the remedy, which are the operator's
            away = isinstance(error, LibraryUnreachable)
            await cl.Message(content=_AWAY if away else _DISTURBED).send()
        except WbmError as error:
            await cl.Message(content=f"Das hat nicht geklappt. {inert(str(error))}").send()
        except Exception:  # noqa: BLE001 - whatever a question trips over, the chat goes on
            _log.exception("question failed")  # the trace, never the question: it may hold personal data
            await cl.Message(content=_FAILED).send()
        finally:
            self.turns.end(context.session, turn)

    def _question(self, text: str) -> _AskedQuestion:
        return _AskedQuestion(
            text,
            session_state.history(),
            self._chosen(),
            _told(text),
            profile_named(context.session.chat_profile).places_only,
            session_state.cited(),
            courses_first=profile_named(context.session.chat_profile).courses_first,
        )

    async def _in_line(
        self,
        reply: cl.Message,
        asked: _AskedQuestion,
        assistant: Assistant,
        documents: Any,
        seen: ObservedTurn,
    ) -> None:
        """Answer when it is this question's time; its own time begins then."""
        begun = time.monotonic()
        try:
            async with self.backend.operation.line.place(lambda place: show_text(reply, in_line(place))):
                seen.seconds[WAIT] = time.monotonic() - begun
                await self._answer(reply, asked, assistant, documents, seen)
        except TooManyQuestions as error:
            seen.outcome = TurnOutcome.TURNED_AWAY
            reply.content, reply.actions = str(error), of_message([again_action(asked.text)], reply.id)
            await reply.send()
        except asyncio.CancelledError:
            if WAIT not in seen.seconds:  # stopped in line
                await self._stopped(reply, asked, Draft(), [])
                seen.outcome = TurnOutcome.STOPPED
                return
            raise

    async def _answer(
        self,
        reply: cl.Message,
        asked: _AskedQuestion,
        assistant: Assistant,
        documents: Any,
        seen: ObservedTurn,
    ) -> None:
        """Search and answer, put out as it comes; a stop keeps what is out and says so."""
        changed = not asked.again and not same_case(asked.case.kept, session_state.case())
        if not asked.again:
            session_state.keep_case(asked.case.kept)
        if changed:
            await self._show_settings()
        draft, answering, budget = Draft(), None, self._budget()
        try:
            texts = [*documents.texts, case_text(asked.case.kept)]
            route = partial(
                who_answers,
                assistant,
                self.backend.settings,
                asked.text,
                asked.history,
                local_only=asked.chosen.local_only,
                documents=texts,
                files=documents.names,
            )
            answering = await _within(budget, route)
            draft.notices = tuple(
                said
                for said in (self.backend.history.trouble(context.session.thread_id), answering.notice)
                if said
            )
            if asked.places_only:
                await self._list(reply, asked, assistant, draft, budget)
                seen.outcome = TurnOutcome.PLACES
            else:
                result = await put_out(
                    reply, draft, self._events(answering, asked, documents, budget), budget
                )
                seen.answered(result)
                with seen.timed(RENDER):
                    await asyncio.shield(
                        asyncio.ensure_future(
                            self._finish(reply, result, asked, answering, draft, changed=changed)
                        )
                    )
        except asyncio.CancelledError:
            if not reply.created_at:  # else the answer was out in full
                seen.outcome = TurnOutcome.STOPPED
                await self._stopped(reply, asked, draft, answering.sent if answering else [])
        except TurnExhausted as error:
            seen.outcome = TurnOutcome.EXHAUSTED
            reply.content, reply.actions = str(error), of_message([again_action(asked.text)], reply.id)
            await reply.send()
        finally:
            budget.cancel()
            if changed:  # not before the answer, which would wait for it
                await show.show_case()

    @staticmethod
    async def _stopped(reply: cl.Message, asked: _AskedQuestion, draft: Draft, sent: Sequence[str]) -> None:
        """Keep what is out of an answer that was stopped, and say so."""
        reply.content, reply.actions = draft.stopped(), of_message([again_action(asked.text)], reply.id)
        reply.metadata = {sent_out.KEPT: list(sent)} if sent else {}
        await reply.send()
        await sent_out.attach(reply, sent)
        session_state.remember(asked.text, text_of(draft.said))
        await session_state.keep_with_chat()

    def _budget(self) -> Budget:
        """The time for one turn: that of the search, and beside it what the model may take."""
        config = self.backend.settings
        return Budget(config.turn_seconds + (config.chat_model_timeout if config.chat_model else 0.0))

    def _events(
        self, answering: Answering, asked: _AskedQuestion, documents: Any, budget: Budget
    ) -> Callable[[], Generator[Event, None, None]]:
        """The one call of the assistant."""

        def events() -> Generator[Event, None, None]:
            chosen = asked.chosen
            own = documents.hits if documents.names else None
            yield from answering.assistant.stream(
                asked.text,
                asked.history,
                register=chosen.register,
                filters=chosen.filters,
                case=asked.case,
                cited=asked.cited,
                own=own,
                own_first=asked.own_first,
                courses_first=asked.courses_first,
                budget=budget,
            )

        return events

    async def _finish(
        self,
        reply: cl.Message,
        result: Answer,
        asked: _AskedQuestion,
        answering: Answering,
        draft: Draft,
        *,
        changed: bool,
    ) -> None:
        """The whole message in the place of what was streamed, with its places, its buttons and
        what is kept with it.
        """
        aside = self._aside_lines(asked, result, changed=changed)
        reply.content = whole(
            result,
            notices=draft.notices,
            seen=seen_markdown(answering.seen),
            aside=aside,
            first=not session_state.history(),
            register=asked.chosen.register,
        )
        kept = Asked(_standalone(asked), asked.chosen.register, case=asked.case.kept)
        about = show.kept_json(asked.case.of_focus, asked.case.reading.supposed)
        one_case = not asked.case.case.parties  # an answer for several has a row for each instead
        shown = result.decided and one_case and about != show.last_shown()
        check = {session.CHECK: about} if shown else None
        await send_whole(reply, result, kept, answering.sent, check)
        if check:
            card = await asyncio.to_thread(
                show.card_props, reply.id, about, result, answering.assistant.searcher
            )
            await show.attach(reply, card)
        await cards.attach(reply, result)
        # the page rates the turn, not the message
        self.remember(reply.parent_id or reply.id, result, asked.history)
        session_state.remember(asked.text, result.text, result)
        await session_state.keep_with_chat()

    async def _list(
        self, reply: cl.Message, asked: _AskedQuestion, assistant: Assistant, draft: Draft, budget: Budget
    ) -> None:
        """The places without an answer."""
        found = await _within(
            budget,
            lambda: find_places(
                assistant.searcher,
                asked.text,
                asked.history,
                filters=asked.chosen.filters,
                without=asked.shown,
            ),
        )
        title = "Weitere Fundstellen" if asked.shown else "Fundstellen"
        parts = [
            *(f"⚠️ {said}" for said in draft.notices),
            places_markdown(found, title),
            inert(described(replace(asked.chosen, register=self._default), self._default)),
        ]
        reply.content = "\n\n".join(part for part in parts if part)
        await send_whole(reply, found, Asked(_standalone(asked), asked.chosen.register, places_only=True))
        self.remember(reply.parent_id or reply.id, found, asked.history)
        session_state.remember(asked.text, found.text, found)
        await session_state.keep_with_chat()

    def _aside_lines(self, asked: _AskedQuestion, result: Answer, *, changed: bool) -> list[str]:
        lines = []
        case = asked.case.kept
        line = case_line(case)
        if line and (changed or result.decided or matters_to(case, result)):
            lines.append(f"**Fall:** {inert(line)}" + (f" ({_HOW_TO_CHANGE})" if changed else ""))
        settings = described(asked.chosen, self._default)
        return [*lines, f"**Einstellungen:** {inert(settings)}"] if settings else lines

    # -- settings and case

    @property
    def _default(self) -> Any:
        return profile_named(context.session.chat_profile).register

    def _chosen(self) -> Choices:
        return choices(context.session.chat_settings, self._default, date.today())

    async def searcher(self) -> Searcher | None:
        """What finds the places of proofs; None while there is no index."""
        try:
            return (await self._ready())[0].searcher
        except WbmError as error:
            _log.error("%s", error)
            return None

    async def courses(self) -> CourseAnswers | None:
        """What finds courses; None while there is no index."""
        try:
            return (await self._ready())[0].courses
        except WbmError as error:
            _log.error("%s", error)
            return None

    async def _set_case(self, told: Case) -> None:
        session_state.keep_case(told)
        await show.show_case()
        line = case_line(told)
        said = f"**Fall:** {inert(line)}" if line else "Der Fall ist leer."
        await cl.Message(content=said).send()

    async def _show_settings(self) -> None:
        try:
            offered = (
                OfferedChoices.of(self._opened[0].searcher.state.heads.values())
                if self._opened
                else OfferedChoices()
            )
        except WbmError as error:  # the question that follows says it to the person
            _log.error("%s", error)
            offered = OfferedChoices()
        await cl.ChatSettings(widgets(self._chosen(), session_state.case(), offered)).send()

    def assistant(self) -> Assistant:
        """The assistant, opened if need be, which may take seconds. Raises WbmError."""
        return self._parts()[0]

    @property
    def opened(self) -> Assistant | None:
        """The assistant if it is open."""
        return self._opened[0] if self._opened is not None else None

    async def _ready(self) -> tuple[Assistant, Embeddings]:
        return self._opened if self._opened is not None else await asyncio.to_thread(self._parts)

    def _parts(self) -> tuple[Assistant, Embeddings]:
        with self._opening:
            if self._opened is None:
                embedding = self.open_embedding()
                self._opened = (self.open_assistant(embedding), embedding)
            return self._opened


def _known(answered: Case | None = None) -> CaseSoFar:
    """The case of an answer, or of this chat as it stands, for a question that is asked again."""
    case = session_state.case() if answered is None else answered
    return CaseSoFar(case, CaseReading(case=case))


def _told(question: str) -> CaseSoFar:
    """The case of this chat with what a question tells of it."""
    history = session_state.history()
    about = {guide for role, said in history if role == "user" for guide in guides_named(said)}
    return read_turn(question, date.today(), session_state.case(), len(history) // 2, about)


def _standalone(asked: _AskedQuestion) -> str:
    return condense(asked.text, asked.history)


async def _within(budget: Budget, work: Callable[[], _T]) -> _T:
    """What `work` gives, from a thread; waits no longer than the budget lasts."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(work), budget.left)
    except TimeoutError:
        raise budget.exhausted() from None


def _this_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine always runs in one
    return task
