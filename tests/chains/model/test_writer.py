"""The chat model's way: streamed sentence by sentence, verified, repaired once, replaced; down, slow or
hostile it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.outputs import ChatGenerationChunk

from chains.answer import Written
from chains.assistant import Assistant
from chains.case.conversation import read_turn, written_case
from chains.events import AnswerStep, Doing, Done, Noted, TextDelta
from chains.extract.registers import Register
from chains.model.breaker import CircuitBreaker
from chains.model.client import CallLimits
from chains.model.prompts import load_prompt
from chains.model.writer import Writer
from chains.retrieval.searcher import Searcher

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"
RIGHT = "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
WRONG = "Der Betrieb trägt 75 Prozent der Lehrgangskosten [1]."


def _scripted(*replies: str) -> FakeListChatModel:
    return FakeListChatModel(responses=list(replies))


class Recording(FakeListChatModel):
    """Keeps what it was asked."""

    asked: ClassVar[list[str]] = []

    def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append("\n".join(str(m.content) for m in messages))
        return super()._stream(messages, *args, **kwargs)


def test_sentences_are_given_out_as_they_verify(searcher: Searcher) -> None:
    events = list(
        Assistant(
            searcher,
            _scripted(f"{RIGHT} Ab 500 Beschäftigten trägt der Betrieb 75 Prozent der Lehrgangskosten [1]."),
        ).stream(QUESTION)
    )
    steps = [e.doing for e in events if isinstance(e, AnswerStep)]
    assert steps == [Doing.SEARCHING, Doing.READING, Doing.WRITING, Doing.CHECKING]
    assert isinstance(events[2], Noted)
    pieces = "".join(e.text for e in events if isinstance(e, TextDelta))
    assert "50 Prozent" in pieces
    done = events[-1]
    assert isinstance(done, Done)
    assert (done.answer.mode, done.answer.verdict is not None and done.answer.verdict.ok) == ("model", True)
    assert done.answer.prompts == (load_prompt("antwort").used, load_prompt("frage").used)


def test_a_wrong_sentence_is_never_shown_nor_what_comes_after_it(searcher: Searcher) -> None:
    events = list(
        Assistant(searcher, _scripted(f"{RIGHT} {WRONG} Das gilt immer [1].", WRONG)).stream(QUESTION)
    )
    pieces = "".join(e.text for e in events if isinstance(e, TextDelta))
    assert "75 Prozent" not in pieces
    done = events[-1]
    assert isinstance(done, Done)
    assert done.answer.mode == "extractive"
    assert any("anderen Fall" in problem for problem in done.answer.problems)


def test_an_extractive_answer_streams_too(assistant: Assistant) -> None:
    *_, piece, done = assistant.stream(QUESTION)
    assert isinstance(piece, TextDelta)
    assert isinstance(done, Done)
    assert piece.text == done.answer.text


def test_a_repaired_answer_names_both_prompts(searcher: Searcher) -> None:
    answer = Assistant(searcher, _scripted(WRONG, RIGHT)).ask(QUESTION)
    assert answer.text == RIGHT
    assert [p.split()[0] for p in answer.prompts] == ["antwort", "frage", "korrektur"]


def test_the_prompt_asks_for_register_and_language(searcher: Searcher) -> None:
    Recording.asked.clear()
    Assistant(searcher, Recording(responses=[RIGHT])).ask(QUESTION, register=Register.SIMPLE)
    assert "Einfacher Sprache" in Recording.asked[0]
    answer = Assistant(
        searcher, Recording(responses=["The company pays 50 percent of the course fees [1]."])
    ).ask("Who can get a training voucher in Germany?")
    assert "auf Englisch" in Recording.asked[-1]
    assert answer.mode == "extractive"  # 50 stands in no passage about vouchers


def test_an_answer_in_the_askers_language_is_held_to_its_figures(searcher: Searcher) -> None:
    text = "You can get a training voucher from the agency [1]."
    assert Assistant(searcher, _scripted(text)).ask("Who can get a training voucher?").text == text


def test_a_follow_up_is_condensed_by_the_model(searcher: Searcher) -> None:
    model = _scripted(
        "Wie viele Tage Lernurlaub gibt es in einer Werkstatt mit 15 Beschäftigten?",
        "Der Lernurlaub beträgt drei Tage, wenn die Werkstatt weniger als 20 Beschäftigte hat [1].",
    )
    earlier = "Wie viele Tage Lernurlaub gibt es in einer Werkstatt mit 120 Beschäftigten?"
    answer = Assistant(searcher, model).ask(
        "Und mit 15 Beschäftigten?", [("user", earlier), ("assistant", "Elf Tage [1].")]
    )
    assert (answer.mode, "drei Tage" in answer.text) == ("model", True)


class Down(FakeListChatModel):
    """A model whose server is gone; counts who tried."""

    tries: ClassVar[list[int]] = []

    def _stream(self, *_: object, **__: object) -> Iterator[ChatGenerationChunk]:
        self.tries.append(1)
        raise ConnectionError("down")


def test_a_model_that_keeps_failing_is_left_alone(searcher: Searcher) -> None:
    Down.tries.clear()
    assistant = Assistant(
        searcher, Writer(Down(responses=["x"]), CallLimits(retries=0), CircuitBreaker(failures=2, pause=60))
    )
    answers = [assistant.ask(QUESTION) for _ in range(5)]
    assert len(Down.tries) == 2
    assert all(a.mode == "extractive" and "50 Prozent" in a.text for a in answers)
    assert any("kurze Zeit nicht gefragt" in w for w in answers[-1].warnings)


def test_a_refusing_line_behind_a_list_does_not_spoil_it(searcher: Searcher) -> None:
    assert (
        Assistant(searcher, _scripted(f"- {RIGHT}\n- NICHT IN DEN QUELLEN")).ask(QUESTION).text
        == f"- {RIGHT}"
    )


@pytest.mark.parametrize(
    "refusal",
    ["NICHT IN DEN QUELLEN", "**Nicht in den Quellen** [1].", "Dazu steht nichts in den Fundstellen."],
)
def test_a_refusal_gives_the_passages_word_for_word(searcher: Searcher, refusal: str) -> None:
    answer = Assistant(searcher, _scripted(refusal)).ask(QUESTION)
    assert (answer.mode, answer.written) == ("extractive", Written.REFUSED)
    assert any("fand die Antwort nicht" in warning for warning in answer.warnings)


def test_the_case_that_is_known_stands_in_the_prompt(searcher: Searcher) -> None:
    Recording.asked.clear()
    question = "Welchen Anteil der Lehrgangskosten trägt der Betrieb?"
    known = written_case("120 Beschäftigte", date(2026, 11, 28))
    told = read_turn(question, date(2026, 11, 28), known)
    answer = Assistant(searcher, Recording(responses=[RIGHT])).ask(question, case=told)
    assert answer.case.values() == {"firm_headcount": 120}
    assert "Bekannt ist: 120 Beschäftigte." in Recording.asked[0]
    assert answer.text == RIGHT
