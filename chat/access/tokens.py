"""Chainlit's tokens as they come in: where a request carries one, and which session it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

_FILES = ("/assets/", "/public/", "/avatars/")  # the same for everybody


def token_in(cookies: Mapping[str, str]) -> str | None:
    """The token in a request's cookies, whole or in pieces, as Chainlit finds it."""
    from chainlit.auth import get_token_from_cookies

    return get_token_from_cookies(dict(cookies)) or None


def session_of(token: str | None) -> str:
    """The session that a token of ours names; "" for any other, one that was changed, and one of a version
    before sessions.
    """
    import jwt
    from chainlit.auth.jwt import decode_jwt, get_jwt_secret

    if not token or not get_jwt_secret():
        return ""
    try:
        named = decode_jwt(token).metadata.get("session")
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, AttributeError):
        return ""
    return named if isinstance(named, str) else ""


class Credentials:
    """What a request brings to be known by: a token in its cookies, one as "Bearer", and the
    rest of its cookies.

    Read once, as Chainlit reads it, and written anew for Chainlit: two readers of one header
    could see two things.
    """

    def __init__(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        pieces = [piece for line in headers.getlist("cookie") for piece in line.split(";")]
        cookies = cookie_parser(";".join(pieces))
        self._scope, self.cookie = scope, token_in(cookies)
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        self.bearer = bearer.strip() if scheme.lower() == "bearer" else None
        # as they came: unquoted, a piece could become two
        self._rest = [piece.strip() for piece in pieces if not _is_token(piece)]

    @property
    def needed(self) -> bool:
        """Whether the request is for something that differs between people; files of the page do not."""
        return not (self._scope["type"] == "http" and str(self._scope["path"]).startswith(_FILES))

    def scope(self, *, cookie: bool, bearer: bool) -> Scope:
        """The request with only the tokens that are in force; the names under which a browser keeps ended
        ones stay out.
        """
        kept = [*self._rest, *([f"{_name()}={self.cookie}"] if cookie and self.cookie else [])]
        dropped = {b"cookie"} if bearer else {b"cookie", b"authorization"}
        headers = [(key, value) for key, value in self._scope["headers"] if key.lower() not in dropped]
        if kept:
            headers.append((b"cookie", "; ".join(kept).encode("latin-1")))
        return {**self._scope, "headers": headers}


def _name() -> str:
    from chainlit.auth.cookie import _auth_cookie_name

    return str(_auth_cookie_name)


def _is_token(piece: str) -> bool:
    return piece.partition("=")[0].strip().startswith(_name())
