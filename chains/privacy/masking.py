"""Personal data in free text, replaced by placeholders: what leaves this machine or is kept for others must
not have a name on it.

Own patterns instead of Presidio: its patterns for German numbers come with a spaCy pipeline whose German
model is no PyPI package (so a download at run time), and without it Presidio finds no names, no addresses and
no birthdays. Measured beside it: benchmarks/masking.py. Names come from Faker's lists
(chains/privacy/names.py).

What has been found once is hidden in every text of the conversation, in whatever spelling: a name word by
word, with its endings, umlauts, accents, case and one slip of the pen; a number with whatever separators. A
name that no list has and nothing introduces stays. Legal categories ("schwerbehindert", "GdB 50",
"schwanger") stay, too, because the answer hangs on them; diagnoses go.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from chains.privacy.dates import other_dates
from chains.privacy.files import file_names_in, people_in_file_name
from chains.privacy.names import is_common, is_noun, means_else, never_a_name, spellings
from chains.privacy.patterns import BIRTHDAY_BY_A_NAME, IDENTIFIERS, OF_AN_ADULT, PATTERNS
from chains.privacy.people import names_in

_PART = re.compile(r"[^\W\d_]+|\d+")
_PLACEHOLDER = re.compile(r"\[[A-Z-]+ \d+\]")
_WRITTEN = re.compile(
    r"(?P<open>\[)?(?<![A-Za-z])(?P<kind>[A-Z][A-Z-]{3,39}+)[ _]?(?P<number>\d{1,6})(?!\d)(?(open)\])"
)
_PARTICLES: Final = frozenset(
    "von van vom zu zum zur de del della di da dos la le el al der den dem und dr prof med dipl ing mag phil"
    " frau herr herrn familie".split()
)
_WITH_PARTICLES: Final = re.compile(
    r"(?i)\b(?:(?:von|van|vom|zu|zum|zur|de|del|della|di|da|dos|la|le|el|al|ter|ten|der|"
    r"den|dem|und|bint|ibn)[ -]){1,3}[^\W\d_]{2,}(?:-[^\W\d_]{2,})*"
)
# "Müllers", "Hansens", "die Müllersche Firma"
_ENDINGS: Final = ("s", "es", "en", "n", "sche", "schen", "scher", "sches", "in")
_TYPED_WRONG: Final = 5  # letters from which a word may be a name with one slip
# letters from which even a word that a dictionary has may be a slip: "Hildebrand" for "Hildebrandt"
_SURELY: Final = 8
_PREFIX: Final = 4  # letters of a name that a cut-off text may end with
# between the parts of a value
_JOINT: Final = re.compile(
    r"(?:[^\w\[\]]|_){0,4}|\s{0,2}\n\s{0,2}|[\s_(\[{]{0,2}(?:at|dot|punkt)[\s_)\]}]{0,2}"
)
_PARTS: Final = 40  # of one value, as its separators divide it
_CUT: Final = 6  # letters and digits of a value that a text which was cut off may end with
_SIGHT: Final = 40  # characters to the end of a line that are looked at
_RUN: Final = 120  # letters and digits of the longest value that is looked for


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders ("[NAME 1]"), and the session that knows what stood in their places."""

    text: str
    session: MaskingSession

    @property
    def originals(self) -> dict[str, str]:
        """Placeholder -> what it stands for."""
        return self.session.originals

    def restored(self, text: str) -> str:
        """See MaskingSession."""
        return self.session.restored(text)

    def hide(self, text: str) -> str:
        """See MaskingSession."""
        return self.session.hide(text)


def mask(text: str) -> Masked:
    """Replace names, addresses, numbers, birthdays and diagnoses; equal values get equal placeholders."""
    session = MaskingSession()
    session.learn(text)
    return Masked(session.hide(text), session)


def mask_all(texts: Sequence[str]) -> Masked:
    """One set of placeholders for several texts, which stand apart by empty lines in `text`."""
    session = MaskingSession()
    for text in texts:
        session.learn(text)
    return Masked("\n\n".join(session.hide(text) for text in texts), session)


def plain(text: str) -> str:
    """A text composed as people see it: without invisible characters, in which a name could hide."""
    return (
        "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
        if not text.isascii()
        else text
    )


