"""An optional judge: a chat model says whether an answer is faithful to its passages and helpful. Never
needed for a green run.

Each answer is judged several times with the passages in rotated order, since models prefer what stands first
(Zheng et al.
2023); the median vote counts. How far the judge can be trusted is measured against answers that
people have labelled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chains.model.prompts import load_prompt
from evals.errors import SuiteError
from evals.metrics.statistics import cohens_kappa
from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from evals.runs.run_folder import Record
    from knowledge.store.library import Library

LABELLED = Path(__file__).parent.parent / "labelled.yaml"
_FILE = "judge.jsonl"
_FAITHFUL = ("nein", "teilweise", "ja")


class Vote(BaseModel):
    """What the judge says."""

    model_config = ConfigDict(frozen=True)

    treu: Literal["ja", "teilweise", "nein"] = Field(description="Steht alles Behauptete in den Fundstellen?")
    hilfreich: int = Field(ge=1, le=5, description="1 geht vorbei, 5 beantwortet ganz")
    grund: str = Field(default="", description="ein Satz")


class Judged(BaseModel):
    """The median vote on one answer, and how many votes agreed with it on faithfulness."""

    model_config = ConfigDict(frozen=True)

    suite: str
    question: str
    configuration: str
    vote: Vote
    votes: int
    agreeing: int


class Labelled(BaseModel):
    """An answer with a person's verdict: `places` are sections of the starter knowledge."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    places: Annotated[tuple[str, ...], Field(min_length=1)]
    answer: str
    treu: Literal["ja", "teilweise", "nein"]
    hilfreich: Annotated[int, Field(ge=1, le=5)]


class _LabelledSet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """Agreement of the judge with people: Cohen's kappa on faithful or not, mean distance in
    helpfulness, n answers.
    """

    kappa: float
    distance: float
    n: int


def judge_answer(
    model: BaseChatModel, question: str, passages: Sequence[str], answer: str, votes: int = 3
) -> tuple[Vote, int]:
    """The median vote and how many votes share its faithfulness.

    Raises:
        ModelFailed: the model is down, or gave no readable verdict in any vote.
    """
    given: list[Vote] = []
    for turn in range(votes):
        shift = turn % max(1, len(passages))
        ordered = [*passages[shift:], *passages[:shift]]
        vote = _vote(
            model,
            load_prompt("bewertung").fill(
                frage=question, fundstellen="\n\n".join(ordered) or "(keine)", antwort=answer
            ),
        )
        if vote is not None:
            given.append(vote)
    if not given:
        raise ModelFailed("Das Sprachmodell hat kein lesbares Urteil gegeben.")
    faithful = _FAITHFUL[median_low([_FAITHFUL.index(v.treu) for v in given])]
    typical = next(v for v in given if v.treu == faithful)
    return Vote(
        treu=typical.treu, hilfreich=median_low([v.hilfreich for v in given]), grund=typical.grund
    ), sum(v.treu == faithful for v in given)


def _vote(model: BaseChatModel, prompt: str) -> Vote | None:
    """One verdict: by the model's structured output where it has one, else read from its text."""
    try:
        structured = model.with_structured_output(Vote, include_raw=True)
    except NotImplementedError:
        structured = None
    try:
        if structured is not None:
            result = structured.invoke(prompt)
            if isinstance(result, dict) and isinstance(result.get("parsed"), Vote):
                parsed: Vote = result["parsed"]
                return parsed
            text = str(result["raw"].text) if isinstance(result, dict) else ""
        else:
            text = str(model.invoke(prompt).text)
    except Exception as error:
        raise ModelFailed(f"Das Sprachmodell antwortet nicht ({type(error).__name__}).") from error
    return _read(text)


def _read(text: str) -> Vote | None:
    for match in re.finditer(r"\{[^{}]*\}", text):
        try:
            return Vote.model_validate(json.loads(match[0]))
        except (json.JSONDecodeError, ValidationError):
            continue
    return None


def judge_records(
    model: BaseChatModel, records: Sequence[Record], folder: Path, votes: int = 3
) -> list[Judged]:
    """Judge answers of a run and append each verdict to its folder; what is judged already is left alone."""
    known = {(j.suite, j.question, j.configuration) for j in load_judged(folder)}
    for record in records:
        if (record.suite, record.question.id, record.configuration) in known:
            continue
        passages = [f"[{c.n}] {c.label}\n{c.quote}" for c in record.outcome.citations]
        vote, agreeing = judge_answer(model, record.question.question, passages, record.outcome.answer, votes)
        judged = Judged(
            suite=record.suite,
            question=record.question.id,
            configuration=record.configuration,
            vote=vote,
            votes=votes,
            agreeing=agreeing,
        )
        with (folder / _FILE).open("a", encoding="utf-8") as file:
            file.write(judged.model_dump_json() + "\n")
    return load_judged(folder)


def load_judged(folder: Path) -> list[Judged]:
    """All verdicts of a run."""
    path = folder / _FILE
    return (
        [Judged.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        if path.exists()
        else []
    )


def load_labelled(path: Path = LABELLED) -> tuple[Labelled, ...]:
    """The answers that people have labelled; raises SuiteError."""
    return load_checked(path, _LabelledSet, "Die Liste beurteilter Antworten", SuiteError)[0].answers


def trust(model: BaseChatModel, library: Library, labelled: Sequence[Labelled], votes: int = 3) -> Trust:
    """Let the judge judge what people have judged.

    Raises:
        SuiteError: a place of the list is not indexed (the starter knowledge must be).
        ModelFailed: as judge_answer.
    """
    judge: list[bool] = []
    people: list[bool] = []
    distances: list[int] = []
    for item in labelled:
        passages = []
        for n, written in enumerate(item.places, 1):
            document, _, locator = written.partition(" ")
            sections = library.sections(document, [locator])
            if not sections:
                raise SuiteError(
                    f"Die Fundstelle „{written}“ ist nicht eingelesen. Bitte zuerst `wbm sync --kind"
                    " factsheets` ausführen."
                )
            passages.append(f"[{n}] {locator}\n{sections[0].text}")
        vote, _ = judge_answer(model, item.question, passages, item.answer, votes)
        judge.append(vote.treu == "ja")
        people.append(item.treu == "ja")
        distances.append(abs(vote.hilfreich - item.hilfreich))
    return Trust(
        cohens_kappa(people, judge), sum(distances) / len(distances) if distances else 0.0, len(distances)
    )
