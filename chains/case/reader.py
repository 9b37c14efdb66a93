"""Reads the facts of a case from a message: one sentence or a whole e-mail, in five languages, with what was
told before.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chains.case.amends import OF_PERSON, amended, ended
from chains.case.anew.bare import only_fillers, plausible_bare
from chains.case.areas.of_land import land_claims
from chains.case.areas.of_work import work_claims
from chains.case.claims import Claim, settle
from chains.case.facts import Case, Fact, Party
from chains.case.merge import merge
from chains.case.money import money_claims
from chains.case.parties import focus_of, joined, meant_alone, spoken_of
from chains.case.people_by_name import named_apart, titled
from chains.case.people_by_number import told_apart
from chains.case.sheet import Sheet, Stretch, sheet_of
from chains.case.staff.people import staff_claims
from chains.case.times import time_claims
from chains.case.vocabulary import case_words
from chains.case.words import word_claims
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity

_PLAUSIBLE = {  # fact -> least and greatest value a bare number can correct it to
    "age": (14, 80),
    "firm_headcount": (1, 2_000_000),
    "group_headcount": (1, 2_000_000),
    "course.hours": (1, 6000),
    "course.units": (1, 6000),
    "course.fee": (50, 200_000),
    "course.months": (1, 60),
    "course.days": (1, 400),
    "course.weeks": (1, 200),
    "affected": (1, 100_000),
    "gdb": (20, 100),
    "alg_days_left": (1, 720),
    "years_in_occupation": (0, 50),
    "months_unemployed": (0, 240),
    "masterpiece_material": (50, 100_000),
    "course.exam_fee": (20, 20_000),
    "employer_pays": (50, 200_000),
    "eq_pay_month": (100, 3_000),
    "wage_month": (300, 20_000),
    "wage_training_time_incl_flat_share": (100, 200_000),
    "training_pay_last_year_month": (200, 5_000),
    "net_target_month": (300, 20_000),
    "net_actual_month": (0, 20_000),
    "side_income_net_month": (10, 10_000),
    "lodging_days_per_month": (1, 31),
    "commute_public_transport_month": (5, 2_000),
    "betrieb_employees": (1, 2_000_000),
    "income": (100, 100_000),
    "years_since_degree": (0, 55),
    "years_employed_total": (0, 55),
    "taxable_income": (1_000, 500_000),
    "gross_year": (1_000, 500_000),
    "months_at_employer": (0, 600),
    "work_days_week": (1, 7),
    "awbg_days_taken": (0, 10),
    "awbg_released_this_year": (0, 100),
    "consulting_days": (1, 30),
    "consulting_day_rate": (100, 5_000),
}
_SIZES = frozenset({"firm_headcount", "group_headcount", "betrieb_employees", "company_headcount"})
LONGEST_MESSAGE = 8_000  # characters that are read for facts: a long e-mail; what lies behind is not read
_LIKELY = 0.6  # of two facts as near to a bare number the firm's size is what people try other figures for
_LONE = 4  # tokens of a follow-up that is a sum and nothing else ("5.500 Euro")
_SHORT = 9  # tokens of a message that is no more than a correction
_PERSONAL = frozenset(
    {
        "age",
        "degree",
        "academic_level",
        "disability",
        "gdb",
        "years_since_degree",
        "terminated",
        "employment_end",
        "single_parent",
    }
)


@dataclass(frozen=True, slots=True)
class CaseReading:
    """What a message tells. `facts`: told now; `supposed`: only as a hypothesis ("wenn er 45 wäre");
    `cleared`: no longer held;
    `corrected`: facts with another value than before; `not_understood`: spans of figures that say no fact;
    `alone`: whom alone the message speaks of by what it tells; `told_of`: what it tells of each whom it tells
    apart; `case`: known and told together.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    supposed: Mapping[str, Fact] = field(default_factory=dict)
    cleared: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    not_understood: tuple[tuple[int, int], ...] = ()
    new_case: bool = False
    alone: Party | None = None
    told_of: tuple[Party, ...] = ()
    case: Case = field(default_factory=Case)

    def values(self) -> dict[str, object]:
        """Fact -> value of what is told now, as in JSON."""
        return Case(self.facts).values()


