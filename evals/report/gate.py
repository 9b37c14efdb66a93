"""The gate: does a run clear the bar? Thresholds from evals/gates.yaml or the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel

from evals.errors import GateClosed, SuiteError
from evals.metrics.table import METRICS, written
from knowledge.editorial.checked_yaml import load_checked

FILE = Path(__file__).parent.parent / "gates.yaml"


class Thresholds(BaseModel):
    """Thresholds of one suite: metric -> value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: dict[str, float] = {}
    max: dict[str, float] = {}


class _Bars(RootModel[dict[str, Thresholds]]):
    pass


def load_bars(path: Path = FILE) -> dict[str, Thresholds]:
    """Suite -> bar.

    Raises:
        SuiteError: unreadable, or a metric that does not exist.
    """
    bars = load_checked(path, _Bars, "Die Schwellen", SuiteError)[0].root
    for suite, bar in bars.items():
        _known(f"{path}: {suite}", [*bar.min, *bar.max])
    return bars


def parse_threshold(text: str) -> tuple[str, float]:
    """ "hit@5=0.95" -> ("hit@5", 0.95); raises SuiteError."""
    name, sign, value = text.partition("=")
    _known("--min/--max", [name])
    try:
        if not sign:
            raise ValueError(text)
        return name, float(value.replace(",", "."))
    except ValueError as error:
        raise SuiteError(f"„{text}“ ist keine Schwelle. Beispiel: --min hit@5=0.95") from error


def _known(where: str, names: list[str]) -> None:
    unknown = [name for name in names if name not in METRICS]
    if unknown:
        raise SuiteError(
            f"{where}: Die Kennzahl „{unknown[0]}“ gibt es nicht. Vorhanden sind: {', '.join(METRICS)}."
        )


def check(summary: dict[str, Any], configuration: str, bars: dict[str, Thresholds]) -> list[str]:
    """One line a threshold that holds, for the record.

    Raises:
        GateClosed: naming every threshold that does not hold, or that the run has no figure for.
    """
    held: list[str] = []
    failed: list[str] = []
    for suite, bar in bars.items():
        figures = summary.get(suite, {}).get(configuration, {}).get("metrics")
        if figures is None:
            failed.append(
                f"{suite}: Der Lauf enthält die Suite mit der Konfiguration „{configuration}“ nicht."
            )
            continue
        for name, wanted, lowest in [(n, v, True) for n, v in bar.min.items()] + [
            (n, v, False) for n, v in bar.max.items()
        ]:
            entry = figures.get(name)
            value = entry["value"] if entry else None
            measured = "nicht gemessen" if value is None else written(name, value)
            line = (
                f"{suite}: {METRICS[name].label} {measured} (verlangt:"
                f" {'mindestens' if lowest else 'höchstens'} {written(name, wanted)})"
            )
            ok = value is not None and (value >= wanted if lowest else value <= wanted)
            (held if ok else failed).append(line)
    if failed:
        raise GateClosed("Unter der Schwelle:\n" + "\n".join(failed))
    return held
