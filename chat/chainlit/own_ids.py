"""The ids by which this server keeps sessions and chats are its own, at every route and event there is.

Chainlit 2.12 keeps a session, and its folder, by whatever text the page calls itself, and begins a chat by
whatever id it asks for. Here the page's text is only what its browser calls the session: the places where
Chainlit makes one and looks one up are the two that turn it into an id (chat/chainlit/browser.py), so that no
route can forget to.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainlit.session import BaseSession, WebsocketSession
    from chainlit.types import ThreadDict

    from chat.chainlit.browser import Browsers


def page_of(session: BaseSession) -> str:
    """What the session's page calls it, and has to be told to ask for it."""
    return str(vars(session)["page"])


def keep_sessions_by_own_ids(browsers: Browsers) -> None:
    """Let Chainlit make and find sessions by the id that the browser which asks has under a page's name."""
    from chainlit.session import WebsocketSession, ws_sessions_id

    made = WebsocketSession.__init__

    def make(self: WebsocketSession, id: str, *more: Any, **told: Any) -> None:  # noqa: A002 - Chainlit's name
        own = browsers.session_id(id)
        if not own:
            raise ValueError("a session is begun by a browser")
        made(self, own, *more, **told)
        vars(self)["page"] = id
        self.thread_id = str(uuid.uuid4())  # until the chat that was asked for has turned out to be theirs

    def get_by_id(_: type[WebsocketSession], session_id: str) -> WebsocketSession | None:
        return ws_sessions_id.get(browsers.session_id(session_id))

    WebsocketSession.__init__ = make  # type: ignore[method-assign]
    WebsocketSession.get_by_id = classmethod(get_by_id)  # type: ignore[method-assign, assignment]


def write_to_own_chats() -> None:
    """A session goes on with a stored chat once Chainlit has found that it is its person's, and begins no
    other while it waits for that: a button pressed meanwhile would be the name of an empty chat.
    """
    import chainlit.socket
    from chainlit.config import config
    from chainlit.emitter import ChainlitEmitter

    resume, begin = chainlit.socket.resume_thread, ChainlitEmitter.init_thread

    async def resume_thread(session: WebsocketSession) -> ThreadDict | None:
        thread: ThreadDict | None = await resume(session)
        if thread is not None:
            session.thread_id = thread["id"]
        return thread

    async def init_thread(self: ChainlitEmitter, interaction: str) -> None:
        if not (self.session.thread_id_to_resume and interaction in config.code.action_callbacks):
            await begin(self, interaction)

    vars(chainlit.socket)["resume_thread"] = resume_thread
    ChainlitEmitter.init_thread = init_thread  # type: ignore[method-assign]
