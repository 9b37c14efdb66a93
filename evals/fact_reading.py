"""Recall and precision of the reader of facts on labelled sentences, by fact."""

from __future__ import annotations

import argparse
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from chains.case.facts import Case, Fact, plain
from chains.case.reader import read_case
from evals.errors import SuiteError
from knowledge.editorial.checked_yaml import load_checked
from knowledge.terminal import say

CASES = Path(__file__).parent / "cases"
TODAY = datetime.date(2026, 11, 28)  # the day the labels were made for


class LabelledSentence(BaseModel):
    """A message, what it tells (`facts`, exhaustive), what was known before and what it clears. `parties`:
    name -> what it tells of each who is called so, exhaustive where it is given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    facts: dict[str, object]
    known: dict[str, object] = {}
    cleared: list[str] = []
    parties: dict[str, dict[str, object]] = {}


class _Sentences(RootModel[list[LabelledSentence]]):
    pass


@dataclass(slots=True)
class Score:
    """Facts right, missed and wrong, in all and by fact; a wrong value counts as missed and as wrong."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    sentences: int = 0
    whole: int = 0

    @property
    def recall(self) -> float:
        """Share of the labelled facts that were read, 0 to 1."""
        return _share(self.right.total(), self.missed.total())

    @property
    def precision(self) -> float:
        """Share of the read facts that are labelled, 0 to 1."""
        return _share(self.right.total(), self.wrong.total())


def _share(good: int, bad: int) -> float:
    return good / (good + bad) if good + bad else 1.0


def sentences_of(path: Path) -> list[LabelledSentence]:
    """The labelled sentences of a file.

    Raises:
        SuiteError: the file cannot be read or breaks the schema.
    """
    return load_checked(path, _Sentences, "Die Fakten-Suite", SuiteError)[0].root


def score(sentences: Iterable[LabelledSentence], today: datetime.date = TODAY) -> Score:
    """Read every sentence and compare with its label."""
    result = Score()
    for sentence in sentences:
        known = Case({name: Fact(_frozen(value)) for name, value in sentence.known.items()})  # type: ignore[arg-type]
        reading = read_case(sentence.text, today, known)
        got = {name: plain(value) for name, value in reading.values().items()} | {
            f"-{name}": True for name in reading.cleared
        }
        if sentence.parties:
            got |= _by_party({party.name: Case(party.facts).values() for party in reading.told_of})
        want = {name: plain(value) for name, value in sentence.facts.items()} | {
            f"-{name}": True for name in sentence.cleared
        }
        want |= _by_party(sentence.parties)
        _compare(result, sentence.text, want, got)
    return result


def _frozen(value: object) -> object:
    """Lists of a file as the tuples that a case has."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _by_party(parties: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    return {
        f"{party}: {name}": plain(value) for party, facts in parties.items() for name, value in facts.items()
    }


def _compare(result: Score, text: str, want: dict[str, object], got: dict[str, object]) -> None:
    result.sentences += 1
    missed = {name: value for name, value in want.items() if got.get(name) != value}
    wrong = {name: value for name, value in got.items() if want.get(name) != value}
    result.right.update(name for name in want if name not in missed)
    result.missed.update(list(missed))
    result.wrong.update(list(wrong))
    result.whole += not missed and not wrong
    if missed or wrong:
        result.faults.append(f"{text}\n    missed {missed}\n    wrong  {wrong}")


def report(name: str, result: Score, by_fact: bool = True) -> str:
    """The figures as text, and each fact that is not perfect."""
    lines = [
        f"{name}: {result.sentences} sentences, {result.right.total() + result.missed.total()} facts; recall"
        f" {result.recall:.1%}, precision {result.precision:.1%}, whole sentences"
        f" {result.whole / max(result.sentences, 1):.1%}"
    ]
    for fact in sorted(result.right.keys() | result.missed.keys() | result.wrong.keys()) if by_fact else ():
        right, missed, wrong = result.right[fact], result.missed[fact], result.wrong[fact]
        lines.append(
            f"  {fact:36} {right:4} right {missed:3} missed {wrong:3} wrong   recall"
            f" {_share(right, missed):.0%}  precision {_share(right, wrong):.0%}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m evals.fact_reading [file …] [--faults]`: figures of each file; without one of all in
    evals/cases.
    """
    parser = argparse.ArgumentParser(description="Measure the reader of facts on labelled sentences.")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument(
        "--faults", action="store_true", help="print each sentence that is not read as labelled"
    )
    options = parser.parse_args(arguments)
    for path in options.files or sorted(CASES.glob("facts*.yaml")):
        result = score(sentences_of(path))
        text = report(path.stem, result)
        say(text)
        for fault in result.faults if options.faults else ():
            say(fault)


if __name__ == "__main__":
    main()
