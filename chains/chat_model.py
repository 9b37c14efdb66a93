"""The optional chat model (any `init_chat_model` name): writes an answer that is verified, repaired once, or dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from chains.circuit_breaker import CircuitBreaker
from chains.fencing import as_data, fence_for, fenced_passages
from chains.language import GERMAN, NAMES
from chains.marks import normalised
from chains.prompts import Prompt, load_prompt
from chains.registers import Register
from chains.verify import Verdict, sentences_of, verify, verify_sentence
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.answer import Citation
    from settings import Settings

REFUSAL = "NICHT IN DEN QUELLEN"
_LONGEST = 6000  # characters of an answer; a model that does not stop is cut
_STYLE = {
    Register.NORMAL: "Antworte {language}, in kurzen einfachen Sätzen, höchstens fünf. Das Wichtigste zuerst.",
    Register.SHORT: "Antworte {language}, in höchstens zwei kurzen Sätzen.",
    Register.LONG: "Antworte {language}, vollständig und der Reihe nach, höchstens zwölf Sätze; Ausnahmen gehören dazu.",
    Register.SIMPLE: "Antworte {language}, in Einfacher Sprache: höchstens zwölf Wörter je Satz, ein Gedanke je Satz, keine Fachwörter ohne Erklärung.",
    Register.TRAINER: "Antworte {language} für Trainer*innen: nenne Modul, Seite oder Folie und Lernziel, soweit sie in den Fundstellen stehen.",
}
Message = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a model's answer: `text` is "" if it was dropped; `prompts`: what made it; `repaired`: only the second try passed."""

    text: str
    verdict: Verdict
    refused: bool = False
    repaired: bool = False
    prompts: tuple[str, ...] = ()


def load_chat_model(settings: Settings) -> BaseChatModel | None:
    """The model named in the settings, None if none is.

    Raises:
        ModelFailed: unknown name or missing package.
    """
    if not settings.chat_model:
        return None
    from langchain.chat_models import init_chat_model

    options: dict[str, object] = {"timeout": settings.chat_model_timeout, "max_retries": settings.chat_model_retries, "temperature": 0}
    if settings.chat_model_url:
        options["base_url"] = settings.chat_model_url
    if settings.chat_model_key.get_secret_value():
        options["api_key"] = settings.chat_model_key.get_secret_value()
    try:
        return cast("BaseChatModel", init_chat_model(settings.chat_model, **options))  # type: ignore[call-overload]
    except Exception as error:
        raise ModelFailed(f"Das Sprachmodell „{settings.chat_model}“ lässt sich nicht laden: {error}. Bitte WBM_CHAT_MODEL prüfen.") from error


class Writer:
    """A chat model behind a circuit breaker, asked only in our own words.

    Raises (every call):
        ModelFailed: the model is down, too slow, answers nothing, or has failed so often that it is left alone for a while.
    """

    def __init__(self, model: BaseChatModel, breaker: CircuitBreaker | None = None) -> None:
        self._model, self._breaker = model, breaker or CircuitBreaker()

    def stream(
        self, question: str, citations: Sequence[Citation], register: Register = Register.NORMAL, language: str = GERMAN, case: str = ""
    ) -> Iterator[str | Written]:
        """Write an answer from these passages: sentences that verify, as they come, and last what became of the whole.

        A sentence is given out only when it has verified, and none after the first that has not; the whole is verified again
        at its end, repaired once if need be, and what `Written` says replaces what was given out. `case`: the numbers that
        count, in words the verification reads ("120 Beschäftigte"). `language`: two letters; an answer in another one than German is
        held to figures, offices and places, since its words cannot be compared with German ones.
        """
        prompt = load_prompt("antwort")
        told = f"{question} {case}".strip()
        german = language == GERMAN
        style = _STYLE[register].format(language=_in_words(language))
        filled = prompt.fill(fundstellen=fenced_passages(citations), frage=as_data(question), marke=fence_for(question, citations), stil=style)
        messages: list[Message] = [("user", filled)]
        text = ""
        given = 0
        clean = True
        for piece in self._pieces(messages):
            text += piece
            if len(text) > _LONGEST:
                break
            whole = _finished(normalised(text))
            while clean and given < len(whole):
                sentence = whole[given]
                clean = REFUSAL not in sentence and not verify_sentence(sentence, citations, told, german=german).problems
                if clean:
                    yield f"{sentence} "
                    given += 1
        yield self._judged(normalised(text).strip(), messages, citations, told, prompt, german)

    def write(self, question: str, citations: Sequence[Citation], register: Register = Register.NORMAL, language: str = GERMAN, case: str = "") -> Written:
        """The same, at once."""
        *_, last = self.stream(question, citations, register, language, case)
        return cast("Written", last)

    def condense(self, history: Sequence[tuple[str, str]], question: str) -> str:
        """The question made independent of its history, in one line."""
        turns = "\n".join(f"{'Frage' if role == 'user' else 'Antwort'}: {as_data(text[:500])}" for role, text in history[-4:])
        return "".join(self._pieces([("user", load_prompt("nachfrage").fill(verlauf=turns, frage=as_data(question)))])).strip().splitlines()[0]

    def _judged(self, text: str, messages: list[Message], citations: Sequence[Citation], told: str, prompt: Prompt, german: bool) -> Written:
        verdict = verify(text, citations, told, german=german)
        if REFUSAL in text:
            return Written("", Verdict(), refused=True, prompts=(prompt.used,))
        if verdict.ok:
            return Written(text, verdict, prompts=(prompt.used,))
        repair = load_prompt("korrektur")
        used = (prompt.used, repair.used)
        again = [*messages, ("assistant", text), ("user", repair.fill(fehler="\n".join(f"- {p}" for p in verdict.problems)))]
        second = normalised("".join(self._pieces(again))).strip()[:_LONGEST]
        if REFUSAL in second:
            return Written("", verdict, refused=True, prompts=used)
        checked = verify(second, citations, told, german=german)
        return Written(second, checked, repaired=True, prompts=used) if checked.ok else Written("", checked, prompts=used)

    def _pieces(self, messages: Sequence[Message]) -> Iterator[str]:
        """The model's words as they come."""
        if not self._breaker.allows():
            raise ModelFailed("Das Sprachmodell ist gerade nicht erreichbar und wird gleich wieder versucht.")
        some = False
        try:
            for chunk in self._model.stream(list(messages)):
                words = str(chunk.text)
                some = some or bool(words.strip())
                yield words
        except GeneratorExit:
            self._breaker.succeeded()  # the caller has enough; the model did its part
            raise
        except Exception as error:
            self._breaker.failed()
            raise ModelFailed(f"Das Sprachmodell antwortet nicht ({type(error).__name__}).") from error
        if not some:
            self._breaker.failed()
            raise ModelFailed("Das Sprachmodell hat nichts geantwortet.")
        self._breaker.succeeded()


def _in_words(language: str) -> str:
    return "auf Deutsch" if language == GERMAN else f"auf {NAMES.get(language, 'Deutsch')}"


def _finished(text: str) -> list[str]:
    """The sentences of a text that is still being written which cannot change any more: all but the last one."""
    return sentences_of(text)[:-1]
