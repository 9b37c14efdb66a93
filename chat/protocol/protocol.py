"""The Beratungsprotokoll: chosen answers, the case and notes of one conversation, with the Fundstellen as
they were quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.answer import Citation, german_date
from chains.blocks.layout import LaidOutLine, LineRole, plain_words
from chains.blocks.text_form import LETTER, text_of
from chains.case.facts import Case
from chains.case.views import case_from_json, case_json, case_line
from chat.protocol.consultation import Agreed, ConsultationRecord

if TYPE_CHECKING:
    from chains.answer import Answer

NOTICE = (
    "Dieses Protokoll gibt wieder, was in den genannten Quellen steht. Es ist keine Rechtsberatung."
    " Maßgeblich sind die Quellen selbst in ihrer jeweils geltenden Fassung und die Auskunft der zuständigen"
    " Stellen."
)
_URL = re.compile(r"https?://[^\s()<>\"']+")


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """One Fundstelle of an entry; `stand` is written out, `url` empty where there is none that
    a link may lead to.
    """

    n: int
    label: str
    stand: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class ProtocolEntry:
    """One chosen answer; what it says, paragraph by paragraph."""

    answer_id: str
    question: str
    paragraphs: tuple[str, ...]
    places: tuple[CitedPlace, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """What was gathered so far; every change gives a new one, and it lives in the session alone."""

    day: date
    case: Case = field(default_factory=Case)
    notes: tuple[str, ...] = ()
    entries: tuple[ProtocolEntry, ...] = ()
    record: ConsultationRecord | None = None

    def with_record(self, record: ConsultationRecord) -> Protocol:
        """With what the consultation came to; what was agreed before stays where nothing is said of it."""
        if self.record is not None and record.agreed == Agreed():
            record = replace(record, agreed=self.record.agreed)
        return replace(self, record=record)

    @property
    def case_words(self) -> str:
        """The case: as it was checked, else as it was told."""
        return self.record.case_line if self.record else case_line(self.case)

    def with_answer(self, answer_id: str, answer: Answer) -> Protocol:
        """With an answer more; one that is in it already stays where it is."""
        if any(entry.answer_id == answer_id for entry in self.entries):
            return self
        entry = ProtocolEntry(
            answer_id,
            answer.question,
            tuple(_said(answer)),
            tuple(_place(c) for c in answer.citations),
            answer.warnings,
        )
        return replace(self, entries=(*self.entries, entry))

    def without(self, answer_id: str) -> Protocol:
        """Without that answer."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.answer_id != answer_id))

    def with_case(self, case: Case) -> Protocol:
        """With the case as it is told now."""
        return replace(self, case=case)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The notes of the conversation and of what was agreed."""
        return (*self.notes, *(self.record.agreed.notes if self.record else ()))

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """(label, Stand) of every place cited, once each, in order."""
        return tuple(
            dict.fromkeys((place.label, place.stand) for entry in self.entries for place in entry.places)
        )

    @property
    def title(self) -> str:
        """Heading of the document."""
        return f"Beratungsprotokoll vom {german_date(self.day)}"

    @property
    def file_stem(self) -> str:
        """Name of an exported file, without ending: no personal data in it."""
        return f"beratungsprotokoll-{self.day.isoformat()}"

    def to_json(self) -> dict[str, Any]:
        """As the session keeps it, so that a resumed chat has it again."""
        return {
            "day": self.day.isoformat(),
            "case": case_json(self.case),
            "notes": list(self.notes),
            "record": self.record.to_json() if self.record else None,
            "entries": [
                {
                    "answer_id": e.answer_id,
                    "question": e.question,
                    "paragraphs": list(e.paragraphs),
                    "warnings": list(e.warnings),
                    "places": [
                        {"n": p.n, "label": p.label, "stand": p.stand, "url": p.url, "quote": p.quote}
                        for p in e.places
                    ],
                }
                for e in self.entries
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Protocol:
        """What `to_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        entries = tuple(
            ProtocolEntry(
                e["answer_id"],
                e["question"],
                tuple(e["paragraphs"]) if "paragraphs" in e else (e["text"],),  # as it was kept before
                tuple(CitedPlace(p["n"], p["label"], p["stand"], p["url"], p["quote"]) for p in e["places"]),
                tuple(e["warnings"]),
            )
            for e in data["entries"]
        )
        record = ConsultationRecord.from_json(data["record"]) if data.get("record") else None
        return cls(
            date.fromisoformat(data["day"]), _case(data["case"]), tuple(data["notes"]), entries, record
        )


def _case(kept: Any) -> Case:
    """The case of a kept protocol; of an earlier version its words."""
    if isinstance(kept, str):
        return Case(remarks=(kept,) if kept else ())
    return case_from_json(kept)


def _said(answer: Answer) -> Iterator[str]:
    """The answer's own words; what an extractive one quotes stands below it at its Fundstelle."""
    if answer.mode != "extractive" or not answer.citations:
        yield from _paragraphs(answer, lambda _: True)
        return
    labels = {citation.label for citation in answer.citations}

    def own(line: LaidOutLine) -> bool:
        if line.role is LineRole.HEADING:
            return plain_words(line.text) not in labels
        return line.role is not LineRole.QUOTED

    found = list(_paragraphs(answer, own))
    yield from found or ["Die Antwort steht im Wortlaut bei den Fundstellen."]


def _paragraphs(answer: Answer, wanted: Callable[[LaidOutLine], bool]) -> Iterator[str]:
    for block in answer.said:
        if text := text_of((block,), LETTER, wanted=wanted):
            yield text


def _place(citation: Citation) -> CitedPlace:
    passage = citation.passage
    url = passage.section.url or passage.document.url
    return CitedPlace(
        citation.n,
        citation.label,
        german_date(passage.document.stand),
        url if _URL.fullmatch(url) else "",
        citation.quote.strip(),
    )
