"""`wbm ask`: a question answered, with verbatim places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
from knowledge.errors import WbmError
from knowledge.terminal import say, say_json
from settings import settings

if TYPE_CHECKING:
    from chains.answer import Answer
    from chains.assistant import Assistant
    from chains.extract.registers import Register
    from chains.turn import History


RegisterName = Annotated[
    str, typer.Option("--register", help="normal, kurz, ausführlich, einfach oder trainer")
]


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
    filters, chosen = filters_of(art, region, zielgruppe, am), register_of(register)
    assistant = open_assistant(exact=not stdin)
    if stdin:
        each_line(
            lambda text, history: (
                _private(assistant, text, history)
                .ask(text, history, register=chosen, filters=filters)
                .to_json()
            )
        )
        return
    text = required(question)
    answer = _private(assistant, text).ask(text, register=chosen, filters=filters)
    if as_json:
        say_json(answer.to_json())
    else:
        _print_answer(answer)


def _private(assistant: Assistant, question: str, history: History = ()) -> Assistant:
    """The assistant from which a model elsewhere learns no personal data."""
    from chains.privacy.routing import who_answers

    return who_answers(assistant, settings(), question, history).assistant


def _print_answer(answer: Answer) -> None:
    from chains.answer import german_date, notice_text
    from chains.blocks.text_form import TERMINAL, text_of

    for notice in answer.notices:
        say(f"Achtung: {notice_text(notice)}\n")
    say(text_of(answer.said, TERMINAL))
    if answer.asks:
        say(f"\nRückfrage: {answer.asks}")
    if answer.citations:
        say("\nFundstellen")
    for citation in answer.citations:
        passage = citation.passage
        say(
            f"[{citation.n}] {citation.label} (Stand {german_date(passage.document.stand)})"
            f" {passage.section.url or passage.document.url}".rstrip()
        )


def open_assistant(*, exact: bool) -> Assistant:
    """The assistant with the chat model that is set, if one is."""
    from chains.assistant import Assistant
    from chains.courses.answering import CourseAnswers
    from chains.courses.search import CourseSearcher
    from chains.model.writer import load_writer
    from knowledge.index.embedding import load_embedding

    searcher, config = open_searcher(exact=exact), settings()
    courses = CourseAnswers(CourseSearcher(config, load_embedding(config.embedding)))
    return Assistant(searcher, load_writer(config), hits=config.hits, courses=courses)


def register_of(name: str) -> Register:
    from chains.extract.registers import Register, register_named

    found = register_named(name)
    if found is None:
        raise WbmError(f"Das Register „{name}“ gibt es nicht. Vorhanden sind: {', '.join(Register)}.")
    return found
