"""Words of a question: which are its own, whether it stands alone or hangs on what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.case.vocabulary import case_lexicon
from chains.funding.consultation.asking import asking_part, beside_names
from chains.quantities.tokens import tokens_of
from chains.question.follow_up import last_sentence
from knowledge.german.words import terms

_OWN_MATTER = 2  # words of its own from which on what a case ends with asks of a matter of its own
_STANDS_ALONE = 2  # own words from which on a question that points to nothing before is one of its own
_POINTS_BACK = re.compile(
    r"\b(?:das|dies|dafür|davon|damit|dazu|darüber|darauf|hierfür|dabei|dagegen|danach|daraus|daran|dort|da"
    r"|solche[rnms]?|diese[rnms]?)\b",
    re.IGNORECASE,
)

_FOR_THAT = re.compile(r"(?i)\b(?:dafür|hierfür|deswegen|deshalb|trotzdem|dennoch)\b")


def has_own_matter(question: str) -> bool:
    """Whether what a message asks last has a matter of its own: a noun or two words that are not those of
    every consultation nor tell of a case.
    """
    tokens = tokens_of(last_sentence(asking_part(question)))
    of_case = {i for match in case_lexicon().find(tokens) for i in range(match.first, match.last + 1)}
    rest = [token.text for i, token in enumerate(tokens) if i not in of_case]
    nouns = [word for word in rest[1:] if word[:1].isupper()]
    return bool(own_words(" ".join(nouns))) or len(own_words(" ".join(rest))) >= _OWN_MATTER


def stands_alone(question: str) -> bool:
    """Whether a question needs nothing of what was said before ("Wie viel Urlaub steht ihm zu?")."""
    return len(own_words(question)) >= _STANDS_ALONE and not points_back(question)


def points_back(question: str) -> bool:
    """Whether a question has a word for what was said before ("Wer muss das beantragen?")."""
    return bool(_POINTS_BACK.search(question))


def asks_of_told(question: str) -> bool:
    """Whether what a message asks is only said by what it tells before it ("Sie hat zwei Kinder, die betreut
    werden müssen. Was gibt es dafür im Monat?").
    """
    asking = asking_part(question)
    return asking != question and bool(_FOR_THAT.search(asking)) and len(own_words(asking)) < _OWN_MATTER


def names_alone(question: str, programmes: Sequence[str]) -> bool:
    """Whether a question has nothing but the names of these programmes ("Und mit Bildungsurlaub?")."""
    if not programmes:
        return False
    return len(own_words(question)) <= len(programmes) or not own_words(beside_names(question))


def own_words(question: str) -> set[str]:
    """The words of a question that are not those of every consultation."""
    return set(terms(question)) - _USUAL_WORDS


_USUAL_WORDS = frozenset(
    terms(
        "Antrag Anträge beantragen stellen stellt wer wo wann wohin bis welche Unterlagen Arbeitgeber "
        "Betrieb Firma Chef Person Agentur Arbeit Amt zahlen zahlt bezahlt kostet Kosten Lohn Gehalt "
        "Zuschuss Förderung gefördert fördern Kurs Weiterbildung Umschulung wir er sie muss müssen "
        "soll kann können bekommt gibt es dafür dabei davon jetzt dann noch auch hoch viel Euro "
        "Prozent Anteil nächste Schritt Frist zuständig brauchen braucht rechnen mal bitte Fall Geld "
        "Nachweis Nachweise einreichen gestellt Formular Formulare Papiere mitbringen "
        "tun machen Amt Jobcenter "
        "Eigenanteil selbst übernimmt übernehmen trägt Programm Hilfe Zeit wenn bei mit Leute Beschäftigte "
        "Weg Wege läuft laufen Chance Chancen Möglichkeit Möglichkeiten Option Optionen hilft helfen raten "
        "empfehlen drin könnt würdet hab jetzt genau eigentlich überhaupt ungefähr "
        "Fortbildung Schulung Lehrgang Qualifizierung Kollege Kollegin Kolleginnen Mitarbeiter Mitarbeiterin "
        "Mitarbeitende Kunde Kundin Chefin Ratsuchende einzelne jeder wäre macht "
        "bringt bringen nützt ändert Unterschied geht trotzdem brauche suche möchte habe bin berate "
        "schon sollte sollten zusammensuchen sammeln vorbereiten bereithalten bereitlegen besorgen "
        "vorlegen nötig benötigt "
        "stattdessen anstatt wären nehmen nutzen möglich Frage käme könnte ginge "
        "Arbeitsagentur Arbeitsamt Bundesagentur Staat "
    )
)
