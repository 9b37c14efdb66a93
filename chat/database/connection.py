"""The chats database: SQLite by default, PostgreSQL by URL; its schema is made and brought up
at the first connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.util import await_only

from chat.database.schema import MIGRATIONS, Migrations
from knowledge.errors import SettingsError, StorageBusy, StorageUnreachable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.engine import URL
    from sqlalchemy.sql.schema import Table

    from settings import Settings

_T = TypeVar("_T")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
# of turning on the log of a new file; seconds between two (the others need some milliseconds for it)
_TRIES, _PAUSE = 100, 0.02
_PERMANENT = (IntegrityError, DataError, ProgrammingError)  # wrong for good
# What means that the database cannot be used now; asyncpg's own come from its connect, since SQLAlchemy hands
# those on as they are.
_AWAY = (DBAPIError, NoConnectionFree, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
# any number of our own: PostgreSQL's advisory lock while the schema is brought up
_MIGRATION_LOCK = 720_120_826
_PATIENCE = 5.0  # seconds for a connection or one statement


class ChatDatabase:
    """Connections to the chats database; one instance belongs to one event loop.

    Raises (begin, read):
        StorageUnreachable: the database cannot be reached now; what was stored before is unharmed.
        StorageBusy: the same, because no connection came free in time.
    """

    def __init__(self, url: str, *, migrations: Migrations = MIGRATIONS, durable: bool = True) -> None:
        """`url`: "sqlite:///…" or "postgresql://…"; raises SettingsError for another. `durable` False: what
        SQLite has taken last may be lost when the machine loses power.
        """
        parsed = _parsed(url)
        self.is_sqlite = parsed.drivername.startswith("sqlite")
        self._migrations, self._ready, self._preparing = migrations, False, asyncio.Lock()
        self._file = parsed.database if self.is_sqlite else None
        options: dict[str, Any] = (
            {"connect_args": {"timeout": 30}, "pool_timeout": _PATIENCE}
            if self.is_sqlite
            else {
                "connect_args": {"timeout": _PATIENCE, "command_timeout": _PATIENCE * 2},
                "pool_pre_ping": True,
                "pool_timeout": _PATIENCE,
            }
        )
        # parameters hold what people wrote: never in a message or log
        self._engine = create_async_engine(parsed, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self._engine.sync_engine, "connect", _prepare_sqlite if durable else _prepare_lossy)
            event.listen(self._engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back at an error."""
        async with self._transaction(reads=False) as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that writes nothing, and so waits for nobody who writes."""
        async with self._transaction(reads=True) as connection:
            yield connection

    @asynccontextmanager
    async def anew(self, tables: Sequence[str]) -> AsyncIterator[AsyncConnection]:
        """One transaction in which these tables (those first that refer to others) are gone and the schema is
        made anew, empty; all is as it was where it fails.
        """
        if self._file:
            self._private_file(self._file)
        try:
            async with self._engine.begin() as connection:
                await self._forget(connection, tables)
                await self._migrate(connection)
                yield connection
        except _PERMANENT:
            raise
        except _AWAY as error:
            raise self._named(error) from error

    async def _forget(self, connection: AsyncConnection, tables: Sequence[str]) -> None:
        await self._alone(connection)
        for name in tables:
            await connection.execute(
                text(f"DROP TABLE IF EXISTS {name}{'' if self.is_sqlite else ' CASCADE'}")
            )
        for name, _ in MIGRATIONS:
            await connection.execute(text("DELETE FROM migrations WHERE name = :name"), {"name": name})

    async def _alone(self, connection: AsyncConnection) -> None:
        """One process at a time from here to the end of the transaction; the table of steps is there."""
        if not self.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        await connection.execute(
            text("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)")
        )

    @asynccontextmanager
    async def _transaction(self, *, reads: bool) -> AsyncIterator[AsyncConnection]:
        await self._prepare()
        try:
            async with self._engine.connect() as connection:
                await connection.execution_options(reads=reads)
                async with connection.begin():
                    yield connection
        except _PERMANENT:
            raise
        except _AWAY as error:
            raise self._named(error) from error

    def _named(self, error: BaseException) -> StorageUnreachable:
        if isinstance(error, NoConnectionFree):
            return StorageBusy(
                "Die Datenbank für Chats ist gerade überlastet. Bitte in einer Minute noch einmal versuchen;"
                " Gespeichertes bleibt erhalten."
            )
        if self._file and _not_writable(error):
            return StorageUnreachable(
                f"{self._file}: Die Datei der Chats lässt sich nicht anlegen oder beschreiben. Bitte die"
                " Rechte des Ordners prüfen; Gespeichertes bleibt erhalten."
            )
        return StorageUnreachable(
            "Die Datenbank für Chats ist gerade nicht erreichbar. Gespeichertes bleibt erhalten; bitte"
            " WBM_CHATS_URL und die Datenbank prüfen."
        )

    def insert(self, table: Table) -> SqliteInsert | PostgresInsert:
        """An INSERT that knows ON CONFLICT, which both dialects write alike."""
        from sqlalchemy.dialects import postgresql, sqlite

        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.dispose()

    async def _prepare(self) -> None:
        async with self._preparing:
            if self._ready:
                return
            try:
                if self._file:
                    self._private_file(self._file)
                async with self._engine.begin() as connection:
                    await self._migrate(connection)
            except _AWAY as error:  # whatever is wrong here is wrong with the database, never with one write
                raise self._named(error) from error
            self._ready = True

    @staticmethod
    def _private_file(name: str) -> None:
        """Chats are nobody else's on this machine: the file is made readable for its owner alone before
        SQLite opens it.
        """
        import os
        from pathlib import Path

        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))

    async def _migrate(self, connection: AsyncConnection) -> None:
        """Inside a transaction, one process at a time: run the steps that this database has not seen."""
        await self._alone(connection)
        done = {row[0] for row in await connection.execute(text("SELECT name FROM migrations"))}
        for name, statements in self._migrations:
            if name not in done:
                for statement in statements:
                    await (
                        connection.execute(text(statement))
                        if isinstance(statement, str)
                        else statement(connection)
                    )
                await connection.execute(
                    text("INSERT INTO migrations VALUES (:name, :now)"), {"name": name, "now": now()}
                )


def chats_url(settings: Settings) -> str:
    """The URL of the chats database: the one set, else a file below the data folder."""
    return settings.chats_url.get_secret_value() or f"sqlite:///{_file(settings.data)}"


def in_postgres(settings: Settings) -> bool:
    """Whether chats and accounts lie in PostgreSQL, where other servers may share them."""
    return not chats_url(settings).startswith("sqlite")


def with_database(settings: Settings, run: Callable[[ChatDatabase], Awaitable[_T]]) -> _T:
    """Run a coroutine function on the chats database from code that has no event loop (the command line, the
    start of the app).
    """

    async def whole() -> _T:
        database = ChatDatabase(chats_url(settings))
        try:
            return await run(database)
        finally:
            await database.close()

    return run_alone(whole)


def run_alone(run: Callable[[], Awaitable[_T]]) -> _T:
    """Run a coroutine function from code that has no event loop."""

    async def whole() -> _T:
        return await run()

    return asyncio.run(whole())


def now() -> str:
    """This moment as Chainlit writes it: ISO 8601, UTC, "Z"."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _file(data: Path) -> Path:
    return data.resolve() / "chats.sqlite"


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(
            "WBM_CHATS_URL ist keine Datenbank-URL. Beispiel: postgresql://nutzer:passwort@rechner:5432/chats"
        ) from error
    driver = _DRIVERS.get(parsed.drivername.partition("+")[0])
    if driver is None:
        raise SettingsError(
            f"WBM_CHATS_URL nennt „{parsed.drivername}“; möglich sind sqlite:/// und postgresql://."
        )
    return parsed.set(drivername=driver)


