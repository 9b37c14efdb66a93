"""Fetches a law's XML from the web: a ZIP with one XML file, or the XML itself. Size, time and content are limited."""

from __future__ import annotations

import io
import zipfile

import httpx

from knowledge.errors import FetchFailed, UnreadableSource

_AGENT = "WBM-Assistent/0.1 (Weiterbildungsmentoring NRW)"


def fetch_xml(url: str, *, timeout: float, limit: int) -> bytes:
    """The XML behind a URL, unpacked; `timeout` in seconds for each step of the request, `limit` in bytes, packed and unpacked.

    Raises:
        FetchFailed: no connection, an HTTP error, or too slow.
        UnreadableSource: too large, or a ZIP without exactly one XML file.
    """
    try:
        data = _get(url, timeout, limit)
    except httpx.HTTPStatusError as error:
        raise FetchFailed(f"{url}: Der Server antwortet mit {error.response.status_code}. Bitte Adresse prüfen oder später wiederholen.") from error
    except httpx.HTTPError as error:
        raise FetchFailed(f"{url}: Nicht erreichbar ({type(error).__name__}: {error}). Bitte Netz prüfen und später wiederholen.") from error
    return _unpack(data, url, limit) if data[:4] == b"PK\x03\x04" else data


def _get(url: str, timeout: float, limit: int) -> bytes:
    with httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=5, headers={"User-Agent": _AGENT}) as client, client.stream("GET", url) as response:
        response.raise_for_status()
        data = bytearray()
        for part in response.iter_bytes():
            data += part
            if len(data) > limit:
                raise UnreadableSource(f"{url}: Die Antwort ist größer als {limit} Bytes (WBM_FETCH_LIMIT) und wird nicht gelesen.")
        return bytes(data)


def _unpack(data: bytes, url: str, limit: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
            if len(files) != 1:
                raise UnreadableSource(f"{url}: Im ZIP liegen {len(files)} XML-Dateien, erwartet wird eine.")
            if files[0].file_size > limit:
                raise UnreadableSource(f"{url}: Die XML-Datei im ZIP ist größer als {limit} Bytes (WBM_FETCH_LIMIT).")
            with archive.open(files[0]) as packed:
                content = packed.read(limit + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise UnreadableSource(f"{url}: Das ZIP ist beschädigt ({error}).") from error
    if len(content) > limit:
        raise UnreadableSource(f"{url}: Die XML-Datei im ZIP ist größer als {limit} Bytes (WBM_FETCH_LIMIT).")
    return content
