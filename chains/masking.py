"""Personal data in free text, replaced by placeholders: what leaves this machine or is kept for others must not have a name on it.

Own patterns instead of Presidio: its patterns for German numbers come with a spaCy pipeline whose German model is no PyPI
package (so a download at run time), and without it Presidio finds no names, no addresses and no birthdays. Measured
beside it: benchmarks/masking.py. Names come from Faker's lists (chains/given_names.py).

A name that no list has and nothing introduces stays. Legal categories ("schwerbehindert", "GdB 50", "schwanger") stay,
too, because the answer hangs on them; diagnoses go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chains.given_names import given_names, may_be_surname, unknown
from chains.personal_data import CAPITALISED, GAP, HEALTH, PATTERNS, ROLE, TITLED, TOLD

_NOT_CALLED = frozenset(
    "Mitte Ende Anfang Mentor Mentorin Betriebsrat Betriebsrätin Azubi Azubis Kollege Kollegin Meisterin Direktor Direktorin Doktor Professor Präsident".split()
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders ("[NAME 1]"), and what stood in their places."""

    text: str
    originals: dict[str, str] = field(default_factory=dict)

    def restored(self, text: str) -> str:
        """Another text with the placeholders put back, also where a model left the brackets out."""
        for placeholder, original in sorted(self.originals.items(), key=lambda item: -len(item[0])):
            text = re.sub(rf"\[?\b{re.escape(placeholder[1:-1])}\b\]?", lambda _, original=original: original, text)  # type: ignore[misc]
        return text

    def hide(self, text: str) -> str:
        """Another text with the same values replaced by the same placeholders, wherever they stand."""
        for placeholder, original in sorted(self.originals.items(), key=lambda item: -len(item[1])):
            text = re.sub(rf"(?<![\w\[]){re.escape(original)}(?!\w)", placeholder, text)
        return text


def mask(text: str) -> Masked:
    """Replace e-mail, phone, IBAN, insurance and customer numbers, birthdays, addresses, diagnoses and names; equal values get equal placeholders."""
    found = _Placeholders()
    for kind, pattern in PATTERNS:
        text = pattern.sub(found.replace(kind), text)
    for pattern, fits in ((TITLED, _called), (TOLD, _any_name), (ROLE, _behind_a_role)):
        text = pattern.sub(found.replace_name(fits), text)
    text = CAPITALISED.sub(lambda m: _listed(m[0], found), text)
    for value in found.names():  # said again without title or given name
        for part in {value, *value.split()}:
            if part in {value} or len(part) > 3:  # noqa: PLR2004 - "von", "El" stand everywhere
                text = re.sub(rf"(?<![\w\[]){re.escape(part)}(?!\w)", found.placeholder("NAME", value), text)
    return Masked(HEALTH.sub(found.replace("GESUNDHEIT"), text), found.originals)


def mask_all(texts: Sequence[str]) -> Masked:
    """One set of placeholders for several texts, which stand apart by empty lines in `text`."""
    return mask("\n\n".join(texts))


class _Placeholders:
    """Gives each value its placeholder."""

    def __init__(self) -> None:
        self.originals: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], str] = {}

    def placeholder(self, kind: str, value: str) -> str:
        if (kind, value) not in self._numbers:
            self._numbers[kind, value] = f"[{kind} {1 + sum(k == kind for k, _ in self._numbers)}]"
            self.originals[self._numbers[kind, value]] = value
        return self._numbers[kind, value]

    def names(self) -> list[str]:
        return [value for kind, value in self._numbers if kind == "NAME"]

    def replace(self, kind: str) -> Callable[[re.Match[str]], str]:
        """Puts the placeholder for the group "value", or for the whole match; what is one already stays."""

        def substitute(match: re.Match[str]) -> str:
            value = (match.groupdict().get("value") or match[0]).strip()
            return match[0] if "[" in value else match[0].replace(value, self.placeholder(kind, value))

        return substitute

    def replace_name(self, fits: Callable[[list[str]], int]) -> Callable[[re.Match[str]], str]:
        """Puts the placeholder for as many words of the group "name" as `fits` says."""

        def substitute(match: re.Match[str]) -> str:
            words = re.split(GAP, match["name"])
            count = fits(words)
            if not count:
                return match[0]
            before = match[0][: match.start("name") - match.start()]
            rest = words[count:]
            return before + self.placeholder("NAME", " ".join(words[:count])) + "".join(f" {word}" for word in rest)

        return substitute


def _called(words: list[str]) -> int:
    """Behind "Frau": at least one word is the name; further ones while they may be."""
    count = 1 + next(i for i, word in enumerate(words) if not word.islower())
    if words[count - 1] in _NOT_CALLED:
        return 0
    while count < len(words) and (words[count].islower() or may_be_surname(words[count])):
        count += 1
    while words[count - 1].islower():
        count -= 1
    return count


def _any_name(words: list[str]) -> int:
    return 0 if words[0] in _NOT_CALLED or not (words[0] in given_names() or may_be_surname(words[0])) else 1 + (len(words) > 1 and may_be_surname(words[1]))


def _behind_a_role(words: list[str]) -> int:
    if words[0] in given_names():
        return 1 + (len(words) > 1 and may_be_surname(words[1]))
    return int(words[0] not in _NOT_CALLED and may_be_surname(words[0], strictly=True))


def _listed(run: str, found: _Placeholders) -> str:
    """A run of capitalised words: from each given name on, as far as surnames follow; a run of words that nobody knows is a name as a whole."""
    words = re.split(GAP, run)
    said: list[str] = []
    index = 0
    while index < len(words):
        if not _is_given(words[index]) and not (index == 0 and len(words) > 1 and all(map(unknown, words))):
            said.append(words[index])
            index += 1
            continue
        end = index + 1
        while end < len(words) and end - index < 4 and (_is_given(words[end]) or may_be_surname(words[end]) or re.fullmatch(r"[A-Z]\.", words[end])):  # noqa: PLR2004
            end += 1
        said.append(found.placeholder("NAME", " ".join(words[index:end])))
        index = end
    return " ".join(said)


def _is_given(word: str) -> bool:
    return word in given_names() or ("-" in word and all(part in given_names() for part in word.split("-")))
