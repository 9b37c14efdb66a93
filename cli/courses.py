"""`wbm courses`: the course search on the command line; parses, calls, prints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from knowledge.terminal import say, say_json
from settings import settings

Query = Annotated[
    str,
    typer.Argument(
        help="Thema oder Ziel, zum Beispiel: Schweißen; leer: die nächsten Termine", metavar="SUCHE"
    ),
]


def courses(
    text: Query = "",
    plz: Annotated[
        str, typer.Option("--plz", "--ort", help="Postleitzahl oder Ort, um den herum gesucht wird")
    ] = "",
    km: Annotated[float, typer.Option("--km", min=1, max=500, help="Umkreis in Kilometern")] = 25.0,
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
    form: Annotated[
        str,
        typer.Option(
            "--form", help="Präsenz, online, gemischt, Fernunterricht oder ein Teil der Unterrichtsform"
        ),
    ] = "",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Wie viele")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")] = False,
) -> None:
    """Kurse suchen, mit Umkreis, Beginn, Zeitform, Preis und Bildungsgutschein."""
    from chains.courses.search import CourseSearcher, course_json
    from chains.limits import require_short
    from knowledge.errors import IndexMissing, WbmError
    from knowledge.index.course_filters import CourseFilter
    from knowledge.index.embedding import load_embedding
    from knowledge.model.course import Time

    require_short(text)
    if full_time and part_time:
        raise WbmError("Bitte entweder --vollzeit oder --teilzeit angeben, nicht beides.")
    config = settings()
    searcher = CourseSearcher(config, load_embedding(config.embedding))
    if not searcher.index.ids:
        raise IndexMissing(
            "Es ist noch kein Kurskatalog eingelesen. Bitte in sources.yaml eine Quelle der Art catalogue"
            " einschalten und `wbm sync` ausführen."
        )
    wanted = CourseFilter(
        near=searcher.locate(plz) if plz else None,
        km=km,
        from_date=from_date.date() if from_date else None,
        time=Time.FULL if full_time else Time.PART if part_time else None,
        bildungsgutschein=bildungsgutschein,
        max_price=max_price,
        provider=provider,
        form=form,
    )
    hits = searcher.find(text, wanted, k)
    if as_json:
        say_json({"query": text, "courses": [course_json(rank, hit) for rank, hit in enumerate(hits, 1)]})
        return
    if not hits:
        say(
            "Kein Kurs passt zu diesen Angaben. Ein größerer Umkreis oder weniger Bedingungen helfen oft"
            " weiter."
        )
    from knowledge.model.course_text import date_line

    for rank, hit in enumerate(hits, 1):
        away = f", {hit.km:.0f} km" if hit.km is not None else ""
        say(f"{rank}. {hit.course.title} – {hit.course.provider}{away}")
        for day in hit.dates[:3]:
            say(f"   {date_line(day)}")
        if hit.course.url:
            say(f"   {hit.course.url}")
        say("")
