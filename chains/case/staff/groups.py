"""Staff told in groups: so many with so many weekly hours, some of all, several kinds one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chains.case.claims import Claim
from chains.case.sheet import Sheet
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity
from knowledge.german.persons import noun_for_people

# said for "Vollzeit" without hours; § 82 Abs. 6 Satz 3 Nr. 1 SGB III: everything over 30 counts one
FULL_TIME_WEEKLY_HOURS = 40.0
_STAFF = frozenset({"Personen", "Vollzeitkräfte", "Teilzeitkräfte", "Minijobber"})
_MOST_WEEKLY = 48  # § 3 ArbZG: six days of eight hours
_WITH = frozenset("nur bloss mit auf a à zu je ( mit von jeweils also um with".split())
FEW = 5  # so many persons without a word for the firm are the persons the case is about


def staff_hours(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """The staff by weekly hours ("60 in Vollzeit, 40 mit 8 Stunden"), one claim for each firm that is told by
    itself; adds what it has read to `used`.
    """
    begins = _firms_begin(sheet)
    lists = [
        list(_of_one_firm(sheet, [q for q in sheet.quantities if first <= q.first < last], used))
        for first, last in zip([0, *begins], [*begins, len(sheet.tokens)], strict=True)
    ]
    if sum(bool(told) for told in lists) == 1 or not begins:
        yield from _of_one_firm(sheet, sheet.quantities, used)
    elif begins:
        yield from (claim for told in lists for claim in told)
    for claims in lists:
        used |= {
            q.first for claim in claims for q in sheet.quantities if claim.first <= q.first <= claim.last
        }


_LETTERS = frozenset("ABCDEF")


def _firms_begin(sheet: Sheet) -> list[int]:
    """Tokens at which a message goes over to another firm ("Firma B: …", "…, die Konditorei 40 Vollzeit")."""
    names = [
        match.first
        for match in sheet.cue("firm")
        if sheet.tokens[match.first].text[:1].isupper()
        and (sheet.key(match.first - 1) in _THE or _text(sheet, match.last + 1) in _LETTERS)
    ]
    letters = [
        n
        for n, token in enumerate(sheet.tokens)
        if token.text in _LETTERS and (sheet.key(n + 1) == ":" or _of_letters(sheet, n))
    ]
    return sorted({*names[1:], *letters[1:]})


def _of_letters(sheet: Sheet, index: int) -> bool:
    """ "Fa. B", "Betrieb B"."""
    behind_dot = sheet.key(index - 1) in {".", ""}
    before = sheet.key(index - 2) if behind_dot else sheet.key(index - 1)
    return before in {"fa", "firma", "betrieb", "werk"}


def _text(sheet: Sheet, index: int) -> str:
    return sheet.tokens[index].text if index < len(sheet.tokens) else ""


_THE = frozenset({"die", "der", "das", "unsere", "unser"})


def _of_one_firm(sheet: Sheet, quantities: Sequence[Quantity], used: set[int]) -> Iterator[Claim]:
    parts: list[tuple[object, ...]] = []
    spans: list[Quantity] = []
    full = False
    for index, quantity in enumerate(quantities):
        if quantity.unit not in _STAFF | {""} or quantity.alternative or quantity.first in used:
            continue
        hours = hours_after(sheet, quantity, quantities[index + 1 :], full)
        if hours is not None:
            parts.append((quantity.number, hours.number))
            spans += [quantity, hours]
            full = full or quantity.unit != "Personen"
        elif quantity.unit == "Vollzeitkräfte" or _full_time(sheet, quantity):
            parts.append((quantity.number, FULL_TIME_WEEKLY_HOURS))
            spans.append(quantity)
            full = True
        elif quantity.unit in {"Teilzeitkräfte", "Minijobber"}:
            return  # without their hours nothing can be weighed
    for hours in quantities:
        if parts and hours not in spans and _of_one(sheet, hours):
            parts.append((1, hours.number))
            spans.append(hours)
    if rest := _rest(sheet, parts, spans):
        parts.insert(0, (rest, FULL_TIME_WEEKLY_HOURS))
    if parts and (len(parts) > 1 or full):
        whole = tuple(
            (heads, int(hours) if isinstance(hours, float) and hours == int(hours) else hours)
            for heads, hours in parts
        )
        yield Claim("staff_hours", whole, spans[0].first, spans[-1].last)


_AND = frozenset({"und", "plus", "+", "sowie", "&", ","})
_ONE = frozenset({"ein", "eine", "einer", "einem", "einen"})
_PART_TIMERS = ("minijob", "teilzeit", "aushilf")


def _of_one(sheet: Sheet, hours: Quantity) -> bool:
    """ "… und eine Minijobberin mit 8 Stunden", "… eine Putzhilfe mit 6": the weekly hours of one more."""
    if hours.unit != "Stunden" or hours.value > _MOST_WEEKLY or sheet.key(hours.first - 1) not in _WITH:
        return False
    if sheet.key(hours.first - 3) not in _ONE:
        return False
    if sheet.key(hours.first - 2).startswith(_PART_TIMERS):
        return True
    goes_on = sheet.key(hours.first - 4) in _AND
    of_course = any(match.last == hours.first - 2 for match in sheet.cue("course"))
    return goes_on and noun_for_people(_text(sheet, hours.first - 2)) and not of_course


def _rest(sheet: Sheet, parts: Sequence[tuple[object, ...]], spans: Sequence[Quantity]) -> int:
    """Heads that "der Rest voll" or "davon 30 mit 25 Stunden" leaves of a total told before the parts; 0 if
    there are none.
    """
    if not parts or not (sheet.has("rest_full") or _some_of_them(sheet, parts, spans)):
        return 0
    before = [q for q in sheet.quantities if q.first < spans[0].first]
    total = next((q.value for q in before if q.unit == "Personen" or _of_which(sheet, q)), 0)
    return max(int(total - sum(heads for heads, _ in parts if isinstance(heads, int | float))), 0)


_OF_THEM = frozenset({"davon", "darunter", "hiervon", "inklusive", "inkl", "einschliesslich"})


def _some_of_them(sheet: Sheet, parts: Sequence[tuple[object, ...]], spans: Sequence[Quantity]) -> bool:
    """ "480 Leute, davon 30 mit 25 Stunden": the parts are part-timers among all, so that the rest is not."""
    if any(isinstance(hours, int | float) and hours >= FULL_TIME_WEEKLY_HOURS for _, hours in parts):
        return False
    first = spans[0]
    near = {sheet.key(index) for index in (*range(first.first - 3, first.first), first.last + 1)}
    return bool(near & _OF_THEM)


def _of_which(sheet: Sheet, quantity: Quantity) -> bool:
    """ "von den 505 arbeiten 40 nur 20 Stunden"."""
    return not quantity.unit and sheet.key(quantity.first - 2) in {"von", "vun"}


def _full_time(sheet: Sheet, quantity: Quantity) -> bool:
    """ "40 Leute in Vollzeit"."""
    following = [sheet.key(quantity.last + 1), sheet.key(quantity.last + 2), sheet.key(quantity.last + 3)]
    if following[0] in {
        "arbeiten",
        "sind",
        "schaffen",
        "work",
    }:  # "52 arbeiten in Vollzeit", also without a unit
        return quantity.unit in {"", "Personen"} and bool({"vollzeit", "voll", "full"} & set(following[1:]))
    return quantity.unit == "Personen" and following[:2] in (
        ["in", "vollzeit"],
        ["vollzeit", ","],
        ["vollzeit", "und"],
        ["full", "time"],
    )


def hours_after(
    sheet: Sheet, heads: Quantity, following: Sequence[Quantity], after_full_time: bool
) -> Quantity | None:
    """Weekly hours of a group of staff: "vier mit 30 Stunden", "10 Minijobs (10 Stunden)"."""
    for hours in following[:1]:
        between = range(heads.last + 1, hours.first)
        linked = any(sheet.key(index) in _WITH for index in between) or heads.unit in {
            "Teilzeitkräfte",
            "Minijobber",
            "Vollzeitkräfte",
        }
        if (
            hours.unit == "Stunden"
            and hours.value <= _MOST_WEEKLY
            and len(between) <= 5  # noqa: PLR2004
            and linked
            and not any(sheet.key(i) in ",;." for i in between if sheet.key(i))
            and not any(match.first in between for match in sheet.cue("course"))
        ):
            if (
                not after_full_time
                and sheet.has("course", sheet.clause_of[hours.first])
                and heads.unit in {"", "Personen"}
                and not hours.period
            ):
                return None
            return hours
    return None


def shares(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """ "30 von 120 Leuten sind betroffen"."""
    for one, two in zip(sheet.quantities, sheet.quantities[1:], strict=False):
        between = [sheet.key(index) for index in range(one.last + 1, two.first)]
        if _from_all(sheet, one, two):
            used |= {one.first, two.first}
            yield _as_claim("betrieb_employees", one, one.number, 2.0)
            yield _as_claim("affected", two, two.number, 2.0)
            continue
        if (
            not 1 <= len(between) <= 3  # noqa: PLR2004
            or not {"von", "der", "of", "z", "з", "unserer", "aus"} & set(between)
            or two.unit not in {"Personen", ""}
        ):
            continue
        if one.unit not in {"", "Personen"} or one.value > two.value or two.first in used:
            continue
        sentence = sheet.sentence_of[one.first]
        if sheet.has("affected", sentence) or (sheet.matches.get("signal", {}) and _changes(sheet)):
            used |= {one.first, two.first}
            yield _as_claim("affected", one, one.number, 2.0)
            yield _as_claim("betrieb_employees", two, two.number, 2.0)
        else:
            used.add(one.first)


def _from_all(sheet: Sheet, whole: Quantity, part: Quantity) -> bool:
    """ "von den 480 Beschäftigten sind 110 betroffen"."""
    before = {sheet.key(whole.first - 1), sheet.key(whole.first - 2)}
    near = part.first - whole.last <= 4 and part.value <= whole.value  # noqa: PLR2004
    return (
        "von" in before
        and near
        and whole.unit == "Personen"
        and part.unit in {"", "Personen"}
        and sheet.has("affected", sheet.sentence_of[part.first])
    )


def groups(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """ "60 Interne und 700 Leihkräfte", "34 Monteure und 6 im Büro": the groups of a staff, told one after
    another, are one number.
    """
    run: list[Quantity] = []
    for quantity in sheet.quantities:
        if run and not (_goes_on(sheet, run[-1], quantity) and quantity.first not in used):
            yield from _summed(sheet, run, used)
            run = []
        if quantity.first not in used and (run or _begins_group(quantity)):
            run.append(quantity)
    yield from _summed(sheet, run, used)


def _begins_group(quantity: Quantity) -> bool:
    return (
        quantity.unit == "Personen"
        and not quantity.adjective
        and not quantity.indefinite
        and not quantity.alternative
    )


def _goes_on(sheet: Sheet, one: Quantity, two: Quantity) -> bool:
    """Whether a number counts another group beside the one before it."""
    between = [sheet.key(index) for index in range(one.last + 1, two.first)]
    joined = bool(between) and set(between) <= _AND | {"noch", "weitere", "dazu", "nochmal"}
    where = sheet.key(two.last + 1) in _WORKS_AT
    plain = not two.date and not two.adjective and two.value == int(two.value) and not two.indefinite
    return joined and plain and (two.unit == "Personen" or (not two.unit and where))


_WORKS_AT = frozenset({"im", "in", "am", "auf", "bei", "beim"})


def _summed(sheet: Sheet, run: Sequence[Quantity], used: set[int]) -> Iterator[Claim]:
    if len(run) < 2 or sum(quantity.value for quantity in run) <= FEW:  # noqa: PLR2004 - one is no sum
        return
    sentence = sheet.sentence_of[run[0].first]
    apart = ("affected", "participants", "not_heads", "group")
    of_one_noun = len({sheet.key(quantity.last) for quantity in run}) < len(run)
    if of_one_noun or any(sheet.has(cue, sentence) for cue in apart) or _ages(sheet, run):
        return
    used |= {quantity.first for quantity in run}
    total = int(sum(quantity.value for quantity in run))
    yield Claim("firm_headcount", total, run[0].first, run[-1].last, 2.0)


def _ages(sheet: Sheet, run: Sequence[Quantity]) -> bool:
    """Whether one of the numbers has other words than heads before it ("eine Kollegin, 52 Fahrerin")."""
    return any(sheet.distance("age", quantity, sheet.clause_of[quantity.first]) == 0 for quantity in run)


def _changes(sheet: Sheet) -> bool:
    return sheet.has("affected")


def _as_claim(fact: str, quantity: Quantity, value: float | int, weight: float = 1.0) -> Claim:
    about = quantity.bound is Bound.ABOUT
    return Claim(fact, value, quantity.first, quantity.last, weight, about=about)
