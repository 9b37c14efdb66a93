"""What a place is worth as a rule: whether it demands or means instead of ruling, for which Land it is, and
of which year that is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from chains.blocks.kinds import Notice
from chains.quantities.years import years_told
from chains.question.region import HOME, lands_named, lands_that_give, whole_lands
from knowledge.german.sentences import split_sentences

if TYPE_CHECKING:
    from chains.answer import Citation
    from knowledge.model.document import Passage

_DEMANDS = re.compile(
    r"\bwir (?:fordern|verlangen|erwarten|meinen|finden|plädieren|schlagen vor|setzen uns)"
    r"|\bforder[tn]\b(?! \w+ an)|\bverlangt (?:vom|von|eine[nrs]?)\b"
    r"|\bunsere (?:forderung|meinung|position)|\b(?:nach|unserer) (?:ansicht|auffassung|meinung)"
    r"|\baus unserer sicht\b|\b(?:plädiert|setz(?:t|en) sich|spricht sich|sprechen sich) (?:für|gegen|dafür)"
    r"|\b(?:überfällig|höchste zeit)\b"
    r"|\bsollten? (?:künftig|endlich|mindestens|jährlich|\w+ werden)|\bsoll künftig|\bmuss endlich",
    re.IGNORECASE,
)
_OPINION_TITLE = re.compile(
    r"\b(?:positionspapier|forderung(?:en|spapier|skatalog)?|stellungnahme|kommentar|meinung|leitartikel"
    r"|offener brief|appell|wahlprüfstein\w*|wahlprogramm|verlangt|fordert|vorschlag|vorschläge)\b",
    re.IGNORECASE,
)
# what such a paper tells of what holds, of itself and of others is no demand
_DECIDED = re.compile(
    r"\b(?:beschlossen|gilt|geltende[snr]?|in kraft|prüfen|erhalten|umfrage)\b", re.IGNORECASE
)
_COURTS = re.compile(r"gericht|urteil|beschluss", re.IGNORECASE)  # „nach Auffassung der Kammer“ decides
_YEAR = re.compile(r"(?<![\d./§-])(?<!vom )(?:19|20)\d\d(?![\d./-])")
_OF_A_DAY = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-ZÄ][a-zä]+)\s?(?:19|20)\d\d")


def is_demand(passage: Passage, said: str) -> bool:
    """Whether a sentence of a place demands or means something; laws and decisions rule."""
    document = passage.document
    named = f"{document.title} {passage.section.heading} {passage.section.locator}"
    if document.kind == "law" or _COURTS.search(named):
        return False
    if _DEMANDS.search(said):
        return True
    if _DEMANDS.search(_behind(said, passage.section.text)) and not _DECIDED.search(said):
        return True
    return bool(_OPINION_TITLE.search(named)) and not _DECIDED.search(said)


def _behind(said: str, text: str) -> str:
    """The sentence of a text that follows ("Zwei Tage braucht es. Das ist überfällig."); "" for none."""
    sentences = split_sentences(" ".join(text.split()))
    return next((after for one, after in pairwise(sentences) if said.endswith(one)), "")


def lands_of(passage: Passage) -> frozenset[str]:
    """The Länder that a document is for, by its title and region, else by who gives what its place says; none
    for one that holds everywhere.
    """
    document = passage.document
    if document.kind == "law" and not document.region:
        return frozenset()
    named = lands_named(f"{document.title} {document.long_title} {document.region}")
    return named or lands_that_give(passage.section.text)


def for_another_land(question: str, citations: Iterable[Citation]) -> bool:
    """Whether a question names a Land that a cited document is not for."""
    asked = whole_lands(question)
    return bool(asked) and any(
        lands and not lands & asked for lands in (lands_of(citation.passage) for citation in citations)
    )


def year_of(passage: Passage, said: str) -> int | None:
    """The last year that a document's title or the place's heading names as its subject, else that the
    sentence which leads does; None where none.
    """
    if passage.document.kind in {"law", "module"}:
        return None
    named = f"{passage.document.title} {passage.section.heading} {passage.section.locator}"
    years = _YEAR.findall(_OF_A_DAY.sub(" ", named))
    return max(map(int, years), default=None) or max(years_told(said), default=None)


def standing_notices(citations: Sequence[Citation], said: Sequence[str], today: date) -> list[Notice]:
    """What has to be known of places before they are relied on; `said`: what each of them leads with."""
    return [
        Notice(f"{citation.label} {what}", citation.n)
        for citation, words in zip(citations, said, strict=False)
        for what in _standing(citation.passage, words, today)
    ]


def _standing(passage: Passage, said: str, today: date) -> Iterator[str]:
    if is_demand(passage, said):
        yield "gibt eine Forderung oder Meinung wieder, keine Regel."
    lands = lands_of(passage)
    if lands and HOME not in lands:
        yield f"ist für {' und '.join(sorted(lands))} geschrieben, nicht für {HOME}."
    year = year_of(passage, said)
    if year is not None and year < today.year:
        yield f"handelt vom Jahr {year}. Bitte prüfen, was heute gilt."
