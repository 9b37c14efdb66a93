"""The four ways to use the chat. A profile chooses how an answer begins; the settings may
choose otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chains.extract.registers import Register


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to use the chat; `starters`: label -> question, each of which the starter knowledge answers."""

    name: str
    description: str
    register: Register
    starters: tuple[tuple[str, str], ...]
    places_only: bool = False  # a plain search: places, no answer
    courses_first: bool = False  # what is asked is a course, unless it clearly is something else


ADVICE = Profile(
    "Beratung",
    "Für **Weiterbildungsmentor*innen**: Antworten zu Weiterbildung und Förderung mit der Fundstelle im"
    " Wortlaut.",
    Register.NORMAL,
    (
        (
            "Anteil an den Lehrgangskosten",
            "Unser Betrieb hat 120 Beschäftigte, welchen Anteil der Lehrgangskosten tragen wir?",
        ),
        (
            "Abschluss nachholen",
            "Eine Kollegin hat keinen Berufsabschluss. Wer bezahlt ihr eine Weiterbildung zum Abschluss?",
        ),
        ("Prüfung ohne Lehre", "Kann jemand mit langer Berufserfahrung ohne Lehre zur Abschlussprüfung?"),
        ("Aufstiegs-BAföG", "Wie viel vom Meisterkurs zahlt das Aufstiegs-BAföG?"),
    ),
)
COURSES = Profile(
    "Kurse",
    "**Kurse finden**: in einem Satz sagen, was gesucht wird, mit Ort, Zeit, Preis und Förderung.",
    Register.NORMAL,
    (
        ("Schweißkurs in Teilzeit", "Schweißkurs in Teilzeit im Umkreis von 30 km um Dortmund ab März"),
        ("Excel abends", "Excel für Anfänger*innen abends in Köln, höchstens 300 Euro"),
        ("Ohne Berufsabschluss", "Kurse für jemanden ohne Berufsabschluss im Lager in Duisburg"),
        ("Mit Bildungsgutschein", "Welche Pflegekurse mit Bildungsgutschein gibt es im Ruhrgebiet?"),
    ),
    courses_first=True,
)
SEMINAR = Profile(
    "Seminar",
    "Für **Trainer*innen**: zuerst das Seminarmaterial der Mentor*innen, mit Modul, Seminartag, Datei und"
    " Lernziel.",
    Register.TRAINER,
    (
        ("Förderung nach Betriebsgröße", "Auf welcher Folie steht die Förderung nach Betriebsgröße?"),
        ("Übungen an Seminartag 3", "Welche Übungen gibt es an Seminartag 3?"),
        ("Lernziele von Modul 2", "Was sind die Lernziele von Modul 2?"),
        ("Ablauf von Seminartag 6", "Wie läuft Seminartag 6 ab?"),
    ),
)
SOURCES = Profile(
    "Quellen",
    "**Nur suchen**: die nächsten Fundstellen mit einer Zeile im Wortlaut, ohne Antwort.",
    Register.NORMAL,
    (
        ("Bildungsgutschein", "Bildungsgutschein"),
        ("Lehrgangskosten nach Betriebsgröße", "Anteil an den Lehrgangskosten nach Betriebsgröße"),
        ("Qualifizierungsgeld", "Voraussetzungen für Qualifizierungsgeld"),
        ("Mitbestimmung bei Bildung", "Mitbestimmung des Betriebsrats bei Bildungsmaßnahmen"),
    ),
    places_only=True,
)
PROFILES = (ADVICE, COURSES, SEMINAR, SOURCES)
_EARLIER_NAMES = {"Kursfragen": SEMINAR}  # chats that were begun before it became two


def profile_named(name: str | None) -> Profile:
    """The profile of that name; the mentors' for any other."""
    known = {profile.name: profile for profile in PROFILES} | _EARLIER_NAMES
    return known.get(name or "", ADVICE)


def chat_profiles() -> list[Any]:
    """The profiles as Chainlit shows them (chainlit.ChatProfile)."""
    from chainlit.types import ChatProfile, Starter

    return [
        ChatProfile(
            name=profile.name,
            markdown_description=profile.description,
            default=profile is ADVICE,
            starters=[Starter(label=label, message=question) for label, question in profile.starters],
        )
        for profile in PROFILES
    ]
