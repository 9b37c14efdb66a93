"""Small catalogues of our own in the shapes of the real formats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

TODAY = date(2026, 11, 24)


def milliseconds(day: date | None) -> int | None:
    """The API's form of a day: its German midnight, an hour before UTC's in winter."""
    return (
        None
        if day is None
        else int((datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)).timestamp() * 1000)
    )


def termin(
    offer: int,
    part: int = 1,
    *,
    title: str = "Schweißen MAG Grundlagen",
    start: date | None = date(2027, 1, 11),
    **fields: Any,
) -> dict[str, Any]:
    """One entry of `_embedded.termine`, with the nulls that the real ones have; `fields`
    replace fields of the date.
    """
    provider = fields.pop("provider", "Werkhof Lernen gGmbH")
    angebot = {
        "id": offer,
        "titel": title,
        "abschlussart": "<p>Trägerzertifikat</p>",
        "abschlussbezeichnung": None,
        "anrechnung": None,
        "link": "https://kurse.example/mag",
        "inhalt": (
            "<h4>Lernziele:</h4><ul><li>Kehlnähte nach Zeichnung"
            " schweißen</li></ul><p>Inhalte:<br/>Werkstoffe &amp; Arbeitsschutz</p><script>alert(1)</script>"
        ),
        "foerderung": "<p>Zugelassen nach AZAV, Maßnahmenummer 357/1234/2026</p>",
        "zugang": None,
        "zielgruppe": "<p>Beschäftigte im Metallbau</p>",
        "bildungsart": {"id": 104, "bezeichnung": "Fortbildung/Qualifizierung"},
        "systematiken": [{"id": 1, "codeNr": "C 2010-10", "kurzbezeichnung": None}],
        "zertifizierer": [],
        "suchworte": [{"suchwort": "MAG"}, {"suchwort": "Schweißtechnik"}],
        "bildungsanbieter": {
            "id": 7,
            "name": provider,
            "homepage": "https://werkhof.example",
            "telefonVorwahl": None,
        },
    }
    return {
        "id": part,
        "unterrichtsform": {"id": 101, "bezeichnung": "Präsenzveranstaltung"},
        "unterrichtszeit": {"id": 2, "bezeichnung": "Teilzeit"},
        "dauer": {"id": 3, "bezeichnung": "mehr als 1 Woche bis 1 Monat"},
        "angebot": angebot | fields.pop("angebot", {}),
        "unterrichtszeiten": "<p>Mo und Mi, 18 Uhr, 80 UE</p>",
        "kostenWert": "0.0",
        "kostenWaehrung": "EUR",
        "kostenBemerkung": "<p>Auf Anfrage</p>",
        "foerderung": True,
        "link": None,
        "bemerkung": None,
        "beginn": milliseconds(start),
        "ende": milliseconds(start + timedelta(days=30) if start else None),
        "individuellerEinstieg": False,
        "anmeldeschluss": None,
        "bemerkungZeit": None,
        "teilnehmerMin": 4,
        "teilnehmerMax": None,
        "aktualisierungsdatum": milliseconds(date(2026, 11, 1)),
        "pruefendeStelle": None,
        "berufsbegleitend": False,
        "praxisanteile": False,
        "ansprechpartner": [],
        "adresse": {
            "bezeichnung": "Werkhof",
            "strasse": "Hallenweg 3",
            "ortStrasse": {"plz": "44137", "name": "Dortmund", "land": {"code": "NRW"}},
            "koordinaten": {"lat": 51.512, "lon": 7.455},
        },
    } | fields


def page(
    termine: list[dict[str, Any]], *, total: int | None = None, pages: int = 1, number: int = 0
) -> dict[str, Any]:
    """A HAL page."""
    body: dict[str, Any] = {
        "_links": {},
        "page": {
            "size": 20,
            "totalElements": len(termine) if total is None else total,
            "totalPages": pages,
            "number": number,
        },
        "aggregations": {},
    }
    return body | ({"_embedded": {"termine": termine}} if termine else {})


def service(
    product: str,
    *,
    offer: bool = True,
    course: str = "",
    title: str = "",
    start: str = "",
    extra: str = "",
    place: str = "",
    info: str = "",
) -> str:
    """One SERVICE of openQ-cat 1.1."""
    dates = (
        f"<SERVICE_DATE><START_DATE>{start}T08:00:00.000+01:00</START_DATE><END_DATE>"
        f"{start}T16:00:00.000+01:00</END_DATE></SERVICE_DATE>"
        if start
        else ""
    )
    course_id = f"<COURSE_ID>{course}</COURSE_ID>" if course else ""
    return (
        "<SERVICE"
        f' mode="new"><PRODUCT_ID>{product}</PRODUCT_ID><COURSE_TYPE>1</COURSE_TYPE><SERVICE_DETAILS>'
        f"<TITLE>{title}</TITLE>{extra}{dates}"
        "<SERVICE_MODULE><EDUCATION"
        f' type="{str(offer).lower()}">{course_id}<EXTENDED_INFO>{info}</EXTENDED_INFO>'
        f"<MODULE_COURSE>{place}</MODULE_COURSE></EDUCATION>"
        "</SERVICE_MODULE></SERVICE_DETAILS></SERVICE>"
    )


def openqcat(body: str, *, generated: str = "2026-11-01T00:00:00.000+01:00") -> str:
    """A whole file around NEW_CATALOG or UPDATE_CATALOG."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OPENQCAT'
        ' version="1.1"><HEADER><GENERATOR_INFO>x</GENERATOR_INFO><CATALOG><CATALOG_ID>k1</CATALOG_ID>'
        f"<GENERATION_DATE>{generated}</GENERATION_DATE></CATALOG><SUPPLIER><SUPPLIER_NAME>Werkhof"
        " Lernen</SUPPLIER_NAME>"
        f"<ADDRESS><URL>https://werkhof.example</URL></ADDRESS></SUPPLIER></HEADER>\n{body}</OPENQCAT>"
    )
