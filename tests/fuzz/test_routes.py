# ruff: noqa: E501 - lists of attacks read best in rows
"""The running server: whatever path, header and body come, it answers without an error of its own and goes on."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat.client import add_user, serving
from tests.fuzz.mutations import EXAMPLES, fuzzed

pytestmark = [pytest.mark.slow, pytest.mark.thorough, pytest.mark.timeout(900)]
PLACES = [
    "/", "/quellen", "/quellen/stand", "/quellen/datei", "/quellen/lesen", "/quellen/dokument/x", "/bericht", "/datenschutz", "/chats/x/element/y", "/original/lernfg", "/login", "/logout", "/auth/config", "/auth/jwt", "/auth/header", "/auth/oauth/x",
    "/auth/oauth/x/callback", "/user", "/set-session-cookie", "/project/translations", "/project/settings", "/project/threads", "/project/thread/x", "/project/thread/x/element/y",
    "/project/thread", "/project/thread/share", "/project/share/x", "/project/element", "/project/action", "/project/file", "/project/file/x", "/feedback", "/mcp", "/favicon", "/logo",
    "/avatars/x", "/public/wbm.css", "/public/x", "/assets/x", "/copilot", "/ws/socket.io/", "/ws/socket.io/?EIO=4&transport=polling", "/docs", "/openapi.json", "/redoc", "/health",
]  # fmt: skip
SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "..",
            ".",
            "%2e%2e",
            "%00",
            "%ff",
            "..%2f..%2fetc%2fpasswd",
            "x" * 300,
            "%F0%9F%99%82",
            "null",
            "-1",
            "{id}",
            "a%0d%0ab",
            "~",
            "'",
            '"',
            "%25",
            "%C3%28",
            "*",
        ]
    ),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.~%", min_size=1, max_size=12).filter(
        lambda s: "%" not in s
    ),
)
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(["language", "session_id", "id", "EIO", "transport", "sid", "state", "code", "x"]),
        st.one_of(st.text(max_size=20), SEGMENTS),
    ),
    max_size=3,
)
NAMES = st.sampled_from(
    [
        "Cookie",
        "Accept-Language",
        "Content-Type",
        "Range",
        "If-None-Match",
        "If-Modified-Since",
        "X-Forwarded-For",
        "Authorization",
        "Referer",
        "Accept",
        "User-Agent",
    ]
)
VALUES = st.one_of(st.sampled_from(["access_token=x.y.z", "bytes=0-,5-1", "de;q=nan", "multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=x", "Bearer x", "\u00e4", ""]),
                   st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40))  # fmt: skip
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.sampled_from(["threadId", "feedback", "element", "action", "sessionId", "forId", "value", "username", "id", "filter", "pagination", "first", "name", "payload"]), st.text(max_size=8)), inner, max_size=5)),
    max_leaves=12,
)  # fmt: skip
BODIES = st.one_of(
    st.just(b""), st.binary(max_size=300), JSON.map(lambda value: json.dumps(value).encode()),
    st.just(b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../x"\r\n\r\nabc\r\n--x--\r\n'), st.just(b"username=%ff&password=" + b"x" * 200), st.just(b"[" * 5000),
)  # fmt: skip


@pytest.fixture(scope="module", params=["open", "signed in"])
def server(
    request: pytest.FixtureRequest, starter: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Its address and the file of its log."""
    import shutil

    data = Path(shutil.copytree(starter, tmp_path_factory.mktemp("routes") / "data"))
    settings = {}
    if request.param == "signed in":
        settings = {"WBM_SIGN_IN": "1"}
        add_user(data, "erika@example.org", **settings)
    with serving(data, **settings) as (address, process):
        yield address, data.parent / f"server-{urlsplit(address).port}.log"
        assert process.poll() is None, "the server ended"


def is_sound(response: httpx.Response, log: Path, sent: object) -> None:
    assert response.status_code != 500, (sent, response.text[:300])
    assert response.status_code < 600
    assert "Traceback" not in response.text, sent
    assert "site-packages" not in response.text, sent
    written = log.read_text(errors="replace")
    assert "Traceback" not in written, (sent, written[-3000:])


def test_random_requests(server: tuple[str, Path]) -> None:
    address, log = server

    @given(
        st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]), st.sampled_from(PLACES), st.lists(SEGMENTS, max_size=3), QUERIES,
        st.lists(st.tuples(NAMES, VALUES), max_size=3), BODIES,
    )  # fmt: skip
    @fuzzed(EXAMPLES * 3)
    def run(
        method: str,
        place: str,
        more: list[str],
        query: list[tuple[str, str]],
        headers: list[tuple[str, str]],
        body: bytes,
    ) -> None:
        path = "/".join([place.partition("?")[0].rstrip("/"), *more]) or "/"
        own = [(name.encode(), value.strip().encode("latin-1")) for name, value in headers]
        if not any(name == b"Content-Type" for name, _ in own):
            own.append((b"Content-Type", b"application/json"))
        with httpx.Client(timeout=30, trust_env=False) as client:
            try:
                response = client.request(
                    method, f"{address}{path}", params=query or None, headers=own, content=body
                )
            except (httpx.InvalidURL, UnicodeEncodeError, httpx.LocalProtocolError):
                return  # nothing was sent
        is_sound(response, log, (method, path, query, own, body))

    run()


@given(
    st.one_of(
        st.binary(max_size=500),
        st.sampled_from(
            [
                b"GET / HTTP/1.1\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01",
            ]
        ),
    )
)
@fuzzed(50)
def test_bytes_that_are_no_request(server: tuple[str, Path], data: bytes) -> None:
    address, log = server
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        line.sendall(data)
        line.settimeout(0.2)
        with contextlib.suppress(OSError):
            line.recv(4096)
    with httpx.Client(timeout=30, trust_env=False) as client:
        is_sound(client.get(f"{address}/datenschutz"), log, data)
