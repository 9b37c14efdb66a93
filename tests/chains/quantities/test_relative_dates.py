"""Days told from today on; what is a length stays one, and sources tell none."""

from __future__ import annotations

import datetime

import pytest

from chains.quantities.scan import quantities_in, scan_source

TODAY = datetime.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("gekündigt zum Jahresende", "2026-12-31"),
        ("zum Jahresanfang", "2027-01-01"),
        ("gekündigt zum Monatsende", "2026-11-30"),
        ("zum Quartalsende", "2026-12-31"),
        ("nach dem Jahreswechsel", "2027-01-01"),
        ("Ende des Jahres läuft der Vertrag aus", "2026-12-31"),
        ("Beginn Anfang nächsten Jahres", "2027-01-01"),
        ("beginnt Mitte des nächsten Monats", "2026-12-15"),
        ("beginnt nächsten Monat", "2026-12-01"),
        ("geht im neuen Jahr los", "2027-01-01"),
        ("startet in drei Wochen", "2026-12-19"),
        ("fängt in 6 Wochen an", "2027-01-09"),
        ("beginnt in einem Monat", "2026-12-28"),
        ("ab KW 8", "2027-02-22"),
        ("Beginn Anfang Q2", "2027-04-01"),
        ("ab morgen", "2026-11-29"),
        # what only courses could say before both had one grammar
        ("beginnt nächste Woche", "2026-11-30"),
        ("startet übernächsten Monat", "2027-01-01"),
        ("beginnt Ende nächsten Monats", "2026-12-31"),
        ("ab dem zweiten Quartal", "2027-04-01"),
        ("startet heute in zwei Wochen", "2026-12-12"),
    ],
)
def test_a_day_told_from_today_on(text: str, day: str) -> None:
    (found,) = [quantity for quantity in quantities_in(text, TODAY) if quantity.date]
    assert found.date is not None
    assert found.date.isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "das lernt man in drei Wochen",
        "Kurs in vier Wochen Vollzeit",
        "guten Morgen",
        "letztes Jahr",
        "dieses Jahr verdient sie mehr",
        "im Jahr 2027",
        "pro Jahr",
    ],
)
def test_a_length_or_a_greeting_is_no_day(text: str) -> None:
    assert not any(quantity.date for quantity in quantities_in(text, TODAY))


def test_a_source_has_no_today() -> None:
    assert not any(q.date for q in scan_source("Der Antrag ist bis zum Jahresende zu stellen.").numbers)
