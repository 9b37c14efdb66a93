"""Nouns for people: what counts heads and what counts things."""

from __future__ import annotations

import pytest

from knowledge.german.persons import names_people

PEOPLE = (
    "Monteure Monteuren Fahrer Interne Leihkräfte Büroleute Köche Ärzte Schlosserinnen Maschinenbediener"
    " Lageristen Staplerfahrer Produktionshelfer Ingenieure Auszubildende Maurer Pfleger Erzieherinnen"
    " Vorarbeiter Näherinnen Floristinnen Hotelfachfrau Kraftfahrern Praktikanten Aushilfen"
).split()
THINGS = (
    "Stunden Tage Euro Monate Module Zimmer Wochen Kurse Standorte Kilometer Werke Jahre Prüfungen Maschinen"
    " Computer Roboter Anträge Betriebe Filialen Semester Lehrgänge Gruppen Minuten Stellen Meter Schichten"
    " Fahrzeuge Stapler Bagger Drucker Liter Dezember Ordner Reinigung Elternzeit Lehre Kisten Fenster"
).split()


@pytest.mark.parametrize("word", PEOPLE)
def test_people_are_told_by_their_form(word: str) -> None:
    assert names_people(word)


@pytest.mark.parametrize("word", THINGS)
def test_things_are_no_people(word: str) -> None:
    assert not names_people(word)
