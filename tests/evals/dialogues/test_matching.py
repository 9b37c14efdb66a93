"""What counts as said: in figures, in words, in the first sentence, in what is visible."""

from __future__ import annotations

import pytest

from chains.blocks.free_text import stored_blocks
from chains.blocks.kinds import AskBack, Notice
from evals.dialogues.collection import Said
from evals.dialogues.matching import Visible, covers, faults, says, visible, wrong_lead

ANSWER = """**Der Betrieb zahlt voraussichtlich nichts von den 9.800 Euro.** [1]

Das gilt nach § 81 Abs. 2, weil er keinen Abschluss hat [1]. Die 50 Prozent des § 82 Abs. 2 gelten hier nicht.

**SGB III § 81 Abs. 2** [1]
> Der nachträgliche Erwerb eines Berufsabschlusses wird gefördert.
>
> Ausgeschlossen ist nichts.

**Nächster Schritt:** Antrag vor Beginn."""


def seen_of(text: str) -> Visible:
    return visible(stored_blocks(text, {1}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Das sind 4900 Euro.", "4.900"),
        ("Das sind 4.900,00 €.", "4.900"),
        ("Das sind 4 900 Euro.", "4900"),
        ("Das sind 4\u202f900 €.", "4.900"),
        ("50 % der Kosten", "50 Prozent"),
        ("Es zählen 83,75.", "83,75"),
        ("Es zählen 70.", "70"),
        ("Vor dem Beginn der Maßnahme", "vor dem beginn"),
        ("Sie haben mitzubestimmen.", "Mitzubestimmen"),
        ("Ja, das geht.", "ja"),
        ("Geförderte Kurse", "gefördert"),
    ],
)
def test_the_same_said_otherwise_counts(text: str, wanted: str) -> None:
    assert says(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("50 Prozent", "0 Prozent"),
        ("14.900 Euro", "4.900"),
        ("4.900,50 Euro", "4.900"),
        ("4.9001", "4.900"),
        ("83,75", "83"),
        ("183,75", "83,75"),
        ("Im Jahr darauf", "ja"),
        ("Allgemeines", "gemein"),
        ("nach § 82a", "§ 82"),
        ("in Abs. 2 500 Beschäftigte", "2500"),
    ],
)
def test_a_part_of_another_word_or_figure_does_not(text: str, wanted: str) -> None:
    assert not says(text, wanted)


def test_quotes_and_their_headings_are_not_visible() -> None:
    seen = seen_of(ANSWER).text
    assert "nachträgliche" not in seen
    assert "SGB III § 81 Abs. 2" not in seen
    assert "Nächster Schritt" in seen
    assert seen.startswith("Der Betrieb zahlt voraussichtlich nichts")


def test_marks_and_notices_are_no_words_and_the_question_back_is_shown() -> None:
    assert seen_of("**Das geht nicht.** [1]").words == 3
    blocks = (Notice("Alt", 1), *stored_blocks("Das geht.", ()), AskBack("Wie alt?"))
    assert visible(blocks).text == "Das geht.\n\nWie alt?"


@pytest.mark.parametrize(
    ("seen", "first"),
    [
        (ANSWER, "Der Betrieb zahlt voraussichtlich nichts von den 9.800 Euro."),
        ("Nein. Der Kurs ist zu kurz. Er braucht 120 Stunden.", "Nein. Der Kurs ist zu kurz."),
        (
            "Nach § 82 Abs. 2 Satz 3 zahlt er z. B. nichts. Sonst schon.",
            "Nach § 82 Abs. 2 Satz 3 zahlt er z. B. nichts.",
        ),
        ("Der Anteil ist 50 Prozent\n\nSonst nichts.", "Der Anteil ist 50 Prozent"),
        ("", ""),
    ],
)
def test_the_first_sentence_leads(seen: str, first: str) -> None:
    assert seen_of(seen).lead == first


def test_a_place_covers_what_lies_in_it() -> None:
    assert covers("SGB III § 82", "SGB III § 82 Abs. 2")
    assert covers("AFBG", "AFBG § 12 Abs. 1")
    assert not covers("SGB III § 82", "SGB III § 82a Abs. 2")
    assert not covers("SGB III § 82 Abs. 2", "SGB III § 82")


TURN = Said.model_validate(
    {
        "say": "Was zahlt der Betrieb?",
        "kind": "case",
        "must": [["nichts", "0 Euro"], ["9.800"]],
        "must_not": ["Insolvenzgeld"],
        "lead_must": [["nichts"]],
        "lead_must_not": ["50 Prozent"],
        "cite": ["SGB III § 81 Abs. 2", "SGB III § 82"],
    }
)


def test_a_right_answer_has_no_faults_although_it_names_the_figure_that_does_not_hold() -> None:
    assert faults(TURN, seen_of(ANSWER), ["SGB III § 82 Abs. 3"]) == ()


def test_each_fault_is_named() -> None:
    wrong = seen_of("Der Betrieb zahlt 50 Prozent. Insolvenzgeld gibt es auch.")
    found = faults(TURN, wrong, ["SGB III § 82a Abs. 2"], abstained=True)
    assert [fault.split(":")[0].split(" ")[0] for fault in found] == [
        "verweigert",
        "fehlt",
        "fehlt",
        "falsch",
        "Überschrift",
        "Überschrift",
        "nicht",
    ]
    assert wrong_lead(TURN, wrong) == ("50 Prozent",)


def test_a_refusal_is_no_answer_even_with_the_right_word() -> None:
    assert faults(
        TURN,
        seen_of("Dazu steht nichts in meinen Quellen, auch nicht zu 9.800 Euro."),
        ["SGB III § 82 Abs. 2"],
        abstained=True,
    ) == ("verweigert",)
    talk = Said.model_validate({"say": "Danke!", "kind": "talk", "must": [["gern"]]})
    assert faults(talk, seen_of("Gern geschehen."), [], abstained=True) == ()
