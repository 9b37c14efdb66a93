"""The graph is made once, whole, by however many processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.index.embedding.graph_cache import cached
from knowledge.index.embedding.onnx_engine import OnnxEngine
from settings import ROOT

EMBEDS = """
import sys
from pathlib import Path
from knowledge.index.embedding.onnx_engine import OnnxEngine
sys.stdin.readline()
sys.stdout.write(OnnxEngine(Path(sys.argv[1])).queries(["Wer zahlt?"]).tobytes().hex())
"""


def not_again() -> bytes:
    raise AssertionError("it was made before")


def test_it_is_made_once(tmp_path: Path) -> None:
    assert cached(tmp_path / "a" / "b", "key", lambda: b"graph") == b"graph"
    assert cached(tmp_path / "a" / "b", "key", not_again) == b"graph"
    assert cached(tmp_path / "a" / "b", "other", lambda: b"another") == b"another"
    assert len(list((tmp_path / "a" / "b").iterdir())) == 2  # nothing is left beside them


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"cut"])
def test_a_damaged_one_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    cached(tmp_path, "key", lambda: b"graph")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert cached(tmp_path, "key", lambda: b"graph") == b"graph"
    assert cached(tmp_path, "key", not_again) == b"graph"


def test_a_folder_that_takes_nothing_does_not_matter(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert cached(blocked / "cache", "key", lambda: b"graph") == b"graph"


@pytest.mark.usefixtures("fast")
def test_processes_that_begin_together_agree(tmp_path: Path, fast: OnnxEngine) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", EMBEDS, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ,
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=120)[0] for process in started}
    assert answers == {fast.queries(["Wer zahlt?"]).tobytes().hex()}
    assert [file.suffix for file in tmp_path.iterdir()] == [".graph"]
    assert np.frombuffer(bytes.fromhex(answers.pop()), "<f4").shape == (384,)
