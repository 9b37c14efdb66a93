"""Text that is struck out in a PDF is left out; lines beside letters, frames and colours are not strikes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from fpdf import FPDF
from pypdf import PdfWriter

from ingest.documents.pdf.sections import PdfContent, read_pdf

SIZE, LEFT, TOP = 12.0, 20.0, 40.0  # points
SAID = "Der Zuschuss liegt bei "
OLD = "400 Euro je Kurs"
NEW = " 550 Euro heute."
Draws = Callable[[FPDF, float, float, float], None]  # page, left and right end, base line


def line(height: float, width: float = 0.6) -> Draws:
    """A stroke at that share of the font size above the base line."""

    def draw(paper: FPDF, x0: float, x1: float, base: float) -> None:
        paper.set_line_width(width)
        paper.line(x0, base - height * SIZE, x1, base - height * SIZE)

    return draw


def bar(height: float, thick: float, *, grey: int = 0) -> Draws:
    """A filled box whose middle is there."""

    def draw(paper: FPDF, x0: float, x1: float, base: float) -> None:
        paper.set_fill_color(grey)
        paper.rect(x0, base - height * SIZE - thick / 2, x1 - x0, thick, style="F")

    return draw


def note(kind: str) -> Draws:
    """An annotation of the reader's program over the words."""

    def draw(paper: FPDF, x0: float, x1: float, base: float) -> None:
        top, low = paper.h - base + 0.8 * SIZE, paper.h - base - 0.2 * SIZE
        paper.add_text_markup_annotation(kind, "", (x0, top, x1, top, x0, low, x1, low))  # type: ignore[arg-type]

    return draw


def both(*draws: Draws) -> Draws:
    """One after the other."""

    def draw(paper: FPDF, x0: float, x1: float, base: float) -> None:
        for each in draws:
            each(paper, x0, x1, base)

    return draw


def grid(paper: FPDF, _x0: float, _x1: float, base: float) -> None:
    """A line of a chart's grid that passes behind its label."""
    paper.set_line_width(0.5)
    paper.line(LEFT - 15, base - 0.3 * SIZE, paper.w - 5, base - 0.3 * SIZE)


def frame(paper: FPDF, x0: float, x1: float, base: float) -> None:
    """A box around the words."""
    paper.rect(x0 - 1, base - SIZE, x1 - x0 + 2, SIZE * 1.3)


def per_word(height: float) -> Draws:
    """A line for each third of the words, as Word exports runs."""

    def draw(paper: FPDF, x0: float, x1: float, base: float) -> None:
        third = (x1 - x0) / 3
        for n in range(3):
            line(height)(paper, x0 + n * third, x0 + (n + 1) * third, base)

    return draw


def across(low: float, high: float, *, down: bool = False) -> Draws:
    """A stroke from one share of the font size above the base line at the left to another at the right."""

    def draw(paper: FPDF, x0: float, x1: float, base: float) -> None:
        left, right = (high, low) if down else (low, high)
        paper.set_line_width(0.7)
        paper.line(x0, base - left * SIZE, x1, base - right * SIZE)

    return draw


def arrow(paper: FPDF, x0: float, x1: float, base: float) -> None:
    """A chart's line that falls from far above to far below the words."""
    paper.set_line_width(0.7)
    paper.line(x0 - 40, base - 5 * SIZE, x1 + 60, base + 5 * SIZE)


