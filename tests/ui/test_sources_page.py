"""An editor in a real browser: drops a file, watches it being read, compares the reading with the original,
asks the chat about it, switches it off by keyboard; on a desk and on a phone.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chat.client import serving
from tests.chat.web.sources.test_sources import QUESTION, brochure
from tests.ui.conftest import ARTEFACTS, ask, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_FILE = """([name, content]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
  return carried;
}"""
# each phase that the page says; one may be over before the page asks how far it is
_KEEP_PHASES = """() => {
  window.phases = [];
  const phase = document.getElementById("job-phase");
  new MutationObserver(() => window.phases.push(phase.textContent)).observe(phase, { childList: true });
}"""
_PHASE = re.compile(
    r"Es geht los\.|Wird geprüft: Lässt sich das lesen\?|Wird gelesen\.|Abschnitte werden für die Suche"
    r" vorbereitet\.|Der Suchindex wird gebaut\."
)
_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def editor(starter: Path, tmp_path: Path) -> dict[str, str]:
    """Settings of a server whose list an editor fills."""
    shutil.copytree(starter, tmp_path / "data")
    (tmp_path / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    return {"WBM_SOURCES": str(tmp_path / "sources.yaml")}


def drop(page: Page, name: str, content: bytes) -> None:
    """What a browser does when a file is let go over the page."""
    carried = page.evaluate_handle(_FILE, [name, base64.b64encode(content).decode()])
    for kind in ("dragover", "drop"):
        page.dispatch_event("#drop", kind, {"dataTransfer": carried})


def test_an_editor_drops_a_file_and_is_answered_from_it(
    themed: Callable[..., BrowserContext], editor: dict[str, str], tmp_path: Path
) -> None:
    with serving(tmp_path / "data", **editor) as (address, _):
        page = themed("light").new_page()
        wrong: list[str] = []
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.goto(f"{address}/quellen")
        expect(page.get_by_role("heading", name="Hinzufügen")).to_be_visible()
        assert serious(page) == []
        page.evaluate(_KEEP_PHASES)
        drop(page, "Lotsen & Bonus.pdf", brochure())
        expect(page.get_by_role("heading", name="„Lotsen & Bonus.pdf“ wird aufgenommen")).to_be_focused()
        expect(page.get_by_role("progressbar")).to_be_visible()
        page.screenshot(path=ARTEFACTS / "quellen-laufend.png")
        expect(page.get_by_text("Fertig gelesen. Daraus wird jetzt geantwortet.")).to_be_visible(
            timeout=60_000
        )
        said = [phase for phase in page.evaluate("window.phases") if phase]
        assert said
        assert all(_PHASE.match(phase) for phase in said), said
        expect(page.get_by_role("region", name="Quelle lotsen-bonus", exact=True)).to_contain_text("2 Seiten")
        page.screenshot(path=ARTEFACTS / "quellen.png", full_page=True)
        assert serious(page) == []
        assert wrong == []

        page.locator("#job-documents a").click()
        expect(page.get_by_text("Der Lotsenbonus für Betriebe beträgt 640 Euro im Jahr.")).to_be_visible()
        original = page.locator("object")
        assert original.get_attribute("data") == "/fundstellen/original/lotsen-bonus#navpanes=0"
        place = page.get_by_role("link", name="S. 1 im Original")
        assert place.get_attribute("href") == "/fundstellen/original/lotsen-bonus#page=1"
        beside, reading = original.bounding_box(), page.locator("article").first.bounding_box()
        assert beside is not None
        assert reading is not None
        assert beside["x"] > reading["x"] + reading["width"]
        page.screenshot(path=ARTEFACTS / "dokument.png")
        assert serious(page) == []

        page.goto(address)
        ask(page, QUESTION)
        expect(page.locator(".ai-message").last).to_contain_text("640 Euro")

        page.goto(f"{address}/quellen")
        button = page.get_by_role("button", name="Abschalten: lotsen-bonus").last
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Daraus wird nicht mehr geantwortet.")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("button", name="Anschalten: lotsen-bonus")).to_have_count(1)
        page.set_viewport_size({"width": 320, "height": 740})
        page.screenshot(path=ARTEFACTS / "quellen-handy.png", full_page=True)
        assert not page.evaluate(_WIDE)
        page.goto(f"{address}/quellen/dokument/lotsen-bonus")
        page.screenshot(path=ARTEFACTS / "dokument-handy.png")
        assert not page.evaluate(_WIDE)


def test_without_a_script_the_page_shows_its_list(
    themed: Callable[..., BrowserContext], address: str
) -> None:
    page = themed("dark", java_script_enabled=False).new_page()
    page.goto(f"{address}/quellen")
    page.get_by_text("Die 36 Dokumente").click()
    expect(page.locator("a[href='/quellen/dokument/bildungsgutschein']")).to_be_visible()
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("heading", name="Hinzufügen")).to_be_hidden()


def test_what_cannot_be_read_is_said(page: Page, editor: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path / "data", **editor) as (address, _):
        page.goto(f"{address}/quellen")
        drop(page, "kaputt.pdf", b"%PDF-1.7 nur der Anfang")
        expect(page.locator("#job-reasons")).to_contain_text("kaputt.pdf", timeout=60_000)
        page.get_by_label("Oder eine Webadresse").fill("http://127.0.0.1:9/")
        page.keyboard.press("Enter")
        expect(page.locator("#job-reasons")).to_contain_text("private: true", timeout=60_000)
        page.get_by_label("Oder eine Webadresse").fill("ftp://amt.example/")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(
            "Das ist keine Webadresse. Bitte mit https:// beginnen."
        )
