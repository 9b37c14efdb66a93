"""The rules against the law: every place exists, every figure stands there, and a changed place
names its rules.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chains.funding.check import check_funding
from chains.funding.review import review_warnings
from ingest.documents.law.reader import parse_law, read_law
from ingest.documents.markdown import read_markdown
from knowledge.editorial.consequences import consequences_of
from knowledge.editorial.guides import guide_proofs, load_guides
from knowledge.editorial.phrases import EverydayPhrases
from knowledge.editorial.proof_places import name_in_proofs
from knowledge.editorial.proofs import DERIVED_ID, Proofs, absatz_of, faults_of, proofs_of
from knowledge.editorial.rules import RULES, Value, load_derived, load_programmes
from knowledge.errors import RuleFault
from knowledge.store.library import Library
from settings import Settings

LAWS = tuple("sgb_3 sgb_2 sgb_9_2018 afbg bbig_2005 hwo baf_g arbzg kschg tzbfg burlg".split())
TEXTS_NRW = Path(__file__).parents[2] / "knowledge" / "texts_nrw"
SHEET = "Faktenblatt „Lernscheck“"
SHEET_TEXT = """---
title: "Lernscheck"
region: Nordrhein-Westfalen
sources:
  - title: "Ein Faltblatt"
stand: 2026-01-31
---

# Lernscheck

## Wie hoch er ist: ein Beispiel
Der Lernscheck übernimmt vierzig Prozent, höchstens 300 Euro.

## Wo es ihn gibt
Im Portal.
"""
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<dokumente builddate="20260401000000" doknr="X">
<norm builddate="20260401000000" doknr="X"><metadaten><jurabk>LernG</jurabk>
<langue>Lerngesetz</langue></metadaten></norm>
<norm builddate="20260401000000" doknr="Y">
<metadaten><jurabk>LernG</jurabk><enbez>§ 5</enbez><titel>Zuschuss</titel></metadaten>
<textdaten><text format="XML"><Content><P>(1) Der Zuschuss beträgt höchstens 2 500 Euro. Er gilt für
Betriebe mit <DL Type="arabic">
<DT>1.</DT><DD>weniger als 50 Beschäftigten in Höhe von 75 Prozent,</DD>
<DT>2.</DT><DD>mindestens 50 Beschäftigten in Höhe von 25 Prozent</DD></DL>
des Entgelts bis zum 31. Juli 2027.</P><P>(2) Teilzeit zählt mit 0,25.</P>
</Content></text></textdaten></norm></dokumente>"""


def _library(path: Path, text: str = SMALL) -> Library:
    library = Library(path)
    with library.transaction():
        library.put(parse_law(text.encode(), document_id="lerng", name="lerng.xml"), "lerng", ())
    library.publish("keine")
    return library


def _faults(library: Library, proof: str, value: object, *written: str) -> list[str]:
    rule = Proofs(
        "regel",
        frozenset({proof}),
        (("satz", Value.model_validate({"value": value, "proof": proof, "written": written})),),
    )
    return [fault.text for fault in faults_of([rule], library)]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return _library(tmp_path / "library.sqlite")


@pytest.mark.parametrize(
    ("proof", "value", "written"),
    [
        ("LernG § 5 Abs. 1 Satz 1", 2500, ()),
        ("LernG § 5 Abs. 1 Satz 2 Nr. 2", 25, ()),
        ("LernG § 5 Abs. 2", Decimal("0.25"), ()),
        ("LernG § 5 Abs. 1 Satz 2", date(2027, 7, 31), ()),
        ("LernG § 5", 50, ("weniger als 50 Beschäftigten",)),
        ("AndereG § 1", 7, ()),  # a law that is not indexed is not judged
    ],
)
def test_a_figure_that_stands_at_its_place_is_fine(
    library: Library, proof: str, value: object, written: tuple[str, ...]
) -> None:
    assert _faults(library, proof, value, *written) == []


@pytest.mark.parametrize(
    ("proof", "value", "written", "message"),
    [
        ("LernG § 5 Abs. 1 Satz 1", 250, (), "Der Wert 250 (satz) steht nicht in LernG § 5 Abs. 1 Satz 1."),
        ("LernG § 5 Abs. 1 Satz 1", 75, (), "Der Wert 75"),
        ("LernG § 5 Abs. 1 Satz 2 Nr. 2", 75, (), "Der Wert 75"),
        ("LernG § 5 Abs. 2", 25, (), "Der Wert 25"),
        ("LernG § 5 Abs. 2", 1, ("zehn Stunden",), "„zehn Stunden“ (satz) steht nicht"),
        ("LernG § 5 Abs. 3", 1, (), "LernG § 5 Abs. 3 gibt es in der eingelesenen Fassung nicht."),
        ("LernG § 5 Abs. 1 Satz 4", 1, (), "Satz 4 gibt es"),
        ("LernG § 5 Abs. 1 Satz 2 Nr. 3", 1, (), "Nr. 3 gibt es"),
        ("irgendwo", 1, (), "„irgendwo“ ist keine Fundstelle."),
    ],
)
def test_what_the_law_does_not_say_is_a_fault(
    library: Library, proof: str, value: object, written: tuple[str, ...], message: str
) -> None:
    assert message in _faults(library, proof, value, *written)[0]


