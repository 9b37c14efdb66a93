"""Somebody who speaks to the socket and the routes as no page does."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import requests
import socketio

from tests.chat.conftest import wait_for

PAGE = {"Accept": "text/html"}  # what a browser asks a page with


def page_auth(**other: Any) -> dict[str, Any]:
    """What Chainlit's page says of itself when it connects, with something else in it."""
    return {
        "sessionId": str(uuid.uuid4()),
        "clientType": "webapp",
        "userEnv": "{}",
        "chatProfile": "Beratung",
        "threadId": "",
    } | other


class Socket:
    """A socket that keeps what it hears."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []
        self.http = requests.Session()  # for polling, whose every request has to say where it comes from
        self.line = socketio.Client(reconnection=False, http_session=self.http)
        self.line.on("*", lambda event, *data: self.events.append((event, data[0] if data else None)))

    def connect(
        self,
        address: str,
        auth: Any,
        *,
        origin: str | None = "",
        transport: str = "websocket",
        cookie: str = "",
        browser: str | None = "",
    ) -> bool:
        """Whether it got in; `origin` "" is the server's own, `browser` "" one just given; None is none."""
        known = browser_cookie(address) if browser == "" and "wbm_browser" not in cookie else browser
        cookies = "; ".join(part for part in (cookie, known) if part)
        headers = {"Cookie": cookies} if cookies else {}
        if transport == "polling" and origin is not None:
            self.http.headers["Origin"] = origin or address
        # The WebSocket client names the server's own origin by itself.
        self.line.eio.websocket_extra_options = (
            {"suppress_origin": True} if origin is None else {"origin": origin} if origin else {}
        )
        try:
            self.line.connect(
                address,
                socketio_path="/ws/socket.io",
                auth=auth,
                headers=headers,
                transports=[transport],
                wait_timeout=10,
            )
        except socketio.exceptions.ConnectionError:
            return False
        return True

    def begin(self) -> None:
        """What a page does next: the chat starts."""
        self.line.emit("connection_successful")
        wait_for(lambda: "task_end" in [event for event, _ in self.events])

    def said(self, event: str) -> list[Any]:
        return [data for name, data in self.events if name == event]

    def close(self) -> None:
        self.line.disconnect()


def browser_cookie(address: str) -> str:
    """The cookie that the server gives a browser which opens its page; "" from one that gives none."""
    given = httpx.get(f"{address}/", headers=PAGE).headers.get("set-cookie", "")
    return given.partition(";")[0]


def polled(address: str, auth: Any, cookie: str) -> bool:
    """Whether the socket's first packets get in by polling, said by hand."""
    with httpx.Client(base_url=address, headers={"Origin": address, "Cookie": cookie}, timeout=30) as http:
        line = {"EIO": "4", "transport": "polling"}
        line["sid"] = json.loads(http.get("/ws/socket.io/", params=line).text[1:])["sid"]
        http.post("/ws/socket.io/", params=line, content=f"40{json.dumps(auth)}")
        return http.get("/ws/socket.io/", params=line).text.startswith("40")


def own(address: str) -> httpx.Client:
    """HTTP as a page of that server sends it."""
    return httpx.Client(base_url=address, timeout=30, headers={"Origin": address})
