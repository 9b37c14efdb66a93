"""Reads a response's body with a limit that also holds after decompression."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from knowledge.errors import FetchFailed

ACCEPT_ENCODING = "gzip, deflate"  # no br or zstd: their decoders give out a bomb's gigabytes in one piece
_STEP = 262_144


async def read_body(parts: AsyncIterator[bytes], encoding: str, url: str, limit: int) -> bytes:
    """The decoded body of at most `limit` bytes; memory stays near the limit whatever is sent.

    Raises:
        FetchFailed: too large (packed or unpacked), broken compression, or an encoding that was
            not asked for.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return await _plain(parts, url, limit)
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise FetchFailed(
            f"{url}: Der Server packt die Antwort mit „{encoding[:60]}“, angefragt war {ACCEPT_ENCODING}."
        )
    return await _unpacked(parts, name, url, limit)


async def _plain(parts: AsyncIterator[bytes], url: str, limit: int) -> bytes:
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > limit:
            raise _too_large(url, limit)
    return bytes(body)


async def _unpacked(parts: AsyncIterator[bytes], name: str, url: str, limit: int) -> bytes:
    body = bytearray()
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 32 if name != "deflate" else zlib.MAX_WBITS)
    begun = False
    async for part in parts:
        rest = part
        while rest and not inflater.eof:
            try:
                piece = inflater.decompress(rest, _STEP)
            except zlib.error as error:
                # some servers send "deflate" without its zlib frame (RFC 9110 § 8.4.1.2)
                if name == "deflate" and not begun:
                    inflater, begun = zlib.decompressobj(-zlib.MAX_WBITS), True
                    continue
                raise FetchFailed(f"{url}: Die gepackte Antwort ist beschädigt ({error}).") from error
            begun = True
            body += piece
            if len(body) > limit:
                raise _too_large(url, limit)
            rest = inflater.unconsumed_tail
    while not inflater.eof and (piece := inflater.decompress(b"", _STEP)):  # what zlib still held back
        body += piece
        if len(body) > limit:
            raise _too_large(url, limit)
    if begun and not inflater.eof:
        raise FetchFailed(f"{url}: Die gepackte Antwort bricht ab.")
    return bytes(body)


def _too_large(url: str, limit: int) -> FetchFailed:
    return FetchFailed(
        f"{url}: Die Antwort ist größer als {limit} Bytes (WBM_FETCH_LIMIT oder crawl.page_bytes) und wird"
        " nicht gelesen."
    )
