"""Runs and comparisons as tables on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.terminal import console, say

if TYPE_CHECKING:
    from evals.report.compare import Comparison
    from evals.runs.run_folder import Run


_COLUMNS = 5  # configurations that fit side by side in a terminal


def print_disagreements(run: Run) -> None:
    """Where the two readers of numbers disagree: each is to be looked at before "0" is believed."""
    from evals.report.page import disagreements_of

    for record, said in disagreements_of(run):
        say(f"{record.suite} {record.question.id} ({record.configuration}): {said}")


def print_summary(run: Run) -> None:
    """One table a suite: a column a configuration, or a row each where they are many."""
    from rich.table import Table

    from evals.metrics.table import METRICS, written

    for suite in run.suites:
        figures = run.summary[suite]
        shown = [
            m
            for m in METRICS.values()
            if m.headline and any(m.name in f["metrics"] for f in figures.values())
        ]
        rows = [
            [
                m.label,
                *(
                    (
                        "–"
                        if m.name not in figures[n]["metrics"]
                        else written(m.name, figures[n]["metrics"][m.name]["value"])
                    )
                    for n in run.configurations
                ),
            ]
            for m in shown
        ]
        rows.append(
            [
                "Millisekunden, Median / 95 %",
                *(
                    f"{figures[n]['milliseconds']['median']:.0f} / {figures[n]['milliseconds']['p95']:.0f}"
                    for n in run.configurations
                ),
            ]
        )
        head = [f"{suite} ({figures[run.configurations[0]]['questions']} Fragen)", *run.configurations]
        lines = [head, *rows]
        if len(run.configurations) > _COLUMNS:
            lines = [list(column) for column in zip(*lines, strict=True)]
        table = Table()
        for number, title in enumerate(lines[0]):
            table.add_column(title, no_wrap=not number)
        for line in lines[1:]:
            table.add_row(*line)
        console().print(table)


def print_comparison(comparison: Comparison) -> None:
    from rich.table import Table

    from evals.metrics.table import METRICS, written

    table = Table(f"{comparison.common} gemeinsame Fragen", "Unterschied", "95-%-Bereich", "p")
    for name, d in comparison.differences.items():
        if d.value:
            table.add_row(
                METRICS[name].label,
                written(name, d.value),
                f"{written(name, d.low)} bis {written(name, d.high)}",
                f"{d.p:.3f}".replace(".", ","),
            )
    console().print(table)
    better = [c for c in comparison.changes if c.improved]
    worse = [c for c in comparison.changes if not c.improved]
    say(
        f"Richtig beantwortet: {len(better)} besser, {len(worse)} schlechter; McNemar p ="
        f" {comparison.mcnemar_p['correct']:.3f}".replace(".", ",")
    )
    for title, changes in (("Besser", better), ("Schlechter", worse)):
        for change in changes:
            reasons = "; ".join((change.before if title == "Besser" else change.after).findings[:2])
            say(
                f"{title}: {change.after.question.id} {change.after.question.question}"
                + (f"\n    {reasons}" if reasons else "")
            )
