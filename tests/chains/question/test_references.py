"""Places of laws in every spelling that people use: reference_spellings.tsv, each line one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chains.question.analysis import law_names
from chains.question.references import Reference, find_references, without_references
from knowledge.editorial.glossary import load_glossary
from knowledge.german.law_names import book_names
from settings import ROOT

NAMES = law_names(load_glossary(ROOT / "knowledge" / "glossary.yaml"), {})
_TABLE = Path(__file__).with_name("reference_spellings.tsv")
SPELLINGS = [line.split("\t") for line in _TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]


def _shown(reference: Reference) -> str:
    absatz = f"/{reference.absatz}" if reference.absatz else ""
    return f"{reference.law or '?'}:{'A' if reference.article else ''}{reference.paragraph}{absatz}"


def test_spellings_are_read() -> None:
    """205 spellings, 140 of them written before the reader and kept as they are."""
    wrong = {
        text: read
        for _, text, places in SPELLINGS
        if (read := {_shown(r) for r in find_references(text, NAMES)}) != set(places.replace("-", "").split())
    }
    assert len(SPELLINGS) > 200
    assert len(wrong) <= 0.02 * len(SPELLINGS), wrong


@pytest.mark.parametrize("text", ["Art. 12 GG", "§ 611a BGB", "§ 19 SGB VIII"])
def test_a_place_of_a_law_nobody_knows_belongs_to_no_other(text: str) -> None:
    assert [(r.law, r.foreign) for r in find_references(f"{text} und § 45 BBiG", NAMES)] == [
        ("", True),
        ("bbig_2005", False),
    ]


def test_what_is_asked_is_left_without_the_places() -> None:
    text = "Was sagt § 82 Abs. 1 Satz 1 Nr. 2 und 3 SGB III i. V. m. § 83 zu den Kosten?"
    assert "".join(without_references(text, NAMES).split()) == "Wassagti.V.m.zudenKosten?"


def test_a_book_is_called_by_its_number_or_its_ordinal() -> None:
    assert {"Drittes Buch Sozialgesetzbuch", "3. Buch SGB", "Dritten Buches des Sozialgesetzbuch"} <= set(
        book_names("SGB III")
    )
    assert book_names("BBiG") == ()
