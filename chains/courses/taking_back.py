"""What a message takes back of the wish before ("Ort egal")."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date

from chains.courses.understand.understand import LONGEST, understand
from chains.courses.understand.wish import Wish

# what "… egal" takes back, by the label that people see
_RESETS: dict[str, tuple[str, ...]] = {
    "ort": ("place", "plz", "region", "km"),
    "region": ("place", "plz", "region", "km"),
    "umkreis": ("km",),
    "datum": ("start_from", "start_until"),
    "termin": ("start_from", "start_until"),
    "beginn": ("start_from", "start_until"),
    "ende": ("end_until",),
    "dauer": ("hours", "days", "weeks", "months"),
    "zeit": ("time", "weekday"),
    "tag": ("weekday",),
    "form": ("form", "form_not"),
    "nicht": ("form_not",),
    "preis": ("price",),
    "förderung": ("voucher",),
    "zulassung": ("azav",),
    "anerkennung": ("bildungsurlaub",),
    "zertifikat": ("certificate", "any_certificate"),
    "abschluss": ("degree", "leads_to_degree"),
    "anbieter": ("provider", "provider_not"),
    "niveau": ("entry",),
    "zugang": ("entry",),
    "deutsch": ("entry",),
    "für": ("audience",),
    "gruppe": ("participants",),
    "ausstattung": ("accessible", "lodging"),
    "kurssprache": ("language",),
    "reihenfolge": ("sort",),
}
_ALL_THE_SAME = re.compile(
    rf"(?i)\b(?P<what>{'|'.join(_RESETS)})\w*\s+(?:ist\s+|sind\s+)?(?:mir\s+)?(?:egal|gleichgültig|beliebig"
    r"|gleich\b(?!\s\w)|nicht\s+wichtig|unwichtig|spielt\s+keine\s+rolle)\b"
)


# "und ohne Preisgrenze?"
_AND_WITHOUT = re.compile(
    rf"(?i)^\W*(?:(?:und|oder|auch|dann|lieber)\s){{0,2}}ohne\s(?P<what>{'|'.join(_RESETS)})\w*\W*$"
)
# "was gibt es unter der Woche?": not at weekends
_WORKDAYS = re.compile(r"(?i)\b(?:unter der woche|werktags|wochentags|an (?:werktagen|wochentagen))\b")
# "ohne Zertifikat ginge auch"
_WITHOUT = re.compile(
    rf"(?i)\bohne\s(?P<what>{'|'.join(_RESETS)})\w*\s+(?:ginge|geht|wäre|ist|reicht)(?:\s+(?:es|das))?"
    r"\s+(?:auch|okay|ok|in ordnung)\b"
)


_NEED_NOT = re.compile(
    r"(?i)\b(?:muss|müsste|müssen|brauch\w{0,3})\s(?:(?:es|das|der|ja|auch|aber|doch)\s){0,2}nicht\s(?:(?:unbedingt|zwingend|immer)\s)?"
    r"(?P<what>[^.,;!?]{2,40})"
    r"|(?P<ahead>[^.,;!?]{2,30})\s(?:muss|müsste)\s(?:es\s)?(?:aber\s|auch\s)?nicht(?:\s(?:unbedingt|zwingend))?(?:\ssein)?(?=\W*$)"
)
_TAKEN_BACK = (_ALL_THE_SAME, _WITHOUT, _AND_WITHOUT)
_NO_FILTERS = frozenset({"topic", "soft", "left_over"})


def taken_back(message: str, wish: Wish, today: date) -> bool:
    """Take back what is said to be all the same ("Ort egal") or needless ("muss nicht abends sein"); whether
    something was.
    """
    found = False
    for match in _NEED_NOT.finditer(message[-LONGEST:]):
        said = understand(match["what"] or match["ahead"], today)
        for each in fields(Wish):
            if each.name not in _NO_FILTERS and getattr(said, each.name) != getattr(Wish(), each.name):
                setattr(wish, each.name, getattr(Wish(), each.name))
                found = True
    if _WORKDAYS.search(message) and (wish.time or wish.weekday):
        wish.time = [time for time in wish.time if time != "wochenende"]
        wish.weekday = [day for day in wish.weekday if day not in {"samstag", "sonntag"}]
        found = True
    for match in (each for way in _TAKEN_BACK for each in way.finditer(message[-LONGEST:])):
        for name in _RESETS[match["what"].lower()]:
            setattr(wish, name, getattr(Wish(), name))
            found = True
    return found


def takes_back(message: str) -> bool:
    """Whether something is said to be all the same."""
    return any(pattern.search(message) for pattern in (*_TAKEN_BACK, _NEED_NOT, _WORKDAYS))


def without_taking_back(message: str) -> str:
    """What else a message says."""
    rest = message[-LONGEST:]
    for pattern in (*_TAKEN_BACK, _NEED_NOT, _WORKDAYS):
        rest = pattern.sub(" ", rest)
    return rest
