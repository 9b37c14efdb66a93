"""The library's tables of courses: the typed record, its dates with places, and the records a merged course
was made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median

from knowledge.model.course import Course, CourseDate, Time, dates_from_json
from knowledge.model.course_text import DATES
from knowledge.model.document import Chunk, Document, content_hash
from knowledge.places.gazetteer import locate
from knowledge.store.databases.port import Database
from knowledge.store.in_parts import in_parts

COURSE_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS courses (
        document_id TEXT PRIMARY KEY, source_id TEXT NOT NULL, title TEXT NOT NULL, provider TEXT NOT NULL,
        measure_number TEXT NOT NULL,
        degree TEXT NOT NULL, bildungsgutschein INTEGER, updated TEXT NOT NULL, runs_out TEXT,
            search_hash TEXT NOT NULL, record TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS course_dates (
        document_id TEXT NOT NULL, start TEXT, last_day TEXT, plz TEXT NOT NULL, town TEXT NOT NULL,
        lat REAL, lon REAL,
        full_time INTEGER, part_time INTEGER, form TEXT NOT NULL, price REAL, bildungsgutschein INTEGER)""",
    (
        "CREATE TABLE IF NOT EXISTS course_parts (document_id TEXT NOT NULL, position INTEGER NOT NULL,"
        " record TEXT NOT NULL, PRIMARY KEY (document_id, position))"
    ),
    "CREATE INDEX IF NOT EXISTS courses_run_out ON courses (runs_out)",
    "CREATE INDEX IF NOT EXISTS course_dates_of ON course_dates (document_id)",
    "CREATE INDEX IF NOT EXISTS course_dates_plz ON course_dates (plz, lat, lon)",
    "CREATE INDEX IF NOT EXISTS course_dates_town ON course_dates (town, lat, lon)",
)
_PLZ = 5  # digits of a full postcode


def town_key(town: str) -> str:
    """A town's name as it is compared: lower case, without what follows a comma ("Münster, Westfalen")."""
    return town.partition(",")[0].strip().casefold()


