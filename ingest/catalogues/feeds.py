"""Feeds of courses: calendars (ICS, RFC 5545) and news feeds (RSS, Atom), whose entries are courses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from ingest.catalogues.joined import joined_courses
from ingest.catalogues.kept import Kept, read_anew
from ingest.catalogues.plain import goal_in, hours_in, line_text, measure_number_in, plain_text, web_address
from ingest.catalogues.schema_org.values import day_of, money_of, place_of
from ingest.documents.decode import decode
from ingest.files import read_bytes
from knowledge.editorial.catalogue import Catalogue
from knowledge.errors import UnreadableSource
from knowledge.model.course import Course, CourseDate, Origin
from knowledge.model.document import content_hash

_GERMANY = ZoneInfo("Europe/Berlin")
_MOST = 20_000  # entries of one file
_PERIOD = re.compile(
    r"(\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?)\s*(?:-|–|bis)\s*(\d{1,2}\.\s?\d{1,2}\.\s?\d{4})", re.IGNORECASE
)
_BEGINS = re.compile(
    r"(?:Beginn|Start|Termin|Datum|ab|am|vom)\s*+:?\s*+(\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"(?:Preis|Kosten|Gebühr|Teilnahmegebühr|Entgelt)\s*+:?\s*+((?:ab\s*+)?[\d.,]++\s*+(?:€|Euro|EUR)|kostenlos|kostenfrei)",
    re.IGNORECASE,
)


def read_feeds(
    source_id: str, files: Iterable[Path], options: Catalogue, kept: Kept = read_anew
) -> Iterator[Course | str]:
    """The courses of all feeds, entries of one name and number joined; a text for each that is unreadable.
    `kept`: what was read before.
    """
    read = _calendar if options.format == "ics" else _news
    yield from joined_courses(
        files,
        lambda file: read(read_bytes(file, str(file)), str(file), source_id, options),
        kept,
        f"{source_id} {options.model_dump_json()}",
    )


def _calendar(data: bytes, name: str, source_id: str, options: Catalogue) -> Iterator[Course | str]:
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(decode(data).text, multiple=True)
    except Exception as error:  # the library raises its own and others' on damaged lines
        raise UnreadableSource(f"{name}: Das ist kein lesbarer Kalender (ICS): {error}.") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    for number, event in enumerate(events[:_MOST], 1):
        title = line_text(_ical(event, "SUMMARY"))
        if title and _ical(event, "STATUS").upper() != "CANCELLED":
            try:
                yield _event(event, title, source_id, options)
            except Exception as error:  # noqa: BLE001 - as above: one entry's failure, the others are read
                yield (
                    f"{name}: Der {number}. Termin ist unlesbar ({type(error).__name__}: {str(error)[:120]});"
                    " er wurde übergangen."
                )


def _event(event: Any, title: str, source_id: str, options: Catalogue) -> Course:
    content = plain_text(_ical(event, "DESCRIPTION").replace("\\n", "\n"))
    url = web_address(_ical(event, "URL"))
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    begin = getattr(_property(event, "DTSTART"), "dt", None)
    whole_days = begin is not None and not isinstance(begin, datetime)
    if whole_days and end and start and end > start:
        end -= timedelta(days=1)  # RFC 5545 § 3.6.1: the end of a whole-day event is the day after it
    provider = line_text(getattr(_property(event, "ORGANIZER"), "params", {}).get("CN", ""))
    day = _with_words(
        CourseDate(start=start, end=end or start, place=place_of(_ical(event, "LOCATION")), url=url), content
    )
    return _course(
        title,
        provider or options.provider,
        content,
        url,
        source_id,
        _ical(event, "UID").partition("@")[0],
        day,
    )


def _ical(event: Any, name: str) -> str:
    value = _property(event, name)
    return str(value) if value is not None else ""


def _property(event: Any, name: str) -> Any:
    """A property; the first of several."""
    value = event.get(name)
    return (value[0] if value else None) if isinstance(value, list) else value


def _moment(event: Any, name: str) -> date | None:
    found = getattr(_property(event, name), "dt", None)
    if isinstance(found, datetime):
        return (found.astimezone(_GERMANY) if found.tzinfo else found).date()
    return found if isinstance(found, date) else None


def _news(data: bytes, name: str, source_id: str, options: Catalogue) -> Iterator[Course]:
    if b"<!ENTITY" in data:
        raise UnreadableSource(
            f"{name}: Der Feed deklariert XML-Entitäten und wird deshalb nicht gelesen (Schutz vor"
            " Angriffen)."
        )
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, recover=True)
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in {"rss", "rdf", "feed"}:
        raise UnreadableSource(f"{name}: Das ist kein Feed (erwartet wird RSS oder Atom).")
    entries = [e for e in root.iter(etree.Element) if _name(e) in {"item", "entry"}]
    for entry in entries[:_MOST]:
        if course := _entry(entry, source_id, options):
            yield course


def _entry(entry: etree._Element, source_id: str, options: Catalogue) -> Course | None:
    title = line_text(plain_text(_child(entry, "title")))
    if not title:
        return None
    content = plain_text(_child(entry, "encoded", "content", "description", "summary"))
    link = next((e.get("href") or e.text or "" for e in _children(entry, ("link",)) if _leads_on(e)), "")
    number = _child(entry, "guid", "id", "identifier")
    place = _child(entry, "location", "place", "venue")
    day = CourseDate(
        start=day_of(_child(entry, "startdate", "start", "dtstart")),
        end=day_of(_child(entry, "enddate", "end", "dtend")),
        place=place_of(place) if place else CourseDate().place,
        url=web_address(link),
    )
    provider = _child(entry, "organizer", "creator", "author")
    # the day of publication says nothing about the course
    return _course(
        title,
        line_text(provider) if "@" not in provider else options.provider or "",
        content,
        web_address(link),
        source_id,
        number or link,
        _with_words(day, f"{title}\n{content}"),
        updated=day_of(_child(entry, "updated", "modified")),
    )


def _name(element: etree._Element) -> str:
    """The name without namespace, in lower case; a damaged feed's may be no valid one."""
    return re.split(r"[}:]", str(element.tag))[-1].lower()


