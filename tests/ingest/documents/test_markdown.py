from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import chunk_document
from ingest.documents.formats import parse_bytes
from ingest.documents.law.reader import read_law
from ingest.documents.markdown import read_markdown
from knowledge.errors import UnreadableSource
from knowledge.german.tokens import count_tokens
from knowledge.model.document import Document, Section
from settings import ROOT

SHEET = """---
title: "Lernurlaub"
topics: [urlaub]
region: Deutschland
audience: [mentor]
sources:
  - law: lernfg
    ref: "§ 1 Abs. 1"
  - title: "Ein Faltblatt"
stand: 2025-01-15
---

# Lernurlaub

## Kurz gesagt (§ 1 Abs. 1 LernFG)
Drei Tage.

## Kurz gesagt (§ 1 Abs. 1 LernFG)
Noch einmal.
"""


def test_a_factsheet_is_cut_at_its_headings(tmp_path: Path) -> None:
    file = tmp_path / "lernurlaub.md"
    file.write_text(SHEET)
    sheet = read_markdown(file)
    assert (sheet.id, sheet.title, sheet.stand, sheet.topics) == (
        "lernurlaub",
        "Lernurlaub",
        date(2025, 1, 15),
        ("urlaub",),
    )
    assert [s.locator for s in sheet.sections] == [
        "Kurz gesagt (§ 1 Abs. 1 LernFG)",
        "Kurz gesagt (§ 1 Abs. 1 LernFG) (2)",
    ]
    assert sheet.sections[0].text == "Drei Tage."
    assert sheet.sections[0].url == "https://www.gesetze-im-internet.de/lernfg/__1.html"
    assert sheet.legal_basis == ("lernfg § 1 Abs. 1", "Ein Faltblatt")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leer"),
        (b"---\ntitle: x\n", "kein Ende"),
        (b"---\n[a\n---\ntext", "YAML"),
        (b"---\n- a\n---\ntext", "schlüssel: wert".encode().decode()),
        (b"# Nur eine Ueberschrift\n", "keinen Text"),
    ],
)
def test_broken_factsheets_say_what_is_wrong(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "blatt.md"
    file.write_bytes(content)
    with pytest.raises(UnreadableSource, match=said):
        read_markdown(file)


def test_starter_factsheets_are_complete() -> None:
    sheets = [read_markdown(file) for file in sorted((ROOT / "knowledge").glob("texts*/*.md"))]
    assert len(sheets) >= 25
    for sheet in sheets:
        assert sheet.stand or "ohne Datum" in " ".join(sheet.legal_basis), sheet.id
        assert sheet.topics, sheet.id
        assert sheet.region, sheet.id
        assert sheet.legal_basis, sheet.id
        assert any(s.locator == "Einfach gesagt" for s in sheet.sections), sheet.id


def test_law_places_of_the_factsheets_exist_and_hold_their_figures(corpus: Path) -> None:
    from chains.quantities.figures import figures_in
    from chains.question.references import LawNames, find_references

    laws = {file.stem: read_law(file) for file in (corpus / "gesetze").glob("*.xml")}
    names = LawNames({law.id: (law.title,) for law in laws.values()})
    for file in sorted((ROOT / "knowledge").glob("texts*/*.md")):
        sheet = read_markdown(file)
        for basis in sheet.legal_basis:
            law, _, locator = basis.partition(" ")
            if law in laws:
                assert any(s.locator == locator for s in laws[law].sections), f"{file.name}: {basis}"
        for section in sheet.sections:
            references = find_references(section.locator, names)
            if not references:
                continue
            wording = "\n".join(
                s.text
                for r in references
                for s in laws[r.law].sections
                if s.locator == r.locator or s.locator.startswith(f"§ {r.paragraph} Abs.")
            )
            said = figures_in(wording)  # "die Hälfte" and "50 Prozent" are one figure
            have = {f.value for f in said}
            figures = {
                f for f in figures_in(section.text) if f.unit not in {"", "§", "Anteil"} and f.value != "0"
            }
            missing = {f for f in figures - said if f.value not in have}
            assert not missing, f"{file.name} {section.locator}: {missing}"


def test_a_chunk_never_spans_two_places_and_keeps_the_budget() -> None:
    long = " ".join(f"Satz {n} über Weiterbildung im Betrieb." for n in range(200))
    document = Document(
        "d", "law", "D", (Section("§ 1", "kurz"), Section("§ 2", long), Section("§ 3", "Wort" * 2000))
    )
    chunks = chunk_document(document, budget=100)
    for section in document.sections:
        parts = [c.text for c in chunks if c.locator == section.locator]
        assert "".join("".join(parts).split()) == "".join(section.text.split())
    assert all(count_tokens(c.text) <= 110 for c in chunks if c.locator != "§ 3")
    assert len({c.id for c in chunks}) == len(chunks)


def _page(front: str, body: str = "# Kurse\n\nEs gibt Kurse.") -> Document:
    return parse_bytes(f"---\n{front}\n---\n{body}".encode(), name="seite.md")


@pytest.mark.parametrize(
    ("stand", "day", "note"),
    [
        ("2019", date(2019, 1, 1), "Stand: 2019"),
        ("2019-03", date(2019, 3, 1), "Stand: 2019-03"),
        ("März 2019", date(2019, 3, 1), "Stand: März 2019"),
        ("12.03.2019", date(2019, 3, 12), "Stand: 12.03.2019"),
        ("2019-03-12", date(2019, 3, 12), ""),
    ],
)
def test_a_year_or_a_month_is_a_stand(stand: str, day: date, note: str) -> None:
    page = _page(f"stand: {stand}")
    assert (page.stand, page.stand_note, page.notes) == (day, note, ())


@pytest.mark.parametrize("stand", ["unbekannt", "gestern", "2019-31-31"])
def test_an_unreadable_stand_is_noted_and_the_page_is_read(stand: str) -> None:
    page = _page(f"stand: {stand}")
    assert page.stand is None
    assert stand in page.notes[0]
    assert page.sections[0].text == "Es gibt Kurse."


def test_kind_and_address_are_those_of_the_page() -> None:
    page = _page("url: https://amt.example/kurse")
    assert (page.kind, page.url, page.sections[0].url) == (
        "page",
        "https://amt.example/kurse",
        "https://amt.example/kurse",
    )
    assert _page("title: x").kind == "text"
    assert _page("sources:\n  - url: https://amt.example").kind == "factsheet"


def test_underlined_headings_are_headings_and_struck_words_are_none() -> None:
    page = _page(
        "title: x",
        "Förderung\n====\n\nEs gibt ~~400~~ 500 Euro. <!-- alt: 300 -->\n\n"
        "Antrag\n---\n\nSofort.\n\n---\n\nEnde.",
    )
    assert [(s.locator, s.path, s.text) for s in page.sections] == [
        ("Förderung", (), "Es gibt  500 Euro."),
        ("Antrag", ("Förderung",), "Sofort.\n\n---\n\nEnde."),
    ]
