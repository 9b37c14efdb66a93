"""The report of a sync in a real browser: what failed and why, what changed word by word, what to check; on a
desk and on a phone.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cli.sync import SyncRequest, run_once
from settings import ROOT
from tests.conftest import settings_for
from tests.ui.conftest import ARTEFACTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHEET = "lehrgangskosten-anteil-betrieb"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a sync with a changed factsheet, a new file and two that cannot be read."""
    settings = settings_for(tmp_path_factory.mktemp("abgleich") / "data")
    folder = tmp_path_factory.mktemp("quelle")
    text = (ROOT / "knowledge" / "texts" / f"{SHEET}.md").read_text()
    assert "50 Prozent" in text
    (folder / f"{SHEET}.md").write_text(text)
    assert not run_once(SyncRequest((folder,), ()), settings)
    (folder / f"{SHEET}.md").write_text(text.replace("50 Prozent", "45 Prozent"))
    (folder / "neu.txt").write_text(
        "Ein neues Blatt mit <script>document.title = 'gehackt'</script> im Text."
    )
    (folder / "bild.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / f"{'sehr_langer_name_' * 8}.docx").write_bytes(b"PK\x03\x04")
    assert run_once(SyncRequest((folder,), ()), settings)
    return max((settings.data / "reports").glob("sync-*.html"))


def test_an_editor_sees_what_failed_changed_and_is_to_be_checked(page: Page, report: Path) -> None:
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Abgleich vom")
    expect(page.locator(".counts li", has_text="fehlgeschlagen")).to_have_text("2fehlgeschlagen")
    page.get_by_role("link", name="2 Fehler").click()
    expect(
        page.get_by_text("bild.pdf: Das ist ein Bild. Bitte mit Texterkennung (OCR) als PDF speichern.")
    ).to_be_in_viewport()
    # a question of the suite that rests on the changed place
    expect(page.get_by_text("Unser Betrieb hat 120 Beschäftigte")).to_be_visible()
    changed = page.locator("details.geändert", has_text=SHEET)
    expect(changed.locator("del").first).to_be_hidden()
    changed.locator("summary").click()
    expect(changed.locator("del").first).to_have_text("50")
    expect(changed.locator("ins").first).to_have_text("45")
    page.screenshot(path=ARTEFACTS / "abgleich.png", full_page=True)
    assert page.title().startswith("Abgleich vom")
    assert requests == [report.as_uri()]


def test_the_report_on_a_phone(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.locator("details.geändert summary").click()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.screenshot(path=ARTEFACTS / f"abgleich-handy-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        reason = page.get_by_text("bild.pdf: Das ist ein Bild.").bounding_box()
        assert reason is not None
        assert reason["width"] > 0.7 * width  # a sentence is not squeezed into a column
