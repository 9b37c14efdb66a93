"""A chat model that never sees personal data: masked on the way out, put back on the way in.

It wraps a model behind LangChain's own interface, so whoever uses it (condensing, answering, repairing, streaming)
works on the unmasked text throughout, and so does the verification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from chains.masking import Masked, mask_all

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForLLMRun
    from langchain_core.runnables import Runnable

_LONGEST_PLACEHOLDER = 40  # characters


class PrivateModel(BaseChatModel):
    """`inner` with the values of `masked` hidden from it; made anew for each question, since each has its own values."""

    inner: Any
    masked: Any

    @classmethod
    def around(cls, inner: Any, texts: Sequence[str]) -> PrivateModel:
        """Hide the personal data that these texts hold: question, history, case, the person's own documents."""
        return cls(inner=inner, masked=mask_all(texts))

    @property
    def _llm_type(self) -> str:
        return "private"

    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Runnable[Any, AIMessage]:
        """See BaseChatModel; the tools' answers are put back, too."""
        return PrivateModel(inner=self.inner.bind_tools(tools, **options), masked=self.masked)

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **options: Any) -> ChatResult:  # noqa: ARG002
        answer: AIMessage = self.inner.invoke(self._hidden(messages), **({"stop": stop} if stop else {}), **options)
        return ChatResult(generations=[ChatGeneration(message=_restored(answer, self.masked))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **options: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """A placeholder may come in pieces: what may be the beginning of one waits for the rest."""
        held = ""
        for chunk in self.inner.stream(self._hidden(messages), **({"stop": stop} if stop else {}), **options):
            if not isinstance(chunk.content, str) or chunk.tool_call_chunks:
                yield ChatGenerationChunk(message=chunk)
                continue
            held += chunk.content
            ready, held = _complete(held)
            yield ChatGenerationChunk(message=chunk.model_copy(update={"content": self.masked.restored(ready)}))
        if held:
            yield ChatGenerationChunk(message=AIMessageChunk(content=self.masked.restored(held)))

    def _hidden(self, messages: list[BaseMessage]) -> list[BaseMessage]:
        masked: Masked = self.masked
        return [message.model_copy(update={"content": _mapped(message.content, masked.hide)}) for message in messages]


def _complete(text: str) -> tuple[str, str]:
    """What can be given out, and what may be an unfinished placeholder: from the last open bracket or run of capitals on."""
    match = re.search(r"(?:\[[^\]]*|\b[A-Z][A-Z-]*(?: \d*)?)$", text)
    return (text[: match.start()], text[match.start() :]) if match and len(match[0]) <= _LONGEST_PLACEHOLDER else (text, "")


def _mapped(content: Any, change: Any) -> Any:
    """Message content (text, or a list of blocks) with every text changed."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [_mapped(block, change) for block in content]
    if isinstance(content, dict):
        return {key: _mapped(value, change) if key not in {"type", "id", "index"} else value for key, value in content.items()}
    return content


def _restored(answer: AIMessage, masked: Masked) -> AIMessage:
    calls = [{**call, "args": _mapped(call["args"], masked.restored)} for call in answer.tool_calls]
    return answer.model_copy(update={"content": _mapped(answer.content, masked.restored), "tool_calls": calls})
