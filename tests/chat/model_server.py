"""A language model's server that speaks OpenAI's protocol, answers right, and may be slow or
die in the middle.
"""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
_SIZE = "Das gilt für Betriebe mit mindestens 50 und weniger als 500 Beschäftigten [1]."
RIGHT = f"Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]. {_SIZE} {_SIZE} {_SIZE}"


class ModelServer(http.server.ThreadingHTTPServer):
    """A server that can be told to be slow or to die.

    `before`: seconds until the first word · `pause`: seconds between two words from the second
    sentence on · `dies`: the connection breaks there · `broken`: whoever asked has hung up.
    """

    daemon_threads = True
    before = 0.0
    pause = 0.0
    dies = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.broken = threading.Event()

    @property
    def settings(self) -> dict[str, str]:
        """What makes a chat use it."""
        return {
            "WBM_CHAT_MODEL": "openai:test",
            "WBM_CHAT_MODEL_URL": f"http://127.0.0.1:{self.server_address[1]}/v1",
            "WBM_CHAT_MODEL_KEY": "egal",
            "WBM_CHAT_MODEL_TIMEOUT": "60",  # a server that has just started, on a busy machine
            "WBM_CHAT_MODEL_RETRIES": "0",
        }


class _Handler(http.server.BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"  # chunked, as such servers do: a connection that breaks is no end

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        if not asked.get("stream"):  # a follow-up is to be condensed
            self._whole(QUESTION)
            return
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        first, _, rest = RIGHT.partition("[1]. ")
        time.sleep(self.server.before)
        try:
            for word in f"{first}[1].".split(" "):
                self._word(word)
            if self.server.dies:
                self._word("Das")
                self.close_connection = True
                return
            for word in rest.split(" "):
                time.sleep(self.server.pause)
                self._word(word)
            end = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            }
            self._chunk(f"data: {json.dumps(end)}\n\n".encode())
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")
        except OSError:
            self.server.broken.set()

    def _whole(self, text: str) -> None:
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        body = json.dumps(
            {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
        ).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _word(self, word: str) -> None:
        choice = {"index": 0, "delta": {"content": f"{word} "}, "finish_reason": None}
        piece = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m",
            "choices": [choice],
        }
        self._chunk(f"data: {json.dumps(piece)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Runs while the block does."""
    with ModelServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
