"""The years that a text is about."""

from __future__ import annotations

import pytest

from chains.quantities.years import years_told


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Im Schuljahr 2021/2022 gilt das.", {2021, 2022}),
        ("im Schuljahr 2021/22", {2021, 2022}),
        ("in der Förderperiode 2023", {2023}),
        ("Im Jahr 2024 und im Jahr 2025", {2024, 2025}),
        ("bis zum 31.12.2024, Gesetz von 2019, 2.500 Euro", set()),
    ],
)
def test_years_are_told_by_what_they_are_years_of(text: str, years: set[int]) -> None:
    assert years_told(text) == years
