"""What models write, in the one form that is verified and shown."""

from __future__ import annotations

import pytest

from chains.model.plain_text import clean

OFFERED = {1, 2, 3}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kosten [1].", "Kosten [1]."),
        ("Kosten [1, 2].", "Kosten [1] [2]."),
        ("Kosten [1; 2 und 3].", "Kosten [1] [2] [3]."),
        ("Kosten [1][2].", "Kosten [1] [2]."),
        ("Kosten[1].", "Kosten [1]."),
        ("Kosten (1).", "Kosten [1]."),
        ("Kosten (1, 2).", "Kosten [1] [2]."),
        ("Kosten 【1】.", "Kosten [1]."),
        ("Kosten【1†source】.", "Kosten [1]."),
        ("Kosten［1］.", "Kosten [1]."),
        ("Kosten. [1]", "Kosten [1]."),
        ("Kosten. [1] Zeit. [2]", "Kosten [1]. Zeit [2]."),
        ("Kosten¹.", "Kosten [1]."),
        ("Kosten.²", "Kosten [2]."),
        ("Kosten [^1].", "Kosten [1]."),
        ("Kosten [[1]].", "Kosten [1]."),
        ("Kosten {1}.", "Kosten [1]."),
        ("Kosten [Fundstelle 1].", "Kosten [1]."),
        ("Kosten (siehe Fundstelle 2).", "Kosten [2]."),
        ("Kosten [Fundstelle 1, Fundstelle 2].", "Kosten [1] [2]."),
        ("Kosten [1: SGB III § 82].", "Kosten [1]."),
        ("Kosten [1-3].", "Kosten [1] [2] [3]."),
        ("Kosten [1] [1].", "Kosten [1]."),
        ("Kosten [1](https://x.example).", "Kosten [1]."),
        ("Laut Fundstelle 1 die Kosten.", "Laut Fundstelle [1] die Kosten."),
        ("Kosten [7].", "Kosten [7]."),
        ("Kosten (7).", "Kosten (7)."),
        ("Nach § 82 (1).", "Nach § 82 (1)."),
        ("Nach § 82 (2) SGB III [1].", "Nach § 82 (2) SGB III [1]."),
        ("Im Jahr (2024).", "Im Jahr (2024)."),
        ("Nach Absatz (2).", "Nach Absatz (2)."),
    ],
)
def test_every_written_form_of_a_citation(written: str, read: str) -> None:
    assert clean(written, OFFERED) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<script>alert(1)</script>Kosten <b>hoch</b>", "Kosten hoch"),
        ("![x](https://x.example/?q=1) Kosten", "Kosten"),
        ("[Kosten](https://x.example)", "Kosten"),
        ("Kosten\n[1]: https://x.example", "Kosten"),
        ("<think>99 Prozent</think>Kosten", "Kosten"),
        ("<think>99 Prozent", ""),
        ("```\nKosten\n```", "Kosten"),
        ("<|im_start|>Kosten<|im_end|>", "Kosten"),
        ("### Kosten\nhoch", "**Kosten**\nhoch"),
        ("Ja, die Kosten.", "Die Kosten."),
        ("Nein. Die Kosten.", "Die Kosten."),
        ("**Antwort:** Kosten", "Kosten"),
        ("７５ und ٧٥ und 7\u200b5 und &#55;5", "75 und 75 und 75 und 75"),
        ("Kosten\u202e\U000e0041 …", "Kosten …"),
        ("", ""),
    ],
)
def test_what_is_not_plain_text_goes(written: str, read: str) -> None:
    assert clean(written, OFFERED) == read
    assert clean(read, OFFERED) == read
