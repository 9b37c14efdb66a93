"""Every byte that a chat model on another machine gets: questions, history, labels and passages of uploads,
tools and their arguments.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import BaseModel

from chains.assistant import Assistant
from chains.model.writer import load_writer
from chains.privacy.masking import mask_all
from chains.privacy.private_model import PrivateModel
from chains.privacy.routing import who_answers
from chains.retrieval.searcher import Searcher
from chat.uploads.index import ChatUploads
from chat.uploads.text import UploadLimits
from knowledge.index.embedding import E5Embeddings
from settings import Settings
from tests.chains.model_server import ModelServer, Reply, serving

FILE = "Angebot_Erika_Mustermann.docx"
TURNS = (
    "Ich berate Erika Mustermann, goethestraße 12, 0231.1234567.",
    "Was kostet Mustermanns Lehrgang Schweißtechnik laut dem Angebot?",
    "und was zahlt erika an raten laut angebot?",
    "und was davon zahlt sie selbst?",
)
TELLING = ("erika", "mustermann", "goethe", "1234567", "grabowski", "370400")


def offer() -> bytes:
    made = docx.Document()
    made.add_heading("Angebot für Frau Erika Mustermann", 1)
    made.add_paragraph(
        "Der Lehrgang Schweißtechnik kostet 2.345 Euro. E. Mustermann zahlt in drei Raten auf de89 3704 0044"
        " 0532 0130 00. Es berät Hr. Grabowski."
    )
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def elsewhere() -> Iterator[ModelServer]:
    with serving(Reply("[NAME 2] zahlt 2.345 Euro [1].")) as server:
        # reaches this machine, and is no loopback address
        server.url = server.url.replace("127.0.0.1", "0.0.0.0")
        yield server


def test_nothing_of_a_conversation_with_an_upload_goes_out(
    searcher: Searcher, embedding: E5Embeddings, elsewhere: ModelServer
) -> None:
    settings = Settings(
        chat_model="openai:test",
        chat_model_url=elsewhere.url,
        chat_model_key="egal",
        chat_model_retries=0,
        _env_file=None,
    )
    documents = ChatUploads(embedding, UploadLimits(megabytes=1, pages=3), Settings(_env_file=None))
    documents.add(FILE, offer())
    history: list[tuple[str, str]] = []
    shown: list[str] = []
    for question in TURNS:
        answering = who_answers(
            Assistant(searcher, load_writer(settings)),
            settings,
            question,
            history,
            documents=documents.texts,
            files=documents.names,
        )
        answer = answering.assistant.ask(question, history, own=documents.hits)
        history += [("user", question), ("assistant", answer.text)]
        shown += answering.sent
    out = json.dumps(elsewhere.asked, ensure_ascii=False).casefold()
    assert "2.345 euro" in out
    assert "ihr dokument ‚angebot_[name" in out
    assert not [word for word in TELLING if word in out]
    # what is shown is what went out
    assert [
        m["content"] for body in elsewhere.asked for m in body["messages"] if m["content"] not in shown
    ] == []
    assert any("Nachfrage" in text or "Verlauf" in text or "Frage:" in text for text in shown)


class Price(BaseModel):
    """What a person pays."""

    person: str
    euro: int


class Tools(BaseChatModel):
    """Calls one tool, whole or streamed in pieces, and keeps what it was asked."""

    asked: list[Any] = []  # noqa: RUF012 - a pydantic field

    @property
    def _llm_type(self) -> str:
        return "tools"

    def bind_tools(self, tools: Any, **options: Any) -> Any:
        return self

    def _generate(self, messages: list[Any], *_: Any, **options: Any) -> ChatResult:
        self.asked.append(messages)
        call = {"name": "Price", "args": {"person": "[NAME 2]", "euro": 5}, "id": "1"}
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content="", tool_calls=[call]))])

    def _stream(self, messages: list[Any], *_: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        for piece in ('{"person": "[NA', 'ME 2]", ', '"euro": 5}'):
            yield ChatGenerationChunk(
                message=AIMessageChunk(
                    content="",
                    tool_call_chunks=[
                        {"name": "Price" if "NA" in piece else None, "args": piece, "id": "1", "index": 0}
                    ],
                )
            )


def private() -> PrivateModel:
    return PrivateModel(inner=Tools(asked=[]), masked=mask_all(["Erika Mustermann fragt."]), sent=[])


def test_structured_output_is_put_back_and_arguments_are_hidden_again() -> None:
    model = private()
    assert model.with_structured_output(Price).invoke("Was zahlt Mustermann?") == Price(
        person="Mustermann", euro=5
    )
    called = AIMessage(
        content="", tool_calls=[{"name": "Price", "args": {"person": "Mustermann"}, "id": "1"}]
    )
    model.invoke(
        [
            HumanMessage("Was zahlt sie?"),
            called,
            ToolMessage("Mustermanns Preis, an tom.beck (at) example.org", tool_call_id="1"),
        ]
    )
    out = "\n".join(
        message.model_dump_json() for messages in model.inner.asked for message in messages
    ).casefold()
    assert not [word for word in ("mustermann", "tom.beck") if word in out]
    assert json.dumps({"person": "[NAME 2]"}) in model.sent


def test_streamed_arguments_are_put_back() -> None:
    whole = None
    for chunk in private().stream("Was zahlt Mustermann?"):
        whole = chunk if whole is None else whole + chunk
    assert whole is not None
    assert whole.tool_calls[0]["args"] == {"person": "Mustermann", "euro": 5}
