"""What the library asks of the database it lies in: a SQLite file or PostgreSQL, by one code path.

Statements are written once, with "?" for values, in what both speak. Where they differ, a statement takes its
words from `Dialect`, and what is no statement (locks, checks, tables) is a method of `Database`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

FAILS = "Die Bibliothek lässt sich nicht lesen oder schreiben"
# tables whose rows are read in the order they came in: SQLite numbers the rows of every table itself
_NUMBERED = ("section_history", "chunks")
# "C" compares bytes, as SQLite does; no foreign keys, since SQLite does not enforce them either
_DECLARED = (
    (r"\bTEXT\b", 'TEXT COLLATE "C"'),
    (r"\bBLOB\b", "BYTEA"),
    (r"\bREAL\b", "DOUBLE PRECISION"),
    (r"\bINTEGER\b", "BIGINT"),
    (r" WITHOUT ROWID", ""),
    (r" REFERENCES documents\(id\)", ""),
)


class QueryRows(Protocol):
    """What a statement gave: tuples."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """Words in which the two databases differ."""

    postgres: bool

    @property
    def listed(self) -> str:
        """A query for the strings of a JSON list, which is bound to its one value."""
        return (
            "SELECT json_array_elements_text(CAST(? AS json))"
            if self.postgres
            else "SELECT value FROM json_each(?)"
        )

    @property
    def chunks_by_place(self) -> str:
        """The chunks, read by the index of their places alone."""
        return "chunks" if self.postgres else "chunks INDEXED BY chunks_place"

    def field(self, column: str, *path: str | int) -> str:
        """A part of a column that holds JSON: its text, lists and objects as JSON."""
        if self.postgres:
            return f"({column}::json #>> '{{{','.join(map(str, path))}}}')"
        return (
            f"json_extract({column}, '$"
            + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
            + "')"
        )

    def lines(self, value: str, *, order: str) -> str:
        """An aggregate: the texts of a group, a line each, in an order where there is none by itself."""
        if self.postgres:
            return f"string_agg({value}, chr(10) ORDER BY {order})"
        return f"group_concat({value}, char(10))"

    @property
    def new_line(self) -> str:
        """A line's end."""
        return "chr(10)" if self.postgres else "char(10)"

    def declared(self, statement: str) -> str:
        """A statement that makes or changes tables, as this database takes it."""
        if not self.postgres:
            return statement
        for pattern, word in _DECLARED:
            statement = re.sub(pattern, word, statement)
        made = re.match(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(", statement)
        if made and made[1] in _NUMBERED:
            end = statement.rindex(")")
            statement = (
                f"{statement[:end]}, rowid BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE{statement[end:]}"
            )
        return statement


SQLITE, POSTGRES = Dialect(postgres=False), Dialect(postgres=True)


class Database(Protocol):
    """One connection, which belongs to one thread at a time and has no transaction open but in `transaction`.

    Raises (every method):
        LibraryUnreachable: the server is away; LibraryDamaged, StorageFailed: what was stored before is
        unharmed.
    """

    @property
    def name(self) -> str:
        """The file, or the server and database, without a password."""
        ...

    @property
    def dialect(self) -> Dialect:
        """Its words."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> QueryRows:
        """Run a statement."""
        ...

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Run a statement for each row of values."""
        ...

    def each(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows of a large answer, which does not come into memory at once."""
        ...

    def tables(self) -> set[str]:
        """Names of the tables."""
        ...

    def columns(self, table: str) -> set[str]:
        """Names of a table's columns."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, one at a time."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads inside see one state, whatever others write meanwhile."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Be the one that changes the library, among all machines that share it.

        Raises:
            SyncRunning: another is.
        """
        ...

    def keeps(self) -> bool:
        """Whether this connection is the one that keeps what is derived from the library on other servers:
        it asks to be, and stays it until it is closed.
        """
        ...

    def announce(self) -> None:
        """Inside a transaction: those who wait for a new generation learn of it at its end."""
        ...

    def wait_for_news(self, seconds: float) -> None:
        """Wait until a generation is announced, at most so long."""
        ...

    def fault(self, *, whole: bool) -> str:
        """What is wrong first with the stored pages; "" if nothing is. `whole`: indexes are compared too."""
        ...

    def give_space_back(self) -> None:
        """After a migration, where that can be done at once."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...
