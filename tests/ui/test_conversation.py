# ruff: noqa: E501 - texts that stay as they are
"""The conversation in a real browser: early questions, profiles, settings, case, buttons, clipboard, stop, a
cut line, a killed server.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.chat.client import PASSWORD, add_user, serving
from tests.chat.model_server import QUESTION, ModelServer, model_server
from tests.ui.conftest import ARTEFACTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEFINITION = "Was ist ein Bildungsgutschein?"
AT_ONCE = """
const seen = new MutationObserver(() => {
  const box = document.getElementById("chat-input");
  if (!box) return;
  seen.disconnect();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, "%s");
  box.dispatchEvent(new Event("input", {bubbles: true}));
  setTimeout(() => box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})), %d);
});
seen.observe(document, {subtree: true, childList: true});
"""


def ask(page: Page, question: str) -> None:
    expect(page.locator("#stop-button")).to_have_count(0)  # Enter does nothing while a turn runs
    page.locator("#chat-input").fill(question)
    page.keyboard.press("Enter")


def answers(page: Page, words: str, seconds: float = 30) -> None:
    expect(page.locator(".ai-message").filter(has_text=words).last).to_be_visible(timeout=seconds * 1000)


def choose_profile(page: Page, name: str) -> None:
    page.locator("#chat-profiles").click()
    page.get_by_role("option", name=name).click()


def test_a_question_sent_at_once_is_answered(page: Page, address: str) -> None:
    """Chainlit's page ignores Enter until its socket is open, and throws its input away once it knows the
    profile (public/page/early_question.js).
    """
    for milliseconds in (0, 20, 60, 120, 400):
        tab = page.context.browser.new_page(locale="de-DE")  # type: ignore[union-attr]
        tab.add_init_script(AT_ONCE % (DEFINITION, milliseconds))
        tab.goto(address, wait_until="commit")
        answers(tab, "bescheinigt die Agentur")
        assert tab.locator("[data-step-type='user_message']").count() == 1
        tab.close()


def test_an_answer_is_read_from_its_beginning(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "Fall: 120 Beschäftigte, München")
    answers(page, "120 Beschäftigte · München")
    ask(page, "Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")
    answers(page, "Bei 120 Beschäftigten:")
    page.wait_for_timeout(800)
    expect(page.get_by_text("Es geht um Bayern.")).to_be_in_viewport()
    page.screenshot(path=ARTEFACTS / "warnung.png")


def test_profiles_have_starters_of_their_own(page: Page, address: str) -> None:
    page.goto(address)
    choose_profile(page, "Seminar")
    expect(page.get_by_role("button", name="Lernziele von Modul 2")).to_be_enabled()
    choose_profile(page, "Quellen")
    page.get_by_role("button", name="Lehrgangskosten nach Betriebsgröße").click()
    answers(page, "Fundstellen")
    expect(page.locator("a[href='#fundstelle-1']").first).to_have_attribute(
        "aria-label", re.compile("SGB III § 82 Abs. 2")
    )
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / "quellen.png")


def test_settings_case_and_a_day_that_is_none(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#chat-settings-open-modal").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#fall").fill("600 Beschäftigte, 52 Jahre, Dortmund")
    dialog.locator("#stichtag").fill("31.02.2025")
    page.screenshot(path=ARTEFACTS / "einstellungen.png")
    dialog.get_by_role("button", name="Bestätigen").click()
    answers(page, "600 Beschäftigte · 52 Jahre · Dortmund")
    answers(page, "„31.02.2025“ ist kein Tag.")
    ask(page, "Welchen Anteil der Lehrgangskosten trägt ein Betrieb?")
    answers(page, "Der Betrieb trägt voraussichtlich 75 Prozent")
    answers(page, "Fall: 600 Beschäftigte · 52 Jahre · Dortmund")
    ask(page, "Und bei 120 Beschäftigten?")
    answers(page, "Der Betrieb zahlt voraussichtlich nichts")  # 52 Jahre: § 82 Abs. 2 Satz 4
    page.locator("#chat-settings-open-modal").click()
    expect(dialog.locator("#fall")).to_have_value("120 Beschäftigte, 52 Jahre, Dortmund")
    expect(dialog.locator("#stichtag")).to_have_value("")


def test_buttons_and_the_clipboard(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(address)
    ask(page, QUESTION)
    answers(page, "Bei 120 Beschäftigten:")
    page.get_by_role("button", name="Kopieren mit Fundstellen").click()
    expect(page.get_by_role("status").filter(has_text="Mit Fundstellen kopiert.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION)
    assert "[1] SGB III § 82 Abs. 2" in copied
    assert "https://www.gesetze-im-internet.de/sgb_3/__82.html" in copied
    page.get_by_role("button", name="Einfacher sagen").click()
    answers(page, "Kleine Betriebe zahlen nichts für den Kurs.")
    # it stands below the long answer
    expect(page.get_by_text("Kleine Betriebe zahlen nichts für den Kurs.")).to_be_in_viewport()
    page.get_by_role("button", name="Quellen zeigen").first.click()
    answers(page, "Weitere Fundstellen")
    page.screenshot(path=ARTEFACTS / "aktionen.png")


def test_the_way_to_the_end_covers_no_other_button(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 480})
    page.goto(address)
    ask(page, QUESTION)
    answers(page, "Bei 120 Beschäftigten:")
    # Whether the page stays at the question or follows the answer down depends on which is drawn first, so the
    # test leaves the end by itself once nothing more comes that could take it back there.
    expect(page.get_by_role("button", name="In das Beratungsprotokoll")).to_be_visible()
    page.mouse.move(640, 200)
    to_the_end = page.get_by_role("button", name="Zum Ende des Gesprächs")
    for _ in range(20):
        page.mouse.wheel(0, -150)
        page.wait_for_timeout(100)
        if to_the_end.is_visible():
            break
    expect(to_the_end).to_be_visible()
    reached = """(button, [x, y]) => button.contains(document.elementFromPoint(x, y))"""
    box = to_the_end.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    assert to_the_end.evaluate(reached, [box["x"] + box["width"] / 2, middle])
    strip = to_the_end.locator("..")
    assert strip.evaluate("strip => strip.getBoundingClientRect().width") > 600  # it lies over the answer
    assert not strip.evaluate(reached, [box["x"] - 200, middle])


def test_on_a_phone_the_buttons_and_settings_fit(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    ask(page, QUESTION)
    answers(page, "Bei 120 Beschäftigten:")
    expect(page.get_by_role("button", name="In das Beratungsprotokoll")).to_be_visible()
    page.wait_for_timeout(600)
    page.screenshot(path=ARTEFACTS / "handy-aktionen.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("#chat-settings-open-modal").click()
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / "handy-einstellungen.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture(scope="module")
def modelled(starter: Path) -> Iterator[tuple[str, ModelServer]]:
    pytest.importorskip("langchain_openai")
    with (
        model_server() as model,
        serving(starter, WBM_QUESTIONS_PER_MINUTE="1000", **model.settings) as (address, _),
    ):
        yield address, model


def test_the_stop_button_stops(page: Page, modelled: tuple[str, ModelServer]) -> None:
    address, model = modelled
    model.pause = 1.5  # slow enough that a slow browser can still stop it
    page.goto(address)
    ask(page, QUESTION)
    answers(page, "50 Prozent")
    page.locator("#stop-button").click()
    answers(page, "abgebrochen", 5)
    page.screenshot(path=ARTEFACTS / "abgebrochen.png")
    expect(page.get_by_text("Task manually stopped")).to_have_count(0)
    model.pause = 0.0
    page.get_by_role("button", name="Noch einmal fragen").click()
    answers(page, "Das gilt für Betriebe")


# the page's sockets, so that a test can cut the line
_KEEP_SOCKETS = (
    "window.sockets = []; const Real = WebSocket; window.WebSocket = class extends Real {"
    " constructor(...a) { super(...a); sockets.push(this); } };"
)


@pytest.mark.slow
def test_a_line_that_is_cut_brings_the_answer_when_it_is_back(
    page: Page, modelled: tuple[str, ModelServer]
) -> None:
    address, model = modelled
    model.pause = 0.2
    page.add_init_script(_KEEP_SOCKETS)
    page.goto(address)
    ask(page, QUESTION)
    answers(page, "50 Prozent")
    page.context.set_offline(True)
    page.evaluate("sockets.forEach((socket) => socket.close())")
    time.sleep(3)
    page.context.set_offline(False)
    answers(page, "Das gilt für Betriebe")
    expect(page.get_by_role("button", name="Mehr dazu")).to_be_visible(timeout=20_000)
    expect(page.locator("button.positive-feedback-off")).to_be_visible()
    assert page.locator("[data-step-type='assistant_message']").count() == 1


@pytest.mark.slow
def test_a_server_that_is_killed_while_it_answers(page: Page, own_starter: Path) -> None:
    pytest.importorskip("langchain_openai")
    add_user(own_starter, "anna")
    with (
        model_server() as model,
        serving(own_starter, WBM_SIGN_IN="1", **model.settings) as (address, process),
    ):
        page.add_init_script(_KEEP_SOCKETS)
        page.goto(address)
        page.locator("#email").fill("anna")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        ask(page, QUESTION)
        answers(page, "Das gilt für Betriebe")
        model.pause = 1.0
        ask(page, DEFINITION)
        time.sleep(1.5)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        expect(page.get_by_text("Keine Verbindung zum Server")).to_be_visible(timeout=30_000)
        page.screenshot(path=ARTEFACTS / "server-weg.png")
        model.pause = 0.0
        with serving(own_starter, port=int(address.rpartition(":")[2]), WBM_SIGN_IN="1", **model.settings):
            answers(page, "Diese Frage wurde nicht zu Ende beantwortet", 60)
            answers(page, "Das gilt für Betriebe")  # what was stored is there
            expect(page.get_by_role("button", name="Noch einmal fragen")).to_have_count(1)
            expect(page.get_by_role("button", name="Mehr dazu")).to_have_count(1)
            page.context.set_offline(True)
            page.evaluate("sockets.forEach((socket) => socket.close())")
            time.sleep(2)
            page.context.set_offline(False)
            expect(page.get_by_text("Keine Verbindung zum Server")).to_have_count(0, timeout=30_000)
            expect(page.get_by_role("button", name="Mehr dazu")).to_have_count(1)
            page.screenshot(path=ARTEFACTS / "server-wieder-da.png")
            page.get_by_role("button", name="Noch einmal fragen").click()
            answers(page, "bescheinigt die Agentur")
