from __future__ import annotations

from datetime import date

import pytest

from chains.extract.warnings import reference_days, run_out
from chains.quantities.conditions import NumberCase, case_of, fits
from chains.quantities.figures import Figure, dates_in, figures_in, quantities_in, unsupported
from chains.question.analysis import Analyst, law_names
from chains.question.follow_up import condense
from chains.question.references import Reference, find_references
from knowledge.editorial.glossary import load_glossary
from settings import ROOT

NAMES = law_names(load_glossary(ROOT / "knowledge" / "glossary.yaml"), {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was sagt § 82 Abs. 4 SGB III?", [Reference("sgb_3", "82", "4")]),
        ("Paragraf 97 Absatz 2 Betriebsverfassungsgesetz", [Reference("betrvg", "97", "2")]),
        ("Paragraph 97 BetrVG", [Reference("betrvg", "97")]),
        ("§§ 81, 82 SGB III", [Reference("sgb_3", "81"), Reference("sgb_3", "82")]),
        (
            "§§ 83 bis 85 SGB 3",
            [Reference("sgb_3", "83"), Reference("sgb_3", "84"), Reference("sgb_3", "85")],
        ),
        ("§ 45 II BBiG", [Reference("bbig_2005", "45", "2")]),
        ("§45(2) BBiG", [Reference("bbig_2005", "45", "2")]),
        ("im SGB III der § 82a", [Reference("sgb_3", "82a")]),
        ("§ 10 TzBfG und § 96 Absatz 1a BetrVG", [Reference("tzbfg", "10"), Reference("betrvg", "96", "1a")]),
        ("82 Abs. 2 SGB III", [Reference("sgb_3", "82", "2")]),
        ("Was steht in § 82?", [Reference("", "82")]),
        ("§ 2 Meister-BAföG", [Reference("afbg", "2")]),
        ("Was kostet ein Kurs?", []),
        ("Wir sind 82 Leute", []),
    ],
)
def test_references_in_every_written_form(text: str, expected: list[Reference]) -> None:
    assert find_references(text, NAMES) == expected


def test_figures_are_read_in_digits_and_words() -> None:
    assert Figure("50", "Prozent") in figures_in("50 Prozent")
    assert Figure("50", "Prozent") in figures_in("fünfzig Prozent")
    assert Figure("5", "Prozentpunkte") in figures_in("um fünf Prozentpunkte")
    assert Figure("1000", "Euro") in figures_in("1 000 Euro") & figures_in("1.000 €")
    assert figures_in("am 31. Juli 2024") == figures_in("am 31.07.2024") == {Figure("2024-07-31", "Datum")}
    assert figures_in("nach § 82 Absatz 2 Satz 1 Nummer 3") == {Figure("82", "§")}
    assert quantities_in("ein Betrieb, eine Frist") == []
    assert dates_in("31.02.2024") == []


def test_unsupported_figures_are_found() -> None:
    evidence = "mindestens 50 und weniger als 500 Beschäftigte hat und der Arbeitgeber 50 Prozent"
    assert unsupported("Der Betrieb trägt 50 Prozent.", evidence) == set()
    assert unsupported("Der Betrieb trägt 75 Prozent.", evidence) == {Figure("75", "Prozent")}
    assert unsupported("Das gilt bis 1. Mai 2030.", evidence) == {Figure("2030-05-01", "Datum")}
    assert unsupported("Siehe § 99.", evidence) == {Figure("99", "§")}


@pytest.mark.parametrize(
    ("rule", "question", "expected"),
    [
        ("mindestens 50 und weniger als 500 Beschäftigte hat", "120 Beschäftigte", True),
        ("mindestens 50 und weniger als 500 Beschäftigte hat", "Wir sind 500 Leute", False),
        ("500 Beschäftigte oder mehr hat", "Betrieb mit 500 Mitarbeitern", True),
        ("weniger als 50 Beschäftigten", "50 Mitarbeitende", False),
        ("Betriebe mit 50 bis 499 Beschäftigten", "499 Beschäftigte", True),
        ("nicht mehr als 20 Stunden mit 0,50", "jemand arbeitet 20 Stunden", True),
        ("nicht mehr als zehn Stunden mit 0,25", "jemand arbeitet 15 Stunden", False),
        ("bei Beginn der Teilnahme das 45. Lebensjahr vollendet hat", "eine 52-jährige Kollegin", True),
        ("bei Beginn der Teilnahme das 45. Lebensjahr vollendet hat", "er ist 44 Jahre alt", False),
        ("die Maßnahme mehr als 120 Stunden dauert", "der Kurs hat 120 Stunden", False),
        ("die Maßnahme mehr als 120 Stunden dauert", "12 Beschäftigte", None),
    ],
)
def test_conditions_are_evaluated(rule: str, question: str, expected: bool | None) -> None:
    assert fits(rule, case_of(question)) is expected


