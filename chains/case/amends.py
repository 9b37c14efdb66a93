"""What a message means only beside the case that is known: a bare number, "das war vor 3 Jahren", "und wenn
die 12 Stunden machen?", another course, another firm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chains.case.claims import Claim
from chains.case.facts import Case
from chains.case.sheet import Sheet
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity
from chains.quantities.sense import Sense

_FULL_TIME = 35  # weekly hours from which a group of the staff is full-time in what people say
_MOST_WEEKLY = 48  # § 3 ArbZG: six days of eight hours
# words around a bare number that say nothing of what it counts ("und bei 4.000?", "rechne mal mit 600")
_FILLERS = frozenset(
    """und oder aber was ist wie waere bei mit wenn es nun jetzt dann sind wir haben haetten waeren
    sagen rechne rechnen rechnet mal nochmal bitte doch nur eher statt nimm setz probier lieber auf
    fuer von so ca nein nee ne ok okay sorry quatsch korrektur falsch moment stimmt nicht hat habe
    haette noch da schon ja also auch ich meine meinte halt der die das sie er kurs kostet kosten
    koste ? ! , . : - –""".split()
)
_MONTHS_OF = {"Jahre": 12, "Monate": 1}
_OTHER_COURSE = (
    "lieber",
    "stattdessen",
    "andere",
    "anderer",
    "anderen",
    "anderes",
    "neuer",
    "neuen",
    "neue",
    "zweiter",
    "zweiten",
    "alternativ",
    "sondern",
)
_OF_COURSE = (
    "course.",
    "azav_",
    "beyond_short_adaptation",
    "employer_legally_obliged",
    "in_working_time",
    "afbg_",
    "masterpiece_material",
    "lodging_",
    "commute_",
    "applied_before_start",
    "exam_passed",
    "exams_passed",
    "prior_qualification_met",
)
_SIZE = frozenset(
    {"firm_headcount", "firm_headcount_min", "firm_headcount_max", "staff_hours", "group_headcount"}
)
_PERSON = frozenset({"age", "degree", "years_since_degree", "disability"})
_COURSE = frozenset(
    {"course.fee", "course.hours", "course.units", "course.days", "course.months", "course.goal"}
)


def amended(claims: list[Claim], sheet: Sheet, known: Case) -> list[Claim]:
    """The claims as they are meant beside the known case."""
    if not known:
        return claims
    claims = [claim for claim in claims if not _hardly_employed(claim, known)]
    facts = {claim.fact for claim in claims}
    hours = list(_hours_anew(sheet, known, facts))
    kept = [claim for claim in claims if not hours or claim.fact not in {"course.hours", "own_weekly_hours"}]
    more = [
        *hours,
        *_agreement(sheet, known, facts),
        *_approved(sheet, known, facts),
        *_ago_anew(sheet, known, facts),
    ]
    more += _of_unit(sheet, known) if not (kept or more) else []
    return [*(_in_known_job(claim, known) for claim in kept), *more]


_STRONGER = frozenset({"transfer_kug", "threatened", "unpaid_leave", "apprentice"})
_HARDLY = 0.5  # weight of "Kollegin": who is one may be threatened or in a transfer company all the same


def _hardly_employed(claim: Claim, known: Case) -> bool:
    """Whether only a word for the person says that somebody is employed of whom more was told."""
    weak = claim.fact == "status" and claim.value == "employed" and claim.weight <= _HARDLY
    return weak and "status" in known and known["status"].value in _STRONGER


_SHORTLY = 9  # tokens of a message that says no more than that there is an agreement


def _agreement(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "Betriebsvereinbarung gibt es auch": in a talk about a course the one about training is meant."""
    about_course = any(name.startswith("course.") for name in known)
    if not about_course or len(sheet.tokens) > _SHORTLY or told & {"works_agreement", "agreement"}:
        return
    for cue, value in (("works_pact", "bv_weiterbildung"), ("collective_pact", "tv_weiterbildung")):
        for match in sheet.cue(cue):
            denied = {"kein", "keine", "keinen", "ohne", "nicht"} & {token.key for token in sheet.tokens}
            asked = sheet.tokens[-1].text == "?" and sheet.key(0) not in {"und", "mit", "bei", "wenn"}
            if not asked:
                yield Claim("works_agreement", "none" if denied else value, match.first, match.last)
            return