def read_case(
    text: str, today: datetime.date, known: Case | None = None, turn: int = 0, about: Collection[str] = ()
) -> CaseReading:
    """The facts of a message. `today` completes dates; `known`: what the conversation told before; `turn`:
    number of the message; `about`: the subjects (knowledge/guides) that the conversation is about.
    """
    before = known if known is not None else Case()
    sheet = sheet_of(text[:LONGEST_MESSAGE], today)
    new_case = bool(sheet.of("move", "new_case"))
    context = Case() if new_case else before
    forgotten, forgetting = _forgotten(sheet, context)
    seen = spoken_of(sheet, context)
    corrected = _bare_correction(sheet, seen)
    if corrected is not None:
        claims, used = [corrected], {corrected.first}
    else:
        claims, used = _claims(sheet, forgetting, seen, about)
        claims = amended(claims, sheet, seen)

    def settled(told: Iterable[Claim]) -> Mapping[str, Claim]:
        return _consistent(settle(told, _correction(sheet)), sheet)

    called = titled(sheet, claims)
    context = _with_another(context, called)
    claims, named = named_apart(sheet, claims, context, turn, settled)
    claims, counted = told_apart(sheet, claims, context, turn, settled) if not named else (claims, ())
    sure = [claim for claim in claims if not claim.supposed]
    facts = {name: claim.as_fact(sheet, turn) for name, claim in settled(sure).items()}
    supposed = {
        name: claim.as_fact(sheet, turn)
        for name, claim in settle([c for c in claims if c.supposed], None).items()
    }
    if not (named or counted) and (alone := meant_alone(context.parties, facts)) is not None:
        return _of_one(context, alone)
    over = ended(sheet, context, facts) if turn else ()
    cleared = tuple(before) if new_case else tuple(name for name in [*forgotten, *over] if name not in facts)
    return CaseReading(
        facts,
        supposed,
        cleared,
        tuple(name for name, fact in facts.items() if name in context and context[name].value != fact.value),
        tuple((q.start, q.end) for q in sheet.quantities if q.first not in used),
        new_case,
        told_of=(*named, *counted),
        case=_parted(_with_person(merge(context, facts, cleared), called), (*named, *counted), sheet),
    )


def _with_another(known: Case, called: Sequence[Party]) -> Case:
    """The known case where a message names another person beside the one it was about: what was told of that
    person holds for that person alone.
    """
    first = known.person
    if first is None or known.parties or not any(not set(party.keys) & set(first.keys) for party in called):
        return known
    own = {name: fact for name, fact in known.facts.items() if name in OF_PERSON and name != "status"}
    return replace(known.without(own), parties=(replace(first, facts=own),), person=None)


def _with_person(case: Case, called: Sequence[Party]) -> Case:
    """The case with the name of the one person whom it is about."""
    if case.parties or len(called) != 1:
        return case
    return replace(case, person=called[0])


def _parted(case: Case, told: tuple[Party, ...], sheet: Sheet) -> Case:
    """The case with those who are told apart, and whom it is about now."""
    participants = case.facts.get("participants")
    parties = joined(case.parties, told, participants.value if participants else 0)
    before = bool(case.parties)
    case = replace(case, parties=parties)
    return replace(case, focus=focus_of(sheet, case, before) if parties else ())


def _of_one(known: Case, party: Party) -> CaseReading:
    """A message about one of them: what holds for it is supposed for this message."""
    return CaseReading(supposed=party.facts, case=known, alone=party)


def _claims(
    sheet: Sheet, forgetting: list[Stretch], known: Case, about: Collection[str]
) -> tuple[list[Claim], set[int]]:
    used = {quantity.first for quantity in sheet.quantities if _dropped(sheet, quantity)}
    of_land = [*work_claims(sheet, used, known), *land_claims(sheet, used, known, about)]
    taken = {claim.first for claim in of_land}
    fee_known = "course.fee" in known or (bool(known) and len(sheet.tokens) <= _LONE)
    claims = [
        *of_land,
        *(claim for claim in money_claims(sheet, used, fee_known) if claim.first not in taken),
        *staff_claims(sheet, used),
        *time_claims(sheet, used),
        *word_claims(sheet),
        *_other_start(sheet, used, known),
        *_days_away(sheet, about),
    ]
    told = [claim for claim in claims if not sheet.clause_of[claim.first].question]
    context = bool(known) or any(claim.fact in _CONTEXT for claim in told)
    kept = []
    for claim in claims:
        clause = sheet.clause_of[claim.first]
        if clause in forgetting or not _of_the_case(sheet, claim, clause, context):
            continue
        if claim.fact in _OF_AGREEMENT and _only_meant(sheet, claim):
            continue
        if claim.fact in _OF_APPROVAL and _asked_how(sheet, claim):
            continue
        unreal = clause.hypothesis or (claim.fact in _PROPOSED and _is_proposed(sheet))
        unreal = unreal or (sheet.has("generic", clause) and _of_somebody(sheet, claim, clause))
        kept.append(replace(claim, supposed=True) if unreal else claim)
    return kept, used


