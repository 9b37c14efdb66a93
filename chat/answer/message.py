"""An answer as a message of the chat: its text while it comes, its text at the end, what is kept with it,
what is copied of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chains.answer import Answer, german_date, notice_text
from chains.blocks.kinds import Blocks, Notice
from chains.blocks.text_form import LETTER, text_of
from chains.case.views import case_from_json, case_json
from chains.events import Doing
from chains.extract.registers import Register
from chat.answer.markdown import answer_markdown, blocks_markdown, parted

if TYPE_CHECKING:
    from chains.answer import Citation
    from chains.case.facts import Case

NOTICE = (
    "Ich antworte nur aus meinen Quellen und zeige sie im Wortlaut. Das ist **keine Rechtsberatung**. Bitte"
    " keine Namen oder andere persönliche Daten eingeben."
)
STOPPED = "*abgebrochen*"
_WORDS = {  # the page shows what is streamed as it is, without Markdown
    Doing.SEARCHING: "sucht in den Quellen …",
    Doing.READING: "liest die Fundstellen …",
    Doing.WRITING: "schreibt die Antwort …",
    Doing.CHECKING: "prüft die Antwort an den Fundstellen …",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer answers, so that it can be asked again in another way; `question` stands on its own,
    `case` is that of the answer, which the conversation's may have left (None: kept before cases were).
    """

    question: str
    register: Register
    places_only: bool = False
    case: Case | None = None

    def to_json(self) -> dict[str, Any]:
        """As the message keeps it."""
        kept = {"question": self.question, "register": self.register.value, "places_only": self.places_only}
        return kept | ({"case": case_json(self.case)} if self.case is not None else {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Asked:
        """What `to_json` gave; raises KeyError or ValueError for anything else."""
        case = case_from_json(data["case"]) if "case" in data else None
        return cls(str(data["question"]), Register(data["register"]), bool(data["places_only"]), case)


@dataclass(slots=True)
class Draft:
    """What is out of an answer so far: notices and warnings first, then its words, or a word on
    what is being done.
    """

    notices: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    said: Blocks = ()
    doing: Doing = Doing.SEARCHING

    def shown(self, *, waiting: bool) -> str:
        """Markdown; the word on what is being done only while people wait for the first words."""
        said = blocks_markdown(parted((*self.warnings, *self.said))[0])
        return "\n\n".join(
            part
            for part in (
                *map(_warned, self.notices),
                said,
                _WORDS[self.doing] if waiting and not self.said else "",
            )
            if part
        )

    def stopped(self) -> str:
        """What stays when people stop it."""
        return "\n\n".join(part for part in (self.shown(waiting=False), STOPPED) if part)


def whole(
    result: Answer,
    *,
    notices: Sequence[str],
    seen: str,
    aside: Sequence[str],
    first: bool,
    register: Register = Register.NORMAL,
) -> str:
    """The message at its end; `aside`: lines on the case and the settings, `seen`: what a model
    elsewhere saw. Whoever asked for more, for simple words or for the course has the quotes at once.
    """
    folds = register in {Register.NORMAL, Register.SHORT} and result.mode != "model"
    said = answer_markdown(
        result, [part for part in (*aside, seen) if part], NOTICE if first else "", folds=folds
    )
    return "\n\n".join(part for part in (*map(_warned, notices), said) if part)


def copied(answer: Answer) -> str:
    """An answer as plain text with its citations, for a letter or a mail."""
    warnings = [f"Hinweis: {notice_text(notice)}" for notice in answer.notices]
    places = [_place(citation) for citation in answer.citations]
    parts = [
        answer.question,
        *warnings,
        text_of(answer.said, LETTER),
        "Fundstellen:\n" + "\n".join(places) if places else "",
        "Keine Rechtsberatung. Maßgeblich sind die Quellen selbst.",
    ]
    return "\n\n".join(part for part in parts if part)


def _place(citation: Citation) -> str:
    section, document = citation.passage.section, citation.passage.document
    url = section.url or document.url
    return f"[{citation.n}] {citation.label}, Stand {german_date(document.stand)}" + (
        f", {url}" if url.startswith(("http://", "https://")) else ""
    )


def _warned(said: str) -> str:
    return f"⚠️ {said}"
