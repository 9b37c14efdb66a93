"""Runs suites under configurations: cached by content, in parallel, interruptible at any moment without
losing a finished question.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from evals.metrics.answering import assess
from evals.metrics.ranking import ranking_scores
from evals.outcome import System, SystemOutcome
from evals.runs.build import build_system
from evals.runs.evidence import evidence_of
from evals.runs.fingerprint import code_fingerprint, commit, machine, prompt_hashes, versions
from evals.runs.run_folder import Record, new_folder, write_run
from evals.runs.summary import summarise
from evals.runs.systems import Progress
from evals.suite import Question, Suite, check_gold, load_suite, suite_path
from knowledge.index.embedding import engine_of, load_embedding
from knowledge.model.document import content_hash
from knowledge.store.opening import open_library

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from evals.runs.configuration import Configuration
    from settings import Settings

Build = Callable[["Configuration", "Settings", "Embeddings", Progress], System]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What to leave out, and how to run; `price_*` in Euro per million tokens, `workers` 0: one, or four with
    a chat model.
    """

    limit: int = 0
    tags: tuple[str, ...] = ()
    workers: int = 0
    fresh: bool = False
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(slots=True)
class Watch:
    """Called while a run goes on; all default to nothing."""

    started: Callable[[int], None] = lambda _total: None
    answered: Callable[[str, str], None] = lambda _configuration, _question: None
    embedding: Progress = lambda _done, _total: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tick(self, configuration: str, question: str) -> None:
        """One question is done; safe from any thread."""
        with self._lock:
            self.answered(configuration, question)


def run(
    suites: Sequence[str],
    configurations: Sequence[Configuration],
    settings: Settings,
    options: RunOptions | None = None,
    watch: Watch | None = None,
    build: Build = build_system,
) -> Path:
    """Measure and write a run folder; returns it.

    Raises:
        SuiteError: a suite does not fit schema or index; before anything is asked.
        WbmError: what opening the systems raises.
    """
    options, watch = options or RunOptions(), watch or Watch()
    loaded = [(load_suite(name), suite_path(name)) for name in suites]
    with open_library(settings) as library:
        for (suite, lines), path in loaded:
            check_gold(suite, lines, path, library)
        fingerprint = library.fingerprint
        engines = library.embeddings.engines(settings.embedding)
        evidence = evidence_of(library)
    asked = [(suite, question) for (suite, _), _ in loaded for question in _chosen(suite, options)]
    watch.started(len(asked) * len(configurations))
    embedding = load_embedding(settings.embedding)
    computed = {"questions": engine_of(embedding), "chunks": engines}
    cache = _Cache(
        settings.data / "evals" / "cache",
        content_hash(
            fingerprint, json.dumps(computed), code_fingerprint(settings.glossary), date.today().isoformat()
        ),
        fresh=options.fresh,
    )
    begun = datetime.now(UTC)
    records: list[Record] = []
    for configuration in configurations:
        outcomes = _ask_all(
            configuration, settings, embedding, [q for _, q in asked], cache, options, watch, build
        )
        records += [
            _record(
                suite.suite,
                configuration,
                question,
                outcomes[question.id, question.content_hash],
                evidence,
                options,
            )
            for suite, question in asked
        ]
    folder = new_folder(
        settings.data / "evals" / "runs",
        "-".join(suite.suite for (suite, _), _ in loaded)[:60],
        datetime.now(),
    )
    meta = {
        "begun": begun.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "today": date.today().isoformat(),
        "suites": [
            {
                "name": s.suite,
                "description": s.description,
                "hash": content_hash(p.read_text(encoding="utf-8")),
            }
            for (s, _), p in loaded
        ],
        "configurations": [
            {"name": c.name, "title": c.title, "identity": json.loads(c.identity(settings))}
            for c in configurations
        ],
        "index": fingerprint,
        "engines": computed,
        "code": code_fingerprint(settings.glossary),
        "prompts": prompt_hashes(),
        "versions": versions(),
        "commit": commit(),
        "machine": machine(),
        "options": {
            "limit": options.limit,
            "tags": list(options.tags),
            "workers": options.workers,
            "price_in": options.price_in,
            "price_out": options.price_out,
        },
    }
    write_run(folder, meta, summarise(records), records)
    return folder


