"""The Beratungsprotokoll: chosen answers, the case and notes of one conversation, with the Fundstellen as they were quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.answer import Citation, german_date

if TYPE_CHECKING:
    from chains.answer import Answer

NOTICE = (
    "Dieses Protokoll gibt wieder, was in den genannten Quellen steht. Es ist keine Rechtsberatung. Maßgeblich sind die Quellen selbst in ihrer "
    "jeweils geltenden Fassung und die Auskunft der zuständigen Stellen."
)
_URL = re.compile(r"https?://[^\s()<>\"']+")


@dataclass(frozen=True, slots=True)
class Place:
    """One Fundstelle of an entry; `stand` is written out, `url` empty where there is none that a link may lead to."""

    n: int
    label: str
    stand: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One chosen answer."""

    answer_id: str
    question: str
    text: str
    places: tuple[Place, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """What was gathered so far; every change gives a new one, and it lives in the session alone."""

    day: date
    case: str = ""
    notes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()

    def with_answer(self, answer_id: str, answer: Answer) -> Protocol:
        """With an answer more; one that is in it already stays where it is."""
        if any(entry.answer_id == answer_id for entry in self.entries):
            return self
        entry = Entry(answer_id, answer.question, _said(answer), tuple(_place(c) for c in answer.citations), answer.warnings)
        return replace(self, entries=(*self.entries, entry))

    def without(self, answer_id: str) -> Protocol:
        """Without that answer."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.answer_id != answer_id))

    def with_note(self, note: str) -> Protocol:
        """With a note more; an empty one changes nothing."""
        return replace(self, notes=(*self.notes, note.strip())) if note.strip() else self

    def with_case(self, case: str) -> Protocol:
        """With the case as it is told now."""
        return replace(self, case=case.strip())

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """(label, Stand) of every place cited, once each, in order."""
        return tuple(dict.fromkeys((place.label, place.stand) for entry in self.entries for place in entry.places))

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
            "day": self.day.isoformat(), "case": self.case, "notes": list(self.notes),
            "entries": [
                {
                    "answer_id": e.answer_id, "question": e.question, "text": e.text, "warnings": list(e.warnings),
                    "places": [{"n": p.n, "label": p.label, "stand": p.stand, "url": p.url, "quote": p.quote} for p in e.places],
                }
                for e in self.entries
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Protocol:
        """What `to_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        entries = tuple(
            Entry(e["answer_id"], e["question"], e["text"], tuple(Place(p["n"], p["label"], p["stand"], p["url"], p["quote"]) for p in e["places"]), tuple(e["warnings"]))
            for e in data["entries"]
        )
        return cls(date.fromisoformat(data["day"]), data["case"], tuple(data["notes"]), entries)


def plain(markdown: str) -> str:
    """An answer's Markdown as plain text: its bold and quotation marks gone, [n] and lines as they are."""
    lines = [re.sub(r"^>\s?", "", line) for line in markdown.splitlines()]
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", "\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _said(answer: Answer) -> str:
    """The answer's own words; what an extractive one quotes stands below it at its Fundstelle."""
    if answer.mode != "extractive" or not answer.citations:
        return plain(answer.text)
    labels = {f"**{citation.label}** [{citation.n}]" for citation in answer.citations}
    own = [line for line in answer.text.splitlines() if not line.startswith(">") and line not in labels]
    return plain("\n".join(own)) or "Die Antwort steht im Wortlaut bei den Fundstellen."


def _place(citation: Citation) -> Place:
    passage = citation.passage
    url = passage.section.url or passage.document.url
    return Place(citation.n, citation.label, german_date(passage.document.stand), url if _URL.fullmatch(url) else "", citation.quote.strip())
