"""Questions about the mentors' own training: which module, seminar day, slide or page, and the learning goal it serves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from chains.abstain import Refusal
from chains.answer import Citation
from chains.extract import Extract
from chains.registers import SHAPES, Register
from knowledge.german import terms

if TYPE_CHECKING:
    from chains.extract import Extractor
    from chains.filters import Filters
    from chains.question import Analysis
    from chains.search import Searcher
    from knowledge.lexical_index import LexicalIndex
    from knowledge.library import Library
    from knowledge.model import DocumentHead, Hit, Passage

MODULE = "module"  # kind of the documents of a course
_GOALS = "Lernziele"  # how the locators of learning goals begin (ingest.modules)
_SHEET = "/module"  # the end of the id of a module's own sheet
_ORDINALS = "erst zweit dritt viert fünft sechst siebt acht neunt zehnt".split()
_KINDS = {"seminartag": "day", "tag": "day", "modul": "module", "teil": "part", "folie": "slide", "seite": "page"}
_NAMES = {"day": "Seminartag", "module": "Modul", "part": "Teil", "slide": "Folie", "page": "Seite"}
_NAMED = re.compile(rf"\b({'|'.join(_KINDS)})(?:e?s|en?)?\s+(\d{{1,3}})\b|\b(?:({'|'.join(_ORDINALS)})e[nrms]?|(\d{{1,2}})\.)\s+({'|'.join(_KINDS)})(?:e?s|en?)?\b", re.I)
_SPOKEN_OF = re.compile(
    r"\b(?:moduls?|modulen?|modulblatt|modulhandbuch\w*|seminartag(?:e?s|en?)?|seminarunterlagen|folien?|foliensatz|handouts?|lernziele?[ns]?|qualifizierungsreihe"
    r"|leitfaden|leitfadens|ablaufplan|rollenspiele?|übung(?:en)?|üben|welche[mn] tag|schulungsmaterial|schulungsunterlagen|teilnehmenden?unterlagen)\b",
    re.I,
)
_SURE = re.compile(
    r"\b(?:folien?|foliensatz|seminartag\w*|lernziel\w*|handouts?|leitfaden|leitfadens|qualifizierungsreihe|modulblatt|"
    r"ablaufplan|seminarunterlagen|welche[mns] moduls?|(?:im|des) moduls?"
    r"|den modulen|welche[mn] tag)\b",
    re.I,
)
_ASKING = re.compile(  # what asks for a place and says nothing of what is to stand there
    r"\b(?:steht|stehen|finde[nt]?|findet|gibt|geht|gehört|gehören|kommt|vor|zeigt|zeigen|erklärt|behandeln|behandelt|machen|mach\w*|bekommen|laut|sollen|lernen|lernt|dauert"
    r"|teilnehmende[nr]?|kolleg\w*|menschen|personen|leute|seiten?|material\w*|tage?|teil|trainer\w*|wann|lange|viele|hat|läuft|ab|modul\w*|seminar\w*|thema|themen|stelle)\b",
    re.I,
)
_LOOKED_AT = 3
_HELD = 0.55  # share of the other words that the best places must hold; measured on the suite "module"
_WHOM = "bei der Leitung der Qualifizierungsreihe"
_ASKED = {  # form of place -> how a question asks for it
    "slide": re.compile(r"\bfolien?\b", re.I),
    "handout": re.compile(r"\bhandouts?\b", re.I),
    "agenda": re.compile(r"\bablauf|\bläuft\b.*\bab\b|\buhr\b|\bzeitplan|\bagenda\b|\bpausen?\b", re.I),
    "page": re.compile(r"\bseiten?\b", re.I),
    "goals": re.compile(r"\blernziel|\blernen\b", re.I),
    "exercise": re.compile(r"\bübung|\büben\b|\brollenspiel", re.I),
    "sheet": re.compile(r"\bwelche[nmrs]? (?:moduls?|seminartage?|tag|teil)\b|\bwie viele (?:seminar)?tage\b|\bwelches material\b", re.I),
}
_AT_WORK, _ASIDE = 0.5, 0.5  # added where the course is asked about, taken off where it is not: the rule stands before the slide about it
_CLOSE = 0.8  # share of the best score from which on a further place is shown to who asks for the course
_PLACES = 3  # how many at most
_TITLE_SLIDE = 0.4  # it names everything and says nothing
_FITS, _ELSEWHERE, _FORM = 0.8, 0.8, 0.4  # a day, module, slide … that is named; a place that is another one; the form of place asked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question says of the course's places; `numbers`: kind of place ("day", "module" …) -> those named."""

    course: bool  # it speaks of the course at all
    sure: bool = False  # in words that nothing but a course has: slides, seminar days, learning goals
    numbers: tuple[tuple[str, frozenset[int]], ...] = ()
    forms: frozenset[str] = frozenset()

    def fits(self, passage: Passage) -> bool:
        """Whether a passage is at every place that is named."""
        return all(_numbers(passage, kind) & numbers for kind, numbers in self.numbers)


