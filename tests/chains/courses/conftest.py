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
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import library_to_write
from tests.conftest import store_settings
from tests.ingest.catalogues.test_formats import source

OFFERS = 250


@pytest.fixture(
    scope="package",
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, pytest.mark.thorough])],
)
def generated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[tuple[CourseSearcher, dict[int, str]]]:
    """The search over the catalogue, and the topic of each offer."""
    folder = tmp_path_factory.mktemp("generiert")
    about = write_pages(folder / "katalog", OFFERS)
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgresql" else ""
    config = store_settings(folder / "data", url)
    with library_to_write(config) as library:
        outcomes = read_source(source(".", format="ba"), folder / "katalog", Session(folder / "katalog"))
        plan = plan_sync(outcomes, library, TODAY)
        execute(plan, library, IndexPlace(config.indexes), embedding, config.embedding)
    searcher = CourseSearcher(config, embedding)
    yield searcher, about
    searcher.close()
