"""Entries come into sources.yaml and go again; every other line stays as its editors wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sources.list import add_entry, entry_text, remove_entry
from ingest.sources.probe import propose
from knowledge.editorial.sources import Crawl, Source, load_sources
from knowledge.errors import SettingsError, WbmError
from settings import ROOT


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text((ROOT / "knowledge" / "sources.yaml").read_text())
    return path


def _proposed(where: str, base: Path, **options: object) -> Source:
    return propose(where, base, **options)  # type: ignore[arg-type]


def test_an_entry_comes_and_goes_and_leaves_no_trace(listed: Path) -> None:
    before = listed.read_text()
    walk = Crawl(depth=2, pages=50, deny=("/presse/",))
    add_entry(
        listed,
        _proposed(
            "https://www.arbeit.example/weiterbildung/start.html",
            listed.parent,
            topics=("foerderung", "kurse"),
            walk=walk,
        ),
    )
    after = listed.read_text()
    assert after.startswith(before)
    assert "topics: [foerderung, kurse]" in after
    added = load_sources(listed)[-1]
    assert (added.id, added.kind, added.walk.allow, added.walk.depth) == (
        "arbeit-example-weiterbildung-start",
        "web",
        ("/weiterbildung/",),
        2,
    )
    remove_entry(listed, added.id)
    assert listed.read_text().rstrip() == before.rstrip()


def test_the_comment_before_the_next_entry_stays(listed: Path) -> None:
    remove_entry(listed, "qualifizierungsreihe")  # the entry right before the comment
    text = listed.read_text()
    assert "# Federal laws" in text
    assert [source.id for source in load_sources(listed)][:3] == [
        "faktenblaetter",
        "faktenblaetter-nrw",
        "afbg",
    ]


def test_the_last_entry_can_go_and_a_first_one_come(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("# Unsere Quellen\nsources: []\n")
    add_entry(path, _proposed("sgb_3", tmp_path))
    assert path.read_text().startswith("# Unsere Quellen\n")
    assert load_sources(path)[0].location == "sgb_3"
    remove_entry(path, "sgb_3")
    assert (load_sources(path), path.read_text().startswith("# Unsere Quellen\n")) == ((), True)


def test_a_taken_id_and_an_unknown_one_are_said(listed: Path) -> None:
    before = listed.read_text()
    with pytest.raises(SettingsError, match="gibt es schon"):
        add_entry(listed, _proposed("sgb_3", listed.parent))
    with pytest.raises(SettingsError, match="steht nicht in der Liste"):
        remove_entry(listed, "unbekannt")
    assert listed.read_text() == before


def test_what_a_person_types_is_understood(tmp_path: Path) -> None:
    (tmp_path / "ordner").mkdir()
    (tmp_path / "blatt.md").write_text("# Blatt\n\nText")
    kinds = {
        "https://www.gesetze-im-internet.de/sgb_3/": ("law", "sgb_3"),
        "https://amt.example/sitemap.xml": ("sitemap", "https://amt.example/sitemap.xml"),
        "https://amt.example/": ("web", "https://amt.example/"),
        str(tmp_path / "ordner"): ("folder", "ordner"),
        str(tmp_path / "blatt.md"): ("file", "blatt.md"),
        "bbig_2005": ("law", "bbig_2005"),
    }
    for where, (kind, location) in kinds.items():
        source = _proposed(where, tmp_path)
        assert (source.kind, source.location) == (kind, location)
    with pytest.raises(WbmError, match="keine Webadresse"):
        _proposed("ftp://alt.example", tmp_path)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("kind: web\n    location: amt.example", "keine Webadresse"),
        (
            "kind: web\n    location: https://a.example\n    crawl: {tiefe: 2}",
            "Unbekannter Schlüssel „tiefe“",
        ),
        ("kind: web\n    location: https://a.example\n    crawl: {depth: viele}", "depth"),
        ("kind: folder\n    location: texts\n    crawl: {depth: 2}", "Abschnitt crawl gilt nur"),
        ("kind: web\n    location: https://a.example\n    crawl: {start: [b.example]}", "keine Webadresse"),
    ],
)
def test_a_wrong_entry_names_its_line(lines: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n  - id: amt\n    licence: frei\n    topics: []\n    region: NRW\n    max_age_days: 9\n   "
        f" {lines}\n"
    )
    with pytest.raises(SettingsError, match="Zeile") as caught:
        load_sources(path)
    assert said in str(caught.value)


def test_what_a_setting_expects_is_said_in_german(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n  - id: a\n    kind: netz\n    location: https://amt.example/\n    licence: x\n    topics:"
        " []\n    region: x\n    max_age_days: viele\n    crawl:\n      allow: [foerderung]\n      depth:"
        " 99\n      private: vielleicht\n"
    )
    with pytest.raises(SettingsError) as failure:
        load_sources(path)
    said = str(failure.value)
    for line, words in (
        (3, "erwartet wird 'law', 'factsheets'"),
        (8, "erwartet wird eine ganze Zahl"),
        (10, "„foerderung“ ist kein Pfadanfang. Bitte mit / beginnen"),
        (11, "erwartet wird höchstens 50"),
        (12, "erwartet wird true oder false"),
    ):
        assert f"Zeile {line}: " in said
        assert words in next(each for each in said.splitlines() if f"Zeile {line}: " in each)
    assert "should" not in said


def test_a_catalogue_at_a_web_address_is_proposed_with_its_format(tmp_path: Path) -> None:
    source = _proposed(
        "https://anbieter.example/katalog.zip", tmp_path, catalogue="openqcat", walk=Crawl(private=True)
    )
    assert source.kind == "catalogue"
    assert source.catalogue is not None
    assert (source.catalogue.format, source.walk.private) == ("openqcat", True)
    with pytest.raises(
        WbmError,
        match=r"catalogue: Eine Kursliste braucht unter catalogue\.columns mindestens die Spalte title",
    ):
        _proposed("https://anbieter.example/kurse.csv", tmp_path, catalogue="csv")
    with pytest.raises(WbmError, match="kind: erwartet wird 'law'"):
        _proposed("https://anbieter.example/", tmp_path, kind="netz")


def test_a_folder_of_a_nextcloud_is_known_by_its_address(tmp_path: Path) -> None:
    address = "https://cloud.example.org/remote.php/dav/files/wbm/Weiterbildung/"
    found = _proposed(address, tmp_path, source_id="ablage", walk=Crawl(pages=20))
    assert (found.kind, found.location, found.walk.pages, found.walk.allow) == ("webdav", address, 20, ())
    assert "kind: webdav" in entry_text(found)


@pytest.mark.parametrize(
    ("kind", "where", "problem"),
    [
        ("webdav", "https://erika:geheim@cloud.example.org/dav/", "Zugangsdaten"),
        ("webdav", "https://cloud.example.org/dav/?token=geheim", "Zugangsdaten"),
        ("s3", "https://s3.example.org/", "Bucket"),
    ],
)
def test_an_address_that_cannot_be_a_storage_is_said(
    kind: str, where: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(WbmError, match=problem):
        _proposed(where, tmp_path, kind=kind)
