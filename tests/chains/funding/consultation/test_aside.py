"""What asks for the law of work beside a case, and what goes on from an answer that quoted it."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from chains.funding.consultation.aside import asks_of_work, goes_on_from_law, is_doubtful, tells_to_law
from chains.funding.consultation.asked import Consulting
from chains.funding.consultation.following import follow
from chains.funding.consultation.meaning import NOTHING, Meant
from chains.funding.topics import Topic
from knowledge.index.phrases import PhraseIndex, PhraseMatches

TODAY = datetime.date(2026, 11, 30)
CASE = "85 Beschäftigte, 47 Jahre, ohne Abschluss. Umschulung für 9.800 Euro, was zahlt der Betrieb?"
GOVERNED = frozenset({"§ 82", "§ 185"})


def _now(*messages: str) -> Consulting:
    return follow(messages, TODAY)


def _matches(**nearness: float) -> PhraseMatches:
    """Everyday questions on one place of each law, so near."""
    places = [(law, "§ 185 Abs. 3" if law == "sgb_9_2018" else "§ 9 Abs. 1") for law in nearness]
    index = PhraseIndex(np.zeros((len(places), 1), np.float32), places, [["chunk"]] * len(places), [], "")
    near = np.asarray(list(nearness.values()))
    return PhraseMatches(index, near, near)


def test_the_nearer_one_answers() -> None:
    asked = _now(CASE, "Darf der Chef sie sonntags zur Inventur holen?")
    assert asks_of_work(asked, _matches(arbzg=0.8, sgb_3=0.4), NOTHING, GOVERNED)
    assert not asks_of_work(asked, _matches(arbzg=0.5, sgb_3=0.4), NOTHING, GOVERNED)
    assert not asks_of_work(asked, _matches(arbzg=0.8, sgb_3=0.79), NOTHING, GOVERNED)
    assert not asks_of_work(asked, _matches(arbzg=0.8), Meant({"betriebsrat:0": 0.79}), GOVERNED)


def test_a_place_that_a_rule_rests_on_is_the_programmes() -> None:
    asked = _now(CASE, "Zahlt das Integrationsamt einen Dolmetscher?")
    assert not asks_of_work(asked, _matches(sgb_9_2018=0.9), NOTHING, GOVERNED)


@pytest.mark.parametrize("message", ["und der Lohn?", "Geht das auch über Qualifizierungsgeld?"])
def test_what_has_no_matter_of_its_own_or_names_a_programme_is_of_the_case(message: str) -> None:
    assert not asks_of_work(_now(CASE, message), _matches(arbzg=0.65), NOTHING, GOVERNED)


def test_a_question_that_says_so_turns_aside() -> None:
    asked = _now(CASE, "Nebenfrage: sie arbeitet bis 20 Uhr und soll um 4 wieder da sein. Darf der Chef das?")
    assert asks_of_work(asked, _matches(arbzg=0.1), NOTHING, GOVERNED)


def test_goes_on_from_what_was_quoted() -> None:
    assert goes_on_from_law(_now("Wie viel Urlaub steht mir zu?", "und in der probezeit?"))


@pytest.mark.parametrize("message", ["Und wer stellt den Antrag?", "Und bei 600 Leuten?"])
def test_goes_back_to_the_case(message: str) -> None:
    assert not goes_on_from_law(_now(CASE, "Wie viel Urlaub steht ihr zu?", message))


def test_a_matter_of_its_own_without_a_topic_is_doubtful() -> None:
    assert is_doubtful(_now(CASE, "Er macht dauernd Nachtschicht, steht ihm dafür was extra zu?"))
    assert not is_doubtful(_now(CASE, "Wer stellt den Antrag?"))


def test_heads_that_are_told_and_asked_for_are_of_the_case() -> None:
    asked = _now(
        "Pflegedienst mit 9 Vollzeit und 14 Teilzeit je 20 Stunden: wie viele Beschäftigte sind das?"
    )
    assert asked.asked.topic is Topic.COUNT
    assert not asks_of_work(asked, _matches(pflegezg=0.9), NOTHING, GOVERNED)


def test_a_fact_told_after_the_law_goes_to_the_law() -> None:
    first = "Ein Azubi im 2. Lehrjahr packt die Berufsschule nicht, gibt es Nachhilfe?"
    assert tells_to_law(_now(first, "Der Betrieb hat 15 Leute"))
    assert not tells_to_law(_now(CASE, "Der Betrieb hat 15 Leute"))
    assert not tells_to_law(_now(first, "Und bei 15 Leuten?"))
