"""What a storage is asked for, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from ingest.crawl.logins import Login
from ingest.files import LeftOut
from knowledge.errors import FetchFailed

_ASCII_CONTROLS = 32


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a storage: its path below the source's location, its address, and what changes with its
    content ("" where the storage says nothing of it).
    """

    name: str
    url: str
    version: str


class Storage(Protocol):
    """A folder with all that lies below it."""

    def files(self) -> Iterator[RemoteFile | LeftOut]:
        """Its files as they are found, and what is no file of it.

        Raises:
            FetchFailed: the listing is not to be had, or not to be understood.
        """

    def fetch(self, file: RemoteFile) -> bytes:
        """A file's bytes.

        Raises:
            FetchFailed: not to be had, too large, too slow, broken off.
        """


def why_not_within(name: str) -> str:
    """Why a path that a server names is none below its folder, in German; "" if it is one."""
    if any(ord(letter) < _ASCII_CONTROLS for letter in name):
        return "ein Name mit Steuerzeichen"
    parts = name.replace("\\", "/").split("/")
    return "ein Pfad, der aus dem Ordner hinausführt" if {"", ".", ".."} & set(parts) else ""


def refused(address: str, status: int, source_id: str, login: Login | None) -> FetchFailed:
    """What a status that is no answer means to the editor."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        what = (
            "Die Zugangsdaten werden abgelehnt oder reichen nicht"
            if login
            else "Der Server verlangt Zugangsdaten"
        )
        return FetchFailed(
            f"{address}: {what} ({status}). Bitte den Eintrag „{source_id}“ in WBM_SOURCE_LOGINS prüfen."
        )
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return FetchFailed(f"{address}: Das gibt es dort nicht ({status}). Bitte location der Quelle prüfen.")
    return FetchFailed(
        f"{address}: Der Server antwortet mit {status}. Bitte Adresse prüfen oder später wiederholen."
    )
