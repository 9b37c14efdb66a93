"""What the chain does with a language model's answers: given, repaired, replaced, refused; what is shown may
hold no unsupported figure.

    WBM_CHAT_MODEL=openai:name WBM_CHAT_MODEL_URL=http://127.0.0.1:8080/v1 WBM_CHAT_MODEL_KEY=egal \
        python benchmarks/model_answers.py starter beratung [--sample 50] [--parallel 4] [--record
        answers.jsonl]
    python benchmarks/model_answers.py --replay answers.jsonl

Asks questions of the suites through the chain and prints what became of the model's answers, what the
verification found in what the model wrote first, and the evaluation's own metrics of what is shown
(evals/metrics/answering.py). With --record each question's raw and shown words are written down, so that
people can read them, and --replay judges the same words again after the verification has changed, without the
model. Ends with an error if a figure is shown that no cited passage holds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

import numpy as np
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.outputs import LLMResult

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.answer import Answer, Written
from chains.assistant import Assistant
from chains.model.client import CallLimits
from chains.model.writer import REFUSAL, Writer, load_chat_model
from chains.retrieval.searcher import Searcher
from chains.turn import History, TurnOptions
from evals.metrics.answering import assess
from evals.runs.evidence import evidence_of
from evals.runs.systems import AssistantSystem
from evals.suite import Question, load_suite
from knowledge.index.embedding import load_embedding
from settings import settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class Heard(BaseCallbackHandler):
    """Keeps what the model wrote, call by call."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        """See BaseCallbackHandler."""
        self.texts.append(response.generations[0][0].text)


class Kept(Assistant):
    """The assistant; keeps its last answer, since an evaluation's outcome does not say what
    became of the model's.
    """

    last: Answer

    def ask(self, question: str, history: History = (), **options: Unpack[TurnOptions]) -> Answer:
        """As Assistant."""
        self.last = super().ask(question, history, **options)
        return self.last


def chosen(suites: Sequence[str], sample: int) -> list[tuple[str, Question]]:
    """The suites' questions without a conversation; `sample`: so many, spread evenly over them; 0 for all."""
    questions = [(name, q) for name in suites for q in load_suite(name)[0].questions if not q.history]
    return (
        questions
        if not sample or sample >= len(questions)
        else [questions[i * len(questions) // sample] for i in range(sample)]
    )


def asked(
    questions: Sequence[tuple[str, Question]], recorded: dict[str, dict[str, Any]], parallel: int
) -> Iterator[dict[str, Any]]:
    """Ask each question; what `recorded` holds of it is said by a scripted model instead."""
    searcher = Searcher(settings(), load_embedding(settings().embedding), exact=True)
    evidence = evidence_of(searcher.library)
    if not recorded and not settings().chat_model:
        raise SystemExit("Bitte WBM_CHAT_MODEL setzen.")

    def ask(asked: tuple[str, Question]) -> dict[str, Any]:
        suite, question = asked
        heard = Heard()
        said = recorded[question.id]["raw"] if recorded else []
        model = (
            FakeListChatModel(responses=[*said, said[-1] if said else REFUSAL])
            if recorded
            else cast("BaseChatModel", load_chat_model(settings()))
        )
        model.callbacks = [heard]
        assistant = Kept(searcher, Writer(model, CallLimits.of(settings())))
        outcome = AssistantSystem(assistant).answer(question.question, question.turns)
        answer = assistant.last
        assessment = assess(question, outcome, evidence)
        return {
            "suite": suite,
            "id": question.id,
            "question": question.question,
            "written": answer.written.value,
            "raw": said or heard.texts,
            "shown": answer.text,
            "citations": [f"[{c.n}] {c.label}" for c in answer.citations],
            "problems": list(answer.problems),
            "warnings": list(answer.warnings),
            "findings": list(assessment.findings),
            "scores": assessment.scores,
            "milliseconds": outcome.milliseconds,
            "abstained": answer.abstained,
        }

    searcher.search("Weiterbildung", 1)
    with ThreadPoolExecutor(parallel) as pool:
        waiting = [pool.submit(ask, question) for question in questions]
        for number, done in enumerate(as_completed(waiting), 1):
            yield done.result()
            print(f"\r{number}/{len(questions)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def report(rows: Sequence[dict[str, Any]]) -> float:
    """Print the figures and give the number of unsupported figures in what was shown."""
    became = Counter(row["written"] for row in rows)
    put = len(rows) - became[Written.NOT_ASKED]
    print(
        f"{len(rows)} Fragen, das Modell wurde {put}-mal gefragt ({became[Written.NOT_ASKED]} hatte die Suche"
        " verweigert)"
    )
    for outcome in Written:
        if outcome is not Written.NOT_ASKED and put:
            print(f"  {outcome.value:10} {became[outcome]:4}  {became[outcome] / put:6.1%}")
    for problem, count in Counter(
        problem.partition(":")[0] for row in rows for problem in row["problems"]
    ).most_common(10):
        print(f"    {count:3} × {problem}")
    for name, kept in (
        ("alles Gezeigte", rows),
        ("davon vom Modell", [r for r in rows if r["written"] in {Written.GIVEN, Written.REPAIRED}]),
    ):
        sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in kept:
            for metric, (value, weight) in row["scores"].items():
                sums[metric] = [sums[metric][0] + value, sums[metric][1] + weight]
        shares = {
            m: f"{sums[m][0] / sums[m][1]:.3f} ({sums[m][1]:.0f})"
            for m in ("citation_precision", "fact_recall", "correct")
            if sums[m][1]
        }
        print(
            f"{name}: unbelegte Zahlen {sums['unsupported_figures'][0]:g}; Zitate tragen, Fakten, richtig:"
            f" {', '.join(shares.values())}"
        )
    times = [row["milliseconds"] / 1000 for row in rows if row["written"] != Written.NOT_ASKED]
    if times:
        print(f"Sekunden je Frage: Median {np.median(times):.1f}, p95 {np.quantile(times, 0.95):.1f}")
    return sum(row["scores"].get("unsupported_figures", (0.0, 0.0))[0] for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suites", nargs="*", default=["starter"])
    parser.add_argument("--sample", type=int, default=0, help="only so many questions, spread evenly")
    parser.add_argument("--record", type=Path, help="file for each question's raw and shown words")
    parser.add_argument("--replay", type=Path, help="a recorded file to judge again, without the model")
    parser.add_argument(
        "--parallel", type=int, default=1, help="questions at a time, if the model's server takes several"
    )
    options = parser.parse_args()
    recorded = {}
    if options.replay:
        recorded = {
            row["id"]: row for row in map(json.loads, options.replay.read_text(encoding="utf-8").splitlines())
        }
        options.suites = list(dict.fromkeys(row["suite"] for row in recorded.values()))
    questions = [
        (s, q) for s, q in chosen(options.suites, options.sample) if not recorded or q.id in recorded
    ]
    rows = []
    for row in asked(questions, recorded, options.parallel):
        rows.append(row)
        if options.record:
            with options.record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    raise SystemExit(1 if report(rows) else 0)


if __name__ == "__main__":
    main()
