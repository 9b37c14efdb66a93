"""Funding rules as editors keep them: one YAML file a programme, a table of facts, a table of
what follows from facts.

Parameters carry their date and their place in the law; every condition carries its proof. What the
expressions in them mean is the Förder-Check's own matter.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import RuleFault

RULES = Path(__file__).parent.parent / "rules"
FACTS = Path(__file__).parent.parent / "facts.yaml"
DERIVED = Path(__file__).parent.parent / "derived_facts.yaml"

Nature = Literal["anspruch", "ermessen", "verfahren", "rechtsfolge", "folgt", "ausgelaufen"]


def _number(value: object) -> Decimal:
    """The figure as it stands in the file: 0.25 stays 0.25."""
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("Erwartet wird eine Zahl.") from error


Number = Annotated[Decimal, BeforeValidator(_number)]
Formula = Annotated[str, BeforeValidator(str)]  # a bare 0 or true in YAML is an expression as well


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactKind(_Strict):
    """One fact of a case: what it may be, how it is called, how it is asked for.

    `usual` is what a mentor takes for granted unless told otherwise; the chat assumes it aloud,
    never silently; with `usual_beside` only where one of these facts is told.
    `regular`: a special circumstance (a severe disability, say) is not there; figures that hang on nothing
    else are given for the regular case, with `regular_says` as a precondition and the others as exceptions.
    """

    type: Literal["bool", "integer", "number", "euro", "choice", "date", "text", "list"]
    label: str
    question: str = ""
    unit: str = ""
    values: dict[str, str] = Field(default_factory=dict)  # choice -> German label
    usual: bool | str | None = None
    usual_beside: tuple[str, ...] = ()
    regular: bool | int | str | None = None
    regular_says: str = ""
    # fact -> value with which nothing is regular
    regular_unless: dict[str, str] = Field(default_factory=dict)
    each: Literal["number", "pair"] = "number"  # of a list: numbers, or (heads, weekly hours)
    of: Literal["firm", "person", "course", "money"] = "person"


class Value(_Strict):
    """A parameter from a day on; `written`: how the law writes it, where that is not the figure itself."""

    value: Number | date | tuple[tuple[Number, Number], ...]
    proof: str
    written: tuple[str, ...] = ()


class Condition(_Strict):
    """A leaf (`holds`), a group (`any`, `all`) or, with neither, something no fact can tell that must hold
    all the same.

    `when`: it matters only then. `presumed`: while nobody has told otherwise it is said as a
    precondition and leaves nothing open (an application that is still to be made, say).
    """

    text: str
    proof: str
    holds: Formula = ""
    when: Formula = ""
    met: str = ""
    unmet: str = ""
    presumed: bool = False
    usual: bool = False  # goes without saying when it is met: never named as a reason
    carries_reasons: bool = True  # of applies("…"): the other programme's reasons are shown as well
    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()


class Variation(_Strict):
    """One way an amount is reckoned; the first whose `when` holds counts, an empty `when` is „otherwise“."""

    value: Formula
    when: Formula = ""
    text: str = ""
    proof: str = ""


class Amount(_Strict):
    """A figure of the result; `only_if` says when it exists at all, `even_if_no` that a refusal
    shows it too.
    """

    label: str
    value: Formula = ""
    variations: tuple[Variation, ...] = ()
    only_if: Formula = ""
    says: str = ""  # the calculation, with {names} filled in
    says_if: Formula = ""  # when it comes to the figure; none: always
    proof: str = ""
    even_if_no: bool = False
    hidden: bool = False  # only for other figures to use


class Apply(_Strict):
    """Who applies where by when; each may stand as choices: the first whose `when` holds."""

    who: str
    where: str
    by_when: str
    proof: str
    where_proof: str = ""  # of the office, where another place names it
    where_if: tuple[ApplyCase, ...] = ()
    steps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class ApplyCase(_Strict):
    """Another office for some cases."""

    when: Formula
    where: str
    proof: str


class Valid(_Strict):
    """The days on which a programme can begin; `text` says how it ended."""

    since: date | None = Field(None, alias="from")
    until: date | None = None
    text: str = ""
    proof: str = ""
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Exclusion(_Strict):
    """Another programme that this one shuts out, and why."""

    programme: str
    text: str
    proof: str


class ProgrammeRule(_Strict):
    """One funding programme as a file in knowledge/rules/ says it."""

    id: str
    title: str
    nature: Nature
    gist: str = ""  # what it gives, in one sentence without its subject and without figures
    ermessen_if: Formula = ""  # a claim as a rule, at the office's discretion in these cases
    place: str
    relevant: Formula
    rank: int = 0  # higher stands before others of its law
    valid: Valid = Field(default_factory=lambda: Valid.model_validate({}))
    checked: date
    follows: tuple[str, ...] = ()
    parameters: dict[str, dict[date, Value]] = Field(default_factory=dict)
    conditions: tuple[Condition, ...]
    amounts: dict[str, Amount] = Field(default_factory=dict)
    excludes: tuple[Exclusion, ...] = ()
    discretion: str = ""
    apply: Apply
    notes: tuple[str, ...] = ()


class Derived(_Strict):
    """What follows from facts, used by several programmes; `asks`: the facts to ask for when it is open."""

    label: str
    value: Formula
    asks: tuple[str, ...] = ()
    proof: str = ""


class _Facts(RootModel[dict[str, FactKind]]):
    """Fact's id -> what it is."""


class DerivedTable(_Strict):
    """Derived facts and the parameters that they use."""

    parameters: dict[str, dict[date, Value]] = Field(default_factory=dict)
    derived: dict[str, Derived]


@cache
def load_facts(path: Path = FACTS) -> dict[str, FactKind]:
    """All facts a case can have.

    Raises:
        RuleFault: unreadable or of another shape; names the line.
    """
    return load_checked(path, _Facts, "Die Liste der Merkmale", RuleFault)[0].root


@cache
def load_derived(path: Path = DERIVED) -> DerivedTable:
    """What follows from facts.

    Raises:
        RuleFault: unreadable or of another shape; names the line.
    """
    return load_checked(path, DerivedTable, "Die Liste der abgeleiteten Merkmale", RuleFault)[0]


@cache
def load_programmes(folder: Path = RULES) -> tuple[ProgrammeRule, ...]:
    """All programmes, in the order of their files' names.

    Raises:
        RuleFault: a file is unreadable, of another shape, or its name is not its id.
    """
    rules = []
    for path in sorted(folder.glob("*.yaml")):
        rule = load_checked(path, ProgrammeRule, "Die Förderregel", RuleFault)[0]
        if rule.id != path.stem:
            raise RuleFault(f"{path}: Die Kennung „{rule.id}“ und der Dateiname müssen gleich sein.")
        rules.append(rule)
    return tuple(rules)
