"""What the rules' index costs at any size: `python -m benchmarks.index_size DATENORDNER --chunks 200000`.

Makes a library of so many chunks out of the real ones of a data folder (each document several times over, in
each copy a tenth of the words exchanged for other words of the library, and each vector turned a little), and
measures in processes of their own: the first build, changes of one section of a document (CPU seconds, bytes
written, peak memory), warm searches as the chat makes them (the questions of the suites, each once), and
`wbm search` from a cold start. With --chroma also how Chroma fills, answers and what it misses, beside the
exact scan of the same vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

import numpy as np
import yaml

from ingest.chunk import chunk_document
from knowledge.editorial.phrases import load_phrases
from knowledge.model.document import Chunk, Document, Section, content_hash
from knowledge.store.library import Library
from settings import DEFAULT_EMBEDDING, ROOT, Settings

TURNED = 0.35  # length of what is added to a unit vector of a copy: cosine 0.94 to the original
EXCHANGED = 0.1  # share of a copy's words
CHANGES = 12
AT_ONCE = 100  # documents that are stored at once
COPY = "kopie"


def config_of(folder: Path) -> Settings:
    return Settings(data=folder, _env_file=None)


def copies(source: Library, wanted: int) -> Iterator[tuple[Document, list[Chunk]]]:
    """The real documents with their chunks, then changed copies of them, until there are so many chunks."""
    real = []
    for head, *_ in source.heads():
        sections = tuple(source.sections(head.id))
        document = Document(head.id, head.kind, head.title, sections, head.long_title, head.stand)
        real.append((document, chunk_document(document)))
    words = [word for _, chunks in real for chunk in chunks for word in chunk.text.split(" ")]
    dice, made, number = random.Random(20261129), 0, 0
    while True:
        for document, chunks in real:
            if made >= wanted:
                return
            made += len(chunks)
            yield _copy(document, chunks, number, words, dice) if number else (document, chunks)
        number += 1


def _copy(
    document: Document, chunks: list[Chunk], number: int, words: list[str], dice: random.Random
) -> tuple[Document, list[Chunk]]:
    """A page with a section for each chunk of the document, as it would be cut into chunks."""
    name, title = f"{COPY}_{number}_{document.id}", f"{document.title} {number}"
    sections = tuple(
        Section(f"{chunk.locator} Teil {chunk.position}", exchanged(chunk.text, words, dice))
        for chunk in chunks
    )
    return Document(name, "page", title, sections), [
        Chunk(name, section.locator, 0, section.text, f"{title} {section.locator}") for section in sections
    ]


def exchanged(text: str, words: list[str], dice: random.Random) -> str:
    own = text.split(" ")
    for _ in range(int(EXCHANGED * len(own))):
        own[dice.randrange(len(own))] = dice.choice(words)
    return " ".join(own)


def step_library(folder: Path, data: Path, wanted: int) -> dict[str, Any]:
    """Store the documents and a vector of each chunk."""
    chance = np.random.default_rng(5)
    folder.mkdir(parents=True, exist_ok=True)
    begun, count = time.process_time(), 0
    with Library(config_of(data).library) as source, Library(config_of(folder).library) as library:
        ids, matrix = source.embeddings.of_rules(DEFAULT_EMBEDDING)
        asked = f"{DEFAULT_EMBEDDING} (Frage)"
        places = [phrases for kept in load_phrases().root.values() for phrases in kept.values()]
        keys = [content_hash(phrase) for phrases in places for phrase in phrases]
        library.embeddings.put(asked, source.embeddings.of(asked, keys))
        documents = copies(source, wanted)
        while part := list(islice(documents, AT_ONCE)):
            with library.transaction():
                for document, chunks in part:
                    drawn = matrix[chance.integers(0, len(ids), len(chunks))]
                    noise = chance.standard_normal(drawn.shape, dtype=np.float32)
                    turned = drawn + TURNED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
                    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
                    keys = [chunk.embedding_hash for chunk in chunks]
                    library.embeddings.put(DEFAULT_EMBEDDING, dict(zip(keys, turned, strict=True)))
                    library.put(document, "messung", chunks)
                    count += len(chunks)
    return {"chunks": count, "cpu_s": time.process_time() - begun}


def step_build(folder: Path, *_: object) -> dict[str, Any]:
    """The first generation of everything that is stored."""
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace, build_indexes
    from knowledge.index.writer import writing

    config, embedding = config_of(folder), load_embedding(DEFAULT_EMBEDDING)
    with writing(folder), Library(config.library) as library, spending() as spent, library.transaction():
        generation = library.publish(DEFAULT_EMBEDDING)
        build_indexes(IndexPlace(config.indexes), generation, library, embedding, DEFAULT_EMBEDDING)
    return spent.so_far()


def step_change(folder: Path, _: Path, number: int) -> dict[str, Any]:
    """A sync that brings another wording of one section of one document."""
    from ingest.outcome import Outcome
    from ingest.sync.execute import execute
    from ingest.sync.plan import plan_sync
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace
    from knowledge.index.writer import writing

    config, embedding = config_of(folder), load_embedding(DEFAULT_EMBEDDING)
    embedding.embed_documents(["Aufwärmen"])
    with writing(folder), Library(config.library) as library:
        heads = [head for head, *_ in library.heads() if head.kind == "page"] or [
            head for head, *_ in library.heads()
        ]
        head = random.Random(number).choice(heads)
        sections = list(library.sections(head.id))
        place = number % len(sections)
        sections[place] = replace(sections[place], text=f"{sections[place].text} Nachtrag {number}.")
        document = Document(head.id, head.kind, head.title, tuple(sections), head.long_title, head.stand)
        with spending() as spent:
            plan = plan_sync([Outcome("messung", head.id, document, partial=True)], library)
            execute(plan, library, IndexPlace(config.indexes), embedding, DEFAULT_EMBEDDING)
    return spent.so_far()


class Spent:
    """CPU seconds, seconds and bytes written since it was made, and the highest memory of the process."""

    def __enter__(self) -> Spent:
        self._begun = time.process_time(), time.perf_counter(), written()
        return self

    def __exit__(self, *_: object) -> None:
        cpu, wall, wrote = self._begun
        self._found = {
            "cpu_s": time.process_time() - cpu,
            "s": time.perf_counter() - wall,
            "MB_written": (written() - wrote) / 1e6,
        }

    def so_far(self) -> dict[str, float]:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        return {**self._found, "peak_MB": peak}


def spending() -> Spent:
    return Spent()


def written() -> int:
    return int(re.search(r"wchar: (\d+)", Path("/proc/self/io").read_text())[1])  # type: ignore[index]


def memory() -> dict[str, float]:
    """MB of this process alone, and of files that it shares with others."""
    status = Path("/proc/self/status").read_text()
    return {
        name: int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1e3  # type: ignore[index]
        for name, field in (("own_MB", "RssAnon"), ("files_MB", "RssFile"))
    }


def questions() -> list[str]:
    found = [
        question["question"]
        for path in sorted((ROOT / "evals" / "suites").glob("*.yaml"))
        for question in yaml.safe_load(path.read_text())["questions"]
    ]
    return list(dict.fromkeys(found))


def step_search(folder: Path, *_: object) -> dict[str, Any]:
    """Warm searches, each question once."""
    from chains.retrieval.searcher import Searcher
    from knowledge.index.embedding import load_embedding

    begun = time.perf_counter()
    searcher = Searcher(config_of(folder), load_embedding(DEFAULT_EMBEDDING))
    searcher.search("Aufwärmen")
    opened = time.perf_counter() - begun
    asked = random.Random(3).sample(questions(), 200)
    for question in asked[:20]:
        searcher.search(question)
    cpu, wall = time.process_time(), list[float]()
    for question in asked[20:]:
        asked_at = time.perf_counter()
        searcher.search(question)
        wall.append(time.perf_counter() - asked_at)
    cpu = (time.process_time() - cpu) / len(wall)
    found = {
        "open_s": opened,
        "p50_ms": median(wall) * 1e3,
        "p95_ms": quantiles(wall, n=20)[-1] * 1e3,
        "cpu_ms": cpu * 1e3,
        **memory(),
    }
    searcher.close()
    return found


def step_recall(folder: Path, *_: object) -> dict[str, Any]:
    """Which share of the 300 nearest by all floats the exact scan finds."""
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace
    from knowledge.index.rules import RuleIndex

    config, embedding = config_of(folder), load_embedding(DEFAULT_EMBEDDING)
    with Library(config.library) as library:
        index = RuleIndex.open(IndexPlace(config.indexes).folder(library.generation))
    shares = []
    for question in random.Random(6).sample(questions(), 40):
        vector = np.asarray(embedding.embed_query(question), dtype=np.float32)
        cosines = np.concatenate([s.vectors.floats @ vector for s in index.segments.values()])
        cosines[~index.rows.alive] = -1
        wanted = index.rows.ids(np.argsort(-cosines, kind="stable")[:300])
        found = {key for key, _ in index.vectors.search(vector.tolist(), 300)}
        shares.append(len(found.intersection(wanted)) / len(wanted))
    return {"recall_300": mean(shares), "lowest": min(shares)}


def step_cold(folder: Path, *_: object) -> dict[str, Any]:
    """`wbm search` in a new process."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "cli", "search", "Wer zahlt die Weiterbildung im Betrieb?"]
    environment = os.environ | {"WBM_DATA": str(folder)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "s": time.perf_counter() - begun,
        "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak_MB": after.ru_maxrss / 1e3,
    }


