"""Sentences as filters: the suites, and the traps by name."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import pytest

from chains.courses.recognition import asks_for_courses
from chains.courses.understand.clauses import WishPart, clauses_of
from chains.courses.understand.understand import understand
from chains.courses.understand.written.spelling import respelled
from chains.courses.words import said_of
from chains.quantities.periods.grammar import period_of
from evals.courses.asked import read_asked
from evals.courses.reading import lots, read_suite

TODAY = date(2026, 11, 28)
SUITES = ("blind", "own", "fresh", "fresh_again", "fresh_third", "fresh_fourth", "fresh_fifth")
# shorthand, e-mails, spoken, typing mistakes, learners of German, keywords
VOICES = ("voices", "voices_again", "voices_third", "voices_fourth", "voices_fifth")
# two halves of one set in eight voices, other languages among them;
# first runs 43 and 52 %, after mending 98 and 89 % (30 November 2026)
MIXED = ("mixed", "mixed_again", "mixed_third")
# three lots of what lands on a mentor's desk; first runs 56, 45 and 63 %, after mending 90, 68 and 81 %
# (30 November 2026): the second is what is still to be learnt
DESK = ("desk", "desk_third")
# lots in the manner of an acceptance; first runs 60, 66, 62, 74, 80, 88, 52, 92, 74, 76, 88, 58, 54,
# 68 and 77 %
# (30 November 2026)
COUNTER = lots("counter")
LEAST_RIGHT, LEAST_OF_A_FILTER = 0.92, 0.9
# all filters right in the five lots of voices, after mending: 83 to 90 % (`python benchmarks/courses.py
# --only-read`, 29 November 2026); their first runs, which are what unseen texts get: docs/messwerte.md
LEAST_RIGHT_IN_VOICES = 0.8


def filters(text: str) -> dict[str, Any]:
    return understand(text, TODAY).filters()


@pytest.mark.parametrize("name", SUITES)
def test_the_suites_are_read(name: str) -> None:
    reading = read_suite(name)
    assert reading.share_right >= LEAST_RIGHT, "\n".join(reading.failures)
    assert not [key for key, kind in reading.filters if kind == "invented"]


@pytest.mark.parametrize("name", [*VOICES, *MIXED, *DESK, *COUNTER])
def test_other_voices_are_read(name: str) -> None:
    reading = read_suite(name)
    assert reading.share_right >= LEAST_RIGHT_IN_VOICES, "\n".join(reading.failures)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "TN m. B1, TZ vorm., Umkr. 20 km, Kr. Soest",
            "Teilnehmer mit B1, Teilzeit vormittags, Umkreis 20 km, Kreis Soest",
        ),
        ("o. Ausb. o. Staplerschein", "ohne Ausbildung oder Staplerschein"),
        ("Kurs in DO, Excel", "Kurs in Dortmund, Excel"),
        ("das hab ich nich, nix für'n Bau", "das habe ich nicht, nichts für einen Bau"),
        ("Altenflege in Gelsenkrichen", "Altenpflege in Gelsenkirchen"),
        ("ein, zwei Tage", "1 bis 2 Tage"),
        # names and words that are rightly written stay, also where they are near one of ours
        (
            "Heilerziehungspflege, Pflegebasiskurs, Figma und Kortmann",
            "Heilerziehungspflege, Pflegebasiskurs, Figma und Kortmann",
        ),
        ("Kinderpflegerin im Sauerland", "Kinderpflegerin im Sauerland"),
    ],
)
def test_what_is_shortened_spoken_or_misspelt_is_written_out(said: str, written: str) -> None:
    assert respelled(said) == written


@pytest.mark.parametrize("name", ["asked", "asked_again"])
def test_course_questions_are_told_from_law_and_talk(name: str) -> None:
    right, failures = read_asked(name)  # first runs 17 (before) and 28 of 32 (after one list for all)
    assert right >= 28, "\n".join(failures)


@pytest.mark.parametrize("name", ["follow_ups", "follow_ups_again"])  # first runs 12 of 24 and 15 of 20
def test_messages_go_on_from_another(name: str) -> None:
    reading = read_suite(name)
    assert reading.share_right >= LEAST_RIGHT, "\n".join(reading.failures)
    assert not [key for key, kind in reading.filters if kind == "invented"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "Büro-Auffrischg., Kranunterw., Bürokfm.-Umsch.",
            "Büro-Auffrischung, Kranunterweisung, Bürokaufmann-Umschulung",
        ),
        ("Excel, Di od. Do, Olpe", "Excel, Dienstag oder Donnerstag, Olpe"),
        ("Fr. Kaya kann Fr. abends", "Frau Kaya kann Freitag abends"),
        ("Yoga freitagabends", "Yoga freitags abends"),
        (
            "Kurs in Mühlheim/Ruhr für hundertfuffzig Euro",
            "Kurs in Mülheim an der Ruhr für hundertfünfzig Euro",
        ),
        ("Looking for a sewing course, evenings", "suche ein Nähen Kurs, abends"),
        ("Bonjour, je cherche un cours d'anglais le soir", "guten Tag, ich suche einen Kurs Englisch abends"),
        ("Seminar, drei- bis fünftägig", "Seminar, drei bis fünf Tage"),
        ("Kurs zu Photovoltaig, so ein Rücken-Dings", "Kurs zu Photovoltaik, so ein Rücken-Kurs"),
        ("Merhaba, Köln'de kurs arıyorum", "hallo, in Köln suche Kurs"),
        # no word is taken for another language's where nothing says that it is meant
        (
            "Business English, Project Management am Weekend",
            "Business English, Project Management am Weekend",
        ),
        ("Staplerschein in Hamm", "Staplerschein in Hamm"),
    ],
)
def test_notes_and_other_languages_are_written_out(said: str, written: str) -> None:
    assert respelled(said) == written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rückenschule für Leute aus der Montage, in Unna", {"topic": ["rückenschule"], "place": "Unna"}),
        ("Staplerschein in Hamm, wenn das Amt nichts zahlt", {"topic": ["staplerschein"], "place": "Hamm"}),
        ("Spanisch B1, ich habe A2, in Bonn", {"topic": ["spanisch", "b1"], "place": "Bonn"}),
        ("34a-Schein in Dortmund", {"topic": ["34a-schein"], "place": "Dortmund"}),
        ("Herr Bergheim sucht CAD in Kerpen", {"topic": ["cad"], "place": "Kerpen"}),
        ("Rente in 2 Jahren, will nochmal PC in Kleve lernen", {"topic": ["pc"], "place": "Kleve"}),
        ("Elternzeit ab 1.3., davor Kurs Büro", {"topic": ["büro"], "end_until": "2027-02-28"}),
        (
            "Kurse für Gastro, die nicht im Sauerland, sondern in Hagen liegen",
            {"topic": ["gastro"], "place": "Hagen"},
        ),
        ("Kurs Mitarbeiterführung in Unna", {"topic": ["mitarbeiterführung"], "place": "Unna"}),
        ("Chefin: Mitarbeiter führen, in Unna", {"topic": ["mitarbeiter", "führen"], "place": "Unna"}),
        ("nicht lesen können: Kurs in Unna", {"topic": ["lesen"], "place": "Unna"}),
        ("Kurs Reha-Sport, Nachtdienst kein Problem", {"topic": ["reha-sport"]}),
        ("Für die Schulung unserer Pförtner suche ich etwas zu Brandschutz", {"topic": ["brandschutz"]}),
        ("Elternzeit bis 31.5., danach Kurs Büro", {"topic": ["büro"], "start_from": "2027-06-01"}),
        (
            "Löten in der letzten Januarwoche",
            {"topic": ["löten"], "start_from": "2027-01-25", "start_until": "2027-01-31"},
        ),
    ],
)
def test_what_only_looks_like_a_filter_is_none(text: str, found: dict[str, Any]) -> None:
    assert filters(text) == found


def test_people_who_are_told_of_are_who_a_course_is_for() -> None:
    told = "In der Frühschicht haben wir fünf Leute, die kaum lesen können. Gibt es einen Kurs Grundbildung?"
    assert filters(told) == {"topic": ["grundbildung"], "participants": 5}
    assert filters("Wir haben fünf Leute. Gibt es einen Kurs Grundbildung?") == {"topic": ["grundbildung"]}
    assert filters("Yogakurs für mich und zwei Kolleginnen")["participants"] == 3
    assert "participants" not in filters("Kollegin (52) sucht Yogakurs")


def test_what_is_paid_stays_to_be_read() -> None:
    found = filters("Das Jobcenter würde eine Umschulung zum Maurer bezahlen, wenn sie in Vollzeit ist")
    assert found == {
        "topic": ["maurer"],
        "degree": "maurer",
        "leads_to_degree": True,
        "time": ["vollzeit"],
        "voucher": True,
    }


def test_each_part_of_a_letter_has_its_purpose() -> None:
    letter = (
        "Sehr geehrte Frau Kaya, ich arbeite in der Gießerei und war früher Bäcker. Jetzt suche ich einen"
        " Schweißkurs in Hagen. Mit freundlichen Grüßen, Jens Kortmann"
    )
    parts = [(clause.part, clause.text.strip()) for clause in clauses_of(letter)]
    assert parts == [
        (WishPart.PHATIC, "Sehr geehrte Frau Kaya,"),
        (WishPart.ABOUT, "ich arbeite in der Gießerei"),
        (WishPart.PAST, "und war früher Bäcker."),
        (WishPart.WISH, "Jetzt suche ich einen Schweißkurs in Hagen."),
        (WishPart.PHATIC, "Mit freundlichen Grüßen,"),
        (WishPart.PHATIC, "Jens Kortmann"),
    ]
    assert filters(letter) == {"topic": ["schweißen"], "place": "Hagen"}


def test_what_somebody_does_and_was_is_no_wish() -> None:
    found = filters("Ich wohne in Herne, arbeite in Vollzeit und war in Köln Koch. Suche Excel, abends")
    assert found == {"topic": ["excel"], "place": "Herne", "time": ["abends"]}


def test_each_filter_is_read_over_all_suites() -> None:
    readings = [read_suite(name) for name in SUITES]
    keys = {key for reading in readings for key in reading.keys}
    shares = {}
    for key in keys:
        counts = [(kind, n) for r in readings for (k, kind), n in r.filters.items() if k == key]
        shares[key] = sum(n for kind, n in counts if kind == "ok") / sum(n for _, n in counts)
    assert {key: share for key, share in shares.items() if share < LEAST_OF_A_FILTER} == {}


@pytest.mark.parametrize(
    ("text", "place", "topic"),
    [
        ("Kurs über gesundes Essen in Hamm", "Hamm", ["gesundes", "essen"]),
        ("Schweißen, Essen", "Essen", ["schweißen"]),
        ("Kranfahren in der Halle", None, ["kranfahren", "halle"]),
        ("Kranfahren in Halle", "Halle", ["kranfahren"]),
    ],
)
def test_words_decide_by_their_sense(text: str, place: str | None, topic: list[str]) -> None:
    found = filters(text)
    assert (found.get("place"), found.get("topic")) == (place, topic)


def test_b2_behind_a_language_is_the_course_and_behind_a_person_the_person() -> None:
    assert filters("Deutsch B2 in Bonn")["topic"] == ["deutsch", "b2"]
    assert filters("Sie hat B2 und sucht Pflege")["entry"] == {"german_level": "B2"}


def test_what_is_denied_is_no_filter() -> None:
    wish = understand("nicht in Vollzeit, nicht in Köln: Webdesign", TODAY)
    assert wish.filters() == {"topic": ["webdesign"]}
    assert "Köln" in wish.left_over


def test_a_wish_is_soft() -> None:
    assert understand("Englisch, am liebsten abends", TODAY).soft == {"time"}
    assert understand("Englisch abends", TODAY).soft == set()


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("Ende Januar", date(2027, 1, 21), date(2027, 1, 31)),
        ("Ostern", date(2027, 3, 28), date(2027, 3, 29)),
        ("Pfingsten 2028", date(2028, 6, 4), date(2028, 6, 5)),
        ("zweites Quartal", date(2027, 4, 1), date(2027, 6, 30)),
        ("nächste Woche", date(2026, 11, 30), date(2026, 12, 6)),
        ("29.2.2028", date(2028, 2, 29), date(2028, 2, 29)),
        ("Winter", date(2026, 12, 1), date(2027, 2, 28)),
        ("KW 1", date(2027, 1, 4), date(2027, 1, 10)),
        # what only cases could say before both had one grammar, and what comes again
        ("Jahresende", date(2026, 11, 1), date(2026, 12, 31)),
        ("Quartalsbeginn", date(2027, 1, 1), date(2027, 1, 31)),
        ("Ende nächsten Monats", date(2026, 12, 21), date(2026, 12, 31)),
        ("Anfang des Monats", date(2026, 12, 1), date(2026, 12, 10)),
        ("Mitte des Jahres", date(2027, 6, 1), date(2027, 7, 31)),
        ("heute in einer Woche", date(2026, 12, 5), date(2026, 12, 5)),
        ("Ende des Sommers", date(2027, 8, 1), date(2027, 8, 31)),
        ("zweites Halbjahr", date(2026, 7, 1), date(2026, 12, 31)),
        ("Mitte des zweiten Halbjahres 2027", date(2027, 9, 1), date(2027, 10, 31)),
    ],
)
def test_periods(words: str, first: date, last: date) -> None:
    period = period_of(words, TODAY)
    assert period is not None
    assert (period.first, period.last) == (first, last)


def test_a_day_that_is_none_is_no_period() -> None:
    assert period_of("31.2.2027", TODAY) is None
    assert "start_from" not in filters("Kurs ab 31.2.2027 Excel")


def test_dates_move_with_today() -> None:
    for ahead in range(0, 800, 37):
        today = TODAY + timedelta(days=ahead)
        found = understand("Kurs ab nächstem Monat", today).start_from
        assert found is None or found > today


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "in", "12345678901234567890", "ä" * 3000, "von bis ab vor nach"]
)
def test_nothing_breaks_it(text: str) -> None:
    understand(text, TODAY)


@pytest.mark.parametrize(
    "piece", ["in Essen und ", "ab März bis ", "nicht online ", "Kurs-", "für ", "1.1.", "a "]
)
def test_a_long_text_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    understand(piece * 2_000, TODAY)
    asks_for_courses(piece * 2_000, TODAY, after_courses=True)
    assert time.process_time() - begun < 2


def test_what_was_understood_is_said() -> None:
    assert said_of(understand("Excel abends in Bonn unter 300 Euro", TODAY)) == (
        "Thema: Excel · Ort: Bonn · Zeit: abends · Preis: bis 300,00 Euro"
    )


def test_the_command_line_reads_lines(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "cli",
            "courses",
            "--understand",
            "--stdin",
            "--json",
            "--heute",
            "2026-11-28",
        ],
        input="Excel ab März in Bonn\nKurs mit Parkplatz\n",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "filters": {"topic": ["excel"], "place": "Bonn", "start_from": "2027-03-01"},
        "left_over": "",
    }
    assert second == {"filters": {}, "left_over": "Parkplatz"}
