"""The figures of the main job: `python benchmarks/main_job.py FOLDER_WITH_LAWS` (a first sync of 33 laws
takes about 15 minutes).

Prints the embedding's share of a first sync, the share of a second one, warm `ask` latency and a cold
`search`, in a data folder of its own; with --data DIR it measures only the last two on what is indexed there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import yaml

ROOT = Path(__file__).resolve().parent.parent
WBM = [sys.executable, "-m", "cli"]


def run(*arguments: str, data: Path, stdin: str = "") -> tuple[float, str]:
    begun = time.perf_counter()
    done = subprocess.run(
        [*WBM, *arguments],
        env=os.environ | {"WBM_DATA": str(data)},
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - begun, done.stdout


def measure_sync(laws: Path, data: Path) -> None:
    first, out = run("sync", str(laws), data=data)
    embedding = float(re.search(r"in ([\d.]+) s; gesamt", out)[1])  # type: ignore[index]
    second, _ = run("sync", str(laws), data=data)
    print(f"first sync {first:.1f} s, of it embedding {embedding:.1f} s = {embedding / first:.1%}")
    print(f"second sync over unchanged files {second:.1f} s = {second / first:.2%} of the first")


def measure_answers(data: Path) -> None:
    questions = [
        q["question"]
        for q in yaml.safe_load((ROOT / "evals" / "suites" / "alltag.yaml").read_text())["questions"]
    ]
    _, out = run("ask", "--stdin", data=data, stdin="\n".join(["Aufwärmen", *questions]))
    times = [json.loads(line)["timings_ms"]["total"] for line in out.splitlines()][1:]
    print(
        f"warm ask: median {median(times):.0f} ms, p95 {quantiles(times, n=20)[18]:.0f} ms over {len(times)}"
        " questions"
    )
    cold = [run("search", questions[0], data=data)[0] for _ in range(5)]
    print(f"cold search: median {median(cold):.2f} s, worst of 5 {max(cold):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("laws", type=Path, nargs="?")
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    if options.data:
        measure_answers(options.data)
        return
    with tempfile.TemporaryDirectory() as name:
        measure_sync(options.laws, Path(name))
        measure_answers(Path(name))


if __name__ == "__main__":
    main()
