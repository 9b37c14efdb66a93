from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingest.catalogues.ba import course_of, offer_id
from ingest.catalogues.plain import goal_in, hours_in, measure_number_in, number, plain_text, price_told
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.sources import Source, load_sources
from knowledge.errors import SettingsError
from knowledge.model.course import Course, Time
from knowledge.model.course_text import course_document
from tests.catalogue_samples import openqcat, page, service, termin


def source(location: str, **options: object) -> Source:
    return Source.model_validate(
        {
            "id": "kurse",
            "kind": "catalogue",
            "location": location,
            "licence": "frei",
            "topics": ["kurse"],
            "region": "NRW",
            "max_age_days": 7,
            "catalogue": options,
            "crawl": {"private": True, "delay": 0},
        }
    )


def read(folder: Path, **options: object) -> tuple[dict[str, Course], list[str]]:
    outcomes: list[Outcome] = list(read_source(source(".", **options), folder, Session(folder)))
    courses = {
        o.document.course.origins[0].id: o.document.course
        for o in outcomes
        if o.document and o.document.course
    }
    return courses, [o.failure for o in outcomes if o.failure]


# -- fields


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>Eins<br/>zwei</p><ul><li>a</li><li> b </li></ul>", "Eins\nzwei\n- a\n- b"),
        ("Drag&Drop und <b>fett", "Drag&Drop und fett"),
        ("<script>böse()</script><style>p{}</style>gut", "gut"),
        ("<p>Keine Angabe</p>", ""),
        (None, ""),
        ("<div>" * 3000 + "tief" + "</div>" * 3000, "tief"),
        ("3 < 5 &amp; 7 > 2", "3 < 5 & 7 > 2"),
    ],
)
def test_html_becomes_lines_and_nothing_of_it_runs(raw: str | None, text: str) -> None:
    assert plain_text(raw) == text


@pytest.mark.parametrize(
    ("value", "note", "price"),
    [
        ("0.0", "", None),
        ("0.0", "Gebühren auf Anfrage", None),
        ("0.0", "Die Teilnahme ist kostenlos", 0.0),
        ("0.0", "Lassen Sie sich kostenlos beraten – kostenlose Beratung", None),
        ("0.0", "nicht kostenlos", None),
        (None, "", None),
        ("1234.5", "", 1234.5),
        ("1.234,50 €", "", 1234.5),
        ("1.200", "", 1200.0),
    ],
)
def test_zero_is_not_told_unless_the_note_says_free(
    value: str | None, note: str, price: float | None
) -> None:
    assert price_told(value, note) == price


def test_what_providers_write_into_free_text_is_found() -> None:
    assert measure_number_in("", "Maßnahme-Nr.: 357/1234-56 bis 2027") == "357/1234-56"
    assert measure_number_in("Maßnahmenkosten 12000") == ""
    assert (
        hours_in("320 Unterrichtseinheiten"),
        hours_in("1.240 UE"),
        hours_in("8 Stunden"),
        hours_in("80 UE oder 120 UE"),
    ) == (320, 1240, None, None)
    assert goal_in("Text\nLernziele:\n- schweißen\n- prüfen\nInhalte:\nWerkstoffe") == "- schweißen - prüfen"
    with pytest.raises(ValueError, match="abc"):
        number("abc")


# -- Weiterbildungssuche


def test_dates_of_one_offer_are_one_course(tmp_path: Path) -> None:
    late = termin(
        5,
        2,
        start=date(2027, 3, 1),
        kostenWert="1250.0",
        unterrichtszeit={"id": 1, "bezeichnung": "Vollzeit"},
    )
    (tmp_path / "a.json").write_text(json.dumps(page([late, termin(5, 1)])))
    (tmp_path / "b.json").write_text(
        json.dumps(
            page([termin(6, 3, start=None, adresse=None, unterrichtszeit=None, individuellerEinstieg=True)])
        )
    )
    courses, failures = read(tmp_path, format="ba")
    assert (sorted(courses), failures) == (["5", "6"], [])
    course = courses["5"]
    assert [(d.start, d.time, d.price, d.hours) for d in course.dates] == [
        (date(2027, 1, 11), Time.PART, None, 80),
        (date(2027, 3, 1), Time.FULL, 1250.0, 80),
    ]
    assert (course.measure_number, course.goal, course.bildungsgutschein) == (
        "357/1234/2026",
        "- Kehlnähte nach Zeichnung schweißen",
        True,
    )
    assert (course.dates[0].place.plz, course.dates[0].place.lat, course.updated) == (
        "44137",
        51.512,
        date(2026, 11, 1),
    )
    assert "alert" not in course.content
    assert courses["6"].dates[0].flexible
    assert courses["6"].dates[0].place.lat is None


