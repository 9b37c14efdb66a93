"""Abbreviations in a wish: of offices, days, what is short only with its full stop, plates of cars."""

from __future__ import annotations

import re

from knowledge.editorial.shorthand import shorthand


def short_word(word: str, text: str, token: re.Match[str], *, stop: bool, shouted: bool) -> str | None:
    """The word that one stands for; None if it is none. `stop`: a full stop is behind it."""
    key, known = word.lower(), shorthand().courses
    small = key in shorthand().only_in_capitals and not word[:2].isupper()
    if key in shorthand().in_wishes and not small and not shouted:
        return shorthand().in_wishes[key]
    if not shouted and (joined := _short_joined(word, stop=stop)) is not None:
        return joined
    if stop and (with_stop := _short_with_stop(word, text[token.end() + 1 : token.end() + _NEXT])):
        return with_stop
    if word.lower() in known.days and word.istitle() and key != "so" and _alone(text, token):
        return known.days[key]  # "Di od. Do"
    if word in known.plates and not shouted and _alone(text, token):
        return known.plates[word]
    return None


def _short_joined(word: str, *, stop: bool) -> str | None:
    """A compound whose last part is short: "CNC-Grdk.", "Bürokfm."."""
    if stop and word.lower().endswith("kfm") and len(word) > len("kfm"):
        return f"{word[:-3]}kaufmann"
    first, hyphen, last = word.rpartition("-")
    if hyphen and last.lower() in shorthand().in_wishes and (stop or last.islower()):
        return f"{first}-{shorthand().in_wishes[last.lower()]}"
    return None


def _short_with_stop(word: str, behind: str) -> str | None:
    """What is short only with its full stop; "o." is "ohne" or "oder", "n." "nicht" or "nach"."""
    key, known = word.lower(), shorthand().courses
    if key == "fr" and _NAME.match(behind):
        return "Frau"
    if key in known.days and word[0].isupper():
        return known.days[key]
    if key == "n" and behind.lstrip().startswith("vor"):
        return "nicht"
    if key == "o":
        return "ohne" if _LACKED.match(behind) else "oder"
    return known.short_with_stop.get(key)


_NAME = re.compile(r"\s[A-ZÄÖÜ](?:\.|[a-zäöüß]{2,})")
_NEXT = 30  # characters behind a word that say what it is short for
_LACKED = re.compile(r"\s?(?:\w{0,12}abschl|ausb|lehre|beruf|vorkennt|erfahr)", re.IGNORECASE)


_AHEAD_OF_PLACE = re.compile(
    r"(?:^|[,;/(:]|\bin|\braum|\bum|\bnähe|\boder|\bod?\.|\bu\.|\bund|house|online|präsenz|vz|tz)\s?$",
    re.IGNORECASE,
)
AHEAD_OF_TOWN = re.compile(r"\b(?:in|raum|um|bei|nähe|von|oder)\s$", re.IGNORECASE)
NEAR = 8  # characters before a plate that may say that it is a place


def _alone(text: str, token: re.Match[str]) -> bool:
    """Between commas or behind a word of place, as plates stand for towns."""
    before = text[max(0, token.start() - NEAR) : token.start()]
    behind = text[token.end() :].lstrip()
    ends = not behind or behind[0] in ",;.)/:" or behind.startswith(("o. ", "od. ", "oder ", "u. ", "und "))
    return bool(_AHEAD_OF_PLACE.search(before)) and ends
