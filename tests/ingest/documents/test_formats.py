from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ingest.documents.formats import ENDINGS, Format, format_of, parse_bytes
from ingest.sources.read import Outcome, read_path
from knowledge.errors import UnreadableSource
from tests.conftest import LAW
from tests.ingest.paper import one_page, saved

HTML = b"<!doctype html><html><body><main><h1>Seite</h1><p>Ein Satz.</p></main></body></html>"


@pytest.mark.parametrize(
    ("data", "name", "media_type", "expected"),
    [
        (HTML, "seite", "text/html; charset=utf-8", Format.HTML),
        (HTML, "index.php?id=3", "", Format.HTML),
        (HTML, "seite.txt", "text/html", Format.HTML),
        (one_page(), "datei", "application/octet-stream", Format.PDF),
        (one_page(), "datei.html", "text/html", Format.PDF),  # the bytes outrank the claim
        (b"a;b\n1;2\n", "liste.csv", "text/plain", Format.CSV),
        (b"Nur Text.", "datei", "text/plain", Format.TEXT),
        (b"\xff\xfeN\x00u\x00r\x00", "datei.txt", "", Format.TEXT),
        (b"# Titel\n\nText", "datei.MD", "", Format.MARKDOWN),
        (LAW.read_bytes(), "lernfg.xml", "application/xml", Format.LAW),
        (LAW.read_bytes(), "lernfg", "", Format.LAW),
    ],
)
def test_the_reader_follows_media_type_ending_and_content(
    data: bytes, name: str, media_type: str, expected: Format
) -> None:
    assert format_of(data, name=name, media_type=media_type) is expected


def test_the_ending_of_the_address_counts_where_the_name_has_none() -> None:
    assert (
        format_of(b"a;b\n1;2\n", name="download", url="https://amt.example/dateien/liste%20neu.csv?v=2")
        is Format.CSV
    )


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.pdf", "leer"),
        (b"\x00" * 4000, "a.docx", "leer"),
        (HTML, "a.pdf", "Webseite"),
        (b"PK\x03\x04kein Office", "a.docx", "falsch benannt"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.docx", "Kennwort"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.pdf", "OCR"),
        (b"\x7fELF\x02\x01\x01" + b"\x00\x01" * 40, "a.bin", "wird nicht gelesen"),
        (b"<?xml version='1.0'?><rss/>", "feed", "gii-norm"),
    ],
)
def test_what_is_not_read_says_why(data: bytes, name: str, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said) as failure:
        parse_bytes(data, name=name)
    assert name in str(failure.value)


def test_a_text_file_is_cut_at_what_looks_like_headings() -> None:
    text = (
        "LERNURLAUB\n\nDrei Tage im Jahr.\nSie sind bezahlt.\n\nWer darf?\n---------\nAlle"
        " Beschäftigten.\n\n1.2 Frist\n\nSechs Wochen.\n\nStand: 01.02.2025\n"
    )
    document = parse_bytes(text.encode("cp1252"), name="lernurlaub.txt")
    assert [(s.locator, s.text) for s in document.sections] == [
        ("LERNURLAUB", "Drei Tage im Jahr.\nSie sind bezahlt."),
        ("Wer darf?", "Alle Beschäftigten."),
        ("1.2 Frist", "Sechs Wochen.\nStand: 01.02.2025"),
    ]
    assert (document.title, document.stand_note) == ("LERNURLAUB", "Stand: 01.02.2025")


def outcomes(folder: Path) -> dict[str, Outcome]:
    return {outcome.document_id: outcome for outcome in read_path(folder, "ordner")}


