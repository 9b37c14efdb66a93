"""Worked funding cases: facts or a sentence in, what the law says out; from YAML, run through the
Förder-Check.

How a case is written and when it is met is told in evals/cases/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from chains.funding.check import check_funding
from chains.funding.results import ProgrammeResult
from evals.errors import SuiteError
from knowledge.editorial.checked_yaml import load_checked

FOLDER = Path(__file__).parent.parent / "cases"

# a place of a law, down to its number, or a section of a factsheet
Place = Annotated[
    str, Field(pattern=r"^([A-Za-zÄÖÜäöü]+( [IVX]+)? § \d+[a-z]?( .+)?|Faktenblatt „[^„“]+“: .+)$")
]
Number = int | float
ReadSentence = Callable[[str, date], Mapping[str, Any]]  # a sentence -> its facts
_BOUND = re.compile(r"_(min|max|if)$")
_CENT = 0.005


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ApplyParts(_Strict):
    """Parts of the texts that say who applies where by when."""

    who_contains: str = ""
    where_contains: str = ""
    by_when_contains: str = ""


class Expected(_Strict):
    """What must be right of one programme; what is not said is not checked."""

    result: str | None = Field(None, pattern="^(yes|ermessen|no|depends)$")
    amounts: dict[str, Number | bool | tuple[Number, ...]] = Field(default_factory=dict)
    not_amounts: tuple[str, ...] = ()
    because: tuple[Place, ...] = ()
    missing: tuple[str, ...] = ()
    ask_fact: str = ""
    apply: ApplyParts = ApplyParts()


class FundingCase(_Strict):
    """One worked case; either its facts or a sentence with what it leaves unsaid."""

    id: Annotated[str, Field(pattern=r"^[a-z]+\d+$")]
    note: str = ""
    case: dict[str, Any] | None = None
    sentence: str = ""
    assume: dict[str, Any] = Field(default_factory=dict)
    today: date
    expect: dict[str, Expected]
    proof: tuple[Place, ...]

    @model_validator(mode="after")
    def _one_form(self) -> FundingCase:
        if (self.case is None) == (not self.sentence):
            raise ValueError(f"{self.id}: Ein Fall hat entweder „case“ oder „sentence“.")
        return self


class _Cases(RootModel[tuple[FundingCase, ...]]):
    """All cases of a file."""


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What one case came to: programme -> what differs (nothing: right)."""

    case: FundingCase
    faults: dict[str, tuple[str, ...]]

    @property
    def right(self) -> bool:
        """Whether all programmes are right."""
        return not any(self.faults.values())


def load_cases(name: str) -> tuple[FundingCase, ...]:
    """The cases of „blind“, „cases“ or a path.

    Raises:
        SuiteError: unreadable, of another shape, or an id twice; names the line.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    cases = load_checked(path, _Cases, "Die Fallsammlung", SuiteError)[0].root
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise SuiteError(f"{path}: Die Kennung {case.id} kommt zweimal vor.")
        seen.add(case.id)
    return cases


def run_case(case: FundingCase, read: ReadSentence | None = None) -> CaseOutcome:
    """Decide one case and compare; `read` is needed for a sentence.

    Raises:
        RuleFault: a fact or programme that does not exist.
    """
    facts = case.case if case.case is not None else _read(case, read)
    found = check_funding(facts, case.today, assume=case.assume, programmes=tuple(case.expect))
    results = {result.id: result for result in found.programmes}
    return CaseOutcome(
        case, {name: tuple(_differences(wanted, results[name])) for name, wanted in case.expect.items()}
    )


def _read(case: FundingCase, read: ReadSentence | None) -> Mapping[str, Any]:
    if read is None:
        raise SuiteError(f"{case.id}: Für einen Satz braucht es das Lesen von Sätzen.")
    return read(case.sentence, case.today)


def _differences(wanted: Expected, got: ProgrammeResult) -> Iterator[str]:
    if wanted.result and wanted.result != got.result:
        yield f"Ergebnis {got.result} statt {wanted.result}"
    for key, value in wanted.amounts.items():
        if not _same(got.amounts.get(key), value):
            yield f"{key} = {got.amounts.get(key, 'fehlt')} statt {value}"
    yield from (
        f"{key} = {got.amounts[key]}, soll fehlen" for key in wanted.not_amounts if key in got.amounts
    )
    proofs = [because.proof for because in got.because]
    yield from (
        f"Beleg {place} fehlt"
        for place in wanted.because
        if not any(_covers(place, proof) for proof in proofs)
    )
    yield from (f"Offenes Merkmal {fact} fehlt" for fact in wanted.missing if fact not in got.missing)
    if wanted.ask_fact and wanted.ask_fact not in got.missing[:1]:
        yield f"Gefragt wird nach {got.missing[:1]}, nicht nach {wanted.ask_fact}"
    for part in ("who", "where", "by_when"):
        text = getattr(wanted.apply, f"{part}_contains")
        if text and text not in getattr(got.apply, part):
            yield f"„{text}“ fehlt in „{getattr(got.apply, part)}“"


def _same(got: Any, wanted: Any) -> bool:
    """To the cent; a list holds every figure that is right."""
    if isinstance(wanted, tuple):
        return any(_same(got, one) for one in wanted)
    if isinstance(wanted, bool) or not isinstance(got, int | float):
        return bool(got == wanted)
    return bool(abs(got - wanted) < _CENT)


def _covers(place: str, proof: str) -> bool:
    """Whether a proof is the place or lies in it."""
    return proof == place or proof.startswith(f"{place} ")
