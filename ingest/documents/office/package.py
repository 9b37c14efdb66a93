"""Guards an Office file (OOXML, ECMA-376: a ZIP of XML parts) before any library opens it: bombs, entities,
passwords, damage.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from knowledge.errors import UnreadableSource

_MOST_PARTS = 10_000
_MOST_XML = 250_000_000  # bytes of all XML parts, unpacked
_MOST_BYTES = 800_000_000  # bytes of all parts, unpacked
_MOST_RATIO = 200  # unpacked to packed, for parts above a megabyte: text in Office files reaches about 30
_SMALL = 1_000_000  # bytes of a part whose ratio does not matter
_HEAD = 65_536  # bytes of a part in which a document type would stand


def check_package(data: bytes, name: str) -> None:
    """Look at the directory and the first bytes of each XML part; nothing is unpacked as a whole.

    Raises:
        UnreadableSource: damaged, too large when unpacked, or with a document type (the way to entity bombs).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _check_sizes(parts, name)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        head = opened.read(_HEAD).replace(b"\x00", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise UnreadableSource(
                            f"{name}: Die Datei deklariert XML-Entitäten und wird deshalb nicht gelesen"
                            " (Schutz vor Angriffen)."
                        )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        zlib.error,
    ) as error:
        raise UnreadableSource(
            f"{name}: Die Office-Datei ist beschädigt oder abgeschnitten ({error}). Bitte neu speichern oder"
            " herunterladen."
        ) from error


def _check_sizes(parts: list[zipfile.ZipInfo], name: str) -> None:
    xml = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    squeezed = any(
        part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if (
        len(parts) > _MOST_PARTS
        or xml > _MOST_XML
        or sum(part.file_size for part in parts) > _MOST_BYTES
        or squeezed
    ):
        raise UnreadableSource(
            f"{name}: Die Office-Datei wird beim Entpacken ungewöhnlich groß und deshalb nicht gelesen"
            " (Schutz vor ZIP-Bomben)."
        )


def damaged(name: str, error: Exception) -> UnreadableSource:
    """What a library stumbles over, as the named failure."""
    return UnreadableSource(
        f"{name}: Die Office-Datei lässt sich nicht lesen ({type(error).__name__}: {str(error)[:200]}). Sie"
        " ist vermutlich beschädigt; bitte neu speichern."
    )
