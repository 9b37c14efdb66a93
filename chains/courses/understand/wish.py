"""What somebody wants of a course, as data."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any


@dataclass(slots=True)
class WishRange:
    """A least and a most, both inclusive, None where not said."""

    least: float | None = None
    most: float | None = None

    def __bool__(self) -> bool:
        return self.least is not None or self.most is not None


@dataclass(slots=True)
class Entry:
    """What the person brings along; `german_level`: "A2", what they have."""

    no_degree: bool = False
    no_school: bool = False
    german_level: str = ""
    level: str = ""


@dataclass(slots=True)
class Wish:
    """All that can be said of a course; what nobody said is empty. `km`: radius, only when said; `price`: in
    Euro; `soft`: keys that are preferred, not required; `left_over`: words that were not understood.
    """

    topic: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    plz: list[str] = field(default_factory=list)
    region: list[str] = field(default_factory=list)
    km: float | None = None
    start_from: date | None = None
    start_until: date | None = None
    end_until: date | None = None
    time: list[str] = field(default_factory=list)
    weekday: list[str] = field(default_factory=list)
    form: list[str] = field(default_factory=list)
    form_not: list[str] = field(default_factory=list)
    price: WishRange = field(default_factory=WishRange)
    voucher: bool = False
    azav: bool = False
    hours: WishRange = field(default_factory=WishRange)
    days: WishRange = field(default_factory=WishRange)
    weeks: WishRange = field(default_factory=WishRange)
    months: WishRange = field(default_factory=WishRange)
    certificate: list[str] = field(default_factory=list)
    any_certificate: bool = False
    degree: str = ""
    leads_to_degree: bool = False
    entry: Entry = field(default_factory=Entry)
    audience: list[str] = field(default_factory=list)
    provider: list[str] = field(default_factory=list)
    provider_not: list[str] = field(default_factory=list)
    language: str = ""
    sort: str = ""
    participants: int | None = None
    accessible: bool = False
    lodging: bool = False
    bildungsurlaub: bool = False
    soft: set[str] = field(default_factory=set)
    left_over: str = ""

    def filters(self) -> dict[str, Any]:
        """The filters by the keys of the contract, JSON-ready; what nobody said is left out."""
        found: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value in (None, "", False) or each.name in _NOT_KEYS or value == []:
                continue
            found |= _entries(each.name, value)
        if self.any_certificate and not self.certificate:
            found["certificate"] = True
        return found


_NOT_KEYS = frozenset({"soft", "left_over", "any_certificate"})
_ALWAYS_LISTS = frozenset({"topic", "time", "weekday"})


def _entries(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, WishRange):
        sides = {"min": value.least, "max": value.most}
        return {f"{name}_{side}": _plain(v) for side, v in sides.items() if v is not None}
    if isinstance(value, Entry):
        told = {f.name: v for f in fields(value) if (v := getattr(value, f.name))}
        return {name: told} if told else {}
    if isinstance(value, date):
        return {name: value.isoformat()}
    if isinstance(value, list):
        return {name: value if name in _ALWAYS_LISTS or len(value) > 1 else value[0]}
    return {name: _plain(value)}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


_OF_PLACE = ("place", "plz", "region")
_NOT_MERGED = frozenset({"entry", "left_over", "topic"})
_EARLIER, _LATER = frozenset({"start_from"}), frozenset({"start_until", "end_until"})


def merged(before: Wish, now: Wish, *, widens: bool = False) -> Wish:
    """The earlier wish with what the new one says in its place; another place takes the old one's. `widens`:
    what the new one says may be as well ("abends ginge auch").
    """
    wish = deepcopy(before)
    if not widens and any(getattr(now, name) for name in _OF_PLACE):
        for name in _OF_PLACE:
            setattr(wish, name, [])
        wish.km = None
    for each in fields(Wish):
        value = getattr(now, each.name)
        if value and each.name not in _NOT_MERGED:
            setattr(wish, each.name, _wider(each.name, getattr(wish, each.name), value) if widens else value)
    wish.entry = _merged_entry(before.entry, now.entry)
    wish.left_over = now.left_over
    wish.form_not = [form for form in wish.form_not if form not in now.form]
    wish.form = [form for form in wish.form if form not in now.form_not]
    return wish


def _wider(name: str, before: Any, now: Any) -> Any:
    """Both, where a filter can say both; of two days the one that leaves more."""
    if isinstance(before, list):
        return list(dict.fromkeys((*before, *now)))
    if before and name in _EARLIER:
        return min(before, now)
    return max(before, now) if before and name in _LATER else now


def _merged_entry(before: Entry, now: Entry) -> Entry:
    return Entry(
        before.no_degree or now.no_degree,
        before.no_school or now.no_school,
        now.german_level or before.german_level,
        now.level or before.level,
    )
