"""A generated catalogue of courses as the Weiterbildungssuche gives them, the same at each run; what each
course is about is known beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from knowledge.places.gazetteer import town_named

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 28)
_PAGE = 1000
_FORMS = (
    (101, "Präsenzveranstaltung", 52),
    (201, "Virtuelles Klassenzimmer", 18),
    (202, "Online-Seminar", 8),
    (301, "Blended Learning", 8),
    (401, "Fernunterricht", 7),
    (105, "Inhouse-Schulung", 4),
)
_AWAY = frozenset({201, 202, 401})
_TIMES = (
    (1, "Mo bis Fr, 8:00 bis 16:00 Uhr", False, 40),
    (2, "Mo bis Fr, 8:30 bis 12:30 Uhr", False, 22),
    (2, "Di und Do, 18:00 bis 21:15 Uhr", True, 18),
    (2, "Sa, 9:00 bis 16:00 Uhr", True, 10),
    (2, "Fr 17:00 bis 20:00 Uhr und Sa 9:00 bis 15:00 Uhr", True, 10),
)
_VERBS = "planen anwenden beurteilen vorbereiten dokumentieren einrichten prüfen vertiefen".split()
_PARTS = (
    "Arbeitsschutz Grundlagen Praxisübungen Rechtliches Werkzeuge Abläufe Kommunikation Qualität Umwelt"
    " Fallbeispiele Abschlusstest Fachbegriffe".split()
)


def topics() -> list[dict[str, Any]]:
    """What courses are about: id, titles, words of the content, lengths and prices."""
    data = yaml.safe_load((FOLDER / "catalogue.yaml").read_text(encoding="utf-8"))
    return list(data["topics"])


def _settings() -> dict[str, list[str]]:
    data = yaml.safe_load((FOLDER / "catalogue.yaml").read_text(encoding="utf-8"))
    return {key: list(data[key]) for key in ("towns", "providers")}


def offers(count: int, seed: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(topic id, the dates of one offer) of so many offers; another seed gives another catalogue."""
    every, setting = topics(), _settings()
    for number in range(count):
        dice = Random(number * 6_007 + 5 + seed * 1_000_003)  # noqa: S311 - not secret
        topic = every[number % len(every)]
        yield topic["id"], _offer(number, topic, setting, dice)


def _offer(
    number: int, topic: dict[str, Any], setting: dict[str, list[str]], dice: Random
) -> list[dict[str, Any]]:
    level = dice.choice(["", "", " – Grundlagen", " – Aufbaukurs", " für Einsteiger*innen", " kompakt"])
    title = dice.choice(topic["titles"]) + (level if not topic.get("degree") else "")
    words = dice.sample(topic["words"], k=min(5, len(topic["words"])))
    lines = "".join(f"<li>{word} {dice.choice(_VERBS)}</li>" for word in (*words, *dice.sample(_PARTS, k=4)))
    extras = [
        dice.choice(topic.get("exams", [""])),
        "Als Bildungsurlaub nach dem AWbG NRW anerkannt." if _happens(dice, 7) else "",
        "Die Räume sind barrierefrei und rollstuhlgerecht." if _happens(dice, 10) else "",
        "Unterkunft im Gästehaus ist möglich." if _happens(dice, 5) else "",
    ]
    voucher = _happens(dice, 60)
    angebot = {
        "id": number,
        "titel": title,
        "inhalt": f"<p>{title}. {' '.join(filter(None, extras))}</p><ul>{lines}</ul>",
        "abschlussart": "<p>Zertifikat des Trägers</p>" if _happens(dice, 50) else None,
        "abschlussbezeichnung": topic.get("degree"),
        "foerderung": f"<p>Maßnahmenummer 357/{number % 9_000 + 100}/2026</p>" if voucher else None,
        "zugang": None,
        "zielgruppe": dice.choice([None, "<p>Beschäftigte und Arbeitsuchende</p>"]),
        "link": f"https://kurse.example/{number}",
        "bildungsart": {"bezeichnung": "Fortbildung/Qualifizierung"},
        "bildungsanbieter": {
            "name": f"{dice.choice(setting['providers'])} {dice.choice(setting['towns'])}",
            "homepage": "https://anbieter.example",
        },
        "systematiken": [],
        "suchworte": [{"suchwort": word} for word in words[:3]],
    }
    return [
        _termin(angebot, topic, setting, number * 10 + i, dice, voucher=voucher)
        for i in range(1 + min(4, int(dice.expovariate(0.9))))
    ]


