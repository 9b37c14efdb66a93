"""Each metric on hand-made cases where it must be 0, 1 and in between."""

from __future__ import annotations

import math
from datetime import date

import pytest

from chains.blocks.free_text import stored_blocks
from evals.facts import RequiredFact, holds
from evals.metrics.answering import assess, claims_of, readability
from evals.metrics.ranking import ranking_scores
from evals.metrics.statistics import cohens_kappa, mcnemar, paired_difference, ratio
from evals.outcome import Cited, RankedPlace, SystemOutcome
from evals.suite import Gold, Question

PLACE = "sgb_3 § 82 Abs. 2"
EVIDENCE = {
    PLACE: (
        "SGB III § 82 Abs. 2\nFörderung\nDer Arbeitgeber trägt 50 Prozent der Lehrgangskosten ab fünfzig"
        " Beschäftigten."
    ),
    "sgb_3 § 81 Abs. 1": (
        "SGB III § 81 Abs. 1\nGrundsatz\nArbeitnehmer können bei beruflicher Weiterbildung gefördert werden."
    ),
}


def hits(*places: str) -> list[RankedPlace]:
    return [RankedPlace(places=(place,), label=place, text="") for place in places]


def outcome(answer: str, *places: str, abstained: bool = False) -> SystemOutcome:
    cited = tuple(Cited(n=n, places=(place,), label=place, quote="") for n, place in enumerate(places, 1))
    return SystemOutcome(hits=(), answer=answer, citations=cited, abstained=abstained, mode="extractive")


def question(**values: object) -> Question:
    return Question.model_validate({"id": "q", "question": "Wie viel?", "gold": {"any": [PLACE]}} | values)


def values(asked: Question, given: SystemOutcome) -> dict[str, float]:
    return {
        name: top / bottom for name, (top, bottom) in assess(asked, given, EVIDENCE).scores.items() if bottom
    }


def test_hits_count_the_paragraph_and_the_absatz_apart() -> None:
    scores = {
        k: v[0]
        for k, v in ranking_scores(hits("sgb_3 § 1", "sgb_3 § 82 Abs. 1", PLACE), Gold(any=(PLACE,))).items()
    }
    assert (scores["hit@1"], scores["hit@3"]) == (0.0, 1.0)
    assert (scores["mrr"], scores["mrr/Abs"]) == (pytest.approx(1 / 2), pytest.approx(1 / 3))
    assert scores["ndcg@10"] == pytest.approx(1 / math.log2(3))
    assert scores["recall@10"] == 1.0


def test_nothing_found_is_zero_and_the_first_place_is_one() -> None:
    assert {v[0] for v in ranking_scores([], Gold(any=(PLACE,))).values()} == {0.0}
    assert {v[0] for v in ranking_scores(hits("sgb_3 § 1"), Gold(any=(PLACE,))).values()} == {0.0}
    assert {v[0] for v in ranking_scores(hits(PLACE), Gold(any=(PLACE,))).values()} == {1.0}


def test_recall_wants_all_and_any_wants_one() -> None:
    both = Gold(all=("sgb_3 § 81 Abs. 1", PLACE))
    scores = {k: v[0] for k, v in ranking_scores(hits("sgb_3 § 81 Abs. 1"), both).items()}
    assert (scores["recall@10"], scores["hit@1"]) == (0.5, 1.0)
    either = Gold(any=("sgb_3 § 81 Abs. 1", PLACE))
    assert ranking_scores(hits(PLACE, "sgb_3 § 81 Abs. 1"), either)["ndcg@10"][0] == 1.0
    factsheet = Gold(any=("bildungsgutschein Einlösen (§ 81 Abs. 4 SGB III)",))
    scores = {
        k: v[0]
        for k, v in ranking_scores(hits("bildungsgutschein Wer? (§ 81 Abs. 1 SGB III)"), factsheet).items()
    }
    assert (scores["hit@1"], scores["hit@1/Abs"]) == (1.0, 0.0)


