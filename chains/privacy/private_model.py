"""A chat model that never sees personal data: masked on the way out, put back on the way in.

It wraps a model behind LangChain's own interface, so whoever uses it (condensing, answering,
repairing, streaming) works on the unmasked text throughout, and so does the verification.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolCallChunk, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from chains.privacy.masking import Masked, mask_all

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForLLMRun
    from langchain_core.runnables import Runnable

_STRUCTURE = {"type", "id", "index", "signature"}  # of a block of content; no words of people
_LONGEST_PLACEHOLDER = 40  # characters
_UNFINISHED = re.compile(r"(?:\[[^\]]{0,39}+|\b[A-Z][A-Z-]{0,39}+(?: \d{0,9}+)?)$")


class PrivateModel(BaseChatModel):
    """`inner` with the values of `masked` hidden from it; made anew for each question, since
    each has its own values.

    `sent`: the texts of the messages that went out, each once, in their order; what the page shows.
    """

    inner: Any
    masked: Any  # Masked or MaskingSession
    sent: Any  # list[str]

    @classmethod
    def around(cls, inner: Any, texts: Sequence[str]) -> PrivateModel:
        """Hide the personal data that these texts hold: question, history, case, the person's
        own documents.
        """
        return cls(inner=inner, masked=mask_all(texts), sent=[])

    @property
    def _llm_type(self) -> str:
        return "private"

    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Runnable[Any, AIMessage]:
        """See BaseChatModel; the tools' answers are put back, too."""
        return PrivateModel(inner=self.inner.bind_tools(tools, **options), masked=self.masked, sent=self.sent)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **options: Any,
    ) -> ChatResult:
        answer: AIMessage = self.inner.invoke(
            self._hidden(messages), **({"stop": stop} if stop else {}), **options
        )
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
        calls: AIMessageChunk | None = None
        for chunk in self.inner.stream(self._hidden(messages), **({"stop": stop} if stop else {}), **options):
            # arguments come in pieces, too: whole ones are put back and given out at the end
            if chunk.tool_call_chunks:
                calls = chunk if calls is None else calls + chunk
                continue
            if not isinstance(chunk.content, str):
                yield ChatGenerationChunk(
                    message=chunk.model_copy(update={"content": _mapped(chunk.content, self.masked.restored)})
                )
                continue
            held += chunk.content
            ready, held = _complete(held)
            yield ChatGenerationChunk(
                message=chunk.model_copy(update={"content": self.masked.restored(ready)})
            )
        if held:
            yield ChatGenerationChunk(message=AIMessageChunk(content=self.masked.restored(held)))
        if calls is not None:
            pieces = [
                ToolCallChunk(**{**piece, "args": self.masked.restored(piece["args"] or "")})
                for piece in calls.tool_call_chunks
            ]
            whole = AIMessageChunk(
                content=_mapped(calls.content, self.masked.restored),
                tool_call_chunks=pieces,
                response_metadata=calls.response_metadata,
            )
            yield ChatGenerationChunk(message=whole)

    def _hidden(self, messages: list[BaseMessage]) -> list[BaseMessage]:
        hidden = [_hidden(message, self.masked.hide) for message in messages]
        self.sent += [text for text in _texts(hidden) if text not in self.sent]
        return hidden


def _hidden(message: BaseMessage, hide: Callable[[str], str]) -> BaseMessage:
    """A message without personal data in anything that goes out of it: content, name, the arguments of tools
    that were called.
    """
    changed: dict[str, Any] = {
        "content": _mapped(message.content, hide),
        "additional_kwargs": _mapped(message.additional_kwargs, hide),
        "name": None,
    }
    if isinstance(message, AIMessage):
        changed["tool_calls"] = [{**call, "args": _mapped(call["args"], hide)} for call in message.tool_calls]
    if isinstance(message, ToolMessage):
        changed["artifact"] = None
    return message.model_copy(update=changed)


def _texts(messages: Sequence[BaseMessage]) -> Iterator[str]:
    """All texts of messages as they go out."""
    for message in messages:
        if text := str(message.text):
            yield text
        elif message.content:
            yield json.dumps(message.content, ensure_ascii=False)
        for call in message.tool_calls if isinstance(message, AIMessage) else ():
            yield json.dumps(call["args"], ensure_ascii=False)


def _complete(text: str) -> tuple[str, str]:
    """What can be given out, and what may be an unfinished placeholder: from the last open bracket or run of
    capitals on.
    """
    match = _UNFINISHED.search(text)
    return (
        (text[: match.start()], text[match.start() :])
        if match and len(match[0]) <= _LONGEST_PLACEHOLDER
        else (text, "")
    )


def _mapped(content: Any, change: Any) -> Any:
    """Message content (text, or a list of blocks) with every text changed."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [_mapped(block, change) for block in content]
    if isinstance(content, dict):
        return {
            key: _mapped(value, change) if key not in _STRUCTURE else value for key, value in content.items()
        }
    return content


def _restored(answer: AIMessage, masked: Masked) -> AIMessage:
    calls = [{**call, "args": _mapped(call["args"], masked.restored)} for call in answer.tool_calls]
    return answer.model_copy(
        update={"content": _mapped(answer.content, masked.restored), "tool_calls": calls}
    )
