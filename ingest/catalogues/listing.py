"""Course lists as CSV or XLSX with free column names: sources.yaml says which column holds what; rows of one
offer are joined.
"""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ingest.catalogues.joined import joined_courses
from ingest.catalogues.kept import Kept, read_anew
from ingest.catalogues.plain import (
    goal_in,
    hours_in,
    line_text,
    measure_number_in,
    number,
    plain_text,
    price_told,
    web_address,
    yes_or_no,
)
from ingest.documents.office.sheet_layout import FilledRows, layout_of
from ingest.documents.table_head import WITHIN, two_lines
from ingest.files import read_bytes
from knowledge.editorial.catalogue import OfferColumn
from knowledge.errors import UnreadableSource
from knowledge.model.course import Course, CourseDate, Origin, Time, Venue
from knowledge.model.document import content_hash

if TYPE_CHECKING:
    from knowledge.editorial.catalogue import Catalogue

Row = tuple[int, Mapping[str, Any]]  # number in the file, our field -> cell
_OF_THE_OFFER: tuple[OfferColumn, ...] = get_args(OfferColumn)
_CELL_LIMIT = 200_000  # characters; the csv module's own 131,072 would refuse a long description


def read_listing(
    source_id: str, files: Sequence[Path], options: Catalogue, kept: Kept = read_anew
) -> Iterator[Course | str]:
    """The courses of all lists; a text for each row or file that is unreadable, with file and row number (1
    is the heading). `kept`: what was read before.
    """
    said = f"{source_id} {options.model_dump_json()}"
    yield from joined_courses(files, lambda file: _courses(source_id, file, options), kept, said)


def _courses(source_id: str, file: Path, options: Catalogue) -> Iterator[Course | str]:
    rows = _csv_rows(file, options) if options.format == "csv" else _xlsx_rows(file, options)
    for number_, cells in rows:
        try:
            yield _course(source_id, cells, options)
        except ValueError as error:
            yield f"{file}, Zeile {number_}: {error}. Die Zeile wurde übergangen."


def _csv_rows(file: Path, options: Catalogue) -> Iterator[Row]:
    csv.field_size_limit(_CELL_LIMIT)
    try:
        with file.open(encoding=options.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=options.delimiter, strict=True)
            yield from _rows(file, ((reader.line_num, cells) for cells in reader), options)
    except OSError as error:
        raise UnreadableSource(
            f"{file}: Die Datei lässt sich nicht lesen ({error.strerror}). Bitte die Rechte prüfen."
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"{file}: Die Datei ist nicht in {options.encoding} kodiert (Byte {error.start}). Bitte"
            " catalogue.encoding setzen, oft cp1252."
        ) from error
    except csv.Error as error:
        raise UnreadableSource(
            f"{file}, Zeile {reader.line_num}: Keine gültige CSV-Zeile ({error}). Bitte Trennzeichen"
            " (catalogue.delimiter) und Anführungszeichen prüfen."
        ) from error


def _xlsx_rows(file: Path, options: Catalogue) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise UnreadableSource(
            f"{file}: Die Tabelle lässt sich nicht öffnen ({error}). Sie ist beschädigt oder kein XLSX; bitte"
            " neu speichern."
        ) from error
    try:
        if options.sheet and options.sheet not in book.sheetnames:
            raise UnreadableSource(
                f"{file}: Das Blatt „{options.sheet}“ gibt es nicht. Vorhanden: {', '.join(book.sheetnames)}."
            )
        sheet = book[options.sheet] if options.sheet else book.worksheets[0]
        rows = FilledRows(sheet.iter_rows(values_only=True), layout_of(read_bytes(file, str(file)), sheet))
        yield from _rows(file, iter(rows), options)
    # a damaged sheet shows only while it is read; SyntaxError is the XML parser's
    except (zipfile.BadZipFile, KeyError, SyntaxError, EOFError) as error:
        raise UnreadableSource(f"{file}: Das Blatt ist beschädigt ({error}). Bitte neu speichern.") from error
    finally:
        book.close()


def _rows(file: Path, rows: Iterator[tuple[int, Sequence[Any]]], options: Catalogue) -> Iterator[Row]:
    """The rows below the heading, each with what it goes on with: a date below a course that it does not name
    again is that course's.
    """
    top = list(islice(rows, WITHIN + 1))
    positions, first = _heading(file, top, options)
    before: Mapping[str, Any] = {}
    for number_, cells in chain(top[first:], rows):
        found = {name: cells[i] if i < len(cells) else None for name, i in positions.items()}
        if not any(line_text(cell) for cell in found.values()):
            continue
        said_before = {name: before[name] for name in _OF_THE_OFFER if name in before}
        names_no_offer = not any(line_text(found[name]) for name in said_before.keys() - {"url", "updated"})
        if names_no_offer and line_text(found.get("start")):
            found = said_before | {name: cell for name, cell in found.items() if line_text(cell)}
        before = found
        yield number_, found


def _heading(
    file: Path, top: Sequence[tuple[int, Sequence[Any]]], options: Catalogue
) -> tuple[dict[str, int], int]:
    """(our field -> column, position of the first row below the heading). The heading is the first of the top
    rows, or the first two rows together, that have all the columns.
    """
    lines = [[line_text(cell) for cell in cells] for _, cells in top[:WITHIN]]
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        for names, used in ((line, 1), (two_lines(line, following) if following else (), 2)):
            known = _known(names, following if used > 1 and following else ())
            if all(_folded(column) in known for column in options.columns.values()):
                return {field: known[_folded(column)] for field, column in options.columns.items()}, at + used
    heading = next((line for line in lines if any(line)), [])
    known = _known(heading, ())
    missing = [column for column in options.columns.values() if _folded(column) not in known]
    raise UnreadableSource(
        f"{file}: Die Spalte {', '.join(f'„{m}“' for m in missing)} aus catalogue.columns fehlt."
        f" Vorhanden: {', '.join(filter(None, heading)) or 'keine'}."
    )


