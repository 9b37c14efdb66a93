# ruff: noqa: E501 - lists of attacks and commands read best in rows
"""Nothing from a source, a name or a comment reaches the terminal as a command."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.table import Table

from evals.review.inbox import Inbox
from knowledge import terminal
from knowledge.terminal import harmless, json_text
from settings import ROOT
from tests.environment import clean_environment

ATTACKS = {
    "colour": "\x1b[31;1mrot\x1b[0m",
    "clear": "\x1b[2J\x1b[H\x1b[3Jweg",
    "title": "\x1b]0;Passwort eingeben\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "link": "\x1b]8;;http://boese.example\x1b\\Klick\x1b]8;;\x1b\\",
    "C1 CSI": "\x9b31mrot",
    "C1 OSC": "\x9d0;Titel\x9c",
    "DCS": "\x1bP$q q\x1b\\",
    "unfinished": "\x1b]0;ohne Ende",
    "cursor": "\x1b[1A\x1b[2KÜberschrieben",
    "overstrike": "Nein\b\b\b\bJa!!",
    "return": "Fehler: alles kaputt\rGesund: alles heil   ",
    "bell": "\x07\x07",
    "bidi": "rechnung\u202efdp.exe",
    "isolate": "\u2067abc\u2069",
    "marks": "a\u200eb\u200fc\u061cd",
    "charset": "\x1b(0lqqqk",
    "reset": "\x1bc",
    "surrogate": "datei\udcff.txt",
    "tags": "x\U000e0049\U000e0067",
    "markup": "[red]rot[/red] [link=http://boese.example]x[/link] :smiley:",
}
STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
MODULES = [
    *ROOT.glob("*.py"),
    *(
        p
        for room in ("chains", "chat", "evals", "ingest", "knowledge", "cli")
        for p in (ROOT / room).rglob("*.py")
    ),
]


@pytest.mark.parametrize("name", ATTACKS)
def test_what_steers_a_terminal_is_taken_out_and_the_words_stay(name: str) -> None:
    shown = harmless(f"vorher {ATTACKS[name]} nachher")
    assert not STEERS.search(shown), repr(shown)
    assert shown.startswith("vorher ")
    assert shown.endswith(" nachher")


def test_german_text_stays_as_it_is() -> None:
    text = "§ 82 Abs. 2: „Größe“ – 50 %\n\t- Änderung … [1] 🙂 Çalışma Українська a\u00adb"
    assert harmless(text) == text


@pytest.mark.parametrize("name", ATTACKS)
def test_json_is_the_same_data_without_a_steering_character(name: str) -> None:
    value = {"title": ATTACKS[name], ATTACKS[name]: [1, None]}
    written = json_text(value)
    assert not STEERS.search(written)
    assert json.loads(written) == value


@pytest.mark.parametrize("name", ATTACKS)
def test_tables_and_lines_of_rich_carry_no_escape_and_no_markup(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = terminal.console()
    table = Table("Titel")
    table.add_row(ATTACKS[name])
    out.print(table)
    out.print(ATTACKS[name])
    shown = capsys.readouterr().out
    assert not STEERS.search(shown), repr(shown)
    if name == "markup":
        assert shown.count("[red]rot[/red]") == 2
        assert shown.count(":smiley:") == 2


def test_the_guard_cleans_what_goes_past_the_commands_too(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    factory = logging.getLogRecordFactory()
    try:
        terminal.guard()
        terminal.guard()
        sys.stdout.write("".join(ATTACKS.values()))
        sys.stderr.writelines([ATTACKS["clear"]])
        assert not STEERS.search(stream.getvalue())
        assert isinstance(sys.stdout.plain, io.StringIO)
    finally:
        logging.setLogRecordFactory(factory)


def test_a_log_message_steers_no_terminal(caplog: pytest.LogCaptureFixture) -> None:
    factory = logging.getLogRecordFactory()
    terminal.guard_logs()
    try:
        logging.getLogger("wbm.probe").warning("Datei %s", ATTACKS["title"] + ATTACKS["bidi"])
    finally:
        logging.setLogRecordFactory(factory)
    assert "Datei rechnung" in caplog.text
    assert not STEERS.search(caplog.records[-1].getMessage())


@pytest.mark.slow
def test_no_command_prints_past_the_one_place() -> None:
    for path in MODULES:
        if path.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {
                    "print",
                    "typer.echo",
                    "typer.secho",
                    "click.echo",
                    "Console",
                    "rich.print",
                    "sys.stdout.write",
                    "sys.stderr.write",
                }, f"{path}:{node.lineno}"


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[bytes]:
    environment = clean_environment() | {"WBM_DATA": str(data), "COLUMNS": "300", "FORCE_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=environment,
        capture_output=True,
        timeout=150,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.thorough
def test_every_command_shows_hostile_sources_and_feedback_as_text(tmp_path: Path) -> None:
    hostile = "".join(ATTACKS[name] for name in ATTACKS if name not in {"surrogate", "return"})
    folder, data = tmp_path / "quelle", tmp_path / "data"
    folder.mkdir()
    (folder / "kurs\x1b[31m\u202e.md").write_text(
        f"# Kurs {hostile}\n\nDer Schweißkurs {hostile} dauert zwei Tage und kostet 40 Euro.\n"
    )
    (folder / "kaputt\x1b]0;x\x07.pdf").write_text("kein PDF")
    (folder / "fremd\x1b[2J.xyz").write_text("x")
    Inbox(data).add(
        helpful=False,
        comment=hostile,
        question=f"Was? {hostile}",
        history=[("user", hostile)],
        answer=hostile,
        abstained=False,
        offered=[],
    )
    for arguments in (
        ["sync", "--dry-run", str(folder)], ["sync", str(folder)], ["sources"], ["sources", "--documents"], ["search", "Schweißkurs"], ["ask", "Wie lange dauert der Schweißkurs?"],
        ["eval", "inbox", "--list"], ["doctor"], ["search", f"Schweißkurs {ATTACKS['title']}"], ["ask", "Schweißkurs", "--register", ATTACKS["clear"]],
        ["diff", ATTACKS["clear"]], ["sources", "check", ATTACKS["bidi"]],
    ):  # fmt: skip
        done = run(*arguments, data=data)
        for output in (done.stdout, done.stderr):
            shown = output.decode()
            own = (
                re.sub(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[2K|\x1b\[1A|\r", "", shown)
                if arguments[0] in {"sync", "sources", "diff"}
                else shown
            )  # rich's own styles and bar
            assert not STEERS.search(own), (arguments, repr(own))
            assert "Traceback" not in shown, (arguments, shown)
    for arguments in (
        ["search", "Schweißkurs", "--json"],
        ["ask", "Schweißkurs", "--json"],
        ["sources", "--json"],
        ["diff", "kurs", "--json"],
    ):
        done = run(*arguments, data=data)
        assert not STEERS.search(done.stdout.decode()), arguments
        if done.returncode == 0:
            json.loads(done.stdout)
