"""Whether the rules still say what their sources say: every place exists, every figure stands in the
text of its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.editorial.proof_places import ProofPlace, name_in_proofs, proof_place
from knowledge.editorial.rules import Amount, Condition, DerivedTable, ProgrammeRule, Value
from knowledge.german.sentences import Statement, split_statements
from knowledge.store.changes import part_of

if TYPE_CHECKING:
    from knowledge.model.document import Section
    from knowledge.store.library import Library

DERIVED_ID = "derived_facts"  # what several rules share counts as a rule of its own
_ABSATZ_MARK = re.compile(r"^\(\d+[a-z]*\)\s*")
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a rule its sources do not bear out; `text` is German and names the place."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """The places of one rule and its figures with theirs."""

    rule: str
    places: frozenset[str]
    values: tuple[tuple[str, Value], ...]


def proofs_of(rules: Iterable[ProgrammeRule], derived: DerivedTable) -> Iterator[Proofs]:
    """What each rule rests on; what rules share comes last."""
    for rule in rules:
        yield Proofs(rule.id, frozenset(_places(rule)), tuple(_values(rule.parameters)))
    own = {each.proof for each in derived.derived.values() if each.proof}
    values = tuple(_values(derived.parameters))
    yield Proofs(DERIVED_ID, frozenset(own | {value.proof for _, value in values}), values)


def absatz_of(proof: str) -> tuple[str, str]:
    """("SGB III", "§ 82 Abs. 2") of "SGB III § 82 Abs. 2 Satz 3", a factsheet and its section; two empty
    texts of what is no place.
    """
    place = proof_place(proof)
    return place[:2] if place else ("", "")


def faults_of(proofs: Iterable[Proofs], library: Library) -> list[Fault]:
    """What the indexed sources do not bear out; what is not indexed is not judged."""
    indexed = _Indexed(library)
    return [Fault(each.rule, text) for each in proofs for text in _faults(each, indexed)]


class _Indexed:
    """The indexed laws and factsheets by the names that proofs have for them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._sections: dict[str, list[Section]] = {}

    @cached_property
    def _ids(self) -> dict[str, str]:
        named = ((name_in_proofs(head), head.id) for head, *_ in self._library.heads())
        return {name: document for name, document in named if name}

    def has(self, document: str) -> bool:
        return document in self._ids

    def text(self, proof: str) -> str | None:
        """The wording of a place, Satz and Nr. told apart; None: no such place."""
        place = proof_place(proof)
        texts = self._texts(place) if place else []
        if place is None or not (place.satz or place.nr):
            return _plain(" ".join(texts)) or None
        statements = [statement for text in texts for statement in _statements(text)]
        if place.satz:
            statements = statements[int(place.satz) - 1 :][:1]
        found = [statement.text if not place.nr else _item(statement, place.nr) for statement in statements]
        return _plain(" ".join(found)) or None

    def _texts(self, place: ProofPlace) -> list[str]:
        """The wording of a section, of all Absätze of a §, or of a § told as a whole."""
        if place.document not in self._sections:
            self._sections[place.document] = self._library.sections(self._ids[place.document])
        sections = self._sections[place.document]
        found = [section for section in sections if part_of(section.locator, place.locator)]
        whole = [section for section in sections if section.locator == place.locator.partition(" Abs.")[0]]
        return [section.text for section in found or whole]


def _statements(text: str) -> tuple[Statement, ...]:
    """The Sätze of an Absatz."""
    return split_statements(_ABSATZ_MARK.sub("", text))


def _item(statement: Statement, number: str) -> str:
    """A number of a Satz's list with what is listed under it; "" if there is none."""
    lines: list[str] = []
    for item in statement.items:
        if re.match(r"\A\s*\d+[a-z]?\.", item):
            lines = (
                [*lines, item]
                if item.lstrip().startswith(f"{number}.")
                else []
                if not lines
                else [*lines, "\0"]
            )
        elif lines and lines[-1] != "\0":
            lines.append(item)
    return " ".join(line for line in lines if line != "\0")


def _faults(proofs: Proofs, indexed: _Indexed) -> Iterator[str]:
    for place in sorted(proofs.places):
        document, _ = absatz_of(place)
        if not document:
            yield f"„{place}“ ist keine Fundstelle."
        elif indexed.has(document) and indexed.text(place) is None:
            yield f"Die Stelle {place} gibt es in der eingelesenen Fassung nicht."
    for name, value in proofs.values:
        text = indexed.text(value.proof) if indexed.has(absatz_of(value.proof)[0]) else None
        if text is not None:
            yield from _not_written(name, value, text)


def _not_written(name: str, value: Value, text: str) -> Iterator[str]:
    """The figure, or the words that stand for it, that a place does not have."""
    missing = [written for written in value.written if _plain(written) not in text]
    yield from (f"„{written}“ ({name}) steht nicht in {value.proof}." for written in missing)
    if not value.written and not _occurs(value, text):
        yield f"Der Wert {_shown(value)} ({name}) steht nicht in {value.proof}."


def _occurs(value: Value, text: str) -> bool:
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d]|,\d)", text) for form in _forms(value.value))


def _forms(value: Decimal | date | object) -> list[str]:
    """How a law writes a figure: "15 000", "15.000", "0,25", "31. Juli 2024"; a table has no
    form of its own.
    """
    if isinstance(value, date):
        return [f"{value.day}. {_MONTHS[value.month - 1]} {value.year}"]
    if not isinstance(value, Decimal):
        return []
    whole = value == value.to_integral_value()
    if not whole:
        return [f"{value:f}".replace(".", ","), f"{value:.2f}".replace(".", ",")]
    digits = f"{int(value):,}"
    return [digits.replace(",", sign) for sign in (" ", ".", "")]


def _shown(value: Value) -> str:
    return (_forms(value.value) or [str(value.value)])[0]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _values(parameters: Mapping[str, Mapping[date, Value]]) -> Iterator[tuple[str, Value]]:
    for name, by_day in parameters.items():
        yield from ((name, value) for value in by_day.values())


def _places(rule: ProgrammeRule) -> Iterator[str]:
    yield rule.place
    yield rule.apply.proof
    if rule.apply.where_proof:
        yield rule.apply.where_proof
    yield from (case.proof for case in rule.apply.where_if)
    yield from (exclusion.proof for exclusion in rule.excludes)
    if rule.valid.proof:
        yield rule.valid.proof
    yield from (value.proof for _, value in _values(rule.parameters))
    for condition in rule.conditions:
        yield from _of_condition(condition)
    for amount in rule.amounts.values():
        yield from _of_amount(amount)


def _of_condition(condition: Condition) -> Iterator[str]:
    yield condition.proof
    for part in (*condition.any, *condition.all):
        yield from _of_condition(part)


def _of_amount(amount: Amount) -> Iterator[str]:
    yield from (proof for proof in (amount.proof, *(way.proof for way in amount.variations)) if proof)
