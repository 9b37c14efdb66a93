"""What a message means only beside the case that is known: a bare number, "das war vor 3 Jahren", "und wenn
die 12 Stunden machen?", another course, another firm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chains.case.anew.bare import FILLERS, only_fillers, plausible_bare
from chains.case.anew.by_so_much import changed_by
from chains.case.anew.in_place import in_place
from chains.case.anew.later import days_anew, later
from chains.case.anew.net_pay import net_pay, no_wage_left
from chains.case.claims import Claim, whole
from chains.case.facts import Case, Value
from chains.case.sheet import Sheet
from chains.case.staff.anew import heads_anew, hours_anew, list_anew
from chains.quantities.sense import Sense

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
    facts = {claim.fact for claim in claims}
    if not known:
        return [*claims, *_agreement(sheet, known, facts)]
    claims = [claim for claim in claims if not _hardly_employed(claim, known)]
    if (staff := list_anew(sheet, known)) is not None:
        said = {sheet.sentence_of[q.first] for q in sheet.quantities}
        return [staff, *(claim for claim in claims if sheet.sentence_of[claim.first] not in said)]
    if heads := list(heads_anew(sheet, known)):
        return heads
    if anew := list(in_place(sheet, known)):
        return [*anew, *(c for c in claims if not any(a.first <= c.first <= a.last for a in anew))]
    if changed := list(changed_by(sheet, claims, known)):
        at = changed[0].first
        return [*changed, *(claim for claim in claims if not claim.first <= at <= claim.last)]
    hours = list(hours_anew(sheet, known, facts))
    kept = [claim for claim in claims if not hours or claim.fact not in {"course.hours", "own_weekly_hours"}]
    more = [
        *hours,
        *_agreement(sheet, known, facts),
        *_approved(sheet, known, facts),
        *_ago_anew(sheet, known, facts),
        *_now_are(sheet, known, facts),
        *_at_size(sheet, known, facts),
        *_of_all(sheet, known, facts),
        *later(sheet, known, facts),
        *days_anew(sheet, known, facts),
        *_stays_at(sheet, known, facts),
    ]
    more += _of_unit(sheet, known) if not (kept or more) else []
    pay = list(net_pay(sheet, known, facts))
    kept = [claim for claim in kept if not any(claim.first == told.first for told in pay)]
    now = known if not pay else known.with_facts({told.fact: told.as_fact(sheet, 0) for told in pay})
    none_left = no_wage_left(sheet, now, facts)
    return [*(_in_known_job(claim, known) for claim in kept), *more, *pay, *none_left]


_STRONGER = frozenset({"transfer_kug", "unemployed", "threatened", "unpaid_leave", "apprentice"})


def _hardly_employed(claim: Claim, known: Case) -> bool:
    """Whether only a word for the person says that somebody is employed of whom more was told."""
    weak = claim.hardly_employed and claim.value == "employed"
    return weak and "status" in known and known["status"].value in _STRONGER


_SHORTLY = 9  # tokens of a clause that says no more than that there is an agreement
_THERE_IS = frozenset(
    """haben hat hatten gibt da dabei vorhanden besteht existiert liegt abgeschlossen mit dazu auch
    gilt steht unterschrieben""".split()
)


def _agreement(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "Betriebsvereinbarung gibt es auch": in a talk about a course the one about training is meant, in one
    about staff whom a structural change affects the one about Qualifizierungsgeld.
    """
    names = set(known) if known else told
    of_change = bool({"affected", "structural_change"} & names)
    about_course = any(name.startswith("course.") for name in known)
    if not (about_course or of_change) or told & {"works_agreement", "agreement"}:
        return
    for cue, value in (("works_pact", "bv_weiterbildung"), ("collective_pact", "tv_weiterbildung")):
        for match in sheet.cue(cue):
            clause = sheet.clause_of[match.first]
            keys = [sheet.key(index) for index in range(clause.first, clause.last)]
            beside = {sheet.key(index) for index in range(match.first - 3, match.last + 4)}
            if (len(keys) > _SHORTLY and not _THERE_IS & beside) or _asks_of_it(sheet, match.first):
                return
            denied = bool({"kein", "keine", "keinen", "ohne", "nicht"} & set(keys))
            if not of_change:
                yield Claim("works_agreement", "none" if denied else value, match.first, match.last)
            elif not denied and _THERE_IS & set(keys):
                yield Claim("agreement", "bv_or_tv_with_82a_content", match.first, match.last)
            return


