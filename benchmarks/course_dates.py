"""The own grammar of course dates against dateparser: `python benchmarks/course_dates.py`.

Of all sentences of evals/courses that say a date, each reader must give the same first and last days.
dateparser gives single days without a side, so "ab", "bis", "vor" and "nach" before what it finds are read
for it, and a month that it finds is widened to the whole of it: the most that a wrapper around it could do.
"""

from __future__ import annotations

import calendar
import re
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chains.courses.understand.understand import understand  # noqa: E402 - after the path is set
from evals.courses.reading import FOLDER, TODAY  # noqa: E402

KEYS = ("start_from", "start_until", "end_until")


def ours(text: str) -> dict[str, str]:
    found = understand(text, TODAY).filters()
    return {key: found[key] for key in KEYS if key in found}


def theirs(text: str) -> dict[str, str]:
    from dateparser.search import search_dates

    settings: dict[str, Any] = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime(TODAY.year, TODAY.month, TODAY.day),
        "PREFER_DAY_OF_MONTH": "first",
    }
    result: dict[str, str] = {}
    for words, found in search_dates(text, languages=["de"], settings=settings) or []:
        first = last = found.date()
        if not re.search(r"\d", words):
            last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
        before = text[: text.find(words)].rstrip().lower()
        if before.endswith((" ab", " ab dem")) or words.lower().startswith("ab "):
            result["start_from"] = first.isoformat()
        elif before.endswith((" bis", " bis zum", " spätestens im")):
            result["start_until"] = last.isoformat()
        elif before.endswith((" vor", " vor dem")):
            result["start_until"] = (first - timedelta(days=1)).isoformat()
        elif before.endswith(" nach"):
            result["start_from"] = (last + timedelta(days=1)).isoformat()
        else:
            result |= {"start_from": first.isoformat(), "start_until": last.isoformat()}
    return result


def main() -> None:
    cases = [
        case
        for name in ("blind", "own", "fresh", "fresh_again", "fresh_third", "fresh_fourth")
        for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    ]
    dated = [case for case in cases if any(key in case["f"] for key in KEYS)]
    plain = [case for case in cases if not any(key in case["f"] for key in KEYS)]
    for name, read in (("own grammar", ours), ("dateparser", theirs)):
        right = sum(
            read(case["q"]) == {key: str(case["f"][key]) for key in KEYS if key in case["f"]}
            for case in dated
        )
        invented = sum(bool(read(case["q"])) for case in plain)
        print(f"{name}: {right} of {len(dated)} right, {invented} of {len(plain)} without a date got one")


if __name__ == "__main__":
    main()
