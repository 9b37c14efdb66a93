"""What tests of several machines share."""

from __future__ import annotations

from pathlib import Path

from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import library_to_write
from settings import Settings


def brought_in(config: Settings, embedding: E5Embeddings, *paths: Path) -> int:
    """One sync of paths into the library that the settings name; its generation."""
    outcomes = (outcome for path in paths for outcome in read_path(path, f"pfad:{path}"))
    with library_to_write(config) as library:
        plan = plan_sync(outcomes, library)
        return execute(plan, library, IndexPlace(config.indexes), embedding, config.embedding).generation
