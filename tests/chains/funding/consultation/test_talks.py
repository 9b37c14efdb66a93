"""Where talks stand is read once, whoever asks."""

from __future__ import annotations

from datetime import date

from chains.funding.consultation import talks
from chains.funding.consultation.following import follow
from chains.funding.consultation.talks import LatestTalks, TalkStand

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


def test_each_message_is_read_once() -> None:
    read: list[str] = []

    def reads(stand: TalkStand, _number: int, message: str) -> TalkStand:
        read.append(message)
        return TalkStand(stand.told, stand.asked, (*stand.earlier, message))

    latest = LatestTalks()
    for count in range(1, 4):
        assert latest.after(TALK[:count], reads, None).earlier == TALK[:count]
    assert read == list(TALK[:3])
    latest.after(TALK[:1], reads, "another day")
    assert len(read) == 4


def test_no_more_are_kept_than_there_is_room() -> None:
    latest = LatestTalks()
    for number in range(talks._MOST + 20):
        latest.after([f"Wir sind {number} Leute."], lambda stand, _n, _m: stand, None)
    assert len(latest._stands) == talks._MOST
