"""`wbm courses`: the course search on the command line; parses, calls, prints."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.terminal import say, say_json
from settings import settings

if TYPE_CHECKING:
    from chains.courses.find import FoundCourses
    from chains.courses.understand.wish import Wish

Query = Annotated[
    str,
    typer.Argument(
        help="Wunsch in einem Satz, zum Beispiel: Schweißkurs in Teilzeit im Umkreis von 30 km um Dortmund"
        " ab März; leer: die nächsten Termine",
        metavar="SATZ",
    ),
]


def courses(
    text: Query = "",
    plz: Annotated[
        str, typer.Option("--plz", "--ort", help="Postleitzahl oder Ort, um den herum gesucht wird")
    ] = "",
    km: Annotated[float | None, typer.Option("--km", min=1, max=500, help="Umkreis in Kilometern")] = None,
    from_date: Annotated[
        datetime | None, typer.Option("--ab", formats=["%Y-%m-%d", "%d.%m.%Y"], help="Frühester Beginn")
    ] = None,
    full_time: Annotated[bool, typer.Option("--vollzeit", help="Nur Vollzeit")] = False,
    part_time: Annotated[bool, typer.Option("--teilzeit", help="Nur Teilzeit oder berufsbegleitend")] = False,
    bildungsgutschein: Annotated[
        bool, typer.Option("--bildungsgutschein", help="Nur mit Bildungsgutschein")
    ] = False,
    max_price: Annotated[
        float | None,
        typer.Option("--preis", min=0, help="Höchstpreis in Euro; Kurse ohne Preisangabe fallen weg"),
    ] = None,
    provider: Annotated[str, typer.Option("--anbieter", help="Teil des Anbieternamens")] = "",
    form: Annotated[str, typer.Option("--form", help="praesenz, online, fernunterricht oder inhouse")] = "",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Wie viele")] = 10,
    only_understand: Annotated[
        bool, typer.Option("--understand", help="Nur zeigen, was vom Satz verstanden wurde")
    ] = False,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Je Zeile der Eingabe ein Satz, je Zeile der Ausgabe ein Ergebnis")
    ] = False,
    day: Annotated[
        datetime | None,
        typer.Option("--heute", formats=["%Y-%m-%d", "%d.%m.%Y"], help="Der Tag, der als heute gilt"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")] = False,
) -> None:
    """Kurse mit einem Satz suchen: Thema, Ort, Zeit, Preis, Länge, Form, Förderung."""
    from chains.courses.understand.understand import understand
    from chains.limits import require_short
    from knowledge.errors import WbmError
    from knowledge.places.gazetteer import locate

    if full_time and part_time:
        raise WbmError("Bitte entweder --vollzeit oder --teilzeit angeben, nicht beides.")
    today = day.date() if day else date.today()
    if plz and locate(plz) is None:
        raise WbmError(f"Den Ort „{plz}“ kenne ich nicht. Bitte eine Postleitzahl angeben.")

    def wish_of(sentence: str) -> Wish:
        require_short(sentence)
        wish = understand(sentence, today)
        (wish.plz if plz.isdigit() else wish.place).extend([plz] if plz else [])
        wish.km = km if km is not None else wish.km
        wish.start_from = from_date.date() if from_date else wish.start_from
        wish.time += ["vollzeit"] if full_time else ["teilzeit"] if part_time else []
        wish.voucher = wish.voucher or bildungsgutschein
        wish.price.most = max_price if max_price is not None else wish.price.most
        wish.provider += [provider] if provider else []
        wish.form += [_form_named(form)] if form else []
        return wish

    sentences = (line.strip() for line in sys.stdin if line.strip()) if from_stdin else iter([text])
    if only_understand:
        for sentence in sentences:
            _show_understood(wish_of(sentence), as_json=as_json or from_stdin)
        return
    _search(((sentence, wish_of(sentence)) for sentence in sentences), today, k, as_json=as_json)


def _form_named(name: str) -> str:
    """ "Präsenz" as praesenz."""
    key = name.strip().casefold().replace("ä", "ae")
    return next(
        (form for form in ("praesenz", "online", "fernunterricht", "inhouse") if form.startswith(key[:4])),
        key,
    )


def _show_understood(wish: Wish, *, as_json: bool) -> None:
    if as_json:
        say_json({"filters": wish.filters(), "left_over": wish.left_over}, indent=None)
        return
    from chains.courses.words import said_of

    say(f"Verstanden: {said_of(wish) or 'nichts'}")
    if wish.left_over:
        say(f"Nicht verstanden: {wish.left_over}")


def _search(wishes: Iterable[tuple[str, Wish]], today: date, k: int, *, as_json: bool) -> None:
    from chains.courses.find import find_courses, found_json
    from chains.courses.search import CourseSearcher
    from knowledge.errors import IndexMissing
    from knowledge.index.embedding import load_embedding

    config = settings()
    searcher = CourseSearcher(config, load_embedding(config.embedding))
    if not searcher.index.ids:
        raise IndexMissing(
            "Es ist noch kein Kurskatalog eingelesen. Bitte in sources.yaml eine Quelle der Art catalogue"
            " einschalten und `wbm sync` ausführen."
        )
    for sentence, wish in wishes:
        found = find_courses(searcher, wish, today, k)
        if as_json:
            say_json({"query": sentence, **found_json(found)})
        else:
            _show(found)


def _show(found: FoundCourses) -> None:
    from chains.courses.words import lines_of_found

    for line in lines_of_found(found):
        say(line)
