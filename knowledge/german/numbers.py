"""Numbers as Germans write them."""

from __future__ import annotations

from decimal import Decimal

_MARKS = str.maketrans({",": ".", ".": ","})


def german_number(value: float | Decimal) -> str:
    """ "9.800" or "0,25": grouped by thousands, two decimals, none for what is whole to the hundredth."""
    return f"{value:,.2f}".removesuffix(".00").translate(_MARKS)
