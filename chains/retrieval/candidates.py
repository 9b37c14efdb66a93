"""The ways of search: vectors, words and everyday phrases, each a value for the chunks it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from knowledge.german.words import terms

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.retrieval.state import State
    from knowledge.index.word_index import WordIndex

_HALF = 5  # rank from which on a reciprocal rank is worth less than half of the first's
Found = Sequence[tuple[str, float]]  # (chunk id, score), best first


def search(state: State) -> State:
    """Ask each index once; what they bring is weighed by the table of features."""
    indexes = state.indexes
    asked = query_terms(state.analysis, state.weights, state)
    found = {
        "dense": indexes.dense.search(state.vectors[0], state.candidates),
        "lexical": indexes.lexical.search(asked, state.candidates),
    }
    cosine = max((score for _, score in found["dense"][:1]), default=0.0)
    return replace(
        state, found=found, nearest=state.matches.nearest(), dense=indexes.scale.passages.nearness(cosine)
    )


def query_terms(analysis: Analysis, weights: Mapping[str, float], state: State) -> dict[str, float]:
    """Stems of the question, the parts of its compounds and the legal words for it, each with its weight."""
    compounds = state.indexes.lexical.compounds
    weighted = dict.fromkeys(terms(analysis.matter), 1.0)
    for term in terms(analysis.matter, compounds):
        weighted.setdefault(term, weights["compound_part"])
    for term in terms(" ".join(analysis.legal_terms), compounds):
        weighted.setdefault(term, weights["glossary"])
    return weighted


def dense(state: State) -> dict[str, float]:
    """Cosines, stretched over the candidates to [0, 1]."""
    return _stretched(state.found["dense"])


def dense_rank(state: State) -> dict[str, float]:
    """Reciprocal ranks beside the scores: they keep one way's outlier from drowning the other."""
    return _ranks(state.found["dense"])


def lexical(state: State) -> dict[str, float]:
    """BM25, stretched over the candidates to [0, 1]."""
    return _stretched(state.found["lexical"])


def lexical_rank(state: State) -> dict[str, float]:
    """Reciprocal ranks by BM25."""
    return _ranks(state.found["lexical"])


def heading(state: State) -> dict[str, float]:
    """Share of the question's words, by their rarity, in title, heading and path of a place."""
    return _shares(state, state.indexes.headings)


def _shares(state: State, index: WordIndex) -> dict[str, float]:
    """Of the candidates of all ways of search."""
    rarity, compounds = state.indexes.own_words.rarity, state.indexes.lexical.compounds
    wanted = {term: rarity(term) or 1.0 for term in terms(state.analysis.matter)}
    candidates = sorted({key for found in state.found.values() for key, _ in found})
    if not wanted or not candidates:
        return {}
    rows = state.indexes.rules.rows.find(candidates)
    held = np.zeros(len(rows), dtype=np.float32)
    for term, weight in wanted.items():
        has = index.holds(term, rows)
        if parts := compounds.parts(term):
            has |= np.logical_and.reduce([index.holds(part, rows) for part in set(parts)])
        held[has] += weight
    share = held / sum(wanted.values())
    return {key: float(value) for key, value in zip(candidates, share, strict=True) if value > 0}


def phrase(state: State) -> dict[str, float]:
    """How near the everyday phrases of a place come, from where two questions may mean the same."""
    near = state.matches.similar(state.weights["phrase_from"], state.weights["phrase_support"])
    return {key: phrase_value(state, nearness) for key, nearness in near.items()}


def phrase_value(state: State, nearness: float) -> float:
    """A phrase's nearness as a value: 0 from where two questions may mean the same, 1 for the same words."""
    least = state.weights["phrase_from"]
    return (nearness - least) / (1 - least)


def _stretched(found: Found) -> dict[str, float]:
    if not found:
        return {}
    best, worst = found[0][1], found[-1][1]
    return {key: (score - worst) / (best - worst) if best > worst else 1.0 for key, score in found}


def _ranks(found: Found) -> dict[str, float]:
    return {key: _HALF / (_HALF + rank) for rank, (key, _) in enumerate(found, 1)}
