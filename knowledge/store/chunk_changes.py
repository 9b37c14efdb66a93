"""The change log: which chunks of the rules a generation touched, so that what is derived from the library
applies what changed since its own generation instead of being built anew.

It is kept by triggers, so that nothing can touch a chunk behind its back, and says only *that* a chunk was
touched: what became of it is asked of the library itself, so that applying twice does no harm. Courses keep
out (their partition compares hashes), and so does all before the first generation, which is built whole.
"""

from __future__ import annotations

from knowledge.model.partition import Partition
from knowledge.store.databases.port import Database, Dialect

KEPT = 50  # generations that the log reaches back; what is older is built anew
_FROM = "changes_from"  # key in `meta`: generation from which on the log has all changes

_NEXT = "(SELECT CAST(value AS INTEGER) + 1 FROM meta WHERE key = 'generation')"
_COUNTS = "EXISTS (SELECT 1 FROM meta WHERE key = 'generation' AND value <> '0')"


def _on_chunks(event: str, row: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS chunk_{event.lower()}_logged AFTER {event} ON chunks WHEN {_COUNTS}"
        f" AND EXISTS (SELECT 1 FROM documents d WHERE d.id = {row}.document_id AND"
        f" {Partition.RULES.where('d.kind')}) BEGIN"
        f" INSERT OR IGNORE INTO chunk_changes VALUES ({_NEXT}, {row}.id); END"
    )


def _on_switches(event: str, row: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS switch_{event.lower()}_logged AFTER {event} ON switched_off WHEN"
        f" {_COUNTS} BEGIN INSERT OR IGNORE INTO chunk_changes SELECT {_NEXT}, c.id FROM documents d JOIN"
        f" chunks c ON c.document_id = d.id WHERE {Partition.RULES.where('d.kind')} AND"
        f" CASE {row}.scope WHEN 'document' THEN d.id ELSE d.source_id END = {row}.id; END"
    )


CHANGES_TABLE = (
    "CREATE TABLE IF NOT EXISTS chunk_changes (revision INTEGER NOT NULL, chunk_id TEXT NOT NULL, PRIMARY"
    " KEY (revision, chunk_id)) WITHOUT ROWID"
)
_BEGIN = f"INSERT INTO meta SELECT '{_FROM}', value FROM meta WHERE key = 'generation' ON CONFLICT DO NOTHING"


def changes_schema(dialect: Dialect) -> tuple[str, ...]:
    """Statements that begin the log and make its triggers, behind those that make the tables."""
    if not dialect.postgres:
        return (
            _BEGIN,
            _on_chunks("INSERT", "new"),
            _on_chunks("DELETE", "old"),
            _on_switches("INSERT", "new"),
            _on_switches("DELETE", "old"),
        )
    chunks = (
        f"SELECT {_NEXT}, t.id FROM touched t JOIN documents d ON d.id = t.document_id WHERE"
        f" {Partition.RULES.where('d.kind')}"
    )
    switches = (
        f"SELECT DISTINCT {_NEXT}, c.id FROM touched t JOIN documents d ON CASE t.scope WHEN 'document' THEN"
        " d.id ELSE d.source_id END = t.id JOIN chunks c ON c.document_id = d.id WHERE"
        f" {Partition.RULES.where('d.kind')}"
    )
    return (
        _BEGIN,
        *_once_a_statement("chunk", "chunks", chunks),
        *_once_a_statement("switch", "switched_off", switches),
    )


def _once_a_statement(name: str, table: str, touched: str) -> tuple[str, ...]:
    """PostgreSQL's triggers, which see all rows of a statement at once."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}_logged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF"
        f" {_COUNTS} THEN INSERT INTO chunk_changes {touched} ON CONFLICT DO NOTHING; END IF; RETURN"
        " NULL; END $$",
        *(
            f"CREATE OR REPLACE TRIGGER {name}_{event.lower()}_logged AFTER {event} ON {table} REFERENCING"
            f" {rows} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION {name}_logged()"
            for event, rows in (("INSERT", "NEW"), ("DELETE", "OLD"))
        ),
    )


class ChunkChanges:
    """The log in one library."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def since(self, generation: int) -> set[str] | None:
        """Ids of the chunks that were touched after that generation; None where the log does not reach back
        so far.
        """
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (_FROM,)).fetchone()
        if row is None or generation < max(1, int(row[0])):
            return None
        rows = self._db.execute("SELECT chunk_id FROM chunk_changes WHERE revision > ?", (generation,))
        return {found[0] for found in rows}

    def forget(self, generation: int) -> None:
        """Inside a transaction that publishes that generation: drop what nobody needs any more."""
        oldest = generation - KEPT
        if oldest > 0:
            self._db.execute("DELETE FROM chunk_changes WHERE revision <= ?", (oldest,))
            self._db.execute(
                "UPDATE meta SET value = ? WHERE key = ? AND CAST(value AS INTEGER) < ?",
                (str(oldest), _FROM, oldest),
            )
