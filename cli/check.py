"""`wbm check`: the Förder-Check on the command line; parses, calls, prints."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge.errors import RuleFault
from knowledge.terminal import console, say, say_json
from settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chains.funding.requests import Response

Sentence = Annotated[str, typer.Argument(help="Der Fall in Worten", metavar="FALL")]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", help="Ein Merkmal als name=wert (mehrfach); Namen in knowledge/facts.yaml"),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume", help="Was als gegeben gilt, als name=wert (mehrfach); wird als Bedingung gesagt"
    ),
]


def check(
    sentence: Sentence = "",
    firm: Annotated[str, typer.Option("--firm", help="Beschäftigte (Unternehmen oder Konzern)")] = "",
    age: Annotated[str, typer.Option("--age", help="Alter in Jahren")] = "",
    hours: Annotated[str, typer.Option("--hours", help="Stunden des Kurses")] = "",
    fee: Annotated[str, typer.Option("--fee", help="Lehrgangskosten in Euro")] = "",
    degree: Annotated[str, typer.Option("--degree", help="Berufsabschluss: none, vocational, academic")] = "",
    status: Annotated[
        str, typer.Option("--status", help="employed, unemployed, threatened, self_employed, …")
    ] = "",
    disability: Annotated[
        str, typer.Option("--disability", help="none, disabled, severe, gleichgestellt")
    ] = "",
    agreement: Annotated[
        str,
        typer.Option(
            "--agreement", help="Vereinbarung über Weiterbildung: none, bv_weiterbildung, tv_weiterbildung"
        ),
    ] = "",
    start: Annotated[
        str, typer.Option("--start", help="Beginn des Kurses (JJJJ-MM-TT oder TT.MM.JJJJ)")
    ] = "",
    fact: Facts = None,
    assume: Assume = None,
    programme: Annotated[
        list[str] | None, typer.Option("--programme", help="Nur dieses Programm (mehrfach)")
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option("--today", formats=["%Y-%m-%d", "%d.%m.%Y"], help="Der Tag, an dem geprüft wird"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")] = False,
    stdin: Annotated[
        bool,
        typer.Option(
            "--stdin",
            help=(
                "Je Zeile einen Fall lesen (JSON mit sentence oder case), je Zeile ein JSON-Objekt schreiben"
            ),
        ),
    ] = False,
) -> None:
    """Förderung für einen Fall prüfen: Ergebnis, Beträge, Gründe, nächster Schritt."""
    from chains.funding.programmes import rulebook
    from chains.funding.requests import Request, answer
    from cli.check_options import facts_of

    day = today.date() if today else date.today()
    if stdin:
        _each_line(day)
        return
    named = {
        "firm_headcount": firm,
        "age": age,
        "course.hours": hours,
        "course.fee": fee,
        "degree": degree,
        "status": status,
        "disability": disability,
        "works_agreement": agreement,
        "course.start": start,
    }
    kinds = rulebook().facts
    facts = facts_of([*(f"{name}={text}" for name, text in named.items() if text), *(fact or ())], kinds)
    if not sentence.strip() and not facts:
        raise RuleFault(
            'Bitte einen Fall nennen, etwa: wbm check "Betrieb mit 120 Leuten, Kollegin 47, Kurs 200 Stunden'
            ' für 4.000 Euro".'
        )
    given = facts_of(assume or (), kinds)
    usual = {} if as_json else rulebook().usual
    found = answer(
        Request(day, sentence.strip(), facts, {**usual, **given}, tuple(programme or ())), settings()
    )
    if as_json:
        say_json(found.to_json(), indent=None)
    else:
        _print(found, usual)


def _each_line(day: date) -> None:
    from chains.funding.requests import answer_line

    config = settings()
    for text in sys.stdin:
        if text.strip():
            say(answer_line(text, day, config))


def _print(response: Response, usual: Mapping[str, Any]) -> None:
    from rich.table import Table

    from chains.funding.explanation.as_text import case_line, details, overview
    from chains.funding.programmes import rulebook

    found, screen = response.found, console()
    screen.print(f"Fall: {case_line(found.facts, rulebook().facts, frozenset(usual) & found.assumed)}")
    if not found.programmes:
        screen.print("Zu diesem Fall passt kein Programm, das hier geprüft wird. Mehr Angaben helfen weiter.")
        return
    table = Table("Programm", "Ergebnis", "Beträge", show_lines=True)
    for row in overview(found):
        table.add_row(*row)
    screen.print(table)
    for result in found.programmes:
        screen.print(f"\n{result.programme.rule.title}", style="bold")
        for line in details(result):
            screen.print(f"  {line}")
    if found.ask:
        screen.print(f"\nDie wichtigste Frage: {found.ask}")
    for warning in found.warnings:
        screen.print(f"Achtung: {warning}")
