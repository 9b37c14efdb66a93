"""Several whom one case tells apart: by their number, by name, two firms; and whom a question is about."""

from __future__ import annotations

import datetime

import pytest

from chains.case.conversation import CaseSoFar, read_turn
from chains.case.facts import Case
from chains.case.parties import parts
from chains.case.views import case_from_json, case_json, case_text, edited_case, parts_of, same_case

TODAY = datetime.date(2026, 10, 5)


def told(*messages: str) -> CaseSoFar:
    case, last = Case(), CaseSoFar()
    for turn, message in enumerate(messages):
        last = read_turn(message, TODAY, case, turn)
        case = last.kept
    return last


def apart(so_far: CaseSoFar) -> list[tuple[int, dict[str, object]]]:
    return [(party.heads, Case(party.facts).values()) for party in so_far.kept.parties]


FIVE = "Wir (74 Beschäftigte) schicken fünf Leute in den Lehrgang, 150 Stunden, 2.600 Euro pro Kopf."
CELIK_AND_DORN = (
    "Firma mit 75 Beschäftigten. Frau Celik, 42, ohne Berufsabschluss, macht die Umschulung für 11.000 Euro."
    " Herr Dorn, 53, Geselle seit 1992, den Lehrgang mit 160 Stunden für 2.900 Euro. Was zahlt die Firma?"
)
TWO_FIRMS = (
    "ich hab zwei betriebe, die bäckerei vormann die haben 38 leute und die druckerei kessler die haben 140"
    " leute. beide schicken eine in den kurs, 200 stunden, 4.800 euro. was zahlt die bäckerei"
)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Einer der fünf ist schon 51.", [(1, {"age": 51})]),
        ("Zwei davon haben keinen Abschluss.", [(2, {"degree": "none"})]),
        ("Zwei davon sind schwerbehindert, einer ist 46.", [(2, {"disability": "severe"}), (1, {"age": 46})]),
        ("Alle fünf sind 50.", []),
    ],
)
def test_some_of_those_who_go(message: str, expected: list[tuple[int, dict[str, object]]]) -> None:
    assert apart(told(FIVE, message)) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "unser betrieb hat 45 ma. zwei kollegen, 34 und 52, sollen den kurs machen. 160h, je 2.400 euro",
            [(1, {"age": 34}), (1, {"age": 52})],
        ),
        (
            "zwei Ungelernte und drei mit Ausbildung (2012) sollen zum Lehrgang, 140 Std, je 1.500 Euro",
            [(2, {"degree": "none"}), (3, {"years_since_degree": 14, "degree": "vocational"})],
        ),
        ("Firma mit 85 Leuten, eine Kollegin ist 47 und ohne Abschluss, Umschulung 9.800 Euro", []),
        ("Wir haben 40 Leute, davon 10 ohne Abschluss. Eine Helferin, 33, soll zur Umschulung.", []),
        ("Der Kollege ist 24 und Elektroniker, ausgelernt. Meisterkurs, 280 Stunden, 2.300 Euro.", []),
    ],
)
def test_at_once(message: str, expected: list[tuple[int, dict[str, object]]]) -> None:
    assert apart(told(message)) == expected


def test_what_is_told_of_some_does_not_hold_for_all() -> None:
    last = told(FIVE, "Einer der fünf ist schon 51.")
    assert "age" not in last.kept
    heads = {heads: case.values().get("age") for _, heads, case in parts(last.case)}
    assert heads == {1: 51, 4: None}


def test_persons_by_name_have_courses_of_their_own() -> None:
    last = told(CELIK_AND_DORN)
    assert [party.name for party in last.kept.parties] == ["Frau Celik", "Herr Dorn"]
    celik, dorn = (Case(party.facts).values() for party in last.kept.parties)
    assert (celik["age"], celik["degree"], celik["course.fee"]) == (42, "none", 11000)
    assert (dorn["age"], dorn["years_since_degree"], dorn["course.fee"]) == (53, 34, 2900)
    assert last.kept.values()["firm_headcount"] == 75
    assert last.kept.focus == ()  # asks about both


def test_a_question_turns_to_one_and_back() -> None:
    talk = [CELIK_AND_DORN, "Und bei Herrn Dorn?"]
    assert told(*talk).facts["course.fee"] == 2900
    talk.append("Wer stellt den Antrag?")
    assert told(*talk).kept.focus == ("Herr Dorn",)
    talk.append("Zurück zu Frau Celik: Sie bekommt Bürgergeld.")
    assert told(*talk).facts["buergergeld"] is True
    talk.append("Und bei der anderen Person?")
    assert "buergergeld" not in told(*talk[:-1], "Und beim anderen, was zahlen wir?").facts
    assert told(*talk, "Und was ist nach drei Jahren?").kept.focus == told(*talk).kept.focus != ()
    assert told(*talk, "Was zahlen wir für die zwei?").kept.focus == ()


