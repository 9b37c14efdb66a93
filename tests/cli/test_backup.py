"""`wbm backup` and `wbm restore`, as somebody types them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import clean_environment


def wbm(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=clean_environment() | {"WBM_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_a_backup_is_put_back_and_asked(own_starter: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "s.zip", tmp_path / "neu"
    made = wbm(own_starter, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert "Gesichert und geprüft" in made.stdout
    again = wbm(own_starter, "restore", str(file))
    assert again.returncode == 1
    assert "nicht leer" in again.stderr
    done = wbm(new, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "Zurückgespielt" in done.stdout
    asked = wbm(new, "ask", "Was steht in § 1 Abs. 2 LernFG?")
    assert asked.returncode == 0, asked.stderr
    assert "LernFG" in asked.stdout
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    broken = wbm(new, "restore", str(file), "--check")
    assert broken.returncode == 1
    assert "beschädigt" in broken.stderr
    shutil.rmtree(new)
