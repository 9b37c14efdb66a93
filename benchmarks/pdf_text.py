"""How well four readers get the text out of a PDF: ours (pypdf's operators, our own lines and reading order),
pypdf's own extraction, pdfplumber and pypdfium2.

    pip install pdfplumber pypdfium2
    PYTHONPATH=. python benchmarks/pdf_text.py [--each]

The pages are written here, so what each should say is known: words in the order in which they are read,
table rows with their cells, what of running headers and page numbers is left over. `--each`: a line a page.
"""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import font_source_sans_pro
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from rapidfuzz.distance import Indel

from ingest.documents.pdf.sections import read_pdf
from tests.ingest.paper import PROSE, Brochure

_FONT = str(Path(font_source_sans_pro.__file__).parent / "files" / "SourceSansPro-Regular.ttf")
_RUNS = 3  # of which the median time counts


@dataclass(frozen=True)
class Page:
    """A PDF, the words it says in order, its table rows, and what is furniture."""

    name: str
    data: bytes
    words: str
    rows: tuple[tuple[str, ...], ...] = ()
    furniture: tuple[str, ...] = ()


def _paper(size: float = 11) -> FPDF:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=size)
    return paper


def _rows(paper: FPDF, rows: Sequence[Sequence[str]], widths: Sequence[float], border: int) -> None:
    for cells in rows:
        for width, cell in zip(widths, cells, strict=True):
            paper.cell(width, 7, cell, border=border)
        paper.ln()


def prose() -> Page:
    paper = _paper()
    paper.multi_cell(0, 6, PROSE * 8)
    return Page("Fließtext", bytes(paper.output()), PROSE * 8)


def columns(number: int, *, by_lines: bool = False) -> Page:
    """`by_lines`: written line by line across the page, as some layout programs do."""
    paper = _paper(10)
    width, texts = 190 / number - 6, [f"Spalte {n} beginnt. {PROSE * 5}" for n in range(1, number + 1)]
    if by_lines:
        lines = [paper.multi_cell(width, 5, text, align="L", dry_run=True, output="LINES") for text in texts]
        for at in range(max(map(len, lines))):
            for column, said in enumerate(lines):
                if at < len(said):
                    paper.set_xy(10 + column * 190 / number, 20 + at * 5)
                    paper.cell(width, 5, said[at])
    else:
        for column, text in enumerate(texts):
            paper.set_xy(10 + column * 190 / number, 20)
            paper.multi_cell(width, 5, text, align="L")
    name = f"{number} Spalten, zeilenweise geschrieben" if by_lines else f"{number} Spalten"
    return Page(name, bytes(paper.output()), " ".join(texts))


_SHARES = (
    ("Betriebsgröße", "Zuschuss zum Lehrgang", "Zuschuss zum Lohn"),
    ("unter 50", "100 %", "75 %"),
    ("50 bis 499", "50 %", "50 %"),
    ("ab 500", "25 %", "25 %"),
)


def table(border: int) -> Page:
    paper = _paper()
    paper.multi_cell(0, 6, PROSE, new_x="LMARGIN", new_y="NEXT")
    paper.ln(4)
    _rows(paper, _SHARES, (50, 60, 60), border)
    paper.ln(4)
    paper.multi_cell(0, 6, PROSE, new_x="LMARGIN", new_y="NEXT")
    said = " ".join(cell for row in _SHARES for cell in row)
    name = "Tabelle mit Linien" if border else "Tabelle ohne Linien"
    return Page(name, bytes(paper.output()), f"{PROSE} {said} {PROSE}", _SHARES)


def wrapped_cells() -> Page:
    rows = (
        ("Leistung", "Wer sie bekommt", "Betrag"),
        (
            "Fahrkosten",
            "Teilnehmende, die zwischen Wohnung und Bildungsstätte pendeln",
            "20 Cent je Kilometer",
        ),
        ("Unterkunft", "Teilnehmende, die auswärts wohnen müssen", "60 Euro je Tag"),
    )
    paper = _paper(10)
    with paper.table(col_widths=(30, 60, 40)) as drawn:
        for cells in rows:
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    said = " ".join(cell for row in rows for cell in row)
    return Page("Tabelle, Zellen mit Umbruch", bytes(paper.output()), said, rows)


def rotated(degrees: int) -> Page:
    page = table(1)
    writer = PdfWriter(clone_from=io.BytesIO(page.data))
    writer.pages[0].rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    return Page(f"Seite um {degrees}° gedreht angezeigt", out.getvalue(), page.words, page.rows)