def test_the_case_is_read_from_the_question() -> None:
    assert case_of("Wir haben 120 Beschäftigte, sie ist 52 Jahre alt und arbeitet 25 Stunden") == NumberCase(
        {"Beschäftigte": 120, "Jahre": 52, "Stunden": 25}
    )


def test_follow_ups_carry_the_earlier_question_and_let_new_numbers_win() -> None:
    history = [
        ("user", "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"),
        ("assistant", "50 Prozent [1]"),
    ]
    standalone = condense("Und bei 600 Beschäftigten?", history)
    assert "Lehrgangskosten" in standalone
    assert case_of(standalone).values["Beschäftigte"] == 600
    new = (
        "Welche Kündigungsfrist gilt eigentlich bei einem Fernlehrgang nach dem Fernunterrichtsschutzgesetz"
        " im ersten Halbjahr?"
    )
    assert condense(new, history) == new


@pytest.mark.parametrize(
    ("text", "ends", "cases"),
    [
        ("Die Förderung ist bis zum 31. Juli 2024 möglich.", [date(2024, 7, 31)], []),
        ("Der Zuschuss wird längstens bis zum 31. Juli 2024 gezahlt.", [date(2024, 7, 31)], []),
        ("Dies gilt bis zum 31. Dezember 2026.", [], []),
        ("Dies gilt seit dem 1. Januar 2020.", [], []),
        (
            "Hat der Vertrag schon vor dem 1. August 2022 bestanden, genügt eine Kopie.",
            [],
            [date(2022, 8, 1)],
        ),
        ("Anträge, die bis zum 1. August 2022 gestellt wurden, gelten weiter.", [], [date(2022, 8, 1)]),
        ("§ 5 in der bis zum 1. August 2022 geltenden Fassung ist weiter anzuwenden.", [], []),
        ("Das Amt berichtet bis zum 1. August 2022 über die Wirkung.", [], []),
        (
            (
                "Der Mindestsatz beträgt\n1. 550 Euro, wenn der Kurs im Jahr 2021 bis zum 31. Dezember 2021"
                " beginnt,\n2. sonst 600 Euro."
            ),
            [],
            [],
        ),
    ],
)
def test_rules_that_have_run_out_are_told_from_days_that_choose_cases(
    text: str, ends: list[date], cases: list[date]
) -> None:
    today = date(2026, 11, 24)
    assert run_out(text, today) == ends
    assert reference_days(text, today) == cases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was steht in Paragraf zehn des Teilzeitgesetzes?", [("tzbfg", "10", "")]),
        ("Aufenthaltsgesetz Paragraf 16 d Absatz 1", [("aufenthg_2004", "16d", "1")]),
        ("§82 SGB III Abs 2", [("sgb_3", "82", "2")]),
        ("§ 96 i.V.m. § 97 BetrVG", [("betrvg", "96", ""), ("betrvg", "97", "")]),
        ("Art. 4 FernUSG gibt es den?", [("fernusg", "4", "")]),
        ("Sozialgesetzbuch neun, Paragraf 164 Absatz 5", [("sgb_9_2018", "164", "5")]),
        ("§ 98 Abs. 3, 4 BetrVG", [("betrvg", "98", "3"), ("betrvg", "98", "4")]),
        (
            "§ 98 Absätze 3 bis 5 BetrVG",
            [("betrvg", "98", "3"), ("betrvg", "98", "4"), ("betrvg", "98", "5")],
        ),
        ("§§ 82a bis 82c SGB III", [("sgb_3", "82a", ""), ("sgb_3", "82b", ""), ("sgb_3", "82c", "")]),
        ("Gilt § 82 Abs. 2 SGB III und 120 Beschäftigte?", [("sgb_3", "82", "2")]),
    ],
)
def test_forms_that_people_write(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(r.law, r.paragraph, r.absatz) for r in find_references(text, NAMES)] == expected


def test_a_bare_reference_asks_for_nothing_beyond_it() -> None:
    analyst = Analyst(load_glossary(ROOT / "knowledge" / "glossary.yaml"), NAMES)
    assert not analyst.analyse("Was steht in § 82 Abs. 2 SGB III?").asks_beyond
    assert analyst.analyse("Was sagt § 82 SGB III zu den Lehrgangskosten?").asks_beyond


def test_laws_for_groups_nobody_spoke_of() -> None:
    analyst = Analyst(load_glossary(ROOT / "knowledge" / "glossary.yaml"), NAMES)
    assert "jarbschg" in analyst.analyse("Wie viele Tage Urlaub habe ich?").other_groups
    for question in (
        "Wie viel Urlaub hat ein Azubi?",
        "Ich bin 17 Jahre alt, wie viel Urlaub?",
        "Urlaub nach dem JArbSchG",
    ):
        assert "jarbschg" not in analyst.analyse(question).other_groups


@pytest.mark.parametrize(
    ("question", "years"),
    [("bin 57 und arbeite in Elz", 57), ("Ich bin 45, geht das?", 45), ("bin 20 km weg", None)],
)
def test_an_age_needs_no_unit(question: str, years: float | None) -> None:
    assert case_of(question).values.get("Jahre") == years