def _known(names: Sequence[str], lower: Sequence[str]) -> dict[str, int]:
    """Name -> column; of two lines the lower one's name counts, too, where it occurs once."""
    known = {_folded(name): i for i, name in reversed(list(enumerate(names))) if name}
    counts = Counter(map(_folded, lower))
    for i, name in enumerate(lower):
        if name and counts[_folded(name)] == 1:
            known.setdefault(_folded(name), i)
    return known


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _course(source_id: str, cells: Mapping[str, Any], options: Catalogue) -> Course:
    """One row.

    Raises:
        ValueError: German, naming the column: no title, or a cell of another kind than its column.
    """

    def text(field: str) -> str:
        return line_text(cells.get(field))

    title, provider = text("title"), text("provider") or options.provider
    if not title:
        raise ValueError(f"Spalte „{options.columns['title']}“ ist leer")
    content, funding, url = (
        plain_text(cells.get("content")),
        plain_text(cells.get("funding")),
        web_address(cells.get("url")),
    )
    return Course(
        title=title,
        provider=provider,
        origins=(Origin(source_id, _whole(text("id")) or content_hash(title, provider)[:12], url),),
        goal=text("goal") or goal_in(content),
        content=content,
        audience=plain_text(cells.get("audience")),
        requirements=plain_text(cells.get("requirements")),
        kind=text("kind"),
        degree=text("degree"),
        certificate=text("certificate"),
        examiner=text("examiner"),
        funding=funding,
        measure_number=text("measure_number") or measure_number_in(funding),
        url=url,
        provider_url=web_address(cells.get("provider_url")),
        keywords=tuple(
            dict.fromkeys(
                word.strip() for word in text("keywords").replace(";", ",").split(",") if word.strip()
            )
        ),
        updated=_day(cells, "updated", options),
        dates=(_date(cells, options),),
    )


def _date(cells: Mapping[str, Any], options: Catalogue) -> CourseDate:
    def text(field: str) -> str:
        return line_text(cells.get(field))

    note = text("price_note")
    hours = _number(cells, "hours", options)
    people = [
        int(found) if (found := _number(cells, name, options)) else None
        for name in ("participants_min", "participants_max")
    ]
    price = _price(cells, options, note)
    return CourseDate(
        start=_day(cells, "start", options),
        end=_day(cells, "end", options),
        deadline=_day(cells, "deadline", options),
        place=Venue(
            plz=_whole(text("plz")).zfill(5) if _whole(text("plz")).isdigit() else text("plz"),
            town=text("town"),
            street=text("street"),
            name=text("place"),
            lat=_degrees(cells, "lat", options),
            lon=_degrees(cells, "lon", options),
        ),
        time=_time(text("time")),
        form=text("form"),
        duration=text("duration"),
        hours=int(hours) if hours else hours_in(text("duration"), text("times")),
        times=text("times"),
        price=price,
        price_note=note,
        bildungsgutschein=yes_or_no(cells.get("bildungsgutschein")),
        flexible=yes_or_no(cells.get("flexible")) is True,
        beside_job=yes_or_no(cells.get("beside_job")) is True,
        participants_min=people[0],
        participants_max=people[1],
        note=text("note"),
        url=web_address(cells.get("url")),
    )


def _price(cells: Mapping[str, Any], options: Catalogue, note: str) -> float | None:
    """The price; words instead of a number ("kostenlos", "auf Anfrage") are a note."""
    value = cells.get("price")
    text = line_text(value)
    if text and not any(c.isdigit() for c in text):
        return price_told(None, f"{text} {note}")
    _number(cells, "price", options)
    return price_told(value, note)


def _number(cells: Mapping[str, Any], field: str, options: Catalogue) -> float | None:
    try:
        return number(cells.get(field))
    except ValueError:
        raise ValueError(
            f"Spalte „{options.columns[field]}“ enthält keine Zahl: „{line_text(cells.get(field))}“"  # type: ignore[index]
        ) from None


def _degrees(cells: Mapping[str, Any], field: str, options: Catalogue) -> float | None:
    text = line_text(cells.get(field)).replace(",", ".")
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -180 <= found <= 180:  # noqa: PLR2004 - degrees
        raise ValueError(f"Spalte „{options.columns[field]}“ enthält keine Koordinate in Grad: „{text}“")  # type: ignore[index]
    return found


def _day(cells: Mapping[str, Any], field: str, options: Catalogue) -> date | None:
    value = cells.get(field)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = line_text(value)
    if not text:
        return None
    try:
        return datetime.strptime(text, options.date_format).date()
    except ValueError:
        raise ValueError(
            f"Spalte „{options.columns[field]}“ enthält kein Datum der Form {options.date_format}: „{text}“"  # type: ignore[index]
        ) from None


def _time(text: str) -> Time | None:
    found = {time for time in Time if time.casefold() in text.casefold()}
    return found.pop() if len(found) == 1 else None


def _whole(text: str) -> str:
    """A spreadsheet's "44137.0" as it was typed."""
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text
