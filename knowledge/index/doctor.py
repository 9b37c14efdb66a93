"""Is every chunk found by its own vector and by its own words? What is not, is rebuilt from the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.editorial.phrases import load_phrases
from knowledge.german.words import terms
from knowledge.index.courses import CourseIndex
from knowledge.index.embedding import engine_of
from knowledge.index.generation import IndexPlace, build_indexes
from knowledge.index.rules import RuleIndex

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.store.library import Library

_WINDOW = 10  # among so many nearest a chunk has to find itself; equal texts of several places share the top
_BATCH = 500
_PROBED = 10_000  # chunks that are searched for; of more it is every second, third …
_COURSE_SAMPLE = 200
_EQUAL = 1e-4
_NAMED = 5  # files that one message names


@dataclass(frozen=True, slots=True)
class Findings:
    """What the check saw; empty `problems` means healthy."""

    chunks: int
    problems: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        """Nothing to rebuild."""
        return not self.problems


def examine(place: IndexPlace, library: Library, model: str) -> Findings:
    """Probe the chunks of the present generation by their vectors and by their words, against the library."""
    generation = library.generation
    wanted = library.indexed.ids()
    total = len(wanted)
    bare = sum(vector is None for _, vector in library.indexed.embedded(model))
    if bare:
        return Findings(total, (f"{bare} Abschnitte haben keine Einbettung; bitte `wbm sync` ausführen.",))
    if not place.sealed(generation, library.marks.of(generation)):
        return Findings(total, ("Der Index dieser Generation fehlt oder wurde nicht zu Ende geschrieben.",))
    if broken := place.damaged(generation, whole=True):
        return Findings(
            total,
            (
                (
                    f"Der Index ist beschädigt: {', '.join(broken[:_NAMED])}"
                    f" {'fehlt oder ist' if len(broken) == 1 else 'fehlen oder sind'} verändert."
                ),
            ),
        )
    try:
        index = RuleIndex.open(place.folder(generation))
        if set(index.rows.all_ids()) != set(wanted) or len(index.rows) != total:
            return Findings(total, ("Der Index führt andere Abschnitte als die Bibliothek.",))
        by_vector, by_words = _lost(index, library, model, wanted[:: 1 + total // _PROBED])
    except Exception as error:  # noqa: BLE001 - whatever a damaged index raises, the finding is the same: rebuild
        return Findings(total, (f"Der Index lässt sich nicht öffnen oder befragen: {error}",))
    problems = _course_problems(place, library, model)
    if by_vector:
        problems.append(f"{by_vector} von {total} Abschnitten findet die Vektorsuche nicht.")
    if by_words:
        problems.append(f"{by_words} von {total} Abschnitten findet die Wortsuche nicht.")
    return Findings(total, tuple(problems))


def _lost(index: RuleIndex, library: Library, model: str, chosen: list[str]) -> tuple[int, int]:
    """How many of the chosen chunks are not found by their own vector, and by their own words."""
    by_vector = by_words = 0
    for chunk, vector in library.indexed.embedded(model, chosen):
        stored = np.frombuffer(vector or b"", dtype="<f4")
        near = index.vectors.search(stored.tolist(), _WINDOW)
        # ten places of one wording share the top
        by_vector += chunk.id not in {key for key, _ in near} and near[-1][1] < 1 - _EQUAL
        asked = dict.fromkeys(terms(chunk.embedded_text, index.lexical.compounds), 1.0)
        by_words += bool(asked) and chunk.id not in {key for key, _ in index.lexical.search(asked, _WINDOW)}
    return by_vector, by_words


def _course_problems(place: IndexPlace, library: Library, model: str) -> list[str]:
    """What is wrong with the courses' partition; a sample of courses is searched by their vectors and words,
    all are counted.
    """
    have = library.courses.search_hashes()
    try:
        index = CourseIndex(place.courses_folder(library.generation))
        if index.ids != [document_id for document_id, _ in have]:
            return ["Der Kursindex führt andere Kurse als die Bibliothek."]
        everything = np.ones(len(have), dtype=bool)
        lost = 0
        sample = have[:: max(1, len(have) // _COURSE_SAMPLE)]
        for document_id, text, vector in library.courses.searched(
            [document_id for document_id, _ in sample][:_BATCH], model
        ):
            scores = index.scores(
                np.frombuffer(vector or b"", dtype="<f4").tolist(), index.terms_of(text), everything
            )
            own = index.ids.index(document_id)
            nearest, best = (
                int((scored > scored[own] + 1e-4).sum()) for scored in (scores.dense, scores.lexical)
            )
            lost += nearest >= _WINDOW or best >= _WINDOW
    except Exception as error:  # noqa: BLE001 - as in examine: whatever a damaged index raises
        return [f"Der Kursindex lässt sich nicht öffnen oder befragen: {error}"]
    return [f"{lost} von {len(sample)} geprüften Kursen findet die Kurssuche nicht wieder."] if lost else []


def strayed(library: Library) -> list[str]:
    """Places of the phrases that an indexed law does not have (any more): an editor has to move
    their phrases.
    """
    have = {(document, locator) for document, locator, _ in library.section_places()}
    documents = {document for document, _ in have}
    return [
        f"{document} {locator}"
        for document, places in load_phrases().root.items()
        if document in documents
        for locator in places
        if (document, locator) not in have
    ]


def engines(library: Library, model: str, embedding: Embeddings) -> str:
    """Which engines computed the vectors that are searched, and which one those of questions; "" where the
    embedding's name says it all.
    """
    asked = engine_of(embedding)
    if not asked:
        return ""
    made = (
        f"{count} mit {name or f'{model} (ohne Angabe der Version)'}"
        for name, count in library.embeddings.engines(model).items()
    )
    return f"Einbettungen der Abschnitte: {', '.join(made)}. Fragen rechnet {asked}."


def rebuild(place: IndexPlace, library: Library, embedding: Embeddings, model: str) -> None:
    """Build the present generation anew from the library; nothing is embedded."""
    build_indexes(place, library.generation, library, embedding, model, fresh=True)
