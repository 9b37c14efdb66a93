"""Laws by their name: fetched once, asked for only if changed, and unknown names get the
nearest known ones.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.crawl.laws import parse_toc
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from knowledge.editorial.sources import Crawl, Source
from knowledge.errors import UnreadableSource
from tests.conftest import LAW
from tests.ingest.site import Site

TOC = (
    "<items>"
    + "".join(
        f"<item><title>{title}</title><link>http://www.gesetze-im-internet.de/{name}/xml.zip</link></item>"
        for name, title in (
            ("lernfg", "Lernförderungsgesetz"),
            ("lerngg", "Lerngruppengesetz"),
            ("sgb_3", "Sozialgesetzbuch Drittes Buch"),
        )
    )
    + "</items>"
)


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("BJNR1.xml", LAW.read_bytes())
    return out.getvalue()


def law(name: str) -> Source:
    return Source(
        id="lern",
        kind="law",
        location=name,
        licence="frei",
        topics=(),
        region="Deutschland",
        max_age_days=10,
        crawl=Crawl(private=True, delay=0),
    )


def test_a_law_by_name_is_asked_for_only_if_it_changed(tmp_path: Path) -> None:
    with Site({"/lernfg/xml.zip": packed()}) as site:
        session = Session(tmp_path / "crawl", FetchRules(attempts=1), law_site=site.url)
        first = next(read_source(law("lernfg"), tmp_path, session))
        assert first.document is not None
        assert first.document.id == "lern"
        second = next(read_source(law("lernfg"), tmp_path, session))
        assert (second.document, second.content_hash) == (None, first.document.content_hash)
        assert second.load is not None
        assert second.load() == first.document
        assert [request.status for request in site.requests if request.path != "/robots.txt"] == [200, 304]


def test_an_unknown_name_gets_the_nearest_ones(tmp_path: Path) -> None:
    with Site({"/gii-toc.xml": TOC}) as site:
        session = Session(tmp_path / "crawl", FetchRules(attempts=1), law_site=site.url)
        outcome = next(read_source(law("lernfgg"), tmp_path, session))
        assert "lernfg (Lernförderungsgesetz)" in outcome.failure
        assert "sgb_3" not in outcome.failure


def test_a_law_that_cannot_be_fetched_is_a_failure_that_keeps_it(tmp_path: Path) -> None:
    with Site() as site:
        site.specials["/lernfg/xml.zip"] = lambda handler: handler.answer(503, b"")
        session = Session(tmp_path / "crawl", FetchRules(attempts=1), law_site=site.url)
        outcome = next(read_source(law("lernfg"), tmp_path, session))
        assert (outcome.document_id, "503" in outcome.failure) == ("lern", True)


@pytest.mark.parametrize("data", [b"kein XML", b"<items/>"])
def test_a_broken_table_of_contents_is_said(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"gii-toc\.xml"):
        parse_toc(data, "gii-toc.xml")
