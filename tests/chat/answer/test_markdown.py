"""The page's Markdown: the renderer says what is a mark, a warning, a quote; none is found in the words."""

from __future__ import annotations

from chains.blocks.kinds import AskBack, LeadQuote, Notice, Paragraph, ParagraphLine, Quote, words
from chat.answer.markdown import blocks_markdown


def test_only_the_block_of_warnings_begins_with_emphasis() -> None:
    notice = Notice("Die Regel *galt* bis 2024.", 1)
    shown = blocks_markdown((notice, Quote(1, "⚠️ *Achtung* sagt die Quelle", "§ 1")), {1})
    warning, quote = shown.split("\n\n")
    assert warning == (
        "> *⚠️* **Bitte zuerst lesen**\n>\n> Die Regel \\*galt\\* bis 2024. [\\[1\\]](#fundstelle-1)"
    )
    assert (
        quote
        == "**§ 1** [\\[1\\]](#fundstelle-1)\n> ⚠️ \\*Achtung\\* sagt die Quelle [\\[1\\]](#fundstelle-1)  "
    )


def test_words_of_a_source_carry_no_marks_of_ours() -> None:
    shown = blocks_markdown(
        (LeadQuote("Bei 120 Beschäftigten", "siehe [1] **fett**", 2), AskBack("a*b?")), {1, 2}
    )
    assert shown == (
        "**Bei 120 Beschäftigten:** „siehe \\[1\\] \\*\\*fett\\*\\*“ [\\[2\\]](#fundstelle-2)\n\n"
        "**Rückfrage:** a\\*b?"
    )


def test_a_line_begins_no_list_unless_it_is_one() -> None:
    lines = ("- kein Punkt", "1. kein Punkt", "---", "=", "+ kein Punkt")
    block = Paragraph((*(ParagraphLine(words(line)) for line in lines), ParagraphLine(words("Punkt"), "•")))
    assert blocks_markdown((block,)).split("\n") == [
        "\\- kein Punkt",
        "1\\. kein Punkt",
        "\\---",
        "\\=",
        "\\+ kein Punkt",
        "- Punkt",
    ]