def test_a_course_document_has_citable_sections_in_plain_german() -> None:
    document = course_document(course_of("ba", [termin(5)]))
    assert [s.locator for s in document.sections] == [
        "Überblick",
        "Inhalt",
        "Voraussetzungen",
        "Termine und Kosten",
    ]
    dates = document.sections[3].text
    assert (
        "Termin: 11.01.2027 bis 10.02.2027, Teilzeit, Präsenzveranstaltung, Werkhof, Hallenweg 3, 44137"
        " Dortmund, ab 4 Personen" in dates
    )
    assert "Preis: nicht angegeben" in dates
    assert "Bildungsgutschein: ja" in dates
    assert (document.kind, document.id, document.stand) == ("course", "ba-5", date(2026, 11, 1))


def test_a_record_survives_its_storage() -> None:
    course = course_of(
        "ba", [termin(5, foerderung=False, kostenBemerkung="kostenfrei"), termin(5, 2, foerderung=None)]
    )
    assert Course.from_json(course.to_json()) == course
    assert [d.bildungsgutschein for d in course.dates] == [False, None]


def test_broken_pages_and_entries_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(
            page([termin(1), {"id": 4}, termin(2, angebot={"titel": None}), termin(3, beginn="morgen")])
        )
    )  # type: ignore[list-item]
    (tmp_path / "b.json").write_text('{"_embedded": {"termine": [')
    (tmp_path / "c.json").write_text("[1]")
    courses, failures = read(tmp_path, format="ba")
    assert list(courses) == ["1"]
    assert [bool(f) for f in failures] == [True] * 5
    assert "a.json: Der 2. Eintrag" in failures[0]
    assert "b.json: Zeile 1" in failures[2]
    assert "Angebot 3" in failures[4]


def test_the_real_page_is_parsed_completely(corpus: Path, tmp_path: Path) -> None:
    found = json.loads((corpus / "katalog" / "ba_wbsuche_antwort.json").read_bytes())["_embedded"]["termine"]
    outcomes = list(
        read_source(source("katalog/ba_wbsuche_antwort.json", format="ba"), corpus, Session(tmp_path))
    )
    assert all(o.document and o.document.course for o in outcomes)
    courses = [o.document.course for o in outcomes if o.document and o.document.course]
    by_offer = defaultdict(list)
    for entry in found:
        by_offer[offer_id(entry)[0]].append(entry)
    assert {c.origins[0].id for c in courses} == set(by_offer)
    assert sum(len(c.dates) for c in courses) == len(found)
    for course in courses:
        assert course.provider
        assert course.content
        assert course.updated
        assert all(
            d.place.lat and len(d.place.plz) == 5 and d.time and d.form and d.duration and d.bildungsgutschein
            for d in course.dates
        )
        assert not any("<" in s.text and ">" in s.text for s in course_document(course).sections)
        # no price is told on this page, "0.0" is none
        assert [d.price for d in course.dates] == [None] * len(course.dates)


# -- openQ-cat 1.1

PLACE = (
    "<LOCATION><NAME>Halle</NAME><STREET>Weg 1</STREET><ZIP>45127</ZIP><CITY>Essen</CITY></LOCATION><DURATION"
    " type='4'/>"
)
INFO = (
    "<INSTRUCTION_FORM type='202'/><INSTRUCTION_TIME type='2'/><EDUCATION_TYPE"
    " type='104'/><MEASURE_NUMBER>357/9/26</MEASURE_NUMBER>"
)
EXTRA = (
    "<DESCRIPTION_LONG>&lt;p&gt;Pflege&lt;br&gt;lernen&lt;/p&gt;</DESCRIPTION_LONG><KEYWORD>Pflege</KEYWORD>"
    "<TARGET_GROUP><TARGET_GROUP_TEXT>alle</TARGET_GROUP_TEXT></TARGET_GROUP>"
)


