"""A small OpenAI-compatible server (/v1/chat/completions, whole and streamed) that behaves as
badly as it is told.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One reply: its text, an HTTP status, seconds before it and between streamed words, after how many words
    the line is cut.
    """

    text: str = ""
    status: int = 200
    delay: float = 0.0
    pause: float = 0.0
    cut_after: int | None = None
    raw: str | None = None  # sent as it is instead of JSON
    times: int = 0  # the text is sent so often, each time as a piece of its own and without a space


@dataclass
class ModelServer:
    """Replies in turn, the last one for ever; `asked`: the bodies of the requests."""

    replies: list[Reply]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)

    def next(self) -> Reply:
        return self.replies[min(len(self.asked), len(self.replies)) - 1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/chat/completions"
        self.model.asked.append(body)
        reply = self.model.next()
        time.sleep(reply.delay)
        try:
            if reply.status != 200:
                self._whole(
                    json.dumps({"error": {"message": f"failed on: {body['messages'][-1]['content']}"}}),
                    reply.status,
                )
            elif reply.raw is not None:
                self._whole(reply.raw, 200)
            elif body.get("stream"):
                self._stream(reply)
            else:
                message = {"role": "assistant", "content": reply.text}
                usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
                self._whole(
                    json.dumps(
                        {
                            "id": "1",
                            "object": "chat.completion",
                            "created": 1,
                            "model": "klein",
                            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                            "usage": usage,
                        }
                    ),
                    200,
                )
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client has given up, as some tests want

    def _whole(self, text: str, status: int) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for _ in range(reply.times):
            self._event({"delta": {"role": "assistant", "content": reply.text}, "finish_reason": None})
        words = reply.text.split(" ") if not reply.times else []
        for number, word in enumerate(words):
            if number == reply.cut_after:
                self.wfile.write(b'data: {"id": "1", "choi')
                self.wfile.flush()
                self.connection.close()
                return
            self._event(
                {
                    "delta": {
                        "role": "assistant",
                        "content": word + (" " if number < len(words) - 1 else ""),
                    },
                    "finish_reason": None,
                }
            )
            time.sleep(reply.pause)
        self._event({"delta": {}, "finish_reason": "stop"})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, choice: dict[str, Any]) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "klein",
            "choices": [{"index": 0, **choice}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serving(*replies: Reply) -> Iterator[ModelServer]:
    server = ModelServer(list(replies))
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"model": server}))
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
