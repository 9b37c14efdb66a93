"""A real server with people, and the commands that an operator types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.index.embedding import E5Embeddings
from tests.chat.client import PASSWORD
from tests.conftest import LAW, sync
from tests.environment import clean_environment


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    """A data folder with one law and nobody who may sign in."""
    folder = tmp_path_factory.mktemp("access") / "data"
    sync(folder, LAW, model=embedding)
    return folder


def wbm(data: Path, *arguments: str, password: str = PASSWORD, **settings: str) -> str:
    """Type a command, with a password where one is asked for; what it prints."""
    environment = clean_environment() | {"WBM_DATA": str(data)} | settings
    said = f"{password}\n{password}\n"
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
