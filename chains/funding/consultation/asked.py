"""What a message of a consultation asks, and where the consultation stands with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chains.case.areas.of_work import OF_WORK
from chains.case.conversation import CaseSoFar
from chains.case.facts import Case
from chains.funding.consultation.guides import Found
from chains.funding.topics import OF_COSTS, Topic
from chains.question.intent import Intent

WIDE = frozenset({Topic.AMOUNT, Topic.OVERVIEW})
OF_MONEY = OF_COSTS  # worded with "zahlen", which says little
OF_RULES = OF_MONEY | {Topic.WAGE}
OF_OFFICE = frozenset({Topic.APPLY, Topic.DOCUMENTS})
A_CASE = 3  # facts told at once that make a case of their own, not a further question on a duty
# facts that follow from what else was told, and make no case
FOLLOWING = frozenset({"status", "afbg_goal", "afbg_level", "has_child", "course.leads_to_degree"}) | OF_WORK
_JOBLESS = frozenset({"unemployed", "threatened", "transfer_kug"})


def telling(facts: Mapping[str, Any]) -> frozenset[str]:
    """The told facts that make a case: without those that follow from others. Whether somebody has work makes
    one where it is said to be none or to end; that a colleague has work says nothing.
    """
    told = frozenset(facts) - FOLLOWING
    return told | {"status"} if facts.get("status") in _JOBLESS else told


# facts that tell how many work there
SIZE = frozenset(
    {
        "firm_headcount",
        "firm_headcount_min",
        "staff_hours",
        "weighted_staff",
        "company_headcount",
        "group_headcount",
    }
)


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """What a message asks. `programmes`: those it names; `subjects`: guides that the talk is about, newest
    first; `named`: the guide that somebody named last; `again`: what is answered anew when the next message
    only tells a fact; `of_law`: it, or what it hangs on, asks what neither rules nor guides say; `quoted`:
    the guide on what the answer before it quoted; `besides`: the further questions of the same message, each
    with what it asks.
    """

    topic: Topic | None = None
    programmes: tuple[str, ...] = ()
    found: Found | None = None
    subjects: tuple[str, ...] = ()
    named: str = ""
    again: AskedTopic | None = None
    repeated: bool = False
    of_law: bool = False
    quoted: str = ""
    besides: tuple[tuple[str, AskedTopic], ...] = ()


@dataclass(frozen=True, slots=True)
class Consulting:
    """Where a consultation stands with its newest message; `question`: what of that message asks;
    `earlier`: the messages before it that belong to the same case; `before`: the case as they told it;
    `changed_from`: the case before the last of those.
    """

    intent: Intent
    question: str
    told: CaseSoFar = field(default_factory=CaseSoFar)
    asked: AskedTopic = field(default_factory=AskedTopic)
    earlier: tuple[str, ...] = ()
    before: Case = field(default_factory=Case)
    changed_from: Case = field(default_factory=Case)
