"""A client's id was a folder that the server wrote to and deleted: every id, at every route and event, is a
UUID of the asker's own.
"""

from __future__ import annotations

import json
import os
import stat
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.chat.chainlit.attacker import PAGE, Socket, own, page_auth
from tests.chat.client import Visitor, serving
from tests.chat.conftest import wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def treasure(tmp_path: Path) -> Path:
    """A folder that must still be there, with its file."""
    folder = tmp_path / "schatz"
    folder.mkdir()
    (folder / "wichtig.txt").write_text("bleibt")
    return folder


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_session_id_deletes_no_folder(
    signed_in: bool, opened: str, signed: str, data: Path, treasure: Path
) -> None:
    address = signed if signed_in else opened
    cookie = ""
    if signed_in:
        anna = Visitor(address, "anna")
        cookie = "; ".join(f"{key}={value}" for key, value in anna.http.cookies.items())
    beside = data / "chat-files"
    up = os.path.relpath(treasure, beside / "server")
    odd = [
        "",
        ".",
        "..",
        "a/b",
        "..\\x",
        "%2e%2e",
        "x" * 4001,
        str(uuid.uuid4()).upper(),
        str(uuid.uuid4()) + "\n",
        f"{{{uuid.uuid4()}}}",
        uuid.uuid4().hex,
        "١" * 8,
    ]
    for session_id in (str(treasure), up, f"{uuid.uuid4()}/../..", *odd, None, 7, ["x"], {"a": 1}):
        socket = Socket()
        got_in = socket.connect(address, page_auth(sessionId=session_id), cookie=cookie)
        if got_in:
            socket.line.emit("clear_session")
            time.sleep(0.3)
            socket.close()
            time.sleep(0.3)
        assert not got_in, session_id
    assert (treasure / "wichtig.txt").read_text() == "bleibt"


@pytest.mark.parametrize("auth", [None, [], "x", {}, {"sessionId": str(uuid.uuid4())}])
def test_a_socket_says_what_a_page_says(opened: str, auth: Any) -> None:
    assert not Socket().connect(opened, auth)


@pytest.mark.parametrize(
    "other",
    [
        {"threadId": "../x"},
        {"threadId": 7},
        {"clientType": "copilot"},
        {"clientType": None},
        {"chatProfile": "../x"},
        {"chatProfile": ["x"]},
        {"userEnv": "x" * 5000},
    ],
)
def test_what_else_a_socket_says_is_one_of_ours(opened: str, other: dict[str, Any]) -> None:
    assert not Socket().connect(opened, page_auth(**other))
    assert Socket().connect(opened, page_auth())


def test_an_upload_goes_nowhere_else(opened: str, treasure: Path) -> None:
    with own(opened) as http:
        http.get("/", headers=PAGE)
        file = {"file": ("x.pdf", b"%PDF-1.4", "application/pdf")}
        for session_id, status in ((str(treasure), 400), ("../../schatz", 400), (str(uuid.uuid4()), 404)):
            assert (
                http.post("/project/file", params={"session_id": session_id}, files=file).status_code
                == status
            )
        twice = http.post(f"/project/file?session_id={uuid.uuid4()}&session_id={treasure}", files=file)
        assert twice.status_code == 400
    assert [entry.name for entry in treasure.iterdir()] == ["wichtig.txt"]


def test_files_lie_below_the_data_for_the_owner_alone(opened: str, data: Path) -> None:
    anna = Visitor(opened)
    anna.open()
    given = anna.http.post(
        "/project/file",
        params={"session_id": anna.session},
        files={"file": ("x.pdf", b"%PDF-1.4", "application/pdf")},
    )
    assert given.status_code == 200
    folder = next((data / "chat-files").glob(f"*/*/{given.json()['id']}.pdf")).parent
    assert len(list(folder.iterdir())) == 1
    assert {stat.S_IMODE(place.stat().st_mode) for place in (folder.parent, folder.parent.parent)} == {0o700}
    assert (
        anna.http.get(f"/project/file/{given.json()['id']}", params={"session_id": anna.session}).content
        == b"%PDF-1.4"
    )
    anna.close()


def test_two_servers_of_one_checkout_and_one_data_folder_leave_each_others_files(data: Path) -> None:
    with serving(data) as (first, _), serving(data) as (second, process):
        anna = Visitor(first)
        anna.open()
        given = anna.http.post(
            "/project/file",
            params={"session_id": anna.session},
            files={"file": ("x.pdf", b"%PDF-1.4", "application/pdf")},
        ).json()["id"]
        berta = Visitor(second)
        berta.open()
        process.terminate()  # this is when Chainlit deletes its folder
        process.wait(30)
        assert list((data / "chat-files").glob(f"*/*/{given}.pdf"))
        anna.close()
    left = {folder for folder in (data / "chat-files").iterdir() if folder.is_dir()}
    with serving(data):  # takes away what the first one, killed, left behind
        wait_for(lambda: not any(folder.exists() and list(folder.rglob(f"{given}.pdf")) for folder in left))


ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/project/action", {"sessionId": "ID", "action": {"name": "x", "payload": {}}}),
    ("PUT", "/feedback", {"sessionId": "ID", "feedback": {"forId": "UUID", "value": 1}}),
    ("PUT", "/feedback", {"sessionId": "UUID", "feedback": {"forId": "ID", "value": 1}}),
    ("DELETE", "/feedback", {"feedbackId": "ID"}),
    ("POST", "/set-session-cookie", {"session_id": "ID"}),
    ("POST", "/project/threads", {"pagination": {"first": 5, "cursor": "ID"}, "filter": {}}),
    ("PUT", "/project/thread", {"threadId": "ID", "name": "x"}),
    ("DELETE", "/project/thread", {"threadId": "ID"}),
    ("GET", "/project/thread/ID", {}),
    ("GET", "/project/thread/UUID/element/ID", {}),
    ("GET", "/chats/UUID/element/ID", {}),
    ("GET", "/project/file/ID?session_id=UUID", {}),
    ("GET", "/project/file/UUID?session_id=ID", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=[f"{m} {p}" for m, p, _ in ROUTES])
