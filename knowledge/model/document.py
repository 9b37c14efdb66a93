"""The nouns of the knowledge base: Document, Section, Chunk, Hit (DESIGN.md, "The words")."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.model.course import Course


def content_hash(*parts: str) -> str:
    """The identity of a content: 32 hex digits of SHA-256 over the parts, which cannot run into
    one another.
    """
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


# kinds of documents that the editors keep: what is none of them somebody brought in beside
EDITED = frozenset({"law", "factsheet", "module"})


class Status(StrEnum):
    """Whether a section may be answered from."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"
    APPARATUS = "apparatus"  # table of contents, enacting formula: kept, never answered from


@dataclass(frozen=True, slots=True)
class Section:
    """The smallest citable part of a document.

    `text` is the source's own wording: list items on lines of their own, table cells separated
    by tabs, rows by line ends, so that it differs from the source in white space only.
    """

    locator: str
    text: str
    heading: str = ""
    path: tuple[str, ...] = ()
    url: str = ""
    status: Status = Status.IN_FORCE
    footnotes: str = ""

    @property
    def content_hash(self) -> str:
        """Changes when anything that is shown or searched changes."""
        return content_hash(
            self.locator, self.text, self.heading, *self.path, self.url, self.status, self.footnotes
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One fetched and parsed unit: a law, a factsheet, a page."""

    id: str
    kind: str
    title: str
    sections: tuple[Section, ...]
    long_title: str = ""
    stand: date | None = None
    stand_note: str = ""
    url: str = ""
    licence: str = ""
    region: str = ""
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    max_age_days: int | None = None
    legal_basis: tuple[str, ...] = ()  # "sgb_3 § 82 Abs. 2": what a factsheet rests on
    # what the reader could not take in ("S. 3 ist ein Bild …"), in German; no part of the content
    notes: tuple[str, ...] = ()
    course: Course | None = None  # the typed record of a document of kind "course"
    course_parts: tuple[Course, ...] = ()  # the records of several catalogues that the course was merged from

    @property
    def content_hash(self) -> str:
        """Changes when any section or any shown attribute changes; the sync compares it."""
        head = (
            self.id,
            self.kind,
            self.title,
            self.long_title,
            str(self.stand),
            self.stand_note,
            self.url,
            self.licence,
        )
        scope = (
            self.region,
            "|".join(self.topics),
            "|".join(self.audience),
            str(self.max_age_days),
            "|".join(self.legal_basis),
        )
        record = (
            (self.course.content_hash, *(part.content_hash for part in self.course_parts))
            if self.course
            else ()
        )
        return content_hash(*head, *scope, *record, *(section.content_hash for section in self.sections))


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded: a section or a part of one, never across two locators.

    `context` (title, heading path) is put before the text for embedding and searching only;
    people see `text`.
    """

    document_id: str
    locator: str
    position: int
    text: str
    context: str = ""
    indexed: bool = True  # else it is only shown and cited with its document, and never embedded

    @property
    def id(self) -> str:
        """Content hash of the place and the wording, so equal content keeps its id over syncs."""
        return content_hash(self.document_id, self.locator, str(self.position), self.context, self.text)

    @property
    def embedded_text(self) -> str:
        """The text that is given to the embedding."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def embedding_hash(self) -> str:
        """Key of the embedding cache: equal texts are embedded once, wherever they stand."""
        return content_hash(self.embedded_text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk together with the section and document it was cut from, as the library gives it out."""

    chunk_id: str
    chunk_text: str
    section: Section
    document: DocumentHead
    position: int


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A document without its sections: what a citation needs to name it."""

    id: str
    kind: str
    title: str
    long_title: str
    stand: date | None
    stand_note: str
    url: str
    licence: str
    region: str
    topics: tuple[str, ...]
    audience: tuple[str, ...]
    max_age_days: int | None
    legal_basis: tuple[str, ...]

    def is_out_of_date(self, today: date) -> bool:
        """Whether its as-of date is older than its source allows; without either it never is."""
        if self.stand is None or not self.max_age_days:
            return False
        return (today - self.stand).days > self.max_age_days


class HitOrigin(StrEnum):
    """Why a passage is among the hits."""

    FOUND = "found"  # by its score
    NAMED = "named"  # the question names its place
    EARLIER = "earlier"  # named, in a version that today's law no longer has
    OWN = "own"  # of the person's own document


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with its score (higher is better), the values of the features that it
    was scored by (chains/retrieval/features.py), and why it is here.
    """

    passage: Passage
    score: float
    values: dict[str, float] = field(default_factory=dict)
    origin: HitOrigin = HitOrigin.FOUND
