"""The case of before and what a message tells: what replaces what, and what goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chains.case.facts import Case, Fact

# a newer fact of such a group puts the older ones of the group aside: they say the same thing in other words
_TOGETHER = (
    ("firm_headcount", "firm_headcount_min", "firm_headcount_max"),
    ("course.hours", "course.units", "course.days", "course.weeks"),
    ("prior_82_within_2y", "prior_82_months_ago"),
    ("prior_82a_within_4y", "prior_82a_months_ago"),
)
_WITHOUT_CHILD = ("children", "children_ages", "children_needing_care", "single_parent")


def merge(known: Case, told: Mapping[str, Fact], cleared: Iterable[str] = ()) -> Case:
    """The case after a message: `cleared` gone, `told` in place of what it replaces."""
    gone = set(cleared)
    for group in _TOGETHER:
        if any(name in told for name in group):
            gone |= set(group)
    if "has_child" in told and told["has_child"].value is False:
        gone |= set(_WITHOUT_CHILD)
    if "age" in told and "turns_45_during_course" not in told:
        gone.add("turns_45_during_course")
    if "degree" in told and told["degree"].value != "academic":
        gone.add("academic_level")
    if "degree" in told and told["degree"].value == "none":
        gone.add("years_since_degree")
    return known.without(gone - set(told)).with_facts(told)
