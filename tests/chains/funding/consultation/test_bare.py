"""A question of one word goes on with what was asked, and a programme named alone asks for its result."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.following import follow
from chains.funding.topics import Topic, topic_of

TODAY = date(2026, 11, 30)
CASE = "85 Leute, Kollege 39, gelernt 2010, Kurs 160 Stunden 2.400 Euro. Was zahlen wir?"


@pytest.mark.parametrize("message", ["und wo?", "Wo denn?", "wann?", "und bei wem?", "Und wer genau?"])
def test_a_bare_question_word_asks_for_the_application(message: str) -> None:
    assert topic_of(message) is Topic.APPLY
    assert follow([CASE, message], TODAY).asked.topic is Topic.APPLY


@pytest.mark.parametrize("question", ["Wer zahlt?", "Wo steht das?", "Wann bekommt er das Geld?"])
def test_a_question_with_a_verb_is_none(question: str) -> None:
    assert topic_of(question) is not Topic.APPLY


def test_a_programme_named_alone_asks_for_its_result() -> None:
    asked = follow([CASE, "und mit Bildungsurlaub?"], TODAY).asked
    assert asked.programmes == ("nrw_bildungsurlaub",)
    assert asked.found is not None
    assert asked.found.entry.programme == "nrw_bildungsurlaub"
    asked = follow([CASE, "und § 82?"], TODAY).asked
    assert (asked.topic, asked.found) == (Topic.OVERVIEW, None)
    assert asked.programmes == ("sgb3_82_lehrgangskosten",)
