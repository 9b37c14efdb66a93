"""The switch „Nur lokal“ of a chat, in the real server: whoever stands at every way out hears the model being
asked before, and nothing after.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chains.privacy.test_local import QUESTION, leading_out, outside
from tests.chat.client import Visitor, serving
from tests.chat.conftest import wait_for

REMOTE = {
    "WBM_CHAT_MODEL": "openai:fern",
    "WBM_CHAT_MODEL_URL": "http://modell.example/v1",
    "WBM_CHAT_MODEL_KEY": "x",
    "WBM_CHAT_MODEL_RETRIES": "0",
    "WBM_CHAT_MODEL_TIMEOUT": "5",
}


@pytest.mark.slow
def test_a_chat_is_kept_on_this_machine(starter: Path) -> None:
    pytest.importorskip("langchain_openai")
    with outside() as (port, heard), serving(starter, **leading_out(port), **REMOTE) as (address, _):
        visitor = Visitor(address)
        visitor.open()
        assert (
            "50 Prozent" in visitor.ask(QUESTION)["output"]
        )  # the model is away: the wording stands instead
        assert any(b"modell.example" in line for line in heard)

        shown = len(visitor.of("chat_settings"))
        visitor.set(nur_lokal=True)
        wait_for(lambda: len(visitor.of("chat_settings")) > shown)
        heard.clear()
        assert "75 Prozent" in visitor.ask("Und mit 600 Beschäftigten?")["output"]
        assert heard == []

        other = Visitor(address)  # somebody else's chat goes on as before
        other.open()
        other.ask(QUESTION)
        assert any(b"modell.example" in line for line in heard)
        visitor.close()
        other.close()


@pytest.mark.slow
def test_a_server_that_is_local_has_no_way_out(starter: Path) -> None:
    """Its start, a question and its end: no tracer, no telemetry, no proxy is spoken to."""
    with (
        outside() as (port, heard),
        serving(starter, **leading_out(port), WBM_LOCAL_ONLY="true") as (address, _),
    ):
        visitor = Visitor(address)
        visitor.open()
        assert "50 Prozent" in visitor.ask(QUESTION)["output"]
        visitor.close()
        assert heard == []
