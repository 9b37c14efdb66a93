"""Dialogues played: each answer goes into the history of the next turn, and the sums count what was right."""

from __future__ import annotations

from datetime import date

from chains.answer import Answer, whole
from chains.blocks.free_text import stored_blocks
from evals.dialogues.collection import Collection
from evals.dialogues.play import failures, figures, play, sums

COLLECTION = Collection.model_validate(
    {
        "today": "2026-11-28",
        "dialogues": [
            {
                "id": "x01-eins",
                "note": "",
                "turns": [
                    {
                        "say": "Was zahlt der Betrieb?",
                        "kind": "case",
                        "calc": True,
                        "must": [["2.000"]],
                        "lead_must_not": ["75 Prozent"],
                    },
                    {
                        "say": "und bei 600?",
                        "kind": "case",
                        "calc": True,
                        "must": [["3.000"]],
                        "lead_must_not": ["nichts"],
                    },
                    {"say": "Danke!", "kind": "talk", "must": [["gern"]], "must_not": ["3.000"]},
                ],
            },
            {
                "id": "x02-zwei",
                "note": "",
                "turns": [
                    {"say": "hallo", "kind": "talk", "must": [["hallo"]]},
                    {"say": "Wie viele Leute?", "kind": "case", "must": [["Beschäftigte"]]},
                    {"say": "ok", "kind": "talk", "must": [["gern"]]},
                ],
            },
        ],
    }
)


def said(text: str, asks: str = "", *, abstained: bool = False) -> Answer:
    return Answer("", whole((), stored_blocks(text, {1}), asks), abstained=abstained)


ANSWERS = {
    "Was zahlt der Betrieb?": said("Er zahlt 2.000 Euro.\n\n**SGB III § 82** [1]\n> 3.000 Wörter Wortlaut"),
    "und bei 600?": said("Er zahlt nichts. Oder 3.000 Euro."),
    "Danke!": said("Gern!"),
    "hallo": said("Hallo!", abstained=True),
    "Wie viele Leute?": said("Das hängt davon ab.", "Wie viele Beschäftigte hat der Betrieb?"),
    "ok": said("Gern!"),
}


def test_dialogues_are_held_and_summed_up() -> None:
    asked: list[tuple[str, tuple[tuple[str, str], ...], date]] = []

    def ask(question: str, history: object, today: date) -> Answer:
        asked.append((question, tuple(history), today))  # type: ignore[arg-type]
        return ANSWERS[question]

    told = []
    played = play(COLLECTION, ask, done=lambda result: told.append(result.dialogue.id))
    assert told == ["x01-eins", "x02-zwei"]
    assert asked[0] == ("Was zahlt der Betrieb?", (), date(2026, 11, 28))
    assert asked[2][1] == (
        ("user", "Was zahlt der Betrieb?"),
        ("assistant", ANSWERS["Was zahlt der Betrieb?"].text),
        ("user", "und bei 600?"),
        ("assistant", ANSWERS["und bei 600?"].text),
    )
    assert asked[3][1] == ()  # a new dialogue knows nothing of the one before

    done = figures(played)
    assert (done.turns_right, done.turns, done.dialogues_right, done.dialogues) == (5, 6, 1, 2)
    assert (done.calculations_right, done.calculations, done.wrong_leads) == (1, 2, 1)
    assert done.words == 6  # of 4, 6 and 10 words; what is quoted and talk do not count
    assert 0 < done.milliseconds <= done.milliseconds_p95
    assert "Antworten richtig: 5 von 6 (83 %)" in list(sums(done))
    assert list(failures(played[0])) == [
        "x01-eins, 2: „und bei 600?“",
        "    Überschrift falsch („nichts“): „Er zahlt nichts.“",
    ]
    assert list(failures(played[1])) == []
