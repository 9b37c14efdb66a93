"""The systems that can be measured, by their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.outcome import System
from evals.runs.systems import HITS, AssistantSystem, Bm25Search, DenseSearch, PassageSystem, Progress

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from evals.runs.configuration import Configuration
    from settings import Settings


def build_system(
    configuration: Configuration, settings: Settings, embedding: Embeddings, progress: Progress
) -> System:
    """Open the system a configuration names.

    Raises:
        IndexMissing, EmbeddingMismatch, ModelFailed, StorageFailed: as the parts it opens.
    """
    from chains.assistant import Assistant
    from chains.model.writer import load_writer
    from chains.retrieval.searcher import Searcher
    from evals.runs.held_out import place_with
    from evals.runs.quickstart import Quickstart

    effective = configuration.applied(settings)
    match configuration.system:
        case "assistant":
            searcher = Searcher(
                effective,
                embedding,
                exact=True,
                weights=configuration.weights,
                place=place_with(configuration.phrases, effective),
            )
            return AssistantSystem(
                Assistant(searcher, load_writer(effective), hits=HITS), configuration.register_name
            )
        case "quickstart":
            return Quickstart(effective, embedding, progress)
        case "bm25":
            return PassageSystem(Bm25Search(effective))
        case _:
            return PassageSystem(DenseSearch(effective, embedding))