@lru_cache(maxsize=256)
def wanted_of(text: str) -> Wanted:
    """Read a question's words for modules, days, slides; "Tag 5" counts only where the course is spoken of."""
    if not _SPOKEN_OF.search(text):
        return Wanted(course=False)
    numbers: dict[str, set[int]] = {}
    for match in _NAMED.finditer(text):
        word, number, ordinal, digits, behind = match.groups()
        value = int(number or digits or 0) or _ORDINALS.index(ordinal.lower()) + 1
        numbers.setdefault(_KINDS[(word or behind).lower()], set()).add(value)
    forms = frozenset(form for form, pattern in _ASKED.items() if pattern.search(text))
    return Wanted(course=True, sure=bool(numbers or _SURE.search(text)), numbers=tuple((kind, frozenset(found)) for kind, found in sorted(numbers.items())), forms=forms)


def of_the_course(analysis: Analysis) -> Analysis:
    """A question about the course is searched by all its words: a law that it names is what a slide is about, not where to look."""
    return replace(analysis, matter=analysis.text, laws=(), references=()) if wanted_of(analysis.text).course else analysis


def prior(passage: Passage, question: str) -> float:
    """What a passage's score is raised or lowered by, since it belongs to a course or the question is about one."""
    wanted = wanted_of(question)
    if passage.document.kind != MODULE:
        return -_ASIDE * wanted.sure
    if not wanted.course:
        return -_ASIDE
    score = _AT_WORK * wanted.sure
    for kind, numbers in wanted.numbers:
        score += _FITS if _numbers(passage, kind) & numbers else -_ELSEWHERE
    return score + _FORM * len(_forms(passage) & wanted.forms) - _TITLE_SLIDE * (passage.section.locator == "Folie 1")


def _forms(passage: Passage) -> set[str]:
    document, locator = passage.document, passage.section.locator
    begins: dict[str, str | tuple[str, ...]] = {"goals": _GOALS, "slide": "Folie ", "page": "S. ", "exercise": "Übung", "agenda": ("Ablauf", "Zeitplan", "Agenda")}
    forms = {form for form, beginning in begins.items() if locator.startswith(beginning)}
    return forms | {form for form, is_one in (("sheet", document.id.endswith(_SHEET)), ("handout", "Handout" in document.title)) if is_one}


def _numbers(passage: Passage, kind: str) -> set[int]:
    """Numbers of the places of that kind at which a passage stands; path: part, module, seminar day (ingest.modules)."""
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


def about_the_course(analysis: Analysis, hits: Sequence[Hit], heads: Mapping[str, DocumentHead], filters: Filters) -> bool:
    """Whether an indexed course that may be searched is asked about, so that the answer names module and learning goal in the normal register too.

    A question in words that other sources have as well ("Übung") is about the course where the course is what it finds.
    """
    wanted = wanted_of(analysis.text)
    if wanted.sure:
        return any(head.kind == MODULE and filters.admits(head) for head in heads.values())
    return wanted.course and bool(hits) and hits[0].passage.document.kind == MODULE


def course_refusal(analysis: Analysis, hits: Sequence[Hit], lexical: LexicalIndex) -> Refusal | None:
    """Why a question about the course is not answered: it names a day, module or slide that there is not, or its own words stand nowhere near; else None."""
    wanted = wanted_of(analysis.text)
    places = [hit for hit in hits if hit.passage.document.kind == MODULE]
    if wanted.numbers and not any(wanted.fits(hit.passage) for hit in places):
        said = ", ".join(f"{_NAMES[kind]} {number}" for kind, numbers in wanted.numbers for number in sorted(numbers))
        return Refusal(f"Diese Stelle gibt es in den eingelesenen Modulen nicht: {said}.", _WHOM)
    return None if _held(analysis, places, lexical) >= _HELD else Refusal("Das steht nicht in den eingelesenen Modulen.", _WHOM)


def _held(analysis: Analysis, places: list[Hit], lexical: LexicalIndex) -> float:
    """Share (by rarity) of what the question is about that the best places hold, a compound only with all its parts; 1 where nothing is left.

    Its nouns, those aside that ask for places of a course; without a noun (all lower case, say) its other words.
    """
    first = analysis.text.split(maxsplit=1)[0]
    matter = re.findall(r"[^\W\d_][\w-]*", _ASKING.sub(" ", _SPOKEN_OF.sub(" ", _NAMED.sub(" ", analysis.text))))
    nouns = [word for word in matter if word[0].isupper() and word != first]
    if not nouns and wanted_of(analysis.text).numbers:
        return 1.0
    have: set[str] = set()
    for hit in places[:_LOOKED_AT]:
        document, section = hit.passage.document, hit.passage.section
        have |= set(terms(" ".join((document.title, section.locator, section.heading, *section.path, section.text)), lexical.compounds))
    weights = {term: lexical.rarity(term) or 1.0 for term in terms(" ".join(nouns or matter))}
    held = sum(weight for term, weight in weights.items() if term in have or ((parts := lexical.compounds.parts(term)) and set(parts) <= have))
    return held / sum(weights.values()) if weights else 1.0


