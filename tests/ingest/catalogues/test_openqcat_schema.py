"""openQ-cat as the official schema has it: a file of our own laid out by it, and what real ones do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from ingest.catalogues.openqcat import read_openqcat
from ingest.catalogues.plain import number
from knowledge.model.course import Course, Time
from tests.conftest import CORPUS

_SCHEMA = CORPUS.parent / "formats" / "open-Qcat.V1.1.xsd"

_PRICE = (
    "<SERVICE_PRICE_DETAILS><SERVICE_PRICE type='gros_list'><PRICE_AMOUNT>{}</PRICE_AMOUNT>"
    "<PRICE_CURRENCY>{}</PRICE_CURRENCY></SERVICE_PRICE><REMARKS>zzgl. Prüfung</REMARKS>"
    "</SERVICE_PRICE_DETAILS>"
)
_SHEET = (
    "<MIME_INFO><MIME_ELEMENT><MIME_TYPE>image/png</MIME_TYPE><MIME_SOURCE>https://werk.example/logo.png"
    "</MIME_SOURCE></MIME_ELEMENT><MIME_ELEMENT><MIME_TYPE>text/html</MIME_TYPE><MIME_SOURCE>"
    "https://werk.example/kurse/17</MIME_SOURCE><MIME_PURPOSE>data_sheet</MIME_PURPOSE></MIME_ELEMENT>"
    "</MIME_INFO>"
)


def service(
    product: str,
    title: str = "Fachkraft für Metall",
    *,
    kind: str = "true",
    course: str = "",
    start: str = "2027-02-01",
    time: str = "<INSTRUCTION_TIME type='2'>Teilzeit</INSTRUCTION_TIME>",
    price: str = _PRICE.format("35464.50", "EUR"),
    supplier: str = "",
    contact: str = "https://werk.example",
) -> str:
    reference = f"<COURSE_ID>{course}</COURSE_ID>" if course else ""
    return (
        f"<SERVICE mode='new'><PRODUCT_ID>{product}</PRODUCT_ID><COURSE_TYPE>1</COURSE_TYPE>{supplier}"
        f"<SERVICE_DETAILS><TITLE>{title}</TITLE><DESCRIPTION_LONG>Metall bearbeiten</DESCRIPTION_LONG>"
        f"<CONTACT><URL>{contact}</URL></CONTACT><REQUIREMENTS>Hauptschulabschluss</REQUIREMENTS>"
        f"<SERVICE_DATE><START_DATE>{start}T08:00:00+01:00</START_DATE><END_DATE>2028-02-01T16:00:00+01:00"
        "</END_DATE></SERVICE_DATE><SERVICE_MODULE>"
        f"<EDUCATION type='{kind}'>{reference}"
        "<SUBSIDY><SUBSIDY_DESCRIPTION>Bildungsgutschein</SUBSIDY_DESCRIPTION></SUBSIDY>"
        "<SUBSIDY><SUBSIDY_DESCRIPTION>Qualifizierungsgeld</SUBSIDY_DESCRIPTION></SUBSIDY>"
        "<REGISTRATION_DATE>2027-01-15T00:00:00+01:00</REGISTRATION_DATE>"
        "<EXTENDED_INFO><INSTITUTION type='100'>Träger</INSTITUTION>"
        f"<INSTRUCTION_FORM type='101'>Präsenz</INSTRUCTION_FORM>{time}"
        "<FUNDING_TYPES_FEDERAL type='3'>Aufstiegs-BAföG</FUNDING_TYPES_FEDERAL>"
        "<FUNDING_TYPES_REGIONAL type='9'>Bildungsscheck NRW</FUNDING_TYPES_REGIONAL>"
        "<EDUCATION_TYPE type='104'>Fortbildung</EDUCATION_TYPE></EXTENDED_INFO>"
        "<MODULE_COURSE><LOCATION><NAME>Halle</NAME><STREET>Weg 1</STREET><ZIP>45127</ZIP><CITY>Essen</CITY>"
        "</LOCATION><DURATION type='7'/></MODULE_COURSE></EDUCATION></SERVICE_MODULE></SERVICE_DETAILS>"
        "<SERVICE_CLASSIFICATION><REFERENCE_CLASSIFICATION_SYSTEM_NAME>Kurssystematik"
        "</REFERENCE_CLASSIFICATION_SYSTEM_NAME><REFERENCE_CLASSIFICATION_GROUP_ID>C 2430-10"
        "</REFERENCE_CLASSIFICATION_GROUP_ID><REFERENCE_CLASSIFICATION_GROUP_NAME>Metall"
        f"</REFERENCE_CLASSIFICATION_GROUP_NAME></SERVICE_CLASSIFICATION>{price}{_SHEET}</SERVICE>"
    )


def catalogue(*services: str, full: str = "true", day: str = "2026-11-01", more: str = "") -> str:
    return (
        f"<OPENQCAT version='1.1'{more}><HEADER><CATALOG><LANGUAGE>ger</LANGUAGE><CATALOG_ID>k</CATALOG_ID>"
        f"<CATALOG_VERSION>001.001</CATALOG_VERSION><GENERATION_DATE>{day}T00:00:00+01:00"
        "</GENERATION_DATE></CATALOG>"
        "<SUPPLIER><SUPPLIER_ID type='supplier_specific'>1</SUPPLIER_ID><SUPPLIER_NAME>Werk</SUPPLIER_NAME>"
        "<ADDRESS>"
        "<URL>https://werk.example</URL></ADDRESS><EXTENDED_INFO input_type='1'/></SUPPLIER>"
        "<SUPPLIER><SUPPLIER_ID type='supplier_specific'>2</SUPPLIER_ID><SUPPLIER_NAME>Hof</SUPPLIER_NAME>"
        "<ADDRESS/>"
        "<EXTENDED_INFO input_type='1'/></SUPPLIER></HEADER>"
        f"<NEW_CATALOG FULLCATALOG='{full}'>{''.join(services)}</NEW_CATALOG></OPENQCAT>"
    )


def read(folder: Path, *files: str) -> tuple[dict[str, Course], list[str]]:
    for number_, text in enumerate(files):
        (folder / f"{number_}.xml").write_text(text)
    found = list(read_openqcat("k", sorted(folder.glob("*.xml"))))
    return (
        {c.origins[0].id: c for c in found if isinstance(c, Course)},
        [message for message in found if isinstance(message, str)],
    )


def test_the_fields_stand_where_the_schema_puts_them(tmp_path: Path) -> None:
    courses, failures = read(tmp_path, catalogue(service("A1")))
    assert failures == []
    course, day = courses["A1"], courses["A1"].dates[0]
    assert (day.price, day.price_note, day.time, day.deadline) == (
        35_464.5,
        "zzgl. Prüfung",
        Time.PART,
        date(2027, 1, 15),
    )
    assert (course.requirements, course.topics, course.url, course.provider_url) == (
        "Hauptschulabschluss",
        ("C 2430-10",),
        "https://werk.example/kurse/17",
        "https://werk.example",
    )
    assert course.funding.splitlines() == [
        "Bildungsgutschein",
        "Qualifizierungsgeld",
        "Aufstiegs-BAföG",
        "Bildungsscheck NRW",
    ]
    assert course.bildungsgutschein is True


@pytest.mark.skipif(not _SCHEMA.exists(), reason="the official schema is not part of this repository")
def test_our_file_is_laid_out_as_the_schema_says() -> None:
    """Missing obligatory fields apart, which no reading needs."""
    schema = etree.XMLSchema(etree.parse(_SCHEMA))
    schema.validate(etree.fromstring(catalogue(service("A1"))))
    unexpected = [e.message for e in schema.error_log if "This element is not expected" in e.message]
    misplaced = ("PRICE", "REQUIREMENTS", "CLASSIFICATION", "FUNDING", "SUBSIDY", "REGISTRATION", "MIME_INFO")
    assert [m for m in unexpected if any(f"'{name}" in m.split(":")[0] for name in misplaced)] == []


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("<INSTRUCTION_TIME type='2'/>", Time.PART),
        ("<INSTRUCTION_TIME type='1'/>", Time.FULL),
        ("<INSTRUCTION_TIME type='1'>Teilzeit</INSTRUCTION_TIME>", Time.PART),
        ("<INSTRUCTION_TIME>berufsbegleitend, abends</INSTRUCTION_TIME>", Time.PART),
        ("<INSTRUCTION_FORM_NAME>Teilzeitunterricht</INSTRUCTION_FORM_NAME>", Time.PART),
        ("", None),
    ],
)
def test_full_and_part_time(time: str, expected: Time | None, tmp_path: Path) -> None:
    courses, _ = read(tmp_path, catalogue(service("A1", time=time)))
    assert courses["A1"].dates[0].time is expected


def test_an_address_that_is_a_home_page_is_no_course_page(tmp_path: Path) -> None:
    plain = service("A1").replace(_SHEET, "")
    deep = service("A2", contact="https://werk.example/angebote?id=2").replace(_SHEET, "")
    courses, _ = read(tmp_path, catalogue(plain, deep))
    assert (courses["A1"].url, courses["A1"].provider_url) == ("", "https://werk.example")
    assert courses["A2"].url == "https://werk.example/angebote?id=2"


def test_real_deviations_are_tolerated(tmp_path: Path) -> None:
    courses, failures = read(
        tmp_path,
        catalogue(
            service("A1", "Metall"),
            service("A1", "Holz"),
            service("A1", "Metall", price=_PRICE.format("1200", "CHF")),
            service("A2", supplier="<SUPPLIER_ID_REF>2</SUPPLIER_ID_REF>", kind="1"),
            more=" xmlns='urn:openqcat'",
        ),
    )
    assert failures == []
    assert {name: c.title for name, c in courses.items()} == {
        "A1": "Metall",
        "A1~2": "Holz",
        "A2": "Fachkraft für Metall",
    }
    assert courses["A1"].dates[0].price is None
    assert "1200 CHF" in courses["A1"].dates[0].price_note
    assert (courses["A1"].provider, courses["A2"].provider) == ("Werk", "Hof")


def test_parts_of_a_catalogue_add_to_the_full_one(tmp_path: Path) -> None:
    courses, failures = read(
        tmp_path,
        catalogue(service("A1", "Alt"), service("A2")),
        catalogue(service("A1", "Neu"), service("A3"), full="false", day="2026-11-05"),
        catalogue(service("A9"), full="false", day="2026-10-01"),
    )
    assert failures == []
    assert {name: c.title for name, c in courses.items()} == {
        "A1": "Neu",
        "A2": "Fachkraft für Metall",
        "A3": "Fachkraft für Metall",
    }


@pytest.mark.parametrize(
    ("said", "value"),
    [("35,464.50", 35_464.5), ("35.464,50 €", 35_464.5), ("1200,-", 1200.0), ("1.200", 1200.0)],
)
def test_numbers_of_both_worlds(said: str, value: float) -> None:
    assert number(said) == value
