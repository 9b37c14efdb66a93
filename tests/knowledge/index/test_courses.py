"""The courses' partition: segments answer as one index would, filters agree with the rule for
single dates.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from ingest.chunk import chunk_document
from knowledge.errors import StorageFailed
from knowledge.index.course_filters import CourseFilter, distance_km
from knowledge.index.courses import CourseIndex, build_course_index
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue
from knowledge.model.course_text import course_document, euros
from knowledge.store.library import Library
from tests.catalogue_samples import TODAY

WORDS = (
    "Schweißen Löten Pflege Buchhaltung Lager Stapler Deutsch Englisch Netzwerk Linux Excel Küche Betreuung"
    " Ausbildereignung Elektrotechnik".split()
)
PLACES = [
    Venue("44137", "Dortmund", lat=51.51, lon=7.46),
    Venue("45127", "Essen", lat=51.46, lon=7.01),
    Venue("50667", "Köln", lat=50.94, lon=6.96),
    Venue(),
]
FORMS = ["Präsenzveranstaltung", "Online-Seminar", "Fernlehrgang", "Abendkurs", ""]


def made(number: int) -> Course:
    dice = Random(number)
    dates = tuple(
        CourseDate(
            start=dice.choice([None, TODAY + timedelta(days=dice.randint(-60, 400))]),
            place=dice.choice(PLACES),
            time=dice.choice([None, Time.FULL, Time.PART]),
            form=dice.choice(FORMS),
            price=dice.choice([None, 0.0, 400.0, 2500.0]),
            bildungsgutschein=dice.choice([None, True, False]),
            flexible=dice.random() < 0.1,
            beside_job=dice.random() < 0.1,
        )
        for _ in range(dice.randint(1, 4))
    )
    words = dice.choices(WORDS, k=3)
    return Course(
        " ".join(words),
        dice.choice(["Werkhof gGmbH", "Lernhaus Ruhr"]),
        (Origin("k", f"{number:04d}"),),
        content=" ".join(dice.choices(WORDS, k=40)),
        dates=dates,
    )


def store(library: Library, *courses: Course) -> None:
    """Store courses with vectors of their own, as a sync does after embedding."""
    dice = np.random.default_rng(7)
    with library.transaction():
        for course in courses:
            document = course_document(course)
            chunks = chunk_document(document)
            library.remove(document.id)
            library.put(document, "k", chunks)
            vector = dice.normal(size=16).astype(np.float32) + np.float32(len(course.title))
            library.embeddings.put(
                "m", {c.embedding_hash: vector / np.linalg.norm(vector) for c in chunks if c.indexed}
            )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


def ranking(index: CourseIndex, text: str) -> list[str]:
    scores = index.scores(
        [1.0] + [0.0] * 15, index.terms_of(text), np.ones(len(index.ids), dtype=bool)
    ).lexical
    return [index.ids[i] for i in np.argsort(-scores, kind="stable")[:10]]


def test_segments_rank_as_one_index_would(library: Library, tmp_path: Path) -> None:
    store(library, *(made(i) for i in range(300)))
    build_course_index(tmp_path / "1", library.courses, "m", None)
    changed = [replace(made(i), content=made(i + 900).content) for i in range(20)]
    store(library, *changed, *(made(i) for i in range(300, 320)))
    with library.transaction():
        library.remove("k-0100")
    build_course_index(tmp_path / "2", library.courses, "m", tmp_path / "1")
    build_course_index(tmp_path / "neu", library.courses, "m", None)
    parts, whole = CourseIndex(tmp_path / "2"), CourseIndex(tmp_path / "neu")
    assert sorted(p.name for p in (tmp_path / "2").iterdir() if p.is_dir()) == ["000001", "000002"]
    assert parts.ids == whole.ids
    assert "k-0100" not in parts.ids
    everything = np.ones(len(parts.ids), dtype=bool)
    for text in ("Schweißen Stapler", "Deutsch für die Pflege", "Excel"):
        assert len(set(ranking(parts, text)) & set(ranking(whole, text))) >= 9
        a, b = (
            index.scores([1.0] + [0.0] * 15, index.terms_of(text), everything) for index in (parts, whole)
        )
        assert np.allclose(a.lexical, b.lexical, atol=0.02 * b.lexical.max())
        assert np.allclose(a.dense, b.dense, atol=1e-6)


def test_small_and_half_dead_segments_are_written_anew(library: Library, tmp_path: Path) -> None:
    before = None
    for step in range(12):
        store(library, *(made(i) for i in range(step * 10, step * 10 + 10)))
        build_course_index(tmp_path / str(step), library.courses, "m", before)
        before = tmp_path / str(step)
    assert before is not None
    assert len([p for p in before.iterdir() if p.is_dir()]) <= 9
    assert len(CourseIndex(before).ids) == 120
    with library.transaction():
        for i in range(5):
            library.remove(f"k-{i:04d}")
    build_course_index(tmp_path / "few", library.courses, "m", before)
    with library.transaction():
        for i in range(5, 45):
            library.remove(f"k-{i:04d}")
    build_course_index(tmp_path / "many", library.courses, "m", tmp_path / "few")
    assert [
        (len(CourseIndex(tmp_path / name).ids), len(np.load(tmp_path / name / "rows.npy")))
        for name in ("few", "many")
    ] == [(115, 120), (75, 75)]


def test_a_partition_of_another_format_is_written_anew(library: Library, tmp_path: Path) -> None:
    store(library, made(1), made(2))
    build_course_index(tmp_path / "1", library.courses, "m", None)
    listed = json.loads((tmp_path / "1" / "courses.json").read_text())
    (tmp_path / "1" / "courses.json").write_text(json.dumps(listed | {"format": 1}))
    shutil.rmtree(tmp_path / "1" / "000001" / "lexical")
    assert build_course_index(tmp_path / "2", library.courses, "m", tmp_path / "1") == 2
    assert len(CourseIndex(tmp_path / "2").ids) == 2


def test_columns_of_unchanged_courses_are_taken_over(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(library, *(made(i) for i in range(200)))
    build_course_index(tmp_path / "1", library.courses, "m", None)
    moved = replace(made(7), dates=(replace(made(7).dates[0], form="Abendkurs am See", price=77.0),))
    store(library, moved, *(made(i) for i in range(200, 215)))
    with library.transaction():
        library.remove("k-0000")
        library.remove("k-0100")
    read: list[str] = []
    dates = library.courses.dates
    monkeypatch.setattr(library.courses, "dates", lambda ids: read.extend(ids) or dates(ids))
    build_course_index(tmp_path / "2", library.courses, "m", tmp_path / "1")
    assert sorted(read) == ["k-0007", *(f"k-{i:04d}" for i in range(200, 215))]
    build_course_index(tmp_path / "neu", library.courses, "m", None)
    parts, whole = (CourseIndex(tmp_path / name).filters.columns for name in ("2", "neu"))
    assert set(parts) == set(whole)
    for name in whole:
        assert parts[name].dtype == whole[name].dtype
        assert np.array_equal(parts[name], whole[name], equal_nan=parts[name].dtype.kind == "f"), name


def test_another_embedding_takes_nothing_over(library: Library, tmp_path: Path) -> None:
    store(library, made(1), made(2))
    build_course_index(tmp_path / "1", library.courses, "m", None)
    with pytest.raises(StorageFailed, match="keine Einbettung"):
        build_course_index(tmp_path / "2", library.courses, "anderes", tmp_path / "1")


def test_no_courses_make_an_empty_index(library: Library, tmp_path: Path) -> None:
    assert build_course_index(tmp_path / "1", library.courses, "m", None) == 0
    index = CourseIndex(tmp_path / "1")
    assert (index.ids, len(index.filters.mask(CourseFilter(), TODAY))) == ([], 0)
    assert len(index.scores([1.0], index.terms_of("x"), np.zeros(0, dtype=bool)).dense) == 0


FILTERS = [
    CourseFilter(),
    CourseFilter(near=(51.51, 7.46), km=40),
    CourseFilter(near=(51.51, 7.46), km=10, time=Time.PART, bildungsgutschein=True),
    CourseFilter(from_date=TODAY + timedelta(days=90)),
    CourseFilter(max_price=500, time=Time.FULL),
    CourseFilter(form="online", bildungsgutschein=True),
    CourseFilter(form="Fern"),
    CourseFilter(form="abend"),
]


@pytest.mark.parametrize("wanted", FILTERS)
def test_the_columns_and_the_rule_for_one_date_agree(
    wanted: CourseFilter, library: Library, tmp_path: Path
) -> None:
    courses = {c.id: c for c in (made(i) for i in range(400))}
    store(library, *courses.values())
    build_course_index(tmp_path / "1", library.courses, "m", None)
    index = CourseIndex(tmp_path / "1")
    found = {index.ids[i] for i in np.flatnonzero(index.filters.mask(wanted, TODAY))}
    assert found == {i for i, c in courses.items() if any(wanted.admits(d, TODAY) for d in c.dates)}
    assert 0 < len(found) < 400
    starts = index.filters.first_starts(wanted, TODAY)
    assert (starts[np.flatnonzero(index.filters.mask(wanted, TODAY))] >= TODAY.toordinal()).all()


def test_all_conditions_must_hold_for_one_date() -> None:
    wanted = CourseFilter(time=Time.PART, max_price=500)
    dear_part, cheap_full = CourseDate(time=Time.PART, price=900.0), CourseDate(time=Time.FULL, price=100.0)
    assert not any(wanted.admits(d, TODAY) for d in (dear_part, cheap_full))
    assert wanted.admits(CourseDate(time=Time.FULL, beside_job=True, price=100.0), TODAY)
    # a price that is not told is not below a limit
    assert not wanted.admits(CourseDate(time=Time.PART), TODAY)


def test_postcodes_and_towns_are_located_by_the_courses_themselves(library: Library) -> None:
    odd = CourseDate(place=Venue("44137", "Dortmund", lat=0.1, lon=0.1))
    near = CourseDate(place=Venue("48153", "Münster, Westfalen", lat=51.94, lon=7.63))
    places = [CourseDate(place=replace(PLACES[0], lat=51.51 + i / 1000)) for i in range(3)]
    store(library, replace(made(1), dates=(*places, odd, near)))
    locate = library.courses.locate
    # one wrong entry does not move the median far
    assert locate("44137") == pytest.approx((51.5105, 7.46), abs=0.01)
    assert locate("44199") == locate("44137")
    assert locate("münster") == (51.94, 7.63)
    assert locate("Münst*") is None
    assert locate("00000") is None
    assert distance_km((51.51, 7.46), PLACES[1]) == pytest.approx(31.6, abs=1)


def test_prices_are_written_as_people_write_them() -> None:
    assert (euros(1234.5), euros(0.0)) == ("1.234,50 Euro", "kostenlos")


def test_a_date_runs_out_the_day_after_its_start() -> None:
    day = CourseDate(start=date(2027, 1, 11))
    assert (day.open_on(date(2027, 1, 11)), day.open_on(date(2027, 1, 12))) == (True, False)
    assert CourseDate().open_on(TODAY)
    assert CourseDate(start=date(2020, 1, 1), flexible=True).open_on(TODAY)
    assert not CourseDate(start=date(2020, 1, 1), end=date(2021, 1, 1), flexible=True).open_on(TODAY)


def test_a_library_from_before_the_catalogues_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    Library(path).close()
    with closing(sqlite3.connect(path)) as db:
        for table in ("courses", "course_dates", "course_parts"):
            db.execute(f"DROP TABLE {table}")
        db.execute("ALTER TABLE embeddings DROP COLUMN engine")
        db.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
        db.commit()
    with Library(path) as library:
        assert (library.courses.count(), library.courses.from_source("ba")) == (0, False)
    with Library(path, read_only=True) as library:
        assert library.courses.search_hashes() == []
