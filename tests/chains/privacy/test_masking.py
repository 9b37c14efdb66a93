"""Masking, measured with conversations that try to get through it, and attacked with text that
wants to take time.
"""

from __future__ import annotations

import time

import pytest

from benchmarks.masking_attacks import measure, sent_now
from chains.privacy.masking import MaskingSession, mask
from chains.privacy.patterns import PATTERNS

WORST = {
    "digits": "1",
    "zeros": "0 ",
    "letters": "a",
    "hyphens": "aaa-",
    "points": "a.",
    "at": "a at ",
    "lives": "wohnt im ",
    "born": "geboren ",
    "birthday": "geb. 1.1.90 ",
    "label": "kundennummer: ",
    "street": "Bergweg ",
    "slashes": "0/(",
    "lines": "\n",
    "months": "ersten mai ",
    "iban": "de12 ",
    "lane": "am Aaa Aaa ",
    "plus": "+1-",
}
LONG = 100_000  # characters


@pytest.mark.parametrize("part", ["blind", "open", "fresh"])
def test_what_hides_is_found_and_what_is_none_stays(part: str) -> None:
    hidden, pieces, kept, sentences = measure(sent_now, part)
    assert pieces >= 100
    assert hidden / pieces >= 0.97
    assert kept / sentences >= 0.96


@pytest.mark.parametrize("name", ["digits", "born", "street", "months"])
def test_no_pattern_takes_longer_than_its_text_is_long(name: str) -> None:
    _patterns_in_time(WORST[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", WORST)
def test_no_pattern_takes_longer_with_any_of_the_worst_texts(name: str) -> None:
    _patterns_in_time(WORST[name])


def _patterns_in_time(piece: str) -> None:
    text = (piece * LONG)[:LONG]
    for pattern in PATTERNS:
        took = min(_seconds(lambda pattern=pattern: list(pattern.spans(text))) for _ in range(3))
        assert took <= 0.1, (pattern.kind, pattern)


@pytest.mark.parametrize("piece", ["Aa ", "Frau Müller ", "erika muster ", "müller-", "Name: Beck, Tom "])
def test_masking_as_a_whole_grows_with_the_text(piece: str) -> None:
    """Ten times the text takes about ten times as long, where squares would take a hundred times."""
    short, long = (
        min(_seconds(lambda n=n: mask((piece * n)[:n])) for _ in range(2)) for n in (4_000, 40_000)
    )
    assert long <= 35 * max(short, 0.005)


def _seconds(call: object) -> float:
    begun = time.thread_time()
    call()  # type: ignore[operator]
    return time.thread_time() - begun


def test_parts_and_endings_get_the_placeholder_of_the_name() -> None:
    session = MaskingSession()
    session.learn("Erika Müller ist 45.")
    assert (
        session.hide("Frau MUELLER, Müllers Kurs, erikas Antrag")
        == "Frau [NAME 2], [NAME 2]s Kurs, [NAME 1]s Antrag"
    )
    assert session.restored("[NAME 2]s Kurs, NAME 1 und NAME 12") == "Müllers Kurs, Erika und NAME 12"


def test_a_name_that_is_an_adjective_is_no_name_in_small_letters() -> None:
    session = MaskingSession()
    session.learn("Herr Lang und Frau Weber fragen.")
    assert (
        session.hide("Wie lang braucht Lang, und was braucht weber?")
        == "Wie lang braucht [NAME 1], und was braucht [NAME 2]?"
    )


def test_what_was_cut_off_does_not_tell_either() -> None:
    """A long turn is cut before it goes out, perhaps within a name or a number."""
    session = MaskingSession()
    session.learn("Frau Trautwein hat die IBAN DE89 3704 0044 0532 0130 00.")
    assert "Trautw" not in session.hide("Es geht um Frau Trautw")
    assert "3704" not in session.hide("Frage: überweisen auf DE89 3704 0044\nAntwort: ja")


def test_what_is_written_without_a_space_or_with_unseen_characters_is_found() -> None:
    session = MaskingSession()
    session.learn("Aylin Ka\u200bya und Mu\u0308ller-Lüde, Frau Müller-Lüde")
    hidden = session.hide("AylinKaya kayaaylin MÜLLER müller-lu\u0308de")
    assert not any(word in hidden.casefold() for word in ("aylin", "kaya", "müller", "lüde"))


def test_files_say_whom_they_are_about_and_texts_then_hide_them() -> None:
    session = MaskingSession()
    session.learn_file("Zeugnis_Tschirner_Bernadette.pdf")
    assert session.hide(
        "Laut Bernadette Tschirner, in Ihr Dokument ‚Zeugnis_Tschirner_Bernadette.pdf‘, S. 2"
    ) == ("Laut [NAME 2] [NAME 1], in Ihr Dokument ‚Zeugnis_[NAME 1]_[NAME 2].pdf‘, S. 2")
    assert (
        MaskingSession().hide("Ihr Dokument ‚Betriebsvereinbarung.pdf‘, S. 1")
        == "Ihr Dokument ‚Betriebsvereinbarung.pdf‘, S. 1"
    )
