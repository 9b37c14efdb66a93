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
    "Bremen": r"bremen|bremer|bremisch\w*|bremerhaven",
    "Hamburg": r"hamburg|hamburger|hamburgisch\w*",
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
    land: re.compile(rf"(?<![\w-])(?:{pattern})s?(?!\w)", re.IGNORECASE) for land, pattern in _LANDS.items()
}
_TOWNS = (
    "dortmund|köln|düsseldorf|duisburg|bochum|wuppertal|bielefeld|bonn|münster|aachen|gelsenkirchen"
    "|krefeld|hagen|hamm"
)
_HOME = re.compile(rf"(?<![\w-])(?:nrw|nordrhein-westf(?:alen|älisch\w*)|{_TOWNS})s?(?!\w)", re.IGNORECASE)
_HOME_ITSELF = re.compile(r"(?<![\w-])(?:nrw|nordrhein-westf(?:alen|älisch\w*))(?!\w)", re.IGNORECASE)
# A court's seat says where it sits, not where its decision holds: what it applies is federal law as a rule.
# "AG" is a firm too.
_COURT = (
    r"(?:(?i:(?:landes|ober|oberlandes|oberverwaltungs|bundes)?(?:arbeits|sozial|verwaltungs|finanz|amts|land)?"
    r"gericht(?:shof)?(?:e?s)?|gerichts?|kammer für arbeitssachen)"
    r"|L?ArbG|LAG|LSG|SG|VGH?|OVG|LG|OLG|FG|(?:(?<=das )|(?<=dem )|(?<=vom )|(?<=des ))AG)"
)
_DECISION = r"(?i:urteil(?:e?s)?|beschluss(?:es)?|entscheidung|spruch|vergleich)"
_OF_A_PLACE = r"(?i:(?=\w+isch)\w++|\w++(?<=\wer))"  # "hessisches", "Kasseler"
_PLACE = r"[A-ZÄÖÜ][\wäöüß]+(?:-[A-ZÄÖÜ][\wäöüß]+)*"
_COURTS = re.compile(
    rf"(?<![\w-])(?:{_OF_A_PLACE}\s+)?{_COURT}(?![\w-])(?:\s+(?:(?:in|von|des|der|aus|zu)\s+)?{_PLACE})?"
    rf"|(?<![\w-]){_OF_A_PLACE}\s+{_DECISION}(?!\w)"
    rf"|(?<![\w-]){_DECISION}\s+(?:in|von|aus)\s+{_PLACE}"
)

_OWN_NAMES = "|".join(re.escape(land) for land in (*_LANDS, HOME))
_GIVES = re.compile(
    rf"(?<![\w-])(?:(?:Land|Landes|Freistaat|Freistaate?s)\s+(?:{_OWN_NAMES})"
    rf"|(?:{_OWN_NAMES})\s+(?:zahlt|gewährt|fördert|bezuschusst|übernimmt|unterstützt|erstattet|vergibt|gibt))"
    r"(?!\w)"
)


def land_of(question: str) -> str:
    """The Land other than Nordrhein-Westfalen that a question names, by its name or a large town of it; ""
    for none or for both.
    """
    named = lands_named(question)
    return next(iter(named)) if len(named) == 1 and HOME not in named else ""


def lands_named(text: str) -> frozenset[str]:
    """All Länder that a text names, by name or a large town of them; a court's name names none."""
    text = without_courts(text)
    named = {land for land, pattern in _ANY.items() if pattern.search(text)}
    return frozenset(named | ({HOME} if _HOME.search(text) else set()))


def whole_lands(text: str) -> frozenset[str]:
    """The Länder that a text names by their own names."""
    named = {land for land in _LANDS if land.lower() in without_courts(text).lower()}
    return frozenset(named | ({HOME} if _HOME_ITSELF.search(text) else set()))


def lands_that_give(text: str) -> frozenset[str]:
    """The Länder that a text says to give something ("der Freistaat Sachsen zahlt", "Thüringen gewährt"); to
    lie in one is no gift of it.
    """
    given = " ".join(match[0] for match in _GIVES.finditer(without_courts(text)))
    return whole_lands(given) if given else frozenset()


def without_courts(text: str) -> str:
    """A text without the names of courts and of their decisions ("Hessisches Landesarbeitsgericht", "LSG
    Niedersachsen-Bremen", "Berliner Urteil").
    """
    return _COURTS.sub(" ", text)


def place_named(text: str) -> str:
    """The town or Land that a text names first, as it is written there; "" for none."""
    matches = [match for pattern in (*_ANY.values(), _HOME) if (match := pattern.search(text))]
    return min(matches, key=lambda match: match.start())[0] if matches else ""
