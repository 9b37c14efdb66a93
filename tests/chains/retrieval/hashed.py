"""A small second embedding of quite another scale than E5: hashed character trigrams of words, and an
OpenAI-compatible server that gives them.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zlib import crc32

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.german.words import STOP_WORDS

_DIMENSIONS = 512


class HashedTrigrams(Embeddings):
    """Counts of trigrams in 512 buckets; not of unit length, as some services' vectors are not either.
    Unrelated texts have cosines of 0.1 to 0.3, related ones of 0.3 to 0.6.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed_query(self, text: str) -> list[float]:
        """The vector of a text."""
        self.seen.append(text)
        told = [word for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS]
        buckets = [bucket for word in told for bucket in _buckets(word)]
        vector = np.bincount(buckets, minlength=_DIMENSIONS) if buckets else np.zeros(_DIMENSIONS)
        return (np.sqrt(vector) * 3 + 1e-3).tolist()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The same for many."""
        return [self.embed_query(text) for text in texts]


@lru_cache(maxsize=100_000)
def _buckets(word: str) -> tuple[int, ...]:
    padded = f"_{word}_"
    return tuple(crc32(padded[i : i + 3].encode()) % _DIMENSIONS for i in range(len(padded) - 2))


class EmbeddingServer:
    """What was sent, word by word."""

    def __init__(self, url: str) -> None:
        self.url, self.received = url, list[str]()


@contextmanager
def serving_embeddings(host: str = "127.0.0.1") -> Iterator[EmbeddingServer]:
    """A server with POST /v1/embeddings."""
    hashed = HashedTrigrams()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
            opened.received.extend(texts)
            data = [
                {"object": "embedding", "index": i, "embedding": vector}
                for i, vector in enumerate(hashed.embed_documents(texts))
            ]
            body = json.dumps(
                {
                    "object": "list",
                    "data": data,
                    "model": "hashed",
                    "usage": {"prompt_tokens": 0, "total_tokens": 0},
                }
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1" if host == "127.0.0.1" else "", 0), Handler)
    opened = EmbeddingServer(f"http://{host}:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield opened
    finally:
        server.shutdown()
        server.server_close()
