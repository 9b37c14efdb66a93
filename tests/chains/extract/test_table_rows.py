"""A table answers with its row and the heads of its columns, never with cells run together."""

from __future__ import annotations

from chains.blocks.kinds import LeadQuote, Quote, TableRows
from chains.blocks.text_form import text_of
from chains.extract.lead import lead_of
from chains.quantities.conditions import case_of
from chains.verification.extract import verify_extract
from knowledge.german.sentences import Statement
from knowledge.german.words import terms
from tests.chains.passages import cite

FEES = "Prüfung\tMitglieder\tGäste\nKehlnaht\t148 Euro\t196 Euro\nStumpfnaht\t212 Euro\t268 Euro"
SHARES = "Beschäftigte im Betrieb\tAnteil\nbis 9\t85 Prozent\n10 bis 49\t65 Prozent\nab 50\t20 Prozent"
LADDER = "(2) Die Dauer beträgt\nmindestens … Monaten\tnach dem … Lebensjahr\t… Monate\n12\t\t6\n30\t50.\t15"


def lead(text: str, question: str) -> LeadQuote | TableRows | None:
    """The lead for a question, sentences scored by the words they share with it."""
    wanted = set(terms(question))

    def score(statement: Statement) -> float:
        found = set(terms(statement.text))
        return len(wanted & found) / (1 + len(found) / 60)

    return lead_of(text, case_of(question), 1, score)


def test_the_row_that_answers_is_said_with_its_heads() -> None:
    block = lead(FEES, "Was kostet die Stumpfnaht für Gäste?")
    assert block == TableRows(
        "Im Kern", ("Prüfung", "Mitglieder", "Gäste"), (("Stumpfnaht", "212 Euro", "268 Euro"),), 1
    )
    assert text_of([block]) == "**Im Kern:** Prüfung: Stumpfnaht; Mitglieder: 212 Euro; Gäste: 268 Euro [1]"


def test_a_case_chooses_the_row_whose_condition_holds() -> None:
    block = lead(SHARES, "Welchen Anteil zahlt der Fonds bei 30 Beschäftigten?")
    assert isinstance(block, TableRows)
    assert block.rows == (("10 bis 49", "65 Prozent"),)


def test_where_no_row_stands_out_the_table_is_shown_and_its_introduction_does_not_lead() -> None:
    block = lead(LADDER, "Wie lange bekomme ich Arbeitslosengeld?")
    assert isinstance(block, TableRows)
    assert len(block.rows) == 2
    assert text_of([block]).splitlines()[1:] == ["- 12 | – | 6 [1]", "- 30 | 50. | 15 [1]"]


def test_a_gap_in_a_head_is_filled_by_the_cell() -> None:
    block = TableRows("Im Kern", ("mindestens … Monaten", "… Monate"), (("30", "15"),), 1)
    assert text_of([block]) == "**Im Kern:** mindestens 30 Monaten; 15 Monate [1]"


def test_a_sentence_that_answers_better_leads() -> None:
    text = f"Für die Wiederholung zahlen Gäste immer 90 Euro.\n{FEES}"
    block = lead(text, "Was zahlen Gäste für die Wiederholung?")
    assert isinstance(block, LeadQuote)
    assert block.said == "Für die Wiederholung zahlen Gäste immer 90 Euro."


def test_quoted_cells_stay_apart() -> None:
    assert text_of([Quote(1, FEES)]).splitlines()[1] == "> Kehlnaht | 148 Euro | 196 Euro"


def test_a_row_that_the_source_has_not_is_a_problem() -> None:
    heads = ("Prüfung", "Mitglieder", "Gäste")
    right = TableRows("Im Kern", heads, (("Kehlnaht", "148 Euro", "196 Euro"),), 1)
    wrong = TableRows("Im Kern", heads, (("Kehlnaht", "148 Euro", "268 Euro"),), 1)
    citations = [cite(FEES)]
    assert not verify_extract([right], citations).problems
    problems = verify_extract([wrong], citations).problems
    assert problems == ("Keine Zeile der Tabelle: Kehlnaht; 148 Euro; 268 Euro",)
