"""Figures in words: which are read, and which say the same."""

from __future__ import annotations

import pytest

from chains.quantities.figures import Figure, figures_in, unsupported


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("die Hälfte der Kosten", "50 Prozent der Kosten"),
        ("zur Hälfte", "zählt als 0,5"),
        ("drei Viertel", "75 Prozent"),
        ("ein Viertel des Lohns", "25 % des Lohns"),
        ("3/4 der Kosten", "dreiviertel der Kosten"),
        ("¾ der Kosten", "75 vom Hundert"),
        ("zwei Drittel", "zwei Drittel der Zeit"),
        ("das Eineinhalbfache", "das Anderthalbfache der Zeit"),
        ("doppelt so hoch", "das Zweifache"),
        ("eine 75-prozentige Förderung", "75 Prozent"),
        ("hundertprozentig", "100 Prozent"),
        ("zwölf Monate", "ein Jahr"),
        ("1 Jahr", "für zwölf Monate"),
        ("innerhalb eines Jahres", "12 Monate"),
        ("sechs Monate", "ein halbes Jahr"),
        ("Halbjahr", "sechs Monate"),
        ("drei Monate", "ein Vierteljahr"),
        ("anderthalb Jahre", "18 Monate"),
        ("zwei Wochen", "14 Tage"),
        ("dreißig Tage", "30 Tage"),
        ("zweihundertfünfzig Euro", "250 Euro"),
        ("eintausendzweihundert Euro", "1.200 €"),
        ("1,5 Millionen Euro", "1.500.000 Euro"),
        ("fünf Prozentpunkte", "5 Prozentpunkte"),
        ("fünfzig vom Hundert", "50 %"),
    ],
)
def test_what_says_the_same_is_backed(claim: str, evidence: str) -> None:
    assert unsupported(claim, evidence) == set()


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("die Hälfte", "75 Prozent"),
        ("drei Viertel", "50 Prozent, 3 Jahre, 4 Wochen"),
        ("ein Drittel", "33 Prozent"),
        ("5 Prozent", "fünf Prozentpunkte"),
        ("fünf Prozentpunkte", "5 Prozent"),
        ("ein Monat", "30 Tage"),
        ("vier Wochen", "ein Monat"),
        ("ein Jahr", "zwei Jahre"),
        ("zwölf Monate", "12 Wochen"),
        ("doppelt so viel", "das Dreifache"),
        ("das Eineinhalbfache", "das Zweifache"),
        ("5 Millionen Euro", "5 Euro"),
        ("zweihundertfünfzig Euro", "200 Euro und 50 Cent"),
        ("75-prozentig", "50 Prozent"),
        ("ein halbes Jahr", "ein Jahr"),
    ],
)
def test_what_does_not_say_the_same_is_not(claim: str, evidence: str) -> None:
    assert unsupported(claim, evidence)


def test_words_that_only_look_like_numbers() -> None:
    assert (
        figures_in(
            "Einfach gesagt: Seit einem Jahrhundert gibt es mehrfach Achtung, Dreistigkeit und"
            " Viertelstunden."
        )
        == set()
    )


def test_equal_figures_are_one_in_a_set() -> None:
    assert (
        len({Figure("12", "Monate"), Figure("1", "Jahre"), Figure("1", "Wochen"), Figure("7", "Tage")}) == 2
    )
    assert Figure("82", "§") != Figure("82", "")


def test_number_words_are_figures() -> None:
    assert Figure("5", "Prozentpunkte") in figures_in("um fünf Prozentpunkte")
    assert figures_in("das Eineinhalbfache") == figures_in("das eineinhalbfache") != set()
    assert Figure("75", "Prozent") in figures_in("drei Viertel der Kosten")
    assert unsupported("zwölf Monate", "ein Jahr") == set()
    assert unsupported("ein halbes Jahr", "sechs Monate") == set()
    assert unsupported("zwei Jahre", "24 Monate") == set()
    assert unsupported("zwei Jahre", "zwei Monate") != set()
    assert figures_in("in drei Vierteljahren") == {Figure("3", "")}


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("Beitrag zu den Gebühren (§§ 10, 12 AFBG)", {"10", "12"}),
        ("nach den §§ 81, 82 und 82a SGB III", {"81", "82", "82a"}),
        ("Paragrafen 60 bis 62", {"60", "62"}),
    ],
)
def test_every_section_of_an_enumeration_is_one(text: str, sections: set[str]) -> None:
    assert {(figure.value, figure.unit) for figure in figures_in(text)} == {(s, "§") for s in sections}


def test_what_has_a_unit_of_its_own_ends_the_enumeration() -> None:
    assert {(f.value, f.unit) for f in figures_in("nach den §§ 17 und 30 Tagen")} == {
        ("17", "§"),
        ("30", "Tage"),
    }
