"""What a case has to do with guides: which one its facts are of, which facts change what an entry says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date
from functools import cache
from typing import Any

from chains.funding.decide import CaseCheck
from chains.funding.expression import Expression, parse
from chains.funding.facts import read_facts
from chains.funding.programmes import rulebook
from knowledge.editorial.guides import GuideEntry, load_guides

FIGURE = re.compile(r"\{([a-z0-9_.]{1,60})\}")  # in a saying, the name of what is filled in
_COURSE_OF_MONEY = frozenset({"course.fee", "course.hours"})


def guide_of_case(facts: Mapping[str, Any], today: date, fresh: Set[str] = frozenset()) -> str:
    """The guide whose facts a case has; "" for none. `fresh`: facts told now; a course that is told now is
    not what a guide is about whose programmes pay for none.
    """
    check = CaseCheck(rulebook(), read_facts(facts, rulebook().facts), today)
    for name, guide in sorted(load_guides().items(), key=lambda item: -item[1].rank):
        if not guide.when or not holds(check, guide.when, guide.programmes[0]):
            continue
        if tells_course(fresh) and not (brings(name, fresh) or pays_courses(name)):
            continue
        return name
    return ""


def tells_course(fresh: Set[str]) -> bool:
    """Whether facts told now are those of a course that costs money."""
    return fresh >= _COURSE_OF_MONEY


def pays_courses(guide: str) -> bool:
    """Whether a programme of a guide hangs on what a course costs."""
    return any("course.fee" in rulebook().rests_on(name) for name in load_guides()[guide].programmes)


def brings(guide: str, fresh: Set[str]) -> bool:
    """Whether one of these facts can make a case one of a guide."""
    when = load_guides()[guide].when
    book = rulebook()
    return bool(when) and any(fresh & book.facts_behind(name) for name in parsed(when).names)


def comes_with_others(guide: str) -> bool:
    """Whether what a guide is about may come with another programme (fares, a child's care), and makes no
    case of its own.
    """
    return bool(load_guides()[guide].programmes) and not load_guides()[guide].when


def decided_by(entry: GuideEntry) -> frozenset[str]:
    """The told facts that decide which of its sentences an entry says."""
    return _behind(_asked_of_case(entry))


def hangs_on(entry: GuideEntry) -> frozenset[str]:
    """The told facts that can change what an entry says."""
    named = _asked_of_case(entry) | {name for each in entry.says for name in FIGURE.findall(each.text)}
    programmes = {entry.programme, *(saying.programme for saying in entry.says)} - {""}
    return _behind(named).union(*(rulebook().rests_on(programme) for programme in programmes))


def _asked_of_case(entry: GuideEntry) -> set[str]:
    return {name for saying in entry.says if saying.when for name in parsed(saying.when).names}


def _behind(names: Iterable[str]) -> frozenset[str]:
    book = rulebook()
    return frozenset().union(*(book.facts_behind(name) for name in names if name not in book.parameters))


@cache
def parsed(text: str) -> Expression:
    """A formula of a guide."""
    return parse(text)


def holds(check: CaseCheck, when: str, host: str) -> bool:
    """Whether a formula holds for a case; `host`: the programme whose figures it may name."""
    return check.evaluate(parsed(when), check.book.programmes[host]).value is True
