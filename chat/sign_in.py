"""Sign-in: off on this machine's own address, required on any other. Passwords or OAuth; Chainlit does cookies and sessions."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

import chainlit as cl
from starlette.responses import JSONResponse

from chat.accounts import Accounts
from chat.database import ChatDatabase
from chat.limits import SlidingWindow
from chat.listening import keep_secret, oauth_set_up
from chat.roles import Role
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from settings import Settings

_log = logging.getLogger("wbm.chat")
_FAILURES, _WINDOW = 5, 15 * 60.0  # wrong passwords a name and address, seconds
_FAILURES_NAME, _FAILURES_ADDRESS = 20, 50  # from all addresses, for all names
_ROLE_HOLDS = 5.0  # seconds until a changed role or a removed account is noticed
_MOST = 1_000_000  # bytes of a sign-in form


class SignIn:
    """Checks who signs in, counts what fails, and knows the role that somebody has now."""

    def __init__(self, database: ChatDatabase, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.accounts, self._settings, self._clock = Accounts(database), settings, clock
        self._both, self._name, self._address = (SlidingWindow(n, _WINDOW, clock) for n in (_FAILURES, _FAILURES_NAME, _FAILURES_ADDRESS))
        self._roles: dict[str, tuple[Role | None, float]] = {}

    def wait(self, name: str, address: str) -> float:
        """Seconds until this name may be tried again from this address; 0.0: now."""
        return max(self._both.wait(_pair(name, address)), self._name.wait(name.lower()), self._address.wait(address))

    def failed(self, name: str, address: str) -> None:
        """Count a wrong password."""
        self._both.add(_pair(name, address))
        self._name.add(name.lower())
        self._address.add(address)

    def succeeded(self, name: str, address: str) -> None:
        """Forget this name's wrong passwords from this address."""
        self._both.clear(_pair(name, address))

    async def by_password(self, username: str, password: str) -> cl.User | None:
        """Chainlit's password callback."""
        account = await self.accounts.verify(username, password)
        return cl.User(identifier=account.name, metadata={"role": account.role.value, "provider": "credentials"}) if account else None

    async def by_oauth(self, provider_id: str, token: str, raw_user_data: dict[str, Any], default_user: cl.User, id_token: str | None = None) -> cl.User | None:  # noqa: ARG002 - Chainlit's signature
        """Chainlit's OAuth callback: who has an account here, or a confirmed mail address of an allowed domain."""
        account = await self.accounts.find(default_user.identifier)
        if account is not None:
            return cl.User(identifier=account.name, metadata={"role": account.role.value, "provider": provider_id})
        domains = {d.strip().lower() for d in self._settings.oauth_domains.split(",") if d.strip()}
        confirmed = raw_user_data.get("email_verified", raw_user_data.get("verified_email", raw_user_data.get("verified", True)))
        name, _, domain = default_user.identifier.rpartition("@")
        if name and confirmed in {True, "true"} and domain.lower() in domains:
            return cl.User(identifier=default_user.identifier, metadata={"role": Role.MENTOR.value, "provider": provider_id})
        return None

    async def role(self, user: Any) -> Role | None:
        """The role that somebody with a valid session has now; None if the account is gone. Looked up every few seconds.

        While the database is away, it is the one that they signed in with.
        """
        known, until = self._roles.get(user.identifier, (None, 0.0))
        if until < self._clock():
            known = await self._role_now(user)
            self._roles[user.identifier] = (known, self._clock() + _ROLE_HOLDS)
        return known

    async def _role_now(self, user: Any) -> Role | None:
        try:
            account = await self.accounts.find(user.identifier)
        except StorageUnreachable:
            return Role(user.metadata["role"]) if user.metadata.get("role") in set(Role) else None
        if account is not None:
            return account.role
        return Role.MENTOR if user.metadata.get("provider") not in {None, "credentials"} else None


def install_sign_in(sign_in: SignIn, settings: Settings) -> None:
    """Tell Chainlit that people sign in, and how."""
    keep_secret(settings.data)
    cl.password_auth_callback(sign_in.by_password)
    if oauth_set_up():
        cl.oauth_callback(sign_in.by_oauth)


class GuardsSignIn:
    """ASGI middleware around POST /login: too many wrong passwords are answered at once, before a password is looked at."""

    def __init__(self, app: ASGIApp, sign_in: SignIn) -> None:
        self._app, self._sign_in = app, sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].rstrip("/").endswith("/login"):
            await self._app(scope, receive, send)
            return
        body = await _body(receive)
        if len(body) > _MOST:
            await JSONResponse({"detail": "Das ist keine Anmeldung."}, status_code=413)(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        name = await _username(scope, body)
        wait = self._sign_in.wait(name, address)
        if wait > 0:
            minutes = int(wait // 60) + 1
            said = f"Zu viele Fehlversuche. Bitte in {minutes} {'Minute' if minutes == 1 else 'Minuten'} noch einmal versuchen."
            await JSONResponse({"detail": said}, status_code=429, headers={"Retry-After": str(int(wait) + 1)})(scope, receive, send)
            return
        try:
            await self._sign_in.accounts.find(name)
        except StorageUnreachable as error:  # else Chainlit would say that the password is wrong
            await JSONResponse({"detail": str(error)}, status_code=503)(scope, receive, send)
            return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                (self._sign_in.succeeded if message["status"] < 400 else self._sign_in.failed)(name, address)  # noqa: PLR2004 - HTTP's errors
            await send(message)

        await self._app(scope, replay, count)


class SafeCookies:
    """ASGI middleware: every cookie is HttpOnly and SameSite=Lax, and Secure where the page came by https (behind a proxy, too).

    Chainlit 2.12 sets Secure on the session cookie only with SameSite=None, and the socket's cookie to SameSite=None.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        secure = scope.get("scheme") in {"https", "wss"}

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(key, _safe_cookie(value, secure) if key.lower() == b"set-cookie" else value) for key, value in message["headers"]]
            await send(message)

        await self._app(scope, receive, safe)


def _safe_cookie(value: bytes, secure: bool) -> bytes:
    parts = [part.strip() for part in value.decode("latin-1").split(";")]
    kept = [part for part in parts if part.partition("=")[0].lower() not in {"samesite", "secure", "httponly"}]
    return "; ".join([*kept, "HttpOnly", "SameSite=Lax", *(["Secure"] if secure else [])]).encode("latin-1")


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body") or len(body) > _MOST:
            return body


async def _username(scope: Scope, body: bytes) -> str:
    """The name in a sign-in form, "" if there is none; the form is read by Starlette, as Chainlit will read it."""
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        return str((await Request(scope, replay).form()).get("username", ""))[:200]
    except (HTTPException, ValueError):
        return ""


def _pair(name: str, address: str) -> str:
    return json.dumps([name.lower(), address])
