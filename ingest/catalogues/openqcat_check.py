"""Whether an openQ-cat file is laid out as the official schema says. The schema is no part of this repository
(all rights reserved): an editor who has it names its file in sources.yaml. What deviates is said and read all
the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

# a validated file is held in memory, some ten times its size
_LARGEST = 100 * 1_048_576  # bytes
_SHOWN = 8  # kinds of deviations that are named; the rest is counted
# libxml2's names of what a schema forbids
_KINDS = {
    "SCHEMAV_ELEMENT_CONTENT": "steht nicht an der vorgesehenen Stelle, oder etwas fehlt darin",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "hat ein Attribut, das nicht vorgesehen ist",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": "hat ein Attribut, das nicht vorgesehen ist",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "hat ein vorgeschriebenes Attribut nicht",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "hat einen Wert der falschen Art",
    "SCHEMAV_CVC_ENUMERATION_VALID": "hat einen Wert, der nicht in der Liste der erlaubten steht",
    "SCHEMAV_CVC_PATTERN_VALID": "hat einen Wert in der falschen Schreibweise",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "hat einen zu langen Text",
    "SCHEMAV_CVC_MINLENGTH_VALID": "hat einen zu kurzen Text",
    "SCHEMAV_CVC_ELT_1": "ist dem Schema unbekannt",
}
_OTHER = "entspricht nicht dem Schema"
# said of the same value besides what is wrong with it
_TWICE = frozenset({"SCHEMAV_CVC_TYPE_3_1_3", "SCHEMAV_CVC_COMPLEX_TYPE_2_2"})


def deviations(files: Sequence[Path], schema_file: Path) -> Iterator[str]:
    """A German sentence for each file that deviates from the schema, or cannot be checked."""
    try:
        schema = etree.XMLSchema(etree.parse(schema_file, _parser()))
    except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError):
        yield (
            f"{schema_file}: Diese Schemadatei fehlt oder ist kein XML-Schema; der Katalog ist ungeprüft"
            " gelesen. Bitte schema_file in sources.yaml prüfen oder die Zeile löschen."
        )
        return
    for file in files:
        if said := _of(file, schema):
            yield said


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _of(file: Path, schema: etree.XMLSchema) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            size = _LARGEST // 1_048_576
            return f"{file}: Die Datei ist größer als {size} MB und nicht am Schema geprüft; gelesen ist sie."
        tree = etree.parse(file, _parser())
    except (OSError, etree.XMLSyntaxError):
        return ""  # its reader says so
    if tree.docinfo.internalDTD is not None or schema.validate(tree):
        return ""
    found: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    log: Iterable[Any] = schema.error_log  # type: ignore[assignment]  # lxml's stubs leave iterating out
    for error in log:
        if error.type_name in _TWICE:
            continue
        kind = (_element(error.message), _KINDS.get(error.type_name, _OTHER))
        found[kind] += 1
        first.setdefault(kind, error.line)
    named = [
        f"{element} {what} (Zeile {first[element, what]}{f', {count}-mal' if count > 1 else ''})"
        for (element, what), count in found.most_common(_SHOWN)
    ]
    more = len(found) - len(named)
    rest = f"; dazu {more} weitere Arten" if more > 0 else ""
    return (
        f"{file}: Weicht vom Schema ab: {'; '.join(named)}{rest}. Gelesen ist, was zu lesen war; der Anbieter"
        " des Katalogs kann es mit diesen Angaben beheben."
    )


def _element(message: str) -> str:
    """The element's name in libxml2's message: "Element '{namespace}X', attribute 'y': …"."""
    quoted = message.split("'")
    return quoted[1].rpartition("}")[2] if len(quoted) > 1 else "Ein Element"
