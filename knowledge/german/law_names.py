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


_ORDINALS = {
    1: "Erst",
    2: "Zweit",
    3: "Dritt",
    4: "Viert",
    5: "Fünft",
    6: "Sechst",
    7: "Siebt",
    8: "Acht",
    9: "Neunt",
    10: "Zehnt",
    11: "Elft",
    12: "Zwölft",
    14: "Vierzehnt",
}
_BOOK = re.compile(r"^SGB[\s_-]*(\d{1,2}|[IVX]{1,4})$")


def book_names(name: str) -> tuple[str, ...]:
    """What else people call a book of the Sozialgesetzbuch ("SGB III": "Drittes Buch des Sozialgesetzbuchs",
    "3. Buch SGB"); () for any other name.
    """
    match = _BOOK.match(name)
    number = ROMAN_NUMBERS.get(match[1]) or int(match[1] if match[1].isdigit() else 0) if match else 0
    if number not in _ORDINALS:
        return ()
    code, ordinal = "Sozialgesetzbuch", _ORDINALS[number]
    books = [
        f"{ordinal}es Buch",
        *(f"{ordinal}en Buch{case}" for case in ("", "s", "es")),
        f"{ordinal}e Buch",
    ]
    return (
        *(f"{book}{of} {code}" for book in books for of in ("", " des", " im")),
        *(f"{called} {books[0]}" for called in (code, "SGB")),
        *(f"{number}. Buch {called}" for called in (code, "SGB")),
        *(f"Buch {_ROMAN[number]} {called}" for called in (code, "SGB")),
    )
