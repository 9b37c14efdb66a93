"""Puts the parts behind the chat page together; app.py calls this once."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chains.locality import remote_chat_model, require_local
from chat.database import ChatDatabase, chats_url
from chat.history import ChatHistory
from chat.limits import QuestionLimit
from chat.listening import require_way_in, sign_in_needed
from chat.originals import Originals
from chat.pages import Pages
from chat.requester import KnowsRequester, OnlyFromHere, owner
from chat.retention import purge
from chat.sign_in import GuardsSignIn, SafeCookies, SignIn, install_sign_in
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from chainlit.types import Feedback
    from fastapi import FastAPI

    from settings import Settings

_log = logging.getLogger("wbm.chat")
_DAY = 24 * 3600.0
_GONE = "Ihr Zugang wurde beendet. Bitte melden Sie sich neu an oder wenden Sie sich an die Stelle, die diesen Assistenten betreibt."


@dataclass(slots=True)
class Backend:
    """What the app needs of all this; `sign_in` is None where nobody signs in."""

    settings: Settings
    history: ChatHistory
    sign_in: SignIn | None
    limit: QuestionLimit
    _database: ChatDatabase
    _tidying: asyncio.Task[None] | None = field(default=None)

    async def refuse(self, session_id: str) -> str:
        """ "" if a question may be asked now, else the German reason why not; counts it."""
        if self.sign_in is not None:
            from chainlit.context import context

            if context.session.user is None or await self.sign_in.role(context.session.user) is None:
                return _GONE
        return self.limit.refuse(owner() or session_id)

    def keep_tidy(self) -> None:
        """From now on delete once a day the chats that are older than WBM_CHATS_DAYS, and what sessions left behind when a server was killed."""

        async def daily() -> None:
            while True:
                await asyncio.to_thread(_delete_left_files)
                try:
                    count = await purge(self._database, self.settings.chats_days)
                    _log.info("deleted %d old chats", count)
                except StorageUnreachable:
                    _log.warning("old chats are not deleted now: the chats database is away")
                await asyncio.sleep(_DAY)

        self._tidying = asyncio.get_running_loop().create_task(daily())


def set_up(
    settings: Settings, server: FastAPI, host: str, *, on_feedback: Callable[[Feedback, dict[str, Any] | None], None], latest_report: Callable[[], Path | None]
) -> Backend:
    """Sign-in, history, pages and guards for a server that listens on `host`.

    Raises:
        SettingsError: nobody could sign in there, or a setting is wrong.
        StorageFailed: the key that signs sessions cannot be kept.
    """
    require_local(settings)
    require_way_in(settings, host)
    database = ChatDatabase(chats_url(settings))
    history = ChatHistory(database, on_feedback)
    needed = sign_in_needed(settings, host)
    sign_in = SignIn(database, settings) if needed else None
    if sign_in is not None:
        install_sign_in(sign_in, settings)
        server.add_middleware(GuardsSignIn, sign_in=sign_in)
        server.add_middleware(KnowsRequester, sign_in=sign_in)
    else:
        server.add_middleware(OnlyFromHere)
    server.add_middleware(SafeCookies)
    remote = "" if settings.local_only else remote_chat_model(settings)
    server.router.routes[:0] = Pages(settings, history, sign_in=needed, latest_report=latest_report, remote_model=lambda: remote).routes()
    server.router.routes[:0] = Originals(settings, sign_in=needed).routes()
    return Backend(settings, history, sign_in, QuestionLimit(settings.questions_per_minute), database)


def _delete_left_files() -> None:
    """Chainlit deletes a session's files with the session, unless the server is killed before."""
    from chainlit.config import FILES_DIRECTORY, config

    oldest = time.time() - 2 * config.project.session_timeout
    for folder in FILES_DIRECTORY.iterdir() if FILES_DIRECTORY.is_dir() else ():
        if folder.is_dir() and max((path.stat().st_mtime for path in (folder, *folder.iterdir())), default=0.0) < oldest:
            shutil.rmtree(folder, ignore_errors=True)
