"""What a document is called, and the day it says of itself; none where it says none."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.documents.as_of import find_stand
from ingest.documents.formats import parse_bytes
from ingest.documents.titles import general, heads, usable_title


@pytest.mark.parametrize(
    "said",
    [
        "Layout 1",
        "preise_2025.xlsx",
        "Nichtamtliches Inhaltsverzeichnis",
        "Word Document",
        "PowerPoint-Präsentation",
        "Microsoft Word - Merkblatt.doc",
        "3ITT",
        "Dokument1",
        "Hinweise für Arbeitgeber und",
        "Die Förderung der beruflichen Weiter-",
        "",
        "2025",
        "(16.21a)",
    ],
)
def test_no_titles(said: str) -> None:
    assert usable_title(said) == ""


@pytest.mark.parametrize(
    "said", ["Merkblatt 6", "AZAV", "§ 82 SGB III", "FbW: Fragen", "Art. 12", "Layout von Arbeitsplätzen"]
)
def test_titles(said: str) -> None:
    assert usable_title(said) == said


@pytest.mark.parametrize("line", ["rung", "(16.21a)", "82.14", "und weitere", "•", "14"])
def test_lines_that_head_nothing(line: str) -> None:
    assert not heads(line)


@pytest.mark.parametrize("line", ["Förderung", "§ 1", "1.2 Antrag", "A. Grundsätze", "FbW"])
def test_lines_that_can_head(line: str) -> None:
    assert heads(line)


def test_a_general_heading_is_completed_by_the_title() -> None:
    html = (
        "<html><head><title>{}</title></head><body><main><h1>Wichtige Hinweise</h1><p>Text.</p></main></body>"
        "</html>"
    )
    page = parse_bytes(html.format("Bildungsscheck | Land").encode(), name="s.html")
    assert page.title == "Bildungsscheck: Wichtige Hinweise"
    assert general("Wichtige Hinweise")
    assert not general("Hinweise für Betriebe mit 50 Beschäftigten")
    assert parse_bytes(html.format("Startseite").encode(), name="s.html").title == "Wichtige Hinweise"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Stand: 01.02.2025", date(2025, 2, 1)),
        ("Stand: Februar 2025", date(2025, 2, 1)),
        ("Stand Feb. 2025", date(2025, 2, 1)),
        ("Stand: Sept. 2024", date(2024, 9, 1)),
        ("Stand 2025", date(2025, 1, 1)),
        ("Stand: 2025-02", date(2025, 2, 1)),
        ("Stand (02/2025)", date(2025, 2, 1)),
        ("Redaktionsstand 1. März 2025", date(2025, 3, 1)),
        ("Letzte Aktualisierung: 03.02.2025", date(2025, 2, 3)),
        ("Letztes Update: 3. Februar 2025", date(2025, 2, 3)),
        ("Aktualisiert: 3.2.2025", date(2025, 2, 3)),
        ("Diese Seite wurde zuletzt aktualisiert am 3. Februar 2025.", date(2025, 2, 3)),
        ("zuletzt überarbeitet im März 2025", date(2025, 3, 1)),
        ("Last updated: 2025-02-03", date(2025, 2, 3)),
    ],
)
def test_words_that_tell_a_state(text: str, day: date) -> None:
    found = find_stand(f"Überschrift\n{text}\nEin Satz.")
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize(
    "text",
    [
        "Quelle: Statistik der Bundesagentur, Stand: Dezember 2019",
        "nach dem Gesetz in der Fassung von 2018, Stand 2019",
        "Der Antrag stand 2019 im Mittelpunkt",
        "§ 82 SGB III (Stand: 2020)",
        "Wir haben 2021 begonnen.",
        "Vgl. Müller, Recht der Weiterbildung, Stand: 2018",
        "Bis zum Stand von 500 Euro",
    ],
)
def test_the_day_of_something_cited_is_none_of_the_page(text: str) -> None:
    assert find_stand(f"Überschrift\n{text}\nEin Satz.") is None


def test_a_page_without_a_date_has_none() -> None:
    html = b"<html><body><main><h1>Kurse</h1><p>Seit 2013 gibt es uns.</p></main></body></html>"
    page = parse_bytes(html, name="s.html")
    assert page.stand is None


def test_a_first_line_that_stands_alone_is_a_title() -> None:
    text = "Landesarbeitsgericht Musterstadt, Urteil\n\nDie Klage wird abgewiesen."
    assert parse_bytes(text.encode(), name="u17.txt").title == "Landesarbeitsgericht Musterstadt, Urteil"
    assert parse_bytes(b"Die Klage wird abgewiesen.\n\nSie war falsch.", name="u17.txt").title == "u17"
