"""Rows of a calibration in a file: one JSON object a line, so that several libraries can add theirs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from evals.errors import SuiteError
from evals.runs.calibrate import Row


def kept_rows(path: Path) -> list[Row]:
    """The rows of a file; [] where there is none yet.

    Raises:
        SuiteError: a line that is no row.
    """
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            told = json.loads(line)
            features = tuple(map(float, told["features"]))
            rows.append(Row(told["question"], features, bool(told["answerable"]), bool(told["held_out"])))
        except (ValueError, KeyError, TypeError) as error:
            raise SuiteError(f"{path}, Zeile {number}: Das ist keine Zeile einer Einstellung.") from error
    return rows


def keep_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write all rows."""
    path.write_text(
        "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
