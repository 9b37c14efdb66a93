"""A catalogue's file named by a web address: fetched under the crawler's guard, only if it changed, unpacked
within its limit.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from ingest.crawl.named_files import ask_named, body_of, keep_named
from ingest.crawl.page_store import PageStore, Reading
from ingest.crawl.session import Session
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed, UnreadableSource

_MOST_FILES = 1000  # in one ZIP


@contextmanager
def downloaded(source: Source, session: Session, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """A folder with the catalogue's files while the context lasts: the one that the address gives, or those
    of its ZIP with such an ending.

    Raises:
        FetchFailed: not reachable, refused, too large, too slow, or no such file.
        UnreadableSource: a broken ZIP, or one that unpacks to more than the limit.
    """
    url = source.location
    with PageStore(session.folder / f"{source.id}.sqlite") as store:
        answer = ask_named(source, session, store, url)
        if answer.status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            raise FetchFailed(
                f"{url}: Der Server antwortet mit {answer.status}. Bitte die Adresse prüfen oder später"
                " wiederholen."
            )
        data = body_of(store, url, answer)
        keep_named(store, url, answer, data, Reading("catalogue"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if data[:4] == b"PK\x03\x04" and ".xlsx" not in suffixes:
            _unpack(data, folder, source, suffixes, session.rules_for(source).limit)
        else:
            (folder / f"katalog{suffixes[0]}").write_bytes(data)
        yield folder


def _unpack(data: bytes, folder: Path, source: Source, suffixes: tuple[str, ...], limit: int) -> None:
    """Write a ZIP's files under numbered names, so that no name of its own leads anywhere; `limit` in bytes
    holds for all together.
    """
    left = limit
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [
                info
                for info in archive.infolist()
                if Path(info.filename).suffix.lower() in suffixes and not info.is_dir()
            ]
            for number, info in enumerate(wanted[:_MOST_FILES]):
                with archive.open(info) as packed:
                    content = packed.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise UnreadableSource(
                        f"{source.location}: Der Katalog ist ausgepackt größer als {limit} Bytes"
                        " (WBM_FETCH_LIMIT oder crawl.page_bytes)."
                    )
                (folder / f"{number:04d}{Path(info.filename).suffix.lower()}").write_bytes(content)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, NotImplementedError) as error:
        raise UnreadableSource(
            f"{source.location}: Das ZIP ist beschädigt oder verschlüsselt ({error})."
        ) from error
    if not wanted:
        raise UnreadableSource(f"{source.location}: Im ZIP liegt keine Datei {' oder '.join(suffixes)}.")
