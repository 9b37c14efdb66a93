"""Numbers as Germans write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.german.numbers import german_number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (4_000, "4.000"),
        (1_234_567, "1.234.567"),
        (49.75, "49,75"),
        (3.5, "3,50"),
        (4_000.0, "4.000"),
        (Decimal("0.25"), "0,25"),
        (Decimal("2450.00"), "2.450"),
        (Decimal("2450.505"), "2.450,50"),
        (Decimal("-1200.5"), "-1.200,50"),
    ],
)
def test_grouped_with_a_comma_for_decimals(value: float | Decimal, written: str) -> None:
    assert german_number(value) == written
