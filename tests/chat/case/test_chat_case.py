"""The case of a conversation, the settings and the stream out of a thread, each by itself."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Generator
from datetime import date

import pytest

from chains.case.conversation import read_turn, written_case
from chains.case.facts import Case
from chains.case.views import (
    case_from_json,
    case_json,
    case_line,
    case_text,
    edited_case,
    facts_json,
    parts_of,
)
from chains.events import AnswerStep, Doing, Event
from chains.extract.registers import Register
from chains.quantities.conditions import NumberCase, fits
from chat.answer.thread_stream import from_thread
from chat.case.chat_case import case_command
from chat.settings_panel import Choices, choices, described

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (
            "120 Beschäftigte, 52 Jahre, ohne Abschluss, Dortmund",
            "120 Beschäftigte · 52 Jahre · ohne Abschluss · Dortmund",
        ),
        (
            "Metallbetrieb in Unna, ca. 12 Leute, 25 Stunden pro Woche, Alter: 47",
            "12 Beschäftigte · 47 Jahre · eigene Wochenstunden: 25 Stunden · Metallbetrieb in Unna",
        ),
        ("kein Abschluss; 3 Jahre Berufserfahrung", "Jahre im Beruf insgesamt: 3 · kein Abschluss"),
        (
            "20 Vollzeit, 30 Teilzeit mit 18 Stunden, Kurs ab 1.3.2027",
            "Beschäftigte nach Wochenstunden: 20 × 40 Std. + 30 × 18 Std · Beginn: 01.03.2027",
        ),
        ("", ""),
    ],
)
def test_a_case_loses_no_part_and_reads_back(written: str, line: str) -> None:
    case = written_case(written, TODAY)
    assert case_line(case) == line
    assert edited_case(case_text(case), case, TODAY) == case
    assert case_from_json(json.loads(json.dumps(case_json(case)))).values() == case.values()


def test_a_part_that_is_changed_is_read_and_the_others_stay_as_they_were() -> None:
    case = written_case("20 Vollzeit, 30 Teilzeit mit 18 Stunden, Alter 47, Dortmund", TODAY)
    changed = edited_case(case_text(case).replace("47 Jahre", "52 Jahre"), case, TODAY)
    assert changed.values() == case.values() | {"age": 52}
    assert changed.remarks == ("Dortmund",)
    assert edited_case("", case, TODAY) == Case()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Unser Betrieb hat 120 Beschäftigte, welchen Anteil tragen wir?", ("120 Beschäftigte",)),
        ("Mein Mitarbeiter ist 52 und ungelernt, er wohnt in Köln", ("52 Jahre", "ungelernt", "Köln")),
        (
            "Unser 47-jähriger Kollege arbeitet seit 3 Jahren hier",
            ("47 Jahre", "Jahre im Beruf insgesamt: 3"),
        ),
        ("Was gilt für Beschäftigte ohne Abschluss nach 4 Jahren?", ()),  # of nobody in particular
    ],
)
def test_a_question_tells_of_the_case_only_what_holds_for_it(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(read_turn(question, TODAY, Case()).kept) == parts


def test_what_is_told_anew_takes_the_place_of_its_like() -> None:
    before = written_case("120 Beschäftigte, ohne Abschluss, Dortmund", TODAY)
    after = read_turn("Unsere Kollegin in Köln mit Abschluss, und wir sind 600 Leute", TODAY, before, 3)
    assert parts_of(after.kept) == ("600 Beschäftigte", "mit Abschluss", "Köln")
    assert {(fact["id"], fact["turn"]) for fact in facts_json(after.kept)} >= {("firm_headcount", 3)}


def test_what_is_only_supposed_is_not_kept() -> None:
    before = written_case("120 Beschäftigte, Alter 47", TODAY)
    supposed = read_turn("Was wäre, wenn er 44 wäre?", TODAY, before)
    assert (supposed.facts["age"], supposed.kept.values()["age"]) == (44, 47)


def test_commands_are_told_from_questions() -> None:
    told = case_command("Fall: 12 Leute, Bochum", TODAY)
    assert told is not None
    assert case_line(told) == "12 Beschäftigte · Bochum"
    assert case_command("Fall leeren", TODAY) == Case()
    assert case_command("Neuer Fall: 22 Leute, Staplerschein, 3 Tage. Wird das gefördert?", TODAY) is None
    assert case_command("Fallen für den Kurs Kosten an?", TODAY) is None
    assert case_command("Was gilt in diesem Fall: ein Kurs von 100 Stunden?", TODAY) is None


def test_an_age_is_for_rules_on_age_and_no_period() -> None:
    case = NumberCase({}, age=52)
    assert fits("die bei Beginn das 45. Lebensjahr vollendet haben", case) is True
    assert fits("wenn der Abschluss mindestens zwei Jahre zurückliegt", case) is None


def test_settings_are_taken_or_refused_by_name() -> None:
    chosen = choices(
        {
            "register": "kurz",
            "region": "Nordrhein-Westfalen",
            "zielgruppe": "trainer",
            "quellen": ["law"],
            "stichtag": "31.03.2025",
        },
        Register.NORMAL,
        TODAY,
    )
    assert (chosen.register, chosen.filters.day, chosen.problem) == (Register.SHORT, date(2025, 3, 31), "")
    assert (
        described(chosen, Register.NORMAL)
        == "Kurz · Nordrhein-Westfalen · für Trainer*innen · nur Gesetze · Stand am 31.03.2025"
    )
    assert choices(
        {"register": "laut", "region": "alle", "zielgruppe": "alle"}, Register.TRAINER, TODAY
    ) == Choices(Register.TRAINER, choices({}, Register.NORMAL, TODAY).filters)
    for written, problem in (
        ("31.2.2025", "ist kein Tag"),
        ("2025-13-01", "ist kein Tag"),
        ("02.06.2025", "liegt in der Zukunft"),
    ):
        refused = choices({"stichtag": written}, Register.NORMAL, TODAY)
        assert problem in refused.problem
        assert refused.filters.day is None


def test_events_come_from_a_thread_and_the_loop_goes_on_meanwhile() -> None:
    async def listen() -> list[Event | None]:
        def slow() -> Generator[Event, None, None]:
            yield AnswerStep(Doing.SEARCHING)
            time.sleep(1.0)  # twenty waits, of which a busy machine may miss most
            yield AnswerStep(Doing.READING)

        return [event async for event in from_thread(slow, 0.05)]

    heard = asyncio.run(listen())
    assert [event.doing for event in heard if isinstance(event, AnswerStep)] == [
        Doing.SEARCHING,
        Doing.READING,
    ]
    assert heard.count(None) >= 2  # nothing came for a while, and that was said


def test_who_stops_listening_has_the_generator_closed_in_its_thread() -> None:
    closed: list[str] = []
    done = threading.Event()

    def endless() -> Generator[Event, None, None]:
        try:
            while True:
                time.sleep(0.01)
                yield AnswerStep(Doing.WRITING)
        finally:
            closed.append(threading.current_thread().name)
            done.set()

    async def listen_once() -> None:
        async for _ in (events := from_thread(endless, 1.0)):
            break
        await events.aclose()
        assert await asyncio.to_thread(done.wait, 5)

    asyncio.run(listen_once())
    assert len(closed) == 1
    assert closed[0] != threading.main_thread().name


def test_what_the_generator_raises_is_raised_here() -> None:
    def breaks() -> Generator[Event, None, None]:
        yield AnswerStep(Doing.SEARCHING)
        raise ValueError("kaputt")

    async def listen() -> None:
        async for _ in from_thread(breaks, 1.0):
            pass

    with pytest.raises(ValueError, match="kaputt"):
        asyncio.run(listen())
