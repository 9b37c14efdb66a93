from __future__ import annotations

import stat
import time
from datetime import date
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod

from ingest.documents.formats import parse_bytes
from ingest.documents.pdf.lines import rows_of
from ingest.documents.pdf.page_text import ShownText
from ingest.documents.pdf.reader import parse_pdf
from ingest.documents.raw import RawFile
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document
from tests.ingest.paper import PROSE, Brochure, one_page, page_pdf, raw_pdf, scan

URL = "https://beispiel.example/leitfaden.pdf"


def read(data: bytes, name: str = "leitfaden.pdf") -> Document:
    return parse_bytes(data, name=name, url=URL)


@pytest.fixture(scope="module")
def brochure() -> Document:
    paper = Brochure()
    paper.set_title("Leitfaden Weiterbildung")
    paper.set_auto_page_break(True, 20)
    paper.add_page()
    paper.start_section("Einführung", 0)
    paper.head("Einführung", 18)
    paper.body(PROSE * 3)
    paper.start_section("Wer wird gefördert?", 1)
    paper.head("Wer wird gefördert?")
    paper.set_font("helvetica", size=11)
    for item in (
        "Beschäftigte ohne Berufsabschluss,",
        (
            "Beschäftigte, deren Abschluss mehr als vier Jahre zurückliegt und die seither anders gearbeitet"
            " haben,"
        ),
        "Betriebe.",
    ):
        paper.cell(5, 6, "-")
        paper.multi_cell(0, 6, item, new_x="LMARGIN", new_y="NEXT")
    paper.add_page()
    paper.start_section("Fördersätze", 1)
    paper.head("Fördersätze")
    paper.body("Die Sätze gelten ab dem 1. Januar.")
    with paper.table() as table:
        for cells in (
            ("Betriebsgröße", "Lehrgangskosten", "Arbeitsentgelt"),
            ("unter 50 Beschäftigte", "100 %", "75 %"),
            ("50 bis 499 Beschäftigte mit einer sehr langen Beschreibung, die umbricht", "50 %", "50 %"),
            ("ab 500 Beschäftigte", "25 %", "25 %"),
        ):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    paper.ln(3)
    paper.body(
        "Die Fort- und Weiter-\nbildung sowie die Aus-\nund Weiterbildung in Baden-\nWürttemberg ist"
        " IT-\ngestützt."
    )
    paper.add_page()
    with paper.text_columns(ncols=2, gutter=8) as columns:
        paper.set_font("times", size=11)
        columns.write("Linke Spalte zuerst. " + PROSE * 6 + "\n\nRechte Spalte folgt. " + PROSE * 6)
    paper.add_page()
    paper.head("Stand und Kontakt")
    paper.body("Stand: 15.01.2026")
    return read(paper.bytes())


def test_pages_and_headings_are_the_places(brochure: Document) -> None:
    assert [(s.locator, s.heading, s.path) for s in brochure.sections] == [
        ("S. 1", "Einführung", ()),
        ("S. 1, Wer wird gefördert?", "Wer wird gefördert?", ("Einführung",)),
        ("S. 2", "Fördersätze", ("Einführung",)),
        ("S. 3", "Fördersätze", ("Einführung",)),
        ("S. 4", "Stand und Kontakt", ("Einführung",)),
    ]
    assert [s.url for s in brochure.sections] == [f"{URL}#page={n}" for n in (1, 1, 2, 3, 4)]
    assert (brochure.title, brochure.stand, brochure.stand_note) == (
        "Leitfaden Weiterbildung",
        date(2026, 1, 15),
        "Stand: 15.01.2026",
    )


def test_running_headers_and_page_numbers_are_left_out(brochure: Document) -> None:
    text = "\n".join(s.text for s in brochure.sections)
    assert "Leitfaden Weiterbildung 2026" not in text
    assert "Seite" not in text


def test_words_are_whole_over_line_ends_and_dashes_stay(brochure: Document) -> None:
    assert brochure.sections[2].text.endswith(
        "Die Fort- und Weiterbildung sowie die Aus- und Weiterbildung in Baden-Württemberg ist IT-gestützt."
    )
    assert brochure.sections[0].text == (PROSE * 3).strip()


