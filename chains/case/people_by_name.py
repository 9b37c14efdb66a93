"""Several persons or firms that one message tells of by name: "Frau Thiel, 52; Herr Okoye, 38", "die Bäckerei
hat 38 Leute, die Druckerei 140". What is told behind a name holds for whoever is called so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chains.case.ages import OLDEST, YOUNGEST, may_be_age
from chains.case.amends import OF_PERSON
from chains.case.claims import Claim
from chains.case.facts import Case, Party
from chains.case.own_courses import (
    TOGETHER,
    Block,
    facts_of,
    goes_over,
    have_own_courses,
    means_all,
    own_degrees,
    same_course,
    together,
)
from chains.case.parties import mentions
from chains.case.sheet import Sheet
from chains.quantities.tokens import Token, TokenKind

_ANCHORS = ("age", "firm_headcount", "staff_hours", "years_since_degree")
_OF_STAFF = frozenset({"firm_headcount", "staff_hours"})
_OF_FIRM = ("firm_headcount", "staff_hours", "group_headcount", "company_headcount", "betrieb_employees")
_TITLES = frozenset("frau herr herrn hr fr kollege kollegin kollegen".split())
_BEFORE_NAMES = frozenset("der die das dem den dä de et e en von vom beim bei und".split())
_NO_NAMES = frozenset(
    """der die das den dem des ein eine einen einer einem und oder aber auch dann noch jetzt einmal zwei
    drei vier ist sind war hat haben hatte wird mit von vom bei beim zum zur aus fuer dort da schon
    erst seit seine ihre sein ihr sie er wir ich hab habe vor ueber unter nach kurz gerade also hier
    isser un en w m d ok leute leut mann personen mitarbeiter beschaeftigte jahre jahr alt azav azubi
    ma vz hallo moin betreff dazu sowie erstens zweitens jahrgang geboren kurs lehrgang betrieb firma
    unternehmen kollege kollegin frau herr herrn person mitarbeiterin alter naemlich""".split()
)
_PRONOUNS = frozenset("sie er der die das ihr ihre sein seine dort da dieser diese letztere".split())
_FAR = 8  # tokens before a figure among which the name stands
_LEAST = 3  # letters of a name
_FEWEST = 3  # heads of a firm; fewer are the firms or persons themselves ("zwei Betriebe")
_OFTEN = 10  # words of which at least one is written with a capital where nouns are


# claims of one of them -> those that hold, with what follows from them
Settled = Callable[[Sequence[Claim]], Mapping[str, Claim]]


@dataclass(frozen=True, slots=True)
class _Called:
    """A name in a message: its tokens, how it is written, the keys of its words."""

    first: int
    name: str
    keys: tuple[str, ...]


def named_apart(
    sheet: Sheet, told: Sequence[Claim], known: Case, turn: int, settled: Settled
) -> tuple[list[Claim], tuple[Party, ...]]:
    """The claims that hold for all, and what the message tells of each whom it, or the talk before, names."""
    claims = [*told, *_bare_ages(sheet, told)]
    parties = _whom(sheet, claims, known)
    if not parties:
        return list(told), ()
    called = mentions(sheet, parties)
    groups = together(sheet, called, parties)
    alone = _stretches(sheet, called, known, groups)
    blocks = [*alone, *groups]
    firms = any(party.is_firm for party in parties) or _tell_of_firms(sheet, claims, parties)
    claims = [_aged(sheet, claim, claims) for claim in claims]
    lettered = any(party.name in _LETTERS for party in parties)
    own_courses = bool(known.parties) or lettered or have_own_courses(claims, alone, groups)
    degrees = own_degrees(sheet, claims, alone)

    def _is_own(claim: Claim) -> bool:
        return id(claim) in degrees or _is_of_one(claim, own_courses=own_courses, firms=firms)

    def _is_shared(claim: Claim) -> bool:
        counts = claim.fact == "firm_headcount" and _counts_parties(claim, parties)
        asked = own_courses and claim.fact.startswith("course.") and sheet.sentence_of[claim.first].question
        return not (counts or asked)

    parted = []
    taken: set[int] = set()
    for party in parties:
        own = [claim for claim in _of(party.name, blocks, claims) if _is_own(claim)]
        taken |= {id(claim) for claim in own}
        facts = {name: claim.as_fact(sheet, turn) for name, claim in settled(own).items()}
        parted.append(replace(party, facts=facts))
    told_of = facts_of(known, parted)
    for number, party in enumerate(parted):
        for block in (block for block in alone if party.name in block[0]):
            same = same_course(sheet, block, called, told_of)
            parted[number] = replace(parted[number], facts={**same, **parted[number].facts})
    told_anew = tuple(
        party
        for party, before in zip(parted, parties, strict=True)
        if party.facts or before not in known.parties
    )
    return [claim for claim in claims if id(claim) not in taken and _is_shared(claim)], told_anew


def _whom(sheet: Sheet, claims: Sequence[Claim], known: Case) -> list[Party]:
    """Those whom the talk or this message calls by name or letter."""
    before = [party for party in known.parties if party.name]
    told = {key for party in before for key in party.keys}
    letters = [Party(1, {}, name.name, name.keys) for name in _letters(sheet) if name.keys[0] not in told]
    if before or letters:
        added = [party for party in titled(sheet, claims) if not told & set(party.keys)] if before else []
        return [*before, *{party.name: party for party in (*letters, *added)}.values()]
    return _distinct(_called_anew(sheet, claims), _firms(sheet))


_MOST_TITLED = 3  # tokens from a name with its title to what is told of whom it is


def titled(sheet: Sheet, claims: Sequence[Claim]) -> list[Party]:
    """Those whom a message calls by a title and a name, with something told of them ("noch Frau Öz, 51")."""
    told = sorted(claim.first for claim in claims if claim.fact in OF_PERSON and not claim.hardly_employed)
    found: dict[tuple[str, ...], Party] = {}
    for index, token in enumerate(sheet.tokens):
        written = _is_named(token) and token.text[:1].isupper() and sheet.key(index - 1) in _ADDRESSED
        near = any(0 < first - index <= _MOST_TITLED for first in told)
        if written and near and sheet.tokens[index - 1].text[:1].isupper():
            found.setdefault((token.key,), Party(1, {}, sheet.words(index - 1, index), (token.key,)))
    return list(found.values())


_ADDRESSED = frozenset({"frau", "herr", "herrn"})


def _is_named(token: Token) -> bool:
    return token.kind is TokenKind.WORD and len(token.text) > 1 and token.key not in _NO_NAMES


_LETTERS = frozenset("ABCDEF")
_LETTERED = frozenset("fa firma fall betrieb person kollege kollegin mitarbeiter mitarbeiterin tn".split())


def _letters(sheet: Sheet) -> list[_Called]:
    """ "Erst A: 24, keine Ausbildung", "Fa. B Logistik": letters, each for whoever is told behind it."""
    found = []
    for index, token in enumerate(sheet.tokens):
        before = sheet.key(index - 2) if sheet.key(index - 1) in {".", ""} else sheet.key(index - 1)
        if token.text in _LETTERS and (sheet.key(index + 1) == ":" or before in _LETTERED):
            found.append(_Called(index, token.text, (token.key,)))
    return found


def _stretches(
    sheet: Sheet, starts: Sequence[tuple[int, Party]], known: Case, groups: Sequence[Block]
) -> list[Block]:
    """Where the message tells of each; all of it where it names only one of those who are known, or goes on
    about the one whom the talk is about.
    """
    names = {party.name for _, party in starts} or set(known.focus)
    if known.parties and len(names) == 1 and not TOGETHER & {token.key for token in sheet.tokens}:
        return [(frozenset(names), 0, len(sheet.tokens))]
    ends = [*(index for index, _ in starts[1:]), len(sheet.tokens)][: len(starts)]
    return [
        (frozenset({party.name}), first, _end(sheet, first, following, groups))
        for (first, party), following in zip(starts, ends, strict=True)
    ]


def _tell_of_firms(sheet: Sheet, claims: Sequence[Claim], parties: Sequence[Party]) -> bool:
    """Whether the names are those of firms, whose heads are told behind them."""
    named = {
        party.name
        for claim in claims
        if claim.fact in _OF_STAFF and _may_anchor(sheet, claim)
        for party in parties
        if (name := _name_before(sheet, claim, claims)) is not None and set(name.keys) & set(party.keys)
    }
    lists = [claim for claim in claims if claim.fact == "staff_hours"]
    return len(named) > 1 or (len(lists) > 1 and any(party.name in _LETTERS for party in parties))


def _counts_parties(claim: Claim, parties: Sequence[Party]) -> bool:
    """ "zwei Betriebe", "alle vier": as many as are told apart."""
    return claim.value == len(parties) or (isinstance(claim.value, int) and claim.value < _FEWEST)


def _called_anew(sheet: Sheet, claims: Sequence[Claim]) -> list[_Called]:
    """The names before figures of which a message tells several."""
    for fact in _ANCHORS:
        anchors = {claim.first: claim for claim in claims if claim.fact == fact and _may_anchor(sheet, claim)}
        called = [
            name for claim in anchors.values() if (name := _name_before(sheet, claim, claims)) is not None
        ]
        if len({name.keys for name in called}) > 1:
            return called
    return _told_after_commas(sheet, claims)


_OPENING = frozenset({":", "-", "–", "•", ";", "."})


def _told_after_commas(sheet: Sheet, claims: Sequence[Claim]) -> list[_Called]:
    """ "drei Leute: Anja, hatte schon einmal Förderung. Bernd, gekündigt. Carla, 55": names that open a part,
    each with something told of it.
    """
    words = {match.first for kinds in sheet.matches.values() for found in kinds.values() for match in found}
    found: list[_Called] = []
    for index, token in enumerate(sheet.tokens[:-1]):
        opens = (
            index == 0 or sheet.tokens[index - 1].text in _OPENING or sheet.clause_of[index].first == index
        )
        named = _may_name(token) and token.text[:1].isupper() and index not in words
        if opens and named and sheet.tokens[index + 1].text == ",":
            found.append(_Called(index, token.text, (token.key,)))
    ends = [*(each.first for each in found[1:]), len(sheet.tokens)]
    tells = [
        any(each.first < claim.first < end and claim.fact in OF_PERSON | _MORE for claim in claims)
        for each, end in zip(found, ends, strict=False)
    ]
    return found if len(found) > 1 and all(tells) else []


def _bare_ages(sheet: Sheet, claims: Sequence[Claim]) -> list[Claim]:
    """ "peter 50, koch": a bare number right behind a name that opens a clause."""
    taken = {index for claim in claims for index in range(claim.first, claim.last + 1)}
    words = {match.first for kinds in sheet.matches.values() for found in kinds.values() for match in found}
    ages = []
    for quantity in sheet.quantities:
        name = quantity.first - (2 if sheet.key(quantity.first - 1) == "," else 1)
        if name < 0 or quantity.first in taken or not may_be_age(quantity):
            continue
        opens = sheet.clause_of[name].first
        after_sign = name > 0 and sheet.tokens[name - 1].kind is TokenKind.SIGN
        ended = quantity.last + 1 == len(sheet.tokens) or sheet.tokens[quantity.last + 1].text in ",.;()-–\n"
        if (
            (after_sign or name in (opens, opens + 1))
            and ended
            and _may_name(sheet.tokens[name])
            and name not in words
        ):
            ages.append(Claim("age", int(quantity.value), quantity.first, quantity.last, 1.5))
    return ages


def _may_anchor(sheet: Sheet, claim: Claim) -> bool:
    if sheet.clause_of[claim.first].question:
        return False
    return claim.fact != "firm_headcount" or (isinstance(claim.value, int) and claim.value >= _FEWEST)


def _name_before(sheet: Sheet, claim: Claim, claims: Sequence[Claim]) -> _Called | None:
    """The nearest name before a figure, in its sentence."""
    sentence = sheet.sentence_of[claim.first]
    told = {
        index
        for other in claims
        if other is not claim and other.fact != "status"
        for index in range(other.first, other.last + 1)
        if other.last < claim.first
    }
    told |= {match.first for move in ("corrections", "new_case") for match in sheet.of("move", move)}
    least = max(sentence.first, claim.first - _FAR)
    capitals = _writes_capitals(sheet)
    for index in range(claim.first - 1, least - 1, -1):
        if index in told:
            return None
        token = sheet.tokens[index]
        beside = sheet.key(index - 1) in _TITLES | _BEFORE_NAMES or _right_before(sheet, index, claim.first)
        written = token.text[:1].isupper() or (beside and not capitals)
        if _may_name(token) and written:
            further = index + 1 < claim.first and _may_name(sheet.tokens[index + 1])
            return _whole_name(sheet, index + further, least)
    return None


def _right_before(sheet: Sheet, index: int, figure: int) -> bool:
    """ "peter 50", "lena ist 24"."""
    verb = index + 2 == figure and sheet.key(index + 1) in {"ist", "is", "war", "hat"}
    return index + 1 == figure or verb


def _writes_capitals(sheet: Sheet) -> bool:
    """Whether nouns are written with capitals, so that a small word is no name."""
    inside = [
        token
        for index, token in enumerate(sheet.tokens)
        if token.kind is TokenKind.WORD
        and sheet.sentence_of[index].first != index
        and token.key not in _TITLES
    ]
    return sum(token.text[:1].isupper() for token in inside) * _OFTEN > len(inside)


def _may_name(token: Token) -> bool:
    return token.kind is TokenKind.WORD and len(token.key) >= _LEAST and token.key not in _NO_NAMES


def _whole_name(sheet: Sheet, last: int, least: int) -> _Called:
    first = last
    while first > least and _may_name(sheet.tokens[first - 1]):
        first -= 1
    keys = tuple(sheet.key(index) for index in range(first, last + 1))
    shown = first - 1 if first > least and sheet.key(first - 1) in _TITLES else first
    return _Called(shown, sheet.words(shown, last), keys)


def _without(name: _Called, alone: set[str]) -> _Called:
    """A name without words that are names by themselves ("… und die petra lena ist 24")."""
    own = tuple(key for key in name.keys if key not in alone)
    return replace(name, keys=own, name=name.name.split()[-1]) if own and own != name.keys else name


def _firms(sheet: Sheet) -> set[str]:
    """Words for kinds of firms, which stand beside a name and are part of it ("die Bäckerei Vormann")."""
    return {sheet.key(match.first) for match in sheet.cue("firm")}


def _distinct(called: Iterable[_Called], firms: set[str]) -> list[Party]:
    """One party a name; two names that share a word are one."""
    parties: list[Party] = []
    called = list(called)
    alone = {name.keys[0] for name in called if len(name.keys) == 1} - firms
    for name in (_without(name, alone) for name in called):
        same = next((n for n, party in enumerate(parties) if _is_same(party.keys, name.keys, firms)), None)
        if same is None:
            parties.append(Party(1, {}, name.name, name.keys))
    common = [key for party in parties for key in party.keys]
    parties = [
        replace(party, keys=tuple(key for key in party.keys if common.count(key) == 1)) for party in parties
    ]
    return parties if len(parties) > 1 and all(party.keys for party in parties) else []


def _is_same(one: Sequence[str], other: Sequence[str], firms: set[str]) -> bool:
    """Whether two names share a word; "Werk Nord", "Werk Mitte" are two."""
    common = set(one) & set(other)
    within = set(one) <= set(other) or set(other) <= set(one)  # "die Bäckerei Vormann … die Bäckerei"
    return bool(common - firms) or (bool(common) and within)


def _end(sheet: Sheet, first: int, following: int, groups: Sequence[Block]) -> int:
    """Where what is told behind a name ends: at the next name, at "beide", at a question, at a sentence that
    does not go on about the same.
    """
    for index in range(first + 1, following):
        opens = sheet.sentence_of[index].first == index
        if opens and sheet.key(index) not in _PRONOUNS:
            return index
        asks = sheet.clause_of[index].question and not sheet.clause_of[first].question
        if asks or means_all(sheet, index) or goes_over(index, groups):
            return index
    return following


def _of(name: str, blocks: Iterable[Block], claims: Iterable[Claim]) -> list[Claim]:
    mine = [(first, last) for names, first, last in blocks if name in names]
    return [claim for claim in claims if any(first <= claim.first < last for first, last in mine)]


def _is_of_one(claim: Claim, *, own_courses: bool, firms: bool) -> bool:
    if claim.hardly_employed:
        return False
    of_course = claim.fact.startswith(("course.", "wage_"))
    of_firm = claim.fact.startswith(_OF_FIRM)
    return (
        claim.fact in OF_PERSON or claim.fact in _MORE or (own_courses and of_course) or (firms and of_firm)
    )


_MORE = frozenset(
    "buergergeld income wage_month net_target_month net_actual_month alg_days_left months_unemployed".split()
)


def _aged(sheet: Sheet, claim: Claim, claims: Sequence[Claim]) -> Claim:
    """ "die von der Bäckerei ist 34", where the firm's heads were told with their unit: the age."""
    if claim.fact != "firm_headcount" or not isinstance(claim.value, int):
        return claim
    bare = claim.first == claim.last and sheet.tokens[claim.first].kind is TokenKind.NUMBER
    counted = any(
        other is not claim and other.fact == claim.fact and other.last > other.first for other in claims
    )
    unit = any(q.first == claim.first and q.unit for q in sheet.quantities)
    if _may_name(sheet.tokens[claim.first - 1]) and claim.first - 2 in {m.first for m in sheet.cue("firm")}:
        return claim  # "Firma Nord 49, Firma Süd 50"
    if bare and counted and not unit and YOUNGEST <= claim.value <= OLDEST:
        return replace(claim, fact="age")
    return claim
