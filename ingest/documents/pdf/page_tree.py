"""The pages of a PDF whose page tree is broken: each page once, however the tree points to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_MOST = 20_000  # nodes


def walked_pages(reader: PdfReader) -> list[PageObject]:
    """All pages that the tree leads to, with what they inherit."""
    from pypdf import PageObject
    from pypdf.generic import IndirectObject

    found: list[PageObject] = []
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, dict[str, Any]]] = [(reader.root_object.raw_get("/Pages"), {})]
    while waiting and len(seen) < _MOST:
        node, above = waiting.pop()
        if isinstance(node, IndirectObject):
            if (node.idnum, node.generation) in seen:
                continue
            seen.add((node.idnum, node.generation))
        content: Any = node.get_object() if node is not None else None
        if not hasattr(content, "get"):
            continue
        given = above | {key: content[key] for key in _INHERITED if key in content}
        if "/Kids" in content:
            waiting += [(kid, given) for kid in reversed(content["/Kids"])]
            continue
        page = PageObject(reader, node if isinstance(node, IndirectObject) else None)
        page.update(content)
        for key, value in given.items():
            if key not in page:
                from pypdf.generic import NameObject

                page[NameObject(key)] = value
        found.append(page)
    return found
