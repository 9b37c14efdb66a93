"""A citation's address of a web page, opened in a real browser: the passage is in view and marked, and
nothing else is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from ingest.crawl.session import Session
from ingest.sources.read import read_source
from knowledge.model.document import Section
from tests.ingest.site import Site, source_of
from tests.ui.conftest import ARTEFACTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARK = (255, 0, 255)
PASSAGES = {
    "Wer wird gefördert?": (
        "<p>Nordrhein-westfälische Klein- und Mittelbetriebe, Solo-Selbstständige: „bis zu 50,00&nbsp;% –"
        " höchstens 500&nbsp;€“ &amp; mehr.</p>"
    ),
    "Unterlagen": (
        "<ul><li>Gewerbe-Anmeldung (Kopie), 2-fach</li><li>Erklärung, dass nichts"
        " fehlt<ul><li>unter-geordnet: Größe</li></ul></li><li>Nachweis</li></ul>"
    ),
    "Reihenfolge": "<ol><li>Beratung</li><li>Antrag, schriftlich</li><li>Bescheid</li></ol>",
    "Fördersätze": (
        "<table><thead><tr><th>Betriebsgröße</th><th>Anteil</th></tr></thead><tbody><tr><td>weniger als 50,"
        " auch Kleinst-Betriebe</td><td>100 %</td></tr><tr><td>50–499 Beschäftigte</td><td>50"
        " %</td></tr></tbody></table>"
    ),
    "Gleicher Anfang": (
        "<p>Die Beschäftigten erhalten den Zuschuss von der Agentur für Arbeit auf ihren Antrag hin jeweils"
        " monatlich.</p>"
    ),
    "Gleicher Anfang, zweiter": (
        "<p>Die Beschäftigten erhalten den Zuschuss von der Agentur für Arbeit auf ihren Antrag hin jeweils"
        " monatlich.</p>"
    ),
    "Kosten": "<p>Kosten: 50<sup>1</sup> Euro.</p>",
    "Zum Aufklappen": (
        "<details><summary>Wie lange dauert das?</summary><p>Etwa vier bis sechs Wochen, je nach"
        " Andrang.</p></details>"
    ),
    "Weiche Trennung": (
        "<p>Weiter&shy;bildungs&shy;mentor*innen be&shy;raten Be&shy;schäftigte"
        " kosten&shy;los,<br>ver&shy;traulich und ohne <b>Frist</b>en.</p>"
    ),
}
# the headings' words stand in the menu, too
MENU = "".join(f'<li><a href="#x">{name}</a></li>' for name in PASSAGES)


def _page() -> str:
    parts = []
    for n, (heading, passage) in enumerate(PASSAGES.items()):
        between = " ".join(f"Zwischenstück {n}-{k} ohne Belang." for k in range(150))
        parts.append(
            f'<h2 id="k{n}">{heading}</h2><div data-passage="{heading}">{passage}</div><h2>Dazwischen'
            f" {n}</h2><p>{between}</p>"
        )
    style = f"::target-text{{background:rgb{MARK};color:#000}} body{{font:16px sans-serif}}"
    return (
        '<!DOCTYPE html><html lang="de"><head><meta'
        f' charset="utf-8"><title>Bildungsscheck</title><style>{style}</style></head><body><nav><ul>'
        f"{MENU}</ul></nav>"
        f"<main><h1>Bildungsscheck</h1>{''.join(parts)}</main></body></html>"
    )


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Section]]:
    """The page's sections as a crawl reads them, while its server runs."""
    with Site({"/": _page()}) as site:
        session = Session(tmp_path_factory.mktemp("crawl"))
        with ThreadPoolExecutor(1) as pool:  # the crawl has a loop of its own, and so has the browser here
            outcomes = pool.submit(lambda: list(read_source(source_of(site), Path(), session))).result()
        document = next(outcome.document for outcome in outcomes if outcome.document)
        yield {section.locator: section for section in document.sections}


def test_each_citation_lands_on_its_passage(page: Page, sections: dict[str, Section]) -> None:
    for name in PASSAGES:
        _lands(page, sections, name)


def _lands(page: Page, sections: dict[str, Section], name: str) -> None:
    section = sections["Wie lange dauert das?" if name == "Zum Aufklappen" else name]
    page.goto("about:blank")  # else going from place to place is no new visit
    page.goto(section.url)
    passage = page.locator(f'[data-passage="{name}"]')
    expect(passage).to_be_in_viewport()
    page.wait_for_timeout(300)  # the browser looks for the words after the page is laid out
    shot = page.screenshot(path=ARTEFACTS / f"textstelle-{list(PASSAGES).index(name)}.png")
    box = passage.bounding_box()
    assert box is not None
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    rows = {
        y
        for y in range(image.height)
        if any(image.getpixel((x, y)) == MARK for x in range(0, image.width, 3))
    }
    assert rows, section.url
    assert min(rows) >= box["y"] - 1, f"{name}: marked before the passage"
    assert max(rows) <= box["y"] + box["height"] + 1, f"{name}: marked beyond the passage"
    # of a passage over several items, rows and lines all are marked
    for block in passage.locator("p, li, td").all():
        part = block.bounding_box()
        assert part is not None
        assert rows & set(range(int(part["y"]), int(part["y"] + part["height"]))), block.inner_text()
