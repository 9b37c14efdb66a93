from __future__ import annotations

from ingest.chunk import chunk_document, chunk_section
from knowledge.german.tokens import count_tokens
from knowledge.model.document import Chunk, Document, Section

HEAD = "Betriebsgröße\tZuschuss zu den Kosten\tZuschuss zum Entgelt"
ROWS = [f"{n * 10} bis {n * 10 + 9} Beschäftigte\t{100 - n} Prozent\t{75 - n} Prozent" for n in range(60)]


def chunks(text: str, budget: int = 120) -> list[Chunk]:
    section = Section("S. 3, Sätze", text, "Sätze")
    return list(chunk_section(Document("d", "pdf", "Leitfaden", (section,)), section, budget))


def test_a_long_table_is_cut_between_rows_and_its_head_is_in_each_part() -> None:
    parts = [c.text.splitlines() for c in chunks("\n".join(["Es gelten diese Sätze.", HEAD, *ROWS]))]
    assert len(parts) > 5
    assert parts[0][:2] == ["Es gelten diese Sätze.", HEAD]
    assert all(part[0] == HEAD for part in parts[1:])
    assert [row for part in parts for row in part if row not in {HEAD, "Es gelten diese Sätze."}] == ROWS
    assert all(count_tokens("\n".join(part)) <= 130 for part in parts)


def test_text_after_a_table_begins_without_its_head() -> None:
    last = " ".join(f"Satz {n} danach." for n in range(30))
    parts = [c.text for c in chunks("\n".join([HEAD, *ROWS[:8], last]))]
    assert any(part.startswith("Satz") for part in parts)
    assert not any(
        HEAD in part
        and part.rstrip().endswith("danach.")
        and ROWS[0] not in part
        and "Beschäftigte\t" not in part
        for part in parts
    )


def test_two_tables_keep_their_own_heads() -> None:
    other = ["Strecke\tPauschale", *(f"{n} km\t{n * 3} Euro" for n in range(60))]
    parts = [c.text.splitlines() for c in chunks("\n".join([HEAD, *ROWS[:20], "Fahrtkosten:", *other]))]
    assert {part[0] for part in parts if part[0] in {HEAD, other[0]}} == {HEAD, other[0]}
    assert parts[-1][0] == other[0]


def test_a_row_over_the_budget_is_cut_at_its_cells_and_loses_nothing() -> None:
    cell = " ".join(f"Wort{n} über Weiterbildung." for n in range(60))
    text = f"Was\tWie\nEins\t{cell}\nZwei\tkurz"
    parts = chunks(text)
    joined = " ".join(" ".join(c.text.removeprefix("Was\tWie\n") for c in parts).split())
    assert joined.replace("Was Wie ", "") == " ".join(text.split()).removeprefix("Was Wie ")
    assert all(count_tokens(c.text) <= 135 for c in parts)


def test_the_context_names_page_and_heading_once() -> None:
    document = Document(
        "d",
        "pdf",
        "Leitfaden",
        (Section("S. 3, Sätze", "Text.", "Sätze", ("Förderung",)), Section("S. 4", "Text.", "Sätze")),
    )
    assert [c.context for c in chunk_document(document)] == [
        "Leitfaden S. 3, Sätze · Förderung",
        "Leitfaden S. 4 Sätze",
    ]


def test_what_says_only_how_old_the_document_is_is_no_chunk() -> None:
    dated, told = Section("S. 1", "Stand: 01.09.2025"), Section("S. 2", "Stand und Ziel der Weisung.")
    assert [c.text for c in chunk_document(Document("d", "pdf", "Weisung", (dated, told)))] == [told.text]