def test_two_firms() -> None:
    last = told(TWO_FIRMS)
    assert last.kept.focus == ("bäckerei vormann",)
    assert last.facts["firm_headcount"] == 38
    assert told(TWO_FIRMS, "gut und die druckerei wieviel euro").facts["firm_headcount"] == 140
    later = told(
        TWO_FIRMS, "die bäckerei gehört zu einem konzern mit zusammen 620 leuten", "und die druckerei?"
    )
    assert "group_headcount" not in later.facts


def test_letters_over_several_messages() -> None:
    talk = [
        "Betrieb, 300 Beschäftigte. Erst A: 24, keine Ausbildung, Umschulung für 9.000 Euro. Eigenanteil?",
        "Jetzt B: 38, Zerspaner seit 2009, Lehrgang mit 250 Stunden für 4.400 Euro.",
    ]
    assert told(*talk).facts["course.fee"] == 4400
    assert "course.goal" not in told(*talk).facts
    back = told(*talk, "Zurück zu A. Was gibt es da zum Lohn?").facts
    assert (back["age"], back["degree"], back["course.fee"]) == (24, "none", 9000)


def test_by_number() -> None:
    talk = [
        "Heim mit 96 Leuten, 3 Pers. in den Kurs. (1) Olga, 52, Pflegefachfrau seit 2001. (2) Tarek, 33,"
        " Pfleger seit 2016. (3) Birte, 29, Examen 2025. Was zahlen wir bei Nr. 1?",
        "Nr. 2?",
    ]
    assert told(*talk[:1]).facts["age"] == 52
    assert told(*talk).facts["age"] == 33


def test_the_one_and_the_other() -> None:
    talk = [
        "Firma mit 480 Leuten. Wir schicken zwei Leute in den Kurs, der eine ist 44, der andere ist 58."
        " Was zahlt die Firma für den einen?",
        "Und für den andern?",
        "Was zahlen wir für beide zusammen?",
    ]
    assert told(*talk[:1]).facts["age"] == 44
    assert told(*talk[:2]).facts["age"] == 58
    assert told(*talk).kept.focus == ()


def test_the_one_with_that_age_alone() -> None:
    last = told(FIVE, "Einer der fünf ist schon 51.", "Und was zahlen wir für den 51-Jährigen?")
    assert last.facts["age"] == 51
    assert "age" not in last.kept
    assert len(last.kept.parties) == 1


def test_a_new_case_has_none_of_them() -> None:
    assert told(CELIK_AND_DORN, "Neuer Fall: 22 Leute, Staplerschein").kept.parties == ()


def test_they_are_kept_and_can_be_taken_out() -> None:
    kept = told(CELIK_AND_DORN).kept
    assert same_case(case_from_json(case_json(kept)), kept)
    assert not same_case(Case(kept.facts, kept.remarks), kept)
    assert edited_case(case_text(kept), kept, TODAY).parties == kept.parties
    first = parts_of(kept)
    rest = ", ".join(part for part in first if not part.startswith("Herr Dorn"))
    assert [party.name for party in edited_case(rest, kept, TODAY).parties] == ["Frau Celik"]


THREE = (
    "Schreinerei mit 71 Beschäftigten. Frau Kern, 43, gelernte Tischlerin seit 2005, und Herr Dogan, 56,"
    " gelernter Former seit 1990, gehen beide in einen Kurs mit 180 Stunden für je 2.800 Euro. Herr Blum, 31,"
    " ohne Ausbildung, soll den Abschluss als Tischler nachholen, Kosten 13.000 Euro."
)


def test_nobody_has_the_course_or_the_degree_of_another() -> None:
    by_name = {party.name: Case(party.facts).values() for party in told(THREE).kept.parties}
    assert by_name["Herr Blum"]["course.leads_to_degree"] is True
    assert by_name["Herr Blum"]["course.fee"] == 13000
    for name in ("Frau Kern", "Herr Dogan"):
        assert by_name[name]["course.fee"] == 2800
        assert "course.leads_to_degree" not in by_name[name]
        assert by_name[name]["degree"] == "vocational"
    assert "course.fee" not in told(THREE).kept


def test_somebody_who_is_named_later_is_another() -> None:
    so_far = told(
        "Herr Wolff, 43, ausgelernt 2003, Kurs 180 Std, 3.000 Euro, Firma mit 200 Leuten.",
        "Dann noch Frau Öz, 51, gelernt 1994. Was zahlt die Firma für Frau Öz?",
    )
    ages = {party.name: party.facts["age"].value for party in so_far.kept.parties}
    assert ages == {"Herr Wolff": 43, "Frau Öz": 51}
    assert so_far.kept.focus == ("Frau Öz",)


def test_two_staffs_by_weekly_hours() -> None:
    so_far = told("Firma A: 30 Vollzeit, 20 mit 20 Stunden. Firma B: 44 Vollzeit, 12 mit 30 Stunden.")
    lists = {party.name: party.facts["staff_hours"].value for party in so_far.kept.parties}
    assert lists == {"A": ((30, 40), (20, 20)), "B": ((44, 40), (12, 30))}
