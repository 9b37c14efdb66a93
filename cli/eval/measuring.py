"""`wbm eval run`, `calibrate`, `added`: measure suites, set the bar of refusing, write added documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.eval.runs import app, runs_folder
from cli.eval.tables import print_disagreements, print_summary
from cli.questions import require_library
from knowledge.terminal import console, say
from settings import settings


@app.command("run", help="Suiten messen und einen Bericht schreiben.")
def run_command(
    suites: Annotated[
        list[str], typer.Argument(help="Namen (evals/suites) oder YAML-Dateien", metavar="SUITE…")
    ],
    config: Annotated[
        list[str] | None,
        typer.Option("--config", help="Konfiguration (mehrfach); Vorgabe: ours und die Vergleichsverfahren"),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Höchstens so viele Fragen je Suite")] = 0,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Nur Fragen mit diesem Merkmal (mehrfach)")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, max=64, help="Fragen gleichzeitig; Vorgabe: 1, mit Sprachmodell 4")
    ] = 0,
    ablation: Annotated[
        bool,
        typer.Option(
            "--ablation",
            help="Dazu jede Stufe der Suche einmal weglassen: was sie beiträgt, zeigt der Bericht",
        ),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Zwischengespeicherte Antworten nicht verwenden")
    ] = False,
    against: Annotated[
        str, typer.Option("--against", help="Früherer Lauf, mit dem der Bericht vergleicht")
    ] = "",
    price_in: Annotated[float, typer.Option(min=0, help="Euro je Million Tokens hinein")] = 0.0,
    price_out: Annotated[float, typer.Option(min=0, help="Euro je Million Tokens heraus")] = 0.0,
) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from evals.report.page import write_report
    from evals.runs.configuration import DEFAULTS, ablations, load_configuration
    from evals.runs.run_folder import find_run, read_run
    from evals.runs.runner import RunOptions, Watch, run

    require_library()
    configurations = [
        load_configuration(name)
        for name in dict.fromkeys([*(config or DEFAULTS), *(ablations() if ablation else ())])
    ]
    earlier = read_run(find_run(runs_folder(), against)) if against else None
    options = RunOptions(
        limit=limit,
        tags=tuple(tag or ()),
        workers=workers,
        fresh=fresh,
        price_in=price_in,
        price_out=price_out,
    )
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True)) as bar:
        task = bar.add_task("Fragen", total=None)
        side = bar.add_task("Vergleichsverfahren einbetten", total=None, visible=False)
        watch = Watch(
            started=lambda total: bar.update(task, total=total),
            answered=lambda name, _: bar.update(task, advance=1, description=f"Fragen ({name})"),
            embedding=lambda done, total: bar.update(side, completed=done, total=total, visible=done < total),
        )
        folder = run(suites, configurations, settings(), options, watch)
    done = read_run(folder)
    report = write_report(done, earlier)
    print_summary(done)
    print_disagreements(done)
    say(f"Lauf: {folder.name}\nBericht: {report}")


@app.command(
    "added",
    help=(
        "Die Dokumente der Suiten zusatz… als Dateien in einen Ordner schreiben; danach `wbm sync ORDNER`"
        " neben den Gesetzen."
    ),
)
def added_command(folder: Annotated[Path, typer.Argument(help="Ordner", metavar="ORDNER")]) -> None:
    from evals.added.documents import write_documents

    say(f"{len(write_documents(folder))} Dokumente geschrieben: {folder}")


@app.command("calibrate", help="Die Schwelle zum Verweigern an Suiten einstellen und mit dem Index ablegen.")
def calibrate_command(
    suites: Annotated[list[str], typer.Argument(help="Namen oder YAML-Dateien", metavar="SUITE…")],
    phrases: Annotated[
        list[str] | None,
        typer.Option(
            "--phrases",
            help="Mit welchen Alltagsfragen (mehrfach): all, even, odd (jedes zweite Gesetz), none",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", help="Datei, in der die Werte gesammelt werden, auch aus anderen Bibliotheken"
        ),
    ] = None,
) -> None:
    from chains.refusal.confidence import save_confidence
    from chains.retrieval.searcher import Searcher
    from evals.errors import SuiteError
    from evals.runs.calibrate import fit, rows_of
    from evals.runs.held_out import place_with
    from evals.runs.rows import keep_rows, kept_rows
    from evals.suite import load_suite
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace
    from knowledge.index.scale import SHIPPED, describe, fit_scale, save_scale

    require_library()
    config = settings()
    embedding = load_embedding(config.embedding)
    questions = [question for name in suites for question in load_suite(name)[0].questions]
    searcher = Searcher(config, embedding, exact=True)
    state = searcher.state
    if config.embedding not in SHIPPED:
        root = IndexPlace(config.indexes).root
        scale = save_scale(
            root,
            fit_scale(config.embedding, state.everyday, state.rules.vectors, searcher.library, embedding),
        )
        searcher = Searcher(config, embedding, exact=True)
        for line in describe(scale):
            say(line)
    rows = kept_rows(keep) if keep else []
    for kind in phrases or ["all"]:
        if kind not in {"all", "none", "even", "odd"}:
            raise SuiteError(f"--phrases {kind}: möglich sind all, even, odd und none.")
        place = place_with(kind, config)  # type: ignore[arg-type] # just checked
        asked = searcher if place is None else Searcher(config, embedding, exact=True, place=place)
        rows += rows_of(asked, questions, held_out=kind != "all")
    if keep:
        keep_rows(keep, rows)
    try:
        found = fit(rows)
    except ValueError as error:
        raise SuiteError(f"Zum Einstellen braucht es {error}.") from error
    path = save_confidence(
        searcher.library,
        found.model,
        {"recognised": found.recognised, "wrongly_refused": found.wrongly_refused},
    )
    say(
        f"{found.answerable} beantwortbare, {found.unanswerable} nicht beantwortbare Fragen; auf ungesehenen"
        f" Fünfteln erkannt: {found.recognised:.1%}, zu Unrecht verweigert:"
        f" {found.wrongly_refused:.1%}.\n{found.model}\nAbgelegt in {path}"
    )
