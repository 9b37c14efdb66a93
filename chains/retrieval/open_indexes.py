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
from knowledge.index.generation import IndexPlace, check_embedding, mend
from knowledge.index.rules import RuleIndex
from knowledge.index.scale import load_scale
from knowledge.model.document import Status

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.index.dense import DenseIndex, Mirror
    from knowledge.index.phrases import PhraseIndex, PhraseMatches
    from knowledge.index.scale import EmbeddingScale
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import DocumentHead
    from knowledge.store.library import Library
    from settings import Settings


@dataclass(frozen=True, slots=True)
class OpenIndexes:
    """The opened indexes of one generation."""

    generation: int
    dense: DenseIndex
    rules: RuleIndex
    analyst: Analyst
    heads: dict[str, DocumentHead]
    law_titles: dict[str, str]  # also of laws that are not indexed
    core: frozenset[str]
    laws: frozenset[str]  # ids of the indexed laws
    passages: PassageCache
    places: dict[tuple[str, str], list[tuple[str, Status]]]  # (id of a law, "§ 82") -> its locators
    scale: EmbeddingScale

    @property
    def lexical(self) -> WordIndex:
        """Words of the places and of their everyday phrases."""
        return self.rules.lexical

    @property
    def own_words(self) -> WordIndex:
        """Words of the places alone."""
        return self.rules.own_words

    @property
    def headings(self) -> WordIndex:
        """Words of titles, headings and paths."""
        return self.rules.headings

    @property
    def everyday(self) -> PhraseIndex:
        """The everyday phrases."""
        return self.rules.everyday

    def match(self, vectors: Sequence[Sequence[float]]) -> PhraseMatches:
        """How near each everyday phrase comes to a question; `vectors` as in PhraseIndex.match."""
        return self.everyday.match(vectors, self.scale.questions)

    def locators(self, law: str, paragraph: str, absatz: str) -> list[str]:
        """The places of a § or article that are in force: the Absatz if it is there, else all of them."""
        known = self.places.get((law, f"§ {paragraph}")) or self.places.get((law, f"Art. {paragraph}"), [])
        places = [locator for locator, status in known if status is Status.IN_FORCE]
        exact = [p for p in places if p.endswith(f" {paragraph} Abs. {absatz}")] if absatz else places
        return exact or places


def open_indexes(
    settings: Settings,
    library: Library,
    embedding: Embeddings,
    generation: int,
    *,
    place: IndexPlace,
    chroma: Mirror | None = None,
    before: OpenIndexes | None = None,
) -> OpenIndexes:
    """Open a generation; one that is missing, damaged or was built with other phrases is rebuilt first.

    `chroma`: searches the vectors once it has them; `before`: an earlier generation, of which only what
    changed is opened anew.

    Raises:
        EmbeddingMismatch, IndexDamaged, StorageFailed, SyncRunning.
    """
    check_embedding(library, settings.embedding)
    if not place.sealed(generation, library.marks.of(generation)) or place.damaged(generation, courses=False):
        mend(place, generation, library, embedding, settings.embedding)
    folder = place.folder(generation)
    try:
        rules = RuleIndex.open(folder, before.rules if before else None)
    except (OSError, ValueError, LookupError, TypeError) as error:  # built before checksums were kept
        raise IndexDamaged(
            f"{folder}: Der Index lässt sich nicht öffnen ({error}). Bitte `wbm doctor` ausführen; er baut"
            " ihn neu."
        ) from error
    lexical, everyday = rules.lexical, rules.everyday
    dense: DenseIndex = rules.vectors
    if chroma is not None:
        dense = chroma.serving(rules, generation, library)
    heads = library.answered_heads()
    glossary = load_glossary(settings.glossary)
    laws = law_names(glossary, {h.id: (h.title, h.long_title) for h in heads.values() if h.kind == "law"})
    indexed = frozenset(head.id for head in heads.values() if head.kind == "law")
    places: dict[tuple[str, str], list[tuple[str, Status]]] = defaultdict(list)
    for document_id, locator, status in library.section_places(indexed.union(glossary.laws)):
        places[document_id, locator.partition(" Abs. ")[0]].append((locator, status))
    return OpenIndexes(
        generation,
        dense,
        rules,
        Analyst(
            glossary, laws, cache(lambda: Speller(lexical, [*everyday.vocabulary, *glossary.vocabulary]))
        ),
        heads,
        {law: names[0] for law, names in glossary.laws.items() if names},
        frozenset(glossary.core),
        indexed,
        PassageCache(library, lambda text: find_references(text, laws)),
        dict(places),
        load_scale(place.root, settings.embedding, everyday, rules.vectors, library, embedding),
    )
