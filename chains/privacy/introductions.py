"""How people introduce a name: titles, roles, greetings, labels, signatures; and a word of a text with what
its writing says about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LETTERS = r"[^\W\d_]"
WORD = re.compile(rf"{LETTERS}+(?:['’´`]{LETTERS}+|-(?={LETTERS}){LETTERS}+)*")
LATIN = re.compile(r"[a-zA-ZÀ-ɏ]")
PARTICLES: Final = frozenset(
    "von van vom zu zum zur de del della di da dos la le el al ben bin ibn abu ten ter den der dem und bint"
    " van't".split()
)
LEADING: Final = PARTICLES - {"der", "dem", "den", "und", "zum", "zur", "zu"}  # "Herr der Lage"
TITLES: Final = frozenset(
    "dr prof med dipl ing mag phil jur rer nat h c ba ma doktor professor professorin mba".split()
)
CALLED: Final = frozenset(
    "herr herrn hr hrn frau fr familie fam eheleute ehepaar dr prof doktor professor professorin schwester"
    " pfarrer mr mrs ms madame monsieur señor señora".split()
)
# of these: what may be something else, such as "Fr" for Friday
OTHERWISE: Final = frozenset("fr dr prof hr schwester pfarrer".split())
NOT_CALLED: Final = frozenset(
    "mitte ende anfang mentor mentorin betriebsrat betriebsrätin azubi azubis kollege "
    "kollegin meisterin direktor direktorin doktor professor präsident präsidentin "
    "ober gott mutter vater schwester bruder minister ministerin richterin".split()
)
ROLE: Final = re.compile(
    r"\A(?:kolleg(?:e|in|en)|[a-zäöü]*mitarbeiter(?:in|s)?|mitarbeitende[rn]?|azubi|azubine|"
    r"auszubildende[rn]?|chef(?:in)?|kund(?:e|in|en)|klient(?:in|en)?|mandant(?:in|en)?|"
    r"teilnehmer(?:in|s)?|bewerber(?:in|s)?|nachbar(?:in|n)?|sohn|tochter|mann|ehemann|"
    r"ehefrau|bruder|schwester|geschäftsführer(?:in|s)?|inhaber(?:in)?|betriebsr[aä]t(?:in|"
    r"s)?|"
    r"ratsuchende[rn]?|beschäftigte[rn]?|arbeiter(?:in)?|schüler(?:in)?|praktikant(?:in|"
    r"en)?|leiharbeiter(?:in)?|vorgesetzte[rn]?|ausbilder(?:in)?|meister(?:in)?|"
    r"beraterin?|berater|mentor(?:in)?|sachbearbeiter(?:in)?|freund(?:in)?|bekannte[rn]?|"
    r"patient(?:in|en)?|vater|mutter|onkel|tante|oma|opa|cousine?|partner(?:in)?|"
    r"lebensgefährt(?:e|in)|vertrauensfrau|vertrauensmann|schichtleiter(?:in)?|teamleiter(?:in)?|"
    r"abteilungsleiter(?:in)?|personalleiter(?:in)?|personaler(?:in)?|kandidat(?:in|en)?|"
    r"lehrer(?:in)?|dozent(?:in|en)?|trainer(?:in)?|ansprechpartner(?:in)?|namens|genannt)",
    re.I,
)
TOLD: Final = re.compile(
    r"\b(?:ich hei(?:ß|ss)e|hei(?:ß|ss)t|mein name (?:ist|lautet|wäre)|(?:sein|ihr) name "
    r"(?:ist|lautet)|my name is|namens|z\.\s?hd\.?(?: von)?|zu h[äa]nden(?: von)?|c/o|"
    r"i\.\s?a\.|i\.\s?v\.(?=\s*\n|\s+[A-ZÄÖÜ][a-zäöü]+\s*$)|"
    r"gez\.|gezeichnet|zuständig ist|unterzeichnet von|adım|меня зовут|мене звати|اسمي|"
    r"nazywam się|mam na imię)[\s:]{1,3}",
    re.I,
)
SAID_TO_BE: Final = re.compile(
    r"\b(?:ich bin|hier ist|das ist|hier spricht|es geht um|gemeint ist|ich berate|wir "
    r"haben|betrifft|betreff:?|betr\.:?)[\s:]{1,2}(?:(?:der|die|den|dem)\s)?",
    re.I,
)
ALONE: Final = re.compile(  # a name alone, without an article as only names are, beside what people do
    r"(?:\b(?:kann|darf|will|möchte|muss|soll|bekommt|hat|ist|wird|braucht|sucht|fragt|"
    r"arbeitet|für|von|bei|dass|wenn|ob|weil|aber|sagt|steht)[ \t])(?=[A-ZÄÖÜ])|"
    r"(?:^|(?<=[.!?]\s))(?=[A-ZÄÖÜ][^\W\d_]{2,20}\s(?:hier|will|möchte|fragt|sucht|sagt|"
    r"meint|arbeitet|wohnt|heißt|schreibt|braucht|hat|ist|kann|darf|muss|bekommt|soll)\b)",
    re.I | re.M,
)
BORN_AS: Final = re.compile(r"\b(?:geb\.|geborene[rn]?)[ \t]{1,3}")
SAID_BY: Final = re.compile(r"\b(?:laut|sagte?|meinte?)[ \t]{1,3}", re.I)
LABEL: Final = re.compile(
    r"\b(?:(?:vor-?\s?(?:und|u\.|&|/)\s?)?(?:nach|zu|familien|geburts|mädchen|vor|ruf|"
    r"spitz)?name[n]?|kontoinhaber(?:in)?|ansprechpartner(?:in)?(?: bei uns| ist)?|ansprechperson|"
    r"teilnehmer(?:in(?:nen)?)?|teilnehmende|"
    r"kontakt|unterschrift|absender(?:in)?|empfänger(?:in)?|versicherte[r]?|antragsteller(?:in)?|"
    r"bewerber(?:in)?|inhaber(?:in)?|mitarbeiter(?:in)?|kunde|kundin|"
    r"sachbearbeiter(?:in)?|bearbeiter(?:in)?|von|an|cc|bcc|from|to)\s?:\s{0,3}|\b(?:nach|"
    r"vor|familien|geburts|mädchen)name\s(?=[A-ZÄÖÜ])|\bkontoinhaber(?:in)?\s(?:ist\s)?",
    re.I,
)
SIGNED: Final = re.compile(
    r"(?:\b(?:mit\s(?:freundlichen|besten|herzlichen|lieben|kollegialen|freundlichem|bestem)\s(?:grü(?:ß|"
    r"ss)en|gru(?:ß|ss))|(?:viele|liebe|beste|herzliche|schöne|freundliche|sonnige|lieben|"
    r"herzlichen|besten|schönen)\s(?:grü(?:ß|ss)e[n]?|gru(?:ß|ss)|dank)|"
    r"gru(?:ß|ss)|grü(?:ß|ss)e|hochachtungsvoll|mfg|lg|vg|bg|glg|herzlichst|ihre?|dein[e]?|"
    r"euer|eure|best regards|kind regards|regards|cheers|danke|ciao|pozdrawiam|saygılarımla)\b"
    r"|^\s{0,3}--)(?:\s(?:aus|von)(?:\s\w+)?)?[\s,.!–-]{1,6}",
    re.I | re.M,
)
ONLY_LAST_LINE: Final = re.compile(r"(?i)^(?:ihre?|dein[e]?|euer|eure|danke|ciao|bg)\b")
GREETED: Final = re.compile(
    r"\b(?:hallo|hi|hey|moin(?:\s?moin)?|servus|guten\s(?:tag|morgen|abend)|grüß\sdich|"
    r"liebe[rsn]?|sehr\sgeehrte[rs]?|werte[r]?|merhaba|cześć|dear)[\s,]{1,3}",
    re.I,
)
PUT_TOGETHER: Final = re.compile(
    r"(?i)(?:er|erin|in|innen|or|ist|ent|ant|eur|iker|ik|ie|tor|pass|net|card|app|tv|cd|"
    r"www|ing|ware|punkt|bonus|kita|schutz|titel|profil|paket|pflicht|markt)s?$"
)
MOST: Final = 4  # words of a name that no list has
TAIL: Final = re.compile(
    r"\A(?:[a-zäöü]*(?:stiftung|schule|institut|akademie|kolleg|gymnasium|zentrum|haus|werk|"
    r"modell|gesetz|diplom|methode|straße|str|platz|universität|hochschule|verlag|gruppe|"
    r"konzern|rente|preis|"
    r"paragraf|test|skala|tarif)(?:es|s|en|n)?|gmbh|ag|kg|ohg|ev|ug|se|co|office|excel)$",
    re.I,
)
ENDINGS = re.compile(
    r"(?:енко|ов|ова|ев|ева|ін|ин|іна|ина|ський|ська|ский|ская|чук|юк|як|ко|дзе|швили|"
    r"ович|евич|івна|овна|евна|ян)$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place; `gap`: what stands between it and the word before."""

    text: str
    start: int
    end: int
    gap: str

    @property
    def name(self) -> str:
        """Without the sign of a genitive: "Müller's" is "Müller"."""
        return re.sub(r"['’´`]s?$", "", self.text)

    @property
    def capitalised(self) -> bool:
        """Written like a name: "Müller", "O'Connor", "Al-Masri"."""
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text.isupper())

    @property
    def latin(self) -> bool:
        """Whether it is in our letters."""
        return bool(LATIN.match(self.text))
