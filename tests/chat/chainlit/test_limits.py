"""Nothing comes in without end: bodies, uploads, feedback, messages, settings, looks, sessions; and 200 pages
open in one instant.
"""

from __future__ import annotations

import asyncio
import io
import random
import socket as network
import threading
import time
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
import socketio

from tests.chat.chainlit.attacker import Socket, browser_cookie, page_auth
from tests.chat.client import Visitor, serving
from tests.chat.conftest import wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[tuple[str, int]]:
    """Address and process of a server without sign-in."""
    with serving(data, WBM_UPLOAD_MEGABYTES="2", WBM_QUESTIONS_PER_MINUTE="10") as (address, process):
        yield address, process.pid


def megabytes(pid: int, field: str = "VmRSS") -> float:
    line = next(
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(field)
    )
    return int(line.split()[1]) / 1024


PATHS = [
    "/login",
    "/logout",
    "/set-session-cookie",
    "/project/action",
    "/project/threads",
    "/feedback",
    "/project/file",
    "/",
    "/gibt/es/nicht",
    "/ws/socket.io/",
]


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("path", PATHS)
def test_a_body_without_end_is_not_read(server: tuple[str, int], path: str, chunked: bool) -> None:
    """300 MB are offered; the server answers 413 long before, and takes none of it."""
    address, pid = server
    before, sent = megabytes(pid), 0
    host, port = address.removeprefix("http://").split(":")
    query = f"?session_id={uuid.uuid4()}" if path == "/project/file" else ""
    head = (
        f"POST {path}{query} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {address}\r\nContent-Type:"
        " application/x-www-form-urlencoded\r\n"
    )
    with network.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(
            (
                head
                + ("Transfer-Encoding: chunked\r\n\r\n" if chunked else "Content-Length: 300000000\r\n\r\n")
            ).encode()
        )
        block = b"x" * 65536
        try:
            while chunked and sent < 300_000_000:
                line.sendall(b"10000\r\n" + block + b"\r\n")
                sent += len(block)
        except OSError:
            pass  # the server has hung up
        try:
            answer = line.recv(4096)
        except OSError:
            answer = b""
    assert sent < 20_000_000  # what the system's buffers take
    # where nobody reads the body, the line is just closed
    assert b" 413 " in answer.split(b"\r\n")[0] or chunked
    assert megabytes(pid) < before + 30


def test_a_body_that_stops_half_way_does_not_wait_for_ever() -> None:
    from chat.web.bodies import BodyLimits, LimitsBodies

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    parts = [{"type": "http.request", "body": b"x", "more_body": True}]
    said: list[Any] = []

    async def receive() -> Any:
        if parts:
            return parts.pop()
        return await asyncio.Event().wait()

    async def send(message: Any) -> None:
        said.append(message)

    asyncio.run(
        LimitsBodies(app, BodyLimits(1, 1), pause=0.1)(
            {"type": "http", "method": "POST", "path": "/x", "headers": [(b"transfer-encoding", b"chunked")]},
            receive,
            send,
        )
    )
    assert [message["status"] for message in said if "status" in message] == [408]


def test_uploads_wait_in_a_bounded_room(server: tuple[str, int]) -> None:
    address, _ = server
    page = Visitor(address)
    page.open()
    file = {"file": ("x.pdf", b"%PDF-1.4" + b"x" * 1_900_000, "application/pdf")}
    given = [
        page.http.post("/project/file", params={"session_id": page.session}, files=file) for _ in range(7)
    ]
    assert [answer.status_code for answer in given] == [200] * 5 + [413] * 2
    assert "hochgeladene Dateien" in given[-1].json()["detail"]
    page.close()


def evil() -> bytes:
    """A small DOCX of a great many paragraphs: its XML packs 30 to 1, as honest text may."""
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Anfang")
    document.save(made)
    dice, packed = random.Random(1), io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t>{dice.randrange(10)}</w:t></w:r></w:p>" for _ in range(500_000)).encode()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(
                part.filename,
                (
                    content.replace(b"<w:p>", body + b"<w:p>", 1)
                    if part.filename == "word/document.xml"
                    else content
                ),
            )
    return packed.getvalue()


