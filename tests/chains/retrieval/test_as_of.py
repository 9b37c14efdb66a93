"""Answers as of a day: the words of the version that held then, out of all that were indexed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from chains.assistant import Assistant
from chains.retrieval.filters import Filters
from chains.retrieval.searcher import Searcher
from knowledge.index.embedding import E5Embeddings
from knowledge.store.library import Library
from tests.conftest import LAW, settings_for, sync


@pytest.fixture
def two_versions(tmp_path: Path, embedding: E5Embeddings) -> Path:
    """LernFG as of 2025-01-15, then as of 2025-06-01: other days in § 1, § 3a gone, § 5 new."""
    place = tmp_path / "gesetze"
    place.mkdir()
    file = Path(shutil.copy(LAW, place / "lernfg.xml"))
    sync(tmp_path / "data", place, model=embedding)
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
    sync(tmp_path / "data", place, model=embedding)
    return tmp_path / "data"


def test_each_day_has_its_words(two_versions: Path, embedding: E5Embeddings) -> None:
    searcher = Searcher(settings_for(two_versions), embedding)
    assistant = Assistant(searcher)
    question = "Wie viele Tage Lernurlaub nach § 1 LernFG in einer Werkstatt mit 12 Beschäftigten?"
    today = assistant.ask(question)
    before = assistant.ask(question, filters=Filters(day=date(2025, 3, 1)))
    assert "fünf Tage" in today.text.splitlines()[0]
    assert "drei Tage" in before.text.splitlines()[0]
    assert before.citations[0].passage.document.stand == date(2025, 1, 15)
    assert today.citations[0].passage.document.stand == date(2025, 6, 1)
    assert before.problems == ()
    searcher.close()


def test_what_is_gone_today_stood_then_and_what_is_new_did_not(
    two_versions: Path, embedding: E5Embeddings
) -> None:
    searcher = Searcher(settings_for(two_versions), embedding)
    then = Filters(day=date(2025, 3, 1))
    assert searcher.search("Was steht in § 3a LernFG?", 1, then)[0].passage.section.locator == "§ 3a"
    assert all(h.passage.section.locator != "§ 3a" for h in searcher.search("Was steht in § 3a LernFG?", 5))
    assert all(
        h.passage.section.locator != "§ 5" for h in searcher.search("Wie lange dauert der Lerntag?", 10, then)
    )
    assert searcher.search("Wie lange dauert der Lerntag?", 1)[0].passage.section.locator == "§ 5"
    searcher.close()


def test_a_day_before_all_versions_is_refused_with_the_oldest(
    two_versions: Path, embedding: E5Embeddings
) -> None:
    searcher = Searcher(settings_for(two_versions), embedding)
    answer = Assistant(searcher).ask(
        "Wie viele Tage Lernurlaub hat man im LernFG?", filters=Filters(day=date(2020, 1, 1))
    )
    assert answer.abstained
    assert "01.01.2020" in answer.text
    assert "15.01.2025" in answer.text
    searcher.close()


def test_the_history_names_versions(two_versions: Path) -> None:
    with Library(settings_for(two_versions).library) as library:
        assert library.history.stands("lernfg") == [date(2025, 1, 15), date(2025, 6, 1)]
        assert library.history.changed("lernfg") >= {"§ 1 Abs. 1", "§ 3a", "§ 5"}
        version = library.history.version("lernfg", "§ 5", date(2025, 1, 15))
        assert version is not None
        assert version.section is None
        old = library.history.version("lernfg", "§ 1 Abs. 1", date(2025, 1, 15))
        assert old is not None
        assert old.section is not None
        assert "drei Tage" in old.section.text
        assert old.section.heading == "Lernurlaub"


def test_an_older_library_is_brought_up(starter: Path, tmp_path: Path) -> None:
    import sqlite3

    data = Path(shutil.copytree(starter, tmp_path / "data"))
    db = sqlite3.connect(data / "library.sqlite")
    db.executescript(
        "ALTER TABLE embeddings DROP COLUMN engine;"
        "ALTER TABLE section_history DROP COLUMN section; UPDATE meta SET value = '1' WHERE key ="
        " 'schema';INSERT INTO section_history VALUES ('lernfg', '§ 1 Abs. 1', 'Alter Wortlaut.', 'x',"
        " '2020-01-01', '2021-01-01T00:00:00+00:00');"
    )
    db.commit()
    db.close()
    with Library(data / "library.sqlite") as library:
        version = library.history.version("lernfg", "§ 1 Abs. 1", date(2020, 1, 1))
        assert version is not None
        assert version.section is not None
        assert version.section.text == "Alter Wortlaut."
