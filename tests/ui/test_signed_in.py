"""Signing in, and chats that are opened again: after a reload, from the list, on another server, when the
sources have changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from knowledge.index.embedding import E5Embeddings
from tests.chat.client import PASSWORD, add_user, serving
from tests.postgres import Postgres
from tests.ui.conftest import ARTEFACTS, ask, serious
from tests.ui.small_library import (
    BONUS_QUESTION,
    COURSE_QUESTION,
    SHARE,
    change_share,
    read_sources,
    write_sources,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    """Sources, the library made of them, and Anna."""
    folder = tmp_path_factory.mktemp("angemeldet")
    read_sources(folder / "data", write_sources(folder / "quellen"), embedding)
    add_user(folder / "data", "anna", "editor")
    return folder


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Anmeldename").fill("anna")
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def open_first_place(page: Page) -> None:
    expect(page.locator(".ai-message")).not_to_have_count(0, timeout=20_000)
    expect(page.locator("a[href='#fundstelle-1'][aria-label]").first).to_be_visible()
    # it does not open by itself when a chat is opened again, either
    expect(page.locator(".wbm-place")).to_have_count(0)
    page.locator("a[href='#fundstelle-1']").first.click()
    expect(page.locator(".wbm-place")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_went_wrong_is_said_in_german(
    themed: Callable[..., BrowserContext], folder: Path, tmp_path: Path, theme: str
) -> None:
    # a folder of its own, since wrong passwords outlast a server and lock the account
    data = Path(shutil.copytree(folder / "data", tmp_path / "data"))
    with serving(data, WBM_SIGN_IN="1") as (address, _):
        page = themed(theme).new_page()
        page.goto(address)
        expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)  # a first visit is no ended session
        page.wait_for_timeout(300)  # the theme is on
        assert serious(page) == []
        page.screenshot(path=ARTEFACTS / f"anmeldung-{theme}.png")
        sign_in(page, "das falsche Passwort")
        expect(page.get_by_role("alert")).to_have_text(
            "Anmeldename oder Passwort stimmen nicht. Bitte prüfen Sie beides, auch die Groß- und"
            " Kleinschreibung."
        )
        page.screenshot(path=ARTEFACTS / f"anmeldung-falsch-{theme}.png")
        assert serious(page) == []
        sign_in(page)
        expect(page.get_by_role("button", name="Anteil an den Lehrgangskosten")).to_be_enabled(timeout=20_000)
        page.wait_for_timeout(300)
        assert serious(page) == []
        page.context.clear_cookies()
        page.goto(address)
        expect(page.get_by_role("alert")).to_have_text(
            "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an; Ihre Chats sind noch da."
        )
        for _ in range(6):
            sign_in(page, "das falsche Passwort")
            page.wait_for_timeout(900)  # argon2 takes its time
        expect(page.get_by_role("alert")).to_contain_text(
            "Zu viele Fehlversuche. Bitte warten Sie eine Minute"
        )
        expect(page.locator("[data-sonner-toast]:visible")).to_have_count(0)
        page.set_viewport_size({"width": 320, "height": 640})
        page.screenshot(path=ARTEFACTS / f"anmeldung-320-{theme}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_who_signs_out_is_not_told_that_the_session_ended(page: Page, folder: Path) -> None:
    with serving(folder / "data", WBM_SIGN_IN="1") as (address, _):
        page.goto(address)
        sign_in(page)
        page.get_by_role("button", name="Konto und Abmelden").click()
        page.get_by_role("menuitem", name="Abmelden").click()
        expect(page.get_by_role("heading", name="Anmelden")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_citations_open_after_a_reload_on_another_server_and_when_the_source_has_changed(
    themed: Callable[..., BrowserContext], folder: Path, embedding: E5Embeddings
) -> None:
    page = themed("light").new_page()
    with serving(folder / "data", WBM_SIGN_IN="1") as (address, _):
        page.goto(address)
        sign_in(page)
        ask(page, SHARE)
        ask(page, BONUS_QUESTION)
        ask(page, COURSE_QUESTION)
        page.wait_for_url("**/thread/*")
        page.reload()
        open_first_place(page)
        expect(page.locator(".wbm-quote")).to_contain_text("Der Betrieb trägt 50 Prozent")
        expect(page.get_by_role("button", name="Danach: Ausnahme")).to_be_visible()
        expect(page.locator(".wbm-place").get_by_role("status")).to_be_empty()
        page.screenshot(path=ARTEFACTS / "wieder-geoeffnet.png")
        assert serious(page) == []
        page.keyboard.press("Escape")
        expect(page.locator(".ai-message .wbm-warning")).to_have_count(1)
        page.locator(".ai-message").last.locator("a[href='#fundstelle-1']").first.click()
        expect(page.locator(".side-pdf .textLayer")).to_contain_text("450 Euro", timeout=15_000)
        thread = page.url.removeprefix(address)

    change_share(folder / "quellen")
    read_sources(folder / "data", folder / "quellen", embedding)
    with serving(folder / "data", WBM_SIGN_IN="1") as (address, _):
        page.goto(address)
        if page.get_by_label("Anmeldename").count():
            sign_in(page)
        expect(page.locator("#user-nav-button")).to_be_visible(timeout=20_000)
        page.goto(f"{address}{thread}")
        open_first_place(page)
        status = page.locator(".wbm-place").get_by_role("status")
        expect(status).to_contain_text(
            "lautet in der jetzt eingelesenen Fassung anders; gezeigt wird der damals zitierte Wortlaut",
            timeout=20_000,
        )
        expect(page.locator(".wbm-quote")).to_contain_text("Der Betrieb trägt 50 Prozent")
        expect(page.locator(".wbm-place dl")).to_contain_text("31.12.2024")
        page.screenshot(path=ARTEFACTS / "quelle-geaendert.png")


def test_the_list_of_chats_is_used_by_keyboard(page: Page, folder: Path) -> None:
    with serving(folder / "data", WBM_SIGN_IN="1") as (address, _):
        page.goto(address)
        sign_in(page)
        ask(page, SHARE)
        options = page.get_by_role("button", name="Chat umbenennen oder löschen").first
        expect(options).to_be_attached(timeout=15_000)
        options.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("menuitem", name="Umbenennen")).to_be_visible()
        expect(page.get_by_role("menuitem", name="Löschen")).to_be_visible()


def test_a_list_of_chats_that_cannot_be_loaded_says_so_in_german(
    page: Page, folder: Path, postgres: Postgres
) -> None:
    url = postgres.new_database()
    add_user(folder / "data", "anna", WBM_CHATS_URL=url)
    with serving(folder / "data", WBM_SIGN_IN="1", WBM_CHATS_URL=url) as (address, _):
        page.goto(address)
        sign_in(page)
        expect(page.locator("#chat-input")).to_be_visible(timeout=20_000)
        postgres.stop()
        try:
            page.reload()
            told = page.locator("[data-sonner-toast]:visible").filter(
                has_text="Ihre Chats lassen sich gerade nicht laden"
            )
            expect(told.first).to_be_visible(timeout=20_000)
            page.screenshot(path=ARTEFACTS / "datenbank-weg.png")
            assert "Unavailable" not in told.first.inner_text()
        finally:
            postgres.start()


def test_an_open_page_whose_session_is_ended_leads_to_the_sign_in_and_says_why(
    page: Page, folder: Path
) -> None:
    with serving(folder / "data", WBM_SIGN_IN="1") as (address, _):
        page.goto(address)
        sign_in(page)
        expect(page.locator("#chat-input")).to_be_visible(timeout=20_000)
        page.context.request.post(
            f"{address}/logout", headers={"Origin": address}
        )  # as on another page of the same browser
        expect(page.get_by_role("alert")).to_have_text(
            "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an; Ihre Chats sind noch da.",
            timeout=20_000,
        )
        page.screenshot(path=ARTEFACTS / "anmeldung-beendet.png")