def test_an_evil_document_costs_the_server_nothing(server: tuple[str, int]) -> None:
    address, pid = server
    page, other = Visitor(address), Visitor(address)
    page.open()
    other.open()
    other.ask("Wie viele Tage Lernurlaub gibt es?")
    before, content = megabytes(pid), evil()
    assert len(content) < 2_000_000
    begun = time.monotonic()
    page.begin(
        "",
        ("angebot.docx", content, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    )
    begun_other = time.monotonic()
    other.ask("Wer zahlt den Lernurlaub?")
    assert time.monotonic() - begun_other < 15  # others are answered meanwhile
    wait_for(lambda: "angebot.docx" in page.said(), 45)
    assert time.monotonic() - begun < 45
    assert megabytes(pid, "VmHWM") < before + 150
    page.close()
    other.close()


def test_feedback_has_a_size_and_a_rate(server: tuple[str, int]) -> None:
    address, _ = server
    page = Visitor(address)
    page.open()
    rating = {"forId": str(uuid.uuid4()), "value": 1, "comment": "x" * 2001}
    answer = page.http.put("/feedback", json={"sessionId": page.session, "feedback": rating})
    assert answer.status_code == 413
    assert "höchstens 2000 Zeichen" in answer.json()["detail"]
    assert (
        page.http.put(
            "/feedback", json={"sessionId": page.session, "feedback": rating | {"comment": "x" * 100_000}}
        ).status_code
        == 413
    )
    page.close()


@pytest.mark.parametrize("what", ["feedback", "action", "upload"])
def test_a_person_comes_to_the_end_of_a_share(signed: str, what: str) -> None:
    anna = Visitor(signed, "anna")
    anna.open()
    ask = {
        "feedback": lambda: anna.http.put(
            "/feedback",
            json={"sessionId": anna.session, "feedback": {"forId": str(uuid.uuid4()), "value": 1}},
        ),
        "action": lambda: anna.http.post(
            "/project/action",
            json={"sessionId": anna.session, "action": {"name": "gibt es nicht", "payload": {}}},
        ),
        "upload": lambda: anna.http.post(
            "/project/file",
            params={"session_id": anna.session},
            files={"file": ("x.pdf", b"%PDF-1.4", "application/pdf")},
        ),
    }[what]
    answers = [ask() for _ in range({"feedback": 35, "action": 125, "upload": 25}[what])]
    assert {answer.status_code for answer in answers[-4:]} == {429}
    assert "noch einmal versuchen" in answers[-1].json()["detail"]
    assert int(answers[-1].headers["retry-after"]) <= 66  # a minute, counted in parts of five seconds
    berta = Visitor(signed, "berta")  # another person is not held up
    berta.open()
    assert (
        berta.http.post("/project/threads", json={"pagination": {"first": 1}, "filter": {}}).status_code
        == 200
    )
    berta.close()
    anna.close()


def test_messages_and_settings_without_end_are_refused(server: tuple[str, int]) -> None:
    page = Socket()
    assert page.connect(server[0], page_auth())
    page.begin()
    for _ in range(60):
        page.line.emit("client_message", {"message": {"id": str(uuid.uuid4()), "output": "Fall: 52 Jahre"}})
        page.line.emit("chat_settings_change", {"register": "kurz"})
    wait_for(lambda: len(page.said("toast")) >= 20 + 30, 60)
    assert "noch einmal versuchen" in page.said("toast")[-1]["message"]
    page.close()


def test_a_frame_too_large_ends_the_line_and_not_the_server(server: tuple[str, int]) -> None:
    address, pid = server
    before = megabytes(pid)
    for size in (700_000, 5_000_000):
        page = Socket()
        assert page.connect(address, page_auth())
        page.line.emit("client_message", {"message": {"id": str(uuid.uuid4()), "output": "x" * size}})
        wait_for(lambda page=page: not page.line.connected)  # type: ignore[misc]
    assert megabytes(pid) < before + 60
    assert httpx.get(f"{address}/health").status_code == 200


def test_a_person_holds_so_many_sessions(signed: str) -> None:
    berta = Visitor(signed, "berta")
    cookie = "; ".join(f"{key}={value}" for key, value in berta.http.cookies.items())
    pages = [Socket() for _ in range(5)]
    assert [page.connect(signed, page_auth(), cookie=cookie) for page in pages] == [True] * 3 + [False] * 2
    pages[0].close()
    time.sleep(0.5)
    assert Socket().connect(signed, page_auth(), cookie=cookie)  # in the place of the one whose page has gone
    for page in pages[1:3]:
        page.close()


def test_an_address_holds_so_many_sessions_and_a_page_that_is_gone_none(data: Path) -> None:
    with serving(data, WBM_SESSIONS_PER_ADDRESS="3") as (address, _):
        pages = [Socket() for _ in range(5)]
        assert [page.connect(address, page_auth()) for page in pages] == [True] * 3 + [False] * 2
        pages[0].close()
        late = Socket()
        wait_for(lambda: late.connect(address, page_auth()))  # in the place of the one whose page has gone
        assert not Socket().connect(address, page_auth())
        for page in (*pages[1:3], late):
            page.close()


def test_two_hundred_pages_open_in_the_same_instant(data: Path) -> None:
    with serving(data) as (address, process):
        start, failed, begun = threading.Barrier(200), [], []
        cookie = browser_cookie(address)

        def page(number: int) -> None:
            line, done = socketio.Client(reconnection=False), threading.Event()
            line.on("task_end", lambda *_: done.set())
            start.wait(60)
            try:
                line.connect(
                    address,
                    socketio_path="/ws/socket.io",
                    auth=page_auth(),
                    headers={"Cookie": cookie},
                    transports=["websocket"],
                    wait_timeout=90,
                )
                line.emit("connection_successful")
                if not done.wait(90):
                    failed.append("no start")
                begun.append(line)
            except socketio.exceptions.ConnectionError as error:
                failed.append(str(error))

        threads = [threading.Thread(target=page, args=(number,)) for number in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert (failed, len(begun)) == ([], 200)
        assert megabytes(process.pid) < 800
        for line in begun:
            line.disconnect()
