"""The scanner: all numbers, amounts, lengths of time, shares and dates of a text, each with span, unit,
bound, sense and period. The one place that reads quantities out of words.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from chains.quantities.bounds import Bound, Phrases, bound_after_lexicon, bound_lexicon, period_lexicon
from chains.quantities.dates import dates_in
from chains.quantities.joined import with_ranges, with_shared_units
from chains.quantities.labels import labels_of_source, labels_of_told, paragraphs_of
from chains.quantities.lexicon import Match
from chains.quantities.numerals import NumberRead, NumberReader, may_be_number, part_of_year
from chains.quantities.quantity import DATE, Quantity, Scan, Writing, is_year
from chains.quantities.sense import TIME_UNITS, Sense, sense_after_lexicon, sense_lexicon
from chains.quantities.shares import shares_in
from chains.quantities.tokens import Token, TokenKind, key_of, tokens_of
from chains.quantities.units import number_word, quantity_words, unit_lexicon
from knowledge.german.persons import noun_for_people

__all__ = ["Quantity", "Scan", "Writing", "is_year", "quantities_in", "scan", "scan_source"]

# characters of what people write that are scanned, five times the longest question (chains/limits.py); what
# lies behind is not read (bounds the time for hostile text)
LONGEST = 20_000
_ANY_DAY = datetime.date(2000, 1, 1)  # sources say their years; a day without one has none


def scan(text: str, today: datetime.date) -> Scan:
    """All quantities of the first LONGEST characters that somebody wrote; `today` completes dates without a
    year.
    """
    return _scanned(text[:LONGEST], today, Writing.TOLD)


@lru_cache(maxsize=512)  # more than one answer reads; each holds its text's tokens, 10 kB and more
def scan_source(text: str, style: Writing = Writing.GERMAN) -> Scan:
    """All quantities of a source or an answer, which are read as they stand."""
    return _scanned(text, _ANY_DAY, style)


def quantities_in(text: str, today: datetime.date) -> tuple[Quantity, ...]:
    """All quantities that somebody wrote, in order."""
    return scan(text, today).quantities


def _scanned(text: str, today: datetime.date, style: Writing) -> Scan:
    tokens = tokens_of(text)
    told = style is Writing.TOLD
    masked = labels_of_told(tokens) if told else labels_of_source(tokens, text)
    dates = [span for span in dates_in(tokens, today, told=told) if span.first not in masked]
    if not told:
        dates = [span for span in dates if span.year or not span.about]
    taken = masked.union(*(range(span.first, span.last + 1) for span in dates)) if dates else masked
    shares = [] if told else shares_in(tokens, taken)
    shared = frozenset(index for share in shares for index in range(share.first, share.last + 1))
    scanner = _Scanner(tokens, taken | shared, style)
    numbers = with_shared_units(scanner.numbers(), tokens, scanner.bound_begins, text)
    days = [
        Quantity(
            span.first,
            span.last,
            tokens[span.first].start,
            tokens[span.last].end,
            0.0,
            DATE,
            date=span.day,
            about=span.about,
            with_year=span.year,
            number_end=tokens[span.last].end,
        )
        for span in dates
    ]
    return Scan(
        text,
        tuple(tokens),
        _in_order([*with_ranges(numbers, tokens), *days]),
        masked,
        _in_order([*numbers, *days, *shares]),
        () if told else paragraphs_of(tokens),
    )


def _in_order(found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    return tuple(sorted(found, key=lambda quantity: quantity.first))


_ADJECTIVE_UNITS = (
    ("jaehrig", "Jahre"),
    ("taegig", "Tage"),
    ("woechig", "Wochen"),
    ("monatig", "Monate"),
    ("stuendig", "Stunden"),
    ("koepfig", "Personen"),
    ("prozentig", "Prozent"),
)
_ADJECTIVE_END = re.compile(r"(?<![a-z])[a-z]{2,}(?:e|en|er|es)")
_PAST_ADJECTIVES = frozenset({"Personen", "Stunden", "Tage", "Kinder", "Unterrichtsstunden", "Stück"})
_ORDERED = TIME_UNITS | {"Stunden", "Minuten"}  # "im dritten Monat" is one, "dritte Personen" are not
_SHORT_UNITS = frozenset({"j", "mon", "wo", "std"})


_TITLES = frozenset({"herr", "herrn", "frau"})  # begin a name, also on the next line ("45\nHerrn Wanner")


@lru_cache(maxsize=1)
def _skipped() -> frozenset[str]:
    return frozenset(key_of(word) for word in quantity_words().skip)


class _Scanner:
    """Numbers of one text with all that stands around them."""

    def __init__(self, tokens: Sequence[Token], blocked: frozenset[int], style: Writing) -> None:
        self._tokens = tokens
        self._blocked = blocked
        self._style = style
        exact = style is not Writing.TOLD
        units = unit_lexicon(exact=exact)
        units.new_text()
        self._units = Phrases(units, tokens)
        self._bounds = Phrases(bound_lexicon(exact=exact), tokens)
        self._bounds_after = Phrases(bound_after_lexicon(exact=exact), tokens)
        self._periods = Phrases(period_lexicon(exact=exact), tokens)
        self._senses = Phrases(sense_lexicon(exact=exact), tokens)
        self._senses_after = Phrases(sense_after_lexicon(exact=exact), tokens)
        self._skip = _skipped()
        self._numbers = NumberReader(tokens, self._unit_name, style)

    def numbers(self) -> list[Quantity]:
        """All numbers in order."""
        found: list[Quantity] = []
        index = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            likely = token.kind is TokenKind.NUMBER or (
                token.kind is TokenKind.WORD and may_be_number(token.key)
            )
            quantity = self._at(index) if likely and index not in self._blocked else None
            if quantity is None:
                index += 1
                continue
            found.append(quantity)
            index = quantity.last + 1
        return found

    def bound_begins(self, last: int) -> int:
        """The first token of the bound that ends at a token; the one behind it if none does."""
        found = self._bounds.ending(last)
        return found.first if found else last + 1

    def _at(self, index: int) -> Quantity | None:
        token = self._tokens[index]
        if token.kind is TokenKind.WORD:
            compound = self._in_one_word(index)
            if compound is not None:
                return compound
        read = self._numbers.at(index)
        if read is None:
            return None
        quantity = self._with_unit(index, read)
        return None if quantity is None else self._around(quantity)

    def _in_one_word(self, index: int) -> Quantity | None:
        """ "sechzigjährige", "dreitägig"; in sources "Halbjahr", too."""
        token = self._tokens[index]
        for part, unit in _ADJECTIVE_UNITS if "ig" in token.key else ():
            stem, found, _ = token.key.partition(part)
            if found and stem:
                value = 1.0 if stem == "ein" else (number_word(stem) or (None,))[0]
                if value is not None:
                    return self._around(self._word(index, value, unit, adjective=True))
        if self._style is Writing.GERMAN and (value := part_of_year(token.key)):
            return self._around(self._word(index, value, "Jahre", adjective=False))
        return None

    def _word(self, index: int, value: float, unit: str, *, adjective: bool) -> Quantity:
        token = self._tokens[index]
        return Quantity(
            index,
            index,
            token.start,
            token.end,
            value,
            unit,
            adjective=adjective,
            indefinite=not adjective,
            number_end=token.end,
        )

    def _with_unit(self, first: int, read: NumberRead) -> Quantity | None:
        unit, end, adjective = self._unit_after(read.last)
        unit = unit or self._unit_before(first)
        shared = False
        if not unit and (after := self._bounds_after.beginning(read.last + 1)):
            unit = self._unit_name(after.last + 1)  # "500 oder mehr Beschäftigte"
            shared = bool(unit)
        if read.ordinal and unit not in _ORDERED:
            unit, end = "", read.last
        if read.language == "tr" and self._tokens[first].key in {"on", "alti"} and not unit:
            return None
        unit, _, period = unit.partition("/")
        start = self._tokens[first].start
        return Quantity(
            first,
            end,
            start,
            self._tokens[end].end,
            read.value,
            unit,
            period=period,
            adjective=adjective,
            indefinite=read.indefinite,
            ordinal=read.ordinal,
            shared=shared,
            number_end=self._tokens[read.last].end,
        )

    def _unit_before(self, first: int) -> str:
        """ "EUR 500", "yüzde 75", "%75"."""
        found = self._units.ending(first - 1)
        if found is None or found.name not in {"Euro", "Prozent"}:
            return ""
        behind_number = found.first > 0 and self._tokens[found.first - 1].kind is TokenKind.NUMBER
        if found.name == "Prozent":
            return "" if behind_number or self._key(found.last) not in {"%", "yuzde"} else "Prozent"
        return "" if behind_number and self._style is not Writing.TOLD else "Euro"

    def _unit_after(self, last: int) -> tuple[str, int, bool]:
        """Unit after a number, its last token, and whether it makes an adjective ("52-jährige")."""
        at = last + 1
        if self._key(at) == "-" or (self._key(at) in {"'", "’"}):
            if self._key(at + 1) == "," or (self._key(at) == "-" and self._key(at + 1) == "-"):
                return "", last, False
            at += 1
        elif self._is_ordinal_dot(at):
            at += 1  # "45. Lebensjahr"
        if self._key(last + 1) == "," and self._key(last + 2) in {"-", "–", "—"} and self._adjacent(last + 2):
            return "Euro", last + 2, False
        following = self._key(at)
        for part, unit in _ADJECTIVE_UNITS:
            if following.startswith(part):
                return unit, at, True
        if following == "j" and self._key(at + 1) == ".":
            return "Jahre", at, at > last + 1  # "47 J.", "2-j. Beruf"
        if found := self._unit_at(at):
            return found.name, found.last, False
        people = ("Personen", at, False) if self._are_people(at, last) else None
        return people or self._unit_past_adjectives(at, last)

    def _are_people(self, at: int, last: int) -> bool:
        """Whether a number counts people by a noun that no list has ("60 Interne", "34 Monteure")."""
        if (
            self._style is not Writing.TOLD
            or at != last + 1
            or at in self._blocked
            or at >= len(self._tokens)
        ):
            return False
        noun = self._tokens[at]
        return noun.kind is TokenKind.WORD and noun.key not in _TITLES and noun_for_people(noun.text)

    def _is_ordinal_dot(self, at: int) -> bool:
        return (
            self._style is Writing.GERMAN
            and self._key(at) == "."
            and self._adjacent(at)
            and self._tokens[at - 1].kind is TokenKind.NUMBER
            and bool(self._unit_name(at + 1))
        )

    def _unit_past_adjectives(self, at: int, last: int) -> tuple[str, int, bool]:
        """ "85 fest angestellte Mitarbeiter": a unit behind at most two adjectives."""
        for skipped in range(at, at + 2):
            if skipped >= len(self._tokens):
                break
            word = self._tokens[skipped]
            lower = word.kind is TokenKind.WORD and word.text.islower() and len(word.text) > 3  # noqa: PLR2004 - "der", "die"
            if (
                not lower
                or word.key in self._skip
                or number_word(word.key)
                or not (_ADJECTIVE_END.fullmatch(word.key) or word.key == "fest")
            ):
                break
            found = self._unit_at(skipped + 1)
            if found and found.name in _PAST_ADJECTIVES:
                return found.name, found.last, False
        return "", last, False

    def _around(self, quantity: Quantity) -> Quantity:
        before = quantity.first - 1
        if (
            self._units.ending(before)
            and quantity.unit == "Euro"
            and self._tokens[before].text in {"€", "EUR", "Euro"}
        ):
            before -= 1
        bound, before = self._bound(quantity, before)
        sense = Sense.LENGTH
        if quantity.unit in TIME_UNITS:
            found = self._senses.ending(before)
            stop = (
                self._key(quantity.last) in _SHORT_UNITS and self._key(quantity.last + 1) == "."
            )  # "25 J. her"
            after = self._senses_after.beginning(quantity.last + (2 if stop else 1))
            sense = Sense(after.name) if after else Sense(found.name) if found else sense
        return replace(quantity, bound=bound, sense=sense, period=quantity.period or self._period(quantity))

    def _bound(self, quantity: Quantity, before: int) -> tuple[Bound, int]:
        after = self._bounds_after.beginning(quantity.last + 1)
        found = self._bounds.ending(before)
        if (
            found
            and self._tokens[found.first].text[:1].isupper()
            and found.name == "about"
            and found.first
            and self._key(found.first - 1) not in {".", "!", "?"}
        ):
            found = None
        if after:
            return Bound(after.name), found.first - 1 if found else before
        if not found:
            return Bound.EXACTLY, before
        return Bound(found.name), found.first - 1

    def _period(self, quantity: Quantity) -> str:
        for skipped in range(3):
            at = quantity.last + 1 + skipped
            if found := self._periods.beginning(at):
                single = found.first == found.last and found.name.lower() == self._key(at)[:5].rstrip("n")
                if not single:
                    return found.name
            if at >= len(self._tokens) or self._tokens[at].kind is not TokenKind.WORD:
                if self._key(at) == "/" and (found := self._periods.beginning(at + 1)):
                    return found.name
                break
        return ""

    def _unit_at(self, at: int) -> Match | None:
        return self._units.beginning(at) if at not in self._blocked else None

    def _unit_name(self, at: int) -> str:
        found = self._unit_at(at)
        return found.name if found else ""

    def _adjacent(self, at: int) -> bool:
        return at < len(self._tokens) and self._tokens[at].start == self._tokens[at - 1].end

    def _key(self, at: int) -> str:
        return self._tokens[at].key if 0 <= at < len(self._tokens) else ""
