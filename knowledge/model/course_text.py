"""A course in plain German lines: the sections that people read and that answers cite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.model.course import KIND, Course, CourseDate
from knowledge.model.document import Document, Section

OVERVIEW, CONTENT, REQUIREMENTS, DATES = "Überblick", "Inhalt", "Voraussetzungen", "Termine und Kosten"
_SHOWN_DATES = 60  # more are counted, not listed
_AUDIENCE = 240  # characters of the audience in the overview; all of it stands under the requirements


def course_document(course: Course) -> Document:
    """The course as a document of kind "course"; a section without a word is left out."""
    texts = {
        OVERVIEW: _overview(course),
        CONTENT: course.content,
        REQUIREMENTS: _requirements(course),
        DATES: _dates(course),
    }
    return Document(
        id=course.id,
        kind=KIND,
        title=course.title,
        sections=tuple(Section(locator, text, url=course.url) for locator, text in texts.items() if text),
        stand=course.updated,
        url=course.url,
        course=course,
    )


def search_context(course: Course) -> str:
    """What stands before the overview when a course is embedded: title, keywords, the opening of its content.

    One vector a course: at a hundred thousand courses each further one would cost hours of embedding, while
    the words of all sections are found by the lexical search anyway.
    """
    opening = " ".join(course.content.split())[:500]
    return " · ".join(filter(None, (course.title, ", ".join(course.keywords[:12]), opening)))


def _overview(course: Course) -> str:
    # Nothing that rolls on with the dates: the overview is what is embedded, and it must not change when a
    # date runs out.
    audience = " ".join(course.audience.split())
    short = audience if len(audience) <= _AUDIENCE else audience[:_AUDIENCE].rsplit(" ", 1)[0] + " …"
    lines = {
        "Kurs": course.title,
        "Anbieter": course.provider,
        "Art": course.kind,
        "Ziel": course.goal,
        "Abschluss": course.degree,
        "Zertifikat": course.certificate,
        "Prüfende Stelle": course.examiner,
        "Zielgruppe": short,
        "Seite des Kurses": course.url,
        "Seite des Anbieters": course.provider_url,
    }
    return _lines(lines)


def _requirements(course: Course) -> str:
    return _lines({"Zielgruppe": course.audience, "Zugangsvoraussetzungen": course.requirements})


def _dates(course: Course) -> str:
    dates = [f"Termin: {date_line(d)}" for d in course.dates[:_SHOWN_DATES]]
    if len(course.dates) > _SHOWN_DATES:
        dates.append(f"… und {len(course.dates) - _SHOWN_DATES} weitere Termine")
    hours = {f"{d.hours} Unterrichtsstunden" for d in course.dates if d.hours}
    lines = {
        "Dauer": _each(d.duration for d in course.dates),
        "Umfang": _each(sorted(hours)),
        "Unterrichtszeiten": _each(d.times for d in course.dates),
        "Preis": _prices(course),
        "Zum Preis": _each(d.price_note for d in course.dates),
        "Bildungsgutschein": {True: "ja", False: "nein", None: "nicht angegeben"}[course.bildungsgutschein],
        "AZAV-Maßnahmenummer": course.measure_number,
        "Förderung": course.funding,
        "Hinweise": _each(d.note for d in course.dates),
    }
    return "\n".join([*dates, _lines(lines)])


def date_line(day: CourseDate) -> str:
    """One date as a line: when, full or part time, how, where, for how much."""
    parts = [
        span_of(day),
        day.time or "",
        "berufsbegleitend" if day.beside_job else "",
        day.form,
        str(day.place),
    ]
    if day.deadline:
        parts.append(f"Anmeldung bis {german(day.deadline)}")
    if day.participants_min or day.participants_max:
        parts.append(
            f"{day.participants_min or 1} bis {day.participants_max} Personen"
            if day.participants_max
            else f"ab {day.participants_min} Personen"
        )
    if day.price is not None:
        parts.append(euros(day.price))
    return ", ".join(filter(None, parts))


def span_of(day: CourseDate) -> str:
    """When a date is: "11.01.2027 bis 15.01.2027", "Beginn auf Anfrage"."""
    if day.flexible:
        return "individueller Einstieg" + (f" bis {german(day.end)}" if day.end else "")
    if day.start is None:
        return "Beginn auf Anfrage"
    return (
        f"{german(day.start)} bis {german(day.end)}"
        if day.end and day.end != day.start
        else german(day.start)
    )


def _prices(course: Course) -> str:
    told = sorted({d.price for d in course.dates if d.price is not None})
    if not told:
        return "nicht angegeben"
    return euros(told[0]) if len(told) == 1 else f"{euros(told[0])} bis {euros(told[-1])}"


def _each(values: Iterator[str] | list[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, values)))


def _lines(labelled: dict[str, str]) -> str:
    return "\n".join(
        f"{label}: {text}" if "\n" not in text else f"{label}:\n{text}"
        for label, text in labelled.items()
        if text
    )


def german(day: date) -> str:
    """ "31.07.2027"."""
    return f"{day:%d.%m.%Y}"


def euros(price: float) -> str:
    """ "1.234,50 Euro"; 0 is free of charge."""
    return "kostenlos" if price == 0 else f"{price:,.2f} Euro".translate(str.maketrans(",.", ".,"))
