"""Plays dialogues through the assistant, each answer into the history of the next turn, and sums
up what was right.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from evals.dialogues.collection import Collection, Dialogue, Kind, Said
from evals.dialogues.matching import Visible, faults, visible, wrong_lead

if TYPE_CHECKING:
    from chains.answer import Answer
    from chains.turn import History

Ask = Callable[[str, "History", date], "Answer"]  # question, history, the day it is asked


@dataclass(frozen=True, slots=True)
class Played:
    """One turn as it came out; `milliseconds` as the asker waited."""

    turn: Said
    seen: Visible
    faults: tuple[str, ...]
    wrong_lead: bool
    milliseconds: float

    @property
    def right(self) -> bool:
        """Whether nothing is wrong or missing."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class DialoguePlayed:
    """One dialogue as it came out."""

    dialogue: Dialogue
    turns: tuple[Played, ...]

    @property
    def right(self) -> bool:
        """Whether it is right throughout."""
        return all(turn.right for turn in self.turns)


def play(
    collection: Collection, ask: Ask, *, done: Callable[[DialoguePlayed], None] = lambda _: None
) -> list[DialoguePlayed]:
    """Hold all dialogues; `done` is told after each."""
    played = []
    for dialogue in collection.dialogues:
        result = play_dialogue(dialogue, ask, collection.today)
        played.append(result)
        done(result)
    return played


def play_dialogue(dialogue: Dialogue, ask: Ask, today: date) -> DialoguePlayed:
    """Hold one dialogue."""
    history: list[tuple[str, str]] = []
    turns = []
    for turn in dialogue.turns:
        started = time.perf_counter()
        answer = ask(turn.say, tuple(history), today)
        turns.append(_judged(turn, answer, (time.perf_counter() - started) * 1000))
        history += [("user", turn.say), ("assistant", answer.text)]
    return DialoguePlayed(dialogue, tuple(turns))


def _judged(turn: Said, answer: Answer, milliseconds: float) -> Played:
    seen = visible(answer.blocks)
    found = faults(turn, seen, (citation.label for citation in answer.citations), abstained=answer.abstained)
    return Played(turn, seen, found, bool(wrong_lead(turn, seen)), milliseconds)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a collection came to; words of all turns but talk, times of all turns."""

    dialogues: int
    dialogues_right: int
    turns: int
    turns_right: int
    calculations: int
    calculations_right: int
    wrong_leads: int
    words: float
    milliseconds: float
    milliseconds_p95: float
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)  # kind of turn -> (right, all)


def figures(played: Sequence[DialoguePlayed]) -> Figures:
    """Sum up; `played` is not empty."""
    turns = [turn for dialogue in played for turn in dialogue.turns]
    calculations = [turn for turn in turns if turn.turn.calc]
    times = sorted(turn.milliseconds for turn in turns)
    return Figures(
        dialogues=len(played),
        dialogues_right=sum(dialogue.right for dialogue in played),
        turns=len(turns),
        turns_right=sum(turn.right for turn in turns),
        calculations=len(calculations),
        calculations_right=sum(turn.right for turn in calculations),
        wrong_leads=sum(turn.wrong_lead for turn in turns),
        words=statistics.median(
            [turn.seen.words for turn in turns if turn.turn.kind is not Kind.TALK] or [0]
        ),
        milliseconds=statistics.median(times),
        milliseconds_p95=times[math.ceil(0.95 * len(times)) - 1],
        kinds={
            kind.value: (sum(turn.right for turn in of_kind), len(of_kind))
            for kind in Kind
            if (of_kind := [turn for turn in turns if turn.turn.kind is kind])
        },
    )


def failures(played: DialoguePlayed) -> Iterator[str]:
    """Each turn that is not right, with what is wrong."""
    for number, turn in enumerate(played.turns, 1):
        if not turn.right:
            yield f"{played.dialogue.id}, {number}: „{turn.turn.say}“"
            yield from (f"    {fault}" for fault in turn.faults)


def sums(done: Figures) -> Iterator[str]:
    """The figures as lines for people."""
    yield f"Antworten richtig: {_share(done.turns_right, done.turns)}"
    for kind, (right, every) in done.kinds.items():
        yield f"  {_KINDS[kind]}: {_share(right, every)}"
    yield f"Gespräche ganz richtig: {_share(done.dialogues_right, done.dialogues)}"
    yield f"Rechnungen richtig: {_share(done.calculations_right, done.calculations)}"
    yield f"Falsche Überschriften: {done.wrong_leads}"
    yield f"Sichtbare Wörter, Median: {done.words:.0f}"
    yield f"Millisekunden, Median / 95 %: {done.milliseconds:.0f} / {done.milliseconds_p95:.0f}"


_KINDS = {"case": "zum Fall", "law": "zum Recht", "course": "zu Kursen", "talk": "Gespräch"}


def _share(right: int, everything: int) -> str:
    return f"{right} von {everything}" + (f" ({100 * right / everything:.0f} %)" if everything else "")
