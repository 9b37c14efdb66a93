"""The optional chat model (any `init_chat_model` name): writes an answer that is verified, repaired once, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from chains.prompts import load_prompt
from chains.verify import verify
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.answer import Citation
    from settings import Settings

REFUSAL = "NICHT IN DEN QUELLEN"


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """A verified answer, or the problems for which it was dropped (then `text` is "")."""

    text: str
    problems: tuple[str, ...] = ()
    refused: bool = False


def load_chat_model(settings: Settings) -> BaseChatModel | None:
    """The model named in the settings, None if none is.

    Raises:
        ModelFailed: unknown name or missing package.
    """
    if not settings.chat_model:
        return None
    from langchain.chat_models import init_chat_model

    options: dict[str, object] = {"timeout": settings.chat_model_timeout, "max_retries": 1, "temperature": 0}
    if settings.chat_model_url:
        options["base_url"] = settings.chat_model_url
    if settings.chat_model_key.get_secret_value():
        options["api_key"] = settings.chat_model_key.get_secret_value()
    try:
        return cast("BaseChatModel", init_chat_model(settings.chat_model, **options))  # type: ignore[call-overload]
    except Exception as error:
        raise ModelFailed(f"Das Sprachmodell „{settings.chat_model}“ lässt sich nicht laden: {error}. Bitte WBM_CHAT_MODEL prüfen.") from error


def write_answer(model: BaseChatModel, question: str, citations: Sequence[Citation]) -> ModelAnswer:
    """Let the model answer from these passages; an answer that does not verify is repaired once.

    Raises:
        ModelFailed: the model is down, too slow, or answers nothing.
    """
    passages = "\n\n".join(f"[{c.n}] {c.label}\n{c.passage.section.text}" for c in citations)
    messages: list[tuple[str, str]] = [("user", load_prompt("antwort").fill(fundstellen=passages, frage=question))]
    problems: tuple[str, ...] = ()
    for _ in range(2):
        text = _invoke(model, messages)
        if REFUSAL in text:
            return ModelAnswer("", refused=True)
        problems = verify(text, citations, question).problems
        if not problems:
            return ModelAnswer(text)
        messages += [("assistant", text), ("user", load_prompt("korrektur").fill(fehler="\n".join(f"- {p}" for p in problems)))]
    return ModelAnswer("", problems)


def condense_with_model(model: BaseChatModel, history: Sequence[tuple[str, str]], question: str) -> str:
    """The question made independent of its history; raises ModelFailed."""
    turns = "\n".join(f"{'Frage' if role == 'user' else 'Antwort'}: {text[:500]}" for role, text in history[-4:])
    return _invoke(model, [("user", load_prompt("nachfrage").fill(verlauf=turns, frage=question))]).splitlines()[0]


def _invoke(model: BaseChatModel, messages: list[tuple[str, str]]) -> str:
    try:
        text = str(model.invoke(messages).text).strip()
    except Exception as error:
        raise ModelFailed(f"Das Sprachmodell antwortet nicht ({type(error).__name__}).") from error
    if not text:
        raise ModelFailed("Das Sprachmodell hat nichts geantwortet.")
    return text
