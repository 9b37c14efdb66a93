"""One SERVICE of openQ-cat 1.1 as plain fields, and a course of an offer's fields and those of its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

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

_TIMES: dict[int | None, Time] = {1: Time.FULL, 2: Time.PART}
_TIME_WORDS = (
    ("vollzeit", Time.FULL),
    ("ganztag", Time.FULL),
    ("teilzeit", Time.PART),
    ("berufsbegleitend", Time.PART),
    ("abend", Time.PART),
    ("wochenend", Time.PART),
)
_TOPIC = re.compile(r"[A-Z]{1,2} ?\d{3,5}(?:-\d{1,3}){0,4}")
_VOUCHER = re.compile(r"bildungsgutschein", re.IGNORECASE)
_PICTURE = re.compile(
    r"image/|\.(?:jpe?g|png|gif|svg|webp)\b|\b(?:logo|icon|thumbnail|osa|studienbeitrag)\b", re.I
)
_HOME = {"", "index.html", "index.htm", "index.php", "home", "start", "de"}
_LONGEST = {"title": 255, "content": 30_000}  # characters the format allows; more is cut, not refused


def fields_of(service: etree._Element) -> dict[str, Any]:
    """The fields of one SERVICE that a course is made of, as JSON values.

    Raises:
        ValueError: PRODUCT_ID is missing, or a date or number is none.
    """
    product = _text(service, "PRODUCT_ID")
    if not product:
        raise ValueError("PRODUCT_ID fehlt")
    supplier = _text(service, "SUPPLIER_ID_REF")
    details = service.find("SERVICE_DETAILS")
    if details is None:
        # a DELETE needs no more
        return {"id": product, "offer": False, "course": "", "supplier_id": supplier}
    education = details.find("SERVICE_MODULE/EDUCATION")
    course = _text(education, "COURSE_ID")
    told = education.get("type") if education is not None else None
    offer = told in {"true", "1"} if told in {"true", "false", "1", "0"} else not course
    info, module, place = (
        _find(education, "EXTENDED_INFO"),
        _find(education, "MODULE_COURSE"),
        _find(education, "MODULE_COURSE/LOCATION"),
    )
    return {
        "id": product,
        "supplier_id": supplier,
        "offer": offer,
        "course": course,
        "title": line_text(_text(details, "TITLE"))[: _LONGEST["title"]],
        "content": plain_text(_text(details, "DESCRIPTION_LONG")[: _LONGEST["content"]]),
        "audience": plain_text(
            _text(details, "TARGET_GROUP/TARGET_GROUP_TEXT") or _text(details, "TARGET_GROUP")
        ),
        "requirements": plain_text(_text(details, "REQUIREMENTS") or _text(details, "TERMS_AND_CONDITIONS")),
        "url": _page_of(service),
        "home": web_address(_text(details, "CONTACT/URL")),
        "keywords": [word for e in details.iterfind("KEYWORD") if (word := line_text(_all_text(e)))],
        "topics": list(_topics(service)),
        "degree": line_text(_text(education, "DEGREE/DEGREE_TITLE")),
        "examiner": line_text(_text(education, "DEGREE/DEGREE_EXAM/EXAMINER")),
        "certificate": "; ".join(_texts(education, "DEGREE/DEGREE_ADD_QUALIFICATION")),
        "funding": _funding(education, info),
        "measure_number": line_text(_text(info, "MEASURE_NUMBER")),
        "form": _named(info, "INSTRUCTION_FORM", FORMS),
        "kind": _named(info, "EDUCATION_TYPE", EDUCATION_TYPES),
        "time": _time_of(info),
        "beside_job": yes_or_no(_text(info, "EXTRA_OCCUPATIONAL")) is True,
        "duration": _named(module, "DURATION", DURATIONS),
        "remarks": line_text(_text(module, "INSTRUCTION_REMARKS")),
        "flexible": yes_or_no(_text(module, "FLEXIBLE_START")) is True,
        "participants": [_count(module, "MIN_PARTICIPANTS"), _count(module, "MAX_PARTICIPANTS")],
        "start": _day(details, "SERVICE_DATE/START_DATE") or _day(module, "DURATION/START_DATE"),
        "end": _day(details, "SERVICE_DATE/END_DATE") or _day(module, "DURATION/END_DATE"),
        "deadline": _day(education, "REGISTRATION_DATE"),
        **_price(service, details),
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
        funding=offer["funding"] or next((day["funding"] for day in dates if day["funding"]), ""),
        measure_number=number,
        examiner=offer["examiner"],
        url=offer["url"],
        provider_url=web_address(offer["supplier"].get("url")) or offer["home"],
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
        deadline=_iso(day["deadline"]) or (None if day is offer else _iso(offer["deadline"])),
        place=Venue(**place),
        time=Time(time) if time else None,
        form=day["form"] or offer["form"],
        duration=day["duration"] or offer["duration"],
        hours=hours_in(remarks),
        price=day["price"] if day["price"] is not None else offer["price"],
        price_note=day["price_note"] or offer["price_note"],
        # A measure number is given with the AZAV approval (§§ 179, 180 SGB III) that a Bildungsgutschein
        # needs; without one nothing is told.
        bildungsgutschein=True
        if measure_number or day["measure_number"] or _VOUCHER.search(f"{offer['funding']} {day['funding']}")
        else None,
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


def _texts(element: etree._Element | None, path: str) -> list[str]:
    found = element.iterfind(path) if element is not None else ()
    return list(dict.fromkeys(filter(None, (line_text(_all_text(e)) for e in found))))


def _price(service: etree._Element, details: etree._Element) -> dict[str, Any]:
    """The whole price: the schema puts it beside SERVICE_DETAILS, older files put it inside."""
    prices = service.find("SERVICE_PRICE_DETAILS")
    prices = prices if prices is not None else details.find("SERVICE_PRICE_DETAILS")
    amount, note = _text(prices, "SERVICE_PRICE/PRICE_AMOUNT"), line_text(_text(prices, "REMARKS"))
    currency = _text(prices, "SERVICE_PRICE/PRICE_CURRENCY").upper() or "EUR"
    if currency not in {"EUR", "€", "EURO"}:
        return {"price": None, "price_note": f"{amount} {currency} {note}".strip()}
    return {"price": price_told(amount, note), "price_note": note}


def _funding(education: etree._Element | None, info: etree._Element | None) -> str:
    said = [
        *_texts(education, "SUBSIDY/SUBSIDY_DESCRIPTION"),
        *_texts(education, "SUBSIDY/SUBSIDY_INSTITUTION"),
        *_texts(info, "FUNDING_TYPES_FEDERAL"),
        *_texts(info, "FUNDING_TYPES_REGIONAL"),
        *_texts(info, "FUNDING_TYPES_REMARKS"),
    ]
    return plain_text("\n".join(dict.fromkeys(said)))


def _topics(service: etree._Element) -> Iterator[str]:
    """Codes of the Kurssystematik: the group that a service is put into, and what a feature says."""
    for one in service.iterfind("SERVICE_CLASSIFICATION"):
        system = _text(one, "REFERENCE_CLASSIFICATION_SYSTEM_NAME").casefold()
        group = line_text(_text(one, "REFERENCE_CLASSIFICATION_GROUP_ID"))
        if group and (_TOPIC.fullmatch(group) or "systematik" in system):
            yield group
        for feature in one.iterfind("FEATURE"):
            if "systematik" in _text(feature, "FNAME").casefold():
                yield from _texts(feature, "FVALUE")


def _time_of(info: etree._Element | None) -> Time | None:
    """Full or part time: what the words say, else the code; in older files the form of instruction."""
    words = " ".join(
        _text(info, path) for path in ("INSTRUCTION_TIME", "INSTRUCTION_FORM", "INSTRUCTION_FORM_NAME")
    ).casefold()
    said = {time for word, time in _TIME_WORDS if word in words}
    if len(said) == 1:
        return said.pop()
    return _TIMES.get(_code(info, "INSTRUCTION_TIME")) or _TIMES.get(_code(info, "INSTRUCTION_FORM"))


def _page_of(service: etree._Element) -> str:
    """The course's own page: a document of the service that is a web page, else a contact's address that is
    more than a home page.
    """
    sheets = [
        e
        for e in service.iter("MIME_ELEMENT")
        if not _PICTURE.search(
            f"{_text(e, 'MIME_TYPE')} {_text(e, 'MIME_SOURCE')} {_text(e, 'MIME_PURPOSE')}"
        )
    ]
    named = [web_address(_text(e, "MIME_SOURCE")) for e in sheets]
    named += [web_address(_all_text(e)) for e in service.iterfind("SERVICE_DETAILS/CONTACT/URL")]
    return next((url for url in named if url and not _is_home(url)), "")


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/").casefold() in _HOME and not parts.query and not parts.fragment


def _day(element: etree._Element | None, path: str) -> str | None:
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
