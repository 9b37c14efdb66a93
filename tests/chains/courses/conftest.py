"""A small generated catalogue, read in once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chains.courses.search import CourseSearcher
from evals.courses.catalogue import TODAY, write_pages
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace, writing
from knowledge.store.library import Library
from tests.conftest import settings_for
from tests.ingest.catalogues.test_formats import source

OFFERS = 250


@pytest.fixture(scope="package")
def generated(
    tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[tuple[CourseSearcher, dict[int, str]]]:
    """The search over the catalogue, and the topic of each offer."""
    folder = tmp_path_factory.mktemp("generiert")
    about = write_pages(folder / "katalog", OFFERS)
    config = settings_for(folder / "data")
    with writing(config.data), Library(config.library) as library:
        outcomes = read_source(source(".", format="ba"), folder / "katalog", Session(folder / "katalog"))
        plan = plan_sync(outcomes, library, TODAY)
        execute(plan, library, IndexPlace(config.indexes), embedding, config.embedding)
    searcher = CourseSearcher(config, embedding)
    yield searcher, about
    searcher.close()
