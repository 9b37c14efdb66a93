"""`wbm eval compare`, `gate`, `report`: runs held against each other and against the bars."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.eval.runs import ConfigName, RunName, app, named_run
from cli.eval.tables import print_comparison
from knowledge.terminal import say, say_json


@app.command(
    "compare",
    help="Zwei Läufe vergleichen: was besser und was schlechter wurde, und ob das Zufall sein kann.",
)
def compare_command(
    first: RunName,
    second: RunName,
    config: ConfigName = "ours",
    with_config: Annotated[
        str, typer.Option("--with", help="Konfiguration des zweiten Laufs, wenn sie eine andere ist")
    ] = "",
) -> None:
    from evals.errors import RunError
    from evals.report.compare import compare

    a, b = named_run(first), named_run(second)
    for run, name in ((a, config), (b, with_config or config)):
        if name not in run.configurations:
            raise RunError(
                f"Der Lauf {run.folder.name} enthält die Konfiguration „{name}“ nicht, nur:"
                f" {', '.join(run.configurations)}."
            )
    print_comparison(compare(a.of(config), b.of(with_config or config)))


@app.command(
    "gate",
    help=(
        "Prüfen, ob ein Lauf die Schwellen hält; sonst Ende mit Fehler. Ohne --min/--max gilt"
        " evals/gates.yaml."
    ),
)
def gate_command(
    run: RunName = "letzter",
    minimum: Annotated[
        list[str] | None, typer.Option("--min", help="Mindestens, z. B. hit@5=0.95 (mehrfach)")
    ] = None,
    maximum: Annotated[
        list[str] | None, typer.Option("--max", help="Höchstens, z. B. unsupported_figures=0 (mehrfach)")
    ] = None,
    config: ConfigName = "ours",
    file: Annotated[Path | None, typer.Option("--file", help="Datei mit Schwellen")] = None,
) -> None:
    from evals.errors import SuiteError
    from evals.report.gate import FILE, Thresholds, check, load_bars, parse_threshold

    found = named_run(run)
    if minimum or maximum:
        bar = Thresholds(
            min=dict(map(parse_threshold, minimum or ())), max=dict(map(parse_threshold, maximum or ()))
        )
        bars = dict.fromkeys(found.suites, bar)
    else:
        known = load_bars(file or FILE)
        bars = {suite: known[suite] for suite in found.suites if suite in known}
        if not bars:
            raise SuiteError(
                f"Für {', '.join(found.suites)} stehen keine Schwellen in {(file or FILE).name}. Bitte dort"
                " eintragen oder --min angeben."
            )
    for line in check(found.summary, config, bars):
        say(f"Gehalten: {line}")


@app.command(
    "report", help="Den Bericht eines Laufs neu schreiben, etwa nach Urteilen oder gegen einen anderen Lauf."
)
def report_command(
    run: RunName = "letzter",
    against: Annotated[str, typer.Option("--against", help="Früherer Lauf")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Kennzahlen, und wo die Zahlenleser uneins sind, als JSON ausgeben")
    ] = False,
) -> None:
    from evals.report.page import as_json as run_as_json
    from evals.report.page import write_report

    found = named_run(run)
    report = write_report(found, named_run(against) if against else None)
    if as_json:
        say_json(run_as_json(found))
        return
    say(f"Bericht: {report}")
