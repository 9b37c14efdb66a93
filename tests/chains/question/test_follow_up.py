"""Follow-ups, corrections and topic changes without a language model."""

from __future__ import annotations

import pytest

from chains.assistant import Assistant
from chains.question.follow_up import asks_something, condense

HISTORY = [
    ("user", "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"),
    ("assistant", "50 Prozent [1]"),
]


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        (
            "Und bei 600 Beschäftigten?",
            "Unser Betrieb hat 600 Beschäftigten, welchen Anteil der Lehrgangskosten tragen wir?",
        ),
        (
            "und wenn wir 40 wären?",
            "Unser Betrieb hat 40 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?",
        ),
        (
            "Nein, ich meinte 60 Leute",
            "Unser Betrieb hat 60 Leute, welchen Anteil der Lehrgangskosten tragen wir?",
        ),
        (
            "nicht 120, sondern 80 Beschäftigte",
            "Unser Betrieb hat 80 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?",
        ),
    ],
)
def test_a_number_takes_the_place_of_its_like(question: str, standalone: str) -> None:
    assert condense(question, HISTORY) == standalone


@pytest.mark.parametrize(
    "question",
    [
        "was ist mit Teilzeitkräften?",
        "Gibt es dafür auch einen Zuschuss zum Lohn?",
        "Und wenn die Kollegin 50 Jahre alt ist?",
    ],
)
def test_what_is_new_stands_before_what_it_hangs_on(question: str) -> None:
    assert condense(question, HISTORY) == f"{question} {HISTORY[0][1]}"


def test_a_question_that_stands_on_its_own_is_a_new_topic() -> None:
    new = "Wie viele Urlaubstage hat ein Azubi unter 18 Jahren im Kalenderjahr mindestens?"
    assert condense(new, HISTORY) == new
    correction = "Nein, ich wollte wissen, wer einem Arbeitslosen die Umschulung zum Elektriker bezahlt"
    assert "Lehrgangskosten" not in condense(correction, HISTORY)


def test_follow_ups_of_follow_ups_keep_the_thread() -> None:
    history = [*HISTORY, ("user", "Und der Zuschuss zum Lohn?"), ("assistant", "…")]
    assert (
        condense("und bei 20?", history)
        == "Und der Zuschuss zum Lohn? Unser Betrieb hat 20 Beschäftigte, welchen Anteil der Lehrgangskosten"
        " tragen wir?"
    )


def test_the_size_of_the_firm_holds_until_another_is_told(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Wie hoch ist bei der Weiterbildung eines Kollegen unser Anteil an den Lehrgangskosten?",
        [("user", "Wir sind 700 Leute."), ("assistant", "Gut.")],
    )
    assert answer.text.startswith("**Der Betrieb trägt voraussichtlich 75 Prozent der Lehrgangskosten.**")
    assert "75 Prozent" in answer.text.splitlines()[0]


def test_a_figure_told_hangs_on_what_was_asked() -> None:
    asked = "Ein Azubi packt die Berufsschule nicht, gibt es Nachhilfe?"
    whole = condense("Der Betrieb hat 15 Leute", [("user", asked), ("assistant", "…")])
    assert "Nachhilfe" in whole
    assert "15 Leute" in whole


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("bin gelernter tischler, kann ich die lehre kürzer machen", True),
        ("Ich habe zwei Kinder. Krieg ich da mehr", True),
        ("bin gelernter tischler, arbeite seit drei jahren", False),
    ],
)
def test_a_question_may_stand_behind_what_is_told(message: str, asks: bool) -> None:
    assert asks_something(message) is asks
