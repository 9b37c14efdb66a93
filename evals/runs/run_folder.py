"""A run on disk: run.json (what was measured), questions.jsonl (one line a question and configuration),
summary.json, report.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import RunError
from evals.outcome import SystemOutcome
from evals.suite import Question

_META, _LINES, _SUMMARY = "run.json", "questions.jsonl", "summary.json"


class Record(BaseModel):
    """One question under one configuration: what was asked, given, and how it scored."""

    model_config = ConfigDict(frozen=True)

    suite: str
    configuration: str
    question: Question
    outcome: SystemOutcome
    scores: dict[str, tuple[float, float]]
    findings: tuple[str, ...]
    disagreements: tuple[str, ...] = ()  # of the two readers of numbers (evals/metrics/second_reading.py)

    @property
    def key(self) -> tuple[str, str]:
        """What makes two records comparable across runs."""
        return self.suite, self.question.id

    def value(self, metric: str) -> float | None:
        """The metric's value for this question; None where it does not apply."""
        top, bottom = self.scores.get(metric, (0.0, 0.0))
        return top / bottom if bottom else None


class Run:
    """A run folder, read."""

    def __init__(
        self, folder: Path, meta: dict[str, Any], summary: dict[str, Any], records: list[Record]
    ) -> None:
        self.folder, self.meta, self.summary, self.records = folder, meta, summary, records

    @property
    def configurations(self) -> list[str]:
        """Names, in the order measured."""
        return [c["name"] for c in self.meta["configurations"]]

    @property
    def suites(self) -> list[str]:
        """Names, in the order measured."""
        return [s["name"] for s in self.meta["suites"]]

    def of(self, configuration: str, suite: str | None = None) -> dict[tuple[str, str], Record]:
        """Records of one configuration by (suite, question id)."""
        return {
            r.key: r for r in self.records if r.configuration == configuration and suite in {None, r.suite}
        }


def new_folder(runs: Path, name: str, now: datetime) -> Path:
    """A new, empty run folder named by time and suites."""
    base = f"{now:%Y%m%d-%H%M%S}-{name}"
    for suffix in ("", *(f"-{i}" for i in range(2, 100))):
        folder = runs / f"{base}{suffix}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise RunError(f"{runs}: Es lässt sich kein neuer Laufordner anlegen.")


def write_run(folder: Path, meta: dict[str, Any], summary: dict[str, Any], records: Iterable[Record]) -> None:
    """Write all files of a run; the summary last, so that a folder without one is an unfinished run."""
    (folder / _META).write_text(
        json.dumps(meta, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
    with (folder / _LINES).open("w", encoding="utf-8") as file:
        for record in records:
            file.write(record.model_dump_json(exclude_defaults=True) + "\n")
    (folder / _SUMMARY).write_text(
        json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )


def find_run(runs: Path, name: str) -> Path:
    """The folder of a run given by path, by (the beginning of) its name, or as "letzter" (the latest)."""
    if Path(name).is_dir():
        return Path(name)
    finished = sorted(p.parent for p in runs.glob(f"*/{_SUMMARY}"))
    fitting = finished[-1:] if name == "letzter" else [p for p in finished if p.name.startswith(name)]
    if not fitting:
        known = ", ".join(p.name for p in finished[-5:]) or "keine"
        raise RunError(f"Den Lauf „{name}“ gibt es nicht. Die letzten Läufe: {known}.")
    return fitting[-1]


def read_run(folder: Path) -> Run:
    """Read a run folder.

    Raises:
        RunError: unfinished, or not what this version writes.
    """
    try:
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        summary = json.loads((folder / _SUMMARY).read_text(encoding="utf-8"))
        lines = (folder / _LINES).read_text(encoding="utf-8").splitlines()
        return Run(folder, meta, summary, [Record.model_validate_json(line) for line in lines if line])
    except FileNotFoundError as error:
        raise RunError(
            f"{folder}: Dieser Lauf ist nicht fertig geworden ({Path(error.filename).name} fehlt). Bitte `wbm"
            " eval run` wiederholen."
        ) from error
    except (json.JSONDecodeError, ValidationError) as error:
        raise RunError(
            f"{folder}: Dieser Lauf lässt sich nicht lesen. Er stammt wohl von einer anderen Version; bitte"
            " `wbm eval run` wiederholen."
        ) from error
