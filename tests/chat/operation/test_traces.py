"""Traces go where they are told to, hold no text, and go nowhere where all is to stay here."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from chains.locality import require_local
from chains.ways_out import close_ways_out
from chat.operation.logs import LinesOfJson
from chat.operation.traces import open_traces
from chat.operation.turns import Observer, TurnOutcome
from chat.web.proxies import trust_proxies
from knowledge.errors import SettingsError
from settings import Settings


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes, str]]]]:
    """One that takes traces: its address and what came, by path, body and its key."""
    heard: list[tuple[str, bytes, str]] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, body, self.headers.get("x-key", "")))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment as it was, whatever is closed in it."""
    before = dict(os.environ)
    yield monkeypatch
    os.environ.clear()
    os.environ.update(before)


def settings_with(**more: bool) -> Settings:
    return Settings(_env_file=None, **more)  # type: ignore[arg-type]


def test_a_question_is_a_trace_with_its_parts_and_nothing_else(variables: pytest.MonkeyPatch) -> None:
    with collector() as (address, heard):
        variables.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        variables.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=abc")
        variables.setenv("OTEL_SERVICE_NAME", "chat in Köln")
        settings = settings_with(traces=True)
        require_local(settings)
        assert "OTEL_EXPORTER_OTLP_ENDPOINT" not in os.environ  # for no library to find
        require_local(settings)  # as the server does once more after `wbm serve`
        traces = open_traces(settings)
        assert traces is not None
        observer = Observer((traces,))
        with observer.turn() as turn:
            turn.outcome = TurnOutcome.EXTRACT
            with turn.timed("retrieve"):
                pass
            turn.seconds["compose"] = 0.25
        with observer.turn() as turn:
            turn.private = True
        traces.close()
        assert [(path, key) for path, _, key in heard] == [("/v1/traces", "abc")]
        told = ExportTraceServiceRequest.FromString(heard[0][1]).resource_spans[0]
        spans = {span.name: span for span in told.scope_spans[0].spans}
        assert set(spans) == {"question", "retrieve", "compose"}
        assert {a.key: a.value.string_value for a in spans["question"].attributes} == {
            "wbm.outcome": "extract"
        }
        assert all(not span.attributes and not span.events for n, span in spans.items() if n != "question")
        assert spans["compose"].parent_span_id == spans["question"].span_id
        assert spans["compose"].end_time_unix_nano - spans["compose"].start_time_unix_nano == 250_000_000
        assert {a.key: a.value.string_value for a in told.resource.attributes}[
            "service.name"
        ] == "chat in Köln"


@pytest.mark.parametrize("more", [{"traces": True, "local_only": True}, {"traces": False}])
def test_nothing_goes_out_unless_wanted(more: dict[str, bool], variables: pytest.MonkeyPatch) -> None:
    with collector() as (address, heard):
        variables.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        variables.setenv("OTEL_TRACES_EXPORTER", "otlp")
        settings = settings_with(**more)
        require_local(settings)
        assert open_traces(settings) is None
        assert not [name for name, value in os.environ.items() if address in value]
        assert heard == []


def test_what_was_kept_for_traces_is_dropped_where_all_stays_here() -> None:
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x.example"}
    close_ways_out(all_of_them=False, traces=True, environment=environment)
    assert [name for name, value in environment.items() if "x.example" in value] == [
        "WBM_KEPT_OTEL_EXPORTER_OTLP_ENDPOINT"
    ]
    close_ways_out(all_of_them=True, traces=True, environment=environment)
    assert not [name for name, value in environment.items() if "x.example" in value]


def test_traces_need_to_know_where_to(variables: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if "OTEL_EXPORTER" in name]:
        variables.delenv(name)
    with pytest.raises(SettingsError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        open_traces(settings_with(traces=True))


def test_a_line_of_the_log_says_where_an_error_came_from_and_not_what_was_written() -> None:
    import json

    try:
        int("Frau Geheim wohnt hier")
    except ValueError:
        record = logging.LogRecord(
            "wbm.x", logging.ERROR, __file__, 1, "ging schief: %s", ("ja",), sys.exc_info()
        )
    line = LinesOfJson().format(record)
    told = json.loads(line)
    assert "Geheim" not in line
    assert told["message"] == "ging schief: ja"
    assert told["level"] == "ERROR"
    assert told["exc_info"].endswith("ValueError")
    assert Path(__file__).name in told["exc_info"]


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.0/33", "0.0.0.0/0", "::/0", "*"])
def test_a_proxy_is_an_address_or_a_network_but_not_all(wrong: str, variables: pytest.MonkeyPatch) -> None:
    variables.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
    with pytest.raises(SettingsError, match="WBM_TRUSTED_PROXIES"):
        trust_proxies(Settings(trusted_proxies=f"10.0.0.1,{wrong}", _env_file=None))
    trust_proxies(Settings(trusted_proxies="", _env_file=None))
    assert os.environ["FORWARDED_ALLOW_IPS"] == "127.0.0.1"
    trust_proxies(Settings(trusted_proxies="10.0.0.1, fd00::/8", _env_file=None))
    assert os.environ["FORWARDED_ALLOW_IPS"] == "10.0.0.1,fd00::/8"