def _leads_on(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _children(entry: etree._Element, names: Sequence[str]) -> Iterator[etree._Element]:
    for name in names:
        yield from (e for e in entry.iter(etree.Element) if _name(e) == name and e is not entry)


def _child(entry: etree._Element, *names: str) -> str:
    return next(
        (text for e in _children(entry, names) if (text := "".join(map(str, e.itertext())).strip())), ""
    )


def _with_words(day: CourseDate, text: str) -> CourseDate:
    """What only the text of an entry says: days, price, hours."""
    period, begins, price = _PERIOD.search(text), _BEGINS.search(text), _PRICE.search(text)
    start, end = day.start, day.end
    if start is None and period:
        end = day_of(period[2])
        first = period[1] if re.search(r"\d{4}$", period[1]) else f"{period[1]}{end.year if end else ''}"
        start = day_of(first)
    elif start is None and begins:
        start = day_of(begins[1])
    money = money_of(price[1], "") if price else None
    return replace(
        day,
        start=start,
        end=end,
        price=money.amount if money else None,
        price_note=money.note if money else "",
        hours=hours_in(text),
    )


def _course(
    title: str,
    provider: str,
    content: str,
    url: str,
    source_id: str,
    number: str,
    day: CourseDate,
    updated: date | None = None,
) -> Course:
    said = f"{title}\n{content}"
    voucher = re.search(r"\bBildungsgutschein", said) and not re.search(
        r"\b(?:kein|nicht|ohne)\w*\b[^.]{0,40}Bildungsg", said
    )
    return Course(
        title=title,
        provider=provider,
        origins=(Origin(source_id, number or content_hash(title, provider)[:12], url),),
        goal=goal_in(content),
        content=content,
        measure_number=measure_number_in(content),
        url=url,
        updated=updated,
        dates=(replace(day, bildungsgutschein=True) if voucher else day,),
    )
