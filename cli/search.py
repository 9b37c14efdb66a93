"""`wbm search`: the places that fit a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.questions import (
    AsOf,
    Audience,
    Json,
    Kinds,
    Question,
    Region,
    Stdin,
    each_line,
    filters_of,
    open_searcher,
    required,
)
from knowledge.terminal import say, say_json
from settings import settings

if TYPE_CHECKING:
    from chains.turn import History


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

    filters = filters_of(art, region, zielgruppe, am)
    searcher = open_searcher(exact=not stdin)
    count = k or settings().hits

    def run(text: str, _: History = ()) -> dict[str, Any]:
        return {
            "question": text,
            "hits": [
                hit_json(rank, hit) for rank, hit in enumerate(searcher.search(text, count, filters), 1)
            ],
        }

    if stdin:
        each_line(run)
        return
    text = required(question)
    if as_json:
        say_json(run(text))
        return
    for rank, hit in enumerate(searcher.search(text, count, filters), 1):
        say(
            f"{rank}. {place_label(hit.passage)}  (Stand {german_date(hit.passage.document.stand)},"
            f" {hit.score:.2f})"
        )
        say(f"   {' '.join(hit.passage.chunk_text.split())[:240]}\n")
