"""Runs: deterministic, cached, resumable, compared, gated; and broken chains are caught."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from chains.assistant import Assistant
from chains.blocks.free_text import stored_blocks
from chains.retrieval.searcher import Searcher
from evals.errors import GateClosed, RunError, SuiteError
from evals.outcome import System, SystemOutcome
from evals.report.compare import compare
from evals.report.gate import Thresholds, check, load_bars, parse_threshold
from evals.runs.build import build_system
from evals.runs.configuration import Configuration, load_configuration
from evals.runs.run_folder import Run, find_run, read_run
from evals.runs.runner import RunOptions, Watch, run
from evals.runs.systems import AssistantSystem, Progress
from settings import Settings
from tests.conftest import settings_for

SUITE = str(Path(__file__).parent.parent.parent / "data" / "klein.yaml")
BAR = {
    "klein": Thresholds(
        min={
            "correct": 0.8,
            "hit@5": 0.9,
            "fact_recall": 0.9,
            "citation_precision": 0.97,
            "refusal_recall": 0.9,
        },
        max={"unsupported_figures": 0.0, "wrongly_refused": 0.04},
    )
}


@pytest.fixture
def data(starter: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of the starter folder, so that each test has its own cache and runs."""
    return settings_for(Path(copytree(starter, tmp_path / "data", ignore=lambda *_: ["evals"])))


def measure(
    settings: Settings,
    *names: str,
    options: RunOptions | None = None,
    watch: Watch | None = None,
    build: Callable[..., System] = build_system,
) -> Run:
    return read_run(
        run(
            [SUITE],
            [load_configuration(name) for name in names or ("ours",)],
            settings,
            options,
            watch,
            build,
        )
    )


def test_a_run_folder_says_all_it_depends_on(data: Settings) -> None:
    done = measure(data)
    assert {p.name for p in done.folder.iterdir()} == {"run.json", "questions.jsonl", "summary.json"}
    assert set(done.meta) >= {
        "index",
        "code",
        "prompts",
        "versions",
        "commit",
        "machine",
        "suites",
        "configurations",
        "today",
    }
    assert set(done.meta["prompts"]) >= {"antwort", "korrektur", "nachfrage", "bewertung"}
    assert done.meta["versions"]["chromadb"]
    assert len(done.records) == 7
    check(done.summary, "ours", BAR)


def test_two_runs_give_identical_figures(data: Settings) -> None:
    def figures(done: Run) -> object:
        return [
            {k: v for k, v in entry.items() if k != "milliseconds"}
            for suite in done.summary.values()
            for entry in suite.values()
        ]

    first = measure(data, "ours", "bm25", "dense")
    second = measure(data, "ours", "bm25", "dense", options=RunOptions(fresh=True, workers=3))
    assert figures(first) == figures(second)
    assert [r.outcome.answer for r in first.records] == [r.outcome.answer for r in second.records]


@pytest.mark.slow
def test_baselines_stand_in_the_same_run(data: Settings) -> None:
    embedded: list[int] = []
    done = measure(
        data,
        "ours",
        "quickstart",
        "bm25",
        "dense",
        watch=Watch(embedding=lambda done, _: embedded.append(done)),
    )
    assert done.configurations == ["ours", "quickstart", "bm25", "dense"]
    assert embedded
    quickstart = done.summary["klein"]["quickstart"]["metrics"]
    assert 0 < quickstart["hit@5"]["value"] <= 1
    assert quickstart["refusal_recall"]["value"] == 0
    embedded.clear()
    measure(
        data,
        "quickstart",
        options=RunOptions(fresh=True),
        watch=Watch(embedding=lambda done, _: embedded.append(done)),
    )
    assert not embedded  # its vectors are kept


@dataclass
class Counting:
    """Our own system, counted; may stop in the middle."""

    inner: System
    asked: list[str] = field(default_factory=list)
    stop_after: int = 99

    def answer(self, question: str, history: tuple[tuple[str, str], ...]) -> SystemOutcome:
        if len(self.asked) > self.stop_after:
            raise KeyboardInterrupt
        self.asked.append(question)
        return self.inner.answer(question, history)

    def close(self) -> None:
        self.inner.close()


