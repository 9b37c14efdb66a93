"""Whose course it is, where a message tells of several persons: "Frau A und Herr B sollen beide in einen Kurs
für je 3.600 Euro. Herr C soll den Abschluss nachholen, Kosten 11.500."
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chains.case.claims import Claim
from chains.case.facts import Case, Fact, Party
from chains.case.sheet import Sheet

TOGETHER = frozenset("beide beides beiden alle allen keiner keine jeder jede wir".split())
_AFTER_NONE = frozenset("wurde ist war hat hatte von der davon bisher noch vorher".split())
_PLURAL = frozenset(
    "sollen wollen gehen machen moechten besuchen nehmen brauchen starten werden kommen duerfen".split()
)
_SINGULAR = frozenset("soll will moechte holt macht lernt geht wuerde braucht besucht".split())
_TELL_COURSE = frozenset({"course.fee", "course.hours", "course.units", "course.months"})
_OF_DEGREE = frozenset({"course.goal", "course.leads_to_degree"})
_SAME = ("derselbe", "denselben", "demselben", "dieselbe", "gleich", "selbe", "selber", "selben")

Block = tuple[frozenset[str], int, int]  # whose, first and last token of what is told of them


def means_all(sheet: Sheet, index: int) -> bool:
    """Whether a word goes over to all ("beide zugelassen", "keine wurde gefördert"), not "keine Lehre"."""
    if sheet.key(index) not in TOGETHER:
        return False
    return sheet.key(index) != "keine" or sheet.key(index + 1) in _AFTER_NONE


def together(sheet: Sheet, mentions: Sequence[tuple[int, Party]], parties: Sequence[Party]) -> list[Block]:
    """Where a sentence goes on about those of them whom it has named, "beide" or "sollen", if those are not
    all.
    """
    blocks = []
    for sentence in sheet.sentences:
        named = [(index, party) for index, party in mentions if sentence.first <= index < sentence.last]
        names = frozenset(party.name for _, party in named)
        if not 1 < len(names) < len(parties):
            continue
        begins = next(
            (
                index
                for index in range(named[-1][0], sentence.last)
                if means_all(sheet, index) or sheet.key(index) in _PLURAL
            ),
            None,
        )
        if begins is not None:
            blocks.append((names, begins, sentence.last))
    return blocks


def goes_over(index: int, blocks: Sequence[Block]) -> bool:
    """Whether one of these stretches begins at a token."""
    return any(first == index for _, first, _ in blocks)


def have_own_courses(claims: Sequence[Claim], alone: Sequence[Block], groups: Sequence[Block]) -> bool:
    """Whether the persons are told with more than one course."""
    told = {
        names
        for names, first, last in (*alone, *groups)
        if any(first <= claim.first < last and claim.fact in _TELL_COURSE for claim in claims)
    }
    return len(told) > 1


def own_degrees(sheet: Sheet, claims: Sequence[Claim], alone: Sequence[Block]) -> set[int]:
    """The claims of a course to a degree that is for one of them only: his sentence tells of nobody else, or
    says so in the singular.
    """
    own: set[int] = set()
    for names, first, last in alone:
        sentence = sheet.sentence_of[first]
        others = [block for block in alone if block[0] != names and block[1] in sentence]
        singular = any(sheet.key(index) in _SINGULAR for index in range(first, last))
        if len({block[0] for block in alone}) > 1 and (not others or singular):
            own |= {id(c) for c in claims if c.fact in _OF_DEGREE and first <= c.first < last}
    return own


def same_course(
    sheet: Sheet, block: Block, mentions: Sequence[tuple[int, Party]], told: Mapping[str, Mapping[str, Fact]]
) -> Mapping[str, Fact]:
    """The facts of the course that somebody has who goes to the same as another ("derselbe Kurs wie Herr
    Beyer"); `told`: name -> facts of all of them.
    """
    names, first, last = block
    says = [index for index in range(first, last) if sheet.key(index).startswith(_SAME)]
    if not any(sheet.has("course", sheet.clause_of[index]) for index in says):
        return {}
    like = [party.name for index, party in mentions if index > says[0] and sheet.key(index - 1) in _LIKE]
    like = like or [
        party.name for index, party in mentions if index > says[0] and sheet.key(index - 2) in _LIKE
    ]
    courses = {
        name: {fact: value for fact, value in facts.items() if fact.startswith("course.")}
        for name, facts in told.items()
        if name not in names
    }
    courses = {name: facts for name, facts in courses.items() if facts.keys() & _TELL_COURSE}
    if like:
        return courses.get(like[0], {})
    return next(iter(courses.values())) if len(courses) == 1 else {}


_LIKE = frozenset({"wie"})


def facts_of(known: Case, parties: Sequence[Party]) -> dict[str, Mapping[str, Fact]]:
    """Name -> facts of those who are known and of those whom a message tells of."""
    told: dict[str, Mapping[str, Fact]] = {party.name: party.facts for party in known.parties}
    for party in parties:
        told[party.name] = {**told.get(party.name, {}), **party.facts}
    return told
