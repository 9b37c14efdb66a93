"""The library in PostgreSQL (Database): one connection, made again when it was lost.

What is read outside a transaction is asked once more on a new connection, so that a server that was restarted
is not noticed. Inside one, and by the one writer whose lock went with the connection, the loss is an error:
what was begun is undone by the server.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from knowledge.errors import LibraryDamaged, LibraryUnreachable, SettingsError, StorageFailed, SyncRunning
from knowledge.store.databases.checked_connection import library_damaged
from knowledge.store.databases.port import FAILS, POSTGRES, Dialect, QueryRows
from knowledge.store.databases.sqlite import storage_failed

CHANNEL = "wbm_library"  # on which a new generation is announced
_T = TypeVar("_T")
# any numbers of our own, the first of two of an advisory lock; the second is the schema, so that libraries in
# two schemas of a database do not wait for each other
_ONE_WRITER, _ONE_TRANSACTION, _ONE_KEEPER = 720_120_827, 720_120_828, 720_120_829
_PATIENCE = 2.0  # seconds in which a server that is being restarted may come back before a question fails
_AT_ONCE = 2_000  # rows of a large answer that come together
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError)
# kinds of OperationalError that a new connection does not help against
_REFUSED = (errors.LockNotAvailable, errors.DiskFull, errors.OutOfMemory, errors.QueryCanceled)
_DEFAULTS = {
    "connect_timeout": "5",
    # a server that went without a word is noticed within half a minute
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "wbm",
}


def connection_settings(url: str) -> str:
    """What libpq is given for a URL: what that leaves open has our defaults.

    Raises:
        SettingsError: it is none of PostgreSQL.
    """
    try:
        if not url.startswith(("postgresql://", "postgres://")):
            raise psycopg.ProgrammingError
        return make_conninfo("", **(_DEFAULTS | conninfo_to_dict(url)))
    except psycopg.Error:  # its words would repeat the URL with the password
        raise SettingsError(
            "WBM_LIBRARY_URL ist keine Adresse von PostgreSQL. Beispiel:"
            " postgresql://nutzer:passwort@rechner:5432/bibliothek"
        ) from None


class PostgresDatabase:
    """See Database and the module."""

    dialect: Dialect = POSTGRES

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Connect.

        Raises:
            SettingsError: the URL is none; LibraryUnreachable: the server does not answer.
        """
        self._settings, self._read_only = connection_settings(url), read_only
        parts = conninfo_to_dict(self._settings)
        self.name = (
            f"postgresql://{parts.get('host', '')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"
        )
        self._guard = threading.RLock()
        self._depth = self._writes_alone = self._away = False
        self._numbers = count()
        self._keeping: psycopg.Connection[Any] | None = None
        self._connection = self._connected()

    @property
    def in_transaction(self) -> bool:
        """See Database."""
        return self._depth

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> QueryRows:
        """See Database."""
        return self._run(
            lambda db: (
                db.execute(_translated(statement), list(values), binary=True)
                if values
                else db.execute(statement.encode(), binary=True)
            )
        )

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> None:
        """See Database."""
        given = [list(row) for row in rows]

        def run(db: psycopg.Connection[Any]) -> None:
            with db.cursor() as cursor:
                cursor.executemany(_translated(statement), given)

        self._run(run)

    def each(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """See Database; held by the server, so that other statements may come between."""

        def opened(db: psycopg.Connection[Any]) -> psycopg.ServerCursor[Any]:
            cursor = psycopg.ServerCursor(
                db, name=f"wbm_{next(self._numbers)}", withhold=not self._depth, scrollable=False
            )
            cursor.itersize = _AT_ONCE
            if values:
                return cursor.execute(_translated(statement), list(values), binary=True)
            return cursor.execute(statement.encode(), binary=True)

        cursor = self._run(opened)
        try:
            while part := self._named(lambda: cursor.fetchmany(_AT_ONCE)):
                yield from part
        finally:
            with suppress(psycopg.Error):
                cursor.close()

    def tables(self) -> set[str]:
        """See Database; of the schema that the connection uses."""
        rows = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {row[0] for row in rows}

    def columns(self, table: str) -> set[str]:
        """See Database."""
        rows = self.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND"
            " table_name = ?",
            (table,),
        )
        return {row[0] for row in rows}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See Database."""
        with self._begun("BEGIN"):
            self.execute("SELECT pg_advisory_xact_lock(?, hashtext(current_schema()))", (_ONE_TRANSACTION,))
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See Database."""
        with self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """See Database; the server gives the lock back when the connection goes, however that comes."""
        rows = self.execute("SELECT pg_try_advisory_lock(?, hashtext(current_schema()))", (_ONE_WRITER,))
        if not rows.fetchone()[0]:
            raise SyncRunning(
                "Auf einem anderen Rechner läuft schon ein Abgleich dieser Bibliothek. Bitte warten, bis er"
                " fertig ist, und den Befehl wiederholen."
            )
        self._writes_alone = True
        try:
            yield
        finally:
            with suppress(LibraryUnreachable):
                self.execute("SELECT pg_advisory_unlock(?, hashtext(current_schema()))", (_ONE_WRITER,))
            self._writes_alone = False

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Whether it is this connection's turn at something, among all machines; until the end of the block,
        or until the connection goes.
        """
        both = (f"wbm turn {name}",)
        taken = "SELECT pg_try_advisory_lock(hashtext(?), hashtext(current_schema()))"
        if not self.execute(taken, both).fetchone()[0]:
            yield False
            return
        try:
            yield True
        finally:
            with suppress(LibraryUnreachable):
                self.execute("SELECT pg_advisory_unlock(hashtext(?), hashtext(current_schema()))", both)

    def keeps(self) -> bool:
        """See Database; asked anew on each new connection."""
        if self._keeping is not self._connection:
            rows = self.execute("SELECT pg_try_advisory_lock(?, hashtext(current_schema()))", (_ONE_KEEPER,))
            self._keeping = self._connection if rows.fetchone()[0] else None
        else:
            self.execute("SELECT 1")  # a lost connection is noticed, and its lock with it
        return self._keeping is self._connection

    def announce(self) -> None:
        """See Database."""
        self.execute(f"NOTIFY {CHANNEL}")

    def wait_for_news(self, seconds: float) -> None:
        """See Database; for a connection that nobody else uses."""

        def wait(db: psycopg.Connection[Any]) -> None:
            db.execute(f"LISTEN {CHANNEL}")
            for _ in db.notifies(timeout=seconds, stop_after=1):
                pass

        self._run(wait)

    def fault(self, *, whole: bool) -> str:  # noqa: ARG002 - both are the server's business
        """See Database; PostgreSQL checks its pages when it reads them, where its checksums are on."""
        return ""

    def give_space_back(self) -> None:
        """Nothing to do: the server does it by itself."""

    def close(self) -> None:
        """See Database."""
        self._connection.close()

    def _connected(self) -> psycopg.Connection[Any]:
        def connect() -> psycopg.Connection[Any]:
            db = psycopg.connect(self._settings, autocommit=True)
            # who writes waits for another as long as with SQLite
            db.execute("SET lock_timeout = '30s'")
            if self._read_only:
                db.execute("SET default_transaction_read_only = on")
            return db

        return self._named(connect)

    def _run(self, work: Callable[[psycopg.Connection[Any]], _T]) -> _T:
        with self._guard:
            try:
                return work(self._connection)
            except _AWAY as error:
                if self._depth or self._writes_alone or not self._lost(error):
                    raise self._failure(error) from error
            except (psycopg.Error, UnicodeEncodeError) as error:
                raise self._failure(error) from error
            self._again()
            return self._named(lambda: work(self._connection))

    def _lost(self, error: psycopg.Error) -> bool:
        return self._connection.closed or self._connection.broken or not isinstance(error, _REFUSED)

    def _again(self) -> None:
        """Connect anew, for as long as a restart may take."""
        # who asks next while it is away does not wait once more
        until = 0.0 if self._away else time.monotonic() + _PATIENCE
        while True:
            with suppress(psycopg.Error):
                self._connection.close()
            try:
                self._connection = self._connected()
            except LibraryUnreachable:
                if time.monotonic() >= until:
                    self._away = True
                    raise
                time.sleep(0.2)
            else:
                self._away = False
                return

    @contextmanager
    def _begun(self, begin: str) -> Iterator[None]:
        self.execute(begin)  # of a connection that was lost meanwhile a new one is begun
        self._depth = True
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            raise
        finally:
            self._depth = False

    def _named(self, call: Callable[[], _T]) -> _T:
        try:
            return call()
        except psycopg.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> Exception:
        """What an error of PostgreSQL means for a person; a mistake of ours stays what it is."""
        if isinstance(error, errors.UndefinedTable | errors.UndefinedColumn | errors.DataCorrupted):
            return _damaged(self.name, error)
        if isinstance(error, errors.LockNotAvailable):
            return SyncRunning(
                "Ein anderer Vorgang schreibt gerade in die Bibliothek. Bitte den Befehl gleich wiederholen."
            )
        if isinstance(error, _AWAY) and not isinstance(error, _REFUSED):
            return LibraryUnreachable(
                f"{self.name}: Die Bibliothek ist gerade nicht erreichbar. Es ist nichts verloren; sobald die"
                " Datenbank wieder da ist, geht es weiter. Bleibt es dabei, bitte WBM_LIBRARY_URL und die"
                " Datenbank prüfen."
            )
        if isinstance(error, psycopg.IntegrityError | errors.SyntaxError):
            return error
        return _refused(self.name, error)


def _damaged(name: str, error: Exception) -> LibraryDamaged:
    return library_damaged(name, str(error).splitlines()[0])


def _refused(name: str, error: Exception) -> StorageFailed:
    return storage_failed(name, FAILS, error)


@lru_cache(maxsize=1_024)
def _translated(statement: str) -> bytes:
    """With psycopg's placeholders."""
    return statement.replace("%", "%%").replace("?", "%s").encode()
