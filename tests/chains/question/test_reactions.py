"""Reactions to an answer are talk; objections, facts and questions are not."""

from __future__ import annotations

import pytest

from chains.question.small_words import TalkKind, talk_of


@pytest.mark.parametrize(
    "message",
    [
        "Perfekt, genau das wollte ich wissen.",
        "Das hilft mir schon mal weiter.",
        "Alles klar, dann geb ich das so weiter.",
        "Hmm, okay.",
        "Ist notiert, danke.",
        "Das war's von meiner Seite.",
        "Das muss ich erst mal sacken lassen.",
        "Danke, damit kann ich arbeiten.",
        "Verstehe.",
    ],
)
def test_taken_in_good_part(message: str) -> None:
    assert talk_of(message)[0] is TalkKind.THANKS


@pytest.mark.parametrize("message", ["schade", "Mist, hatte auf mehr gehofft.", "Schade, dann halt nicht."])
def test_regretted(message: str) -> None:
    assert talk_of(message)[0] is TalkKind.REGRETS


@pytest.mark.parametrize(
    "message",
    [
        "Das stimmt nicht.",
        "verstehe ich nicht",
        "Mindestlohn",
        "Betriebsrat",
        "Der Chef zahlt nichts",
        "Gut, dann nehmen wir die Umschulung.",
        "Perfekt, dann nehmen wir den Kurs mit 4.000 Euro.",
        "Super, ist das sicher",
        "nein",
        "weiter",
    ],
)
def test_no_reaction(message: str) -> None:
    assert talk_of(message)[0] is None


def test_what_follows_regret_is_answered() -> None:
    assert talk_of("Schade. Gibt es was anderes?") == (None, "Gibt es was anderes?")
