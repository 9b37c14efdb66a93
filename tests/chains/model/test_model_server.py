"""The model path against a real OpenAI-compatible server, well and badly behaved."""

from __future__ import annotations

import logging
import time

import pytest
from pydantic import SecretStr

from chains.answer import Answer, Written
from chains.assistant import Assistant
from chains.events import AnswerStep, Doing, Done, Event, TextDelta
from chains.model.breaker import CircuitBreaker
from chains.model.client import CallLimits, ModelClient, ModelResting
from chains.model.writer import Writer, load_chat_model
from chains.retrieval.searcher import Searcher
from knowledge.errors import ModelFailed
from settings import Settings
from tests.chains.model_server import ModelServer, Reply, serving

pytest.importorskip("langchain_openai")
QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
GOOD = "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
TWO = f"{GOOD} Das gilt für Betriebe mit mindestens 50 und weniger als 500 Beschäftigten [1]."
QUICK = CallLimits(timeout=60, retries=1, failures=3, pause=60)


def client_of(
    server: ModelServer, limits: CallLimits = QUICK, breaker: CircuitBreaker | None = None
) -> ModelClient:
    model = load_chat_model(settings_of(server))
    assert model is not None
    return ModelClient(model, limits, breaker)


def settings_of(server: ModelServer) -> Settings:
    return Settings(
        chat_model="openai:klein",
        chat_model_url=server.url,
        chat_model_key=SecretStr("egal"),
        chat_model_timeout=60,
        _env_file=None,
    )


def assistant_of(searcher: Searcher, server: ModelServer, limits: CallLimits = QUICK) -> Assistant:
    model = load_chat_model(settings_of(server))
    assert model is not None
    return Assistant(searcher, Writer(model, limits))


def called(client: ModelClient) -> str:
    return client.text([("user", "Hallo")], client.deadline())


def test_an_answer_comes_as_a_stream() -> None:
    with serving(Reply(TWO)) as server:
        assert called(client_of(server)) == TWO
        assert server.asked[0]["stream"]
        assert server.asked[0]["temperature"] == 0


def test_an_error_of_the_server_is_tried_again() -> None:
    with serving(Reply(status=500), Reply(GOOD)) as server:
        assert called(client_of(server)) == GOOD
        assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_no_retry_helps_is_not_tried_again(status: int) -> None:
    with serving(Reply(status=status)) as server:
        with pytest.raises(ModelFailed, match="antwortet nicht"):
            called(client_of(server))
        assert len(server.asked) == 1


def test_a_busy_server_is_tried_again() -> None:
    with serving(Reply(status=429), Reply(GOOD)) as server:
        assert called(client_of(server)) == GOOD


@pytest.mark.parametrize(
    "reply", [Reply(""), Reply("   "), Reply(raw="<html>Wartung</html>"), Reply(raw="{}"), Reply(raw="")]
)
def test_nothing_and_garbage_are_failures(reply: Reply) -> None:
    with serving(reply) as server, pytest.raises(ModelFailed):
        called(client_of(server))


def test_a_slow_server_is_given_up_in_time() -> None:
    with serving(Reply(GOOD, delay=4)) as server:
        begun = time.monotonic()
        with pytest.raises(ModelFailed, match="eingestellten Zeit"):
            called(client_of(server, CallLimits(timeout=0.5)))
        assert time.monotonic() - begun < 2


def test_a_server_that_drips_words_is_given_up_in_time() -> None:
    with serving(Reply("ein Wort " * 50, pause=0.2)) as server:
        begun = time.monotonic()
        with pytest.raises(ModelFailed, match="eingestellten Zeit"):
            called(client_of(server, CallLimits(timeout=1)))
        assert time.monotonic() - begun < 3


def test_a_line_cut_in_the_middle_is_a_failure() -> None:
    with serving(Reply(TWO, cut_after=9)) as server:
        client = client_of(server)
        seen = []
        with pytest.raises(ModelFailed, match="nicht zu Ende"):
            seen += list(client.pieces([("user", "Hallo")], client.deadline()))
        assert len(server.asked) == 1  # words had been given: no second try behind them


def test_a_server_that_is_not_there() -> None:
    with serving(Reply(GOOD)) as server:
        client = client_of(server)
    with pytest.raises(ModelFailed, match="antwortet nicht"):
        called(client)


def test_the_breaker_spares_a_dead_server_and_tries_it_again_later() -> None:
    now = [0.0]
    with serving(Reply(status=500)) as server:
        client = client_of(server, CallLimits(timeout=5, retries=0), CircuitBreaker(3, 60, lambda: now[0]))
        for _ in range(3):
            with pytest.raises(ModelFailed):
                called(client)
        with pytest.raises(ModelResting, match="kurze Zeit nicht gefragt"):
            called(client)
        assert len(server.asked) == 3
        now[0] = 60
        server.replies = [Reply(GOOD)]
        assert called(client) == GOOD


def test_what_the_server_says_of_the_question_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, "stamina"),
        caplog.at_level(logging.INFO, "wbm"),
        serving(Reply(status=500)) as server,
    ):
        client = client_of(server)
        with pytest.raises(ModelFailed) as failure:
            client.text([("user", "Meine Kollegin Erna Muster")], client.deadline())
        assert "Erna" not in str(failure.value)
        assert "Erna" not in "".join(
            str(record.__dict__) for record in caplog.records if record.name.startswith(("stamina", "wbm"))
        )