def test_lists_are_lines_and_tables_are_rows_of_cells(brochure: Document) -> None:
    assert brochure.sections[1].text.splitlines() == [
        "- Beschäftigte ohne Berufsabschluss,",
        (
            "- Beschäftigte, deren Abschluss mehr als vier Jahre zurückliegt und die seither anders"
            " gearbeitet haben,"
        ),
        "- Betriebe.",
    ]
    assert brochure.sections[2].text.splitlines()[1:5] == [
        "Betriebsgröße\tLehrgangskosten\tArbeitsentgelt",
        "unter 50 Beschäftigte\t100 %\t75 %",
        "50 bis 499 Beschäftigte mit einer sehr langen Beschreibung, die umbricht\t50 %\t50 %",
        "ab 500 Beschäftigte\t25 %\t25 %",
    ]


def test_two_columns_are_read_one_after_the_other(brochure: Document) -> None:
    text = brochure.sections[3].text
    assert text.split("Rechte Spalte folgt. ")[0].split() == ("Linke Spalte zuerst. " + PROSE * 6).split()
    assert text.split("Rechte Spalte folgt. ")[1].split() == (PROSE * 6).split()


@pytest.mark.parametrize("by_lines", [False, True])
def test_three_columns_are_read_one_after_the_other(by_lines: bool) -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=10)
    texts = [f"Spalte {name} beginnt hier. {PROSE * 4}" for name in ("eins", "zwei", "drei")]
    lines = [paper.multi_cell(58, 5, text, align="L", dry_run=True, output="LINES") for text in texts]
    places = [(row, column) for column in range(3) for row in range(len(lines[column]))]
    for row, column in sorted(places) if by_lines else places:  # across the page, as some programs write it
        paper.set_xy(10 + column * 64, 20 + row * 5)
        paper.cell(58, 5, lines[column][row])
    assert " ".join(_texts(paper).values()).split() == " ".join(texts).split()


def test_columns_below_a_table_and_a_heading_in_one_of_them() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=10)
    with paper.table() as table:
        for cells in (("Modul", "Stunden"), ("Rolle", "16"), ("Recht", "24")):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    paper.ln(8)
    top = paper.get_y()
    for x, head, words in (
        (10, "Lernen", "Links steht der erste Text, der von oben bis unten reicht. "),
        (110, "", "Rechts steht der zweite Text, der danach gelesen wird. "),
    ):
        paper.set_xy(x, top)
        if head:
            paper.set_font("helvetica", "B", 14)
            paper.cell(80, 9, head, new_x="LEFT", new_y="NEXT")
        paper.set_font("helvetica", size=10)
        paper.multi_cell(80, 5, words * 6)
    document = read(bytes(paper.output()))
    assert [s.locator for s in document.sections] == ["S. 1", "S. 1, Lernen"]
    assert document.sections[0].text == "Modul\tStunden\nRolle\t16\nRecht\t24"
    assert " ".join(document.sections[1].text.split()).startswith("Links steht")
    assert document.sections[1].text.index("Rechts steht") > document.sections[1].text.rindex("Links steht")


def test_font_sizes_tell_headings_where_there_is_no_outline() -> None:
    paper = Brochure()
    for head, size in (("Großes Kapitel", 20), ("Kleiner Abschnitt", 14), ("Nächster Abschnitt", 14)):
        paper.add_page()
        paper.head(head, size)
        paper.body(PROSE)
    document = read(paper.bytes())
    assert [s.heading for s in document.sections] == [
        "Großes Kapitel",
        "Kleiner Abschnitt",
        "Nächster Abschnitt",
    ]
    assert [(s.locator, s.path) for s in document.sections] == [
        ("S. 1", ()),
        ("S. 2", ("Großes Kapitel",)),
        ("S. 3", ("Großes Kapitel",)),
    ]
    assert document.title == "Großes Kapitel"


def test_raised_figures_do_not_run_into_amounts() -> None:
    stream = (
        b"BT /F1 11 Tf 50 700 Td (Der Zuschuss betraegt 50) Tj 6 Ts /F1 6 Tf (1) Tj 0 Ts /F1 11 Tf ( Prozent"
        b" der Kosten.) Tj ET"
    )
    assert read(page_pdf(stream)).sections[0].text == "Der Zuschuss betraegt 50¹ Prozent der Kosten."


