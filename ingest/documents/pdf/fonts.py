"""The fonts that a PDF page or form names: decoding and widths are pypdf's.

`pypdf.generic._font` is no public interface; there is no other way to the widths of characters, hence the
upper bound on pypdf's version, and the tests on columns and tables, which fail if it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf.generic._font import Font


class Fonts:
    """The fonts that a page or form may name, read when first used."""

    def __init__(self, owner: Any) -> None:
        self._read: dict[str, tuple[Font | None, bool]] = {}
        self._owner = owner

    def named(self, name: Any) -> tuple[Font | None, bool]:
        """(font, whether it is bold); None for one that the resources do not hold."""
        if name not in self._read:
            self._read[name] = self._load(name)
        return self._read[name]

    def _load(self, name: Any) -> tuple[Font | None, bool]:
        from pypdf.generic import DictionaryObject
        from pypdf.generic._font import Font as PdfFont

        for resources in _resources(self._owner):
            fonts = resolved(resources.get("/Font"))
            found = resolved(fonts.get(name)) if isinstance(fonts, DictionaryObject) else None
            if isinstance(found, DictionaryObject):
                font = PdfFont.from_font_resource(found)
                looks = font.name.lower()
                return font, any(
                    word in looks for word in ("bold", "black", "heavy", "semibold", "demi", "halbfett")
                )
        return None, False


def _resources(owner: Any) -> Iterator[Any]:
    """Resources of a page and of the page tree above it."""
    for _ in range(20):
        resources = resolved(owner.get("/Resources"))
        if resources is not None and hasattr(resources, "get"):
            yield resources
        owner = resolved(owner.get("/Parent"))
        if owner is None or not hasattr(owner, "get"):
            return


def resolved(value: Any) -> Any:
    """What an indirect reference refers to."""
    return value.get_object() if value is not None and hasattr(value, "get_object") else value
