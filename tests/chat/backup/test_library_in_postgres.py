"""A backup of a library that lies in PostgreSQL, put back as a file and into another database."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from chat.backup.pack import back_up
from chat.backup.put_back import put_back
from cli import backup as command
from knowledge.errors import BackupFailed
from knowledge.model.partition import Partition
from knowledge.store.library import Library
from knowledge.store.opening import open_library
from settings import Settings
from tests.postgres import Postgres

pytestmark = pytest.mark.slow


def settings_of(data: Path, url: str = "") -> Settings:
    return Settings(data=data, library_url=SecretStr(url), _env_file=None)


def test_from_one_database_to_another(own_starter: Path, tmp_path: Path, postgres: Postgres) -> None:
    source = settings_of(tmp_path / "a", postgres.new_database())
    with Library(own_starter / "library.sqlite") as read, open_library(source) as written, written.alone():
        documents = read.copy_to(written)["documents"].rows
    assert documents > 3
    file = tmp_path / "sicherung.zip"
    assert back_up(source, file).library

    as_file = settings_of(tmp_path / "b")
    put_back(as_file, file)
    with Library(as_file.library) as library:
        assert len([head for each in Partition for head in library.heads(each)]) == documents

    elsewhere = settings_of(tmp_path / "c", postgres.new_database())
    command._require_empty(elsewhere)
    put_back(elsewhere, file)
    command._to_its_server(elsewhere)
    assert not elsewhere.library.exists()
    with open_library(elsewhere) as library:
        assert len([head for each in Partition for head in library.heads(each)]) == documents
    with pytest.raises(BackupFailed, match="schon eine Bibliothek"):
        command._require_empty(elsewhere)
