"""A real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from settings import ROOT

CHROMIUM = next(
    filter(
        None,
        (
            os.environ.get("WBM_BROWSER"),
            *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
        ),
    ),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# screenshots, to be looked at
ARTEFACTS = Path(os.environ.get("WBM_TEST_ARTEFACTS") or ROOT / "test-artefakte")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One process for the tests of this folder: starting it costs more than most of them. Not for the whole
    session, since Playwright's loop runs as long, and then no other test may run one.
    """
    if CHROMIUM is None:
        if os.environ.get("WBM_REQUIRE_BROWSER"):
            pytest.fail("chromium is required here")
        pytest.skip("browser: no chromium found")
    ARTEFACTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Without any window, cookie or stored word of the test before."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 1280, "height": 860}, locale="de-DE")


@pytest.fixture
def themed(browser: Browser) -> Callable[..., BrowserContext]:
    """A window in the light or dark theme."""

    def context(theme: str, width: int = 1280, height: int = 860, **more: bool) -> BrowserContext:
        made = browser.new_context(
            viewport={"width": width, "height": height},
            locale="de-DE",
            color_scheme=theme,
            reduced_motion="reduce",
            **more,
        )  # type: ignore[arg-type]
        made.add_init_script(f"localStorage.setItem('vite-ui-theme', '{theme}')")
        return made

    return context


def ask(page: Page, question: str) -> None:
    """Ask and wait until the answer's marks can be used."""
    places = page.locator(".wbm-places")
    before = places.count()
    page.locator("#chat-input").click()
    page.keyboard.type(question)
    expect(page.locator("#chat-submit")).to_be_enabled()  # the socket is there
    page.keyboard.press("Enter")
    expect(places).to_have_count(before + 1, timeout=30_000)
    expect(page.locator("a[href^='#fundstelle-'][aria-label]").last).to_be_attached()


def serious(page: Page, allowed: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds at the present page that is serious or critical; `allowed` ids are exceptions, with
    their reason beside the call.
    """
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:200]} ({v['nodes'][0]['failureSummary']})"
        for v in found
        if v["impact"] in {"serious", "critical"} and v["id"] not in allowed
    ]
