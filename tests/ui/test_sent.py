"""The page shows all that a chat model on another machine got, word for word, and keeps it with the chat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.chains.model_server import Reply
from tests.chains.model_server import serving as modelling
from tests.chat.client import serving
from tests.ui.conftest import ARTEFACTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST = (
    "Frau Trautwein fragt: Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
)
SECOND = "Wie hoch ist die Lernbeihilfe für Trautwein in der Grundstufe?"


@pytest.mark.timeout(400)  # a browser, a chat server and a library on a busy machine
def test_the_page_shows_all_that_went_out(page: Page, starter: Path) -> None:
    with modelling(Reply("Der Betrieb trägt 50 Prozent der Lehrgangskosten [1].")) as model:
        settings = {
            "WBM_CHAT_MODEL": "openai:test",
            "WBM_CHAT_MODEL_URL": model.url.replace("127.0.0.1", "0.0.0.0"),
            "WBM_CHAT_MODEL_KEY": "egal",
            "WBM_CHAT_MODEL_RETRIES": "0",
        }
        with serving(starter, WBM_QUESTIONS_PER_MINUTE="1000", **settings) as (address, _):
            page.goto(address)
            for count, question in enumerate((FIRST, SECOND), 1):
                page.locator("#chat-input").fill(question)
                page.keyboard.press("Enter")
                expect(page.locator(".wbm-sent")).to_have_count(count, timeout=60_000)
            expect(page.locator("body")).to_contain_text("Das sieht das Sprachmodell")
            for summary in page.locator(".wbm-sent summary").all():
                summary.click()
            page.screenshot(path=ARTEFACTS / "hinausgegangen.png", full_page=True)
            shown = page.locator(".wbm-sent pre").all_text_contents()
    went_out = [message["content"] for body in model.asked for message in body["messages"]]
    assert went_out
    assert [text for text in went_out if text not in shown] == []
    assert "Trautwein" not in json.dumps(model.asked, ensure_ascii=False)
    assert "[NAME 1]" in "".join(shown)
