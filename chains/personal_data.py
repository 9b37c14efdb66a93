"""How personal data is written in German: numbers by their own form, birthdays and addresses by the words around them, diagnoses."""

from __future__ import annotations

import re

GAP = r"[ \t]+"
_WORD = r"[A-ZÄÖÜŞÇĞİÉŚŁŻŹĆ][a-zäöüßéèêáàâíìóòôúùçğşıłśńżźćčšžñëïå]+"
NAME = rf"(?:{_WORD}|[A-Z][a-z]?(?=-))(?:-{_WORD})*"
_MONTH = r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_DATE = rf"(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}}|\s?\d{{2}})?|\d{{1,2}}\.\s?{_MONTH}(?:\s\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
_BORN = r"(?:\bgeboren(?:e[rn]?)?\b|\bgeb\.|\bgeburts(?:tag|datum)\b|\*)"
_STREET = r"(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|ufer|damm|steig|chaussee)"
_NO_STREET = r"(?!(?:Arbeits|Ausbildungs|Studien|Praktikums|Betreuungs|Schul|Kita)platz)(?!(?:Bildungs|Rechts|Lebens|Ausbildungs|Förder|Berufs)weg)"
_TOWN = rf"(?:,?{GAP}\d{{5}}{GAP}{NAME})?"
_HOUSE = r"\d{1,4}[ ]?(?:[a-z]\b)?(?:-\d+)?"
_LANE = rf"(?:Am|An der|Im|In der|Auf der|Auf dem|Unter den|Zum|Zur){GAP}(?:{NAME}{GAP}){{1,2}}\d{{1,4}}[a-z]?"
_NUMBERED = r"(?:kunden|steuer|bg|bedarfsgemeinschafts|ausweis|pass|personal|mitglieds|akten)-?(?:identifikations)?(?:nummer|nr\.?|id|zeichen)"

# Where a pattern has a group "value", that is what is masked, else all of it.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("E-MAIL", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[0-9A-Z]{4}){3,7}(?:[ ]?[0-9A-Z]{1,3})?\b")),  # ISO 13616
    ("VERSICHERUNGSNUMMER", re.compile(r"\b\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}\b")),  # § 2 VKVV: area, birthday, letter, serial, check digit
    ("KRANKENVERSICHERTENNUMMER", re.compile(r"\b[A-Z]\d{9}\b")),  # § 290 SGB V
    ("KUNDENNUMMER", re.compile(r"\b\d{3}[A-Z]\d{6}\b")),
    ("KUNDENNUMMER", re.compile(rf"(?i)\b{_NUMBERED}\W{{0,3}}(?P<value>[A-Z]*\d[\w/-]*(?: \d{{3}})*)")),
    ("GEBURTSTAG", re.compile(rf"(?i){_BORN}[^.!?\n\d]{{0,25}}?(?P<value>{_DATE})")),
    ("GEBURTSTAG", re.compile(rf"(?i)(?P<value>{_DATE})[^.!?\n\d]{{0,30}}?{_BORN}")),
    ("TELEFON", re.compile(r"(?i)\b(?:tel(?:efon)?|handy|mobil|fax|durchwahl|rufnummer)(?:nummer|nr\.?)?\.?\W{0,3}(?P<value>\d[\d /-]{3,16}\d)\b")),
    ("TELEFON", re.compile(r"(?<![\w.,/])(?:(?:\+|00)[1-9]\d[ /-]?(?:\(0\)[ ]?)?|\(?0(?!800|180|0)\d{1,5}\)?[ /-]{0,3})(?:\d[ /-]?){5,12}\d(?!\w|[.,]\d)")),
    ("ANSCHRIFT", re.compile(rf"(?<![\w-])(?:{NAME} )?{_NO_STREET}(?=[A-ZÄÖÜ])[\w-]{{0,60}}?{_STREET}[ ]?{_HOUSE}{_TOWN}")),  # bounded: no backtracking over long words
    ("ANSCHRIFT", re.compile(rf"\b{NAME}{GAP}(?:Straße|Strasse|Str\.|Weg|Allee|Platz|Ring|Damm){GAP}{_HOUSE}{_TOWN}")),
    ("ANSCHRIFT", re.compile(rf"(?i:\b(?:wohnt|wohnhaft|adresse|anschrift)\b[^.!?\n\d]{{0,25}}?)(?P<value>{_LANE}{_TOWN})")),
    ("ANSCHRIFT", re.compile(rf"\b{_LANE},{GAP}\d{{5}}{GAP}{NAME}")),
)

HEALTH = re.compile(
    r"(?i)\b(?:diabet\w+|depressi(?:on|onen|v|ve|ven)|burn-?out\w*|(?:[a-zäöü]+krebs|krebs(?:erkrankung|leiden|krank\w*)?)|tumor\w*|leukämie|chemotherapie|"
    r"multiple[rn]? sklerose|epilep\w+|hiv|aids|bandscheiben\w+|rheuma\w*|arthrose|arthritis|asthma\w*|alkohol(?:iker\w*|krank\w*|abhängig\w*|sucht)|"
    r"drogen(?:abhängig\w*|sucht|süchtig\w*)|suchtkrank\w*|schizophren\w*|psychose\w*|psychisch krank\w*|angststörung\w*|panikattacken?|ptbs|posttraumatisch\w*|adhs|"
    r"autis\w+|herzinfarkt\w*|schlaganf[aä]ll\w*|parkinson|demen(?:z|t)\w*|migräne|long[- ]?covid|essstörung\w*|bulimie|magersucht|dialyse|hepatitis|morbus \w+|"
    r"borderline|transplantation)\b"
)

# Words that a name stands behind; the group "name" is what may be one.
TITLED = re.compile(
    rf"\b(?:Herrn?|Frau|Familie|Dr\.|Prof\.)\s+(?:(?:Dr\.|Prof\.|Dipl\.-\w+\.?|med\.)\s+)*"
    rf"(?P<name>(?:(?:von|van|zu|vom|de|della|di|el|al)(?:{GAP}(?:der|dem|den))?{GAP})?{NAME}(?:{GAP}(?:{NAME}|von|van|de|der|zu|el|al))*)"
)
TOLD = re.compile(
    r"(?i:\b(?:ich heiß?ss?e|heißt|mein name ist|meine?n? name:|name:|kontoinhaber(?:in)?(?: ist|:)?|ansprechpartner(?:in)?:|zuständig ist|ich,)\s+)"
    rf"(?P<name>{NAME}(?:{GAP}{NAME})?)"
)
ROLE = re.compile(
    r"\b(?:Kolleg(?:e|in|en)|Mitarbeiter(?:in|s)?|Azubi|Auszubildende[rn]?|Chef(?:in)?|Kund(?:e|in|en)|Klient(?:in|en)?|Mandant(?:in|en)?|Teilnehmer(?:in|s)?|Bewerber(?:in|s)?|"
    r"Nachbar(?:in|n)?|Sohn|Tochter|Mann|Ehemann|Ehefrau|Bruder|Schwester|Geschäftsführer(?:in)?|Inhaber(?:in)?|Gruß|Grüße[n]?,?)"
    rf",?{GAP}(?P<name>{NAME}(?:{GAP}{NAME})?)"
)
CAPITALISED = re.compile(rf"(?<![\w\[-]){NAME}(?:{GAP}{NAME}|{GAP}[A-Z]\.)*(?![\w-])")
