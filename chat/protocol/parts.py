"""What a consultation came to as the lines of a document, the same in Word and in PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.protocol.consultation import Agreed, CheckedProgramme

RESULT_HEADS = ("Programm", "Ergebnis", "Betrieb", "Agentur oder Stelle", "Person")


def result_row(outcome: CheckedProgramme) -> tuple[str, str, str, str, str]:
    """One line of the table of results."""
    return (
        outcome.title,
        outcome.verdict,
        *("; ".join(said) or "–" for said in (outcome.firm, outcome.office, outcome.person)),
    )  # type: ignore[return-value]


def outcome_parts(outcome: CheckedProgramme) -> list[tuple[str, list[str]]]:
    """(heading, lines) of one programme; only what there is."""
    parts = [
        ("Warum", [f"{text} ({proof})" for text, proof in outcome.because]),
        ("Beträge", list(outcome.figures)),
        ("Rechnung", list(outcome.calculation)),
        ("Vorausgesetzt", list(outcome.preconditions)),
        ("Antrag", [f"{outcome.step}."] if outcome.step else []),
        ("Nächste Schritte", list(outcome.steps)),
        ("Unterlagen", list(outcome.documents)),
        ("Noch offen", [outcome.ask] if outcome.ask else []),
    ]
    return [(title, lines) for title, lines in parts if lines]


def agreed_parts(agreed: Agreed) -> list[str]:
    """What was agreed, with office and deadline."""
    office = [f"Zuständige Stelle: {agreed.office}"] if agreed.office else []
    deadline = [f"Frist: {agreed.deadline}"] if agreed.deadline else []
    return [*agreed.steps, *office, *deadline]
