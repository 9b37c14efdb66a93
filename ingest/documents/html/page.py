"""Reader for web pages: the main content by headings, with an address that opens each passage; and what a
crawler asks of a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from ingest.documents.as_of import find_date, find_stand
from ingest.documents.blocks import Heading, OpenSection, sections_of
from ingest.documents.html.blocks import BlockWalk
from ingest.documents.html.main_content import find_main
from ingest.documents.html.text_fragment import PageWords, fragment_url
from ingest.documents.html.tree import ParsedPage, drop_unseen, parse_tree, plain_text, words_of
from ingest.documents.raw import RawFile
from ingest.documents.titles import general, usable_title
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document

_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "revised",
    "date.modified",
    "datemodified",
)
_PUBLISHED = (
    "article:published_time",
    "dcterms.date",
    "dc.date",
    "dcterms.issued",
    "dc.date.issued",
    "date",
    "datepublished",
)
_SITE = re.compile(r"(?<!\s)\s++(?:\||–|—|-|·|»|::)\s++")  # "Bildungsscheck | Land NRW"
_MOST_LINKS = 20_000
_SEARCHED = (
    2_000_000  # characters of a page in which each passage's words are looked for: it costs their square
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says to a crawler. Addresses are absolute and without fragment; `canonical` may be ""."""

    canonical: str
    noindex: bool
    nofollow: bool
    links: tuple[str, ...]


class WebPage:
    """The bytes of one web page, parsed once: `facts` for the crawler, and its document."""

    def __init__(self, raw: RawFile) -> None:
        """Parse.

        Raises:
            UnreadableSource: nothing that can be parsed as HTML.
        """
        self._raw = raw
        self._page = parse_tree(raw.data, raw.charset, raw.name)
        self._meta = _meta(self._page)
        self._base = _base(self._page, raw.url)
        # before anything is taken out: links of folded and unseen parts count, too
        self.facts = _facts(self._page, self._meta, self._base)

    def document(self) -> Document:
        """The page's main content by headings; takes the rest out of the tree, so it can be asked for once.

        Raises:
            UnreadableSource: a page without text (one that only scripts fill).
        """
        raw, page = self._raw, self._page
        ld_date = _ld_modified(page)
        drop_unseen(page)
        visible = plain_text(page.body)
        title = _title(page, page.body, self._meta)
        stand = find_stand(visible) or _said_in_head(page, self._meta, ld_date)
        main = find_main(page)
        # the date is the document's
        parts = [
            part
            for part in BlockWalk(page.controlled, self._base).blocks(main)
            if not (stand and part.text == stand[1])
        ]
        if not any(isinstance(part, Heading) and part.level == 1 for part in parts) and title:
            parts.insert(0, Heading(1, title))
        words = PageWords(visible)

        def address(place: OpenSection) -> str:
            heading = place.heading
            if len(visible) > _SEARCHED:
                return raw.url
            lines = [line for block in place.blocks for line in block.text.splitlines()]
            return fragment_url(
                raw.url, words, lines, heading.text if heading else "", heading.anchor if heading else ""
            )

        sections = sections_of(parts, address)
        if not sections:
            raise UnreadableSource(
                f"{raw.name}: Die Seite hat keinen lesbaren Text. Vielleicht füllt ihn erst ein Skript;"
                " Skripte werden nicht ausgeführt."
            )
        notes = [page.decoded.note] if page.decoded.note else []
        return Document(
            id=raw.document_id,
            kind="page",
            title=title or raw.stem,
            sections=sections,
            stand=stand[0] if stand else None,
            stand_note=stand[1] if stand else "",
            url=raw.url,
            notes=tuple(notes),
        )


def parse_html(raw: RawFile) -> Document:
    """Read the bytes of one web page.

    Raises:
        UnreadableSource: no HTML, or a page without text.
    """
    return WebPage(raw).document()


