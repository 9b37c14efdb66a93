"""A consultation in a real browser: the case as chips, the result as a card, what if, comparison, protocol
and letter, and the question before a conversation is thrown away.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect
from pypdf import PdfReader

from tests.chat.client import PASSWORD, add_user, serving
from tests.ui.conftest import ARTEFACTS, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST = (
    "Unser Betrieb hat 120 Beschäftigte. Eine Kollegin, 40 Jahre alt, Abschluss vor neun Jahren, macht einen"
    " Kurs mit 200 Stunden für 4.000 Euro. Was zahlt der Betrieb?"
)
ATTACK = "<img src=x onerror=\"document.title='gehackt'\"> **fett** [1](javascript:document.title='gehackt')"
SEEN = "node => [...node.children].filter((each) => each.offsetParent).map((each) => each.innerText)"
_WORDS = 120  # of an answer, to be seen at once (issue 13)


def ask(page: Page, question: str) -> Locator:
    """Ask; the card of the answer."""
    cards = page.locator(".wbm-card")
    before = cards.count()
    page.locator("#chat-input").fill(question)
    expect(page.locator("#chat-submit")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(before + 1, timeout=60_000)
    return cards.last


def row(card: Locator, title: str = "Lehrgangskosten") -> Locator:
    return card.locator(".wbm-programmes > tbody").filter(has_text=title).first


def chip(page: Page, fact: str) -> Locator:
    return page.locator(f"#wbm-fall [data-fact='{fact}']")


def fold(page: Page) -> Locator:
    return page.locator(".message-content a[href='#wortlaut']").last


def taken(page: Page, button: Locator) -> bytes:
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_bytes()


def in_word(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def holding(words: str) -> re.Pattern[str]:
    """For a value that holds these words."""
    return re.compile(re.escape(words))


def test_a_consultation_from_the_first_sentence_to_the_letter(page: Page, address: str) -> None:
    foreign: list[str] = []
    page.on(
        "request",
        lambda r: foreign.append(r.url) if not r.url.startswith((address, "data:", "blob:", "ws:")) else None,
    )
    page.goto(address)
    card = ask(page, FIRST)
    answer_is_short(page)
    result_and_its_proof(page, card)
    what_if(page, card)
    comparison_of_two(page, card)
    protocol_and_letter(page, card)
    paper(page, card)
    # the next question is asked of the changed case
    ask(page, "Was zahlt der Betrieb jetzt?")
    expect(page.locator(".message-content").last).to_contain_text(
        "Der Betrieb zahlt voraussichtlich 3.000 Euro"
    )

    # what a mentor would ask next is asked by pressing it
    proposed = page.locator(".ai-message button").filter(has_text="?").last
    question = proposed.inner_text()
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / "fall-vorschlaege.png")
    proposed.click()
    expect(page.locator("[data-step-type='user_message']").last).to_contain_text(question)
    assert foreign == []


def answer_is_short(page: Page) -> None:
    """Few words at once, what is quoted behind one key."""
    expect(page.locator(".message-content").last).to_contain_text(
        "Der Betrieb zahlt voraussichtlich 2.000 Euro"
    )
    seen = " ".join(page.locator(".ai-message .prose").last.evaluate(SEEN))
    assert len(seen.split("Ich antworte nur")[0].split()) <= _WORDS
    place = page.locator(".message-content a[href='#fundstelle-1']").last
    expect(fold(page)).to_have_attribute("aria-expanded", "false")
    expect(place).to_be_hidden()
    fold(page).focus()
    page.keyboard.press("Space")
    expect(place).to_be_visible()
    page.keyboard.press("Space")
    expect(place).to_be_hidden()


def result_and_its_proof(page: Page, card: Locator) -> None:
    """The case as it was read, the result with its reasons, proof in the side panel."""
    expect(chip(page, "firm_headcount")).to_have_text("120 Beschäftigte")
    expect(chip(page, "course.fee")).to_have_text("Lehrgangskosten: 4.000 Euro")
    costs = row(card)
    expect(costs.locator("td").first).to_contain_text("Möglich (Ermessen)")
    expect(costs).to_contain_text("2.000 Euro")
    costs.get_by_role("button", name="Weiterbildung Beschäftigter").focus()
    page.keyboard.press("Enter")
    expect(costs).to_contain_text("4.000 Euro × 50 Prozent = 2.000 Euro")
    expect(costs).to_contain_text("Nach der Maßnahmenummer des Kurses fragen.")
    proof = costs.get_by_role("button", name="SGB III § 82 Abs. 2 Satz 2 Nr. 1").first
    proof.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".wbm-place")).to_contain_text("50 Prozent")
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / "fall-beleg.png")
    page.keyboard.press("Escape")
    expect(page.locator(".wbm-place")).to_have_count(0)
    expect(proof).to_be_focused()
    assert serious(page) == []


def what_if(page: Page, card: Locator) -> None:
    """At once, and not in the case before somebody says so."""
    card.get_by_text("Was wäre wenn?").click()
    card.get_by_label("Beschäftigte (Unternehmen oder Konzern)").fill("600")
    expect(card.locator(".wbm-changes")).to_contain_text("Der Betrieb zahlt: 3.000 Euro statt 2.000 Euro")
    expect(row(card)).to_contain_text("75 Prozent")
    expect(chip(page, "firm_headcount")).to_have_text("120 Beschäftigte")
    card.get_by_role("button", name="Zurücksetzen").click()
    expect(card.locator(".wbm-changes")).to_have_count(0)
    expect(row(card)).to_contain_text("50 Prozent")
    chip(page, "firm_headcount").click()
    page.get_by_role("dialog").get_by_label("Beschäftigte").fill("viele")
    page.get_by_role("button", name="Übernehmen", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Bitte eine ganze Zahl.")
    page.get_by_role("dialog").get_by_label("Beschäftigte").fill("600")
    page.get_by_role("button", name="Nur ausprobieren").click()
    expect(card.locator(".wbm-changes")).to_contain_text("3.000 Euro")
    page.wait_for_timeout(300)
    page.screenshot(path=ARTEFACTS / "fall-was-waere-wenn.png")
    card.get_by_role("button", name="In den Fall übernehmen").click()
    expect(chip(page, "firm_headcount")).to_have_text("600 Beschäftigte")
    expect(card.locator(".wbm-changes")).to_have_count(0)


def comparison_of_two(page: Page, card: Locator) -> None:
    """Side by side."""
    for box in card.get_by_role("checkbox").all()[:2]:
        box.check()
    comparison = card.get_by_role("region", name="Vergleich der Programme")
    expect(comparison.get_by_role("columnheader")).to_have_count(2)
    expect(comparison).to_contain_text("Agentur für Arbeit am Sitz des Betriebs")
    comparison.scroll_into_view_if_needed()
    page.screenshot(path=ARTEFACTS / "fall-vergleich.png")
    for box in card.get_by_role("checkbox").all()[:2]:
        box.uncheck()


def protocol_and_letter(page: Page, card: Locator) -> None:
    """What was agreed, in Word, as PDF, as letters."""
    card.get_by_text("Mitnehmen").click()
    card.get_by_label("Vereinbarte Schritte").fill("Arbeitgeber-Service anrufen\nKurs auswählen")
    card.get_by_label("Zuständige Stelle").fill("Agentur für Arbeit Dortmund")
    card.get_by_label("Frist").fill("vor dem 1. März 2027")
    card.get_by_label("Notizen").fill("Zeugnisse mitbringen")
    everything = (
        "Beschäftigte (Unternehmen oder Konzern): 600",
        "Möglich (Ermessen)",
        "4.000 Euro × 75 Prozent = 3.000 Euro",
        "SGB III § 82 Abs. 2 Satz 2 Nr. 2",
        "Kurs auswählen",
        "Zuständige Stelle: Agentur für Arbeit Dortmund",
        "Frist: vor dem 1. März 2027",
        "Zeugnisse mitbringen",
    )
    word = in_word(taken(page, card.get_by_role("button", name="Protokoll als DOCX")))
    pdf = PdfReader(io.BytesIO(taken(page, card.get_by_role("button", name="Protokoll als PDF"))))
    printed = " ".join("\n".join(sheet.extract_text() for sheet in pdf.pages).split())
    for said in everything:
        assert said in word
        assert said in printed
    card.get_by_role("button", name="Entwurf an den Betrieb").click()
    draft = card.locator(".wbm-draft textarea")
    expect(draft).to_have_value(holding("Der Betrieb zahlt: 3.000 Euro"))
    assert (
        "40 Jahre" not in draft.input_value()
    )  # what the employer may know of a person, they say themselves
    assert "Bitte achten Sie auf die Frist: vor dem 1. März 2027." in draft.input_value()
    card.get_by_role("button", name="Entwurf an die Person").click()
    expect(draft).to_have_value(holding("Alter: 40 Jahre"))
    assert "Ihre Weiterbildung" in in_word(taken(page, card.get_by_role("button", name="Entwurf als DOCX")))
    draft.scroll_into_view_if_needed()
    page.screenshot(path=ARTEFACTS / "fall-entwurf.png")
    assert serious(page) == []


def paper(page: Page, card: Locator) -> None:
    """Everything is unfolded, and the page around it is not there."""
    page.emulate_media(media="print")
    expect(page.locator("#message-composer")).to_be_hidden()
    expect(page.locator("#wbm-fall")).to_be_hidden()
    expect(card.get_by_text("Geprüft am").last).to_be_visible()
    page.emulate_media(media="screen")


def test_the_case_by_keyboard_on_a_phone_in_the_dark(
    themed: Callable[..., BrowserContext], address: str
) -> None:
    page = themed("dark", width=320, height=740).new_page()
    page.goto(address)
    page.get_by_role("button", name="Fall angeben").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Angaben zum Fall")
    expect(dialog.get_by_label("Beschäftigte (Unternehmen oder Konzern)")).to_be_focused()
    page.keyboard.type("80")
    dialog.get_by_label("Berufsabschluss", exact=True).select_option(label="ohne")
    dialog.get_by_label("Weiteres", exact=True).fill(ATTACK)
    page.screenshot(path=ARTEFACTS / "fall-formular-handy.png")
    assert serious(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(chip(page, "firm_headcount")).to_have_text("80 Beschäftigte")
    expect(chip(page, "remarks")).to_contain_text("<img src=x")
    card = ask(
        page, "Die Kollegin ist 50 und will eine Umschulung für 9.800 Euro machen. Was zahlt der Betrieb?"
    )
    expect(chip(page, "age")).to_have_text("Alter: 50 Jahre")
    expect(chip(page, "firm_headcount")).to_have_text("80 Beschäftigte")
    card.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / "fall-karte-handy.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious(page) == []
    remove = page.get_by_role("button", name="Alter: 50 Jahre, entfernen")
    remove.focus()
    page.keyboard.press("Enter")
    expect(chip(page, "age")).to_have_count(0)
    expect(page.get_by_role("button", name="Angaben ergänzen")).to_be_focused()
    page.get_by_role("button", name="Leeren").click()
    page.get_by_role("dialog").get_by_role("button", name="Leeren").click()
    expect(page.get_by_role("button", name="Fall angeben")).to_be_focused()
    assert page.title() != "gehackt"


def test_before_a_conversation_is_thrown_away_it_is_asked(page: Page, address: str) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.goto(address)
    ask(page, FIRST)
    page.once("dialog", stay)
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(1000)
    assert asked == ["beforeunload"]
    page.locator("#new-chat-button").click()
    dialog = page.get_by_role("dialog", name="Neuen Chat beginnen?")
    expect(dialog).to_contain_text("Ohne Anmeldung wird nichts aufbewahrt")
    page.screenshot(path=ARTEFACTS / "fall-neuer-chat.png")
    dialog.get_by_role("button", name="Hier bleiben").click()
    expect(page.locator(".wbm-card")).to_have_count(1)
    page.locator("#new-chat-button").click()
    dialog.get_by_role("button", name="Verwerfen und neu beginnen").click()
    expect(page.locator(".wbm-card")).to_have_count(0)
    expect(page.get_by_role("button", name="Fall angeben")).to_be_visible()


@pytest.mark.slow
def test_a_stored_chat_has_its_case_and_its_card_again(page: Page, own_starter: Path) -> None:
    add_user(own_starter, "anna")
    with serving(own_starter, WBM_SIGN_IN="1") as (address, _):
        page.goto(address)
        page.locator("#email").fill("anna")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        ask(page, FIRST)
        page.wait_for_url("**/thread/*")
        page.reload()  # nobody is asked: it is stored
        card = page.locator(".wbm-card")
        expect(row(card)).to_contain_text("2.000 Euro", timeout=30_000)
        expect(chip(page, "firm_headcount")).to_have_text("120 Beschäftigte")
        page.locator("#new-chat-button").click()
        expect(card).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
