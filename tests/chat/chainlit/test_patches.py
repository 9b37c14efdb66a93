"""Each change of Chainlit is still needed: a test here fails once Chainlit (or uvicorn) does it itself, or
brings what nobody has looked at.
"""

from __future__ import annotations

import asyncio
import inspect
import uuid
from pathlib import Path

import chainlit.config
import chainlit.server
import uvicorn
from chainlit.chat_context import chat_contexts
from chainlit.message import Message
from chainlit.server import app, router, sio
from chainlit.session import HTTPSession, WebsocketSession
from fastapi.routing import APIRoute

from chat.chainlit.events import EVENTS
from chat.chainlit.patches import PATCHES
from chat.chainlit.requests import CLOSED
from chat.profiles import chat_profiles

IGNORED = {
    "edit_message",
    "message_favorite",
    "fetch_favorites",
    "window_message",
    "audio_start",
    "audio_chunk",
    "audio_end",
    "chat_settings_edit",
}
LOOKED_AT = {  # served, and looked at: what they take, whose it is
    "/public/{filename:path}",
    "/assets/{filename:path}",
    "/auth/config",
    "/login",
    "/logout",
    "/auth/oauth/{provider_id}",
    "/auth/oauth/{provider_id}/callback",
    "/auth/oauth/azure-ad-hybrid/callback",
    "/user",
    "/set-session-cookie",
    "/project/translations",
    "/project/settings",
    "/feedback",
    "/project/threads",
    "/project/thread/{thread_id}",
    "/project/thread/{thread_id}/element/{element_id}",
    "/project/thread",
    "/project/action",
    "/project/file",
    "/project/file/{file_id}",
    "/favicon",
    "/logo",
    "/avatars/{avatar_id:str}",
    "/",
    "/health",
    "/{full_path:path}",
}


def _session(session_id: str) -> WebsocketSession:
    return WebsocketSession(
        id=session_id,
        socket_id=session_id,
        emit=lambda *_: None,
        emit_call=lambda *_: None,
        user_env={},
        client_type="webapp",
        environ={},
    )


def test_a_sessions_id_is_still_a_path() -> None:
    assert HTTPSession(id="/tmp/x", client_type="webapp").files_dir == Path("/tmp/x")


def test_a_session_still_runs_the_loop_in_itself() -> None:
    assert "run_until_complete" in inspect.getsource(WebsocketSession.get_config)


def test_our_profiles_override_no_configuration() -> None:
    assert all(profile.config_overrides is None for profile in chat_profiles())


def test_messages_still_outlive_their_session() -> None:
    session = _session(str(uuid.uuid4()))
    chat_contexts[session.id] = [Message.__new__(Message)]
    asyncio.run(session.delete())
    assert chat_contexts.pop(session.id)


def test_an_action_still_begins_a_chat() -> None:
    route = inspect.getsource(chainlit.server.call_action)
    assert "init_thread(action.name)" in route
    assert "thread_id_to_resume" not in route


def test_files_still_lie_in_the_checkout() -> None:
    assert Path(chainlit.config.APP_ROOT) / ".files" == chainlit.config.FILES_DIRECTORY


def test_every_event_was_looked_at() -> None:
    assert set(sio.handlers["/"]) == set(EVENTS) | IGNORED | {"connect", "disconnect"}


def test_every_route_was_looked_at() -> None:
    plain = {str(getattr(route, "path", "")) for route in app.router.routes}
    served = {route.path for route in router.routes if isinstance(route, APIRoute)}
    assert {
        path for path in served | plain if not CLOSED.fullmatch(path.replace("{", "").replace("}", ""))
    } <= LOOKED_AT | {"/ws/socket.io", ""}
    assert served >= LOOKED_AT - {""}


def test_a_socket_may_still_send_sixteen_megabytes() -> None:
    assert uvicorn.Config(lambda: None).ws_max_size == 16 * 1024 * 1024


def test_each_patch_says_where_it_is_made() -> None:
    for patch in PATCHES:
        place, _, name = patch.where.partition(" ")[0].rstrip(",").partition(".")
        module = (
            Path("chat/chainlit") / f"{place}.py"
            if "/" not in place
            else Path(patch.where.split(" ")[0].rstrip(","))
        )
        text = module.read_text(encoding="utf-8")
        assert "/" in place or name in text, patch
