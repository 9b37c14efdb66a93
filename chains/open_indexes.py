"""What a search works on: the opened indexes of one generation, the laws' names and places, the analyst of questions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chains.question import Analyst, law_names
from chains.references import find_references
from chains.shelf import Shelf
from chains.spelling import Speller
from knowledge.bridges import BridgeIndex
from knowledge.glossary import load_glossary
from knowledge.index import IndexPlace, build_indexes, check_embedding, writing
from knowledge.lexical_index import LexicalIndex
from knowledge.vector_index import ExactVectors, open_chroma

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.library import Library
    from knowledge.model import DocumentHead, Status
    from knowledge.vector_index import DenseIndex
    from settings import Settings


@dataclass(frozen=True, slots=True)
class OpenIndexes:
    """The opened indexes of one generation."""

    generation: int
    dense: DenseIndex
    lexical: LexicalIndex
    bridges: BridgeIndex
    analyst: Analyst
    heads: dict[str, DocumentHead]
    law_titles: dict[str, str]  # also of laws that are not indexed
    core: frozenset[str]
    laws: frozenset[str]  # ids of the indexed laws
    shelf: Shelf
    places: dict[tuple[str, str], list[tuple[str, Status]]]  # (document id, "§ 82") -> its locators


def open_indexes(settings: Settings, library: Library, embedding: Embeddings, generation: int, *, exact: bool) -> OpenIndexes:
    """Open a generation; one that is missing or was built with other phrases is rebuilt first.

    Raises:
        EmbeddingMismatch, StorageFailed, SyncRunning.
    """
    check_embedding(library, settings.embedding)
    place = IndexPlace(settings.indexes, settings.chroma_url)
    if not place.sealed(generation):
        with writing(settings.data):
            build_indexes(place, generation, library, embedding, settings.embedding)
    folder = place.folder(generation)
    dense: DenseIndex
    dense = ExactVectors(folder) if exact else open_chroma(place.chroma_folder(generation), embedding, url=place.chroma_url, collection=place.collection(generation))
    heads = {head.id: head for head, *_ in library.heads()}
    glossary = load_glossary(settings.glossary)
    laws = law_names(glossary, {h.id: (h.title, h.long_title) for h in heads.values() if h.kind == "law"})
    places: dict[tuple[str, str], list[tuple[str, Status]]] = defaultdict(list)
    for document_id, locator, status in library.section_places():
        places[document_id, locator.partition(" Abs. ")[0]].append((locator, status))
    lexical, bridges = LexicalIndex.open(folder / "lexical"), BridgeIndex.open(folder)
    return OpenIndexes(
        generation,
        dense,
        lexical,
        bridges,
        Analyst(glossary, laws, cache(lambda: Speller(lexical, [*bridges.vocabulary, *glossary.vocabulary]))),
        heads,
        {law: names[0] for law, names in glossary.laws.items() if names},
        frozenset(glossary.core),
        frozenset(head.id for head in heads.values() if head.kind == "law"),
        Shelf(library, lambda text: find_references(text, laws)),
        dict(places),
    )
