from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.outputs import ChatGenerationChunk

from chains.answer import Citation
from chains.assistant import Assistant
from chains.blocks.kinds import Notice, Quote
from chains.langchain_interface import ChainInput, WbmRetriever, answer_chain
from chains.model.prompts import Prompt, load_prompt
from chains.retrieval.searcher import Searcher
from chains.verification.verify import verify
from chat.answer.markdown import answer_markdown, inert

QUESTION = "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?"


def test_the_case_question_is_answered_with_its_share_and_the_place(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    assert answer.mode == "extractive"
    assert answer.text.startswith("**Bei 120 Beschäftigten:**")
    assert "50 Prozent" in answer.text.splitlines()[0]
    assert "75 Prozent" not in answer.text.splitlines()[0]
    assert answer.citations[0].label.startswith("SGB III § 82 Abs. 2")
    assert answer.citations[0].passage.section.url == "https://www.gesetze-im-internet.de/sgb_3/__82.html"


def test_every_quote_is_verbatim(assistant: Assistant) -> None:
    for question in (
        QUESTION,
        "Wie kündige ich einen Fernkurs?",
        "Wie viele Tage Lernurlaub bei 30 Beschäftigten?",
        "Was zahlt das Meister-BAföG?",
    ):
        answer = assistant.ask(question)
        assert answer.citations, question
        assert answer.verdict is not None
        assert answer.verdict.ok, answer.verdict.problems
        for citation in answer.citations:
            for line in citation.quote.splitlines():
                assert line == "[…]" or line in citation.passage.section.text


def test_a_follow_up_uses_the_earlier_question(assistant: Assistant) -> None:
    answer = assistant.ask("Und bei 600 Beschäftigten?", [("user", QUESTION), ("assistant", "…")])
    assert "75 Prozent" in answer.text.splitlines()[0]


def test_a_named_place_comes_first(searcher: Searcher) -> None:
    hit = searcher.search("Was steht in § 1 Abs. 2 LernFG?")[0]
    assert (hit.passage.document.id, hit.passage.section.locator) == ("lernfg", "§ 1 Abs. 2")


def test_a_repealed_place_is_not_answered_from(assistant: Assistant) -> None:
    answer = assistant.ask("Was regelt § 2 LernFG?")
    assert answer.abstained
    assert "weggefallen" in answer.text


def test_a_rule_that_has_run_out_is_said(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Bis wann ist der Antrag auf Lernurlaub zu stellen (§ 1 Abs. 2 LernFG)?", today=date(2026, 11, 24)
    )
    assert any("galt bis 31.03.2023" in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet ein Schweißkurs in Bochum?",
        "Wer gewinnt die Bundesliga?",
        "Wie backe ich einen Apfelkuchen?",
        "xyzzy",
    ],
)
def test_what_no_source_holds_is_refused_with_the_nearest_places(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.abstained, answer.text
    assert "nicht" in answer.text
    assert not answer.citations


def _scripted(*replies: str) -> FakeListChatModel:
    return FakeListChatModel(responses=list(replies))


def test_a_model_answer_that_verifies_is_given(searcher: Searcher) -> None:
    answer = Assistant(searcher, _scripted("Der Betrieb trägt 50 Prozent der Lehrgangskosten [1].")).ask(
        QUESTION
    )
    assert (answer.mode, [c.n for c in answer.citations]) == ("model", [1])


def test_an_invented_figure_is_repaired_once(searcher: Searcher) -> None:
    model = _scripted(
        "Der Betrieb trägt 80 Prozent der Lehrgangskosten [1].",
        "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1].",
    )
    assert "50 Prozent" in Assistant(searcher, model).ask(QUESTION).text


@pytest.mark.parametrize(
    "reply",
    [
        "Der Betrieb trägt 80 Prozent der Lehrgangskosten [1].",
        "Der Betrieb trägt 50 Prozent der Lehrgangskosten [9].",
        "Der Antrag kostet 250 Euro [1].",
        "Das steht in § 999 [1].",
        "NICHT IN DEN QUELLEN",
        "Die Sonne scheint heute über Dortmund und Köln [1].",
    ],
)
def test_a_model_answer_that_does_not_verify_is_replaced(searcher: Searcher, reply: str) -> None:
    answer = Assistant(searcher, _scripted(reply, reply)).ask(QUESTION)
    assert answer.mode == "extractive"
    assert any("Sprachmodell" in warning for warning in answer.warnings)
    assert answer.problems or reply == "NICHT IN DEN QUELLEN"


@pytest.mark.parametrize(("reply", "notice"), [("[1] [2] [3]", "sagt nichts"), ("[5]", "am nächsten kommen")])
def test_an_answer_that_says_nothing_or_rests_on_a_far_place_is_replaced(
    searcher: Searcher, reply: str, notice: str
) -> None:
    far = Assistant(searcher).ask(QUESTION).hits[4].passage.section.text.splitlines()[0]
    said = f"{far.rstrip('.')} [5]." if reply == "[5]" else reply
    answer = Assistant(searcher, _scripted(said, said)).ask(QUESTION)
    assert answer.mode == "extractive"
    assert any(notice in warning for warning in answer.warnings)


def test_a_right_sentence_without_a_mark_is_given_the_one_that_holds_it(searcher: Searcher) -> None:
    reply = "Der Betrieb trägt 50 Prozent der Lehrgangskosten."
    answer = Assistant(searcher, _scripted(reply, reply)).ask(QUESTION)
    assert answer.mode == "model"
    assert answer.text == "Der Betrieb trägt 50 Prozent der Lehrgangskosten [1]."
    assert answer.citations[0].label.startswith("SGB III § 82 Abs. 2")


class _Broken(FakeListChatModel):
    def _stream(self, *_: object, **__: object) -> Iterator[ChatGenerationChunk]:
        raise ConnectionError("down")


def test_a_model_that_is_down_does_not_take_the_answer_down(searcher: Searcher) -> None:
    answer = Assistant(searcher, _Broken(responses=["x"])).ask(QUESTION)
    assert answer.mode == "extractive"
    assert "50 Prozent" in answer.text
    assert any("antwortet nicht" in warning for warning in answer.warnings)


def test_numbers_of_the_case_may_be_said_again_but_not_new_ones(searcher: Searcher) -> None:
    hit = searcher.search(QUESTION)[0]
    cited = [Citation(1, hit.passage, hit.passage.section.text)]
    assert verify(
        "Bei 120 Beschäftigten trägt der Betrieb 50 Prozent der Lehrgangskosten [1].", cited, QUESTION
    ).ok
    assert not verify(
        "Bei 121 Beschäftigten trägt der Betrieb 50 Prozent der Lehrgangskosten [1].", cited, QUESTION
    ).ok


def test_source_text_is_inert_in_the_page() -> None:
    assert inert("<script>alert(1)</script>").startswith("\\<script")
    assert "javascript:" not in inert("[x](javascript:alert(1))")
    # the page takes a bare one for a directive and drops it
    assert inert("Mitarbeiter:innen") == "Mitarbeiter\\:innen"


def test_the_message_links_each_place(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    text = answer_markdown(answer)
    assert all(
        f"- [\\[{citation.n}\\]](#fundstelle-{citation.n}) {inert(citation.label)} (Stand 31.12.2024)" in text
        for citation in answer.citations
    )
    assert text.splitlines()[0].endswith("[\\[1\\]](#fundstelle-1)")


def test_only_own_marks_are_links_and_warnings_come_first(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    quote = Quote(1, "Die Fußnote [1] der Quelle\nzählt nicht [2]", "Ort")
    shown = answer_markdown(replace(answer, blocks=(Notice("Alt", 1), quote)))
    assert shown.startswith("> *⚠️* **Bitte zuerst lesen**\n>\n> Alt [\\[1\\]](#fundstelle-1)\n\n**Ort**")
    assert "> Die Fußnote \\[1\\] der Quelle" in shown
    assert "zählt nicht \\[2\\] [\\[1\\]](#fundstelle-1)" in shown


def test_prompts_fill_their_fields_once() -> None:
    prompt = Prompt("p", "a {{x}} b {{y}}")
    assert prompt.fill(x="{{y}}", y="2") == "a {{y}} b 2"
    assert len(load_prompt("antwort").hash) == 32


def test_langchain_seams(searcher: Searcher, assistant: Assistant) -> None:
    document = WbmRetriever(searcher=searcher, k=3).invoke("Lernurlaub Werkstatt")[0]
    assert (document.metadata["source"], document.metadata["locator"]) == ("lernfg", "§ 1 Abs. 1")
    assert answer_chain(assistant).invoke(ChainInput(question=QUESTION, history=())).citations


CASE = (
    "Wir sind ein Metallbetrieb mit 85 Leuten. Ein Helfer, 47, ohne Abschluss, soll Zerspanungsmechaniker"
    " werden; der zugelassene Kurs kostet 9.800 Euro. Was zahlt der Betrieb?"
)


@pytest.mark.parametrize(
    "question",
    [
        "Gibt es so einen Kurs bei Dortmund?",
        "Gibt es dafür einen Kurs in Essen?",
        "Gibt es so einen Kurs in Nordrhein-Westfalen?",
        "Welche Kurse gibt es in Bochum?",
    ],
)
def test_what_the_editors_keep_shows_no_courses(assistant: Assistant, question: str) -> None:
    history: list[tuple[str, str]] = []
    for asked in (CASE, "Was kann der Betriebsrat dabei mitbestimmen?", question):
        answer = assistant.ask(asked, tuple(history))
        history += [("user", asked), ("assistant", answer.text)]
    assert "mein NOW" in answer.text
