"""Weiterbildungssuche der Bundesagentur für Arbeit: one HAL page's `termine` to courses (the client is
ba_api.py, files ba_file.py).

Format: GET …/pc/v2/bildungsangebot, `_embedded.termine[]`, one entry a date;
https://github.com/AndreasFischer1985/weiterbildungssuche-api.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ingest.catalogues.plain import (
    goal_in,
    hours_in,
    line_text,
    measure_number_in,
    plain_text,
    price_told,
    web_address,
)
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue, sorted_dates

_GERMANY = ZoneInfo("Europe/Berlin")  # a date is stored as the millisecond of its German midnight


def offer_id(termin: object) -> tuple[str, str]:
    """(id of the offer, id of the date) of one entry.

    Raises:
        ValueError: no entry of this format.
    """
    if not isinstance(termin, Mapping) or not isinstance(termin.get("angebot"), Mapping):
        raise ValueError("kein Termin mit einem Angebot")
    offer = termin["angebot"]
    if offer.get("id") is None or not line_text(offer.get("titel")):
        raise ValueError("das Angebot hat keine id oder keinen Titel")
    return str(offer["id"]), str(termin.get("id") or "")


def course_of(source_id: str, termine: Sequence[Mapping[str, Any]]) -> Course:
    """One course of all entries of one offer.

    Raises:
        ValueError: a field is of another kind than the format says.
    """
    newest = max(termine, key=lambda t: t.get("aktualisierungsdatum") or 0)
    offer: Mapping[str, Any] = newest["angebot"]
    provider = _inner(offer, "bildungsanbieter")
    content = plain_text(offer.get("inhalt"))
    funding = plain_text(offer.get("foerderung"))
    notes = [
        plain_text(t.get(key)) for t in termine for key in ("bemerkung", "kostenBemerkung", "bemerkungZeit")
    ]
    offer_page = web_address(offer.get("link")) or web_address(newest.get("link"))
    return Course(
        title=line_text(offer.get("titel")),
        provider=line_text(provider.get("name")),
        origins=(Origin(source_id, str(offer["id"]), offer_page),),
        goal=goal_in(content),
        content=content,
        audience=plain_text(offer.get("zielgruppe")),
        requirements=plain_text(offer.get("zugang")),
        kind=line_text(_inner(offer, "bildungsart").get("bezeichnung")),
        degree=line_text(offer.get("abschlussbezeichnung")),
        certificate=line_text(offer.get("abschlussart")),
        funding=funding,
        measure_number=measure_number_in(funding, *notes),
        examiner=line_text(newest.get("pruefendeStelle")),
        url=offer_page,
        provider_url=web_address(provider.get("homepage")),
        keywords=tuple(_words(offer.get("suchworte"), "suchwort")),
        topics=tuple(_words(offer.get("systematiken"), "codeNr")),
        updated=max((day for t in termine if (day := _day(t.get("aktualisierungsdatum")))), default=None),
        dates=sorted_dates(_date_of(t) for t in termine),
    )


def _date_of(termin: Mapping[str, Any]) -> CourseDate:
    note = line_text(termin.get("kostenBemerkung"))
    times, remark = line_text(termin.get("unterrichtszeiten")), line_text(termin.get("bemerkungZeit"))
    funded = termin.get("foerderung")
    return CourseDate(
        start=_day(termin.get("beginn")),
        end=_day(termin.get("ende")),
        deadline=_day(termin.get("anmeldeschluss")),
        place=_place(_inner(termin, "adresse")),
        time={"Vollzeit": Time.FULL, "Teilzeit": Time.PART}.get(
            line_text(_inner(termin, "unterrichtszeit").get("bezeichnung"))
        ),
        form=line_text(_inner(termin, "unterrichtsform").get("bezeichnung")),
        duration=line_text(_inner(termin, "dauer").get("bezeichnung")),
        hours=hours_in(times, remark, line_text(termin.get("bemerkung"))),
        times=times,
        price=price_told(termin.get("kostenWert"), note)
        if termin.get("kostenWaehrung") in {None, "", "EUR"}
        else None,
        price_note=note
        if termin.get("kostenWaehrung") in {None, "", "EUR"}
        else f"{termin.get('kostenWert')} {termin.get('kostenWaehrung')} {note}".strip(),
        bildungsgutschein=funded if isinstance(funded, bool) else None,
        flexible=termin.get("individuellerEinstieg") is True,
        beside_job=termin.get("berufsbegleitend") is True,
        participants_min=_count(termin.get("teilnehmerMin")),
        participants_max=_count(termin.get("teilnehmerMax")),
        note="; ".join(filter(None, (remark, line_text(termin.get("bemerkung"))))),
        url=web_address(termin.get("link")),
    )


def _place(address: Mapping[str, Any]) -> Venue:
    town, point = _inner(address, "ortStrasse"), _inner(address, "koordinaten")
    lat, lon = point.get("lat"), point.get("lon")
    known = isinstance(lat, int | float) and isinstance(lon, int | float) and bool(lat or lon)
    return Venue(
        plz=line_text(town.get("plz")),
        town=line_text(town.get("name")),
        street=line_text(address.get("strasse")),
        name=line_text(address.get("bezeichnung")),
        lat=float(lat) if known and lat is not None else None,
        lon=float(lon) if known and lon is not None else None,
    )


def _inner(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = record.get(key)
    return inner if isinstance(inner, Mapping) else {}


def _words(listed: object, key: str) -> Iterator[str]:
    """The texts of a list of objects, each once."""
    entries = listed if isinstance(listed, list) else []
    yield from dict.fromkeys(
        word for entry in entries if isinstance(entry, Mapping) and (word := line_text(entry.get(key)))
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _day(milliseconds: object) -> date | None:
    if milliseconds is None or isinstance(milliseconds, bool):
        return None
    if not isinstance(milliseconds, int | float):
        raise ValueError(f"ein Datum ist keine Zahl von Millisekunden: {milliseconds}")
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(_GERMANY).date()
    except (OverflowError, OSError, ValueError) as error:
        raise ValueError(f"ein Datum liegt außerhalb des Kalenders: {milliseconds}") from error
