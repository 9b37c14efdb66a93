"""Turns over the real socket: profiles, settings, the case, buttons, stop, a line that is cut,
a model that dies.
"""

from __future__ import annotations

import io
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from chat.answer.actions import COPY, MORE, PLACES, SIMPLER
from chat.session import TAKE
from tests.chat.client import Visitor, add_user, serving
from tests.chat.conftest import wait_for
from tests.chat.model_server import QUESTION, ModelServer, model_server


@pytest.fixture
def visitor(address: str) -> Iterator[Visitor]:
    visitor = Visitor(address)
    visitor.open()
    yield visitor
    visitor.close()


def test_the_case_is_kept_shown_changed_and_let_go(visitor: Visitor) -> None:
    first = visitor.ask(QUESTION)["output"]
    assert "Bei 120 Beschäftigten" in first
    assert "**Fall:** 120 Beschäftigte (ändern oder leeren" in first
    assert "**Fall:**" not in visitor.ask("Was ist ein Bildungsgutschein?")["output"]  # plays no part in it
    again = visitor.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")["output"]
    assert "zwischen 0 und 50 Prozent" in again  # the age is not known: from 45 on it is nothing
    assert "**Fall:** 120 Beschäftigte\n" in again
    assert (
        visitor.ask("Fall: 600 Beschäftigte, 52 Jahre, ohne Abschluss, München")["output"]
        == "**Fall:** 600 Beschäftigte · 52 Jahre · ohne Abschluss · München"
    )
    assert (
        visitor.of("chat_settings")[-1][0]["initial"] == "600 Beschäftigte, 52 Jahre, ohne Abschluss, München"
    )
    changed = visitor.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")["output"]
    # the rule, for the case that was set and not for the 120 of before
    assert (
        "**Der Betrieb trägt zwischen 0 und 75 Prozent der Lehrgangskosten; es fehlt noch eine Angabe.**"
        in changed
    )
    assert "**Fall:** 600 Beschäftigte" in changed
    assert "Bayern" not in changed  # said where it is told; the rules are federal law
    told = visitor.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb mit 600 Leuten in München?")[
        "output"
    ]
    assert told.startswith("> *⚠️* **Bitte zuerst lesen**\n>\n> Es geht um Bayern.")  # before the answer
    assert visitor.ask("Fall leeren")["output"] == "Der Fall ist leer."
    # neither 600 nor the 120 of long ago
    assert "**Bei " not in visitor.ask("Wie ist der Anteil der Lehrgangskosten nach Betriebsgröße?")["output"]


def test_a_result_is_said_more_simply_for_the_case_it_was_given_for(visitor: Visitor) -> None:
    visitor.ask("Wir haben 85 Leute, Helfer, 47, ohne Abschluss, Umschulung für 9.800 Euro. Was zahlen wir?")
    simpler = visitor.button(SIMPLER)
    visitor.ask("Fall: 700 Beschäftigte, 30 Jahre, gelernt")
    said = visitor.pressed(simpler)
    assert said.startswith("**Die Firma zahlt wahrscheinlich nichts für den Kurs.")
    assert "**Fall:** 85 Beschäftigte" in said
    assert (
        "**Fall:** 700 Beschäftigte"
        in visitor.ask("Welchen Anteil der Lehrgangskosten tragen wir?")["output"]
    )