def trainer_extract(analysis: Analysis, hits: Sequence[Hit], searcher: Searcher, extractor: Extractor, filters: Filters) -> Extract | None:
    """Places of the course first, each with its seminar day, file and learning goal, then other sources; None without a place of the course."""
    shape = SHAPES[Register.TRAINER]
    asked = wanted_of(analysis.text).course
    found = _course_hits(analysis, hits, searcher, filters)
    top = max((hit.score for hit in (found if asked else [*hits, *found])), default=0.0)
    course = [hit for hit in found if hit.score >= (_CLOSE if asked else shape.near) * top]
    others = [] if asked else [hit for hit in hits if hit.passage.document.kind != MODULE and hit.score >= shape.near * top]
    if not course:
        return None
    blocks: list[str] = []
    citations: list[Citation] = []
    room = shape.screen
    for hit in [*course[: _PLACES if asked else shape.blocks - bool(others)], *others]:
        if len(blocks) >= shape.blocks:
            break
        if any(c.passage.chunk_id == hit.passage.chunk_id for c in citations):
            continue
        quote = extractor.quote(hit.passage, analysis, min(room, shape.whole))
        if not quote or (blocks and len(quote) > room):
            continue
        citations.append(Citation(len(citations) + 1, hit.passage, quote))
        blocks.append(_block(citations, analysis, searcher.library))
        room -= len(quote)
    return Extract("\n\n".join(blocks), tuple(citations))


def _course_hits(analysis: Analysis, hits: Sequence[Hit], searcher: Searcher, filters: Filters) -> list[Hit]:
    """Places of the course; searched for among its documents alone where the question itself did not bring them up."""
    found = [hit for hit in hits if hit.passage.document.kind == MODULE]
    if wanted_of(analysis.text).course or (filters.kinds and MODULE not in filters.kinds):
        return found
    alone = searcher.look(analysis, len(hits) or SHAPES[Register.TRAINER].blocks, replace(filters, kinds=frozenset({MODULE}))).hits
    return [replace(hit, score=hit.score + _ASIDE) for hit in alone]


def _block(citations: list[Citation], analysis: Analysis, library: Library) -> str:
    """The last citation as a block; its learning goal is cited behind it, or once more where it was cited before."""
    cited = citations[-1]
    passage = cited.passage
    lines = [f"> {line}" if line.strip() else ">" for line in cited.quote.splitlines()]
    said = "\n".join(lines) + f" [{cited.n}]"
    if passage.document.kind != MODULE:
        return f"**{cited.label}** [{cited.n}]\n{said}"
    day = passage.section.path[2].partition(":")[0] if len(passage.section.path) > 2 else ""  # noqa: PLR2004
    file = "" if passage.document.id.endswith(_SHEET) else passage.document.url.rpartition("/")[2]
    where = ", ".join(filter(None, (day, f"Datei {file}" if file else "")))
    heading = passage.section.heading
    named = f" „{heading}“" if heading and heading not in cited.label else ""
    head = f"**{cited.label}{named}{f' ({where})' if where else ''}** [{cited.n}]"
    goal = "" if passage.section.locator.startswith(_GOALS) else _goal(citations, analysis, library)
    return "\n".join(filter(None, (head, goal, said)))


def _goal(citations: list[Citation], analysis: Analysis, library: Library) -> str:
    """The line with the learning goal of the last citation's day that comes nearest to what it says; "" if the day has none."""
    passage = citations[-1].passage
    days = _numbers(passage, "day")
    sheet = f"{passage.document.id.rpartition('/')[0]}{_SHEET}"
    places = [section.locator for section in library.sections(sheet) if section.locator.startswith(_GOALS)]
    goals = [p for p in library.passages_at(sheet, places) if _numbers(p, "day") & days] if places else []
    if not goals:
        return ""
    about = set(terms(f"{analysis.text} {passage.section.heading} {citations[-1].quote}"))
    offered = [(p, line.removeprefix("- ")) for p in goals for line in p.section.text.splitlines() if line.strip()]
    found, said = max(offered, key=lambda pair: len(about & set(terms(pair[1]))))
    number = next((c.n for c in citations if c.passage.chunk_id == found.chunk_id), 0)
    if not number:
        number = len(citations) + 1
        citations.append(Citation(number, found, found.section.text))
    return f"Lernziel: „{said}“ [{number}]"
