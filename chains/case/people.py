"""Heads: how many work in the firm, its group, with how many hours, how many are affected; children;
full-time posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chains.case.claims import Claim
from chains.case.sheet import Sheet, Stretch
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity, is_year
from chains.quantities.tokens import TokenKind

# said for "Vollzeit" without hours; § 82 Abs. 6 Satz 3 Nr. 1 SGB III: everything over 30 counts one
FULL_TIME_WEEKLY_HOURS = 40.0
_STAFF = frozenset({"Personen", "Vollzeitkräfte", "Teilzeitkräfte", "Minijobber"})
_MOST_WEEKLY = 48  # § 3 ArbZG: six days of eight hours
_WITH = frozenset("mit auf a à zu je ( mit von jeweils also um with".split())
_HEAD_LABELS = frozenset(
    "mitarbeiterzahl beschaeftigtenzahl belegschaft betriebsgroesse beschaeftigte mitarbeiter mitarbeitende"
    " firmengroesse unternehmensgroesse employees staff headcount leute personal".split()
)
_YOUNGEST, _OLDEST = 15, 75  # of a person at work, as in times.py
_FEW = 5  # so many persons without a word for the firm are the persons the case is about


def staff_claims(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """Claims of all heads; adds the first tokens of the quantities it has read to `used`."""
    yield from _staff_hours(sheet, used)
    yield from _share(sheet, used)
    for quantity in sheet.quantities:
        if quantity.first in used or quantity.alternative or quantity.date:
            continue
        if quantity.unit == "Stellen":
            used.add(quantity.first)
            yield _claim("staff_fte", quantity, quantity.number)
        elif quantity.unit == "Kinder":
            used.add(quantity.first)
            yield _claim("children", quantity, quantity.number, 2.0)
            yield _claim("has_child", quantity, quantity.value > 0, 2.0)
        elif quantity.unit == "Personen" or (
            not quantity.unit and (_of_firm(sheet, quantity) or _of_affected(sheet, quantity))
        ):
            yield from _heads(sheet, quantity, used)


def _staff_hours(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    parts: list[tuple[object, ...]] = []
    spans: list[Quantity] = []
    full = False
    for index, quantity in enumerate(sheet.quantities):
        if quantity.unit not in _STAFF | {""} or quantity.alternative or quantity.first in used:
            continue
        hours = _hours_after(sheet, quantity, sheet.quantities[index + 1 :], full)
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
    for hours in sheet.quantities:
        if parts and hours not in spans and _of_one(sheet, hours):
            parts.append((1, hours.number))
            spans.append(hours)
    if rest := _rest(sheet, parts, spans):
        parts.insert(0, (rest, FULL_TIME_WEEKLY_HOURS))
    if parts and (len(parts) > 1 or full):
        used |= {quantity.first for quantity in spans}
        whole = tuple(
            (heads, int(hours) if isinstance(hours, float) and hours == int(hours) else hours)
            for heads, hours in parts
        )
        yield Claim("staff_hours", whole, spans[0].first, spans[-1].last)


_ONE = frozenset({"ein", "eine", "einer", "einem", "einen"})
_PART_TIMERS = ("minijob", "teilzeit", "aushilf")


def _of_one(sheet: Sheet, hours: Quantity) -> bool:
    """ "eine Minijobberin mit 8 Stunden": the weekly hours of one more."""
    if hours.unit != "Stunden" or hours.value > _MOST_WEEKLY or sheet.key(hours.first - 1) not in _WITH:
        return False
    return sheet.key(hours.first - 2).startswith(_PART_TIMERS) and sheet.key(hours.first - 3) in _ONE


def _rest(sheet: Sheet, parts: Sequence[tuple[object, ...]], spans: Sequence[Quantity]) -> int:
    """Heads that "der Rest voll" leaves of a total told before the parts; 0 if there are none."""
    if not parts or not sheet.has("rest_full"):
        return 0
    total = next((q.value for q in sheet.quantities if q.unit == "Personen" and q.first < spans[0].first), 0)
    return max(int(total - sum(heads for heads, _ in parts if isinstance(heads, int | float))), 0)


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


def _hours_after(
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


def _share(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """ "30 von 120 Leuten sind betroffen"."""
    for one, two in zip(sheet.quantities, sheet.quantities[1:], strict=False):
        between = [sheet.key(index) for index in range(one.last + 1, two.first)]
        if _from_all(sheet, one, two):
            used |= {one.first, two.first}
            yield _claim("betrieb_employees", one, one.number, 2.0)
            yield _claim("affected", two, two.number, 2.0)
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
            yield _claim("affected", one, one.number, 2.0)
            yield _claim("betrieb_employees", two, two.number, 2.0)
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


def _changes(sheet: Sheet) -> bool:
    return sheet.has("affected")


def _of_affected(sheet: Sheet, quantity: Quantity) -> bool:
    """ "davon 40 betroffen", "betroffen sind 150"."""
    clause = sheet.clause_of[quantity.first]
    opens = quantity.first == clause.first  # "80 sind vom Strukturwandel betroffen"
    return (
        sheet.distance("affected", quantity, clause) <= (7 if opens else 4)
        and not is_year(quantity, sheet.text)
        and not quantity.adjective
    )


_ONE_PERSON = frozenset({"mitarbeiter", "beschaeftigte", "mitarbeitende"})


def _aged(sheet: Sheet, quantity: Quantity) -> bool:
    """ "230 Beschäftigte, …, Mitarbeiter 40": heads were told with their unit, so the bare number behind
    the person is an age.
    """
    told = any(
        other is not quantity and other.unit == "Personen" and other.value > _FEW
        for other in sheet.quantities
    )
    return told and sheet.key(quantity.first - 1) in _ONE_PERSON and _YOUNGEST <= quantity.value <= _OLDEST


def _of_firm(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether a bare number counts heads: "im Konzern 2.000", "Betrieb 1.200", "hier sind wir
    90", "wir sind zu siebt".
    """
    if is_year(quantity, sheet.text) and not sheet.text[quantity.start : quantity.end].count("."):
        return False
    clause = sheet.clause_of[quantity.first]
    no_heads = (
        quantity.adjective
        or quantity.value != int(quantity.value)
        or _counts_things(sheet, quantity)
        or _aged(sheet, quantity)
    )
    if no_heads or sheet.distance("gdb", quantity, clause) <= 3:  # noqa: PLR2004
        return False
    if sheet.key(quantity.first - 1) in _HEAD_LABELS or (
        sheet.key(quantity.first - 1) == ":" and sheet.key(quantity.first - 2) in _HEAD_LABELS
    ):
        return True
    return _beside_firm(sheet, quantity, clause)


