"""The optional chat model (any `init_chat_model` name): writes an answer that is verified,
repaired once, or dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from chains.answer import Written
from chains.extract.registers import Register
from chains.locality import remote_chat_model
from chains.model.client import CallLimits, ModelClient
from chains.model.fencing import as_data, fenced_passages, token_for
from chains.model.http import model_client
from chains.model.plain_text import clean
from chains.model.prompts import load_prompt
from chains.quantities.conditions import NumberCase, case_of
from chains.quantities.figures import figures_in, missing_from
from chains.question.language import GERMAN, NAMES
from chains.verdict import Verdict
from chains.verification.asker import Asker
from chains.verification.marks import with_missing_marks, without_idle_marks
from chains.verification.stream import VerifiedStream
from chains.verification.verify import verify
from chains.ways_out import close_ways_out
from knowledge.errors import ModelFailed
from knowledge.german.numbers import german_number
from knowledge.german.sentences import split_sentences
from knowledge.german.words import terms

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.answer import Citation
    from chains.model.breaker import CircuitBreaker, Tally
    from chains.model.client import Deadline, Messages
    from settings import Settings

REFUSAL = "NICHT IN DEN QUELLEN"
_REFUSES = re.compile(
    rf"{REFUSAL}|^\W*+(?:Dazu|Hierzu|Darüber)?\s*+steht\s++(?:dazu\s++)?nichts\s++in\s++(?:den"
    rf"|meinen)\s++(?:Quellen|Fundstellen)",
    re.I,
)
_REFUSING_LINE = re.compile(rf"^(?:\W|\d)*{REFUSAL}\W*(?:\[\d+\]\W*)*$", re.I)
_LONGEST = 6000  # characters of an answer; a model that does not stop is cut
_SENTENCES = 80  # of an answer, six times what the longest register asks for
_PASSAGE = 1800  # characters of a section that are offered whole; of a longer one its found part
_CONDENSED = 300  # characters of a standalone question
_KNOWN_WORDS = 0.6  # share of its content words that the conversation must hold
_TURNS, _TURN = 4, 500  # how many turns, and characters of each, the model sees
_STYLE = {
    Register.NORMAL: (
        "Antworte {language}, in kurzen einfachen Sätzen mit den Wörtern der Fundstelle, höchstens fünf. Das"
        " Wichtigste zuerst."
    ),
    Register.SHORT: "Antworte {language}, in höchstens zwei kurzen Sätzen.",
    Register.LONG: (
        "Antworte {language}, vollständig und der Reihe nach, höchstens zwölf Sätze; Ausnahmen gehören dazu."
    ),
    Register.SIMPLE: (
        "Antworte {language}, in Einfacher Sprache: höchstens zwölf Wörter je Satz, ein Gedanke je Satz,"
        " keine Fachwörter ohne Erklärung."
    ),
    Register.TRAINER: (
        "Antworte {language} für Trainer*innen: nenne Modul, Seite oder Folie und Lernziel, soweit sie in den"
        " Fundstellen stehen."
    ),
}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be answered from which passages, for which case.

    `language`: two letters; an answer in another one than German is held to figures and names, since its
    words cannot be compared with German ones.
    """

    question: str
    citations: Sequence[Citation]
    register: Register = Register.NORMAL
    language: str = GERMAN
    case: NumberCase = field(default_factory=lambda: NumberCase({}))

    @property
    def asker(self) -> Asker:
        """The question with its case."""
        return Asker(self.question, self.case)

    @property
    def german(self) -> bool:
        """Whether the answer is to be German."""
        return self.language == GERMAN


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """A verified answer, or why there is none (then `text` is ""); `prompts`: what made it."""

    text: str
    written: Written
    verdict: Verdict
    prompts: tuple[str, ...] = ()


