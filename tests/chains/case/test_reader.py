"""The reader of facts: the labelled sets, corrections and clearings, and that no text breaks it."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chains.case.facts import Case, Fact, chip, fact_table, plain
from chains.case.reader import read_case
from evals.fact_reading import CASES, score, sentences_of

TODAY = datetime.date(2026, 11, 28)
# Bars of the contract (facts from German): recall 95 %, precision 98 %.
RECALL, PRECISION = 0.95, 0.98


@pytest.mark.parametrize("name", ["facts_blind", "facts", "facts_fresh", "facts_other_hand"])
def test_labelled_sentences_are_read(name: str) -> None:
    result = score(sentences_of(CASES / f"{name}.yaml"))
    assert result.recall >= RECALL, result.faults
    assert result.precision >= PRECISION, result.faults


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Die Schulung geht über 180 Stunden.", "course.hours", 180),
        ("Bei uns sind 60 Interne und 700 Leihkräfte.", "firm_headcount", 760),
        ("Bei uns arbeiten 34 Monteure und 6 im Büro.", "firm_headcount", 40),
        ("Wir sind 330 und schicken 12 Kollegen in den Kurs.", "firm_headcount", 330),
        ("Wir sind 330 und schicken 12 Kollegen in den Kurs, 2.200 Euro pro Kopf.", "participants", 12),
        ("mir sind zu zwölft in der Tischlerei", "firm_headcount", 12),
        ("Wir schicken zwei Helfer auf einen Kurs.", "firm_headcount", None),
        ("Der Chef möchte drei Leute umschulen.", "firm_headcount", None),
        ("Wir wollen 12 Leute einstellen.", "firm_headcount", 12),
        ("Der Chef will Lageristen zu Fachkräften machen.", "course.leads_to_degree", True),
        ("Sie soll zur Verkäuferin ausgebildet werden.", "course.leads_to_degree", True),
        ("Er soll zum Ausbilder ausgebildet werden.", "course.leads_to_degree", None),
        ("Unsere Lageristin soll den Staplerschein machen.", "course.leads_to_degree", None),
        ("Er ist 31 und seit acht Jahren Geselle.", "years_since_degree", 8),
        ("Der Mann ist 33 und seit 2012 Tischler.", "years_since_degree", 14),
        ("Der Mann ist 33 und seit 2012 Tischler.", "firm_headcount", None),
        ("Wir zahlen ihm 12 Euro die Stunde.", "employer_pays", None),
        ("Unser Azubi wird nicht übernommen.", "status", "threatened"),
        ("Meine Stelle fällt weg, die Kündigung habe ich schon.", "terminated", True),
        ("Das schreibt die Berufsgenossenschaft vor.", "employer_legally_obliged", True),
        ("Das schreibt die Berufsgenossenschaft vor.", "rehab_carrier", None),
        ("60 Leute, der Kurs hat keine Zulassung.", "azav_massnahme", False),
        ("Die Kosten werden nicht übernommen.", "status", None),
        ("Muss sie sich erst beraten lassen?", "counselled_before_start", None),
        ("Ein Betrieb will sich beraten lassen, vier Tage zu je 800 Euro.", "consulting_day_rate", 800),
        ("Wir wollen einen 50-Jährigen einstellen.", "hiring", True),
        ("Sie wird eingestellt und soll 2.200 Euro verdienen.", "income", 2200),
        ("Hat keinen Abschluss und fährt seit 20 Jahren Stapler.", "years_employed_total", 20),
        ("Hier arbeitet eine Helferin ohne Ausbildung, 28, seit sieben Jahren.", "years_employed_total", 7),
        ("War vor zehn Jahren zuletzt Friseurin, hat seither gejobbt.", "years_since_degree", None),
        (
            "Sie hat vor zehn Jahren zuletzt als Friseurin gearbeitet, danach Aushilfsjobs.",
            "years_in_unskilled_work",
            10,
        ),
        ("Sie ist arbeitslos und will Bürokauffrau lernen.", "course.leads_to_degree", True),
        ("Kollege 55, Industriemeister, 800 Leute. Kurs KI 130 Std, 2.000 €", "afbg_goal", None),
        ("Kollege 30, Industriemeister, 800 Leute, 600 UE, 5.000 €", "afbg_goal", True),
        ("Was kostet uns ein Kurs über 3.200 Euro?", "course.fee", 3200),
        ("80 Leute, Kurs 200 Stunden. Was zahlt der Chef bei 3.000 Euro?", "course.fee", 3000),
        ("320 Leute, 70 müssen wegen der neuen Anlagen ganz neu qualifiziert werden.", "affected", 70),
        (
            "320 Leute, 70 vom Strukturwandel betroffen. Betriebsvereinbarung steht. Geht Q-Geld?",
            "agreement",
            "bv_or_tv_with_82a_content",
        ),
        ("Er hat bis März 2025 einen Kurs nach 82 gehabt.", "prior_82_months_ago", 20),
        (
            "1.400 Beschäftigte, eine Gruppe von acht Leuten wird geschult, 4.000 Euro pro Kopf.",
            "participants",
            8,
        ),
        (
            "Im Werk (1.400 Beschäftigte) soll eine Gruppe von acht Leuten geschult werden.",
            "group_headcount",
            None,
        ),
        ("85 MA, 47 J., o. Abschluss, 9 J. Lagerhelfer", "degree", "none"),
        ("85 MA, 47 J., o. Abschluss, 9 J. Lagerhelfer", "years_in_unskilled_work", 9),
        ("Umschulung. 41, arbeitslos, keine Ausbildung, 15 J. Reinigung", "age", 41),
        ("Klientin, 34, Hotelfachfrau von 2013", "years_since_degree", 13),
        ("Kollege, gelernter Bäcker, 2004", "years_since_degree", 22),
        ("Kundin von 2013, 34 Jahre", "years_since_degree", None),
        ("Seit 2017 nur noch Lagerhelfer", "years_in_unskilled_work", 9),
        ("Sie arbeitet 20 Std in einer Bäckerei", "own_weekly_hours", 20),
        ("Sie arbeitet 20 Std in einer Bäckerei", "course.hours", None),
        ("Er hat eine Nettoentgeltdifferenz von 1.000 Euro im Monat", "net_difference_month", 1000),
        ("Nebenher ein Minijob, nach Abzug der Werbungskosten 400 Euro im Monat", "course.fee", None),
        ("Sie ist 44 und wird am 15. März 45.", "turns_45_on", "2027-03-15"),
        ("Zehn Leute, alle zwischen 31 und 39 Jahre alt, gehen in den Kurs", "age", 39),
        ("Zehn Leute, alle zwischen 31 und 49 Jahre alt, gehen in den Kurs", "age", None),
        ("Externenprüfung (2-j. Beruf), Kurs 480 UE", "course.degree_training_years", 2),
        ("Was zahlt der Betrieb von den 14.000 Euro?", "course.fee", 14000),
        ("Die Schulung dauert über 120 Stunden.", "course.hours", None),
        ("Er hat neun Jahre gejobbt, 30, arbeitslos, Umschulung 28 Monate", "years_employed_total", 9),
        ("90 Beschäftigte, Mitarbeiter 51, Kurs 200 Stunden", "age", 51),
        ("Mitarbeiter 45, Kurs 120 Stunden", "firm_headcount", 45),
        ("Kurs 300 Stunden auf Kosten der Firma, Kollege 40", "employer_pays_course", True),
        ("Zahlen wir den Kurs oder die Agentur?", "employer_pays_course", None),
        ("Weder die Maßnahme noch der Träger ist zertifiziert.", "azav_traeger", False),
        ("Sie macht eine Weiterbildung mit Abschluss und ist ungelernt.", "degree", "none"),
        (
            "80 Leute, davon 20 in Teilzeit mit 25 Stunden, der Rest in Vollzeit",
            "staff_hours",
            [[60, 40], [20, 25]],
        ),
        ("Sie hat mit 17 die Lehre begonnen und ist jetzt 38.", "age", 38),
        ("Unser Treffen hat 35 Anmeldungen.", "firm_headcount", None),
        ("Die Firma schließt um 18 Uhr.", "betriebsaenderung", None),
        ("Angenommen, die Firma hätte 600 Leute", "firm_headcount", None),
        ("Letztes Jahr wurde die Kollegin schon nach § 82 gefördert.", "prior_82_within_2y", True),
        ("Die Kollegin soll dieses Jahr nach § 82 gefördert werden.", "prior_82_within_2y", None),
        ("60 Leute, 15 betroffen, weder Betriebsvereinbarung noch Tarifvertrag", "agreement", "none"),
        ("44 Jahre, wird im Februar 45", "age", 44),
        ("2.500 netto vorher und 1.700 während des Kurses", "net_target_month", 2500),
        ("2.500 netto vorher und 1.700 während des Kurses", "net_actual_month", 1700),
        ("Er geht 12 Monate in die Schule", "years_employed_total", None),
        ("Was geht verloren, wenn sie 18 Monate umschult?", "course.months", 18),
        ("5.400 Euro Lehrgang, 700 Prüfung", "course.exam_fee", 700),
        ("Es gibt 700 Prüfungen im Jahr", "course.exam_fee", None),
        ("Und der Lohn? 3.600 Euro mit Arbeitgeberanteil", "wage_training_time_incl_flat_share", 3600),
        ("Sie wird im Mai 45", "age", None),
        (
            "Sie hat Friseurin gelernt, arbeitet aber seit sieben Jahren als Packerin",
            "years_in_unskilled_work",
            7,
        ),
        ("Nichts gelernt, aber seit acht Jahren als Koch da", "years_in_unskilled_work", None),
        ("52 Köpfe, davon 10 in Teilzeit mit 15 Stunden", "staff_hours", [[42, 40], [10, 15]]),
        (
            "3 Vollzeit, 2 mit 20 Stunden und eine Putzhilfe mit 6 Stunden",
            "staff_hours",
            [[3, 40], [2, 20], [1, 6]],
        ),
        ("3 Vollzeit und eine Schulung mit 16 Stunden", "course.hours", 16),
        ("Der Kurs startet in drei Wochen", "course.weeks", None),
        ("8 Leute, 3 betroffen, weder Betriebsvereinbarung noch Tarifvertrag", "agreement", None),
    ],
)
def test_what_a_phrase_says_and_what_its_neighbour_does_not(text: str, fact: str, value: object) -> None:
    assert plain(read_case(text, TODAY).values().get(fact)) == value


def test_every_read_fact_is_in_the_table() -> None:
    for path in CASES.glob("facts*.yaml"):
        for sentence in sentences_of(path):
            assert set(sentence.facts) <= set(fact_table()), sentence.text


def test_a_fact_knows_the_words_it_was_read_from() -> None:
    reading = read_case("Betrieb mit 85 Leuten, 47-jähriger Helfer", TODAY, turn=3)
    assert reading.case.values() == {"firm_headcount": 85, "age": 47}
    assert reading.case.read_from() == {"firm_headcount": "85 Leuten", "age": "47-jähriger"}
    assert {fact.turn for fact in reading.facts.values()} == {3}


def test_a_correction_replaces_what_was_told() -> None:
    known = read_case("Betrieb mit 85 Leuten, schwerbehindert", TODAY).case
    reading = read_case("nein, 60", TODAY, known, turn=1)
    assert reading.corrected == ("firm_headcount",)
    assert reading.case.values() == {"firm_headcount": 60, "disability": "severe"}


def test_a_hypothesis_is_kept_apart() -> None:
    known = read_case("Kollege 43", TODAY).case
    reading = read_case("Was wäre, wenn er 45 wäre?", TODAY, known)
    assert reading.case.values() == known.values()
    assert reading.supposed["age"].value == 45


def test_a_new_case_clears_the_old_one() -> None:
    known = read_case("Betrieb mit 85 Leuten, Kollege 47", TODAY).case
    assert read_case("neuer Fall", TODAY, known).case.values() == {}


def test_a_bound_gives_way_to_a_number() -> None:
    known = read_case("Firma mit über 500 Beschäftigten", TODAY).case
    assert known.values() == {"firm_headcount_min": 501}
    assert read_case("Es sind 740 Beschäftigte", TODAY, known).case.values() == {"firm_headcount": 740}


def test_a_chip_says_the_value_in_german() -> None:
    assert chip(fact_table()["course.fee"], 9800) == "Lehrgangskosten: 9.800 Euro"
    assert chip(fact_table()["single_parent"], True) == "alleinerziehend: ja"


_WORDS = st.sampled_from(
    "Betrieb Kollege 47 85 Leute nein § 82 Euro 4.000 seit vor Jahren Kurs Stunden nicht ohne , . ? ( ) 31.3."
    " gekündigt wenn wäre Kinder 7 von betroffen mit 30".split()
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map(" ".join)))
def test_no_text_breaks_the_reader_and_spans_lie_in_it(text: str) -> None:
    known = Case({"age": Fact(47), "firm_headcount": Fact(85)})
    reading = read_case(text, TODAY, known)
    for name, fact in reading.facts.items():
        assert name in fact_table()
        assert text[fact.span[0] : fact.span[1]] == fact.words
    assert all(0 <= start < end <= len(text) for start, end in reading.not_understood)


@pytest.mark.parametrize(
    "piece", ["Betrieb 85 ", "Kollege, ", "nicht ohne ", "1 von ", "abcdefgh ", "wenn wäre ", "x" * 50 + " "]
)
def test_hostile_text_is_read_in_bounded_time(piece: str) -> None:
    read_case("warm", TODAY)
    text = (piece * 20_000)[:100_000]
    start = time.process_time()
    read_case(text, TODAY)
    assert time.process_time() - start < 5.0


@pytest.mark.parametrize(
    ("told", "goal"),
    [
        ("Sie möchte Friseurmeisterin werden.", "meister"),
        ("Er will Elektromeister werden.", "meister"),
        ("Er besucht die Malermeisterschule.", "meister"),
        ("Er will Hausmeister werden.", None),
        ("Er arbeitet als Hausmeister.", None),
    ],
)
def test_a_master_of_any_trade_is_a_goal(told: str, goal: str | None) -> None:
    assert read_case(told, TODAY).values().get("course.goal") == goal


@pytest.mark.parametrize(
    ("told", "degree"),
    [("Sie will doch noch einen Abschluss.", None), ("Sie hat einen Abschluss.", "vocational")],
)
def test_a_degree_that_is_wished_for_is_none(told: str, degree: str | None) -> None:
    assert read_case(told, TODAY).values().get("degree") == degree
