"""Whether the chat may listen where it is told to: sign-in is off on this machine's own address and required
on any other.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from typing import TYPE_CHECKING

from knowledge.errors import SettingsError, StorageFailed, StorageUnreachable

if TYPE_CHECKING:
    from pathlib import Path

    from settings import Settings

_SECRET = "CHAINLIT_AUTH_SECRET"  # noqa: S105 - the variable's name
_FILE = "auth_secret"


def is_this_machine(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def oauth_set_up() -> bool:
    """Whether one of Chainlit's OAuth providers has its variables set."""
    from chainlit.oauth_providers import get_configured_oauth_providers

    return bool(get_configured_oauth_providers())  # type: ignore[no-untyped-call]


def sign_in_needed(settings: Settings, host: str) -> bool:
    """Whether people must sign in where the chat listens on `host`."""
    return settings.sign_in or not is_this_machine(host)


def require_way_in(settings: Settings, host: str) -> None:
    """Refuse to listen where others come by as long as nobody could sign in.

    Raises:
        SettingsError: with what to do. A database that is away is no reason: then nobody gets
            in until it is back.
    """
    if not sign_in_needed(settings, host) or oauth_set_up():
        return
    from chat.access.accounts import Accounts
    from chat.database.connection import with_database

    try:
        people = with_database(settings, lambda database: Accounts(database).all())
    except StorageUnreachable:
        return
    if not any(account.by_password for account in people):
        raise SettingsError(
            f"Unter der Adresse {host} können andere den Chat erreichen, aber niemand kann sich anmelden."
            " Bitte zuerst jemanden anlegen: `wbm users add NAME --role mentor` (oder OAuth mit Chainlits"
            " Variablen einrichten). Ohne Anmeldung läuft der Chat nur unter 127.0.0.1."
        )


def agree_on_secret(settings: Settings) -> str:
    """Where several servers share a PostgreSQL: put the secret that they share where `kept_secret` finds it.
    One that is set in the environment is not stored; else the first server's is. "" if they agree; while the
    database is away this server's own, about which it has to be asked later (chat/database/secrets.py).

    Raises:
        SettingsError: WBM_CHATS_URL is none; StorageFailed: an own secret cannot be kept.
    """
    from chat.database.connection import in_postgres, with_database
    from chat.database.secrets import SESSIONS, agreed

    if os.environ.get(_SECRET) or not in_postgres(settings):
        return ""
    path = settings.data / _FILE
    known = path.read_text().strip() if path.is_file() else ""
    try:
        found = with_database(settings, lambda database: agreed(database, SESSIONS, known))
    except StorageUnreachable:
        return kept_secret(settings.data)
    os.environ[_SECRET] = found
    if found != known and settings.data.is_dir() and os.access(settings.data, os.W_OK):
        unfinished = path.with_name(f"{_FILE}.{os.getpid()}.part")  # for a start while the database is away
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(found)
        unfinished.replace(path)
    return ""


def keep_secret(data: Path) -> None:
    """Put the secret where Chainlit takes the key from that signs sessions.

    Raises:
        StorageFailed: it can neither be read nor written.
    """
    os.environ[_SECRET] = kept_secret(data)


def kept_secret(data: Path) -> str:
    """The server's secret: the one set in the environment, else one made once and kept in `data`, for its
    owner's eyes.

    Raises:
        StorageFailed: it can neither be read nor written.
    """
    if given := os.environ.get(_SECRET):
        return given
    path = data / _FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            # only then, since a folder that nobody may write can still be read
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        found = path.read_text().strip()
    except OSError as error:
        raise StorageFailed(
            f"{path}: Der Schlüssel für Anmeldungen lässt sich nicht lesen oder anlegen ({error.strerror})."
            " Bitte die Rechte prüfen."
        ) from error
    if len(found) < 32:  # noqa: PLR2004 - bytes of an HMAC-SHA256 key, RFC 7518 § 3.2
        raise StorageFailed(
            f"{path}: Der Schlüssel für Anmeldungen ist beschädigt. Bitte die Datei löschen; alle melden sich"
            " dann neu an."
        )
    return found
