"""A question has a length; whatever stands in it, answering it takes a bounded time."""

from __future__ import annotations

import time

import pytest

from benchmarks.long_messages import messages
from chains.assistant import Assistant
from chains.blocks.free_text import paragraphs_of
from chains.budget import Budget
from chains.injection import instructs, without_instructions
from chains.limits import LONGEST_QUESTION, short_history
from chains.model.plain_text import clean
from chains.quantities.conditions import case_of, quantity_spans
from chains.quantities.figures import figures_in
from chains.question.follow_up import condense
from chains.question.language import language_of
from chains.question.references import LawNames, find_references
from chains.retrieval.searcher import Searcher
from chains.verification.institutions import institutions_in
from chains.verification.verify import verify
from chat.answer.markdown import blocks_markdown
from knowledge.errors import QuestionTooLong, TurnExhausted
from knowledge.german.sentences import split_sentences, split_statements
from knowledge.german.words import Compounds, terms

HOSTILE = messages(LONGEST_QUESTION)
_LAWS = LawNames({"sgb3": ("SGB III", "Drittes Buch Sozialgesetzbuch"), "bbig": ("BBiG",)})
_COMPOUNDS = Compounds(
    "weiterbildung kosten übernahme vereinbarung gespräch lehrgang bildung förderung".split()
)
READERS = {
    "figures": figures_in,
    "case": case_of,
    "quantities": quantity_spans,
    "references": lambda text: find_references(text, _LAWS),
    "sentences": split_sentences,
    "statements": split_statements,
    "orders": instructs,
    "lines of orders": without_instructions,
    "institutions": institutions_in,
    "language": language_of,
    "words": lambda text: terms(text, _COMPOUNDS),
    "a model's text": lambda text: clean(text, {1, 2}),
    "markdown": lambda text: blocks_markdown(paragraphs_of(text)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_question_is_answered_in_its_time(assistant: Assistant, name: str) -> None:
    assistant.ask("Wer bekommt einen Bildungsgutschein?")
    assistant.searcher.analyse("Lehrgangskostn")  # reads the dictionary
    begun = time.process_time()
    answer = assistant.ask(HOSTILE[name])
    assert time.process_time() - begun < 8  # 1.5 on a free machine, nearly all of it for the vectors
    assert answer.text


@pytest.mark.parametrize("name", HOSTILE)
def test_checking_hostile_words_is_bounded(assistant: Assistant, name: str) -> None:
    citations = assistant.ask("Wer bekommt einen Bildungsgutschein?").citations
    begun = time.process_time()
    verify(f"{HOSTILE[name]} [1].", citations, HOSTILE[name])
    assert time.process_time() - begun < 2


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_reader_takes_linear_time(reader: str, name: str) -> None:
    small, large = messages(25_000)[name], messages(100_000)[name]

    def seconds(text: str) -> float:
        begun = time.process_time()
        READERS[reader](text)
        return time.process_time() - begun

    seconds(small[:1000])
    took = min(seconds(large), seconds(large + " "))  # the first may meet another process's work
    # four times the text: linear is 4, quadratic 16 times the time; their middle is 8
    assert took < 0.25 or took < 8 * max(seconds(small + " "), 0.02)


def test_a_question_has_a_length(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLong, match=r"4\.001 Zeichen, möglich sind 4\.000"):
        assistant.ask("x" * 4_001)


def test_a_history_has_a_length() -> None:
    cut = short_history([("user", "x" * 10_000), ("assistant", "y" * 10_000)] * 20)
    assert len(cut) == 12
    assert {len(text) for _, text in cut} == {4_000, 8_000}


def test_a_long_conversation_is_condensed_in_its_time(searcher: Searcher) -> None:
    begun = time.process_time()
    for text in HOSTILE.values():
        condense("Und bei 600 Beschäftigten?", [("user", text), ("assistant", text * 2)] * 6)
    assert time.process_time() - begun < 10


def test_a_turn_whose_time_is_over_stops_at_its_next_step(assistant: Assistant) -> None:
    budget = Budget(60)
    steps = assistant.stream("Wer bekommt einen Bildungsgutschein?", budget=budget)
    next(steps)
    budget.cancel()
    with pytest.raises(TurnExhausted, match="abgebrochen"):
        list(steps)
