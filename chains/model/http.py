"""The HTTP client of a chat model: a reply has a size, and a model on this machine is reached directly."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx

from knowledge.errors import ModelFailed

LONGEST_REPLY = 4_000_000  # bytes: 24,000 characters in pieces of one letter, each in 160 bytes of JSON


class ReplyTooLong(ModelFailed):
    """The model's server sends without end; what it sent is dropped and not asked for again."""


class _Counted(httpx.SyncByteStream):
    """A body that ends with ReplyTooLong where it becomes too long, before anything joins it."""

    def __init__(self, stream: httpx.SyncByteStream, longest: int) -> None:
        self._stream, self._left = stream, longest

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise ReplyTooLong("Das Sprachmodell antwortet ohne Ende.")
            yield part

    def close(self) -> None:
        """See SyncByteStream."""
        self._stream.close()


class CappedTransport(httpx.BaseTransport):
    """Takes replies of at most `longest` bytes, none of them packed: a packed one could unpack
    to any size.
    """

    def __init__(self, inner: httpx.BaseTransport, longest: int = LONGEST_REPLY) -> None:
        self._inner, self._longest = inner, longest

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See BaseTransport."""
        request.headers["Accept-Encoding"] = "identity"
        response = self._inner.handle_request(request)
        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        if packed or int(response.headers.get("Content-Length") or 0) > self._longest:
            response.close()
            raise ReplyTooLong("Das Sprachmodell antwortet in einer Form, die nicht angenommen wird.")
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - the transport is a synchronous one
        response.stream = _Counted(response.stream, self._longest)
        return response

    def close(self) -> None:
        """See BaseTransport."""
        self._inner.close()


class _Capped(httpx.Client):
    """A client all of whose transports, those to proxies included, are capped."""

    def _init_transport(self, *args: object, **options: object) -> httpx.BaseTransport:
        return CappedTransport(super()._init_transport(*args, **options))  # type: ignore[arg-type]

    def _init_proxy_transport(self, *args: object, **options: object) -> httpx.BaseTransport:
        return CappedTransport(super()._init_proxy_transport(*args, **options))  # type: ignore[arg-type]


def model_client(timeout: float, *, here: bool) -> httpx.Client:
    """The client for a model; `here`: on this machine, so that no proxy of the environment may come between,
    nor a redirect lead away. Elsewhere OPENAI_PROXY goes before the proxies of all programs.
    """
    proxy = None if here else os.environ.get("OPENAI_PROXY") or None
    return _Capped(timeout=timeout, trust_env=not here, follow_redirects=not here, proxy=proxy)
