"""One written form at the door: umlauts, ligatures, torn words, unseen signs, charsets mixed up."""

from __future__ import annotations

import unicodedata

import pytest

from chains.question.analysis import Analyst, law_names
from ingest.documents.formats import parse_bytes
from knowledge.editorial.glossary import load_glossary
from knowledge.german.unified import mended, unified
from knowledge.model.document import Document
from settings import ROOT

SENTENCE = "Die Bestätigung über die Förderung für Beschäftigte heißt größere Öffnung."


def read(text: bytes | str, name: str = "blatt.txt") -> Document:
    return parse_bytes(text.encode() if isinstance(text, str) else text, name=name)


@pytest.mark.parametrize("name", ["blatt.txt", "blatt.md", "blatt.html", "blatt.csv"])
def test_umlauts_of_two_characters_are_one(name: str) -> None:
    document = read(unicodedata.normalize("NFD", f"{SENTENCE}\n"), name)
    assert SENTENCE in document.sections[0].text


def test_a_question_from_a_mac_names_the_same_words() -> None:
    glossary = load_glossary(ROOT / "knowledge" / "glossary.yaml")
    analyst = Analyst(glossary, law_names(glossary, {}))
    asked = "Wer bekommt Meister-BAföG für die Prüfung?"
    assert analyst.analyse(unified(unicodedata.normalize("NFD", asked))) == analyst.analyse(asked)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Quali\ufb01zierung und P\ufb02icht", "Qualifizierung und Pflicht"),
        ("Weiter\u00adbildung", "Weiterbildung"),
        ("\uf0b7 erster Punkt\n\uf0a7\tzweiter", "- erster Punkt\n- zweiter"),
        ("vier\u200bzehn\ufeff Tage", "vierzehn Tage"),
        ("Straße – „Öl“", "Straße – „Öl“"),
    ],
)
def test_what_is_seen_stays_and_the_rest_goes(written: str, read_as: str) -> None:
    assert unified(written) == read_as


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("kann man fi nden", "kann man finden"),
        ("Kosten sind inbegriff en", "Kosten sind inbegriffen"),
        ("Berufsqualifi kation und pfl egen", "Berufsqualifikation und pflegen"),
        ("Tarif und Griff in die Kasse", "Tarif und Griff in die Kasse"),
        ("Schiff fahren, auf jeden Begriff achten", "Schiff fahren, auf jeden Begriff achten"),
    ],
)
def test_words_torn_behind_a_ligature_are_joined(torn: str, whole: str) -> None:
    assert mended(torn) == whole


@pytest.mark.parametrize(
    "broken",
    [
        SENTENCE.encode().decode("cp1252").encode(),
        SENTENCE.encode().decode("gbk", "replace").encode(),
        SENTENCE.encode("cp1252").decode("gbk", "replace").encode(),
    ],
    ids=["utf-8 as latin", "utf-8 as gbk", "latin as gbk"],
)
def test_text_that_somebody_read_with_a_wrong_charset_is_repaired_and_said(broken: bytes) -> None:
    document = read(broken)
    assert document.sections[0].text == SENTENCE
    assert any("berichtigt" in note for note in document.notes)


def test_real_signs_of_other_languages_stay() -> None:
    text = "Das Wort 学习 bedeutet lernen; à la carte, São Paulo, Â-Dur und die Firma iPhone手机."
    document = read(text)
    assert document.sections[0].text == text
    assert document.notes == ()