def _approved(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "und wenn sie doch zugelassen ist?", where it was said that the course is not."""
    denied = {"nicht", "keine", "kein"} & {token.key for token in sheet.tokens}
    if denied or "azav_massnahme" in told or "azav_massnahme" not in known:
        return
    for index, token in enumerate(sheet.tokens):
        if token.key in {"zugelassen", "zertifiziert"}:
            yield Claim("azav_massnahme", True, index, index)
            return


def only_fillers(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether a message is no more than a number among words that do not say what it counts."""
    names = {
        index
        for matches in sheet.matches.get("name", {}).values()
        for match in matches
        for index in range(match.first, match.last + 1)
    }
    return all(
        token.key in _FILLERS or quantity.first <= index <= quantity.last or index in names
        for index, token in enumerate(sheet.tokens)
    )


def _hours_anew(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "und wenn die 12 Stunden machen?": the weekly hours of those who work less than full time."""
    if "staff_hours" not in known or told & {"staff_hours", "course.fee"}:
        return
    hours = [q for q in sheet.quantities if q.unit == "Stunden" and q.value <= _MOST_WEEKLY]
    groups = known["staff_hours"].value
    if len(hours) != 1 or not isinstance(groups, tuple) or sheet.has("course"):
        return
    short = [n for n, group in enumerate(groups) if isinstance(group, tuple) and _weekly(group) < _FULL_TIME]
    if not short:
        return
    heads = [
        q
        for q in sheet.quantities
        if q is not hours[0] and q.unit in {"", "Personen", "Minijobber", "Teilzeitkräfte"}
    ]
    chosen = next((n for n in short if heads and groups[n][0] == heads[0].number), short[-1])  # type: ignore[index]
    anew = tuple(
        (group[0], hours[0].number) if n == chosen else group  # type: ignore[index]
        for n, group in enumerate(groups)
    )
    yield Claim("staff_hours", anew, hours[0].first, hours[0].last, 3.0)


_BY_UNIT = {  # unit -> facts that a length or sum without more words can correct
    "Jahre": ("years_in_occupation", "years_employed_total", "years_since_degree", "age"),
    "Monate": ("course.months", "months_unemployed", "prior_82_months_ago", "prior_82a_months_ago"),
    "Wochen": ("course.weeks",),
    "Tage": ("alg_days_left", "course.days", "lodging_days_per_month"),
    "Stunden": ("course.hours", "course.units"),
    "Unterrichtsstunden": ("course.units", "course.hours"),
}


def _of_unit(sheet: Sheet, known: Case) -> Iterator[Claim]:
    """ "und wenn es nur 3 Jahre wären?": the fact of that unit that was told last."""
    quantity = sheet.quantities[0] if len(sheet.quantities) == 1 else None
    if quantity is None or not only_fillers(sheet, quantity):
        return
    options = [name for name in _BY_UNIT.get(quantity.unit, ()) if name in known]
    if options:
        fact = max(options, key=lambda name: (known[name].turn, -_BY_UNIT[quantity.unit].index(name)))
        unreal = sheet.clause_of[quantity.first].hypothesis
        yield Claim(fact, quantity.number, quantity.first, quantity.last, supposed=unreal)


def _weekly(group: tuple[object, ...]) -> float:
    return float(group[1]) if isinstance(group[1], int | float) else float("inf")


def _ago_anew(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "das war vor 3 Jahren": what was told last that lies back."""
    lengths = [
        q
        for q in sheet.quantities
        if q.unit in _MONTHS_OF and (q.sense is Sense.AGO or sheet.key(q.last + 1) == "her")
    ]
    if len(lengths) != 1 or told & {"years_since_degree", "prior_82_months_ago", "prior_82a_months_ago"}:
        return
    past = [(known[name].turn, order, fact) for order, (name, fact) in enumerate(_LIES_BACK) if name in known]
    if not past:
        return
    fact = max(past)[2]
    months = lengths[0].value * _MONTHS_OF[lengths[0].unit]
    value = months / 12 if fact == "years_since_degree" else months
    yield Claim(fact, int(value) if value == int(value) else value, lengths[0].first, lengths[0].last)


_LIES_BACK = (
    ("years_since_degree", "years_since_degree"),
    ("prior_82a_within_4y", "prior_82a_months_ago"),
    ("prior_82a_months_ago", "prior_82a_months_ago"),
    ("prior_82_within_2y", "prior_82_months_ago"),
    ("prior_82_months_ago", "prior_82_months_ago"),
)


def _in_known_job(claim: Claim, known: Case) -> Claim:
    """ "nein, er hat erst 4 Jahre gearbeitet", where the years in the occupation were told before."""
    if (
        claim.fact == "years_employed_total"
        and "years_in_occupation" in known
        and "years_employed_total" not in known
    ):
        return replace(claim, fact="years_in_occupation")
    return claim


def ended(sheet: Sheet, known: Case, told: Mapping[str, object]) -> tuple[str, ...]:
    """Facts that no longer hold because the message tells of another course, or of another case
    altogether.
    """
    names = set(told)
    if without := _without(sheet, known):
        return without
    if names & _SIZE and names & _PERSON and names & _COURSE:
        return tuple(known)
    if names & _COURSE and _another_course(sheet, known, names):
        return tuple(name for name in known if name.startswith(_OF_COURSE))
    return _counted_anew(known, names)


def _counted_anew(known: Case, names: set[str]) -> tuple[str, ...]:
    """A firm's size that is told anew takes the place of one that was told in another way."""
    if names & {"firm_headcount", "firm_headcount_min", "firm_headcount_max"}:
        return tuple(name for name in ("staff_hours", "weighted_staff") if name in known)
    if "staff_hours" in names:
        return tuple(name for name in ("firm_headcount", "weighted_staff") if name in known)
    return ()


def _without(sheet: Sheet, known: Case) -> tuple[str, ...]:
    """ "und ohne die 800 vom Chef?": what had that figure no longer holds."""
    for quantity in sheet.quantities:
        before = {sheet.key(index) for index in range(max(quantity.first - 3, 0), quantity.first)}
        if before & {"ohne", "minus"}:
            gone = tuple(name for name in known if known[name].value == quantity.number)
            if gone:
                return (*gone, "employer_contributes") if "employer_pays" in gone else gone
    return ()


def _another_course(sheet: Sheet, known: Case, names: set[str]) -> bool:
    if not any(name in known for name in _COURSE):
        return False
    named = sheet.has("course") and any(token.key in _OTHER_COURSE for token in sheet.tokens)
    anew = {name for name in names & _COURSE if name in known}
    lengths = names & {"course.hours", "course.units", "course.days", "course.months"}
    return (
        named
        or len(anew) > 1
        or ("course.fee" in names and bool(lengths) and bool(anew or _has_length(known)))
    )


def _has_length(known: Case) -> bool:
    return any(name in known for name in ("course.hours", "course.units", "course.days"))


def plausible_bare(quantity: Quantity) -> bool:
    """Whether a number stands alone, without unit or bound."""
    return not quantity.unit and not quantity.date and quantity.bound in {Bound.EXACTLY, Bound.ABOUT}