def step_chroma(folder: Path, *_: object) -> dict[str, Any]:
    """Chroma beside the exact scan: filling, one question, and which share of the 300 nearest it finds."""
    from knowledge.index.chroma.folder import ChromaMirror
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace
    from knowledge.index.rules import RuleIndex

    config, embedding = config_of(folder), load_embedding(DEFAULT_EMBEDDING)
    with Library(config.library) as library:
        generation = library.generation
        index = RuleIndex.open(IndexPlace(config.indexes).folder(generation))
        asked = [embedding.embed_query(q) for q in random.Random(4).sample(questions(), 100)]
        index.vectors.search(asked[0], 300)
        cpu = time.process_time()
        exact = [dict(index.vectors.search(vector, 300)) for vector in asked]
        scan = (time.process_time() - cpu) / len(asked)
        before = memory()
        mirror = ChromaMirror(config.indexes, embedding)
        with spending() as spent:
            mirror.serving(index, generation, library)
            serves = mirror.wait()
        if not serves:  # its recall is said in the log
            mirror.close()
            return {"serves": 0, "scan_cpu_ms": scan * 1e3, **spent.so_far()}
        mirror.nearest(asked[0], 300)
        cpu = time.process_time()
        found = [mirror.nearest(vector, 300) for vector in asked]
        query = (time.process_time() - cpu) / len(asked)
        recall = mean(
            sum(cosine >= min(wanted.values()) - 1e-4 for _, cosine in near) / len(wanted)
            for near, wanted in zip(found, exact, strict=True)
        )
        after = memory()
        mirror.close()
    return {
        "serves": 1,
        **{f"fill_{name}": value for name, value in spent.so_far().items()},
        "query_cpu_ms": query * 1e3,
        "scan_cpu_ms": scan * 1e3,
        "recall_300": recall,
        "memory_MB": after["own_MB"] - before["own_MB"],
    }


