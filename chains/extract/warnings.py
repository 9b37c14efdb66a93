"""What has to be said beside an answer: before it which rules have run out, at its end which sources are
old.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from chains.answer import Citation, german_date
from chains.blocks.kinds import Block, Ended, NamedPlace, Notice, OldSources
from chains.blocks.layout import OLD
from chains.quantities.scan import scan_source
from knowledge.german.sentences import ITEM, split_sentences

if TYPE_CHECKING:
    from chains.extract.extractor import Extract

# what stands before a date up to which something holds
_UNTIL = re.compile(
    r"\b(?P<how>bis\s+zum|bis\s+einschließlich|vor\s+dem|längstens\s+bis(?:\s+zum)?)\s+\Z", re.IGNORECASE
)
_BEFORE = 40  # characters: the longest of _UNTIL has 18, the rest is white space
# "in der bis zum … geltenden Fassung"
_OLD_TEXT = re.compile(
    r"(?<!\s)\s*+(?:geltenden|gültigen|maßgeblich\w*|anwendbaren|bestehenden)\b", re.IGNORECASE
)
# A clause that says which cases a rule is for ("Anträge, die bis zum … gestellt wurden"), not
# how long it holds.
_WHICH_CASES = re.compile(
    r"(?:(?:und|oder|aber|auch) )?(?:d(?:ie|er|as|en|em|enen|eren|essen)|wenn|falls|sofern|soweit|[Ww]er"
    r"|(?:[Ww]urden?|[Hh]aben|[Hh]at|[Ii]st|[Ss]ind|[Ww]ird|[Ww]aren?|Beendet))\b"
)
# what ended is an exception
_SUSPENDED = re.compile(
    r"\b(?:nicht anzuwenden|keine Anwendung|ausgeschlossen|nicht erforderlich)\b", re.IGNORECASE
)
_DUTY = re.compile(
    r"\b(?:bericht\w*|veröffentlich\w*|vorzulegen|evaluier\w*|untersuch\w*|ermitteln|zu fassen)\b",
    re.IGNORECASE,
)


def warnings_for(citations: Sequence[Citation], today: date) -> list[Notice]:
    """German warnings for the cited passages, without doubles, in the order of the citations."""
    found: list[Notice] = []
    for citation in citations:
        whole = _end_of_all(citation.quote, today)
        if whole:
            found.append(
                Notice(
                    f"{citation.label} nennt ein Ende, das vorbei ist: galt bis {german_date(whole)}. Bitte"
                    " prüfen, ob die Regel noch gilt.",
                    citation.n,
                )
            )
        found += [
            Notice(
                f"{citation.label} enthält einen Satz, der nur bis {german_date(end)} galt. Bitte prüfen,"
                " was noch gilt.",
                citation.n,
            )
            for end in run_out(citation.quote, today)
            if end != whole
        ]
        found += [
            Notice(f"{citation.label} gilt nur für Fälle aus der Zeit bis {german_date(day)}.", citation.n)
            for day in reference_days(citation.quote, today)[:1]
        ]
    return list(dict.fromkeys(found))


def old_sources(citations: Sequence[Citation], today: date, earlier: Sequence[str] = ()) -> tuple[Block, ...]:
    """One line for the end of an answer: which of the cited documents are older than they should be. That a
    source is old does not make its rule run out, so it does not stand before the answer. `earlier`: answers
    that may have said it already.
    """
    said = [line for answer in earlier for line in answer.splitlines() if line.startswith(OLD)]
    old: dict[str, int] = {}
    for citation in citations:
        document = citation.passage.document
        told = any(document.title in line for line in said)
        if document.stand and document.is_out_of_date(today) and not told:
            old.setdefault(document.title, citation.n)
    if not old:
        return ()
    return (OldSources(tuple(NamedPlace(title, n) for title, n in old.items())),)


def with_ends(extract: Extract, today: date) -> tuple[Block, ...]:
    """What an extract says, led by the end of its first rule where that has passed ("Galt bis
    31.07.2024").
    """
    ended = _end_of_all(extract.citations[0].quote, today) if extract.citations else None
    return (Ended(ended, 1), *extract.said) if ended else extract.said


def _end_of_all(text: str, today: date) -> date | None:
    """The end that the text's first sentence sets for its rule, if it has passed; an end further down
    concerns that sentence alone.
    """
    first = next(iter(split_sentences(text)), "")
    ended = [] if _SUSPENDED.search(first) else run_out(first, today)
    return max(ended, default=None)


def run_out(text: str, today: date) -> list[date]:
    """End dates that the text itself sets for its rule and that have passed."""
    return [day for day, ends in _days(text) if ends and day < today]


def reference_days(text: str, today: date) -> list[date]:
    """Days that have passed and up to which a case must lie for the text's first sentence to hold ("hat … vor
    dem 1. August 2022 bestanden").
    """
    first = split_sentences(text)[:1]
    return [day for day, ends in _days(first[0]) if not ends and day < today] if first else []


def _days(text: str) -> list[tuple[date, bool]]:
    """(day, whether the rule ends with it) of each "bis zum …" and "vor dem …"; the days of old wordings and
    of reports are left out.
    """
    found = []
    for date_said in scan_source(text).numbers:
        day, end = date_said.date, date_said.end
        until = _UNTIL.search(text, max(0, date_said.start - _BEFORE), date_said.start)
        if day is None or until is None or date_said.about or not date_said.with_year:
            continue
        clause = re.split(r"[,;:.]\s|\n", text[: until.start()])[-1].lstrip()
        whole = clause + re.split(r"[,;:.]\s|\n", text[until.start() :])[0]
        line = text[text.rfind("\n", 0, until.start()) + 1 : until.start()]
        # one item's end is not the rule's
        if _OLD_TEXT.match(text, end) or _DUTY.search(whole) or ITEM.match(line):
            continue
        about_cases = (
            until["how"].lower().startswith("vor")
            or _WHICH_CASES.match(re.sub(r"^\(\d+[a-z]?\)\s*", "", clause)) is not None
        )
        found.append((day, not about_cases))
    return found
