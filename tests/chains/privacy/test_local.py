"""Local means that no byte leaves: real listeners on this machine stand for the outside, a real
process asks.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chains.locality import is_loopback, remote_chat_model
from chains.ways_out import close_ways_out
from settings import ROOT, Settings
from tests.chains.model_server import Reply, serving
from tests.environment import clean_environment

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
GOOD = "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
HOSTS = [
    "",
    " ",
    "http://",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://evil@127.0.0.1",
    "http://user:pass@localhost",
    "http://2130706433",
    "http://0x7f000001",
    "http://0177.0.0.1",
    "http://127.1",
    "http://[::ffff:8.8.8.8]",
    "http://localhost.",
    "http://localhost.evil.example",
    "http://%31%32%37.0.0.1",
    "http://127.0.0.1%2eevil.example",
    "http://１２７.0.0.1",
    "http://127。0。0。1",
    "http://ⓛocalhost",
    "http://127.0.0.1\\@evil.example",
    "http://127.0.0.1\t.evil.example",
    "http://127.0.0.1\n.evil.example",
    "http:127.0.0.1",
    "http:/127.0.0.1",
    "ftp://127.0.0.1",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:x",
    "http://[::1",
    "http://[::1%25eth0]",
    "http://0.0.0.0",
    "http://[::]",
    "http://10.0.0.1",
    "http://169.254.169.254",
    "http://localhost\x00.evil.example",
    "http://127.0.0.1 .evil.example",
    "http://evil.example/127.0.0.1",
    "http://evil.example#127.0.0.1",
    "//evil.example",
    "evil.example:80//127.0.0.1",
    "http://[::2]",
    "http://١٢٧.0.0.1",
]


@pytest.mark.parametrize("url", HOSTS)
def test_what_is_not_surely_this_machine_is_another(url: str) -> None:
    assert not is_loopback(url)
    if url.strip():
        assert remote_chat_model(Settings(chat_model="openai:x", chat_model_url=url, _env_file=None))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "127.0.0.1:80",
        "http://127.8.8.8:1/v1",
        "http://localhost:8080/v1?a=b",
        "HTTP://LOCALHOST",
        "http://[::1]:80",
        "http://[::ffff:127.0.0.1]",
    ],
)
def test_this_machine(url: str) -> None:
    assert is_loopback(url)


def test_a_provider_whose_client_is_not_ours_is_remote_whatever_its_address() -> None:
    assert remote_chat_model(
        Settings(chat_model="mistralai:klein", chat_model_url="http://127.0.0.1:1", _env_file=None)
    )


@contextmanager
def outside() -> Iterator[tuple[int, list[bytes]]]:
    """A listener that stands for everything outside: its port, and what reached it."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            line.settimeout(2)
            try:
                heard.append(line.recv(65536) or b"connected")
            except OSError:
                heard.append(b"connected")
            line.close()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.close()


def leading_out(port: int) -> dict[str, str]:
    """Every variable that leads a library's words to that port."""
    there = f"http://127.0.0.1:{port}"
    proxies = dict.fromkeys(
        ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "OPENAI_PROXY"),
        there,
    )
    tracers = {
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_TRACING_V2": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "x",
        "LANGSMITH_ENDPOINT": there,
        "LANGCHAIN_ENDPOINT": there,
        "LANGSMITH_RUNS_ENDPOINTS": json.dumps([{"api_url": there, "api_key": "x"}]),
        "LANGSMITH_OTEL_ENABLED": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": there,
        "OTEL_TRACES_EXPORTER": "otlp",
        "CHROMA_OTEL_COLLECTION_ENDPOINT": there,
        "CHROMA_OTEL_GRANULARITY": "all",
        "ANONYMIZED_TELEMETRY": "true",
        "LITERAL_API_KEY": "x",
        "LITERAL_API_URL": there,
        "TRACELOOP_BASE_URL": there,
        "TRACELOOP_API_KEY": "x",
    }
    return proxies | tracers | {"NO_PROXY": "", "no_proxy": ""}


def asked(data: Path, environment: dict[str, str], *, program: str = "") -> subprocess.CompletedProcess[str]:
    """A process that asks one question, as somebody does at the command line."""
    clean = clean_environment()
    command = (
        [sys.executable, "-c", program]
        if program
        else [sys.executable, "-m", "cli", "ask", QUESTION, "--json"]
    )
    return subprocess.run(
        command,
        env=clean | {"WBM_DATA": str(data)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
    )


_UNGUARDED = (
    "import httpx\nfrom langchain_core.runnables import RunnableLambda\nfrom langsmith import Client\ntry:"
    " httpx.get('http://127.0.0.1:9/')\nexcept Exception: pass\nRunnableLambda(lambda x:"
    " x).invoke('geheim')\nfrom langchain_core.tracers.langchain import"
    " wait_for_all_tracers\nwait_for_all_tracers()"
)


@pytest.mark.slow
@pytest.mark.parametrize("local_only", ["true", "false"])
def test_a_model_on_this_machine_is_asked_and_nothing_else(starter: Path, local_only: str) -> None:
    pytest.importorskip("langchain_openai")
    with outside() as (port, heard), serving(Reply(GOOD)) as server:
        model = {
            "WBM_CHAT_MODEL": "openai:klein",
            "WBM_CHAT_MODEL_URL": server.url,
            "WBM_CHAT_MODEL_KEY": "x",
            "WBM_LOCAL_ONLY": local_only,
        }
        done = asked(starter, leading_out(port) | model)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["mode"] == "model"
        assert len(server.asked) == 1
        assert heard == []


@pytest.mark.slow
def test_local_only_asks_no_model_elsewhere(starter: Path) -> None:
    pytest.importorskip("langchain_openai")
    with outside() as (port, heard):
        model = {
            "WBM_CHAT_MODEL": "openai:gross",
            "WBM_CHAT_MODEL_URL": f"http://127.0.0.1.nip.example:{port}/v1",
            "WBM_CHAT_MODEL_KEY": "x",
            "WBM_LOCAL_ONLY": "true",
        }
        done = asked(starter, leading_out(port) | model)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["mode"] == "extractive"
        assert heard == []


@pytest.mark.slow
def test_the_listener_would_hear_it(starter: Path) -> None:
    """The same variables in a process that does not close the ways out."""
    with outside() as (port, heard):
        environment = leading_out(port)
        del environment["LANGSMITH_RUNS_ENDPOINTS"]  # LangSmith takes one address or several, not both
        asked(starter, environment, program=_UNGUARDED)
        assert len(heard) >= 2
        assert any(b"127.0.0.1:9" in said for said in heard)


def test_all_variables_are_closed_in_any_case_and_proxies_where_all_stays_here() -> None:
    environment = leading_out(1) | {"Https_Proxy": "http://127.0.0.1:1", "PATH": "/bin"}
    closed = close_ways_out(all_of_them=False, environment=environment)
    assert "LANGSMITH_TRACING" in closed
    assert environment["LANGSMITH_TRACING"] == "false"
    assert "127.0.0.1" in environment["NO_PROXY"].split(",")
    assert environment["HTTP_PROXY"]
    close_ways_out(all_of_them=True, environment=environment)
    assert [name for name, value in environment.items() if "127.0.0.1:1" in value] == []
    assert (environment["NO_PROXY"], environment["PATH"]) == ("*", "/bin")
