from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from chains.courses.search import CourseSearcher
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.errors import UnknownPlace
from knowledge.index.course_filters import CourseFilter
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.writer import writing
from knowledge.model.course import Time
from knowledge.store.library import Library
from tests.catalogue_samples import TODAY, page, termin
from tests.conftest import settings_for
from tests.ingest.catalogues.test_formats import source

ESSEN = {
    "bezeichnung": "Haus",
    "strasse": None,
    "ortStrasse": {"plz": "45127", "name": "Essen", "land": None},
    "koordinaten": {"lat": 51.457, "lon": 7.012},
}
COLOGNE = {
    "bezeichnung": "Haus",
    "strasse": None,
    "ortStrasse": {"plz": "50667", "name": "Köln"},
    "koordinaten": {"lat": 50.938, "lon": 6.957},
}
ONLINE = {"id": 202, "bezeichnung": "Online-Seminar"}
FULL = {"id": 1, "bezeichnung": "Vollzeit"}
SOON = date.today() + timedelta(days=40)  # the command line knows no other today


def _other(content: str) -> dict[str, object]:
    return {"inhalt": f"<p>{content}</p>", "suchworte": [], "zielgruppe": None}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    folder = tmp_path_factory.mktemp("kurse")
    termine = [
        termin(1, 1, start=SOON),
        termin(
            1, 2, start=SOON + timedelta(days=90), adresse=ESSEN, kostenWert="900.0", unterrichtszeit=FULL
        ),
        termin(
            2,
            3,
            title="WIG-Schweißerprüfung nach DIN EN ISO 9606",
            start=SOON,
            adresse=COLOGNE,
            foerderung=False,
            angebot=_other("Rohre und Bleche schweißen"),
        ),
        termin(
            3,
            4,
            title="Finanzbuchführung mit DATEV",
            start=SOON,
            angebot=_other("Kontieren, Umsatzsteuer, Jahresabschluss"),
            unterrichtszeit=FULL,
        ),
        termin(
            4,
            5,
            title="Betreuungskraft in der Pflege",
            start=SOON - timedelta(days=5),
            angebot=_other("Menschen mit Demenz begleiten"),
        ),
        termin(
            5,
            6,
            title="Gabelstapler fahren",
            start=SOON,
            provider="Lagerschule Ruhr",
            angebot=_other("Fahrausweis für Flurförderzeuge"),
            unterrichtsform=ONLINE,
        ),
    ]
    (folder / "seite.json").write_text(json.dumps(page(termine)))
    config = settings_for(folder / "data")
    with writing(config.data), Library(config.library) as library:
        plan = plan_sync(read_source(source(".", format="ba"), folder, Session(folder)), library, TODAY)
        execute(plan, library, IndexPlace(config.indexes), embedding, config.embedding)
    return folder / "data"


@pytest.fixture(scope="module")
def courses(data: Path, embedding: E5Embeddings) -> Iterator[CourseSearcher]:
    searcher = CourseSearcher(settings_for(data), embedding)
    yield searcher
    searcher.close()


def ids(courses: CourseSearcher, text: str, **wanted: object) -> list[str]:
    return [hit.document_id for hit in courses.find(text, CourseFilter(**wanted), today=TODAY)]  # type: ignore[arg-type]


def test_meaning_and_words_find_the_course(courses: CourseSearcher) -> None:
    assert set(ids(courses, "Schweißen")[:2]) == {"kurse-1", "kurse-2"}
    assert ids(courses, "Umgang mit dementen Menschen lernen")[0] == "kurse-4"
    assert ids(courses, "Staplerschein")[0] == "kurse-5"


def test_filters_hold_for_one_date_and_only_fitting_dates_are_shown(courses: CourseSearcher) -> None:
    near = courses.locate("44137")
    assert "kurse-2" not in ids(courses, "Schweißen", near=near, km=40)
    hit = courses.find("Schweißen", CourseFilter(near=courses.locate("Essen"), km=10), today=TODAY)[0]
    assert ([d.place.town for d in hit.dates], hit.km) == (["Essen"], pytest.approx(0.0, abs=0.1))
    assert "kurse-1" not in ids(courses, "Schweißen", near=courses.locate("45127"), km=10, time=Time.PART)
    assert ids(courses, "Schweißen", max_price=1000) == ["kurse-1"]
    assert "kurse-2" not in ids(courses, "Schweißen", bildungsgutschein=True)
    assert ids(courses, "", provider="lagerschule") == ["kurse-5"]
    assert ids(courses, "", form="online") == ["kurse-5"]
    assert ids(courses, "Schweißen", from_date=SOON + timedelta(days=60)) == ["kurse-1"]


def test_without_a_text_the_next_to_begin_come_first(courses: CourseSearcher) -> None:
    assert ids(courses, "")[0] == "kurse-4"
    assert len(ids(courses, "")) == 5


def test_an_unknown_place_is_said(courses: CourseSearcher) -> None:
    with pytest.raises(UnknownPlace, match="Atlantis"):
        courses.locate("Atlantis")


def test_a_found_course_gives_its_citable_sections(courses: CourseSearcher) -> None:
    passages = courses.passages("kurse-1")
    assert [p.section.locator for p in passages] == [
        "Überblick",
        "Inhalt",
        "Voraussetzungen",
        "Termine und Kosten",
    ]
    assert passages[0].document.kind == "course"
    assert passages[0].document.licence == "frei"


def test_the_command_line_prints_json(data: Path, environment: dict[str, str]) -> None:
    run = [
        sys.executable,
        "-m",
        "cli",
        "courses",
        "Schweißen",
        "--plz",
        "44137",
        "--km",
        "25",
        "--teilzeit",
        "--bildungsgutschein",
        "--json",
    ]
    done = subprocess.run(
        run, env=environment | {"WBM_DATA": str(data)}, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)["courses"]
    assert found[0]["source"] == "kurse-1"
    assert found[0]["dates"][0] | {"start": None, "end": None} == {
        "start": None,
        "end": None,
        "flexible": False,
        "time": "Teilzeit",
        "form": "Präsenzveranstaltung",
        "duration": "mehr als 1 Woche bis 1 Monat",
        "hours": 80,
        "place": "Werkhof, Hallenweg 3, 44137 Dortmund",
        "plz": "44137",
        "price": None,
    }
    assert (found[0]["bildungsgutschein"], found[0]["measure_number"]) == (True, "357/1234/2026")
    assert found[0]["km"] < 2  # from the middle of the postcode
    refused = subprocess.run(
        [*run[:4], "x", "--vollzeit", "--teilzeit"],
        env=environment | {"WBM_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, "entweder --vollzeit oder --teilzeit" in refused.stderr) == (1, True)
