"""What of an answer is seen at once, and what is folded below it."""

from __future__ import annotations

import pytest

from chains.answer import Answer
from chains.blocks.kinds import (
    AskBack,
    Block,
    Calculation,
    Conditions,
    InlineText,
    Lead,
    NextStep,
    Quote,
    Reasons,
    words,
)
from chat.answer.markdown import FOLD, answer_markdown, parted


def quote(n: int, lines: int) -> Quote:
    return Quote(n, "\n".join([" ".join([f"Wort{n}"] * 20)] * lines), f"SGB III § {n}")


LEAD = Lead((InlineText("Der Betrieb zahlt nichts.", bold=True),))
LONG = Conditions(((InlineText(" ".join(["vorausgesetzt"] * 70)),),))


def seen(*blocks: Block) -> str:
    return answer_markdown(Answer("?", blocks)).partition(FOLD)[0]


def test_where_own_words_answer_every_quote_is_folded() -> None:
    shown, below = parted((LEAD, NextStep(words("Antrag: Person.")), quote(1, 1), AskBack("Wie alt?")))
    assert shown == (LEAD, NextStep(words("Antrag: Person.")), AskBack("Wie alt?"))
    assert below == (quote(1, 1),)


def test_of_too_many_words_the_least_pressing_is_folded_and_nothing_is_lost() -> None:
    reckoned = Calculation(("4.000 Euro × 50 Prozent = 2.000 Euro",))
    why = Reasons((words(" ".join(["Grund"] * 60), 1),))
    shown, below = parted((LEAD, why, reckoned, LONG))
    assert shown == (LEAD, why, reckoned)
    assert below == (LONG,)
    assert parted((LEAD, reckoned, LONG))[1] == ()


@pytest.mark.parametrize(
    ("quotes", "whole", "cut"),
    [
        ((quote(1, 2), quote(2, 2), quote(3, 1)), [1, 2], []),  # two short ones
        ((quote(1, 12), quote(2, 1)), [], [1]),  # a long one by its beginning
        ((quote(1, 3), quote(2, 9)), [1], []),  # what does not fit beside the first is folded
        ((Quote(1, "Wort " * 400, "S"),), [], [1]),  # one line without an end
    ],
)
def test_a_quote_that_answers_is_seen(quotes: tuple[Quote, ...], whole: list[int], cut: list[int]) -> None:
    shown, below = ([block for block in part if isinstance(block, Quote)] for part in parted(quotes))
    assert [block.n for block in shown if block in quotes] == whole
    assert [block.n for block in shown if block not in quotes] == cut
    # whole or below: no word is lost
    assert {quote.n for quote in quotes} == {block.n for block in (*below, *shown) if block in quotes}
    assert sum(len(block.words.split()) for block in shown) <= 120


def test_the_link_stands_only_where_something_is_folded() -> None:
    assert FOLD not in answer_markdown(Answer("?", (LEAD,)))
    assert "Der Betrieb zahlt nichts." in seen(LEAD, quote(1, 1))
    assert "Wort1" not in seen(LEAD, quote(1, 1))
    assert "Wort1" in answer_markdown(Answer("?", (LEAD, quote(1, 1))), folds=False)