def _other_start(sheet: Sheet, used: set[int], known: Case) -> Iterator[Claim]:
    """ "Dann eben am 8. März": a lone date in place of the start that was told before."""
    dates = [quantity for quantity in sheet.quantities if quantity.date is not None]
    if "course.start" not in known or len(dates) != 1 or dates[0].first in used:
        return
    day = dates[0].date
    if day is not None and day >= sheet.today and dates[0].bound in {Bound.EXACTLY, Bound.ABOUT}:
        used.add(dates[0].first)
        yield Claim("course.start", day, dates[0].first, dates[0].last)


def _days_away(sheet: Sheet, about: Collection[str]) -> Iterator[Claim]:
    """ "Wie viel wäre das bei fünf Tagen im Monat?", where it is about lodging."""
    if _LODGING not in about or sheet.has("lodging"):
        return
    for quantity in sheet.quantities:
        if quantity.unit == "Tage" and quantity.period == "Monat":
            yield Claim("lodging_days_per_month", quantity.number, quantity.first, quantity.last)


_LODGING = "nebenkosten"  # the guide of what besides the course is paid


_OF_AGREEMENT = frozenset({"agreement", "works_agreement", "works_council_consents"})
_OF_APPROVAL = frozenset({"azav_massnahme", "azav_traeger"})
_HOW = frozenset("woran wie wo wodurch wer warum wieso".split())


def _asked_how(sheet: Sheet, claim: Claim) -> bool:
    """ "Woran erkennen wir, dass der Kurs zugelassen ist?": asked, not told."""
    sentence = sheet.sentence_of[claim.first]
    asks = any(clause.question for clause in sheet.clauses if clause.last == sentence.last)
    return asks and sheet.key(sentence.first) in _HOW


_MEANT = frozenset("meint meinen meinte behauptet behaupten glaubt glauben denkt denken sagt".split())
_TRUE = frozenset({"richtig", "stimmt", "korrekt", "wahr", "recht"})


_PROPOSED = frozenset({"employee_contribution_pct"})
_ALLOWED = frozenset({"zulaessig", "erlaubt", "duerfen", "darf", "rechtens", "moeglich"})


def _is_proposed(sheet: Sheet) -> bool:
    """ "Die Leute sollen zehn Prozent selbst tragen. Ist das zulässig?": nobody does so yet."""
    return any(
        token.key in _ALLOWED and sheet.sentence_of[index].question
        for index, token in enumerate(sheet.tokens)
    )


def _only_meant(sheet: Sheet, claim: Claim) -> bool:
    """ "Die Geschäftsleitung meint, eine schriftliche Erklärung genüge. Ist das richtig?": an opinion."""
    sentence = sheet.sentence_of[claim.first]
    said = any(sheet.key(index) in _MEANT for index in range(sentence.first, sentence.last))
    asked = any(
        sheet.key(index) in _TRUE and sheet.sentence_of[index].question
        for index in range(sentence.first, len(sheet.tokens))
    )
    return said and asked


_CONTEXT = frozenset(
    {
        "firm_headcount",
        "age",
        "degree",
        "course.fee",
        "course.hours",
        "staff_hours",
        "group_headcount",
        "status",
        "course.goal",
        "disability",
        "taxable_income",
        "gross_year",
        "residence_nrw",
        "months_at_employer",
        "consulting_days",
    }
)


def _dropped(sheet: Sheet, quantity: Quantity) -> bool:
    """ "nicht 85, sondern 58", "der ist nicht 43, der ist 46", "520 nicht 480": the one is what it is not."""
    if sheet.key(quantity.first - 1) not in {"nicht", "not", "nie"}:
        return False
    if any(quantity.first - other.last == 2 and not other.unit for other in sheet.quantities):  # noqa: PLR2004
        return True  # "wir sind 520, nicht 480"
    behind = [sheet.key(index) for index in range(quantity.last + 1, quantity.last + 6)]
    said_anew = behind[:1] == [","] and bool({"ist", "sind", "hat", "haben"} & set(behind[1:4]))
    return bool({"sondern", "but"} & set(behind)) or said_anew


