"""Turns of ordinary consultations, each for a kind of fault that they had."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.consultation.meaning import Meaning

TODAY = date(2026, 11, 30)
HIRING = "Wir möchten einen 50-Jährigen einstellen, der lange arbeitslos war. 2.800 Euro Lohn. Was gibt es?"
JOBLESS = "Meine Klientin ist 44, arbeitslos, gelernte Verkäuferin. Sie will einen Kurs, 900 Stunden."
SUPPLIER = "Zulieferer, 400 Beschäftigte, 60 müssen wegen der Elektromobilität umlernen. Qualifizierungsgeld?"
HELPER = "Betrieb, 30 Leute, Mitarbeiterin, 41, ohne Abschluss, Umschulung für 9.000 Euro. Was zahlen wir?"


def _head(meaning: Meaning, *turns: str) -> str:
    """The headline of the last turn of a conversation."""
    said = consult(follow(turns, TODAY, meaning=meaning), TODAY)
    assert said is not None
    return said.explanation.lead.text


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ((HIRING,), "1.400 Euro im Monat"),
        ((HIRING, "Wie lange?"), "12 Monate"),
        ((HIRING, "und wenn er 56 ist?"), "36 Monate"),
        ((HIRING, "Er soll dann eine Umschulung für 9.000 Euro machen. Was zahlen wir?"), "nichts von"),
        ((JOBLESS, "Sie bekommt Arbeitslosengeld, noch 200 Tage."), "Für diesen Fall kommt in Frage"),
        ((SUPPLIER, "und wenn 90 betroffen sind und eine Betriebsvereinbarung da ist?"), "möglich"),
        ((SUPPLIER, "Wie hoch ist dann das Qualifizierungsgeld?"), "geht voraussichtlich nicht"),
        ((HELPER, "Kann sie das auch in Teilzeit machen?"), "auch in Teilzeit"),
        ((HELPER, "Der Kurs läuft schon seit letzter Woche. Geht das noch?"), "vor dem Beginn beantragt"),
        ((HELPER, "Welche Unterlagen sollte ich schon mal zusammensuchen?"), "Arbeitsvertrag"),
        (("Unser Azubi wird nicht übernommen. Was kann er machen?",), "von Arbeitslosigkeit bedroht"),
        (("14 Leute, ein Geselle, Kurs mit 80 Stunden. Zahlt die Arbeitsagentur das?",), "zu kurz"),
        ((HELPER, "Wir zahlen ihr 12 Euro die Stunde. Ist das noch erlaubt?"), "Mindestlohn"),
    ],
)
def test_the_turn_is_answered(meaning: Meaning, turns: tuple[str, ...], said: str) -> None:
    assert said in _head(meaning, *turns)


OF_45 = "Betrieb, 65 Leute, Mitarbeiter, 48, gelernt, Kurs 180 Stunden, 3.900 Euro. Was zahlt der Betrieb?"
GROUP = "Spedition, 480 Leute, Konzern 5.000. Mann, 31, gelernt 2014, Kurs 220 Stunden für 4.400 Euro."
RETRAINING = "Kollegin, 53, gelernte Köchin, Umschulung zur Elektronikerin. 250 Beschäftigte."
MEISTER = "Ein Kollege ist 35 und will Industriemeister werden, neben der Arbeit, 5.200 Euro. Was bekommt er?"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ((OF_45, "Warum zahlt er nichts?"), "mindestens 45"),
        ((OF_45, "Was zahlt die Agentur?"), "die ganzen 3.900 Euro"),
        ((OF_45, "Und wenn er 44 wäre?", "Wie viel zahlt dann die Agentur?"), "1.950 Euro von den 3.900"),
        ((OF_45, "Was muss der Betrieb als Nächstes tun?"), "Antrag"),
        ((OF_45, "Was wäre mit Bildungsurlaub?"), "Kalenderjahr"),
        ((OF_45, "Und der Lohn?", "Wie viel Prozent?"), "50 Prozent des Lohns"),
        ((OF_45, "Wie viel ist das für alle 20?"), "nichts"),
        ((GROUP, "Wieso 75 Prozent? Wir haben doch nur 480."), "Konzerns: 5.000"),
        ((RETRAINING, "Muss sie dafür kündigen?"), "bleibt dabei bestehen"),
        ((RETRAINING, "Kann der Chef das ablehnen?"), "Einen Anspruch gegen den Betrieb"),
        ((MEISTER,), "2.600 Euro"),
        ((MEISTER, "Und wenn er durchfällt?"), "nichts erlassen"),
        ((MEISTER, "Was kostet das den Betrieb?"), "nichts zahlen"),
        ((OF_45, "Sie ist doch über 45. Zählt das nicht?"), "Das zählt"),
        ((HIRING, "Was ist, wenn wir ihr in der Probezeit kündigen?"), "zurückzuzahlen"),
        ((MEISTER, "Wovon lebt er in der Zeit?"), "Lebensunterhalt"),
        ((OF_45, "Bildungsurlaub? Er ist 5 Jahre da.", "Zurück zum Antrag: Wer stellt ihn?"), "Wohnsitz"),
        (("22, ohne Ausbildung, zwei Jahre gearbeitet, will umschulen. Geht das?",), "Berufsabschluss"),
        ((OF_45, "Gibt es den Bildungsscheck?", "Dann § 82. Was bekommt die Firma vom Lohn?"), "50 Prozent"),
        (("Ich bin 48, mir ist gekündigt. Bekomme ich eine Weiterbildung bezahlt?",), "Bildungsgutschein"),
        ((HIRING, "Bleibt der Betrag die ganze Zeit gleich?"), "70 Prozent"),
        (("Was ist besser für einen Meisterschüler, Aufstiegs-BAföG oder § 82?",), "Im Vergleich"),
    ],
)
def test_what_goes_on_from_a_result(meaning: Meaning, turns: tuple[str, ...], said: str) -> None:
    assert said in _head(meaning, *turns)


def test_what_is_asked_for_is_not_told() -> None:
    told = follow(["Ich bin 42, mir wurde gekündigt.", "Bekomme ich dann Arbeitslosengeld?"], TODAY).told
    assert "alg_claim" not in told.facts
    assert told.facts["status"] == "threatened"
