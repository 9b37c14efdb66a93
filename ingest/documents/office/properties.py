"""What an Office file says of itself (docProps/core.xml): title and day of the last change, as written there.
The libraries fill in today or their template's day where a file says nothing.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date

from lxml import etree

from ingest.documents.as_of import find_date
from ingest.documents.titles import usable_title

_CORE = "docProps/core.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
# days on which the empty files were made that python-docx and python-pptx begin with
_OF_TEMPLATES = {date(2013, 12, 23), date(2013, 1, 27)}


@dataclass(frozen=True, slots=True)
class FileProperties:
    """`title` is "" where it names no content; `changed` is None where the file does not say it, or was
    written today by whatever made it.
    """

    title: str = ""
    changed: date | None = None


def properties_of(data: bytes) -> FileProperties:
    """The properties of a package that was checked before; nothing if it has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if _CORE not in package.namelist():
            return FileProperties()
        root = etree.fromstring(
            package.read(_CORE), etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        )
    if root is None:
        return FileProperties()
    changed = find_date((root.findtext(f"{_TERMS}modified") or "")[:10])
    return FileProperties(
        usable_title(root.findtext(f"{_DC}title")),
        None if changed in _OF_TEMPLATES or changed == date.today() else changed,
    )
