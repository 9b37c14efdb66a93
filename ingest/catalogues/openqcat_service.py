"""One SERVICE of openQ-cat 1.1 as plain fields, and a course of an offer's fields and those of its dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lxml import etree

from ingest.catalogues.plain import (
    goal_in,
    hours_in,
    line_text,
    plain_text,
    price_told,
    web_address,
    yes_or_no,
)
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue, sorted_dates
from knowledge.model.course_codes import DURATIONS, EDUCATION_TYPES, FORMS

_TIMES: dict[int | str | None, Time] = {
    1: Time.FULL,
    2: Time.PART,
    "Vollzeit": Time.FULL,
    "Teilzeit": Time.PART,
}
_LONGEST = {"title": 255, "content": 30_000}  # characters the format allows; more is cut, not refused


def fields_of(service: etree._Element) -> dict[str, Any]:
    """The fields of one SERVICE that a course is made of, as JSON values.

    Raises:
        ValueError: PRODUCT_ID is missing, or a date or number is none.
    """
    product = _text(service, "PRODUCT_ID")
    if not product:
        raise ValueError("PRODUCT_ID fehlt")
    details = service.find("SERVICE_DETAILS")
    if details is None:
        return {"id": product, "offer": False, "course": ""}  # a DELETE needs no more
    education = details.find("SERVICE_MODULE/EDUCATION")
    course = _text(education, "COURSE_ID")
    told = education.get("type") if education is not None else None
    offer = told == "true" if told in {"true", "false"} else not course
    info, module, place = (
        _find(education, "EXTENDED_INFO"),
        _find(education, "MODULE_COURSE"),
        _find(education, "MODULE_COURSE/LOCATION"),
    )
    return {
        "id": product,
        "offer": offer,
        "course": course,
        "title": line_text(_text(details, "TITLE"))[: _LONGEST["title"]],
        "content": plain_text(_text(details, "DESCRIPTION_LONG")[: _LONGEST["content"]]),
        "audience": plain_text(
            _text(details, "TARGET_GROUP/TARGET_GROUP_TEXT") or _text(details, "TARGET_GROUP")
        ),
        "requirements": plain_text(_text(details, "TERMS_AND_CONDITIONS")),
        "url": web_address(_text(details, "CONTACT/URL")),
        "keywords": [word for e in details.iterfind("KEYWORD") if (word := line_text(_all_text(e)))],
        "topics": [
            code
            for f in service.iterfind("SERVICE_CLASSIFICATION/FEATURE")
            if _text(f, "FNAME") == "Kurssystematik"
            for e in f.iterfind("FVALUE")
            if (code := line_text(_all_text(e)))
        ],
        "degree": line_text(_text(education, "DEGREE/DEGREE_TITLE")),
        "examiner": line_text(_text(education, "DEGREE/DEGREE_EXAM/EXAMINER")),
        "certificate": line_text(_text(education, "DEGREE/DEGREE_ADD_QUALIFICATION")),
        "funding": plain_text(_text(education, "SUBSIDY/SUBSIDY_DESCRIPTION")),
        "measure_number": line_text(_text(info, "MEASURE_NUMBER")),
        "form": _named(info, "INSTRUCTION_FORM", FORMS),
        "kind": _named(info, "EDUCATION_TYPE", EDUCATION_TYPES),
        "time": _TIMES.get(_code(info, "INSTRUCTION_TIME")) or _TIMES.get(_text(info, "INSTRUCTION_TIME")),
        "beside_job": yes_or_no(_text(info, "EXTRA_OCCUPATIONAL")) is True,
        "duration": _named(module, "DURATION", DURATIONS),
        "remarks": line_text(_text(module, "INSTRUCTION_REMARKS")),
        "flexible": yes_or_no(_text(module, "FLEXIBLE_START")) is True,
        "participants": [_count(module, "MIN_PARTICIPANTS"), _count(module, "MAX_PARTICIPANTS")],
        "start": _day(details, "SERVICE_DATE/START_DATE"),
        "end": _day(details, "SERVICE_DATE/END_DATE"),
        "price": price_told(
            _text(details, "SERVICE_PRICE_DETAILS/SERVICE_PRICE/PRICE_AMOUNT"),
            _text(details, "SERVICE_PRICE_DETAILS/REMARKS"),
        ),
        "price_note": line_text(_text(details, "SERVICE_PRICE_DETAILS/REMARKS")),
        "place": {
            "plz": line_text(_text(place, "ZIP")),
            "town": line_text(_text(place, "CITY")),
            "street": line_text(_text(place, "STREET")),
            "name": line_text(" ".join(filter(None, (_text(place, "NAME"), _text(place, "NAME2"))))),
        },
    }


def course_of(source_id: str, offer: dict[str, Any], dates: Sequence[dict[str, Any]]) -> Course:
    """The course of an offer; one without dates of its own is a date itself. What a date leaves
    blank, the offer says.
    """
    number = offer["measure_number"]
    return Course(
        title=offer["title"] or "Kurs ohne Titel",
        provider=offer["supplier"].get("name", ""),
        origins=(Origin(source_id, offer["id"], offer["url"]),),
        goal=goal_in(offer["content"]),
        content=offer["content"],
        audience=offer["audience"],
        requirements=offer["requirements"],
        kind=offer["kind"],
        degree=offer["degree"],
        certificate=offer["certificate"],
        funding=offer["funding"],
        measure_number=number,
        examiner=offer["examiner"],
        url=offer["url"],
        provider_url=web_address(offer["supplier"].get("url")),
        keywords=tuple(dict.fromkeys(offer["keywords"])),
        topics=tuple(dict.fromkeys(offer["topics"])),
        updated=_iso(offer["generated"][:10]),
        dates=sorted_dates(_date_of(day, offer, number) for day in dates or [offer]),
    )


def _date_of(day: dict[str, Any], offer: dict[str, Any], measure_number: str) -> CourseDate:
    place = day["place"] if any(day["place"].values()) else offer["place"]
    participants = [
        own or general for own, general in zip(day["participants"], offer["participants"], strict=True)
    ]
    time = day["time"] or offer["time"]
    remarks = day["remarks"] or offer["remarks"]
    return CourseDate(
        start=_iso(day["start"]),
        end=_iso(day["end"]),
        place=Venue(**place),
        time=Time(time) if time else None,
        form=day["form"] or offer["form"],
        duration=day["duration"] or offer["duration"],
        hours=hours_in(remarks),
        price=day["price"] if day["price"] is not None else offer["price"],
        price_note=day["price_note"] or offer["price_note"],
        # A measure number is given with the AZAV approval (§§ 179, 180 SGB III) that a Bildungsgutschein
        # needs; without one nothing is told.
        bildungsgutschein=True if measure_number or day["measure_number"] else None,
        flexible=day["flexible"] or offer["flexible"],
        beside_job=day["beside_job"] or offer["beside_job"],
        participants_min=participants[0],
        participants_max=participants[1],
        note=remarks,
        url=day["url"],
    )


def _find(element: etree._Element | None, path: str) -> etree._Element | None:
    return element.find(path) if element is not None else None


def _text(element: etree._Element | None, path: str) -> str:
    found = _find(element, path)
    return _all_text(found).strip() if found is not None else ""


def _all_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _code(element: etree._Element | None, path: str) -> int | None:
    found = _find(element, path)
    value = found.get("type", "") if found is not None else ""
    return int(value) if value.isdigit() else None


def _named(element: etree._Element | None, path: str, names: dict[int, str]) -> str:
    """The code list's name of an element's @type, else its own text."""
    code = _code(element, path)
    return names.get(code, "") if code in names else line_text(_text(element, path))


def _count(element: etree._Element | None, path: str) -> int | None:
    text = _text(element, path)
    if not text:
        return None
    if not text.isdigit():
        raise ValueError(f"{path} ist keine Zahl: {text}")
    return int(text) or None


def _day(element: etree._Element, path: str) -> str | None:
    """The day of an xs:date or xs:dateTime, as written (its own time zone)."""
    text = _text(element, path)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise ValueError(f"{path} ist kein Datum: {text}") from None


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