def load_chat_model(settings: Settings) -> BaseChatModel | None:
    """The model named in the settings, None if none is. It retries nothing by itself: chains.model.client
    does, within one time limit.

    Raises:
        ModelFailed: unknown name or missing package.
    """
    if not settings.chat_model:
        return None
    import httpx
    from langchain.chat_models import init_chat_model

    here = not remote_chat_model(settings)
    close_ways_out(all_of_them=settings.local_only)
    options: dict[str, object] = {"timeout": settings.chat_model_timeout, "max_retries": 0, "temperature": 0}
    if settings.chat_model.startswith("openai:"):
        options["stream_usage"] = True  # else a stream says nothing of the tokens it took
        options["openai_proxy"] = None  # LangChain takes it or a client of ours, not both
        options["http_client"] = model_client(settings.chat_model_timeout, here=here)
        if here:
            options["http_async_client"] = httpx.AsyncClient(
                timeout=settings.chat_model_timeout, trust_env=False
            )
    if settings.chat_model.startswith("ollama:") and here:
        options["client_kwargs"] = {"trust_env": False, "follow_redirects": False}
    if settings.chat_model_url:
        options["base_url"] = settings.chat_model_url
    if settings.chat_model_key.get_secret_value():
        options["api_key"] = settings.chat_model_key.get_secret_value()
    try:
        return cast("BaseChatModel", init_chat_model(settings.chat_model, **options))  # type: ignore[call-overload]
    except Exception as error:
        raise ModelFailed(
            f"Das Sprachmodell „{settings.chat_model}“ lässt sich nicht laden: {error}. Bitte WBM_CHAT_MODEL"
            " prüfen."
        ) from error


def load_writer(settings: Settings) -> Writer | None:
    """A writer with the model and the limits of the settings, None without a model; raises as
    load_chat_model.
    """
    model = load_chat_model(settings)
    return Writer(model, CallLimits.of(settings)) if model is not None else None


