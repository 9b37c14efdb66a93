"""What is changed in Chainlit 2.12, why, and which test fails once Chainlit does it itself, so that the
change can go.

pyproject.toml keeps Chainlit below the next minor version: before the bound is raised, tests/chat/chainlit/
has to pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chat.chainlit.ids import is_id

if TYPE_CHECKING:
    from pathlib import Path

# bytes of a WebSocket message before it is even handed on; uvicorn's own bound is 16 MB a socket
_MOST_FRAME = 1_000_000


@dataclass(frozen=True, slots=True)
class Patch:
    """One change: what of Chainlit it touches, why, and where it is made."""

    what: str
    why: str
    where: str


PATCHES = (
    Patch(
        "chainlit.session.BaseSession.files_dir",
        "a client's session id was a path that is written to and deleted",
        "patches.keep_ids_from_being_paths",
    ),
    Patch(
        "chainlit.session.WebsocketSession.get_config",
        "nests the event loop for each page with a profile; 22 at once fail",
        "patches.never_nest_the_loop",
    ),
    Patch(
        "chainlit.session.WebsocketSession.delete",
        "messages of ended sessions stayed for ever (chat_contexts)",
        "sessions.forget_with_the_session",
    ),
    Patch(
        "chainlit.config.FILES_DIRECTORY",
        "one folder in the checkout for all servers, readable by all, deleted by the first that ends",
        "files.use",
    ),
    Patch(
        "chainlit.server.sio handlers", "any id, any payload, events of features that are off", "events.Guard"
    ),
    Patch(
        "chainlit.session.WebsocketSession.__init__, get_by_id",
        "the page chooses its session's id, and who knows it has the session",
        "own_ids.keep_sessions_by_own_ids",
    ),
    Patch(
        "chainlit.socket.resume_thread",
        "the page chooses the id of its chat, stored or not",
        "own_ids.write_to_own_chats",
    ),
    Patch(
        "chainlit.emitter.ChainlitEmitter.init_thread",
        "a button that is pressed before its chat is back begins an empty chat of its name",
        "own_ids.write_to_own_chats",
    ),
    Patch(
        "chainlit.server routes",
        "sessions of others by their id, routes of features that are off, the API's description",
        "requests.ChecksRequests",
    ),
    Patch(
        "uvicorn.Config in chainlit.cli",
        "16 MB a WebSocket message and 32 of them in wait, for each socket",
        "patches.keep_frames_small",
    ),
    Patch(
        "chainlit.server.sio connection_successful, stop",
        "a page that comes back misses what was sent; stop speaks English",
        "chat/chainlit/reconnect.py",
    ),
    Patch("chainlit.server page", "names foreign servers; English; no policy", "chat/web/own_host.py"),
    Patch("chainlit.auth.cookie", "Secure only with SameSite=None", "chat/access/sign_in.py (SafeCookies)"),
    Patch(
        "chainlit.data.sql_alchemy",
        "loses what it should keep (#2528, #2750)",
        "chat/history/data_layer.py, instead of it",
    ),
)


def keep_ids_from_being_paths() -> None:
    """Whatever else fails: a session's folder is named by a UUID below the server's own folder, or asking for
    it is an error.
    """
    from chainlit.session import BaseSession

    def files_dir(self: BaseSession) -> Path:
        import chainlit.config

        if not is_id(self.id):
            raise ValueError("this is no id of a session")
        folder: Path = chainlit.config.FILES_DIRECTORY / self.id
        return folder

    BaseSession.files_dir = property(files_dir)  # type: ignore[assignment, method-assign]


def never_nest_the_loop() -> None:
    """A session has the server's configuration: our profiles override nothing of it
    (tests/chat/chainlit/test_patches.py holds them to that).
    """
    from chainlit.config import config
    from chainlit.session import WebsocketSession

    WebsocketSession.get_config = lambda _self: config  # type: ignore[method-assign, assignment]


def keep_frames_small() -> None:
    """Bound what a socket may send before anybody looks at it; Chainlit's command line makes uvicorn's
    configuration without saying so.
    """
    import uvicorn

    made = uvicorn.Config.__init__

    def bounded(self: uvicorn.Config, *args: Any, **options: Any) -> None:
        made(
            self, *args, **({"ws_max_size": _MOST_FRAME, "ws_max_queue": 4, "server_header": False} | options)
        )

    uvicorn.Config.__init__ = bounded  # type: ignore[method-assign]
