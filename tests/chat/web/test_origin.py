"""Pages of other places change nothing here and open no socket, whether people sign in or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from knowledge.index.embedding import E5Embeddings
from tests.chat.chainlit.attacker import Socket, page_auth
from tests.chat.client import PASSWORD, Visitor, add_user, serving
from tests.conftest import LAW, settings_for, sync

pytestmark = pytest.mark.slow
PUBLIC, MORE = "https://chat.example.org", "https://intern.example.org"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    folder = tmp_path_factory.mktemp("origin") / "data"
    sync(folder, LAW, model=embedding)
    add_user(folder, "anna")
    return folder


@pytest.fixture(scope="module")
def opened(data: Path) -> Iterator[str]:
    with serving(data) as (address, _):
        yield address


@pytest.fixture(scope="module")
def signed(data: Path) -> Iterator[str]:
    with serving(data, WBM_SIGN_IN="1") as (address, _):
        yield address


@pytest.fixture(scope="module")
def public(data: Path) -> Iterator[str]:
    with serving(data, WBM_SIGN_IN="1", WBM_PUBLIC_ADDRESS=PUBLIC, WBM_ORIGINS=f"{MORE}, ") as (address, _):
        yield address


def foreign(address: str) -> list[str]:
    """Origins that are not this server's, close ones first."""
    port = address.rpartition(":")[2]
    return [
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        f"https://127.0.0.1:{port}x",
        f"http://localhost:{port}",
        f"http://127.0.0.1.evil.example:{port}",
        "null",
        "file://",
        f"http://evil.example:{port}",
        f"http://127.0.0.1:{port}@evil.example",
        f"http://evil.example/?{address}",
        "chrome-extension://abc",
        f"{address} http://evil.example",
    ]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize("where", ["opened", "signed"])
def test_the_socket_opens_to_own_pages_alone(
    where: str, transport: str, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(where)
    cookie = (
        "; ".join(f"{k}={v}" for k, v in Visitor(address, "anna").http.cookies.items())
        if where == "signed"
        else ""
    )
    own = Socket()
    assert own.connect(address, page_auth(), transport=transport, cookie=cookie)
    own.close()
    for origin in [*foreign(address), None]:
        assert not Socket().connect(
            address, page_auth(), origin=origin, transport=transport, cookie=cookie
        ), origin


def test_a_foreign_handshake_is_refused_before_the_socket_is_there(opened: str) -> None:
    ask = {"EIO": "4", "transport": "polling"}
    with httpx.Client(base_url=opened) as http:
        assert http.get("/ws/socket.io/", params=ask, headers={"Origin": "null"}).status_code == 403
        assert http.get("/ws/socket.io/", params=ask).status_code == 403
        assert (
            http.get("/ws/socket.io/", params=ask, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
        )
        # a browser's own page, by polling
        assert (
            http.get("/ws/socket.io/", params=ask, headers={"Sec-Fetch-Site": "same-origin"}).status_code
            == 200
        )
        # a browser without Fetch Metadata
        assert http.get("/ws/socket.io/", params=ask, headers={"Referer": f"{opened}/"}).status_code == 200


CHANGES = [
    ("POST", "/login"),
    ("POST", "/logout"),
    ("POST", "/set-session-cookie"),
    ("POST", "/project/file"),
    ("POST", "/project/action"),
    ("PUT", "/feedback"),
    ("DELETE", "/feedback"),
    ("POST", "/project/threads"),
    ("PUT", "/project/thread"),
    ("DELETE", "/project/thread"),
    ("PATCH", "/"),
]


@pytest.mark.parametrize(("method", "path"), CHANGES, ids=[" ".join(change) for change in CHANGES])
def test_no_change_comes_from_elsewhere(signed: str, method: str, path: str) -> None:
    anna = Visitor(signed, "anna")
    cookies = "; ".join(f"{k}={v}" for k, v in anna.http.cookies.items())
    with httpx.Client(base_url=signed, headers={"Cookie": cookies}) as http:
        for headers in (
            {},
            *({"Origin": origin} for origin in foreign(signed)),
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
        ):
            refused = http.request(
                method,
                path,
                headers=headers,
                data={"username": "anna", "password": PASSWORD} if path == "/login" else None,
            )
            assert refused.status_code == 403, headers
            assert "set-cookie" not in refused.headers
            assert "eigenen Adresse" in refused.json()["detail"]


def test_no_other_page_may_read_answers(signed: str) -> None:
    for origin in ("http://localhost:8000", "http://127.0.0.1:8000", "null", "https://evil.example"):
        asked = httpx.options(
            f"{signed}/project/threads", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )
        read = httpx.get(f"{signed}/project/settings", headers={"Origin": origin})
        assert "access-control-allow-origin" not in asked.headers.keys() | read.headers.keys()


def test_every_answer_says_how_to_treat_it(signed: str) -> None:
    for path in (
        "/",
        "/login",
        "/datenschutz",
        "/public/wbm.css",
        "/project/file/x",
        "/gibt/es/nicht",
        "/ws/socket.io/",
    ):
        headers = httpx.get(signed + path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
        assert headers.get("server", "") == ""


def test_behind_a_proxy_the_public_address_counts(public: str) -> None:
    port = public.rpartition(":")[2]
    form = {"username": "anna", "password": PASSWORD}
    inside = {"Host": "chat.example.org"}  # as a proxy passes it on, by http
    for origin, status in (
        (PUBLIC, 200),
        (MORE, 200),
        ("http://chat.example.org", 403),
        (f"{PUBLIC}:8443", 403),
        (f"http://127.0.0.1:{port}", 403),
        ("null", 403),
    ):
        answer = httpx.post(f"{public}/login", data=form, headers=inside | {"Origin": origin})
        assert answer.status_code == status, origin
        if status == 200:
            assert {"HttpOnly", "SameSite=Lax", "Secure"} <= {
                part.strip() for part in answer.headers["set-cookie"].split(";")
            }
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            cookie = answer.headers["set-cookie"].split(";")[0]
            socket = Socket()
            assert socket.connect(public, page_auth(), origin=origin, cookie=cookie)
            socket.close()


def test_an_address_that_is_none_is_said_at_once(data: Path) -> None:
    with (
        pytest.raises(AssertionError, match="did not start"),
        serving(data, WBM_PUBLIC_ADDRESS="chat.example.org"),
    ):
        pass
    assert (
        "WBM_PUBLIC_ADDRESS"
        in max(data.parent.glob("server-*.log"), key=lambda log: log.stat().st_mtime).read_text()
    )
    assert settings_for(data).public_address == ""
