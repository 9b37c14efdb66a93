"""Laws of gesetze-im-internet.de: the ZIP of a law by its name, asked for only if it changed; unknown names
get the nearest known ones.
"""

from __future__ import annotations

import asyncio
import difflib
import io
import zipfile
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from lxml import etree

from ingest.crawl.fetcher import Fetcher
from ingest.crawl.named_files import ask_named, body_of, keep_named
from ingest.crawl.pace import Pace
from ingest.crawl.page_store import PageStore, Reading
from ingest.crawl.reading import fingerprint_of
from ingest.crawl.session import Session
from ingest.crawl.urls import key_of, web_url
from ingest.documents.law.reader import parse_law
from ingest.labelling import labelled
from ingest.outcome import Outcome
from knowledge.editorial.sources import Source, is_web
from knowledge.errors import FetchFailed, UnreadableSource
from knowledge.model.document import Document

_TOC = "gii-toc.xml"
_KNOCK = 10.0  # seconds
_ENDING = ("NAME", "xml.zip")  # of an entry's link


@dataclass(frozen=True, slots=True)
class LawEntry:
    """A line of the table of contents: the law's short name in addresses and its full title."""

    name: str
    title: str


def law_url(location: str, site: str) -> str:
    """The address of a law's XML."""
    return location if is_web(location) else f"{site}/{location}/xml.zip"


def fetch_law(source: Source, session: Session) -> Outcome:
    """The law of one entry.

    Raises:
        FetchFailed: no connection, an error status, too large or too slow.
        UnreadableSource: a name that the table of contents does not know, a broken ZIP, or no law.
    """
    url = law_url(source.location, session.law_site)
    rules = session.rules_for(source)
    with PageStore(session.folder / "gesetze.sqlite") as store:
        known = store.page(key_of(web_url(url)))
        answer = ask_named(source, session, store, url)
        if (
            answer.status == HTTPStatus.NOT_MODIFIED
            and known
            and known.reading.fingerprint == fingerprint_of(source)
        ):
            load = partial(_document, store.body(known.key), url, source, rules.limit)
            return Outcome(source.id, source.id, content_hash=known.reading.content_hash, load=load)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE} and not is_web(source.location):
            raise UnreadableSource(
                f"{url}: Das Gesetz „{source.location}“ gibt es dort"
                f" nicht.{_suggestion(source, session, store)}"
            )
        if answer.status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            raise FetchFailed(
                f"{url}: Der Server antwortet mit {answer.status}. Bitte Adresse prüfen oder später"
                " wiederholen."
            )
        data = body_of(store, url, answer)
        document = _document(data, url, source, rules.limit)
        keep_named(
            store,
            url,
            answer,
            data,
            Reading(
                fingerprint_of(source),
                document.content_hash,
                title=document.title,
                sections=len(document.sections),
            ),
        )
        return Outcome(source.id, source.id, document)


def require_site(source: Source, session: Session) -> None:
    """See whether anybody answers where a law comes from: asked once and not for long, whatever the answer.

    Raises:
        FetchFailed: nobody does, or only to say that they are busy.
    """
    rules = session.rules_for(source)
    seconds = min(_KNOCK, rules.timeout)
    short = replace(rules, attempts=1, timeout=seconds, deadline=seconds)

    async def knock(url: str) -> None:
        async with Fetcher(short, Pace(session.clock, rules.delay, 1)) as fetcher:
            await fetcher.get(url)

    asyncio.run(knock(web_url("/robots.txt", law_url(source.location, session.law_site))))


def nearest(wanted: str, laws: list[LawEntry], count: int = 3) -> list[LawEntry]:
    """Laws whose name, or else title, is like what was written."""
    by_name = {law.name: law for law in laws}
    close = [
        by_name[name] for name in difflib.get_close_matches(wanted.lower(), by_name, n=count, cutoff=0.6)
    ]
    words = wanted.lower().replace("_", " ").split()
    titled = [law for law in laws if words and all(word in law.title.lower() for word in words)]
    return list(dict.fromkeys([*close, *titled]))[:count]


def _document(data: bytes, url: str, source: Source, limit: int) -> Document:
    return labelled(parse_law(unpack_xml(data, url, limit), document_id=source.id, name=url), source)


def _suggestion(source: Source, session: Session, store: PageStore) -> str:
    try:
        close = nearest(source.location, _toc(source, session, store))
    except UnreadableSource:
        return f" Bitte den Namen auf {session.law_site} nachsehen."
    if not close:
        return f" Im Verzeichnis {_TOC} steht nichts Ähnliches."
    return " Ähnlich sind: " + ", ".join(f"{law.name} ({law.title})" for law in close) + "."


def _toc(source: Source, session: Session, store: PageStore) -> list[LawEntry]:
    url = f"{session.law_site}/{_TOC}"
    answer = ask_named(source, session, store, url)
    if answer.status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        raise FetchFailed(f"{url}: Der Server antwortet mit {answer.status}.")
    data = body_of(store, url, answer)
    laws = parse_toc(data, url)
    keep_named(store, url, answer, data, Reading("toc"))
    return laws


def parse_toc(data: bytes, name: str) -> list[LawEntry]:
    """The entries of gii-toc.xml: <items><item><title/><link/></item>…, the link ending in /NAME/xml.zip.

    Raises:
        UnreadableSource: not XML, or without entries.
    """
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(
            f"{name}: Das Verzeichnis der Gesetze ist kein gültiges XML ({error})."
        ) from error
    entries = [
        LawEntry(parts[-2], " ".join((item.findtext("title") or "").split()))
        for item in root.iterfind("item")
        if len(parts := (item.findtext("link") or "").strip().split("/")) >= len(_ENDING)
    ]
    if not entries:
        raise UnreadableSource(f"{name}: Das Verzeichnis der Gesetze ist leer.")
    return entries


def unpack_xml(data: bytes, url: str, limit: int) -> bytes:
    """The XML of a ZIP with one XML file, or the data if it is no ZIP; `limit` in bytes holds unpacked.

    Raises:
        UnreadableSource: too large, broken, or a ZIP without exactly one XML file.
    """
    if data[:4] != b"PK\x03\x04":
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
            if len(files) != 1:
                raise UnreadableSource(f"{url}: Im ZIP liegen {len(files)} XML-Dateien, erwartet wird eine.")
            with archive.open(files[0]) as packed:
                content = packed.read(limit + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise UnreadableSource(f"{url}: Das ZIP ist beschädigt ({error}).") from error
    if len(content) > limit:
        raise UnreadableSource(f"{url}: Die XML-Datei im ZIP ist größer als {limit} Bytes (WBM_FETCH_LIMIT).")
    return content
