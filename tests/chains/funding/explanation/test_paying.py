"""What is said of the wage where a month's pay is told, and of the course."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.check import check_funding
from chains.funding.explanation.explain import explain
from chains.funding.topics import Topic

TODAY = date(2026, 11, 30)
CASE = {
    "firm_headcount": 140,
    "age": 39,
    "years_since_degree": 15,
    "degree": "vocational",
    "status": "employed",
    "in_working_time": True,
    "course.hours": 200,
    "course.fee": 4800,
}


@pytest.mark.parametrize(
    ("more", "most"),
    [({}, "1.700"), ({"firm_headcount": 30}, "2.550"), ({"works_agreement": "bv_weiterbildung"}, "1.870")],
)
def test_a_month_s_pay_gives_what_a_whole_month_brings(more: dict[str, object], most: str) -> None:
    said = explain(Topic.WAGE, check_funding(CASE | {"income": 3400} | more, TODAY))
    assert said is not None
    assert any(f"bis zu {most} Euro" in line.text for line in said.details)
    assert any(f"= {most} Euro" in line for line in said.calculation)


def test_the_wage_of_the_hours_lost_goes_before_it() -> None:
    said = explain(
        Topic.WAGE, check_funding(CASE | {"income": 3400, "wage_training_time_incl_flat_share": 900}, TODAY)
    )
    assert said is not None
    assert said.lead.text.endswith("450 Euro.")
    assert not any("Monat" in line.text for line in said.details)
