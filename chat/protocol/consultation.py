"""What a consultation came to, for the protocol and for letters: the case, each programme's result, what was
agreed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chains.case.facts import chip
from chains.case.views import party_text
from chains.funding.decision import Result
from chains.funding.explanation.as_text import result_in_words
from chat.case.card import cells, shown_amounts
from chat.case.form import kind_of

if TYPE_CHECKING:
    from chains.case.facts import Case
    from chains.funding.results import FundingCheck, ProgrammeResult

_FIELD, _LIST = 2_000, 20  # characters of a field that people fill in; lines of a list
_MOST_PROGRAMMES = 12
_ORDER = {"firm": 0, "course": 1, "money": 2, "person": 3}


@dataclass(frozen=True, slots=True)
class CheckedProgramme:
    """One programme: result, who pays what, why (text, place), how it is reckoned, who applies where."""

    title: str
    result: str
    verdict: str
    firm: tuple[str, ...]
    office: tuple[str, ...]
    person: tuple[str, ...]
    figures: tuple[str, ...]
    because: tuple[tuple[str, str], ...]
    calculation: tuple[str, ...]
    preconditions: tuple[str, ...]
    step: str
    steps: tuple[str, ...]
    documents: tuple[str, ...]
    place: str
    ask: str

    @property
    def is_open(self) -> bool:
        """Whether it may still be funded."""
        return self.result != Result.NO


@dataclass(frozen=True, slots=True)
class Agreed:
    """What two people agreed: steps, the office that is asked, by when, and notes; all free text."""

    steps: tuple[str, ...] = ()
    office: str = ""
    deadline: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Agreed:
        """As a page sends it: text fields, one line an entry."""

        def field(name: str) -> str:
            value = told.get(name)
            return value.strip()[:_FIELD] if isinstance(value, str) else ""

        def lines(name: str) -> tuple[str, ...]:
            found = (line.strip(" \t-•*") for line in field(name).splitlines())
            return tuple(line for line in found if line)[:_LIST]

        office, deadline = (" ".join(field(name).split()) for name in ("office", "deadline"))
        return cls(lines("steps"), office, deadline, lines("notes"))


@dataclass(frozen=True, slots=True)
class ConsultationRecord:
    """The case as chips say it (with what it is about: firm, person, course, money), the outcomes, what was
    agreed.
    """

    case: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[CheckedProgramme, ...] = ()
    agreed: Agreed = Agreed()
    ask: str = ""

    @property
    def case_line(self) -> str:
        """The case in one line."""
        return "; ".join(said for _, said in self.case)

    def to_json(self) -> dict[str, Any]:
        """As the session keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ConsultationRecord:
        """What `to_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        outcomes = tuple(_outcome_from(each) for each in data["outcomes"])
        agreed = data["agreed"]
        return cls(
            tuple((str(about), str(said)) for about, said in data["case"]),
            outcomes,
            Agreed(tuple(agreed["steps"]), agreed["office"], agreed["deadline"], tuple(agreed["notes"])),
            data["ask"],
        )


def _outcome_from(data: Mapping[str, Any]) -> CheckedProgramme:
    """Lists of JSON are tuples here, those of pairs too."""
    fields: dict[str, Any] = {
        key: tuple(tuple(part) if isinstance(part, list | tuple) else part for part in value)
        if isinstance(value, list | tuple)
        else value
        for key, value in data.items()
    }
    return CheckedProgramme(**fields)


def record_of(
    case: Case, check: FundingCheck, agreed: Agreed | None = None, chosen: Collection[str] = ()
) -> ConsultationRecord:
    """The record of a decided case; `chosen`: ids of the programmes that are wanted, none: all."""
    wanted = [result for result in check.programmes if not chosen or result.id in chosen]
    return ConsultationRecord(
        _told(case),
        tuple(_outcome(result) for result in wanted[:_MOST_PROGRAMMES]),
        agreed or Agreed(),
        check.ask,
    )


def _told(case: Case) -> tuple[tuple[str, str], ...]:
    """The facts of the firm first; what was written besides may tell of the person."""
    kinds = sorted(
        ((kind_of(name), fact) for name, fact in case.items()), key=lambda told: _ORDER[told[0].of]
    )
    return (
        *((kind.of, chip(kind, fact.value)) for kind, fact in kinds),
        *(("firm" if party.is_firm else "person", party_text(party)) for party in case.parties),
        *(("person", remark) for remark in case.remarks),
    )


def _outcome(result: ProgrammeResult) -> CheckedProgramme:
    said, step, fails = cells(result), result.apply, result.result is Result.NO
    applies = step.where not in {"-", ""} and not fails
    return CheckedProgramme(
        title=result.programme.rule.title,
        result=str(result.result),
        verdict=result_in_words(result),
        firm=tuple(said["firm"]),
        office=tuple(said["office"]),
        person=tuple(said["person"]),
        figures=tuple(f"{label}: {amount}" for _, label, amount in shown_amounts(result)),
        because=tuple(
            (because.text, because.proof)
            for because in result.because
            if not because.is_figure
            and because.text not in result.preconditions
            and because.met is not None
            and (because.met is False or not fails)
        ),
        calculation=() if fails else result.calculation,
        preconditions=() if fails else result.preconditions,
        step=f"{step.who}; {step.where}; {step.by_when}" if applies else "",
        steps=step.steps if applies else (),
        documents=step.documents if applies else (),
        place=result.programme.rule.place,
        ask=result.ask,
    )
