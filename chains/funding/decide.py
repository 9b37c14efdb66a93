"""Deciding the programmes for one case: conditions in three-valued logic, each outcome with the conditions
that made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from chains.funding.decision import Decision, ProgrammeVerdict, Reason, Result
from chains.funding.expression import Expression, Seen
from chains.funding.facts import read_facts
from chains.funding.programmes import Group, Leaf, Node, Programme, Rulebook, Unasked, parameter
from chains.funding.values import UNKNOWN, Range
from knowledge.editorial.rules import Condition

_BOUND = {"_min": 0, "_max": 1}


class CaseCheck:
    """One case before the rulebook; every programme is decided once, when first asked for."""

    def __init__(self, book: Rulebook, facts: Mapping[str, Any], today: date) -> None:
        """`facts`: fact id -> value as `read_facts` gives it; what is absent is unknown."""
        self.book, self.today = book, today
        self.facts = dict(facts)
        self._decisions: dict[str, Decision] = {}
        self._derived: dict[str, Seen] = {}
        self._variants: dict[tuple[str, Any], CaseCheck] = {}
        self._verdicts: dict[int, ProgrammeVerdict] = {}  # by the id of the condition
        # the case that this one is a variant of, and the facts in which they differ
        self._before: CaseCheck | None = None
        self._changed: frozenset[str] = frozenset()
        start = self.facts.get("course.start")
        self.day = start if isinstance(start, date) and start > today else today

    def with_fact(self, name: str, value: Any) -> CaseCheck:
        """The same case with one fact told (or told otherwise)."""
        key = (name, value)
        if key not in self._variants:
            self._variants[key] = self._with({name: value})
        return self._variants[key]

    def _with(self, told: Mapping[str, Any]) -> CaseCheck:
        """What does not rest on the facts told is taken over as it was decided."""
        other = CaseCheck(self.book, {**self.facts, **told}, self.today)
        if other.day == self.day:
            other._before, other._changed = self, frozenset(told)
            behind, names = self.book.facts_behind, self.book.rests_on
            other._derived = {
                key: seen for key, seen in self._derived.items() if told.keys().isdisjoint(behind(key))
            }
            other._decisions = {
                key: made for key, made in self._decisions.items() if told.keys().isdisjoint(names(key))
            }
        return other

    def regular(self, names: Iterable[str]) -> CaseCheck:
        """The same case with the regular value of each of these facts."""
        kinds = self.book.facts
        return self._with(read_facts({name: kinds[name].regular for name in names}, kinds))

    def decide(self, programme_id: str) -> Decision:
        """The decision on one programme."""
        if programme_id not in self._decisions:
            self._decisions[programme_id] = self._decide(self.book.programmes[programme_id])
        return self._decisions[programme_id]

    def is_relevant(self, programme: Programme) -> bool:
        """Whether a mentor would think of this programme for the case."""
        return self.evaluate(programme.relevant, programme).value is True

    def evaluate(
        self, expression: Expression, programme: Programme, amounts: Mapping[str, Seen] | None = None
    ) -> Seen:
        """An expression of a programme for this case; `amounts`: those reckoned before it."""
        own = amounts or {}

        def look(name: str) -> Seen:
            if name in own:
                return own[name]
            values = programme.rule.parameters.get(name)
            if values is not None:
                found = parameter(values, self.day)
                return Seen(UNKNOWN if found is None else found)
            return self.look(name)

        return expression.evaluate(look, self.applies)

    def look(self, name: str) -> Seen:
        """A fact, what follows from facts, or a shared parameter."""
        if name == "today":
            return Seen(self.today)
        if name in self.book.derived:
            if name not in self._derived:
                self._derived[name] = self._derive(name)
            return self._derived[name]
        if name in self.book.parameters:
            found = parameter(self.book.parameters[name], self.day)
            return Seen(UNKNOWN if found is None else found)
        return self._told(name)

    def _told(self, name: str) -> Seen:
        value = self.facts.get(name, UNKNOWN)
        if value is not UNKNOWN:
            return Seen(value)
        low, high = (self.facts.get(f"{name}{end}") for end in _BOUND)
        if low is None and high is None:
            return Seen(UNKNOWN, frozenset({name}))
        return Seen(Range(low, high), frozenset({name}))

    def _derive(self, name: str) -> Seen:
        rule, expression = self.book.derived[name]
        seen = expression.evaluate(self.look, self.applies)
        asks = frozenset(fact for fact in rule.asks if fact not in self.facts)
        return Seen(seen.value, asks if asks and seen.open else seen.open)

    def applies(self, programme_id: str) -> Seen:
        """Whether a programme applies; open with what is missing for it."""
        decision = self.decide(programme_id)
        if decision.result is Result.DEPENDS:
            return Seen(UNKNOWN, frozenset(decision.missing))
        return Seen(decision.result is not Result.NO)

    def _decide(self, programme: Programme) -> Decision:
        if ended := self._ended(programme):
            return Decision(programme, Result.NO, (ended,))
        verdict = self._all(programme.conditions, programme)
        if verdict.value is False:
            return Decision(programme, Result.NO, verdict.reasons)
        if verdict.value is UNKNOWN:
            return Decision(programme, Result.DEPENDS, verdict.reasons, verdict.open, verdict.presumed)
        return self._granted(programme, verdict)

    def _granted(self, programme: Programme, verdict: ProgrammeVerdict) -> Decision:
        nature = programme.rule.nature
        if nature == "folgt":
            results = [self.decide(name).result for name in programme.rule.follows]
            result = Result.YES if Result.YES in results else Result.ERMESSEN
        else:
            leeway = programme.ermessen_if and self.evaluate(programme.ermessen_if, programme).value is True
            result = Result.ERMESSEN if nature == "ermessen" or leeway else Result.YES
        return Decision(programme, result, verdict.reasons, (), verdict.presumed)

    def _ended(self, programme: Programme) -> Reason | None:
        valid = programme.rule.valid
        begins = self.facts.get("course.start", self.today)
        day = begins if isinstance(begins, date) else self.today
        over = valid.until is not None and max(day, self.today) > valid.until
        early = valid.since is not None and day < valid.since
        if not (over or early):
            return None
        text = valid.text or "Die Regel gilt an diesem Tag nicht."
        return Reason(
            Condition(text=text, proof=valid.proof or programme.rule.place, unmet=text), False, programme
        )

    def verdict(self, node: Node, programme: Programme) -> ProgrammeVerdict:
        """A condition, decided once; a variant of a case takes over what rests on none of what it changes."""
        known = self._verdicts.get(id(node))
        if known is None:
            before = self._before
            same = before is not None and self._changed.isdisjoint(self.book.node_rests_on(node))
            known = before.verdict(node, programme) if before and same else self._decided(node, programme)
            self._verdicts[id(node)] = known
        return known

    def _decided(self, node: Node, programme: Programme) -> ProgrammeVerdict:
        """A condition; one that matters only in some cases is met in all others, and open while
        that is open.
        """
        if node.when is None:
            return self._unguarded(node, programme)
        matters = self.evaluate(node.when, programme)
        if matters.value is False:
            return ProgrammeVerdict(True, ())
        verdict = self._unguarded(node, programme)
        if matters.value is True or verdict.value is True:
            return verdict
        asked = self._ordered(node.when, matters.open)
        return ProgrammeVerdict(
            UNKNOWN, (Reason(node.rule, None, programme),), tuple(dict.fromkeys([*asked, *verdict.open]))
        )

    def _unguarded(self, node: Node, programme: Programme) -> ProgrammeVerdict:
        if isinstance(node, Unasked):
            return ProgrammeVerdict(True, (), presumed=(Reason(node.rule, None, programme),))
        if isinstance(node, Leaf):
            return self._leaf(node, programme)
        return self._any(node, programme) if node.any_of else self._all(node.parts, programme)

    def _leaf(self, leaf: Leaf, programme: Programme) -> ProgrammeVerdict:
        seen = self.evaluate(leaf.holds, programme)
        if seen.value is UNKNOWN and leaf.rule.presumed:
            return ProgrammeVerdict(True, (), presumed=(Reason(leaf.rule, None, programme),))
        if (other := leaf.holds.asks_only_for) and leaf.rule.carries_reasons:
            return self._of_other(leaf, programme, self.decide(other), seen)
        if seen.value is UNKNOWN:
            open_ = self._ordered(leaf.holds, seen.open)
            return ProgrammeVerdict(UNKNOWN, (Reason(leaf.rule, None, programme),), open_)
        return ProgrammeVerdict(seen.value, (Reason(leaf.rule, bool(seen.value), programme),))

    @staticmethod
    def _of_other(leaf: Leaf, programme: Programme, decision: Decision, seen: Seen) -> ProgrammeVerdict:
        """What another programme came to, with the reasons that it has for it."""
        own = Reason(leaf.rule, None if seen.value is UNKNOWN else bool(seen.value), programme)
        reasons = (own, *(reason for reason in decision.reasons if reason.met is not True))
        return ProgrammeVerdict(seen.value, reasons, decision.missing, decision.presumed)

    def _all(self, nodes: Iterable[Node], programme: Programme) -> ProgrammeVerdict:
        verdicts = [self.verdict(node, programme) for node in nodes]
        if failed := [verdict for verdict in verdicts if verdict.value is False]:
            return ProgrammeVerdict(False, _reasons(failed))
        undecided = [verdict for verdict in verdicts if verdict.value is UNKNOWN]
        value: Any = UNKNOWN if undecided else True
        return ProgrammeVerdict(value, _reasons(verdicts), _open(undecided), _presumed(verdicts))

    def _any(self, group: Group, programme: Programme) -> ProgrammeVerdict:
        verdicts = [self.verdict(node, programme) for node in group.parts]
        if met := [verdict for verdict in verdicts if verdict.value is True]:
            return ProgrammeVerdict(True, _reasons(met), presumed=_presumed(met))
        undecided = [verdict for verdict in verdicts if verdict.value is UNKNOWN]
        if undecided:
            return ProgrammeVerdict(UNKNOWN, (Reason(group.rule, None, programme),), _open(undecided))
        # the way that fails least is said first: it is what the person could still meet
        nearest = sorted(verdicts, key=lambda verdict: sum(r.met is False for r in verdict.reasons))
        return ProgrammeVerdict(False, _reasons(nearest) or (Reason(group.rule, False, programme),))

    def _ordered(self, expression: Expression, names: frozenset[str]) -> tuple[str, ...]:
        """Open facts as they stand in the expression, then the rest by name."""
        position = {name: expression.text.find(name) for name in names}
        return tuple(sorted(names, key=lambda name: (position[name] < 0, position[name], name)))


def _reasons(verdicts: Iterable[ProgrammeVerdict]) -> tuple[Reason, ...]:
    return tuple(reason for verdict in verdicts for reason in verdict.reasons)


def _open(verdicts: Iterable[ProgrammeVerdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for verdict in verdicts for name in verdict.open))


def _presumed(verdicts: Iterable[ProgrammeVerdict]) -> tuple[Reason, ...]:
    return tuple(reason for verdict in verdicts for reason in verdict.presumed)
