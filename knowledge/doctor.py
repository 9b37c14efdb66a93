"""Is every chunk found by its own vector and by its own words? What is not, is rebuilt from the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.bridges import load_bridges
from knowledge.course_index import CourseIndex
from knowledge.german import terms
from knowledge.index import IndexPlace, build_indexes
from knowledge.lexical_index import LexicalIndex
from knowledge.vector_index import ExactVectors, open_chroma

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.library import Library

_WINDOW = 10  # among so many nearest a chunk has to find itself; equal texts of several places share the top
_BATCH = 500
_COURSE_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Findings:
    """What the check saw; empty `problems` means healthy."""

    chunks: int
    problems: tuple[str, ...]
    not_by_vector: int = 0
    not_by_words: int = 0

    @property
    def healthy(self) -> bool:
        """Nothing to rebuild."""
        return not self.problems


def examine(place: IndexPlace, library: Library, embedding: Embeddings, model: str) -> Findings:
    """Probe each chunk of the present generation in Chroma and in the lexical index."""
    generation = library.generation
    ids, matrix = library.vectors(model)
    total = sum(1 for _ in library.chunks())
    if len(ids) != total:
        return Findings(total, (f"{total - len(ids)} Abschnitte haben keine Einbettung; bitte `wbm sync` ausführen.",))
    if not place.sealed(generation):
        return Findings(total, ("Der Index dieser Generation fehlt oder wurde nicht zu Ende geschrieben.",))
    folder = place.folder(generation)
    try:
        chroma = open_chroma(place.chroma_folder(generation), embedding, url=place.chroma_url, collection=place.collection(generation))
        lexical = LexicalIndex.open(folder / "lexical")
        ExactVectors(folder)
        by_vector = 0
        for start in range(0, total, _BATCH):
            vectors = matrix[start : start + _BATCH]
            found = chroma.store._collection.query(query_embeddings=vectors, n_results=min(_WINDOW, total), include=["distances"])  # noqa: SLF001 - batch query
            for own, keys, distances in zip(ids[start:], found["ids"], found["distances"] or [], strict=False):
                by_vector += own not in keys and not (distances and distances[-1] < 1e-4)  # noqa: PLR2004 - ten places of one wording
    except Exception as error:  # noqa: BLE001 - whatever a damaged index raises, the finding is the same: rebuild
        return Findings(total, (f"Der Index lässt sich nicht öffnen oder befragen: {error}",))
    problems = _course_problems(place, library, model)
    by_words = 0
    for chunk in library.chunks():
        wanted = dict.fromkeys(terms(chunk.embedded_text, lexical.compounds), 1.0)
        by_words += chunk.id not in {key for key, _ in lexical.search(wanted, _WINDOW)}
    if by_vector:
        problems.append(f"{by_vector} von {total} Abschnitten findet die Vektorsuche nicht.")
    if by_words:
        problems.append(f"{by_words} von {total} Abschnitten findet die Wortsuche nicht.")
    return Findings(total, tuple(problems), by_vector, by_words)


def _course_problems(place: IndexPlace, library: Library, model: str) -> list[str]:
    """What is wrong with the courses' partition; a sample of courses is searched by their vectors and words, all are counted."""
    have = library.courses.search_hashes()
    try:
        index = CourseIndex(place.courses_folder(library.generation))
        if index.ids != [document_id for document_id, _ in have]:
            return ["Der Kursindex führt andere Kurse als die Bibliothek."]
        everything = np.ones(len(have), dtype=bool)
        lost = 0
        sample = have[:: max(1, len(have) // _COURSE_SAMPLE)]
        for document_id, text, vector in library.courses.searched([document_id for document_id, _ in sample][:_BATCH], model):
            scores = index.scores(np.frombuffer(vector or b"", dtype="<f4").tolist(), index.terms_of(text), everything)
            own = index.ids.index(document_id)
            nearest, best = (int((scored > scored[own] + 1e-4).sum()) for scored in (scores.dense, scores.lexical))
            lost += nearest >= _WINDOW or best >= _WINDOW
    except Exception as error:  # noqa: BLE001 - as in examine: whatever a damaged index raises
        return [f"Der Kursindex lässt sich nicht öffnen oder befragen: {error}"]
    return [f"{lost} von {len(sample)} geprüften Kursen findet die Kurssuche nicht wieder."] if lost else []


def strayed(library: Library) -> list[str]:
    """Places of the bridges that an indexed law does not have (any more): an editor has to move their phrases."""
    have = {(document, locator) for document, locator, _ in library.section_places()}
    documents = {document for document, _ in have}
    return [f"{document} {locator}" for document, places in load_bridges().root.items() if document in documents for locator in places if (document, locator) not in have]


def rebuild(place: IndexPlace, library: Library, embedding: Embeddings, model: str) -> None:
    """Build the present generation anew from the library; nothing is embedded."""
    build_indexes(place, library.generation, library, embedding, model, fresh=True)
