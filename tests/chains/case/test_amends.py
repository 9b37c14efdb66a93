"""What a follow-up means beside the case that is known."""

from __future__ import annotations

import datetime

import pytest

from chains.funding.consultation.following import follow

TODAY = datetime.date(2026, 11, 28)
RECENT = "33 Leute, Mediengestalterin, 22, hat im Sommer 2025 ausgelernt, Kurs 200 Stunden."
STAFF = "60 Vollzeitkräfte und 40 Minijobber mit 8 Stunden, wie viele zählen?"
CHANGE = "300 Leute, 70 vom Strukturwandel betroffen, Betriebsvereinbarung zum Qualifizierungsgeld da."
BY_DAYS = "95 Leute, Vorarbeiterin, 45, gelernt 2002, Seminar, 15 Tage mit je 8 Stunden, 1.500 Euro."
OBLIGED = "260 Leute, Kollege, 51, gelernt 1995, Kurs 130 Stunden, 1.700 €, gesetzlich vorgeschrieben."
COURSE = "Firma hat 120 Leute, Kollege 44, gelernt 2005, Kurs 160 Stunden, 3 Tage die Woche, 4.000 Euro."


@pytest.mark.parametrize(
    ("messages", "fact", "value"),
    [
        ([STAFF, "und wenn die 12 Stunden machen?"], "staff_hours", [[60, 40], [40, 12]]),
        ([COURSE, "rechne mal mit 600"], "firm_headcount", 600),
        ([COURSE, "Wie viel bekommt jemand ohne Kinder?"], "has_child", False),
        ([RECENT, "Und im Herbst 2028?"], "years_since_degree", 3),
        ([RECENT, "Und wenn sie noch ein Jahr wartet?"], "years_since_degree", 2),
        (["Sie hat im Januar 2025 ausgelernt.", "Und ab Februar 2027?"], "years_since_degree", 2.08),
        (
            ["Er hat bis März 2025 einen Kurs nach § 82 gehabt.", "und im april 2027?"],
            "prior_82_months_ago",
            25,
        ),
        ([STAFF, "Und ohne die 40?"], "staff_hours", [[60, 40]]),
        ([STAFF, "Und ohne die 40?", "Nein, die gehören dazu."], "staff_hours", [[60, 40], [40, 8]]),
        ([COURSE, "Und wenn er 50 wäre?", "Was zahlt dann die Agentur?"], "age", 50),
        ([COURSE, "Und wenn er 50 wäre?", "Was zahlt die Agentur?"], "age", 44),
        ([COURSE, "und bei 5.000?"], "course.fee", 5000),
        ([COURSE, "nein, er ist 46"], "age", 46),
        (
            [CHANGE, "Er hat 2.800 Euro netto und im Kurs nur noch 1.000 Euro netto."],
            "net_target_month",
            2800,
        ),
        (
            [CHANGE, "Er hat 2.800 Euro netto und im Kurs nur noch 1.000 Euro netto."],
            "net_actual_month",
            1000,
        ),
        ([CHANGE, "Ok, es sind 80."], "affected", 80),
        ([CHANGE, "Ok, es sind 280."], "firm_headcount", 280),
        ([OBLIGED, "Ok und ein Kurs Zoll, gleiche Stunden, 1.900 €?"], "employer_legally_obliged", None),
        ([OBLIGED, "Ok und ein Kurs Zoll, gleiche Stunden, 1.900 €?"], "course.hours", 130),
        (
            [COURSE, "Wir eröffnen eine Filiale mit 9 Leuten.", "Nein, es bleibt bei 120."],
            "firm_headcount",
            120,
        ),
        ([BY_DAYS, "Der Anbieter könnte auf 16 Tage verlängern."], "course.hours", 128),
        ([BY_DAYS], "course.hours", 120),
        (
            ["Ich bin gekündigt, der Kurs dauert 6 Monate.", "Bekomme ich in den 6 Monaten ALG?"],
            "alg_days_left",
            None,
        ),
        ([CHANGE, "Was bekommt der Einzelne? 2.600 netto"], "net_target_month", 2600),
        ([CHANGE, "Er hat 2.300 netto und arbeitet in der Zeit gar nicht"], "net_target_month", 2300),
        ([CHANGE, "Er hat 2.300 netto und arbeitet in der Zeit gar nicht"], "net_actual_month", 0),
        ([CHANGE, "2.600 netto", "nein, 65 betroffen"], "affected", 65),
        ([CHANGE, "2.600 netto", "der ganze Lohn fällt in der Zeit weg"], "net_actual_month", 0),
        ([COURSE, "nein, 47 nicht 44 – ändert das was?"], "age", 47),
        ([COURSE, "nein, 47 Beschäftigte nicht 120 – ändert das was?"], "firm_headcount", 47),
        ([COURSE, "nein, 47 Beschäftigte nicht 120 – ändert das was?"], "age", 44),
        ([COURSE, "es sind nicht 4.000 sondern 4.900 Euro"], "course.fee", 4900),
        ([COURSE, "es sind nicht 4.000 sondern 4.900 Euro"], "firm_headcount", 120),
        ([COURSE, "Der Kurs kostet 5.000 statt 4.000 Euro"], "course.fee", 5000),
        ([COURSE, "doch 46, nicht 44"], "age", 46),
        ([COURSE, "140 Leute, nicht 120"], "firm_headcount", 140),
        ([COURSE, "nicht 160, sondern 110 Stunden"], "course.hours", 110),
        ([COURSE, "Material 4.500"], "course.fee", 4000),
        (
            ["Kollegin wurde letztes Jahr nach § 82 gefördert", "das war vor 3 Jahren"],
            "prior_82_months_ago",
            36,
        ),
        (
            ["Kollegin wurde letztes Jahr nach § 82 gefördert", "das war vor 3 Jahren"],
            "prior_82_within_2y",
            None,
        ),
        ([COURSE, "lieber ein anderer Kurs mit 900 Stunden"], "course.fee", None),
        (
            ["80 Leute, Helferin, will Köchin werden", "und stattdessen nur ein Kurs mit 160 Stunden?"],
            "course.leads_to_degree",
            None,
        ),
        ([COURSE, "Betriebsvereinbarung gibt es auch"], "works_agreement", "bv_weiterbildung"),
        (
            ["400 Leute, 60 vom Strukturwandel betroffen", "und mit 90, eine Betriebsvereinbarung ist da?"],
            "agreement",
            "bv_or_tv_with_82a_content",
        ),
        ([COURSE, "Firma 8 Leute, sie ist 29, gelernt 2017, Kurs 140 Stunden"], "course.fee", None),
        (
            ["Maßnahme ist nicht zugelassen, 80 Leute", "und wenn sie doch zugelassen ist?"],
            "azav_massnahme",
            True,
        ),
        (["Kollege ist 44 und wird während des Kurses 45", "er ist doch 46"], "turns_45_during_course", None),
    ],
)
def test_a_follow_up(messages: list[str], fact: str, value: object) -> None:
    assert follow(messages, TODAY).told.facts.get(fact) == value


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Kurs und Prüfung kosten 12.000", "course.fee", 12000),
        ("Kurs 5.000, 200 Std", "course.fee", 5000),
        ("das ganze Unternehmen 620", "course.fee", None),
        ("Einstiegsqualifizierung, 8 Monate, Vergütung 350 Euro", "eq_pay_month", 350),
        ("Sie hat einen neuen Nebenjob mit 400 Euro netto.", "side_income_net_month", 400),
        ("Teilzeitkraft mit 20 Stunden, Kurs 130 Stunden", "course.hours", 130),
    ],
)
def test_sums_and_hours_by_what_stands_beside_them(text: str, fact: str, value: object) -> None:
    assert follow([text], TODAY).told.facts.get(fact) == value
