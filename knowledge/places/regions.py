"""Regions that people name, as circles around towns or as a Land."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.places.gazetteer import Point, town_named

_FILE = Path(__file__).with_name("regions.yaml")


@dataclass(frozen=True, slots=True)
class Region:
    """`circles`: centre and radius in km; empty where `land` says all."""

    name: str
    names: tuple[str, ...]
    land: str = ""
    circles: tuple[tuple[Point, float], ...] = ()


@cache
def _data() -> dict[str, Any]:
    return dict(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@cache
def regions() -> dict[str, Region]:
    """All regions by the name that is shown ("NRW" for the Land at home).

    Raises:
        LookupError: a circle's town is not in the table.
    """
    found = {names[0]: Region(names[0], tuple(names), land) for land, names in _data()["lands"].items()}
    for name, entry in _data()["regions"].items():
        circles = []
        for town, km in entry["around"].items():
            known = town_named(town)
            if known is None:
                raise LookupError(f"regions.yaml: {town}")
            circles.append((known.point, float(km)))
        found[name] = Region(name, tuple(entry["names"]), circles=tuple(circles))
    return found


@cache
def region_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all names, the longest first, and the region of each name in lower case."""
    of_name = {name.casefold(): region.name for region in regions().values() for name in region.names}
    ways = "|".join(re.escape(name) for name in sorted(of_name, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ways})(?!-?\w)", re.IGNORECASE), of_name


@cache
def ordinary_words() -> frozenset[str]:
    """Names of towns that are ordinary words too, lower case."""
    return frozenset(str(_data()["ordinary"]).split())