def _of_the_case(sheet: Sheet, claim: Claim, clause: Stretch, context: bool) -> bool:
    """Whether a claim is about this case and not about the law in general."""
    cited = any(
        index in sheet.masked and sheet.tokens[index].text == "§"
        for index in range(clause.first, clause.last)
    )
    of_itself = claim.fact in {"staff_hours"} or _is_priced(sheet, claim, clause)
    anchored = sheet.has("anchor", clause) or of_itself
    law = sheet.has("law", clause) and not sheet.has("anchor", clause)
    if law and claim.fact not in {"employer_legally_obliged", "taxable_income"}:  # "laut Bescheid 48.500"
        return False
    if cited and claim.fact in _SAID_BY_LAW and not (sheet.has("we", clause) or sheet.has("person", clause)):
        return False
    if claim.fact.startswith("course.") and _about_material(sheet, claim):
        return False
    return not clause.question or _asked_for_the_case(sheet, claim, clause, context, anchored)


def _is_priced(sheet: Sheet, claim: Claim, clause: Stretch) -> bool:
    """Whether a course stands in a question with its price ("… für einen Meisterkurs für 5.500 Euro?"): that
    is no course in general.
    """
    if claim.fact not in {"course.fee", "course.goal"} or not sheet.has("course", clause):
        return False
    return any(q.unit == "Euro" and q.first in range(clause.first, clause.last) for q in sheet.quantities)


def _asked_for_the_case(sheet: Sheet, claim: Claim, clause: Stretch, context: bool, anchored: bool) -> bool:
    """Whether a question tells a fact: of someone, or of the case that the conversation has already."""
    if claim.fact in _ASKED_FOR or (
        sheet.has("generic", clause) and not (context and _of_somebody(sheet, claim, clause))
    ):
        return False
    if sheet.has("we", clause) or (anchored and sheet.has("person", clause)):
        return True
    return (anchored or context) and _bound_of(sheet, claim) in {Bound.EXACTLY, Bound.ABOUT}


def _of_somebody(sheet: Sheet, claim: Claim, clause: Stretch) -> bool:
    """ "…, wenn jemand ein Kind hat?", "… jemand ohne Kinder?": beside a case that is told, what it would be
    for such a person.
    """
    beside = {sheet.key(claim.first), sheet.key(claim.first - 1), sheet.key(claim.first - 2)}
    of_child = claim.fact in {"has_child", "children"} and bool(beside & {"ohne", "mit"})
    return of_child or claim.fact.startswith("net_") or sheet.key(clause.first) in {"wenn", "falls"}


_ASKED_FOR = frozenset(
    {"employer_pays_course", "released_with_pay", "employer_legally_obliged"}
)  # what a question about them wants to know
_SAID_BY_LAW = frozenset(
    "firm_headcount firm_headcount_min firm_headcount_max age course.hours course.days course.months"
    " course.fee employer_contributes employer_pays employer_pays_pct employee_contribution_pct disability"
    " years_since_degree degree".split()
)


def _about_material(sheet: Sheet, claim: Claim) -> bool:
    """ "Modul 3 dauert 2 Tage": the mentors' own course material, not the course of the case."""
    sentence = sheet.sentence_of[claim.first]
    return any(
        index in sheet.masked and sheet.key(index - 1) in {"modul", "kapitel", "seite", "folie", "teil"}
        for index in range(sentence.first, sentence.last)
    )


def _bound_of(sheet: Sheet, claim: Claim) -> Bound:
    return next((q.bound for q in sheet.quantities if q.first == claim.first), Bound.EXACTLY)


