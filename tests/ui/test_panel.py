# ruff: noqa: E501 - texts that stay as they are
"""Citations in a real browser: a mark opens its one place, by mouse, keyboard and finger, in words that are
shown and never run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from knowledge.index.embedding import E5Embeddings
from tests.chat.client import serving
from tests.ui.conftest import ARTEFACTS, ask, serious
from tests.ui.small_library import (
    ATTACK,
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
    """Sources and the library made of them."""
    folder = tmp_path_factory.mktemp("fundstellen")
    read_sources(folder / "data", write_sources(folder / "quellen"), embedding)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder / "data") as (address, _):
        yield address


def unfold(page: Page) -> None:
    """Show what stands folded below the last answer."""
    folded = page.locator(".ai-message").last.locator("a[href='#wortlaut'][aria-expanded='false']")
    if folded.count():
        folded.click()


def mark(page: Page, n: int = 1) -> Locator:
    """The first mark [n] of the last answer, which is unfolded."""
    unfold(page)
    return page.locator(".ai-message").last.locator(f"a[href='#fundstelle-{n}']").first


def open_place(page: Page, n: int = 1) -> Locator:
    mark(page, n).click()
    place = page.locator(".wbm-place")
    expect(place).to_be_visible()
    return place


def wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_by_keyboard_a_mark_opens_its_place_and_escape_gives_the_focus_back(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, SHARE)
    expect(page.locator(".wbm-place")).to_have_count(0)  # nothing opens by itself
    mark(page).focus()
    expect(page.locator("#wbm-tip")).to_have_text("SGB III § 82 Abs. 2 (Faktenblatt)")
    page.keyboard.press("Enter")
    place = page.locator(".wbm-place")
    expect(place).to_be_focused()
    expect(page.locator("#side-view-title")).to_have_text("SGB III § 82 Abs. 2 (Faktenblatt)")
    expect(place.locator("mark").first).to_have_text("- ")
    decisive = "".join(place.locator("mark").all_text_contents())
    assert (
        decisive
        == "- Betriebe mit mindestens 50 und weniger als 500 Beschäftigten: Der Betrieb trägt 50 Prozent der"
        " Lehrgangskosten."
    )
    assert "50 Prozent" in place.locator("mark.wbm-word").all_text_contents()
    expect(place.locator(".wbm-path")).to_have_text(
        "Lehrgangskosten: Welchen Anteil trägt der Betrieb? › Kurz gesagt: Anteil nach Betriebsgröße (§ 82"
        " Abs. 2 SGB III)"
    )
    expect(place.locator("dl")).to_have_text("Stand31.12.2024")
    page.keyboard.press("Escape")
    expect(place).to_have_count(0)
    expect(mark(page)).to_be_focused()
    page.keyboard.press("Space")
    expect(place).to_be_visible()
    page.get_by_role("button", name="Fundstelle schließen").click()
    expect(mark(page)).to_be_focused()


@pytest.mark.slow
def test_hovering_names_the_place_and_neighbours_come_when_asked_for(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, SHARE)
    mark(page, 2).hover()
    expect(page.locator("#wbm-tip")).to_be_visible()
    place = open_place(page)
    expect(place.locator(".wbm-neighbour")).to_have_count(0)
    place.get_by_role("button", name="Danach: Ausnahme für Ältere").click()
    expect(place.locator(".wbm-neighbour")).to_contain_text("Die Person ist schwerbehindert.")
    expect(place.locator(".wbm-neighbour")).to_be_focused()
    place.get_by_role("button", name="Danach: Weniger Anteil").click()
    place.get_by_role("button", name="Danach: Einfach gesagt").click()
    expect(place.locator(".wbm-neighbour")).to_have_count(3)
    expect(place.get_by_role("button", name="Danach")).to_have_count(0)
    open_place(page, 2)
    place.get_by_role("button", name="Davor: Kurz gesagt").click()
    expect(place.locator(".wbm-neighbour")).to_contain_text("75 Prozent")


@pytest.mark.slow
def test_what_is_copied_is_words(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="de-DE", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    ask(page, BONUS_QUESTION)
    page.get_by_role("button", name="Antwort kopieren").click()
    page.wait_for_timeout(300)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        "⚠️ Bitte zuerst lesen\n\nFaktenblatt „Lernbonus“: Höhe des Lernbonus nennt ein Ende, das vorbei ist"
    )
    assert "Der Lernbonus für Mitarbeiter:innen beträgt" in copied
    assert "\n- [1] Faktenblatt „Lernbonus“: Höhe des Lernbonus (Stand 01.01.2020)" in copied
    assert "#fundstelle" not in copied


@pytest.mark.slow
def test_a_law_says_that_it_is_in_force_and_links_its_paragraph(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "Wie viele Tage Lernurlaub gibt es nach § 1 LernFG?")
    place = open_place(page)
    expect(place.locator(".wbm-gut")).to_contain_text("In Kraft in der eingelesenen Fassung vom 15.01.2025")
    link = place.get_by_role("link", name="Zur Fundstelle im Internet")
    assert str(link.get_attribute("href")).endswith("/lernfg/__1.html")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_pdf_opens_at_its_page_in_the_panel(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, COURSE_QUESTION)
    open_place(page)
    pdf = page.locator("#side-view-content .side-pdf")
    expect(pdf).to_contain_text("3 / 4")
    # drawn from the file itself
    expect(pdf.locator(".textLayer")).to_contain_text("450 Euro", timeout=15_000)
    page.get_by_role("button", name="Nächste Seite").click()
    expect(pdf.locator(".textLayer")).to_contain_text("Kapitel 4")
    # the new page is first drawn in its own size and then fitted
    page.wait_for_function(
        "() => { const side = document.querySelector('#side-view-content .side-pdf');"
        " const width = (node) => node.getBoundingClientRect().width;"
        " return width(side.querySelector('canvas')) <= width(side); }"
    )
    box, sheet = pdf.bounding_box(), pdf.locator("canvas").bounding_box()
    assert box
    assert sheet
    assert sheet["width"] <= box["width"]
    page.screenshot(path=ARTEFACTS / "pdf.png")
    link = page.get_by_role("link", name="PDF auf Seite 3 öffnen")
    assert link.get_attribute("href") == "/fundstellen/original/leitfaden#page=3"


def test_originals_are_given_for_documents_alone(address: str) -> None:
    found = httpx.get(f"{address}/fundstellen/original/leitfaden")
    assert (found.status_code, found.headers["content-type"], found.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in found.headers["content-security-policy"]
    for name in (
        "lernfg",
        "lernbonus",
        "..%2F..%2Fetc%2Fpasswd",
        "../../../etc/passwd",
        "%2Fetc%2Fpasswd",
        "quellen/leitfaden.pdf",
        "leitfaden.pdf",
        "leitfaden%00",
        "",
    ):
        answer = httpx.get(f"{address}/fundstellen/original/{name}")
        # "../" leads to the chat's own page
        assert answer.status_code == 404 or '<div id="root">' in answer.text, name
        assert b"%PDF-" not in answer.content
        assert b"root:x" not in answer.content


def test_a_hostile_passage_is_shown_and_never_run_and_its_warning_comes_first(
    page: Page, address: str
) -> None:
    page.goto(address)
    ask(page, BONUS_QUESTION)
    content = page.locator(".ai-message").last.locator(".message-content")
    first = content.locator(".prose > *").first
    expect(first).to_have_attribute("role", "note")
    expect(first).to_contain_text("galt bis 31.07.2021")
    expect(content).to_contain_text("Mitarbeiter:innen")
    place = open_place(page)
    expect(place.locator(".wbm-achtung").first).to_contain_text("Galt bis 31.07.2021")
    expect(place.locator(".wbm-quote")).to_contain_text(ATTACK)
    assert page.locator(".message-content :is(img, script), .wbm-place :is(img, script, a)").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    expect(content).to_contain_text("https://boese.example/x")
    # an address in a source is words, too
    expect(page.get_by_role("link", name="boese.example")).to_have_count(0)
    assert page.title() == "WBM-Assistent"
    page.wait_for_timeout(500)  # the panel slides in
    page.screenshot(path=ARTEFACTS / "warnung.png")


@pytest.mark.slow
def test_on_a_phone_the_panel_waits_for_a_finger(themed: Callable[..., BrowserContext], address: str) -> None:
    page = themed("light", 390, 780, has_touch=True, is_mobile=True).new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Anteil an den Lehrgangskosten")).to_be_enabled()
    page.wait_for_timeout(700)  # the page fades in
    page.screenshot(path=ARTEFACTS / "handy-start.png")
    ask(page, SHARE)
    page.wait_for_timeout(800)
    expect(page.locator(".wbm-place")).to_have_count(0)
    page.screenshot(path=ARTEFACTS / "handy.png")
    mark(page).tap()
    expect(page.get_by_role("dialog", name="SGB III § 82 Abs. 2 (Faktenblatt)")).to_be_visible()
    expect(page.locator(".wbm-place")).to_contain_text("75 Prozent")
    page.wait_for_timeout(600)
    page.screenshot(path=ARTEFACTS / "handy-fundstelle.png")
    assert not wide(page)
    assert serious(page) == []
    page.get_by_role("button", name="Schließen").tap()
    expect(page.locator(".wbm-place")).to_have_count(0)
    expect(mark(page)).to_be_focused()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 640])  # 640: 1280 pixels at 200 %
def test_narrow_and_magnified_pages_lose_nothing(
    themed: Callable[..., BrowserContext], address: str, width: int
) -> None:
    page = themed("light", width, 640).new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Anteil an den Lehrgangskosten")).to_be_visible()
    assert not wide(page)
    ask(page, SHARE)
    assert not wide(page)
    page.screenshot(path=ARTEFACTS / f"breite-{width}.png")
    place = open_place(page)
    page.wait_for_timeout(600)
    page.screenshot(path=ARTEFACTS / f"breite-{width}-fundstelle.png")
    box = place.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    cut = "(n) => n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).display !== 'inline'"
    assert (
        page.evaluate(f"[...document.querySelectorAll('.wbm-place, .wbm-place *')].filter({cut}).length") == 0
    )
    page.keyboard.press("Escape")
    page.goto(f"{address}/datenschutz")
    assert not wide(page)
    page.goto(f"{address}/quellen")
    assert not wide(page)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(themed: Callable[..., BrowserContext], address: str, theme: str) -> None:
    page = themed(theme).new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Anteil an den Lehrgangskosten")).to_be_enabled()
    page.wait_for_timeout(700)  # the page fades in
    assert serious(page) == []
    page.screenshot(path=ARTEFACTS / f"start-{theme}.png")
    ask(page, BONUS_QUESTION)
    ask(page, SHARE)
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / f"antwort-{theme}.png")
    assert serious(page) == []
    open_place(page).get_by_role("button", name="Danach").click()
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / f"fundstelle-{theme}.png")
    assert serious(page) == []
    ask(page, COURSE_QUESTION)
    open_place(page)
    expect(page.locator(".side-pdf .textLayer")).to_contain_text("450 Euro", timeout=15_000)
    page.wait_for_timeout(300)
    page.screenshot(path=ARTEFACTS / f"pdf-{theme}.png")
    assert serious(page) == []
    for name in ("quellen", "datenschutz"):
        page.goto(f"{address}/{name}")
        page.screenshot(path=ARTEFACTS / f"{name}-{theme}.png")
        assert serious(page) == []


@pytest.mark.slow
def test_by_tab_alone_everything_is_reached_and_seen(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="Anteil an den Lehrgangskosten")).to_be_enabled()
    page.evaluate("document.activeElement.blur()")
    seen = """() => {
        const at = document.activeElement, frame = at.id === 'chat-input' ? at.closest('#message-composer') : at, shape = getComputedStyle(frame);
        const name = at === document.body ? '' : at.getAttribute('aria-label') || at.id || at.textContent.trim();
        return [name, shape.outlineStyle !== 'none' && parseFloat(shape.outlineWidth) >= 2];
    }"""
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate(seen)
        reached.append(name)
        assert outlined or not name, name
    for wanted in (
        "Zur Frage springen",
        "Neuer Chat",
        "readme-button",
        "Helles oder dunkles Design",
        "chat-input",
        "Dokument anhängen",
        "Anteil an den Lehrgangskosten",
    ):
        assert any(wanted in name for name in reached), (wanted, reached)
    assert page.locator("html").get_attribute("lang") == "de"


def test_no_request_leaves_and_none_is_missed(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="de-DE")
    asked: list[str] = []
    failed: list[str] = []

    def only_here(route: Route) -> None:
        if route.request.url.startswith(f"{address}/"):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", only_here)
    page = context.new_page()
    page.on("request", lambda r: asked.append(r.url))
    # what the page itself breaks off is no loss
    page.on("requestfailed", lambda r: failed.append(r.url) if r.failure != "net::ERR_ABORTED" else None)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    page.goto(address)
    ask(page, COURSE_QUESTION)
    open_place(page)
    expect(page.locator(".side-pdf .textLayer")).to_contain_text("450 Euro", timeout=15_000)
    foreign = [url for url in asked if not url.startswith((f"{address}/", "data:", "blob:"))]
    assert (foreign, failed, complaints) == ([], [], [])
    html = httpx.get(address).text
    assert "https://" not in html
    assert (
        "'unsafe-inline'" not in httpx.get(address).headers["content-security-policy"].split("style-src")[0]
    )


@pytest.mark.slow
def test_a_place_that_has_changed_since_is_shown_as_it_was_quoted(
    page: Page, tmp_path: Path, folder: Path, embedding: E5Embeddings
) -> None:
    sources = write_sources(tmp_path / "quellen")
    read_sources(tmp_path / "data", sources, embedding)
    with serving(tmp_path / "data") as (address, _):
        page.goto(address)
        ask(page, SHARE)
        place = open_place(page)
        expect(place.get_by_role("button", name="Danach")).to_be_visible()  # the library has answered
        expect(place.get_by_role("status")).to_be_empty()
        page.keyboard.press("Escape")
        change_share(sources)
        read_sources(tmp_path / "data", sources, embedding)
        open_place(page)
        expect(place.get_by_role("status")).to_contain_text(
            "lautet in der jetzt eingelesenen Fassung anders; gezeigt wird der damals zitierte Wortlaut"
        )
        expect(place.locator(".wbm-quote")).to_contain_text("Der Betrieb trägt 50 Prozent")
        page.keyboard.press("Escape")
        shutil.move(sources / "lehrgangskosten-anteil-betrieb.md", tmp_path)
        read_sources(tmp_path / "data", sources, embedding)
        open_place(page)
        expect(place.get_by_role("status")).to_contain_text(
            "gibt es in der jetzt eingelesenen Fassung nicht mehr"
        )
        expect(place.locator(".wbm-quote")).to_contain_text("Der Betrieb trägt 50 Prozent")
