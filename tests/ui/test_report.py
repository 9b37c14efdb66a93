"""The evaluation report in a real browser: read, filter, search; nothing leaves the file."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Page, expect

from evals.report.page import write_report
from evals.runs.configuration import DEFAULTS, load_configuration
from evals.runs.run_folder import read_run
from evals.runs.runner import run
from tests.conftest import settings_for
from tests.evals.runs.test_run import SUITE
from tests.ui.conftest import ARTEFACTS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = settings_for(Path(copytree(starter, tmp_path_factory.mktemp("bericht") / "data")))
    first = read_run(run([SUITE], [load_configuration("ohne-wortsuche")], data))
    second = read_run(run([SUITE], [load_configuration(name) for name in DEFAULTS], data))
    renamed = first.of("ohne-wortsuche")
    for record in renamed.values():
        first.records.append(record.model_copy(update={"configuration": "ours"}))
    return write_report(second, first)


def test_an_evaluator_reads_and_filters(page: Page, report: Path) -> None:
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("klein")
    expect(page.locator("#count")).to_have_text("7 Fragen")
    page.screenshot(path=ARTEFACTS / "bericht.png", full_page=True)
    page.locator("#search").fill("fernkurs")
    expect(page.locator("#count")).to_have_text("1 Frage")
    page.locator("details.question:visible > summary").click()
    expect(page.locator("details.question:visible pre.answer").first).to_contain_text("sechs Wochen")
    page.screenshot(path=ARTEFACTS / "bericht-frage.png")
    page.locator("#search").fill("")
    page.locator("#tag").select_option("unbeantwortbar")
    expect(page.locator("#count")).to_have_text("2 Fragen")
    page.locator("#verdict").select_option("falsch")
    expect(page.locator("#count")).to_have_text("0 Fragen")
    assert requests == [report.as_uri()]
    assert errors == []


def test_the_report_on_a_phone(page: Page, report: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(report.as_uri())
    page.screenshot(path=ARTEFACTS / "bericht-handy.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
