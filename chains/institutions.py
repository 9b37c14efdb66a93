"""Institutions that an answer names: an answer may send nobody to an office that its sources do not speak of."""

from __future__ import annotations

import re

# canonical name -> how it is written; the names that people and laws use for one office are one
_KNOWN: dict[str, str] = {
    "Agentur für Arbeit": r"agentur(?:en)? für arbeit|bundesagentur|arbeitsagentur|arbeitsamt",
    "Jobcenter": r"jobcenter|gemeinsame einrichtung",
    "Integrationsamt": r"integrationsamt|integrationsämter|inklusionsamt",
    "Industrie- und Handelskammer": r"\bihk\b|industrie- und handelskammer\w*",
    "Handwerkskammer": r"\bhwk\b|handwerkskammer\w*",
    "Landwirtschaftskammer": r"landwirtschaftskammer\w*",
    "Ausländerbehörde": r"ausländerbehörde\w*",
    "Bundesamt für Migration und Flüchtlinge": r"\bbamf\b|bundesamt(?:es)? für migration",
    "KfW": r"\bkfw\b|kreditanstalt für wiederaufbau",
    "Rentenversicherung": r"rentenversicherung\w*",
    "Krankenkasse": r"krankenkasse\w*",
    "Berufsgenossenschaft": r"berufsgenossenschaft\w*|unfallversicherung\w*",
    "Finanzamt": r"finanzamt|finanzämter|finanzbehörde\w*",
    "Einigungsstelle": r"einigungsstelle\w*",
    "Arbeitsgericht": r"arbeitsgericht\w*|gericht(?:e|en)? für arbeitssachen",
    "Sozialgericht": r"sozialgericht\w*|gericht(?:e|en)? der sozialgerichtsbarkeit",
    "Gewerbeaufsicht": r"gewerbeaufsicht\w*",
    "Akkreditierungsstelle": r"akkreditierungsstelle|\bdakks\b",
    "Zoll": r"\bzoll(?:verwaltung|amt|behörde\w*)?\b",
    "Bundesverwaltungsamt": r"bundesverwaltungsamt\w*",
    "Bezirksregierung": r"bezirksregierung\w*",
    "Landschaftsverband": r"landschaftsverb\w*|\blwl\b|\blvr\b",
    "Versorgungsamt": r"versorgungsamt|versorgungsämter",
    "Jugendamt": r"jugendamt|jugendämter",
    "Sozialamt": r"sozialamt|sozialämter",
    "Gesundheitsamt": r"gesundheitsamt|gesundheitsämter",
    "Studierendenwerk": r"stud(?:ierenden|enten)werk\w*",
    "Schulamt": r"schulamt|schulämter",
    "Kreishandwerkerschaft": r"kreishandwerkerschaft\w*",
    "Bundesministerium": r"bundesministerium\w*",
}
_PATTERNS = {name: re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE) for name, pattern in _KNOWN.items()}
# any other office by its ending; general words for "the office that is competent" are no names
_OTHER = re.compile(r"\b(?:[A-ZÄÖÜ]\w+(?:amt|kammer|behörde|ministerium|agentur))(?:es|s|n)?\b")
_GENERAL = re.compile(r"(?i)^(?:behörde|fachbehörde|landesbehörde|bundesbehörde|aufsichtsbehörde|verwaltungsbehörde|ehrenamt|gesamt|kammer|beamt|agentur|schulbehörde)")


def institutions_in(text: str) -> set[str]:
    """Canonical names of the institutions that a text names."""
    found = {name for name, pattern in _PATTERNS.items() if pattern.search(text)}
    covered = {match[0].lower() for name in found for match in _PATTERNS[name].finditer(text)}
    others = {match[0].removesuffix("es").removesuffix("s") for match in _OTHER.finditer(text)}
    return found | {name for name in others if not _GENERAL.match(name) and not any(c in name.lower() or name.lower() in c for c in covered)}
