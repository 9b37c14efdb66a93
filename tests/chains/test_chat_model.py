"""The chat model's way: streamed sentence by sentence, verified, repaired once, replaced; down, slow or hostile it changes nothing."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.outputs import ChatGenerationChunk

from chains.assistant import Assistant
from chains.chat_model import load_chat_model
from chains.circuit_breaker import CircuitBreaker
from chains.events import Doing, Done, Noted, Piece, Step
from chains.prompts import load_prompt
from chains.registers import Register
from chains.search import Searcher
from settings import Settings

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
RIGHT = "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
WRONG = "Der Betrieb trägt 75 Prozent der Lehrgangskosten [1]."


def _scripted(*replies: str) -> FakeListChatModel:
    return FakeListChatModel(responses=list(replies))


class Recording(FakeListChatModel):
    """Keeps what it was asked."""

    asked: ClassVar[list[str]] = []

    def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append("\n".join(str(m.content) for m in messages))
        return super()._stream(messages, *args, **kwargs)


def test_sentences_are_given_out_as_they_verify(searcher: Searcher) -> None:
    events = list(Assistant(searcher, _scripted(f"{RIGHT} Ab 500 Beschäftigten trägt der Betrieb 75 Prozent der Lehrgangskosten [1].")).stream(QUESTION))
    steps = [e.doing for e in events if isinstance(e, Step)]
    assert steps == [Doing.SEARCHING, Doing.READING, Doing.WRITING, Doing.CHECKING]
    assert isinstance(events[2], Noted)
    pieces = "".join(e.text for e in events if isinstance(e, Piece))
    assert "50 Prozent" in pieces
    done = events[-1]
    assert isinstance(done, Done)
    assert (done.answer.mode, done.answer.verdict is not None and done.answer.verdict.ok) == ("model", True)
    assert done.answer.prompts == (load_prompt("antwort").used,)


def test_a_wrong_sentence_is_never_shown_nor_what_comes_after_it(searcher: Searcher) -> None:
    events = list(Assistant(searcher, _scripted(f"{RIGHT} {WRONG} Das gilt immer [1].", WRONG)).stream(QUESTION))
    pieces = "".join(e.text for e in events if isinstance(e, Piece))
    assert "75 Prozent" not in pieces
    done = events[-1]
    assert isinstance(done, Done)
    assert done.answer.mode == "extractive"
    assert any("anderen Fall" in problem for problem in done.answer.problems)


def test_an_extractive_answer_streams_too(assistant: Assistant) -> None:
    *_, piece, done = assistant.stream(QUESTION)
    assert isinstance(piece, Piece)
    assert isinstance(done, Done)
    assert piece.text == done.answer.text


def test_a_repaired_answer_names_both_prompts(searcher: Searcher) -> None:
    answer = Assistant(searcher, _scripted(WRONG, RIGHT)).ask(QUESTION)
    assert answer.text == RIGHT
    assert [p.split()[0] for p in answer.prompts] == ["antwort", "korrektur"]


def test_the_prompt_asks_for_register_and_language(searcher: Searcher) -> None:
    Recording.asked.clear()
    Assistant(searcher, Recording(responses=[RIGHT])).ask(QUESTION, register=Register.SIMPLE)
    assert "Einfacher Sprache" in Recording.asked[0]
    answer = Assistant(searcher, Recording(responses=["The company pays 50 percent of the course fees [1]."])).ask("Who can get a training voucher in Germany?")
    assert "auf Englisch" in Recording.asked[-1]
    assert answer.mode == "extractive"  # 50 stands in no passage about vouchers


def test_an_answer_in_the_askers_language_is_held_to_its_figures(searcher: Searcher) -> None:
    text = "You can get a training voucher from the agency [1]."
    assert Assistant(searcher, _scripted(text)).ask("Who can get a training voucher?").text == text


def test_a_follow_up_is_condensed_by_the_model(searcher: Searcher) -> None:
    model = _scripted("Welchen Anteil der Lehrgangskosten trägt ein Betrieb mit 600 Beschäftigten?", "Der Betrieb trägt 75 Prozent der Lehrgangskosten [1].")
    answer = Assistant(searcher, model).ask("Und bei 600?", [("user", QUESTION), ("assistant", RIGHT)])
    assert (answer.mode, "75 Prozent" in answer.text) == ("model", True)


# -- the breaker


def test_the_breaker_opens_waits_probes_and_closes() -> None:
    now = 0.0
    breaker = CircuitBreaker(failures=2, pause=60, clock=lambda: now)
    assert breaker.allows()
    breaker.failed()
    assert (breaker.state, breaker.allows()) == ("closed", True)
    breaker.failed()
    assert (breaker.state, breaker.allows()) == ("open", False)
    now = 61
    assert breaker.state == "half open"
    assert breaker.allows()
    assert not breaker.allows()  # one probe at a time
    breaker.failed()
    assert breaker.state == "open"
    now = 122
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.state == "closed"


class Down(FakeListChatModel):
    """A model whose server is gone; counts who tried."""

    tries: ClassVar[list[int]] = []

    def _stream(self, *_: object, **__: object) -> Iterator[ChatGenerationChunk]:
        self.tries.append(1)
        raise ConnectionError("down")


def test_a_model_that_keeps_failing_is_left_alone(searcher: Searcher) -> None:
    Down.tries.clear()
    assistant = Assistant(searcher, Down(responses=["x"]), breaker=CircuitBreaker(failures=2, pause=60))
    answers = [assistant.ask(QUESTION) for _ in range(5)]
    assert len(Down.tries) == 2
    assert all(a.mode == "extractive" and "50 Prozent" in a.text for a in answers)
    assert any("wird gleich wieder versucht" in w for w in answers[-1].warnings)


# -- a real server that speaks OpenAI's protocol


class _Server(http.server.ThreadingHTTPServer):
    behaviour = "right"
    calls = 0


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls += 1
        match self.server.behaviour:
            case "error":
                self.send_error(500)
            case "slow":
                time.sleep(3)
                self.send_error(503)
            case "garbage":
                self._send(b"data: this is no JSON\n\n")
            case "empty":
                self._send(b"data: [DONE]\n\n")
            case "breaks":
                self._send(self._chunk("Der Betrieb trägt "), length=9999)
            case _:
                assert asked["stream"]
                self._send(b"".join(self._chunk(f"{word} ") for word in RIGHT.split(" ")) + b"data: [DONE]\n\n")

    def _chunk(self, text: str) -> bytes:
        piece = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
        return f"data: {json.dumps(piece)}\n\n".encode()

    def _send(self, body: bytes, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    running = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def _model(server: _Server, **more: Any) -> BaseChatModel:
    pytest.importorskip("langchain_openai")
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    config = Settings(chat_model="openai:test", chat_model_url=url, chat_model_key="egal", chat_model_timeout=1.0, chat_model_retries=0, _env_file=None, **more)
    model = load_chat_model(config)
    assert model is not None
    return model


def test_a_server_that_speaks_openais_protocol(searcher: Searcher, server: _Server) -> None:
    answer = Assistant(searcher, _model(server)).ask(QUESTION)
    assert (answer.mode, answer.text) == ("model", RIGHT)


@pytest.mark.parametrize("behaviour", ["error", "slow", "garbage", "empty", "breaks"])
def test_whatever_the_server_does_the_answer_comes(searcher: Searcher, server: _Server, behaviour: str) -> None:
    server.behaviour = behaviour
    begun = time.perf_counter()
    answer = Assistant(searcher, _model(server)).ask(QUESTION)
    assert time.perf_counter() - begun < 10
    assert answer.mode == "extractive"
    assert "50 Prozent" in answer.text
    assert any("Sprachmodell" in warning for warning in answer.warnings)
