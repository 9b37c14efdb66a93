"""Whether the words of a message alone look for courses, in whatever order they stand."""

from __future__ import annotations

import pytest

from chains.question.seeking import asks_money_or_law, asks_where_to_learn, seeks, seeks_placed_course


@pytest.mark.parametrize(
    "message",
    [
        "Gibt es in NRW so einen Kurs?",
        "In der Umgebung von Ahlen ein Lehrgang für Maler, habt ihr da was?",
        "Könnten Sie mir zwei Excel-Kurse bei Hamm raussuchen?",
        "kurssuche bitte",
    ],
)
def test_what_is_on_offer_somewhere(message: str) -> None:
    assert seeks_placed_course(message)


@pytest.mark.parametrize(
    "message",
    [
        "Welche Kurse in Hagen werden gefördert?",
        "Und wenn der Kurs in Hagen nur 90 Stunden hätte?",
        "Welche Unterlagen brauche ich für den Kurs in Hagen?",
        "Welche Übungen gibt es an Seminartag 2 in Hagen?",
    ],
)
def test_money_law_and_the_own_seminar_are_not(message: str) -> None:
    assert asks_money_or_law(message)
    assert not seeks_placed_course(message)


def test_a_kind_of_thing_is_enough_where_it_is_to_be_learnt() -> None:
    assert asks_where_to_learn("Wo kann man in Ahlen Nähen lernen?")
    assert asks_where_to_learn("Habt ihr etwas zu Holz?")
    assert not asks_where_to_learn("Wo ist das Büro?")
    assert seeks("Wann beginnt der nächste Nähkurs?")
    assert not seeks("Der Kurs dauert zwei Tage.")