def test_files_of_one_stem_get_ids_by_a_fixed_rule(tmp_path: Path) -> None:
    shutil.copy(LAW, tmp_path / "lernfg.xml")
    (tmp_path / "lernfg.html").write_bytes(HTML)
    (tmp_path / "flyer.html").write_bytes(HTML)
    (tmp_path / "flyer.txt").write_text("Ein Satz.")
    (tmp_path / "allein.txt").write_text("Ein Satz.")
    found = outcomes(tmp_path)
    assert set(found) == {"lernfg", "lernfg.html", "flyer.html", "flyer.txt", "allein"}
    assert {
        key for key, outcome in found.items() if outcome.document is None or outcome.document.id != key
    } == set()


def test_two_files_of_one_id_are_a_failure_that_names_both(tmp_path: Path) -> None:
    for name in ("flyer.html", "flyer.txt", "flyer.html.txt"):
        (tmp_path / name).write_bytes(HTML)
    found = list(read_path(tmp_path, "ordner"))
    failures = [outcome.failure for outcome in found if not outcome.document]
    assert len(found) == 3
    assert len(failures) == 1
    assert all(str(tmp_path / name) in failures[0] for name in ("flyer.html", "flyer.html.txt"))


def test_old_office_files_are_named_with_a_remedy_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    for name in ("alt.doc", "bild.png", "~$kurs.docx", ".versteckt.txt", "gut.txt"):
        (tmp_path / name).write_text("Ein Satz.")
    found = outcomes(tmp_path)
    assert set(found) == {"alt", "gut", ""}
    assert "als DOCX speichern" in found["alt"].failure


def test_what_is_no_ordinary_file_does_not_hold_the_sync_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rohr.txt")
    (tmp_path / "zeiger.txt").symlink_to(tmp_path / "fehlt")
    found = outcomes(tmp_path)
    assert {key: outcome.failure != "" for key, outcome in found.items()} == {"": False, "zeiger": True}
    assert "rohr.txt (keine gewöhnliche Datei, sondern eine Pipe)" in found[""].skipped


def test_every_known_ending_has_a_reader(tmp_path: Path) -> None:
    for ending in ENDINGS:
        with pytest.raises(UnreadableSource):
            parse_bytes(b" \x00 ", name=f"leer{ending}")
        (tmp_path / f"datei{ending}").write_bytes(b"<?xml version='1.0'?><x>" + b"\x01" * 40)
    assert len(outcomes(tmp_path)) == len(ENDINGS)


def test_a_sync_says_what_a_reader_left_out(tmp_path: Path, environment: dict[str, str]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Kurs", "Ort"])
    book.create_sheet("Intern").append(["x", "y"])
    book["Intern"].sheet_state = "hidden"
    (tmp_path / "kurse.xlsx").write_bytes(saved(book))
    done = subprocess.run(
        [sys.executable, "-m", "cli", "sync", str(tmp_path / "kurse.xlsx")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Hinweis zu kurse: Tabelle „Intern“ ist ausgeblendet" in done.stderr


def test_files_that_nobody_can_read_are_named_together(tmp_path: Path) -> None:
    (tmp_path / "gut.md").write_text("# Gut\n\nText.\n")
    (tmp_path / "unter").mkdir()
    (tmp_path / "unter" / "alt.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    for name in ("plan.mpp", "unter/foto.jpg", ".DS_Store", "~$gut.xyz"):
        (tmp_path / name).write_bytes(b"x")
    outcomes = list(read_path(tmp_path, "ordner"))
    assert [o.skipped for o in outcomes if o.skipped] == [
        "Kein Format, das gelesen wird: plan.mpp, unter/foto.jpg"
    ]
    assert [o.failure for o in outcomes if o.failure] == [
        "unter/alt.doc: Das alte Word-Format wird nicht gelesen. Bitte als DOCX speichern."
    ]


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
@pytest.mark.parametrize("name", ["a.odt", "a.docx", "https://amt.example/datei"])
def test_open_document_says_what_to_do(kind: str, name: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("content.xml", "<x/>")
    with pytest.raises(UnreadableSource, match="Bitte als DOCX, XLSX oder PPTX speichern"):
        parse_bytes(target.getvalue(), name=name)
