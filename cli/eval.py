"""`wbm eval`: run, compare, gate, report, cases, inbox, label, judge. Parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.review.keyboard import Press, keyboard
from knowledge.terminal import console, say, say_json
from settings import settings

if TYPE_CHECKING:
    from evals.report.compare import Comparison
    from evals.review.inbox import Feedback, Inbox
    from evals.runs.run_folder import Record, Run

app = typer.Typer(no_args_is_help=True, help="Antworten messen, vergleichen, beurteilen.")

RunName = Annotated[
    str, typer.Argument(help="Laufordner, Anfang seines Namens oder „letzter“", metavar="LAUF")
]
_COLUMNS = 5  # configurations that fit side by side in a terminal
ConfigName = Annotated[str, typer.Option("--config", help="Welche Konfiguration")]


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

    _require_library()
    configurations = [
        load_configuration(name)
        for name in dict.fromkeys([*(config or DEFAULTS), *(ablations() if ablation else ())])
    ]
    earlier = read_run(find_run(_runs(), against)) if against else None
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
    _print_summary(done)
    _print_disagreements(done)
    say(f"Lauf: {folder.name}\nBericht: {report}")


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

    a, b = _read(first), _read(second)
    for run, name in ((a, config), (b, with_config or config)):
        if name not in run.configurations:
            raise RunError(
                f"Der Lauf {run.folder.name} enthält die Konfiguration „{name}“ nicht, nur:"
                f" {', '.join(run.configurations)}."
            )
    _print_comparison(compare(a.of(config), b.of(with_config or config)))


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

    found = _read(run)
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

    found = _read(run)
    report = write_report(found, _read(against) if against else None)
    if as_json:
        say_json(run_as_json(found))
        return
    say(f"Bericht: {report}")


@app.command(
    "cases",
    help=(
        "Die Förderfälle (evals/cases) durch den Förder-Check schicken: richtig und falsch je Fall und"
        " Programm."
    ),
)
def cases_command(
    name: Annotated[
        str, typer.Argument(help="cases, blind oder eine YAML-Datei", metavar="SAMMLUNG")
    ] = "cases",
    only_sums: Annotated[bool, typer.Option("--sums", help="Nur die Summen, ohne Inhalt der Fälle")] = False,
) -> None:
    from chains.funding.sentence import read_sentence
    from evals.funding.cases import load_cases
    from evals.funding.report import differences, run_cases, sums

    done = run_cases(load_cases(name), lambda text, today: read_sentence(text, today).facts)
    if not only_sums:
        for line in differences(done):
            say(line)
    for line in sums(done):
        say(line)


@app.command(
    "dialogues",
    help="Beratungsgespräche (evals/dialogues) führen: was richtig war, wie lang und wie schnell.",
)
def dialogues_command(
    name: Annotated[
        str, typer.Argument(help="dialogues, blind oder eine YAML-Datei", metavar="SAMMLUNG")
    ] = "dialogues",
    only_sums: Annotated[
        bool, typer.Option("--sums", help="Nur die Summen, ohne Inhalt der Gespräche")
    ] = False,
) -> None:
    from chains.assistant import Assistant
    from chains.retrieval.searcher import Searcher
    from evals.dialogues.collection import load_dialogues
    from evals.dialogues.play import DialoguePlayed, failures, figures, play, sums
    from knowledge.index.embedding import load_embedding

    collection, config = load_dialogues(name), settings()
    assistant = Assistant(Searcher(config, load_embedding(config.embedding), exact=True))

    def tell(played: DialoguePlayed) -> None:
        for line in () if only_sums else failures(played):
            say(line)

    played = play(
        collection, lambda question, history, today: assistant.ask(question, history, today=today), done=tell
    )
    for line in sums(figures(played)):
        say(line)


@app.command(
    "added",
    help=(
        "Die Dokumente der Suiten zusatz und zusatz-blind als Dateien in einen Ordner schreiben; danach"
        " `wbm sync ORDNER` neben den Gesetzen."
    ),
)
def added_command(folder: Annotated[Path, typer.Argument(help="Ordner", metavar="ORDNER")]) -> None:
    from evals.added.documents import write_documents

    say(f"{len(write_documents(folder))} Dokumente geschrieben: {folder}")


@app.command("inbox", help="Rückmeldungen aus dem Chat durchsehen und zu Fragen einer Suite machen.")
def inbox_command(
    suite: Annotated[
        Path | None,
        typer.Option(
            "--suite", help="Suite, an die angefügt wird; Vorgabe: evals/suites/praxis.yaml im Datenordner"
        ),
    ] = None,
    as_list: Annotated[bool, typer.Option("--list", help="Nur zeigen")] = False,
) -> None:
    from evals.review.inbox import Inbox

    inbox = Inbox(settings().data)
    target = suite or settings().data / "evals" / "suites" / "praxis.yaml"
    waiting = inbox.entries()
    if not waiting:
        say("Keine Rückmeldungen.")
    if as_list:
        for number, entry in enumerate(waiting, 1):
            _print_entry(entry, number, len(waiting))
        return
    with keyboard() as press:
        for number, entry in enumerate(waiting, 1):
            _print_entry(entry, number, len(waiting))
            if not _decide(inbox, entry, target, press):
                break


def _decide(inbox: Inbox, entry: Feedback, target: Path, press: Press) -> bool:
    """One editor's decision by keys; False to stop."""
    from evals.review.inbox import add_question

    say("[u] übernehmen   [n] nicht beantwortbar   [v] verwerfen   [s] später   [q] Ende")
    match press("unvsq"):
        case "u":
            if not entry.offered:
                say(
                    "Zu dieser Frage wurde nichts gefunden; bitte die Fundstelle von Hand in die Suite"
                    " eintragen."
                )
                return True
            keys = "".join(str(i) for i in range(1, min(9, len(entry.offered)) + 1))
            say(f"Welche Fundstelle ist richtig? [{keys[0]}–{keys[-1]}]")
            chosen = press(keys + "q")
            if chosen == "q":
                return False
            new = add_question(target, entry, entry.offered[int(chosen) - 1].place)
            inbox.done(entry)
            say(f"Übernommen als {new} in {target}\n")
        case "n":
            new = add_question(target, entry, "")
            inbox.done(entry)
            say(f"Übernommen als nicht beantwortbar, {new} in {target}\n")
        case "v":
            inbox.done(entry)
            say("Verworfen.\n")
        case "q":
            return False
    return True


