"""Suites: questions with their gold places and facts, from YAML, checked against schema and index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evals.errors import SuiteError
from evals.facts import RequiredFact, holds
from evals.places import document_of
from knowledge.editorial.checked_yaml import Lines, load_checked
from knowledge.model.document import Status, content_hash

if TYPE_CHECKING:
    from knowledge.store.library import Library

FOLDER = Path(__file__).parent / "suites"


class EarlierTurn(BaseModel):
    """One earlier turn of a conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["user", "assistant"]
    text: Annotated[str, Field(min_length=1)]


class Gold(BaseModel):
    """The right places: one of `any` suffices, each of `all` is needed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _not_empty(self) -> Gold:
        if not (self.any or self.all):
            raise ValueError("gold nennt keine Fundstelle (any oder all).")
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """All of them."""
        return self.any + self.all


class Question(BaseModel):
    """One question of a suite, and what is right for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    question: Annotated[str, Field(min_length=1)]
    history: tuple[EarlierTurn, ...] = ()
    audience: Literal["mentor", "trainer", "worker", "employer"] = "mentor"
    gold: Gold | None = None
    facts: tuple[RequiredFact, ...] = ()
    forbidden: tuple[RequiredFact, ...] = ()
    unanswerable: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _answerable_or_not(self) -> Question:
        if self.unanswerable and (self.gold or self.facts):
            raise ValueError(f"{self.id}: Eine nicht beantwortbare Frage hat weder gold noch facts.")
        if not self.unanswerable and self.gold is None:
            raise ValueError(f"{self.id}: Es fehlt gold (oder unanswerable: true).")
        return self

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """The history as the assistant takes it."""
        return tuple((turn.role, turn.text) for turn in self.history)

    @property
    def content_hash(self) -> str:
        """Changes when what is asked changes; gold and tags do not count, they only judge."""
        return content_hash(self.question, self.audience, *(part for turn in self.turns for part in turn))


class Suite(BaseModel):
    """A named list of questions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    description: str = ""
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


def suite_path(name: str) -> Path:
    """The file of a suite named by its name or its path."""
    path = Path(name)
    return path if path.suffix in {".yaml", ".yml"} else FOLDER / f"{name}.yaml"


def load_suite(name: str) -> tuple[Suite, Lines]:
    """A suite by name (in evals/suites) or path.

    Raises:
        SuiteError: unknown, unreadable, of another shape, or an id that occurs twice; names the line.
    """
    path = suite_path(name)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.yaml")))
        raise SuiteError(
            f"Die Suite „{name}“ gibt es nicht. Vorhanden sind: {known}; oder eine YAML-Datei angeben."
        )
    suite, lines = load_checked(path, Suite, f"Die Suite {path.name}", SuiteError)
    seen: set[str] = set()
    for position, question in enumerate(suite.questions):
        if question.id in seen:
            raise SuiteError(
                f"{path}, Zeile {lines.of('questions', position, 'id')}: Die Kennung „{question.id}“ steht"
                " zweimal in der Suite."
            )
        seen.add(question.id)
    return suite, lines


def check_gold(suite: Suite, lines: Lines, path: Path, library: Library) -> None:
    """Check a suite against what is indexed.

    Raises:
        SuiteError: a gold place that is not there or has been repealed, or a fact that no gold passage holds;
            all of them, with lines.
    """
    known = {(document, locator): status for document, locator, status in library.section_places()}
    documents = {document for document, _ in known}
    problems: list[str] = []
    for position, question in enumerate(suite.questions):
        if question.gold is None:
            continue
        line = f"{path}, Zeile {lines.of('questions', position, 'gold')}: {question.id}:"
        evidence: list[str] = []
        for gold in question.gold.places:
            document, _, locator = gold.partition(" ")
            if document not in documents or (locator and (document, locator) not in known):
                problems.append(f"{line} Die Fundstelle „{gold}“ gibt es im Index nicht.")
            elif locator and known[document, locator] is not Status.IN_FORCE:
                problems.append(
                    f"{line} Die Fundstelle „{gold}“ ist weggefallen oder kein Text, aus dem geantwortet"
                    " wird."
                )
            else:
                sections = library.sections(document, [locator] if locator else None)
                evidence += [f"{section.locator}\n{section.heading}\n{section.text}" for section in sections]
        whole = "\n".join(evidence)
        if evidence:
            problems += [
                f"{path}, Zeile {lines.of('questions', position, 'facts', number)}: {question.id}:"
                f" „{fact.label}“ steht in keiner der Fundstellen."
                for number, fact in enumerate(question.facts)
                if not holds(fact, whole)
            ]
    if problems:
        raise SuiteError("Diese Suite passt nicht zum Index:\n" + "\n".join(problems))


def laws_of(question: Question) -> tuple[str, ...]:
    """Documents that the gold names, the first one first."""
    return tuple(dict.fromkeys(document_of(place) for place in question.gold.places)) if question.gold else ()
