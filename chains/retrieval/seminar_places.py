"""What a question says of a course's places, and which passages stand there: modules, seminar days, slides,
pages, learning goals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.model.document import Passage

MODULE = "module"  # kind of the documents of a course
GOALS = "Lernziele"  # how the locators of learning goals begin (ingest.modules.reader)
SHEET = "/module"  # the end of the id of a module's own sheet
_ORDINALS = "erst zweit dritt viert fünft sechst siebt acht neunt zehnt".split()
_KINDS = {
    "seminartag": "day",
    "tag": "day",
    "modul": "module",
    "teil": "part",
    "folie": "slide",
    "seite": "page",
}
_NAMED = re.compile(
    rf"\b({'|'.join(_KINDS)})(?:e?s|en?)?\s+(\d{{1,3}})\b|\b(?:({'|'.join(_ORDINALS)})e[nrms]?"
    rf"|(\d{{1,2}})\.)\s+({'|'.join(_KINDS)})(?:e?s|en?)?\b",
    re.I,
)
_SPOKEN_OF = re.compile(
    r"\b(?:moduls?|modulen?|modulblatt|modulhandbuch\w*|seminartag(?:e?s|en?)?|seminarunterlagen"
    r"|folien?|foliensatz|handouts?|lernziele?[ns]?|qualifizierungsreihe"
    r"|leitfaden|leitfadens|ablaufplan|rollenspiele?|übung(?:en)?|üben|welche[mn]"
    r" tag|schulungsmaterial|schulungsunterlagen|teilnehmenden?unterlagen)\b",
    re.I,
)
_SURE = re.compile(
    r"\b(?:folien?|foliensatz|lernziel\w*|handouts?|modulblatt|ablaufplan|seminarunterlagen|welche[mns]"
    r" moduls?|(?:im|des) moduls?"
    r"|den modulen|welche[mnrs] (?:seminar)?tag(?:e?s|en?)?)\b",
    re.I,
)
_ONLY_OURS = re.compile(r"\b(?:folie|lernziel|handout|seminartag|modulblatt|qualifizierungsreihe)", re.I)
# whose modules and parts are meant
_OF_OTHERS = re.compile(
    r"\b(?:teilqualifi|TQ\b|studi|fernlehrgang|fernunterricht|umschulung|lehrgang\b)|prüfung", re.I
)
# "Modul 2 der Lernbegleitung": whose it is, where it is not the course
_WHOSE = re.compile(
    r"\bmoduls?\s+\d{1,3}\s+(?:der|des|vom|von)\s+"
    r"(?!\w*(?:seminar|reihe|qualifizierung|wbm|mentor|kurs|schulung|material|teil|tag|modul|übung))\w{5,}",
    re.I,
)
_ASKING = re.compile(  # what asks for a place and says nothing of what is to stand there
    r"\b(?:steht|stehen|finde[nt]?|findet|gibt|geht|gehört|gehören|kommt|vor|zeigt|zeigen|erklärt"
    r"|behandeln|behandelt|machen|mach\w*|bekommen|laut|sollen|lernen|lernt|dauert"
    r"|teilnehmende[nr]?|kolleg\w*|menschen|personen|leute|seiten?|material\w*|tage?|teil|trainer\w*"
    r"|wann|lange|viele|hat|läuft|ab|modul\w*|seminar\w*|thema|themen|stelle)\b",
    re.I,
)
_ASKED = {  # form of place -> how a question asks for it
    "slide": re.compile(r"\bfolien?\b", re.I),
    "handout": re.compile(r"\bhandouts?\b", re.I),
    "agenda": re.compile(
        r"\bablauf|\bläuft\b.{0,120}?\bab\b|\buhr\b|\bzeitplan|\bagenda\b|\bpausen?\b", re.I
    ),
    "page": re.compile(r"\bseiten?\b", re.I),
    "goals": re.compile(r"\blernziel|\blernen\b", re.I),
    "exercise": re.compile(r"\bübung|\büben\b|\brollenspiel", re.I),
    "sheet": re.compile(
        r"\bwelche[nmrs]? (?:moduls?|seminartage?|tag|teil)\b|\bwie viele (?:seminar)?tage\b|\bwelches"
        r" material\b",
        re.I,
    ),
}
# of locators
_BEGINNINGS = {
    "goals": (GOALS,),
    "slide": ("Folie ",),
    "page": ("S. ",),
    "exercise": ("Übung",),
    "agenda": ("Ablauf", "Zeitplan", "Agenda"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question says of the course's places; `numbers`: kind of place ("day", "module" …)
    -> those named.
    """

    course: bool  # it speaks of the course at all
    # it asks for a place that nothing but a course has: a slide, a learning goal, a seminar day by its number
    sure: bool = False
    numbers: tuple[tuple[str, frozenset[int]], ...] = ()
    forms: frozenset[str] = frozenset()

    @property
    def exact(self) -> bool:
        """Whether it names a slide or page: all that stands there is asked for."""
        return any(kind in {"slide", "page"} for kind, _ in self.numbers)

    def fits(self, passage: Passage) -> bool:
        """Whether a passage is at every place that is named."""
        return all(numbers_at(passage, kind) & numbers for kind, numbers in self.numbers)


