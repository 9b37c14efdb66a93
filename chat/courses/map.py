"""A map of distances without any foreign server: the place asked for in the middle, courses around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.index.course_filters import Point

SIZE = 320  # units of the picture, in both directions
_MIDDLE, _EDGE = SIZE / 2, 14.0
_KM_A_DEGREE = 111.2
_ROUND = (5, 10, 25, 50, 100, 200, 400, 800)
_APART = 13.0  # units between two numbers that lie at one place


@dataclass(frozen=True, slots=True)
class MapDot:
    """A course on the map: its number in the list, where it is drawn, what it is called."""

    rank: int
    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class DistanceMap:
    """`rings`: (km, radius in units)."""

    rings: tuple[tuple[int, float], ...]
    dots: tuple[MapDot, ...]


def distance_map(centre: Point, places: Sequence[tuple[int, Point, str]]) -> DistanceMap | None:
    """The map of (rank, point, label) around a centre; None where nothing lies on it."""
    if not places:
        return None
    offsets = [(rank, *_offset(centre, point), label) for rank, point, label in places]
    farthest = max(math.hypot(east, north) for _, east, north, _ in offsets)
    outer = next((km for km in _ROUND if km >= farthest), _ROUND[-1])
    scale = (_MIDDLE - _EDGE) / outer
    rings = tuple((km, km * scale) for km in _ROUND if outer / 10 < km <= outer)
    dots: list[MapDot] = []
    for rank, east, north, label in offsets:
        x, y = _MIDDLE + east * scale, _MIDDLE - north * scale
        while any(abs(dot.x - x) < _APART and abs(dot.y - y) < _APART for dot in dots):
            x += _APART  # several courses in one town stand side by side
        dots.append(MapDot(rank, round(min(x, SIZE - _EDGE), 1), round(y, 1), label))
    return DistanceMap(rings, tuple(dots))


def _offset(centre: Point, point: Point) -> tuple[float, float]:
    """Kilometres to the east and to the north."""
    north = (point[0] - centre[0]) * _KM_A_DEGREE
    east = (point[1] - centre[1]) * _KM_A_DEGREE * math.cos(math.radians(centre[0]))
    return east, north
