"""Participants of one course who are told apart by their number: "fünf sollen in den Kurs, einer davon ist
51, zwei haben keinen Abschluss". What is told of some of them holds for these alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chains.case.ages import YOUNGEST, may_be_age
from chains.case.amends import OF_PERSON
from chains.case.claims import Claim
from chains.case.facts import Case, Party
from chains.case.parties import ONE, OTHER
from chains.case.people_by_name import Settled
from chains.case.sheet import Sheet
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity

_ONE = frozenset({"einer", "eine", "ein", "eins", "einem", "einen"})
_OTHER_ONE = frozenset({"andere", "anderer", "zweite", "zweiter", "dritte", "dritter", "vierte", "vierter"})
_REST = frozenset({"anderen", "uebrigen", "restlichen", "rest", "alle"})
_ARTICLES = frozenset({"der", "die", "das", "den"})
_OF_ALL = frozenset({"der", "den", "unseren", "diesen", "unserer", "dieser", "von"})
# what follows "einer", "eine" where it stands for a person and not for a thing ("eine Umschulung")
_SAYS = frozenset(
    "davon darunter von der ist war wird hat hatte ohne mit schon kann bekam soll ueber unter sogar aber auch"
    " noch macht arbeitet".split()
)
_ARE = frozenset({"ist", "sind", "is", "sin", "war", "schon", "ueber", "wird"})
_BEFORE_AGE = frozenset({",", "(", "und", "mit", "einer", "eine", "beiden", "beide", "andere", "anderer"})
_BOTH = frozenset({"beide", "beides", "beiden"})
_MOST = 50  # participants that anybody tells apart
_HEADS = frozenset(
    "firm_headcount firm_headcount_min firm_headcount_max company_headcount affected participants"
    " betrieb_employees".split()
)


@dataclass(frozen=True, slots=True)
class _Some:
    """Some of the participants, spoken of from token `first` up to `last`, not included; `heads` 0: all those
    who are left; `name`: of "der eine", "der andere".
    """

    first: int
    last: int
    heads: int
    name: str = ""


def told_apart(
    sheet: Sheet, claims: Sequence[Claim], known: Case, turn: int, settled: Settled
) -> tuple[list[Claim], tuple[Party, ...]]:
    """The claims that hold for all, and the parties that the message tells apart."""
    begun = _stretches(sheet, claims)
    claims = [*claims, *(age for each in begun for age in _bare_ages(sheet, each, claims))]
    counted = [each for each in begun if each.heads and _tells(each, claims)]
    total = _total(sheet, claims, counted, known) if counted else 0
    counted = [each for each in counted if each.heads < total or _one_by_one(each, claims)]
    if not counted or sum(each.heads for each in counted) > total:
        return list(claims), ()
    parties = [party for each in counted for party in _parties(sheet, each, claims, turn, settled)]
    theirs = [claim for claim in claims if any(_holds(each, claim) for each in counted)]
    heads = {each.first for each in counted}
    rest = [
        claim
        for claim in claims
        if claim not in theirs
        and not (claim.fact in _HEADS and _within(claim, heads))
        and not (claim.fact in _OF_SIZE and claim.value == total and _has_size(known, claims, claim))
    ]
    if not any(claim.fact == "participants" for claim in rest):
        first = counted[0].first
        rest.append(Claim("participants", total, first, first, 3.0))
    return rest, tuple(parties)


_OF_SIZE = frozenset({"firm_headcount", "affected", "group_headcount"})


def _has_size(known: Case, claims: Iterable[Claim], but: Claim) -> bool:
    """Whether the firm's size is told elsewhere, so that "insgesamt vier" are those who go to the course."""
    others = any(claim.fact.startswith("firm_headcount") and claim.value != but.value for claim in claims)
    return others or any(name.startswith(("firm_headcount", "staff_hours")) for name in known)


def _one_by_one(some: _Some, claims: Sequence[Claim]) -> bool:
    """Whether as many ages are told as persons ("zwei Kollegen, 34 und 52")."""
    ages = [claim.value for claim in claims if claim.fact == "age" and _holds(some, claim)]
    return len(set(ages)) > 1 and len(ages) == some.heads


def _stretches(sheet: Sheet, claims: Sequence[Claim]) -> list[_Some]:
    """Where some of the participants are spoken of, in order; each up to the next or its sentence's end."""
    figures = {claim.first for claim in claims if claim.fact in OF_PERSON and claim.fact != "status"}
    begun = sorted(
        {some.first: some for some in (*_counted(sheet, figures), *_ones(sheet))}.values(),
        key=lambda some: some.first,
    )
    return [
        replace(some, last=_end(sheet, some, begun[number + 1 : number + 2]))
        for number, some in enumerate(begun)
    ]


def _end(sheet: Sheet, some: _Some, following: Sequence[_Some]) -> int:
    end = sheet.sentence_of[some.first].last
    end = next((n for n in range(some.first + 1, end) if sheet.key(n) in _BOTH), end)
    for clause in sheet.clauses:
        if some.first < clause.first < end and clause.question:
            end = clause.first
    return min([end, *(each.first for each in following)])


def _counted(sheet: Sheet, figures: set[int]) -> Iterator[_Some]:
    """ "zwei davon", "3 mit Abschluss"."""
    for quantity in sheet.quantities:
        if sheet.key(quantity.first) in _BOTH:
            continue  # "beide ausgelernt": of all who were told before
        if quantity.first in figures or not _may_count(quantity) or _is_said_of_age(sheet, quantity):
            continue
        if sheet.key(quantity.first - 1) in _OF_ALL and sheet.key(quantity.first - 2) in _ONE | _OF_ALL:
            continue  # "einer der fünf": of how many
        yield _Some(quantity.first, 0, int(quantity.value))