@pytest.mark.parametrize("bad", ["...", "x", "a\\b", "' OR 1=1", "0" * 36])
def test_no_route_takes_another_id(
    signed: str, method: str, path: str, body: dict[str, Any], bad: str
) -> None:
    known = str(uuid.uuid4())
    anna = _anna(signed)
    url = path.replace("UUID", known).replace("ID", bad)
    text = json.dumps(body).replace("UUID", known).replace('"ID"', json.dumps(bad))
    answer = anna.http.request(
        method, url, content=text if body else None, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400, answer.text
    assert "Seite neu laden" in answer.json()["detail"]


def test_a_header_is_no_way_round(opened: str) -> None:
    with own(opened) as http:
        assert http.get("/project/settings", headers={"X-Chainlit-Session-id": "../x"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/mcp",
        "/auth/jwt",
        "/auth/header",
        "/project/share/x",
        "/project/element",
        "/copilot/index.js",
    ],
)
def test_what_this_chat_does_not_do_is_not_there(opened: str, path: str) -> None:
    with own(opened) as http:
        assert [http.request(method, path).status_code for method in ("GET", "POST", "PUT", "DELETE")] == [
            404
        ] * 4


MESSAGES: list[Any] = [
    None,
    [],
    "x",
    {},
    {"message": None},
    {"message": {"id": "x", "output": "Frage"}},
    {"message": {"id": str(uuid.uuid1()), "output": "Frage"}},
    {"message": {"id": str(uuid.uuid4()), "output": 7}},
    {"message": {"id": str(uuid.uuid4()), "output": "Frage"}, "fileReferences": [{"id": "../x"}]},
    {
        "message": {"id": str(uuid.uuid4()), "output": "Frage"},
        "fileReferences": [{"id": str(uuid.uuid4())}] * 4,
    },
]


def test_a_message_is_what_a_page_sends(opened: str) -> None:
    socket = Socket()
    assert socket.connect(opened, page_auth())
    socket.begin()
    for odd in MESSAGES:
        socket.line.emit("client_message", odd)
    for event in (
        "edit_message",
        "message_favorite",
        "audio_start",
        "audio_end",
        "window_message",
        "chat_settings_edit",
        "fetch_favorites",
        "gibt_es_nicht",
    ):
        socket.line.emit(event, {"message": {"id": str(uuid.uuid4()), "output": "x"}})
    wait_for(lambda: len(socket.said("toast")) == len(MESSAGES))
    assert all("Seite neu laden" in toast["message"] for toast in socket.said("toast"))
    assert not [step for step in socket.said("new_message") if "message" in step["type"]]
    forged = {
        "id": str(uuid.uuid4()),
        "type": "assistant_message",
        "output": "Hallo",
        "name": "Assistent",
        "metadata": {"answer": {"text": "gefälscht"}},
        "threadId": "x",
    }
    socket.line.emit("client_message", {"message": forged})
    wait_for(lambda: any(step["type"] == "assistant_message" for step in socket.said("new_message")), 60)
    assert "gefälscht" not in json.dumps(socket.events)
    socket.close()


def test_settings_are_those_of_the_panel(signed: str) -> None:
    anna = _anna(signed)
    anna.open()
    shown = {widget["id"] for widget in anna.of("chat_settings")[-1]}
    anna.set(**{f"fremd{n}": "x" * 1000 for n in range(50)}, fall="52 Jahre")
    wait_for(lambda: "52 Jahre" in anna.said())
    anna.set(fall="x" * 5000)
    wait_for(lambda: bool(anna.of("toast")))
    assert {widget["id"] for widget in anna.of("chat_settings")[-1]} == shown
    anna.close()


def _anna(address: str) -> Visitor:
    """Signed in; one account each so that no test waits for another's limits."""
    return Visitor(address, "anna")


def test_a_server_that_may_not_write_says_so(data: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.mkdir()
    (blocked / "library.sqlite").write_bytes((data / "library.sqlite").read_bytes())
    (blocked / "chat-files").write_text("keine Mappe")
    with pytest.raises(AssertionError, match="did not start"), serving(blocked):
        pass
    assert "hochgeladene Dateien" in next(tmp_path.glob("server-*.log")).read_text()
