"""The ways in which one day is written, so that a birthday is known again: "3.5.1979", "03. Mai 1979",
"1979-05-03".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chains.quantities.tokens import key_of
from chains.quantities.units import month_numbers, quantity_words

_NUMBERS = re.compile(r"(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{2,4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NAMED = re.compile(r"(\d{1,2})\.?\s?([^\W\d_]{3,9})\.?\s?(\d{4})")


def other_dates(date: str) -> Iterator[str]:
    """Further spellings of a date with day, month and year; none of one that is written otherwise."""
    if iso := _ISO.fullmatch(date):
        year, month, day = map(int, iso.groups())
    elif numbers := _NUMBERS.fullmatch(date):
        day, month, year = map(int, numbers.groups())
    elif (named := _NAMED.fullmatch(date)) and (found := month_numbers().get(key_of(named[2]))):
        day, month, year = int(named[1]), found, int(named[3])
    else:
        return
    if not (1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004
        return
    year += 1900 if year < 100 else 0  # noqa: PLR2004
    name = quantity_words().months[month - 1][0]
    for d in {f"{day}", f"{day:02}"}:
        for m in {f"{month}", f"{month:02}", name, name[:3]}:
            yield f"{d}.{m}.{year}"
            yield f"{d}.{m}.{year % 100:02}"
    yield f"{year}-{month:02}-{day:02}"
