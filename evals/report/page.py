"""The report: one HTML file that needs no network, made of a run folder. Readable by someone
who does not program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from evals.metrics.statistics import Difference
from evals.metrics.table import METRICS, Metric, written
from evals.places import matches
from evals.report.compare import Comparison, compare
from evals.review.judge import Judged, load_judged
from evals.review.labels import Agreement, agreement, load_labels
from evals.runs.configuration import WITHOUT
from evals.runs.run_folder import Record, Run

_TEMPLATES = Path(__file__).parent / "templates"
_PLOTTED = ("correct", "hit@5", "hit@1", "fact_recall")  # one bar a configuration
_BUCKETS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)  # upper bounds of the latency plot, milliseconds


@dataclass(frozen=True, slots=True)
class PlotBar:
    """One bar of a plot: share 0 to 1 of the full width, its interval likewise; `of` is said
    behind the value.
    """

    label: str
    share: float
    text: str
    low: float = 0.0
    high: float = 0.0
    of: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the search: the name of the configuration without it, and what the whole gains over that
    one (metric -> difference).
    """

    without: str
    gains: dict[str, Difference]


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its records, the measured configuration first."""

    record: Record
    others: tuple[Record, ...]
    turned: str  # "besser", "schlechter" or ""
    human: tuple[str, ...]
    judged: Judged | None

    @property
    def verdict(self) -> str:
        """right, wrong or refused: for colour and filter."""
        if self.record.value("correct"):
            return "richtig"
        return "verweigert" if self.record.outcome.abstained else "falsch"

    @property
    def search_text(self) -> str:
        """What the page's search looks in."""
        question = self.record.question
        return " ".join(
            (question.id, question.question, *question.tags, *(question.gold.places if question.gold else ()))
        ).lower()


