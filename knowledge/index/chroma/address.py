"""How a Chroma server is reached: address, token, further headers, certificate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from settings import Settings

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, token
_CONNECT, _REQUEST = 3.0, 10.0  # seconds: a question does not wait longer for a server that hangs


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """A server; what is secret of it is never shown."""

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    certificate: str = ""  # file of the authority that signed the server's

    @classmethod
    def of(cls, settings: Settings) -> ChromaAddress | None:
        """The server that is set; None for a folder.

        Raises:
            SettingsError: a setting of it cannot be.
        """
        if not settings.chroma_url:
            return None
        place = urlsplit(settings.chroma_url)
        if place.scheme not in {"http", "https"} or not place.hostname:
            raise SettingsError("WBM_CHROMA_URL ist keine Adresse. Beispiel: https://chroma.example.org:8000")
        certificate = settings.chroma_certificate
        if certificate is not None and not certificate.is_file():
            raise SettingsError(f"WBM_CHROMA_CERTIFICATE: Die Datei {certificate} gibt es nicht.")
        headers = _headers(settings.chroma_headers.get_secret_value())
        if token := settings.chroma_token.get_secret_value():
            headers["Authorization"] = f"Bearer {token}"
        return cls(settings.chroma_url, headers, str(certificate or ""))

    @property
    def name(self) -> str:
        """The address without anything secret."""
        place = urlsplit(self.url)
        return f"{place.scheme}://{place.hostname}:{self._port}"

    @property
    def _port(self) -> int:
        place = urlsplit(self.url)
        return place.port or (443 if place.scheme == "https" else 8000)

    def client(self) -> Any:
        """A client that has spoken to the server; raises whatever it raises if that does not answer.
        Telemetry is off.
        """
        import chromadb
        import httpx
        from chromadb.config import Settings as ChromaSettings

        place = urlsplit(self.url)
        client: Any = chromadb.HttpClient(
            host=place.hostname or "",
            port=self._port,
            ssl=place.scheme == "https",
            headers=dict(self.headers),
            settings=ChromaSettings(
                anonymized_telemetry=False, chroma_server_ssl_verify=self.certificate or None
            ),
        )
        client._server._session.timeout = httpx.Timeout(_REQUEST, connect=_CONNECT)  # noqa: SLF001 - it has none
        return client


def why_away(error: BaseException) -> str:
    """Why a server cannot be used, in a few words that tell nothing secret."""
    seen: BaseException | None = error
    while seen is not None:
        if "CERTIFICATE_VERIFY_FAILED" in str(seen):
            return "sein Zertifikat ist nicht von der Stelle, die in WBM_CHROMA_CERTIFICATE steht"
        seen = seen.__cause__ or seen.__context__
    return type(error).__name__


def _headers(said: str) -> dict[str, str]:
    """Headers of "Name: value; Name: value"."""
    headers: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in said.split(";"))):
        name, colon, value = part.partition(":")
        if not colon or not _HEADER.fullmatch(name.strip()) or not value.strip().isprintable():
            raise SettingsError(
                "WBM_CHROMA_HEADERS ist unlesbar. Bitte so schreiben: „X-Name: Wert; X-Anderer: Wert“."
            )
        headers[name.strip()] = value.strip()
    return headers
