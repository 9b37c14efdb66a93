# ruff: noqa: E501 - pages as servers send them
"""25 pages of providers that do not exist, in JSON-LD, Microdata and RDFa, each with a fault that real pages have,
and what a person reads off them. Written before the reader.

A course: (title, provider, dates); a date: start, end, town, plz, price and further fields by name.
"""

from __future__ import annotations

from typing import Any

URL = "https://bildung.example/kurse/17"


def ld(*scripts: str, body: str = "<h1>Kurs</h1>") -> str:
    tags = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<html><head><title>Kurs</title>{tags}</head><body><main>{body}</main></body></html>"


def page(body: str) -> str:
    return f"<html><head><title>Kurs</title></head><body><main>{body}</main></body></html>"


def course(title: str, provider: str, *dates: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"title": title, "provider": provider, "dates": dates, **fields}


def day(
    start: str = "", end: str = "", town: str = "", plz: str = "", price: float | None = None, **more: Any
) -> dict[str, Any]:
    return {"start": start, "end": end, "town": town, "plz": plz, "price": price, **more}


PAGES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "two dates": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Schweißen MAG","description":"Kehlnähte",
            "provider":{"@type":"Organization","name":"Werkhof"},"hasCourseInstance":[
            {"@type":"CourseInstance","startDate":"2027-01-11","endDate":"2027-01-22","location":{"@type":"Place",
            "name":"Halle 3","address":{"@type":"PostalAddress","streetAddress":"Weg 1","postalCode":"44137",
            "addressLocality":"Dortmund"}},"offers":{"@type":"Offer","price":"980.00","priceCurrency":"EUR"}},
            {"@type":"CourseInstance","startDate":"2027-03-01","endDate":"2027-03-12","location":{"@type":"Place",
            "address":{"@type":"PostalAddress","postalCode":"45127","addressLocality":"Essen"}},
            "offers":{"@type":"Offer","price":1020,"priceCurrency":"EUR"}}]}"""
        ),
        [
            course(
                "Schweißen MAG",
                "Werkhof",
                day("2027-01-11", "2027-01-22", "Dortmund", "44137", 980.0, street="Weg 1"),
                day("2027-03-01", "2027-03-12", "Essen", "45127", 1020.0),
                content="Kehlnähte",
            )
        ],
    ),
    "from 1.200": (
        ld(
            """{"@context":"http://schema.org","@type":"Course","name":"Fachwirt/in Logistik","provider":"Akademie Nord",
            "hasCourseInstance":{"@type":"CourseInstance","startDate":"2027-09-01","offers":
            {"@type":"Offer","price":"ab 1.200 €"}}}"""
        ),
        [
            course(
                "Fachwirt/in Logistik",
                "Akademie Nord",
                day("2027-09-01", price=1200.0, price_note="ab 1.200 €"),
            )
        ],
    ),
    "missing end": (
        ld(
            """{"@context":"https://schema.org/","@type":"EducationEvent","name":"Excel für den Betrieb",
            "startDate":"2027-02-08T09:00:00+01:00","organizer":{"@type":"Organization","name":"VHS Musterstadt"},
            "location":{"@type":"Place","name":"VHS","address":"Markt 2, 58095 Hagen"}}"""
        ),
        [
            course(
                "Excel für den Betrieb",
                "VHS Musterstadt",
                day("2027-02-08", town="Hagen", plz="58095", street="Markt 2"),
            )
        ],
    ),
    "offers as list": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Ausbildung der Ausbilder","provider":
            {"@type":"CollegeOrUniversity","name":"Kammer West"},"hasCourseInstance":[{"@type":"CourseInstance",
            "startDate":"2027-04-05","endDate":"2027-04-16","offers":[{"@type":"Offer","name":"Mitglieder","price":"450",
            "priceCurrency":"EUR"},{"@type":"Offer","name":"Gäste","price":"590","priceCurrency":"EUR"}]}]}"""
        ),
        [course("Ausbildung der Ausbilder", "Kammer West", day("2027-04-05", "2027-04-16", price=450.0))],
    ),
    "time zone": (
        ld(
            """{"@context":"https://schema.org","@type":"Event","name":"Infoabend Pflege","startDate":
            "2027-01-31T23:30:00Z","endDate":"2027-02-01T01:00:00Z","organizer":{"name":"Haus der Pflege"},
            "location":{"@type":"VirtualLocation","url":"https://raum.example"},
            "eventAttendanceMode":"https://schema.org/OnlineEventAttendanceMode"}"""
        ),
        [course("Infoabend Pflege", "Haus der Pflege", day("2027-02-01", "2027-02-01", online=True))],
    ),
    "graph with references": (
        ld(
            """{"@context":"https://schema.org","@graph":[{"@type":"Organization","@id":"#anbieter","name":"Lernwerk"},
            {"@type":"WebPage","@id":"#seite","name":"Seite"},{"@type":"Course","@id":"#kurs","name":"CNC-Drehen",
            "provider":{"@id":"#anbieter"},"hasCourseInstance":{"@id":"#termin"}},{"@type":"CourseInstance","@id":"#termin",
            "startDate":"2027-05-03","endDate":"2027-05-28","courseWorkload":"PT160H","location":{"@id":"#ort"}},
            {"@type":"Place","@id":"#ort","address":{"@type":"PostalAddress","postalCode":"33602",
            "addressLocality":"Bielefeld"}}]}"""
        ),
        [course("CNC-Drehen", "Lernwerk", day("2027-05-03", "2027-05-28", "Bielefeld", "33602", hours=160))],
    ),
    "trailing comma and comment": (
        ld(
            """<!-- {"@context":"https://schema.org","@type":"Course","name":"Staplerschein","provider":
            {"@type":"Organization","name":"Lager GmbH",},"hasCourseInstance":[{"@type":"CourseInstance",
            "startDate":"2027-02-15","endDate":"2027-02-16",},],} -->"""
        ),
        [course("Staplerschein", "Lager GmbH", day("2027-02-15", "2027-02-16"))],
    ),
    "one broken script of two": (
        ld(
            '{"@type":"BreadcrumbList","itemListElement":[{"name":"Kurse"',
            """{"@context":"https://schema.org","@type":"Course","name":"Buchführung","provider":{"name":"Schule Süd"},
            "hasCourseInstance":{"@type":"CourseInstance","startDate":"01.03.2027","endDate":"12. März 2027"}}""",
        ),
        [course("Buchführung", "Schule Süd", day("2027-03-01", "2027-03-12"))],
    ),
    "entities and HTML": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Englisch &amp; B&uuml;ro",
            "description":"&lt;p&gt;Briefe&lt;/p&gt;&lt;p&gt;Telefon&lt;/p&gt;","provider":{"name":"Sprachhaus &amp; Co."}}"""
        ),
        [course("Englisch & Büro", "Sprachhaus & Co.", day(), content="Briefe\nTelefon")],
    ),
    "events of one course": (
        ld(
            """[{"@context":"https://schema.org","@type":"EducationEvent","name":"Erste Hilfe","startDate":"2027-01-09",
            "endDate":"2027-01-09","organizer":{"name":"Rettung"},"location":{"address":{"addressLocality":"Köln",
            "postalCode":"50667"}}},{"@context":"https://schema.org","@type":"EducationEvent","name":"Erste Hilfe",
            "startDate":"2027-02-13","endDate":"2027-02-13","organizer":{"name":"Rettung"},"location":{"address":
            {"addressLocality":"Bonn","postalCode":"53111"}}}]"""
        ),
        [
            course(
                "Erste Hilfe",
                "Rettung",
                day("2027-01-09", "2027-01-09", "Köln", "50667"),
                day("2027-02-13", "2027-02-13", "Bonn", "53111"),
            )
        ],
    ),
    "cancelled date": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Löten","provider":{"name":"Elektro AG"},
            "hasCourseInstance":[{"@type":"CourseInstance","startDate":"2027-01-05","eventStatus":
            "https://schema.org/EventCancelled"},{"@type":"CourseInstance","startDate":"2027-06-07"}]}"""
        ),
        [course("Löten", "Elektro AG", day("2027-06-07"))],
    ),
    "schedule and workload": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Altenpflegehilfe","courseCode":"AP-7",
            "coursePrerequisites":"Hauptschulabschluss","educationalCredentialAwarded":{"@type":
            "EducationalOccupationalCredential","name":"Zeugnis"},"provider":{"name":"Pflegeschule"},
            "hasCourseInstance":{"@type":"CourseInstance","courseMode":["onsite","part-time"],"courseSchedule":
            {"@type":"Schedule","startDate":"2027-03-01","endDate":"2027-08-31","byDay":["Monday","Wednesday"],
            "startTime":"18:00","endTime":"21:00"},"maximumAttendeeCapacity":16}}"""
        ),
        [
            course(
                "Altenpflegehilfe",
                "Pflegeschule",
                day("2027-03-01", "2027-08-31", time="Teilzeit", participants_max=16),
                requirements="Hauptschulabschluss",
                certificate="Zeugnis",
            )
        ],
    ),
    "aggregate offer and franc": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Projektleitung","provider":{"name":"Campus"},
            "offers":{"@type":"AggregateOffer","lowPrice":"1.890,00","highPrice":"2.400,00","priceCurrency":"EUR"},
            "hasCourseInstance":{"@type":"CourseInstance","startDate":"2027-10-04"}}""",
            """{"@context":"https://schema.org","@type":"Course","name":"Uhrenkunde","provider":{"name":"Campus"},
            "offers":{"@type":"Offer","price":"300","priceCurrency":"CHF"}}""",
        ),
        [
            course("Projektleitung", "Campus", day("2027-10-04", price=1890.0)),
            course("Uhrenkunde", "Campus", day(price=None)),
        ],
    ),
    "free and zero": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Alphabetisierung","isAccessibleForFree":true,
            "provider":{"name":"Lesehilfe"},"hasCourseInstance":{"@type":"CourseInstance","startDate":"2027-01-18"}}""",
            """{"@context":"https://schema.org","@type":"Course","name":"Rechnen","provider":{"name":"Lesehilfe"},
            "offers":{"price":"0","priceCurrency":"EUR"},"hasCourseInstance":{"startDate":"2027-01-19"}}""",
        ),
        [
            course("Alphabetisierung", "Lesehilfe", day("2027-01-18", price=0.0)),
            course("Rechnen", "Lesehilfe", day("2027-01-19", price=None)),
        ],
    ),
    "voucher": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Umschulung Lagerlogistik","description":
            "Förderung mit Bildungsgutschein möglich. Maßnahmenummer: 357/1/2027","provider":{"name":"Bildungswerk"},
            "hasCourseInstance":{"@type":"CourseInstance","startDate":"2027-08-01","endDate":"2029-07-31",
            "courseMode":"full-time"}}"""
        ),
        [
            course(
                "Umschulung Lagerlogistik",
                "Bildungswerk",
                day("2027-08-01", "2029-07-31", time="Vollzeit", bildungsgutschein=True),
                measure_number="357/1/2027",
            )
        ],
    ),
    "microdata": (
        page(
            '<div itemscope itemtype="https://schema.org/Course"><h1 itemprop="name">Pneumatik</h1>'
            '<p itemprop="description">Zylinder und Ventile</p><span itemprop="provider" itemscope '
            'itemtype="https://schema.org/Organization"><b itemprop="name">Technikum</b></span>'
            '<div itemprop="hasCourseInstance" itemscope itemtype="https://schema.org/CourseInstance">'
            '<time itemprop="startDate" datetime="2027-02-22">22. Februar</time> bis '
            '<time itemprop="endDate" datetime="2027-02-26">26. Februar</time>'
            '<span itemprop="location" itemscope itemtype="https://schema.org/Place"><span itemprop="address" itemscope '
            'itemtype="https://schema.org/PostalAddress"><span itemprop="postalCode">59423</span> '
            '<span itemprop="addressLocality">Unna</span></span></span>'
            '<span itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price">1.150,00 €</span>'
            '<meta itemprop="priceCurrency" content="EUR"></span></div></div>'
        ),
        [
            course(
                "Pneumatik",
                "Technikum",
                day("2027-02-22", "2027-02-26", "Unna", "59423", 1150.0),
                content="Zylinder und Ventile",
            )
        ],
    ),
    "microdata events in a list": (
        page(
            "".join(
                f'<article itemscope itemtype="http://schema.org/Event"><h2 itemprop="name">Seminar {name}</h2>'
                f'<a itemprop="url" href="/seminar/{name}">mehr</a><meta itemprop="startDate" content="2027-0{month}-03T09:00">'
                '<span itemprop="location">Haus am See, 40213 Düsseldorf</span></article>'
                for name, month in (("Recht", 3), ("Teilhabe", 4))
            )
        ),
        [
            course(
                "Seminar Recht",
                "",
                day("2027-03-03", town="Düsseldorf", plz="40213"),
                url="https://bildung.example/seminar/Recht",
            ),
            course("Seminar Teilhabe", "", day("2027-04-03", town="Düsseldorf", plz="40213")),
        ],
    ),
    "microdata by reference": (
        page(
            '<div itemscope itemtype="https://schema.org/Course" itemref="anbieter"><span itemprop="name">Hydraulik</span>'
            '<meta itemprop="courseCode" content="H-1"></div><p id="anbieter"><span itemprop="provider">Druckluft e.V.</span></p>'
        ),
        [course("Hydraulik", "Druckluft e.V.", day())],
    ),
    "the same twice": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"SPS-Technik","provider":{"name":"Steuerwerk"},
            "hasCourseInstance":{"@type":"CourseInstance","startDate":"2027-11-08","endDate":"2027-11-12"}}""",
            body='<div itemscope itemtype="https://schema.org/Course"><h1 itemprop="name">SPS-Technik</h1>'
            '<div itemprop="hasCourseInstance" itemscope itemtype="https://schema.org/CourseInstance">'
            '<time itemprop="startDate" datetime="2027-11-08">8.11.</time></div></div>',
        ),
        [course("SPS-Technik", "Steuerwerk", day("2027-11-08", "2027-11-12"))],
    ),
    "rdfa": (
        page(
            '<div vocab="https://schema.org/" typeof="Course"><h1 property="name">Bautechnik</h1>'
            '<p property="description">Mauern und Schalen</p><div property="provider" typeof="Organization">'
            '<span property="name">Bauhof</span></div><div property="hasCourseInstance" typeof="CourseInstance">'
            '<time property="startDate" datetime="2027-06-14">14.6.</time><time property="endDate" '
            'datetime="2027-06-18">18.6.</time><div property="location" typeof="Place"><div property="address" '
            'typeof="PostalAddress"><span property="postalCode">48143</span> <span property="addressLocality">Münster'
            '</span></div></div><div property="offers" typeof="Offer"><span property="price" content="640.50">640,50</span>'
            '<meta property="priceCurrency" content="EUR"></div></div></div>'
        ),
        [
            course(
                "Bautechnik",
                "Bauhof",
                day("2027-06-14", "2027-06-18", "Münster", "48143", 640.5),
                content="Mauern und Schalen",
            )
        ],
    ),
    "rdfa with prefix": (
        page(
            '<div prefix="s: http://schema.org/" typeof="s:EducationEvent"><span property="s:name">Trockenbau</span>'
            '<span property="s:startDate" content="2027-07-05"></span><span property="s:endDate" content="2027-07-09"></span>'
            '<div property="s:organizer" typeof="s:Organization"><span property="s:name">Ausbau GmbH</span></div></div>'
        ),
        [course("Trockenbau", "Ausbau GmbH", day("2027-07-05", "2027-07-09"))],
    ),
    "blended and duration": (
        ld(
            """{"@context":"https://schema.org","@type":["Course","Product"],"name":"Digitale Verwaltung","provider":
            [{"@type":"Organization","name":"Amt und Akte"}],"hasCourseInstance":{"@type":"CourseInstance","courseMode":
            "blended","startDate":"2027-04-19","duration":"P3M","offers":{"price":"2400,00","priceCurrency":"EUR",
            "validThrough":"2027-04-01"}}}"""
        ),
        [
            course(
                "Digitale Verwaltung",
                "Amt und Akte",
                day(
                    "2027-04-19",
                    price=2400.0,
                    deadline="2027-04-01",
                    form="Blended Learning",
                    duration="3 Monate",
                ),
            )
        ],
    ),
    "nothing for us": (
        ld('{"@context":"https://schema.org","@type":"Organization","name":"Nur ein Anbieter"}'),
        [],
    ),
    "name missing": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","description":"ohne Namen"}""",
            """{"@context":"https://schema.org","@type":"Course","name":"  Gabelstapler \\n Auffrischung ","provider":
            {"legalName":"Hub und Hof"},"hasCourseInstance":{"@type":"CourseInstance","startDate":"","endDate":"offen"}}""",
        ),
        [course("Gabelstapler Auffrischung", "Hub und Hof", day())],
    ),
    "price specification": (
        ld(
            """{"@context":"https://schema.org","@type":"Course","name":"Coaching","provider":{"name":"Mitte"},
            "hasCourseInstance":[{"@type":"CourseInstance","startDate":"2027-05-10","offers":{"@type":"Offer",
            "priceSpecification":{"@type":"PriceSpecification","price":1500.5,"priceCurrency":"EUR"}}},
            {"@type":"CourseInstance","startDate":"2027-06-10","offers":{"@type":"Offer","price":"auf Anfrage"}}]}"""
        ),
        [
            course(
                "Coaching",
                "Mitte",
                day("2027-05-10", price=1500.5),
                day("2027-06-10", price=None, price_note="auf Anfrage"),
            )
        ],
    ),
}
