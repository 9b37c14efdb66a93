"""Word and PowerPoint, our readers and markitdown: `python benchmarks/office.py --markitdown
PATH_OF_ITS_COMMAND`.

One document and one presentation with what seminar material has; counted is which of the things a reader of
the page sees arrive in the text. markitdown is no dependency; give the command of an environment that has
markitdown[docx,pptx].
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pptx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.documents.formats import parse_bytes


def word(path: Path) -> dict[str, Callable[[list[str]], bool]]:
    """Writes a document; returns what to look for in its lines."""
    file = docx.Document()
    file.sections[0].footer.paragraphs[0].text = "Stand: 01.10.2025"
    file.add_heading("Ablauf", 1)
    for text, style in (
        ("Zuhören", "List Bullet"),
        ("im Team", "List Bullet 2"),
        ("Erstens", "List Number"),
        ("Zweitens", "List Number"),
    ):
        file.add_paragraph(text, style=style)
    table = file.add_table(rows=3, cols=2)
    for y, cells in enumerate((("Modul", "Prüfung"), ("", "schriftlich"), ("", "mündlich"))):
        for x, text in enumerate(cells):
            table.cell(y, x).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Recht"
    changed = file.add_paragraph("Frist: ")
    for tag, text_tag, words in (("w:ins", "w:t", "vier"), ("w:del", "w:delText", "zwei")):
        mark, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        mark.append(run)
        changed._p.append(mark)  # noqa: SLF001
    raised = file.add_paragraph("Anteil 50")
    raised.add_run("1").font.superscript = True
    box = (
        f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Im Kasten steht ein"
        " Hinweis.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    file.add_paragraph("Mit Kasten.")._p.append(parse_xml(box))  # noqa: SLF001
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    content.append(file.add_paragraph("Im Steuerelement.")._p)  # noqa: SLF001
    control.append(content)
    file.element.body.insert(len(file.element.body) - 1, control)
    outline = file.add_paragraph("Eigene Gliederung")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    outline._p.get_or_add_pPr().append(level)  # noqa: SLF001
    file.add_paragraph("Darunter steht Text.")
    file.save(str(path))

    def line(*words: str) -> Callable[[list[str]], bool]:
        return lambda lines: any(all(word in text for word in words) for text in lines)

    return {
        "heading": line("Ablauf"),
        "numbers of a list": line("2.", "Zweitens"),
        "nesting of bullets": lambda lines: any(
            text.startswith(("  ", "\t")) and "im Team" in text for text in lines
        ),
        "merged cell readable in each row": line("Recht", "mündlich"),
        "insertion taken": line("Frist:", "vier"),
        "deletion left out": lambda lines: not any("zwei" in text for text in lines),
        "raised figure apart from the amount": lambda lines: not any("501" in text for text in lines),
        "text box": line("Im Kasten steht ein Hinweis."),
        "content control": line("Im Steuerelement."),
        "heading by outline level": lambda lines: any(
            "Eigene Gliederung" in text and text.startswith("#") for text in lines
        ),
        "state from the footer": line("Stand: 01.10.2025"),
    }


def slides(path: Path) -> dict[str, Callable[[list[str]], bool]]:
    """Writes a presentation; returns what to look for in its lines."""
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Gespräche"
    first.placeholders[1].text_frame.text = "Zuhören"
    nested = first.placeholders[1].text_frame.add_paragraph()
    nested.text, nested.level = "offen fragen", 1
    first.notes_slide.notes_text_frame.text = "Beispiel erzählen."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Zahlen"
    second.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1)).text_frame.text = "Unten"
    second.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(1)).text_frame.text = "Oben"
    group = second.shapes.add_group_shape()
    for left, text in ((5, "rechts"), (1, "links")):
        group.shapes.add_textbox(Inches(left), Inches(3), Inches(2), Inches(1)).text_frame.text = text
    table = second.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(5), Inches(1)).table
    for (y, x), text in {(0, 0): "Was", (0, 1): "Wie viel", (1, 0): "Kurs", (1, 1): "600 Euro"}.items():
        table.cell(y, x).text = text
    numbered = second.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(1)).text_frame
    numbered.text = "Erster Schritt"
    numbered.paragraphs[0]._p.get_or_add_pPr().append(  # noqa: SLF001
        parse_xml(f'<a:buAutoNum {nsdecls("a")} type="arabicPeriod"/>')
    )
    data = CategoryChartData()
    data.categories = ["2024", "2025"]
    data.add_series("Teilnahmen", (12, 17))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(7), Inches(4), Inches(1), data)
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Nur intern"
    hidden._element.set("show", "0")  # noqa: SLF001
    deck.save(str(path))

    def before(one: str, other: str) -> Callable[[list[str]], bool]:
        return lambda lines: "\n".join(lines).find(one) < "\n".join(lines).find(other)

    def line(*words: str) -> Callable[[list[str]], bool]:
        return lambda lines: any(all(word in text for word in words) for text in lines)

    return {
        "number of the slide": lambda lines: any(
            "2" in text and any(w in text for w in ("Folie", "Slide")) for text in lines
        ),
        "title": line("Gespräche"),
        "nesting of bullets": lambda lines: any(
            text.startswith(("  ", "\t")) and "offen fragen" in text for text in lines
        ),
        "notes marked as such": lambda lines: (
            any("Notes" in text or "Notizen" in text for text in lines) and line("Beispiel erzählen.")(lines)
        ),
        "top before bottom": before("Oben", "Unten"),
        "left before right in a group": before("links", "rechts"),
        "table": line("Kurs", "600 Euro"),
        "automatic numbers": line("1.", "Erster Schritt"),
        "figures of a chart": line("2025", "17"),
        "hidden slide marked": line("ausgeblendet"),
    }


def ours(path: Path) -> list[str]:
    document = parse_bytes(path.read_bytes(), name=path.name)
    places = (
        line
        for section in document.sections
        for line in (f"# {section.locator}", section.heading, *section.text.splitlines())
    )
    return [*places, document.stand_note, *document.notes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markitdown", default="markitdown")
    options = parser.parse_args()

    def theirs(path: Path) -> list[str]:
        return subprocess.run(
            [options.markitdown, str(path)], capture_output=True, text=True, check=True
        ).stdout.splitlines()

    ways: dict[str, Callable[[Path], list[str]]] = {"this reader": ours, "markitdown": theirs}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in {"probe.docx": word, "probe.pptx": slides}.items():
            path = Path(folder) / name
            wanted: dict[str, Any] = write(path)
            for way, read in ways.items():
                begun = time.perf_counter()
                lines = read(path)
                missing = [what for what, arrives in wanted.items() if not arrives(lines)]
                missed, took = ", ".join(missing) or "nothing", (time.perf_counter() - begun) * 1000
                print(
                    f"{name}, {way}: {len(wanted) - len(missing)} of {len(wanted)}, {took:.0f} ms; missing:"
                    f" {missed}"
                )


if __name__ == "__main__":
    main()
