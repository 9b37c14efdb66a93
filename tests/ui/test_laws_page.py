"""The chat's page says how far the laws are that the server fetches in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chat.client import serving
from tests.chat.web.sources.test_laws import listed, waiting_site
from tests.ui.conftest import serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ABOVE_THE_CASE = """() => {
  const said = document.getElementById("wbm-status"), fall = document.getElementById("wbm-fall");
  return said?.textContent && said.getBoundingClientRect().bottom <= fall.getBoundingClientRect().top;
}"""


def tell_a_case(page: Page) -> None:
    page.locator("#chat-input").fill("Unser Betrieb hat 120 Beschäftigte, 40 Jahre, Kurs mit 200 Stunden.")
    page.keyboard.press("Enter")
    expect(page.locator("#wbm-fall [data-fact]").first).to_be_visible(timeout=60_000)


def test_what_is_said_once_makes_room_for_the_case(
    themed: Callable[..., BrowserContext], own_starter: Path, tmp_path: Path
) -> None:
    settings = {"WBM_LAW_SITE": "http://127.0.0.1:9", "WBM_SOURCES": str(listed(tmp_path, "pausfg"))}
    with serving(own_starter, **settings, WBM_FETCH_LAWS="1") as (address, _):
        page = themed("light").new_page()
        page.goto(address)
        said = page.get_by_role("status").filter(has_text="Die Gesetze ließen sich nicht holen")
        expect(said).to_be_visible(timeout=60_000)
        page = themed("light").new_page()  # who comes later is told before the page has its parts
        page.goto(address)
        said = page.get_by_role("status").filter(has_text="Die Gesetze ließen sich nicht holen")
        expect(said).to_be_visible()
        tell_a_case(page)
        expect(said).to_be_visible()  # it is shown for half a minute
        page.wait_for_function(ABOVE_THE_CASE, timeout=5_000)


def test_the_page_shows_how_far_the_laws_are(
    themed: Callable[..., BrowserContext], own_starter: Path, tmp_path: Path
) -> None:
    go_on = Event()
    with waiting_site(go_on) as site:
        settings = {"WBM_LAW_SITE": site.url, "WBM_SOURCES": str(listed(tmp_path, "pausfg", "radfg"))}
        with serving(own_starter, **settings, WBM_FETCH_LAWS="1") as (address, _):
            page = themed("light").new_page()
            page.goto(address)
            said = page.get_by_role("status").filter(has_text="Die Gesetze")
            expect(said).to_contain_text("Die Gesetze werden geholt: 1 von 2", timeout=60_000)
            assert serious(page) == []
            page.locator("#chat-input").fill(
                "Unser Betrieb hat 120 Beschäftigte, 40 Jahre, Kurs mit 200 Stunden."
            )
            page.keyboard.press("Enter")
            expect(page.locator("#wbm-fall [data-fact]").first).to_be_visible(timeout=60_000)
            page.wait_for_function(ABOVE_THE_CASE, timeout=20_000)  # said anew every three seconds
            go_on.set()
            expect(said).to_contain_text("Die Gesetze sind da", timeout=60_000)