def _beside_firm(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    firm = min(sheet.distance(name, quantity, clause) for name in ("firm", "group"))
    work = min(sheet.distance("work_verbs", quantity, clause), sheet.distance("we", quantity, clause))
    if sheet.key(quantity.first - 1) == "zu" and sheet.has("we", clause):
        return True
    person = sheet.distance("person", quantity, clause)
    close = 4
    if person <= min(firm, close) and not sheet.has("we", clause):
        return False
    plural = sheet.distance("work_verbs", quantity, clause) <= 3 and (  # noqa: PLR2004
        sheet.has("firm", clause) or sheet.has("we", clause) or sheet.has("group", clause)
    )
    reach = 4 if quantity.bound is Bound.ABOUT else 2  # "Betrieb so um die 120"
    return (
        firm <= reach
        or (plural and work <= close)
        or (work <= 2 and sheet.key(quantity.first - 1) in {"arbeiten", "beschaeftigen"})  # noqa: PLR2004
    )


_RANKED = frozenset(
    "klasse klassen schuljahr lehrjahr jahrgangsstufe stock etage semester lebensjahr geburtstag".split()
)


def _counts_things(sheet: Sheet, quantity: Quantity) -> bool:
    """ "hat 35 Anmeldungen", "8. Klasse": the number counts or orders what is named behind it."""
    at = quantity.last + (2 if sheet.key(quantity.last + 1) == "." else 1)
    following = sheet.tokens[at] if at < len(sheet.tokens) else None
    if (
        following is None
        or following.kind is not TokenKind.WORD
        or not following.text[:1].isupper()
        or following.text.isupper()
    ):
        return False
    if sheet.key(at) in _RANKED:  # the full stop of "8. Klasse" may end a sentence of the reader
        return True
    if sheet.sentence_of[at] is not sheet.sentence_of[quantity.first]:
        return False
    return not any(
        match.first == at for matches in sheet.matches.get("cue", {}).values() for match in matches
    )


def _heads(sheet: Sheet, quantity: Quantity, used: set[int]) -> Iterator[Claim]:
    clause, sentence = sheet.clause_of[quantity.first], sheet.sentence_of[quantity.first]
    firm = min(sheet.distance(name, quantity, clause) for name in ("firm", "we"))
    group, affected = sheet.distance("group", quantity, clause), sheet.distance("affected", quantity, clause)
    if "davon" in {sheet.key(index) for index in range(clause.first, quantity.first)}:
        affected = min(affected, 1.0)
        if not (sheet.has("affected", sentence) or sheet.has("affected")):
            used.add(quantity.first)
            return
    used.add(quantity.first)
    if sheet.distance("not_heads", quantity, clause) <= 2:  # noqa: PLR2004
        return
    if affected < float("inf") and affected <= max(firm, 4.0) and not _also_heads(sheet, quantity, clause):
        yield _claim("affected", quantity, quantity.number)
    elif (group < float("inf") and group <= firm + 3) or _all_of_group(sheet, clause, sentence):
        yield _claim("group_headcount", quantity, quantity.number, 2.0)
    elif _whole_company(sheet, quantity, clause):
        yield _claim("company_headcount", quantity, quantity.number, 2.0)
    elif _persons_meant(sheet, quantity):
        return
    else:
        weight = 2.0 if firm < float("inf") else 1.0
        yield from _bounded("firm_headcount", quantity, weight)


def _all_of_group(sheet: Sheet, clause: Stretch, sentence: Stretch) -> bool:
    """ "gehört zu einer Gruppe, zusammen sind das 620 Leute"."""
    words = {sheet.key(index) for index in range(clause.first, clause.last)}
    together = bool({"zusammen", "insgesamt", "gesamt"} & words)
    return together and sheet.has("group", sentence) and not sheet.has("group", clause)


def _also_heads(sheet: Sheet, quantity: Quantity, clause: object) -> bool:
    """Whether the affected of this clause are another number, nearer to that word."""
    others = [
        q
        for q in sheet.quantities
        if q is not quantity and q.first in clause and q.unit in {"Personen", ""}  # type: ignore[operator]
    ]
    own = sheet.distance("affected", quantity, sheet.clause_of[quantity.first])
    return any(sheet.distance("affected", other, sheet.clause_of[quantity.first]) < own for other in others)


def _whole_company(sheet: Sheet, quantity: Quantity, clause: object) -> bool:
    if sheet.distance("company", quantity, sheet.clause_of[quantity.first]) > 4:  # noqa: PLR2004
        return False
    others = [
        q
        for q in sheet.quantities
        if q is not quantity
        and q.unit in {"Personen", ""}
        and not q.date
        and sheet.clause_of[q.first] is not clause
    ]
    return any(
        sheet.distance("site", other, sheet.clause_of[other.first]) <= 4  # noqa: PLR2004
        and (other.unit or _of_firm(sheet, other))
        for other in others
    )


def _persons_meant(sheet: Sheet, quantity: Quantity) -> bool:
    """A few persons whom the case is about, or those who go to the course, not the firm's size."""
    firm = sheet.has("firm", sheet.clause_of[quantity.first]) or sheet.has(
        "we", sheet.clause_of[quantity.first]
    )
    if sheet.has("participants", sheet.clause_of[quantity.first]):
        return sheet.distance(
            "participants", quantity, sheet.clause_of[quantity.first]
        ) <= 6 and not sheet.has("work_verbs", sheet.clause_of[quantity.first])  # noqa: PLR2004
    if firm:
        return False
    others = any(q is not quantity and q.unit == "Personen" for q in sheet.quantities)
    in_firm_sentence = sheet.has("firm", sheet.sentence_of[quantity.first])
    return quantity.value <= _FEW and (
        others or not in_firm_sentence or sheet.has("participants", sheet.sentence_of[quantity.first])
    )


def _bounded(fact: str, quantity: Quantity, weight: float) -> Iterator[Claim]:
    number = quantity.number
    if quantity.upper is not None:
        yield _claim(f"{fact}_min", quantity, number, weight)
        yield _claim(f"{fact}_max", quantity, int(quantity.upper), weight)
        return
    match quantity.bound:
        case Bound.MORE:
            yield _claim(f"{fact}_min", quantity, int(number) + 1, weight)
        case Bound.AT_LEAST:
            yield _claim(f"{fact}_min", quantity, number, weight)
        case Bound.LESS:
            yield _claim(f"{fact}_max", quantity, int(number) - 1, weight)
        case Bound.AT_MOST:
            yield _claim(f"{fact}_max", quantity, number, weight)
        case _:
            yield _claim(fact, quantity, number, weight)


def _claim(fact: str, quantity: Quantity, value: float | int | bool, weight: float = 1.0) -> Claim:
    return Claim(fact, value, quantity.first, quantity.last, weight, about=quantity.bound is Bound.ABOUT)