def write_report(run: Run, earlier: Run | None = None) -> Path:
    """Write report.html into the run's folder; `earlier` is what it is compared with."""
    page = render(run, earlier)
    path = run.folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def render(run: Run, earlier: Run | None = None) -> str:
    """The page. All text from sources, questions and answers is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = written
    environment.globals["metrics"] = METRICS
    environment.globals["right_hit"] = _right_hit
    main = run.configurations[0]
    comparison = compare(earlier.of(main), run.of(main)) if earlier is not None else None
    labels, judged = load_labels(run.folder), load_judged(run.folder)
    return environment.get_template("report.html.j2").render(
        run=run,
        meta=run.meta,
        main=main,
        titles={c["name"]: c["title"] for c in run.meta["configurations"]},
        begun=datetime.fromisoformat(run.meta["begun"]),
        suites=[_suite(run, suite, main) for suite in run.suites],
        items=_items(
            run, main, comparison, {(j.suite, j.question): j for j in judged if j.configuration == main}
        ),
        tags=sorted({tag for record in run.records for tag in record.question.tags}),
        disagreements=disagreements_of(run),
        comparison=comparison,
        earlier=earlier,
        agreement=agreement(run, labels),
        labels=len(labels),
        judged=len(judged),
        faithful=sum(j.vote.treu == "ja" for j in judged),
    )


def agreement_of(run: Run) -> Agreement | None:
    """Agreement of people with the metrics in this run."""
    return agreement(run, load_labels(run.folder))


def disagreements_of(run: Run) -> list[tuple[Record, str]]:
    """Each sentence on which the two readers of numbers disagree, with its record."""
    return [(record, said) for record in run.records for said in record.disagreements]


def as_json(run: Run) -> dict[str, Any]:
    """A run for machines: its figures, and where the two readers of numbers disagree."""
    return {
        "run": run.folder.name,
        "configurations": run.configurations,
        "suites": run.summary,
        "readers_disagree": [
            {
                "suite": record.suite,
                "configuration": record.configuration,
                "question": record.question.id,
                "said": said,
            }
            for record, said in disagreements_of(run)
        ],
    }


def _suite(run: Run, suite: str, main: str) -> dict[str, Any]:
    figures: dict[str, Any] = {
        name: run.summary[suite][name] for name in run.configurations if name in run.summary[suite]
    }
    titles = {c["name"]: c["title"] for c in run.meta["configurations"]}
    present = [m for m in METRICS.values() if any(m.name in f["metrics"] for f in figures.values())]
    records = list(run.of(main, suite).values())
    return {
        "name": suite,
        "figures": figures,
        "headline": [(m, _best(m, figures)) for m in present if m.headline],
        "further": [(m, _best(m, figures)) for m in present if not m.headline],
        "baselines": {
            name: [_bar(titles[c], f["metrics"][name]) for c, f in figures.items() if name in f["metrics"]]
            for name in _PLOTTED
        },
        "by_tag": _groups(figures[main]["by_tag"]),
        "by_law": _groups(figures[main]["by_law"]),
        "latency": _latency(records),
        "ablation": _ablation(run, suite, main, titles),
    }


def _ablation(run: Run, suite: str, main: str, titles: dict[str, str]) -> list[Stage]:
    """What is lost without each stage, the dearest first; [] for a run without such configurations."""
    whole = run.of(main, suite)
    stages = []
    for name in run.configurations:
        if name.startswith(WITHOUT):
            differences = compare(run.of(name, suite), whole).differences
            stages.append(Stage(titles[name], {m: differences[m] for m in _PLOTTED if m in differences}))
    return sorted(stages, key=lambda s: -s.gains["correct"].value if "correct" in s.gains else 0.0)


def _best(metric: Metric, figures: dict[str, Any]) -> float | None:
    values = [f["metrics"][metric.name]["value"] for f in figures.values() if metric.name in f["metrics"]]
    return (max(values) if metric.higher_is_better else min(values)) if values else None


def _bar(label: str, entry: dict[str, float], of: str = "") -> PlotBar:
    return PlotBar(label, entry["value"], written("correct", entry["value"]), entry["low"], entry["high"], of)


def _groups(groups: dict[str, Any]) -> list[PlotBar]:
    """One bar a group: right answers, the worst first."""
    bars = [
        _bar(name, g["metrics"]["correct"], f"von {g['questions']}")
        for name, g in groups.items()
        if "correct" in g["metrics"]
    ]
    return sorted(bars, key=lambda b: (b.share, b.label))


def _latency(records: list[Record]) -> list[PlotBar]:
    times = [r.outcome.milliseconds for r in records]
    bounds = [0, *_BUCKETS]
    counts = [
        (f"bis {high} ms", sum(low < t <= high or (low == 0 and t == 0) for t in times))
        for low, high in zip(bounds, _BUCKETS, strict=False)
    ]
    counts.append((f"über {_BUCKETS[-1]} ms", sum(t > _BUCKETS[-1] for t in times)))
    most = max(count for _, count in counts) or 1
    return [PlotBar(label, count / most, str(count)) for label, count in counts if count]


def _items(
    run: Run, main: str, comparison: Comparison | None, judged: dict[tuple[str, str], Judged]
) -> list[Item]:
    turned = (
        {c.after.key: "besser" if c.improved else "schlechter" for c in comparison.changes}
        if comparison
        else {}
    )
    others: dict[tuple[str, str], list[Record]] = {}
    for record in run.records:
        if record.configuration != main:
            others.setdefault(record.key, []).append(record)
    human: dict[tuple[str, str], list[str]] = {}
    for label in load_labels(run.folder):
        if label.configuration == main:
            human.setdefault((label.suite, label.question), []).append(label.verdict)
    items = [
        Item(
            record,
            tuple(others.get(record.key, ())),
            turned.get(record.key, ""),
            tuple(human.get(record.key, ())),
            judged.get(record.key),
        )
        for record in run.of(main).values()
    ]
    order = {"falsch": 0, "verweigert": 1, "richtig": 2}
    return sorted(items, key=lambda i: (order[i.verdict], i.record.key))


def _right_hit(record: Record, places: tuple[str, ...]) -> bool:
    gold = record.question.gold.places if record.question.gold else ()
    return any(matches(p, g, whole_paragraph=True) for p in places for g in gold)
