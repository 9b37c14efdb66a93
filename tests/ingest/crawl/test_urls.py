"""Which addresses are one page, which belong to a source, which are traps, and how soon a host
is asked again.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import pytest
from protego import Protego

from ingest.crawl.body import read_body
from ingest.crawl.pace import HostClock
from ingest.crawl.robots import rules_text
from ingest.crawl.scope import Scope
from ingest.crawl.sitemap import parse_sitemap
from ingest.crawl.urls import host_of, key_of, pattern_of, repeats, slug_of, web_url
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed, UnreadableSource


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("../b?x=1#oben", "https://amt.example/b?x=1"),
        ("//amt.example:443/ä ö", "https://amt.example/%C3%A4%20%C3%B6"),
        ("HTTPS://AMT.example", "https://amt.example/"),
        ("/a?utm_source=brief&x=1", "https://amt.example/a?x=1"),
        ("/a;jsessionid=ABC?x=1", "https://amt.example/a?x=1"),
        ("https://müller.example/", "https://xn--mller-kva.example/"),
        ("mailto:a@b.example", ""),
        ("javascript:alert(1)", ""),
        ("http://[kaputt", ""),
        ("http://0177.0.0.1/", ""),
        ("https://amt.example@boese.example/", ""),
        ("/" + "a" * 3000, ""),
    ],
)
def test_the_address_that_is_asked_for(link: str, address: str) -> None:
    assert web_url(link, "https://amt.example/a/c.html") == address


@pytest.mark.parametrize(
    "other",
    ["http://amt.example/a?y=2&x=1", "https://amt.example/b/../a?x=1&y=2", "https://amt.example/%61?x=1&y=2"],
)
def test_addresses_of_one_page_have_one_key(other: str) -> None:
    assert key_of(web_url(other)) == key_of("https://amt.example/a?x=1&y=2")


def test_hosts_and_ports() -> None:
    assert [
        host_of(web_url(url))
        for url in ("https://a.example:443/", "http://a.example:8080/", "http://[::1]:80/")
    ] == ["a.example", "a.example:8080", "[::1]"]


def test_patterns_and_repeating_paths() -> None:
    assert pattern_of("https://a.example/kalender/2031/07?ansicht=woche") == "a.example/kalender/#/#?ansicht"
    assert [
        repeats(f"https://a.example/{path}") for path in ("a/b/a/b/a/b", "x/x/x", "a/b/a/b", "de/de/service")
    ] == [True, True, False, False]


def test_names_are_readable_and_apart() -> None:
    home = "a.example"
    assert slug_of("a.example/foerderung/scheck.html", home) == "foerderung/scheck"
    assert slug_of("a.example/", home) == "start"
    assert slug_of("b.example/x", home) == "b.example/x"
    assert len({slug_of(f"a.example/x?n={n}", home) for n in range(50)}) == 50


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/hilfe/a", True),
        ("/hilfe/presse/a", False),
        ("/hilfe/a.pdf", True),
        ("/hilfe/a.jpg", False),
        ("/anderes", False),
        ("/start", True),
        ("/x/druck", True),
        ("/x/druck/2", False),
    ],
)
def test_patterns_of_a_source(path: str, inside: bool) -> None:
    walk = {"allow": ["/hilfe/", "/*/druck$"], "deny": ["*/presse/"]}
    source = Source.model_validate(
        {
            "id": "a",
            "kind": "web",
            "location": "https://a.example/start",
            "licence": "-",
            "topics": [],
            "region": "",
            "max_age_days": 1,
            "crawl": walk,
        }
    )
    assert Scope(source).holds(f"https://a.example{path}") is inside
    assert not Scope(source).holds(f"https://b.example{path}")


def test_a_host_is_asked_no_sooner_than_it_wants() -> None:
    now = 100.0
    clock = HostClock(lambda: now)
    assert [clock.reserve("a", 2.0), clock.reserve("a", 2.0), clock.reserve("b", 2.0)] == [0.0, 2.0, 0.0]
    clock.pause("b", 30)
    now = 110.0
    assert [clock.reserve("a", 2.0), clock.reserve("b", 2.0)] == [0.0, 20.0]


async def _parts(data: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _read(data: bytes, encoding: str, limit: int = 10_000) -> bytes:
    import asyncio

    return asyncio.run(read_body(_parts(data), encoding, "u", limit))


def test_packed_bodies_of_each_kind_are_unpacked() -> None:
    text = "Größe ".encode() * 200
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = {"gzip": zlib.compress(text, wbits=31), "deflate": zlib.compress(text), "": text}
    for encoding, data in packed.items():
        assert _read(data, encoding) == text
    assert _read(raw.compress(text) + raw.flush(), "deflate") == text


@pytest.mark.parametrize(("cut", "limit", "said"), [(True, 10_000, "bricht ab"), (False, 100, "größer als")])
def test_packed_bodies_that_break_or_swell_are_said(cut: bool, limit: int, said: str) -> None:
    data = zlib.compress(bytes(5000), wbits=31)
    with pytest.raises(FetchFailed, match=said):
        _read(data[: len(data) // 2] if cut else data, "gzip", limit)


@pytest.mark.parametrize(
    "data", [b"", b"Hallo", b"<rss/>", b"\x1f\x8bkaputt", b"<!DOCTYPE x [<!ENTITY a 'b'>]><urlset/>"]
)
def test_what_is_no_sitemap_is_said(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"s\.xml"):
        parse_sitemap(data, "s.xml", 1000)


def test_a_text_sitemap_and_a_cut_one_are_read_as_far_as_they_go() -> None:
    assert [
        entry.url for entry in parse_sitemap(b"https://a.example/1\nhttps://a.example/2\n", "s", 1000).pages
    ] == ["https://a.example/1", "https://a.example/2"]
    cut = b"<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.exa"
    assert parse_sitemap(cut, "s", 1000).pages[0].url == "https://a.example/1"


@pytest.mark.parametrize("more", ["&amp;", "&amp;amp;", "&amp;amp;amp;", "&amp%3Bamp%3B"])
def test_an_address_that_grows_by_its_escapes_is_one(more: str) -> None:
    assert key_of(web_url(f"https://a.example/x?b=2{more}a=1")) == key_of("https://a.example/x?a=1&b=2")


_SITEMAP = (
    "<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2</loc></url></urlset>"
)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
def test_a_sitemap_in_every_encoding(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    found = parse_sitemap(f"{declared}{_SITEMAP}".encode(encoding), "s", 10_000)
    assert [entry.url for entry in found.pages] == ["https://a.example/1", "https://a.example/2"]


def test_all_members_of_a_packed_sitemap_are_read() -> None:
    half = len(_SITEMAP) // 2
    data = b"".join(zlib.compress(part.encode(), wbits=31) for part in (_SITEMAP[:half], _SITEMAP[half:]))
    assert len(parse_sitemap(data + bytes(20), "s", 10_000).pages) == 2
    with pytest.raises(UnreadableSource, match="größer"):
        parse_sitemap(data, "s", half + 10)


def test_an_address_that_is_cut_off_is_none() -> None:
    cut = _SITEMAP[: _SITEMAP.index("/2") + 1]
    assert [entry.url for entry in parse_sitemap(cut.encode(), "s", 10_000).pages] == ["https://a.example/1"]
    lines = "".join(f"https://a.example/{n}\n" for n in range(2000))
    packed = zlib.compress(lines.encode(), wbits=31)
    pages = parse_sitemap(packed[: len(packed) // 2], "s", 100_000).pages
    assert pages
    assert all(entry.url in lines.split() for entry in pages)


@pytest.mark.parametrize(
    "rules",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: /".encode("utf-16"),
        "User-agent: *\nDisallow: /förderung".encode("latin-1"),
        "User-agent: *\nDisallow: /förderung".encode(),
    ],
)
@pytest.mark.parametrize("path", ["/f%C3%B6rderung/a", "/f%F6rderung/a"])
def test_robots_forbid_whatever_they_are_written_in(rules: bytes, path: str) -> None:
    if b"\xc3" in rules and "F6" in path:
        pytest.skip("a file in UTF-8 names the path in UTF-8")
    assert not Protego.parse(rules_text(rules)).can_fetch(f"https://a.example{path}", "wbm")
