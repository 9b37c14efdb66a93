"""Personal data: found, hidden from a chat model elsewhere, put back; measured as
benchmarks/masking.py does it.
"""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from benchmarks.masking import measure, ours
from chains.assistant import Assistant
from chains.locality import is_loopback, remote_chat_model, require_local
from chains.privacy.masking import mask, mask_all
from chains.privacy.private_model import PrivateModel
from chains.privacy.routing import who_answers
from chat.answer.markdown import seen_markdown
from knowledge.errors import SettingsError
from settings import Settings

CASE = (
    "Frau Yıldız, geboren am 12.03.1979, hat Diabetes. Bei 120 Beschäftigten: wer beantragt die"
    " Lehrgangskosten? Antwort an e.yildiz@example.org"
)


def test_recall_and_precision() -> None:
    recall, precision = measure(ours)
    found = {kind: hits / total for kind, (hits, total) in recall.items()}
    assert sum(total for _, total in recall.values()) >= 120
    assert all(
        found[kind] >= 0.95 for kind in ("E-MAIL", "IBAN", "TELEFON", "VERSICHERUNGSNUMMER", "GEBURTSTAG")
    )
    assert found["NAME"] >= 0.85
    assert precision >= 0.9


def test_placeholders_come_back_however_a_model_writes_them() -> None:
    masked = mask("Frau Krüger ruft Frau Demir an. Krüger wartet.")
    assert masked.text == "Frau [NAME 1] ruft Frau [NAME 2] an. [NAME 1] wartet."
    assert masked.restored("NAME 1 und [NAME 2] und NAME 12") == "Krüger und Demir und NAME 12"
    assert mask_all(["Frau Krüger", "Was braucht Krüger?"]).hide("Krüger, Krügers") == "[NAME 1], [NAME 1]s"


class Recording(GenericFakeChatModel):
    """A scripted model that keeps what it was asked."""

    asked: list[str] = []  # noqa: RUF012 - a pydantic field

    def _generate(self, messages: list[BaseMessage], *arguments: Any, **options: Any) -> Any:
        self.asked.append("\n".join(str(m.content) for m in messages))
        return super()._generate(messages, *arguments, **options)


def scripted(*answers: str) -> Recording:
    return Recording(messages=iter([AIMessage(content=a) for a in answers]), asked=[])


def test_a_streamed_answer_is_put_back_even_where_a_placeholder_comes_in_pieces() -> None:
    model = PrivateModel.around(
        scripted("Für [NAME 1] gilt: 50 Prozent [1]. NAME 1 zahlt nichts."), ["Frau Krüger fragt"]
    )
    pieces = [chunk.text for chunk in model.stream([HumanMessage("Was gilt für Frau Krüger?")])]
    assert "".join(pieces) == "Für Krüger gilt: 50 Prozent [1]. Krüger zahlt nichts."
    assert model.inner.asked == ["Was gilt für Frau [NAME 1]?"]
    assert len(pieces) > 3


def remote(**more: Any) -> Settings:
    return Settings(
        chat_model="openai:gpt", chat_model_url="https://modell.example/v1", _env_file=None, **more
    )


def test_a_remote_model_sees_placeholders_and_the_person_reads_names(assistant: Assistant) -> None:
    model = scripted("[NAME 1] hat Glück: Der Betrieb trägt 50 Prozent der Lehrgangskosten [1].")
    answering = who_answers(Assistant(assistant.searcher, model), remote(), CASE)
    answer = answering.assistant.ask(CASE)
    assert model.asked
    for personal in ("Yıldız", "12.03.1979", "Diabetes", "yildiz@"):
        assert not any(personal in asked for asked in model.asked), personal
    assert "120 Beschäftigten" in model.asked[0]
    assert "Yıldız" not in answering.seen
    assert "Das sieht das Sprachmodell" in seen_markdown(answering.seen)
    assert "[NAME" not in answer.text


def test_the_verification_sees_the_unmasked_text(assistant: Assistant) -> None:
    """A figure that no place holds is refused, and one that it holds passes, with masking as without."""
    question = (
        "Frau Krüger fragt: Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen"
        " wir?"
    )
    for told, passes in (("50 Prozent", True), ("37 Prozent", False)):
        script = [f"Der Betrieb trägt {told} der Lehrgangskosten [1]."] * 2
        plain = Assistant(assistant.searcher, scripted(*script)).ask(question)
        private = who_answers(
            Assistant(assistant.searcher, scripted(*script)), remote(), question
        ).assistant.ask(question)
        assert (plain.mode == "model") is passes
        assert (private.mode, private.text) == (plain.mode, plain.text)


def test_local_only_asks_no_remote_model(assistant: Assistant) -> None:
    model = scripted("darf nicht gefragt werden")
    for answering in (
        who_answers(Assistant(assistant.searcher, model), remote(), CASE, local_only=True),
        who_answers(Assistant(assistant.searcher, model), remote(local_only=True), CASE),
    ):
        answer = answering.assistant.ask("Wer bekommt einen Bildungsgutschein?")
        assert answer.mode == "extractive"
        assert "Nur lokal" in answering.notice
    assert model.asked == []


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:1/", True),
        ("http://127.0.0.1.nip.example/", False),
        ("https://api.example", False),
    ],
)
def test_what_is_this_machine(url: str, here: bool) -> None:
    assert is_loopback(url) is here
    assert (
        bool(remote_chat_model(Settings(chat_model="openai:x", chat_model_url=url, _env_file=None)))
        is not here
    )


def test_a_model_on_this_machine_is_asked_unmasked_and_local_only_refuses_a_remote_search(
    assistant: Assistant,
) -> None:
    here = Settings(
        chat_model="openai:x", chat_model_url="http://127.0.0.1:8080/v1", local_only=True, _env_file=None
    )
    own = Assistant(assistant.searcher, scripted("x"))
    assert who_answers(own, here, CASE).assistant is own
    require_local(here)
    with pytest.raises(SettingsError, match="WBM_EMBEDDING"):
        require_local(Settings(local_only=True, embedding="openai:text-embedding-3-small", _env_file=None))
    with pytest.raises(SettingsError, match="WBM_CHROMA_URL"):
        require_local(Settings(local_only=True, chroma_url="http://chroma.example:8000", _env_file=None))
