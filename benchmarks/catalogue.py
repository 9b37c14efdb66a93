"""A large training catalogue: `python benchmarks/catalogue.py [--courses 100000] [--folder DIR]`.

Generates saved pages of the Weiterbildungssuche (offers, providers, NRW's towns with postcodes and
coordinates, dates, prices, forms), puts a vector of each course into the library's embedding cache beforehand
(topic cluster and noise, so nothing is embedded), then measures in processes of their own: parsing and
storing (wall time, peak memory), a second sync over the unchanged catalogue, one with a single changed offer,
one with 1 % of changed and 1 % of new offers (CPU seconds, bytes written), and searches with and without
filters (median, 95th percentile; query vectors at hand too).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TODAY = date(2026, 11, 24)
DIMENSIONS, MODEL, PAGE = 384, "vorberechnet", 1000
# town, first and last postcode, latitude, longitude, inhabitants in thousands
TOWNS = [
    ("Köln", 50667, 51149, 50.938, 6.957, 1080),
    ("Düsseldorf", 40210, 40629, 51.225, 6.776, 630),
    ("Dortmund", 44135, 44388, 51.514, 7.465, 590),
    ("Essen", 45127, 45359, 51.457, 7.012, 580),
    ("Duisburg", 47051, 47279, 51.435, 6.763, 500),
    ("Bochum", 44787, 44894, 51.482, 7.216, 365),
    ("Wuppertal", 42103, 42399, 51.256, 7.150, 355),
    ("Bielefeld", 33602, 33739, 52.021, 8.532, 335),
    ("Bonn", 53111, 53229, 50.737, 7.098, 335),
    ("Münster, Westfalen", 48143, 48167, 51.962, 7.626, 318),
    ("Gelsenkirchen", 45879, 45899, 51.518, 7.086, 260),
    ("Mönchengladbach", 41061, 41239, 51.195, 6.442, 260),
    ("Aachen", 52062, 52080, 50.776, 6.084, 249),
    ("Krefeld", 47798, 47839, 51.334, 6.564, 227),
    ("Oberhausen", 46045, 46149, 51.470, 6.852, 210),
    ("Hagen, Westfalen", 58089, 58135, 51.361, 7.474, 189),
    ("Hamm, Westfalen", 59063, 59077, 51.674, 7.815, 179),
    ("Leverkusen", 51371, 51381, 51.046, 7.019, 164),
    ("Solingen", 42651, 42719, 51.171, 7.083, 160),
    ("Paderborn", 33098, 33109, 51.719, 8.757, 154),
    ("Herne, Westfalen", 44623, 44653, 51.538, 7.222, 157),
    ("Siegen", 57072, 57080, 50.875, 8.024, 102),
    ("Gütersloh", 33330, 33335, 51.907, 8.378, 101),
    ("Iserlohn", 58636, 58644, 51.375, 7.702, 92),
    ("Arnsberg, Westfalen", 59755, 59823, 51.397, 8.064, 73),
    ("Minden, Westfalen", 32423, 32429, 52.289, 8.917, 82),
    ("Kleve, Niederrhein", 47533, 47533, 51.788, 6.138, 52),
    ("Euskirchen", 53879, 53881, 50.661, 6.788, 59),
    ("Detmold", 32756, 32760, 51.936, 8.878, 74),
    ("Rheine", 48429, 48432, 52.280, 7.441, 77),
]
FIELDS = {
    "C 2010-10": (
        "Metall",
        (
            "Schweißen"
            " MAG|WIG-Schweißen|CNC-Fräsen|CNC-Drehen|Zerspanungstechnik|Industriemechanik"
            "|Rohrleitungsbau|Blechbearbeitung"
        ),
    ),
    "C 2110-05": (
        "Elektro",
        (
            "Elektrofachkraft für festgelegte"
            " Tätigkeiten|SPS-Programmierung|Photovoltaik-Montage|Gebäudeautomation|Schaltschrankbau"
            "|Messtechnik"
        ),
    ),
    "C 1435-10": (
        "IT",
        (
            "Linux-Administration|Python-Programmierung|IT-Sicherheit|Cloud-Administration"
            " Azure|Netzwerktechnik|Datenbanken mit SQL|Scrum Master"
        ),
    ),
    "C 1020-10": (
        "Kaufmännisch",
        (
            "Finanzbuchführung mit DATEV|Lohn- und Gehaltsabrechnung|Einkauf und"
            " Logistik|Büromanagement|Excel für Fortgeschrittene"
        ),
    ),
    "C 3010-15": (
        "Pflege",
        (
            "Betreuungskraft nach § 53b SGB"
            " XI|Pflegehilfskraft|Praxisanleitung|Demenzbegleitung|Wundversorgung|Palliative"
            " Pflege|Medikamentengabe"
        ),
    ),
    "C 2310-20": (
        "Lager",
        (
            "Gabelstaplerschein|Fachlagerist*in Teilqualifikation|Ladungssicherung|Berufskraftfahrer*in"
            " Modul|Gefahrgutschein ADR|Disposition"
        ),
    ),
    "C 0510-05": (
        "Sprachen",
        (
            "Deutsch B2 für den Beruf|Deutsch C1|Wirtschaftsenglisch|Englisch Konversation|Fachsprache"
            " Pflege|Alphabetisierung"
        ),
    ),
    "C 4010-10": (
        "Erziehung",
        (
            "Inklusionsassistenz|Schulbegleitung|Kindertagespflege|Heilpädagogische"
            " Zusatzqualifikation|Offener Ganztag|Sprachförderung in der Kita"
        ),
    ),
    "D 0210-10": (
        "Aufstieg",
        (
            "Geprüfte*r Wirtschaftsfachwirt*in|Industriemeister*in Metall|Ausbildung der Ausbilder*innen"
            " AEVO|Meisterschule Elektro"
        ),
    ),
    "C 2610-10": (
        "Gastgewerbe",
        (
            "Hygieneschulung HACCP|Köch*in Teilqualifikation|Rezeption und"
            " Gästeservice|Barista|Hotelreinigung|Ernährungsberatung"
        ),
    ),
    "C 5010-10": (
        "Gesundheit",
        (
            "Gesundheitscoaching|Medizinische Fachsprache|Abrechnung in der Arztpraxis|Ergonomie am"
            " Arbeitsplatz|Ersthelfer*in|Stressbewältigung"
        ),
    ),
    "C 6010-10": (
        "Bau",
        (
            "Trockenbau|Fliesen legen|Energieberatung"
            " Wohngebäude|Dachbegrünung|Baumaschinenführung|Asbestsachkunde TRGS 519|Wärmepumpen"
        ),
    ),
}
PROVIDER_NAMES = (
    "Werkhof Lernhaus Bildungswerk Akademie Kolleg Technikzentrum Berufsforum Campus Institut"
    " Lernwerkstatt".split()
)
BEGINNINGS = (
    "Arbeits Betriebs Qualitäts Sicherheits Projekt Kunden Werkstoff Daten Prozess Umwelt Personal Material"
    " System Prüf Fach Praxis Team Anlagen".split()
)
ENDINGS = (
    "planung steuerung kontrolle schutz technik führung analyse auswahl pflege dokumentation bewertung kunde"
    " wechsel gestaltung vorbereitung sicherung".split()
)
VERBS = (
    "erlernen anwenden planen üben verstehen dokumentieren beurteilen vorbereiten durchführen"
    " auswerten".split()
)
FORMS = [
    (101, "Präsenzveranstaltung", 40),
    (201, "Virtuelles Klassenzimmer", 20),
    (302, "Combined Learning", 14),
    (301, "Blended Learning", 12),
    (102, "Seminar", 8),
    (401, "Fernunterricht", 6),
]
LENGTHS = [
    ("bis 3 Tage", 2, 22),
    ("mehr als 3 Tage bis 1 Woche", 5, 14),
    ("mehr als 1 Woche bis 1 Monat", 25, 24),
    ("mehr als 1 Monat bis 3 Monate", 75, 20),
    ("mehr als 3 Monate bis 6 Monate", 150, 12),
    ("mehr als 6 Monate bis 1 Jahr", 300, 8),
]


def offers(numbers: Iterable[int], changed: int = 0) -> Iterator[list[dict[str, Any]]]:
    """The dates of one offer after another; the first `changed` ones have another content."""
    providers = [
        f"{dice.choice(PROVIDER_NAMES)} {dice.choice(TOWNS)[0].partition(',')[0]}"
        f" {dice.choice(['gGmbH', 'GmbH', 'e. V.'])}"
        for dice in [Random(1)]
        for _ in range(900)
    ]
    for number in numbers:
        yield _offer(number, providers, "Neu aufgenommen. " if number < changed else "")


def _offer(number: int, providers: list[str], prefix: str) -> list[dict[str, Any]]:
    dice = Random(number * 7919 + 13)
    code, (field, titles) = dice.choice(list(FIELDS.items()))
    title = dice.choice(titles.split("|")) + dice.choice(
        ["", "", " – Grundlagen", " – Aufbau", f" Modul {dice.randint(1, 9)}", " kompakt", " (m/w/d)"]
    )
    words = [dice.choice(BEGINNINGS) + dice.choice(ENDINGS) for _ in range(dice.randint(20, 160))]
    lines = "".join(
        f"<li>{word} im Bereich {field} {dice.choice(VERBS)}, Teil {dice.randint(1, 400)}</li>"
        for word in words
    )
    angebot = {
        "id": number,
        "titel": title,
        "inhalt": (
            f"<p>{prefix}{title}</p><h4>Lernziele:</h4><p>{dice.choice(words)}"
            f" {dice.choice(VERBS)}</p><ul>{lines}</ul>"
        ),
        "abschlussart": dice.choice([None, "<p>Zertifikat des Trägers</p>", "<p>Teilnahmebescheinigung</p>"]),
        "abschlussbezeichnung": dice.choice([None, None, title]),
        "foerderung": dice.choice([None, f"<p>Maßnahmenummer 357/{number % 9999}/2026</p>"]),
        "zugang": dice.choice([None, "<p>Berufsausbildung oder zwei Jahre Praxis</p>"]),
        "zielgruppe": f"<p>Beschäftigte und Arbeitsuchende im Bereich {field}</p>",
        "link": f"https://kurse.example/{number}",
        "bildungsart": {"bezeichnung": "Fortbildung/Qualifizierung"},
        "bildungsanbieter": {
            "name": providers[int(len(providers) * dice.random() ** 2)],
            "homepage": "https://anbieter.example",
        },
        "systematiken": [{"codeNr": code}],
        "suchworte": [{"suchwort": word} for word in words[:8]],
    }
    vouchers = dice.random() < 0.6
    return [
        _termin(angebot, number * 100 + i, dice, vouchers=vouchers)
        for i in range(min(30, 1 + int(dice.expovariate(1 / 1.8))))
    ]


def _termin(angebot: dict[str, Any], number: int, dice: Random, *, vouchers: bool) -> dict[str, Any]:
    town, first, last, lat, lon, _ = dice.choices(TOWNS, weights=[t[5] for t in TOWNS])[0]
    form = dice.choices(FORMS, weights=[f[2] for f in FORMS])[0]
    length = dice.choices(LENGTHS, weights=[x[2] for x in LENGTHS])[0]
    kind = dice.random()
    # a few have run out
    start = None if kind < 0.1 else TODAY + timedelta(days=int(dice.expovariate(1 / 90)) - 5)
    told = dice.random() < 0.35
    note = None if told else dice.choice([None, "<p>Auf Anfrage</p>", "kostenlos"])
    time_ = dice.choices(["Vollzeit", "Teilzeit"], weights=[65, 35])[0]
    place = {"plz": str(dice.randint(first, last)), "name": town}
    point = {"lat": round(lat + dice.gauss(0, 0.03), 6), "lon": round(lon + dice.gauss(0, 0.04), 6)}
    return {
        "id": number,
        "angebot": angebot,
        "unterrichtsform": {"id": form[0], "bezeichnung": form[1]},
        "dauer": {"bezeichnung": length[0]},
        "unterrichtszeit": {"bezeichnung": time_},
        "unterrichtszeiten": "<p>8:30 bis 15:30 Uhr</p>",
        "kostenWert": f"{dice.randint(8, 800) * 10}.0" if told else "0.0",
        "kostenWaehrung": "EUR",
        "kostenBemerkung": note,
        "foerderung": vouchers,
        "beginn": _milliseconds(start),
        "ende": _milliseconds(start + timedelta(days=length[1]) if start else None),
        "individuellerEinstieg": 0.1 <= kind < 0.2,
        "aktualisierungsdatum": _milliseconds(TODAY - timedelta(days=dice.randint(0, 300))),
        "teilnehmerMax": dice.choice([None, 12, 25]),
        "adresse": {
            "bezeichnung": "Zentrum",
            "strasse": f"Hauptstraße {dice.randint(1, 200)}",
            "ortStrasse": place,
            "koordinaten": point,
        },
    }


def _milliseconds(day: date | None) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def write_pages(folder: Path, numbers: Iterable[int], changed: int = 0) -> tuple[int, int]:
    """Pages of 1,000 dates of the offers of such numbers; returns (dates, bytes)."""
    folder.mkdir()
    page: list[dict[str, Any]] = []
    dates = size = number = 0
    for termine in _with_end(numbers, changed):
        page += termine or []
        if page and (termine is None or len(page) >= PAGE):
            body = json.dumps(
                {"_embedded": {"termine": page}, "page": {"number": number}}, ensure_ascii=False
            )
            (folder / f"seite-{number:05d}.json").write_text(body)
            dates, size, number, page = dates + len(page), size + len(body.encode()), number + 1, []
    return dates, size


def _with_end(numbers: Iterable[int], changed: int) -> Iterator[list[dict[str, Any]] | None]:
    yield from offers(numbers, changed)
    yield None


def vector_of(code: str, key: str) -> np.ndarray:
    """A unit vector: the centre of a topic and noise from a key, as near to one another as e5's
    are within a topic.
    """
    seeds = [int.from_bytes(sha256(text.encode()).digest()[:8]) for text in (code, key)]
    centre, noise = (np.random.default_rng(seed).normal(size=DIMENSIONS) for seed in seeds)
    vector = centre + 0.8 * noise
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class Precomputed(Embeddings):
    """Query vectors by topic; a document that is to be embedded would be an error of the measurement."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError(f"{len(texts)} Texte sind nicht vorberechnet")

    def embed_query(self, text: str) -> list[float]:
        code = next((code for code, (_, titles) in FIELDS.items() if text in titles.split("|")), "C 1020-10")
        return vector_of(code, text).tolist()