class Writer:
    """A chat model within its limits, asked only in our own words.

    Raises (stream, write, condense):
        ModelFailed: the model is down, too slow, answers nothing, or has failed so often that it is left
            alone for a while.
    """

    def __init__(
        self,
        model: BaseChatModel | ModelClient,
        limits: CallLimits | None = None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self._client = model if isinstance(model, ModelClient) else ModelClient(model, limits, breaker)

    def with_model(self, change: Callable[[BaseChatModel], BaseChatModel | None]) -> Writer | None:
        """The same with its model changed, or None without one. What was learnt of the model's
        health stays.
        """
        client = self._client.with_model(change)
        return Writer(client) if client is not None else None

    @property
    def calls(self) -> Tally:
        """What became of all calls so far."""
        return self._client.calls

    def deadline(self) -> Deadline:
        """The time for all of the model's work on one question, starting now."""
        return self._client.deadline()

    def stream(self, task: Task, deadline: Deadline | None = None) -> Iterator[str | ModelAnswer]:
        """Write an answer: words that have verified, sentence by sentence as they come, and last what became
        of the whole.

        Nothing is given out after the first sentence that does not verify; the whole is verified again at its
        end and repaired once if need be. What `ModelAnswer` says replaces what was given out
        where it differs.
        """
        deadline = deadline or self.deadline()
        messages = _asked(task)
        readable = _reader(task)
        stream = VerifiedStream(task.citations, task.asker, readable, REFUSAL, german=task.german)
        for piece in self._client.pieces(messages, deadline):
            yield from stream.add(piece[: _LONGEST - len(stream.raw)])
            if len(stream.raw) >= _LONGEST:
                break
        answer = self._judged(readable(stream.raw), messages, task, deadline)
        if answer.text.startswith(stream.sent) and answer.text != stream.sent:
            yield answer.text[len(stream.sent) :]
        yield answer

    def write(self, task: Task, deadline: Deadline | None = None) -> ModelAnswer:
        """The same, at once."""
        *_, last = self.stream(task, deadline)
        return cast("ModelAnswer", last)

    def condense(
        self, history: Sequence[tuple[str, str]], question: str, deadline: Deadline | None = None
    ) -> str:
        """The question made independent of its history, in one line.

        Raises:
            ModelFailed: also where what the model wrote is no such question: it must keep the question's
                numbers and say nothing that
            the conversation does not hold.
        """
        turns = [(role, as_data(text[:_TURN])) for role, text in history[-_TURNS:]]
        token = token_for(question, *(text for _, text in turns))
        said = "\n".join(f"{'Frage' if role == 'user' else 'Antwort'}: {text}" for role, text in turns)
        filled = load_prompt("nachfrage").fill(verlauf=said, frage=as_data(question), kennwort=token)
        lines = [
            line.strip(' "„“*')
            for line in clean(
                self._client.text([("user", filled)], deadline or self.deadline()), ()
            ).splitlines()
            if line.strip()
        ]
        standalone = lines[0].removeprefix("Eigenständige Frage:").strip() if lines else ""
        if not _stands_alone(standalone, question, [text for _, text in history]):
            raise ModelFailed("Das Sprachmodell hat die Nachfrage nicht brauchbar umgeformt.")
        return standalone

    def _judged(self, text: str, messages: Messages, task: Task, deadline: Deadline) -> ModelAnswer:
        used: tuple[str, ...] = (load_prompt("antwort").used, load_prompt("frage").used)
        text = _without_refusal(text)
        if not text:
            return ModelAnswer("", Written.REFUSED, Verdict(), used)
        if len(split_sentences(text)) > _SENTENCES:
            return ModelAnswer("", Written.REPLACED, Verdict((), (f"Mehr als {_SENTENCES} Sätze",)), used)
        text = _cited(text, task)
        verdict = verify(text, task.citations, task.asker, german=task.german)
        if verdict.ok:
            return ModelAnswer(text, Written.GIVEN, verdict, used)
        repair = load_prompt("korrektur")
        filled = repair.fill(fehler="\n".join(f"- {problem}" for problem in verdict.problems))
        second = _without_refusal(
            _reader(task)(
                self._client.text([*messages, ("assistant", text), ("user", filled)], deadline)[:_LONGEST]
            )
        )
        used = (*used, repair.used)
        if not second:
            return ModelAnswer("", Written.REFUSED, verdict, used)
        if len(split_sentences(second)) > _SENTENCES:
            return ModelAnswer("", Written.REPLACED, verdict, used)
        second = _cited(second, task)
        checked = verify(second, task.citations, task.asker, german=task.german)
        return ModelAnswer(
            second if checked.ok else "", Written.REPAIRED if checked.ok else Written.REPLACED, checked, used
        )


def _asked(task: Task) -> Messages:
    """Rules as the system's message; passages and question as data between lines that the data
    cannot imitate.
    """
    language = "auf Deutsch" if task.german else f"auf {NAMES.get(task.language, 'Deutsch')}"
    texts = [part for c in task.citations for part in (c.label, c.passage.section.text)]
    token = token_for(task.question, *texts)
    told = case_of(task.question).values
    known = f"\nBekannt ist: {_in_words(task.case)}." if task.asker.numbers != told else ""
    rules = load_prompt("antwort").fill(kennwort=token, stil=_STYLE[task.register].format(language=language))
    passages = fenced_passages(task.citations, token, _PASSAGE)
    return [
        ("system", rules),
        (
            "user",
            load_prompt("frage").fill(
                fundstellen=passages, frage=as_data(task.question) + known, kennwort=token
            ),
        ),
    ]


def _in_words(case: NumberCase) -> str:
    """The numbers of a case for the model: "120 Beschäftigte, 52 Jahre alt"."""
    numbers = [f"{german_number(value)} {unit}" for unit, value in case.values.items()]
    return ", ".join([*numbers, *([f"{german_number(case.age)} Jahre alt"] if case.age is not None else [])])


def _without_refusal(text: str) -> str:
    """ "" for a refusal; a list that only ends with the refusing line is read without it."""
    kept = "\n".join(line for line in text.splitlines() if not _REFUSING_LINE.match(line)).strip()
    return "" if _REFUSES.search(kept) else kept


def _cited(text: str, task: Task) -> str:
    return with_missing_marks(text, task.citations, task.asker) if task.german else text


def _reader(task: Task) -> Callable[[str], str]:
    offered = {c.n for c in task.citations}
    return lambda raw: (
        without_idle_marks(clean(raw, offered), task.citations) if task.german else clean(raw, offered)
    )


def _stands_alone(standalone: str, question: str, history: Sequence[str]) -> bool:
    conversation = "\n".join((question, *history))
    known, wanted = set(terms(conversation)), set(terms(standalone))
    if (
        not wanted
        or len(standalone) > _CONDENSED
        or missing_from(figures_in(standalone), figures_in(conversation))
    ):
        return False
    kept = all(
        case_of(standalone).values.get(unit) == value for unit, value in case_of(question).values.items()
    )
    return kept and len(wanted & known) >= _KNOWN_WORDS * len(wanted)
