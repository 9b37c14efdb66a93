"""One table of features: the search, tuning and the configurations of the evaluation read the same names."""

from __future__ import annotations

import pytest

from chains.retrieval.features import FEATURES, MEASURES, WEIGHTS, weights_with
from chains.retrieval.searcher import Searcher
from evals.runs.configuration import FOLDER, load_configuration
from knowledge.model.document import HitOrigin


def test_a_score_is_the_sum_of_weight_times_value(searcher: Searcher) -> None:
    hits = searcher.search("Wie lange dauert ein Lehrgang mindestens?", 10)
    weights = {feature.name: feature.weight for feature in FEATURES}
    sums = [sum(weights[name] * value for name, value in hit.values.items()) for hit in hits]
    plain = [
        i
        for i, hit in enumerate(hits)
        if hit.passage.document.kind != "law" and hit.origin is HitOrigin.FOUND
    ]
    assert plain
    assert any(hits[i].score == pytest.approx(sums[i], abs=1e-6) for i in plain)


@pytest.mark.parametrize(
    "question",
    [
        "Wie lange dauert ein Lehrgang mindestens?",
        "Wie hoch ist der Zuschuss zum Arbeitsentgelt in kleinen Betrieben?",
        "Wie viele Stunden sind nach § 1 LernFG mindestens nötig und was kostet das?",
    ],
)
def test_what_is_dear_to_read_is_read_of_few_and_changes_no_hit(searcher: Searcher, question: str) -> None:
    all_read = searcher.search(question, 10_000)
    few_read = searcher.search(question, 3)
    assert [(hit.passage.chunk_id, hit.score) for hit in few_read] == [
        (hit.passage.chunk_id, hit.score) for hit in all_read[:3]
    ]
    assert any("states_amount" in hit.values for hit in all_read)


def test_a_named_place_says_so(searcher: Searcher) -> None:
    hits = searcher.search("Was steht in § 1 Abs. 2 LernFG?", 3)
    assert hits[0].origin is HitOrigin.NAMED
    assert {hit.origin for hit in hits[1:]} <= {HitOrigin.NAMED, HitOrigin.FOUND}


def test_names_are_unique_and_explained() -> None:
    rows = (*FEATURES, *MEASURES)
    assert len({row.name for row in rows}) == len(rows) == len(WEIGHTS)
    assert all(row.says and row.fitted for row in rows)
    assert all((f.of_candidates is None) != (f.of_place is None) for f in FEATURES)


def test_an_unknown_weight_is_an_error() -> None:
    with pytest.raises(KeyError, match="gibtesnicht"):
        weights_with({"gibtesnicht": 1.0})


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_configurations_name_rows_of_the_table(path: object) -> None:
    configuration = load_configuration(str(path))
    assert configuration.weights.keys() <= WEIGHTS.keys()
