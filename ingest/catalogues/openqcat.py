"""openQ-cat 1.1: what providers upload to KURSNET; full catalogues and their updates, offers and dates joined
by COURSE_ID.

Files are streamed twice at most one SERVICE deep; entities, DTDs and the network are off. Of several full
catalogues the newest (GENERATION_DATE) counts, then its updates in the order of their seq_number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.catalogues.kept import Kept, read_anew
from ingest.catalogues.offer_store import OfferStore
from ingest.catalogues.openqcat_service import course_of, fields_of
from knowledge.errors import UnreadableSource
from knowledge.model.course import Course

_OFFER = "0"  # part name of the offer itself; those of dates carry a prefix
_DATE = "d:"


@dataclass(frozen=True, slots=True)
class _File:
    """The head of one file. `number`: seq_number of an update, None for a catalogue; `whole`: whether that
    one is complete (FULLCATALOG); `suppliers` by their ids, the first one also under "".
    """

    path: Path
    generated: str
    suppliers: dict[str, dict[str, str]]
    number: int | None
    whole: bool = True


def read_openqcat(source_id: str, files: Sequence[Path], kept: Kept = read_anew) -> Iterator[Course | str]:
    """The courses of a catalogue and its updates; a text for each thing that is unreadable,
    with file and line. `kept`: what was read of a SERVICE before.

    Raises:
        UnreadableSource: there is no full catalogue to start from.
    """
    heads: list[_File] = []
    for file in files:
        try:
            heads.append(_head(file))
        except UnreadableSource as error:
            yield str(error)
    full = [head for head in heads if head.number is None]
    if not full:
        raise UnreadableSource(
            f"{files[0].parent}: Es fehlt ein Gesamtkatalog (NEW_CATALOG), auf den sich die Aktualisierungen"
            " beziehen. Bitte ihn in denselben Ordner legen und den Ordner als location angeben."
        )
    whole = [head for head in full if head.whole]
    newest = (
        max(whole or full, key=lambda head: head.generated)
        if whole
        else min(full, key=lambda head: head.generated)
    )
    # parts of a catalogue add to the full one; without one, each adds to the one before
    added = sorted(
        (h for h in full if not h.whole and h is not newest and h.generated >= newest.generated),
        key=lambda head: head.generated,
    )
    updates = sorted(
        (head for head in heads if head.number is not None and head.generated >= newest.generated),
        key=lambda head: head.number or 0,
    )
    with OfferStore() as store:
        for head in (newest, *added):
            try:
                yield from _apply(head, store, kept)
            except UnreadableSource as error:
                yield str(error)
        expected = updates[0].number if updates else None
        for update in updates:
            if update.number != expected:
                yield (
                    f"{update.path}: Vor dieser Aktualisierung (seq_number {update.number}) fehlt die Nummer"
                    f" {expected}. Sie und alle späteren warten auf sie."
                )
                break
            try:
                yield from _apply(update, store, kept)
            except UnreadableSource as error:
                yield f"{error} Spätere Aktualisierungen warten auf sie."
                break
            expected = (update.number or 0) + 1
        yield from _courses(source_id, newest.path, store)


def _head(file: Path) -> _File:
    """Read a file up to its first SERVICE."""
    catalog, number, whole = "", None, True
    suppliers: dict[str, dict[str, str]] = {}
    found = False
    for event, element in _events(
        file,
        ("start", "end"),
        ("OPENQCAT", "CATALOG", "SUPPLIER", "NEW_CATALOG", "UPDATE_CATALOG", "SERVICE"),
    ):
        if event == "end" and element.tag == "CATALOG":
            catalog = (element.findtext("GENERATION_DATE") or "").strip()
        elif event == "end" and element.tag == "SUPPLIER":
            supplier = {
                "name": (element.findtext("SUPPLIER_NAME") or "").strip(),
                "url": (element.findtext("ADDRESS/URL") or "").strip(),
            }
            for name in ("", *((e.text or "").strip() for e in element.iterfind("SUPPLIER_ID"))):
                suppliers.setdefault(name, supplier)
        elif event == "start" and element.tag in {"NEW_CATALOG", "UPDATE_CATALOG"}:
            found = True
            whole = element.get("FULLCATALOG", "true").strip().lower() not in {"false", "0"}
            if element.tag == "UPDATE_CATALOG":
                number = _seq_number(file, element)
            break
    if not found:
        raise UnreadableSource(
            f"{file}: Das ist kein openQ-cat-Katalog (erwartet wird OPENQCAT mit NEW_CATALOG oder"
            " UPDATE_CATALOG)."
        )
    return _File(file, catalog, suppliers, number, whole)


def _seq_number(file: Path, element: etree._Element) -> int:
    value = element.get("seq_number", "")
    if not value.strip().isdigit():
        raise UnreadableSource(
            f"{file}, Zeile {element.sourceline}: UPDATE_CATALOG braucht eine seq_number, gefunden wurde"
            f" „{value}“."
        )
    return int(value)


def _apply(head: _File, store: OfferStore, kept: Kept) -> Iterator[str]:
    """Bring one file's services into the store; yields a message for each that is unreadable."""
    titles: dict[str, str] = {}
    for _, element in _events(head.path, ("end",), ("SERVICE",)):
        parent = element.getparent()
        action = etree.QName(parent).localname if parent is not None else ""
        try:
            fields = _fields(element, kept)
            if action == "NEW_CATALOG":
                _tell_apart(fields, titles)
            _put(fields, "DELETE" if element.get("mode") == "delete" else action, head, store)
        except ValueError as error:
            yield (
                f"{head.path}, Zeile {element.sourceline}: SERVICE ist unlesbar ({error}); er wurde"
                " übergangen."
            )
        element.clear()
        while element.getprevious() is not None and parent is not None:
            del parent[0]


