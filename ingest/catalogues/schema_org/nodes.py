"""What a page marks up in JSON-LD, Microdata and RDFa (extruct), as nodes of one form: property -> values,
each a text or another node. References between the nodes of a page are resolved.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_LD = re.compile(r"<script\b[^>]*application/ld\+json[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_WRAPPED = re.compile(
    r"^\s*(?:<!--|/?\*?<!\[CDATA\[|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>\*?/?)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_TIME = re.compile(r"<time\b[^<>]*\bproperty\s*=[^<>]*>", re.IGNORECASE)
_DATETIME = re.compile(r"\bdatetime\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_NAMESPACE = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:|s:)")
_LARGEST = 2_000_000  # characters of a page that are looked at
_DEEPEST = 12
_MOST = 5_000  # nodes of one page

Value = "str | Node"


@dataclass(slots=True)
class Node:
    """One thing: its types and id ("" if none), its properties without namespace and in lower case, since
    pages write them in every way.
    """

    types: tuple[str, ...]
    id: str = ""
    properties: dict[str, list[Any]] = field(default_factory=dict)

    def all(self, *names: str) -> list[Any]:
        """The values of the first of these properties that has any."""
        return next((found for name in names if (found := self._values(name))), [])

    def text(self, *names: str) -> str:
        """The first text under these properties, that of a node being its name; "" if there is none."""
        for name in names:
            for value in self._values(name):
                if said := text_of(value):
                    return said
        return ""

    def nodes(self, *names: str) -> list[Node]:
        """The nodes under these properties."""
        return [value for name in names for value in self._values(name) if isinstance(value, Node)]

    def _values(self, name: str) -> list[Any]:
        return self.properties.get(name.casefold(), [])


def text_of(value: Any) -> str:
    """A value as text; a node is called by its name."""
    if isinstance(value, Node):
        return value.text("name", "legalName", "value", "alternateName", "@value")
    return str(value).strip()


def nodes_of(page: str, url: str) -> list[Node]:
    """The top nodes of a page, those of JSON-LD first."""
    page = page[:_LARGEST]
    found = [node for data in _json_ld(page) for node in _resolved(data)]
    if "itemtype" in page:
        found += _extracted(page, url, "microdata")
    if "typeof" in page:
        found += _rdfa(page, url)
    return found[:_MOST]


def _json_ld(page: str) -> Iterator[Any]:
    """The data of each script; one that is broken costs only itself."""
    for match in _LD.finditer(page):
        text = _WRAPPED.sub("", _WRAPPED.sub("", match[1])).strip().rstrip(";")
        for attempt in (text, _TRAILING_COMMA.sub("", text), _TRAILING_COMMA.sub("", html.unescape(text))):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _resolved(data: Any) -> list[Node]:
    """The nodes of one script; what "@id" points to is put in its place."""
    listed = data if isinstance(data, list) else [data]
    flat = [
        entry
        for one in listed
        if isinstance(one, Mapping)
        for entry in (one["@graph"] if isinstance(one.get("@graph"), list) else [one])
    ]
    known = {str(entry["@id"]): entry for entry in flat if isinstance(entry, Mapping) and "@id" in entry}
    return [_node(entry, known, 0) for entry in flat if isinstance(entry, Mapping)]


def _node(data: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> Node:
    name = str(data.get("@id", ""))
    if set(data) <= {"@id"} and name in known and depth < _DEEPEST:
        return _node(known[name], known, depth + 1) if set(known[name]) > {"@id"} else Node((), name)
    node = Node(_types(data.get("@type", data.get("type"))), name)
    inner = data.get("properties")
    for key, value in {**data, **(inner if isinstance(inner, Mapping) else {})}.items():
        if key in {"@context", "@type", "@id", "properties"}:
            continue
        values = value if isinstance(value, list) else [value]
        node.properties[_NAMESPACE.sub("", key).casefold()] = [
            found for each in values if (found := _value(each, known, depth)) is not None and found != ""
        ]
    return node


def _value(value: Any, known: Mapping[str, Any], depth: int) -> Any:
    if isinstance(value, Mapping):
        if set(value) <= {"@value", "@language", "@type"} and "@value" in value:
            return _plain(value["@value"])
        return _node(value, known, depth + 1) if depth < _DEEPEST else None
    return _plain(value)


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return html.unescape(str(value)).strip()


def _types(said: Any) -> tuple[str, ...]:
    listed = said if isinstance(said, list) else [said]
    return tuple(_NAMESPACE.sub("", str(each)).strip("/").casefold() for each in listed if each)


def _extracted(page: str, url: str, syntax: str) -> list[Node]:
    import extruct

    data = extruct.extract(page, base_url=url, syntaxes=[syntax], errors="ignore", uniform=True)
    return [_node(entry, {}, 0) for entry in data.get(syntax, ()) if isinstance(entry, Mapping)]


def _with_content(match: re.Match[str]) -> str:
    """RDFa 1.1 in HTML takes the value of a `time` from its `datetime`, which the parser does not."""
    said = _DATETIME.search(match[0])
    return f"{match[0][:-1]} content={said[1]}>" if said and " content=" not in match[0] else match[0]


def _rdfa(page: str, url: str) -> list[Node]:
    """RDFa comes as one list of things that name each other; those that no other names are the top."""
    import extruct

    dated = _TIME.sub(_with_content, page)
    data = extruct.extract(dated, base_url=url, syntaxes=["rdfa"], errors="ignore").get("rdfa", [])
    entries = {str(entry.get("@id")): entry for entry in data if isinstance(entry, Mapping)}
    named = {
        str(value.get("@id"))
        for entry in entries.values()
        for key, values in entry.items()
        if isinstance(values, list) and not key.startswith("@")
        for value in values
        if isinstance(value, Mapping) and "@id" in value
    }
    return [_node(entry, entries, 0) for name, entry in entries.items() if name not in named]
