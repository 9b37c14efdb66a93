"""The library: one SQLite file or PostgreSQL database that is the truth about documents, sections, their
history, chunks and embeddings.

Everything else (Chroma, lexical index) is derived from it and carries its generation number.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from knowledge.errors import StorageFailed
from knowledge.model.document import Chunk, Document, DocumentHead, Passage, Section, Status, content_hash
from knowledge.model.partition import Partition, partition_of
from knowledge.store.chunk_changes import ChunkChanges, changes_schema
from knowledge.store.contradictions import Contradictions, contradictions, set_aside
from knowledge.store.copying import TableSum, Told, copy_library
from knowledge.store.courses import CourseTable
from knowledge.store.databases.checked_connection import connect, library_damaged, writable
from knowledge.store.databases.port import FAILS, Database
from knowledge.store.databases.sqlite import storage
from knowledge.store.embeddings import StoredEmbeddings
from knowledge.store.history import History
from knowledge.store.in_parts import in_parts
from knowledge.store.indexed import IndexedChunks
from knowledge.store.marks import GenerationMarks
from knowledge.store.readings import Readings
from knowledge.store.rows import HEAD_COLUMNS, head_values, read_head, read_section
from knowledge.store.schema import (
    LATER_COLUMNS,
    LATER_SCHEMA,
    LATER_TABLES,
    MIGRATIONS,
    READABLE,
    SCHEMA,
    SCHEMA_VERSION,
    TABLES,
)
from knowledge.store.states import SourceStates
from knowledge.store.switches import Switches, SwitchScope
from knowledge.store.tally import SourceTally, tally

CACHE_KIB = 128_000  # with SQLite's 2 MB a catalogue's keys would be read and written page by page
READER_KIB = 16_000  # of a process that answers for weeks: its cache would grow to the whole file
_WITHOUT_ENGINES = "3"  # schema that did not record them


class Library:
    """Reads and writes the library file; one instance belongs to one thread at a time.

    Raises (every method):
        StorageFailed: the disk is full, read-only or the file is not a library; nothing stored
            before is harmed.
    """

    def __init__(
        self, path: Path, *, url: str = "", read_only: bool = False, cache_kib: int = CACHE_KIB
    ) -> None:
        """`path`: the file, in the data folder where what is derived from the library lies; `url`: the
        PostgreSQL that it lies in instead of that file.
        """
        self.path = path
        self.read_only = read_only or not (url or writable(path))
        with storage(path, FAILS):
            if not read_only and (url or not self.read_only):
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db: Database = _connected(path, url, cache_kib, read_only=self.read_only)
            try:
                self._open()
            except BaseException:
                self._db.close()
                raise
        self.history = History(self._db)
        self.states = SourceStates(self._db)
        self.courses = CourseTable(self._db)
        self.readings = Readings(self._db)
        self.switches = Switches(self._db)
        with_engines = self._meta("schema") != _WITHOUT_ENGINES
        self.embeddings = StoredEmbeddings(self._db, self.switches, with_engines=with_engines)
        self.changes = ChunkChanges(self._db)
        self.indexed = IndexedChunks(self._db, self.switches)
        self.marks = GenerationMarks(self._db)

    @property
    def name(self) -> str:
        """Where it lies: the file, or the server and database without a password."""
        return self._db.name

    def _open(self) -> None:
        """Refuse what is no library of ours, bring an older one up."""
        tables = self._db.tables()
        if self._db.dialect.postgres:  # a database may hold other things too, the chats for one
            tables &= TABLES | LATER_TABLES
        found = self._meta("schema") if "meta" in tables else ""
        if tables and not found:
            raise library_damaged(
                self.name,
                (
                    "es ist keine Bibliothek des WBM-Assistenten"
                    if not tables & TABLES
                    else "es fehlt die Angabe, welches Schema sie hat"
                ),
            )
        if found in READABLE and (missing := sorted(TABLES - tables)):
            raise library_damaged(self.name, f"es fehlen Tabellen: {', '.join(missing)}")
        if not self.read_only and (not found or found in MIGRATIONS or LATER_TABLES - tables):
            self._create()
            found = self._meta("schema")
        if not found:
            raise library_damaged(self.name, "sie ist leer")
        if found not in (READABLE if self.read_only else {SCHEMA_VERSION}):
            raise StorageFailed(
                f"{self.name}: Diese Bibliothek hat das Schema {found or 'unbekannt'}, erwartet wird"
                f" {SCHEMA_VERSION}. Ist das Programm älter als die Bibliothek, bitte das Programm erneuern;"
                " sonst die Datei umbenennen und mit `wbm sync` neu einlesen."
            )

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _create(self) -> None:
        declared = self._db.dialect.declared
        with self._db.transaction():
            for statement in SCHEMA:
                self._db.execute(declared(statement))
            self._db.execute(
                "INSERT INTO meta VALUES ('schema', ?), ('generation', '0'), ('id', ?) ON CONFLICT DO"
                " NOTHING",
                (SCHEMA_VERSION, secrets.token_hex(8)),
            )
            for statement in (*LATER_SCHEMA, *changes_schema(self._db.dialect)):
                self._db.execute(declared(statement))
            for (table, column), declaration in LATER_COLUMNS.items():
                if column not in self._db.columns(table):
                    self._db.execute(declared(f"ALTER TABLE {table} ADD COLUMN {column} {declaration}"))
            before = self._meta("schema")
            while (steps := MIGRATIONS.get(self._meta("schema"))) is not None:
                for statement in steps:
                    self._db.execute(declared(statement))
        if before != self._meta("schema"):
            self._db.give_space_back()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what happens inside is visible to others only at its end."""
        with self._db.transaction():
            yield

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read inside is of one state, whatever others write meanwhile."""
        return self._db.snapshot()

    def alone(self) -> AbstractContextManager[None]:
        """Be the one writer among all machines that share the library; raises SyncRunning."""
        return self._db.alone()

    @property
    def shared(self) -> bool:
        """Whether other machines may change it."""
        return self._db.dialect.postgres

    def copy_to(self, target: Library, told: Told | None = None) -> dict[str, TableSum]:
        """Copy all of it into an empty one; returns table -> what was copied and compared. Raises as
        `copy_library`.
        """
        return copy_library(self._db, target._db, told)

    def keeps(self) -> bool:
        """Whether this is the one of all machines' libraries that keeps what lies on other servers."""
        return self._db.keeps()

    def wait_for_news(self, seconds: float) -> None:
        """Wait until another machine publishes a generation, at most so long."""
        self._db.wait_for_news(seconds)

    # -- what the library knows of itself

    def _meta(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    @property
    def id(self) -> str:
        """What it is known by to servers that several libraries share; "" for one that was made before there
        was any and is opened read only.
        """
        return self._meta("id")

    @property
    def vectors_since(self) -> int:
        """Generation with which all vectors were computed anew: what is derived from an earlier one has
        others.
        """
        return int(self._meta("vectors_since") or 0)

    @property
    def generation(self) -> int:
        """Number of the content state; 0 before the first sync. Indexes of another generation are stale."""
        written = self._meta("generation") or "0"
        if not written.isdecimal():
            raise library_damaged(self.name, f"ihr Stand „{written}“ ist keine Zahl")
        return int(written)

    @property
    def embedding(self) -> str:
        """Name of the embedding that the current generation was built with; "" before the first sync."""
        return self._meta("embedding")

    @property
    def fingerprint(self) -> str:
        """Changes when any document, what is switched off or the embedding changes; two libraries of equal
        content have the same.
        """
        states = sorted((document, digest) for document, (_, digest) in self.document_states().items())
        off = sorted(name for scope in SwitchScope for name in self.switches.off(scope))
        return content_hash(self.embedding, *(part for state in states for part in state), *off)

    def publish(self, embedding: str, *, anew: bool = False) -> int:
        """Inside a transaction: number the new state; returns its generation. `anew`: all vectors are others
        than before.
        """
        generation = self.generation + 1
        self._note("generation", str(generation))
        self._note("embedding", embedding)
        if anew:
            self._note("vectors_since", str(generation))
        self.changes.forget(generation)
        self.marks.note(generation)
        self._db.announce()
        return generation

    def _note(self, key: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    # -- is it whole?

    def require_sound(self) -> None:
        """Let the database look at every page, without comparing indexes with tables (39 MB: 0.1 s).

        Raises:
            LibraryDamaged: with what is wrong first.
        """
        if found := self._db.fault(whole=False):
            raise library_damaged(self.name, found)

    def contradictions(self) -> Contradictions:
        """What contradicts itself in what is stored; the file's pages are looked at first.

        Raises:
            LibraryDamaged: the file itself is broken.
        """
        return contradictions(self._db, self.embedding if self.generation else "")

    def set_aside(self, found: Contradictions) -> None:
        """Inside a transaction: take out what is damaged, so that it is neither found nor cited and the next
        sync reads it anew.
        """
        set_aside(self._db, found)
        for document_id in found.documents:
            self.courses.remove(document_id)

    # -- documents

    def document_states(self) -> dict[str, tuple[str, str]]:
        """document id -> (source id, content hash) of all that is stored."""
        return {
            row[0]: (row[1], row[2])
            for row in self._db.execute("SELECT id, source_id, content_hash FROM documents")
        }

    def put(self, document: Document, source_id: str, chunks: Sequence[Chunk]) -> None:
        """Inside a transaction: store a document in place of its earlier version; changed
        sections go to the history.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        # a catalogue's dates run out daily: a history of them would outgrow all else
        if partition_of(document.kind) is Partition.RULES:
            self.history.keep(document.id, document.sections, now)
        self._delete_rows(document.id)
        values = head_values(document)
        self._db.execute(
            f"INSERT INTO documents ({HEAD_COLUMNS}, source_id, content_hash, synced_at) VALUES"
            f" ({','.join('?' * (len(values) + 3))})",
            (*values, source_id, document.content_hash, now),
        )
        self._db.executemany(
            "INSERT INTO sections VALUES (?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    document.id,
                    i,
                    s.locator,
                    s.text,
                    s.heading,
                    json.dumps(s.path, ensure_ascii=False),
                    s.url,
                    s.status,
                    s.footnotes,
                    s.content_hash,
                )
                for i, s in enumerate(document.sections)
            ],
        )
        self._db.executemany(
            "INSERT INTO chunks VALUES (?,?,?,?,?,?,?)",
            [
                (
                    c.id,
                    document.id,
                    c.locator,
                    c.position,
                    c.text,
                    c.context,
                    c.embedding_hash if c.indexed else "",
                )
                for c in chunks
            ],
        )
        self.courses.put(document, source_id, chunks)
        if partition_of(document.kind) is Partition.RULES:
            self.readings.keep(document.id, document.notes)

    def remove(self, document_id: str) -> None:
        """Inside a transaction: take a document out; its sections stay in the history, a course's do not."""
        if not self.courses.get([document_id]):
            self.history.keep(document_id, (), datetime.now(UTC).isoformat(timespec="seconds"))
        self._delete_rows(document_id)
        self.readings.forget(document_id)

    def _delete_rows(self, document_id: str) -> None:
        for table, column in (("chunks", "document_id"), ("sections", "document_id"), ("documents", "id")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (document_id,))
        self.courses.remove(document_id)

    def heads(self, partition: Partition = Partition.RULES) -> list[tuple[DocumentHead, str, str, int]]:
        """(document, source id, time of its sync, number of chunks) of all documents of a
        partition, by id.
        """
        columns = ", ".join(f"d.{c.strip()}" for c in HEAD_COLUMNS.split(","))
        rows = self._db.execute(
            f"SELECT {columns}, d.source_id, d.synced_at, (SELECT count(*) FROM chunks c WHERE c.document_id"
            f" = d.id) FROM documents d WHERE {partition.where('d.kind')} ORDER BY d.id"
        )
        return [(read_head(row), row[-3], row[-2], row[-1]) for row in rows]

    def answered_heads(self) -> dict[str, DocumentHead]:
        """document id -> head of the rules that are on: what answers may name."""
        columns = ", ".join(f"d.{c.strip()}" for c in HEAD_COLUMNS.split(","))
        rows = self._db.execute(
            f"SELECT {columns} FROM documents d WHERE {Partition.RULES.where('d.kind')} AND"
            f" {self.switches.on_condition()} ORDER BY d.id"
        )
        return {row[0]: read_head(row) for row in rows}

    def tallies(self) -> dict[str, SourceTally]:
        """source id -> how much is stored of it, courses included."""
        return tally(self._db)

    def head(self, document_id: str) -> DocumentHead | None:
        """One document without its sections; None if it is not stored."""
        row = self._db.execute(
            f"SELECT {HEAD_COLUMNS} FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        return read_head(row) if row else None

    def origin(self, document_id: str) -> tuple[str, str] | None:
        """(source id, ISO time of its sync) of a document; None if it is not stored."""
        row = self._db.execute(
            "SELECT source_id, synced_at FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        return (row[0], row[1]) if row else None

    def sections(self, document_id: str, locators: Iterable[str] | None = None) -> list[Section]:
        """Sections of a document in order; only the named ones if `locators` is given."""
        rows = self._db.execute(
            "SELECT locator, text, heading, path, url, status, footnotes FROM sections WHERE document_id = ?"
            " ORDER BY position",
            (document_id,),
        )
        wanted = None if locators is None else set(locators)
        return [read_section(row) for row in rows if wanted is None or row[0] in wanted]

    def section_places(self, documents: Collection[str] | None = None) -> list[tuple[str, str, Status]]:
        """(document id, locator, status) of every section of the rules that are on, in order, only of the
        given documents if there are any given: the table that named references are looked up in.
        """
        chosen = "" if documents is None else f" AND d.id IN ({self._db.dialect.listed})"
        rows = self._db.execute(
            "SELECT s.document_id, s.locator, s.status FROM documents d JOIN sections s ON s.document_id ="
            f" d.id WHERE {Partition.RULES.where('d.kind')} AND {self.switches.on_condition()}{chosen} ORDER"
            " BY s.document_id, s.position",
            () if documents is None else (json.dumps(list(documents)),),
        )
        return [(row[0], row[1], Status(row[2])) for row in rows]

    # -- chunks

    def passages(self, chunk_ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these chunks; ids that are not stored (any more) or switched off are left out."""
        return self._passages("c.id", chunk_ids)

    def passages_at(self, document_id: str, locators: Sequence[str]) -> list[Passage]:
        """All passages of these places of one document, in order; none of one that is switched off."""
        found = self._passages("c.locator", locators, "AND c.document_id = ?", (document_id,))
        return sorted(found.values(), key=lambda p: (locators.index(p.section.locator), p.position))

    def _passages(
        self, column: str, keys: Sequence[str], more: str = "", values: tuple[str, ...] = ()
    ) -> dict[str, Passage]:
        result: dict[str, Passage] = {}
        heads: dict[str, DocumentHead] = {}
        columns = ", ".join(f"d.{c.strip()}" for c in HEAD_COLUMNS.split(","))
        more = f"{more} AND {self.switches.on_condition()}"
        for part, marks in in_parts(keys):
            rows = self._db.execute(
                "SELECT c.id, c.text, c.position, s.locator, s.text, s.heading, s.path, s.url, s.status,"
                f" s.footnotes, {columns} FROM chunks c JOIN sections s ON s.document_id = c.document_id AND"
                f" s.locator = c.locator JOIN documents d ON d.id = c.document_id WHERE {column} IN"
                f" ({marks}) {more}",
                (*part, *values),
            )
            for row in rows.fetchall():
                head = heads.get(row[10]) or heads.setdefault(row[10], read_head(row[10:]))
                result[row[0]] = Passage(row[0], row[1], read_section(row[3:10]), head, row[2])
        return result

    def chunks(self, partition: Partition = Partition.RULES) -> Iterator[Chunk]:
        """All chunks of a partition that are indexed and on, in a stable order."""
        rows = self._db.each(
            "SELECT c.document_id, c.locator, c.position, c.text, c.context FROM documents d JOIN chunks c"
            f" ON c.document_id = d.id WHERE {partition.where('d.kind')} AND c.embedding_hash <> '' AND"
            f" {self.switches.on_condition()} ORDER BY c.document_id, c.rowid"
        )
        return (Chunk(*row) for row in rows)


def _connected(path: Path, url: str, cache_kib: int, *, read_only: bool) -> Database:
    if url:
        from knowledge.store.databases.postgres import PostgresDatabase

        return PostgresDatabase(url, read_only=read_only)
    db = connect(path, read_only=read_only)
    try:
        db.tune(cache_kib, read_only=read_only)
    except BaseException:
        db.close()
        raise
    return db
