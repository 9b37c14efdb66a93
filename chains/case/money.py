"""Amounts in Euro and shares in percent: what each is for, by the nearest word that says so."""

from __future__ import annotations

from collections.abc import Iterator

from chains.case.anew.net_pay import none_left
from chains.case.claims import Claim
from chains.case.sheet import Sheet, Stretch
from chains.case.vocabulary import goal_signals
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity, is_year

_ROLES = {  # cue -> fact; a cue without a fact is an amount that is no fact of the case
    "exam": "course.exam_fee",
    "material": "masterpiece_material",
    "commute": "commute_public_transport_month",
    "income": "income",
    "assets": "assets",
    "employer_gives": "employer_pays",
    "side_income": "side_income_net_month",
    "training_pay": "training_pay_last_year_month",
    "loan": "loan_left",
    "other_money": "",
    "costs": "course.fee",
    "course": "course.fee",
}
_GOES_ON = frozenset("das also macht = davon sind".split())
_LEAST_BARE = 100  # Euro; a smaller bare number may be anything
_OPEN = frozenset({Bound.EXACTLY, Bound.ABOUT})


def money_claims(sheet: Sheet, used: set[int], fee_known: bool = False) -> Iterator[Claim]:
    """Claims of all amounts and shares; `fee_known`: a course's fee was told before, so that a bare amount
    may correct it.
    """
    last_role = ""
    for quantity in sheet.quantities:
        if not _is_one(sheet, quantity):
            continue
        if quantity.unit == "Euro" or _bare_amount(sheet, quantity):
            role = _role(sheet, quantity, last_role, fee_known)
            if role == "income" and _of_year(sheet, quantity):
                role = "gross_year"
            last_role = role or last_role
            if role:
                used.add(quantity.first)
                yield Claim(
                    role,
                    quantity.number,
                    quantity.first,
                    quantity.last,
                    1.0,
                    about=quantity.bound is Bound.ABOUT,
                )
                yield from _following(sheet, quantity, role)
        elif quantity.unit == "Prozent":
            for claim in _share(sheet, quantity):
                used.add(quantity.first)
                last_role = "employer_pays" if claim.fact == "employer_pays_pct" else last_role
                yield claim


def _following(sheet: Sheet, quantity: Quantity, role: str) -> Iterator[Claim]:
    """What follows from what an amount is for."""
    if role == "net_target_month":
        yield from none_left(sheet)
    if role == "employer_pays":
        yield Claim("employer_contributes", True, quantity.first, quantity.last)


