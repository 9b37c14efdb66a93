"""What is marked in a cited section: the item that was said, its figures, the question's words."""

from __future__ import annotations

from datetime import date

from chains.answer import Answer, Citation
from chains.blocks.free_text import paragraphs_of
from chains.blocks.kinds import Blocks, LeadQuote, Quote
from chains.extract.decisive import Mark, marked_lines
from chains.quantities.figures import figure_spans
from knowledge.model.document import DocumentHead, Passage, Section

TEXT = (
    "(1) Der Lernbonus fördert Kurse. Er beträgt höchstens die Hälfte der Kosten, siehe § 4 Abs. 2.\nGezahlt"
    " werden\n   1. 40 Prozent in Betrieben mit weniger als 50 Beschäftigten,\n   2. 20 Prozent in allen"
    " anderen.\nKursart\tAnteil\nAbendkurs\t15 Prozent"
)


NAMED = Quote(1, "…", "LBG § 1")


def citation(quote: str = TEXT) -> Citation:
    head = DocumentHead("x", "law", "LBG", "", date(2025, 1, 1), "", "", "", "", (), (), None, ())
    return Citation(1, Passage("c", quote, Section("§ 1", TEXT), head, 0), quote)


def marked(said: Blocks, question: str = "", quote: str = TEXT, mode: str = "extractive") -> list[str]:
    lines = marked_lines(citation(quote), Answer(question, said, mode=mode))
    assert "\n".join("".join(part.text for part in line) for line in lines) == TEXT
    return [
        "".join(f"<{part.text}>" if part.mark is Mark.WORD else part.text for part in line if part.mark)
        for line in lines
    ]


def test_the_item_that_leads_with_its_figures() -> None:
    assert marked(
        (LeadQuote("Bei 30 Beschäftigten", "40 Prozent in Betrieben mit weniger als 50 Beschäftigten", 1),),
        "Welchen Lernbonus bekommen Betriebe?",
    ) == ["", "", "1. <40 Prozent> in <Betrieben> mit weniger als <50 Beschäftigten>,", "", "", ""]


def test_a_written_sentence_marks_what_backs_it() -> None:
    lines = marked(
        paragraphs_of("Der Bonus beträgt höchstens die Hälfte der Kosten [1].", {1}),
        "Wie hoch ist er höchstens?",
        mode="model",
    )
    assert lines[0] == "Er beträgt <höchstens> die <Hälfte> der Kosten, siehe § 4 Abs. 2."
    assert lines[1:] == ["", "", "", "", ""]


def test_a_part_that_was_quoted_is_marked_and_gaps_are_not() -> None:
    lines = marked((NAMED,), "Was kostet der Abendkurs?", quote="[…]\nAbendkurs\t15 Prozent")
    assert lines == ["", "", "", "", "", "<Abendkurs>\t<15 Prozent>"]


def test_what_comes_nearest_where_the_whole_was_quoted_and_nothing_said() -> None:
    lines = marked((NAMED,), "Fördert der Lernbonus Kurse?")
    assert lines[0] == "(1) Der <Lernbonus> <fördert> <Kurse>."
    assert marked((NAMED,), "Völlig anderes") == [""] * 6


def test_figures_to_be_shown() -> None:
    text = (
        "1. Nach § 82 Abs. 2 bekommt man 1.500 Euro und fünf Prozentpunkte, drei Viertel, am 31. Juli 2025"
        " (3) und 7."
    )
    assert [text[start:end] for start, end in figure_spans(text)] == [
        "1.500 Euro",
        "fünf Prozentpunkte",
        "drei Viertel",
        "31. Juli 2025",
    ]
