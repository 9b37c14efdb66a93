"""Names of files that people add: "Lebenslauf_Erika_Mustermann.pdf" says who it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chains.privacy.names import is_common, is_given, is_surname

_ENDINGS = r"(?:pdf|docx?|odt|rtf|txt|md|xlsx?|ods|csv|pptx?|odp|html?|eml|msg|jpe?g|png|tiff?|heic|zip)"
_FILE = re.compile(rf"(?<![\w.+()-])[\w.+()-]+\.{_ENDINGS}\b", re.I)
_LABEL = re.compile(r"Ihr Dokument ‚([^‘\n]{1,200})‘")  # chains.answer.place_label
_WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-ZÄÖÜ])(?=[A-ZÄÖÜ])")
# What files are called beside whom they are about; a German dictionary knows the rest.
_OF_FILES = frozenset(
    "cv vita lebenslauf zeugnis arbeitszeugnis zwischenzeugnis bescheid bewerbung anschreiben "
    "vertrag arbeitsvertrag kündigung kuendigung angebot rechnung antrag anlage anhang "
    "scan foto bild "
    "kopie final neu alt version entwurf endfassung unterlagen nachweis bescheinigung "
    "zertifikat urkunde ausweis formular fragebogen liste teilnehmerliste protokoll vermerk "
    "notiz brief mail "
    "schreiben vereinbarung betriebsvereinbarung bv tv sgb azav afbg bafög bafoeg bildungsgutschein "
    "bildungsscheck weiterbildung qualifizierung qualifizierungsvertrag schulung kurs "
    "lehrgang "
    "dokument datei text seite teil stand vom von zur zum fuer für und mit an der die "
    "das ag gmbh kg ev pdf doc docx xlsx txt vorlage muster arbeitsbescheinigung gehaltsabrechnung "
    "lohnabrechnung "
    "personalbogen stellenbeschreibung eingliederungsvereinbarung kooperationsplan ablehnung "
    "bewilligung widerspruch nrw wbm ba aa jc info kontakt office mail personal service "
    "buchhaltung bewerbungen post zentrale hr it support team noreply newsletter".split()
)
_ENDS_LIKE_NOUN = re.compile(
    r"(?i)(?:vertrag|bescheid|zeugnis|antrag|ung|ungen|schein|liste|plan|bogen|brief|schreiben|"
    r"bescheinigung|gutschein|scheck|kurs|nachweis|formular|protokoll|angebot|unterlagen|"
    r"rechnung|lauf|mappe|karte|buch|blatt|bericht|konzept|heft|folien|programm|gesetz|heit|keit"
    r"|schaft|recht)$"
)


def file_names_in(text: str) -> Iterator[str]:
    """The names of files that a text tells, and those in the labels of a person's own documents."""
    for match in _LABEL.finditer(text):
        yield match[1]
    for match in _FILE.finditer(text):
        yield match[0]


def people_in_file_name(name: str) -> list[str]:
    """The words of a file's name that may be somebody's: listed names, and words that no dictionary has."""
    stem = re.sub(rf"\.{_ENDINGS}$", "", name, flags=re.I)
    words = [part for word in _WORDS.findall(stem) for part in _CAMEL.split(word)]
    return [word for word in words if len(word) > 2 and _somebody(word)]  # noqa: PLR2004


def _somebody(word: str) -> bool:
    if word.lower() in _OF_FILES or (word.isupper() and len(word) < 4):  # noqa: PLR2004 - an abbreviation
        return False
    if is_given(word) or is_surname(word):
        return True
    return not is_common(word) and not _ENDS_LIKE_NOUN.search(word)
