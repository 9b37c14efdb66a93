"""Blocks: laid out once, written in each form, kept as JSON, read from free text at the door."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.answer import Answer, whole
from chains.blocks.as_json import blocks_from_json, blocks_json
from chains.blocks.free_text import inline_of, paragraphs_of, stored_blocks, stored_notice
from chains.blocks.kinds import (
    ApplicationPapers,
    AskBack,
    Block,
    CalculatedAmount,
    Calculation,
    CitationMark,
    Conditions,
    Ended,
    FoundPlaces,
    InlineText,
    Lead,
    LeadQuote,
    LearningGoal,
    LookedFor,
    NamedPlace,
    NearPlaces,
    NextStep,
    NoAnswer,
    Notice,
    OldSources,
    Paragraph,
    Programmes,
    Quote,
    Reasons,
    WhoKnows,
    words,
)
from chains.blocks.layout import numbers_of, sentences_of
from chains.blocks.text_form import LETTER, TERMINAL, text_of

BLOCKS: tuple[tuple[Block, str], ...] = (
    (
        Lead((InlineText("Der Betrieb zahlt nichts.", bold=True), InlineText(" "), CitationMark(1))),
        "**Der Betrieb zahlt nichts.** [1]",
    ),
    (LeadQuote("Bei 120 Beschäftigten", "50 Prozent", 1), "**Bei 120 Beschäftigten:** „50 Prozent“ [1]"),
    (Ended(date(2024, 7, 31), 1), "**Galt bis 31.07.2024** [1]"),
    (Reasons((words("Er ist älter als 45.", 1, 2),)), "Warum:\n- Er ist älter als 45. [1] [2]"),
    (Programmes((words("Qualifizierungsgeld: nein", 3),)), "- Qualifizierungsgeld: nein [3]"),
    (
        Calculation(("4.000 × 50 % = 2.000",), (CalculatedAmount("x", "employer_eur", 2000.0),)),
        "Rechnung:\n- 4.000 × 50 % = 2.000",
    ),
    (
        Conditions((words("Er ist zugelassen."), words("Er dauert 36 Monate.", 2))),
        "Vorausgesetzt: Er ist zugelassen. Er dauert 36 Monate. [2]",
    ),
    (ApplicationPapers(("Zeugnis", "Vertrag")), "Dazu gehören:\n- Zeugnis\n- Vertrag"),
    (NextStep(words("Antrag: vor Beginn.", 4)), "Antrag: vor Beginn. [4]"),
    (Quote(1, "(1) Eins.\n\nZwei [7]", "SGB III § 1"), "**SGB III § 1** [1]\n> (1) Eins.\n>\n> Zwei [7] [1]"),
    (
        Quote(2, "Satz.", "Modul 1", words("Darauf verweist", 1), LearningGoal("Kann es", 3)),
        "Darauf verweist [1]\n**Modul 1** [2]\nLernziel: „Kann es“ [3]\n> Satz. [2]",
    ),
    (FoundPlaces((NamedPlace("SGB III § 1", 1),)), "- SGB III § 1 [1]"),
    (NearPlaces((NamedPlace("SGB III § 1"),)), "Am nächsten kommen:\n- SGB III § 1"),
    (NoAnswer("Dazu steht nichts in meinen Quellen."), "Dazu steht nichts in meinen Quellen."),
    (LookedFor(("Schweißkurs", "Bochum")), "Gesucht habe ich nach: Schweißkurs, Bochum."),
    (WhoKnows("bei der Kammer"), "Bitte fragen Sie bei der Kammer."),
    (
        OldSources((NamedPlace("Eins", 1), NamedPlace("Zwei", 2))),
        "Älter als vorgesehen, bitte die aktuelle Fassung prüfen: Eins [1], Zwei [2]",
    ),
    (Notice("Alt.", 1), ""),
    (AskBack("Wie alt?"), ""),
)  # fmt: skip


@pytest.mark.parametrize(("block", "text"), BLOCKS, ids=lambda value: getattr(value, "kind", ""))
def test_the_text_form_of_each_kind(block: Block, text: str) -> None:
    assert text_of((block,)) == text


def test_all_of_them_go_through_json_and_back() -> None:
    blocks = tuple(block for block, _ in BLOCKS)
    written = blocks_json(blocks)
    assert blocks_from_json(json.loads(json.dumps(written))) == blocks
    assert [each["citations"] for each in written[:4]] == [[1], [1], [1], [1, 2]]
    assert written[-2]["citations"] == [1]
    with pytest.raises(ValueError, match="kind"):
        blocks_from_json([{"kind": "unknown"}])


def test_an_empty_line_parts_two_blocks_and_what_stands_beside_is_no_text() -> None:
    answer = Answer("?", whole((Notice("Alt.", 1),), (NoAnswer("Nein."), WhoKnows("die Kammer")), "Wie alt?"))
    assert answer.text == "Nein.\n\nBitte fragen Sie die Kammer."
    assert (answer.warnings, answer.asks) == (("Alt. [1]",), "Wie alt?")
    assert answer.noting(()).warnings == ()
    assert answer.saying((NoAnswer("Doch."),)).blocks == (
        Notice("Alt.", 1),
        NoAnswer("Doch."),
        AskBack("Wie alt?"),
    )


def test_forms_for_the_terminal_and_a_letter() -> None:
    blocks = (Quote(1, "Satz.", "SGB III § 1"),)
    assert text_of(blocks, TERMINAL) == "SGB III § 1 [1]\n> Satz. [1]"
    assert text_of(blocks, LETTER) == "SGB III § 1 [1]\nSatz. [1]"


def test_a_mark_belongs_to_the_sentence_it_stands_in_or_behind() -> None:
    line = inline_of("Eins gilt [1]. Zwei gilt. [2] Drei [3] gilt [4] auch", {1, 2, 3, 4})
    assert [(s.text, s.numbers) for s in sentences_of(line)] == [
        ("Eins gilt.", (1,)),
        ("Zwei gilt.", (2,)),
        ("Drei gilt auch", (3, 4)),
    ]
    assert sentences_of(()) == []


def test_a_models_words_become_paragraphs_once() -> None:
    text = "**Kurz:** ja [1]\n\nDas gilt:\n- A [2]\n2. B [9]\n\n> kein Zitat [1]"
    blocks = paragraphs_of(text, {1, 2})
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert numbers_of(blocks) == (1, 2)  # [9] was not offered: words
    assert text_of(blocks) == text.replace("> kein", "kein")  # nobody has held it against a source


def test_bold_words_keep_the_marks_among_them() -> None:
    assert inline_of("**A [1] b**", {1}) == (
        InlineText("A", bold=True),
        InlineText(" "),
        CitationMark(1),
        InlineText(" "),
        InlineText("b", bold=True),
    )


def test_what_a_version_before_stored_is_read_back() -> None:
    text = "**Bei 120:** „50 Prozent“ [1]\n\n**SGB III § 1** [1]\n> Satz [7]\n>\n> mehr [1]"
    blocks = stored_blocks(text, {1})
    assert text_of(blocks) == text
    assert blocks[-1] == Quote(1, "Satz [7]\n\nmehr", "SGB III § 1")
    assert stored_notice("Alt. [1]") == Notice("Alt.", 1)
    assert stored_notice("Alt.") == Notice("Alt.")


@given(st.text("ab *>[]1.-\n§", max_size=60))
def test_free_text_loses_no_word(text: str) -> None:
    kept = [c for c in text_of(paragraphs_of(text, {1}), LETTER) if c in "ab§"]
    assert kept == [c for c in text if c in "ab§"]
