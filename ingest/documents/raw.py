"""What a reader is given: the bytes of one file or page with what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class RawFile:
    """Bytes before reading.

    `name` is what messages call it; `url` its web address or ""; `charset` what the server said or "".
    """

    data: bytes
    name: str
    document_id: str
    url: str = ""
    charset: str = ""

    @property
    def stem(self) -> str:
        """The name without folders and ending: a title where the content gives none."""
        return (
            PurePosixPath(unquote(urlsplit(self.name).path or self.name)).stem.replace("_", " ").strip()
            or self.name
        )
