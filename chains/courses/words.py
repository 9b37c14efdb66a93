"""What was understood, given up and found, in German lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from chains.courses.understand.topics.single_words import IS_LEVEL
from chains.courses.understand.vocabulary import abbreviations
from chains.courses.understand.wish import Wish, WishRange
from knowledge.german.wording import capitalised
from knowledge.model.course_text import date_line, euros, german

if TYPE_CHECKING:
    from chains.courses.find import FoundCourses
    from chains.courses.search import CourseHit

_FORMS = {
    "praesenz": "in Präsenz",
    "online": "online",
    "fernunterricht": "Fernunterricht",
    "inhouse": "im Betrieb",
}
_LEVELS = {"anfaenger": "für Anfänger*innen", "fortgeschritten": "für Fortgeschrittene"}
_SORTS = {
    "preis": "das Günstigste zuerst",
    "beginn": "das Früheste zuerst",
    "entfernung": "das Nächste zuerst",
    "dauer": "das Kürzeste zuerst",
}
_UNITS = {"hours": "Stunden", "days": "Tage", "weeks": "Wochen", "months": "Monate"}
_SHOWN_DATES = 3


def said_of(wish: Wish) -> str:
    """All that was understood, as one line; "" for nothing."""
    return " · ".join(f"{label}: {value}" for _, label, value in understood(wish))


def understood(wish: Wish) -> Iterator[tuple[str, str, str]]:
    """(key, label, value in German) of each filter that was understood."""
    if wish.topic:
        yield "topic", "Thema", capitalised(" ".join(map(_as_written, wish.topic)))
    yield from _place(wish)
    yield from _dates(wish)
    yield from _manner(wish)
    yield from _money(wish)
    yield from _person(wish)
    yield from _bodies(wish)


def _as_written(word: str) -> str:
    """A word of the topic; abbreviations and levels are written large ("CNC", "B1")."""
    return word.upper() if IS_LEVEL.fullmatch(word) or word in abbreviations() else word


def _as_noun(time: str) -> str:
    return capitalised(time) if time in {"vollzeit", "teilzeit", "wochenende"} else time


def _place(wish: Wish) -> Iterator[tuple[str, str, str]]:
    if wish.place or wish.plz:
        yield "place", "Ort", " oder ".join([" ".join((*wish.plz, *wish.place))] if wish.plz else wish.place)
    if wish.region:
        yield "region", "Region", " oder ".join(wish.region)
    if wish.km is not None:
        yield "km", "Umkreis", f"{wish.km:.0f} km"


def _dates(wish: Wish) -> Iterator[tuple[str, str, str]]:
    if wish.start_from and wish.start_from == wish.start_until:
        yield "start_from", "Beginn", f"am {german(wish.start_from)}"
    else:
        if wish.start_from:
            yield "start_from", "Beginn", f"ab {german(wish.start_from)}"
        if wish.start_until:
            yield "start_until", "Beginn", f"bis {german(wish.start_until)}"
    if wish.end_until:
        yield "end_until", "Ende", f"bis {german(wish.end_until)}"
    for unit, name in _UNITS.items():
        span: WishRange = getattr(wish, unit)
        if span:
            yield unit, "Dauer", _span(span, name)


def _span(span: WishRange, unit: str) -> str:
    least, most = (None if v is None else f"{v:g}".replace(".", ",") for v in (span.least, span.most))
    if least == most:
        return f"{least} {unit}"
    if least is None:
        return f"höchstens {most} {unit}"
    return f"mindestens {least} {unit}" if most is None else f"{least} bis {most} {unit}"


def _manner(wish: Wish) -> Iterator[tuple[str, str, str]]:
    soft = " (wenn möglich)"
    if wish.time:
        yield "time", "Zeit", ", ".join(map(_as_noun, wish.time)) + (soft if "time" in wish.soft else "")
    if wish.weekday:
        yield "weekday", "Tag", ", ".join(map(capitalised, wish.weekday))
    if wish.form:
        yield (
            "form",
            "Form",
            " oder ".join(_FORMS[f] for f in wish.form) + (soft if "form" in wish.soft else ""),
        )
    if wish.form_not:
        yield "form_not", "Nicht", " und nicht ".join(_FORMS[f] for f in wish.form_not)
    if wish.language:
        yield "language", "Kurssprache", capitalised(wish.language)
    if wish.sort:
        yield "sort", "Reihenfolge", _SORTS[wish.sort]


def _money(wish: Wish) -> Iterator[tuple[str, str, str]]:
    if wish.price:
        low, high = wish.price.least, wish.price.most
        value = "kostenlos" if high == 0 else f"bis {euros(high)}" if high is not None else ""
        yield "price", "Preis", " ".join(filter(None, (f"ab {euros(low)}" if low else "", value)))
    if wish.voucher:
        yield "voucher", "Förderung", "mit Bildungsgutschein"
    if wish.azav:
        yield "azav", "Zulassung", "nach AZAV"
    if wish.bildungsurlaub:
        yield "bildungsurlaub", "Anerkennung", "als Bildungsurlaub"


def _person(wish: Wish) -> Iterator[tuple[str, str, str]]:
    entry = wish.entry
    if entry.no_degree:
        yield "no_degree", "Zugang", "ohne Berufsabschluss"
    if entry.no_school:
        yield "no_school", "Zugang", "ohne Schulabschluss"
    if entry.german_level:
        yield "german_level", "Deutsch", f"Niveau {entry.german_level}"
    if entry.level:
        yield "level", "Niveau", _LEVELS[entry.level]
    if wish.audience:
        yield "audience", "Für", " und ".join(wish.audience)
    if wish.participants:
        yield "participants", "Gruppe", f"{wish.participants} Personen"
    for key, label in (("accessible", "barrierefrei"), ("lodging", "mit Unterkunft")):
        if getattr(wish, key):
            yield key, "Ausstattung", label


def _bodies(wish: Wish) -> Iterator[tuple[str, str, str]]:
    if wish.certificate or wish.any_certificate:
        yield "certificate", "Zertifikat", ", ".join(wish.certificate) or "ja"
    if wish.degree or wish.leads_to_degree:
        yield "degree", "Abschluss", capitalised(wish.degree) or "ja"
    if wish.provider:
        yield "provider", "Anbieter", " oder ".join(wish.provider)
    if wish.provider_not:
        yield "provider_not", "Nicht bei", " und ".join(wish.provider_not)


def count_line(found: FoundCourses) -> str:
    """How many were found, and what had to be given up for it."""
    number = "1 Kurs" if found.total == 1 else f"{found.total} Kurse"
    if found.near_topic:
        topic = " ".join(found.wish.topic) or found.wish.degree
        near = f" Dem Sinn nach am nächsten: {number}." if found.hits else ""
        return f"Zu „{topic}“ ist kein Kurs eingelesen.{near}"
    if found.relaxed and found.hits:
        return f"Genau passend ist kein Kurs. {found.relaxed[0].upper()}{found.relaxed[1:]}: {number}."
    if not found.hits:
        return "Kein Kurs passt zu diesen Angaben, auch nicht mit weniger Bedingungen."
    return f"{number} gefunden."


def lines_of_found(found: FoundCourses) -> Iterator[str]:
    """All that was found, for the command line."""
    if said := said_of(found.wish):
        yield f"Verstanden: {said}"
    if found.wish.left_over:
        yield f"Nicht verstanden: {found.wish.left_over}"
    if found.unknown_places:
        yield f"Diesen Ort kenne ich nicht: {', '.join(found.unknown_places)}"
    if found.default_km:
        yield f"Umkreis: {found.default_km:.0f} km (nicht genannt, deshalb so gewählt)"
    yield count_line(found)
    for rank, hit in enumerate(found.hits, 1):
        yield ""
        yield from _lines_of_hit(rank, hit, found.day)
    if found.facets:
        yield ""
    for facet in found.facets:
        yield f"{facet.title}: " + ", ".join(f"{value} {number}" for value, number in facet.counts)


def _lines_of_hit(rank: int, hit: CourseHit, today: date) -> Iterator[str]:
    away = f", {hit.km:.0f} km" if hit.km is not None else ""
    yield f"{rank}. {hit.course.title} – {hit.course.provider}{away}"
    for day in hit.dates[:_SHOWN_DATES]:
        yield f"   {date_line(day)}"
    if hit.course.measure_number:
        yield f"   AZAV-Maßnahmenummer {hit.course.measure_number}"
    if hit.course.url:
        yield f"   {hit.course.url}"
    if hit.course.updated:
        yield f"   {age_of(hit.course.updated, today)}"


_OLD = 90  # days after which the age of a record is worth a word


def age_of(updated: date | None, today: date) -> str:
    """How old a record is: "Stand 01.11.2026"; a word of warning where it is old."""
    if updated is None:
        return ""
    days = (today - updated).days
    old = f", {days} Tage alt, bitte beim Anbieter prüfen" if days > _OLD else ""
    return f"Stand {german(updated)}{old}"
