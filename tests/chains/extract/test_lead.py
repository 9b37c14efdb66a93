# ruff: noqa: E501 - texts that stay as they are
"""What an answer says first, what it asks back, and the places that complete it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chains.assistant import Assistant
from chains.blocks.kinds import LeadQuote
from chains.blocks.text_form import text_of
from chains.extract.lead import lead_for_case, lead_of, missing_fact
from chains.extract.referenced_places import referred_places
from chains.quantities.conditions import NumberCase
from chains.retrieval.searcher import Searcher
from ingest.documents.law.reader import parse_law
from knowledge.german.sentences import Statement
from knowledge.index.embedding import E5Embeddings
from tests.conftest import settings_for, sync

RUNNING = (
    "Erstattet werden die Kosten für Betriebe mit weniger als zehn Beschäftigten zu 100 Prozent, mit zehn bis"
    " 249 Beschäftigten zu 50 Prozent, mit 250 oder mehr Beschäftigten zu 15 Prozent."
)
LIST = (
    "Der Urlaub beträgt, wenn der Betrieb\n1. weniger als 20 Beschäftigte hat, drei Tage,\n2. mindestens 20"
    " Beschäftigte hat, sieben Tage\nim Jahr."
)


@pytest.mark.parametrize(
    ("size", "share"), [(9, "100 Prozent"), (10, "50 Prozent"), (249, "50 Prozent"), (250, "15 Prozent")]
)
def test_a_list_in_running_text_is_evaluated_too(size: int, share: str) -> None:
    lead = lead_for_case(RUNNING, NumberCase({"Beschäftigte": size}), 1)
    assert lead is not None
    assert share in lead.said
    assert lead.said.count("Prozent") == 1


def test_no_lead_where_nothing_or_more_than_one_thing_fits() -> None:
    assert lead_for_case(LIST, NumberCase({"Jahre": 30}), 1) is None
    assert (
        lead_for_case("Wer mindestens 5 Jahre dabei ist, bekommt 2 Tage.", NumberCase({"Jahre": 7}), 1)
        is None
    )
    assert (
        text_of((lead_for_case(LIST, NumberCase({"Beschäftigte": 20}), 2),))  # type: ignore[arg-type]
        == "**Bei 20 Beschäftigten:** „mindestens 20 Beschäftigte hat, sieben Tage … im Jahr“ [2]"
    )


def test_the_sentence_that_answers_leads_a_long_section() -> None:
    text = (
        "(1) Die Behörde führt ein Verzeichnis der Werkstätten und hält es auf dem neuesten Stand, soweit"
        " dies für ihre Aufgaben nötig ist. Der Beitrag beträgt 85 Euro im Monat und ist am ersten Tag des"
        " Monats fällig. Näheres über die Form des Verzeichnisses und seine Fortführung bestimmt die Behörde"
        " in einer Satzung, die sie bekannt macht."
    )

    def about_euro(statement: Statement) -> float:
        return float("Euro" in statement.text)

    assert lead_of(text, NumberCase({}), 1, about_euro) == LeadQuote(
        "Im Kern", "Der Beitrag beträgt 85 Euro im Monat und ist am ersten Tag des Monats fällig.", 1
    )
    whole = "Die Kündigung bedarf der Textform."  # a short section is led by its own words too
    assert lead_of(whole, NumberCase({}), 1, about_euro) == LeadQuote("Im Kern", whole, 1)


def test_a_missing_number_is_asked_back(assistant: Assistant) -> None:
    assert missing_fact(LIST, NumberCase({})) == "Wie viele Beschäftigte hat der Betrieb?"
    assert missing_fact(LIST, NumberCase({"Beschäftigte": 3})) == ""
    assert missing_fact("Die Beihilfe beträgt 85 Euro.", NumberCase({})) == ""
    assert (
        assistant.ask("Welchen Anteil der Lehrgangskosten trägt der Betrieb?").to_json()["asks"]
        == "Wie viele Beschäftigte hat der Betrieb?"
    )
    assert (
        assistant.ask("Welchen Anteil der Lehrgangskosten trägt ein Betrieb mit 30 Beschäftigten?").asks == ""
    )


LAW = """<?xml version="1.0" encoding="UTF-8"?><dokumente builddate="20250115120000" doknr="T2">
<norm builddate="20250115120000"><metadaten><jurabk>PausG</jurabk><langue>Gesetz über Lernpausen</langue></metadaten></norm>
<norm><metadaten><jurabk>PausG</jurabk><enbez>§ 1</enbez><titel>Lernpause</titel></metadaten><textdaten><text><Content>
<P>(1) Wer am Bildschirm lernt, hat Anspruch auf Lernpausen.</P>
<P>(2) Die Voraussetzungen nach Absatz 1 sind glaubhaft zu machen. Für die Dauer der Lernpause gilt § 2 Absatz 1 entsprechend;
nach § 2 Absatz 1 richtet sich auch ihr Beginn.
§ 3 Absatz 1 des Vierten Buches bleibt unberührt.</P>
</Content></text></textdaten></norm>
<norm><metadaten><jurabk>PausG</jurabk><enbez>§ 2</enbez><titel>Dauer</titel></metadaten>
<textdaten><text><Content><P>(1) Die Lernpause dauert zwölf Minuten.</P><P>(2) Sie wird nicht bezahlt.</P></Content></text></textdaten></norm>
</dokumente>"""


def test_places_that_a_rule_leans_on_complete_the_answer(tmp_path: Path, embedding: E5Embeddings) -> None:
    path = tmp_path / "pausg.xml"
    path.write_text(LAW, encoding="utf-8")
    assert parse_law(LAW.encode(), document_id="pausg", name="pausg").title == "PausG"
    sync(tmp_path / "data", path, model=embedding)
    searcher = Searcher(settings_for(tmp_path / "data"), embedding)
    passage = searcher.place("pausg", "1", "2")[0]
    assert [p.section.locator for p in referred_places(passage, passage.section.text, searcher.place)] == [
        "§ 2 Abs. 1",
        "§ 1 Abs. 1",
    ]
    answer = Assistant(searcher).ask("Was steht in § 1 Abs. 2 PausG?")
    assert [c.passage.section.locator for c in answer.citations][:2] == ["§ 1 Abs. 2", "§ 2 Abs. 1"]
    assert "Darauf verweist [1]:" in answer.text
    searcher.close()


def test_a_sentence_that_tells_of_the_one_before_by_its_pronoun_is_said_with_it() -> None:
    whole = "Die Lehrlingswartin geht in den Ruhestand. Ihr Nachfolger heißt Timo Breuer."
    assert lead_of(whole, NumberCase({}), 1, lambda s: float("Lehrlingswartin" in s.text)) == LeadQuote(
        "Im Kern", whole, 1
    )
