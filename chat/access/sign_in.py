"""Sign-in: off on this machine's own address, required on any other. Passwords or OAuth; Chainlit does
cookies and tokens, we sessions.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import chainlit as cl
from starlette.exceptions import HTTPException

from chat.access.accounts import Account, Accounts
from chat.access.listening import keep_secret, oauth_set_up
from chat.access.oauth import proved
from chat.access.requester import requester_address
from chat.access.sessions import Person, Sessions
from chat.access.shared_attempts import SharedAttempts
from chat.access.tokens import session_of, token_in
from chat.database.connection import ChatDatabase
from knowledge.errors import SignInBusy, StorageUnreachable

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from settings import Settings

_log = logging.getLogger("wbm.chat")
# sign-ins that use the database and hash at once, so that a rush neither empties the pool of connections nor
# starves the chats
_AT_ONCE = 6
_WAITING = 200  # that wait for it: a whole seminar; who waits takes hardly any memory
_RUSH = "Gerade melden sich sehr viele gleichzeitig an. Bitte in einer Minute noch einmal versuchen."
_AWAY = (
    "Die Anmeldung geht gerade nicht, weil die Datenbank nicht erreichbar ist. Bitte in ein paar Minuten noch"
    " einmal versuchen."
)


class SignIn:
    """Checks who signs in, slows down who guesses, and knows who a token belongs to now."""

    def __init__(
        self, database: ChatDatabase, settings: Settings, attempts: SharedAttempts | None = None
    ) -> None:
        self.accounts, self.sessions = Accounts(database), Sessions(database, settings.session_hours)
        self.attempts = attempts or SharedAttempts()
        self._line, self._waiting = asyncio.Semaphore(_AT_ONCE), 0
        self._domains = {d.strip().lower() for d in settings.oauth_domains.split(",") if d.strip()}

    async def by_password(self, username: str, password: str) -> cl.User | None:
        """Chainlit's password callback.

        Raises:
            HTTPException: 429 too many wrong passwords, 503 the database is away or too many sign in; German,
                for the page.
        """
        attempt = await self.attempts.begin(username, requester_address())
        if isinstance(attempt, float):
            minutes = int(attempt // 60) + 1
            said = (
                f"Zu viele Fehlversuche. Bitte in {minutes} {'Minute' if minutes == 1 else 'Minuten'} noch"
                " einmal versuchen."
            )
            raise HTTPException(429, said, {"Retry-After": str(int(attempt) + 1)})
        if attempt.slow:
            await asyncio.sleep(attempt.slow)
        try:
            user = await self._in_line(username, password)
        except StorageUnreachable as error:  # else Chainlit would say that the password is wrong
            await self.attempts.not_looked_at(attempt)
            raise HTTPException(503, _AWAY) from error
        except SignInBusy as error:
            await self.attempts.not_looked_at(attempt)
            raise HTTPException(503, str(error), {"Retry-After": "60"}) from error
        if user is not None:
            await self.attempts.right(attempt)
        return user

    async def _in_line(self, username: str, password: str) -> cl.User | None:
        """Compare a password when it is its turn; raises SignInBusy, StorageUnreachable."""
        if self._waiting >= _WAITING + _AT_ONCE:
            raise SignInBusy(_RUSH)
        self._waiting += 1
        try:
            async with self._line:
                account = await self.accounts.verify(username, password)
                return await self._user(account, "credentials") if account else None
        finally:
            self._waiting -= 1

    async def by_oauth(
        self,
        provider_id: str,
        token: str,  # noqa: ARG002 - Chainlit's signature
        raw_user_data: dict[str, Any],
        default_user: cl.User,  # noqa: ARG002 - Chainlit's signature
        id_token: str | None = None,  # noqa: ARG002 - Chainlit's signature
    ) -> cl.User | None:
        """Chainlit's OAuth callback: who has an account made for it, or an address of an allowed domain; each
        with an address that is proved.
        """
        identity = proved(provider_id, raw_user_data)
        if identity is None:
            _log.warning("OAuth sign-in refused: %s does not say that the address is verified", provider_id)
            return None
        account = await self.accounts.by_identity(identity, self._domains)
        if account is None:
            _log.warning("OAuth sign-in refused: no account for this identity at %s", provider_id)
            return None
        return await self._user(account, provider_id)

    async def signed_out(self, request: Request, response: Response) -> dict[str, bool]:  # noqa: ARG002 - Chainlit's signature
        """Chainlit's logout callback: the session is over at once, and for good as soon as the
        database has it.
        """
        if session := session_of(token_in(request.cookies)):
            try:
                await self.sessions.end(session)
            except StorageUnreachable:
                _log.warning("a session was ended here; the chats database is away and will be told later")
        return {"success": True}

    async def person(self, token: str | None) -> Person | None:
        """Who a token belongs to now; None for one that is not ours or whose session has ended."""
        session = session_of(token)
        return await self.sessions.person(session) if session else None

    async def _user(self, account: Account, provider: str) -> cl.User:
        session = await self.sessions.open(account, provider)
        return cl.User(
            identifier=account.id,
            display_name=account.name,
            metadata={"role": account.role.value, "provider": provider, "session": session},
        )


def install_sign_in(sign_in: SignIn, settings: Settings) -> None:
    """Tell Chainlit that people sign in, and how.

    The callbacks are put into its configuration as they are: its decorators would swallow what they raise
    (429 and 503).
    """
    from chainlit.config import config

    keep_secret(settings.data)
    config.project.user_session_timeout = min(
        config.project.user_session_timeout, int(settings.session_hours * 3600)
    )
    config.code.password_auth_callback = sign_in.by_password
    config.code.on_logout = sign_in.signed_out
    if oauth_set_up():
        config.code.oauth_callback = sign_in.by_oauth


class SafeCookies:
    """ASGI middleware: every cookie is HttpOnly and SameSite=Lax, and Secure where the page came by https
    (behind a proxy, too).

    Chainlit 2.12 sets Secure on the session cookie only with SameSite=None, and the socket's cookie to
    SameSite=None.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        secure = scope.get("scheme") in {"https", "wss"}

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (key, _safe_cookie(value, secure) if key.lower() == b"set-cookie" else value)
                    for key, value in message["headers"]
                ]
            await send(message)

        await self._app(scope, receive, safe)


def _safe_cookie(value: bytes, secure: bool) -> bytes:
    parts = [part.strip() for part in value.decode("latin-1").split(";")]
    kept = [
        part for part in parts if part.partition("=")[0].lower() not in {"samesite", "secure", "httponly"}
    ]
    return "; ".join([*kept, "HttpOnly", "SameSite=Lax", *(["Secure"] if secure else [])]).encode("latin-1")