def test_a_flattened_chunk_finds_every_place_it_covers() -> None:
    chunk = RankedPlace(places=("sgb_3 § 81 Abs. 1", PLACE), label="", text="")
    assert ranking_scores([chunk], Gold(all=("sgb_3 § 81 Abs. 1", PLACE)))["recall@10"][0] == 1.0


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        ({"number": 50, "unit": "Prozent"}, "Er trägt 50 % der Kosten.", True),
        ({"number": 50, "unit": "Prozent"}, "Er trägt fünfzig Prozent.", True),
        ({"number": 50, "unit": "Prozent"}, "mindestens 50 Beschäftigte", False),
        ({"number": 6, "unit": "Monate"}, "innerhalb von sechs Monaten", True),
        ({"number": 24}, "24 Werktage", True),
        ({"text": "Bildungsgutschein"}, "mit Bildungsgutscheinen", True),
        ({"text": "Bildungsgutschein"}, "mit einem Gutschein", False),
        ({"date": date(2024, 7, 31)}, "bis zum 31. Juli 2024", True),
        ({"date": date(2024, 7, 31)}, "bis zum 31. Juli 2025", False),
        ({"regex": "(dreifach|dreimal)"}, "Das Dreifache", True),
        ({"regex": "^x$"}, "Das Dreifache", False),
    ],
)
def test_facts_are_found_in_digits_words_and_inflections(
    fact: dict[str, object], text: str, expected: bool
) -> None:
    assert holds(RequiredFact.model_validate(fact), text) is expected


def test_a_forbidden_number_must_stand_with_its_unit() -> None:
    fact = RequiredFact(number=75, unit="Prozent")
    assert holds(fact, "75 und mehr")
    assert not holds(fact, "75 und mehr", strict=True)


def test_fact_recall_zero_half_one() -> None:
    asked = question(facts=[{"number": 50, "unit": "Prozent"}, {"text": "Lehrgangskosten"}])
    assert values(asked, outcome("Nichts davon gilt [1].", PLACE))["fact_recall"] == 0.0
    assert values(asked, outcome("Der Arbeitgeber trägt 50 Prozent [1].", PLACE))["fact_recall"] == 0.5
    assert (
        values(asked, outcome("Der Arbeitgeber trägt 50 Prozent der Lehrgangskosten [1].", PLACE))[
            "fact_recall"
        ]
        == 1.0
    )
    assert values(asked, outcome("Dazu nichts.", abstained=True))["fact_recall"] == 0.0


def test_forbidden_facts() -> None:
    asked = question(forbidden=[{"number": 75, "unit": "Prozent"}])
    assert values(asked, outcome("Der Arbeitgeber trägt 75 Prozent [1].", PLACE))["forbidden"] == 1.0
    assert values(asked, outcome("Der Arbeitgeber trägt 50 Prozent [1].", PLACE))["forbidden"] == 0.0


def test_citation_precision_zero_half_one() -> None:
    good = "Der Arbeitgeber trägt 50 Prozent der Lehrgangskosten [1]."
    assert values(question(), outcome(good, PLACE))["citation_precision"] == 1.0
    assert values(question(), outcome(good, "sgb_3 § 81 Abs. 1"))["citation_precision"] == 0.0
    assert (
        values(question(), outcome(f"{good} Die Sonne scheint heute überall besonders hell [1].", PLACE))[
            "citation_precision"
        ]
        == 0.5
    )


def test_citation_recall_zero_half_one() -> None:
    with_mark, without = (
        "Der Arbeitgeber trägt die Lehrgangskosten [1].",
        "Der Arbeitgeber trägt die Lehrgangskosten.",
    )
    assert values(question(), outcome(with_mark, PLACE))["citation_recall"] == 1.0
    assert values(question(), outcome(without, PLACE))["citation_recall"] == 0.0
    assert values(question(), outcome(f"{with_mark} {without}", PLACE))["citation_recall"] == 0.5


def test_unsupported_figures_are_counted() -> None:
    assert (
        values(question(), outcome("Der Arbeitgeber trägt 50 Prozent der Lehrgangskosten [1].", PLACE))[
            "unsupported_figures"
        ]
        == 0.0
    )
    assert (
        values(
            question(),
            outcome("Der Arbeitgeber trägt 60 Prozent, also 300 Euro der Lehrgangskosten [1].", PLACE),
        )["unsupported_figures"]
        == 2.0
    )
    asked = question(question="Wir haben 120 Beschäftigte, wie viel?")
    assert (
        values(asked, outcome("Bei 120 Beschäftigten trägt der Arbeitgeber 50 Prozent [1].", PLACE))[
            "unsupported_figures"
        ]
        == 0.0
    )