STEPS = {
    "library": step_library,
    "build": step_build,
    "change": step_change,
    "search": step_search,
    "recall": step_recall,
    "cold": step_cold,
    "chroma": step_chroma,
}


def run(step: str, folder: Path, data: Path, number: int = 0) -> dict[str, Any]:
    """A step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.index_size", str(data), "--step", step]
    command += ["--folder", str(folder), "--chunks", str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def show(name: str, found: dict[str, Any]) -> None:
    told = ", ".join(f"{key} {value:,.3f}" for key, value in found.items())
    print(f"{name}: {told}", flush=True)


def measure(folder: Path, data: Path, chunks: int, *, chroma: bool) -> None:
    if not config_of(folder).library.exists():
        show("library", run("library", folder, data, chunks))
        show("build", run("build", folder, data))
    changes = [run("change", folder, data, number) for number in range(CHANGES)]
    for name, chosen in (("change, median", median), ("change, highest", max)):
        show(name, {key: chosen([change[key] for change in changes]) for key in changes[0]})
    show("cold search", run("cold", folder, data))
    show("cold search, files in memory", run("cold", folder, data))
    show("warm search", run("search", folder, data))
    show("exact scan", run("recall", folder, data))
    if chroma:
        show("chroma", run("chroma", folder, data))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="a data folder that was synced with the default embedding")
    parser.add_argument("--chunks", type=int, default=200_000)
    parser.add_argument(
        "--folder", type=Path, help="keep the library here, and use one that is there already"
    )
    parser.add_argument("--chroma", action="store_true")
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step](options.folder, options.data, options.chunks)))
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="wbm-size-"))
    try:
        measure(folder, options.data, options.chunks, chroma=options.chroma)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
