"""Catalogues from the web pass the same guard as a crawl: no internal address, no foreign host, no bomb;
files are asked for only if they changed.
"""

from __future__ import annotations

import io
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogues.offer_store import OfferStore
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from knowledge.editorial.sources import Source
from knowledge.errors import StorageFailed
from tests.catalogue_samples import openqcat, page, service, termin
from tests.ingest.site import Handler, Site

RULES = FetchRules(timeout=2, deadline=4, attempts=1, delay=0)
CATALOGUE = openqcat(
    "<NEW_CATALOG"
    f' FULLCATALOG="true">{service("A-1", title="Löten lernen", start="2027-03-01")}</NEW_CATALOG>'
)
CSV = {"format": "csv", "columns": {"title": "Kurs", "start": "Beginn"}}


def _source(location: str, crawl: dict[str, object] | None = None, **options: object) -> Source:
    return Source.model_validate(
        {
            "id": "kurse",
            "kind": "catalogue",
            "location": location,
            "licence": "frei",
            "topics": ["kurse"],
            "region": "NRW",
            "max_age_days": 7,
            "catalogue": {"pause": 0, **options},
            "crawl": crawl,
        }
    )


def _read(source: Source, folder: Path, rules: FetchRules = RULES) -> list[Outcome]:
    return list(read_source(source, folder, Session(folder, rules)))


def _titles(outcomes: list[Outcome]) -> list[str]:
    return [o.document.course.title for o in outcomes if o.document and o.document.course]


def _said(outcomes: list[Outcome]) -> str:
    return "\n".join(o.failure for o in outcomes if o.failure)


@pytest.fixture
def site() -> Any:
    with Site(
        {
            "/api?page=0&size=500": json.dumps(page([termin(1)])),
            "/k.xml": CATALOGUE,
            "/k.csv": "Kurs;Beginn\nDrehen;01.03.2027\n",
        }
    ) as running:
        running.types |= {
            "/k.xml": "application/xml",
            "/k.csv": "text/csv",
            "/api?page=0&size=500": "application/hal+json",
        }
        yield running


FORMATS = [
    ("/api", {"format": "ba"}, "Schweißen MAG Grundlagen"),
    ("/k.xml", {"format": "openqcat"}, "Löten lernen"),
    ("/k.csv", CSV, "Drehen"),
]


@pytest.mark.parametrize(("path", "options", "title"), FORMATS)
def test_an_internal_address_is_read_only_if_the_source_allows_it(
    site: Site, tmp_path: Path, path: str, options: dict[str, Any], title: str
) -> None:
    refused = _read(_source(f"{site.url}{path}", **options), tmp_path)
    assert "private: true" in _said(refused)
    assert site.requests == []
    assert _titles(_read(_source(f"{site.url}{path}", {"private": True}, **options), tmp_path)) == [title]


@pytest.mark.parametrize(("path", "options", "title"), FORMATS)
def test_a_name_that_turns_to_an_internal_address_gains_nothing(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    options: dict[str, Any],
    title: str,
) -> None:
    real, asked = socket.getaddrinfo, []

    def rebinding(host: Any, *arguments: Any, **choices: Any) -> Any:
        if host != "wechsel.example":
            return real(host, *arguments, **choices)
        asked.append(host)
        return real("127.0.0.1" if len(asked) % 2 == 0 else "1.1.1.1", *arguments, **choices)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    source = _source(site.url.replace("127.0.0.1", "wechsel.example") + path, **options)
    for _ in range(2):
        assert title not in _titles(_read(source, tmp_path))
    assert len(asked) >= 2
    assert site.requests == []


@pytest.mark.parametrize(("path", "options", "title"), FORMATS)
def test_a_redirect_to_another_host_is_refused_and_the_key_stays_here(
    site: Site, tmp_path: Path, path: str, options: dict[str, Any], title: str
) -> None:
    def away(handler: Handler) -> None:
        handler.answer(302, b"", {"Location": f"{site.url}{handler.path}"})

    with Site(specials={path: away}) as first:
        said = _said(_read(_source(f"{first.url}{path}", {"private": True}, **options), tmp_path))
        assert "fremden Host" in said
        assert site.requests == []
        allowed = _source(f"{first.url}{path}", {"private": True, "hosts": [site.host]}, **options)
        assert _titles(_read(allowed, tmp_path)) == [title]


def test_a_redirect_to_an_internal_address_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the host is among the allowed ones: what counts is where the connection would go."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **o: real("127.0.0.1" if host == "katalog.example" else host, *a, **o),
    )
    said = _said(
        _read(
            _source(site.url.replace("127.0.0.1", "katalog.example") + "/k.xml", format="openqcat"), tmp_path
        )
    )
    assert "katalog.example führt zur internen Adresse 127.0.0.1" in said
    assert site.requests == []


def test_a_file_is_asked_for_only_if_it_changed(site: Site, tmp_path: Path) -> None:
    source = _source(f"{site.url}/k.xml", {"private": True}, format="openqcat")
    assert _titles(_read(source, tmp_path)) == ["Löten lernen"]
    assert _titles(_read(source, tmp_path)) == ["Löten lernen"]
    assert [r.status for r in site.requests if r.path == "/k.xml"] == [200, 304]


def test_a_zip_holds_the_catalogue_and_its_updates(site: Site, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../ausbruch.xml", CATALOGUE)
        archive.writestr("lies_mich.txt", "x")
    site.pages["/k.zip"] = packed.getvalue()
    site.types["/k.zip"] = "application/zip"
    assert _titles(_read(_source(f"{site.url}/k.zip", {"private": True}, format="openqcat"), tmp_path)) == [
        "Löten lernen"
    ]
    assert not list(tmp_path.rglob("ausbruch.xml"))


def test_what_is_too_large_broken_or_missing_is_said_with_its_address(site: Site, tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("k.xml", b" " * 5_000_000)
    site.pages |= {
        "/bombe.zip": bomb.getvalue(),
        "/kaputt.zip": bomb.getvalue()[:2000],
        "/abgeschnitten.xml": CATALOGUE[:-40],
        "/gross.xml": CATALOGUE + " " * 200_000,
    }
    site.types |= {"/bombe.zip": "application/zip", "/kaputt.zip": "application/zip"}

    def said(path: str) -> str:
        return _said(
            _read(
                _source(f"{site.url}{path}", {"private": True}, format="openqcat"),
                tmp_path,
                FetchRules(timeout=2, attempts=1, delay=0, limit=100_000),
            )
        )

    assert "ausgepackt größer als 100000 Bytes" in said("/bombe.zip")
    assert "Das ZIP ist beschädigt" in said("/kaputt.zip")
    assert f"{site.url}/abgeschnitten.xml, Zeile" in said("/abgeschnitten.xml")
    assert "WBM_FETCH_LIMIT" in said("/gross.xml")
    assert "404" in said("/fehlt.xml")


def test_a_folder_that_takes_no_file_stops_with_a_word_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("x")
    with pytest.raises(StorageFailed, match="Ist der Datenträger voll oder fehlt ein Recht"):
        OfferStore(tmp_path / "datei" / "kurse.sqlite")
