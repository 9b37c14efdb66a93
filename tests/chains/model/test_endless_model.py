"""A model that writes without end, in one piece or in a hundred thousand: read and checked only so far,
within its time.
"""

from __future__ import annotations

import gzip
import resource
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from chains.answer import Citation, Written
from chains.assistant import Assistant
from chains.model.client import CallLimits
from chains.model.http import LONGEST_REPLY, ReplyTooLong, model_client
from chains.model.writer import Writer, load_chat_model
from chains.retrieval.searcher import Searcher
from chains.verification.stream import VerifiedStream, finished, thinking
from chains.verification.verify import verify
from settings import Settings
from tests.chains.model_server import Reply, serving

pytestmark = pytest.mark.slow

pytest.importorskip("langchain_openai")
QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
GOOD = "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
_CPU = 4.0  # seconds for a whole question with all that the model sends; the attack took minutes


@pytest.mark.parametrize(
    "reply",
    [
        Reply("wort", times=50_000),
        Reply("Satz. ", times=50_000),
        Reply("1", times=50_000),
        Reply("<think>", times=30_000),
        Reply("((([", times=30_000),
        Reply("x" * 33_000_000, times=1),
        Reply(f"{GOOD} " * 30_000, times=1),
        Reply("50 Prozent, 3 Monate und 120 Euro " * 1_000, times=1),
        Reply(raw="{" * 33_000_000),
    ],
    ids=[
        "tokens",
        "sentences",
        "digits",
        "thoughts",
        "brackets",
        "one piece",
        "one piece of sentences",
        "figures",
        "no JSON",
    ],
)
def test_a_reply_without_end_costs_little(searcher: Searcher, reply: Reply) -> None:
    with serving(reply) as server:
        settings = Settings(
            chat_model="openai:klein",
            chat_model_url=server.url,
            chat_model_key=SecretStr("x"),
            _env_file=None,
        )
        model = load_chat_model(settings)
        assert model is not None
        assistant = Assistant(searcher, Writer(model, CallLimits(timeout=60, retries=0)))
        memory, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
        answer = assistant.ask(QUESTION)
        assert time.thread_time() - begun < _CPU
        # the server's own 33 MB, several times, are in this process
        assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024 < 300
        assert answer.text
        assert len(answer.text) < 10_000
        assert answer.written in {
            Written.FAILED,
            Written.REPLACED,
            Written.REPAIRED,
            Written.REFUSED,
            Written.GIVEN,
        }


def test_a_packed_reply_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(bomb)))
            self.end_headers()
            self.wfile.write(bomb)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(ReplyTooLong), model_client(5, here=True) as client:
            client.get(f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()


def test_a_body_without_a_length_is_cut_where_it_becomes_too_long() -> None:
    sent: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(400):
                    self.wfile.write(b"x" * 100_000)
                    sent.append(100_000)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(ReplyTooLong), model_client(5, here=True) as client:
            client.get(f"http://127.0.0.1:{server.server_port}/")
        assert sum(sent) < 4 * LONGEST_REPLY
    finally:
        server.shutdown()
        server.server_close()


def test_a_sentence_too_long_to_be_checked_is_refused(searcher: Searcher) -> None:
    citation = Assistant(searcher).ask(QUESTION).citations[0]
    long = "Der Betrieb trägt " + "ganz " * 250 + "50 Prozent der Lehrgangskosten [1]."
    assert any(
        "mehr als 1000 Zeichen" in problem
        for problem in verify(long, [Citation(1, citation.passage, citation.quote)]).problems
    )


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Satz eins [1]. Zwei [", "Satz eins [1]. Zwei "),
        ("Satz [1]. (siehe", "Satz [1]. "),
        ("Satz (1) und (2", "Satz (1) und "),
        ("a <b> c <d", "a <b> c "),
        ("Kosten &am", "Kosten "),
        ("Kosten & Nutzen", "Kosten & Nutzen"),
        ("**fett*", "**fett"),
        ("siehe https://example.org/x", "siehe "),
        ("siehe https://example.org/x und", "siehe https://example.org/x und"),
        ("[offen\nneue Zeile", "[offen\nneue Zeile"),
        ("", ""),
    ],
)
def test_what_the_next_words_may_still_change_waits(raw: str, kept: str) -> None:
    assert raw[: finished(raw)] == kept


@pytest.mark.parametrize(
    ("raw", "open_thought"),
    [
        ("<think>a", True),
        ("<THINKING>a</think", False),
        ("<think>a</think>b<thinking>", True),
        ("denke", False),
    ],
)
def test_a_thought_that_is_not_ended(raw: str, open_thought: bool) -> None:
    assert thinking(raw) is open_thought


def test_checking_a_stream_grows_with_its_length(searcher: Searcher) -> None:
    citations = Assistant(searcher).ask(QUESTION).citations

    def seconds(times: int) -> float:
        stream = VerifiedStream(citations, QUESTION, lambda raw: raw, "NICHT IN DEN QUELLEN")
        begun = time.thread_time()
        for number in range(times):
            for word in f"Der Betrieb trägt im Fall {number} 50 Prozent der Lehrgangskosten [1]. ".split(" "):
                list(stream.add(f"{word} "))
        return time.thread_time() - begun

    seconds(5)
    assert seconds(80) < 12 * max(seconds(10), 0.02)
