"""Which first messages are taken for course questions, for law and money, or for talk."""

from __future__ import annotations

from pathlib import Path

import yaml

from chains.courses.recognition import asks_for_courses
from chains.question.small_words import talk_of
from evals.courses.reading import FOLDER, TODAY


def read_asked(name: str = "asked", folder: Path = FOLDER) -> tuple[int, list[str]]:
    """How many messages of a suite are taken for what they are, and which are not."""
    right, failures = 0, []
    for case in yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")):
        taken = kind_of(case["q"])
        if taken == case["is"]:
            right += 1
        else:
            failures.append(f"{case['q']}\n    {case['is']} != {taken}")
    return right, failures


def kind_of(message: str) -> str:
    """ "talk", "course", or "law" for all that is neither."""
    if talk_of(message)[0] is not None:
        return "talk"
    return "course" if asks_for_courses(message, TODAY) else "law"
