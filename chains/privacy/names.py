"""Which words are given names and surnames: Faker's lists for the languages spoken in the Ruhr's firms, and
what tells a surname from a noun.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module
from pathlib import Path

from knowledge.german.dictionary import german_words

_LOCALES = (
    "de_DE",
    "de_AT",
    "de_CH",
    "tr_TR",
    "pl_PL",
    "it_IT",
    "es_ES",
    "hr_HR",
    "ro_RO",
    "nl_NL",
    "fr_FR",
    "ru_RU",
    "uk_UA",
    "bg_BG",
    "el_GR",
    "ar_AA",
    "ar_PS",
    "vi_VN",
    "sk_SK",
    "cs_CZ",
    "pt_PT",
)
# Given names in those lists that German texts mean otherwise (found by masking the law texts,
# factsheets and suites).
_OTHERWISE = frozenset(
    "April August Can Christ Corona Don Ernst Gala German Gott Hagen Heide Job Juni Leone "
    "Marino Mark Mentor Peer Rose Solange Silvester Stern Will Wolf "
    "Aral Bali Bergen Beste Candela Döner Elba Fügen Gabel Jet Kader Kick Linde Lot Marine "
    "Medina Mercedes Nazi Nova Pastor Salami Sadat Server Sole Sultane "
    "Mai Juli Dezember Claas Hermes Urban Villa Viola Virginia Jordan Paris Flora Aura "
    "Alba Isis Ion Cruz Alpin Amor Asta Bebe Barak Jure Kläre Lupe Raf Romane Rens Tara".split()
)
# Given names that are common in the region and missing in the lists.
_FURTHER = frozenset(
    "Ayşe Ayse Fatma Zeynep Mehmet Mustafa Hüseyin Ibrahim Yusuf Samira Amira Layla Leyla "
    "Nour Rania Hassan Hussein Karim Khaled Mahmoud Omar Osama Tarek "
    "Yasmin Svetlana Olga Oksana Natalia Tatjana Irina Ludmila Dmitri Sergej Wladimir "
    "Oleksandr Andrij Minh Linh Thi Thanh Amadou Fatou Mamadou Selam Priya Rahul "
    "Mohamed Mohammed Muhammad Ahmed Ahmad Abdul Abdullah Ali Aylin Gökhan Uschi Steffi "
    "Svenja Bärbel Kalle Manni Susi Gabi Moni Uli Andi Basti Flo Lena Mia Lea Finn "
    "Noor Mariam Maryam Zahra Hamza Bilal Youssef Yousef Salma Rana Hala Bashar Nasser "
    "Faisal Habib Jamal Rashid Tariq Walid Ziad Olena Iryna Nataliia Yulia "
    "Julija Maryna Serhij Volodymyr Mykola Taras Bohdan Dariusz Grzegorz Krzysztof Zbigniew "
    "Malgorzata Agnieszka Katarzyna Kinga Beata Justyna Dorota Halina Jolanta "
    "Wieslaw Boguslaw Ioana Florin Mihai Bogdan Vasile Desislava Plamen Goran Zoran Dragan "
    "Slobodan Milica Jelena Vesna Snezana Besnik Arben Shpresa Blerim Liridona "
    "Berivan Rojda Azad Dilan Baran Welat Abeba Tesfaye Yonas Haile Kofi Kwame Ngozi "
    "Chidi Emeka Binta Ousmane Ibrahima Aminata Sekou Dilek Gülsen Nurcan Songül Serkan "
    "Volkan Tolga Erkan Hakan Orhan Kemal Cemal Sevda Sevim Hatice Hülya Nesrin Filiz "
    "Derya Ebru Esra Büşra Merve Kübra Ravi Anil Sunil Anita Deepak "
    "Chioma Blessing Patience Thuy Huong Hoa Duc Tuan Quang".split()
)
# Surnames that are common in Germany and missing in the lists.
_FURTHER_SURNAMES = frozenset(
    "Krüger Hartmann Schmitz Krämer Schulze Köhler König Walter Peters Vogt Schuhmacher "
    "Pohl Arndt Brandt Lorenz Böhm Franke Berger Winkler Sauer Ott Thiel Haas Busch Bergmann "
    "Pfeiffer "
    "Voigt Sommer Seidel Horn Beckmann Hansen Petersen Jansen Janssen Hamann Ahrens Behrens "
    "Heinrich Kühn Jahn Kramer Kuhn Engel Kruse Wolff Ziegler Brinkmann Lindner Dietz "
    "Nowak Hein "
    "Ludwig Graf Moritz Steffens Reimann Lüders Wilke Brandes Hübner Hermann Herrmann "
    "Noack Nitsche Pietsch Rothe Kunze Barth Ebert Löffler Kluge Uhlig Weigel Zander "
    "Wendt Witt Rohde "
    "Scherer Marquardt Grabowski Kowalski Kaminski Lewandowski Wisniewski Zielinski Szymanski "
    "Wojcik Dabrowski Jankowski Kozlowski Mazur Krawczyk Piotrowski Grabowska Kowalska "
    "Yilmaz Kaya Demir "
    "Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin "
    "Kara Koç Kurt Özkan Şimşek Polat Korkmaz Erdoğan Acar Aksoy Güneş Bulut Tekin Petrović "
    "Nikolić Jovanović "
    "Ivanov Petrov Smirnov Kuznetsov Popov Nguyen Tran Pham Hoang Rossi Russo Ferrari "
    "Esposito Bianchi Silva Santos Ferreira Pereira Hoffmeister Obermeier Niemeyer Lohmann "
    "Ostermann "
    "Westermann Trautwein Hagedorn Hildebrandt Siepmann Kuhlmann Holtmann Wessel Terhorst "
    "Schlüter Schürmann Schulte Schröer Sander Overbeck Nolte Menke Lammers Kleine Klute "
    "Kersting "
    "Hüsken Höfer Heitmann Hecker Gerlach Gehrke Freitag Fiedler Eickhoff Ebeling Drees "
    "Dreyer Dahlmann Bußmann Brüggemann Brockmann Böttcher Bartels Bartsch Albers".split()
)
_LONGEST = 12  # letters of a surname that stands behind a role
_NOUN = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|schein|geld|kurs|kurse|schule|prüfung|recht|gesetz|"
    r"urlaub|vertrag|zeit|jahr|jahre|betrieb|beruf|abschluss|kosten|"
    r"lehre|lehrgang|arbeit|amt|kammer|stelle|hilfe|rente|kasse|plan|tion|ismus|ment|tät|"
    r"maßnahme|meister|aufgaben|differenz|euro|prozent|stunden|tage|"
    r"förderung|beratung|fähigkeit|logistik|technik|assistent|assistentin|helfer|helferin|"
    r"kauffrau|kaufmann|fachkraft|leute|kräfte|arbeiter|arbeiterin)$"
)
# Words of a question that a German dictionary lacks or that lists take for surnames: never a
# name in lower case.
_NEVER = frozenset(
    "will aller anders mir kurz kurze frei gut gute grob lange lang langer warmer wiener "
    "stark scharf hell klug nette reif schön wild real karge linke kosten mangel "
    "masse lage heim post mann frau herr herrn christen frisch flink stolz delle denk "
    "macher bürger kaufmann schüler steuer vi pi der die das den dem des und oder "
    "im in am an auf zu zum zur von vom mit bei aus für ist sind war hat haben kann soll "
    "muss darf möchte wollen sucht fragt arbeitet sagt heute morgen meister "
    "selbst selber gerade jetzt schon noch nur auch sehr hier dort dann wenn weil dass "
    "ohne gegen durch nach seit beim ins ans wegen trotz statt".split()
)
_GREETED_NOT = frozenset(
    "zusammen team alle leute kollegen kolleginnen welt gruppe damen herren gruss grüße assistent wbm chat"
    " bot ki freunde mentor mentorin".split()
)
# Names that are adjectives or the like, which a sentence in small letters has all the time; "koch" and
# "weber" it has as names, or for once.
_SMALL_WORDS = _NEVER | frozenset(
    "klein kleine groß große weiß schwarz braun grau jung junge alt alte neu neue kurz "
    "reich arm schnell fein ernst froh kühn kühl heiß kalt still laut sanft zart dick "
    "breit hoch tief rot grün "
    "blau süß sauer bitter schade winter sommer herbst montag freitag mai max rosa jet "
    "sole server frei eigen recht dank gern best beste lieb liebe meist ganz".split()
)
_SPECIAL = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ẞ": "ss"}
)
_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def spellings(word: str) -> tuple[str, str]:
    """A word in small letters without accents, umlauts written with e and without: "Müller" ->
    "mueller", "muller".
    """
    small = unicodedata.normalize("NFC", word.lower().replace("i̇", "i")).translate(_SPECIAL)
    return _plain(small.translate(_UMLAUT)), _plain(small)


def _plain(text: str) -> str:
    return (
        "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        if not text.isascii()
        else text
    )


@cache
def given_names() -> frozenset[str]:
    """Given names as they are written, without those that German texts mean otherwise."""
    return (
        frozenset(n for n in _listed("first_names") if len(n) > 2 and n[0].isupper()) | _FURTHER  # noqa: PLR2004 - "Al", "Bo" are syllables
    ) - _OTHERWISE


@cache
def surnames() -> frozenset[str]:
    """Surnames as they are written."""
    return frozenset(_listed("last_names")) | _FURTHER_SURNAMES


@cache
def _spelled(kind: str) -> frozenset[str]:
    names = given_names() if kind == "given" else surnames()
    return frozenset(key for name in names if len(name) > 2 for key in spellings(name))  # noqa: PLR2004


def is_given(word: str) -> bool:
    """Whether a word, in any case and spelling, is a given name, or several joined by hyphens."""
    return (
        all(bool({*spellings(part)} & _spelled("given")) for part in word.split("-"))
        and word.capitalize() not in _OTHERWISE
    )


def is_surname(word: str) -> bool:
    """Whether a word, in any case and spelling, is a listed surname, or several joined by hyphens."""
    return all(bool({*spellings(part)} & _spelled("surname")) for part in word.split("-"))


def is_common(word: str) -> bool:
    """Whether a German dictionary or our field knows a word as something else than, or beside, a name."""
    last = word.rsplit("-", 1)[-1]
    small = last.lower()
    return (
        small in german_words()
        or small in _NEVER
        or small.capitalize() in _own_nouns()
        or bool(_NOUN.search(small))
    )


def is_noun(word: str) -> bool:
    """Whether our field knows a word, or its ending, as a thing."""
    return bool(_NOUN.search(word.lower())) or word.capitalize() in _own_nouns()


def means_else(word: str) -> bool:
    """Whether a word in small letters is more often something else than a name: "lang", but neither "koch"
    nor "sabine".
    """
    return word.lower() in _SMALL_WORDS


def never_a_name(word: str) -> bool:
    """Whether a word in small letters is said in every question."""
    return word.lower() in _NEVER


def greeted_not(word: str) -> bool:
    """Whether a word behind "Hallo" greets nobody in particular."""
    return word.lower() in _GREETED_NOT


def may_be_surname(word: str, *, strictly: bool = False) -> bool:
    """Whether a capitalised word is a surname rather than the next noun.

    Behind a given name or "Frau" all that is no noun of our field may be one; behind a role
    ("Mitarbeiter …", `strictly`) only what no German dictionary has, or what is listed.
    """
    parts = word.split("-")
    if all(is_surname(part) or is_given(part) for part in parts):
        return True
    if _NOUN.search(parts[-1].lower()) or parts[-1] in _own_nouns():
        return False
    return not strictly or (len(parts[-1]) <= _LONGEST and parts[-1].lower() not in german_words())


def unknown(word: str) -> bool:
    """Whether neither a dictionary nor our field knows a word, so that two of them side by side are
    somebody's name.
    """
    return may_be_surname(word, strictly=True) and not any(
        part.lower() in german_words() for part in word.split("-")
    )


@cache
def _own_nouns() -> frozenset[str]:
    """What the factsheets, phrases and glossary call things: no surname."""
    knowledge = Path(__file__).resolve().parent.parent.parent / "knowledge"
    files = [*knowledge.glob("texts/*.md"), *knowledge.glob("phrases/*.yaml"), *knowledge.glob("*.yaml")]
    return frozenset(
        re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]+\b", " ".join(path.read_text(encoding="utf-8") for path in files))
    )


def _listed(attribute: str) -> set[str]:
    found: set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            if name.startswith(attribute):
                entries = {str(entry) for entry in getattr(provider, name)}
                found |= (
                    {part for entry in entries for part in entry.split()}
                    if attribute == "first_names"
                    else {entry for entry in entries if " " not in entry}
                )
    return found