@app.command("label", help="Antworten eines Laufs von Hand beurteilen.")
def label_command(
    run: RunName = "letzter",
    by: Annotated[str, typer.Option("--by", help="Kürzel der urteilenden Person")] = "a",
    config: ConfigName = "ours",
    every: Annotated[int, typer.Option("--every", min=1, help="Nur jede so vielte Antwort (Stichprobe)")] = 1,
) -> None:
    from evals.report.page import agreement_of
    from evals.review.labels import VERDICTS, Label, add_label, load_labels

    found = _read(run)
    done = {
        (label.suite, label.question)
        for label in load_labels(found.folder)
        if label.by == by and label.configuration == config
    }
    waiting = [r for r in list(found.of(config).values())[::every] if r.key not in done]
    with keyboard() as press:
        for number, record in enumerate(waiting, 1):
            _print_for_label(record, number, len(waiting))
            say("[r] richtig   [t] teilweise   [f] falsch   [s] überspringen   [q] Ende")
            key = press("rtfsq")
            if key == "q":
                break
            if key != "s":
                add_label(
                    found.folder,
                    Label(
                        suite=record.suite,
                        question=record.question.id,
                        configuration=config,
                        verdict=VERDICTS[key],
                        by=by,
                    ),
                )
    agreed = agreement_of(found)
    if agreed is not None:
        say(
            f"{agreed.n} Urteile; Übereinstimmung mit der automatischen Bewertung (Kappa): "
            + f"{agreed.kappa:.2f}".replace(".", ",")
        )


