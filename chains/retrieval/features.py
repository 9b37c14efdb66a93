"""The one table of what speaks for or against a place, read by the search, by tuning and by the
configurations of the evaluation alike.

A place's score is the sum of weight times value over all features. Values lie about between 0 and 1; a weight
below 0 speaks against a place. Beside the features stand the search's own measures, which no place has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from chains.retrieval import candidates, seminar_places
from chains.retrieval.context import nearness
from chains.retrieval.within_reach import weigh_within_reach

if TYPE_CHECKING:
    from chains.retrieval.state import State, Values
    from knowledge.model.document import Passage

# benchmarks/tune_weights.py (coordinate ascent) over the 33 laws, with all everyday phrases, with those
# of every second law, and with none; where every phrase is there, no suite may get worse for it
_SUITES = "tune_weights foerderrecht arbeitswelt beratung alltag --rounds 2, 2026-11-28"
# 2.64 was found; as much as `phrase` takes such a place to have phrases as near as the best of the others
_AS_PHRASE = "the weight of phrase; tune_weights found 2.64, 2026-11-28"
_COURSE = "set with the suite module, 2026-11-25"
_OLD_CASES = re.compile(
    r"Übergangs(?:vorschrift|regelung|bestimmung|recht)|Altfall|\bGesetz zu[rm]?"
    r" |(?:Fort|Weiter)geltung|bisherigen Rechts"
)


class SeenFrom(StrEnum):
    """When a feature's value is known."""

    CANDIDATE = "candidate"  # from the indexes, before a place is read
    PLACE = "place"  # from the place's own words and its document


@dataclass(frozen=True, slots=True)
class Feature:
    """One row: what the value says, its function, its weight, how that was fitted."""

    name: str
    weight: float
    says: str
    fitted: str
    seen: SeenFrom
    of_candidates: Callable[[State], Mapping[str, float]] | None = None  # chunk id -> value
    of_place: Callable[[Passage, State], float] | None = None
    # takes long to read, is 0 to 1, and 0 for who asks for no quantity (chains/retrieval/within_reach.py)
    dear: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A number the search works with that is no feature of a place."""

    name: str
    value: float
    says: str
    fitted: str


def _candidate(name: str, weight: float, says: str, of: Callable[[State], Mapping[str, float]]) -> Feature:
    return Feature(name, weight, says, _SUITES, SeenFrom.CANDIDATE, of_candidates=of)


def _place(
    name: str,
    weight: float,
    says: str,
    of: Callable[[Passage, State], float],
    fitted: str = _SUITES,
    *,
    dear: bool = False,
) -> Feature:
    return Feature(name, weight, says, fitted, SeenFrom.PLACE, of_place=of, dear=dear)


def _course(name: str, weight: float, says: str) -> Feature:
    """A feature of the mentors' own course; chains/retrieval/seminar_places.py reads it."""
    return _place(
        name, weight, says, lambda p, s: seminar_places.values(p, s.analysis.text).get(name, 0.0), _COURSE
    )


def _paragraph(passage: Passage) -> tuple[str, str]:
    """("§ 82", "2") of "§ 82 Abs. 2"."""
    paragraph, _, absatz = passage.section.locator.partition(" Abs. ")
    return paragraph, absatz


def _unnamed_law(passage: Passage, state: State) -> float:
    paragraph, absatz = _paragraph(passage)
    return float(
        any(
            not r.law and not r.foreign and paragraph == r.label and r.absatz in {"", absatz}
            for r in state.analysis.references
        )
    )


def _glossary_place(passage: Passage, state: State) -> float:
    return float((passage.document.id, _paragraph(passage)[0]) in state.analysis.places)


def _context(which: int) -> Callable[[Passage, State], float]:
    def value(passage: Passage, state: State) -> float:
        context = state.analysis.context
        return (
            float(nearness(passage.document.id, passage.section.locator, context)[which]) if context else 0.0
        )

    return value


def _unphrased(passage: Passage, state: State) -> float:
    """What the nearest phrase of any other place is worth, for a place of which editors keep none: lest
    documents of one's own stand behind every law.
    """
    if state.nearest is None or state.indexes.everyday.speak_of(passage.document):
        return 0.0
    return max(0.0, candidates.phrase_value(state, state.nearest.nearness))