def test_the_settings_hold_for_the_next_question(visitor: Visitor) -> None:
    visitor.set(
        register="einfach",
        region="alle",
        zielgruppe="alle",
        quellen=[],
        stichtag="",
        fall="30 Beschäftigte",
        nur_lokal=False,
    )
    wait_for(lambda: "**Fall:** 30 Beschäftigte" in visitor.said())
    simple = visitor.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")["output"]
    assert "Kleine Betriebe zahlen nichts für den Kurs." in simple
    assert "**Einstellungen:** Einfache Sprache" in simple
    visitor.set(register="normal", quellen=["law"], stichtag="", fall="")
    wait_for(lambda: "Der Fall ist leer." in visitor.said())
    law = visitor.ask("Wie viele Tage Lernurlaub gibt es?")["output"]
    assert "LernFG § 1" in law
    assert "nur Gesetze" in law


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("31.02.2025", "„31.02.2025“ ist kein Tag."),
        ("bald", "„bald“ ist kein Tag."),
        ("01.01.2999", "liegt in der Zukunft"),
    ],
)
def test_a_day_that_is_none_is_said(visitor: Visitor, written: str, problem: str) -> None:
    visitor.set(stichtag=written, fall="")
    wait_for(lambda: problem in visitor.said())
    wait_for(lambda: len(visitor.of("chat_settings")) > 1)
    day = next(widget for widget in visitor.of("chat_settings")[-1] if widget["id"] == "stichtag")
    assert day["initial"] == ""
    assert "Stand am" not in visitor.ask(QUESTION)["output"]


def test_the_profile_of_places_gives_places_and_no_answer(address: str) -> None:
    visitor = Visitor(address)
    visitor.open(profile="Quellen")
    places = visitor.ask("Anteil an den Lehrgangskosten nach Betriebsgröße")["output"]
    assert places.startswith("**Fundstellen**\n\n- [\\[1\\]](#fundstelle-1) SGB III § 82 Abs. 2")
    assert places.count("](#fundstelle-") == 8
    assert "Im Kern" not in places
    shown = {m["name"] for m in visitor.of("element")}
    more = visitor.pressed(visitor.button("quellen_zeigen"))
    assert more.startswith("**Weitere Fundstellen**")
    assert not [name for name in shown if f". {name} (" in more]
    visitor.close()


