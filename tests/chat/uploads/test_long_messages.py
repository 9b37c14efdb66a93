"""Messages that are no questions: long, hostile, endless. The chat says so in German and goes on for
everybody else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chains.budget import Budget
from chat.uploads.long_message import asked_first, is_long
from chat.uploads.text import UploadLimits, read_pasted
from ingest.chunk import chunk_document
from knowledge.errors import TurnExhausted, UnreadableSource
from tests.chat.client import Visitor, serving
from tests.chat.conftest import wait_for
from tests.chat.model_server import QUESTION

pytestmark = pytest.mark.slow

LETTER = (
    "Sehr geehrte Frau Muster, wir bestätigen den Lehrgang Kranführung vom 1. März bis 30. April in Unna. Die"
    " Kosten von 4.711 Euro trägt der Betrieb. "
)


@pytest.fixture(scope="module")
def address(starter: Path) -> Iterator[str]:
    with serving(starter, WBM_QUESTIONS_PER_MINUTE="1000", WBM_TURN_SECONDS="20") as (address, _):
        yield address


@pytest.fixture
def visitor(address: str) -> Iterator[Visitor]:
    visitor = Visitor(address)
    visitor.open()
    yield visitor
    visitor.close()


def test_a_long_message_becomes_a_document_and_its_beginning_the_question(visitor: Visitor) -> None:
    answer = visitor.ask("Was kostet der Lehrgang Kranführung laut diesem Brief?\n\n" + LETTER * 40)["output"]
    assert "ist jetzt ein Dokument dieses Chats („Eingefügter Text 1“)" in visitor.said()
    assert "4.711 Euro" in answer
    assert "Was möchten Sie dazu wissen?" not in visitor.said()


def test_a_long_message_without_a_question_is_asked_for_one(visitor: Visitor) -> None:
    assert "**Was möchten Sie dazu wissen?**" in visitor.ask(LETTER * 40)["output"]
    assert "4.711 Euro" in visitor.ask("Was kostet der Lehrgang Kranführung?")["output"]


def test_a_long_case_is_refused_in_german(visitor: Visitor) -> None:
    assert "höchstens 4.000 Zeichen" in visitor.ask("Fall: " + "120 Beschäftigte, " * 400)["output"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["1", "Weiterbildungskostenübernahmevereinbarung", "§ 82 ", "Förderrung Bescheftigte ", " ", "(["]
)
def test_nobody_waits_for_anothers_hostile_message(address: str, visitor: Visitor, unit: str) -> None:
    attacker, other = Visitor(address), Visitor(address)
    attacker.open()
    other.open()
    visitor.ask(QUESTION)
    attacker.begin((f"Frage? a{unit * 900_000}")[:900_000])  # its line is cut, or it becomes a document
    other.begin((f"a{unit * 4_000}")[:4_000])
    begun = time.monotonic()
    assert "50 Prozent" in visitor.ask(QUESTION)["output"]
    assert time.monotonic() - begun < 30
    wait_for(lambda: bool(other.said()), 120)
    attacker.close()
    other.close()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Was kostet das?\nSehr geehrte …", "Was kostet das?"),
        (
            "Guten Tag, ich habe einen Brief. Was heißt er für mich? Sehr geehrte …",
            "Guten Tag, ich habe einen Brief. Was heißt er für mich?",
        ),
        ("Sehr geehrte Frau Muster, " * 40 + "Was kostet das?", ""),
        ("https://example.org/?a=b und so weiter", ""),
        ("", ""),
    ],
)
def test_the_question_is_read_off_the_beginning(text: str, question: str) -> None:
    assert asked_first(text) == question


def test_what_is_long() -> None:
    assert not is_long("x" * 4_000)
    assert is_long("x" * 4_001)


@pytest.mark.parametrize("unit", ["1", " ", "a. ", "Wort ", "\n", "(§", LETTER])
def test_a_pasted_text_is_cut_in_linear_time_and_nothing_is_lost(unit: str) -> None:
    def seconds(characters: int) -> float:
        begun = time.process_time()
        document = read_pasted("Text", (unit * characters)[:characters], UploadLimits(10, 60), "upload:1")
        chunk_document(document)
        assert "".join("".join(s.text.split()) for s in document.sections) == "".join(
            (unit * characters)[:characters].split()
        )
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(200_000) < max(0.5, 9 * seconds(50_000))


def test_a_text_longer_than_any_document_is_refused_in_german() -> None:
    with pytest.raises(UnreadableSource, match=r"900\.000 Zeichen, möglich sind 360\.000"):
        read_pasted("Text", "1" * 900_000, UploadLimits(10, 60), "upload:1")


def test_a_budget_ends_by_time_memory_or_a_stop() -> None:
    now, held = [0.0], [0]
    budget = Budget(10, 100, lambda: now[0], lambda: held[0])
    budget.check()
    held[0] = 100_000_001
    with pytest.raises(TurnExhausted, match="Arbeitsspeicher"):
        budget.check()
    held[0], now[0] = 0, 10.0
    with pytest.raises(TurnExhausted, match="über 10 Sekunden"):
        budget.check()
    stopped = Budget(10)
    stopped.cancel()
    with pytest.raises(TurnExhausted):
        stopped.check()
