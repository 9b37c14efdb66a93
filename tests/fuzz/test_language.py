"""References, quantities and bounds: whatever is typed, what is found lies in the text, and
nothing raises.
"""

from __future__ import annotations

import json
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.blocks.free_text import paragraphs_of
from chains.case.conversation import written_case
from chains.case.views import case_from_json, case_json, case_text, edited_case, same_case
from chains.injection import instructs, without_instructions
from chains.quantities.conditions import bounds_of, case_of, quantity_spans
from chains.quantities.figures import dates_in, figure_spans, figures_in, quantities_in
from chains.quantities.intervals import intervals_of
from chains.quantities.kinds import asked_kinds, stated_kinds
from chains.quantities.numerals import value_of
from chains.quantities.quantity import Writing
from chains.quantities.scan import scan_source
from chains.question.analysis import law_names
from chains.question.references import find_references, without_references
from chat.answer.markdown import blocks_markdown, inert
from chat.case.chat_case import case_command
from knowledge.editorial.glossary import DEFAULT_GLOSSARY, load_glossary
from knowledge.german.sentences import split_sentences, split_statements
from knowledge.german.words import Compounds, terms
from knowledge.terminal import harmless
from tests.fuzz.mutations import EXAMPLES, fuzzed, german_like

pytestmark = [pytest.mark.slow, pytest.mark.thorough, pytest.mark.timeout(900)]
TEXTS = st.one_of(german_like(), st.text(max_size=400))
LAWS = law_names(
    load_glossary(DEFAULT_GLOSSARY),
    {
        "sgb_3": ("SGB III", "Sozialgesetzbuch Drittes Buch"),
        "betrvg": ("BetrVG", "Betriebsverfassungsgesetz"),
    },
)


TODAY = date(2026, 11, 28)


@given(TEXTS)
@fuzzed(EXAMPLES * 4)
def test_references(text: str) -> None:
    for reference in find_references(text, LAWS):
        assert reference.paragraph
        assert not reference.law or isinstance(reference.law, str)
    without_references(text, LAWS)


@given(TEXTS)
@fuzzed(EXAMPLES * 4)
def test_figures_quantities_and_bounds(text: str) -> None:
    for start, end in figure_spans(text):
        assert 0 <= start < end <= len(text)
    for span in quantity_spans(text):
        assert 0 <= span.start < span.end <= len(text)
    for value in case_of(text).values.values():
        assert not math.isnan(value)
    (
        quantities_in(text),
        figures_in(text),
        figures_in(text, Writing.FOREIGN),
        scan_source(text),
        dates_in(text),
        intervals_of(text),
        bounds_of(text),
        asked_kinds(text),
        stated_kinds(text),
    )


@given(st.one_of(st.text("0123456789.,- ½²٣", max_size=30), st.text(max_size=20)))
@fuzzed(EXAMPLES * 4)
def test_numbers(text: str) -> None:
    value = value_of(text)
    assert value is None or isinstance(value, float | int)


@given(TEXTS)
@fuzzed()
def test_sentences_lose_nothing(text: str) -> None:
    for sentence in split_sentences(text):
        assert sentence.strip()
    split_statements(text)
    terms(text, Compounds(["lehrgang", "kosten"]))


@given(TEXTS)
@fuzzed()
def test_cases_go_through_the_settings_and_back(text: str) -> None:
    case = written_case(text, TODAY)
    assert same_case(case_from_json(json.loads(json.dumps(case_json(case)))), case)
    assert same_case(edited_case(case_text(case), case, TODAY), case)
    case_command(f"Fall: {text}", TODAY)


@given(TEXTS)
@fuzzed()
def test_what_is_shown_is_inert(text: str) -> None:
    assert "<" not in inert(text).replace("\\<", "")
    assert "[" not in inert(text).replace("\\[", "")
    blocks_markdown(paragraphs_of(text, {1}), {1})
    assert harmless(harmless(text)) == harmless(text)
    assert "\x1b" not in harmless(text)
    instructs(text)
    without_instructions(text)
