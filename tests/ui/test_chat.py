"""The real app in a real browser: ask, read the answer, open a citation, read the passage."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evals.review.inbox import Inbox
from tests.ui.conftest import ARTEFACTS

pytestmark = pytest.mark.browser
QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"


def ask(page: Page, question: str) -> None:
    page.locator("#chat-input").click()
    page.keyboard.type(question)
    expect(page.locator("#chat-submit")).to_be_enabled()  # the socket is there
    page.keyboard.press("Enter")


def test_a_mentor_asks_and_reads_the_passage(page: Page, address: str) -> None:
    foreign: list[str] = []
    page.on(
        "response",
        lambda r: foreign.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None,
    )
    page.goto(address)
    expect(page.get_by_text("Anteil an den Lehrgangskosten")).to_be_visible()
    page.screenshot(path=ARTEFACTS / "start.png")
    ask(page, QUESTION)
    expect(page.get_by_text("Bei 120 Beschäftigten:")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("keine Rechtsberatung", exact=True)).to_be_visible()
    answer = page.locator(".ai-message, [data-step-type='assistant_message']").last
    expect(answer).to_contain_text("50 Prozent")
    page.get_by_role("button", name="Fundstelle 1: SGB III § 82 Abs. 2").first.click()
    panel = page.locator("#side-view-content")
    expect(panel).to_contain_text("Stand31.12.2024")
    expect(panel).to_contain_text("50 Prozent der Lehrgangskosten")
    link = panel.get_by_role("link", name="Zur Fundstelle im Internet")
    assert link.get_attribute("href") == "https://www.gesetze-im-internet.de/sgb_3/__82.html"
    page.wait_for_timeout(600)  # the panel slides in
    page.screenshot(path=ARTEFACTS / "fundstelle.png")
    assert foreign == []


def test_a_starter_and_a_follow_up(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("Anteil an den Lehrgangskosten").click()
    expect(page.get_by_text("Bei 120 Beschäftigten:")).to_be_visible(timeout=20_000)
    ask(page, "Und bei 600 Beschäftigten?")
    expect(page.get_by_text("Der Betrieb trägt voraussichtlich 75 Prozent")).to_be_visible(timeout=20_000)


def test_what_is_not_in_the_sources_is_said(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "Was kostet ein Schweißkurs in Bochum? <img src=x onerror=\"document.title='gehackt'\">")
    expect(page.get_by_text("Dazu steht nichts in meinen Quellen.")).to_be_visible(timeout=20_000)
    assert page.title() != "gehackt"


def test_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    ask(page, QUESTION)
    expect(page.get_by_text("Bei 120 Beschäftigten:")).to_be_visible(timeout=20_000)
    page.wait_for_timeout(1500)
    page.screenshot(path=ARTEFACTS / "handy.png")
    expect(page.locator("#side-view-content")).to_have_count(0)  # the panel waits until a place is tapped
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_thumbs_and_a_comment_reach_the_review_queue(page: Page, address: str, starter: Path) -> None:
    page.goto(address)
    ask(page, "Was ist ein Bildungsgutschein?")
    expect(page.get_by_text("bescheinigt die Agentur").first).to_be_visible(timeout=20_000)
    page.locator("button.negative-feedback-off").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Mir fehlt, wo Frau Muster ihn bekommt")
    page.get_by_role("dialog").get_by_role("button", name="Rückmeldung absenden").click()
    for _ in range(40):
        page.wait_for_timeout(500)
        if Inbox(starter).entries():
            break
    page.screenshot(path=ARTEFACTS / "rueckmeldung.png")
    entry = Inbox(starter).entries()[-1]
    assert not entry.helpful
    assert entry.comment == "Mir fehlt, wo Frau [NAME 1] ihn bekommt"
    assert entry.question == "Was ist ein Bildungsgutschein?"
    assert entry.offered[0].place.startswith("bildungsgutschein ")
