"""Where talks stand is read once, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chains.funding.consultation import talks
from chains.funding.consultation.following import follow
from chains.funding.consultation.talks import LatestTalks, Reads, TalkMessage, TalkStand

TODAY = date(2026, 11, 30)
TALK = (
    "Betrieb mit 140 Leuten, Kollege 39, Ausbildung vor 15 Jahren, Kurs 200 Stunden, 4.800 Euro.",
    "Was zahlt der Betrieb?",
    "Und der Lohn?",
    "Neuer Fall",
    "Wir sind 30 Leute.",
)


def test_it_is_what_reading_the_whole_talk_gives() -> None:
    latest = LatestTalks()
    for count in range(1, len(TALK) + 1):
        messages = TALK[:count]
        assert follow(messages, TODAY, talks=latest) == follow(messages, TODAY)


def _reading(read: list[str]) -> Reads:
    def reads(stand: TalkStand, _number: int, said: TalkMessage) -> TalkStand:
        read.append(said.message)
        return TalkStand(stand.told, stand.asked, (*stand.earlier, said.message))

    return reads


def _turn(latest: LatestTalks, messages: Sequence[str], read: Reads, talk: str = "") -> TalkStand:
    """A turn as `follow` makes one."""
    *before, last = map(TalkMessage, messages)
    stand = read(latest.after(before, read, None, talk), len(before), last)
    latest.keep([*before, last], stand, None, talk)
    return stand


def test_each_message_is_read_once() -> None:
    read: list[str] = []
    latest, reads = LatestTalks(), _reading(read)
    for count in range(1, 4):
        assert _turn(latest, TALK[:count], reads).earlier == TALK[:count]
    assert read == list(TALK[:3])
    latest.after([TalkMessage(TALK[0])], reads, "another day")
    assert len(read) == 4


def test_of_a_talk_whose_latest_messages_alone_are_remembered_each_is_read_once() -> None:
    said = [f"{number}. Angabe" for number in range(20)]
    read: list[str] = []
    latest, reads = LatestTalks(), _reading(read)
    for count in range(1, len(said) + 1):
        stand = _turn(latest, said[max(0, count - 6) : count], reads, "gespraech-1")
    assert read == said
    assert stand.earlier == tuple(said)


def test_the_latest_messages_of_one_talk_are_never_taken_for_those_of_another() -> None:
    """Two people press the same buttons after what only one of them told."""
    buttons = ["Wer stellt den Antrag?", "Und bis wann?", "Welche Unterlagen?"]
    latest, reads = LatestTalks(), _reading([])
    told = ["Ich bin 47 und verdiene 3.100 Euro.", *buttons]
    for talk in ("", "gespraech-1"):
        for count in range(1, len(told) + 1):
            _turn(latest, told[:count], reads, talk)
    for talk in ("", "gespraech-2"):
        assert latest.after([*map(TalkMessage, buttons)], reads, None, talk).earlier == tuple(buttons)


def test_a_message_that_was_changed_is_read_anew() -> None:
    latest, reads = LatestTalks(), _reading([])
    for count in range(1, 4):
        _turn(latest, TALK[:count], reads, "gespraech-1")
    changed = ("Betrieb mit 14 Leuten.", TALK[1])
    assert latest.after([*map(TalkMessage, changed)], reads, None, "gespraech-1").earlier == changed


def test_no_more_are_kept_than_there_is_room() -> None:
    latest, reads = LatestTalks(), _reading([])
    for number in range(talks._MOST + 20):
        _turn(latest, [f"Wir sind {number} Leute."], reads)
    assert len(latest._kept) == talks._MOST
