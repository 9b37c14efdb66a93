"""Versions: what changed when, word by word, and what rests on the changed places."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.editorial.consequences import consequences_of
from knowledge.editorial.phrases import EverydayPhrases
from knowledge.editorial.suites import GoldQuestion, gold_questions
from knowledge.errors import SettingsError
from knowledge.model.document import DocumentHead
from knowledge.store.changes import ChangeKind, changes_of, documents_named
from knowledge.store.library import Library
from knowledge.store.word_diff import Edit, diff_in_brackets, word_diff
from settings import ROOT
from tests.cli.test_cli import wbm
from tests.conftest import LAW
from tests.environment import clean_environment

SHEET = """---
title: Lernurlaub
sources:
  - {law: lernfg, ref: "§ 1 Abs. 1"}
stand: 2025-01-15
---
# Lernurlaub

## Kurz gesagt
Wer in einer Werkstatt arbeitet, hat Lernurlaub.
"""
SUITE = """suite: lernen
questions:
- {id: l-01, question: Wie lange ist der Lernurlaub?, gold: {any: ["lernfg § 1 Abs. 1"]}}
- {id: l-02, question: Was steht in Paragraf 3a?, gold: {all: ["lernfg § 3a"]}}
- {id: l-03, question: Wie wird das Wetter?, unanswerable: true}
"""


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """A data folder after two syncs of the test law and a factsheet on it, as the command line does them;
    what the second said.
    """

    place = tmp_path_factory.mktemp("versionen")
    (place / "suiten").mkdir()
    (place / "suiten" / "lernen.yaml").write_text(SUITE, encoding="utf-8")
    sources = place / "quellen"
    sources.mkdir()
    (sources / "lernurlaub.md").write_text(SHEET, encoding="utf-8")
    file = Path(shutil.copy(LAW, sources / "lernfg.xml"))
    clean = clean_environment()
    environment = clean | {
        "WBM_DATA": str(place / "data"),
        "WBM_SUITES": str(place / "suiten"),
        "COLUMNS": "200",
    }
    first = wbm("sync", str(sources), environment=environment)
    assert first.returncode == 0, first.stderr
    assert "beruhen auf" not in first.stdout
    text = (
        file.read_text(encoding="utf-8")
        .replace("20250115120000", "20250601120000")
        .replace("drei Tage", "fünf Tage")
    )
    start, end = text.index('<norm doknr="TEST1BJNE3">'), text.index('<norm doknr="TEST1BJNE4">')
    new = (
        "<norm><metadaten><jurabk>LernFG 2020</jurabk><enbez>§"
        " 5</enbez><titel>Lerntage</titel></metadaten><textdaten><text><Content><P>Der Lerntag dauert acht"
        " Stunden.</P></Content></text></textdaten></norm>"
    )
    file.write_text(text[:start] + new + text[end:], encoding="utf-8")
    second = wbm("sync", str(sources), environment=environment)
    assert second.returncode == 0, second.stderr
    return environment, second.stdout


def test_each_change_is_told_with_its_stands(versions: tuple[dict[str, str], str]) -> None:
    with Library(Path(versions[0]["WBM_DATA"]) / "library.sqlite") as library:
        found = {change.locator: change for change in changes_of(library, "lernfg")}
        assert {name: change.kind for name, change in found.items()} == {
            "§ 1 Abs. 1": ChangeKind.CHANGED,
            "§ 3a": ChangeKind.GONE,
            "§ 5": ChangeKind.NEW,
        }
        assert (found["§ 1 Abs. 1"].stand_before, found["§ 1 Abs. 1"].stand_after) == (
            date(2025, 1, 15),
            date(2025, 6, 1),
        )
        assert [change.locator for change in changes_of(library, "lernfg", locator="§ 1")] == ["§ 1 Abs. 1"]
        assert changes_of(library, "lernfg", since=date(2999, 1, 1)) == []
        assert changes_of(library, "lernurlaub") == []
        assert documents_named(library, "lernfg") == ["lernfg"]
        assert documents_named(library, "gibtsnicht") == []


def test_the_second_sync_names_what_rests_on_the_changed_places(versions: tuple[dict[str, str], str]) -> None:
    said = versions[1]
    assert "lernfg § 1 Abs. 1\n  Faktenblätter: lernurlaub\n  Fragen der Suite lernen: l-01" in said
    assert "lernfg § 3a\n  Fragen der Suite lernen: l-02" in said
    assert "§ 5\n" not in said  # nothing rests on it yet
    assert "wbm diff lernfg --since" in said


def test_people_read_the_change_without_colour(versions: tuple[dict[str, str], str]) -> None:
    out = wbm("diff", "lernfg", environment=versions[0]).stdout
    assert "Stand 15.01.2025 → 01.06.2025" in out
    assert "[-drei-] {+fünf+} Tage" in out
    assert "§ 3a (entfallen)" in out
    assert "§ 5 (neu)" in out
    assert "{+" in out[out.index("§ 5 (neu)") :]
    assert "Faktenblätter: lernurlaub" in out
    one = wbm("diff", "lernfg", "--locator", "§ 1 Abs. 1", environment=versions[0]).stdout
    assert "§ 1 Abs. 1 (geändert)" in one
    assert "§ 5" not in one


def test_the_same_as_json(versions: tuple[dict[str, str], str]) -> None:
    result = json.loads(
        wbm("diff", "lernfg", "--since", "01.01.2020", "--json", environment=versions[0]).stdout
    )
    assert list(result) == ["source", "changes", "rests"]
    assert list(result["changes"][0]) == [
        "source",
        "locator",
        "change",
        "synced_at",
        "stand_before",
        "stand_after",
        "before",
        "after",
        "diff",
    ]
    changed = next(c for c in result["changes"] if c["locator"] == "§ 1 Abs. 1")
    assert ["-", "drei "] in changed["diff"]
    assert ["+", "fünf "] in changed["diff"]
    assert result["rests"][0]["documents"] == [
        {"source": "lernurlaub", "kind": "factsheet", "title": "Lernurlaub"}
    ]
    assert [q["id"] for r in result["rests"] for q in r["questions"]] == ["l-01", "l-02"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "gibtsnicht"], "nicht eingelesen"),
        (["diff", "lernfg", "--since", "gestern"], "kein Datum"),
        (["diff", "lernurlaub"], "nichts geändert"),
    ],
)
def test_what_cannot_be_shown_is_said(
    arguments: list[str], said: str, versions: tuple[dict[str, str], str]
) -> None:
    result = wbm(*arguments, environment=versions[0])
    assert said in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_words_that_stay_go_and_come() -> None:
    pieces = word_diff(
        "Der Betrieb trägt 50 Prozent der Kosten.", "Der Betrieb trägt 45 Prozent aller Kosten."
    )
    assert diff_in_brackets(pieces) == "Der Betrieb trägt [-50-] {+45+} Prozent [-der-] {+aller+} Kosten."
    assert (
        "".join(p.text for p in pieces if p.edit is not Edit.INSERTED)
        == "Der Betrieb trägt 50 Prozent der Kosten."
    )
    assert diff_in_brackets(word_diff("", "Neu.")) == "{+Neu.+}"
    assert diff_in_brackets(word_diff("Alt.", "")) == "[-Alt.-]"
    long = " ".join(f"Wort{i}" for i in range(40))
    assert (
        diff_in_brackets(word_diff(f"{long} alt {long}", f"{long} neu {long}", context=2))
        == "… Wort38 Wort39 [-alt-] {+neu+} Wort0 Wort1 …"
    )


def _head(name: str, *basis: str) -> DocumentHead:
    return DocumentHead(name, "factsheet", name, "", None, "", "", "", "", (), (), None, basis)


def test_a_paragraph_touches_its_absatz_and_no_other() -> None:
    heads = [
        _head("ganz", "sgb_3 § 82"),
        _head("absatz", "sgb_3 § 82 Abs. 2"),
        _head("anderer", "sgb_3 § 82 Abs. 3"),
        _head("nachbar", "sgb_3 § 82a Abs. 2"),
    ]
    gold = [
        GoldQuestion("s", "q1", "?", ("sgb_3 § 82 Abs. 2",)),
        GoldQuestion("s", "q2", "?", ("sgb_3 § 82 Abs. 20",)),
    ]
    everyday = EverydayPhrases({"sgb_3": {"§ 82 Abs. 2": ("Wer zahlt?",), "§ 83": ("Was kostet es?",)}})
    (found,) = consequences_of(["sgb_3 § 82 Abs. 2", "sgb_3 § 999"], heads, everyday, gold)
    assert [head.id for head in found.documents] == ["ganz", "absatz"]
    assert found.phrases == ("§ 82 Abs. 2",)
    assert [q.id for q in found.questions] == ["q1"]
    (whole,) = consequences_of(["sgb_3 § 82"], heads, everyday, gold)
    assert [head.id for head in whole.documents] == ["ganz", "absatz", "anderer"]


def test_the_suites_of_the_project_are_read_as_data(tmp_path: Path) -> None:
    own = gold_questions(ROOT / "evals" / "suites")
    assert {"foerderrecht", "starter"} <= {question.suite for question in own}
    assert all(question.places for question in own)
    assert gold_questions(tmp_path / "keine") == []
    (tmp_path / "kaputt.yaml").write_text("suite: x\nquestions: 3\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"kaputt\.yaml, Zeile 2"):
        gold_questions(tmp_path)
