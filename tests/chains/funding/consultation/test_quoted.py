"""What an answer quoted is what the talk is about then, and where it stands is said to who asks."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.aside import goes_on_from_law
from chains.funding.consultation.following import follow
from chains.funding.consultation.meaning import Meaning
from chains.funding.consultation.quoted import guide_of_place, guides_quoted, where_it_stands
from chains.question.small_words import TalkKind, talk_of

TODAY = date(2026, 11, 30)
QUOTED = (
    "**Im Kern:** „Der Arbeitgeber hat der Verringerung zuzustimmen.“ [1]\n\n"
    "**TzBfG § 8 Abs. 4** [1]\n> (4) Der Arbeitgeber hat der Verringerung zuzustimmen. [1]\n\n"
    "**TzBfG § 9a Abs. 1** [2]\n> (1) Ein Arbeitnehmer kann verlangen. [2]"
)
TOLD = "**Der Betrieb zahlt 50 Prozent.** [1]\n\n**SGB III § 82 Abs. 2** [1]\n> (2) Nach Absatz 1 soll. [1]"


@pytest.mark.parametrize(
    ("place", "guide"),
    [
        ("TzBfG § 8 Abs. 4", "befristung_teilzeit"),
        ("BQFG § 13 Abs. 1", "anerkennung"),  # no guide rests on the §, one alone on the law
        ("SGB IX § 225", ""),
        ("Faktenblatt", ""),
    ],
)
def test_a_place_is_of_the_guide_that_rests_on_it(place: str, guide: str) -> None:
    assert guide_of_place(place) == guide


def test_what_was_quoted_is_told_for_each_message() -> None:
    history = [("user", "a"), ("assistant", TOLD), ("user", "b"), ("assistant", QUOTED)]
    assert guides_quoted(history) == ("", "befristung_teilzeit")


def test_the_talk_goes_on_with_what_was_quoted(meaning: Meaning) -> None:
    messages = [
        "Mein Chef will meine Stunden nicht kürzen, was sagt § 8 TzBfG?",
        "Wie lange vorher muss ich das sagen?",
    ]
    state = follow(messages, TODAY, meaning=meaning, quoted=["befristung_teilzeit"])
    assert state.asked.found is not None
    assert state.asked.found.guide == "befristung_teilzeit"
    assert not goes_on_from_law(state)


@pytest.mark.parametrize(
    "message",
    [
        "Wo steht das?",
        "Und wo steht das genau?",
        "In welchem Gesetz ist das geregelt?",
        "Rechtsgrundlage?",
        "Wo kann ich das nachlesen?",
        "Auf welcher Grundlage?",
    ],
)
def test_who_asks_where_it_stands_asks_for_the_place_of_the_answer_before(message: str) -> None:
    assert talk_of(message)[0] is TalkKind.ASKS_PLACE


@pytest.mark.parametrize(
    "message",
    [
        "Wo steht im Gesetz, dass der Kurs 120 Stunden haben muss?",
        "Wo stellt sie den Antrag?",
        "Welches Gesetz regelt den Urlaub?",
    ],
)
def test_who_names_a_matter_asks_for_that(message: str) -> None:
    assert talk_of(message)[0] is None


def test_the_places_of_the_answer_before_are_named() -> None:
    said = where_it_stands([("user", "a"), ("assistant", QUOTED)])
    assert said is not None
    assert said.lead.text == "Das steht in: TzBfG § 8 Abs. 4; TzBfG § 9a Abs. 1."
    assert (
        where_it_stands([("user", "a"), ("assistant", QUOTED), ("user", "b"), ("assistant", "Nichts.")])
        is None
    )
