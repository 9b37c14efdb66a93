"""What a page marks up in JSON-LD, Microdata and RDFa (extruct), as nodes of one form: property -> values,
each a text or another node. References between the nodes of a page are resolved.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_LD = re.compile(r"<script\b[^>]*application/ld\+json[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_WRAPPED = re.compile(
    r"^\s*+(?:<!--|/?\*?<!\[CDATA\[|//\s*+<!\[CDATA\[)|(?:-->|//\s*+\]\]>|\]\]>\*?/?)\s*+;?\s*+$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_TIME = re.compile(r"<time\b[^<>]*\bproperty\s*=[^<>]*>", re.IGNORECASE)
_DATETIME = re.compile(r"\bdatetime\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_NAMESPACE = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:|s:)")
_LARGEST = 2_000_000  # characters of a page that are looked at
_LARGEST_RDFA = 300_000  # characters: its parser takes a hundred times as long as the others
_DEEPEST = 12
_NAMES = 3  # a name that is a thing with a name
_MOST = 5_000  # nodes of one page


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


def text_of(value: Any, depth: int = 0) -> str:
    """A value as text; a node is called by its name."""
    if not isinstance(value, Node):
        return str(value).strip()
    named = value.all("name", "legalName", "value", "alternateName", "@value")
    return text_of(named[0], depth + 1) if named and depth < _NAMES else ""


def nodes_of(page: str, url: str) -> list[Node]:
    """The top nodes of a page, those of JSON-LD first."""
    page = page[:_LARGEST]
    entries = [entry for data in _json_ld(page) for entry in _entries(data)]
    graph = _Graph(entries)
    found = [graph.node(entry) for entry in entries]
    if "itemtype" in page:
        found += _microdata(page, url)
    if "typeof" in page and len(page) <= _LARGEST_RDFA:
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


def _entries(data: Any) -> list[Mapping[str, Any]]:
    """The things at the top of one script."""
    listed = data if isinstance(data, list) else [data]
    flat: list[Any] = []
    for one in listed:
        graph = one.get("@graph") if isinstance(one, Mapping) else None
        flat += graph if isinstance(graph, list) else [one]
    return [entry for entry in flat if isinstance(entry, Mapping)]


class _Graph:
    """The things of a page by their ids, over all its scripts. Each is built once: a page whose things
    name each other in circles costs no more than its size.
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._known = {str(e["@id"]): e for e in entries if "@id" in e and set(e) > {"@id"}}
        self._built: dict[str, Node] = {}

    def node(self, data: Mapping[str, Any], depth: int = 0) -> Node:
        """The node of a thing; what "@id" points to stands in its place."""
        name = str(data.get("@id", ""))
        if name in self._built:
            return self._built[name]
        data = self._known.get(name, data)
        node = Node(_types(data.get("@type", data.get("type"))), name)
        if name in self._known:
            self._built[name] = node
        inner = data.get("properties")
        for key, value in {**data, **(inner if isinstance(inner, Mapping) else {})}.items():
            if key not in {"@context", "@type", "@id", "properties"}:
                values = value if isinstance(value, list) else [value]
                node.properties[_NAMESPACE.sub("", key).casefold()] = [
                    found
                    for each in values
                    if (found := self._value(each, depth)) is not None and found != ""
                ]
        return node

    def _value(self, value: Any, depth: int) -> Any:
        if not isinstance(value, Mapping):
            return _plain(value)
        if set(value) <= {"@value", "@language", "@type"} and "@value" in value:
            return _plain(value["@value"])
        return self.node(value, depth + 1) if depth < _DEEPEST else None


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return html.unescape(str(value)).strip()


def _types(said: Any) -> tuple[str, ...]:
    listed = said if isinstance(said, list) else [said]
    return tuple(_NAMESPACE.sub("", str(each)).strip("/").casefold() for each in listed if each)


def _microdata(page: str, url: str) -> list[Node]:
    import extruct

    data = extruct.extract(page, base_url=url, syntaxes=["microdata"], errors="ignore", uniform=True)
    return [_Graph([]).node(entry) for entry in data.get("microdata", ()) if isinstance(entry, Mapping)]


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
    graph = _Graph(entries.values())
    return [graph.node(entry) for name, entry in entries.items() if name not in named]