def _consistent(chosen: dict[str, Claim], sheet: Sheet) -> dict[str, Claim]:
    """Settled claims that fit together, with what follows from them by the law's own definitions."""
    facts = dict(chosen)
    if sheet.has("others") and _two_persons(sheet):
        facts = {name: claim for name, claim in facts.items() if name not in _PERSONAL}
    facts = _of_one_size(facts)
    if "gdb" in facts and facts.get("disability", facts["gdb"]).value not in {"gleichgestellt", "severe"}:
        gdb = facts["gdb"]
        severe = isinstance(gdb.value, int | float) and gdb.value >= 50  # noqa: PLR2004 - § 2 Abs. 2 SGB IX
        facts["disability"] = replace(gdb, fact="disability", value="severe" if severe else "disabled")
    goal = facts.get("course.goal")
    if goal and str(goal.value) in case_words().afbg:
        facts["afbg_goal"] = replace(goal, fact="afbg_goal", value=True)
        facts["afbg_level"] = replace(goal, fact="afbg_level", value=case_words().afbg[str(goal.value)])
    if goal and goal.value in {"grundkompetenzen", "hauptschulabschluss"}:
        facts.pop("course.leads_to_degree", None)
    facts = _with_degree(facts, sheet)
    if "academic_level" in facts and facts.get("degree") is not None and facts["degree"].value != "academic":
        del facts["academic_level"]
    if "children" in facts and "has_child" not in facts:
        facts["has_child"] = replace(facts["children"], fact="has_child", value=facts["children"].value != 0)
    if facts.get("status") and facts["status"].value == "self_employed":
        facts.pop("years_employed_total", None)
    return _implied(_pay_in_context(_of_admission(facts, sheet), sheet), sheet)


def _with_degree(facts: dict[str, Claim], sheet: Sheet) -> dict[str, Claim]:
    """Facts with the degree that its year or its training's length tells."""
    told = facts.get("years_since_degree") if not sheet.has("others") else None
    told = told or facts.get("degree_training_years_held")
    if told is None or "degree" in facts:
        return facts
    return {**facts, "degree": replace(told, fact="degree", value="vocational")}


def _of_one_size(facts: dict[str, Claim]) -> dict[str, Claim]:
    """ "zwischen 46 und 54. Zwei Leute …": fewer than the least are no staff."""
    group, firm = facts.get("group_headcount"), facts.get("firm_headcount")
    if group is not None and firm is not None and _number(group) < _number(firm):
        facts = {name: claim for name, claim in facts.items() if claim is not group}  # no group is smaller
    least, told = facts.get("firm_headcount_min"), facts.get("firm_headcount")
    if least is None or told is None or not isinstance(told.value, int) or not isinstance(least.value, int):
        return facts
    return {name: claim for name, claim in facts.items() if told.value >= least.value or claim is not told}


def _number(claim: Claim) -> float:
    return float(claim.value) if isinstance(claim.value, int | float) else 0.0


def _two_persons(sheet: Sheet) -> bool:
    """ "Kollegin 34 …, der andere 51": facts of two persons; "der andere Kollege, 40" alone is one."""
    mentions = [match for match in sheet.cue("person") if sheet.tokens[match.first].text[:1].isupper()]
    return len({match.first for match in mentions}) > 1 or len(sheet.cue("others")) > 1


def _of_admission(facts: dict[str, Claim], sheet: Sheet) -> dict[str, Claim]:
    """Where it is about admission to an exam or a certificate, years of work are years in that occupation,
    and a training's length is that of the occupation (§ 45 Abs. 2, § 50b BBiG).
    """
    goal = facts.get("course.goal")
    if not (sheet.has("admission") or (goal and goal.value in {"externenpruefung", "feststellung"})):
        return facts
    for told, meant in (
        ("years_employed_total", "years_in_occupation"),
        ("degree_training_years_held", "course.degree_training_years"),
    ):
        untrained = meant == "years_in_occupation" or facts.get("degree", goal) is not None
        if told in facts and meant not in facts and untrained:
            facts[meant] = replace(facts.pop(told), fact=meant)
    return facts


def _pay_in_context(facts: dict[str, Claim], sheet: Sheet) -> dict[str, Claim]:
    """A sum that is pay by what the message is about: of an Einstiegsqualifizierung, of somebody taken over
    after training or supported by a rehabilitation carrier.
    """
    goal = facts.get("course.goal")
    if goal and goal.value == "einstiegsqualifizierung" and "eq_pay_month" not in facts:
        pay = next((name for name in ("course.fee", "income") if name in facts), "")
        if pay and any("verguetung" in token.key or token.key == "lohn" for token in sheet.tokens):
            facts["eq_pay_month"] = replace(facts.pop(pay), fact="eq_pay_month")
    if "income" in facts and ({"taken_over_after_training", "rehab_carrier"} & set(facts)):
        facts["wage_month"] = replace(facts["income"], fact="wage_month")
    return facts