class CourseTable:
    """The courses in a library; obtained from `Library.courses`, written inside its transactions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, document: Document, source_id: str, chunks: Sequence[Chunk]) -> None:
        """Store the record of a document that has one."""
        course = document.course
        if course is None:
            return
        searched = content_hash(*(chunk.id for chunk in chunks if chunk.locator != DATES))
        self._db.execute(
            "INSERT INTO courses VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                document.id,
                source_id,
                course.title,
                course.provider,
                course.measure_number,
                course.degree,
                _number(course.bildungsgutschein),
                _iso(course.updated) or "",
                _iso(course.next_run_out),
                searched,
                course.to_json(),
            ),
        )
        self._db.executemany(
            "INSERT INTO course_dates VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [_date_row(document.id, d) for d in course.dates],
        )
        self._db.executemany(
            "INSERT INTO course_parts VALUES (?,?,?)",
            [(document.id, i, part.to_json()) for i, part in enumerate(document.course_parts)],
        )

    def remove(self, document_id: str) -> None:
        """Take the record of a document out."""
        for table in ("course_parts", "course_dates", "courses"):
            self._db.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))

    def count(self) -> int:
        """Number of courses."""
        return int(self._db.execute("SELECT count(*) FROM courses").fetchone()[0])

    def from_source(self, source_id: str) -> bool:
        """Whether any course is from that source, alone or joined with another's."""
        question = (
            "SELECT EXISTS(SELECT 1 FROM courses WHERE source_id = ?) OR EXISTS(SELECT 1 FROM course_parts"
            f" WHERE {self._db.dialect.field('record', 'origins', 0, 'source_id')} = ?)"
        )
        return bool(self._db.execute(question, (source_id, source_id)).fetchone()[0])

    def get(self, document_ids: Sequence[str]) -> dict[str, Course]:
        """The courses of these documents; ids that are not stored are left out."""
        found: dict[str, Course] = {}
        for part, marks in in_parts(document_ids):
            rows = self._db.execute(
                f"SELECT document_id, record FROM courses WHERE document_id IN ({marks})", part
            )
            found |= {row[0]: Course.from_json(row[1]) for row in rows}
        return found

    def each(self, run_out_before: date = date.max) -> Iterator[tuple[str, list[Course]]]:
        """(document id, the records of each catalogue it was read from) of all courses, or of those with a
        date that had passed on a day.
        """
        where, values = (
            ("", ()) if run_out_before == date.max else ("WHERE runs_out < ?", (run_out_before.isoformat(),))
        )
        for document_id, record in self._db.each(
            f"SELECT document_id, record FROM courses {where} ORDER BY document_id", values
        ):
            parts = self._db.execute(
                "SELECT record FROM course_parts WHERE document_id = ? ORDER BY position", (document_id,)
            ).fetchall()
            yield document_id, [Course.from_json(row[0]) for row in parts] or [Course.from_json(record)]

    def search_hashes(self) -> list[tuple[str, str]]:
        """(document id, hash of all that is searched) of all courses, by id."""
        return self._db.execute(
            "SELECT document_id, search_hash FROM courses ORDER BY document_id"
        ).fetchall()

    def searched(self, document_ids: Sequence[str], model: str) -> list[tuple[str, str, bytes | None]]:
        """(document id, the words of all its sections but the dates, its vector as float32 bytes) of at most
        500 courses, by id.
        """
        marks, words = ",".join("?" * len(document_ids)), self._db.dialect
        said = f"CASE embedding_hash WHEN '' THEN text ELSE context || {words.new_line} || text END"
        texts = self._db.execute(
            f"SELECT document_id, {words.lines(said, order='rowid')} FROM chunks WHERE document_id IN"
            f" ({marks}) AND locator <> ? GROUP BY"
            " document_id ORDER BY document_id",
            (*document_ids, DATES),
        ).fetchall()
        vectors = dict(
            self._db.execute(
                "SELECT c.document_id, e.vector FROM chunks c JOIN embeddings e ON e.model = ? AND e.hash ="
                f" c.embedding_hash WHERE c.document_id IN ({marks})",
                (model, *document_ids),
            ).fetchall()
        )
        return [(document_id, text, vectors.get(document_id)) for document_id, text in texts]

    def record_hashes(self) -> dict[str, str]:
        """Document id -> hash of the whole record, by document id; "" where it is not known."""
        return dict(
            self._db.execute(
                "SELECT c.document_id, coalesce(d.content_hash, '') FROM courses c LEFT JOIN documents d"
                " ON d.id = c.document_id ORDER BY c.document_id"
            )
        )

    def dates(self, document_ids: Sequence[str]) -> Iterator[tuple[str, CourseDate]]:
        """(document id, date) of all dates of these courses."""
        for part, marks in in_parts(document_ids):
            for document_id, record in self._db.execute(
                f"SELECT document_id, {self._db.dialect.field('record', 'dates')} FROM courses WHERE"
                f" document_id IN ({marks}) ORDER BY document_id",
                part,
            ):
                for day in dates_from_json(record):
                    yield document_id, day

    def facts(self) -> Iterator[tuple[str, str, str]]:
        """(document id, provider, AZAV number) of each course, by document id."""
        return iter(
            self._db.execute("SELECT document_id, provider, measure_number FROM courses ORDER BY document_id")
        )

    def titles(self, document_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Title and keywords of these documents."""
        found: dict[str, tuple[str, str]] = {}
        for part, marks in in_parts(document_ids):
            rows = self._db.execute(
                "SELECT document_id, title || ' ' || degree,"
                f" coalesce({self._db.dialect.field('record', 'keywords')}, '') FROM courses WHERE"
                f" document_id IN ({marks})",
                part,
            )
            found |= {row[0]: (row[1], row[2]) for row in rows}
        return found

    def locate(self, place: str) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees of a postcode or town: the median of the courses'
        own coordinates there, else the place's own.

        A postcode without a course stands for its neighbours with the same first three digits; None if
        nothing is known.
        """
        text = place.strip()
        if text.isdigit():
            where: list[tuple[str, str, str]] = (
                [("plz", text, text), ("plz", text[:3], f"{text[:3]}{_LAST}")]
                if len(text) == _PLZ
                else [("plz", text, f"{text}{_LAST}")]
            )
        else:
            town = town_key(text)
            where = [("town", town, town), ("town", town, f"{town}{_LAST}")]
        for column, first, last in where:
            found = self._db.execute(
                f"SELECT lat, lon FROM course_dates WHERE {column} BETWEEN ? AND ? AND lat IS NOT NULL",
                (first, last),
            ).fetchall()
            if found:
                return median(row[0] for row in found), median(row[1] for row in found)
        return locate(text)


_LAST = "\U0010ffff"  # sorts behind all that begins alike


def _date_row(document_id: str, day: CourseDate) -> tuple[object, ...]:
    place = day.place
    return (
        document_id,
        _iso(day.start),
        _iso(day.last_day),
        place.plz,
        town_key(place.town),
        place.lat,
        place.lon,
        int(day.time is Time.FULL),
        int(day.time is Time.PART or day.beside_job),
        day.form,
        day.price,
        _number(day.bildungsgutschein),
    )


def _number(said: bool | None) -> int | None:
    return None if said is None else int(said)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
