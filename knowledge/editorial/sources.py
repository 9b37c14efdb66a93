"""Reads sources.yaml: what is indexed, from where, under which licence. Errors name the line and the key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import SettingsError

Kind = Literal[
    "law", "factsheets", "file", "folder", "web", "sitemap", "webdav", "s3", "catalogue", "modules"
]


def _path_pattern(pattern: str) -> str:
    if not pattern.startswith(("/", "*")):
        raise ValueError(
            f"„{pattern}“ ist kein Pfadanfang. Bitte mit / beginnen, zum Beispiel /{pattern.lstrip('./')}."
        )
    return pattern


Pattern = Annotated[str, AfterValidator(_path_pattern)]

_CRAWLED = {"web", "sitemap"}
_STORAGES = {"webdav", "s3"}
_FETCHED = {*_CRAWLED, *_STORAGES, "law", "catalogue"}


class Crawl(BaseModel):
    """How a web source is walked; the section `crawl:` of an entry.

    `allow` and `deny` are written as in robots.txt (RFC 9309 § 2.2.2): the beginning of a path, "*" for
    anything, "$" for the end; deny wins. Hosts are "name" or "name:port"; those of the location and of
    `start` are allowed anyway. Of a storage (webdav, s3) the patterns are of paths below its location,
    `pages` are files, and `depth` says how many folders deep.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    allow: tuple[Pattern, ...] = ()
    deny: tuple[Pattern, ...] = ()
    depth: Annotated[int, Field(ge=0, le=50)] = 3
    pages: Annotated[int, Field(ge=1, le=100_000)] = 500
    same_pattern: Annotated[int, Field(ge=1)] = 50
    delay: Annotated[float, Field(ge=0, le=600)] | None = None
    concurrency: Annotated[int, Field(ge=1, le=16)] = 2
    minutes: Annotated[float, Field(gt=0)] = 30.0
    page_bytes: Annotated[int, Field(ge=1)] | None = None
    private: bool = False

    @model_validator(mode="after")
    def _start_urls(self) -> Self:
        for url in self.start:
            if not is_web(url):
                raise ValueError(
                    f"„{url}“ unter crawl.start ist keine Webadresse. Bitte mit https:// beginnen."
                )
        return self


class Bucket(BaseModel):
    """How a bucket is asked; the section `s3:` of an entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # what requests are signed for; servers of one's own mostly answer to this one
    region: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "us-east-1"


class Source(BaseModel):
    """One entry of sources.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    kind: Kind
    location: Annotated[str, Field(min_length=1)]
    licence: Annotated[str, Field(min_length=1)]
    topics: tuple[str, ...]
    region: str
    max_age_days: Annotated[int, Field(ge=1)]
    audience: tuple[str, ...] = ("mentor",)
    enabled: bool = True
    crawl: Crawl | None = None
    s3: Bucket | None = None
    catalogue: Catalogue | None = None  # how a source of kind catalogue is read
    # web, sitemap: "schema.org" takes the courses that the pages mark up, not the pages
    format: Literal["", "schema.org"] = ""

    @property
    def walk(self) -> Crawl:
        """The section `crawl:`, or its defaults."""
        return self.crawl or Crawl()

    @property
    def remote(self) -> bool:
        """Whether reading it needs the network."""
        return self.kind in _CRAWLED or is_web(self.location)

    @property
    def bucket(self) -> Bucket:
        """The section `s3:`, or its defaults."""
        return self.s3 or Bucket()

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.kind in _CRAWLED | _STORAGES and not is_web(self.location):
            raise ValueError(
                f"Quelle „{self.id}“: „{self.location}“ ist keine Webadresse. Bitte mit https:// beginnen."
            )
        if self.kind in _STORAGES:
            self._fits_a_storage()
        if self.crawl is not None and self.kind not in _FETCHED:
            raise ValueError(
                f"Quelle „{self.id}“: Der Abschnitt crawl gilt nur für die Arten"
                f" {', '.join(sorted(_FETCHED))}."
            )
        if self.format and self.kind not in _CRAWLED:
            raise ValueError(
                f"Quelle „{self.id}“: format gilt nur für die Arten {', '.join(sorted(_CRAWLED))}; bei einem"
                " Katalog steht es unter catalogue."
            )
        if self.catalogue is not None and self.kind != "catalogue":
            raise ValueError(f"Quelle „{self.id}“: Der Abschnitt catalogue gilt nur für die Art catalogue.")
        if self.s3 is not None and self.kind != "s3":
            raise ValueError(f"Quelle „{self.id}“: Der Abschnitt s3 gilt nur für die Art s3.")
        return self

    def _fits_a_storage(self) -> None:
        parts = urlsplit(self.location)
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError(
                f"Quelle „{self.id}“: In die Adresse gehören weder Zugangsdaten (die stehen in"
                " WBM_SOURCE_LOGINS) noch ? oder #."
            )
        if self.kind == "s3" and not parts.path.strip("/"):
            raise ValueError(
                f"Quelle „{self.id}“: Der Bucket gehört zur Adresse: https://RECHNER/BUCKET/ORDNER/."
            )


class _SourceList(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[Source, ...]


_LAW_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def is_law_name(location: str) -> bool:
    """Whether a location is a law's name ("sgb_3") and not a path or an address."""
    return bool(_LAW_NAME.fullmatch(location))


def is_web(location: str) -> bool:
    """Whether a location is a web address (http or https with a host)."""
    try:
        parts = urlsplit(location)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def load_sources(path: Path) -> tuple[Source, ...]:
    """All entries, enabled or not, in the order of the file.

    Raises:
        SettingsError: unreadable, not YAML, unknown key, missing key, wrong value, or an id
            that occurs twice.
    """
    listed, lines = load_checked(path, _SourceList, "Die Quellenliste", SettingsError)
    sources = listed.sources
    seen: set[str] = set()
    for position, source in enumerate(sources):
        if source.id in seen:
            raise SettingsError(
                f"{path}, Zeile {lines.of('sources', position, 'id')}: Die Quelle „{source.id}“ steht zweimal"
                " in der Liste."
            )
        seen.add(source.id)
    return sources
