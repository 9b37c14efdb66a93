"""A cited passage as evidence: its statements, and their parts (sentence, list item, table row) with figures and conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chains.answer import Citation
from chains.figures import Figure, figures_in
from chains.injection import without_instructions
from chains.institutions import institutions_in
from chains.intervals import Interval, intervals_of
from knowledge.german import STOP_WORDS, stem, terms, words
from knowledge.statements import Statement, split_statements

_PREFIX = 5  # letters that let "Förderhöhe" be backed by "Förderung"
ABSATZ = re.compile(r"Abs(?:\.|atz(?:es)?)\s*(\d+[a-z]?)", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """The content words of a text, as stems."""

    stems: frozenset[str]
    prefixes: frozenset[str]

    def share(self, wanted: frozenset[str]) -> float:
        """Share of the wanted stems that are here, also by their beginning; 1.0 if none is wanted."""
        return sum(w in self.stems or w[:_PREFIX] in self.prefixes for w in wanted) / len(wanted) if wanted else 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, list item, table row, or what stands before or after a list; `intervals`: its numeric conditions and those of what it hangs on."""

    text: str
    statement: int
    words: Words
    figures: frozenset[Figure]
    intervals: Mapping[str, Interval]
    is_item: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage, read once."""

    statements: tuple[Words, ...]  # each with the passage's name and heading
    parts: tuple[Part, ...]
    stems: frozenset[str]
    words: Words
    figures: frozenset[Figure]
    institutions: frozenset[str]
    absaetze: frozenset[str]
    text: str


def evidence_of(citation: Citation) -> Evidence:
    """The evidence a citation gives: the section's own words without what orders a model about, its name, heading and path."""
    section, document = citation.passage.section, citation.passage.document
    head = "\n".join((citation.label, document.title, document.long_title, section.locator, section.heading, *section.path))
    return _read(head, without_instructions(section.text))


@lru_cache(maxsize=2048)
def _read(head: str, text: str) -> Evidence:
    statements = split_statements(text)
    named = content(head)
    whole = f"{head}\n{text}"
    parts = tuple(part for number, statement in enumerate(statements) for part in _parts(statement, number))
    return Evidence(
        statements=tuple(words_of(content(statement.text) | named) for statement in statements),
        parts=parts,
        stems=content(whole),
        words=words_of(content(whole)),
        figures=frozenset(figures_in(head)).union(*(part.figures for part in parts)),
        institutions=frozenset(institutions_in(whole)),
        absaetze=frozenset(ABSATZ.findall(whole)),
        text=whole,
    )


def content(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(terms(text))


def words_of(stems: frozenset[str]) -> Words:
    """The words with their beginnings."""
    return Words(stems, frozenset(s[:_PREFIX] for s in stems if len(s) > _PREFIX))


def _parts(statement: Statement, number: int) -> list[Part]:
    """The parts of a statement; an item takes over the conditions of the lead and of the items it is nested in."""
    found = [_part(row, number, "", is_item="\t" in row) for row in _rows(statement.lead)]
    above: list[tuple[int, str]] = []  # (indentation, text) of the items that a nested one hangs on
    for item in statement.items:
        indent = len(item) - len(item.lstrip(" "))
        above = [(i, t) for i, t in above if i < indent]
        found.append(_part(item, number, "\n".join((statement.lead, *(t for _, t in above))), is_item=True))
        above.append((indent, item))
    return [*found, *([_part(statement.tail, number, "", is_item=False)] if statement.tail else [])]


def _rows(lead: str) -> list[str]:
    rows = [line for line in lead.splitlines() if "\t" in line]
    rest = "\n".join(line for line in lead.splitlines() if "\t" not in line)
    return [*([rest] if rest.strip() else []), *rows]


def _part(text: str, number: int, scope: str, *, is_item: bool) -> Part:
    return Part(text, number, words_of(content(text)), frozenset(figures_in(text)), intervals_of(f"{scope}\n{text}" if scope else text), is_item)


def filler_free(text: str) -> frozenset[str]:
    """Stems of what a sentence claims: content words without those that only lead in ("Kurz gesagt", "laut Fundstelle")."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS) - FILLERS


FILLERS = frozenset(
    stem(word)
    for word in "gern gerne kurz gesagt antwort kurzantwort zusammengefasst zusammenfassung fazit hinweis wichtig hallo guten tag danke frage laut gemäß "
    "fundstelle fundstellen quelle quellen folgendes folgende überblick übersicht beispiel außerdem zusätzlich zudem ebenfalls heißt also deshalb".split()
)
