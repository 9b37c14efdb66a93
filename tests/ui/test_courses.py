"""Courses in a real browser, at 320 px and by keyboard: find, narrow, compare, keep, look around."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from evals.courses.catalogue import write_pages
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import writing
from knowledge.store.library import Library
from tests.chat.client import serving
from tests.conftest import settings_for
from tests.ingest.catalogues.test_formats import source
from tests.ui.conftest import ARTEFACTS, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFERS = 170
NARROW = {"width": 320, "height": 740}


@pytest.fixture(scope="module")
def address(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("kurse-im-chat")
    data = Path(shutil.copytree(starter, folder / "data"))
    write_pages(folder / "katalog", OFFERS)
    config = settings_for(data)
    with writing(data), Library(config.library) as library:
        outcomes = read_source(source(".", format="ba"), folder / "katalog", Session(folder / "katalog"))
        execute(
            plan_sync(outcomes, library), library, IndexPlace(config.indexes), embedding, config.embedding
        )
    with serving(data, WBM_QUESTIONS_PER_MINUTE="1000") as (address, _):
        yield address


@pytest.fixture
def phone(browser: Browser) -> Page:
    return browser.new_page(viewport=NARROW, locale="de-DE")  # type: ignore[arg-type]


def cards(page: Page) -> Locator:
    return page.locator(".wbm-courses")


def ask(page: Page, question: str) -> Locator:
    before = cards(page).count()
    page.locator("#chat-input").fill(question)
    expect(page.locator("#chat-submit")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(before + 1, timeout=60_000)
    return cards(page).last


def fits_the_width(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_find_narrow_compare_and_keep_on_a_phone_by_keyboard(phone: Page, address: str) -> None:
    phone.goto(address)
    card = ask(phone, "Welche Kurse mit Bildungsgutschein gibt es in NRW?")
    expect(card.locator(".wbm-course")).to_have_count(5)
    boxes = card.get_by_role("checkbox")
    for number in (0, 1):
        boxes.nth(number).focus()
        phone.keyboard.press("Space")
    expect(card.get_by_role("region", name="Vergleich der Kurse")).to_be_visible()
    assert fits_the_width(phone)
    assert serious(phone) == []
    phone.screenshot(path=ARTEFACTS / "kurse-320.png", full_page=True)

    card.locator("summary", has_text="Eingrenzen").focus()
    phone.keyboard.press("Enter")
    narrow = card.get_by_role("group", name="Zeit").get_by_role("button").first
    narrow.focus()
    phone.keyboard.press("Enter")
    expect(cards(phone)).to_have_count(2, timeout=60_000)
    chips = cards(phone).last.get_by_role("group", name="Verstanden, zum Weglassen anklicken")
    expect(chips.get_by_role("button", name="Zeit")).to_be_visible()
    chips.get_by_role("button", name="Zeit").press("Enter")
    expect(cards(phone)).to_have_count(3, timeout=60_000)

    phone.get_by_role("button", name="In das Beratungsprotokoll").last.press("Enter")
    expect(phone.get_by_text("Im Beratungsprotokoll steht 1 Antwort")).to_be_visible(timeout=20_000)


def test_look_around_without_a_chat(phone: Page, address: str) -> None:
    phone.goto(f"{address}/kurse")
    phone.get_by_role("searchbox").fill("Kurse um Dortmund")
    phone.keyboard.press("Enter")
    expect(phone.locator("svg.karte a").first).to_be_visible()
    assert fits_the_width(phone)
    assert serious(phone) == []
    phone.screenshot(path=ARTEFACTS / "kurse-seite-320.png", full_page=True)
    phone.get_by_role("link", name="Ort: Dortmund weglassen").press("Enter")
    expect(phone.locator("svg.karte")).to_have_count(0)
    phone.locator("ul.wahl a").last.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Kurs")