# -- steps, each in a process of its own


def _outcomes(folder: Path) -> Iterator[Any]:
    from ingest.crawl.session import Session
    from ingest.sources.read import read_source
    from knowledge.editorial.sources import Source

    entry = {
        "id": "gross",
        "kind": "catalogue",
        "location": ".",
        "licence": "frei",
        "topics": ["kurse"],
        "region": "NRW",
        "max_age_days": 7,
        "catalogue": {"format": "ba"},
    }
    return read_source(Source.model_validate(entry), folder, Session(folder.parent / "stand"))


def step_vectors(folder: Path, pages: Path) -> dict[str, Any]:
    from ingest.chunk import chunk_document
    from knowledge.store.library import Library

    batch: dict[str, np.ndarray] = {}
    stored = 0
    with Library(_settings(folder).library) as library:
        for outcome in _outcomes(pages):
            for chunk in chunk_document(outcome.document):
                if chunk.indexed:
                    batch[chunk.embedding_hash] = vector_of(
                        outcome.document.course.topics[0], chunk.embedding_hash
                    )
            if len(batch) >= 5000:
                library.embeddings.put(MODEL, batch)
                stored += len(batch)
                batch = {}
        library.embeddings.put(MODEL, batch)
    return {"vectors": stored + len(batch)}


