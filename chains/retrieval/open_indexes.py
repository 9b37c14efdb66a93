"""What a search works on: the opened indexes of one generation, the laws' names and places, the
analyst of questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chains.question.analysis import Analyst, law_names
from chains.question.references import find_references
from chains.retrieval.passage_cache import PassageCache
from chains.spelling import Speller
from knowledge.editorial.glossary import load_glossary
from knowledge.errors import IndexDamaged
from knowledge.index.generation import HEADINGS, LEXICAL, OWN_WORDS, IndexPlace, check_embedding, mend
from knowledge.index.lexical import LexicalIndex
from knowledge.index.phrases import PhraseIndex
from knowledge.index.scale import load_scale
from knowledge.index.vectors import ExactVectors, chroma_or, open_chroma
from knowledge.model.document import Status

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.index.phrases import PhraseMatches
    from knowledge.index.scale import EmbeddingScale
    from knowledge.index.vectors import ChromaVectors, DenseIndex
    from knowledge.model.document import DocumentHead
    from knowledge.store.library import Library
    from settings import Settings


@dataclass(frozen=True, slots=True)
class OpenIndexes:
    """The opened indexes of one generation."""

    generation: int
    dense: DenseIndex
    lexical: LexicalIndex  # words of the places and of their everyday phrases
    own_words: LexicalIndex  # of the places alone
    headings: LexicalIndex  # of titles, headings and paths
    everyday: PhraseIndex
    analyst: Analyst
    heads: dict[str, DocumentHead]
    law_titles: dict[str, str]  # also of laws that are not indexed
    core: frozenset[str]
    laws: frozenset[str]  # ids of the indexed laws
    shelf: PassageCache
    places: dict[tuple[str, str], list[tuple[str, Status]]]  # (document id, "§ 82") -> its locators
    scale: EmbeddingScale

    def match(self, vectors: Sequence[Sequence[float]]) -> PhraseMatches:
        """How near each everyday phrase comes to a question; `vectors` as in PhraseIndex.match."""
        return self.everyday.match(vectors, self.scale.questions)

    def locators(self, law: str, paragraph: str, absatz: str) -> list[str]:
        """The places of a § or article that are in force: the Absatz if it is there, else all of them."""
        known = self.places.get((law, f"§ {paragraph}")) or self.places.get((law, f"Art. {paragraph}"), [])
        places = [locator for locator, status in known if status is Status.IN_FORCE]
        exact = [p for p in places if p.endswith(f" {paragraph} Abs. {absatz}")] if absatz else places
        return exact or places


def _chroma(place: IndexPlace, generation: int, embedding: Embeddings, count: int) -> ChromaVectors:
    """Chroma's store of a generation, asked once; raises what a damaged one raises, or ValueError where
    vectors are lost.
    """
    store = open_chroma(
        place.chroma_folder(generation),
        embedding,
        url=place.chroma_url,
        collection=place.collection(generation),
    )
    if store.count() != count:
        raise ValueError(f"{store.count()} of {count} vectors are left")
    return store


def open_indexes(
    settings: Settings,
    library: Library,
    embedding: Embeddings,
    generation: int,
    *,
    exact: bool,
    place: IndexPlace | None = None,
) -> OpenIndexes:
    """Open a generation; one that is missing, damaged or was built with other phrases is rebuilt first.

    `place`: where the indexes lie, and with which phrases; by default as the settings say.

    Raises:
        EmbeddingMismatch, IndexDamaged, StorageFailed, SyncRunning.
    """
    check_embedding(library, settings.embedding)
    place = place or IndexPlace(settings.indexes, settings.chroma_url)
    if not place.sealed(generation) or place.damaged(generation, courses=False):
        mend(place, generation, library, embedding, settings.embedding)
    folder = place.folder(generation)
    try:
        vectors = ExactVectors(folder)
        lexical, own_words, headings = (
            LexicalIndex.open(folder / name) for name in (LEXICAL, OWN_WORDS, HEADINGS)
        )
        everyday = PhraseIndex.open(folder)
    except (OSError, ValueError, LookupError, TypeError) as error:  # built before checksums were kept
        raise IndexDamaged(
            f"{folder}: Der Index lässt sich nicht öffnen ({error}). Bitte `wbm doctor` ausführen; er baut"
            " ihn neu."
        ) from error
    dense = (
        vectors
        if exact or library.read_only
        else chroma_or(vectors, lambda: _chroma(place, generation, embedding, len(vectors)))
    )
    heads = library.answered_heads()
    glossary = load_glossary(settings.glossary)
    laws = law_names(glossary, {h.id: (h.title, h.long_title) for h in heads.values() if h.kind == "law"})
    places: dict[tuple[str, str], list[tuple[str, Status]]] = defaultdict(list)
    for document_id, locator, status in library.section_places():
        places[document_id, locator.partition(" Abs. ")[0]].append((locator, status))
    return OpenIndexes(
        generation,
        dense,
        lexical,
        own_words,
        headings,
        everyday,
        Analyst(
            glossary, laws, cache(lambda: Speller(lexical, [*everyday.vocabulary, *glossary.vocabulary]))
        ),
        heads,
        {law: names[0] for law, names in glossary.laws.items() if names},
        frozenset(glossary.core),
        frozenset(head.id for head in heads.values() if head.kind == "law"),
        PassageCache(library, lambda text: find_references(text, laws)),
        dict(places),
        load_scale(place.root, settings.embedding, everyday, vectors, library, embedding),
    )
