"""Who can pay for a course in a case: the programmes of the Förder-Check with the course's own facts, what is
missing, and the shares of firm and person in Euro.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.funding.check import check_funding
from chains.funding.consultation.guide_answers import assumed_for
from chains.funding.decision import Result
from chains.funding.programmes import parameter
from knowledge.german.numbers import german_number
from knowledge.model.course import Course, CourseDate, Time

if TYPE_CHECKING:
    from chains.courses.search import CourseHit
    from chains.funding.results import ProgrammeResult

# programmes that pay for a course's fee, in the order in which a mentor thinks of them
_PROGRAMMES = (
    "sgb3_81_2_abschluss",
    "sgb3_82_lehrgangskosten",
    "sgb3_81_1_bildungsgutschein",
    "sgb3_81_3a_grundkompetenzen",
    "sgb3_81_3_hauptschulabschluss",
    "afbg_massnahmebeitrag",
)
_ORDER = {Result.YES: 0, Result.ERMESSEN: 1, Result.DEPENDS: 2, Result.NO: 3}
_APPROVED = frozenset(_PROGRAMMES) - {"afbg_massnahmebeitrag"}  # need an approved course
_ADVANCED = re.compile(r"meister|fachwirt|techniker|bilanzbuchhalter|betriebswirt|fachkauf", re.IGNORECASE)
_TO_DEGREE = re.compile(
    r"umschulung|abschlussprüfung|gesellenprüfung|externenprüfung|berufsabschluss", re.IGNORECASE
)
_BASIC = re.compile(r"alphabetisierung|grundbildung|lesen und schreiben|grundkompetenz", re.IGNORECASE)
_SCHOOL = re.compile(r"hauptschulabschluss", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CoursePayment:
    """What one programme can pay. Shares in Euro, None where the rules do not settle them; `missing`: what
    the course or the case lacks, in German; `ask`: a question that decides.
    """

    programme: str
    title: str
    result: Result
    firm_eur: float | None = None
    person_eur: float | None = None
    agency_eur: float | None = None
    missing: tuple[str, ...] = ()
    ask: str = ""

    @property
    def can_pay(self) -> bool:
        """Whether it pays, surely or at discretion, or may do so."""
        return self.result is not Result.NO


@dataclass(frozen=True, slots=True)
class CourseCost:
    """What a course costs whom in a case; `price` None where the catalogue does not tell it."""

    price: float | None
    payments: tuple[CoursePayment, ...] = ()

    @property
    def person_eur(self) -> float | None:
        """The least that the person pays by a programme that applies; the price where none does."""
        shares = [
            p.person_eur
            for p in self.payments
            if p.person_eur is not None and p.result in {Result.YES, Result.ERMESSEN}
        ]
        return min(shares) if shares else self.price

    @property
    def firm_eur(self) -> float | None:
        """The firm's share by the first programme that applies."""
        return next(
            (
                p.firm_eur
                for p in self.payments
                if p.firm_eur is not None and p.result in {Result.YES, Result.ERMESSEN}
            ),
            None,
        )


def course_facts(course: Course, day: CourseDate) -> dict[str, Any]:
    """The facts of a course that the Förder-Check takes; what the catalogue does not tell is left out."""
    said = f"{course.title} {course.degree} {course.goal}"
    facts: dict[str, Any] = {
        "course.leads_to_degree": bool(_TO_DEGREE.search(f"{said} {course.content}")),
        "afbg_goal": bool(_ADVANCED.search(said)),
    }
    told = {
        "course.fee": day.price,
        "course.hours": day.hours,
        "course.start": day.start,
        "course.end": day.end,
    }
    facts |= {name: value for name, value in told.items() if value is not None}
    if "Fern" in day.form:
        facts["course.form"] = "distance"
    elif day.time is not None:
        facts["course.form"] = "full_time" if day.time is Time.FULL else "part_time"
    if course.measure_number:
        facts |= {"azav_massnahme": True, "azav_traeger": True}
    goals = (("grundkompetenzen", _BASIC), ("hauptschulabschluss", _SCHOOL))
    goal = next((name for name, pattern in goals if pattern.search(said)), "")
    return facts | {"course.goal": goal or "berufliche Weiterbildung"}


def cost_of(course: Course, day: CourseDate, case: Mapping[str, Any], today: date) -> CourseCost:
    """What a date of a course costs in a case, and which programmes can pay for it."""
    if not case or day.price == 0:  # what is free needs nobody to pay
        return CourseCost(day.price)
    person = {name: value for name, value in case.items() if not name.startswith("course.")}
    facts = {**person, **course_facts(course, day)}
    check = check_funding(facts, today, assume=assumed_for(_PROGRAMMES), programmes=_PROGRAMMES)
    payments = [_payment(result, course, day, today) for result in check.programmes if _concerns(result)]
    return CourseCost(day.price, tuple(sorted(payments, key=lambda p: _ORDER[p.result])))


def _concerns(result: ProgrammeResult) -> bool:
    """Whether a programme is worth a word: it may pay, or fails by the length of the course alone."""
    failed = [because for because in result.because if because.met is False]
    return result.result is not Result.NO or (len(failed) == 1 and "Stunden" in failed[0].text)


def _payment(result: ProgrammeResult, course: Course, day: CourseDate, today: date) -> CoursePayment:
    amounts = result.amounts
    agency = _euro(amounts, "agency_eur", "agency_eur_max")
    firm = _euro(amounts, "employer_eur", "employer_eur_min")
    person = _euro(amounts, "person_eur", "person_eur_total")
    if person is None and agency is not None and day.price is not None:
        person = max(0.0, day.price - agency - (firm or 0.0))
    return CoursePayment(
        result.id,
        result.programme.rule.title,
        result.result,
        firm,
        person,
        agency,
        tuple(_missing(result, course, day, today)),
        result.ask if result.result is Result.DEPENDS else "",
    )


def _missing(result: ProgrammeResult, course: Course, day: CourseDate, today: date) -> Sequence[str]:
    found = []
    if result.id in _APPROVED and not course.measure_number:
        found.append("keine Maßnahmenummer angegeben")
    least = result.programme.rule.parameters.get("min_hours")
    hours = parameter(least, today) if least is not None else None
    if hours is not None and day.hours is None:
        found.append(f"Stundenzahl nicht angegeben, nötig sind mehr als {german_number(hours)} Stunden")
    elif hours is not None and day.hours is not None and day.hours <= hours:
        found.append(f"{day.hours} von mehr als {german_number(hours)} Stunden")
    if day.price is None:
        found.append("Preis nicht angegeben")
    return found


def _euro(amounts: Mapping[str, Any], *names: str) -> float | None:
    return next((float(amounts[name]) for name in names if isinstance(amounts.get(name), int | float)), None)


def with_costs(
    hits: Sequence[CourseHit], case: Mapping[str, Any], today: date
) -> list[tuple[CourseHit, CourseCost]]:
    """Each hit with what its first date costs in the case."""
    return [(hit, cost_of(hit.course, hit.dates[0], case, today)) for hit in hits if hit.dates]


def by_own_share(costed: Sequence[tuple[CourseHit, CourseCost]]) -> list[tuple[CourseHit, CourseCost]]:
    """Those that cost the person least first, an unknown share last."""
    unknown = float("inf")
    return sorted(costed, key=lambda pair: unknown if pair[1].person_eur is None else pair[1].person_eur)