def _may_count(quantity: Quantity) -> bool:
    exact = (
        quantity.bound is Bound.EXACTLY and quantity.value == int(quantity.value) and not quantity.adjective
    )
    return exact and not quantity.date and quantity.unit in {"", "Personen"} and 1 <= quantity.value <= _MOST


def _ones(sheet: Sheet) -> Iterator[_Some]:
    """ "einer davon", "der andere", "die übrigen"."""
    persons = {match.first for match in sheet.cue("person")}
    for index, token in enumerate(sheet.tokens):
        after = sheet.key(index + 1)
        figure = any(q.first == index + 1 and not q.unit for q in sheet.quantities)
        if token.key in _ONE and (after in _SAYS or index + 1 in persons or figure):
            article = sheet.key(index - 1) in _ARTICLES
            yield _Some(index - article, 0, 1, ONE if article else "")
        elif sheet.key(index - 1) in _ARTICLES and token.key in _OTHER_ONE:
            yield _Some(index - 1, 0, 1, OTHER if token.key.startswith("ander") else "")
        elif token.key in _REST:
            yield _Some(index, 0, 0)


def _of_how_many(sheet: Sheet, last: int) -> int:
    """The number in "einer der fünf", "zwei von den drei Kollegen"; 0 if there is none."""
    at = last + 1
    while sheet.key(at) in _OF_ALL and at <= last + 3:
        at += 1
    if at == last + 1:
        return 0
    return next((int(q.value) for q in sheet.quantities if q.first == at and _may_count(q)), 0)


def _total(sheet: Sheet, claims: Sequence[Claim], counted: Sequence[_Some], known: Case) -> int:
    """How many go to the course; 0 where nobody said so."""
    firsts = {each.first for each in counted}
    told = [c.value for c in claims if c.fact == "participants" and not _within(c, firsts)]
    if told and isinstance(told[0], int | float):
        return int(told[0])
    if (before := known.get("participants")) is not None and isinstance(before.value, int | float):
        return int(before.value)
    of_all = max((_of_how_many(sheet, each.first) for each in counted), default=0)
    if of_all:
        return of_all
    heads = sum(each.heads for each in counted)
    for quantity in sheet.quantities:
        goes = sheet.key(quantity.last).startswith("teilnehm") and quantity.value <= _MOST
        fits = (
            (_may_count(quantity) or goes)
            and quantity.first not in firsts
            and quantity.value >= max(heads, 2)
        )
        as_many = quantity.value == heads and all(
            _one_by_one(each, claims) or each.heads == 1 for each in counted
        )
        if fits and quantity.first < counted[0].first and (as_many or _are_sent(sheet, quantity)):
            return int(quantity.value)
    about_course = any(claim.fact.startswith("course.") for claim in claims) or any(
        name.startswith("course.") for name in known
    )
    sent = any(sheet.has("participants", sheet.sentence_of[each.first]) for each in counted)
    each_told = any(_one_by_one(each, claims) and _is_of_persons(sheet, each) for each in counted)
    each_told = each_told or (sent and any(_one_by_one(each, claims) for each in counted))
    return heads if about_course and (each_told or (len(counted) > 1 and sent)) else 0


def _is_of_persons(sheet: Sheet, some: _Some) -> bool:
    """ "Zwei Kolleginnen, 33 und 49": the number counts persons by their word."""
    return any(q.first == some.first and q.unit == "Personen" for q in sheet.quantities)


def _are_sent(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether a number counts those who go to the course."""
    clause = sheet.clause_of[quantity.first]
    return sheet.has("participants", clause) or sheet.has("participants", sheet.sentence_of[quantity.first])


def _bare_ages(sheet: Sheet, some: _Some, claims: Sequence[Claim]) -> Iterator[Claim]:
    """ "einer ist schon 51", "zwei Kollegen, 34 und 52": what stands alone behind persons is their age."""
    taken = {
        index
        for claim in claims
        if claim.fact != "firm_headcount"
        for index in range(claim.first, claim.last + 1)
    }
    for quantity in sheet.quantities:
        inside = some.first < quantity.first < some.last and quantity.first not in taken
        if inside and may_be_age(quantity) and _is_said_of_age(sheet, quantity):
            yield Claim("age", int(quantity.value), quantity.first, quantity.last)


def _is_said_of_age(sheet: Sheet, quantity: Quantity) -> bool:
    if quantity.value < YOUNGEST:
        return False
    before = {sheet.key(index) for index in range(quantity.first - 3, quantity.first)}
    return bool(before & _ARE) or sheet.key(quantity.first - 1) in _BEFORE_AGE


def _tells(some: _Some, claims: Iterable[Claim]) -> bool:
    return any(_holds(some, claim) for claim in claims)


def _holds(some: _Some, claim: Claim) -> bool:
    """Whether a claim is of the persons of that stretch."""
    inside = some.first <= claim.first < some.last
    return inside and claim.fact in OF_PERSON and not claim.hardly_employed


def _within(claim: Claim, firsts: Iterable[int]) -> bool:
    return any(claim.first <= first <= claim.last for first in firsts)


def _parties(
    sheet: Sheet, some: _Some, claims: Sequence[Claim], turn: int, settled: Settled
) -> Iterator[Party]:
    """One party, or as many of one as ages are told ("zwei, 34 und 52")."""
    theirs = [claim for claim in claims if _holds(some, claim)]
    if _one_by_one(some, claims):
        for age in (claim for claim in theirs if claim.fact == "age"):
            yield Party(1, {"age": age.as_fact(sheet, turn)})
        return
    facts = {name: claim.as_fact(sheet, turn) for name, claim in settled(theirs).items()}
    if facts:
        yield Party(some.heads, facts, some.name)
