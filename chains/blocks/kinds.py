"""The blocks of an answer, each of one kind and with the numbers that it cites.

Words are plain: no Markdown in them and no marks. A `CitationMark` between them tells where a mark stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from chains.blocks.course_kinds import CourseList


@dataclass(frozen=True, slots=True)
class InlineText:
    """Words of one line, as they are. `names_place`: they only name where a rule stands that is not indexed
    here ("(SGB III § 324 Abs. 1)"); the rulebook vouches for it, and nothing is claimed with it.
    """

    text: str
    bold: bool = False
    names_place: bool = False


@dataclass(frozen=True, slots=True)
class CitationMark:
    """A citation, at the place in the line where its number stands."""

    n: int


Inline = tuple[InlineText | CitationMark, ...]


def words(text: str, *numbers: int) -> Inline:
    """Plain words with marks behind them."""
    marks = [part for n in numbers for part in (InlineText(" "), CitationMark(n))]
    return (InlineText(text), *marks)


@dataclass(frozen=True, slots=True)
class Lead:
    """The one sentence that says what comes out; it does not stand in a source, what it rests on is cited."""

    text: Inline
    kind: Literal["lead"] = "lead"


@dataclass(frozen=True, slots=True)
class LeadQuote:
    """Words of a place that answer before the whole is quoted; `how` they do: "Bei 120 Beschäftigten"."""

    how: str
    said: str
    n: int
    kind: Literal["lead_quote"] = "lead_quote"


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows of a table that answer, before the whole is quoted: the heads of its columns ("" and () for none)
    and the cells of each row, word for word; `how` as in LeadQuote.
    """

    how: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n: int
    kind: Literal["table_rows"] = "table_rows"


@dataclass(frozen=True, slots=True)
class DisagreeingPlace:
    """What one of several places says, word for word, with the day its source stands for; `rules`: whether it
    is a law or bylaw itself.
    """

    label: str
    said: str
    n: int
    stand: date | None
    rules: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Places that say different things of what was asked: rules before what tells of them, then the newer."""

    places: tuple[DisagreeingPlace, ...]
    kind: Literal["disagreement"] = "disagreement"


@dataclass(frozen=True, slots=True)
class Ended:
    """The day on which the first rule that is quoted ended."""

    day: date
    n: int
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True)
class ParagraphLine:
    """A line; `bullet`: what it begins with as an item of a list ("-", "2.")."""

    text: Inline
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Own words: of the assistant, or of a chat model after they were verified."""

    lines: tuple[ParagraphLine, ...]
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why it comes out so."""

    items: tuple[Inline, ...]
    kind: Literal["reasons"] = "reasons"


@dataclass(frozen=True, slots=True)
class Programmes:
    """What each programme gives: a table of one line a programme."""

    rows: tuple[Inline, ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class CalculatedAmount:
    """A sum that the rules gave, by the name that the Förder-Check has for it ("employer_eur")."""

    programme: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Calculation:
    """How it is reckoned, line by line, and the amounts that come out."""

    lines: tuple[str, ...]
    amounts: tuple[CalculatedAmount, ...] = ()
    kind: Literal["calculation"] = "calculation"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold besides."""

    lines: tuple[Inline, ...]
    kind: Literal["conditions"] = "conditions"


@dataclass(frozen=True, slots=True)
class ApplicationPapers:
    """What belongs to an application."""

    items: tuple[str, ...]
    kind: Literal["documents"] = "documents"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Who does what next, where and by when."""

    text: Inline
    kind: Literal["next_step"] = "next_step"


@dataclass(frozen=True, slots=True)
class LearningGoal:
    """The goal of a seminar day, as its sheet says it."""

    said: str
    n: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A place word for word; `heading` names it, "" where what is quoted explains another place.

    `leads_in`: why it is quoted too ("Darauf verweist [1]:").
    """

    n: int
    words: str
    heading: str = ""
    leads_in: Inline = ()
    goal: LearningGoal | None = None
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place by its name; `n` 0 where it is not cited."""

    label: str
    n: int = 0


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """The places that were found, without an answer."""

    places: tuple[NamedPlace, ...]
    kind: Literal["places"] = "places"


@dataclass(frozen=True, slots=True)
class NearPlaces:
    """The places that come nearest to what is not answered."""

    places: tuple[NamedPlace, ...]
    kind: Literal["near_places"] = "near_places"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """That there is no answer, and why."""

    says: str
    kind: Literal["refusal"] = "refusal"


@dataclass(frozen=True, slots=True)
class LookedFor:
    """The words that were searched."""

    words: tuple[str, ...]
    kind: Literal["looked_for"] = "looked_for"


@dataclass(frozen=True, slots=True)
class WhoKnows:
    """Who may know instead ("bei der Leitung …", "nach: bei Förderung …")."""

    ask: str
    kind: Literal["who_knows"] = "who_knows"


@dataclass(frozen=True, slots=True)
class OldSources:
    """Which of the cited documents are older than they should be; nothing is claimed of what they say."""

    documents: tuple[NamedPlace, ...]
    kind: Literal["old_sources"] = "old_sources"


@dataclass(frozen=True, slots=True)
class Notice:
    """What has to be read before the answer; `n`: the place that it is about, 0 for none."""

    text: str
    n: int = 0
    kind: Literal["warning"] = "warning"


@dataclass(frozen=True, slots=True)
class AskBack:
    """The question back: one missing fact decides."""

    question: str
    kind: Literal["ask"] = "ask"


Block = (
    Lead
    | LeadQuote
    | TableRows
    | Disagreement
    | Ended
    | Paragraph
    | Reasons
    | Programmes
    | Calculation
    | Conditions
    | ApplicationPapers
    | NextStep
    | Quote
    | FoundPlaces
    | NearPlaces
    | NoAnswer
    | LookedFor
    | OldSources
    | WhoKnows
    | Notice
    | AskBack
    | CourseList
)
Blocks = tuple[Block, ...]

FOLDED = (Quote, FoundPlaces)  # what a page shows folded: the proof, not what is said
