"""Long texts without headings have places that a citation can point to."""

from __future__ import annotations

import docx
import pytest

from ingest.documents.formats import parse_bytes
from knowledge.model.document import Document
from tests.ingest.paper import saved

SENTENCE = "Der Betrieb zahlt den Lohn weiter, solange die Kollegin den Lehrgang besucht. "
JUDGEMENT = [
    "Landesarbeitsgericht Musterstadt",
    "Tenor",
    "Die Berufung wird zurückgewiesen.",
    "Tatbestand",
    *(f"{number} Die Parteien streiten über die Kosten. {SENTENCE * 2}" for number in range(1, 6)),
    "Entscheidungsgründe",
    *(f"{number} Die Klage ist begründet. {SENTENCE * 2}" for number in range(6, 9)),
]
CONTRACT = [
    "Fortbildungsvertrag",
    "§ 1 Gegenstand",
    SENTENCE * 6,
    "§ 2 Vergütung",
    f"(1) {SENTENCE * 5}",
    f"(2) {SENTENCE * 5}",
    "§ 3",
    SENTENCE * 5,
]
MINUTES = [
    "Protokoll der Sitzung",
    "TOP 1 Begrüßung",
    SENTENCE * 5,
    "TOP 2: Weiterbildung",
    SENTENCE * 9,
    "TOP 3 Verschiedenes",
    SENTENCE * 8,
]
NUMBERED = [f"{n}. {SENTENCE * 5}" for n in range(1, 6)]
PLAIN = [SENTENCE * 6 for _ in range(5)]


def _text(paragraphs: list[str]) -> Document:
    return parse_bytes("\n\n".join(paragraphs).encode(), name="text.txt")


def _lines(paragraphs: list[str]) -> Document:
    return parse_bytes("\n".join(paragraphs).encode(), name="text.txt")


def _word(paragraphs: list[str]) -> Document:
    file = docx.Document()
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    return parse_bytes(saved(file), name="text.docx")


def _page(paragraphs: list[str]) -> Document:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return parse_bytes(f"<html><body><main><h1>Titel</h1>{body}</main></body></html>".encode(), name="s.html")


def _markdown(paragraphs: list[str]) -> Document:
    return parse_bytes(("# Titel\n\n" + "\n\n".join(paragraphs)).encode(), name="s.md")


ALL = [_text, _lines, _word, _page, _markdown]


@pytest.mark.parametrize("read", ALL)
def test_a_judgement_is_cited_by_its_margin_numbers(read) -> None:
    places = {s.locator: s for s in read(JUDGEMENT).sections}
    assert {"Tenor", *(f"Rn. {n}" for n in range(1, 9))} <= set(places)
    assert places["Tenor"].text == "Die Berufung wird zurückgewiesen."
    assert places["Rn. 7"].text.startswith("Die Klage ist begründet.")
    assert "Entscheidungsgründe" in places["Rn. 7"].path


@pytest.mark.parametrize("read", ALL)
def test_a_contract_is_cited_by_its_paragraphs(read) -> None:
    places = {s.locator: s.text for s in read(CONTRACT).sections}
    assert {"§ 1 Gegenstand", "§ 2 Vergütung", "§ 3"} <= set(places)
    assert places["§ 2 Vergütung"].count("(2) Der Betrieb") == 1


@pytest.mark.parametrize("read", ALL)
def test_minutes_are_cited_by_their_items(read) -> None:
    assert {"TOP 1 Begrüßung", "TOP 2: Weiterbildung", "TOP 3 Verschiedenes"} <= {
        s.locator for s in read(MINUTES).sections
    }


@pytest.mark.parametrize("read", ALL)
def test_numbered_paragraphs_are_places(read) -> None:
    assert [s.locator for s in read(NUMBERED).sections] == [f"Nr. {n}" for n in range(1, 6)]


@pytest.mark.parametrize("read", ALL)
def test_what_has_no_marks_is_cited_by_paragraph(read) -> None:
    sections = read(PLAIN).sections
    assert [s.locator for s in sections] == [f"Absatz {n}" for n in range(1, 6)]
    assert " ".join(s.text.strip() for s in sections) == " ".join(p.strip() for p in PLAIN)


@pytest.mark.parametrize("read", ALL)
def test_a_short_text_and_one_with_headings_stay_as_they_are(read) -> None:
    assert len(read([SENTENCE, SENTENCE]).sections) == 1
    with_headings = "".join(f"<h2>Teil {n}</h2><p>{SENTENCE * 8}</p>" for n in "ABC")
    page = parse_bytes(f"<html><body><main>{with_headings}</main></body></html>".encode(), name="s.html")
    assert [s.locator for s in page.sections] == ["Teil A", "Teil B", "Teil C"]


def test_numbers_that_do_not_count_on_are_no_marks() -> None:
    paragraphs = [f"{n} Kurse gab es. {SENTENCE * 6}" for n in (40, 12, 7, 99)]
    assert [s.locator for s in _text(paragraphs).sections] == [f"Absatz {n}" for n in range(1, 5)]


def test_the_name_of_a_paragraph_may_stand_below_its_sign() -> None:
    document = _text(["Satzung", "§ 1\nZweck des Vereins\nDer Verein lernt.", "§ 2\n(1) Er lehrt."])
    assert [(s.locator, s.text) for s in document.sections][1:] == [
        ("§ 1 Zweck des Vereins", "Der Verein lernt."),
        ("§ 2", "(1) Er lehrt."),
    ]


def test_a_paragraph_sign_alone_on_a_line_heads() -> None:
    document = _text(
        ["Satzung", "§ 1", "Der Verein lernt.", "§ 2 Zweck", "Er lehrt.", "§ 3 gilt nicht für Gäste."]
    )
    assert [(s.locator, s.text) for s in document.sections][1:] == [
        ("§ 1", "Der Verein lernt."),
        ("§ 2 Zweck", "Er lehrt.\n§ 3 gilt nicht für Gäste."),
    ]