def test_the_buttons_say_it_simpler_longer_with_more_places_and_copy(visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    answered = {
        name: visitor.button(name)
        for name in ("einfacher_sagen", "mehr_dazu", "quellen_zeigen", "kopieren", "protokoll_aufnehmen")
    }
    assert "Kleine Betriebe zahlen nichts für den Kurs." in visitor.pressed(answered["einfacher_sagen"])
    assert len(visitor.pressed(answered["mehr_dazu"])) > 1.3 * len(visitor._messages(0)[0]["output"])
    assert (
        "SGB III § 82 Abs. 2 (Faktenblatt „Kurz gesagt: Anteil nach Betriebsgröße“)"
        not in visitor.pressed(answered["quellen_zeigen"])
    )
    visitor.press(answered["kopieren"])
    wait_for(lambda: any("text" in sent for sent in visitor.of("window_message")))
    text = next(sent for sent in visitor.of("window_message") if "text" in sent)["text"]
    assert text.startswith(QUESTION)
    assert (
        "[1] SGB III § 82 Abs. 2 (Faktenblatt „Kurz gesagt: Anteil nach Betriebsgröße“), Stand 31.12.2024,"
        " https://www.gesetze-im-internet.de/sgb_3/__82.html" in text
    )
    assert "**" not in text
    visitor.press(answered["protokoll_aufnehmen"])
    wait_for(lambda: any(a["payload"].get("format") == "docx" for a in visitor.of("action")))
    visitor.press(next(a for a in visitor.of("action") if a["payload"].get("format") == "docx"))
    wait_for(lambda: any(e["type"] == "file" for e in visitor.of("element")))
    file = next(e for e in visitor.of("element") if e["type"] == "file")
    content = visitor.http.get(
        f"/project/file/{file['chainlitKey']}", params={"session_id": visitor.session}
    ).content
    assert "120 Beschäftigte" in [p.text.strip() for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert "keine Frage mehr" in visitor.pressed(
        {"name": "einfacher_sagen", "payload": {}, "forId": str(uuid.uuid4()), "id": str(uuid.uuid4())}
    )


def _actions_of(visitor: Visitor, begun: int, message: str) -> set[str]:
    """The buttons that came with a message."""
    told = (data for event, data in visitor.events[begun:] if event == "action")
    return {data["id"] for data in told if data["forId"] == message}


def test_a_line_that_is_cut_loses_no_answer(visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    begun = visitor.begin("Was ist ein Bildungsgutschein?")
    wait_for(lambda: any(event == "task_start" for event, _ in visitor.events[begun:]))
    visitor.cut()
    time.sleep(2)  # the answer is made while nobody hears it
    begun = len(visitor.events)
    visitor.come_back()
    # both are there, in whichever order: on a busy machine the second may only come about now
    for words in ("Bei 120 Beschäftigten", "bescheinigt die Agentur"):
        wait_for(lambda words=words: any(words in m["output"] for m in visitor._messages(begun)))  # type: ignore[misc]
    last = next(m for m in visitor._messages(begun) if "bescheinigt die Agentur" in m["output"])
    wait_for(lambda: len(_actions_of(visitor, begun, last["id"])) >= 5)
    # what the thumbs stand at
    assert any(
        data["name"] == "on_message" for event, data in visitor.events[begun:] if event == "new_message"
    )
    assert (
        "Der Betrieb trägt voraussichtlich 75 Prozent"
        in visitor.ask("Und welchen Anteil der Lehrgangskosten trägt der Betrieb bei 600 Beschäftigten?")[
            "output"
        ]
    )


# -- with a language model


@pytest.fixture(scope="module")
def modelled(starter: Path) -> Iterator[tuple[str, ModelServer]]:
    pytest.importorskip("langchain_openai")
    with (
        model_server() as model,
        serving(starter, WBM_QUESTIONS_PER_MINUTE="1000", **model.settings) as (address, _),
    ):
        yield address, model


@pytest.fixture
def written(modelled: tuple[str, ModelServer]) -> Iterator[tuple[Visitor, ModelServer]]:
    address, model = modelled
    model.before, model.pause, model.dies = 0.0, 0.0, False
    model.broken.clear()
    visitor = Visitor(address)
    visitor.open()
    yield visitor, model
    visitor.close()


def _streamed(visitor: Visitor, begin: int) -> str:
    """What the page shows of the message that is being written."""
    shown = ""
    for event, data in visitor.events[begin:]:
        if event == "stream_start":
            shown = data["output"]
        elif event == "stream_token":
            shown = data["token"] if data["isSequence"] else shown + data["token"]
    return shown


def test_words_come_as_they_are_written_after_a_word_on_what_is_done(
    written: tuple[Visitor, ModelServer],
) -> None:
    visitor, model = written
    model.before, model.pause = 0.6, 0.15
    begun = visitor.begin(QUESTION)
    wait_for(lambda: _streamed(visitor, begun) == "schreibt die Antwort …")
    wait_for(lambda: _streamed(visitor, begun).startswith("Der Betrieb trägt 50 Prozent"))
    assert not visitor._idle(begun)  # the second sentence is still being written
    wait_for(lambda: visitor._idle(begun), 30)
    whole = visitor._messages(begun)[-1]["output"]
    assert "Das gilt für Betriebe mit mindestens 50" in whole
    assert "schreibt die Antwort" not in whole


def test_a_start_that_ends_leaves_the_turn_its_stop_button(written: tuple[Visitor, ModelServer]) -> None:
    visitor, model = written
    model.pause = 0.2
    hurried = Visitor(visitor.address)
    hurried.hurry()
    begun = hurried.begin(QUESTION)
    wait_for(lambda: "50 Prozent" in _streamed(hurried, begun))
    assert not hurried._idle(0)  # the page shows the button between task_start and task_end
    hurried.stop()
    wait_for(lambda: hurried._idle(begun), 5)
    hurried.close()


def test_stop_keeps_what_is_out_and_says_so(written: tuple[Visitor, ModelServer]) -> None:
    visitor, model = written
    model.pause = 0.2
    begun = visitor.begin(QUESTION)
    wait_for(lambda: "50 Prozent" in _streamed(visitor, begun))
    visitor.stop()
    wait_for(lambda: visitor._idle(begun), 2)
    stopped = visitor._messages(begun)[-1]["output"]
    assert "50 Prozent" in stopped
    assert stopped.endswith("*abgebrochen*")
    assert "Das gilt für Betriebe" not in stopped
    assert "Task manually stopped" not in visitor.said()
    assert model.broken.wait(15)  # nobody reads what the model still writes
    model.pause = 0.0
    assert "50 Prozent" in visitor.ask(QUESTION)["output"]  # the chat goes on
    assert "Das gilt für Betriebe" in visitor.pressed(visitor.button("noch_einmal"))


def test_a_model_that_dies_in_the_middle_leaves_the_places_and_a_notice(
    written: tuple[Visitor, ModelServer],
) -> None:
    visitor, model = written
    model.dies = True
    answer = visitor.ask(QUESTION)["output"]
    assert answer.startswith("> *⚠️*")
    assert "Hier stehen stattdessen die Fundstellen im Wortlaut." in answer
    assert "Bei 120 Beschäftigten" in answer
    # the model's words are gone
    assert answer.count("Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]") == 0


@pytest.mark.slow
def test_the_line_is_cut_while_the_model_writes(written: tuple[Visitor, ModelServer]) -> None:
    visitor, model = written
    model.pause = 0.3
    begun = visitor.begin(QUESTION)
    wait_for(lambda: "50 Prozent" in _streamed(visitor, begun))
    visitor.cut()
    time.sleep(0.5)
    begun = len(visitor.events)
    visitor.come_back()
    wait_for(lambda: any("Das gilt für Betriebe" in m["output"] for m in visitor._messages(begun)), 20)
    assert any(event == "task_start" for event, _ in visitor.events[begun:])  # the page knows that it goes on


# -- with people signed in, and with the server's life


@pytest.mark.slow
def test_a_resumed_chat_has_its_case_its_settings_and_its_buttons(own_starter: Path) -> None:
    add_user(own_starter, "anna")
    with serving(own_starter, WBM_SIGN_IN="1") as (address, process):
        anna = Visitor(address, "anna")
        anna.open()
        anna.ask(QUESTION)
        anna.set(register="kurz", stichtag="", fall="600 Beschäftigte, 52 Jahre")
        wait_for(lambda: "600 Beschäftigte · 52 Jahre" in anna.said())
        anna.begin("Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")
        wait_for(lambda: "75 Prozent" in anna.said())
        time.sleep(1)  # it is stored behind the answer
        process.kill()  # no page that goes away tells the server to store anything
    with serving(own_starter, WBM_SIGN_IN="1") as (address, _):
        later = Visitor(address, "anna")
        later.open(anna.thread)
        answered = [
            step
            for step in later.of("resume_thread")[0]["steps"]
            if (step.get("metadata") or {}).get("answer")
        ]
        assert len(answered) == 2
        for step in answered:
            assert {a["name"] for a in later.of("action") if a["forId"] == step["id"]} == {
                SIMPLER,
                MORE,
                PLACES,
                COPY,
                TAKE,
            }
        panel = {widget["id"]: widget["initial"] for widget in later.of("chat_settings")[-1]}
        assert (panel["fall"], panel["register"]) == ("600 Beschäftigte, 52 Jahre", "kurz")
        simpler = next(
            a
            for a in later.of("action")
            if a["forId"] == answered[0]["id"] and a["name"] == "einfacher_sagen"
        )
        assert "Kleine Betriebe zahlen nichts für den Kurs." in later.pressed(simpler)
        assert "75 Prozent" in later.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")["output"]
        later.close()


@pytest.mark.slow
def test_a_page_that_was_open_when_the_server_was_restarted_is_told_so(own_starter: Path) -> None:
    with serving(own_starter) as (address, process):
        here = Visitor(address)
        here.open()
        here.ask(QUESTION)
        process.kill()
        process.wait()
    with serving(own_starter, port=int(address.rpartition(":")[2])):
        here.come_back()
        wait_for(lambda: "wurde neu gestartet und kennt dieses Gespräch nicht mehr" in here.said())
        assert "bescheinigt die Agentur" in here.ask("Was ist ein Bildungsgutschein?")["output"]
        here.close()
