"""Right place among the first hits: `python -m evals.retrieval [SUITE]` over what is indexed in WBM_DATA.

Counts at § level (another Absatz of the right § counts) and at Absatz level; lists what was missed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import yaml

from chains.search import Searcher
from knowledge.embedding import load_embedding
from settings import settings

_SUITES = Path(__file__).parent / "suites"


def paragraph(place: str) -> str:
    """A place without its Absatz."""
    return place.partition(" Abs. ")[0]


def measure(suite: Path, searcher: Searcher) -> dict[str, float]:
    """Share of questions whose right § (or Absatz) is among the first k hits, and search times in milliseconds."""
    questions = yaml.safe_load(suite.read_text(encoding="utf-8"))["questions"]
    ranks: list[tuple[int, int]] = []
    times: list[float] = []
    searcher.search("Aufwärmen", 1)
    for question in questions:
        begun = time.perf_counter()
        hits = searcher.search(question["question"], 10)
        times.append((time.perf_counter() - begun) * 1000)
        places = [f"{h.passage.document.id} {h.passage.section.locator}" for h in hits]
        gold = set(question["gold"])
        by_paragraph = next((i for i, p in enumerate(places, 1) if paragraph(p) in {paragraph(g) for g in gold}), 99)
        by_absatz = next((i for i, p in enumerate(places, 1) if p in gold), 99)
        ranks.append((by_paragraph, by_absatz))
        if by_paragraph > 5:  # noqa: PLR2004 - the first five is what people look at
            print(f"  verfehlt: {question['question']}\n    richtig: {', '.join(gold)}\n    gefunden: {', '.join(places[:5])}")
    total = len(ranks)
    result = {f"§ in {k}": sum(r[0] <= k for r in ranks) / total for k in (1, 3, 5, 10)}
    result |= {f"Absatz in {k}": sum(r[1] <= k for r in ranks) / total for k in (1, 3, 5, 10)}
    return result | {"Fragen": total, "Median ms": median(times), "p95 ms": sorted(times)[int(len(times) * 0.95)]}


def main() -> None:
    """Print the figures of one suite."""
    config = settings()
    suite = _SUITES / f"{sys.argv[1] if len(sys.argv) > 1 else 'alltag'}.yaml"
    for name, value in measure(suite, Searcher(config, load_embedding(config.embedding))).items():
        print(f"{name:14} {value:.3f}" if value <= 1 else f"{name:14} {value:.1f}")


if __name__ == "__main__":
    main()