def sideways() -> Page:
    """The text runs up the page, and the page is turned so that it is read level: how tables are printed."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    with paper.rotation(90, 100, 150):
        paper.set_xy(10, 100)
        _rows(paper, _SHARES, (50, 60, 60), 1)
    writer = PdfWriter(clone_from=io.BytesIO(bytes(paper.output())))
    writer.pages[0].rotate(90)
    out = io.BytesIO()
    writer.write(out)
    said = " ".join(cell for row in _SHARES for cell in row)
    return Page("Querformat im Hochformat", out.getvalue(), said, _SHARES)


def ligatures() -> Page:
    text = "Die Pﬂicht zur Qualiﬁzierung triﬀt oﬃziell alle Beschäftigten im Betrieb. "
    paper = FPDF()
    paper.add_page()
    paper.add_font("source", fname=_FONT)
    paper.set_font("source", size=11)
    paper.multi_cell(0, 6, text * 5)
    plain = text.replace("ﬂ", "fl").replace("ﬁ", "fi").replace("ﬀ", "ff").replace("ﬃ", "ffi")
    return Page("Ligaturen", bytes(paper.output()), plain * 5)


def hyphens() -> Page:
    paper = _paper()
    text = (
        "Die Weiterbildungs\u00adkosten\u00aderstattung und die Arbeits\u00adentgelt\u00adzuschüsse gelten. "
    )
    paper.multi_cell(52, 6, text * 6)
    return Page("Silbentrennung", bytes(paper.output()), text.replace("\u00ad", "") * 6)


def margins() -> Page:
    paper = Brochure()
    texts = []
    for number in range(1, 5):
        paper.add_page()
        said = (PROSE * 3).split()
        texts.append(f"Abschnitt {number} beginnt hier. {' '.join(said[number * 7 :])}")
        paper.body(texts[-1])
    furniture = (Brochure.running, *(f"Seite {n} von 4" for n in range(1, 5)))
    return Page("Kopf- und Fußzeilen", paper.bytes(), " ".join(texts), (), furniture)


def spaced() -> Page:
    """Words set letter by letter, the space between them only a gap: how layout programs write."""
    paper = _paper()
    text = "Jeder Buchstabe steht fuer sich allein. Der Abstand macht das Wort."
    x = 10.0
    for letter in text:
        paper.set_xy(x, 30)
        if letter != " ":
            paper.cell(text=letter)
        x += paper.get_string_width(letter)
    return Page("Buchstaben einzeln gesetzt", bytes(paper.output()), text)


def pages() -> list[Page]:
    return [
        prose(),
        columns(2),
        columns(3),
        columns(2, by_lines=True),
        columns(3, by_lines=True),
        table(1),
        table(0),
        wrapped_cells(),
        rotated(90),
        rotated(180),
        sideways(),
        ligatures(),
        hyphens(),
        margins(),
        spaced(),
    ]


def ours(data: bytes) -> str:
    content = read_pdf(data, "x.pdf", 50.0)
    return "\n".join(f"{heading}\n{text}" for _, _, heading, _, text in content.sections)


def plain_pypdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def plumbed(data: bytes) -> str:
    """pdfplumber as its documentation shows it: tables by their lines, the text outside of them."""
    import pdfplumber

    found = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            rest = page
            tables = page.find_tables()
            for drawn in tables:
                rest = rest.outside_bbox(drawn.bbox, strict=False)
            found.append(rest.extract_text())
            found += [
                "\t".join(" ".join((cell or "").split()) for cell in row)
                for drawn in tables
                for row in drawn.extract()
            ]
    return "\n".join(found)


def pdfium(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


READERS: dict[str, Callable[[bytes], str]] = {
    "unserer": ours,
    "pypdf": plain_pypdf,
    "pdfplumber": plumbed,
    "pypdfium2": pdfium,
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def score(page: Page, text: str) -> tuple[float, float | None, float | None]:
    """Words in their order (0 to 1), table rows kept whole, furniture left over; None where there is none."""
    wanted = words(page.words)
    order = Indel.normalized_similarity(wanted, words(text))
    lines = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
    rows = mean(list(row) in lines for row in page.rows) if page.rows else None
    left = mean(piece in text for piece in page.furniture) if page.furniture else None
    return order, rows, left


def main() -> None:
    papers = pages()
    each = "--each" in sys.argv
    for name, read in READERS.items():
        order, rows, left, times = [], [], [], []
        for page in papers:
            taken = []
            for _ in range(_RUNS):
                begun = time.thread_time()
                text = read(page.data)
                taken.append((time.thread_time() - begun) * 1000)
            got = score(page, text)
            times.append(median(taken))
            order.append(got[0])
            rows += [got[1]] if got[1] is not None else []
            left += [got[2]] if got[2] is not None else []
            if each:
                extra = "" if got[1] is None else f", Tabellenzeilen {got[1]:.0%}"
                print(f"  {name:11} {page.name:32} Wörter {got[0]:.1%}{extra}, {times[-1]:.0f} ms")
        print(
            f"{name:11} Wörter in Lesereihenfolge {mean(order):.1%}, Tabellenzeilen ganz {mean(rows):.0%},"
            f" Kopf- und Fußzeilen übrig {mean(left):.0%}, {sum(times):.0f} ms für {len(papers)} PDFs"
        )


if __name__ == "__main__":
    main()