def full(*services: str, **head: str) -> str:
    return openqcat(f'<NEW_CATALOG FULLCATALOG="true">{"".join(services)}</NEW_CATALOG>', **head)


def update(number: int, body: str) -> str:
    return openqcat(
        f'<UPDATE_CATALOG seq_number="{number}">{body}</UPDATE_CATALOG>',
        generated="2026-11-10T00:00:00.000+01:00",
    )


def test_openqcat_joins_offers_and_dates_and_names_codes(tmp_path: Path) -> None:
    offer = service("A1", title="Pflegehilfe &amp; Betreuung", extra=EXTRA, place=PLACE, info=INFO)
    dates = [
        service(
            f"T{i}",
            offer=False,
            course="A1",
            start=f"2027-0{i}-01",
            info="<INSTRUCTION_TIME type='1'/>" if i == 2 else "",
        )
        for i in (2, 1)
    ]
    (tmp_path / "voll.xml").write_text(
        full(dates[0], offer, dates[1], service("A2", title="Ohne Termine", place=PLACE))
    )
    courses, failures = read(tmp_path, format="openqcat")
    assert failures == []
    course = courses["A1"]
    assert (course.title, course.content, course.provider, course.audience) == (
        "Pflegehilfe & Betreuung",
        "Pflege\nlernen",
        "Werkhof Lernen",
        "alle",
    )
    assert [(d.start, d.time, d.form, d.duration, d.place.plz) for d in course.dates] == [
        (date(2027, 1, 1), Time.PART, "Online-Seminar", "mehr als 1 Monat bis 3 Monate", "45127"),
        (date(2027, 2, 1), Time.FULL, "Online-Seminar", "mehr als 1 Monat bis 3 Monate", "45127"),
    ]
    assert (course.measure_number, course.bildungsgutschein) == ("357/9/26", True)
    assert (courses["A2"].bildungsgutschein, len(courses["A2"].dates)) == (None, 1)


def test_openqcat_updates_are_applied_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "voll.xml").write_text(
        full(
            service("A1", title="Alt"),
            service("T1", offer=False, course="A1", start="2027-01-01"),
            service("A2", title="Bleibt"),
        )
    )
    (tmp_path / "u10.xml").write_text(
        update(10, "<DELETE><SERVICE mode='delete'><PRODUCT_ID>A3</PRODUCT_ID></SERVICE></DELETE>")
    )
    (tmp_path / "u9.xml").write_text(
        update(
            9,
            f"<NEW>{service('A3', title='Kurz da')}{service('A4', title='Neu')}</NEW><UPDATE>"
            f"{service('A1', title='Geändert')}</UPDATE>"
            "<DELETE><SERVICE><PRODUCT_ID>T1</PRODUCT_ID></SERVICE></DELETE>",
        )
    )
    (tmp_path / "alt.xml").write_text(full(service("A9", title="Vorjahr"), generated="2025-01-01T00:00:00"))
    courses, failures = read(tmp_path, format="openqcat")
    assert failures == []
    assert {c.title for c in courses.values()} == {"Geändert", "Bleibt", "Neu"}
    assert courses["A1"].dates[0].start is None


def test_openqcat_reports_gaps_orphans_and_damage_with_line(tmp_path: Path) -> None:
    bad = service("A2", title="x", start="2027-13-77")
    (tmp_path / "voll.xml").write_text(
        full(
            service("A1", title="Gut"),
            "\n" + bad,
            service("T1", offer=False, course="fehlt", start="2027-01-01"),
        )
    )
    (tmp_path / "u1.xml").write_text(update(1, f"<NEW>{service('A5', title='Eins')}</NEW>"))
    (tmp_path / "u3.xml").write_text(update(3, f"<NEW>{service('A6', title='Drei')}</NEW>"))
    courses, failures = read(tmp_path, format="openqcat")
    assert {c.title for c in courses.values()} == {"Gut", "Eins"}
    said = "\n".join(failures)
    assert "voll.xml, Zeile 4: SERVICE ist unlesbar (SERVICE_DATE/START_DATE ist kein Datum" in said
    assert "seq_number 3) fehlt die Nummer 2" in said
    assert "Angebot „fehlt“" in said


