"""LangChain's interfaces at the seams: the search as a BaseRetriever, the assistant as a Runnable."""

from __future__ import annotations

from typing import Any, TypedDict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from chains.answer import Answer, place_json
from chains.assistant import Assistant, History
from chains.search import Searcher


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
        hits = self.searcher.search(query, self.k)
        return [Document(page_content=h.passage.chunk_text, id=h.passage.chunk_id, metadata={**place_json(h.passage), "score": h.score}) for h in hits]


class Turn(TypedDict):
    """Input of the chain."""

    question: str
    history: History


def answer_chain(assistant: Assistant) -> Runnable[Turn, Answer]:
    """The whole way of a question as one Runnable."""

    def run(turn: Turn, **_: Any) -> Answer:
        return assistant.ask(turn["question"], turn.get("history", ()))

    return RunnableLambda(run)
