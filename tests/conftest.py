"""Real parts for all tests: a small law of our own, the starter knowledge, a real index, built
once a session.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from chains.assistant import Assistant
from chains.retrieval.searcher import Searcher
from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from ingest.sync.result import Report
from knowledge.index.embedding import E5Embeddings, load_embedding
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import writing
from knowledge.store.library import Library
from settings import DEFAULT_EMBEDDING, ROOT, Settings
from tests.environment import clean_environment
from tests.postgres import Postgres, postgres_server

LAW = Path(__file__).parent / "data" / "lernfg.xml"
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def embedding() -> E5Embeddings:
    """The default one, on the engine that is the default here."""
    model = load_embedding(DEFAULT_EMBEDDING)
    assert isinstance(model, E5Embeddings)
    return model


def sync(data: Path, *paths: Path, model: E5Embeddings, reembed: bool = False) -> Report:
    """One sync of paths into a data folder, as the command line does it."""
    config = settings_for(data)
    outcomes = (outcome for path in paths for outcome in read_path(path, f"pfad:{path}"))
    with writing(data), Library(config.library) as library:
        return execute(
            plan_sync(outcomes, library),
            library,
            IndexPlace(config.indexes),
            model,
            config.embedding,
            reembed=reembed,
        )


def settings_for(data: Path) -> Settings:
    return Settings(data=data, _env_file=None)


def store_settings(data: Path, url: str) -> Settings:
    return Settings(data=data, library_url=url, _env_file=None)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A data folder whose library, not made yet, lies in it or in a PostgreSQL."""
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgresql" else ""
    return store_settings(tmp_path / "data", url)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    """A data folder with the starter factsheets and the test law; read only. Made once; each worker
    has a copy, since an open Chroma folder is not for two.
    """
    shared = Path(os.environ["WBM_CACHE"]) / "starter"
    with FileLock(f"{shared}.lock"):
        if not shared.is_dir():
            unfinished = shared.with_suffix(".part")
            report = sync(unfinished, ROOT / "knowledge" / "texts", LAW, model=embedding)
            assert not report.failed
            unfinished.rename(shared)
    return Path(shutil.copytree(shared, tmp_path_factory.mktemp("starter") / "data"))


@pytest.fixture
def own_starter(starter: Path, tmp_path: Path) -> Path:
    """A copy of the starter folder that a test may change."""
    return Path(shutil.copytree(starter, tmp_path / "data"))


@pytest.fixture(scope="session")
def searcher(starter: Path, embedding: E5Embeddings) -> Iterator[Searcher]:
    opened = Searcher(settings_for(starter), embedding)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def assistant(searcher: Searcher) -> Assistant:
    return Assistant(searcher)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as cluster:
        yield cluster


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Environment of a command line process with a data folder of its own."""
    return clean_environment() | {"WBM_DATA": str(tmp_path / "data"), "COLUMNS": "200"}


@pytest.fixture
def corpus() -> Path:
    """The real law texts, where they are at hand."""
    if not CORPUS.is_dir():
        pytest.skip("shared/corpus is not here")
    return CORPUS


# folders of tests that start servers and browsers: seconds each, whatever their number
_LONG = frozenset({"ui", "operation", "access", "chainlit"})


def pytest_configure(config: pytest.Config) -> None:
    """Before workers start: one cache for all of them and for the processes that tests start."""
    if not hasattr(config, "workerinput"):
        os.environ["WBM_CACHE"] = tempfile.mkdtemp(prefix="wbm-test-cache-")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first, lest one worker is left with them at the end (with
    --no-loadscope-reorder, which hands files out in this order and not by their number of tests).
    """
    items.sort(key=lambda item: not any(part in item.path.parts for part in _LONG))


@pytest.fixture(scope="session")
def address(starter: Path) -> Iterator[str]:
    """A chat over the starter knowledge for all tests that leave it as it is: starting one takes seconds. Who
    needs settings of its own or kills it starts its own.
    """
    from tests.chat.client import serving

    with serving(starter, WBM_QUESTIONS_PER_MINUTE="1000") as (address, _):
        yield address


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["WBM_CACHE"], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines that browser tests were left out, and why."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "browser" in str(r.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"Hinweis: {len(skipped)} Browsertests übersprungen, weil kein Chromium gefunden wurde (Debian:"
            " apt install chromium).",
            yellow=True,
        )