def test_text_in_forms_and_on_turned_pages_is_read() -> None:
    form = b"BT /F1 11 Tf 50 500 Td (Dieser Satz steht in einem Formular.) Tj ET"
    with_form = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 90 /Contents 4 0 R /Resources <<"
        b" /XObject << /X 5 0 R >> >> >>",
        b"<< /Length 33 >>\nstream\nq 0 1 -1 0 595 0 cm /X Do Q      \nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 6 0 R >> /XObject"
        b" << /X 5 0 R >> >> /Length %d >>\nstream\n" % (len(form) + 6) + form + b" /X Do\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    document = read(with_form)
    assert document.sections[0].text.startswith("Dieser Satz steht in einem Formular.")


def test_an_empty_user_password_opens_a_file_and_another_one_is_asked_for() -> None:
    def locked(user: str) -> bytes:
        paper = FPDF()
        paper.set_encryption("besitz", user, EncryptionMethod.RC4, AccessPermission.none())
        paper.add_page()
        paper.set_font("helvetica", size=11)
        paper.multi_cell(0, 6, "Geschützt, aber für alle lesbar.")
        return bytes(paper.output())

    assert read(locked("")).sections[0].text == "Geschützt, aber für alle lesbar."
    with pytest.raises(UnreadableSource, match="Kennwort"):
        read(locked("geheim"))


def test_a_scan_says_that_it_needs_text_recognition(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableSource, match="ocrmypdf"):
        read(scan())


def test_the_readable_pages_of_a_mixed_file_are_kept_and_the_others_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    document = read(scan("Nur diese Seite hat Text."))
    assert [s.locator for s in document.sections] == ["S. 2"]
    assert len(document.notes) == 1
    assert document.notes[0].startswith("S. 1 ohne Text (gescannt)")


