"""Days, durations, prices and addresses as providers write them into schema.org's fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ingest.catalogues.plain import line_text, number
from knowledge.model.course import Venue

_GERMANY = ZoneInfo("Europe/Berlin")
_ISO = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T\d{4,6}Z?)?$")
_GERMAN = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_MONTHS = "jan feb mär apr mai jun jul aug sep okt nov dez".split()
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\.?\s+([A-Za-zä]{3,9})\.?\s+(\d{4})(?!\d)")
_DURATION = re.compile(
    r"^P(?=.)(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:\d+S)?)?$",
    re.IGNORECASE,
)
_UNITS = (
    ("Jahr", "Jahre"),
    ("Monat", "Monate"),
    ("Woche", "Wochen"),
    ("Tag", "Tage"),
    ("Stunde", "Stunden"),
    ("Minute", "Minuten"),
)
_AMOUNT = re.compile(r"\d[\d.,\s\u00a0]*\d|\d")
_FREE = re.compile(r"kostenlos|kostenfrei|gebührenfrei|unentgeltlich|^free$", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(?:D-)?(\d{5})\s+([A-ZÄÖÜ][\wäöüßÄÖÜ .()/-]*)")


@dataclass(frozen=True, slots=True)
class ToldPrice:
    """`amount` in euros, None if not told in euros; `note` is what was written where that is more."""

    amount: float | None = None
    note: str = ""


def day_of(text: str) -> date | None:
    """The German day of a date, ISO 8601 with or without time and zone, or German; None for anything else."""
    text = text.strip()
    iso = _ISO.match(text)
    try:
        if iso:
            return _iso_day(iso)
        if compact := _COMPACT.match(text):
            return date(int(compact[1]), int(compact[2]), int(compact[3]))
        if german := _GERMAN.search(text):
            return date(int(german[3]), int(german[2]), int(german[1]))
        named = _NAMED.search(text)
        month = named[2].lower().replace("mrz", "mär")[:3] if named else ""
        return (
            date(int(named[3]), _MONTHS.index(month) + 1, int(named[1]))
            if named and month in _MONTHS
            else None
        )
    except ValueError:
        return None


def _iso_day(iso: re.Match[str]) -> date:
    day = date(int(iso[1]), int(iso[2]), int(iso[3]))
    if not iso[6]:
        return day
    zone = iso[6].replace("Z", "+00:00")
    moment = datetime.fromisoformat(f"{day.isoformat()}T{iso[4]}:{iso[5]}:00{zone[:3]}:{zone[-2:]}")
    return moment.astimezone(UTC).astimezone(_GERMANY).date()


def duration_of(text: str) -> tuple[str, int | None]:
    """(in German words, hours if it is told in hours) of an ISO 8601 duration; other text as it is."""
    match = _DURATION.match(text.strip())
    if not match:
        return line_text(text), None
    parts = [float(group.replace(",", ".")) if group else 0.0 for group in match.groups()]
    words = " ".join(
        f"{count:g} {one if count == 1 else many}".replace(".", ",")
        for count, (one, many) in zip(parts, _UNITS, strict=True)
        if count
    )
    return words, round(parts[4]) if parts[4] and not any(parts[:4]) else None


def money_of(text: str, currency: str, *, free: bool = False) -> ToldPrice:
    """A price as written ("1200.00", "ab 1.200 €", "auf Anfrage"); zero is not told unless it is free."""
    text = line_text(text)
    if free or _FREE.search(text):
        return ToldPrice(0.0, text if _FREE.search(text) else "")
    if currency.strip().upper() not in {"", "EUR", "€", "EURO"} or re.search(
        r"\b(?:CHF|USD|GBP)\b|[$£]", text
    ):
        return ToldPrice(None, f"{text} {currency}".strip())
    found = _AMOUNT.search(text)
    if not found:
        return ToldPrice(None, text)
    try:
        amount = number(re.sub(r"\s", "", found[0]))
    except ValueError:
        return ToldPrice(None, text)
    more = re.sub(r"(?:€|EUR|Euro|,-+|\s)", "", text.replace(found[0], ""), flags=re.IGNORECASE)
    return ToldPrice(amount or None, text if more.strip(" .") else "")


def place_of(address: str) -> Venue:
    """A place written in one line ("Haus am See, Weg 1, 40213 Düsseldorf"); without a postcode the name."""
    text = line_text(address)
    found = _POSTCODE.search(text)
    if not found:
        return Venue(name=text)
    before = [part.strip() for part in text[: found.start()].split(",") if part.strip()]
    street = before.pop() if before and re.search(r"\d", before[-1]) else ""
    town = re.split(r"(?:(?<!\s)\s+)?(?:,|/|\()", found[2])[0].strip()
    return Venue(plz=found[1], town=town, street=street, name=", ".join(before))
