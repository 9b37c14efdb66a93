"""Which programmes a question without their names is about, and which of them tell what it asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chains.case.facts import Case
from chains.case.parties import in_focus
from chains.funding.consultation.asked import OF_MONEY, OF_OFFICE, AskedTopic, Consulting
from chains.funding.consultation.asking import asking_part
from chains.funding.explanation.lines import ABSCHLUSS, LEHRGANG, WAGE
from chains.funding.programmes import rulebook
from chains.funding.topics import Topic, asks_too
from knowledge.editorial.guides import load_guides

_EMPLOYEES = ("beschaeftigte", "abschluss")  # guides whose money the rules of §§ 81, 82 tell together
# parts of the names of the sums that answer a topic
_TELLING = {
    Topic.FIRM_COST: frozenset({"employer", "agency", "grant", "max"}),
    Topic.PERSON_COST: frozenset({"employer", "person", "costs", "agency"}),
    Topic.AGENCY_COST: frozenset({"employer", "agency", "grant", "max"}),
    Topic.WAGE: frozenset({"wage", "pct", "rate", "qgeld", "need"}),
}
_OF_TIME = frozenset({"days", "weeks", "months", "years"})  # no sum of money


def programmes_meant(topic: Topic | None, state: Consulting) -> tuple[str, ...]:
    """The programmes that a message names or is about, as far as they tell what it asks."""
    named = tuple(name for name in state.asked.programmes if name in rulebook().programmes)
    if topic is Topic.WAGE and named == (LEHRGANG,):
        return (WAGE,)  # § 82 is the law of both
    of_talk = _of_subject(state.asked, state.told.fresh)
    found = _that_tell(topic, named) or _of_the_wage(topic, state) or _that_tell(topic, of_talk)
    return _with_course_costs(topic, found, state.told.kept)


def _with_course_costs(topic: Topic | None, named: Sequence[str], case: Case) -> tuple[str, ...]:
    """The programmes, where a course to a degree was named: all for those who do not go to it."""
    of_money = topic in OF_MONEY | {Topic.AMOUNT}
    told = in_focus(case).facts.get("course.leads_to_degree")
    if not of_money or set(named) != {ABSCHLUSS} or not case.parties:
        return tuple(named)
    alone = len(case.focus) == 1 and told is not None and told.value is True
    return tuple(named) if alone else ()


def _that_tell(topic: Topic | None, programmes: Sequence[str]) -> tuple[str, ...]:
    """Those of the programmes that can answer a topic: one of admission to an exam has no sums, so that who
    names it as the goal and asks who pays asks about others.
    """
    telling = _TELLING.get(topic) if topic is not None else None
    if telling is None:
        return tuple(programmes)
    rules = rulebook().programmes
    return tuple(
        name
        for name in programmes
        if any(
            telling & set(a.split("_")) for a in rules[name].rule.amounts if not _OF_TIME & set(a.split("_"))
        )
    )


def compares(topic: Topic | None, named: Sequence[str]) -> bool:
    """Whether programmes are named that are to be compared, or whose application is asked for after that,
    which the facts told need not decide.
    """
    return topic in {Topic.COMPARE, *OF_OFFICE} and len(named) > 1


def _of_the_wage(topic: Topic | None, state: Consulting) -> tuple[str, ...]:
    """The subsidy to the wage, where its application is asked for ("Welche Agentur ist für den Lohn
    zuständig?"), in a talk about employees.
    """
    of_employees = state.asked.subjects[:1] == () or state.asked.subjects[0] in _EMPLOYEES
    asks = topic in OF_OFFICE and asks_too(asking_part(state.question), Topic.WAGE)
    return (WAGE,) if of_employees and asks else ()


def _of_subject(asked: AskedTopic, fresh: Collection[str]) -> tuple[str, ...]:
    """The programmes that a question without a name is about: those of what the conversation is about."""
    if asked.topic in {Topic.OVERVIEW, Topic.COMPARE, Topic.COUNT, None}:
        return ()
    guides = load_guides()
    last = asked.again
    if asked.topic in {Topic.APPLY, Topic.DOCUMENTS, Topic.CLAIM} and last is not None:
        if last.found is not None and last.found.entry.programme:
            return (last.found.entry.programme,)
        if last.programmes:
            return last.programmes[:2]
    subject = next((name for name in asked.subjects if guides[name].programmes), "")
    if not subject or subject in _EMPLOYEES:
        return ()
    programmes = guides[subject].programmes[:1]
    return () if _of_another_course(asked, programmes, fresh) else programmes


def _of_another_course(asked: AskedTopic, programmes: Sequence[str], fresh: Collection[str]) -> bool:
    """Whether the costs of a course are asked that was just told, of which the programmes that the talk is on
    say nothing ("Er soll dann eine Umschulung für 9.000 Euro machen. Was zahlen wir?", of somebody hired).
    """
    of_costs = asked.topic in OF_MONEY and "course.fee" in fresh
    return of_costs and not any("course.fee" in rulebook().rests_on(name) for name in programmes)


def _is_sum(amount: str, telling: frozenset[str]) -> bool:
    """Whether an amount is money that answers a topic, by the parts of its name."""
    parts = set(amount.split("_"))
    return bool(telling & parts) and not _OF_TIME & parts