def test_quoted_blocks_carry_their_mark_and_headlines_claim_nothing() -> None:
    answer = (
        "**SGB III § 82 Abs. 2** [1]\n> Der Arbeitgeber trägt die Kosten.\n> 1. fünfzig Prozent ab 50"
        " Beschäftigten,\n> […] [1]\n\nOhne Beleg steht dieser ganze Satz."
    )
    claims = claims_of(stored_blocks(answer, {1}))
    assert [claim.marks for claim in claims] == [(1,), (1,), ()]


def test_refusals() -> None:
    refused, answered = (
        outcome("Dazu steht nichts in meinen Quellen.", abstained=True),
        outcome("Der Arbeitgeber trägt 50 Prozent [1].", PLACE),
    )
    unanswerable = Question(id="u", question="?", unanswerable=True)
    assert values(unanswerable, refused) == {"refusal_precision": 1.0, "refusal_recall": 1.0, "correct": 1.0}
    assert values(unanswerable, answered)["refusal_recall"] == 0.0
    assert values(unanswerable, answered)["correct"] == 0.0
    assert values(question(), refused) == {"refusal_precision": 0.0, "wrongly_refused": 1.0, "correct": 0.0}
    assert values(question(), answered)["wrongly_refused"] == 0.0


def test_correct_wants_place_facts_and_nothing_false() -> None:
    asked = question(facts=[{"number": 50, "unit": "Prozent"}])
    good = "Der Arbeitgeber trägt 50 Prozent der Lehrgangskosten [1]."
    assert values(asked, outcome(good, PLACE))["correct"] == 1.0
    assert values(asked, outcome(good, "sgb_3 § 81 Abs. 1"))["correct"] == 0.0
    assert (
        values(asked, outcome("Der Arbeitgeber trägt 50 Prozent und 9 Euro der Lehrgangskosten [1].", PLACE))[
            "correct"
        ]
        == 0.0
    )


def test_readability_is_amstads_formula() -> None:
    short, long = (
        "Sie gehen zum Amt. Das Amt hilft. Der Kurs ist frei.",
        (
            "Berufsausbildungsbeihilfeangelegenheiten bedürfen verwaltungsverfahrensrechtlicher"
            " Einzelfallentscheidungen."
        ),
    )
    easy, hard = readability(short), readability(long)
    assert easy["flesch"][0] > 80
    assert hard["flesch"][0] < 0
    assert easy["lix"][0] < 40
    assert hard["lix"][0] > 60
    assert easy["words"] == (11.0, 1.0)
    # 11 words, 3 sentences, about 13 syllables
    assert easy["flesch"][0] == pytest.approx(180 - 11 / 3 - 58.5 * 13 / 11, abs=6)


def test_bootstrap_interval_holds_the_value_and_is_seeded() -> None:
    parts = [(1.0, 1.0)] * 30 + [(0.0, 1.0)] * 10 + [(0.0, 0.0)] * 5
    first, second = ratio(parts), ratio(parts)
    assert first == second
    assert first is not None
    assert (first.value, first.n) == (0.75, 40)
    assert 0.55 < first.low < 0.75 < first.high < 0.92
    assert ratio([(0.0, 0.0)]) is None
    certain = ratio([(1.0, 1.0)] * 9)
    assert certain is not None
    assert (certain.low, certain.high) == (1.0, 1.0)


def test_paired_tests() -> None:
    same = [(1.0, 1.0), (0.0, 1.0)] * 20
    none = paired_difference(same, same)
    assert none is not None
    assert (none.value, none.p) == (0.0, 1.0)
    much = paired_difference([(0.0, 1.0)] * 30 + [(1.0, 1.0)] * 10, [(1.0, 1.0)] * 40)
    assert much is not None
    assert much.value == 0.75
    assert much.p < 0.01
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(10, 0) == pytest.approx(2 / 2**10)
    assert 0.3 < mcnemar(6, 4) <= 1.0


def test_kappa() -> None:
    assert cohens_kappa([True, False, True], [True, False, True]) == 1.0
    assert cohens_kappa([True, True, False, False], [True, False, True, False]) == 0.0
    # Cohen's textbook table
    assert cohens_kappa(
        [1] * 20 + [0] * 15 + [1] * 5 + [0] * 10, [1] * 20 + [0] * 15 + [0] * 5 + [1] * 10
    ) == pytest.approx(0.4)
    assert math.isnan(cohens_kappa([], []))
