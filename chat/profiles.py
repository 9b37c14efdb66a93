"""The three ways to use the chat. A profile chooses how an answer begins; the settings may
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
COURSE = Profile(
    "Kursfragen",
    "Für **Trainer*innen**: zuerst das Seminarmaterial, mit Modul, Seminartag, Datei und Lernziel.",
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
PROFILES = (ADVICE, COURSE, SOURCES)


def profile_named(name: str | None) -> Profile:
    """The profile of that name; the mentors' for any other."""
    return next((profile for profile in PROFILES if profile.name == name), ADVICE)


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
