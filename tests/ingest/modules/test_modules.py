"""Folders of seminar material: what each file becomes, and what is said of those that cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.documents.law.reader import read_law
from ingest.modules.reader import read_modules
from knowledge.model.document import Document
from settings import ROOT
from tests.module_course import tool, write_course


def documents(root: Path) -> dict[str, Document]:
    outcomes = list(read_modules(root, "werk"))
    assert [o.failure for o in outcomes if o.document is None] == []
    return {o.document_id: o.document for o in outcomes if o.document}


def failures(root: Path) -> list[tuple[str, str]]:
    return [(o.document_id, o.failure) for o in read_modules(root, "werk") if o.document is None]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def test_each_file_is_a_document_of_its_module(course: Path) -> None:
    found = documents(course)
    assert sorted(found) == [
        "werk/nageln/module",
        "werk/nageln/tag-3-handout",
        "werk/schrauben/merkblatt",
        "werk/schrauben/module",
        "werk/schrauben/tag-1-folien",
        "werk/schrauben/tag-2-leitfaden",
    ]
    assert {document.kind for document in found.values()} == {"module"}
    slides = found["werk/schrauben/tag-1-folien"]
    assert slides.title == "Modul 1 „Schrauben“, Folien zu Tag 1"
    assert (slides.audience, slides.stand, slides.legal_basis) == (
        ("trainer",),
        date(2025, 3, 1),
        ("lernfg § 1 Abs. 1",),
    )
    assert slides.url == "werkkurs/schrauben/tag-1-folien.pptx"


def test_a_slide_a_page_and_a_heading_are_places_with_their_way_through_the_course(course: Path) -> None:
    found = documents(course)
    slide = next(s for s in found["werk/schrauben/tag-1-folien"].sections if s.locator.startswith("Folie 2"))
    assert slide.path[:3] == ("Teil 1: Grundlagen", "Modul 1: Schrauben", "Seminartag 1: Greifen")
    assert "Torx rutscht nicht ab" in slide.text
    assert any(
        "9 Newtonmeter" in s.text
        for s in found["werk/schrauben/tag-1-folien"].sections
        if s.locator.startswith("Folie 3")
    )
    exercise = next(
        s for s in found["werk/schrauben/tag-2-leitfaden"].sections if s.locator == "Übung: Blind drehen"
    )
    assert exercise.path[2] == "Seminartag 2: Drehen"
    page = next(s for s in found["werk/nageln/tag-3-handout"].sections if s.locator.startswith("S. 2"))
    assert "Schutzbrille" in page.text
    # of no day alone
    assert next(iter(found["werk/schrauben/merkblatt"].sections)).path[2] == "Seminartage 1, 2"


def test_the_learning_goals_are_places_of_their_own(course: Path) -> None:
    sheet = {section.locator: section for section in documents(course)["werk/schrauben/module"].sections}
    assert sheet["Lernziele von Seminartag 2"].text == "- Sie drehen eine Schraube bis zum Anschlag."
    assert sheet["Lernziele von Seminartag 1"].text.count("\n") == 1
    assert "- Folien zu Tag 1 (Datei tag-1-folien.pptx)" in sheet["Überblick"].text
    assert "Seminartag 2: Drehen." in sheet["Überblick"].text


def test_ids_hold_no_spaces_and_tell_equal_names_apart(course: Path) -> None:
    (course / "nageln" / "Extra Blatt.md").write_text("# Extra\n\nMehr.\n", encoding="utf-8")
    (course / "nageln" / "notiz.md").write_text("# Notiz\n\nEins.\n", encoding="utf-8")
    (course / "nageln" / "notiz.txt").write_text("Zwei.\n", encoding="utf-8")
    assert {"werk/nageln/Extra-Blatt", "werk/nageln/notiz.md", "werk/nageln/notiz.txt"} <= set(
        documents(course)
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("number: 2", "nummer: 2"), "Zeile 1: Unbekannter Schlüssel „nummer“"),
        (lambda text: text.replace("duration: 1 Seminartag\n", ""), "Der Schlüssel „duration“ fehlt"),
        (lambda text: text.replace("day: 3}\n", "day: 4}\n"), "nennt Seminartag 4"),
        (lambda text: text.replace("day: 3, title", "day: null, title"), "Zeile 6"),
        (lambda _: "number: [", "kein gültiges YAML"),
    ],
)
def test_a_wrong_module_file_is_named_with_its_line_and_nothing_stored_before_goes(
    change, said: str, course: Path
) -> None:  # type: ignore[no-untyped-def]
    file = course / "nageln" / "module.yaml"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    ((document_id, reason),) = failures(course)
    assert document_id == ""  # so that the sync keeps the documents of this source
    assert str(file) in reason
    assert said in reason


def test_what_is_missing_damaged_or_belongs_to_no_module_is_said(course: Path) -> None:
    (course / "schrauben" / "tag-1-folien.pptx").write_bytes(b"PK\x03\x04 kaputt")
    (course / "schrauben" / "merkblatt.md").unlink()
    (course / "ohne").mkdir()
    (course / "ohne" / "lose.md").write_text("# Lose\n\nBlätter.\n", encoding="utf-8")
    said = dict(failures(course))
    assert "tag-1-folien.pptx" in said["werk/schrauben/tag-1-folien"]
    assert "Zeile 17: „merkblatt.md“ liegt nicht im Ordner" in said["werk/schrauben/merkblatt.md"]
    assert any("1 Datei" in reason and "module.yaml fehlt" in reason for reason in said.values())
    assert "Diesen Ordner gibt es nicht" in dict(failures(course / "nirgends"))[""]
    assert "Hier liegt kein Modul" in dict(failures(course / "ohne"))[""]


def test_the_starter_course_is_what_its_texts_say() -> None:
    build = tool()
    assert build.stale(build.built()) == []


def test_the_starter_course_is_whole() -> None:
    found = {
        o.document_id: o.document
        for o in read_modules(ROOT / "knowledge" / "modules", "qualifizierungsreihe")
    }
    assert None not in found.values()
    goals = [
        s
        for d in found.values()
        if d
        for s in d.sections
        if s.locator.startswith("Lernziele von Seminartag ")
    ]
    assert sorted(int(s.locator.rpartition(" ")[2]) for s in goals) == list(range(1, 10))
    assert len({s.path[0] for s in goals}) == 3
    for day in range(1, 10):
        assert {f"tag-{day}-folien", f"tag-{day}-leitfaden", f"tag-{day}-handout"} <= {
            name.rpartition("/")[2] for name in found
        }


def test_places_of_law_that_the_course_rests_on_exist(corpus: Path) -> None:
    laws: dict[str, set[str]] = {}
    for outcome in read_modules(ROOT / "knowledge" / "modules", "qualifizierungsreihe"):
        for basis in outcome.document.legal_basis if outcome.document else ():
            law, _, place = basis.partition(" ")
            if law not in laws:
                laws[law] = {s.locator for s in read_law(corpus / "gesetze" / f"{law}.xml").sections}
            assert place in laws[law], basis
    assert {"sgb_3", "betrvg", "afbg", "bbig_2005"} <= set(laws)


def test_a_text_that_no_file_can_show_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "kurs" / "texte"
    folder.mkdir(parents=True)
    (folder / "tag-1-folien.md").write_text("# Titel\n\nUnter\n\n> Zitat\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"tag-1-folien\.md.*blockquote"):
        tool().built(tmp_path)
