"""The scanner of quantities: values, units, bounds, senses, periods, dates, and that nothing a text holds can
break or slow it.
"""

from __future__ import annotations

import datetime
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chains.quantities.bounds import Bound
from chains.quantities.scan import quantities_in
from chains.quantities.sense import Sense

TODAY = datetime.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9.800 Euro", 9800, "Euro"),
        ("4,000 euros", 4000, "Euro"),
        ("4 000 €", 4000, "Euro"),
        ("500,- für die Prüfung", 500, "Euro"),
        ("2.350,50 EUR", 2350.5, "Euro"),
        ("kostet 4k Euro", 4000, "Euro"),
        ("22 leutn", 22, "Personen"),
        ("85 fest angestellte Mitarbeiter", 85, "Personen"),
        ("60 kişi", 60, "Personen"),
        ("iki yüz elli kişi", 250, "Personen"),
        ("dwadzieścia pięć osób", 25, "Personen"),
        ("60 працівників", 60, "Personen"),
        ("three hundred employees", 300, "Personen"),
        ("zweihundert Stunden", 200, "Stunden"),
        ("fuenf Tage", 5, "Tage"),
        ("160 UE", 160, "Unterrichtsstunden"),
        ("ein halbes Jahr", 0.5, "Jahre"),
        ("sechzigjährige Kollegin", 60, "Jahre"),
        ("dreitägig", 3, "Tage"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    [quantity] = quantities_in(text, TODAY)
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("über 500 Beschäftigte", Bound.MORE),
        ("mindestens 50 Leute", Bound.AT_LEAST),
        ("weniger als zehn Leute", Bound.LESS),
        ("höchstens 40 Mitarbeiter", Bound.AT_MOST),
        ("rund 60 Personen", Bound.ABOUT),
        ("60 Personen", Bound.EXACTLY),
    ],
)
def test_a_bound_belongs_to_its_number(text: str, bound: Bound) -> None:
    assert [q.bound for q in quantities_in(text, TODAY)] == [bound]


def test_sense_and_period_are_told_apart() -> None:
    assert [
        q.sense
        for q in quantities_in("seit über sechs Jahren, vor neun Jahren, 20 Jahre her, drei Jahre", TODAY)
    ] == [Sense.SINCE, Sense.AGO, Sense.AGO, Sense.LENGTH]
    assert [q.period for q in quantities_in("30 h/Woche, 63 Euro im Monat, 20 Stunden pro Woche", TODAY)] == [
        "Woche",
        "Monat",
        "Woche",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("geht am 1. März los", "2027-03-01"),
        ("zum 31.3. gekündigt", "2027-03-31"),
        ("ab 01.10.2027", "2027-10-01"),
        ("ab Dezember", "2026-12-01"),
        ("am 3. Dezember", "2026-12-03"),
        ("Anfang März", "2027-03-01"),
        ("Ende Februar 2028", "2028-02-29"),
        ("on 31 March 2027", "2027-03-31"),
        ("2027-03-01", "2027-03-01"),
    ],
)
def test_a_date_without_a_year_is_the_next_one(text: str, day: str) -> None:
    assert [str(q.date) for q in quantities_in(text, TODAY)] == [day]


def test_references_and_impossible_dates_are_no_quantities() -> None:
    assert quantities_in("nach § 82 Abs. 2 Satz 3 Nr. 1 SGB III, Modul 3, Seite 12", TODAY) == ()
    assert all(q.date is None for q in quantities_in("am 31.2.2027", TODAY))


def test_ranges_and_alternatives() -> None:
    [between] = quantities_in("zwischen 50 und 60 Beschäftigte", TODAY)
    assert (between.value, between.upper) == (50, 60)
    assert all(q.alternative for q in quantities_in("12.000 oder 14.000 Euro", TODAY))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_spans_lie_in_the_text_and_in_order(text: str) -> None:
    found = quantities_in(text, TODAY)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1.",
        "1 ",
        "§ 8 ",
        "§",
        "hundert",
        "zwei und ",
        "50 bis ",
        "vor ",
        "ein halbes ",
        "(",
        "12.12.",
        "aä",
    ],
)
def test_time_does_not_grow_with_hostile_text(piece: str) -> None:
    quantities_in("warm 1 Euro", TODAY)
    text = (piece * 100_000)[:100_000]
    best = min(_seconds(text) for _ in range(3))
    # 0.05 to 0.45 s on a free core (30.11.2026), three times as much on a busy one; squared: minutes
    assert best < 2.0


def _seconds(text: str) -> float:
    start = time.process_time()
    quantities_in(text, TODAY)
    return time.process_time() - start