def _termin(
    angebot: dict[str, Any],
    topic: dict[str, Any],
    setting: dict[str, list[str]],
    number: int,
    dice: Random,
    *,
    voucher: bool,
) -> dict[str, Any]:
    towns = setting["towns"]
    town = towns[min(len(towns) - 1, int(dice.expovariate(1 / 14)))]
    code, form, _ = dice.choices(_FORMS, weights=[f[2] for f in _FORMS])[0]
    time, times, beside, _ = dice.choices(_TIMES, weights=[t[3] for t in _TIMES])[0]
    start = TODAY + timedelta(days=int(dice.expovariate(1 / 100)) - 8)  # a few have begun
    days = dice.choice(topic["days"])
    price = dice.choice(
        [None, "0.0", *[f"{p}.0" for p in topic["prices"]], *[f"{p}.0" for p in topic["prices"]]]
    )
    known = town_named(town)
    point = None if known is None or _happens(dice, 15) else {"lat": known.point[0], "lon": known.point[1]}
    return {
        "id": number,
        "angebot": angebot,
        "unterrichtsform": {"id": code, "bezeichnung": form},
        "unterrichtszeit": {"id": time, "bezeichnung": "Vollzeit" if time == 1 else "Teilzeit"},
        "dauer": None,
        "unterrichtszeiten": f"<p>{times}, {max(4, days * (8 if time == 1 else 2))} UE</p>",
        "kostenWert": price,
        "kostenWaehrung": "EUR",
        "kostenBemerkung": "kostenlos" if price == "0.0" else None,
        "foerderung": voucher,
        "beginn": _milliseconds(start),
        "ende": _milliseconds(start + timedelta(days=days - 1)),
        "individuellerEinstieg": False,
        "anmeldeschluss": _milliseconds(start - timedelta(days=14)) if _happens(dice, 20) else None,
        "teilnehmerMin": None,
        "teilnehmerMax": dice.choice([None, 8, 15]),
        "aktualisierungsdatum": _milliseconds(TODAY - timedelta(days=dice.randint(0, 120))),
        "berufsbegleitend": beside,
        "adresse": {
            "bezeichnung": "Haus",
            "strasse": None,
            "ortStrasse": None if code in _AWAY else {"plz": None, "name": town, "land": {"code": "NRW"}},
            "koordinaten": None if code in _AWAY else point,
        },
    }


def _happens(dice: Random, percent: int) -> bool:
    return dice.random() * 100 < percent


def _milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def write_pages(folder: Path, count: int, seed: int = 0) -> dict[int, str]:
    """Pages of dates as the Weiterbildungssuche gives them; returns the topic of each offer."""
    folder.mkdir(parents=True, exist_ok=True)
    about: dict[int, str] = {}
    page: list[dict[str, Any]] = []
    number = 0
    for topic, termine in offers(count, seed):
        about[termine[0]["angebot"]["id"]] = topic
        page += termine
        if len(page) >= _PAGE:
            _write(folder, number, page)
            number, page = number + 1, []
    _write(folder, number, page)
    return about


def _write(folder: Path, number: int, page: list[dict[str, Any]]) -> None:
    body = {"_embedded": {"termine": page}, "page": {"number": number}}
    (folder / f"seite-{number:03d}.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
