"""What deviates from a schema that the editor names is said at a sync, and no course is lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogues.openqcat_check import deviations
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from knowledge.editorial.sources import Source
from tests.conftest import CORPUS
from tests.ingest.catalogues.test_openqcat_schema import catalogue, service

_OFFICIAL = CORPUS.parent / "formats" / "open-Qcat.V1.1.xsd"
# a schema of our own: little is fixed of it, so that each kind of deviation can be written
_SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="OPENQCAT"><xs:complexType><xs:sequence>
 <xs:element name="HEADER" type="xs:anyType"/>
 <xs:element name="NEW_CATALOG"><xs:complexType><xs:sequence>
  <xs:element name="SERVICE" maxOccurs="unbounded"><xs:complexType><xs:sequence>
   <xs:element name="PRODUCT_ID"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="4"/>
   </xs:restriction></xs:simpleType></xs:element>
   <xs:element name="COURSE_TYPE" type="xs:integer"/>
   <xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
  </xs:sequence><xs:attribute name="mode" use="required"/></xs:complexType></xs:element>
 </xs:sequence><xs:attribute name="FULLCATALOG" type="xs:boolean"/></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="version" use="required"/></xs:complexType></xs:element></xs:schema>"""


def outcomes(folder: Path, text: str, schema_file: str) -> list[Outcome]:
    (folder / "kurse").mkdir()
    (folder / "kurse" / "katalog.xml").write_text(text)
    (folder / "schema.xsd").write_text(_SCHEMA)
    entry = {
        "id": "katalog",
        "kind": "catalogue",
        "location": "kurse",
        "licence": "frei",
        "topics": ["kurse"],
        "region": "NRW",
        "max_age_days": 7,
        "catalogue": {"format": "openqcat", "schema_file": schema_file},
    }
    return list(read_source(Source.model_validate(entry), folder, Session(folder / "hier")))


def test_a_file_as_the_schema_has_it_is_read_without_a_word(tmp_path: Path) -> None:
    found = outcomes(tmp_path, catalogue(service("A1")), "schema.xsd")
    assert [o.skipped or o.failure for o in found] == [""]


def test_deviations_are_said_by_kind_and_the_courses_are_read(tmp_path: Path) -> None:
    long_ids = [service(f"A-{n}-zu-lang").replace("<COURSE_TYPE>1<", "<COURSE_TYPE>eins<") for n in range(3)]
    without_mode = service("B1").replace(" mode='new'", "")
    found = outcomes(tmp_path, catalogue(*long_ids, without_mode), "schema.xsd")
    said = [o.skipped for o in found if o.skipped]
    assert len(said) == 1
    assert "PRODUCT_ID hat einen zu langen Text (Zeile 1, 3-mal)" in said[0]
    assert "COURSE_TYPE hat einen Wert der falschen Art" in said[0]
    assert "SERVICE hat ein vorgeschriebenes Attribut nicht" in said[0]
    assert len([o for o in found if o.document]) == 4
    assert not any(o.failure for o in found)


@pytest.mark.parametrize("named", ["fehlt.xsd", "kurse/katalog.xml"])
def test_a_schema_that_is_none_is_said_and_the_courses_are_read(named: str, tmp_path: Path) -> None:
    found = outcomes(tmp_path, catalogue(service("A1")), named)
    assert ["ist kein XML-Schema" in o.skipped for o in found if o.skipped] == [True]
    assert len([o for o in found if o.document]) == 1


def test_only_openqcat_has_a_schema() -> None:
    with pytest.raises(ValueError, match="gilt nur für format: openqcat"):
        Source.model_validate(
            {
                "id": "k",
                "kind": "catalogue",
                "location": ".",
                "licence": "frei",
                "topics": ["kurse"],
                "region": "NRW",
                "max_age_days": 7,
                "catalogue": {"format": "ba", "schema_file": "a.xsd"},
            }
        )


def test_entities_of_a_file_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "s.xsd").write_text(_SCHEMA)
    bomb = tmp_path / "k.xml"
    bomb.write_text("<!DOCTYPE a [<!ENTITY b 'c'>]><OPENQCAT>&b;</OPENQCAT>")
    assert list(deviations([bomb], tmp_path / "s.xsd")) == []  # its reader refuses it


@pytest.mark.skipif(not _OFFICIAL.exists(), reason="the official schema is not part of this repository")
def test_the_official_schema_is_taken(tmp_path: Path) -> None:
    (tmp_path / "k.xml").write_text(catalogue(service("A1")))
    [said] = deviations([tmp_path / "k.xml"], _OFFICIAL)
    assert "Weicht vom Schema ab" in said
