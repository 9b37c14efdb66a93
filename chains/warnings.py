"""What has to be said out loud beside an answer: rules that have run out, old sources, repealed places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from chains.answer import Citation, german_date
from chains.figures import MONTHS, dates_in
from knowledge.statements import ITEM, split_sentences

if TYPE_CHECKING:
    from chains.extract import Extract

_DAY = rf"\d{{1,2}}\.\s*(?:{'|'.join(MONTHS)}|\d{{1,2}}\.)\s*\d{{4}}"
_UNTIL = re.compile(rf"\b(?P<how>bis\s+zum|bis\s+einschließlich|vor\s+dem|längstens\s+bis(?:\s+zum)?)\s+(?P<day>{_DAY})", re.IGNORECASE)
_OLD_TEXT = re.compile(r"\s*(?:geltenden|gültigen|maßgeblich\w*|anwendbaren|bestehenden)\b", re.IGNORECASE)  # "in der bis zum … geltenden Fassung"
# A clause that says which cases a rule is for ("Anträge, die bis zum … gestellt wurden"), not how long it holds.
_WHICH_CASES = re.compile(
    r"(?:(?:und|oder|aber|auch) )?(?:d(?:ie|er|as|en|em|enen|eren|essen)|wenn|falls|sofern|soweit|[Ww]er"
    r"|(?:[Ww]urden?|[Hh]aben|[Hh]at|[Ii]st|[Ss]ind|[Ww]ird|[Ww]aren?|Beendet))\b"
)
_SUSPENDED = re.compile(r"\b(?:nicht anzuwenden|keine Anwendung|ausgeschlossen|nicht erforderlich)\b", re.IGNORECASE)  # what ended is an exception
_DUTY = re.compile(r"\b(?:bericht\w*|veröffentlich\w*|vorzulegen|evaluier\w*|untersuch\w*|ermitteln|zu fassen)\b", re.IGNORECASE)


def warnings_for(citations: Sequence[Citation], today: date) -> list[str]:
    """German warnings for the cited passages, without doubles, in the order of the citations."""
    found: list[str] = []
    for citation in citations:
        document = citation.passage.document
        whole = _end_of_all(citation.quote, today)
        if whole:
            found.append(f"{citation.label} nennt ein Ende, das vorbei ist: galt bis {german_date(whole)}. Bitte prüfen, ob die Regel noch gilt. [{citation.n}]")
        found += [
            f"{citation.label} enthält einen Satz, der nur bis {german_date(end)} galt. Bitte prüfen, was noch gilt. [{citation.n}]"
            for end in run_out(citation.quote, today)
            if end != whole
        ]
        found += [f"{citation.label} gilt nur für Fälle aus der Zeit bis {german_date(day)}. [{citation.n}]" for day in reference_days(citation.quote, today)[:1]]
        if document.stand and document.max_age_days and (today - document.stand).days > document.max_age_days:
            found.append(f"{document.title} hat den Stand {german_date(document.stand)} und ist älter als vorgesehen ({document.max_age_days} Tage). "
                         f"Bitte die aktuelle Fassung prüfen. [{citation.n}]")  # fmt: skip
    return list(dict.fromkeys(found))


def with_ends(extract: Extract, today: date) -> str:
    """The text of an answer, led by the end of its first rule where that has passed ("Galt bis 31.07.2024")."""
    ended = _end_of_all(extract.citations[0].quote, today) if extract.citations else None
    return f"**Galt bis {german_date(ended)}** [1]\n\n{extract.text}" if ended else extract.text


def _end_of_all(text: str, today: date) -> date | None:
    """The end that the text's first sentence sets for its rule, if it has passed; an end further down concerns that sentence alone."""
    first = next(iter(split_sentences(text)), "")
    ended = [] if _SUSPENDED.search(first) else run_out(first, today)
    return max(ended, default=None)


def run_out(text: str, today: date) -> list[date]:
    """End dates that the text itself sets for its rule and that have passed."""
    return [day for day, ends in _days(text) if ends and day < today]


def reference_days(text: str, today: date) -> list[date]:
    """Days that have passed and up to which a case must lie for the text's first sentence to hold ("hat … vor dem 1. August 2022 bestanden")."""
    first = split_sentences(text)[:1]
    return [day for day, ends in _days(first[0]) if not ends and day < today] if first else []


def _days(text: str) -> list[tuple[date, bool]]:
    """(day, whether the rule ends with it) of each "bis zum …" and "vor dem …"; the days of old wordings and of reports are left out."""
    found = []
    for match in _UNTIL.finditer(text):
        clause = re.split(r"[,;:.]\s|\n", text[: match.start()])[-1].lstrip()
        whole = clause + re.split(r"[,;:.]\s|\n", text[match.start() :])[0]
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _OLD_TEXT.match(text, match.end()) or _DUTY.search(whole) or ITEM.match(line):  # one item's end is not the rule's
            continue
        about_cases = match["how"].lower().startswith("vor") or _WHICH_CASES.match(re.sub(r"^\(\d+[a-z]?\)\s*", "", clause)) is not None
        found += [(day, not about_cases) for day in dates_in(match["day"])]
    return found