def _fields(service: etree._Element, kept: Kept) -> dict[str, Any]:
    """The fields of a SERVICE; one that is written as before is not read again."""
    written = etree.tostring(service, encoding="unicode", with_tail=False)
    found: dict[str, Any] = json.loads(kept((written,), lambda: json.dumps(fields_of(service))))
    return found


def _tell_apart(fields: dict[str, Any], titles: dict[str, str]) -> None:
    """Two services of one catalogue can bear one PRODUCT_ID: an offer of another title, or a date of another
    day, is one of its own; what is the same is the later one's.
    """
    told = f"{fields.get('title') or fields['course']} {fields.get('start') or ''}"
    product, number = str(fields["id"]), 1
    while titles.setdefault(str(fields["id"]), told) != told:
        number += 1
        fields["id"] = f"{product}~{number}"


def _put(fields: dict[str, Any], action: str, head: _File, store: OfferStore) -> None:
    product = str(fields["id"])
    if action == "DELETE":
        store.remove(product)
        store.remove(_DATE + product)
        return
    fields["supplier"] = head.suppliers.get(fields["supplier_id"]) or head.suppliers.get("", {})
    fields["generated"] = head.generated
    if fields["offer"]:
        store.put(product, _OFFER, fields)
    elif not fields["course"]:
        raise ValueError(f"der Termin {product} nennt in COURSE_ID kein Angebot")
    else:
        store.remove(_DATE + product)  # an update may have moved it to another offer
        store.put(str(fields["course"]), _DATE + product, fields)


def _courses(source_id: str, file: Path, store: OfferStore) -> Iterator[Course | str]:
    for offer, parts in store.offers():
        head = parts.pop(_OFFER, None)
        if head is None:
            yield (
                f"{file}: {len(parts)} Termine verweisen mit COURSE_ID auf das Angebot „{offer}“, das im"
                " Katalog fehlt."
            )
            continue
        yield course_of(source_id, head, list(parts.values()))


def _events(
    file: Path, events: tuple[str, ...], tags: tuple[str, ...]
) -> Iterator[tuple[str, etree._Element]]:
    """lxml's events of a file, its errors with file and line; a document type or entity ends the reading."""
    try:
        with file.open("rb") as stream:
            parser = etree.iterparse(
                stream,
                events=(*events,),
                tag=[f"{{*}}{tag}" for tag in tags],  # some programs declare a namespace
                load_dtd=False,
                no_network=True,
                resolve_entities=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            for event, element in parser:
                if element.getroottree().docinfo.internalDTD is not None:
                    raise UnreadableSource(
                        f"{file}: Die Datei bringt einen Dokumenttyp oder Entitäten mit und wird deshalb"
                        " nicht gelesen (Schutz vor Angriffen)."
                    )
                for inner in element.iter(etree.Element) if event == "end" else (element,):
                    inner.tag = etree.QName(inner).localname
                yield event, element
    except OSError as error:
        raise UnreadableSource(
            f"{file}: Die Datei lässt sich nicht lesen ({error.strerror or error}). Bitte die Rechte prüfen."
        ) from error
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise UnreadableSource(
            f"{file}, Zeile {line}: Kein gültiges XML ({error.msg}). Die Datei ist beschädigt oder"
            " abgeschnitten; bitte neu ausgeben lassen."
        ) from error
