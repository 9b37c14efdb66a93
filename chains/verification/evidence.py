"""A cited passage as evidence: its statements, and their parts (sentence, list item, table row) with figures
and conditions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chains.answer import Citation
from chains.injection import without_instructions
from chains.quantities.conditions import bounds_of
from chains.quantities.figures import Figure, figures_in
from chains.quantities.intervals import NumberInterval, intervals_of
from chains.verification.institutions import institutions_in
from knowledge.german.sentences import Statement, split_statements
from knowledge.german.words import STOP_WORDS, stem, terms, words

# whose law it is, who therefore acts where it names nobody (§ 368 Abs. 1 SGB III)
_CARRIERS = {"SGB III": "Agentur für Arbeit"}
# letters that let "Förderhöhe" be backed by "Förderung"; with 4 a wrong sentence of 118 passes
# (benchmarks/verification_thresholds.py, 28.11.2026)
_PREFIX = 5
_ITEM_MARK = re.compile(r"^\s*(?:[-*•–]|\d+[a-z]?\.(?!\d)|\(\d+[a-z]?\)|[a-z]{1,2}\))\s*")
ABSATZ = re.compile(r"Abs(?:\.|atz(?:es)?)\s*(\d+[a-z]?)", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """The content words of a text, as stems."""

    stems: frozenset[str]
    prefixes: frozenset[str]

    def share(self, wanted: frozenset[str]) -> float:
        """Share of the wanted stems that are here, also by their beginning; 1.0 if none is wanted."""
        return (
            sum(w in self.stems or w[:_PREFIX] in self.prefixes for w in wanted) / len(wanted)
            if wanted
            else 1.0
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, list item, table row, or what stands before or after a list; or one case of a sentence that
    tells several.

    `intervals`: its numeric conditions and those of what it hangs on.
    """

    text: str
    statement: int
    words: Words
    figures: frozenset[Figure]
    told: frozenset[Figure]  # the figures without the bounds of its conditions on time
    intervals: Mapping[str, NumberInterval]
    is_item: bool
    list: str = ""  # items of one list, or cases of one sentence, have the same
    is_case: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage, read once."""

    statements: tuple[Words, ...]  # each with the passage's name and heading
    parts: tuple[Clause, ...]
    cases: tuple[Clause, ...]  # the parts, those that tell several cases cut into them
    stems: frozenset[str]
    words: Words
    figures: frozenset[Figure]
    institutions: frozenset[str]
    absaetze: frozenset[str]
    text: str
    line: str  # the text in one line

    def says(self, sentence: str) -> bool:
        """Whether words stand here as they are."""
        return " ".join(sentence.split()).strip(" .") in self.line

    def is_whole(self, sentence: str) -> bool:
        """Whether a sentence is a whole sentence or list item from here, with all that it says
        of conditions.
        """
        own = _plain(sentence)
        return any(own == _plain(part.text) for part in self.parts)


def _plain(sentence: str) -> str:
    return (
        " ".join(_ITEM_MARK.sub("", sentence).split())
        .removesuffix(" und")
        .removesuffix(" oder")
        .strip(" .,;:")
    )


def evidence_of(citation: Citation) -> Evidence:
    """The evidence a citation gives: the section's own words without what orders a model about, its name,
    heading and path.
    """
    section, document = citation.passage.section, citation.passage.document
    head = "\n".join(
        (citation.label, document.title, document.long_title, section.locator, section.heading, *section.path)
    )
    return _read(head, without_instructions(section.text), _CARRIERS.get(document.title, ""))


@lru_cache(maxsize=128)
def _read(head: str, text: str, carrier: str) -> Evidence:
    statements = split_statements(text)
    named = content(head)
    whole = f"{head}\n{text}"
    parts = tuple(part for number, statement in enumerate(statements) for part in _parts(statement, number))
    return Evidence(
        statements=tuple(words_of(content(statement.text) | named) for statement in statements),
        parts=parts,
        cases=tuple(case for number, part in enumerate(parts) for case in _cases(part, number)),
        stems=content(whole),
        words=words_of(content(whole)),
        figures=frozenset(figures_in(head)).union(*(part.figures for part in parts)),
        institutions=frozenset(institutions_in(whole) | ({carrier} if carrier else set())),
        absaetze=frozenset(ABSATZ.findall(whole)),
        text=whole,
        line=" ".join(whole.split()),
    )


def content(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(terms(text))


def words_of(stems: frozenset[str]) -> Words:
    """The words with their beginnings."""
    return Words(stems, frozenset(s[:_PREFIX] for s in stems if len(s) > _PREFIX))


def _parts(statement: Statement, number: int) -> list[Clause]:
    """The parts of a statement; an item takes over the conditions of the lead and of the items
    it is nested in.
    """
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


def _part(text: str, number: int, scope: str, *, is_item: bool) -> Clause:
    whole = f"{scope}\n{text}" if scope else text
    return Clause(
        text,
        number,
        words_of(content(text)),
        frozenset(figures_in(text)),
        consequences(text),
        intervals_of(whole),
        is_item,
        f"{number}",
    )


def _cases(part: Clause, number: int) -> list[Clause]:
    """One part for each case that a sentence tells ("mit zehn bis 249 Beschäftigten 50 Prozent, mit 250 … 25
    Prozent"); else the part itself.
    """
    clauses = cases_of(part.text)
    if len(clauses) < 2:  # noqa: PLR2004
        return [part]
    own = [intervals_of(clause) for clause in clauses]
    shared = {
        unit: interval
        for unit, interval in part.intervals.items()
        if not any(unit in intervals for intervals in own)
    }
    return [
        Clause(
            c,
            part.statement,
            words_of(content(c)),
            frozenset(figures_in(c)),
            consequences(c),
            {**shared, **i},
            True,
            f"{part.list}/{number}",
            True,
        )
        for c, i in zip(clauses, own, strict=True)
    ]


def cases_of(text: str) -> list[str]:
    """A sentence cut where its next case begins: each piece holds a consequence of its own, in a unit that
    another piece has, too.
    """
    pieces = [piece.strip() for piece in _BORDER.split(" ".join(text.split())) if piece.strip()]
    leads = bool(pieces) and not consequences(pieces[0]) and bool(_CONDITION.match(pieces[0]))
    cases: list[list[str]] = []
    for piece in pieces:
        has = bool(cases) and bool(consequences(" ".join(cases[-1])))
        if not cases or (has and (consequences(piece) or (leads and _CONDITION.match(piece)))):
            cases.append([piece])
        else:
            cases[-1].append(piece)
    found = [", ".join(case) for case in cases]
    units = Counter(kind for case in found for kind in {kind_of(f.unit) for f in consequences(case)})
    return found if any(count > 1 for count in units.values()) else [text]


def consequences(text: str) -> frozenset[Figure]:
    """Figures that are no §, date or staff number and no bound of a condition on time."""
    bounds = {(b.unit, b.value) for b in bounds_of(text) if b.unit in _TIMES}
    return frozenset(
        f
        for f in figures_in(text)
        if f.unit not in {"§", "Datum", "Beschäftigte", ""} and (f.unit, f.number) not in bounds
    )


def kind_of(unit: str) -> str:
    """What a unit measures, so that weeks rival months and halves percentages."""
    return "Zeit" if unit in _TIMES else "Anteil" if unit == "Prozent" else unit


_TIMES = {"Jahre", "Monate", "Wochen", "Tage", "Stunden", "Minuten"}
_BORDER = re.compile(
    r"[,;]\s++(?:(?:und|sowie|aber)\s++)?|(?<!\s)\s++(?:und|sowie|aber)\s++(?=(?:um|bei|mit|nach|ab"
    r"|für|in|im|ohne|vor|bis\s+zu)\s|Betriebe|sonst|danach|anschließend)"
)
_CONDITION = re.compile(
    r"(?:wenn|falls|sofern|soweit|bei|für|mit|nach|hat|haben|ist|sind|besteht|lebt)\b", re.I
)


def filler_free(text: str) -> frozenset[str]:
    """Stems of what a sentence claims: content words without those that only lead in ("Kurz gesagt", "laut
    Fundstelle").
    """
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS) - FILLERS


FILLERS = frozenset(
    stem(word)
    for word in "gern gerne kurz gesagt antwort kurzantwort zusammengefasst zusammenfassung fazit hinweis "
    "wichtig hallo guten tag danke frage laut gemäß fundstelle fundstellen quelle quellen folgendes "
    "folgende überblick übersicht beispiel außerdem zusätzlich zudem ebenfalls heißt also deshalb".split()
)