def _chosen(suite: Suite, options: RunOptions) -> Iterable[Question]:
    questions = [q for q in suite.questions if not options.tags or set(options.tags) & set(q.tags)]
    return questions[: options.limit] if options.limit else questions


def _ask_all(
    configuration: Configuration,
    settings: Settings,
    embedding: Embeddings,
    questions: Sequence[Question],
    cache: _Cache,
    options: RunOptions,
    watch: Watch,
    build: Build,
) -> dict[tuple[str, str], SystemOutcome]:
    """Outcome of each question by (id, content hash); the system is opened only if the cache
    does not hold all.
    """
    identity = configuration.identity(settings)
    outcomes: dict[tuple[str, str], SystemOutcome] = {}
    missing: list[Question] = []
    for question in questions:
        known = cache.get(identity, question)
        if known is None:
            missing.append(question)
        else:
            outcomes[question.id, question.content_hash] = known
            watch.tick(configuration.name, question.id)
    if not missing:
        return outcomes
    system = build(configuration, settings, embedding, watch.embedding)
    try:
        # warm: opening is not what a question costs
        system.answer("Wer bekommt eine Weiterbildung bezahlt?", ())

        def ask(question: Question) -> tuple[Question, SystemOutcome]:
            outcome = system.answer(question.question, question.turns)
            cache.put(identity, question, outcome)
            watch.tick(configuration.name, question.id)
            return question, outcome

        workers = options.workers or (4 if configuration.applied(settings).chat_model else 1)
        with ThreadPoolExecutor(workers) as pool:
            try:
                for question, outcome in pool.map(ask, missing):
                    outcomes[question.id, question.content_hash] = outcome
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        system.close()
    return outcomes


def _record(
    suite: str,
    configuration: Configuration,
    question: Question,
    outcome: SystemOutcome,
    evidence: dict[str, str],
    options: RunOptions,
) -> Record:
    judged = assess(question, outcome, evidence)
    scores = dict(judged.scores)
    if question.gold is not None:
        scores |= ranking_scores(outcome.hits, question.gold)
    if outcome.tokens_in:
        cost = (outcome.tokens_in * options.price_in + outcome.tokens_out * options.price_out) / 1e6
        scores |= {
            "tokens_in": (float(outcome.tokens_in), 1.0),
            "tokens_out": (float(outcome.tokens_out), 1.0),
            "cost": (cost, 1.0),
        }
        if not outcome.abstained:
            scores["fallback"] = (float(outcome.mode != "model"), 1.0)
    return Record(
        suite=suite,
        configuration=configuration.name,
        question=question,
        outcome=outcome,
        scores=scores,
        findings=judged.findings,
        disagreements=judged.disagreements,
    )


class _Cache:
    """Outcomes by content of question, configuration, index and code: one small file each,
    written whole or not at all.
    """

    def __init__(self, folder: Path, state: str, *, fresh: bool) -> None:
        self._folder, self._state, self._fresh = folder, state, fresh

    def _path(self, identity: str, question: Question) -> Path:
        key = content_hash(self._state, identity, question.content_hash)
        return self._folder / key[:2] / f"{key}.json"

    def get(self, identity: str, question: Question) -> SystemOutcome | None:
        """The known outcome; None if there is none or it cannot be read."""
        if self._fresh:
            return None
        try:
            return SystemOutcome.model_validate_json(
                self._path(identity, question).read_text(encoding="utf-8")
            )
        except (OSError, ValidationError):
            return None

    def put(self, identity: str, question: Question, outcome: SystemOutcome) -> None:
        """Keep an outcome."""
        path = self._path(identity, question)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        part.write_text(outcome.model_dump_json(), encoding="utf-8")
        part.replace(path)
