"""The evaluation's own reader of numbers: what it reads, what it takes for the same, and that it shares
nothing with the reader it checks.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import evals.numbers
from evals.numbers import numbers_in, unbacked, value_of_word


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("50 Prozent, fünfzig Prozent, die Hälfte, 50 %", {"50 Prozent"}),
        ("drei Viertel, 3/4, ¾, 75 vom Hundert", {"75 Prozent"}),
        ("zwölf Monate, ein Jahr, innerhalb eines Jahres", {"12 Monate"}),
        ("ein halbes Jahr", {"6 Monate"}),
        ("zwei Wochen, 14 Tage", {"14 Tage"}),
        ("1.250,50 Euro", {"1250,5 Euro"}),
        ("1,5 Millionen Euro, 1 500 000 €", {"1500000 Euro"}),
        ("Satz 3 353 Euro", {"353 Euro"}),
        ("am 31. Juli 2024, am 31.07.2024", {"2024-07-31"}),
        ("nach § 82a Abs. 2 Satz 1 Nr. 3", {"§ 82a"}),
        ("nicht mehr als 32 Wochenstunden", {"32 Stunden"}),
        ("fünf Prozentpunkte", {"5 Prozentpunkte"}),
        ("ein Betrieb, eine Frist, (3) und [1]", set()),
        ("1. erstens\n2. zweitens", set()),
        ("das 45. Lebensjahr", {"540 Monate"}),
    ],
)
def test_numbers_are_read_in_one_unit_a_kind(text: str, labels: set[str]) -> None:
    assert {number.label for number in numbers_in(text)} == labels


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("zweihundertfünfzig", 250),
        ("eintausendzweihundert", 1200),
        ("neunundneunzig", 99),
        ("hundert", 100),
        ("anderthalb", 1.5),
        ("Achtung", None),
        ("einfach", None),
        ("hundertmal", None),
    ],
)
def test_number_words(word: str, value: float | None) -> None:
    assert value_of_word(word) == value


def test_what_the_source_does_not_say_is_unbacked() -> None:
    source = "mindestens 50 und weniger als 500 Beschäftigte: 50 Prozent, längstens zwölf Monate"
    assert {n.label for n in unbacked("Er trägt 60 Prozent für ein Jahr.", source)} == {"60 Prozent"}
    assert unbacked("Ab 50 zahlt er die Hälfte.", source) == frozenset()
    assert {n.label for n in unbacked("Das gilt bis 1. Mai 2030.", source)} == {"2030-05-01"}


def test_it_imports_nothing_of_the_reader_it_checks() -> None:
    tree = ast.parse(Path(evals.numbers.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert not {
        name for name in imported if name.startswith(("chains", "knowledge", "ingest", "text_to_num"))
    }
