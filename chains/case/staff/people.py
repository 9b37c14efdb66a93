"""Heads: how many work in the firm, its group, with how many hours, how many are affected; children;
full-time posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.ages import OLDEST, YOUNGEST
from chains.case.claims import Claim
from chains.case.sheet import Sheet, Stretch
from chains.case.staff.groups import FEW, groups, shares, staff_hours
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity, is_year
from chains.quantities.tokens import TokenKind

_MUST = frozenset({"muessen", "muessten", "brauchen", "brauchten", "benoetigen"})
_A_CLAUSE = 15  # tokens to the last word of a clause that says what so many must do
_HEAD_LABELS = frozenset(
    "mitarbeiterzahl beschaeftigtenzahl belegschaft betriebsgroesse beschaeftigte mitarbeiter mitarbeitende"
    " firmengroesse unternehmensgroesse employees staff headcount leute personal".split()
)


def staff_claims(sheet: Sheet, used: set[int]) -> Iterator[Claim]:
    """Claims of all heads; adds the first tokens of the quantities it has read to `used`."""
    yield from staff_hours(sheet, used)
    yield from shares(sheet, used)
    yield from groups(sheet, used)
    for quantity in sheet.quantities:
        if quantity.first in used or quantity.alternative or quantity.date:
            continue
        if sheet.tokens[quantity.first].text.lower() in _AN or _behind_date(sheet, quantity):
            continue
        if _of_trade_since(sheet, quantity):
            used.add(quantity.first)
            yield _claim("years_since_degree", quantity, sheet.today.year - int(quantity.value))
        elif quantity.unit == "Stellen":
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


_FIRST_YEAR = 1960  # before which nobody who still works has learnt a trade


def _of_trade_since(sheet: Sheet, quantity: Quantity) -> bool:
    """ "seit 2012 Tischler": a year and a trade, no heads."""
    year = _FIRST_YEAR <= quantity.value <= sheet.today.year and quantity.value == int(quantity.value)
    return quantity.unit == "Personen" and year and sheet.key(quantity.first - 1) in {"seit", "since"}


def _behind_date(sheet: Sheet, quantity: Quantity) -> bool:
    """ "wird am 20. Dezember 45": years, not heads."""
    return not quantity.unit and any(q.date and q.last + 1 == quantity.first for q in sheet.quantities)


def _of_affected(sheet: Sheet, quantity: Quantity) -> bool:
    """ "davon 40 betroffen", "betroffen sind 150", "70 müssen wegen der Umstellung … umlernen"."""
    clause = sheet.clause_of[quantity.first]
    opens = quantity.first == clause.first  # "80 sind vom Strukturwandel betroffen"
    must = opens and sheet.key(quantity.last + 1) in _MUST
    return (
        sheet.distance("affected", quantity, clause) <= (_A_CLAUSE if must else 7 if opens else 4)
        and not is_year(quantity, sheet.text)
        and not quantity.adjective
    )


_ONE_PERSON = frozenset({"mitarbeiter", "beschaeftigte", "mitarbeitende"})


def _aged(sheet: Sheet, quantity: Quantity) -> bool:
    """ "230 Beschäftigte, …, Mitarbeiter 40": heads were told with their unit, so the bare number behind
    the person is an age.
    """
    told = any(
        other is not quantity and other.unit == "Personen" and other.value > FEW for other in sheet.quantities
    )
    trained = sheet.key(quantity.last + 1) == "," and any(
        match.first == quantity.last + 2 for match in sheet.cue("ended_training")
    )  # "Mitarbeiter 38, Ausbildung 2009"
    one = sheet.key(quantity.first - 1) in _ONE_PERSON and YOUNGEST <= quantity.value <= OLDEST
    return one and (told or trained)


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
    if sheet.key(quantity.first - 1) in _IN_ALL and sheet.has("group", sheet.sentence_of[quantity.first]):
        return True
    we_are = sheet.has("we", clause) and sheet.key(quantity.last + 1) in _ARE
    return we_are or _there_are(sheet, quantity) or _beside_firm(sheet, quantity, clause)


def _there_are(sheet: Sheet, quantity: Quantity) -> bool:
    """ "dort sind es 230", "bundesweit sind es 900", where a place of work was named."""
    before = {sheet.key(quantity.first - 1), sheet.key(quantity.first - 2)}
    sentence = sheet.sentence_of[quantity.first]
    around = [*sheet.sentences[max(sheet.sentences.index(sentence) - 1, 0) :][:2]]
    named = any(sheet.has(cue, where) for cue in ("site", "company", "group") for where in around)
    return before == {"sind", "es"} and named


_ARE = frozenset({"waeren", "sind", "werden", "wuerden", "haetten"})  # "wenn wir bis dahin 52 wären"


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
    group, affected = _group_distance(sheet, quantity, clause), sheet.distance("affected", quantity, clause)
    if sheet.key(quantity.first - 1) in _IN_ALL and sheet.has("group", sentence):
        group = 0.0  # "gehört zu einer Gruppe (Konzern) mit insgesamt 900"
    if "davon" in {sheet.key(index) for index in range(clause.first, quantity.first)}:
        affected = min(affected, 1.0)
        if not (sheet.has("affected", sentence) or sheet.has("affected")):
            used.add(quantity.first)
            return
    used.add(quantity.first)
    if sheet.distance("not_heads", quantity, clause) <= 2:  # noqa: PLR2004
        return
    yield from (
        _participants(sheet, quantity)
        if _is_group(sheet, quantity)
        else _counted(sheet, quantity, firm, group, affected)
    )


def _is_group(sheet: Sheet, quantity: Quantity) -> bool:
    """ "eine Gruppe von acht Leuten": those who go to the course, no group of firms."""
    return [sheet.key(quantity.first - 2), sheet.key(quantity.first - 1)] == ["gruppe", "von"]


def _counted(sheet: Sheet, quantity: Quantity, firm: float, group: float, affected: float) -> Iterator[Claim]:
    """Whose heads a figure counts, by how near the words for firm, group and affected stand."""
    clause, sentence = sheet.clause_of[quantity.first], sheet.sentence_of[quantity.first]
    if affected < float("inf") and affected <= max(firm, 4.0) and not _also_heads(sheet, quantity, clause):
        yield _claim("affected", quantity, quantity.number)
    elif (group < float("inf") and group <= firm + 3) or _all_of_group(sheet, clause, sentence):
        yield _claim("group_headcount", quantity, quantity.number, 2.0)
    elif _whole_company(sheet, quantity, clause):
        yield _claim("company_headcount", quantity, quantity.number, 2.0)
    elif _persons_meant(sheet, quantity) or _is_sent(sheet, quantity):
        yield from _participants(sheet, quantity)
    else:
        few = _chosen_few(sheet, quantity)
        weight = 2.0 if firm < float("inf") and not few else 1.0
        weight += _WITH_UNIT if quantity.unit == "Personen" and weight > 1 else 0.0
        if few:
            yield from _participants(sheet, quantity)
        yield from _bounded("firm_headcount", quantity, weight)


_AN = frozenset({"nen", "ne", "n", "nem", "ner"})  # "nen Kollegen": nobody is counted


def _group_distance(sheet: Sheet, quantity: Quantity, clause: Stretch) -> float:
    """Tokens to the word for the group; infinite where another figure is nearer ("Werk mit 140 Leuten, im
    Konzern 2.300").
    """
    own = sheet.distance("group", quantity, clause)
    others = (q for q in sheet.quantities if q is not quantity and q.first in clause and not q.date)
    heads = (q for q in others if q.unit in {"", "Personen"})
    return float("inf") if any(sheet.distance("group", other, clause) < own for other in heads) else own


_WITH_UNIT = 0.2  # "290 Mann" tells more surely than a bare number beside a word for the firm
_SENT = (
    "schick",
    "steck",
    "woll",
    "soll",
    "moecht",
    "kandidat",
    "anmeld",
    "schul",
    "qualifizier",
    "teilnehm",
)


def _chosen_few(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Wir sind 330 und wollen 12 Kollegen schicken": fewer than others told here, and sent somewhere."""
    sentence = sheet.sentence_of[quantity.first]
    near = range(max(sentence.first, quantity.first - 3), min(sentence.last, quantity.last + 5))
    sent = any(sheet.key(index).startswith(_SENT) for index in near)
    return sent and any(
        other.value > quantity.value and (other.unit == "Personen" or _of_firm(sheet, other))
        for other in sheet.quantities
        if other is not quantity and other.unit in {"Personen", ""} and not other.date
    )


_SENDS = ("schick", "steck", "woll", "will", "moecht", "meld", "schul", "qualifizier")
_TO_HEADS = ("einstell", "eingestellt", "haben", "werden", "wachs", "aufstock", "vergroesser", "sein")


def _is_sent(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Wir schicken zwei Helfer auf einen Kurs", "Der Chef möchte drei Leute umschulen": whom a firm sends
    is not its size.
    """
    clause = sheet.clause_of[quantity.first]
    before = range(max(clause.first, quantity.first - 3), quantity.first)
    sends = quantity.unit == "Personen" and any(sheet.key(index).startswith(_SENDS) for index in before)
    behind = range(quantity.last + 1, clause.last)
    return sends and not any(sheet.key(index).startswith(_TO_HEADS) for index in behind)


def _participants(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    """How many go to the course, where its price is told for each of them."""
    if quantity.value > 1 and sheet.has("per_person") and quantity.bound is Bound.EXACTLY:
        yield _claim("participants", quantity, quantity.number)


_IN_ALL = frozenset({"insgesamt", "zusammen", "gesamt", "weltweit", "konzernweit"})


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
    if firm and sheet.key(quantity.last + 1) in _ARE:
        return False
    if sheet.has("participants", sheet.clause_of[quantity.first]):
        return sheet.distance(
            "participants", quantity, sheet.clause_of[quantity.first]
        ) <= 6 and not sheet.has("work_verbs", sheet.clause_of[quantity.first])  # noqa: PLR2004
    if firm:
        return False
    others = any(q is not quantity and q.unit == "Personen" for q in sheet.quantities)
    in_firm_sentence = sheet.has("firm", sheet.sentence_of[quantity.first])
    return quantity.value <= FEW and (
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