STRUCK = {
    "across, rising": across(-0.1, 0.75),
    "across, falling": across(0.0, 0.6, down=True),
    "crossed out": both(across(-0.1, 0.75), across(-0.1, 0.75, down=True)),
    "line": line(0.26),
    "thin line": line(0.3, 0.2),
    "thick line": line(0.3, 1.5),
    "low line": line(0.2),
    "high line": line(0.4),
    "filled bar": bar(0.27, 0.8),
    "thick bar": bar(0.3, 1.6),
    "red bar": bar(0.3, 0.7, grey=120),
    "two lines": both(line(0.2), line(0.36)),
    "runs": per_word(0.28),
    "annotation": note("StrikeOut"),
    "underlined too": both(line(-0.12), line(0.27)),
    "highlighted too": both(bar(0.3, 14, grey=230), line(0.27)),
}
VALID = {
    "nothing": both(),
    "underline": line(-0.12),
    "close underline": line(-0.02),
    "double underline": both(line(-0.1), line(-0.2)),
    "overline": line(0.85),
    "highlight": bar(0.3, 14, grey=230),
    "half highlight": bar(0.15, 5, grey=230),
    "white line": bar(0.3, 0.8, grey=255),
    "rules above and below": both(line(1.0), line(-0.35)),
    "grid": grid,
    "frame": frame,
    "a chart's line across": arrow,
    "slanted underline": across(-0.35, -0.1),
    "highlight annotation": note("Highlight"),
    "underline annotation": note("Underline"),
}


def page(draw: Draws, *, before: bool = False) -> str:
    """The words as read from a page on which `draw` marked the old amount, before or after it was written."""
    paper = FPDF(unit="pt")
    paper.add_page()
    paper.set_font("helvetica", size=SIZE)
    x0 = LEFT + paper.get_string_width(SAID)
    x1 = x0 + paper.get_string_width(OLD)
    if before:
        draw(paper, x0, x1, TOP)
    paper.text(LEFT, TOP, SAID + OLD + NEW)  # one operator: the line goes through a part of it
    if not before:
        draw(paper, x0, x1, TOP)
    for n in range(3):
        paper.text(LEFT, TOP + 60 + 20 * n, f"Weiterer Absatz {n} mit Text, der gilt.")
    content = read(paper)
    said = " ".join(text for *_, text in content.sections)
    assert bool(content.notes) == (OLD not in said)
    return said


def read(paper: FPDF) -> PdfContent:
    """What the reader's own process reads."""
    return read_pdf(bytes(paper.output()), "richtlinie.pdf", 50.0)


@pytest.mark.parametrize("name", STRUCK)
@pytest.mark.parametrize("before", [False, True])
def test_struck_words_are_left_out_and_the_note_says_so(name: str, before: bool) -> None:
    said = page(STRUCK[name], before=before)
    assert "400" not in said
    assert "Kurs" not in said
    assert "Der Zuschuss liegt bei 550 Euro heute." in said
    assert said.count("Weiterer Absatz") == 3


@pytest.mark.parametrize("name", VALID)
def test_other_lines_leave_the_words_as_they_are(name: str) -> None:
    assert SAID + OLD + NEW in page(VALID[name])


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_alike(turn: int) -> None:
    paper = FPDF(unit="pt")
    paper.add_page()
    paper.set_font("helvetica", size=SIZE)
    paper.text(LEFT, TOP, SAID + OLD + NEW)
    x0 = LEFT + paper.get_string_width(SAID)
    line(0.27)(paper, x0, x0 + paper.get_string_width(OLD), TOP)
    turned = PdfWriter(clone_from=BytesIO(bytes(paper.output())))
    turned.pages[0].rotate(turn)
    written = BytesIO()
    turned.write(written)
    content = read_pdf(written.getvalue(), "gedreht.pdf", 50.0)
    assert content.sections[0][-1] == "Der Zuschuss liegt bei 550 Euro heute."


def test_a_row_of_a_table_between_its_rules_is_kept() -> None:
    paper = FPDF(unit="pt")
    paper.add_page()
    paper.set_font("helvetica", size=SIZE)
    with paper.table(line_height=SIZE) as table:
        for row in (("Jahr", "Betrag"), ("2025", "400 Euro"), ("2026", "550 Euro")):
            table.row(row)
    content = read(paper)
    assert content.sections[-1][-1].splitlines()[-2:] == ["2025\t400 Euro", "2026\t550 Euro"]
    assert not content.notes
