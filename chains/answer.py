"""The nouns of an answer: Citation and Answer, whose words are its blocks, and their public JSON form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chains.blocks.as_json import blocks_json
from chains.blocks.kinds import AskBack, Block, Blocks, LeadQuote, Notice
from chains.blocks.text_form import PUBLIC, text_of
from chains.case.facts import Case
from chains.case.views import facts_json
from knowledge.model.document import Hit, Passage

if TYPE_CHECKING:
    from chains.verdict import Verdict

# the end of a factsheet's heading
_EXPLAINED = re.compile(r"\((?P<place>§ [^()]+?) (?P<law>[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]+(?: [IVX]+)?)\)$")


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered place with the words it is cited for; `quote` is a verbatim part of the section."""

    n: int
    passage: Passage
    quote: str

    @property
    def label(self) -> str:
        """How the place is named: "SGB III § 82 Abs. 2"."""
        return place_label(self.passage)

    def to_json(self) -> dict[str, Any]:
        """The public form (README, "JSON")."""
        return {"n": self.n, **place_json(self.passage), "quote": self.quote}


class Written(StrEnum):
    """What became of a chat model's answer."""

    NOT_ASKED = "not asked"  # no model, or nothing to answer from
    GIVEN = "given"
    REPAIRED = "repaired"  # given after one repair
    REPLACED = "replaced"  # did not verify twice: the extractive answer stands instead
    REFUSED = "refused"  # the model did not find the answer in the passages
    FAILED = "failed"  # down, too slow, empty, cut
    RESTING = "resting"  # not asked, since it failed often just now


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says, in blocks: notices first, then what answers, last the question back.

    `mode` is "extractive" or "model", timings in milliseconds.
    """

    question: str
    blocks: Blocks = ()
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    mode: str = "extractive"
    timings_ms: dict[str, float] = field(default_factory=dict)
    problems: tuple[str, ...] = ()  # what the verification found in a model's answer that was not given
    hits: tuple[Hit, ...] = ()  # what the search found, best first
    verdict: Verdict | None = None  # sentence by sentence, of the text that is given; None for a refusal
    prompts: tuple[str, ...] = ()  # name, version and hash of the prompts that made it
    written: Written = Written.NOT_ASKED
    case: Case = field(default_factory=Case)  # what was known of the person, the firm and the course
    # at most three questions that come next: of a refusal, those that show its near places
    proposals: tuple[str, ...] = ()
    decided: bool = False  # what leads is the Förder-Check's result for the case, not a quoted sentence

    @property
    def text(self) -> str:
        """What is said, as text: words quoted from a source are the lines that begin with `>`. Notices and
        the question back have fields of their own.
        """
        return text_of(self.blocks, PUBLIC)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What has to be read before the answer."""
        return tuple(block for block in self.blocks if isinstance(block, Notice))

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notices as text."""
        return tuple(notice_text(notice) for notice in self.notices)

    @property
    def asks(self) -> str:
        """The question to ask back where one missing fact decides; "" for none."""
        return next((block.question for block in self.blocks if isinstance(block, AskBack)), "")

    @property
    def said(self) -> Blocks:
        """The blocks without the notices and the question back."""
        return tuple(block for block in self.blocks if not isinstance(block, Notice | AskBack))

    @property
    def leads_with_quote(self) -> bool:
        """Whether what answers first is a sentence of a source."""
        return isinstance(next(iter(self.said), None), LeadQuote)

    def saying(self, said: Iterable[Block]) -> Answer:
        """The same answer in other blocks; its notices and its question back stay."""
        return replace(self, blocks=whole(self.notices, said, self.asks))

    def noting(self, notices: Iterable[Notice]) -> Answer:
        """The same answer with these notices alone."""
        return replace(self, blocks=whole(notices, self.said, self.asks))

    def to_json(self) -> dict[str, Any]:
        """The public form (README, "JSON")."""
        return {
            "question": self.question,
            "answer": self.text,
            "abstained": self.abstained,
            "mode": self.mode,
            "citations": [citation.to_json() for citation in self.citations],
            "warnings": list(self.warnings),
            "asks": self.asks,
            "verdict": self.verdict.to_json() if self.verdict else None,
            "prompts": list(self.prompts),
            "timings_ms": {step: round(ms, 1) for step, ms in self.timings_ms.items()},
            "blocks": blocks_json(self.blocks),
            "case": facts_json(self.case),
        }


def whole(notices: Iterable[Notice], said: Iterable[Block], asks: str = "") -> Blocks:
    """All blocks of an answer, in their order."""
    return (*notices, *said, *((AskBack(asks),) if asks else ()))


def notice_text(notice: Notice) -> str:
    """A notice as one line."""
    return f"{notice.text} [{notice.n}]" if notice.n else notice.text


def place_label(passage: Passage) -> str:
    """Title and locator of a passage; a factsheet section that explains a law place is named by
    that place first.

    Seminar material: "Modul 5 „Recht und Förderung“, Folien zu Tag 6: Folie 5".
    """
    if passage.document.kind == "law":
        return f"{passage.document.title} {passage.section.locator}"
    if passage.document.kind == "upload":
        return f"Ihr Dokument ‚{passage.document.title}‘, {passage.section.locator}"
    if passage.document.kind == "module":
        return f"{passage.document.title}: {passage.section.locator}"
    explained = _EXPLAINED.search(passage.section.locator)
    if explained:
        return (
            f"{explained['law']} {explained['place']} (Faktenblatt"
            f" „{passage.section.locator[: explained.start()].strip()}“)"
        )
    if passage.document.kind == "factsheet":
        return f"Faktenblatt „{passage.document.title}“: {passage.section.locator}"
    return f"„{passage.document.title}“, {passage.section.locator}"


def place_json(passage: Passage) -> dict[str, Any]:
    """The fields that name a place in the public JSON."""
    stand = passage.document.stand
    return {
        "source": passage.document.id,
        "title": passage.document.title,
        "locator": passage.section.locator,
        "url": passage.section.url or passage.document.url,
        "stand": stand.isoformat() if stand else "",
    }


def hit_json(rank: int, hit: Hit) -> dict[str, Any]:
    """One hit in the public JSON; `text` is the section's own wording (of the found part, if
    the section is long).
    """
    return {
        "rank": rank,
        **place_json(hit.passage),
        "score": round(hit.score, 4),
        "text": hit.passage.chunk_text,
    }


def german_date(day: date | None) -> str:
    """31.12.2024; "unbekannt" for none."""
    return f"{day:%d.%m.%Y}" if day else "unbekannt"
