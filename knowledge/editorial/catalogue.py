"""The section `catalogue:` of an entry of sources.yaml: in which format a training catalogue
comes and how it is read.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

# what an offer says once for all its dates
OfferColumn = Literal[
    "id",
    "title",
    "provider",
    "goal",
    "content",
    "audience",
    "requirements",
    "kind",
    "degree",
    "certificate",
    "examiner",
    "funding",
    "measure_number",
    "url",
    "provider_url",
    "keywords",
    "updated",
]
Column = Literal[
    OfferColumn,
    "start",
    "end",
    "deadline",
    "time",
    "form",
    "duration",
    "hours",
    "times",
    "price",
    "price_note",
    "bildungsgutschein",
    "flexible",
    "beside_job",
    "participants_min",
    "participants_max",
    "note",
    "plz",
    "town",
    "street",
    "place",
    "lat",
    "lon",
]


class Catalogue(BaseModel):
    """How a catalogue is read. `pause` in seconds between two requests; `page_size` entries a page (the API
    gives at most 2,000).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["ba", "openqcat", "csv", "xlsx", "schema.org", "ics", "rss"]
    # ba by its API: a query is split further where it has too many results
    query: dict[str, str] = {}
    api_key: str = "infosysbub-wbsuche"  # published by the BA's own page for all callers, no secret
    page_size: Annotated[int, Field(ge=1, le=2000)] = 500
    pause: Annotated[float, Field(ge=0, le=600)] = 1.0
    # "Erlangen_11.005_49.595", as the API takes them
    towns: tuple[Annotated[str, Field(pattern=r"^[^_]+(_\d{5})?_-?\d+\.\d+_-?\d+\.\d+$")], ...] = ()
    radius: Literal["ort", "25", "50", "100", "150", "200"] = "25"
    words: tuple[str, ...] = ()
    # csv, xlsx: our field -> the list's own column name
    columns: dict[Column, Annotated[str, Field(min_length=1)]] = {}
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    encoding: str = "utf-8-sig"
    date_format: str = "%d.%m.%Y"
    sheet: str = ""
    provider: str = ""  # of all courses, where the list has no column for it
    # openqcat: the official schema's file, seen from sources.yaml: what deviates from it is said at a sync
    schema_file: str = ""

    @model_validator(mode="after")
    def _has_columns(self) -> Self:
        if self.format in {"csv", "xlsx"} and "title" not in self.columns:
            raise ValueError(
                "Eine Kursliste braucht unter catalogue.columns mindestens die Spalte title, zum Beispiel:"
                " columns: {title: Kursname}."
            )
        if self.schema_file and self.format != "openqcat":
            raise ValueError("schema_file gilt nur für format: openqcat. Bitte die Zeile löschen.")
        try:
            "".encode(self.encoding)
        except LookupError:
            raise ValueError(
                f"Die Kodierung „{self.encoding}“ gibt es nicht. Üblich sind utf-8-sig und cp1252."
            ) from None
        return self
