"""Puts the parts behind the chat page together; app.py calls this once."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chains.locality import remote_chat_model, require_local
from chat.access.limits import QuestionLimit, SharedQuestionLimit
from chat.access.listening import agree_on_secret, kept_secret, require_way_in, sign_in_needed
from chat.access.requester import KnowsRequester, OnlyFromHere, owner
from chat.access.shared_attempts import SharedAttempts
from chat.access.shared_counts import SharedCounts
from chat.access.sign_in import SafeCookies, SignIn, install_sign_in
from chat.access.socket_watch import ENDED, SocketWatch
from chat.access.storage_answers import answer_storage_failures
from chat.chainlit.install import Edges
from chat.database.connection import ChatDatabase, chats_url
from chat.database.counts import counts_database
from chat.history.data_layer import ChatHistory
from chat.history.retention import purge
from chat.operation.parts import Operation
from chat.web.originals import Originals
from chat.web.pages import Pages
from chat.web.proxies import trust_proxies
from chat.web.sources.changes import SourceChanges, source_jobs
from chat.web.sources.laws import LawsInBackground
from chat.web.sources.pages import SourcePages
from knowledge.errors import StorageUnreachable
from knowledge.store.private_files import close_to_others
from knowledge.terminal import guard_logs

if TYPE_CHECKING:
    from chainlit.types import Feedback
    from fastapi import FastAPI

    from settings import Settings

_log = logging.getLogger("wbm.chat")
_DAY = 24 * 3600.0


@dataclass(slots=True)
class Backend:
    """What the app needs of all this; `sign_in` is None where nobody signs in."""

    settings: Settings
    history: ChatHistory
    sign_in: SignIn | None
    limit: SharedQuestionLimit
    edges: Edges
    laws: LawsInBackground
    operation: Operation
    _database: ChatDatabase
    _tidying: asyncio.Task[None] | None = field(default=None)
    _watching: asyncio.Task[None] | None = field(default=None)

    async def refuse(self, session_id: str) -> str:
        """ "" if a question may be asked now, else the German reason why not; counts it."""
        if self.sign_in is not None:
            from chainlit.context import context

            if await self.sign_in.person(getattr(context.session, "token", None)) is None:
                return ENDED
        return await self.limit.refuse(owner() or session_id)

    def keep_tidy(self) -> None:
        """From now on delete once a day the chats that are older than WBM_CHATS_DAYS, and what sessions left
        behind when a server was killed.
        """

        async def daily() -> None:
            while True:
                await asyncio.to_thread(self.edges.tidy, time.time() - _DAY)
                try:
                    count = await purge(self._database, self.settings.chats_days)
                    _log.info("deleted %d old chats", count)
                    if self.sign_in is not None:
                        await self.sign_in.sessions.tidy()
                        await self.sign_in.attempts.tidy()
                except StorageUnreachable:
                    _log.warning("old chats are not deleted now: the chats database is away")
                await asyncio.sleep(_DAY)

        self._tidying = asyncio.get_running_loop().create_task(daily())
        if self.sign_in is not None:
            self._watching = asyncio.get_running_loop().create_task(SocketWatch(self.sign_in).run())

    def guard_sockets(self, sio: Any) -> None:
        """From now on every event of a socket is refused when its session has ended; to be called when all
        handlers are in place.
        """
        if self.sign_in is not None:
            SocketWatch(self.sign_in).install(sio)


def set_up(
    settings: Settings,
    server: FastAPI,
    host: str,
    *,
    on_feedback: Callable[[Feedback, dict[str, Any] | None], None],
    latest_report: Callable[[], Path | None],
) -> Backend:
    """Sign-in, history, pages and guards for a server that listens on `host`.

    Raises:
        SettingsError: nobody could sign in there, or a setting is wrong.
        StorageFailed: the key that signs sessions cannot be kept.
    """
    close_to_others(settings.data)
    guard_logs()
    require_local(settings)
    require_way_in(settings, host)
    trust_proxies(settings)
    database = ChatDatabase(chats_url(settings))
    history = ChatHistory(database, on_feedback)
    needed = sign_in_needed(settings, host)
    kept = needed or bool(settings.chats_url.get_secret_value())
    operation = Operation.of(settings, database if kept else None)
    if needed:
        operation.readiness.secret = agree_on_secret(settings)
    counts = _shared_counts(settings) if needed else None
    edges = Edges.of(settings, counts, operation.metrics.too_often)
    edges.inside(server)
    sign_in = _sign_in(database, settings, counts) if needed else None
    if sign_in is not None:
        install_sign_in(sign_in, settings)
        server.add_middleware(KnowsRequester, sign_in=sign_in)
    else:
        server.add_middleware(OnlyFromHere)
    server.add_middleware(SafeCookies)
    answer_storage_failures(server)
    operation.around(server)
    edges.outside(server)
    remote = "" if settings.local_only else remote_chat_model(settings)
    server.router.routes[:0] = Pages(
        settings, history, sign_in=needed, latest_report=latest_report, remote_model=lambda: remote
    ).routes()
    server.router.routes[:0] = Originals(settings, sign_in=needed).routes()
    server.router.routes[:0] = SourcePages(settings, sign_in=needed).routes()
    jobs = source_jobs(settings)
    laws = LawsInBackground(settings, jobs, sign_in=needed)
    server.router.routes[:0] = [*SourceChanges(settings, jobs, sign_in=needed).routes(), *laws.routes()]
    limit = SharedQuestionLimit(QuestionLimit(settings.questions_per_minute), counts)
    return Backend(settings, history, sign_in, limit, edges, laws, operation, database)


def _shared_counts(settings: Settings) -> SharedCounts:
    """What all processes of this server count together, under names that only they can make."""
    key = hmac.digest(kept_secret(settings.data).encode(), b"wbm counts", "sha256")
    return SharedCounts(counts_database(settings), key)


def _sign_in(database: ChatDatabase, settings: Settings, counts: SharedCounts | None) -> SignIn:
    attempts = SharedAttempts(counts.database, counts.key) if counts is not None else SharedAttempts()
    return SignIn(database, settings, attempts)
