"""How many sessions a person and an address may hold, and that nothing of one stays when it ends.

Chainlit keeps a session for `session_timeout` after its page is gone, without a bound, and its
messages for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chainlit.chat_context import chat_contexts
from chainlit.session import WebsocketSession, ws_sessions_id
from chainlit.user_session import user_sessions

from chat.chainlit.requests import address_of

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Sessions at once; of an address more than of a person, since an office has one address."""

    person: int
    address: int

    async def make_room(self, new: WebsocketSession, connected: Callable[[WebsocketSession], bool]) -> bool:
        """Whether the new session may stay; those whose page has gone are let go for it, oldest first."""
        for key, most in ((_person, self.person), (_address, self.address)):
            who = key(new)
            others = (
                [session for session in ws_sessions_id.values() if session is not new and key(session) == who]
                if who
                else []
            )
            left = len(others) - most + 1
            for session in [session for session in others if not connected(session)][: max(left, 0)]:
                await session.delete()
                left -= 1
            if left > 0:
                return False
        return True


def forget_with_the_session() -> None:
    """Let WebsocketSession.delete take along what Chainlit keeps beside a session: its messages, what
    handlers put into it, files of the page.
    """
    delete = WebsocketSession.delete

    async def delete_all(self: WebsocketSession) -> None:
        await delete(self)
        chat_contexts.pop(self.id, None)
        user_sessions.pop(self.id, None)
        self.files.clear()

    WebsocketSession.delete = delete_all  # type: ignore[method-assign]


def _person(session: WebsocketSession) -> str:
    return str(session.user.identifier) if session.user else ""


def _address(session: WebsocketSession) -> str:
    scope: Any = session.environ.get("asgi.scope")
    return address_of(scope) if scope else ""
