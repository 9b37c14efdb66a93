"""Which files of a folder are read, by their endings, wherever it lies; what is said of the others."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.documents.formats import ENDINGS

TEMPORARY = ("~$", ".", "._")  # what Word and file systems leave beside a document
_NAMED = 5  # files named in one message
_UNREAD = {
    ".doc": "Das alte Word-Format wird nicht gelesen. Bitte als DOCX speichern.",
    ".dot": "Das alte Word-Format wird nicht gelesen. Bitte als DOCX speichern.",
    ".ppt": "Das alte PowerPoint-Format wird nicht gelesen. Bitte als PPTX speichern.",
    ".pps": "Das alte PowerPoint-Format wird nicht gelesen. Bitte als PPTX speichern.",
    ".xls": "Das alte Excel-Format wird nicht gelesen. Bitte als XLSX speichern.",
    ".odt": "OpenDocument wird nicht gelesen. Bitte als DOCX speichern.",
    ".odp": "OpenDocument wird nicht gelesen. Bitte als PPTX speichern.",
    ".ods": "OpenDocument wird nicht gelesen. Bitte als XLSX speichern.",
    ".rtf": "RTF wird nicht gelesen. Bitte als DOCX speichern.",
    ".pages": "Pages wird nicht gelesen. Bitte als DOCX oder PDF speichern.",
    ".zip": "Archive werden nicht geöffnet. Bitte entpacken.",
}

KNOWN = ENDINGS.keys() | _UNREAD.keys()  # endings that are read, or whose remedy is known


def why_unread(ending: str, name: str) -> str:
    """Why a file of this ending is not read, in German; "" if it is."""
    if ending.lower() in ENDINGS:
        return ""
    remedy = _UNREAD.get(ending.lower())
    return f"{name}: " + (
        remedy or f"Das Format „{ending}“ wird nicht gelesen. Gelesen werden: {endings_in_words()}."
    )


def said_of_others(names: Sequence[str]) -> str:
    """One German line on files whose endings nobody knows; "" for none."""
    more = f" und {len(names) - _NAMED} weitere" if len(names) > _NAMED else ""
    return f"Kein Format, das gelesen wird: {', '.join(names[:_NAMED])}{more}" if names else ""


def endings_in_words() -> str:
    """What is read."""
    return ", ".join(sorted(ENDINGS))
