"""Courses out of calendars and news feeds of our own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.catalogues.feeds import read_feeds
from knowledge.editorial.catalogue import Catalogue
from knowledge.model.course import Course

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Werkhof//DE
BEGIN:VEVENT
UID:k1@werk.example
SUMMARY:Schweißen MAG
DTSTART;TZID=Europe/Berlin:20270111T080000
DTEND;TZID=Europe/Berlin:20270122T160000
LOCATION:Werkhof\\, Weg 1\\, 44137 Dortmund
DESCRIPTION:Kehlnähte üben\\, 80 UE. Förderung mit Bildungsgutsche
 in. Kosten: 1.200\\,00 €
URL:https://werk.example/mag
ORGANIZER;CN=Werkhof:mailto:info@werk.example
END:VEVENT
BEGIN:VEVENT
UID:k2@werk.example
SUMMARY:Ersthelfer
DTSTART;VALUE=DATE:20270301
DTEND;VALUE=DATE:20270303
END:VEVENT
BEGIN:VEVENT
UID:k3@werk.example
SUMMARY:Spätkurs
DTSTART:20270131T233000Z
END:VEVENT
BEGIN:VEVENT
UID:k4@werk.example
SUMMARY:Fällt aus
STATUS:CANCELLED
DTSTART:20270131T233000Z
END:VEVENT
END:VCALENDAR
"""
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<channel><title>Kurse</title>
<item><title>Excel &amp; Word</title><link>https://vhs.example/7</link><guid>7</guid>
<description>&lt;p&gt;Termin: 08.02. bis 12.02.2027, 40 UE. Gebühr: ab 180,00 €&lt;/p&gt;</description>
<pubDate>Mon, 02 Nov 2026 08:00:00 +0100</pubDate></item>
<item><title>Buchführung</title><link>https://vhs.example/8</link><ev:startdate>2027-04-05T18:00</ev:startdate>
<ev:location>VHS, Markt 2, 58095 Hagen</ev:location><ev:organizer>VHS Hagen</ev:organizer></item>
<item><link>https://vhs.example/9</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>CNC</title>
<link rel="self" href="https://x.example/self"/><link href="https://x.example/cnc"/>
<summary>Beginn: 03.05.2027</summary><updated>2026-11-02T08:00:00Z</updated></entry></feed>"""


def read(folder: Path, text: str, kind: str) -> tuple[dict[str, Course], list[str]]:
    (folder / f"a.{kind}").write_bytes(text.replace("\n", "\r\n" if kind == "ics" else "\n").encode())
    found = list(read_feeds("f", [folder / f"a.{kind}"], Catalogue(format=kind, provider="Haus")))
    return {c.title: c for c in found if isinstance(c, Course)}, [m for m in found if isinstance(m, str)]


def test_a_calendar_gives_courses_with_german_days(tmp_path: Path) -> None:
    courses, failures = read(tmp_path, ICS, "ics")
    assert failures == []
    assert set(courses) == {"Schweißen MAG", "Ersthelfer", "Spätkurs"}
    course, day = courses["Schweißen MAG"], courses["Schweißen MAG"].dates[0]
    assert (day.start, day.end, day.place.plz, day.place.town, day.place.street) == (
        date(2027, 1, 11),
        date(2027, 1, 22),
        "44137",
        "Dortmund",
        "Weg 1",
    )
    assert (course.provider, course.url, day.hours, day.price, day.bildungsgutschein) == (
        "Werkhof",
        "https://werk.example/mag",
        80,
        1200.0,
        True,
    )
    assert courses["Ersthelfer"].dates[0].end == date(2027, 3, 2)
    assert courses["Ersthelfer"].provider == "Haus"
    assert courses["Spätkurs"].dates[0].start == date(2027, 2, 1)


def test_a_news_feed_gives_courses_and_never_the_day_of_its_message(tmp_path: Path) -> None:
    courses, failures = read(tmp_path, RSS, "rss")
    assert failures == []
    assert set(courses) == {"Excel & Word", "Buchführung"}
    excel, book = courses["Excel & Word"].dates[0], courses["Buchführung"]
    assert (excel.start, excel.end, excel.hours, excel.price, excel.price_note) == (
        date(2027, 2, 8),
        date(2027, 2, 12),
        40,
        180.0,
        "ab 180,00 €",
    )
    assert (book.provider, book.dates[0].start, book.dates[0].place.town) == (
        "VHS Hagen",
        date(2027, 4, 5),
        "Hagen",
    )


def test_atom_is_a_feed_too(tmp_path: Path) -> None:
    course = read(tmp_path, ATOM, "rss")[0]["CNC"]
    assert (course.url, course.dates[0].start, course.updated) == (
        "https://x.example/cnc",
        date(2027, 5, 3),
        date(2026, 11, 2),
    )


@pytest.mark.parametrize(
    ("text", "kind"), [("Hallo", "ics"), ("<html/>", "rss"), ("", "rss"), ("<!ENTITY a>", "rss")]
)
def test_what_is_no_feed_is_said(text: str, kind: str, tmp_path: Path) -> None:
    courses, failures = read(tmp_path, text, kind)
    assert courses == {}
    assert failures


def test_one_broken_entry_of_a_calendar_costs_only_itself(tmp_path: Path) -> None:
    broken = ICS.replace("DTSTART;VALUE=DATE:20270301", "DTSTART;VALUE=DATE:2027-Maerz")
    courses, _ = read(tmp_path, broken, "ics")
    assert {"Schweißen MAG", "Spätkurs"} <= set(courses)
