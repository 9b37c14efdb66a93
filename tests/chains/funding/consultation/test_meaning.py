"""What a question means by the editors' examples: other words for the same, and what no example is near."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.asked import AskedTopic
from chains.funding.consultation.following import follow
from chains.funding.consultation.meaning import Meaning, example_questions
from chains.funding.topics import Topic
from knowledge.editorial.guides import load_guides
from knowledge.index.shipped_vectors import QUESTION_VECTORS
from knowledge.model.document import content_hash

TODAY = date(2026, 11, 28)
CASE = (
    "Betrieb mit 120 Leuten, Kollegin 38, gelernt vor zwölf Jahren, zugelassener Kurs mit 200 Stunden für"
    " 3.000 Euro. Was zahlt der Betrieb?"
)


def asked(meaning: Meaning, *messages: str) -> AskedTopic:
    return follow(messages, TODAY, meaning=meaning).asked


def test_every_example_question_has_its_vector_and_no_vector_is_left_over() -> None:
    assert QUESTION_VECTORS.hashes() == {content_hash(question) for question, _ in example_questions()}


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Wer kommt für die Zeit auf, in der sie nicht arbeiten kann?", Topic.WAGE),
        ("Welche Stelle ist dafür da?", Topic.APPLY),
    ],
)
def test_other_words_ask_the_same_of_a_case(meaning: Meaning, question: str, topic: Topic) -> None:
    assert asked(meaning, CASE, question).topic is topic


def test_an_entry_is_found_in_words_that_no_phrase_has(meaning: Meaning) -> None:
    found = asked(meaning, CASE, "Geht ein Antrag für alle acht Kolleginnen?").found
    assert found is not None
    assert found.guide == "beschaeftigte"
    assert "gemeinsamen Antrag" in found.entry.says[0].text


def test_a_figure_alone_asks_what_was_asked_before(meaning: Meaning) -> None:
    again = asked(meaning, CASE, "bei 499 Beschäftigten?")
    assert again.repeated
    assert again.topic is Topic.FIRM_COST


def test_what_no_example_is_near_is_no_question_to_a_guide(meaning: Meaning) -> None:
    now = asked(meaning, CASE, "Wie viele Stunden Ruhe muss zwischen zwei Schichten liegen?")
    assert now.found is None
    assert now.of_law


def test_a_first_message_counts_less_near_than_one_that_goes_on(meaning: Meaning) -> None:
    near = meaning.of("Muss der Arbeitgeber den Bildungsbedarf ermitteln?")
    assert near.farther(0.1).nearest == pytest.approx(near.nearest - 0.1)


def test_a_sentence_may_have_a_programme_of_its_own() -> None:
    own = {saying.programme for entry in load_guides()["transfer"].entries for saying in entry.says}
    assert "sgb3_111a_transferkug" in own
