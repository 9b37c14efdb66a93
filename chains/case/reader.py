"""Reads the facts of a case from a message: one sentence or a whole e-mail, in five languages, with what was
told before.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chains.case.amends import amended, ended, only_fillers, plausible_bare
from chains.case.claims import Claim, settle
from chains.case.facts import Case, Fact
from chains.case.merge import merge
from chains.case.money import money_claims
from chains.case.people import staff_claims
from chains.case.sheet import Sheet, Stretch, sheet_of
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
    `case`: known and told together.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    supposed: Mapping[str, Fact] = field(default_factory=dict)
    cleared: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    not_understood: tuple[tuple[int, int], ...] = ()
    new_case: bool = False
    case: Case = field(default_factory=Case)

    def values(self) -> dict[str, object]:
        """Fact -> value of what is told now, as in JSON."""
        return Case(self.facts).values()


def read_case(text: str, today: datetime.date, known: Case | None = None, turn: int = 0) -> CaseReading:
    """The facts of a message. `today` completes dates; `known`: what the conversation told before; `turn`:
    number of the message.
    """
    before = known or Case()
    sheet = sheet_of(text[:LONGEST_MESSAGE], today)
    new_case = bool(sheet.of("move", "new_case"))
    context = Case() if new_case else before
    forgotten, forgetting = _forgotten(sheet, context)
    corrected = _bare_correction(sheet, context)
    if corrected is not None:
        claims, used = [corrected], {corrected.first}
    else:
        claims, used = _claims(sheet, forgetting, context)
        claims = amended(claims, sheet, context)
    sure = [claim for claim in claims if not claim.supposed]
    facts = {
        name: claim.as_fact(sheet, turn)
        for name, claim in _consistent(settle(sure, _correction(sheet)), sheet).items()
    }
    supposed = {
        name: claim.as_fact(sheet, turn)
        for name, claim in settle([c for c in claims if c.supposed], None).items()
    }
    over = ended(sheet, context, facts) if turn else ()
    cleared = tuple(before) if new_case else tuple(name for name in [*forgotten, *over] if name not in facts)
    return CaseReading(
        facts,
        supposed,
        cleared,
        tuple(name for name, fact in facts.items() if name in context and context[name].value != fact.value),
        tuple((q.start, q.end) for q in sheet.quantities if q.first not in used),
        new_case,
        merge(context, facts, cleared),
    )


def _claims(sheet: Sheet, forgetting: list[Stretch], known: Case) -> tuple[list[Claim], set[int]]:
    used = {quantity.first for quantity in sheet.quantities if _dropped(sheet, quantity)}
    claims = [
        *money_claims(sheet, used, "course.fee" in known or (bool(known) and len(sheet.tokens) <= _LONE)),
        *staff_claims(sheet, used),
        *time_claims(sheet, used),
        *word_claims(sheet),
    ]
    told = [claim for claim in claims if not sheet.clause_of[claim.first].question]
    context = bool(known) or any(claim.fact in _CONTEXT for claim in told)
    kept = []
    for claim in claims:
        clause = sheet.clause_of[claim.first]
        if clause in forgetting or not _of_the_case(sheet, claim, clause, context):
            continue
        kept.append(replace(claim, supposed=True) if clause.hypothesis else claim)
    return kept, used


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
    }
)


def _dropped(sheet: Sheet, quantity: Quantity) -> bool:
    """ "nicht 85, sondern 58": the first is what it is not."""
    return sheet.key(quantity.first - 1) in {"nicht", "not", "nie"} and any(
        sheet.key(i) in {"sondern", "but"} for i in range(quantity.last, quantity.last + 5)
    )


def _of_the_case(sheet: Sheet, claim: Claim, clause: Stretch, context: bool) -> bool:
    """Whether a claim is about this case and not about the law in general."""
    cited = any(
        index in sheet.masked and sheet.tokens[index].text == "§"
        for index in range(clause.first, clause.last)
    )
    anchored = sheet.has("anchor", clause) or claim.fact in {"staff_hours"}
    law = sheet.has("law", clause) and not sheet.has("anchor", clause)
    if law and claim.fact != "employer_legally_obliged":
        return False
    if cited and claim.fact in _SAID_BY_LAW and not (sheet.has("we", clause) or sheet.has("person", clause)):
        return False
    if claim.fact.startswith("course.") and _about_material(sheet, claim):
        return False
    return not clause.question or _asked_for_the_case(sheet, claim, clause, context, anchored)


def _asked_for_the_case(sheet: Sheet, claim: Claim, clause: Stretch, context: bool, anchored: bool) -> bool:
    """Whether a question tells a fact: of someone, or of the case that the conversation has already."""
    if sheet.has("generic", clause) or claim.fact in _ASKED_FOR:
        return False
    if sheet.has("we", clause) or (anchored and sheet.has("person", clause)):
        return True
    return (anchored or context) and _bound_of(sheet, claim) in {Bound.EXACTLY, Bound.ABOUT}


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
    if "years_since_degree" in facts and "degree" not in chosen and not sheet.has("others"):
        facts["degree"] = replace(facts["years_since_degree"], fact="degree", value="vocational")
    if "academic_level" in facts and facts.get("degree") is not None and facts["degree"].value != "academic":
        del facts["academic_level"]
    if "children" in facts and "has_child" not in facts:
        facts["has_child"] = replace(facts["children"], fact="has_child", value=facts["children"].value != 0)
    if facts.get("status") and facts["status"].value == "self_employed":
        facts.pop("years_employed_total", None)
    return _implied(_pay_in_context(_of_admission(facts, sheet), sheet), sheet)


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
    if "children" in facts and "children_needing_care" not in facts and sheet.has("care"):
        facts["children_needing_care"] = replace(facts["children"], fact="children_needing_care")
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
    return any(sheet.has(cue) for cue in ("firm", "person", "group", "gdb", "costs", "we"))


def _likeliest(options: Iterable[str], known: Case, value: float) -> str | None:
    def closeness(name: str) -> tuple[int, float]:
        old = known[name].value
        far = abs(math.log(max(value, 1) / max(float(old), 1))) if isinstance(old, int | float) else 99.0
        return -known[name].turn, far * (_LIKELY if name in _SIZES else 1.0)

    return min(options, key=closeness, default=None)
