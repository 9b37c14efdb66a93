"""What people add is answered from for what it is: decisions that name other laws and other Länder, sources
that contradict one another, demands, pages for another Land or a year that is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from chains.assistant import Assistant
from chains.blocks.as_json import blocks_from_json, blocks_json
from chains.blocks.kinds import Disagreement, LeadQuote
from chains.question.region import land_of, lands_named
from chains.retrieval.searcher import Searcher
from evals.added.documents import AddedDocument, write_documents
from knowledge.index.embedding import E5Embeddings
from tests.conftest import settings_for, sync


def page(
    key: str, title: str, text: str, stand: date = date(2026, 5, 4), form: str = "page"
) -> AddedDocument:
    return AddedDocument(id=key, form=form, title=title, stand=stand, text=text)  # type: ignore[arg-type]


DOCUMENTS = (
    page(
        "urteil",
        "Hessisches Landesarbeitsgericht zu einer Drohnenschulung",
        "# Fall\nDer Vermesser kündigte nach der Drohnenschulung. Der Betrieb verlangte 2.900 Euro.\n"
        "# Gründe\nDer Vermesser muss nichts zurückzahlen, denn die Klausel ist nach § 307 BGB unwirksam.\n",
    ),
    page(
        "vertrag",
        "Mietvertrag für die Übungshalle",
        "# Miete\nDie Übungshalle kostet 640 Euro im Monat.\n# Haftung\nEs gilt das BGB.\n",
    ),
    page(
        "zulage-alt",
        "Lotsenzulage im Hafen Nordkai",
        "# Höhe\nDie Lotsenzulage beträgt 120 Euro im Monat.\n",
        date(2024, 2, 1),
    ),
    page(
        "zulage-neu",
        "Fragen zur Lotsenzulage im Hafen Nordkai",
        "# Betrag\nDie Lotsenzulage beträgt 145 Euro im Monat.\n# Wann?\nSie kommt am 5. des Monats.\n",
        date(2026, 2, 1),
    ),
    page(
        "zulage-ordnung",
        "LotsZO",
        "§ 1 Höhe\n(1) Die Lotsenzulage im Hafen Nordkai beträgt 140 Euro im Monat.\n",
        date(2025, 1, 1),
        "law",
    ),
    page(
        "papier",
        "Positionspapier Bündnis Segelflug",
        "# Was wir wollen\nWir fordern eine Prämie von 800 Euro für jede Fluglehrerin im Segelflug.\n",
    ),
    page("anderswo", "Lernbonus Thüringen", "# Höhe\nDer Lernbonus beträgt 410 Euro je Kurs.\n"),
    page(
        "vorbei",
        "Sonderprogramm Werkbank 2021",
        "# Förderung\nDas Sonderprogramm Werkbank zahlt 75 Euro je Lerntag.\n",
    ),
    page(
        "preise",
        "Preise der Tauchschule Seegrund",
        "# Kurse\nKurs | Preis in Euro\nTrockentauchen | 390\nEistauchen | 460\n",
        date(2025, 1, 10),
    ),
    page(
        "infoblatt", "Infoblatt Tauchschule Seegrund", "# Kurse\nDer Kurs Trockentauchen kostet 430 Euro.\n"
    ),
    page(
        "verband",
        "Verband der Korbmacherei zur Lehre",
        "# Geld\nAus unserer Sicht gehört jedem Lehrling der Korbmacherei ein Weidengeld von 310 Euro.\n"
        "# Zeit\nDie Korbmacherei braucht sechs Praxistage im Moor. Das ist überfällig.\n",
    ),
    page(
        "geber", "Lehrkahnzulage", "# Höhe\nDer Freistaat Sachsen zahlt eine Lehrkahnzulage von 220 Euro.\n"
    ),
    page(
        "schuljahr", "Floßstipendium", "# Betrag\nIm Schuljahr 2021/22 beträgt das Floßstipendium 90 Euro.\n"
    ),
)


@pytest.fixture(scope="module")
def added(
    starter: Path, tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("added")
    data = Path(copytree(starter, folder / "data"))
    assert not sync(data, *write_documents(folder / "seiten", DOCUMENTS), model=embedding).failed
    searcher = Searcher(settings_for(data), embedding, exact=True)
    yield Assistant(searcher)
    searcher.close()


@pytest.mark.parametrize(
    "question",
    [
        "Muss der Vermesser nach dem BGB die Drohnenschulung zurückzahlen?",
        "Was sagt das Hessische Landesarbeitsgericht zur Drohnenschulung?",
        "Ich wohne in Köln: Muss der Vermesser die Drohnenschulung zurückzahlen?",
    ],
)
def test_a_decision_answers_whatever_law_it_names_and_wherever_its_court_sits(
    added: Assistant, question: str
) -> None:
    answer = added.ask(question)
    assert not answer.abstained, answer.text
    assert answer.citations[0].passage.document.id == "urteil"
    assert not any("Hessen" in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    "question",
    [
        "Wann verjährt eine Forderung nach dem Bürgerlichen Gesetzbuch?",
        "Wie hoch ist der Lernbonus in Sachsen?",
    ],
)
def test_a_document_that_only_names_a_law_or_is_for_another_land_treats_nothing(
    added: Assistant, question: str
) -> None:
    assert added.ask(question).abstained


def test_sources_that_differ_stand_side_by_side_rules_first_then_the_newer(added: Assistant) -> None:
    answer = added.ask("Wie hoch ist die Lotsenzulage im Hafen Nordkai?")
    (block,) = [block for block in answer.blocks if isinstance(block, Disagreement)]
    assert [(place.n, place.stand, place.rules) for place in block.places] == [
        (1, date(2025, 1, 1), True),
        (2, date(2026, 2, 1), False),
        (3, date(2024, 2, 1), False),
    ]
    assert [citation.passage.document.id for citation in answer.citations[:3]] == [
        "zulage-ordnung",
        "zulage-neu",
        "zulage-alt",
    ]
    assert "(Stand 01.02.2026):\n„Die Lotsenzulage beträgt 145 Euro im Monat.“ [2]" in answer.text
    assert not answer.problems
    assert blocks_from_json(blocks_json([block])) == (block,)


def test_a_row_and_a_sentence_that_differ_stand_side_by_side(added: Assistant) -> None:
    answer = added.ask("Was kostet Trockentauchen an der Tauchschule Seegrund?")
    (block,) = [block for block in answer.blocks if isinstance(block, Disagreement)]
    assert [place.said for place in block.places] == [
        "Der Kurs Trockentauchen kostet 430 Euro.",
        "Kurs: Trockentauchen; Preis in Euro: 390",
    ]
    assert not answer.problems


def test_the_price_of_another_course_is_no_disagreement(added: Assistant) -> None:
    answer = added.ask("Was kostet Eistauchen an der Tauchschule Seegrund?")
    assert answer.citations
    assert not any(isinstance(block, Disagreement) for block in answer.blocks)


def test_a_year_that_the_text_is_not_about_is_refused(added: Assistant) -> None:
    assert added.ask("Wie hoch ist das Floßstipendium im Schuljahr 2018/19?").abstained


@pytest.mark.parametrize(
    "question", ["Wann kommt die Lotsenzulage im Hafen Nordkai?", "Was kostet die Übungshalle im Monat?"]
)
def test_what_one_source_says_alone_is_no_disagreement(added: Assistant, question: str) -> None:
    answer = added.ask(question)
    assert not answer.abstained
    assert not any(isinstance(block, Disagreement) for block in answer.blocks)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Welche Prämie gibt es für Fluglehrerinnen im Segelflug?",
            "gibt eine Forderung oder Meinung wieder, keine Regel.",
        ),
        (
            "Wie hoch ist der Lernbonus in Thüringen?",
            "ist für Thüringen geschrieben, nicht für Nordrhein-Westfalen.",
        ),
        ("Was zahlt das Sonderprogramm Werkbank?", "handelt vom Jahr 2021. Bitte prüfen, was heute gilt."),
        ("Wie hoch ist das Floßstipendium?", "handelt vom Jahr 2022. Bitte prüfen, was heute gilt."),
        ("Wie hoch ist die Lehrkahnzulage?", "ist für Sachsen geschrieben, nicht für Nordrhein-Westfalen."),
        (
            "Wie viel Weidengeld bekommen Lehrlinge in der Korbmacherei?",
            "gibt eine Forderung oder Meinung wieder, keine Regel.",
        ),
        (
            "Wie viele Praxistage im Moor hat die Korbmacherei?",  # said by the sentence behind it
            "gibt eine Forderung oder Meinung wieder, keine Regel.",
        ),
    ],
)
def test_what_is_no_rule_here_and_now_is_said_to_be_none(added: Assistant, question: str, said: str) -> None:
    answer = added.ask(question)
    assert any(said in warning for warning in answer.warnings), answer.warnings
    assert not any("steht hier nicht" in warning for warning in answer.warnings)


def test_a_demand_does_not_lead_as_a_rule(added: Assistant) -> None:
    answer = added.ask("Welche Prämie gibt es für Fluglehrerinnen im Segelflug?")
    lead = next(block for block in answer.blocks if isinstance(block, LeadQuote))
    assert lead.how == "Gefordert, nicht geregelt"


@pytest.mark.parametrize(
    ("text", "land"),
    [
        ("Was sagt das LAG Berlin-Brandenburg?", ""),
        ("Urteil des Sozialgerichts Kassel zur Sperrzeit", ""),
        ("Bayerischer Verwaltungsgerichtshof", ""),
        ("laut dem Hamburger Urteil", ""),
        ("Lernwerk AG Bremen", "Bremen"),
        ("Gibt es in Hamburg einen Bonus?", "Hamburg"),
        ("Der Bonus des Saarlands", "Saarland"),
        ("Hessens Lernscheck", "Hessen"),
        ("Wer zahlt in Bayern die Gerichtskosten?", "Bayern"),
    ],
)
def test_a_court_names_no_land(text: str, land: str) -> None:
    assert land_of(text) == land
    assert lands_named(text) == ({land} if land else set())
