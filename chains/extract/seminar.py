"""Answers about the mentors' own training: module, seminar day, file, slide or page, and the
learning goal behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.answer import Citation
from chains.blocks.kinds import LearningGoal, Quote
from chains.extract.extractor import Extract, quoted
from chains.extract.registers import SHAPES, Register
from chains.refusal.message import Refusal
from chains.retrieval.features import WEIGHTS
from chains.retrieval.seminar_places import GOALS, MODULE, SHEET, numbers_at, wanted_of, without_places
from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.extract.extractor import Extractor
    from chains.question.analysis import Analysis
    from chains.retrieval.filters import Filters
    from chains.retrieval.searcher import Searcher
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import DocumentHead, Hit
    from knowledge.store.library import Library

_NAMES = {"day": "Seminartag", "module": "Modul", "part": "Teil", "slide": "Folie", "page": "Seite"}
_LOOKED_AT = 3
_HELD = 0.55  # share of the other words that the best places must hold; measured on the suite "module"
_WHOM = "bei der Leitung der Qualifizierungsreihe"
_CLOSE = 0.8  # share of the best score from which on a further place is shown to who asks for the course
_PLACES = 3  # how many at most


def about_the_course(
    analysis: Analysis, hits: Sequence[Hit], heads: Mapping[str, DocumentHead], filters: Filters
) -> bool:
    """Whether an indexed course that may be searched is asked about, so that the answer names module and
    learning goal in the normal register too.

    A question in words that other sources have as well ("Übung") is about the course where the
    course is what it finds.
    """
    wanted = wanted_of(analysis.text)
    if wanted.sure:
        return any(head.kind == MODULE and filters.admits(head) for head in heads.values())
    return wanted.course and bool(hits) and hits[0].passage.document.kind == MODULE


def course_refusal(analysis: Analysis, hits: Sequence[Hit], lexical: WordIndex) -> Refusal | None:
    """Why a question about the course is not answered: it names a day, module or slide that there is not, or
    its own words stand nowhere near; else None.
    """
    wanted = wanted_of(analysis.text)
    places = [hit for hit in hits if hit.passage.document.kind == MODULE]
    if wanted.numbers and not any(wanted.fits(hit.passage) for hit in places):
        said = ", ".join(
            f"{_NAMES[kind]} {number}" for kind, numbers in wanted.numbers for number in sorted(numbers)
        )
        return Refusal(f"Diese Stelle gibt es in den eingelesenen Modulen nicht: {said}.", _WHOM)
    return (
        None
        if _held(analysis, places, lexical) >= _HELD
        else Refusal("Das steht nicht in den eingelesenen Modulen.", _WHOM)
    )


def _held(analysis: Analysis, places: list[Hit], lexical: WordIndex) -> float:
    """Share (by rarity) of what the question is about that the best places hold, a compound only with all its
    parts; 1 where nothing is left.

    Its nouns, those aside that ask for places of a course; without a noun (all lower case, say)
    its other words.
    """
    first = analysis.text.split(maxsplit=1)[0]
    matter = re.findall(r"[^\W\d_][\w-]*", without_places(analysis.text))
    nouns = [word for word in matter if word[0].isupper() and word != first]
    if not nouns and wanted_of(analysis.text).numbers:
        return 1.0
    have: set[str] = set()
    for hit in places[:_LOOKED_AT]:
        document, section = hit.passage.document, hit.passage.section
        have |= set(
            terms(
                " ".join((document.title, section.locator, section.heading, *section.path, section.text)),
                lexical.compounds,
            )
        )
    weights = {term: lexical.rarity(term) or 1.0 for term in terms(" ".join(nouns or matter))}
    held = sum(
        weight
        for term, weight in weights.items()
        if term in have or ((parts := lexical.compounds.parts(term)) and set(parts) <= have)
    )
    return held / sum(weights.values()) if weights else 1.0


def trainer_extract(
    analysis: Analysis, hits: Sequence[Hit], searcher: Searcher, extractor: Extractor, filters: Filters
) -> Extract | None:
    """Places of the course first, each with its seminar day, file and learning goal, then other sources; None
    without a place of the course.
    """
    shape = SHAPES[Register.TRAINER]
    wanted = wanted_of(analysis.text)
    asked = wanted.course
    found = _course_hits(analysis, hits, searcher, filters)
    top = max((hit.score for hit in (found if asked else [*hits, *found])), default=0.0)
    bar = (_CLOSE if asked else shape.near) * top
    course = [hit for hit in found if (wanted.fits(hit.passage) if wanted.exact else hit.score >= bar)]
    others = (
        []
        if asked
        else [hit for hit in hits if hit.passage.document.kind != MODULE and hit.score >= shape.near * top]
    )
    if not course:
        return None
    blocks: list[Quote] = []
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
    return Extract(tuple(blocks), tuple(citations))


def _course_hits(analysis: Analysis, hits: Sequence[Hit], searcher: Searcher, filters: Filters) -> list[Hit]:
    """Places of the course; searched for among its documents alone where the question itself
    did not bring them up.
    """
    found = [hit for hit in hits if hit.passage.document.kind == MODULE]
    if wanted_of(analysis.text).course or (filters.kinds and MODULE not in filters.kinds):
        return found
    alone = searcher.look(
        analysis, len(hits) or SHAPES[Register.TRAINER].blocks, replace(filters, kinds=frozenset({MODULE}))
    ).hits
    return [replace(hit, score=hit.score - WEIGHTS["course_aside"]) for hit in alone]


def _block(citations: list[Citation], analysis: Analysis, library: Library) -> Quote:
    """The last citation as a block; its learning goal is cited behind it, or once more where it
    was cited before.
    """
    cited = citations[-1]
    passage = cited.passage
    if passage.document.kind != MODULE:
        return quoted(cited)
    day = passage.section.path[2].partition(":")[0] if len(passage.section.path) > 2 else ""  # noqa: PLR2004
    file = "" if passage.document.id.endswith(SHEET) else passage.document.url.rpartition("/")[2]
    where = ", ".join(filter(None, (day, f"Datei {file}" if file else "")))
    heading = passage.section.heading
    named = f" „{heading}“" if heading and heading not in cited.label else ""
    head = f"{cited.label}{named}{f' ({where})' if where else ''}"
    goal = None if passage.section.locator.startswith(GOALS) else _goal(citations, analysis, library)
    return Quote(cited.n, cited.quote, head, goal=goal)


def _goal(citations: list[Citation], analysis: Analysis, library: Library) -> LearningGoal | None:
    """The learning goal of the last citation's day that comes nearest to what it says; None if the day has
    none.
    """
    passage = citations[-1].passage
    days = numbers_at(passage, "day")
    sheet = f"{passage.document.id.rpartition('/')[0]}{SHEET}"
    places = [section.locator for section in library.sections(sheet) if section.locator.startswith(GOALS)]
    goals = [p for p in library.passages_at(sheet, places) if numbers_at(p, "day") & days] if places else []
    if not goals:
        return None
    asked, quoted = set(terms(f"{analysis.text} {passage.section.heading}")), set(terms(citations[-1].quote))
    offered = [
        (p, line.removeprefix("- ")) for p in goals for line in p.section.text.splitlines() if line.strip()
    ]
    found, said = max(
        offered, key=lambda pair: sum(2 * (term in asked) + (term in quoted) for term in set(terms(pair[1])))
    )
    number = next((c.n for c in citations if c.passage.chunk_id == found.chunk_id), 0)
    if not number:
        number = len(citations) + 1
        citations.append(Citation(number, found, found.section.text))
    return LearningGoal(said, number)
