"""The dialogues of a YAML file, checked: what is said turn by turn, and what a right answer says,
must not say and cites.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evals.errors import SuiteError
from knowledge.editorial.checked_yaml import load_checked

FOLDER = Path(__file__).parent

Words = Annotated[str, Field(min_length=1)]
Alternatives = Annotated[tuple[Words, ...], Field(min_length=1)]  # one of them must occur
# "SGB III § 82 Abs. 2", "AFBG", 'Faktenblatt „Bildungsscheck Nordrhein-Westfalen“'
Place = Annotated[
    str,
    Field(
        pattern=r"^([A-Za-zÄÖÜäöü]+( [IVX]+)?( § \d+[a-z]?( Abs\. \d+[a-z]?)?)?|Faktenblatt „[^„“]+“(: .+)?)$"
    ),
]


class Kind(StrEnum):
    """What a turn is: a question about a case, about the law alone, about courses, or just talk."""

    CASE = "case"
    LAW = "law"
    COURSE = "course"
    TALK = "talk"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Strict):
    """One turn; `lead_…` look at the first sentence alone, `cite` names places of which one must be cited."""

    say: Words
    kind: Kind
    must: tuple[Alternatives, ...] = ()
    must_not: tuple[Words, ...] = ()
    lead_must: tuple[Alternatives, ...] = ()
    lead_must_not: tuple[Words, ...] = ()
    cite: tuple[Place, ...] = ()
    calc: bool = False

    @model_validator(mode="after")
    def _can_fail(self) -> Said:
        if not (self.must or self.must_not or self.lead_must or self.lead_must_not or self.cite):
            raise ValueError(f"„{self.say}“: Es steht nicht da, was richtig ist.")
        return self


class Dialogue(_Strict):
    """One consultation of three to five turns."""

    id: Annotated[str, Field(pattern=r"^[a-z]\d\d-[a-z0-9-]+$")]
    note: str
    turns: Annotated[tuple[Said, ...], Field(min_length=3, max_length=6)]


class Collection(_Strict):
    """All dialogues of a file and the day on which they are held."""

    today: date
    dialogues: Annotated[tuple[Dialogue, ...], Field(min_length=1)]


def load_dialogues(name: str) -> Collection:
    """The collection „blind“, „dialogues“ or a path.

    Raises:
        SuiteError: unreadable, of another shape, or an id twice; names file and line.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    collection, lines = load_checked(path, Collection, "Die Gesprächssammlung", SuiteError)
    seen: set[str] = set()
    for number, dialogue in enumerate(collection.dialogues):
        if dialogue.id in seen:
            line = lines.of("dialogues", number, "id")
            raise SuiteError(
                f"{path}, Zeile {line}: Die Kennung {dialogue.id} kommt zweimal vor. Bitte eine andere."
            )
        seen.add(dialogue.id)
    return collection