def _is_one(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether it is one amount, no range or bound, and not of an hour."""
    if quantity.alternative or quantity.upper is not None or _of_an_hour(sheet, quantity):
        return False
    return quantity.bound in _OPEN or _priced(sheet, quantity)


def _priced(sheet: Sheet, quantity: Quantity) -> bool:
    """ "ein Kurs über 3.200 Euro": its price, not more than that."""
    before = quantity.first - 1
    return sheet.key(before) == "ueber" and any(match.last == before - 1 for match in sheet.cue("course"))


def _of_an_hour(sheet: Sheet, quantity: Quantity) -> bool:
    """ "12 Euro die Stunde", "Stundenlohn 13 Euro": no sum of a course or of a month."""
    behind = [sheet.key(index) for index in range(quantity.last + 1, quantity.last + 4)]
    before = [sheet.key(index) for index in range(quantity.first - 4, quantity.first)]
    per = "stunde" in behind[:3] and behind[0] in {"die", "pro", "je", "in", "stunde", "/"}
    return quantity.unit == "Euro" and (per or any(key.startswith("stundenlohn") for key in before))


# Euro; pay from which on it is a year's: nobody earns so much in a month whom a funded course is for
_YEARLY = 15_000


def _of_year(sheet: Sheet, quantity: Quantity) -> bool:
    """ "56.000 brutto im Jahr", „Jahresgehalt 42.000“, „verdient 35.000“."""
    said = quantity.period == "Jahr" or any(
        sheet.key(index).startswith("jahres") for index in range(quantity.first - 3, quantity.first)
    )
    return said or (quantity.value >= _YEARLY and not quantity.period)


def _role(sheet: Sheet, quantity: Quantity, last_role: str, fee_known: bool) -> str:
    clause, sentence = sheet.clause_of[quantity.first], sheet.sentence_of[quantity.first]
    if sheet.has("wage_training", sentence) and sheet.distance("costs", quantity, clause) > 3:  # noqa: PLR2004
        return "wage_training_time_incl_flat_share"
    if net := _net(sheet, quantity, clause, sentence):
        return net
    nearest = "course.fee" if _of_all(sheet, quantity) else _nearest(sheet, quantity, clause)
    if nearest == "course.fee" and fee_known and _part_of_costs(sheet, quantity):
        given = any(sheet.has(cue, clause) for cue in ("we", "firm", "employer_gives"))
        return "employer_pays" if given else ""
    if nearest != _NOT_NAMED:
        return nearest
    return _unnamed(sheet, quantity, clause, last_role, fee_known)


def _unnamed(sheet: Sheet, quantity: Quantity, clause: Stretch, last_role: str, fee_known: bool) -> str:
    """What an amount is for that no word beside it names."""
    if quantity.period == "Monat" and sheet.has("side_income", sheet.sentence_of[quantity.first]):
        return "side_income_net_month"
    if sheet.key(clause.first) in _GOES_ON and last_role:
        return last_role
    timed = any(
        other.unit in {"Stunden", "Unterrichtsstunden"} and not other.period for other in sheet.quantities
    )
    of_course = sheet.has("course") or any(sheet.of("signal", number) for number in goal_signals())
    told = not quantity.period and (fee_known or timed or of_course or sheet.has("per_person"))
    return "course.fee" if told else ""


def _of_all(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Was zahlt das Werk von den 14.000 Euro?": the whole that is shared."""
    before = [sheet.key(quantity.first - 2), sheet.key(quantity.first - 1)]
    return before[0] in {"von", "an"} and before[1] in {"den", "diesen", "unseren"}


_OF = frozenset({"von", "der", "den", "dem", "des", "davon"})


def _part_of_costs(sheet: Sheet, quantity: Quantity) -> bool:
    """ "1.400 Euro von den Gebühren", "2.000 davon": a part of the costs that were told before."""
    after = range(quantity.last + 1, quantity.last + 3)
    if sheet.key(quantity.last + 1) not in {"von", "davon", "der"}:
        return False
    behind = next((index for index in after if sheet.key(index) not in _OF), quantity.last + 3)
    costs = [match.first for cue in ("costs", "course") for match in sheet.cue(cue)]
    return sheet.key(quantity.last + 1) == "davon" or behind in costs


_NOT_NAMED = "?"  # no word tells what the amount is for


def _nearest(sheet: Sheet, quantity: Quantity, clause: Stretch) -> str:
    """The fact of the nearest word that says what an amount is for; "" for one that is none of the case."""
    near = {cue: _near(sheet, cue, quantity, clause) for cue in _ROLES}
    near["costs"] += 2  # tells less than what is paid for
    near["course"] += 3  # the least telling word
    if any(match.last == quantity.first - 1 for match in sheet.cue("costs", clause)):
        near["income"] += 3  # "kostet 3.200 Euro brutto"
    best = min(near, key=lambda cue: near[cue])
    if best == "exam" and (_with_course(sheet, clause) or _with_exam(sheet, quantity, clause)):
        return "course.fee"
    if near[best] < float("inf"):
        role = _ROLES[best]
        return "course.fee" if role == "employer_pays" and _all_paid(sheet, quantity, clause) else role
    return _NOT_NAMED


_INCLUDING = frozenset({"mit", "inklusive", "inkl", "samt", "einschliesslich", "incl", "einschl"})


def _with_exam(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "8.600 Euro mit Prüfung": the whole sum."""
    return any(
        match.first > quantity.last
        and any(sheet.key(index) in _INCLUDING for index in range(quantity.last + 1, match.first))
        for match in sheet.cue("exam", clause)
    )


def _with_course(sheet: Sheet, clause: Stretch) -> bool:
    """ "Kurs und Prüfung kosten 12.000": both together."""
    joined = {"und", "mit", "inklusive", "inkl", "samt", "plus", "+", "incl", "einschliesslich"}
    course, exam = sheet.cue("course", clause), sheet.cue("exam", clause)
    return any(
        0 < other.first - match.last <= 3  # noqa: PLR2004 - "Lehrgang mit der Prüfung"
        and any(sheet.key(index) in joined for index in range(match.last + 1, other.first))
        for match in course
        for other in exam
    )


def _bare_amount(sheet: Sheet, quantity: Quantity) -> bool:
    """ "kostet 4000", "mit Ausfall 900": an amount without its unit, right behind the word for it."""
    if quantity.unit or quantity.date or quantity.value < _LEAST_BARE or is_year(quantity, sheet.text):
        return False
    if sheet.key(quantity.first - 1) == "ist" and sheet.has("net_target"):
        return True
    if _named_before(sheet, quantity):
        return True
    before = [
        match
        for name in (
            "costs",
            "net",
            "net_difference",
            "employer_gives",
            "net_target",
            "net_actual",
            "exam",
            "income",
            "assets",
        )
        for match in sheet.cue(name, sheet.clause_of[quantity.first])
    ]
    near = any(0 <= quantity.first - match.last - 1 <= 2 for match in before)  # noqa: PLR2004
    return near or _course_for(sheet, quantity) or _given(sheet, quantity)


def _given(sheet: Sheet, quantity: Quantity) -> bool:
    """ "der Chef will 2.000 dazugeben", "hat 2.500 netto": the word stands right behind the sum."""
    clause = sheet.clause_of[quantity.first]
    behind = [match for name in ("employer_gives", "net", "income") for match in sheet.cue(name, clause)]
    if any(other.unit == "Euro" for other in sheet.quantities):  # "5.400 Euro Lehrgang, 700 Prüfung"
        behind += [match for name in ("exam", "material") for match in sheet.cue(name, clause)]
    return any(quantity.last + 1 in {match.first, match.last} for match in behind)


_BARE_ROLES = ("course", "material", "training_pay", "wage_training", "commute", "side_income", "income")
_BETWEEN = frozenset({":", "ca", "etwa", "rund", "von", "fuer", "also", "="})
_LEAST_LONE = 300  # Euro; below, a bare number behind "Kurs" may be its hours


def _named_before(sheet: Sheet, quantity: Quantity) -> bool:
    """ "Kurs 5.000", "Material 4.500": a sum right behind what it is for, written as sums are."""
    written = sheet.text[quantity.start : quantity.end]
    following = sheet.tokens[quantity.last + 1].text[:1] if quantity.last + 1 < len(sheet.tokens) else ""
    if not ("." in written or quantity.value >= _LEAST_LONE) or following.isupper():
        return False
    matches = [match for name in _BARE_ROLES for match in sheet.cue(name, sheet.clause_of[quantity.first])]
    return any(
        match.last == quantity.first - 1
        or (match.last == quantity.first - 2 and sheet.key(quantity.first - 1) in _BETWEEN)
        for match in matches
    )


def _course_for(sheet: Sheet, quantity: Quantity) -> bool:
    """ "ein Kurs für 5.000": a price without its unit."""
    nouns = [
        match
        for match in sheet.cue("course", sheet.clause_of[quantity.first])
        if match.last == quantity.first - 2
    ]
    return sheet.key(quantity.first - 1) in {"fuer", "zu", "um"} and bool(nouns)


def _near(sheet: Sheet, cue: str, quantity: Quantity, clause: Stretch) -> float:
    """Distance to a cue's nearest word that no other amount stands between or nearer to."""
    amounts = [
        other
        for other in sheet.quantities
        if other is not quantity and other.unit == "Euro" and other.first in clause
    ]
    best = float("inf")
    for match in sheet.cue(cue, clause):
        before = match.last < quantity.first
        away = quantity.first - match.last - 1 if before else max(match.first - quantity.last, 0) + 0.5
        for other in amounts:
            if min(match.first, quantity.first) < other.first < max(match.first, quantity.first):
                away += 4 if before else float("inf")
            elif (
                not before
                and other.first > match.first
                and other.first - match.last <= match.first - quantity.last
            ):
                away = float("inf")
        best = min(best, away)
    return best


def _all_paid(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "will einen Kurs für 3.000 Euro bezahlen", "Was zahlt der Chef bei 3.000 Euro?": the price, not a part
    of it.
    """
    before, behind = sheet.key(quantity.first - 1), sheet.key(quantity.last + 1)
    asked = clause.question and before in {"bei", "von"} and behind in {"?", "", "kosten", "kurskosten"}
    return asked or (before in {"fuer", "von", "ueber"} and sheet.has("course", clause))


def _net(sheet: Sheet, quantity: Quantity, clause: Stretch, sentence: Stretch) -> str:
    if sheet.distance("net_difference", quantity, clause) <= 3:  # noqa: PLR2004
        return "net_difference_month"
    told = (
        sheet.has("net", sentence)
        or sheet.has("net_target", sentence)
        or sheet.has("net_target", clause)
        or sheet.has("net_actual", clause)
    )
    if not told or _only_shall(sheet, sentence):
        return ""
    if sheet.key(quantity.first - 1) == "ist" and sheet.has("net_target"):
        return "net_actual_month"  # "Soll 2.300, Ist 900"
    target, actual = (_on_its_side(sheet, cue, quantity, clause) for cue in ("net_target", "net_actual"))
    far = min(target, actual) == float("inf")
    # "verdient netto 2.400, im Kurs nur noch 600"
    apart = far and sheet.has("net", clause) and sheet.has("net_actual", sentence)
    # "2.300 netto, und in der Zeit arbeitet er gar nicht"
    if apart or sheet.has("no_wage"):
        return "net_target_month"
    if far or not (sheet.has("net") or sheet.has("income", sentence)):
        return ""
    # "2.800 netto und im Kurs nur noch 1.000 netto": the first is the whole
    whole = target <= actual or _nearer_in_course(sheet, quantity, clause, actual)
    return "net_target_month" if whole else "net_actual_month"


def _nearer_in_course(sheet: Sheet, quantity: Quantity, clause: Stretch, distance: float) -> bool:
    """Whether a sum behind this one in its clause is nearer to what says what is left in the course."""
    return any(
        _on_its_side(sheet, "net_actual", other, clause) < distance
        for other in sheet.quantities
        if other.first > quantity.first and other.first in clause and other.unit in {"", "Euro"}
    )


def _only_shall(sheet: Sheet, sentence: Stretch) -> bool:
    """ "Sie soll 2.200 Euro verdienen": no word of a net pay but the verb."""
    if sheet.has("net", sentence) or sheet.has("net_actual", sentence):
        return False
    return all(sheet.key(m.first) == "soll" == sheet.key(m.last) for m in sheet.cue("net_target", sentence))


_PARTS = frozenset({"und", "aber", "dann", "danach", ",", ";"})


def _on_its_side(sheet: Sheet, cue: str, quantity: Quantity, clause: Stretch) -> float:
    """Tokens to the nearest of a cue's words, those beyond an "und" farther ("2.500 vorher und 1.700 im
    Kurs": the one before it belongs to the other sum).
    """
    best = float("inf")
    for match in sheet.cue(cue, clause):
        between = range(match.last + 1, quantity.first) or range(quantity.last + 1, match.first)
        parted = any(sheet.key(index) in _PARTS for index in between)
        best = min(best, len(between) + 3 * parted)
    return best


def _share(sheet: Sheet, quantity: Quantity) -> Iterator[Claim]:
    clause = sheet.clause_of[quantity.first]
    if any(index in sheet.masked for index in range(clause.first, clause.last)):
        return
    gives, own = (
        sheet.distance("employer_gives", quantity, clause),
        sheet.distance("employee_gives", quantity, clause),
    )
    if own < float("inf") and own <= gives:
        yield Claim("employee_contribution_pct", quantity.number, quantity.first, quantity.last)
    elif gives < float("inf"):
        yield Claim("employer_pays_pct", quantity.number, quantity.first, quantity.last)
        yield Claim("employer_contributes", quantity.value > 0, quantity.first, quantity.last)