FEATURES: tuple[Feature, ...] = (
    _candidate("dense", 0.7, "Nähe der Vektoren, über die Kandidaten gestreckt", candidates.dense),
    _candidate("dense_rank", 0.137, "Kehrwert des Rangs nach Vektoren", candidates.dense_rank),
    _candidate("lexical", 1.12, "BM25, über die Kandidaten gestreckt", candidates.lexical),
    _candidate("lexical_rank", 0.0, "Kehrwert des Rangs nach Wörtern", candidates.lexical_rank),
    _candidate(
        "heading", 0.2, "Anteil der Wörter der Frage in Titel, Überschrift und Pfad", candidates.heading
    ),
    _candidate("phrase", 2.2, "Nähe der nächsten Alltagsfragen zu dieser Stelle", candidates.phrase),
    _place("unphrased", 2.2, "Ausgleich für Stellen ohne Alltagsfragen", _unphrased, _AS_PHRASE),
    _place(
        "named_law",
        1.8,
        "steht in einem Gesetz, das die Frage nennt",
        lambda p, s: float(p.document.id in s.analysis.laws),
    ),
    _place(
        "other_group",
        -0.38,
        "Gesetz für eine Gruppe, von der die Frage nicht spricht",
        lambda p, s: float(p.document.id in s.analysis.other_groups),
    ),
    _place(
        "core_law",
        0.09,
        "Gesetz, in dem es um Weiterbildung geht",
        lambda p, s: float(p.document.id in s.indexes.core),
    ),
    _place(
        "states_amount",
        0.75,
        "nennt eine Größe der gefragten Art",
        lambda p, s: float(bool(s.analysis.asks & s.indexes.passages.kinds_stated(p))),
        dear=True,
    ),
    _place(
        "transitional",
        -0.3,
        "Regel für Altfälle: wahr, aber selten gefragt",
        lambda p, s: float(p.document.id in s.indexes.laws and bool(_OLD_CASES.search(p.section.heading))),
    ),
    _place("glossary_place", 0.6, "steht im Glossar bei einem Wort der Frage", _glossary_place),
    _place("unnamed_law_reference", 0.5, "hat die genannte Nummer, das Gesetz ist offen", _unnamed_law),
    _place("context_law", 0.32, "Gesetz, von dem das Gespräch sprach", _context(0)),
    _place("context_near", 0.6, "§, von dem das Gespräch sprach, oder ein Nachbar", _context(1)),
    _course("course_asked", 0.8, "Stelle der Qualifizierungsreihe, nach der sicher gefragt ist"),
    _course("course_aside", -1.2, "Reihe, wo nicht nach ihr gefragt ist, oder umgekehrt"),
    _course("course_fits", 0.8, "Tag, Modul, Folie oder Seite, die genannt sind"),
    _course("course_elsewhere", -0.8, "eine andere als die genannte"),
    _course("course_form", 0.7, "Form der Stelle, nach der gefragt ist"),
    _course("course_title_slide", -0.6, "Titelfolie: nennt alles und sagt nichts"),
)

MEASURES: tuple[Measure, ...] = (
    Measure("glossary", 0.3, "Gewicht eines Rechtsworts neben einem Wort der Frage", _SUITES),
    Measure("compound_part", 1.0, "Gewicht eines Teils einer Zusammensetzung", _SUITES),
    Measure(
        "basis",
        1.001,
        "Anteil des Faktenblatts, den die Gesetzesstelle erbt: das Gesetz vor seiner Erklärung",
        "fixed",
    ),
    Measure("phrase_support", 0.4, "was weitere nahe Alltagsfragen derselben Stelle beitragen", _SUITES),
    Measure("phrase_from", 0.3, "Nähe, ab der zwei Fragen dasselbe meinen können (EmbeddingScale)", "fixed"),
    Measure(
        "same_paragraph",
        0.88,
        "was jeder weitere Absatz desselben § zählt, damit fünf Treffer mehr als einen § zeigen",
        "fixed",
    ),
)

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {feature.name: feature.weight for feature in FEATURES}
    | {measure.name: measure.value for measure in MEASURES}
)


def weights_with(changed: Mapping[str, float]) -> dict[str, float]:
    """The table's weights with some of them changed.

    Raises:
        KeyError: a name that the table has not.
    """
    if unknown := changed.keys() - WEIGHTS.keys():
        raise KeyError(", ".join(sorted(unknown)))
    return {**WEIGHTS, **changed}


def weigh_candidates(state: State) -> State:
    """Values and scores of all candidates by what the indexes say."""
    values: dict[str, dict[str, float]] = {}
    scores: dict[str, float] = {}
    for feature in FEATURES:
        if feature.of_candidates is None:
            continue
        weight = state.weights[feature.name]
        for key, value in feature.of_candidates(state).items():
            values.setdefault(key, {})[feature.name] = value
            scores[key] = scores.get(key, 0.0) + weight * value
    return replace(state, values=values, scores=scores)


def weigh_places(state: State) -> State:
    """The same by what the read places say of themselves; what is dear to read, only of those that it may
    bring among the hits.
    """
    rows = [(f, state.weights[f.name], f.of_place) for f in FEATURES if f.of_place is not None]
    cheap, dear = ([row for row in rows if row[0].dear is kind] for kind in (False, True))
    found: dict[str, Values] = {
        key: {f.name: value for f, _, of in cheap if (value := of(passage, state))}
        for key, passage in state.pool.items()
    }

    def score(key: str) -> float:
        return state.scores[key] + sum(weight * found[key].get(f.name, 0.0) for f, weight, _ in rows)

    def weigh(key: str) -> float:
        found[key] |= {f.name: value for f, _, of in dear if (value := of(state.pool[key], state))}
        scores[key] = score(key)
        return scores[key]

    scores = state.scores | {key: score(key) for key in found}
    if state.analysis.asks:
        gains = sum(max(weight, 0.0) for _, weight, _ in dear)
        weigh_within_reach(state, dict(scores), gains, weigh)
    values = {key: state.values.get(key, {}) | mine for key, mine in found.items()}
    return replace(state, scores=scores, values=state.values | values)
