"""Human verdicts on answers of a run, and how far the automatic verdict agrees with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evals.metrics.statistics import cohens_kappa
from evals.runs.run_folder import Run

_FILE = "labels.jsonl"
HumanVerdict = Literal["richtig", "teilweise", "falsch"]
VERDICTS: dict[str, HumanVerdict] = {"r": "richtig", "t": "teilweise", "f": "falsch"}


class Label(BaseModel):
    """One person's verdict on one answer; the later of two by the same person counts."""

    model_config = ConfigDict(frozen=True)

    suite: str
    question: str
    configuration: str
    verdict: HumanVerdict
    by: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa between "right" by a person and by the metrics, over `n` answers; `disagreed`: (suite,
    question id).
    """

    kappa: float
    n: int
    disagreed: tuple[tuple[str, str], ...]


def add_label(folder: Path, label: Label) -> None:
    """Store a verdict at once."""
    with (folder / _FILE).open("a", encoding="utf-8") as file:
        file.write(label.model_dump_json() + "\n")


def load_labels(folder: Path) -> list[Label]:
    """All verdicts of a run, one a person and answer."""
    path = folder / _FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    labels = [Label.model_validate_json(line) for line in lines if line]
    return list(
        {(label.suite, label.question, label.configuration, label.by): label for label in labels}.values()
    )


def agreement(run: Run, labels: list[Label]) -> Agreement | None:
    """How far people and metrics agree; None without labels. "teilweise" is not right."""
    records = {(r.suite, r.question.id, r.configuration): r for r in run.records}
    pairs = [
        (label, label.verdict == "richtig", bool(records[key].value("correct")))
        for label in labels
        if (key := (label.suite, label.question, label.configuration)) in records
    ]
    if not pairs:
        return None
    disagreed = tuple(
        dict.fromkeys((label.suite, label.question) for label, human, metric in pairs if human != metric)
    )
    return Agreement(
        cohens_kappa([human for _, human, _ in pairs], [metric for *_, metric in pairs]),
        len(pairs),
        disagreed,
    )
