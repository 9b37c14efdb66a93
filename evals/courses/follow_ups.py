"""What is wished after several messages, as the chat joins them, against what it should be."""

from __future__ import annotations

from pathlib import Path

import yaml

from chains.courses.conversation import wish_of_conversation
from evals.courses.reading import FOLDER, TODAY, SuiteReading, compare


def read_follow_ups(name: str = "follow_ups", folder: Path = FOLDER) -> SuiteReading:
    """All conversations of a suite; a last message that is taken for no course question has no filters."""
    reading = SuiteReading()
    for case in yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")):
        wish = wish_of_conversation(case["turns"], TODAY, {})
        said = " / ".join(case["turns"])
        compare({**case, "q": said}, wish.filters() if wish else {}, wish.left_over if wish else "", reading)
    return reading
