"""`wbm eval inbox`, `label`, `judge`: what people and models say of answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.eval.runs import ConfigName, RunName, app, named_run
from cli.questions import require_library
from evals.review.keyboard import Press, keyboard
from knowledge.terminal import say
from settings import settings

if TYPE_CHECKING:
    from evals.review.inbox import Feedback, Inbox
    from evals.runs.run_folder import Record


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

    found = named_run(run)
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
    from knowledge.store.opening import open_library

    model = load_chat_model(settings())
    if model is None:
        raise SettingsError(
            "Kein Sprachmodell eingestellt. Bitte WBM_CHAT_MODEL setzen, zum Beispiel"
            " mistralai:mistral-small-latest."
        )
    if check:
        require_library()
        with open_library(settings()) as library:
            result = trust(model, library, load_labelled(), votes)
        say(
            f"{result.n} Antworten; Übereinstimmung mit Menschen (Kappa) {result.kappa:.2f}, Abstand bei"
            f" hilfreich {result.distance:.2f} Stufen.".replace(".", ",")
        )
        return
    found = named_run(run)
    records = [r for r in found.of(config).values() if not r.outcome.abstained]
    judged = judge_records(model, records[:limit] if limit else records, found.folder, votes)
    say(
        f"{len(judged)} beurteilt, davon treu: {sum(j.vote.treu == 'ja' for j in judged)}. `wbm eval report"
        f" {found.folder.name}` zeigt sie."
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
