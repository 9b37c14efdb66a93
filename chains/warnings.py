"""What has to be said out loud beside an answer: rules that have run out, old sources, repealed places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from chains.answer import Citation, german_date
from chains.figures import MONTHS, dates_in

if TYPE_CHECKING:
    from chains.extract import Extract

_ENDS = re.compile(rf"\b(?:bis\s+zum|bis\s+einschließlich|vor\s+dem|längstens\s+bis(?:\s+zum)?)\s+(\d{{1,2}}\.\s*(?:{'|'.join(MONTHS)}|\d{{1,2}}\.)\s*\d{{4}})", re.I)


def warnings_for(citations: Sequence[Citation], today: date) -> list[str]:
    """German warnings for the cited passages, without doubles, in the order of the citations."""
    found: list[str] = []
    for citation in citations:
        document = citation.passage.document
        found += [
            f"{citation.label} nennt ein Ende, das vorbei ist: galt bis {german_date(end)}. Bitte prüfen, ob die Regel noch gilt. [{citation.n}]"
            for end in run_out(citation.quote, today)
        ]
        if document.stand and document.max_age_days and (today - document.stand).days > document.max_age_days:
            found.append(f"{document.title} hat den Stand {german_date(document.stand)} und ist älter als vorgesehen ({document.max_age_days} Tage). "
                         f"Bitte die aktuelle Fassung prüfen. [{citation.n}]")  # fmt: skip
    return list(dict.fromkeys(found))


def with_ends(extract: Extract, today: date) -> str:
    """The text of an answer, led by the end of its first rule where that has passed ("Galt bis 31.07.2024")."""
    ended = run_out(extract.citations[0].quote, today) if extract.citations else []
    return f"**Galt bis {german_date(max(ended))}** [1]\n\n{extract.text}" if ended else extract.text


def run_out(text: str, today: date) -> list[date]:
    """End dates that the text itself sets and that have passed."""
    return [day for match in _ENDS.finditer(text) for day in dates_in(match[1]) if day < today]