@dataclass(slots=True)
class _Known:
    """The words of names, by their spellings, and what finds a misspelt one."""

    by_spelling: dict[str, str] = field(default_factory=dict)  # spelling -> placeholder
    # spellings that mean something else in small letters: "koch"
    ambiguous: set[str] = field(default_factory=set)
    slips: dict[str, str] = field(default_factory=dict)  # spelling with one letter left out -> placeholder
    beginnings: dict[str, str] = field(default_factory=dict)


class MaskingSession:
    """What one conversation has told of people, and the placeholders for it. `originals`: placeholder -> what
    it stands for.
    """

    def __init__(self) -> None:
        self.originals: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._names = _Known()
        self._values: dict[str, str] = {}  # letters and digits of a value -> placeholder
        self._value_beginnings: set[str] = set()

    def learn(self, text: str) -> None:
        """Find the personal data of a text, so that it is hidden in every other one, too."""
        text = plain(text)
        taken = sorted(span for span in self._values_in(text))
        people = [span for span in names_in(text) if not _touches(span, taken)]
        for start, end in people:
            self._person(text[start:end])
            born = BIRTHDAY_BY_A_NAME.match(text, end)
            if born and OF_AN_ADULT.search(born["value"]):
                self._value("GEBURTSTAG", born["value"])

    def _person(self, name: str) -> None:
        parts = _parts(name)
        for part in parts:
            self._name(part)
        for whole in _WITH_PARTICLES.finditer(name):
            self._value("NAME", whole[0])

    def learn_file(self, name: str) -> None:
        """The name of a file that a person added: whom it names, and the name as a whole unless it is made of
        common words.
        """
        name = plain(name)
        people = people_in_file_name(name)
        for part in people:
            self._name(part)
        self.learn(re.sub(r"[_+]", " ", name))

    def hide(self, text: str) -> str:
        """A text with everything that was learnt replaced by its placeholder, wherever and
        however it is written.
        """
        text = plain(text)
        for name in file_names_in(text):
            self.learn_file(name)
        spans = [(m.start(), m.end(), m[0]) for m in _PLACEHOLDER.finditer(text) if m[0] in self.originals]
        spans += self._identifiers(text)
        spans = _apart([*spans, *self._known_values(text)])
        spans = _apart([*spans, *self._known_names(text)])
        out, end = [], 0
        for start, stop, placeholder in spans:
            out += [text[end:start], placeholder]
            end = stop
        return "".join([*out, text[end:]])

    def restored(self, text: str) -> str:
        """Another text with the placeholders put back, also where a model left the brackets out."""
        return _WRITTEN.sub(lambda m: self.originals.get(f"[{m['kind']} {m['number']}]", m[0]), text)

    # -- learning

    def _values_in(self, text: str) -> Iterator[tuple[int, int]]:
        taken: list[tuple[int, int]] = []
        for pattern in PATTERNS:
            new = [span for span in pattern.spans(text) if not _touches(span, taken)]
            for start, end in new:
                self._value(pattern.kind, text[start:end])
            if new:
                taken = sorted([*taken, *new])
            yield from new

    def _placeholder(self, kind: str, value: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        placeholder = f"[{kind} {self._counts[kind]}]"
        self.originals[placeholder] = value
        return placeholder

    def _value(self, kind: str, value: str) -> str:
        key = _key(value)[:_RUN]
        if key not in self._values:
            self._values[key] = self._placeholder(kind, value)
            self._also(key, self._values[key])
            if kind == "ANSCHRIFT":
                self._street(value)
            for part in (
                people_in_file_name(value.split("@", maxsplit=1)[0])
                if kind == "E-MAIL" and "@" in value
                else ()
            ):
                self._name(part)
            for other in other_dates(value) if kind == "GEBURTSTAG" else ():
                self._also(other, self._values[key])
        return self._values[key]

    def _also(self, value: str, placeholder: str) -> None:
        key = _key(value)[:_RUN]
        self._values.setdefault(key, placeholder)
        self._value_beginnings |= {key[:length] for length in range(1, len(key) + 1)}

    def _street(self, value: str) -> None:
        """The street alone, which people name again without its number."""
        street = re.split(r"\s?\d", value)[0].strip(" ,-")
        if re.search(
            r"(?i)(?:straße|strasse|str\.?|weg|allee|gasse|platz|ring|damm|ufer|steig)$", street
        ) and not is_common(street.rstrip(".")):
            self._value("ANSCHRIFT", street)

    def _genitive(self, part: str) -> bool:
        """Whether a word is the genitive of a name that is known."""
        return part.endswith("s") and any(key in self._names.by_spelling for key in spellings(part[:-1]))

    def _name(self, part: str) -> None:
        known = self._names
        if self._genitive(part):
            return
        spelled = spellings(part)
        found = next((known.by_spelling[key] for key in spelled if key in known.by_spelling), "")
        placeholder = found or self._placeholder("NAME", part)
        if part[0].isupper() and self.originals[placeholder].islower():
            self.originals[placeholder] = part
        common = means_else(part) or len(part) < 3  # noqa: PLR2004 - "Vo", "Li"
        for key in spelled:
            known.by_spelling.setdefault(key, placeholder)
            if common and part[0].isupper():
                if not found:
                    known.ambiguous.add(key)
            elif part[0].islower() or not common:
                known.ambiguous.discard(key)
            if not common:
                self._near(key, placeholder)

    def _near(self, key: str, placeholder: str) -> None:
        """What also finds a name: its spelling with a slip, and its beginning."""
        if len(key) >= _TYPED_WRONG:
            for slip in _without_one(key):
                self._names.slips.setdefault(slip, placeholder)
        for length in range(_PREFIX, len(key)):
            self._names.beginnings.setdefault(key[:length], placeholder)

    # -- hiding

    def _identifiers(self, text: str) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        for pattern in IDENTIFIERS:
            taken = sorted(span[:2] for span in found)
            found += [
                (start, end, self._value(pattern.kind, text[start:end]))
                for start, end in pattern.spans(text)
                if not _touches((start, end), taken)
            ]
        return found

    def _known_values(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Runs of neighbouring parts that make a value, the longest each."""
        if not self._values:
            return
        parts = list(_PART.finditer(text))
        index = 0
        while index < len(parts):
            end, placeholder = self._longest(text, parts, index)
            if placeholder:
                yield parts[index].start(), parts[end].end(), placeholder
                index = end
            index += 1

    def _longest(self, text: str, parts: list[re.Match[str]], first: int) -> tuple[int, str]:
        """(The last part of the longest value that begins with part `first`, its placeholder);
        "" for none.
        """
        best, placeholder, joined, last = first, "", "", first
        for index in range(first, min(first + _PARTS, len(parts))):
            if index > first and not _JOINT.fullmatch(text, parts[index - 1].end(), parts[index].start()):
                break
            longer = joined + _key(parts[index][0])
            if longer not in self._value_beginnings:
                break
            joined, last = longer, index
            if len(joined) > 1 and joined in self._values:
                best, placeholder = index, self._values[joined]
        around = (
            text[max(0, parts[first].start() - 1) : parts[first].start()]
            + text[parts[best].end() : parts[best].end() + 1]
        )
        if placeholder:
            return (first, "") if any(c.isalnum() for c in around) else (best, placeholder)
        if len(joined) >= _CUT and _ends_the_line(text, parts[last].end()):
            return last, next(self._values[key] for key in self._values if key.startswith(joined))
        return first, ""

    def _known_names(self, text: str) -> Iterator[tuple[int, int, str]]:
        if not self._names.by_spelling:
            return
        seen: dict[str, tuple[str, int]] = {}
        for match in _PART.finditer(text):
            word = match[0]
            if word[0].isdigit():
                continue
            if word not in seen:
                seen[word] = self._name_of(word)
            placeholder, length = seen[word]
            if placeholder:
                yield match.start(), match.start() + length, placeholder
                continue
            if _ends_the_line(text, match.end()) and (cut := self._cut(word)):
                yield match.start(), match.end(), cut
                continue
            yield from (
                (match.start() + start, match.start() + end, inner)
                for start, end, inner in self._within(word)
            )

    def _name_of(self, word: str) -> tuple[str, int]:
        """(The placeholder for a word, or "", how many of its letters it stands for): the rest
        is an ending.
        """
        known = self._names
        for key in spellings(word):
            if key in known.by_spelling and self._meant(key, word):
                return known.by_spelling[key], len(word)
        for ending in _ENDINGS:
            if word.lower().endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004
                stem = word[: -len(ending)]
                for key in spellings(stem):
                    if (
                        key in known.by_spelling
                        and (self._meant(key, stem) or not is_common(word))
                        and (ending == "s" or not is_common(word))
                    ):
                        return known.by_spelling[key], len(stem)
        if len(word) >= _TYPED_WRONG - 1 and (
            not is_common(word) or (len(word) >= _SURELY and word[0].isupper() and not is_noun(word))
        ):
            return self._misspelt(word)
        return "", 0

    def _meant(self, key: str, word: str) -> bool:
        return key not in self._names.ambiguous or word[0].isupper()

    def _misspelt(self, word: str) -> tuple[str, int]:
        """A word that nobody knows and that is one letter away from a name (of five letters and more), also
        with a genitive's s.
        """
        for form in (word, word[:-1]) if word.endswith("s") else (word,):
            for key in spellings(form):
                if len(key) < _TYPED_WRONG - 1:
                    continue
                for near in (key, *_without_one(key)):
                    found = self._names.slips.get(near) or (
                        self._names.by_spelling.get(near, "") if len(near) >= _TYPED_WRONG else ""
                    )
                    if found:
                        return found, len(form)
        return "", 0

    def _cut(self, word: str) -> str:
        """A name of which a text that was cut off holds the beginning."""
        if len(word) < _PREFIX or is_common(word):
            return ""
        return next(
            (self._names.beginnings[key] for key in spellings(word) if key in self._names.beginnings), ""
        )

    def _within(self, word: str) -> Iterator[tuple[int, int, str]]:
        """Names that were written without a space: "AylinKaya", "mustermannerika"."""
        pieces = (
            [(m.start(), m.end()) for m in re.finditer(r"[^\W\d_a-zäöüß]?[^\W\d_A-ZÄÖÜ]+", word)]
            if not word.islower() and not word.isupper()
            else []
        )
        if len(pieces) > 1:
            for start, end in pieces:
                placeholder, length = self._name_of(word[start:end])
                if placeholder:
                    yield start, start + length, placeholder
            return
        if 7 < len(word) < 60 and not is_common(word):  # noqa: PLR2004
            for cut in range(3, len(word) - 2):
                left, right = (
                    next(
                        (self._names.by_spelling[k] for k in spellings(half) if k in self._names.by_spelling),
                        "",
                    )
                    for half in (word[:cut], word[cut:])
                )
                if left and right:
                    yield 0, cut, left
                    yield cut, len(word), right
                    return


def _ends_the_line(text: str, at: int) -> bool:
    """Whether nothing more stands on the line, so that what stands before may have been cut off."""
    return not text[at : at + _SIGHT].split("\n", maxsplit=1)[0].strip()


def _key(value: str) -> str:
    """A value's letters and digits in one spelling; "straße" is "str"."""
    return re.sub(
        r"strasse(?=\d|$|[a-z]{0,2}$)",
        "str",
        "".join(c for c in spellings(re.sub(r"(?i)\b(?:at|dot|punkt)\b", " ", value))[0] if c.isalnum()),
    )


def _parts(name: str) -> list[str]:
    """The words of a name that tell who it is: without particles, titles, initials and the sign
    of a genitive.
    """
    parts = [m[0] for m in re.finditer(r"[^\W\d_]+", re.sub(r"['’´`]s?(?!\w)", "", name))]
    return [
        part
        for part in parts
        if len(part) > 1
        and part.lower() not in _PARTICLES
        and not (len(parts) > 1 and part.islower() and never_a_name(part))
    ]


def _without_one(key: str) -> set[str]:
    return {key[:at] + key[at + 1 :] for at in range(len(key))}


def _touches(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of those taken, which are in order and apart."""
    at = bisect.bisect_left(taken, (span[1], 0))
    return at > 0 and taken[at - 1][1] > span[0]


def _apart(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """In order, without those that overlap an earlier one of the list."""
    out: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or out[-1][1] <= span[0]:
            out.append(span)
    return out
