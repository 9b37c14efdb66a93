"""Streaming: pieces joined are the answer, or the answer says that it replaces them; nothing
unverified is ever shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from chains.assistant import Assistant
from chains.events import AnswerStep, Done, Event, TextDelta
from chains.langchain_interface import ChainInput, event_chain
from chains.model.plain_text import clean
from chains.model.writer import REFUSAL
from chains.verification.stream import VerifiedStream
from chains.verification.verify import verify
from tests.chains.passages import RULE, TERMS, cite

CASE = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
CITATIONS = [cite(RULE), cite(TERMS, 2, locator="§ 7 Abs. 1", heading="Antrag")]
GOOD = "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
MORE = "Der Antrag ist vor Beginn der Weiterbildung bei der Agentur für Arbeit zu stellen [2]."


def fed(text: str, size: int) -> tuple[list[str], VerifiedStream]:
    stream = VerifiedStream(CITATIONS, CASE, lambda raw: clean(raw, {1, 2}), REFUSAL)
    pieces = [
        piece for begin in range(0, len(text), size) for piece in stream.add(text[begin : begin + size])
    ]
    return pieces, stream


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{GOOD} {MORE} Ende", f"{GOOD} {MORE}"),
        (f"{GOOD[:-5]}. [1] {MORE} Ende", f"{GOOD} {MORE}"),
        (f"Ja, d{GOOD[1:]} {MORE} Ende", f"{GOOD} {MORE}"),
        (f"<think>99 Prozent, oder? Ja.</think>{GOOD} {MORE} Ende", f"{GOOD} {MORE}"),
        (f"<think>{GOOD} {MORE} Ende", ""),
        (f"- {GOOD}\n- {MORE}\nEnde", f"- {GOOD}\n- {MORE}"),
        (f"Kurz gesagt: {GOOD} {MORE} Ende", f"Kurz gesagt: {GOOD} {MORE}"),
        (f"Es gilt:\n- {GOOD}\n- {MORE}\nEnde", f"Es gilt:\n- {GOOD}\n- {MORE}"),
        (f"{GOOD} Dazu kommen 99 Prozent [1]. {MORE} Ende", GOOD),
        (f"Das sind 99 Prozent [1]. {GOOD} {MORE} Ende", ""),
        (f"{GOOD} Alles ist gratis. {MORE} Ende", GOOD),
        (f"{GOOD} {MORE.replace('[2]', '[9]')} Ende", GOOD),
        (f"{REFUSAL}. {GOOD} Ende", ""),
        (f"{GOOD} Mehr unter https://betrug.example/99 [1]. {MORE} Ende", GOOD),
    ],
)
def test_only_verified_sentences_are_sent(text: str, shown: str, size: int) -> None:
    pieces, stream = fed(text, size)
    assert "".join(pieces).strip() == stream.sent.strip() == shown
    assert not shown or verify(shown, CITATIONS, CASE).ok


def test_a_sentence_is_sent_as_soon_as_the_next_begins() -> None:
    pieces, _ = fed(f"{GOOD} {MORE} Ende", 1)
    assert [piece.strip() for piece in pieces] == [GOOD, MORE]


def check(events: Sequence[Event]) -> None:
    last = events[-1]
    assert isinstance(last, Done)
    assert isinstance(events[0], AnswerStep)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == last.answer.text


def test_the_chain_streams_events_in_both_worlds(assistant: Assistant) -> None:
    turn = ChainInput(question=CASE, history=())
    check(list(event_chain(assistant).stream(turn)))

    async def collected() -> list[Event]:
        return [event async for event in event_chain(assistant).astream(turn)]

    check(asyncio.run(collected()))


def test_what_is_refused_streams_too(assistant: Assistant) -> None:
    events = list(assistant.stream("Wie backe ich einen Apfelkuchen?"))
    check(events)
    assert isinstance(events[-1], Done)
    assert events[-1].answer.abstained
