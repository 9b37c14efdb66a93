"""The thing that a question asks for, by its form."""

from __future__ import annotations

import pytest

from chains.question.analysis import Analyst
from chains.question.asked import asked_of
from chains.question.references import LawNames
from knowledge.editorial.glossary import load_glossary
from knowledge.german.words import stem
from settings import ROOT

ANALYST = Analyst(load_glossary(ROOT / "knowledge" / "glossary.yaml"), LawNames({}))


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Was kostet der Baggerschein in Elz?", ["baggerschein"]),
        ("was kostet in elz der baggerschein", []),
        ("Wie lange dauert die mündliche Prüfung?", ["mündliche", "prüfung"]),
        ("Wie hoch ist die Prämie für Bäcker?", ["prämie", "bäcker"]),
        ("Wie viele Stunden hat das Modul Statik?", ["stunden", "statik"]),
        ("Was kostet MAG-Schweißen?", ["mag", "schweißen"]),
        ("Wie heißt die Richterin?", ["richterin"]),
        ("Wer ist der Anwalt der Klägerin?", ["anwalt"]),
        ("Übernimmt das Amt den Friseur?", ["friseur"]),
        ("kriegt man bei euch ein zimmer", ["zimmer"]),
        ("Wo ist die Werkstatt?", []),
        ("gibts im haus wlan", ["wlan"]),
        ("kriegen leute dort einen neuen kittel", ["kittel"]),
        ("zahlt der fonds was, wenn ich umziehe", []),
        ("Mit welcher Frist kommen wir heraus?", []),
        ("Wie viel bekommen Leiharbeiter im Jahr?", ["leiharbeiter"]),
        ("Was kostet eine Stunde Deutschkurs?", ["deutschkurs"]),
        ("wie viele leute passen in den raum", []),
        ("was durfte man höchstens verdienen", []),
        ("Wie viel Zeit hat man für das Werkstück?", []),
        ("Bekommt sie ihr Geld nach dem Bürgerlichen Gesetzbuch zurück?", []),
        ("Was zahlt das Jobcenter für die Betreuung meiner Kinder?", ["betreuung", "kinder"]),
        ("wie viel geben die vom fonds zum fachwirt dazu", ["fachwirt"]),
        ("Was zahlt das Werk, wenn ich zum Seminar fahre?", []),
        ("was hat das yogaseminar auf juist gekostet", ["yogaseminar"]),
        ("Wie viele Minuten dauert das Fachgespräch?", ["fachgespräch"]),
        ("wann sind die sprachkurse im klinikum", ["sprachkurse"]),
    ],
)
def test_the_thing_is_told_by_the_form(question: str, things: list[str]) -> None:
    asked = asked_of(ANALYST.analyse(question), lambda _: 0.5)
    assert list(asked.thing) == [stem(word) for word in things]


@pytest.mark.parametrize(
    ("question", "said", "answered"),
    [
        ("Was kostet der Kurs?", "Die Klausur zählt 40 Prozent.", False),
        ("Was kostet der Kurs?", "Der Kurs ist gebührenfrei.", True),
        ("Wie viel zahlt das Land?", "Das Land trägt die Hälfte.", True),
        ("Wie lange dauert der Kurs?", "Der Kurs kostet 40 Euro.", False),
        ("Bis wann ist offen?", "Offen ist bis 17 Uhr.", True),
        ("Wie viele Plätze gibt es?", "Es gibt 14 Plätze.", True),
        ("Wie viele Plätze gibt es?", "Die Plätze sind hell.", False),
        ("Wie viel verdient ein Azubi?", "Der Teil zählt 55 Prozent.", False),
        ("Wie viel Zusatzurlaub gibt es?", "Zusätzlich gibt es drei Tage.", True),
        ("Wie hoch ist das Honorar?", "Bezahlt wird binnen 30 Tagen.", False),
        ("Wie viele Stunden sind es im Jahr?", "Nicht genutzte Stunden verfallen am 31. März.", False),
        ("Wie viele Stunden sind es im Jahr?", "Jede Person hat 24 Stunden im Jahr.", True),
        ("Was verdient die Lehrkraft?", "Die Ausbildung dauert drei Jahre.", False),
        ("was hat der kurs gekostet", "Er dauerte drei Tage.", False),
        ("Wie viele Leute bekamen ihn?", "Er deckt 75 Prozent der Kosten.", False),
        ("Wie viele Leute bekamen ihn?", "Für Menschen über 50 sind es fünf Monate.", False),
        ("Wie lange dauert der Baustein?", "Baustein\tTage\nHygiene\t2", True),
        ("Nach wie vielen Fehltagen ist Schluss?", "Wer drei Tage fehlt, verliert den Anspruch.", True),
    ],
)
def test_a_quantity_answers_if_it_is_of_the_kind_that_is_asked_for(
    question: str, said: str, answered: bool
) -> None:
    asked = asked_of(ANALYST.analyse(question), lambda _: 0.5)
    assert asked.kinds
    assert asked.is_answered_by(said) is answered


def test_a_verb_of_everyday_speech_and_a_number_word_count_little() -> None:
    asked = asked_of(ANALYST.analyse("kommt man nach zehn tagen noch aus dem lehrvertrag"), lambda _: 0.5)
    assert stem("zehn") not in asked.rare
    assert asked.naming[stem("kommt")] < asked.naming[stem("lehrvertrag")] / 2
