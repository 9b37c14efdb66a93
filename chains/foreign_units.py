"""Units of English, Turkish, Polish and Ukrainian answers in German, so that their figures are held to German sources unit and all."""

from __future__ import annotations

import re

_UNITS = {
    "Prozentpunkte": r"percentage points?|puan|punkt(?:y|ów)? procentow\w*|відсоткови\w+ пункт\w*",
    "Prozent": r"per ?cent|procent\w*|відсот\w*|процент\w*",
    "Beschäftigte": r"employees?|workers?|staff|çalışan\w*|pracowni\w+|працівник\w*",
    "Jahre": r"years?|yıl\w*|rok\w*|lat\w{0,3}|рок\w*|рік",
    "Monate": r"months?|ay(?:lık|dır|a)?|miesi\w+|місяц\w*",
    "Wochen": r"weeks?|hafta\w*|tygod\w+|тиж\w+",
    "Tage": r"days?|gün\w*|dni\w*|дн\w+",
    "Stunden": r"hours?|saat\w*|godzin\w*|годин\w*",
    "Euro": r"euros?|eur|євро",
}
_NUMBER = r"(?P<number>\d+(?:[.,]\d+)*)"
_PATTERNS = tuple((re.compile(rf"{_NUMBER}[\s-]*(?:{pattern})\b", re.I), unit) for unit, pattern in _UNITS.items())
_WORDS = re.compile(rf"\b(?!\d)[^\W\d_]+[\s-]+(?:{_UNITS['Prozent']}|{_UNITS['Euro']})\b|\byüzde\s+(?!\d)", re.I)
_TURKISH_PERCENT = re.compile(rf"(?:yüzde\s*|%\s?){_NUMBER}", re.I)


def with_german_units(text: str) -> str:
    """The text with the units behind its numbers in German ("75 percent", "yüzde 75" -> "75 Prozent")."""
    text = _TURKISH_PERCENT.sub(r"\g<number> Prozent", text)
    for pattern, unit in _PATTERNS:
        text = pattern.sub(rf"\g<number> {unit}", text)
    return text


def says_figures_in_words(text: str) -> bool:
    """Whether a share or an amount stands without digits before it ("seventy-five percent"): such words cannot be checked."""
    return bool(_WORDS.search(text))
