"""Which addresses belong to a source: its hosts and its patterns, written as in robots.txt."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest.crawl.urls import host_of, key_of, repeats, web_url
from knowledge.editorial.sources import Source
from knowledge.errors import UnreadableSource

_NO_TEXT = re.compile(
    r"\.(jpe?g|png|gif|svg|webp|avif|ico|bmp|tiff?|css|js|mjs|map|json|rss|atom|ics|vcf|woff2?|ttf"
    r"|eot|otf|mp[34]|m4[av]|og[gv]|wav|avi|mov|webm|"
    r"zip|rar|7z|tar|t?gz|exe|dmg|apk|iso|msi)$",
    re.IGNORECASE,
)


class Scope:
    """The allowed addresses of one source."""

    def __init__(self, source: Source) -> None:
        rules = source.walk
        starts = [web_url(url) for url in (source.location, *rules.start)]
        if not all(starts):
            raise UnreadableSource(
                f"Quelle „{source.id}“: Die Adresse {source.location} (oder eine unter crawl.start) ist nicht"
                " gültig. Bitte in sources.yaml prüfen."
            )
        self.starts = tuple(starts)
        self.hosts = {host_of(url) for url in self.starts} | {host.lower() for host in rules.hosts}
        self._start_keys = {key_of(url) for url in self.starts}
        self._allow = [path_pattern(pattern) for pattern in rules.allow]
        self._deny = [path_pattern(pattern) for pattern in rules.deny]

    @property
    def home(self) -> str:
        """The host whose pages are named without it."""
        return host_of(self.starts[0])

    def of_host(self, url: str) -> bool:
        """Whether the address lies on an allowed host."""
        return host_of(url) in self.hosts

    def holds(self, url: str) -> bool:
        """Whether the address is to be visited: allowed host, allowed and not denied pattern, and no file
        without text.
        """
        if not self.of_host(url) or repeats(url):
            return False
        if key_of(url) in self._start_keys:
            return True
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if any(pattern.match(target) for pattern in self._deny) or _NO_TEXT.search(parts.path):
            return False
        return not self._allow or any(pattern.match(target) for pattern in self._allow)


def path_pattern(pattern: str) -> re.Pattern[str]:
    """What matches the beginnings of paths that a pattern of `crawl.allow` or `crawl.deny` means."""
    end = pattern.endswith("$")
    body = ".*".join(re.escape(part) for part in pattern.removesuffix("$").split("*"))
    return re.compile(body + ("$" if end else ""))