def test_the_assistant_asks_the_server_with_rules_and_fenced_passages(searcher: Searcher) -> None:
    with serving(Reply(GOOD)) as server:
        answer = assistant_of(searcher, server).ask(QUESTION)
        assert (answer.mode, answer.written, answer.text) == ("model", Written.GIVEN, GOOD)
        assert [p.split()[0] for p in answer.prompts] == ["antwort", "frage"]
        assert answer.verdict.ok
        assert answer.verdict.sentences[0].citations == (1,)
        system, user = server.asked[0]["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        token = user["content"].split("FUNDSTELLE [1] · ")[1].split(" ")[0]
        assert token in system["content"]
        assert user["content"].count(token) == 2 * user["content"].count("=== FUNDSTELLE [") + 2
        assert answer.to_json()["verdict"]["ok"] is True


def test_a_stream_shows_steps_then_verified_sentences_then_the_answer(searcher: Searcher) -> None:
    with serving(Reply(TWO, pause=0.01)) as server:
        events = list(assistant_of(searcher, server).stream(QUESTION))
    works = [event.doing for event in events if isinstance(event, AnswerStep)]
    assert works == [Doing.SEARCHING, Doing.READING, Doing.WRITING, Doing.CHECKING]
    pieces = [event.text for event in events if isinstance(event, TextDelta)]
    assert len(pieces) == 2
    answer = given(events)
    assert "".join(pieces) == answer.text == TWO
    assert answer.written is Written.GIVEN


def test_a_wrong_figure_is_never_streamed(searcher: Searcher) -> None:
    bad = f"{GOOD} Dazu kommen 80 Prozent der Fahrkosten [1]. Das gilt für alle Betriebe [1]."
    with serving(Reply(bad)) as server:
        events = list(assistant_of(searcher, server).stream(QUESTION))
    shown = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert shown == GOOD
    answer = given(events)
    assert not answer.text.startswith(shown)
    assert (answer.mode, answer.written) == ("extractive", Written.REPLACED)
    assert any("80 Prozent" in problem for problem in answer.problems)


def test_a_repaired_answer_that_goes_on_from_what_was_shown_is_not_replaced(searcher: Searcher) -> None:
    with serving(Reply(f"{GOOD} Dazu kommen 80 Prozent [1]. Ende [1]."), Reply(TWO)) as server:
        events = list(assistant_of(searcher, server).stream(QUESTION))
    answer = given(events)
    assert answer.written is Written.REPAIRED
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text == TWO
    assert [p.split()[0] for p in answer.prompts] == ["antwort", "frage", "korrektur"]


def test_a_stream_that_breaks_after_a_sentence_is_replaced(searcher: Searcher) -> None:
    with serving(Reply(TWO, cut_after=14)) as server:
        events = list(assistant_of(searcher, server).stream(QUESTION))
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == GOOD
    answer = given(events)
    assert (answer.mode, answer.written) == ("extractive", Written.FAILED)
    assert not answer.text.startswith(GOOD)
    assert any("nicht zu Ende" in warning for warning in answer.warnings)


def test_a_dead_model_is_not_asked_a_fourth_time_and_answers_come_at_once(searcher: Searcher) -> None:
    with serving(Reply(status=500)) as server:
        assistant = assistant_of(searcher, server, CallLimits(timeout=5, retries=0, failures=3, pause=60))
        assert [assistant.ask(QUESTION).written for _ in range(4)] == [Written.FAILED] * 3 + [Written.RESTING]
        assert len(server.asked) == 3
        answer = assistant.ask(QUESTION)
        assert "50 Prozent" in answer.text
        assert any("kurze Zeit nicht gefragt" in warning for warning in answer.warnings)


def test_an_extractive_answer_streams_too(searcher: Searcher) -> None:
    events = list(Assistant(searcher).stream(QUESTION))
    assert [event.doing for event in events if isinstance(event, AnswerStep)] == [
        Doing.SEARCHING,
        Doing.READING,
    ]
    answer = given(events)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    assert answer.verdict.ok
    assert answer.verdict.sentences


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Wie viele Tage Lernurlaub gibt es in einer Werkstatt mit 15 Beschäftigten?", True),
        ("Wie viele Tage Lernurlaub gibt es in einer Werkstatt mit 17 Beschäftigten?", False),
        ("Wie viele Tage Lernurlaub gibt es in einer Werkstatt mit 120 Beschäftigten?", False),
        ("Welche Aktien steigen morgen bei 15 Beschäftigten in Frankfurt besonders stark?", False),
        ("", False),
    ],
)
def test_a_follow_up_is_condensed_by_the_model_if_it_keeps_to_what_was_said(
    searcher: Searcher, written: str, kept: bool
) -> None:
    """Of what the law alone says; where a rule decides the case, no model is asked."""
    final = "Der Lernurlaub beträgt drei Tage [1]."
    asked = "Wie viele Tage Lernurlaub gibt es in einer Werkstatt mit 120 Beschäftigten?"
    with serving(Reply(written), *([] if written else [Reply("")]), Reply(final)) as server:
        answer = assistant_of(searcher, server).ask(
            "Und mit 15 Beschäftigten?", [("user", asked), ("assistant", "Elf Tage [1].")]
        )
    assert ("Eigenständige Frage" in str(server.asked[0]["messages"]), answer.question) == (
        True,
        "Und mit 15 Beschäftigten?",
    )
    assert (written in str(server.asked[-1]["messages"])) is (kept or not written)
    assert (answer.mode, answer.text) == ("model", final)


def given(events: list[Event]) -> Answer:
    last = events[-1]
    assert isinstance(last, Done)
    assert not any(isinstance(event, Done) for event in events[:-1])
    return last.answer
