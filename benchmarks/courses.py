"""How well course wishes are understood and found: `python benchmarks/courses.py [--folder DIR]`.

Reads the suites of evals/courses, then reads a generated catalogue in (with the real embedding: some minutes,
kept in the folder for the next run) and searches it with evals/courses/finding.yaml.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evals.courses.asked import read_asked  # noqa: E402 - after the path is set
from evals.courses.catalogue import TODAY, write_pages  # noqa: E402
from evals.courses.finding import find_suite  # noqa: E402
from evals.courses.reading import lots, read_suite  # noqa: E402

SUITES = ("blind", "own", "fresh", "fresh_again", "fresh_third", "fresh_fourth")
# in six voices: shorthand, e-mails, spoken, typing mistakes, learners of German, keywords
VOICES = ("voices", "voices_again", "voices_third", "voices_fourth", "voices_fifth")
DESK = ("desk", "desk_again", "desk_third")  # what lands on a mentor's desk, seven languages among it
MIXED = ("mixed", "mixed_again", "mixed_third")  # in eight voices, other languages among them
# as an acceptance of the contract would have it
COUNTER = lots("counter")
FINDING = {
    "finding": 0,
    "finding_fresh": 2,
    "finding_mixed": 5,
    "finding_desk": 9,
}  # suite -> seed of the catalogue that it is asked over


def read() -> None:
    for name in (*SUITES, *VOICES, *MIXED, *DESK, *COUNTER, "follow_ups", "follow_ups_again"):
        reading = read_suite(name)
        least = min(reading.share_of(key) for key in reading.keys)
        invented = sum(n for (_, kind), n in reading.filters.items() if kind == "invented")
        print(
            f"{name}: {reading.right} of {reading.sentences} right ({reading.share_right:.1%}), worst filter"
            f" {least:.1%}, invented {invented}"
        )
        print("\n".join(reading.failures))


def recognise() -> None:
    for name in ("asked", "asked_again"):
        right, failures = read_asked(name)
        print(f"{name}: {right} of {right + len(failures)} told apart")
        print("\n".join(failures))


def prepare(folder: Path, count: int, seed: int) -> None:
    from ingest.crawl.session import Session
    from ingest.sources.read import read_source
    from ingest.sync.execute import execute
    from ingest.sync.plan import plan_sync
    from knowledge.editorial.sources import Source
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace
    from knowledge.index.writer import writing
    from knowledge.store.library import Library
    from settings import Settings

    about = write_pages(folder / "katalog", count, seed)
    entry = {
        "id": "gross",
        "kind": "catalogue",
        "location": ".",
        "licence": "frei",
        "topics": ["kurse"],
        "region": "NRW",
        "max_age_days": 7,
        "catalogue": {"format": "ba"},
    }
    config = Settings(data=folder / "data", _env_file=None)
    embedding = load_embedding(config.embedding)
    with writing(config.data), Library(config.library) as library:
        outcomes = read_source(Source.model_validate(entry), folder / "katalog", Session(folder / "katalog"))
        plan = plan_sync(outcomes, library, TODAY)
        execute(plan, library, IndexPlace(config.indexes), embedding, config.embedding)
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def find(folder: Path, suite: str) -> None:
    from chains.courses.search import CourseSearcher
    from knowledge.index.embedding import load_embedding
    from settings import Settings

    kept = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about = {int(number): topic for number, topic in kept.items()}
    config = Settings(data=folder / "data", _env_file=None)
    searcher = CourseSearcher(config, load_embedding(config.embedding))
    searcher.vector("Aufwärmen")
    finding = find_suite(searcher, about, suite)
    print(
        f"{suite}: {len(finding.five)} sentences over {len(searcher.index.ids)} courses: first five fit"
        f" {finding.share_of_five:.1%}, best first {finding.share_first:.1%}, median"
        f" {finding.median_ms:.0f} ms"
    )
    print("\n".join(finding.failures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=5_400)
    parser.add_argument("--folder", type=Path, help="Where the catalogue lies or is made")
    parser.add_argument("--suite", choices=FINDING, help="Only this suite of finding")
    parser.add_argument("--only-read", action="store_true", help="Only the suites of sentences")
    options = parser.parse_args()
    read()
    recognise()
    if options.only_read:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for suite in [options.suite] if options.suite else FINDING:
            each = folder / f"katalog-{FINDING[suite]}"
            each.mkdir(exist_ok=True)
            if not (each / "about.json").exists():
                prepare(each, options.offers, FINDING[suite])
            find(each, suite)


if __name__ == "__main__":
    main()
