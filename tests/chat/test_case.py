"""The case of a conversation, the settings and the stream out of a thread, each by itself."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Generator
from datetime import date

import pytest

from chains.conditions import Case, fits
from chains.events import Doing, Event, Step
from chains.registers import Register
from chat.case import ChatCase, case_command
from chat.settings_panel import Choices, choices, described
from chat.thread_stream import from_thread

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("120 Beschäftigte, 52 Jahre, ohne Abschluss, Dortmund", "120 Beschäftigte · 52 Jahre · ohne Abschluss · Dortmund"),
        ("Metallbetrieb in Unna, ca. 12 Leute, 25 Stunden pro Woche, Alter: 47", "12 Beschäftigte · 47 Jahre · Metallbetrieb in Unna · 25 Stunden pro Woche"),
        ("kein Abschluss; 3 Jahre Berufserfahrung", "kein Abschluss · 3 Jahre Berufserfahrung"),
        ("", ""),
    ],
)
def test_a_case_loses_no_part_and_reads_back(written: str, line: str) -> None:
    case = ChatCase.told(written)
    assert case.line == line
    assert ChatCase.told(case.text) == case
    assert ChatCase.from_json(case.to_json()) == case


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Unser Betrieb hat 120 Beschäftigte, welchen Anteil tragen wir?", ("120 Beschäftigte",)),
        ("Mein Mitarbeiter ist 52 und ungelernt, er wohnt in Köln", ("52 Jahre", "ohne Berufsabschluss", "Köln")),
        ("Unser 47-jähriger Kollege arbeitet seit 3 Jahren hier", ("47 Jahre",)),
        ("Was gilt für Beschäftigte ohne Abschluss nach 4 Jahren?", ()),  # of nobody in particular
    ],
)
def test_a_question_tells_of_the_case_only_what_holds_for_it(question: str, parts: tuple[str, ...]) -> None:
    assert ChatCase().with_question(question).parts == parts


def test_what_is_told_anew_takes_the_place_of_its_like() -> None:
    case = ChatCase.told("120 Beschäftigte, ohne Abschluss, Dortmund").with_question("Und wenn unsere Kollegin in Köln mit Abschluss arbeitet und wir 600 Leute sind?")
    assert case.parts == ("600 Beschäftigte", "mit Berufsabschluss", "Köln")


def test_commands_are_told_from_questions() -> None:
    told = case_command("Fall: 12 Leute, Bochum")
    assert told is not None
    assert told.line == "12 Beschäftigte · Bochum"
    assert case_command("Fall leeren") == ChatCase()
    assert case_command("Fallen für den Kurs Kosten an?") is None
    assert case_command("Was gilt in diesem Fall: ein Kurs von 100 Stunden?") is None


def test_an_age_is_for_rules_on_age_and_no_period() -> None:
    case = Case({}, age=52)
    assert fits("die bei Beginn das 45. Lebensjahr vollendet haben", case) is True
    assert fits("wenn der Abschluss mindestens zwei Jahre zurückliegt", case) is None


def test_settings_are_taken_or_refused_by_name() -> None:
    chosen = choices({"register": "kurz", "region": "Nordrhein-Westfalen", "zielgruppe": "trainer", "quellen": ["law"], "stichtag": "31.03.2025"}, Register.NORMAL, TODAY)
    assert (chosen.register, chosen.filters.day, chosen.problem) == (Register.SHORT, date(2025, 3, 31), "")
    assert described(chosen, Register.NORMAL) == "Kurz · Nordrhein-Westfalen · für Trainer*innen · nur Gesetze · Stand am 31.03.2025"
    assert choices({"register": "laut", "region": "alle", "zielgruppe": "alle"}, Register.TRAINER, TODAY) == Choices(
        Register.TRAINER, choices({}, Register.NORMAL, TODAY).filters
    )
    for written, problem in (("31.2.2025", "ist kein Tag"), ("2025-13-01", "ist kein Tag"), ("02.06.2025", "liegt in der Zukunft")):
        refused = choices({"stichtag": written}, Register.NORMAL, TODAY)
        assert problem in refused.problem
        assert refused.filters.day is None


def test_events_come_from_a_thread_and_the_loop_goes_on_meanwhile() -> None:
    async def listen() -> list[Event | None]:
        def slow() -> Generator[Event, None, None]:
            yield Step(Doing.SEARCHING)
            time.sleep(0.2)
            yield Step(Doing.READING)

        return [event async for event in from_thread(slow, 0.05)]

    heard = asyncio.run(listen())
    assert [event.doing for event in heard if isinstance(event, Step)] == [Doing.SEARCHING, Doing.READING]
    assert heard.count(None) >= 2  # nothing came for a while, and that was said


def test_who_stops_listening_has_the_generator_closed_in_its_thread() -> None:
    closed: list[str] = []
    done = threading.Event()

    def endless() -> Generator[Event, None, None]:
        try:
            while True:
                time.sleep(0.01)
                yield Step(Doing.WRITING)
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
        yield Step(Doing.SEARCHING)
        raise ValueError("kaputt")

    async def listen() -> None:
        async for _ in from_thread(breaks, 1.0):
            pass

    with pytest.raises(ValueError, match="kaputt"):
        asyncio.run(listen())
