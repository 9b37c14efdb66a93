"""How a law is called: the official short form ("SGB 3", "BBiG 2005") and what people write
("SGB III", "BBiG").
"""

from __future__ import annotations

import re

_ROMAN = {
    1: "I",
    2: "II",
    3: "III",
    4: "IV",
    5: "V",
    6: "VI",
    7: "VII",
    8: "VIII",
    9: "IX",
    10: "X",
    11: "XI",
    12: "XII",
    14: "XIV",
}
ROMAN_NUMBERS = {roman: number for number, roman in _ROMAN.items()}


def short_name(jurabk: str, amtabk: str = "") -> str:
    """The citing form of a law: SGB with Roman number, no year of promulgation ("AufenthG 2004" ->
    "AufenthG").
    """
    book = re.match(r"^SGB[\s_]*(\d+)\b", jurabk)
    if book and int(book[1]) in _ROMAN:
        return f"SGB {_ROMAN[int(book[1])]}"
    return amtabk or re.sub(r"(?<!\s)\s++\d{4}$", "", jurabk)
