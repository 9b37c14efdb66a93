"""Rows are told from sentences, and a head from a first row."""

from __future__ import annotations

from chains.quantities.tables import tables_in, without_tables


def test_a_table_without_a_head_has_none() -> None:
    (table,) = tables_in("2024\t3.412\n2025\t3.760")
    assert table.heads == ()
    assert table.rows == (("2024", "3.412"), ("2025", "3.760"))


def test_half_a_sentence_that_leads_into_a_table_goes_with_it() -> None:
    text = "Es gelten Fristen. Die Dauer beträgt\nab Monaten\tMonate\n12\t6\nDas Amt entscheidet."
    assert without_tables(text) == "Es gelten Fristen.\nDas Amt entscheidet."


def test_a_figure_in_a_columns_name_leaves_it_a_head() -> None:
    (table,) = tables_in("Kurs\tAnteil in Prozent\tBewilligt 2024\nLöten\t80\t64\nNähen\t60\t39")
    assert table.heads == ("Kurs", "Anteil in Prozent", "Bewilligt 2024")
    (rows,) = tables_in("Baustein 1\tStatik\nBaustein 2\tHolzbau")
    assert rows.heads == ()
