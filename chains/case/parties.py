"""Those whom one case tells apart, and whom the talk is about now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from chains.case.amends import OF_PERSON
from chains.case.facts import Case, Fact, Party
from chains.case.merge import merge
from chains.case.sheet import Sheet

ONE, OTHER = "Der eine", "Der andere"  # names of two of whom no more is said
_LIKE = 6  # letters that a word and a name have in common ("der mit den Fenstern", "Fensterbau Kling")
_COUNTED = frozenset({"nr", "nummer", "person", "fall", "firma"})
_ARTICLES = frozenset({"der", "die", "das", "den", "dem", "beim", "vom", "zum"})
_ALL = frozenset("alle allen beide beiden zusammen insgesamt jeweils jeweilig beides gesamt".split())
_HOW_MANY = frozenset({"zwei", "drei", "vier", "fuenf", "sechs"})
_OTHER = frozenset({"andere", "anderer", "anderen", "anderem"})


def of_party(case: Case, party: Party) -> Case:
    """The case as it is for one of them."""
    return replace(merge(case, party.facts), parties=(), focus=())


def joined(known: Sequence[Party], told: Sequence[Party], participants: object) -> tuple[Party, ...]:
    """Those of before with what a message tells of them: of who has a name the facts are put together, who is
    only counted takes the place of those who were told apart by the same facts.
    """
    names = [frozenset(party.facts) for party in told if not party.name]
    parties = {party.name or str(number): party for number, party in enumerate(known)}
    kept = {key: party for key, party in parties.items() if party.name or frozenset(party.facts) not in names}
    counted = [party for party in told if not party.name]
    heads = sum(party.heads for party in (*kept.values(), *counted) if not party.name)
    if counted and not (isinstance(participants, int | float) and heads <= participants):
        kept = {key: party for key, party in kept.items() if party.name}
    for party in told:
        if party.name:
            before = kept.get(party.name)
            kept[party.name] = (
                replace(before, facts=merge(Case(before.facts), party.facts).facts) if before else party
            )
    return (*kept.values(), *counted)


def meant_alone(parties: Iterable[Party], told: Mapping[str, Fact]) -> Party | None:
    """The party that a message speaks of by what it tells ("und für die 51-Jährige?")."""
    values = {name: fact.value for name, fact in told.items() if name in OF_PERSON and name != "status"}
    fits = [
        party
        for party in parties
        if values
        and all(name in party.facts and party.facts[name].value == value for name, value in values.items())
    ]
    return fits[0] if len(fits) == 1 else None


def mentions(sheet: Sheet, parties: Iterable[Party]) -> list[tuple[int, Party]]:
    """(token, party) wherever one of them is called by name, in order."""
    parties = list(parties)
    by_key = {key: party for party in parties for key in party.keys}
    found = []
    for index, token in enumerate(sheet.tokens):
        named = len(token.key) > 1 or token.text.isupper()  # a letter stands for somebody only as "A"
        party = (_called(token.key, by_key) if named else None) or _by_number(sheet, index, parties)
        party = party or _one_or_other(sheet, index, parties)
        if party is not None:
            found.append((index, party))
    return found


def _called(key: str, by_key: Mapping[str, Party]) -> Party | None:
    """The party of a word, also in the genitive ("Aydins Umschulung")."""
    exact = by_key.get(key) or (by_key.get(key[:-1]) if key.endswith("s") else None)
    if exact is not None or len(key) < _LIKE:
        return exact
    return next((party for known, party in by_key.items() if known[:_LIKE] == key[:_LIKE]), None)


def _by_number(sheet: Sheet, index: int, parties: Sequence[Party]) -> Party | None:
    """ "Nr. 2", "Person 2", "(2)": whoever was told second."""
    behind_dot = sheet.key(index - 1) == "."
    before = {sheet.key(index - 1), sheet.key(index - 2) if behind_dot else ""}
    bracketed = sheet.key(index - 1) == "(" and sheet.key(index + 1) == ")"
    if not (_COUNTED & before or bracketed) or not sheet.key(index).isdigit():
        return None
    number = int(sheet.key(index)[:3])
    return parties[number - 1] if 0 < number <= len(parties) else None


def _one_or_other(sheet: Sheet, index: int, parties: Sequence[Party]) -> Party | None:
    """ "der eine", "den anderen", where two were told so."""
    if sheet.key(index - 1) not in _ARTICLES or not sheet.key(index).startswith(("eine", "ander")):
        return None
    name = ONE if sheet.key(index).startswith("eine") else OTHER
    return next((party for party in parties if party.name == name), None)


def focus_of(sheet: Sheet, case: Case, told_before: bool) -> tuple[str, ...]:
    """Whom a message asks about: whom its question names, else whom it names at all, else whom the talk was
    about; nobody in particular for all.
    """
    called = [each for each in mentions(sheet, case.parties) if not _is_likened(sheet, each[0])]
    begins = _question_begins(sheet)
    asked = [party.name for index, party in called if sheet.clause_of[index].question or index >= begins]
    asked = asked or [party.name for index, party in called if sheet.sentence_of[index].question]
    questions = [
        token.key
        for index, token in enumerate(sheet.tokens)
        if sheet.sentence_of[index].question or index >= begins
    ]
    if asked:
        return tuple(dict.fromkeys(asked))
    if _OTHER & set(questions) and {"eine", "einen", "einem"} & set(questions):
        return ()  # "Was kriegt der eine, was der andere?"
    if _ALL & set(questions) or any(a in _ARTICLES and b in _HOW_MANY for a, b in pairwise(questions)):
        return ()  # "für die drei", not "nach drei Jahren"
    if told_before and called:
        return tuple(dict.fromkeys(party.name for _, party in called))
    if len(case.focus) == 1 and len(case.parties) == 2 and _OTHER & set(questions):  # noqa: PLR2004 - the other
        return tuple(party.name for party in case.parties if party.name not in case.focus)
    return case.focus if told_before else ()


def _is_likened(sheet: Sheet, index: int) -> bool:
    """ "derselbe Kurs wie Herr Beyer": the message is not about him."""
    return "wie" in {sheet.key(index - 1), sheet.key(index - 2)}


_ASKING = frozenset("was wat wieviel wie wer welche welchen welcher wo wann womit".split())


def _question_begins(sheet: Sheet) -> int:
    """The token from which a message without any question mark asks; its end for none."""
    if any(sentence.question for sentence in sheet.sentences):
        return len(sheet.tokens)
    return max((n for n, token in enumerate(sheet.tokens) if token.key in _ASKING), default=len(sheet.tokens))


def in_focus(case: Case) -> Case:
    """The case as it is for whom the talk is about: for one alone, or with those whom a question named."""
    named = [party for party in case.parties if party.name in case.focus] if case.focus else []
    if len(named) == 1:
        return of_party(case, named[0])
    return replace(case, parties=tuple(named)) if named else case


def spoken_of(sheet: Sheet, case: Case) -> Case:
    """The case as it is for the one whom a message names, else for whom the talk is about."""
    named = {party.name for _, party in mentions(sheet, case.parties)}
    return in_focus(replace(case, focus=tuple(named)) if len(named) == 1 else case)


def parts(case: Case) -> tuple[tuple[Party | None, int, Case], ...]:
    """(party, heads, its case) of all whom the case is about, those of whom nothing more was told last."""
    participants = case.facts.get("participants")
    total = int(participants.value) if participants and isinstance(participants.value, int | float) else 0
    rest = (
        0
        if case.focus or any(party.supposed for party in case.parties)
        else total - sum(party.heads for party in case.parties)
    )
    told = tuple((party, party.heads, of_party(case, party)) for party in case.parties)
    return (*told, (None, rest, replace(case, parties=()))) if rest > 0 else told
