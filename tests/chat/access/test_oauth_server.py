"""OAuth through a real provider on this machine: who comes in, and who does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import httpx
import pytest

from tests.chat.access.conftest import wbm
from tests.chat.client import PASSWORD, Visitor, add_user, serving

pytestmark = pytest.mark.slow


class Provider(ThreadingHTTPServer):
    """Says of everybody what the test has told it to say."""

    says: dict[str, Any]


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def _send(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        told = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._send({"access_token": f"for {told['code'][0]}"})

    def do_GET(self) -> None:
        self._send(
            self.server.says if self.headers.get("Authorization", "").startswith("Bearer for ") else {}
        )

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def address(data: Path, provider: Provider) -> Iterator[str]:
    add_user(data, "chefin@kammer.example", "editor")
    wbm(data, "users", "add", "otto@x.example", "--oauth", "--role", "evaluator")
    at = f"http://127.0.0.1:{provider.server_port}"
    variables = {
        "CLIENT_ID": "wbm",
        "CLIENT_SECRET": "geheim",
        "AUTH_URL": f"{at}/authorize",
        "TOKEN_URL": f"{at}/token",
        "USER_INFO_URL": f"{at}/userinfo",
        "SCOPES": "openid email",
    }
    with serving(
        data,
        WBM_SIGN_IN="1",
        WBM_OAUTH_DOMAINS="kammer.example",
        **{f"OAUTH_GENERIC_{key}": value for key, value in variables.items()},
    ) as (address, _):
        yield address


def come_in(address: str, provider: Provider, **says: Any) -> Visitor | None:
    """The way of a browser: to the provider and back; None where it is refused."""
    provider.says = says
    visitor = Visitor(address)
    begun = visitor.http.get("/auth/oauth/generic")
    state = parse_qs(urlparse(begun.headers["location"]).query)["state"][0]
    back = visitor.http.get("/auth/oauth/generic/callback", params={"code": "c", "state": state})
    assert back.status_code == 302
    return visitor if "success=True" in back.headers["location"] else None


def name(visitor: Visitor | None) -> tuple[str, str] | None:
    if visitor is None:
        return None
    told = visitor.http.get("/user").json()
    return told["display_name"], told["metadata"]["role"]


def test_a_password_account_is_not_taken_over(address: str, provider: Provider) -> None:
    for says in (
        {"sub": "1", "email": "chefin@kammer.example", "email_verified": True},
        {"sub": "1", "email": "CHEFIN@kammer.example", "email_verified": False},
        {"sub": "1", "email": "chefin@kammer.example"},
    ):
        assert come_in(address, provider, **says) is None, says
    assert Visitor(address).sign_in("chefin@kammer.example", PASSWORD).status_code == 200


def test_an_account_is_bound_to_who_first_comes_in_with_its_verified_address(
    address: str, provider: Provider
) -> None:
    assert come_in(address, provider, sub="9", email="otto@x.example", email_verified=False) is None
    assert come_in(address, provider, sub="9", email="otto@x.example") is None
    first = come_in(address, provider, sub="2", email="Otto@X.example", email_verified=True)
    assert name(first) == ("otto@x.example", "evaluator")
    assert come_in(address, provider, sub="3", email="otto@x.example", email_verified=True) is None
    assert name(come_in(address, provider, sub="2", email="otto@x.example", email_verified=True)) == (
        "otto@x.example",
        "evaluator",
    )
    assert Visitor(address).sign_in("otto@x.example", "").status_code in {401, 422}


def test_a_domain_lets_in_until_the_operator_says_otherwise(
    address: str, provider: Provider, data: Path
) -> None:
    says = {"sub": "4", "email": "ida@kammer.example", "email_verified": True}
    ida = come_in(address, provider, **says)
    assert name(ida) == ("ida@kammer.example", "mentor")
    assert ida
    assert ida.chats() == []
    assert come_in(address, provider, sub="5", email="x@nichtkammer.example", email_verified=True) is None
    assert "ida@kammer.example" in wbm(data, "users", "list")
    wbm(data, "users", "remove", "ida@kammer.example")
    assert ida.http.get("/user").status_code == 401
    assert come_in(address, provider, **says) is None
    wbm(data, "users", "add", "ida@kammer.example", "--oauth")
    assert name(come_in(address, provider, **says)) == ("ida@kammer.example", "mentor")


def test_somebody_elses_state_is_refused(address: str, provider: Provider) -> None:
    provider.says = {"sub": "4", "email": "ida@kammer.example", "email_verified": True}
    back = httpx.get(f"{address}/auth/oauth/generic/callback", params={"code": "c", "state": "fremd"})
    assert "error" in back.headers["location"]