@lru_cache(maxsize=256)
def wanted_of(text: str) -> Wanted:
    """Read a question's words for modules, days, slides; "Tag 5" counts only where the course
    is spoken of.
    """
    of_others = _OF_OTHERS.search(text) or _WHOSE.search(text)
    if not _SPOKEN_OF.search(text) or (of_others and not _ONLY_OURS.search(text)):
        return Wanted(course=False)
    numbers: dict[str, set[int]] = {}
    for match in _NAMED.finditer(text):
        word, number, ordinal, digits, behind = match.groups()
        value = int(number or digits or 0) or _ORDINALS.index(ordinal.lower()) + 1
        numbers.setdefault(_KINDS[(word or behind).lower()], set()).add(value)
    forms = frozenset(form for form, pattern in _ASKED.items() if pattern.search(text))
    return Wanted(
        course=True,
        sure=bool(numbers.keys() & {"day", "module", "slide"} or _SURE.search(text)),
        numbers=tuple((kind, frozenset(found)) for kind, found in sorted(numbers.items())),
        forms=forms,
    )


def of_the_course(analysis: Analysis) -> Analysis:
    """A question about the course is searched by all its words: a law that it names is what a slide is about,
    not where to look.
    """
    return (
        replace(analysis, matter=analysis.text, laws=(), references=())
        if wanted_of(analysis.text).sure
        else analysis
    )


def values(passage: Passage, question: str) -> dict[str, float]:
    """The values of the features course_… of chains/retrieval/features.py; what is 0 is left out."""
    wanted = wanted_of(question)
    if passage.document.kind != MODULE:
        return {"course_aside": 1.0} if wanted.sure else {}
    if not wanted.course:
        return {"course_aside": 1.0}
    fits = sum(bool(numbers_at(passage, kind) & numbers) for kind, numbers in wanted.numbers)
    found = {
        "course_asked": float(wanted.sure),
        "course_fits": float(fits),
        "course_elsewhere": float(len(wanted.numbers) - fits),
        "course_form": float(len(_forms(passage) & wanted.forms)),
        "course_title_slide": float(passage.section.locator == "Folie 1"),
    }
    return {name: value for name, value in found.items() if value}


def _forms(passage: Passage) -> set[str]:
    document, locator = passage.document, passage.section.locator
    forms = {form for form, beginnings in _BEGINNINGS.items() if locator.startswith(beginnings)}
    return forms | {
        form
        for form, is_one in (("sheet", document.id.endswith(SHEET)), ("handout", "Handout" in document.title))
        if is_one
    }


def numbers_at(passage: Passage, kind: str) -> set[int]:
    """Numbers of the places of that kind at which a passage stands; path: part, module, seminar day
    (ingest.modules.reader).
    """
    section = passage.section
    part, module, day = section.path[:3] if len(section.path) >= 3 else ("", "", "")  # noqa: PLR2004
    named = {
        "part": re.match(r"Teil (\d+)", part),
        "module": re.match(r"Modul (\d+)", module),
        "day": re.match(r"Seminartage? ([\d, ]+)", day),
        "slide": re.match(r"Folie (\d+)", section.locator),
        "page": re.match(r"S\. (\d+)", section.locator),
    }[kind]
    return {int(number) for number in re.findall(r"\d+", named[1])} if named else set()


def without_places(text: str) -> str:
    """A question without its words for places of a course: what is to stand there."""
    return _ASKING.sub(" ", _SPOKEN_OF.sub(" ", _NAMED.sub(" ", text)))
