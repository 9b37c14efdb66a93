"""Distinct questions as people ask them: those of the suites, each in several situations of a
person and a firm.
"""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import yaml

_SUITES = Path(__file__).resolve().parent.parent / "evals" / "suites"
_SEED = 20261128
_AGES = (24, 31, 38, 45, 52, 59)
_STAFF = (8, 45, 120, 260, 600, 2400)
_TRADES = ("im Metallbetrieb", "in der Pflege", "im Handel", "im Büro", "auf dem Bau", "in der Logistik")


def distinct_questions(count: int) -> list[str]:
    """So many different questions, always the same, in mixed order; a situation stands before most of them.

    Raises:
        ValueError: there are not so many.
    """
    asked = sorted(
        {
            str(q["question"])
            for path in sorted(_SUITES.glob("*.yaml"))
            for q in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        }
    )
    situations = [
        f"Ich bin {age} und arbeite {trade}, wir sind {staff} Beschäftigte. "
        for age, trade, staff in itertools.product(_AGES, _TRADES, _STAFF)
    ]
    dice = random.Random(_SEED)
    made = asked + [situation + question for question in asked for situation in dice.sample(situations, 20)]
    if len(made) < count:
        raise ValueError(f"only {len(made)} questions")
    dice.shuffle(made)
    return made[:count]
