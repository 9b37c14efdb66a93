"""All words for stretches of time, as one pattern and one reader."""

from __future__ import annotations

from datetime import date

from chains.quantities.periods.feasts import FEAST_READERS, FEAST_WAYS
from chains.quantities.periods.from_today import TODAY_READERS, TODAY_WAYS
from chains.quantities.periods.months import MONTH_READERS, MONTH_WAYS
from chains.quantities.periods.numbered import NUMBERED_READERS, NUMBERED_WAYS, YEAR_WAYS
from chains.quantities.periods.period import Period, PeriodReader

_ENDS = r"(?![\w-])"


def _pattern(ways: tuple[str, ...]) -> str:
    return "(?:" + "|".join(ways).replace(" ", r"\s") + ")" + _ENDS


# a period as part of a longer pattern, in any case; spaces may be wide
PERIOD = _pattern((*MONTH_WAYS, *TODAY_WAYS, *FEAST_WAYS, *NUMBERED_WAYS, *YEAR_WAYS))
# one that is told from today on or by its number, and no date, season or whole year
FROM_TODAY = _pattern((*TODAY_WAYS, *NUMBERED_WAYS))
_READERS: tuple[PeriodReader, ...] = (*TODAY_READERS, *NUMBERED_READERS, *FEAST_READERS, *MONTH_READERS)


def period_of(text: str, today: date) -> Period | None:
    """The period that words say; None if it is none (the 31st of February)."""
    said = " ".join(text.lower().split()).removeprefix("das ")
    for read in _READERS:
        try:
            if (period := read(said, today)) is not None:
                return period
        except (ValueError, OverflowError):
            return None
    return None
