"""Whether an added document treats a matter that else stands elsewhere: that matter, not one beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.question.region import lands_named, place_named, whole_lands, without_courts
from knowledge.editorial.elsewhere import load_elsewhere
from knowledge.german.words import stem, terms
from knowledge.model.document import HitOrigin
from knowledge.places.gazetteer import town_named
from knowledge.places.regions import ordinary_words

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.editorial.elsewhere import Matter
    from knowledge.model.document import Hit, Passage

OTHER_LAND = "anderes-land"
# share of the question's words with which a document treats a matter whatever it is called there
# (`wbm eval calibrate`, suite zusatz, 2026-11-28)
_TREATS = 0.45
_SPEAKS = 0.3  # the same where it has the words that tell the matter
_NAMES = 0.5  # share of those words themselves, by rarity
# "was kostet der", "wie viele Leute haben 2024": asks in a form, and names no thing that a document must have
_NAMED_TOWN = re.compile(
    r"\b(in|aus|bei|nach|für|der|stadt|kreis|jobcenter|agentur|kammer|ihk|hwk|volkshochschule|vhs|bildungszentrum"
    r"|gericht|\w+gericht|\w+archiv|\w+haus|\w+amt)\s+([A-ZÄÖÜa-zäöüß][\wäöüß-]{3,})",
    re.IGNORECASE,
)
_FORM = re.compile(r"(?:was|wie|wann|wo|wer|ab|bis|welche[rsnm]?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """What was found of one document of which editors keep no phrases, best place first."""

    places: tuple[Passage, ...]

    @property
    def headings(self) -> str:
        """How the document and its places are called."""
        return "\n".join(heading_of(place) for place in self.places)

    @property
    def words(self) -> str:
        """All that was found of it."""
        return "\n".join(f"{heading_of(place)}\n{place.section.text}" for place in self.places)


def added_documents(hits: Sequence[Hit], is_added: Callable[[Passage], bool]) -> list[FoundDocument]:
    """The added documents among the hits: a decision tells its case in one place and its reason in another,
    so what was found of each is taken together.
    """
    found: dict[str, list[Passage]] = {}
    for hit in hits:
        if hit.origin is HitOrigin.FOUND and is_added(hit.passage):
            found.setdefault(hit.passage.document.id, []).append(hit.passage)
    return [FoundDocument(tuple(places)) for places in found.values()]


def heading_of(passage: Passage) -> str:
    """How a place is called, with its document."""
    document, section = passage.document, passage.section
    return f"{document.title} {document.long_title} {section.locator} {section.heading}"


def treats(
    document: FoundDocument,
    matter: Matter,
    question: str,
    share: Callable[[str, str], float],
    *,
    states_amount: bool,
) -> bool:
    """Whether the document treats what the question asks of a matter; `share`: of the words of its first
    argument, by rarity, that the second holds; `states_amount`: whether it has the quantity asked for.

    It does if it has what told the matter, in a heading or beside some of the question; whatever it is
    called there, if it holds much of the question.
    """
    known, words = load_elsewhere(), document.words
    if matter.id == OTHER_LAND and lands_named(question):
        return bool(lands_named(question) & lands_named(f"{document.headings} {_regions(document)}"))
    told = known.told_by(matter, question)
    held = share(question, words)
    if matter.several:
        held = min(held, share(_beside(told, question), words))
    if told:
        if known.same(matter, question, document.headings):
            return True
        if known.same(matter, question, words) and held >= (_TREATS if matter.several else _SPEAKS):
            return True
        form = any(_FORM.match(each) for each in told)
        named = states_amount or form or share(" ".join(told), words) >= _NAMES
        return held >= _TREATS and named
    near = not matter.several and known.speaks_of(matter, words)
    return held >= (_SPEAKS if near else _TREATS)


def _beside(told: Sequence[str], question: str) -> str:
    """What a question says beside the words that tell its matter: a contract that only names the law which is
    asked for says nothing of it.
    """
    rest = question
    for words in told:
        rest = rest.replace(words, " ")
    return rest if terms(rest) else question


def _regions(document: FoundDocument) -> str:
    return " ".join(place.document.region for place in document.places)


def is_for_another_land(analysis: Analysis, lead: Passage) -> bool:
    """Whether the question, else the case, names Länder and the lead is a document for others; laws hold
    everywhere, and a court's seat says nothing of where its decision holds.
    """
    asked = lands_named(analysis.text) or frozenset({analysis.land} - {""})
    document = lead.document
    place = f"{lead.section.heading} {lead.section.locator}"
    about = lands_named(f"{document.title} {document.long_title} {document.region} {place}")
    return bool(asked and about) and not asked & (about | lands_named(lead.section.text))


def is_for_another_place(analysis: Analysis, lead: Passage) -> bool:
    """Whether the question names a town or Land, which neither the lead nor its document's title does; what
    holds in the whole Land holds in its towns.
    """
    named = place_named(analysis.text) or _town_named(analysis.text)
    if not named:
        return False
    document = lead.document
    if without_courts(document.title) != document.title:
        return False  # a court's seat says nothing of where its decision holds
    title = f"{document.title} {document.region} {lead.section.heading}"
    said = f"{title} {lead.section.text}".lower()
    if stem(named.lower()) in said or named.lower() in said:
        return False
    town = town_named(named)
    lands = lands_named(analysis.text) | ({town.land} if town else set())  # one of several is enough
    return not lands & whole_lands(title)


def _town_named(question: str) -> str:
    """A town that a question names as a place ("in Plettenberg", "Jobcenter Herne"), as it is written there;
    "" for none. Names that are ordinary words too count with a capital letter and "in" or "aus" before them.
    """
    for match in _NAMED_TOWN.finditer(question):
        word = match[2]
        if town_named(word) is None:
            continue
        if word.lower() not in ordinary_words() or (word[0].isupper() and match[1].lower() in {"in", "aus"}):
            return word
    return ""