def counting(made: list[Counting], stop_after: int = 99) -> Callable[..., System]:
    def build(
        configuration: Configuration, settings: Settings, embedding: Embeddings, progress: Progress
    ) -> System:
        made.append(
            Counting(build_system(configuration, settings, embedding, progress), stop_after=stop_after)
        )
        return made[-1]

    return build


def test_a_stopped_run_goes_on_where_it_was(data: Settings) -> None:
    made: list[Counting] = []
    with pytest.raises(KeyboardInterrupt):
        measure(data, build=counting(made, stop_after=3))
    with pytest.raises(RunError, match="gibt es nicht"):
        find_run(data.data / "evals" / "runs", "letzter")
    done = measure(data, build=counting(made))
    assert len(done.records) == 7
    assert len(made[0].asked) + len(made[1].asked) == 7 + 2  # every question once, and a warm-up each
    measure(data, build=counting(made))
    assert len(made) == 2  # all known: nothing is even opened


def test_another_configuration_or_wording_is_asked_anew(data: Settings, tmp_path: Path) -> None:
    made: list[Counting] = []
    measure(data, build=counting(made))
    measure(data, "ohne-glossar", build=counting(made))
    assert len(made[1].asked) == 8
    changed = tmp_path / "klein.yaml"
    changed.write_text(Path(SUITE).read_text().replace("in Tokio", "in Osaka"))
    run([str(changed)], [load_configuration("ours")], data, build=counting(made))
    assert made[2].asked[1:] == ["Wie wird das Wetter morgen in Osaka?"]


def test_limit_and_tag(data: Settings) -> None:
    assert len(measure(data, options=RunOptions(limit=2)).records) == 2
    assert [r.question.id for r in measure(data, options=RunOptions(tags=("unbeantwortbar",))).records] == [
        "k-6",
        "k-7",
    ]


def test_compare_names_what_turned(data: Settings) -> None:
    first = measure(data)
    second = measure(data, build=lambda *_: AlwaysAbstains(_system(*_)), options=RunOptions(fresh=True))
    result = compare(first.of("ours"), second.of("ours"))
    assert result.common == 7
    assert {c.after.question.id for c in result.changes} == {"k-1", "k-2", "k-3", "k-4", "k-5"}
    assert not any(c.improved for c in result.changes)
    assert result.differences["fact_recall"].value == -1.0
    assert result.mcnemar_p["correct"] == pytest.approx(2 / 2**5)
    assert not compare(first.of("ours"), first.of("ours")).changes


def test_the_gate_names_what_is_short(data: Settings) -> None:
    done = measure(data)
    assert check(done.summary, "ours", {"klein": Thresholds(min={"hit@5": 0.5})})
    with pytest.raises(GateClosed, match=r"klein: .*verlangt: mindestens 110,0 %"):
        check(done.summary, "ours", {"klein": Thresholds(min={"hit@5": 1.1})})
    with pytest.raises(GateClosed, match="enthält die Suite"):
        check(done.summary, "quickstart", BAR)
    with pytest.raises(GateClosed, match="nicht gemessen"):
        check(done.summary, "ours", {"klein": Thresholds(min={"cost": 0})})
    with pytest.raises(SuiteError, match="Kennzahl „hits“ gibt es nicht"):
        parse_threshold("hits=0.9")
    with pytest.raises(SuiteError, match="keine Schwelle"):
        parse_threshold("hit@5")
    assert "starter" in load_bars()


def _system(
    configuration: Configuration, settings: Settings, embedding: Embeddings, progress: Progress
) -> System:
    return build_system(configuration, settings, embedding, progress)


@dataclass
class Broken:
    """Our own chain with one thing broken."""

    inner: System

    def close(self) -> None:
        self.inner.close()

    def answer(self, question: str, history: tuple[tuple[str, str], ...]) -> SystemOutcome:
        return self.broken(self.inner.answer(question, history))

    def broken(self, outcome: SystemOutcome) -> SystemOutcome:
        raise NotImplementedError