def _facts(page: ParsedPage, meta: dict[str, str], base: str) -> PageFacts:
    robots = set(re.split(r"[\s,]+", meta.get("robots", "").lower()))
    canonical = next(
        (
            link.get("href") or ""
            for link in page.root.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ),
        "",
    )
    return PageFacts(
        canonical=_address(base, canonical),
        noindex=not robots.isdisjoint({"noindex", "none"}),
        nofollow=not robots.isdisjoint({"nofollow", "none"}),
        links=tuple(dict.fromkeys(_links(page, base))),
    )


def _meta(page: ParsedPage) -> dict[str, str]:
    """name or property -> content, the first of each."""
    found: dict[str, str] = {}
    for element in page.root.iter("meta"):
        name = (
            element.get("name")
            or element.get("property")
            or element.get("itemprop")
            or element.get("http-equiv")
            or ""
        ).lower()
        found.setdefault(name, " ".join((element.get("content") or "").split()))
    return found


def _base(page: ParsedPage, url: str) -> str:
    base = next((b.get("href") or "" for b in page.root.iter("base")), "")
    return _address(url, base) or url


def _address(base: str, link: str) -> str:
    """An absolute web address without fragment; "" for what is none."""
    try:
        address = urldefrag(urljoin(base, link.strip())).url if link.strip() else ""
        return address if urlsplit(address).scheme in {"http", "https"} and urlsplit(address).hostname else ""
    except ValueError:
        return ""


def _links(page: ParsedPage, base: str) -> Iterator[str]:
    links = (
        link.get("href") or ""
        for link in page.root.iter("a", "area")
        if "nofollow" not in (link.get("rel") or "").lower().split()
    )
    for link in list(dict.fromkeys(links))[:_MOST_LINKS]:
        if address := _address(base, link):
            yield address


def _title(page: ParsedPage, body: etree._Element, meta: dict[str, str]) -> str:
    """The one h1, else og:title, else the title without the site's name."""
    headings = list(dict.fromkeys(text for h in body.iter("h1") if (text := words_of(h))))
    named = next((words_of(t) for t in page.root.iter("title")), "")
    said = [meta.get("og:title", ""), *(_SITE.split(named) if named else ())]
    if len(headings) == 1:
        said.insert(0, headings[0])
    usable = [title for each in [*said, *headings] if (title := usable_title(each))]
    telling = next((title for title in usable if not general(title)), "")
    if len(headings) == 1 and usable and telling and general(headings[0]):
        return f"{telling}: {headings[0]}"  # "Wichtige Hinweise" heads many pages
    return telling or next(iter(usable), "")


def _said_in_head(page: ParsedPage, meta: dict[str, str], ld_date: date | None) -> tuple[date, str] | None:
    """The state where no words of the page tell it: time of change in meta, JSON-LD or `time`, else of
    publication.
    """
    for names, note in (
        (_MODIFIED, "laut Seite zuletzt geändert"),
        (_PUBLISHED, "laut Seite veröffentlicht"),
    ):
        day = next((found for name in names if (found := find_date(meta.get(name, "")))), None)
        day = day or (ld_date if names is _MODIFIED else None)
        if day:
            return day, note
    times = [(t, day) for t in page.body.iter("time") if (day := find_date(t.get("datetime") or words_of(t)))]
    changed = [
        day
        for t, day in times
        if re.search(
            r"modif|updat|aktual|geändert",
            " ".join(filter(None, (t.get("class"), t.get("itemprop")))),
            re.IGNORECASE,
        )
    ]
    if changed:
        return max(changed), "laut Seite zuletzt geändert"
    published = [
        day
        for t, day in times
        if t.get("pubdate") is not None
        or re.search(r"publi|entry-date|date", t.get("class") or t.get("itemprop") or "", re.IGNORECASE)
    ]
    return (published[0], "laut Seite veröffentlicht") if published else None


def _ld_modified(page: ParsedPage) -> date | None:
    """dateModified of the page's JSON-LD (schema.org)."""
    for script in page.root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or len(script.text or "") > 200_000:  # noqa: PLR2004
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        entries = (
            data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        )
        for entry in entries if isinstance(entries, list) else []:
            said = entry.get("dateModified") if isinstance(entry, dict) else None
            day = find_date(said) if isinstance(said, str) else None
            if day:
                return day
    return None
