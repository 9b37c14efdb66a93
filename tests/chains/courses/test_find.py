"""Courses by a wish: what fits, what is given up and said, what is counted, who can pay; conversations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chains.blocks.as_json import blocks_from_json, blocks_json
from chains.blocks.course_kinds import CourseList
from chains.blocks.text_form import text_of
from chains.courses.answering import CourseAnswers
from chains.courses.conversation import wish_of_conversation
from chains.courses.find import FoundCourses, find_courses, found_json
from chains.courses.match import every_name, filter_of
from chains.courses.payable import cost_of
from chains.courses.recognition import asks_for_courses
from chains.courses.relax import relaxations
from chains.courses.search import CourseSearcher
from chains.courses.understand.understand import understand
from chains.courses.words import count_line
from evals.courses.catalogue import TODAY
from evals.courses.finding import find_suite
from knowledge.index.course_columns import WEEKDAY_BITS, form_code, row_of, weekdays_of
from knowledge.index.course_filters import CourseFilter, distance_km
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue

Generated = tuple[CourseSearcher, dict[int, str]]


def find(generated: Generated, text: str, k: int = 10) -> FoundCourses:
    return find_courses(generated[0], understand(text, TODAY), TODAY, k)


def test_the_first_fit(generated: Generated) -> None:
    finding = find_suite(*generated)  # over a twentieth of the catalogue: many sentences have to be relaxed
    assert finding.share_first > 0.5
    assert len(finding.five) >= 80


def test_what_has_begun_or_is_closed_is_never_shown(generated: Generated) -> None:
    found = find(generated, "", k=400)
    assert found.total > 100
    days = [day for hit in found.hits for day in hit.dates]
    assert all(day.start is None or day.start >= TODAY for day in days)
    assert all(day.deadline is None or day.deadline >= TODAY for day in days)


def test_what_is_given_up_is_said(generated: Generated) -> None:
    found = find(generated, "Fliesen legen in Kleve im Umkreis von 5 km")
    assert found.hits
    assert found.relaxed
    assert found.relaxed.startswith(("im Umkreis von 50 statt 5 km", "im Umkreis von 100 statt 5 km", "ohne"))
    assert found_json(found)["relaxed"] == found.relaxed


def test_another_level_of_a_language_is_another_course(generated: Generated) -> None:
    found = find(generated, "Deutsch B2")
    assert found.hits
    assert all("B2" in hit.course.title for hit in found.hits)


def test_the_topic_is_never_given_up(generated: Generated) -> None:
    about = generated[1]
    for hit in find(generated, "Fliesen legen kostenlos morgen in Kleve").hits:
        assert about[int(hit.course.origins[0].id)] == "fliesen"


def test_soft_wishes_go_first() -> None:
    steps = [step.says for step in relaxations(understand("Excel in Bonn, am liebsten abends", TODAY))]
    assert steps[0] == "ohne das, was nur gewünscht war"


def test_facets_count_courses(generated: Generated) -> None:
    found = find(generated, "Kurse in NRW")
    forms = dict(next(f for f in found.facets if f.key == "form").counts)
    searcher = generated[0]
    wanted = CourseFilter(lands=("Nordrhein-Westfalen",), forms=("praesenz",))
    assert forms["praesenz"] == int(searcher.index.filters.mask(wanted, TODAY).sum())


def test_a_topic_of_no_course_is_said(generated: Generated) -> None:
    found = find(generated, "Quantenfeldtheorie für Imker")
    assert found.near_topic
    assert "ist kein Kurs eingelesen" in count_line(found)
    assert not find(generated, "Excel in NRW").near_topic


def date_of(**fields: Any) -> CourseDate:
    return CourseDate(**({"start": TODAY + timedelta(days=30), "end": TODAY + timedelta(days=41)} | fields))


@pytest.mark.parametrize(
    ("text", "fits", "fails"),
    [
        ("zwei Wochen", date_of(), date_of(end=TODAY + timedelta(days=60))),
        ("höchstens 80 Stunden", date_of(hours=80), date_of(hours=81)),
        ("abends", date_of(times="Di, 18:00 bis 21:00 Uhr"), date_of(times="Di, 9:00 bis 12:00 Uhr")),
        ("samstags", date_of(times="Sa, 9 bis 16 Uhr"), date_of(times="Mo bis Fr")),
        ("nicht online", date_of(form="Präsenzveranstaltung"), date_of(form="Online-Seminar")),
        ("Vollzeit", date_of(time=Time.FULL), date_of(time=Time.PART)),
        ("unter 500 Euro", date_of(price=500.0), date_of(price=None)),
        ("in Bonn", date_of(place=Venue(plz="53111")), date_of(place=Venue(town="Hamm"))),
        ("bis Januar fertig", date_of(end=date(2027, 1, 31)), date_of(end=date(2027, 2, 1))),
        ("egal", date_of(), date_of(deadline=TODAY - timedelta(days=1))),
    ],
)
def test_a_date_fits_or_not(text: str, fits: CourseDate, fails: CourseDate) -> None:
    wanted = filter_of(understand(text, TODAY))
    assert wanted.admits(fits, TODAY)
    assert not wanted.admits(fails, TODAY)


def test_places_without_coordinates_are_known() -> None:
    assert distance_km((51.51, 7.46), Venue("44137", "Dortmund")) == pytest.approx(0, abs=3)
    assert distance_km((51.51, 7.46), Venue("", "Hamm, Westfalen")) == pytest.approx(31, abs=4)
    assert distance_km((51.51, 7.46), Venue("", "Nirgendwo")) is None
    assert row_of(0, CourseDate(place=Venue("44137"))).lat == pytest.approx(51.5, abs=0.1)


def test_weekdays_are_read_from_times() -> None:
    assert weekdays_of("Mo bis Mi") == sum(WEEKDAY_BITS[d] for d in ("montag", "dienstag", "mittwoch"))
    assert weekdays_of("so lernen Sie dienstags") == WEEKDAY_BITS["dienstag"]
    assert form_code("Blended Learning") == {"praesenz", "online"}


CASE = {"firm_headcount": 85, "age": 47, "degree": "none", "status": "employed"}


def test_a_provider_is_meant_by_either_name() -> None:
    assert set(every_name(["VHS Bochum"])) == {"VHS Bochum", "volkshochschule Bochum"}
    assert set(every_name(["Handwerkskammer Köln"])) == {"Handwerkskammer Köln", "hwk Köln"}
    assert list(every_name(["Dr. Ihksen GmbH"])) == ["Dr. Ihksen GmbH"]


def test_who_can_pay_and_what_is_missing() -> None:
    course = Course("Lagerlogistik", origins=(Origin("k", "1"),))
    short = cost_of(course, date_of(hours=96, price=1500.0), CASE, TODAY)
    missing = [line for payment in short.payments for line in payment.missing]
    assert "96 von mehr als 120 Stunden" in missing
    assert "keine Maßnahmenummer angegeben" in missing
    assert short.person_eur == 1500.0
    approved = Course("Lagerlogistik", origins=(Origin("k", "1"),), measure_number="357/1/26")
    long = cost_of(approved, date_of(hours=160, price=1500.0), CASE, TODAY)
    first = long.payments[0]
    assert (first.programme, first.can_pay, first.firm_eur, long.person_eur) == (
        "sgb3_82_lehrgangskosten",
        True,
        0.0,
        0.0,
    )
    assert cost_of(course, date_of(price=10.0), {}, TODAY).payments == ()
    assert cost_of(approved, date_of(price=0.0, hours=200), CASE, TODAY).payments == ()


COURSE_QUESTIONS = [
    "Welche Kurse gibt es in Dortmund?",
    "Ich suche einen Excel-Kurs in Bonn, das Amt soll zahlen",
    "Schweißkurs in Dortmund",
    "Finde Umschulungen zum Mechatroniker in Hagen",
    "Wo gibt es Lehrgänge für Stapler?",
]
OTHER_QUESTIONS = [
    "Wer zahlt den Kurs in Dortmund?",
    "Welchen Anteil der Lehrgangskosten trägt ein Betrieb?",
    "Welche Übungen gibt es an Seminartag 3?",
    "Brauchen Beschäftigte immer einen Bildungsgutschein?",
    "Betrieb mit 85 Leuten, Helfer ohne Abschluss, Umschulung für 9.800 Euro",
    "Danke!",
]


def test_course_questions_are_told_from_others() -> None:
    assert [q for q in COURSE_QUESTIONS if not asks_for_courses(q, TODAY)] == []
    assert [q for q in OTHER_QUESTIONS if asks_for_courses(q, TODAY)] == []


def filters(messages: list[str], case: dict[str, Any] | None = None) -> dict[str, Any] | None:
    wish = wish_of_conversation(messages, TODAY, case or {})
    return None if wish is None else wish.filters()


def test_messages_narrow_and_widen() -> None:
    talk = ["Welche Excel-Kurse gibt es in Dortmund?", "nur die am Wochenende", "und in Köln?"]
    assert filters(talk) == {"topic": ["excel"], "place": "Köln", "time": ["wochenende"]}
    assert filters([*talk, "Zeit egal"]) == {"topic": ["excel"], "place": "Köln"}
    assert filters([*talk, "Wer stellt den Antrag?"]) is None
    assert filters([*talk, "sortiert nach dem, was er selbst zahlt"]) == {
        "topic": ["excel"],
        "place": "Köln",
        "time": ["wochenende"],
        "sort": "eigenanteil",
    }
    assert filters([*talk, "günstiger?"]) == {
        "topic": ["excel"],
        "place": "Köln",
        "time": ["wochenende"],
        "sort": "preis",
    }


def test_a_course_for_it_is_one_for_the_goal_of_the_case() -> None:
    talk = [
        "Ein Helfer soll Zerspanungsmechaniker werden. Was zahlt der Betrieb?",
        "Und gibt es dafür einen Kurs?",
    ]
    found = filters(talk, {"degree": "none"})
    assert found is not None
    assert (found["topic"], found["entry"]) == (["zerspanungsmechaniker"], {"no_degree": True})


def test_an_answer_is_data_and_text(generated: Generated) -> None:
    answers = CourseAnswers(generated[0])
    answer = answers.answer(["Welche Schweißkurse gibt es in NRW?"], CASE, TODAY)
    assert answer is not None
    assert blocks_from_json(blocks_json(answer.blocks)) == answer.blocks
    text = text_of(answer.blocks)
    assert "Verstanden: Thema: Schweißen" in text
    assert "Teilqualifikation" in text  # no degree: the ways to one come first
    block = next(b for b in answer.blocks if isinstance(b, CourseList))
    assert text.index("Teilqualifikation") < text.index(block.courses[0].title)
    assert any(card.funding for card in block.courses)
    assert answers.answer(["Wie hoch ist der Zuschuss?"], {}, TODAY) is None


def test_sorted_by_the_own_share(generated: Generated) -> None:
    talk = ["Welche Kurse gibt es in NRW?", "nur in Teilzeit, sortiert nach Eigenanteil"]
    answer = CourseAnswers(generated[0]).answer(talk, CASE, TODAY)
    assert answer is not None
    block = next(b for b in answer.blocks if isinstance(b, CourseList))
    shares = [card.person_eur for card in block.courses if card.person_eur is not None]
    assert shares == sorted(shares)


def test_who_pays_is_said_of_what_was_found(generated: Generated) -> None:
    answers, talk = CourseAnswers(generated[0]), ["Welche Schweißkurse gibt es in NRW?"]
    talk += ["Was kostet mich das selbst?"]
    known = answers.answer(talk, CASE, TODAY, eager=True)
    assert known is not None
    block = next(b for b in known.blocks if isinstance(b, CourseList))
    shares = [card.person_eur for card in block.courses if card.person_eur is not None]
    assert shares == sorted(shares)
    unknown = answers.answer(talk, {}, TODAY, eager=True)
    assert unknown is not None
    assert "hängt von der Person ab" in text_of(unknown.blocks)
    assert answers.answer(talk, CASE, TODAY) is None  # in a case the rules say it


def test_the_first_two_are_compared(generated: Generated) -> None:
    talk = ["Welche Schweißkurse gibt es in NRW?", "Vergleich mal die ersten beiden"]
    answer = CourseAnswers(generated[0]).answer(talk, {}, TODAY)
    assert answer is not None
    block = next(b for b in answer.blocks if isinstance(b, CourseList))
    assert len(block.courses) == 2
    assert "Im Vergleich" in text_of(answer.blocks)
    assert "Termin: 1. " in text_of(answer.blocks)


def test_ways_without_a_degree_are_said_once(generated: Generated) -> None:
    answers, talk = CourseAnswers(generated[0]), ["Welche Schweißkurse gibt es in NRW?"]
    first = answers.answer(talk, CASE, TODAY)
    assert first is not None
    again = answers.answer([*talk, "nur in Teilzeit"], CASE, TODAY, answers=[text_of(first.blocks)])
    assert again is not None
    assert "Teilqualifikation: Sie" in text_of(first.blocks)
    assert "Teilqualifikation: Sie" not in text_of(again.blocks)


def test_messages_about_the_list_keep_its_topic() -> None:
    talk = ["Umschulung Fachinformatiker in Köln, abends"]
    kept = {"topic": ["fachinformatiker"], "degree": "fachinformatiker", "leads_to_degree": True}
    assert filters([*talk, "Dann eben woanders in NRW"]) == kept | {"region": "NRW", "time": ["abends"]}
    assert filters([*talk, "Muss nicht abends sein"]) == kept | {"place": "Köln"}
    excel = ["Welche Excel-Kurse gibt es in Köln?"]
    found = {"topic": ["excel"], "place": "Köln"}
    assert filters([*excel, "Sortier nach Eigenanteil"]) == found | {"sort": "eigenanteil"}
    assert filters([*excel, "Welcher davon führt zu einem Abschluss?"]) == found | {"leads_to_degree": True}
    assert filters(["Gibt es Excel-Kurse in Köln und zahlt das die Agentur?"]) == found