def test_places_are_cut_to_their_absatz() -> None:
    assert absatz_of("SGB III § 82 Abs. 2 Satz 4 Nr. 1") == ("SGB III", "§ 82 Abs. 2")
    assert absatz_of("AFBG § 13b Abs. 2") == ("AFBG", "§ 13b Abs. 2")
    assert absatz_of("SGB III § 86 Nr. 1") == ("SGB III", "§ 86")
    assert absatz_of(f"{SHEET}: Wie hoch er ist: höchstens 300 Euro") == (
        SHEET,
        "Wie hoch er ist: höchstens 300 Euro",
    )
    assert absatz_of("§ 82") == absatz_of("Seite 3") == absatz_of(SHEET) == ("", "")


def test_a_factsheet_bears_a_figure_out_as_a_law_does(library: Library, tmp_path: Path) -> None:
    (tmp_path / "lernscheck.md").write_text(SHEET_TEXT, encoding="utf-8")
    with library.transaction():
        library.put(read_markdown(tmp_path / "lernscheck.md"), "blaetter", ())
    library.publish("keine")
    height = f"{SHEET}: Wie hoch er ist: ein Beispiel"
    assert _faults(library, height, 300) == []
    assert _faults(library, height, 40, "vierzig Prozent") == []
    assert _faults(library, height, 350) == [f"Der Wert 350 (satz) steht nicht in {height}."]
    assert "gibt es in der eingelesenen Fassung nicht" in _faults(library, f"{SHEET}: Wo", 300)[0]
    assert _faults(library, "Faktenblatt „Ein anderes“: Wo", 300) == []  # what is not indexed is not judged
    heads = [head for head, *_ in library.heads()]
    rule = Proofs("regel", frozenset({height}), ())
    changed = next(head.id for head in heads if head.kind == "factsheet")
    (found,) = consequences_of(
        [f"{changed} Wie hoch er ist: ein Beispiel", f"{changed} Wo es ihn gibt"],
        heads,
        EverydayPhrases({}),
        [],
        [rule],
    )
    assert found.rules == ("regel",)


def test_the_shipped_factsheets_bear_out_every_rule(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        with library.transaction():
            for path in sorted(TEXTS_NRW.glob("*.md")):
                library.put(read_markdown(path), "nrw", ())
        assert faults_of(proofs_of(load_programmes(), load_derived()), library) == []
        names = {name_in_proofs(head) for head, *_ in library.heads()}
    places = {place for each in proofs_of(load_programmes(), load_derived()) for place in each.places} | {
        place for each in guide_proofs(load_guides()).values() for place in each
    }
    told = {absatz_of(place)[0] for place in places if place.startswith("Faktenblatt")}
    assert told == names  # no sheet's name in a proof is misspelt, and each sheet of the Land is used


def test_all_rules_have_places_and_figures() -> None:
    proofs = list(proofs_of(load_programmes(), load_derived()))
    assert len(proofs) == len(list(RULES.glob("*.yaml"))) + 1  # what follows from facts has proofs, too
    assert all(absatz_of(place)[0] for each in proofs for place in each.places)
    assert sum(len(each.values) for each in proofs) > 100


def test_the_real_laws_bear_out_every_rule(corpus: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        with library.transaction():
            for name in LAWS:
                library.put(read_law(corpus / "gesetze" / f"{name}.xml"), name, ())
        assert faults_of(proofs_of(load_programmes(), load_derived()), library) == []


def test_a_fault_marks_the_rule_in_its_result_until_the_law_is_read_anew(tmp_path: Path) -> None:
    config = Settings(data=tmp_path, _env_file=None)
    path = config.library
    sgb_3 = (
        SMALL.replace("LernG", "SGB 3").replace("§ 5", "§ 87").replace("(1) ", "").replace("</P><P>(2) ", " ")
    )
    found = check_funding(
        {"children_needing_care": 2, "status": "unemployed"},
        date(2026, 11, 28),
        programmes=("sgb3_87_kinderbetreuung",),
    )
    assert review_warnings(found, config) == ()
    _library(path, sgb_3).close()
    assert any(
        "sgb3_87_kinderbetreuung ist zu prüfen: Der Wert 160" in text
        for text in review_warnings(found, config)
    )
    _library(path, sgb_3.replace("2 500", "160")).close()
    assert not any("Der Wert 160" in text for text in review_warnings(found, config))


def test_a_changed_place_names_the_rules_that_rest_on_it(tmp_path: Path) -> None:
    with _library(tmp_path / "library.sqlite", SMALL.replace("LernG", "SGB 3")) as library:
        heads = [head for head, *_ in library.heads()]
    proofs = list(proofs_of(load_programmes(), load_derived()))
    found = {
        each.place: each.rules
        for each in consequences_of(
            ["lerng § 87", "lerng § 82 Abs. 6", "lerng § 999"], heads, EverydayPhrases({}), [], proofs
        )
    }
    assert set(found) == {"lerng § 87", "lerng § 82 Abs. 6"}
    assert "sgb3_87_kinderbetreuung" in found["lerng § 87"]
    assert DERIVED_ID in found["lerng § 82 Abs. 6"]


def test_a_rule_file_that_is_wrong_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("id: y\ntitle: 3\n", encoding="utf-8")
    with pytest.raises(RuleFault, match=r"x\.yaml, Zeile"):
        load_programmes(tmp_path)
    whole = Path(__file__).parents[2] / "knowledge" / "rules" / "sgb3_87_kinderbetreuung.yaml"
    (tmp_path / "x.yaml").write_text(whole.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(RuleFault, match="müssen gleich sein"):
        load_programmes(tmp_path)
