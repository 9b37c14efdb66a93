"""Reads sitemaps (sitemaps.org 0.9): XML index and urlset, plain text, gzip; damaged ones as
far as they can be read.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lxml import etree

from knowledge.errors import UnreadableSource

_MOST = 50_000  # addresses in one file, by the protocol
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address with its lastmod as written ("" if not told)."""

    url: str
    lastmod: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Further sitemaps (of an index) and pages."""

    sitemaps: tuple[SitemapEntry, ...]
    pages: tuple[SitemapEntry, ...]


def parse_sitemap(data: bytes, name: str, limit: int) -> Sitemap:
    """Parse a sitemap; `limit` in bytes holds for what a gzip file unpacks to.

    Raises:
        UnreadableSource: no sitemap, too large, or broken before its first entry.
    """
    if data[:2] == _GZIP:
        data = _unpacked(data, name, limit)
    text = data.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not text.startswith(b"<"):
        return Sitemap((), _plain(text, name))
    if b"<!ENTITY" in data:
        raise UnreadableSource(
            f"{name}: Die Sitemap deklariert XML-Entitäten und wird deshalb nicht gelesen (Schutz vor"
            " Angriffen)."
        )
    parser = etree.XMLParser(
        load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(f"{name}: Die Sitemap ist kein gültiges XML ({error}).") from error
    if root is None or etree.QName(root).localname not in {"urlset", "sitemapindex"}:
        raise UnreadableSource(f"{name}: Das ist keine Sitemap (erwartet wird <urlset> oder <sitemapindex>).")
    return Sitemap(_entries(root, "sitemap"), _entries(root, "url"))


def _entries(root: etree._Element, tag: str) -> tuple[SitemapEntry, ...]:
    found = []
    for element in root.iterfind(f"{{*}}{tag}"):
        url = (element.findtext("{*}loc") or "").strip()
        if url:
            found.append(SitemapEntry(url, (element.findtext("{*}lastmod") or "").strip()))
    return tuple(found[:_MOST])


def _plain(text: bytes, name: str) -> tuple[SitemapEntry, ...]:
    lines = [line.strip() for line in text.decode("utf-8", errors="replace").splitlines() if line.strip()]
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines[:3]):
        raise UnreadableSource(f"{name}: Das ist keine Sitemap.")
    return tuple(SitemapEntry(line) for line in lines[:_MOST])


def _unpacked(data: bytes, name: str, limit: int) -> bytes:
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        text = inflater.decompress(data, limit + 1)
    except zlib.error as error:
        raise UnreadableSource(f"{name}: Die gepackte Sitemap ist beschädigt ({error}).") from error
    if len(text) > limit:
        raise UnreadableSource(
            f"{name}: Die Sitemap ist entpackt größer als {limit} Bytes (WBM_FETCH_LIMIT)."
        )
    return text
