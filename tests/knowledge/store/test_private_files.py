"""What holds personal words is for the account alone that runs the assistant."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.store.private_files import close_to_others


@pytest.fixture(autouse=True)
def own_mask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(data: Path) -> list[str]:
    return [
        f"{path} {stat.filemode(path.lstat().st_mode)}"
        for path in (data, *data.rglob("*"))
        if not path.is_symlink() and path.lstat().st_mode & 0o077
    ]


def test_what_an_earlier_version_left_open_is_closed_and_nothing_outside(tmp_path: Path) -> None:
    data, outside = tmp_path / "data", tmp_path / "fremd.txt"
    (data / "evals").mkdir(parents=True)
    (data / "evals" / "inbox.jsonl").write_text("{}")
    (data / "chats.sqlite").write_text("")
    outside.write_text("x")
    outside.chmod(0o644)
    (data / "verweis").symlink_to(outside)
    close_to_others(data)
    (data / "neu").mkdir()
    (data / "neu" / "protokoll.docx").write_text("x")
    assert not open_to_others(data)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
    assert os.access(data / "chats.sqlite", os.R_OK | os.W_OK)


def test_a_data_folder_that_is_not_there_yet_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    close_to_others(tmp_path / "data")
    (tmp_path / "data").mkdir()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.mark.slow
def test_whatever_a_command_writes_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WBM_")} | {"WBM_DATA": str(data)}
    source = tmp_path / "kurs.md"
    source.write_text("# Kurs\n\nDer Kurs dauert zwei Tage.\n")
    for arguments in (
        ["sync", str(source)],
        ["ask", "Wie lange dauert der Kurs?"],
        ["users", "add", "erika@example.org", "--role", "mentor", "--oauth"],
    ):
        subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env=environment,
            capture_output=True,
            timeout=150,
            check=True,
        )
    assert (data / "library.sqlite").exists()
    assert (data / "chats.sqlite").exists()
    assert not open_to_others(data)