def step_sync(folder: Path, pages: Path) -> dict[str, Any]:
    from ingest.sync.execute import execute
    from ingest.sync.plan import DocumentStatus, plan_sync
    from knowledge.index.generation import IndexPlace
    from knowledge.index.writer import writing
    from knowledge.store.library import Library

    config = _settings(folder)
    begun = time.perf_counter()
    with writing(config.data), Library(config.library) as library:
        plan = plan_sync(_outcomes(pages), library, TODAY)
        planned = time.perf_counter()
        report = execute(plan, library, IndexPlace(config.indexes), Precomputed(), MODEL)
        count = library.courses.count()
    return {
        "read_s": planned - begun,
        "store_s": time.perf_counter() - planned,
        "courses": count,
        "written_mb": _written_bytes() / 1e6,
        "embedded": report.embedded,
        **{c.name: report.count(c) for c in DocumentStatus},
    }


def _written_bytes() -> int:
    """What this process has written to disk so far."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


def step_search(folder: Path, _: Path) -> dict[str, Any]:
    from chains.courses.search import CourseSearcher
    from knowledge.index.course_filters import CourseFilter
    from knowledge.model.course import Time

    begun = time.perf_counter()
    searcher = CourseSearcher(_settings(folder), Precomputed())
    opened = len(searcher.index.ids), time.perf_counter() - begun
    dice = Random(5)
    queries = [title for _, titles in FIELDS.values() for title in titles.split("|")] + [
        "Kurs mit Zertifikat in der Qualitätssicherung für Beschäftigte im Bereich Metall",
        "Praxis Planung",
    ]
    made = {
        "ohne Filter": CourseFilter,
        "Bildungsgutschein": lambda: CourseFilter(bildungsgutschein=True),
        "25 km, Teilzeit, Bildungsgutschein": lambda: CourseFilter(
            near=searcher.locate(str(dice.randint(*dice.choice(TOWNS)[1:3]))),
            time=Time.PART,
            bildungsgutschein=True,
        ),
        "50 km, ab März, bis 2000 Euro": lambda: CourseFilter(
            near=searcher.locate(dice.choice(TOWNS)[0]), km=50, from_date=date(2027, 3, 1), max_price=2000
        ),
        "online": lambda: CourseFilter(form="online"),
    }
    searcher.find("Aufwärmen", today=TODAY)
    times: dict[str, list[float]] = {}
    whole = _whole_searches(searcher, queries)
    found = 0
    for name, make in made.items():
        for query in queries:
            begun = time.perf_counter()
            found += len(searcher.find(query, make(), 10, TODAY))
            times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    every = [ms for listed in times.values() for ms in listed]
    return {
        "open_s": opened[1],
        "searches": len(every),
        "hits": found,
        "median_ms": median(every),
        "p95_ms": quantiles(every, n=20)[18],
    } | {
        f"{name}, {key}": value
        for name, t in {**times, **whole}.items()
        for key, value in (("median_ms", median(t)), ("p95_ms", quantiles(t, n=20)[18]))
    }


def _whole_searches(searcher: Any, queries: list[str]) -> dict[str, list[float]]:
    """Milliseconds of a sentence: understood, found, counted in facets."""
    from chains.courses.find import find_courses
    from chains.courses.understand.understand import understand

    behind = {
        "Satz": "",
        "Satz mit Ort und Zeit": " in Dortmund, Teilzeit",
        "Satz mit vielem": " im Ruhrgebiet abends unter 2000 Euro ab März mit Bildungsgutschein",
    }
    times: dict[str, list[float]] = {name: [] for name in behind}
    find_courses(searcher, understand("Excel in NRW", TODAY), TODAY)
    for name, words in behind.items():
        for query in queries:
            begun = time.perf_counter()
            find_courses(searcher, understand(query + words, TODAY), TODAY)
            times[name].append((time.perf_counter() - begun) * 1000)
    return times


def _settings(folder: Path) -> Any:
    from settings import Settings

    return Settings(data=folder / "data", embedding=MODEL, _env_file=None)


STEPS = {"vectors": step_vectors, "sync": step_sync, "search": step_search}


def run(step: str, folder: Path, pages: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, "--folder", str(folder), "--pages", str(pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) | {
        "wall_s": time.perf_counter() - begun
    }
    print(
        f"{step} {pages.name}: "
        + ", ".join(
            f"{key} {value:.1f}" if isinstance(value, float) else f"{key} {value}"
            for key, value in result.items()
        ),
        flush=True,
    )
    return result


def measure(folder: Path, count: int) -> None:
    more = max(1, count // 100)
    for name, changed, added in (
        ("katalog", 0, 0),
        ("katalog-ein-anderer", 1, 0),
        ("katalog-neu", more, more),
    ):
        dates, size = write_pages(folder / name, range(count + added), changed)
        print(f"{name}: {count + added} offers, {dates} dates, {size / 1e6:.0f} MB of JSON", flush=True)
        other = folder / f"{name}-vektoren"  # the vectors of the others are there
        write_pages(
            other, [*range(changed), *range(count, count + added)] if changed else range(count), changed
        )
        run("vectors", folder, other)
    first = run("sync", folder, folder / "katalog")
    run("sync", folder, folder / "katalog")
    run("sync", folder, folder / "katalog-ein-anderer")
    run("sync", folder, folder / "katalog-neu")
    search = run("search", folder, folder / "katalog-neu")
    print(
        f"parse and store {first['wall_s'] / 60:.1f} min (goal 15), peak memory {first['peak_mb']:.0f} MB"
        f" (goal 2,000), search median {search['median_ms']:.0f} ms (goal 150), p95 {search['p95_ms']:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--courses", type=int, default=100_000)
    parser.add_argument(
        "--folder", type=Path, help="Where to work (left in place); default: a temporary folder"
    )
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        result = STEPS[options.step](options.folder, options.pages)
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(
            json.dumps(
                result | {"peak_mb": used.ru_maxrss / 1024, "cpu_s": used.ru_utime + used.ru_stime},
                ensure_ascii=False,
            )
        )
    elif options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        measure(options.folder, options.courses)
    else:
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), options.courses)


if __name__ == "__main__":
    main()