def test_openqcat_waits_with_what_follows_a_damaged_update(tmp_path: Path) -> None:
    (tmp_path / "voll.xml").write_text(full(service("A1", title="Gut")))
    (tmp_path / "u1.xml").write_text(
        update(1, f"<NEW>{service('A2', title='Eins')}\n</NEW>").replace("</NEW>", "</NEU>")
    )
    (tmp_path / "u2.xml").write_text(update(2, f"<UPDATE>{service('A2', title='Zwei')}</UPDATE>"))
    courses, failures = read(tmp_path, format="openqcat")
    assert {c.title for c in courses.values()} == {"Gut", "Eins"}
    assert "u1.xml, Zeile 4: Kein gültiges XML" in failures[0]
    assert "Spätere" in failures[0]


def test_openqcat_without_its_full_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "u1.xml").write_text(update(1, f"<NEW>{service('A5', title='Eins')}</NEW>"))
    courses, failures = read(tmp_path, format="openqcat")
    assert courses == {}
    assert "Gesamtkatalog" in failures[0]


def test_openqcat_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE OPENQCAT [<!ENTITY a "xxxxxxxxxx"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = full(service("A1", title="&f;&a;")).replace("<OPENQCAT", f"{bomb}<OPENQCAT", 1)
    (tmp_path / "voll.xml").write_text(text)
    courses, failures = read(tmp_path, format="openqcat")
    assert courses == {}
    assert "Entitäten" in failures[0]


def test_openqcat_is_streamed(tmp_path: Path) -> None:
    import tracemalloc

    body = service("A%d", title="Kurs", extra=f"<DESCRIPTION_LONG>{'Text ' * 1500}</DESCRIPTION_LONG>")
    with (tmp_path / "voll.xml").open("w") as file:
        head, tail = full("|").split("|")
        file.write(head)
        for i in range(600):  # some 5 MB
            file.write(body.replace("A%d", f"A{i}"))
        file.write(tail)
    tracemalloc.start()
    count = sum(
        o.document is not None
        for o in read_source(source(".", format="openqcat"), tmp_path, Session(tmp_path))
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 600
    assert peak < 2_500_000


# -- lists

COLUMNS = {
    "id": "Nr",
    "title": "Kursname",
    "provider": "Anbieter",
    "start": "Beginn",
    "price": "Preis",
    "plz": "PLZ",
    "town": "Ort",
    "time": "Zeitform",
    "bildungsgutschein": "BGS",
    "url": "Link",
}


def test_a_csv_list_is_mapped_and_its_bad_rows_are_named(tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_bytes(
        "Nr;Kursname;Anbieter;Beginn;Preis;PLZ;Ort;Zeitform;BGS;Link\n"
        "1;Löten;Werkhof;11.01.2027;1.250,00 €;44137;Dortmund;Teilzeit;ja;www.werkhof.example\n"
        "1;Löten;Werkhof;01.03.2027;kostenlos;44137;Dortmund;Vollzeit;nein;javascript:alert(1)\n"
        ";;Werkhof;01.03.2027;;;;;;\n"
        "2;Fräsen;Werkhof;31.02.2027;;;;;;\n"
        "3;Drehen;Werkhof;01.04.2027;viele 100;1067;Dresden;;;\n\n"
        "4;Feilen;Werkhof;;;1067;Dresden;;;\n".encode("cp1252")
    )
    courses, failures = read(tmp_path, format="csv", columns=COLUMNS, encoding="cp1252")
    assert sorted(courses) == ["1", "4"]
    assert [(d.price, d.time, d.bildungsgutschein) for d in courses["1"].dates] == [
        (1250.0, Time.PART, True),
        (0.0, Time.FULL, False),
    ]
    assert courses["1"].url == "https://www.werkhof.example"
    assert courses["4"].dates[0].place.plz == "01067"
    assert [f.split("liste.csv, ")[1].split(".")[0] for f in failures] == [
        "Zeile 4: Spalte „Kursname“ ist leer",
        "Zeile 5: Spalte „Beginn“ enthält kein Datum der Form %d",
        "Zeile 6: Spalte „Preis“ enthält keine Zahl: „viele 100“",
    ]


def test_an_unknown_column_names_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text("Titel;Beginn\nLöten;11.01.2027\n")
    courses, failures = read(tmp_path, format="csv", columns={"title": "Kursname", "start": "Beginn"})
    assert courses == {}
    assert "„Kursname“" in failures[0]
    assert "Vorhanden: Titel, Beginn" in failures[0]


def test_an_xlsx_list_keeps_the_cells_own_types(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Kursname", "Beginn", "Preis", "PLZ"],
        ["Löten", date(2027, 1, 11), 99.5, 44137],
        ["Sägen", "12.01.2027", 0, "01067"],
        [None, None, None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "liste.xlsx")
    (tmp_path / "kaputt.xlsx").write_bytes((tmp_path / "liste.xlsx").read_bytes()[:900])
    columns = {"title": "kursname", "start": "Beginn", "price": "Preis", "plz": "PLZ"}
    courses, failures = read(tmp_path, format="xlsx", columns=columns, provider="Werkhof")
    found = {c.title: c for c in courses.values()}
    assert [
        (found[t].dates[0].start, found[t].dates[0].price, found[t].dates[0].place.plz)
        for t in ("Löten", "Sägen")
    ] == [(date(2027, 1, 11), 99.5, "44137"), (date(2027, 1, 12), None, "01067")]
    assert found["Löten"].provider == "Werkhof"
    assert len(failures) == 1
    assert "kaputt.xlsx" in failures[0]


def test_a_wrong_mapping_is_refused_with_line_and_key(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    head = (
        "sources:\n  - id: kurse\n    kind: catalogue\n    location: x\n    licence: x\n    topics: [a]\n   "
        " region: x\n    max_age_days: 1\n"
    )
    entry = f"{head}    catalogue:\n      format: csv\n"
    file.write_text(entry + "      columns: {titel: Kursname}\n")
    with pytest.raises(SettingsError, match="Zeile 11"):
        load_sources(file)
    file.write_text(entry)
    with pytest.raises(SettingsError, match="mindestens die Spalte title"):
        load_sources(file)
    with pytest.raises(ValueError, match="cp1252"):
        Catalogue.model_validate({"format": "csv", "columns": {"title": "x"}, "encoding": "gibtsnicht"})


def test_an_empty_catalogue_is_a_failure_not_a_deletion(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(page([])).replace('"_links"', '"_embedded": {"termine": []}, "_links"')
    )
    courses, failures = read(tmp_path, format="ba")
    assert courses == {}
    assert "kein Kurs" in failures[0]


_TWO_LINES = {
    "title": "Kurs",
    "provider": "Träger",
    "start": "Termin Beginn",
    "end": "Ende",
    "price": "Preis",
}


def test_merged_titles_and_heads_of_two_lines_give_every_date(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["Unsere Kurse im Frühjahr"],
        ["Kurs", "Träger", "Termin", None, "Preis"],
        [None, None, "Beginn", "Ende", "in Euro"],
        ["Schweißen", "Werkhof", date(2027, 1, 11), date(2027, 1, 22), 980],
        [None, None, date(2027, 3, 1), date(2027, 3, 12), 1020],
        ["Löten", "Werkhof", date(2027, 5, 3), None, 300],
        ["Geheim", "Werkhof", date(2027, 6, 3), None, 300],
    ):
        sheet.append(row)
    for area in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "A4:A5", "B4:B5"):
        sheet.merge_cells(area)
    sheet.row_dimensions[7].hidden = True
    book.save(tmp_path / "liste.xlsx")
    columns = _TWO_LINES | {"price": "Preis in Euro"}
    courses, failures = read(tmp_path, format="xlsx", columns=columns)
    assert failures == []
    found = {c.title: [(d.start, d.end, d.price) for d in c.dates] for c in courses.values()}
    assert found == {
        "Schweißen": [
            (date(2027, 1, 11), date(2027, 1, 22), 980.0),
            (date(2027, 3, 1), date(2027, 3, 12), 1020.0),
        ],
        "Löten": [(date(2027, 5, 3), None, 300.0)],
    }


def test_a_list_as_csv_with_blank_titles_and_a_title_line(tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text(
        "Kursliste 2027;;;;\nKurs;Träger;Termin;;Preis\n;;Beginn;Ende;\n"
        "Schweißen;Werkhof;11.01.2027;22.01.2027;980\n;;01.03.2027;12.03.2027;1020\n;;;;\n;;;;5\n"
    )
    courses, failures = read(tmp_path, format="csv", columns=_TWO_LINES)
    course = next(iter(courses.values()))
    assert (course.title, course.provider, len(course.dates)) == ("Schweißen", "Werkhof", 2)
    assert ["ist leer" in failure for failure in failures] == [True]
