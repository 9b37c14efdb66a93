"""Which run a command means, and where runs lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from settings import settings

if TYPE_CHECKING:
    from evals.runs.run_folder import Run

app = typer.Typer(no_args_is_help=True, help="Antworten messen, vergleichen, beurteilen.")
RunName = Annotated[
    str, typer.Argument(help="Laufordner, Anfang seines Namens oder „letzter“", metavar="LAUF")
]
ConfigName = Annotated[str, typer.Option("--config", help="Welche Konfiguration")]


def runs_folder() -> Path:
    """Where runs are kept."""
    return settings().data / "evals" / "runs"


def named_run(name: str) -> Run:
    """The run of that name; raises SettingsError for none."""
    from evals.runs.run_folder import find_run, read_run

    return read_run(find_run(runs_folder(), name))