class ShuffledCitations(Broken):
    """Every [n] leads to a place that was found for something else."""

    def broken(self, outcome: SystemOutcome) -> SystemOutcome:
        places = [hit.places[0] for hit in outcome.hits][::-1]
        return outcome.model_copy(
            update={
                "citations": tuple(
                    c.model_copy(update={"places": (places[i],)}) for i, c in enumerate(outcome.citations)
                )
            }
        )


class ChangedFigures(Broken):
    """Every percentage is said ten too high."""

    def broken(self, outcome: SystemOutcome) -> SystemOutcome:
        import re

        false = re.sub(r"(\d+) Prozent", lambda m: f"{int(m[1]) + 10} Prozent", outcome.answer)
        cited = {citation.n for citation in outcome.citations}
        return outcome.model_copy(update={"blocks": stored_blocks(false, cited)})


class AlwaysAnswers(Broken):
    """Never refuses."""

    def broken(self, outcome: SystemOutcome) -> SystemOutcome:
        return outcome.model_copy(update={"abstained": False})


class AlwaysAbstains(Broken):
    """Refuses everything."""

    def broken(self, outcome: SystemOutcome) -> SystemOutcome:
        return outcome.model_copy(
            update={"abstained": True, "answer": "Dazu steht nichts in meinen Quellen.", "citations": ()}
        )


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (ShuffledCitations, "Zitate tragen"),
        (ChangedFigures, "Unbelegte Zahlen"),
        (AlwaysAnswers, "Unbeantwortbares erkannt"),
        (AlwaysAbstains, "Zu Unrecht verweigert"),
    ],
)
def test_the_gate_catches_a_broken_chain(data: Settings, broken: type[Broken], named: str) -> None:
    done = measure(data, build=lambda *parts: broken(_system(*parts)))
    with pytest.raises(GateClosed, match=named):
        check(done.summary, "ours", BAR)


class Metered(FakeListChatModel):
    """Says how many tokens it took, as providers do at the end of a stream."""

    def _stream(self, *_: object, **__: object) -> Iterator[ChatGenerationChunk]:
        usage = {"input_tokens": 900, "output_tokens": 10, "total_tokens": 910}
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                "NICHT IN DEN QUELLEN", usage_metadata=usage, response_metadata={"model_name": "probe"}
            )
        )


def test_tokens_are_counted_and_priced(data: Settings, searcher: Searcher) -> None:
    model = Metered(responses=["x"])
    done = measure(
        data,
        build=lambda *_: KeepsOpen(AssistantSystem(Assistant(searcher, model))),
        options=RunOptions(limit=1, price_in=2.0, price_out=10.0),
    )
    scores = done.records[0].scores
    assert scores["tokens_in"][0] == 900
    assert scores["cost"][0] == pytest.approx((900 * 2 + 10 * 10) / 1e6)
    assert scores["fallback"][0] == 1.0


class KeepsOpen(Broken):
    """Leaves the shared searcher of the tests open."""

    def close(self) -> None:
        pass

    def broken(self, outcome: SystemOutcome) -> SystemOutcome:
        return outcome


def test_a_broken_run_folder_is_said(data: Settings) -> None:
    done = measure(data, options=RunOptions(limit=1))
    (done.folder / "questions.jsonl").write_text('{"suite": 1}\n')
    with pytest.raises(RunError, match="lässt sich nicht lesen"):
        read_run(done.folder)
    (done.folder / "run.json").unlink()
    with pytest.raises(RunError, match="nicht fertig geworden"):
        read_run(done.folder)


def test_figures_do_not_depend_on_the_data_folder(data: Settings, tmp_path: Path) -> None:
    other = settings_for(Path(copytree(data.data, tmp_path / "anders")))
    first, second = measure(data), measure(other)
    assert first.meta["index"] == second.meta["index"]
    assert json.dumps(first.summary["klein"]["ours"]["metrics"]) == json.dumps(
        second.summary["klein"]["ours"]["metrics"]
    )
