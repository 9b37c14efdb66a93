"""What `wbm search` and `wbm ask` share: options, the opened assistant, questions from standard
input, JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge.errors import IndexMissing, QuestionTooLong, WbmError
from knowledge.terminal import say_json
from settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from chains.retrieval.filters import Filters
    from chains.retrieval.searcher import Searcher
    from chains.turn import History


_LONGEST_LINE = 200_000  # characters of a line of --stdin: a question with twelve turns, all letters escaped
Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")]
Stdin = Annotated[
    bool,
    typer.Option(
        "--stdin",
        help=(
            "Je Zeile eine Frage lesen (Text oder JSON mit question und history), je Zeile ein JSON-Objekt"
            " schreiben"
        ),
    ),
]
Question = Annotated[str | None, typer.Argument(help="Die Frage", metavar="FRAGE")]
Kinds = Annotated[
    list[str] | None, typer.Option("--art", help="Nur Quellen dieser Art, z. B. law, factsheet (mehrfach)")
]
Region = Annotated[
    str, typer.Option("--region", help="Nur Bundesweites und dieses Land, z. B. Nordrhein-Westfalen")
]
Audience = Annotated[
    str,
    typer.Option(
        "--zielgruppe", help="Nur Quellen für alle und für diese: mentor, trainer, worker, employer"
    ),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--am", help="Antworten nach dem Stand dieses Tages (JJJJ-MM-TT oder TT.MM.JJJJ)", metavar="DATUM"
    ),
]


def open_searcher(*, exact: bool) -> Searcher:
    """The search over the indexed knowledge; `exact` for processes that answer one question and end."""
    from chains.locality import require_local
    from chains.retrieval.searcher import Searcher
    from knowledge.index.embedding import load_embedding

    require_library()
    config = settings()
    require_local(config)
    return Searcher(config, load_embedding(config.embedding), exact=exact)


def require_library() -> None:
    """Raise IndexMissing where nothing has been indexed yet."""
    from knowledge.store.opening import library_there

    if not library_there(settings()):
        raise IndexMissing()


def filters_of(kinds: list[str] | None, region: str, audience: str, day: str) -> Filters:
    from chains.retrieval.filters import Filters

    return Filters(frozenset(kinds or ()), region, audience, _day(day) if day else None)


def _day(written: str) -> date:
    from chains.quantities.figures import dates_in

    try:
        return date.fromisoformat(written)
    except ValueError:
        found = dates_in(written)
    if not found:
        raise WbmError(
            f"„{written}“ ist kein Datum. Bitte JJJJ-MM-TT oder TT.MM.JJJJ schreiben, zum Beispiel --am"
            " 2024-07-31."
        )
    return found[0]


def required(question: str | None) -> str:
    from chains.limits import require_short

    if not question or not question.strip():
        raise WbmError(
            'Bitte eine Frage angeben, zum Beispiel: wbm ask "Wer bekommt einen Bildungsgutschein?" (oder'
            " --stdin)."
        )
    require_short(question)
    return question


def each_line(run: Callable[[str, History], dict[str, Any]]) -> None:
    from chains.limits import LONGEST_QUESTION

    while line := sys.stdin.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise QuestionTooLong(
                f"Eine Zeile hat mehr als {_LONGEST_LINE // 1000}.000 Zeichen. Bitte je Zeile eine Frage mit"
                f" höchstens {LONGEST_QUESTION // 1000}.000 Zeichen schreiben."
            )
        if line.strip():
            say_json(run(*_turn(line.strip())), indent=None)


def _turn(line: str) -> tuple[str, History]:
    """A line as a question with its history: plain text, or {"question": …, "history":
    [{"role": …, "text": …}]}.
    """
    from chains.limits import require_short, short_history

    if not line.startswith("{"):
        require_short(line)
        return line, ()
    try:
        read = json.loads(line)
        question, history = (
            str(read["question"]),
            [(str(turn["role"]), str(turn["text"])) for turn in read.get("history", ())],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WbmError(
            "Diese Zeile ist weder eine Frage noch gültiges JSON mit „question“ und „history“ (Liste aus"
            f" „role“ und „text“): {line[:80]}"
        ) from error
    require_short(question)
    return question, short_history(history)
