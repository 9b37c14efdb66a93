"""`wbm search` and `wbm ask`: parse, call, print."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge.errors import IndexMissing, WbmError
from settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from chains.answer import Answer
    from chains.assistant import Assistant
    from chains.filters import Filters
    from chains.registers import Register
    from chains.search import Searcher
    from chains.turn import History

Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")]
Stdin = Annotated[bool, typer.Option("--stdin", help="Je Zeile eine Frage lesen (Text oder JSON mit question und history), je Zeile ein JSON-Objekt schreiben")]
Question = Annotated[str | None, typer.Argument(help="Die Frage", metavar="FRAGE")]
Kinds = Annotated[list[str] | None, typer.Option("--art", help="Nur Quellen dieser Art, z. B. law, factsheet (mehrfach)")]
Region = Annotated[str, typer.Option("--region", help="Nur Bundesweites und dieses Land, z. B. Nordrhein-Westfalen")]
Audience = Annotated[str, typer.Option("--zielgruppe", help="Nur Quellen für alle und für diese: mentor, trainer, worker, employer")]
AsOf = Annotated[str, typer.Option("--am", help="Antworten nach dem Stand dieses Tages (JJJJ-MM-TT oder TT.MM.JJJJ)", metavar="DATUM")]
RegisterName = Annotated[str, typer.Option("--register", help="normal, kurz, ausführlich, einfach oder trainer")]


def search(
    question: Question = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=100, help="Wie viele")] = None,
    as_json: Json = False,
    stdin: Stdin = False,
    art: Kinds = None,
    region: Region = "",
    zielgruppe: Audience = "",
    am: AsOf = "",
) -> None:
    """Show the places that fit."""
    from chains.answer import german_date, hit_json, place_label

    filters = _filters(art, region, zielgruppe, am)
    searcher = open_searcher(exact=not stdin)
    count = k or settings().hits

    def run(text: str, _: History = ()) -> dict[str, Any]:
        return {"question": text, "hits": [hit_json(rank, hit) for rank, hit in enumerate(searcher.search(text, count, filters), 1)]}

    if stdin:
        _each_line(run)
        return
    text = _required(question)
    if as_json:
        _print_json(run(text))
        return
    for rank, hit in enumerate(searcher.search(text, count, filters), 1):
        typer.echo(f"{rank}. {place_label(hit.passage)}  (Stand {german_date(hit.passage.document.stand)}, {hit.score:.2f})")
        typer.echo(f"   {' '.join(hit.passage.chunk_text.split())[:240]}\n")


def ask(
    question: Question = None,
    as_json: Json = False,
    stdin: Stdin = False,
    register: RegisterName = "normal",
    art: Kinds = None,
    region: Region = "",
    zielgruppe: Audience = "",
    am: AsOf = "",
) -> None:
    """Answer a question, with verbatim places."""
    filters, chosen = _filters(art, region, zielgruppe, am), _register(register)
    assistant = open_assistant(exact=not stdin)
    if stdin:
        _each_line(lambda text, history: _private(assistant, text, history).ask(text, history, register=chosen, filters=filters).to_json())
        return
    text = _required(question)
    answer = _private(assistant, text).ask(text, register=chosen, filters=filters)
    if as_json:
        _print_json(answer.to_json())
    else:
        _print_answer(answer)


def _private(assistant: Assistant, question: str, history: History = ()) -> Assistant:
    """The assistant from which a model elsewhere learns no personal data."""
    from chains.who_answers import who_answers

    return who_answers(assistant, settings(), question, history).assistant


def _print_answer(answer: Answer) -> None:
    from chains.answer import german_date

    for warning in answer.warnings:
        typer.echo(f"Achtung: {warning}\n")
    typer.echo(answer.text.replace("**", ""))
    if answer.asks:
        typer.echo(f"\nRückfrage: {answer.asks}")
    if answer.citations:
        typer.echo("\nFundstellen")
    for citation in answer.citations:
        passage = citation.passage
        typer.echo(f"[{citation.n}] {citation.label} (Stand {german_date(passage.document.stand)}) {passage.section.url or passage.document.url}".rstrip())


def open_searcher(*, exact: bool) -> Searcher:
    """The search over the indexed knowledge; `exact` for processes that answer one question and end."""
    from chains.search import Searcher
    from knowledge.embedding import load_embedding

    require_library()
    config = settings()
    return Searcher(config, load_embedding(config.embedding), exact=exact)


def open_assistant(*, exact: bool) -> Assistant:
    """The assistant with the chat model that is set, if one is."""
    from chains.assistant import Assistant
    from chains.chat_model import load_writer

    return Assistant(open_searcher(exact=exact), load_writer(settings()), hits=settings().hits)


def require_library() -> None:
    """Raise IndexMissing where nothing has been indexed yet."""
    if not settings().library.exists():
        raise IndexMissing("Es ist noch nichts eingelesen. Bitte zuerst `wbm sync` ausführen (oder `make chat`).")


def _filters(kinds: list[str] | None, region: str, audience: str, day: str) -> Filters:
    from chains.filters import Filters

    return Filters(frozenset(kinds or ()), region, audience, _day(day) if day else None)


def _day(written: str) -> date:
    from chains.figures import dates_in

    try:
        return date.fromisoformat(written)
    except ValueError:
        found = dates_in(written)
    if not found:
        raise WbmError(f"„{written}“ ist kein Datum. Bitte JJJJ-MM-TT oder TT.MM.JJJJ schreiben, zum Beispiel --am 2024-07-31.")
    return found[0]


def _register(name: str) -> Register:
    from chains.registers import Register, register_named

    found = register_named(name)
    if found is None:
        raise WbmError(f"Das Register „{name}“ gibt es nicht. Vorhanden sind: {', '.join(Register)}.")
    return found


def _required(question: str | None) -> str:
    if not question or not question.strip():
        raise WbmError('Bitte eine Frage angeben, zum Beispiel: wbm ask "Wer bekommt einen Bildungsgutschein?" (oder --stdin).')
    return question


def _each_line(run: Callable[[str, History], dict[str, Any]]) -> None:
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(run(*_turn(line.strip())), ensure_ascii=False), flush=True)


def _turn(line: str) -> tuple[str, History]:
    """A line as a question with its history: plain text, or {"question": …, "history": [{"role": …, "text": …}]}."""
    if not line.startswith("{"):
        return line, ()
    try:
        read = json.loads(line)
        return str(read["question"]), [(str(turn["role"]), str(turn["text"])) for turn in read.get("history", ())]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WbmError(f"Diese Zeile ist weder eine Frage noch gültiges JSON mit „question“ und „history“ (Liste aus „role“ und „text“): {line[:80]}") from error


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
