"""Transformation matrices and operands of PDF content streams (ISO 32000-1, 8.3 "Coordinate systems")."""

from __future__ import annotations

import math
from typing import Any

Matrix = tuple[float, float, float, float, float, float]

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(a: Matrix, b: Matrix) -> Matrix:
    """The matrix that does `a` first, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    """A point after the transformation."""
    x, y = point
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def matrix_of(operands: list[Any]) -> Matrix:
    """The last six operands as a matrix; the unit matrix if there are fewer."""
    if len(operands) < 6:  # noqa: PLR2004 - a matrix
        return UNIT
    a, b, c, d, e, f = (number_of(value) for value in operands[-6:])
    return a, b, c, d, e, f


def pair_of(operands: list[Any]) -> tuple[float, float]:
    """The first two operands."""
    return (number_of(operands[0]), number_of(operands[1])) if len(operands) > 1 else (0.0, 0.0)


def first_of(operands: list[Any]) -> float:
    """The first operand as a number; 0 if there is none."""
    return number_of(operands[0]) if operands else 0.0


def number_of(value: Any) -> float:
    """An operand as a finite number; 0 for what is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0.0
    return number if math.isfinite(number) else 0.0
