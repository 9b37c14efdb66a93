"""What people do with a run: read the report, label answers, review feedback, let a model judge."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from chains.privacy.masking import mask
from evals.errors import SuiteError
from evals.report.page import render, write_report
from evals.review.inbox import Inbox, OfferedPlace, add_question
from evals.review.judge import Labelled, judge_answer, judge_records, load_judged, load_labelled, trust
from evals.review.labels import Label, add_label, agreement, load_labels
from evals.runs.configuration import load_configuration
from evals.runs.run_folder import Run, read_run
from evals.runs.runner import run
from evals.suite import load_suite
from knowledge.errors import ModelFailed
from knowledge.store.library import Library
from settings import Settings
from tests.conftest import settings_for
from tests.environment import clean_environment
from tests.evals.runs.test_run import SUITE


@pytest.fixture(scope="module")
def measured(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Run]:
    """A finished run over ours and dense."""
    data = settings_for(Path(copytree(starter, tmp_path_factory.mktemp("gemessen") / "data")))
    return data, read_run(run([SUITE], [load_configuration("ours"), load_configuration("dense")], data))


def test_the_report_needs_no_network_and_holds_every_question(measured: tuple[Settings, Run]) -> None:
    page = render(measured[1], measured[1])
    assert page.count('<details class="question') == 7
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "default-src 'none'" in page
    for said in (
        "Richtig beantwortet",
        "95-%-Bereich",
        "Einbettung, ein Abschnitt je Absatz",
        "Noch keine Urteile",
        "0 besser",
    ):
        assert said in page


def test_hostile_text_is_shown_not_run(measured: tuple[Settings, Run]) -> None:
    record = measured[1].records[0]
    evil = "<script>document.title='weg'</script><img src=x onerror=alert(1)>"
    bad = record.model_copy(
        update={
            "outcome": record.outcome.model_copy(update={"answer": evil}),
            "question": record.question.model_copy(update={"question": evil, "tags": ('"><b>',)}),
        }
    )
    page = render(Run(measured[1].folder, measured[1].meta, measured[1].summary, [bad]))
    assert "<script>document" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_labels_and_their_agreement(measured: tuple[Settings, Run], tmp_path: Path) -> None:
    done = read_run(Path(copytree(measured[1].folder, tmp_path / "lauf")))
    for record in done.of("ours").values():
        verdict = "falsch" if record.question.id == "k-1" else "richtig"
        add_label(
            done.folder,
            Label(
                suite="klein", question=record.question.id, configuration="ours", verdict="teilweise", by="a"
            ),
        )
        # the later one counts
        add_label(
            done.folder,
            Label(suite="klein", question=record.question.id, configuration="ours", verdict=verdict, by="a"),
        )
    labels = load_labels(done.folder)
    assert len(labels) == 7
    agreed = agreement(done, labels)
    assert agreed is not None
    assert agreed.n == 7
    assert agreed.disagreed == (("klein", "k-1"),)
    assert "Cohens Kappa" in render(done)
    assert "Mensch: falsch" in render(done)


class Typing:
    """A process on a terminal of its own, typed to as a person does."""

    def __init__(self, *arguments: str, environment: dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            close_fds=True,
        )
        os.close(slave)
        self.screen = ""

    def until(self, text: str, seconds: float = 30) -> None:
        """Read the screen until a text appears."""
        end = time.monotonic() + seconds
        while text not in self.screen:
            assert time.monotonic() < end, f"{text!r} did not appear in:\n{self.screen}"
            if select.select([self._master], [], [], 0.2)[0]:
                try:
                    self.screen += os.read(self._master, 65536).decode()
                except OSError:
                    break
        assert text in self.screen, self.screen
        self.screen = self.screen.partition(text)[2]

    def key(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def end(self) -> int:
        """Wait for the end; the exit code."""
        code = self._process.wait(30)
        os.close(self._master)
        return code


def terminal(data: Path) -> dict[str, str]:
    return clean_environment() | {"WBM_DATA": str(data), "COLUMNS": "160", "TERM": "xterm"}


def test_labelling_by_keys(measured: tuple[Settings, Run]) -> None:
    person = Typing(
        "eval", "label", measured[1].folder.name, "--by", "test", environment=terminal(measured[0].data)
    )
    for keys in ("r", "t", "xs", "q"):  # x is no key and does nothing
        person.until("[q] Ende")
        person.key(keys)
    person.until("2 Urteile")
    assert person.end() == 0
    assert [label.verdict for label in load_labels(measured[1].folder) if label.by == "test"] == [
        "richtig",
        "teilweise",
    ]


PERSONAL = (
    "Frau Elif Yıldız, geboren am 3.4.1979, elif@example.org, 0231 4567890, DE89 3704 0044 0532 0130 00, "
    "65 170839 J 003, Musterstraße 12: Ich heiße Elif Yıldız und habe 52 Kollegen, § 82 Abs. 2, 1.500 Euro."
)


def test_personal_data_is_masked_and_figures_stay() -> None:
    masked = mask(PERSONAL)
    for personal in ("Elif", "Yıldız", "1979", "@", "4567890", "3704", "170839", "Musterstraße"):
        assert personal not in masked.text
    assert "52 Kollegen, § 82 Abs. 2, 1.500 Euro" in masked.text
    assert masked.restored(masked.text) == PERSONAL
    plain = (
        "Der Betrieb mit 120 Beschäftigten trägt nach § 82 Absatz 2 SGB III 50 Prozent, seit 01.04.2024;"
        " Frauen in Elternzeit auch."
    )
    assert mask(plain).text == plain


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    box = Inbox(tmp_path)
    offered = [
        OfferedPlace(place="lernfg § 1 Abs. 1", label="LernFG § 1 Abs. 1"),
        OfferedPlace(place="lernfg § 2 Abs. 1", label="LernFG § 2 Abs. 1"),
    ]
    for text in ("Was gilt für Frau Petersen beim Lernurlaub?", "Was kostet der Kurs?", "Wie spät ist es?"):
        box.add(
            helpful=False,
            comment="stimmt nicht, rufen Sie 0231 4567890 an",
            question=text,
            history=[],
            answer="…",
            abstained=False,
            offered=offered,
        )
    return box


def test_feedback_waits_masked(inbox: Inbox, tmp_path: Path) -> None:
    stored = (tmp_path / "evals" / "inbox.jsonl").read_text()
    assert "Petersen" not in stored
    assert "4567890" not in stored
    first, second, third = inbox.entries()
    inbox.done(second)
    assert [e.id for e in inbox.entries()] == [first.id, third.id]


def test_two_keys_make_a_suite_question(inbox: Inbox, tmp_path: Path) -> None:
    assert inbox.entries()
    editor = Typing("eval", "inbox", environment=terminal(tmp_path))
    editor.until("[q] Ende")
    editor.key("u2")
    editor.until("Übernommen als praxis-001")
    editor.until("[q] Ende")
    editor.key("n")
    editor.until("praxis-002")
    editor.until("[q] Ende")
    editor.key("v")
    assert editor.end() == 0
    suite, _ = load_suite(str(tmp_path / "evals" / "suites" / "praxis.yaml"))
    first, second = suite.questions
    assert first.gold is not None
    assert first.gold.any == ("lernfg § 2 Abs. 1",)
    assert first.question == "Was gilt für Frau [NAME 1] beim Lernurlaub?"
    assert second.unanswerable
    assert not inbox.entries()


def test_a_file_that_is_no_suite_is_left_alone(inbox: Inbox, tmp_path: Path) -> None:
    path = tmp_path / "notizen.yaml"
    path.write_text("einkauf: [milch]\n")
    with pytest.raises(SuiteError):
        add_question(path, inbox.entries()[0], "lernfg § 1 Abs. 1")
    assert path.read_text() == "einkauf: [milch]\n"


def saying(*texts: str) -> GenericFakeChatModel:
    """A model that says these texts in turn, for ever."""

    def replies() -> Iterator[AIMessage]:
        while True:
            yield from (AIMessage(text) for text in texts)

    return GenericFakeChatModel(messages=replies())


YES = 'Urteil: {"treu": "ja", "hilfreich": 5, "grund": "steht so da"}'
NO = '{"treu": "nein", "hilfreich": 1, "grund": "falsche Zahl"}'


def test_the_judge_votes_and_the_majority_counts() -> None:
    vote, agreeing = judge_answer(saying(YES, NO, YES), "?", ["[1] a", "[2] b"], "…")
    assert (vote.treu, vote.hilfreich, agreeing) == ("ja", 5, 2)
    vote, _ = judge_answer(saying("Keine Ahnung.", NO, '{"treu": "vielleicht"}'), "?", [], "…")
    assert vote.treu == "nein"
    with pytest.raises(ModelFailed, match="kein lesbares Urteil"):
        judge_answer(saying("Keine Ahnung."), "?", [], "…")


def test_a_run_is_judged_once(measured: tuple[Settings, Run], tmp_path: Path) -> None:
    done = read_run(Path(copytree(measured[1].folder, tmp_path / "lauf")))
    records = [r for r in done.of("ours").values() if not r.outcome.abstained][:2]
    assert [j.vote.treu for j in judge_records(saying(YES, YES, YES, NO, NO, NO), records, done.folder)] == [
        "ja",
        "nein",
    ]
    assert len(judge_records(saying("nie gefragt"), records, done.folder)) == 2
    assert len(load_judged(done.folder)) == 2
    assert "treu: nein" in write_report(done).read_text()


def test_the_judge_is_measured_against_people(starter: Path) -> None:
    labelled = load_labelled()
    assert len(labelled) >= 15
    assert {item.treu for item in labelled} == {"ja", "teilweise", "nein"}
    with Library(settings_for(starter).library) as library:
        blind = trust(saying(YES), library, labelled, votes=1)
        assert blind.kappa == 0.0
        assert blind.n == len(labelled)
        perfect = [f'{{"treu": "{item.treu}", "hilfreich": {item.hilfreich}}}' for item in labelled]
        assert trust(saying(*perfect), library, labelled, votes=1).kappa == 1.0
        missing = Labelled(question="?", places=("lernfg § 999",), answer="…", treu="ja", hilfreich=3)
        with pytest.raises(SuiteError, match="ist nicht eingelesen"):
            trust(saying(YES), library, [missing], votes=1)
