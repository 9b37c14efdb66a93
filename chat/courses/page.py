"""GET /kurse: look around among the courses without a chat; plain HTML with links, no script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from chains.courses.answering import card_of
from chains.courses.conversation import wish_of_conversation
from chains.courses.find import FoundCourses, find_courses
from chains.courses.match import places_of
from chains.courses.payable import CourseCost
from chains.courses.understand.understand import understand
from chains.courses.words import count_line, understood
from chains.limits import require_short
from chat.access.requester import requester_role
from chat.courses.map import distance_map
from knowledge.errors import WbmError
from knowledge.index.course_filters import venue_point

if TYPE_CHECKING:
    from starlette.requests import Request

    from chains.courses.answering import CourseAnswers

_TEMPLATES = Path(__file__).parents[1] / "web" / "templates"
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
_MOST_SENTENCES, _SHOWN = 12, 20
_FORMS = {
    "praesenz": "in Präsenz",
    "online": "online",
    "fernunterricht": "Fernunterricht",
    "inhouse": "im Betrieb",
}
_NARROWING: dict[str, Callable[[str], str]] = {
    "form": lambda value: f"nur {_FORMS.get(value, value)}",
    "time": lambda value: f"nur {'am Wochenende' if value == 'wochenende' else value}",
    "place": lambda value: f"nur in {value}",
    "price": lambda value: "nur über 2.000 Euro" if value == "darüber" else f"nur {value}",
    "voucher": lambda _: "nur mit Bildungsgutschein",
}


@dataclass(frozen=True, slots=True)
class CoursePage:
    """The page; `courses` gives what finds them, None while there is no index; `sign_in`: only for people who
    have signed in.
    """

    courses: Callable[[], Awaitable[CourseAnswers | None]]
    sign_in: bool

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [Route("/kurse", self.show)]

    async def show(self, request: Request) -> Response:
        """The courses for one or more sentences (`q`), each narrowing those before it."""
        if self.sign_in and requester_role() is None:
            return PlainTextResponse(
                "Bitte zuerst im Chat anmelden, dann diese Seite noch einmal öffnen.", status_code=401
            )
        answers = await self.courses()
        if answers is None:
            return PlainTextResponse(
                "Es ist noch nichts eingelesen. Bitte `wbm sync` ausführen.", status_code=503
            )
        told = [said.strip() for said in request.query_params.getlist("q") if said.strip()][:_MOST_SENTENCES]
        try:
            for said in told:
                require_short(said)
            values = await asyncio.to_thread(_values, answers, told, date.today())
        except WbmError as error:
            return PlainTextResponse(str(error), status_code=400)
        html = _template().render(**values)
        return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})


def _template() -> Any:
    loader = FileSystemLoader(_TEMPLATES)
    environment = Environment(loader=loader, autoescape=select_autoescape(["html", "j2"]), trim_blocks=True)
    return environment.get_template("kurse.html.j2")


def _values(answers: CourseAnswers, told: Sequence[str], today: date) -> dict[str, Any]:
    """What the template shows."""
    if not answers.searcher.index.ids:
        return {"empty": True, "told": told}
    wish = wish_of_conversation(told, today, {}, eager=True) if told else None
    if wish is None:
        wish = understand(told[-1] if told else "", today)
    found = find_courses(answers.searcher, wish, today, _SHOWN)
    hits = [hit for hit in found.hits if hit.dates]
    cards = [card_of(hit, CourseCost(hit.dates[0].price), today) for hit in hits]
    for_links = [card.url if card.url.startswith(("http://", "https://")) else "" for card in cards]
    return {
        "empty": False,
        "told": told,
        "count": count_line(found),
        "left_over": wish.left_over,
        "unknown": found.unknown_places,
        "default_km": found.default_km,
        "understood": [
            (label, value, _link([*told, f"{label} egal"]))
            for key, label, value in understood(wish)
            if key != "topic"
        ],
        "topic": " ".join(wish.topic),
        "cards": list(zip(cards, for_links, strict=True)),
        "facets": _facets(found, told),
        "map": _map(found),
    }


def _link(sentences: Sequence[str]) -> str:
    return f"/kurse?{urlencode([('q', said) for said in sentences[-_MOST_SENTENCES:]])}"


def _facets(found: FoundCourses, told: Sequence[str]) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """(title, (value, courses, link that narrows)) of each facet that narrows anything."""
    facets = []
    for facet in found.facets:
        narrow = _NARROWING.get(facet.key)
        counts = [
            (_FORMS.get(value, value), count, _link([*told, narrow(value)]))
            for value, count in facet.counts
            if narrow is not None and count < found.total and value != "nicht angegeben"
        ]
        if counts:
            facets.append((facet.title, counts))
    return facets


def _map(found: FoundCourses) -> Any:
    centres = places_of(found.wish).circles
    if not centres or not (found.wish.place or found.wish.plz):
        return None
    places = [
        (rank, point, f"{hit.course.title}, {hit.dates[0].place.town}, {hit.km:.0f} km")
        for rank, hit in enumerate(found.hits, 1)
        if hit.dates and hit.km is not None and (point := venue_point(hit.dates[0].place)) is not None
    ]
    return distance_map(centres[0][0], places)
