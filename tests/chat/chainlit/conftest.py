"""One server with people who sign in, and one without, both over the test law."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.index.embedding import E5Embeddings
from tests.chat.client import add_user, serving
from tests.conftest import LAW, sync


@pytest.fixture(scope="package")
def data(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    folder = tmp_path_factory.mktemp("edges") / "data"
    sync(folder, LAW, model=embedding)
    for name in ("anna", "berta"):
        add_user(folder, name)
    return folder


@pytest.fixture(scope="package")
def signed(data: Path) -> Iterator[str]:
    with serving(data, WBM_SIGN_IN="1", WBM_QUESTIONS_PER_MINUTE="6", WBM_SESSIONS_PER_PERSON="3") as (
        address,
        _,
    ):
        yield address


@pytest.fixture(scope="package")
def opened(data: Path) -> Iterator[str]:
    with serving(data) as (address, _):
        yield address
