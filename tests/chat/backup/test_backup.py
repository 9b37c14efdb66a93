"""Backups of real folders and databases: made while others write, put back, and asked."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from chains.assistant import Assistant
from chains.retrieval.searcher import Searcher
from chat.access.accounts import Accounts
from chat.access.roles import Role
from chat.backup.archive import MANIFEST, checked
from chat.backup.pack import back_up
from chat.backup.put_back import put_back
from chat.database.connection import ChatDatabase, chats_url, with_database
from chat.database.schema import MIGRATIONS
from knowledge.errors import BackupFailed
from knowledge.index import doctor
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import writing
from knowledge.store.library import Library
from settings import Settings
from tests.chat.client import PASSWORD
from tests.chat.conftest import Chats
from tests.postgres import Postgres

QUESTION = "Was steht in § 1 Abs. 2 LernFG?"


def settings_of(data: Path, url: str = "", **more: str) -> Settings:
    return Settings(data=data, chats_url=SecretStr(url), _env_file=None, **more)


def fill(settings: Settings) -> str:
    """An account, a chat with an answer and feedback; the chat's id."""

    async def whole() -> str:
        chats = Chats(chats_url(settings))
        await Accounts(chats.history._database).add("anna", Role.MENTOR, PASSWORD)
        metadata = {"answer": {"text": "Ö „x“"}}
        thread, _ = await chats.ask("anna", "Frage 🙂\nzwei Zeilen", "Antwort ß", metadata=metadata)
        assert await chats.history.queue.settled(10)
        await chats.history.close()
        return thread

    return asyncio.run(whole())


def chat_of(settings: Settings, thread: str) -> list[tuple[str, str]]:
    async def whole() -> list[tuple[str, str]]:
        chats = Chats(chats_url(settings))
        chats.speak_as("anna")
        found = await chats.history.get_thread(thread)
        await chats.history.close()
        assert found
        return [(step["output"], json.dumps(step["metadata"])) for step in found["steps"]]

    return asyncio.run(whole())


def may_sign_in(settings: Settings) -> bool:
    found = with_database(settings, lambda database: Accounts(database).verify("Anna", PASSWORD))
    return found is not None


