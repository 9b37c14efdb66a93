"""Connects to public addresses only: a name is resolved once, every address checked, and the connection made
to that address.

Host header and TLS name stay the URL's, since httpcore takes them from the request and not from the
connection; so a name that answers differently the second time (DNS rebinding) gains nothing, and every
written form of an address (decimal, octal, IPv6-mapped) is judged by what it resolves to.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from knowledge.errors import FetchRefused

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to addresses that `is_public` accepts; with `private` to any."""

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address that answers.

        Raises:
            FetchRefused: one of the name's addresses is not public.
            httpcore.ConnectError: the name is unknown or nobody answers.
        """
        addresses = await self._resolve(host, port, timeout)
        failure: Exception = httpcore.ConnectError(f"{host}: keine Adresse")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Never: a source is on the network."""
        del timeout, socket_options
        raise FetchRefused(f"{path}: Verbindungen zu lokalen Sockets sind gesperrt.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, port: int, timeout: float | None) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host}: Namensauflösung dauert zu lange") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host}: Name nicht bekannt") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        refused = [address for address in addresses if not self._private and not is_public(address)]
        if refused:
            raise FetchRefused(
                f"{host} führt zur internen Adresse {refused[0]}. Wenn das gewollt ist, bei der Quelle crawl:"
                " {private: true} setzen."
            )
        return addresses


def is_public(address: str) -> bool:
    """Whether an IP address may be fetched from: global unicast, also where an IPv4 address is
    packed into an IPv6 one.
    """
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        packed = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if packed is None and parsed in _NAT64:
            packed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if packed is not None:
            return is_public(str(packed))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def guarded_transport(*, private: bool) -> httpx.AsyncHTTPTransport:
    """httpx's own transport over a `GuardedBackend`; no proxy from the environment, which would
    resolve names unchecked.
    """
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001 - httpx has no argument for the network backend
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=32,
        max_keepalive_connections=8,
        keepalive_expiry=15.0,
        network_backend=GuardedBackend(private=private),
    )
    return transport
