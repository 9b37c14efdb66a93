"""The Land a question speaks of: the sources are federal law and Nordrhein-Westfalen, another
Land is said out loud.
"""

from __future__ import annotations

import re

_LANDS = {
    "Baden-Württemberg": (
        r"baden-w(?:ü|ue)rttemberg\w*|württemberg\w*|stuttgart\w*|mannheim\w*|karlsruhe\w*|freiburg\w*"
    ),
    "Bayern": r"bayern|bayer(?:isch\w*|ns)|münchen|münchner|nürnberg\w*|augsburg\w*",
    "Berlin": r"berlin|berliner\w*",
    "Brandenburg": r"brandenburg\w*|potsdam\w*",
    "Bremen": r"bremen|bremer|bremerhaven",
    "Hamburg": r"hamburg|hamburger",
    "Hessen": r"hessen|hessisch\w*|frankfurt\w*|kassel|wiesbaden|darmstadt",
    "Mecklenburg-Vorpommern": r"mecklenburg\w*|vorpommern|rostock\w*|schwerin",
    "Niedersachsen": r"niedersachsen|niedersächsisch\w*|hannover|osnabrück|braunschweig|oldenburg",
    "Rheinland-Pfalz": r"rheinland-pfalz|mainz|koblenz|ludwigshafen|kaiserslautern",
    "Saarland": r"saarland|saarländisch\w*|saarbrücken",
    "Sachsen": r"(?<!nieder)sachsen(?!-anhalt)|sächsisch\w*|dresden|leipzig\w*|chemnitz",
    "Sachsen-Anhalt": r"sachsen-anhalt|magdeburg\w*",
    "Schleswig-Holstein": r"schleswig-holstein\w*|kiel|lübeck\w*|flensburg",
    "Thüringen": r"thüringen|thüringisch\w*|erfurt\w*|jena",
}
HOME = "Nordrhein-Westfalen"
_ANY = {
    land: re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE) for land, pattern in _LANDS.items()
}
_TOWNS = (
    "dortmund|köln|düsseldorf|duisburg|bochum|wuppertal|bielefeld|bonn|münster|aachen|gelsenkirchen"
    "|krefeld|hagen|hamm"
)
_HOME = re.compile(rf"(?<![\w-])(?:nrw|nordrhein-westf(?:alen|älisch\w*)|{_TOWNS})(?!\w)", re.IGNORECASE)


def land_of(question: str) -> str:
    """The Land other than Nordrhein-Westfalen that a question names, by its name or a large town of it; ""
    for none or for both.
    """
    named = [land for land, pattern in _ANY.items() if pattern.search(question)]
    return named[0] if len(named) == 1 and not _HOME.search(question) else ""


def lands_named(text: str) -> frozenset[str]:
    """All Länder that a text names, by name or a large town of them."""
    named = {land for land, pattern in _ANY.items() if pattern.search(text)}
    return frozenset(named | ({HOME} if _HOME.search(text) else set()))


def place_named(text: str) -> str:
    """The town or Land that a text names first, as it is written there; "" for none."""
    matches = [match for pattern in (*_ANY.values(), _HOME) if (match := pattern.search(text))]
    return min(matches, key=lambda match: match.start())[0] if matches else ""