def _asks_of_it(sheet: Sheet, at: int) -> bool:
    """ "Braucht es eine Betriebsvereinbarung?", but not "und mit Betriebsvereinbarung?"."""
    sentence = sheet.sentence_of[at]
    return sentence.question and sheet.key(sentence.first) not in {"und", "mit", "bei", "wenn"}


def _approved(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "und wenn sie doch zugelassen ist?", where it was said that the course is not."""
    denied = {"nicht", "keine", "kein"} & {token.key for token in sheet.tokens}
    if denied or "azav_massnahme" in told or "azav_massnahme" not in known:
        return
    for index, token in enumerate(sheet.tokens):
        if token.key in {"zugelassen", "zertifiziert"}:
            yield Claim("azav_massnahme", True, index, index)
            return


def _of_all(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "Wie viel ist das für alle 20?", of a course that was told of: how many go to it."""
    if "course.fee" not in known or "participants" in told:
        return
    for quantity in sheet.quantities:
        counts = quantity.unit in {"", "Personen"} and quantity.number == int(quantity.value) > 1
        if counts and sheet.key(quantity.first - 1) in {"alle", "allen"}:
            yield Claim("participants", quantity.number, quantity.first, quantity.last)


def _stays_at(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "Lassen wir das, es bleibt bei 44", "wieder 85": the figure that was changed last, as before."""
    for quantity in sheet.quantities:
        before = {sheet.key(index) for index in range(max(quantity.first - 4, 0), quantity.first)}
        stays = sheet.key(quantity.first - 1) == "bei" and before & {"bleibt", "bleiben", "bleib", "blieb"}
        again = sheet.key(quantity.first - 1) in {"wieder", "doch"}
        if not (stays or again) or not plausible_bare(quantity):
            continue
        figures = {
            name: fact
            for name, fact in known.facts.items()
            if name not in told and _is_near(fact.value, quantity.value)
        }
        if figures:
            last = max(figures, key=lambda name: figures[name].turn)
            yield Claim(last, quantity.number, quantity.first, quantity.last, 2.0)
            return


_TIMES = 3  # a figure is not changed back by more than so many times


def _is_near(told: Value, value: float) -> bool:
    number = _positive(told)
    return number is not None and _times(number, value) <= _TIMES


_TOLD_SIZE = frozenset({"firm_headcount", "firm_headcount_min", "firm_headcount_max"})
_NOW = frozenset({"sind", "waren", "werden"})


def _now_are(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "das war früher, jetzt sind es 510, alles Vollzeit": the firm's heads, where they are known."""
    of_site = "betrieb_employees" in told or sheet.has("site")  # "dort sind es 230": the place of work's
    if not known.keys() & _TOLD_SIZE or told & _SIZE or of_site:
        return
    for quantity in sheet.quantities:
        before = {sheet.key(index) for index in range(quantity.first - 3, quantity.first)}
        if plausible_bare(quantity) and before & _NOW and before & {"es", "wir", "jetzt"}:
            fact = "firm_headcount" if "wir" in before else _nearest_heads(known, quantity.value)
            if fact not in told:
                yield Claim(fact, quantity.number, quantity.first, quantity.last)
            return


def _nearest_heads(known: Case, value: float) -> str:
    """Of the heads that are told, those that a figure comes nearest to ("es sind 110", of 500 and 90)."""
    told = ((name, _positive(known[name].value)) for name in ("firm_headcount", "affected") if name in known)
    far = {name: _times(number, value) for name, number in told if number is not None}
    return min(far, key=lambda name: far[name], default="firm_headcount")


def _positive(value: Value) -> float | None:
    """A figure above zero; None for anything else."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return float(value) if number else None  # type: ignore[arg-type]


def _times(one: float, other: float) -> float:
    """How many times the smaller of two figures the larger one is."""
    return max(one, other) / min(one, other) if min(one, other) > 0 else float("inf")


def _at_size(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "bei 500, die Person hat GdB 70": the firm's heads, where they are known."""
    quantity = next(iter(sheet.quantities), None)
    if quantity is None or not known.keys() & _TOLD_SIZE or told & _SIZE or not plausible_bare(quantity):
        return
    begins = [sheet.key(index) for index in range(quantity.first)]
    alone = sheet.key(quantity.last + 1) in {",", ":", "-", "–"}
    if begins and begins[-1] == "bei" and set(begins) <= FILLERS and alone:
        yield Claim("firm_headcount", quantity.number, quantity.first, quantity.last)


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
    yield Claim(fact, whole(value), lengths[0].first, lengths[0].last)


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
    if "group_headcount" in known and _without_group(sheet):
        return ("group_headcount",)
    if names & _SIZE and names & _PERSON and names & _COURSE:
        return tuple(known)
    if _another_person(sheet):
        return tuple(name for name in known if name in OF_PERSON)
    if names & _COURSE and _another_course(sheet, known, names):
        alike = any(token.key.startswith(_ALIKE) for token in sheet.tokens)  # "gleiche Stunden"
        kept = _LENGTHS if alike else frozenset()
        return tuple(name for name in known if name.startswith(_OF_COURSE) and name not in kept)
    return _counted_anew(known, names)


OF_PERSON = frozenset(
    "age degree academic_level degree_training_years_held years_since_degree years_employed_total"
    " years_in_unskilled_work years_in_occupation status disability gdb terminated employment_end nationality"
    " children children_ages has_child single_parent children_needing_care prior_82_within_2y"
    " prior_82_months_ago prior_82a_within_4y prior_82a_months_ago turns_45_during_course turns_45_on"
    " own_weekly_hours".split()
)
_ARTICLES = frozenset({"ein", "eine", "einen", "der", "die", "den", "noch", "meine", "mein"})
_OTHERS = ("ander", "weiter", "zweit", "naechst", "dritt", "noch")


def _another_person(sheet: Sheet) -> bool:
    """ "Ein anderer ist seit 2024 ausgelernt": what was told of a person was told of somebody else."""
    keys = [token.key for token in sheet.tokens[:4] if token.key not in {"und", "aber", ",", "jetzt", "dann"}]
    if len(keys) < 2 or keys[0] not in _ARTICLES or not keys[1].startswith(_OTHERS):  # noqa: PLR2004
        return False
    thing = {match.first for cue in ("course", "firm") for match in sheet.cue(cue)}
    return not any(index in thing for index in range(1, 4))


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


def _without_group(sheet: Sheet) -> bool:
    """ "und ohne den Konzern?", "Angenommen, der Konzern zählte nicht": only the firm counts."""
    supposed = {token.key for token in sheet.tokens} & {"angenommen", "wenn", "falls"}
    denied = any(
        sheet.key(index) == "nicht"
        for match in sheet.cue("group")
        for index in range(match.last + 1, min(match.last + 5, len(sheet.tokens)))
    )
    return bool(supposed and denied) or any(
        sheet.key(index) == "ohne"
        for match in sheet.cue("group")
        for index in range(max(match.first - 3, 0), match.first)
    )


def _another_course(sheet: Sheet, known: Case, names: set[str]) -> bool:
    if not any(name.startswith("course.") for name in known):
        return False
    if _one_more_named(sheet):
        return True
    named = sheet.has("course") and any(token.key in _OTHER_COURSE for token in sheet.tokens)
    anew = {name for name in names & _COURSE if name in known}
    lengths = names & {"course.hours", "course.units", "course.days", "course.months"}
    return (
        named
        or len(anew) > 1
        or ("course.fee" in names and bool(lengths) and bool(anew or _has_length(known)))
    )


_ALIKE = ("gleich", "selb", "dieselb", "ebenso", "genauso")
_LENGTHS = frozenset({"course.hours", "course.units", "course.days", "course.weeks", "course.months"})


def _one_more_named(sheet: Sheet) -> bool:
    """ "Ok und ein Kurs Zollabwicklung, 1.900 Euro?": a course with a name of its own, beside another."""
    begins = {sheet.key(index) for index in range(3)}
    return bool(begins & {"und", "oder"}) and any(
        sheet.key(match.first - 1) in {"ein", "einen", "einem", "eine", "einer"}
        and match.last + 1 < len(sheet.tokens)
        and sheet.tokens[match.last + 1].text[:1].isupper()
        for match in sheet.cue("course")
    )


def _has_length(known: Case) -> bool:
    return any(name in known for name in ("course.hours", "course.units", "course.days"))
