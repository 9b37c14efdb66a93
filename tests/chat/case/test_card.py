"""The card of a decided case, and what another case would change."""

from __future__ import annotations

from datetime import date

from chains.case.conversation import read_turn
from chains.case.facts import Case
from chat.case.card import CardProofs, card_json, check_case, missing_facts, proofs_of
from chat.case.form import changed
from chat.case.what_if import changed_facts, changes

TODAY = date(2026, 11, 28)
CASE = read_turn(
    "Betrieb mit 120 Leuten, Kollegin 40, Abschluss vor neun Jahren, Kurs 200 Stunden für 4.000 Euro",
    TODAY,
    Case(),
).kept
COSTS = "sgb3_82_lehrgangskosten"


def test_a_row_says_who_pays_what() -> None:
    check = check_case(CASE, TODAY)
    row = next(row for row in card_json(check, CardProofs())["rows"] if row["id"] == COSTS)
    assert row["verdict"] == "Möglich (Ermessen)"
    assert row["cells"] == {
        "firm": ["2.000 Euro", "50 Prozent"],
        "office": ["höchstens 2.000 Euro"],
        "person": [],
    }
    assert row["calculation"] == [
        "4.000 Euro × 50 Prozent = 2.000 Euro",
        "4.000 Euro − 2.000 Euro = 2.000 Euro",
    ]
    assert row["apply"]["by_when"] == "vor Beginn des Kurses"
    assert all(each["met"] for each in row["because"])


def test_what_is_not_funded_has_no_sums_but_its_reason() -> None:
    short = changed(CASE, {"course.hours": "20"})
    row = next(r for r in card_json(check_case(short, TODAY), CardProofs())["rows"] if r["id"] == COSTS)
    assert row["result"] == "no"
    assert row["cells"] == {"firm": [], "office": [], "person": []}
    assert (row["figures"], row["apply"]) == ([], None)
    assert "zu kurz (20 Stunden)" in next(each["text"] for each in row["because"] if each["met"] is False)


def test_the_numbers_of_proofs_go_on_behind_those_of_the_answer() -> None:
    check = check_case(CASE, TODAY)
    first, second, *rest = proofs_of(check)
    places = {first: ("A", "law", "1"), second: ("B", "law", "2"), rest[0]: ("A", "law", "1")}
    proofs = CardProofs(places, {("law", "2"): 3})
    assert (proofs.mark(second)["n"], proofs.mark(first)["n"], proofs.mark(rest[0])["n"]) == (3, 4, 4)
    assert proofs.mark("nicht eingelesen") == {"proof": "nicht eingelesen", "n": 0}


def test_what_another_case_would_change() -> None:
    other = changed(CASE, {"firm_headcount": "600"})
    found = changes(check_case(CASE, TODAY), check_case(other, TODAY))
    assert ("Der Betrieb zahlt", "2.000 Euro", "3.000 Euro") in {
        (each["what"], each["before"], each["after"]) for each in found if each["id"] == COSTS
    }
    assert changed_facts(CASE, other) == [
        {
            "id": "firm_headcount",
            "label": "Beschäftigte (Unternehmen oder Konzern)",
            "before": "120",
            "after": "600",
        }
    ]
    assert changes(check_case(CASE, TODAY), check_case(CASE, TODAY)) == []
    shorter = changes(check_case(CASE, TODAY), check_case(changed(CASE, {"course.hours": "20"}), TODAY))
    assert {"id", "title", "what", "before", "after"} == set(shorter[0])
    assert any((each["what"], each["after"]) == ("Ergebnis", "Nein") for each in shorter)


def test_what_is_asked_first_decides_most() -> None:
    check = check_case(CASE, TODAY)
    assert missing_facts(check)[0] == check.ask_fact
    assert card_json(check, CardProofs())["ask_field"]["id"] == check.ask_fact