def test_ocrmypdf_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stand-in program on the PATH that is called as ocrmypdf is, since the real one is no part of the
    installation.
    """
    (tmp_path / "text.pdf").write_bytes(one_page("Erkannter Text der Seite."))
    program = tmp_path / "ocrmypdf"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/called\nfor last; do :; done\ncp {tmp_path}/text.pdf "$last"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    document = read(scan())
    assert document.sections[0].text == "Erkannter Text der Seite."
    assert not document.notes
    assert "-l deu" in (tmp_path / "called").read_text()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nkaputt",
        one_page()[:400],
        raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
    ],
)
def test_broken_files_are_named(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"leitfaden.pdf: .*beschädigt"):
        read(data)


def test_one_broken_page_costs_only_itself() -> None:
    good = b"BT /F1 11 Tf 50 700 Td (Diese Seite ist lesbar und bleibt.) Tj ET"
    data = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0"
        b" R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(good) + good + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /Font << /F1 5 0"
        b" R >> >> >>",
        b"<< /Filter /LZWDecode /DecodeParms << /Predictor 99 >> /Length 20"
        b" >>\nstream\n\xff\xff\xff\x00\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01zzzzzz\nendstream",
    )
    document = read(data)
    assert [s.locator for s in document.sections] == ["S. 1"]


def test_a_file_that_takes_too_long_or_too_much_is_ended() -> None:
    bomb = page_pdf(b"BT /F1 11 Tf " + b"(x) Tj 1 0 Td " * 900_000 + b"ET")
    begun = time.monotonic()
    with pytest.raises(UnreadableSource, match=r"beschädigt|nicht gelesen|Speicher|Absturz"):
        parse_pdf(RawFile(bomb, "bombe.pdf", "bombe"), seconds=1, memory=400_000_000)
    assert time.monotonic() - begun < 15


class _Numbered(Brochure):
    """Pages with a chapter each, its number that of the page."""

    running = ""

    def chapter(self, text: str) -> None:
        self.add_page()
        self.head(f"{self.page_no()} {text}", 16)


def _texts(paper: FPDF) -> dict[str, str]:
    return {section.locator: section.text for section in read(bytes(paper.output())).sections}


def test_chapters_numbered_like_their_pages_are_no_page_numbers() -> None:
    paper = _Numbered()
    for name in ("Zuschüsse", "Sätze", "Verfahren", "Anschriften"):
        paper.chapter(name)
        paper.body(f"Zum Thema {name} gilt folgendes. " + PROSE * 4)
    assert [section.heading for section in read(paper.bytes()).sections] == [
        "1 Zuschüsse",
        "2 Sätze",
        "3 Verfahren",
        "4 Anschriften",
    ]


def test_the_longer_column_is_read_to_its_end_before_the_next() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_auto_page_break(False)

    def column(x: float, *parts: str) -> None:
        paper.set_y(20)
        for part in parts:
            paper.set_x(x)
            head = len(part) < 40
            paper.set_font("helvetica", "B" if head else "", 15 if head else 10)
            paper.multi_cell(85, 9 if head else 5, part, align="L", new_x="LMARGIN", new_y="NEXT")
            paper.ln(4)

    column(12, "Links oben", "Erstens. " + PROSE * 5, "Links unten", "Zweitens. " + PROSE * 6)
    column(110, "Rechts", "Drittens. " + PROSE * 4)
    found = [(section.heading, section.text[:9]) for section in read(bytes(paper.output())).sections]
    assert found == [("Links oben", "Erstens. "), ("Links unten", "Zweitens."), ("Rechts", "Drittens.")]


def test_lists_without_dots_end_where_the_text_goes_on() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    for number, item in enumerate(
        (
            "Beraten lassen",
            (
                "Antrag stellen, vor dem Beginn und mit allem, was dazu gehört, also Angebot, Vertrag und"
                " Erklärung des Betriebs"
            ),
            "Bescheid",
        ),
        1,
    ):
        paper.cell(8, 6, str(number))
        paper.multi_cell(0, 6, item, new_x="LMARGIN", new_y="NEXT")
    paper.multi_cell(0, 6, "Danach geht es los. " + PROSE, new_x="LMARGIN", new_y="NEXT")
    lines = _texts(paper)["S. 1"].splitlines()
    assert lines[0] == "1 Beraten lassen"
    assert lines[1].endswith("Erklärung des Betriebs")
    assert lines[2] == "3 Bescheid"
    assert lines[3].startswith("Danach geht es los. Die berufliche")


def test_footnotes_and_raised_figures_stay_with_their_words() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=10)
    for cells in (("Betrieb", "Zuschuss"), ("unter 50", "100 %"), ("ab 250*", "25 %")):
        for cell in cells:
            paper.cell(60, 7, cell)
        paper.ln()
    paper.ln(4)
    paper.set_font("helvetica", size=8)
    paper.multi_cell(0, 4, "* Ab 2.500 Beschäftigten gelten 20 Prozent.", new_x="LMARGIN", new_y="NEXT")
    paper.ln(4)
    paper.set_font("helvetica", size=10)
    paper.c_margin = 0
    paper.cell(text="Quelle: eigene Darstellung.")
    paper.set_font("helvetica", size=8)
    paper.cell(8, 2.2, "1")
    assert _texts(paper)["S. 1"].splitlines() == [
        "Betrieb\tZuschuss",
        "unter 50\t100 %",
        "ab 250*\t25 %",
        "* Ab 2.500 Beschäftigten gelten 20 Prozent.",
        "Quelle: eigene Darstellung.¹",
    ]


def test_two_tables_with_a_line_between_are_two_and_a_long_cell_ends_at_its_neighbour() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=10)
    for widths, rows in (
        (
            (60, 45, 45),
            (
                ("Betriebsgröße", "Zuschuss zu den Lehrgangskosten", "Zuschuss zum Arbeitsentgelt"),
                ("unter 50", "100 %", "75 %"),
                ("ab 500", "25 %", "25 %"),
            ),
        ),
        ((30, 60), (("Leistung", "Betrag"), ("Fahrt", "20 Cent"), ("Unterkunft", "60 Euro"))),
    ):
        for cells in rows:
            for width, cell in zip(widths, cells, strict=True):
                paper.cell(width, 7, cell)
            paper.ln()
        paper.cell(text="Quelle: eigene Rechnung")
        paper.ln(9)
    assert _texts(paper)["S. 1"].splitlines() == [
        "Betriebsgröße\tZuschuss zu den Lehrgangskosten\tZuschuss zum Arbeitsentgelt",
        "unter 50\t100 %\t75 %",
        "ab 500\t25 %\t25 %",
        "Quelle: eigene Rechnung",
        "Leistung\tBetrag",
        "Fahrt\t20 Cent",
        "Unterkunft\t60 Euro",
        "Quelle: eigene Rechnung",
    ]


def test_an_address_keeps_its_lines() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    paper.multi_cell(
        0, 6, PROSE + "\nAgentur für Arbeit\nSteinstraße 39\n44147 Dortmund", new_x="LMARGIN", new_y="NEXT"
    )
    assert _texts(paper)["S. 1"].splitlines()[-3:] == [
        "Agentur für Arbeit",
        "Steinstraße 39",
        "44147 Dortmund",
    ]


def test_a_scanned_page_with_a_printed_footer_is_still_a_scan() -> None:
    from PIL import Image

    paper = Brochure()
    for name in ("Zuschüsse", "Sätze", "Verfahren"):
        paper.add_page()
        paper.body(f"Zum Thema {name} gilt folgendes. " + PROSE * 8)
    paper.add_page()
    paper.image(Image.new("L", (400, 600), 200), 10, 30, 150)
    document = read(paper.bytes())
    assert document.notes == (
        "S. 4 ohne Text (gescannt): braucht Texterkennung (OCR), zum Beispiel mit ocrmypdf.",
    )


def test_the_bullet_at_an_unused_code_is_one() -> None:
    stream = (
        b"BT /F1 11 Tf 60 700 Td (\x7f) Tj 14 0 Td (Beratung) Tj -14 -15 Td (\x7f) Tj 14 0 Td (Antrag) Tj ET"
    )
    assert read(page_pdf(stream)).sections[0].text == "- Beratung\n- Antrag"


@pytest.mark.parametrize("side", ["right", "left"])
def test_catchwords_beside_a_text_do_not_stand_in_its_sentences(side: str) -> None:
    paper = FPDF()
    paper.add_page()
    y = 20.0
    for words in (("Förderzweck", "(82.1)"), ("Zulassung der", "Maßnahme (82.2)")):
        paper.set_font("helvetica", size=11)
        paper.set_xy(20, y)
        paper.set_x(20 if side == "right" else 62)
        paper.set_left_margin(20 if side == "right" else 62)
        paper.multi_cell(125, 6, PROSE * 2)
        end = paper.get_y()
        paper.set_font("helvetica", size=9)
        for line, text in enumerate(words):
            paper.set_xy(152 if side == "right" else 15, y + 9 + 5 * line)
            paper.cell(40, 5, text)
        y = end + 4
    text = parse_bytes(bytes(paper.output()), name="weisung.pdf").sections[0].text
    assert text.count(PROSE.strip()) == 4
    assert text.endswith("Förderzweck (82.1)\nZulassung der Maßnahme (82.2)")


def test_a_narrow_column_of_amounts_is_a_table() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    for name, amount in (("Lehrgang", "400,00 Euro"), ("Prüfung", "120,00 Euro"), ("Fahrt", "80,00 Euro")):
        paper.cell(120, 6, f"{name}: Kosten, die der Betrieb nach Absprache trägt")
        paper.cell(40, 6, amount, new_x="LMARGIN", new_y="NEXT")
    lines = parse_bytes(bytes(paper.output()), name="preise.pdf").sections[0].text.splitlines()
    assert [line.split("\t")[1] for line in lines] == ["400,00 Euro", "120,00 Euro", "80,00 Euro"]


def test_headings_are_whole_and_codes_head_nothing() -> None:
    paper = Brochure()
    paper.set_title("Layout 1")
    paper.add_page()
    paper.head("Förderung der beruflichen Weiterbildung")
    paper.head("von Beschäftigten")
    paper.body(PROSE)
    for line in ("rung", "(16.21a)"):
        paper.set_font("helvetica", "B", 11)
        paper.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
        paper.body(PROSE)
    document = parse_bytes(paper.bytes(), name="a.pdf")
    whole = "Förderung der beruflichen Weiterbildung von Beschäftigten"
    assert document.title == whole
    assert {section.heading for section in document.sections} <= {"", whole}


def test_a_page_tree_that_points_to_itself_is_walked_once() -> None:
    stream = b"BT /F1 12 Tf 72 700 Td (Ein Satz auf der Seite.) Tj ET"
    document = parse_bytes(
        raw_pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 /MediaBox [0 0 595 842] /Resources << /Font <<"
            b" /F1 5 0 R >> >> >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
            b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ),
        name="kreis.pdf",
    )
    assert [section.text for section in document.sections] == ["Ein Satz auf der Seite."]


def test_lines_of_a_script_from_the_right_are_read_from_there() -> None:
    words = ["שלישי", "שני", "ראשון"]
    pieces = [ShownText(text, 100.0 + 50 * n, 145.0 + 50 * n, 700, 12) for n, text in enumerate(words)]
    assert rows_of(pieces)[0].text == "ראשון שני שלישי"


def test_a_file_made_today_tells_no_state() -> None:
    assert parse_bytes(one_page(), name="a.pdf").stand is None
