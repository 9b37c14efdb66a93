"""The courses of a page's nodes: a Course with its CourseInstances, an event alone, events of one name as
the dates of one course.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from ingest.catalogues.plain import goal_in, hours_in, line_text, measure_number_in, plain_text, web_address
from ingest.catalogues.schema_org.nodes import Node, nodes_of, text_of
from ingest.catalogues.schema_org.values import ToldPrice, day_of, duration_of, money_of, place_of
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue, sorted_dates
from knowledge.model.course_codes import FORMS
from knowledge.model.document import content_hash

_COURSES = {"course", "educationaloccupationalprogram"}  # types in lower case, as the nodes have them
_DATES = {"courseinstance", "educationevent", "event", "businessevent"}
_OFF = re.compile(r"Cancell?ed|Postponed", re.IGNORECASE)
_VOUCHER = re.compile(r"\bBildungsgutschein", re.IGNORECASE)
_NO_VOUCHER = re.compile(
    r"\b(?:kein|nicht|ohne)\w*\b[^.]{0,40}Bildungsgutschein|Bildungsgutschein[^.]{0,30}\bnicht\b", re.I
)
_ONLINE, _ONSITE, _BLENDED = FORMS[206], FORMS[101], FORMS[301]
_TIMES = (
    (re.compile(r"full-?time|vollzeit", re.IGNORECASE), Time.FULL),
    (re.compile(r"part-?time|teilzeit|berufsbegleitend", re.IGNORECASE), Time.PART),
)
_DAYS = {
    "Monday": "Mo",
    "Tuesday": "Di",
    "Wednesday": "Mi",
    "Thursday": "Do",
    "Friday": "Fr",
    "Saturday": "Sa",
    "Sunday": "So",
}


def courses_of(page: str, url: str, source_id: str) -> list[Course]:
    """All courses that a page marks up, each once."""
    tops = nodes_of(page, url)
    heads = [node for top in tops for node in _found(top, _COURSES)]
    events = [node for top in tops if not _found(top, _COURSES) for node in _found(top, _DATES)]
    made = [course for node in heads if (course := _course(node, _instances(node), url, source_id))]
    made += [course for group in _by_name(events) if (course := _course(group[0], group, url, source_id))]
    joined = _joined(made)
    return [_with_id(course, url, source_id, alone=len(joined) == 1) for course in joined]


def _found(node: Node, types: set[str], depth: int = 0) -> list[Node]:
    """The node, or those in it, of these types (lists of courses: ItemList, a WebPage's mainEntity)."""
    if types & set(node.types):
        return [node]
    if depth > 3:  # noqa: PLR2004 - ItemList, ListItem, item
        return []
    inner = node.nodes(
        "itemListElement", "item", "mainEntity", "about", "hasPart", "hasOfferCatalog", "event", "events"
    )
    return [found for each in inner for found in _found(each, types, depth + 1)]


def _instances(course: Node) -> list[Node]:
    return course.nodes("hasCourseInstance", "courseInstance", "subEvent", "subEvents") or [course]


def _by_name(events: Sequence[Node]) -> list[list[Node]]:
    groups: dict[tuple[str, str], list[Node]] = {}
    for event in events:
        groups.setdefault((line_text(event.text("name")).casefold(), _provider(event)), []).append(event)
    return list(groups.values())


def _course(node: Node, instances: Sequence[Node], url: str, source_id: str) -> Course | None:
    title = line_text(_clean(node.text("name", "headline", "alternateName")))
    if not title:
        return None
    content = plain_text(_clean(node.text("description", "abstract")))
    dates = [
        _date(instance, node, url) for instance in instances if not _OFF.search(instance.text("eventStatus"))
    ]
    if not dates:
        return None
    own = _own_page(node, url)
    said = " ".join([content, *(plain_text(i.text("description")) for i in instances)])
    voucher = bool(_VOUCHER.search(said)) and not _NO_VOUCHER.search(said)
    return Course(
        title=title,
        provider=_provider(node) or next((name for i in instances if (name := _provider(i))), ""),
        origins=(Origin(source_id, _identifier(node), own),),
        goal=goal_in(content) or line_text(_joined_texts(node.all("teaches", "competencyRequired"))),
        content=content,
        audience=plain_text(_audience(node)),
        requirements=plain_text(_joined_texts(node.all("coursePrerequisites", "programPrerequisites"))),
        certificate=line_text(
            _joined_texts(node.all("educationalCredentialAwarded", "occupationalCredentialAwarded"))
        ),
        measure_number=measure_number_in(said),
        url=own,
        provider_url=web_address(next((p.text("url", "sameAs") for p in _providers(node)), "")),
        keywords=tuple(
            dict.fromkeys(word for text in node.all("keywords") for word in _words(text_of(text)))
        ),
        updated=day_of(node.text("dateModified")),
        dates=sorted_dates(replace(day, bildungsgutschein=True) if voucher else day for day in dates),
    )


def _date(node: Node, course: Node, url: str) -> CourseDate:
    schedule = next(iter(node.nodes("courseSchedule", "eventSchedule", "schedule")), Node(()))
    words, hours = duration_of(
        node.text("courseWorkload", "duration", "timeRequired") or schedule.text("duration")
        or course.text("courseWorkload", "timeRequired", "duration")
    )  # fmt: skip
    times = schedule.text("repeatCount")
    if hours is not None and times.isdigit() and schedule.text("duration"):
        hours *= int(times)  # a duration of three hours, 31 times
    modes = [text_of(value) for value in [*node.all("courseMode"), *node.all("eventAttendanceMode")]]
    modes = modes or [text_of(value) for value in course.all("courseMode", "educationalProgramMode")]
    money = _money(node.nodes("offers") or course.nodes("offers"), node, course)
    place, online = _place(node.all("location") or course.all("location"))
    capacity = node.text("maximumAttendeeCapacity", "maximumPhysicalAttendeeCapacity")
    own = node.text("url")
    return CourseDate(
        start=day_of(node.text("startDate")) or day_of(schedule.text("startDate")),
        end=day_of(node.text("endDate")) or day_of(schedule.text("endDate")),
        deadline=_deadline(node, course),
        place=place,
        time=next((time for pattern, time in _TIMES if any(pattern.search(mode) for mode in modes)), None),
        form=_form(modes, online=online, onsite=bool(place.town)),
        duration=words if words and hours is None else "",
        hours=hours if hours is not None else hours_in(words, node.text("description")),
        times=_times(schedule),
        price=money.amount,
        price_note=money.note,
        participants_max=int(capacity) if capacity.isdigit() and int(capacity) else None,
        url=web_address(urljoin(url, own)) if own and node is not course else "",
    )


def _money(offers: Sequence[Node], node: Node, course: Node) -> ToldPrice:
    """The price: of several offers the lowest, with all of them told in the note."""
    free = any(
        n.text("isAccessibleForFree").lower() in {"true", "1", "https://schema.org/true"}
        for n in (node, course)
    )
    told = [(offer.text("name", "category"), _offer(offer, free=free)) for offer in offers]
    if not told:
        return ToldPrice(0.0) if free else ToldPrice()
    amounts = [(name, money) for name, money in told if money.amount is not None]
    if not amounts:
        return told[0][1]
    lowest = min(amounts, key=lambda pair: pair[1].amount or 0.0)[1]
    if len({money.amount for _, money in amounts}) == 1:
        return lowest
    listed = "; ".join(f"{name} {money.amount:.2f} €".strip().replace(".", ",") for name, money in amounts)
    return ToldPrice(lowest.amount, f"je nach Angebot: {listed}")


def _offer(offer: Node, *, free: bool) -> ToldPrice:
    inner = next(iter(offer.nodes("priceSpecification")), Node(()))
    price = offer.text("price", "lowPrice") or inner.text("price", "minPrice")
    currency = offer.text("priceCurrency") or inner.text("priceCurrency")
    free = free or offer.text("category").lower() in {"free", "kostenlos"}
    money = money_of(price, currency, free=free)
    if (
        money.amount
        and offer.text("lowPrice")
        and offer.text("highPrice") not in {"", offer.text("lowPrice")}
    ):
        return ToldPrice(money.amount, f"{price} bis {offer.text('highPrice')} €")
    return money


def _deadline(node: Node, course: Node) -> Any:
    offers = [*node.nodes("offers"), *course.nodes("offers")]
    said = [node.text("applicationDeadline"), course.text("applicationDeadline")]
    said += [offer.text("validThrough", "availabilityEnds") for offer in offers]
    return next((day for text in said if text and (day := day_of(text))), None)


def _place(values: Iterable[Any]) -> tuple[Venue, bool]:
    """(the first place, whether one of the places is virtual)."""
    online, found = False, Venue()
    for value in values:
        if isinstance(value, str):
            online = online or bool(re.match(r"(?:online|https?:)", value, re.IGNORECASE))
            found = found if found != Venue() or online else place_of(value)
        elif "virtuallocation" in value.types:
            online = True
        elif found == Venue():
            found = _venue(value)
    return found, online


def _venue(place: Node) -> Venue:
    address = place.nodes("address") or ([place] if "postaladdress" in place.types else [])
    name = line_text(place.text("name")) if address != [place] else ""
    geo = next(iter(place.nodes("geo")), Node(()))
    point = _degrees(geo.text("latitude")), _degrees(geo.text("longitude"))
    if not address:
        written = place.text("address")
        venue = place_of(written) if written else Venue()
        return replace(venue, name=name or venue.name)
    told = address[0]
    known = None not in point and point != (0.0, 0.0)
    return Venue(
        plz=told.text("postalCode").removeprefix("D-"),
        town=line_text(told.text("addressLocality")),
        street=line_text(told.text("streetAddress")),
        name=name,
        lat=point[0] if known else None,
        lon=point[1] if known else None,
    )


def _degrees(text: str) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if -180 <= found <= 180 else None  # noqa: PLR2004 - degrees


def _form(modes: Sequence[str], *, online: bool, onsite: bool) -> str:
    said = " ".join(modes).casefold()
    if re.search(r"blended|mixed|hybrid", said):
        return _BLENDED
    distant = online or bool(re.search(r"online|virtual|distance|fern", said))
    present = onsite or bool(re.search(r"onsite|offline|präsenz|in-?person", said))
    return _BLENDED if distant and present else _ONLINE if distant else _ONSITE if present else ""


def _times(schedule: Node) -> str:
    days = [_DAYS.get(text_of(d).rpartition("/")[2], text_of(d)) for d in schedule.all("byDay")]
    hours = "–".join(filter(None, (schedule.text("startTime")[:5], schedule.text("endTime")[:5])))
    return ", ".join(filter(None, (" ".join(days), f"{hours} Uhr" if hours else "")))


def _providers(node: Node) -> list[Node]:
    return node.nodes("provider", "organizer", "offeredBy", "sourceOrganization", "creator", "publisher")


def _provider(node: Node) -> str:
    names = ("provider", "organizer", "offeredBy", "sourceOrganization", "creator", "publisher")
    said = node.text(*names) or next(
        (seller for o in node.nodes("offers") if (seller := o.text("seller", "offeredBy"))), ""
    )
    return "" if web_address(said) else line_text(_clean(said))


def _identifier(node: Node) -> str:
    value = next(iter(node.all("courseCode", "identifier", "sku")), "")
    return line_text(value.text("value") if isinstance(value, Node) else str(value))


def _own_page(node: Node, url: str) -> str:
    said = node.text("url") or (node.id if node.id.startswith("http") else "")
    return web_address(urljoin(url, said)) if said else ""


def _audience(node: Node) -> str:
    value = next(iter(node.all("audience", "targetAudience")), "")
    return value.text("audienceType", "educationalRole", "name") if isinstance(value, Node) else str(value)


def _joined_texts(values: Iterable[Any]) -> str:
    return "; ".join(dict.fromkeys(filter(None, (_clean(text_of(value)) for value in values))))


def _words(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;|]", text) if word.strip() and len(word.strip()) <= 80]  # noqa: PLR2004


def _clean(text: str) -> str:
    return plain_text(text) if "<" in text or "&" in text else text


def _joined(courses: Sequence[Course]) -> list[Course]:
    """Courses of one title are one (the same in two syntaxes, or a date each): blanks are filled."""
    found: dict[str, Course] = {}
    for course in courses:
        key = course.title.casefold()
        if key in found and not _agree(course, found[key]):
            key = f"{key}\x1f{course.provider}\x1f{course.url}"
        known = found.get(key)
        found[key] = merged(known, course) if known else course
    return list(found.values())


def _agree(one: Course, other: Course) -> bool:
    """Whether neither names another provider or page than the other."""
    pairs = ((one.provider, other.provider), (one.url, other.url))
    return all(not a or not b or a == b for a, b in pairs)


def merged(one: Course, other: Course) -> Course:
    """One course of two readings: what the first leaves blank, and dates that it has not."""
    blank = Course("")
    filled = {
        name: getattr(other, name)
        for name in (
            "provider",
            "goal",
            "content",
            "audience",
            "requirements",
            "certificate",
            "measure_number",
            "url",
        )
        if getattr(one, name) == getattr(blank, name)
    }
    dates = list(one.dates)
    for day in other.dates:
        if day.start is None and dates:
            continue
        if not any(known.start == day.start and day.place.town in {"", known.place.town} for known in dates):
            dates.append(day)
    return replace(one, **filled, dates=sorted_dates(day for day in dates if day.start or len(dates) == 1))


def _with_id(course: Course, url: str, source_id: str, *, alone: bool) -> Course:
    """The course with an id that stays: its own page, else its number, else its name."""
    page = course.url or (url if alone else "")
    said = course.origins[0].id
    name = (
        page
        or (f"{url}#{said}" if said and url else said)
        or content_hash(course.title, course.provider)[:12]
    )
    return replace(
        course,
        url=page or url,
        origins=(Origin(source_id, re.sub(r"^https?://(?:www\.)?", "", name), page or url),),
    )
