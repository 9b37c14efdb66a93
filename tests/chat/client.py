"""The chat page without a browser: signs in over HTTP, talks over the socket, as Chainlit's own page does."""

from __future__ import annotations

import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import socketio

from tests.chat.conftest import wait_for
from tests.environment import clean_environment

PASSWORD = "ein langer Satz als Passwort"


@contextmanager
def serving(data: Path, *, port: int = 0, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The real server in a process of its own, at a free port if none is given; gives its
    address and the process.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = port or free.getsockname()[1]
    clean = clean_environment()
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port)]
    log = (data.parent / f"server-{port}.log").open("a")  # what a failed test is looked up in
    with (
        log,
        subprocess.Popen(
            command, env=clean | {"WBM_DATA": str(data)} | settings, stdout=log, stderr=log
        ) as process,
    ):
        try:
            wait_for(lambda: _answers(port) or process.poll() is not None, 90)
            assert process.poll() is None, "the server did not start"
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def add_user(data: Path, name: str, role: str = "mentor", **settings: str) -> None:
    """As somebody types it: the password is asked twice."""
    environment = clean_environment() | {"WBM_DATA": str(data)} | settings
    command = [sys.executable, "-m", "cli", "users", "add", name, "--role", role]
    done = subprocess.run(
        command,
        env=environment,
        input=f"{PASSWORD}\n{PASSWORD}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


class Visitor:
    """One person with one page open."""

    def __init__(self, address: str, name: str = "") -> None:
        self.address = address
        self.http = httpx.Client(base_url=address, timeout=30, headers={"Origin": address})
        self.session, self.thread = str(uuid.uuid4()), ""
        self.events: list[tuple[str, Any]] = []
        self._socket: socketio.Client | None = None
        self.http.get("/", headers={"Accept": "text/html"})  # which gives the browser its cookie
        if name:
            assert self.sign_in(name, PASSWORD).status_code == 200

    def sign_in(self, name: str, password: str) -> httpx.Response:
        return self.http.post("/login", data={"username": name, "password": password})

    def open(self, thread: str = "", profile: str = "Beratung") -> None:
        """Open the page, or a stored chat."""
        self.session = str(uuid.uuid4())
        self._connect(thread, profile)
        self.thread = thread
        wait_for(
            lambda: (
                bool(self.of("resume_thread") or self.of("resume_thread_error")) if thread else self._idle(0)
            )
        )

    def hurry(self, thread: str = "", *, begin: bool = True) -> None:
        """Open the page and do not wait until the chat has begun or is there again; without `begin` the page
        has not yet said that it is connected.
        """
        self.session = str(uuid.uuid4())
        self._connect(thread, "Beratung", begin=begin)

    def come_back(self) -> None:
        """The same page after its line was cut."""
        self._connect(self.thread, "Beratung")

    def cut(self) -> None:
        """Cut the line, as a tunnel does; the page stays open."""
        assert self._socket is not None
        self._socket.disconnect()

    def _connect(self, thread: str, profile: str, *, begin: bool = True) -> None:
        self._socket = socketio.Client(reconnection=False)
        self._socket.on("*", lambda event, *data: self.events.append((event, data[0] if data else None)))
        cookies = "; ".join(f"{key}={value}" for key, value in self.http.cookies.items())
        auth = {
            "sessionId": self.session,
            "clientType": "webapp",
            "userEnv": "{}",
            "chatProfile": profile,
            "threadId": thread,
        }
        self._socket.connect(
            self.address,
            socketio_path="/ws/socket.io",
            auth=auth,
            headers={"Cookie": cookies} if cookies else {},
            transports=["websocket"],
        )
        if begin:
            self._socket.emit("connection_successful")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.disconnect()
        self.http.close()

    def ask(self, text: str, *files: tuple[str, bytes, str]) -> dict[str, Any]:
        """Ask, wait for the end; the last message that came."""
        begun = self.begin(text, *files)
        wait_for(lambda: self._idle(begun) and bool(self._messages(begun)), 60)
        first = [data for event, data in self.events if event == "first_interaction"]
        self.thread = self.thread or (first[-1]["thread_id"] if first else "")
        found: dict[str, Any] = self._messages(begun)[-1]
        return found

    def stop(self) -> None:
        """The stop button."""
        assert self._socket is not None
        self._socket.emit("stop")

    def set(self, **values: Any) -> None:
        """Confirm the settings panel with these values."""
        assert self._socket is not None
        self._socket.emit("chat_settings_change", values)

    def button(self, name: str) -> dict[str, Any]:
        """The latest button of that name."""
        wait_for(lambda: any(a["name"] == name for a in self.of("action")))
        return [a for a in self.of("action") if a["name"] == name][-1]  # type: ignore[no-any-return]

    def begin(self, text: str, *files: tuple[str, bytes, str]) -> int:
        """Ask and do not wait; how many events came before."""
        references = [
            {
                "id": self.http.post(
                    "/project/file", params={"session_id": self.session}, files={"file": file}
                ).json()["id"]
            }
            for file in files
        ]
        begun = len(self.events)
        message = {
            "id": str(uuid.uuid4()),
            "name": "User",
            "type": "user_message",
            "output": text,
            "createdAt": datetime.now(UTC).isoformat(),
        }
        assert self._socket is not None
        self._socket.emit("client_message", {"message": message, "fileReferences": references})
        return begun

    def _idle(self, begin: int) -> bool:
        """A task that began since then has ended; the chat's start is one, too."""
        tasks = [event for event, _ in self.events[begin:] if event in {"task_start", "task_end"}]
        return "task_start" in tasks and tasks[-1] == "task_end"

    def said(self) -> str:
        return "\n".join(m["output"] for m in self._messages(0))

    def of(self, event: str) -> list[Any]:
        return [data for name, data in self.events if name == event]

    def _messages(self, begin: int) -> list[dict[str, Any]]:
        return [d for e, d in self.events[begin:] if e == "new_message" and d["type"] == "assistant_message"]

    def press(self, action: dict[str, Any]) -> None:
        answer = self.http.post("/project/action", json={"action": action, "sessionId": self.session})
        assert answer.status_code == 200, answer.text

    def pressed(self, action: dict[str, Any]) -> str:
        """Press a button and wait for the message it brings; its text."""
        begun = len(self.events)
        self.press(action)
        wait_for(lambda: bool(self._messages(begun)))
        return str(self._messages(begun)[-1]["output"])

    def chats(self, search: str | None = None) -> list[dict[str, Any]]:
        answer = self.http.post(
            "/project/threads", json={"pagination": {"first": 20}, "filter": {"search": search}}
        )
        assert answer.status_code == 200, answer.text
        data: list[dict[str, Any]] = answer.json()["data"]
        return data
