"""What the chain does with a language model's answers: given, repaired, replaced, refused; what is shown may hold no unsupported figure.

    WBM_CHAT_MODEL=openai:name WBM_CHAT_MODEL_URL=http://127.0.0.1:8080/v1 WBM_CHAT_MODEL_KEY=egal \
        python benchmarks/model_answers.py starter [--limit 30]

Asks every question of the suites twice: with the model's answer as it stands (unchecked, from the same passages), and
through the chain. The metrics are the evaluation's own (evals/answering.py).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.marks import normalised

from chains.assistant import Assistant
from chains.chat_model import REFUSAL, load_chat_model
from chains.fencing import as_data, fence_for, fenced_passages
from chains.prompts import load_prompt
from chains.search import Searcher
from chains.verify import verify
from evals.answering import assess
from evals.evidence import evidence_of
from evals.suite import load_suite
from evals.systems import AssistantSystem
from knowledge.embedding import load_embedding
from settings import settings


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("suites", nargs="+")
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    model = load_chat_model(settings())
    if model is None:
        raise SystemExit("Bitte WBM_CHAT_MODEL setzen.")
    searcher = Searcher(settings(), load_embedding(settings().embedding), exact=True)
    evidence = evidence_of(searcher.library)
    system = AssistantSystem(Assistant(searcher, model))
    plain = Assistant(searcher)
    became: Counter[str] = Counter()
    figures, precise, cited, raw_wrong, raw, seconds = 0.0, 0.0, 0.0, 0, 0, []
    questions = [q for name in options.suites for q in load_suite(name)[0].questions if not q.history]
    for number, question in enumerate(questions[: options.limit or None], 1):
        outcome = system.answer(question.question, question.turns)
        seconds.append(outcome.milliseconds / 1000)
        repaired = any(p.startswith("korrektur") for p in outcome.prompts)
        told = " ".join(outcome.warnings)
        became[
            "verweigert (Suche)" if outcome.abstained
            else "repariert" if outcome.mode == "model" and repaired
            else "gegeben" if outcome.mode == "model"
            else "vom Modell verweigert" if "fand die Antwort nicht" in told
            else "ersetzt"
        ] += 1  # fmt: skip
        scores = assess(question, outcome, evidence).scores
        figures += scores["unsupported_figures"][0]
        precise, cited = precise + scores["citation_precision"][0], cited + scores["citation_precision"][1]
        if not outcome.abstained:
            citations = plain.ask(question.question).citations
            prompt = load_prompt("antwort").fill(
                fundstellen=fenced_passages(citations), frage=as_data(question.question), marke=fence_for(question.question, citations), stil="Antworte auf Deutsch."
            )
            text = normalised(str(model.invoke([("user", prompt)]).text))
            raw += REFUSAL not in text
            raw_wrong += REFUSAL not in text and not verify(text, citations, question.question).ok
        print(f"\r{number}/{len(questions[: options.limit or None])} {dict(became)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for name, count in became.most_common():
        print(f"{name}: {count} von {sum(became.values())}")
    print(f"ungeprüft hätte die Prüfung beanstandet: {raw_wrong} von {raw}")
    print(f"unbelegte Zahlen in dem, was gezeigt wird: {figures:g}; Zitate tragen: {precise / cited if cited else 0:.3f}")
    print(f"Sekunden je Frage, Median: {np.median(seconds):.1f}")


if __name__ == "__main__":
    main()
