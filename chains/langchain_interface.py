"""LangChain's interfaces at the seams: the search as a BaseRetriever, the assistant as a Runnable, whole or
as a stream of events.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypedDict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda
from pydantic import ConfigDict

from chains.answer import Answer, place_json
from chains.assistant import Assistant
from chains.events import Event
from chains.limits import require_short
from chains.retrieval.searcher import Searcher
from chains.turn import History


class WbmRetriever(BaseRetriever):
    """Passages for a question as LangChain documents; metadata as in the JSON of `wbm search`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[Document]:
        require_short(query)
        hits = self.searcher.search(query, self.k)
        return [
            Document(
                page_content=h.passage.chunk_text,
                id=h.passage.chunk_id,
                metadata={**place_json(h.passage), "score": h.score},
            )
            for h in hits
        ]


class ChainInput(TypedDict):
    """Input of the chain."""

    question: str
    history: History


def answer_chain(assistant: Assistant) -> Runnable[ChainInput, Answer]:
    """The whole way of a question as one Runnable."""

    def run(turn: ChainInput, **_: Any) -> Answer:
        return assistant.ask(turn["question"], turn.get("history", ()))

    return RunnableLambda(run)


def event_chain(assistant: Assistant) -> Runnable[ChainInput, Event]:
    """The same as a stream: `.stream(turn)` and `.astream(turn)` give the events of `Assistant.stream`; the
    last one holds the answer.
    """

    def run(turns: Iterator[ChainInput]) -> Iterator[Event]:
        for turn in turns:
            yield from assistant.stream(turn["question"], turn.get("history", ()))

    async def arun(turns: AsyncIterator[ChainInput]) -> AsyncIterator[Event]:
        async for turn in turns:
            events = assistant.stream(turn["question"], turn.get("history", ()))
            while (event := await asyncio.to_thread(next, events, None)) is not None:
                yield event

    return RunnableGenerator(run, arun)
