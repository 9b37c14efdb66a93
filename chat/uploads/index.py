"""Documents of one chat, searched in memory: they live as long as this object, nothing of them
is written anywhere.

Their text is data. It is quoted and shown escaped like any source, never run, and what stands
in it as an instruction is quoted like all else.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import bm25s
import numpy as np

from chains.privacy.outgoing import as_sent
from chat.uploads.text import UploadLimits, read_pasted, read_upload
from ingest.chunk import chunk_document
from knowledge.errors import UnreadableSource
from knowledge.german.words import terms
from knowledge.index.embedding import embed_queries
from knowledge.index.unit import unit_vectors
from knowledge.model.document import Document, DocumentHead, Hit, Passage

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from chains.question.analysis import Analysis
    from settings import Settings

_CHUNKS = 400  # passages of a document; embedding them takes up to a minute
_BATCH = 32
_LEXICAL = 0.04  # what the best word match adds to a cosine: E5's cosines lie between 0.75 and 0.9
Progress = Callable[[int, int], None]  # (passages embedded, passages to embed)


class UploadIndex:
    """One document's passages, their vectors and their words."""

    def __init__(
        self, document: Document, embedding: Embeddings, settings: Settings, progress: Progress | None = None
    ) -> None:
        """Embeds every passage, masked where the embedding is elsewhere; raises UnreadableSource for a
        document with too many.
        """
        chunks = chunk_document(document)
        if len(chunks) > _CHUNKS:
            raise UnreadableSource(
                f"„{document.title}“ ist zu lang ({len(chunks)} Abschnitte, möglich sind {_CHUNKS}). Bitte"
                " nur den Teil hochladen, um den es geht."
            )
        self.title = document.title
        self.text = "\n".join(
            part
            for section in document.sections
            for part in (section.locator, section.heading, section.text)
            if part
        )
        head = DocumentHead(
            document.id, document.kind, document.title, "", None, "", "", "", "", (), (), None, ()
        )
        sections = {section.locator: section for section in document.sections}
        self._passages = [Passage(c.id, c.text, sections[c.locator], head, c.position) for c in chunks]
        self._vectors = _embedded(
            as_sent([chunk.embedded_text for chunk in chunks], settings), embedding, progress
        )
        self._words = bm25s.BM25()
        self._words.index([terms(chunk.embedded_text) or ["∅"] for chunk in chunks], show_progress=False)

    def search(self, vector: Sequence[float] | np.ndarray, words: Sequence[str], k: int) -> list[Hit]:
        """The k best passages for a question's vector (unit length) and words (stems), best first; the score
        is the cosine.
        """
        cosines = self._vectors @ np.asarray(vector, dtype=np.float32)
        known = [word for word in words if word in self._words.vocab_dict]
        lexical = np.asarray(self._words.get_scores(known)) if known else np.zeros(len(self._passages))
        fused = cosines + (_LEXICAL * lexical / lexical.max() if lexical.max() > 0 else 0.0)
        return [Hit(self._passages[i], float(cosines[i])) for i in np.argsort(-fused, kind="stable")[:k]]


class ChatUploads:
    """All documents of one chat; gone when the chat lets go of this object."""

    def __init__(self, embedding: Embeddings, limits: UploadLimits, settings: Settings) -> None:
        self._embedding, self._limits, self._settings = embedding, limits, settings
        self._indexes: dict[str, UploadIndex] = {}
        self._lock = threading.Lock()

    def add(self, name: str, data: bytes, progress: Progress | None = None) -> UploadIndex:
        """Read and index a document; one of the same name takes the earlier one's place.

        Raises:
            UnreadableSource: with what to do.
        """
        return self._indexed(read_upload(name, data, self._limits, _new_id()), progress)

    def add_text(self, title: str, text: str, progress: Progress | None = None) -> UploadIndex:
        """Index a text that was pasted; raises as `add`."""
        return self._indexed(read_pasted(title, text, self._limits, _new_id()), progress)

    def _indexed(self, document: Document, progress: Progress | None) -> UploadIndex:
        if document.title not in self._indexes and len(self._indexes) >= self._limits.documents:
            raise UnreadableSource(
                f"In einem Chat gehen höchstens {self._limits.documents} Dokumente. Für weitere bitte einen"
                " neuen Chat beginnen."
            )
        index = UploadIndex(document, self._embedding, self._settings, progress)
        with self._lock:
            self._indexes[document.title] = index
        return index

    def hits(self, analysis: Analysis) -> list[Hit]:
        """The best passages of all documents for a question (`own` of Assistant.ask)."""
        if not self._indexes:
            return []
        asked = as_sent([analysis.text], self._settings, analysis.told)
        vector = unit_vectors(embed_queries(self._embedding, asked))[0]
        words = terms(analysis.matter)
        found = [hit for index in list(self._indexes.values()) for hit in index.search(vector, words, 3)]
        return sorted(found, key=lambda hit: -hit.score)

    @property
    def names(self) -> list[str]:
        """What the documents are called."""
        return list(self._indexes)

    @property
    def texts(self) -> list[str]:
        """Their whole texts: what must be masked before a model elsewhere sees passages of them."""
        return [index.text for index in self._indexes.values()]


def _new_id() -> str:
    return f"upload:{uuid.uuid4().hex[:8]}"


def _embedded(texts: Sequence[str], embedding: Embeddings, progress: Progress | None) -> np.ndarray:
    parts: list[Any] = []
    for start in range(0, len(texts), _BATCH):
        if progress:
            progress(start, len(texts))
        parts += embedding.embed_documents(list(texts[start : start + _BATCH]))
    return unit_vectors(parts)
