"""The dialogues as kept, and what the loader refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.dialogues.collection import Kind, load_dialogues
from evals.dialogues.matching import says
from evals.errors import SuiteError

DIALOGUES = [dialogue for name in ("blind", "dialogues") for dialogue in load_dialogues(name).dialogues]
GOOD = """
today: "2026-11-28"
dialogues:
- id: x01-kurz
  note: drei Sätze
  turns:
  - {say: "Was zahlt der Betrieb?", kind: case, must: [["50 Prozent"]], cite: ["SGB III § 82 Abs. 2"]}
  - {say: "und der Lohn?", kind: case, must: [["50 Prozent"]]}
  - {say: "Danke!", kind: talk, must: [[gern]]}
"""


def _write(folder: Path, text: str) -> str:
    path = folder / "eigene.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_there_are_forty_dialogues_half_of_them_blind() -> None:
    assert [len(load_dialogues(name).dialogues) for name in ("blind", "dialogues")] == [20, 20]
    assert len({dialogue.id for dialogue in DIALOGUES}) == len(DIALOGUES)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
def test_a_case_or_law_turn_names_a_figure_a_sense_or_a_place(dialogue: object) -> None:
    for turn in dialogue.turns:  # type: ignore[attr-defined]
        if turn.kind in {Kind.CASE, Kind.LAW}:
            assert turn.must or turn.lead_must or turn.lead_must_not, turn.say
        if turn.calc:
            assert turn.must or turn.lead_must, turn.say
        wanted = [words for group in (*turn.must, *turn.lead_must) for words in group]
        assert not [wrong for wrong in turn.must_not for words in wanted if says(words, wrong)], turn.say


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    collection = load_dialogues(_write(tmp_path, GOOD))
    assert collection.today.isoformat() == "2026-11-28"
    assert [turn.kind for turn in collection.dialogues[0].turns] == [Kind.CASE, Kind.CASE, Kind.TALK]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: talk", "kind: chat", "Zeile 9"),
        ('must: [["50 Prozent"]]}', "muss: [[ja]]}", "muss"),
        ("must: [[gern]]", "calc: false", "nicht da, was richtig ist"),
        ("SGB III § 82 Abs. 2", "§ 82", "cite"),
        ('  - {say: "Danke!", kind: talk, must: [[gern]]}\n', "", "turns"),
        ("[[gern]]", "[[]]", "must"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(SuiteError, match=said):
        load_dialogues(_write(tmp_path, GOOD.replace(old, new)))


def test_an_id_may_come_once(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("- id") :]
    with pytest.raises(SuiteError, match=r"Zeile 10: Die Kennung x01-kurz kommt zweimal vor"):
        load_dialogues(_write(tmp_path, GOOD + again))