def _implied(facts: dict[str, Claim], sheet: Sheet) -> dict[str, Claim]:
    """Facts with what the settled ones make needless or plain."""
    if "prior_82_months_ago" in facts:  # the month tells more than the year
        facts.pop("prior_82_within_2y", None)
    if "children_needing_care" not in facts and sheet.has("care"):
        ages = facts.get("children_ages")
        if "children" in facts:
            facts["children_needing_care"] = replace(facts["children"], fact="children_needing_care")
        elif ages is not None and isinstance(ages.value, tuple):
            heads = len(ages.value)
            facts["children_needing_care"] = replace(ages, fact="children_needing_care", value=heads)
    if _no_agreement_at_all(facts, sheet):
        facts["agreement"] = replace(facts["works_agreement"], fact="agreement", value="none")
    return facts


_DECLARATION_BELOW = 10  # staff; fewer may declare in place of an agreement: § 82a Abs. 2 Satz 6 SGB III


def _no_agreement_at_all(facts: Mapping[str, Claim], sheet: Sheet) -> bool:
    """Neither works nor collective agreement, with staff affected: none on Qualifizierungsgeld either (§
    82a Abs. 2 Satz 1 Nr. 3 SGB III).
    """
    agreed, firm = facts.get("works_agreement"), facts.get("firm_headcount") or facts.get("betrieb_employees")
    if (
        agreed is None
        or agreed.value != "none"
        or "agreement" in facts
        or not ({"affected", "structural_change"} & set(facts))
    ):
        return False
    large = firm is not None and isinstance(firm.value, int | float) and firm.value >= _DECLARATION_BELOW
    both = sheet.has("works_pact") and sheet.has("collective_pact")
    return large and both


def _correction(sheet: Sheet) -> int | None:
    found = sheet.of("move", "corrections")
    return max((match.first for match in found), default=None)


def _forgotten(sheet: Sheet, known: Case) -> tuple[list[str], list[Stretch]]:
    """Facts that are to be forgotten ("vergiss das Alter"), and the clauses that say so."""
    if sheet.of("move", "forget_keep"):
        return [], []
    names: list[str] = []
    clauses: list[Stretch] = []
    for match in sheet.of("move", "forget"):
        clause = sheet.clause_of[match.first]
        hit = [
            fact
            for fact, found in sheet.matches.get("name", {}).items()
            if fact in known and any(name.first in clause for name in found)
        ]
        if hit:
            names += hit
            clauses.append(clause)
    return list(dict.fromkeys(names)), clauses


def _bare_correction(sheet: Sheet, known: Case) -> Claim | None:
    """ "nein, 60", "rechne mal mit 600": a message with one bare number corrects the likeliest
    fact that is known.
    """
    if len(sheet.tokens) > _SHORT or len(sheet.quantities) != 1 or not known:
        return None
    quantity = sheet.quantities[0]
    if not plausible_bare(quantity):
        return None
    correcting = bool(sheet.of("move", "corrections")) or only_fillers(sheet, quantity)
    if any(name not in known for name in sheet.matches.get("name", {}) if name in _PLAUSIBLE):
        return None  # "Material 4.500": names a fact that nobody told yet
    of_firm = sheet.has("we") or sheet.has("firm")
    if not correcting or (_names_its_fact(sheet) and not (of_firm and only_fillers(sheet, quantity))):
        return None
    options = [
        name
        for name in known
        if name in _PLAUSIBLE
        and _PLAUSIBLE[name][0] <= quantity.value <= _PLAUSIBLE[name][1]
        and (not of_firm or name in _SIZES)
    ]
    named = [name for name in options if sheet.of("name", name)]
    best = _likeliest(named or options, known, quantity.value)
    unreal = sheet.clause_of[quantity.first].hypothesis
    return Claim(best, quantity.number, quantity.first, quantity.last, supposed=unreal) if best else None


def _names_its_fact(sheet: Sheet) -> bool:
    return any(sheet.has(cue) for cue in ("firm", "person", "group", "gdb", "costs", "we", "affected", "net"))


def _likeliest(options: Iterable[str], known: Case, value: float) -> str | None:
    def closeness(name: str) -> tuple[int, float]:
        old = known[name].value
        far = abs(math.log(max(value, 1) / max(float(old), 1))) if isinstance(old, int | float) else 99.0
        return -known[name].turn, far * (_LIKELY if name in _SIZES else 1.0)

    return min(options, key=closeness, default=None)
