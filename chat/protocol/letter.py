"""A draft of an e-mail or a letter to the firm or to the person, from what the consultation came to: plain
German from fixed sentences, no model.

A letter to the firm names no fact of the person and no reason that tells one: what the employer may know of
them, they say themselves.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from chains.answer import german_date
from chat.protocol.docx import clean

if TYPE_CHECKING:
    from chat.protocol.consultation import CheckedProgramme, ConsultationRecord

_OF_THE_FIRM = frozenset({"firm", "course"})
# programmes that people get for what they need not tell their employer
_TELLING_LAWS = ("SGB IX §", "SGB II §")
_TELLING_WORDS = ("Behinderung", "Arbeitslosigkeit", "Kinder", "Arbeitslosengeld")
_PERSONAL = (
    "Weitere Leistungen kann die Person selbst beantragen; darüber spricht sie mit der zuständigen Stelle."
)
_CAUTION = (
    "Das ist eine Orientierung nach den genannten Vorschriften und keine Rechtsberatung. Verbindlich"
    " entscheidet die zuständige Stelle."
)
_MOST = 4  # programmes; more confuses who reads it


class LetterTo(StrEnum):
    """Whom it goes to."""

    FIRM = "firm"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter as paragraphs; the lines of one that begin with "- " are a list."""

    subject: str
    paragraphs: tuple[str, ...]
    day: date

    @property
    def text(self) -> str:
        """As an e-mail."""
        return "\n\n".join((f"Betreff: {self.subject}", *self.paragraphs))

    @property
    def file_stem(self) -> str:
        """Name of a file, without ending: no personal data in it."""
        return f"entwurf-{self.day.isoformat()}"


def letter(record: ConsultationRecord, to: LetterTo, day: date) -> LetterDraft:
    """The draft; what only people know (name, address) stands in square brackets."""
    subject = (
        "Förderung einer Weiterbildung in Ihrem Betrieb"
        if to is LetterTo.FIRM
        else "Ihre Weiterbildung: welche Förderung möglich ist"
    )
    return LetterDraft(subject, tuple(_paragraphs(record, to, day)), day)


def letter_docx(draft: LetterDraft) -> bytes:
    """The draft as a letter in Word: places for sender and recipient, day, subject, text."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    document.core_properties.title, document.core_properties.author = draft.subject, "WBM-Assistent"
    document.core_properties.language = "de-DE"
    document.add_paragraph("[Absender]\n[Straße, Ort]")
    document.add_paragraph("[Empfänger*in]\n[Straße, Ort]")
    document.add_paragraph(f"[Ort], {german_date(draft.day)}")
    document.add_paragraph().add_run(clean(draft.subject)).bold = True
    for paragraph in draft.paragraphs:
        for line in paragraph.splitlines():
            listed = line.startswith("- ")
            document.add_paragraph(
                clean(line[2:] if listed else line), style="List Bullet" if listed else None
            )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _paragraphs(record: ConsultationRecord, to: LetterTo, day: date) -> Iterator[str]:
    firm = to is LetterTo.FIRM
    yield "Guten Tag [Name],"
    about = "eine Weiterbildung in Ihrem Betrieb" if firm else "Ihre Weiterbildung"
    yield f"wir haben am {german_date(day)} über {about} gesprochen. Hier das Ergebnis in Kürze."
    facts = [said for about, said in record.case if not firm or about in _OF_THE_FIRM]
    if facts:
        yield _listed("Davon sind wir ausgegangen:", facts)
    outcomes = [each for each in record.outcomes if not firm or _concerns_the_firm(each)]
    open_ = [each for each in outcomes if each.is_open][:_MOST]
    for outcome in open_:
        yield _said(outcome, to)
    if len(outcomes) < len(record.outcomes):
        yield _PERSONAL
    refused = [each.title for each in outcomes if not each.is_open][:_MOST]
    if refused and not open_:
        yield _listed("Nach diesen Angaben gibt es voraussichtlich keine Förderung durch:", refused)
    if record.ask and open_ and not firm:
        yield f"Eine Frage ist noch zu klären: {record.ask}"
    agreed = record.agreed
    if agreed.steps:
        yield _listed("Das haben wir vereinbart:", agreed.steps)
    if agreed.office:
        yield f"Zuständig ist: {agreed.office.rstrip('.')}."
    if agreed.deadline:
        yield f"Bitte achten Sie auf die Frist: {agreed.deadline.rstrip('.')}."
    if open_:
        yield f"Grundlage: {'; '.join(dict.fromkeys(each.place for each in open_))}. {_CAUTION}"
    else:
        yield _CAUTION
    yield "Bei Fragen melden Sie sich gern."
    yield "Mit freundlichen Grüßen\n[Name]"


def _concerns_the_firm(outcome: CheckedProgramme) -> bool:
    """Whether the firm pays, gets or applies for it, and its name tells nothing of the person."""
    if outcome.place.startswith(_TELLING_LAWS) or any(word in outcome.title for word in _TELLING_WORDS):
        return False
    return bool(outcome.firm) or not outcome.is_open or "Arbeitgeber" in outcome.step


def _said(outcome: CheckedProgramme, to: LetterTo) -> str:
    lines = [f"{outcome.title}: {outcome.verdict}."]
    if outcome.figures:
        lines += [f"- {said}" for said in outcome.figures[:_MOST]]
    if outcome.calculation:
        lines += [f"- Rechnung: {said}" for said in outcome.calculation]
    if to is LetterTo.PERSON:
        lines += [f"- {text}" for text, _ in outcome.because[:_MOST]]
        lines += [f"- Vorausgesetzt: {text}" for text in outcome.preconditions[:_MOST]]
    if outcome.step:
        lines.append(f"- Den Antrag stellt: {outcome.step}.")
    lines += [f"- Nächster Schritt: {step}" for step in outcome.steps]
    if outcome.documents:
        lines.append(f"- Unterlagen: {', '.join(outcome.documents)}.")
    return "\n".join(lines)


def _listed(heading: str, items: Iterable[str]) -> str:
    return "\n".join((heading, *(f"- {item}" for item in items)))
