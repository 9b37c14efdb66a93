"""A real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from settings import ROOT

CHROMIUM = next(filter(None, (os.environ.get("WBM_BROWSER"), *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
ARTEFACTS = ROOT / "artifacts"


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        if os.environ.get("WBM_REQUIRE_BROWSER"):
            pytest.fail("chromium is required here")
        pytest.skip("browser: no chromium found")
    ARTEFACTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 860}, locale="de-DE")
        browser.close()