@app.command("judge", help="Antworten eines Laufs von einem Sprachmodell beurteilen lassen (WBM_CHAT_MODEL).")
def judge_command(
    run: RunName = "letzter",
    config: ConfigName = "ours",
    votes: Annotated[int, typer.Option(min=1, max=9, help="Urteile je Antwort")] = 3,
    limit: Annotated[int, typer.Option(min=0, help="Höchstens so viele Antworten")] = 0,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Das Modell an den mitgelieferten, von Menschen beurteilten Antworten prüfen"
        ),
    ] = False,
) -> None:
    from chains.model.writer import load_chat_model
    from evals.review.judge import judge_records, load_labelled, trust
    from knowledge.errors import SettingsError
    from knowledge.store.library import Library

    model = load_chat_model(settings())
    if model is None:
        raise SettingsError(
            "Kein Sprachmodell eingestellt. Bitte WBM_CHAT_MODEL setzen, zum Beispiel"
            " mistralai:mistral-small-latest."
        )
    if check:
        _require_library()
        with Library(settings().library) as library:
            result = trust(model, library, load_labelled(), votes)
        say(
            f"{result.n} Antworten; Übereinstimmung mit Menschen (Kappa) {result.kappa:.2f}, Abstand bei"
            f" hilfreich {result.distance:.2f} Stufen.".replace(".", ",")
        )
        return
    found = _read(run)
    records = [r for r in found.of(config).values() if not r.outcome.abstained]
    judged = judge_records(model, records[:limit] if limit else records, found.folder, votes)
    say(
        f"{len(judged)} beurteilt, davon treu: {sum(j.vote.treu == 'ja' for j in judged)}. `wbm eval report"
        f" {found.folder.name}` zeigt sie."
    )


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
    from knowledge.index.vectors import ExactVectors

    _require_library()
    config = settings()
    embedding = load_embedding(config.embedding)
    questions = [question for name in suites for question in load_suite(name)[0].questions]
    searcher = Searcher(config, embedding, exact=True)
    state = searcher.state
    if config.embedding not in SHIPPED:
        root = IndexPlace(config.indexes).root
        vectors = ExactVectors(IndexPlace(config.indexes).folder(state.generation))
        scale = save_scale(
            root, fit_scale(config.embedding, state.everyday, vectors, searcher.library, embedding)
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


def _runs() -> Path:
    return settings().data / "evals" / "runs"


def _read(name: str) -> Run:
    from evals.runs.run_folder import find_run, read_run

    return read_run(find_run(_runs(), name))


def _require_library() -> None:
    from knowledge.errors import IndexMissing

    if not settings().library.exists():
        raise IndexMissing()


def _print_disagreements(run: Run) -> None:
    """Where the two readers of numbers disagree: each is to be looked at before "0" is believed."""
    from evals.report.page import disagreements_of

    for record, said in disagreements_of(run):
        say(f"{record.suite} {record.question.id} ({record.configuration}): {said}")


def _print_summary(run: Run) -> None:
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


def _print_comparison(comparison: Comparison) -> None:
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


def _print_entry(entry: Feedback, number: int, total: int) -> None:
    say(f"--- {number} von {total} · {entry.at} · {'hilfreich' if entry.helpful else 'nicht hilfreich'}")
    for role, text in entry.history:
        say(f"  ({'davor gefragt' if role == 'user' else 'davor geantwortet'}) {text[:200]}")
    say(f"Frage: {entry.question}")
    if entry.comment:
        say(f"Kommentar: {entry.comment}")
    say(f"Antwort: {entry.answer[:600]}")
    for position, place in enumerate(entry.offered, 1):
        say(f"  [{position}] {place.label}  ({place.place})")


def _print_for_label(record: Record, number: int, total: int) -> None:
    question = record.question
    say(f"--- {number} von {total} · {question.id}")
    for turn in question.history:
        say(f"  ({'davor gefragt' if turn.role == 'user' else 'davor geantwortet'}) {turn.text[:200]}")
    say(f"Frage: {question.question}\n\n{record.outcome.answer}\n")
    for citation in record.outcome.citations:
        say(f"  [{citation.n}] {citation.label}")
