"""`wbm eval cases`, `dialogues`: worked cases and consultations."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.eval.runs import app
from knowledge.terminal import say
from settings import settings


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