def _not_writable(error: BaseException) -> bool:
    """Whether SQLite or the system says that a file or its folder may not be written."""
    import errno

    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlite_errorname", "")).startswith(
            ("SQLITE_READONLY", "SQLITE_CANTOPEN")
        )
    return isinstance(error, OSError) and error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}


def _begin_sqlite(connection: Any) -> None:
    """A read that turned into a write would not wait for others, so that what may write says so at once."""
    connection.exec_driver_sql(
        "BEGIN" if connection.get_execution_options().get("reads") else "BEGIN IMMEDIATE"
    )


def _log_ahead(cursor: Any) -> None:
    """Write-ahead logging. Turning it on waits for nobody, whatever the connection's timeout is, and fails
    where another process opens the new file at the same moment: a short wait is over then.
    """
    for left in range(_TRIES, 0, -1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except Exception as error:
            if left == 1 or "locked" not in str(error):
                raise
            await_only(asyncio.sleep(_PAUSE))


def _prepare_sqlite(connection: Any, _: object) -> None:
    # SQLAlchemy, not the driver, begins transactions; else DDL would stand outside them
    connection.isolation_level = None
    cursor = connection.cursor()
    _log_ahead(cursor)
    # what was deleted is overwritten
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own knows ASCII only
    connection.create_function(
        "lower", 1, lambda value: value.lower() if isinstance(value, str) else value, deterministic=True
    )


def _prepare_lossy(connection: Any, record: object) -> None:
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=OFF").close()
