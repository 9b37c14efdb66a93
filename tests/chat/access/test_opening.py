"""A new database file that another process holds at that moment is waited for, not said to be away."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from chat.database.connection import ChatDatabase


@pytest.mark.parametrize("held", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_file_that_is_held_is_waited_for(tmp_path: Path, held: str) -> None:
    path = tmp_path / "neu.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE sonst (x)")
    other.execute(held)
    threading.Timer(0.4, lambda: other.execute("COMMIT")).start()

    async def whole() -> int:
        database = ChatDatabase(f"sqlite:///{path}")
        async with database.begin() as connection:
            found = int((await connection.execute(text("SELECT 1"))).scalar_one())
        await database.close()
        return found

    assert asyncio.run(whole()) == 1
    other.close()
