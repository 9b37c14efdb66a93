"""People at the chat without a browser: real socket clients, for the measurements of the chat."""

from __future__ import annotations

import re
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import socketio

QUESTIONS = (
    "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?",
    "Und bei 600 Beschäftigten?",
    "Was ist ein Bildungsgutschein?",
    "Eine Kollegin hat keinen Berufsabschluss. Wer bezahlt ihr eine Weiterbildung zum Abschluss?",
    "Wie viel vom Meisterkurs zahlt das Aufstiegs-BAföG?",
    "Kann jemand mit langer Berufserfahrung ohne Lehre zur Abschlussprüfung?",
    "Was sind die Voraussetzungen für Qualifizierungsgeld?",
    "Darf der Betriebsrat bei Bildungsmaßnahmen mitbestimmen?",
    "Auf welcher Folie steht die Förderung nach Betriebsgröße?",
    "Wer zahlt die Kinderbetreuung während eines Kurses?",
)
_IN_LINE = "⏳"  # how what people in line are told begins (chat/answer/turn_line.py)
_DOING = re.compile(r"(?:sucht|liest|schreibt|prüft) [^\n]*…")  # no words of an answer yet


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds until the first words of an answer and until it was whole."""

    first_words: float
    whole: float


class Client:
    """One page that is open; raises TimeoutError for an answer that does not come."""

    def __init__(
        self, address: str, patience: float = 60.0, *, verify: bool = True, comes_back: bool = False
    ) -> None:
        """`verify`: whether the certificate has to be one that is known; `comes_back`: connects again when
        the line was cut, as a page does.
        """
        self._address, self._patience = address, patience
        self._socket = socketio.Client(reconnection=comes_back, request_timeout=patience, ssl_verify=verify)
        self._changed = threading.Condition()
        self._started = self._ended = 0
        self._first: float | None = None
        self._answers = 0
        self.failed = self.last = ""
        self.cuts, self._closing = 0, False  # how often the line was cut
        self.told_to_wait = 0  # messages that say how many are before
        self._http = httpx.Client(
            base_url=address, headers={"Origin": address}, timeout=patience, verify=verify
        )
        self._socket.on("*", self._heard)
        self._socket.on("disconnect", self._was_cut)
        self._socket.on("connect", self._connected)

    def sign_in(self, name: str, password: str) -> None:
        """Raises httpx.HTTPStatusError if the server says no."""
        self._http.post("/login", data={"username": name, "password": password}).raise_for_status()

    @property
    def signed_in(self) -> dict[str, str]:
        """The browser's cookies, for the same person at another time; without the proxy's."""
        return {key: value for key, value in self._http.cookies.items() if key != "wbm_server"}

    def come_as(self, signed_in: dict[str, str]) -> None:
        """Be who signed in before."""
        self._http.cookies.update(signed_in)

    def open(self, profile: str = "Beratung") -> None:
        """Load the page, which gives the browser its cookie, and begin a chat."""
        self._http.get("/", headers={"Accept": "text/html"}).raise_for_status()
        auth = {
            "sessionId": str(uuid.uuid4()),
            "clientType": "webapp",
            "userEnv": "{}",
            "chatProfile": profile,
            "threadId": "",
        }
        self._socket.connect(
            self._address,
            socketio_path="/ws/socket.io",
            auth=auth,
            headers={"Cookie": "; ".join(f"{key}={value}" for key, value in self._http.cookies.items())},
            transports=["websocket"],
            wait_timeout=self._patience,
        )
        self._socket.emit("connection_successful")
        self._wait(lambda: self._started > 0 and self._ended > self._started)

    def close(self) -> None:
        self._closing = True
        self._socket.disconnect()
        self._http.close()

    def ask(self, question: str) -> Wait:
        with self._changed:
            self._first, ended, answers = None, self._ended, self._answers
        begun = time.perf_counter()
        message = {
            "id": str(uuid.uuid4()),
            "name": "User",
            "type": "user_message",
            "output": question,
            "createdAt": datetime.now(UTC).isoformat(),
        }
        self._socket.emit("client_message", {"message": message, "fileReferences": []})
        self._wait(lambda: self._ended > ended and self._answers > answers)
        end = time.perf_counter()
        return Wait((self._first or end) - begun, end - begun)

    def _was_cut(self, *_: Any) -> None:
        self.cuts += not self._closing

    def _connected(self) -> None:
        if self.cuts:
            self._socket.emit("connection_successful")

    def _wait(self, done: Any) -> None:
        with self._changed:
            if not self._changed.wait_for(done, self._patience):
                raise TimeoutError("Die Antwort kam nicht.")

    def _heard(self, event: str, data: Any = None) -> None:
        with self._changed:
            if isinstance(data, dict) and str(data.get("output") or "").startswith(_IN_LINE):
                self.told_to_wait += 1
            if event == "task_start":
                self._started += 1
            elif event == "task_end":
                self._ended += 1
            elif event in {"stream_start", "new_message"} and data.get("type") == "assistant_message":
                words = data["output"].strip()
                if (
                    words
                    and not words.startswith(_IN_LINE)
                    and not _DOING.fullmatch(words)
                    and self._first is None
                ):
                    self._first = time.perf_counter()
                if event == "new_message":
                    self._answers, self.last = self._answers + 1, words
                    self.failed = words if "hat nicht geklappt" in words or "in kurzer Zeit" in words else ""
            elif (
                event == "stream_token"
                and self._first is None
                and not _DOING.fullmatch(data["token"].strip())
            ):
                self._first = time.perf_counter()
            self._changed.notify_all()
