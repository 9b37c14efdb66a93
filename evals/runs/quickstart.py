"""The baseline everybody starts from: LangChain's tutorial. Flattened text, 1000/200
characters, Chroma, top-k.

Its vectors lie in a Chroma folder of their own and are kept by content, so that a second run embeds nothing.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from typing import TYPE_CHECKING

from evals.outcome import Cited, RankedPlace, SystemOutcome
from evals.places import place
from knowledge.model.document import Section, Status, content_hash

if TYPE_CHECKING:
    from langchain_core.documents import Document as Piece
    from langchain_core.embeddings import Embeddings

    from evals.runs.systems import Progress
    from knowledge.store.library import Library
    from settings import Settings

_SIZE, _OVERLAP = 1000, 200  # characters, as in the tutorial
_BATCH = 64
# characters of a section that a piece must hold to count as having found it; shorter sections wholly
_COUNTS = 100


class Quickstart:
    """The tutorial's chain without its model: the pieces it would hand over, quoted."""

    def __init__(self, settings: Settings, embedding: Embeddings, progress: Progress) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings
        from langchain_chroma import Chroma

        from knowledge.index.writer import writing
        from knowledge.store.opening import open_library

        folder = settings.data / "evals" / "quickstart"
        with writing(folder), open_library(settings) as library:
            client = chromadb.PersistentClient(
                path=str(folder / "chroma"), settings=ChromaSettings(anonymized_telemetry=False)
            )
            name = f"quickstart-{content_hash(settings.embedding)}"
            self._store = Chroma(
                client=client,
                collection_name=name,
                embedding_function=embedding,
                collection_configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            )
            self._bring_up_to(_pieces(library), progress)

    def _bring_up_to(self, pieces: dict[str, Piece], progress: Progress) -> None:
        stored = set(self._store.get(include=[])["ids"])
        gone = sorted(stored - pieces.keys())
        for start in range(0, len(gone), 500):
            self._store.delete(gone[start : start + 500])
        missing = [key for key in pieces if key not in stored]
        for start in range(0, len(missing), _BATCH):
            part = missing[start : start + _BATCH]
            self._store.add_documents([pieces[key] for key in part], ids=part)
            progress(min(start + _BATCH, len(missing)), len(missing))

    def answer(self, question: str, history: tuple[tuple[str, str], ...]) -> SystemOutcome:  # noqa: ARG002 - the tutorial's chain knows no conversation
        """See System."""
        from evals.runs.systems import HITS, quoting

        begun = time.perf_counter()
        pieces = self._store.similarity_search(question, k=HITS)
        hits = [
            RankedPlace(
                places=tuple(p.metadata["places"].split("\n")),
                label=p.metadata["title"],
                text=p.page_content[:400],
            )
            for p in pieces
        ]
        cited = [
            Cited(
                n=n,
                places=tuple(p.metadata["places"].split("\n")),
                label=f"{p.metadata['title']}, Zeichen {p.metadata['start_index']}",
                quote=p.page_content,
            )
            for n, p in enumerate(pieces[:3], 1)
        ]
        return quoting(hits, cited, (time.perf_counter() - begun) * 1000)

    def close(self) -> None:
        """See System; the client of a folder is shared by the process and stays."""


def _pieces(library: Library) -> dict[str, Piece]:
    """Content id -> piece, with the places it covers in its metadata."""
    from langchain_core.documents import Document as Piece
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=_SIZE, chunk_overlap=_OVERLAP, add_start_index=True)
    result: dict[str, Piece] = {}
    for head, *_ in library.heads():
        sections = [s for s in library.sections(head.id) if s.status is not Status.APPARATUS]
        text = "\n\n".join(_flat(s) for s in sections)
        for piece in splitter.split_documents(
            [Piece(page_content=text, metadata={"source": head.id, "title": head.title})]
        ):
            begin = piece.metadata["start_index"]
            piece.metadata["places"] = "\n".join(
                _covered(head.id, sections, begin, begin + len(piece.page_content))
            )
            result[content_hash(head.id, str(begin), piece.metadata["places"], piece.page_content)] = piece
    return result


def _flat(section: Section) -> str:
    return f"{section.locator} {section.heading}\n{section.text}"


def _covered(document_id: str, sections: list[Section], begin: int, end: int) -> list[str]:
    """Places of which [begin, end) of the flattened text holds enough; at least the one it begins in."""
    starts: list[int] = []
    position = 0
    for section in sections:
        starts.append(position)
        position += len(_flat(section)) + 2
    first = max(0, bisect_right(starts, begin) - 1)
    places = []
    for i in range(first, len(sections)):
        if starts[i] >= end:
            break
        length = len(_flat(sections[i]))
        if min(end, starts[i] + length) - max(begin, starts[i]) >= min(_COUNTS, length):
            places.append(place(document_id, sections[i].locator))
    return places or [place(document_id, sections[first].locator)]