def everything_else(data: Path) -> None:
    """Files of all kinds that lie in a data folder."""
    for name in ("evals/inbox.jsonl", "reports/bericht.html", "quellen/blatt/blatt.md", "neu/von/morgen.txt"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(f"{name} äöü")
    (data / "crawl").mkdir()
    with closing(sqlite3.connect(data / "crawl" / "seite.sqlite")) as crawl:
        crawl.execute("PRAGMA journal_mode=WAL")
        crawl.execute("CREATE TABLE pages (text)")
        crawl.execute("INSERT INTO pages VALUES ('noch im Protokoll')")
        crawl.commit()
        shutil.copy(data / "crawl" / "seite.sqlite-wal", data / "crawl" / "anders.txt")
    (data / "auth_secret").write_text("geheim" * 10)
    (data / "cache").mkdir(exist_ok=True)
    (data / "cache" / "gross.bin").write_bytes(b"0" * 1000)


def rebuilt(settings: Settings, embedding: E5Embeddings) -> str:
    """What is answered from the library that was put back."""
    with writing(settings.data), Library(settings.library) as library:
        doctor.rebuild(IndexPlace(settings.indexes), library, embedding, settings.embedding)
    searcher = Searcher(settings, embedding, exact=True)
    try:
        return Assistant(searcher).ask(QUESTION).text
    finally:
        searcher.close()


@pytest.mark.parametrize(("before", "after"), [("", ""), ("pg", ""), ("", "pg"), ("pg", "pg")])
def test_what_was_put_back_is_what_was_there(
    before: str, after: str, own_starter: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def url(kind: str) -> str:
        return str(request.getfixturevalue("postgres").new_database()) if kind else ""

    old = settings_of(own_starter, url(before), hits="7")
    everything_else(own_starter)
    thread = fill(old)
    file = tmp_path / "sicherung.zip"
    done = back_up(old, file)
    assert done.library
    assert done.chats
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as packed:
        assert not any(
            "auth_secret" in name or "cache" in name or "index/" in name for name in packed.namelist()
        )
    new = settings_of(tmp_path / "neu" / "data", url(after))
    assert put_back(new, file).before is None
    assert chat_of(new, thread) == chat_of(old, thread)
    assert may_sign_in(new)
    assert not may_sign_in(settings_of(tmp_path / "leer"))
    kept = ("evals/inbox.jsonl", "reports/bericht.html", "quellen/blatt/blatt.md", "neu/von/morgen.txt")
    for name in kept:
        assert (new.data / name).read_text() == f"{name} äöü"
    with closing(sqlite3.connect(new.data / "crawl" / "seite.sqlite")) as crawl:
        assert crawl.execute("SELECT text FROM pages").fetchall() == [("noch im Protokoll",)]
    with Library(old.library) as was, Library(new.library) as now:
        assert now.generation == was.generation
        assert {h.id for h in now.answered_heads().values()} == {h.id for h in was.answered_heads().values()}
    assert "WBM_HITS=7" in (new.data / "aus-der-sicherung" / "einstellungen.env").read_text()
    assert (new.data / "aus-der-sicherung" / old.sources.name).read_bytes() == old.sources.read_bytes()
    assert not list(new.data.glob(".wiederherstellung-*"))


def test_an_answer_from_what_was_put_back(
    own_starter: Path, tmp_path: Path, embedding: E5Embeddings, assistant: Assistant
) -> None:
    back_up(settings_of(own_starter), tmp_path / "s.zip")
    new = settings_of(tmp_path / "neu")
    put_back(new, tmp_path / "s.zip")
    assert rebuilt(new, embedding) == assistant.ask(QUESTION).text


def test_a_copy_made_while_others_write_is_of_one_moment(own_starter: Path, tmp_path: Path) -> None:
    """Two rows are always written together; a backup has both or none."""
    settings = settings_of(own_starter)
    fill(settings)
    stop, written = threading.Event(), [0]
    with closing(sqlite3.connect(settings.library)) as library:
        library.execute("CREATE TABLE pairs (n INTEGER, half TEXT)")

    def write() -> None:
        with closing(sqlite3.connect(settings.library, isolation_level=None, timeout=30)) as library:
            while not stop.is_set():
                library.execute("BEGIN IMMEDIATE")
                library.execute("INSERT INTO pairs VALUES (?, 'a')", (written[0],))
                library.execute("INSERT INTO pairs VALUES (?, 'b')", (written[0],))
                library.execute("COMMIT")
                written[0] += 1
                stop.wait(0.001)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while written[0] < 20:
            stop.wait(0.01)
        back_up(settings, tmp_path / "s.zip")
    finally:
        stop.set()
        writer.join()
    put_back(settings_of(tmp_path / "neu"), tmp_path / "s.zip")
    with closing(sqlite3.connect(tmp_path / "neu" / "library.sqlite")) as library:
        assert library.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counts = library.execute("SELECT COUNT(*) FROM pairs GROUP BY n").fetchall()
    assert len(counts) >= 20
    assert set(counts) == {(2,)}


def test_what_is_there_is_not_overwritten_unless_it_is_said(
    own_starter: Path, tmp_path: Path, postgres: Postgres
) -> None:
    old = settings_of(own_starter)
    fill(old)
    file = tmp_path / "s.zip"
    back_up(old, file)
    with pytest.raises(BackupFailed, match="gibt es schon"):
        back_up(old, file)
    there = settings_of(tmp_path / "da", postgres.new_database())
    (there.data / "reports").mkdir(parents=True)
    (there.data / "reports" / "wichtig.html").write_text("wichtig")
    with pytest.raises(BackupFailed, match="nicht leer"):
        put_back(there, file)
    shutil.rmtree(there.data)
    with_database(there, lambda database: Accounts(database).add("berta", Role.EDITOR, PASSWORD))
    with pytest.raises(BackupFailed, match="schon Konten"):
        put_back(there, file)
    assert [a.name for a in with_database(there, lambda database: Accounts(database).all())] == ["berta"]
    (there.data / "reports").mkdir(parents=True)
    (there.data / "reports" / "wichtig.html").write_text("wichtig")
    before = put_back(there, file, force=True).before
    assert before is not None
    assert (before / "reports" / "wichtig.html").read_text() == "wichtig"
    assert [a.name for a in with_database(there, lambda database: Accounts(database).all())] == ["anna"]


def test_a_damaged_backup_changes_nothing(own_starter: Path, tmp_path: Path) -> None:
    old = settings_of(own_starter)
    fill(old)
    file = tmp_path / "s.zip"
    back_up(old, file)
    whole = file.read_bytes()
    chance = random.Random(7)
    broken = tmp_path / "b.zip"
    for round_ in range(30):
        damaged = bytearray(whole)
        if round_ % 3 == 0:
            damaged = damaged[: chance.randrange(len(damaged))]
        else:
            damaged[chance.randrange(len(damaged) - 30)] ^= 1 << chance.randrange(8)
        broken.write_bytes(damaged)
        new = settings_of(tmp_path / f"neu{round_}")
        try:
            put_back(new, broken)
        except BackupFailed as error:
            assert "beschädigt" in str(error) or "Format" in str(error)  # noqa: PT017
            assert not new.library.exists()
        else:  # a bit of a header that means nothing: all members were right
            with Library(new.library) as was, Library(old.library) as now:
                assert was.generation == now.generation


@pytest.mark.parametrize("name", ["../draussen", "/tmp/draussen", "data/../../draussen", "data\\..\\x"])
def test_no_member_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    sums = {name: {"bytes": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}}
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as packed:
        packed.writestr(name, "x")
        packed.writestr(MANIFEST, json.dumps({"format": 1, "members": sums}))
    with pytest.raises(BackupFailed, match="beschädigt"), checked(tmp_path / "s.zip"):
        pass
    with pytest.raises(BackupFailed):
        put_back(settings_of(tmp_path / "neu"), tmp_path / "s.zip")
    assert not (tmp_path / "draussen").exists()


def test_a_backup_of_later_tables_is_refused(own_starter: Path, tmp_path: Path) -> None:
    fill(settings_of(own_starter))
    back_up(settings_of(own_starter), tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as old, zipfile.ZipFile(tmp_path / "n.zip", "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == MANIFEST:
                about = json.loads(content)
                about["chats"]["migrations"].append("2999-01-01 anderes")
                content = json.dumps(about).encode()
            new.writestr(info.filename, content)
    with pytest.raises(BackupFailed, match="neuer als dieses Programm"):
        put_back(settings_of(tmp_path / "neu"), tmp_path / "n.zip")
    assert not (tmp_path / "neu").exists()


def test_a_folder_of_the_version_before_opens_and_answers(
    own_starter: Path, url: str, embedding: E5Embeddings, assistant: Assistant
) -> None:
    """A library of the schema before this one, chats as the steps before the last made them."""
    settings = settings_of(own_starter, url)
    with closing(sqlite3.connect(settings.library)) as library:
        library.executescript(
            "CREATE TABLE old (model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, engine TEXT NOT"
            " NULL DEFAULT '', PRIMARY KEY (model, hash)) WITHOUT ROWID;"
            "INSERT INTO old SELECT model, hash, vector, engine FROM embeddings;"
            "DROP TABLE embeddings; ALTER TABLE old RENAME TO embeddings;"
            "UPDATE meta SET value = '4' WHERE key = 'schema';"
        )
    shutil.rmtree(settings.indexes)

    async def before() -> None:
        database = ChatDatabase(url, migrations=MIGRATIONS[:-1])
        await Accounts(database).add("anna", Role.MENTOR, PASSWORD)
        async with database.read() as connection:
            steps = (await connection.execute(text("SELECT name FROM migrations"))).scalars().all()
        assert sorted(steps) == sorted(name for name, _ in MIGRATIONS[:-1])
        await database.close()

    asyncio.run(before())
    assert may_sign_in(settings)
    thread = fill_again(settings)
    assert chat_of(settings, thread)[1][0] == "Antwort"
    assert rebuilt(settings, embedding) == assistant.ask(QUESTION).text


def fill_again(settings: Settings) -> str:
    async def whole() -> str:
        chats = Chats(chats_url(settings))
        thread, _ = await chats.ask("anna", "Frage", "Antwort")
        assert await chats.history.queue.settled(10)
        await chats.history.close()
        return thread

    return asyncio.run(whole())
