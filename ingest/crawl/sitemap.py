"""Reads sitemaps (sitemaps.org 0.9): XML index and urlset, plain text, gzip; damaged ones as
far as they can be read.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass

from lxml import etree

from knowledge.errors import UnreadableSource

_MOST = 50_000  # addresses in one file, by the protocol
_GZIP = b"\x1f\x8b"
_OPENED = re.compile(rb"<(?:\w+:)?loc\b")
_CLOSED = re.compile(rb"</(?:\w+:)?loc\s*>")
_WIDE = (
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


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
    cut = False
    if data[:2] == _GZIP:
        data, cut = _unpacked(data, name, limit)
    text = _as_utf8(data)
    if not text.startswith(b"<"):
        return Sitemap((), _plain(text, name, cut=cut))
    if b"<!ENTITY" in text:
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
    if root is None or str(root.tag).rpartition("}")[2] not in {"urlset", "sitemapindex"}:
        raise UnreadableSource(f"{name}: Das ist keine Sitemap (erwartet wird <urlset> oder <sitemapindex>).")
    found = Sitemap(_entries(root, "sitemap"), _entries(root, "url"))
    return _without_cut_off(found) if len(_OPENED.findall(text)) > len(_CLOSED.findall(text)) else found


def _without_cut_off(found: Sitemap) -> Sitemap:
    """A file that ends in the middle of an address: what is there of it is no address."""
    return Sitemap(found.sitemaps[:-1], ()) if not found.pages else Sitemap(found.sitemaps, found.pages[:-1])


def _as_utf8(data: bytes) -> bytes:
    """The file in UTF-8, without byte order mark; UTF-16 is known by its mark or by its zeros."""
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), "")
    if wide:
        text = data.decode(wide, errors="replace").lstrip("\ufeff")
        data = _DECLARED.sub("", text, count=1).encode()
    return data.lstrip(b"\xef\xbb\xbf \r\n\t")


def _entries(root: etree._Element, tag: str) -> tuple[SitemapEntry, ...]:
    found = []
    for element in root.iterfind(f"{{*}}{tag}"):
        url = (element.findtext("{*}loc") or "").strip()
        if url:
            found.append(SitemapEntry(url, (element.findtext("{*}lastmod") or "").strip()))
    return tuple(found[:_MOST])


def _plain(text: bytes, name: str, *, cut: bool) -> tuple[SitemapEntry, ...]:
    lines = [line.strip() for line in text.decode("utf-8", errors="replace").splitlines() if line.strip()]
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines[:3]):
        raise UnreadableSource(f"{name}: Das ist keine Sitemap.")
    whole = lines[:-1] if cut and not text.endswith(b"\n") else lines
    return tuple(SitemapEntry(line) for line in whole[:_MOST])


def _unpacked(data: bytes, name: str, limit: int) -> tuple[bytes, bool]:
    """All members of a gzip file, and whether the last one is cut off; what follows them that is no gzip is
    left out.
    """
    text = b""
    while data[:2] == _GZIP:
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            text += inflater.decompress(data, limit + 1 - len(text))
        except zlib.error as error:
            if text:
                return text, True
            raise UnreadableSource(f"{name}: Die gepackte Sitemap ist beschädigt ({error}).") from error
        if len(text) > limit:
            raise UnreadableSource(
                f"{name}: Die Sitemap ist entpackt größer als {limit} Bytes (WBM_FETCH_LIMIT)."
            )
        if not inflater.eof:
            return text, True
        data = inflater.unused_data
    return text, False
