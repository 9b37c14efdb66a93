"""Institutions named in German text: an answer may send nobody to an office that its sources do
not speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# One name -> how else it is written. The first pattern that matches wins; a match hides its
# words from the later ones.
_KNOWN = {
    "Agentur für Arbeit": (
        r"(?:Bundes)?[Aa]gentur(?:en)?\s+für\s+Arbeit|Bundesagentur|Arbeitsagentur(?:en)?"
        r"|Arbeitsamt(?:e?s)?|Arbeitsämtern?"
    ),
    "Jobcenter": r"Job-?[Cc]enters?|[Gg]emeinsamen?\s+Einrichtung(?:en)?",
    "Integrationsamt": r"(?:LWL-|LVR-)?(?:Integrations|Inklusions)(?:amt(?:e?s)?|ämtern?)(?:\s+Arbeit)?",
    "Handwerkskammer": r"Handwerkskammern?|HWK(?:s|n)?\b",
    "Kreishandwerkerschaft": r"Kreishandwerkerschaft(?:en)?",
    "Industrie- und Handelskammer": r"Industrie-\s?und\s+Handelskammern?|IHK(?:s|n)?\b",
    "DIHK": r"DIHK|Deutsche[nr]?\s+Industrie-\s?und\s+Handelskammertag(?:es)?",
    "Berufsgenossenschaft": (
        r"Berufsgenossenschaft(?:en)?|[Gg]esetzlichen?\s+Unfallversicherung|BGHM|BGHW|VBG\b"
    ),
    "Bundesamt für Migration und Flüchtlinge": (
        r"Bundesamt(?:e?s)?\s+für\s+Migration\s+und\s+Flüchtlinge|BAMF"
    ),
    "Bundesinstitut für Berufsbildung": r"Bundesinstitut(?:e?s)?\s+für\s+Berufsbildung|BIBB",
    "KfW": r"KfW(?:-Bankengruppe)?|Kreditanstalt\s+für\s+Wiederaufbau",
    "NRW.BANK": r"NRW\.?\s?[Bb][Aa][Nn][Kk]",
    "Deutsche Rentenversicherung": r"(?:Deutsche[nr]?\s+)?Rentenversicherung(?:sträger[ns]?)?|DRV\b",
    "Krankenkasse": r"Krankenkassen?",
    "Bundesministerium für Arbeit und Soziales": (
        r"Bundesministerium(?:s)?\s+für\s+Arbeit\s+und\s+Soziales|BMAS"
    ),
    "Bundesministerium für Bildung": (
        r"Bundesministerium(?:s)?\s+für\s+Bildung(?:\s+und\s+Forschung"
        r"|,\s+Familie[\w,\s]{0,80}Jugend)?|BMBF|BMBFSFJ"
    ),
    "Ministerium für Arbeit, Gesundheit und Soziales": (
        r"Ministerium(?:s)?\s+für\s+Arbeit,\s+Gesundheit\s+und\s+Soziales|MAGS\b"
    ),
    "Zentralstelle für Fernunterricht": r"(?:Staatliche[nr]?\s+)?Zentralstelle\s+für\s+Fernunterricht|ZFU\b",
    "Deutsche Akkreditierungsstelle": r"(?:Deutsche[nr]?\s+)?Akkreditierungsstelle|DAkkS",
    "Amt für Ausbildungsförderung": (
        r"Amt(?:e?s)?\s+für\s+Ausbildungsförderung|Ämtern?\s+für\s+Ausbildungsförderung"
        r"|BAföG-(?:Amt(?:e?s)?|Ämtern?)"
    ),
    "Bundesverwaltungsamt": r"Bundesverwaltungsamt(?:e?s)?|BVA\b",
    "Studierendenwerk": r"Stud(?:ierenden|enten)werke?[ns]?",
    "Landschaftsverband": r"Landschaftsverb(?:and|andes|ände|änden)|LWL\b|LVR\b",
    "Bezirksregierung": r"Bezirksregierung(?:en)?",
    "Zoll": r"(?:Haupt)?[Zz]oll(?:verwaltung|amt(?:e?s)?|behörden?)|Zoll\b",
    "Gewerbeaufsicht": r"Gewerbeaufsicht(?:sbehörden?|samt(?:e?s)?|sämtern?)?",
    "Einigungsstelle": r"Einigungsstellen?",
    "Arbeitsgericht": (
        r"(?:Bundes|Landes)?[Aa]rbeitsgericht(?:e?s|en?)?|Gericht(?:e?s|en?)?\s+für\s+Arbeitssachen"
    ),
    "Sozialgericht": (
        r"(?:Bundes|Landes)?[Ss]ozialgericht(?:e?s|en?)?|Gericht(?:e?s|en?)?\s+der\s+Sozialgerichtsbarkeit"
    ),
    "DGB": r"DGB\b|Deutsche[nr]?\s+Gewerkschaftsbund(?:es)?",
    "IG Metall": r"IG\s?Metall|IGM\b",
    "ver.di": r"ver\.di|Verdi\b",
    "IG BCE": r"IG\s?BCE",
    "Volkshochschule": r"Volkshochschulen?|VHS\b",
    "Verbraucherzentrale": r"Verbraucherzentralen?",
}
_HEADS = (
    "amt kammer behörde ministerium kasse genossenschaft agentur gericht anstalt verband bank regierung"
    " institut zentrale zentralstelle stiftung gewerkschaft innung senat versicherung bundesrat bundestag"
    " landtag"
).split()
# what only ends like a name, and general words for "the office that is competent"
_NO_INSTITUTION = frozenset(
    "Beamt Ehrenamt Nebenamt Hauptamt Gesamt Datenbank Werkbank Parkbank Zahlungsverband Versicherung Anstalt"
    " Kasse Verband Bank Arbeitslosenversicherung Sozialversicherung Unfallversicherung Krankenversicherung"
    " Pflegeversicherung Haftpflichtversicherung Fachbehörde Landesbehörde Bundesbehörde Aufsichtsbehörde"
    " Verwaltungsbehörde Schulbehörde Weiterversicherung Pflichtversicherung Erziehungsanstalt"
    " Bundesregierung Landesregierung".split()
)
_PUBLIC = {"Agentur für Arbeit", "Jobcenter"}
_OFFICES = {"amt", "behörde"}  # what people call them
_HEAD_WORD = (
    "|".join(sorted(_HEADS, key=len, reverse=True))
    .replace("amt", "(?:amt|ämter)")
    .replace("bank", "(?:bank|banken)")
)
_PATTERNED = re.compile(
    rf"\b(?P<word>(?:[A-ZÄÖÜ]\w*+-){{0,5}}[A-ZÄÖÜ][a-zäöüß]*?(?P<head>{_HEAD_WORD})(?:e[sn]?"
    rf"|[ns])?)\b(?P<of>\s++für\s++[A-ZÄÖÜ]\w++)?|"
    rf"\b(?P<bare>Kammer|Ministerium|Agentur|Gericht|Institut|Stiftung|Gewerkschaft|Innung)(?:e[sn]?"
    rf"|[ns])?\b(?P<bare_of>\s++für\s++[A-ZÄÖÜ]\w++)?|"
    rf"\b(?P<general>Amt|Ämter|Behörde)(?:e[sn]?|[ns])?\b(?P<general_of>\s++für\s++[A-ZÄÖÜ]\w++)"
)
_KNOWN_PATTERN = re.compile(
    r"\b(?=[A-ZÄÖÜ]\w|(?:agentur|arbeitsg|gemeins|gesetzl|sozialg|ver\.|zoll))(?:"
    + "|".join(rf"(?P<k{i}>(?:{pattern})(?!\w))" for i, pattern in enumerate(_KNOWN.values()))
    + ")"
)
_NAMES = tuple(_KNOWN)


def institutions_in(text: str) -> set[str]:
    """The institutions a text names, each under one name; what only ends like one ("…amt", "…kammer",
    "…behörde") in the singular.
    """
    found: set[str] = set()

    def known(match: re.Match[str]) -> str:
        found.add(_NAMES[int((match.lastgroup or "k0")[1:])])
        return " "

    rest = _KNOWN_PATTERN.sub(known, text)
    for match in _PATTERNED.finditer(rest):
        word = match["word"] or match["bare"] or match["general"]
        name = _singular(word, match["head"] or (match["bare"] or match["general"]).lower())
        if name not in _NO_INSTITUTION:
            found.add(
                name + " ".join(["", *(match["of"] or match["bare_of"] or match["general_of"] or "").split()])
            )
    return found


def unnamed(claimed: Iterable[str], have: Iterable[str]) -> set[str]:
    """Institutions of a claim that the evidence does not name; a general word is backed by a special one
    ("Kammer" by "Handwerkskammer").
    """
    known = set(have)
    heads = {word.lower() for name in known for word in name.split()} | (
        _OFFICES if known & _PUBLIC else set()
    )
    return {
        name
        for name in claimed
        if name not in known and not (" " not in name and any(h.endswith(name.lower()) for h in heads))
    }


def _singular(word: str, head: str) -> str:
    """The word up to the end of its head, "ämter" as "amt"."""
    low = word.lower()
    return re.sub(
        "(?i)ämter$",
        lambda m: "Amt" if m[0][0].isupper() else "amt",
        word[: low.rindex(head.lower()) + len(head)],
    ).replace("banken", "bank")
