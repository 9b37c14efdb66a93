"""One answer for several: sums for one firm, a line for each of two firms."""

from __future__ import annotations

from datetime import date

from chains.case.conversation import read_turn
from chains.case.facts import Case
from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.consultation.roles import in_roles

TODAY = date(2026, 10, 5)
FIVE = (
    "Wir (Spedition, 74 Beschäftigte) schicken fünf Leute in einen Lehrgang, 150 Stunden, 2.600 Euro pro"
    " Kopf, zugelassen. Alle sind 35 und haben ihre Ausbildung vor mehr als fünf Jahren abgeschlossen, keiner"
    " wurde gefördert."
    " Was müssen wir zahlen?"
)
TWO_FIRMS = (
    "Zwei Betriebe: die Tischlerei Ahorn mit 22 Leuten und das Möbelwerk Buche mit 505 Leuten. Beide schicken"
    " eine Fachkraft, ausgelernt 2010, in den Lehrgang mit 210 Stunden für 5.000 Euro."
    " Was zahlen die Betriebe?"
)


def said(*messages: str) -> list[str]:
    consultation = consult(follow(messages, TODAY), TODAY)
    assert consultation is not None
    explanation = consultation.explanation
    return [explanation.lead.text, *(row.text for row in explanation.rows), *explanation.calculation]


def test_what_all_cost_together() -> None:
    lead, one, others, reckoning = said(
        FIVE, "Korrektur, einer der fünf ist schon 51. Was zahlen wir insgesamt?"
    )
    assert "Für alle 5 zusammen" in lead
    assert "5.200 Euro von den 13.000 Euro" in lead
    assert "der Betrieb zahlt nichts" in one
    assert "je 1.300 Euro (50 Prozent)" in others
    assert reckoning == "1 × 0 Euro + 4 × 1.300 Euro = 5.200 Euro"


def test_who_is_not_funded_is_paid_in_full() -> None:
    lead, *rows = said(FIVE, "Zwei davon haben erst 2026 ausgelernt. Was kosten uns alle zusammen?")
    assert "9.100 Euro" in lead  # 2 × 2.600 + 3 × 1.300
    assert any("keine Förderung" in row for row in rows)


def test_a_sum_over_two_firms_makes_no_sense() -> None:
    lead, row = said(TWO_FIRMS)
    assert "zahlt nichts" in lead
    assert "3.750 Euro (75 Prozent)" in row
    assert "zusammen" not in lead


def test_one_of_two_firms() -> None:
    lead, *_ = said(TWO_FIRMS, "Und das Möbelwerk allein?")
    assert "3.750 Euro von den 5.000 Euro" in lead


def test_names_are_read_as_what_they_are() -> None:
    case = read_turn(TWO_FIRMS, TODAY, Case()).kept
    assert in_roles("Was zahlt die Tischlerei?", case) == "Was zahlt die Betrieb?"
    assert in_roles("Und die Bäckerei, in €?", case) == "Und die Betrieb, in Euro?"
    assert in_roles("Wer berät den Betriebsrat?", case) == "Wer berät den Betriebsrat?"
    assert in_roles("Was zahlt die Bäckerei?", Case()) == "Was zahlt die Bäckerei?"


def test_a_range_over_a_limit_says_both_sides_in_euro() -> None:
    lead, *_ = said(
        "Zwischen 45 und 60 Beschäftigte, zugelassener Kurs 3.000 Euro, 140 Stunden, Kollege 38, ausgelernt"
        " 2009, nie gefördert. Was zahlt der Betrieb?"
    )
    assert lead == (
        "Bei weniger als 50 Beschäftigten zahlt der Betrieb voraussichtlich nichts, ab 50 Beschäftigten 1.500"
        " Euro (50 Prozent)."
    )


def test_two_what_ifs_are_answered_in_one_sentence() -> None:
    lead, *_ = said(
        "Firma mit 60 Leuten, Kollege 41, ausgelernt 2005, zugelassener Kurs 160 Stunden, 3.400 Euro, nie"
        " gefördert. Was zahlt die Firma?",
        "Und bei 49 Leuten? Und bei 500?",
    )
    assert "Bei 49 Beschäftigten zahlt der Betrieb voraussichtlich nichts" in lead
    assert "bei 500 Beschäftigten 2.550 Euro (75 Prozent)" in lead
